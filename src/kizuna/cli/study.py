"""``kizuna init``, ``import``, ``export`` and ``migrate``: the life of a record of one's own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from kizuna.cli.options import record_options
from kizuna.errors import InputError
from kizuna.record.rows import TABLES

_TABLES = ("source", "instrument", "dialogue", "event", "stance", "office", "coding")
_FORMS = ("csv", "xlsx", "parquet", "json", "bibtex")
_NOTICES = 5


@click.command(
    epilog="""\b
Examples:
  kizuna init my-study --title "Partnerships in the Gulf"
  kizuna init my-study --copy
  kizuna init my-study --codebook
  kizuna init postgresql://me@host/study"""
)
@click.argument("place", metavar="DIR")
@click.option("--title", default="", help="What the study is about; by default the folder's name.")
@click.option("--copy", is_flag=True, help="Begin with the record that ships with Kizuna.")
@click.option(
    "--codebook", is_flag=True, help="Add a codebook of its own that builds on the shipped one."
)
def init(place: str, title: str, copy: bool, codebook: bool) -> None:
    """Start a study of your own.

    DIR is a folder to be made (or an empty one), or a postgresql:// address in which the tables
    are made.
    """
    from kizuna.record.interchange.study import start_study

    start_study(place, title=title, copy=copy, codebook=codebook)
    where = "the database" if "://" in place else place
    shown = "ADDRESS" if "://" in place else place
    click.echo(f"Started a study in {where}. Next: kizuna import FILE --record {shown}")


@click.command(
    "import",
    epilog="""\b
Examples:
  kizuna import coded.xlsx --record my-study --who "Aiko Mori" --why "2024 white paper"
  kizuna import instruments.csv --record my-study --update
  kizuna import march.csv --table event --record my-study --dry-run
  kizuna import folder/ --record postgresql://me@host/study""",
)
@click.argument("path", type=click.Path(path_type=Path))
@record_options
@click.option("--who", help="Who makes the change; by default your user name.")
@click.option("--why", help='Reason, kept with the change; by default "import of FILE".')
@click.option(
    "--table", type=click.Choice(list(TABLES)), help="The table that a single file holds."
)
@click.option(
    "--update", is_flag=True, help="Record new versions of rows that stand with other values."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
def import_(
    path: Path,
    record_at: str | None,
    codebook: Path | None,
    who: str | None,
    why: str | None,
    table: Any,
    update: bool,
    dry_run: bool,
) -> None:
    """Bring tables into a record, all or nothing.

    PATH is a folder of CSV or Parquet files, a workbook (.xlsx), a JSON file, or a single CSV or
    Parquet file. An export with its history is restored into an empty record.
    """
    from kizuna.record.interchange.imports import import_path
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record, _Progress() as progress:
        done = import_path(
            record,
            path,
            who=_plain("--who", who) or _user(),
            why=_plain("--why", why),
            table=table,
            update=update,
            dry_run=dry_run,
            progress=progress,
        )
    _notify("left alone, since it is no table of a record", done.left_alone)
    _notify("matched to a known source", done.differing)
    added, replaced = _counted(done.added), _counted(done.replaced)
    parts = [f"{added} added"] if added else []
    parts += [f"{replaced} changed"] if replaced else []
    parts += [f"{_many(done.unchanged, 'row')} unchanged"] if done.unchanged else []
    summary = "; ".join(parts) or "no rows"
    if dry_run:
        click.echo(f"Would import: {summary}. Nothing was changed.")
    elif done.restored:
        versions = _many(sum(done.added.values()), "version")
        click.echo(f"Restored {_many(done.revision, 'revision')}, with {versions} of rows.")
    elif added or replaced:
        click.echo(f"Imported as revision {done.revision}: {summary}.")
    else:
        click.echo(f"Nothing to change: {summary}.")


@click.command(
    epilog="""\b
Examples:
  kizuna export exported --record my-study
  kizuna export record.xlsx --record my-study --as-known 2026-01-01
  kizuna export backup --record my-study --history --overwrite
  kizuna export tables --format parquet
  kizuna export sources.bib"""
)
@click.argument("path", type=click.Path(path_type=Path))
@record_options
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Form of the files. Default: what PATH ends in (.xlsx, .json, .bib), else csv.",
)
@click.option("--history", is_flag=True, help="Every version of every row, and all revisions.")
@click.option(
    "--as-known",
    metavar="WHEN",
    help="What the record knew then: a date, a moment or the number of a revision.",
)
@click.option("--overwrite", is_flag=True, help="Replace an earlier export.")
def export(
    path: Path,
    record_at: str | None,
    codebook: Path | None,
    form: Any,
    history: bool,
    as_known: str | None,
    overwrite: bool,
) -> None:
    """Write a record as CSV, xlsx, Parquet or JSON, or its sources as BibTeX.

    PATH is a folder for csv and parquet, a file for the others.
    """
    from kizuna.record.interchange.exports import export as write
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record:
        view = record.view(as_known)
        written = write(view, path, form, history=history, overwrite=overwrite)
    click.echo(f"Wrote {written} (revision {view.revision}).")


