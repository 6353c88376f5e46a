"""Restoring a record with its history: revisions, and every version of every row.

An export with its history has a list of revisions (``id,at,who,why,software``), and its tables
have two more columns, ``since`` and ``until``: the revisions that recorded and that ended a
version. Rows without them belong to the first revision and stand. Everything passes the same
checks as an import.

The rows of the first revision stream through; later versions wait in memory for their turn.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from kizuna.errors import InputError, RecordError
from kizuna.record.dialects import writing
from kizuna.record.interchange.csv_files import csv_rows, read_folder
from kizuna.record.interchange.load import (
    Fault,
    FileRow,
    ImportFailedError,
    ImportResult,
    Problem,
    TableFile,
    TakenBackError,
    import_into,
)
from kizuna.record.revise import Reviser
from kizuna.record.rows import TableName
from kizuna.record.store import Record, Revision

REVISIONS = "revisions"
"""Name of the list of revisions, as file, sheet or key."""

REVISION_COLUMNS = ("id", "at", "who", "why", "software")
SPAN_COLUMNS = ("since", "until")
_ENDLESS = 2**31


class RevisionFile(NamedTuple):
    """The list of revisions as it comes from a file."""

    place: str
    header: Sequence[str]
    rows: Iterable[FileRow]


@dataclass(slots=True)
class _Versions:
    """The rows of one table after the first revision, and what each revision ended."""

    file: TableFile
    last: int
    since: dict[int, list[FileRow]] = field(default_factory=lambda: defaultdict(list))
    until: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def first(self) -> TableFile:
        """The rows of the first revision, which also sorts the later ones into their places."""
        kept = [n for n, name in enumerate(self.file.header) if name not in SPAN_COLUMNS]
        header = [self.file.header[n] for n in kept]
        return self.file._replace(header=header, rows=self._first(kept))

    def _first(self, kept: Sequence[int]) -> Iterator[FileRow]:
        header = list(self.file.header)
        at = [header.index(name) if name in header else None for name in SPAN_COLUMNS]
        id_at = header.index("id") if "id" in header else None
        for number, row in self.file.rows:
            if isinstance(row, Fault):
                yield number, row
            elif len(row) != len(header):
                yield number, Fault("", f"has {len(row)} cells; the header has {len(header)}")
            else:
                since, until = (self._revision(row, column, number) for column in at)
                row_id = row[id_at].strip() if id_at is not None else ""
                self._span(row_id, since or 1, until, number)
                if until is not None:
                    self.until[until].append(row_id)
                version = (number, [row[n] for n in kept])
                if since in (None, 1):
                    yield version
                else:
                    self.since[since].append(version)

    def _revision(self, row: Sequence[str], at: int | None, number: int) -> int | None:
        if at is None or not row[at].strip():
            return None
        text = row[at].strip()
        if not (
            text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= self.last
        ):
            message = f"{text[:40]!r} is no revision: {REVISIONS} lists 1 to {self.last}"
            raise _failed(self.file.place, number, self.file.header[at], message)
        return int(text)

    def _span(self, row_id: str, since: int, until: int | None, number: int) -> None:
        end = until or _ENDLESS
        if end <= since:
            message = f"{until} should be later than {since}, the revision that recorded the row"
            raise _failed(self.file.place, number, "until", message)
        for begun, ended in self.spans.setdefault(row_id, []):
            if begun < end and since < ended and begun != since:
                message = (
                    f"{row_id!r} has two versions that stand at once: one since revision {begun}, "
                    f"this one since {since}; give the older one the `until` of the newer's `since`"
                )
                raise _failed(self.file.place, number, "since", message)
        self.spans[row_id].append((since, end))


def restore_folder(record: Record, folder: Path) -> None:
    """Fill an empty record from a folder of CSV files, with its history if the folder has one.

    Raises:
        InputError: the record is not empty, or the folder holds no tables.
        ImportFailedError: rows or revisions do not fit; nothing was restored.
    """
    restore(record, read_folder(folder), read_revisions(folder))


def restore(
    record: Record,
    files: Iterable[TableFile],
    revisions: Sequence[Revision],
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Replay revisions over tables whose rows may carry ``since`` and ``until``.

    Args:
        record: an empty record.
        files: the tables.
        revisions: the revisions, 1, 2, 3, …
        dry_run: do all the work, then take it back.
        progress: called with the number of rows read since the last call.

    Raises:
        InputError: the record is not empty.
        RecordError: the record is read-only.
        ImportFailedError: rows do not fit; nothing was restored.
    """
    if record.read_only:
        raise RecordError(f"{record.label} is read-only; restore into a record of your own")
    added: dict[TableName, int] = defaultdict(int)
    with contextlib.suppress(TakenBackError), writing(record.engine) as connection:
        _replay(connection, record, files, revisions, added, progress)
        if dry_run:
            raise TakenBackError
    return ImportResult(revisions[-1].id, dict(added), {}, 0)


