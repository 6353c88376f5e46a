"""``kizuna atlas``: the web atlas, served or as files."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import click
from click.core import ParameterSource

from kizuna.cli.options import record_options
from kizuna.errors import InputError, MissingExtraError


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  kizuna atlas
  kizuna atlas --port 8080 --open
  kizuna atlas --queue study --coder "Aiko Mori"
  kizuna atlas build site/ --dates 2016-12-31,2026-06-30
  kizuna atlas build site/ --actor JPN --also AUS,IND
  kizuna atlas build site/ --base-url https://example.org/kizuna/""",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option("--open", "open_", is_flag=True, help="Open it in the browser, if there is one.")
@click.option("--actor", help="With whom it opens. Default: whom most instruments name.")
@click.option(
    "--library",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A file or folder with texts that you have; they stay on this machine. Repeatable.",
)
@click.option(
    "--reviews",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File in which readers' reviews are kept. Without it none are taken.",
)
@click.option(
    "--queue",
    metavar="STUDY",
    type=click.Path(path_type=Path),
    help="Show a study and let its coders decide about what reading proposes for it.",
)
@click.option("--coder", metavar="NAME", envvar="KIZUNA_CODER", show_envvar=True,
              help="With --queue: who sits at this machine. Others sign in with a token.")  # fmt: skip
@record_options
@click.pass_context
def atlas(
    context: click.Context,
    host: str,
    port: int,
    open_: bool,
    actor: str | None,
    library: tuple[Path, ...],
    reviews: Path | None,
    queue: Path | None,
    coder: str | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Serve the web atlas until it is stopped with Ctrl-C.

    It only reads, except for reviews, and for the queue of a study where --queue names one.
    """
    context.obj = (record_at, codebook, actor)
    if context.invoked_subcommand is not None:
        return
    try:
        import uvicorn
    except ImportError as error:
        raise MissingExtraError("uvicorn", "atlas") from error
    from kizuna.atlas.library.reviews import Reviews
    from kizuna.atlas.web.app import create_app
    from kizuna.record.open import open_record

    if queue is not None:
        record_at = _study(context, queue)
    with open_record(record_at, codebook=codebook) as record:
        work = None
        if queue is not None:
            from kizuna.atlas.web.queue_work import Work

            work = Work(record, queue, coder=coder or "")
        app = create_app(
            record, focal=actor, library=library, work=work,
            reviews=Reviews(reviews) if reviews else None,
        )  # fmt: skip
        listening = _listen(host, port)
        address = f"http://{host}:{listening.getsockname()[1]}/"
        shown = f"{address}queue" if queue else address
        click.echo(f"The atlas is at {shown} (Ctrl-C stops it)", err=True)
        if open_:
            _open(shown)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        server.run(sockets=[listening])


@atlas.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--dates", metavar="DATE,…", help="Show partnerships as of these dates. Default: today."
)
@click.option("--actor", help="With whom it opens. Default: whom most instruments name.")
@click.option("--also", metavar="CODE,…", help="Other focal actors, whose pages are written too.")
@click.option(
    "--base-url",
    metavar="URL",
    default="",
    help="Where the site will stand, for permanent addresses and citations on its pages.",
)
@click.option("--open", "open_", is_flag=True, help="Open it in the browser, if there is one.")
@record_options
@click.pass_context
def build(
    context: click.Context,
    folder: Path,
    dates: str | None,
    actor: str | None,
    also: str | None,
    base_url: str,
    open_: bool,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Write the same pages into a FOLDER, for any web host or none."""
    from kizuna.atlas.web import build as writing
    from kizuna.record.open import open_record

    at, book, who = context.obj
    chosen, others = _listed(dates), _listed(also)
    with open_record(record_at or at, codebook=codebook or book) as record:
        built = writing.build(
            record, folder, dates=chosen, focal=actor or who, also=others, base=base_url,
            heard=_counted,
        )  # fmt: skip
    click.echo(f"Wrote {built.pages} pages; open {built.home}")
    if open_:
        _open(built.home.resolve().as_uri())


def _listed(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def _study(context: click.Context, queue: Path) -> str:
    """The place of the record of a queue's study.

    Raises:
        InputError: there is no such study, or another record was asked for.
    """
    from kizuna.record.open import DATABASE

    given = context.get_parameter_source("record_at")
    if given is ParameterSource.COMMANDLINE:
        raise InputError("leave out --record: --queue shows the record of its study")
    if not (queue / DATABASE).is_file():
        raise InputError(f"{queue} is no folder of a study; start one with: kizuna init {queue}")
    return str(queue)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or else answers would wait for acknowledgements (Nagle), 40 ms each.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise InputError(
            f"cannot listen at {host} port {port}: {error.strerror}; choose another with --port"
        ) from error
    return listening


def _open(address: str) -> None:
    """Open an address; where there is no browser, it is said where to look."""
    import os
    import webbrowser

    # Without a screen, the browser found might be one that takes over the terminal.
    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY")
    if not screen and not os.environ.get("WAYLAND_DISPLAY"):
        click.echo(f"No browser was found; open {address}", err=True)
        return
    try:
        webbrowser.open(address)
    except webbrowser.Error:
        click.echo(f"No browser was found; open {address}", err=True)


def _counted(pages: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{pages} pages", nl=False, err=True)
