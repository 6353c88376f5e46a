"""Restoring a record with its history from a folder: revisions, and every version of every row.

The folder has ``revisions.csv`` (``id,at,who,why,software``), and its tables may carry two more
columns, ``since`` and ``until``: the revisions that recorded and that ended a version. Tables
without them belong to the first revision. Everything passes the same checks as an import.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kizuna.errors import InputError
from kizuna.record.dialects import writing
from kizuna.record.interchange.csv_files import read_folder
from kizuna.record.interchange.load import ImportFailedError, Problem, TableFile, import_into
from kizuna.record.revise import Reviser
from kizuna.record.store import Record, Revision

REVISIONS = "revisions.csv"
_COLUMNS = ["id", "at", "who", "why", "software"]


class _Versions(NamedTuple):
    """The rows of one table, by the revision that recorded them, and what each revision ended."""

    file: TableFile
    since: dict[int, list[tuple[int, Sequence[str]]]]
    until: dict[int, list[str]]


def restore_folder(record: Record, folder: Path) -> None:
    """Fill an empty record from a folder, with its history if the folder has one.

    Raises:
        InputError: the record is not empty, or the folder holds no tables.
        ImportFailedError: rows or revisions do not fit; nothing was restored.
    """
    if record.revisions():
        raise InputError(
            f"{record.label} is not empty; a history can only be restored into an empty record"
        )
    restore(record, read_folder(folder), read_revisions(folder))


def restore(record: Record, files: Iterable[TableFile], revisions: Sequence[Revision]) -> None:
    """Replay revisions over tables whose rows may carry ``since`` and ``until``.

    Raises:
        ImportFailedError: rows do not fit; nothing was restored.
    """
    last = revisions[-1].id
    tables = [_versions(file, last) for file in files]
    with writing(record.engine) as connection:
        for revision in revisions:
            reviser = Reviser(
                connection,
                record,
                who=revision.who,
                why=revision.why,
                at=revision.at,
                software=revision.software,
            )
            recorded = [
                TableFile(t.file.table, t.file.place, t.file.header, t.since[revision.id])
                for t in tables
                if t.since.get(revision.id)
            ]
            import_into(reviser, recorded, update=True)
            for table in tables:
                again = _ids(table, revision.id)
                gone = [
                    row_id for row_id in table.until.get(revision.id, ()) if row_id not in again
                ]
                if gone:
                    reviser.withdraw(table.file.table, gone)


def read_revisions(folder: Path) -> list[Revision]:
    """The revisions of a folder; one, dated by its newest file, where it has no list of them.

    Raises:
        ImportFailedError: the list does not fit.
    """
    path = folder / REVISIONS
    if not path.is_file():
        newest = max((f.stat().st_mtime for f in folder.glob("*.csv")), default=0.0)
        at = dt.datetime.fromtimestamp(newest, tz=dt.UTC)
        return [Revision(1, at, folder.name, "opened as a folder of CSV files", "")]
    revisions: list[Revision] = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        if reader.fieldnames is None or list(reader.fieldnames) != _COLUMNS:
            raise ImportFailedError(
                [Problem(REVISIONS, 1, "", f"the columns must be {','.join(_COLUMNS)}")], more=False
            )
        for number, row in enumerate(reader, start=2):
            revisions.append(_revision(row, number, expected=len(revisions) + 1))
    if not revisions:
        raise ImportFailedError([Problem(REVISIONS, None, "", "lists no revision")], more=False)
    return revisions


def _revision(row: dict[str, str], number: int, *, expected: int) -> Revision:
    try:
        at = dt.datetime.fromisoformat(row["at"])
    except (TypeError, ValueError) as error:
        message = f"{row['at']!r} is no moment: write 2026-11-22T12:00:00+00:00"
        raise ImportFailedError([Problem(REVISIONS, number, "at", message)], more=False) from error
    if row["id"] != str(expected):
        message = f"{row['id']!r} should be {expected}: revisions are numbered 1, 2, 3, …"
        raise ImportFailedError([Problem(REVISIONS, number, "id", message)], more=False)
    return Revision(expected, at, row["who"], row["why"], row["software"] or "")


def _versions(file: TableFile, last: int) -> _Versions:
    header = list(file.header)
    kept = [n for n, name in enumerate(header) if name not in ("since", "until")]
    since_at = header.index("since") if "since" in header else None
    until_at = header.index("until") if "until" in header else None
    id_at = header.index("id") if "id" in header else 0
    found = _Versions(
        file._replace(header=[header[n] for n in kept]), defaultdict(list), defaultdict(list)
    )
    for number, row in file.rows:
        if len(row) != len(header):
            found.since[1].append((number, row))  # the import will say what is wrong with it
            continue
        since = _number(row, since_at, file, number, last) or 1
        until = _number(row, until_at, file, number, last)
        found.since[since].append((number, [row[n] for n in kept]))
        if until is not None:
            found.until[until].append(row[id_at])
    return found


def _number(
    row: Sequence[str], at: int | None, file: TableFile, number: int, last: int
) -> int | None:
    if at is None or not row[at].strip():
        return None
    text = row[at].strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= last):
        message = f"{text[:40]!r} is no revision: {REVISIONS} lists 1 to {last}"
        raise ImportFailedError([Problem(file.place, number, file.header[at], message)], more=False)
    return int(text)


def _ids(table: _Versions, revision: int) -> set[str]:
    at = list(table.file.header).index("id")
    return {row[at] for _, row in table.since.get(revision, ()) if len(row) > at}
