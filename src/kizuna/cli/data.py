"""``kizuna data``: public data sets: list, fetch, show, cite."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kizuna.cli.listing import listing, to_json
from kizuna.cli.options import format_option

if TYPE_CHECKING:
    from kizuna.panels import Dataset
    from kizuna.panels.events import Stream

F = TypeVar("F", bound=Callable[..., Any])


def folder_option(function: F) -> F:
    """``--data``: the folder of public data."""
    return click.option(
        "--data",
        "place",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="KIZUNA_DATA",
        show_envvar=True,
        help="Folder of the public data.",
    )(function)


@click.group(
    epilog="""\b
Examples:
  kizuna data list
  kizuna data show nmc
  kizuna data fetch cow-states
  kizuna data cite contiguity,cinc"""
)
def data() -> None:
    """Public data sets that panels can be joined with. Kizuna ships none of them."""


@data.command("list")
@folder_option
@format_option("table", "csv", "json", "md")
def list_(place: Path | None, form: str) -> None:
    """All data sets, and which of them are in the folder."""
    from kizuna.panels import datasets
    from kizuna.panels.events import streams

    rows = [
        {
            "name": item.name,
            "title": item.title,
            "version": item.version,
            "about": item.shape,
            "years": f"{item.first}-{item.last}",
            "here": _here(item, place),
        }
        for item in datasets().values()
    ]
    rows += [
        {
            "name": item.name,
            "title": item.title,
            "version": item.version,
            "about": "events",
            "years": f"{item.first}-{item.last}",
            "here": "",
        }
        for item in streams().values()
    ]
    click.echo(listing(list(rows[0]), rows, form).rstrip("\n"))


def _here(item: Dataset, place: Path | None) -> str:
    """Name of the file in the folder, or nothing."""
    from kizuna.errors import DataError
    from kizuna.panels.files import locate

    try:
        return locate(item, place)[1].name
    except DataError:
        return ""


@data.command()
@click.argument("name")
@folder_option
@format_option("table", "csv", "json", "md")
def show(name: str, place: Path | None, form: str) -> None:
    """What a data set is: source, terms, files, years and columns."""
    from kizuna.panels import dataset
    from kizuna.panels.catalogue import known
    from kizuna.panels.events import streams

    if name in streams() and not known(name):
        _show_stream(streams()[name], form)
        return
    item = dataset(name)
    rows = [
        {"column": column.name, "type": column.type, "label": column.label, "absent": column.absent}
        for column in item.column
    ]
    about = {
        "name": item.name,
        "also": ", ".join(item.aliases),
        "title": item.title,
        "version": item.version,
        "publisher": item.publisher,
        "page": item.page,
        "terms": item.terms,
        "years": f"{item.first}-{item.last}",
        "files": ", ".join(dict.fromkeys(layout.file for layout in item.layout)),
        "layouts": "; ".join(dict.fromkeys(x.source for x in item.layout if x.source)),
        "here": _here(item, place),
    }
    if form == "json":
        click.echo(to_json(about | {"columns": rows}))
        return
    if form == "table":
        for key, value in about.items():
            if value:
                click.echo(f"{key:<10} {value}")
        click.echo()
    if rows:
        click.echo(listing(["column", "type", "label", "absent"], rows, form).rstrip("\n"))


def _show_stream(item: Stream, form: str) -> None:
    """What a stream of events is."""
    about = {
        "name": item.name,
        "title": item.title,
        "version": item.version,
        "publisher": item.publisher,
        "page": item.page,
        "terms": item.terms,
        "years": f"{item.first}-{item.last}",
        "read with": f"kizuna.panels.events.events(files, {item.name!r})",
    }
    if form == "json":
        click.echo(to_json(about))
        return
    rows = [{"what": key, "value": value} for key, value in about.items()]
    click.echo(listing(["what", "value"], rows, form).rstrip("\n"))


@data.command()
@click.argument("names", nargs=-1, required=True)
def cite(names: tuple[str, ...]) -> None:
    """BibTeX for exactly the data sets, or columns, that NAMES stand for."""
    from kizuna.panels.catalogue import known, resolve
    from kizuna.panels.events import streams

    wanted = [part for name in names for part in name.split(",") if part]
    entries = dict.fromkeys(
        streams()[name].bibtex.strip()
        if name in streams() and not known(name)
        else resolve(name)[0].bibtex.strip()
        for name in wanted
    )
    click.echo("\n\n".join(entries))


@data.command()
@click.argument("names", nargs=-1, required=True)
@folder_option
@click.option("--again", is_flag=True, help="Download even what is there; accept a changed file.")
@click.option("--quiet", is_flag=True, help="Do not show progress.")
def fetch(names: tuple[str, ...], place: Path | None, again: bool, quiet: bool) -> None:
    """Download data sets from their publishers into the folder.

    Interrupted downloads are resumed, checksums are kept. Where a publisher asks for a log-in, or
    there is no network, it says which file to put where.
    """
    from kizuna.panels import dataset
    from kizuna.panels.fetching import fetch as download

    shown = None if quiet or not sys.stderr.isatty() else _progress
    for name in names:
        for got in download(dataset(name), place, again=again, progress=shown):
            state = f"sha256 {got.sha256}" if got.new else "kept: it is there already"
            click.echo(f"{got.path}  {state}")


def _progress(name: str, done: int, total: int) -> None:
    share = f"{done / total:4.0%}" if total else f"{done / 1e6:.1f} MB"
    end = "\n" if total and done >= total else ""
    click.echo(f"\r{name} {share}{end}", nl=False, err=True)
