"""``kizuna salience``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from kizuna.measures.salience.counting import Progress
    from kizuna.measures.salience.text import TextSalience


@click.command(
    epilog="""\b
Examples:
  kizuna salience PHL --as-of 2018
  kizuna salience PHL --source un-general-debate --threat piracy --passages
  kizuna salience --source un-general-debate --format csv --out salience.csv
  kizuna salience JPN --source my-speeches.parquet --from 2010
  kizuna salience PHL --figure --out philippines.svg
  kizuna salience PHL --source un-general-debate --figure --out philippines.png"""
)
@click.argument("actor", required=False)
@click.option(
    "--source",
    metavar="NAME|PATH",
    help="Measure texts instead of reading codings: un-general-debate, defence-documents, a "
    "Parquet or CSV file with actor, year and text, or a folder of ACTOR_YEAR.txt.",
)
@click.option(
    "--threat", "threats", multiple=True, metavar="CODE", help="Only this threat; may be repeated."
)
@click.option("--from", "first", type=int, metavar="YEAR", help="First year of the texts.")
@click.option("--to", "last", type=int, metavar="YEAR", help="Last year of the texts.")
@click.option("--passages", is_flag=True, help="The matching sentences instead of the values.")
@click.option(
    "--method",
    type=click.Choice(["dictionary", "embedding"]),
    default="dictionary",
    show_default=True,
    help="How texts are measured; embedding needs kizuna[embeddings].",
)
@click.option(
    "--corpus",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KIZUNA_CORPORA",
    show_envvar=True,
    help="Folder of the named collections.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes. Default: two, or the one core."
)
@click.option("--no-cache", is_flag=True, help="Count every text anew.")
@click.option(
    "--max-age",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Years after which a coded value is marked stale.",
)
@click.option(
    "--figure",
    is_flag=True,
    help="A figure of one ACTOR instead: its profile as coded, or its texts over time. Needs "
    "--out with the ending .svg, .png or .pdf.",
)
@time_options
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def salience(
    actor: str | None,
    source: str | None,
    threats: tuple[str, ...],
    first: int | None,
    last: int | None,
    passages: bool,
    method: str,
    corpus: Path | None,
    workers: int | None,
    no_cache: bool,
    max_age: float,
    figure: bool,
    as_of: str | None,
    as_known: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """How salient threats are to an ACTOR (default: to all).

    Without --source: as coded from each government's documents, carried forward until its next
    document on the same threat. With --source: as measured in texts, per 10,000 words and year.
    """
    _check(form, out, actor, figure=figure, passages=passages)
    if source is None:
        _refuse(
            "--source",
            {
                "--passages": passages,
                "--from": first is not None,
                "--to": last is not None,
                "--method embedding": method == "embedding",
            },
        )
        _coded(actor, threats, as_of, as_known, max_age, form, out, record_at, codebook)
        return
    if as_of is not None or as_known is not None:
        raise InputError("texts have years: give --from and --to instead of --as-of or --as-known")
    from kizuna.measures.salience.counting import default_workers
    from kizuna.measures.salience.text import text_salience

    with _progress() as progress:
        result = text_salience(
            source,
            actors=[actor] if actor is not None else None,
            threats=threats or None,
            first=first,
            last=last,
            passages=passages,
            method="embedding" if method == "embedding" else "dictionary",
            corpora=corpus,
            codebook=codebook,
            workers=workers or default_workers(),
            cached=not no_cache,
            progress=progress,
        )
    _deliver(result, form, out, codebook, passages=passages)


def _check(form: str, out: Path | None, actor: str | None, *, figure: bool, passages: bool) -> None:
    if figure and (out is None or form != "table"):
        raise InputError("--figure needs --out FILE.svg, .png or .pdf, and no --format")
    if figure and (actor is None or passages):
        raise InputError("--figure shows one actor's values: name an ACTOR, without --passages")
    if not figure and form == "table" and out is not None:
        raise InputError("--out needs a --format other than table, or --figure")


def _refuse(needed: str, given: dict[str, bool]) -> None:
    for option, there in given.items():
        if there:
            raise InputError(f"{option} is about texts: give {needed} as well")


def _coded(
    actor: str | None,
    threats: tuple[str, ...],
    as_of: str | None,
    as_known: str | None,
    max_age: float,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    from kizuna.measures.salience.coded import coded_salience
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record:
        result = coded_salience(
            actor,
            threats=threats or None,
            as_of=as_of,
            as_known=as_known,
            max_age=max_age,
            record=record,
        )
        if form == "table" and out is not None:
            from kizuna.atlas.figures_salience import profile_chart

            _save(profile_chart(result, record.codebook), out)
            return
        if form == "table":
            from kizuna.atlas.text_threats import print_coded

            print_coded(result, record.codebook)
            return
        from kizuna.atlas.export import export

        who = ", ".join(result.actors) if actor is not None else "All governments"
        export(result, form, title=f"{who}: coded threats as of {result.as_of}", out=out)


def _deliver(
    result: TextSalience, form: str, out: Path | None, codebook: Path | None, *, passages: bool
) -> None:
    from kizuna.codebook import load

    if form == "table" and out is not None:
        from kizuna.atlas.figures_salience import course_chart

        _save(course_chart(result, load(codebook)), out)
        return
    if form == "table":
        from kizuna.atlas.text_threats import print_measured

        print_measured(result, load(codebook))
        return
    from kizuna import __version__
    from kizuna.atlas.export import deliver, to_json, write

    if form == "json":
        deliver(to_json(result.to_dict()), out)
        return
    if result.unmatched:
        names = ", ".join(f"{name} ({count})" for name, count in result.unmatched.items())
        click.echo(f"Actors unknown to the codebook, left out: {names}", err=True)
    if result.foreign:
        click.echo(f"{len(result.foreign)} texts are not in English: not measured", err=True)
    notes = (
        f"Source: {result.source}. {result.citation}",
        f"Measured by {result.method}; per 10,000 words. Kizuna {__version__}.",
    )
    frame = result.passages_to_polars() if passages else result.to_polars()
    write(frame, form, title=f"Threat salience in {result.source}", notes=notes, out=out)


def _save(chart: Any, out: Path) -> None:
    from kizuna.atlas.figures_threats import save_chart

    save_chart(chart, out)
    click.echo(f"Wrote {out}", err=True)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on standard error if somebody watches it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("Reading texts"),
        BarColumn(),
        TextColumn("{task.completed:.1f} of {task.total:.1f} MB"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("texts", total=None)
        yield lambda done, total: bar.update(task, completed=done / 1e6, total=total / 1e6)