def _replay(
    connection: sa.Connection,
    record: Record,
    files: Iterable[TableFile],
    revisions: Sequence[Revision],
    added: dict[TableName, int],
    progress: Callable[[int], None] | None,
) -> None:
    tables: list[_Versions] = []

    def sorted_out() -> Iterator[TableFile]:
        for file in files:
            tables.append(_Versions(file, revisions[-1].id))
            yield tables[-1].first()

    for revision in revisions:
        reviser = Reviser(
            connection,
            record,
            who=revision.who,
            why=revision.why,
            at=revision.at,
            software=revision.software,
        )
        if reviser.number != revision.id:
            raise InputError(
                f"{record.label} is not empty; a history can only be restored into an empty "
                "record: start one with `kizuna init DIR`, or export without --history"
            )
        for table in tables:
            if revision.id in table.until:
                reviser.withdraw(table.file.table, table.until.pop(revision.id))
        recorded = _recorded(tables, revision.id) if revision.id > 1 else sorted_out()
        for name, count in import_into(
            reviser, recorded, update=True, progress=progress
        ).added.items():
            added[name] += count


def _recorded(tables: Sequence[_Versions], revision: int) -> list[TableFile]:
    return [
        table.first()._replace(rows=table.since.pop(revision))
        for table in tables
        if revision in table.since
    ]


def read_revisions(folder: Path) -> list[Revision]:
    """The revisions of a folder; one, dated by its newest file, where it has no list of them.

    Raises:
        ImportFailedError: the list does not fit.
    """
    listed = revision_file(folder)
    if listed is not None:
        return revisions_from(listed)
    newest = max((f.stat().st_mtime for f in folder.glob("*.csv")), default=0.0)
    at = dt.datetime.fromtimestamp(newest, tz=dt.UTC)
    return [Revision(1, at, folder.name or "folder", "opened as a folder of CSV files", "")]


def revision_file(folder: Path) -> RevisionFile | None:
    """The list of revisions of a folder of CSV files, if it has one.

    Raises:
        ImportFailedError: the list is empty or not readable as CSV.
    """
    path = folder / f"{REVISIONS}.csv"
    if not path.is_file():
        return None
    rows = csv_rows(path)
    _, header = next(rows, (1, []))
    return RevisionFile(path.name, header, rows)


def revisions_from(file: RevisionFile) -> list[Revision]:
    """The revisions in a list of them.

    Raises:
        ImportFailedError: the list does not fit.
    """
    if tuple(name.strip() for name in file.header) != REVISION_COLUMNS:
        raise _failed(file.place, 1, "", f"the columns must be {','.join(REVISION_COLUMNS)}")
    revisions: list[Revision] = []
    for number, row in file.rows:
        if isinstance(row, Fault):
            raise _failed(file.place, number, row.column, row.message)
        revision = _revision(file.place, row, number, expected=len(revisions) + 1)
        if revisions and revision.at < revisions[-1].at:
            message = f"is before the revision above it, {revisions[-1].at.isoformat()}"
            raise _failed(file.place, number, "at", message)
        revisions.append(revision)
    if not revisions:
        raise _failed(file.place, None, "", "lists no revision")
    return revisions


def _revision(place: str, row: Sequence[str], number: int, *, expected: int) -> Revision:
    if len(row) != len(REVISION_COLUMNS):
        message = f"has {len(row)} cells; the header has {len(REVISION_COLUMNS)}"
        raise _failed(place, number, "", message)
    name, moment, who, why, software = (cell.strip() for cell in row)
    if name != str(expected):
        message = f"{name[:40]!r} should be {expected}: revisions are numbered 1, 2, 3, …"
        raise _failed(place, number, "id", message)
    try:
        at = dt.datetime.fromisoformat(moment)
    except ValueError as error:
        message = f"{moment[:40]!r} is no moment: write 2026-11-22T12:00:00+00:00"
        raise _failed(place, number, "at", message) from error
    for column, text in (("who", who), ("why", why)):
        if not text:
            raise _failed(place, number, column, "is blank; every revision says who and why")
    return Revision(expected, at if at.tzinfo else at.replace(tzinfo=dt.UTC), who, why, software)


def _failed(place: str, row: int | None, column: str, message: str) -> ImportFailedError:
    return ImportFailedError([Problem(place, row, column, message)], more=False)