@click.command(
    epilog="""\b
Examples:
  kizuna migrate --record my-study
  kizuna migrate --record postgresql://me@host/study"""
)
@click.option(
    "--record",
    "record_at",
    metavar="PLACE",
    envvar="KIZUNA_RECORD",
    show_envvar=True,
    required=True,
    help="A study's folder, a SQLite file or a postgresql:// address.",
)
def migrate(record_at: str) -> None:
    """Bring an older record up to date, in one step or not at all."""
    from kizuna.record.migrate import upgrade
    from kizuna.record.open import DATABASE

    target: str | Path = record_at
    if "://" not in record_at:
        target = Path(record_at).expanduser()
        if target.is_dir():
            target = target / DATABASE
        if not target.is_file():
            raise InputError(f"{target} does not exist; start a study with: kizuna init DIR")
    before, after = upgrade(target)
    if before == after:
        click.echo(f"The record has schema {after}, the newest; nothing to do.")
    else:
        click.echo(f"Brought the record from schema {before} to {after}.")


class _Progress:
    """Counts rows on standard error once two seconds have passed, if a person is watching."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = 0.0
        self._rows = 0
        self._watched = sys.stderr.isatty()

    def __call__(self, rows: int) -> None:
        self._rows += rows
        now = time.monotonic()
        if self._watched and now - self._begun > 2 and now - self._shown > 0.2:
            self._shown = now
            rate = self._rows / (now - self._begun)
            click.echo(f"\r{self._rows:>12,} rows, {rate:,.0f} a second ", nl=False, err=True)

    def __enter__(self) -> Callable[[int], None]:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("", err=True)


def _user() -> str:
    """The name under which the user is known here, or a blank."""
    for name in ("GIT_AUTHOR_NAME", "USER", "LOGNAME", "USERNAME"):
        if os.environ.get(name, "").strip():
            return os.environ[name].strip()
    return ""


def _plain(option: str, text: str | None) -> str:
    """The text of an option that is kept with the change, on one line."""
    if text is None:
        return ""
    if not text.strip() or not text.isprintable():
        raise InputError(f"{option} {text!r} is blank or not on one line; write it in a few words")
    if text.strip()[0] in "=@":
        raise InputError(f"{option} {text!r} begins like a spreadsheet's formula; reword it")
    return text.strip()


def _counted(rows: Mapping[Any, int]) -> str:
    return ", ".join(_many(count, name) for name, count in rows.items() if count)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _notify(what: str, items: tuple[str, ...]) -> None:
    for item in items[:_NOTICES]:
        click.echo(f"Note: {item}: {what}", err=True)
    if len(items) > _NOTICES:
        click.echo(f"Note: {len(items) - _NOTICES} more: {what}", err=True)
