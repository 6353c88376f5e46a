"""The verb ``export``: a record as files, put in their place at once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from kizuna.errors import InputError
from kizuna.record.interchange import bibtex, csv_files
from kizuna.record.interchange.placing import placed_file, placed_folder
from kizuna.record.interchange.restore import REVISIONS
from kizuna.record.interchange.unload import about, moment_of, stored_sources, unload
from kizuna.record.rows import TABLES
from kizuna.record.store import View

ExportForm = Literal["csv", "xlsx", "parquet", "json", "bibtex"]
FORMS: tuple[ExportForm, ...] = get_args(ExportForm)
README = "README.md"

_BY_SUFFIX: dict[str, ExportForm] = {".xlsx": "xlsx", ".json": "json", ".bib": "bibtex"}
_SUFFIX = {form: suffix for suffix, form in _BY_SUFFIX.items()}


def form_for(path: Path) -> ExportForm:
    """The form that a path's ending asks for; a folder of CSV files where it has none."""
    return _BY_SUFFIX.get(path.suffix.lower(), "csv")


def export(
    view: View,
    path: str | Path,
    form: ExportForm | None = None,
    *,
    history: bool = False,
    overwrite: bool = False,
) -> Path:
    """Write the record, as this view knows it, to a file or folder.

    Args:
        view: the record at a knowledge time.
        path: a folder for ``csv`` and ``parquet``, a file for ``xlsx``, ``json`` and ``bibtex``.
        form: by default what the ending of the path says.
        history: every version of every row and the list of revisions, from which the record can
            be restored whole.
        overwrite: replace an earlier export.

    Returns:
        The path that was written.

    Raises:
        InputError: the place is taken, or the form cannot hold the record.
        StorageError: the disk is full; what was there before is unchanged.
    """
    target = Path(path)
    form = form or form_for(target)
    if form == "bibtex" and history:
        raise InputError("a bibliography has no history; use csv, xlsx, parquet or json")
    if form in _SUFFIX and target.suffix.lower() != _SUFFIX[form]:
        raise InputError(f"{target} should end in {_SUFFIX[form]}, as a file of this form does")
    if form in ("csv", "parquet"):
        ours = {f"{name}.{form}" for name in (*(r.file for r in TABLES.values()), REVISIONS)}
        with placed_folder(target, overwrite=overwrite, ours={*ours, README}) as folder:
            (_csv if form == "csv" else _parquet)(view, folder, history=history)
            (folder / README).write_text(_readme(view, form, history=history), encoding="utf-8")
    else:
        with placed_file(target, overwrite=overwrite) as file:
            if form == "bibtex":
                _bibtex(view, file)
            else:
                (_xlsx if form == "xlsx" else _json)(view, file, history=history)
    return target


def _csv(view: View, folder: Path, *, history: bool) -> None:
    for table in unload(view, history=history):
        csv_files.write_file(folder / f"{table.file}.csv", table.header, table.rows)


def _parquet(view: View, folder: Path, *, history: bool) -> None:
    from kizuna.record.interchange import parquet_files

    notes = dict(about(view, history=history))
    for table in unload(view, history=history):
        path = folder / f"{table.file}.parquet"
        parquet_files.write_file(path, table.header, table.forms, table.rows, notes)


def _xlsx(view: View, path: Path, *, history: bool) -> None:
    from kizuna.record.interchange.xlsx_files import Writer

    writer = Writer(path, about(view, history=history), moment_of(view))
    for table in unload(view, history=history):
        writer.sheet(table.file, table.header, table.forms, table.rows)
    writer.close()


def _json(view: View, path: Path, *, history: bool) -> None:
    from kizuna.record.interchange.json_files import Writer

    with path.open("w", encoding="utf-8", newline="\n") as stream:
        writer = Writer(stream, dict(about(view, history=history)))
        for table in unload(view, history=history):
            writer.table(table.file, table.header, table.forms, table.rows)
        writer.close()


def _bibtex(view: View, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for name, text in about(view):
            # Outside an entry everything is a comment but the sign that begins one.
            stream.write(f"% {name}: {text}\n".replace("@", "(at)"))
        for entry in bibtex.bibliography(stored_sources(view)):
            stream.write(f"\n{entry}\n")


def _readme(view: View, form: ExportForm, *, history: bool) -> str:
    notes = dict(about(view, history=history))
    lines = [f"# {notes['title']}", ""]
    lines += [f"- {name}: {text}" for name, text in notes.items() if name != "title"]
    lines += [
        "",
        f"Bring it into a record of your own with: `kizuna import . --record PLACE` ({form}).",
    ]
    return "\n".join(lines) + "\n"
