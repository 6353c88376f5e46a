"""Importing: every row of every table, or nothing, with every problem named.

The rows stream through: memory grows only with the ids (to find duplicates and dangling
references), not with the rows. The first problem stops the writing but not the reading, so that
a person sees all problems of a file at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from kizuna.errors import RecordError
from kizuna.record import schema
from kizuna.record.dialects import among
from kizuna.record.interchange.cells import Cell, CellError, Stored, cells_of
from kizuna.record.interchange.coherence import rule_for
from kizuna.record.interchange.header import article, columns_of, header_problems
from kizuna.record.revise import Reviser, revise
from kizuna.record.rows import FACTS, TABLES, TableName, fields_of
from kizuna.record.store import Record

MOST_PROBLEMS = 200
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, found while reading it: the column (or a blank) and a message."""

    column: str
    message: str


FileRow = tuple[int, Sequence[str] | Fault]
"""A row as a person counts them in the file, with its cells as text or what is wrong with it."""


class TableFile(NamedTuple):
    """A table as it comes from a file: all cells are text, a blank cell is an empty text.

    Attributes:
        table: table of the record.
        place: how messages name the file (and sheet).
        header: names of the columns.
        rows: the rows in the order of the file.
        called: how the file calls a field, where it has another name for it.
    """

    table: TableName
    place: str
    header: Sequence[str]
    rows: Iterable[FileRow]
    called: Mapping[str, str] = MappingProxyType({})


class Problem(NamedTuple):
    """One thing that does not fit, and where."""

    place: str
    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = [self.place]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(self.column)
        # What a file holds must not steer the terminal that shows the message.
        return _plain(f"{', '.join(where)}: {self.message}")


def _plain(text: str) -> str:
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    )


class ImportFailedError(RecordError):
    """Rows do not fit; nothing was imported.

    Attributes:
        problems: what does not fit, at most :data:`MOST_PROBLEMS`.
    """

    def __init__(self, problems: Sequence[Problem], *, more: bool) -> None:
        self.problems = tuple(problems)
        count = f"more than {len(problems)}" if more else str(len(problems))
        noun = "problem" if len(problems) == 1 and not more else "problems"
        lines = [f"{count} {noun}; nothing was imported", *(str(problem) for problem in problems)]
        super().__init__("\n  ".join(lines))


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import changed, in rows by table."""

    revision: int
    added: Mapping[TableName, int]
    replaced: Mapping[TableName, int]
    unchanged: int


@dataclass(slots=True)
class _State:
    """What one import knows so far."""

    problems: list[Problem] = field(default_factory=list)
    overflow: bool = False
    ids: dict[TableName, dict[str, int]] = field(default_factory=dict)
    failed: set[tuple[TableName, str]] = field(default_factory=set)
    dangling: dict[tuple[TableName, str], Problem] = field(default_factory=dict)
    unchanged: int = 0

    def report(self, place: str, row: int | None, column: str, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(place, row, column, message))
        else:
            self.overflow = True


def import_tables(
    record: Record,
    files: Iterable[TableFile],
    *,
    who: str,
    why: str,
    update: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Import tables into a record as one revision.

    Args:
        record: the record to import into.
        files: the tables, sources first.
        who: who imports.
        why: the reason, kept with the revision.
        update: record new versions of rows that stand with other values; otherwise such rows
            are a problem. Rows that stand with the same values are left as they are.
        progress: called with the number of rows read since the last call.

    Raises:
        ImportFailedError: rows do not fit; nothing was imported.
        RecordError: the record is read-only.
        StorageError: the disk is full, or the database went away; nothing was imported.
    """
    with revise(record, who=who, why=why) as reviser:
        return import_into(reviser, files, update=update, progress=progress)


class TakenBackError(Exception):
    """Ends the transaction of a rehearsal, so that the database forgets it."""


def import_into(
    reviser: Reviser,
    files: Iterable[TableFile],
    *,
    update: bool,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Import tables as part of a revision that is open; as :func:`import_tables`.

    Raises:
        ImportFailedError: rows do not fit; the revision must be given up.
    """
    state = _State()
    for file in files:
        _import_table(reviser, file, state, update=update, progress=progress)
    _resolve(reviser.connection, state)
    if state.problems:
        raise ImportFailedError(state.problems, more=state.overflow)
    return ImportResult(reviser.number, reviser.added, reviser.replaced, state.unchanged)


def _import_table(
    reviser: Reviser,
    file: TableFile,
    state: _State,
    *,
    update: bool,
    progress: Callable[[int], None] | None,
) -> None:
    wrong = header_problems(file.table, file.header)
    for column, message in wrong:
        state.report(file.place, 1, column, message)
    if wrong:
        return
    columns = columns_of(file.table, file.header)
    fresh = reviser.record_is_empty(file.table)
    checked = _checked(reviser, file, columns, state)
    while batch := list(islice(checked, _BATCH)):
        if progress is not None:
            progress(len(batch))
        if state.problems:
            continue
        rows = [values for _, values in batch]
        if not fresh:
            rows = _changes(reviser, file, batch, state, update=update)
        _unique_over_facts(reviser, file, rows, state)
        if rows and not state.problems:
            reviser.insert(file.table, rows)


def _checked(
    reviser: Reviser, file: TableFile, columns: list[int], state: _State
) -> Iterator[tuple[int, tuple[Stored, ...]]]:
    """The rows that fit, as stored values in the order of the fields, with their row numbers."""
    book = reviser.record.codebook
    fields = fields_of(TABLES[file.table])
    cells = cells_of(TABLES[file.table], book)
    # A field without a column reads the blank cell that is put behind each row.
    plan = [(index, cells[name]) for name, index in zip(fields, columns, strict=True)]
    coherent = rule_for(file.table, book)
    follow = _references(file, state)
    place, width = file.place, len(file.header)
    seen = state.ids.setdefault(file.table, {})
    for number, row in file.rows:
        if isinstance(row, Fault):
            state.report(place, number, row.column, row.message)
            continue
        if len(row) != width:
            message = f"has {len(row)} cells; the header has {width}"
            state.report(place, number, "", message)
            continue
        padded = [*row, ""]
        try:
            values = tuple([cell(padded[index]) for index, cell in plan])
        except CellError:
            name, message = _first_fault(padded, plan, list(fields))
            state.report(place, number, file.called.get(name, name), message)
            state.failed.add((file.table, padded[plan[0][0]].strip()))
            continue
        wrong = coherent(values)
        row_id = str(values[0])
        if wrong is not None:
            state.report(place, number, *wrong)
            state.failed.add((file.table, row_id))
        elif row_id in seen:
            state.report(place, number, "id", f"{row_id!r} stands in row {seen[row_id]} already")
        else:
            seen[row_id] = number
            follow(number, values)
            yield number, values


def _first_fault(
    row: Sequence[str], plan: Sequence[tuple[int, Cell]], names: Sequence[str]
) -> tuple[str, str]:
    """The field and the message of the first cell of a row that does not fit."""
    for name, (index, cell) in zip(names, plan, strict=True):
        try:
            cell(row[index])
        except CellError as error:
            return name, str(error)
    return "", "does not fit"


def _references(file: TableFile, state: _State) -> Callable[[int, Sequence[Stored]], None]:
    """A function that notes which rows a row refers to and that were not seen yet."""
    fields = fields_of(TABLES[file.table])
    single: list[tuple[int, str, TableName]] = []
    several: list[tuple[int, str, TableName]] = []
    for n, (name, spec) in enumerate(fields.items()):
        if spec.form in ("ref", "refs"):
            target: TableName = spec.of  # type: ignore[assignment]
            (single if spec.form == "ref" else several).append((n, name, target))

    def refer(target: TableName, ref: str, number: int, name: str) -> None:
        if ref not in state.ids.get(target, ()):
            state.dangling.setdefault((target, ref), Problem(file.place, number, name, ""))

    def follow(number: int, values: Sequence[Stored]) -> None:
        for n, name, target in single:
            if values[n]:
                refer(target, str(values[n]), number, name)
        for n, name, target in several:
            if values[n]:
                for ref in str(values[n]).split(";"):
                    refer(target, ref, number, name)

    return follow


def _unique_over_facts(
    reviser: Reviser, file: TableFile, rows: Sequence[tuple[Stored, ...]], state: _State
) -> None:
    """Report new rows whose id stands in another table of facts, in the files or in the record."""
    if file.table not in FACTS:
        return
    mine = state.ids[file.table]
    new = [str(values[0]) for values in rows]
    for table in FACTS:
        if table == file.table:
            continue
        here = state.ids.get(table, {})
        clashes = dict.fromkeys(row_id for row_id in new if row_id in here)
        if not reviser.record_is_empty(table):
            clashes |= dict.fromkeys(reviser.standing(table, new))
        for row_id in clashes:
            message = f"{row_id!r} is also the id of {article(table)} {table}"
            state.report(
                file.place, mine[row_id], "id", f"{message}; ids are unique over all facts"
            )


def _changes(
    reviser: Reviser,
    file: TableFile,
    batch: Sequence[tuple[int, tuple[Stored, ...]]],
    state: _State,
    *,
    update: bool,
) -> list[tuple[Stored, ...]]:
    """Of a batch, the rows that are new; rows that changed are replaced or reported."""
    standing = _standing(reviser.connection, file.table, [str(values[0]) for _, values in batch])
    names = list(fields_of(TABLES[file.table]))
    fresh: list[tuple[Stored, ...]] = []
    changed: list[tuple[Stored, ...]] = []
    for number, values in batch:
        old = standing.get(str(values[0]))
        if old is None:
            fresh.append(values)
        elif old == values:
            state.unchanged += 1
        elif update:
            changed.append(values)
        else:
            name, was, now = next(
                (n, a, b) for n, a, b in zip(names, old, values, strict=True) if a != b
            )
            state.report(
                file.place,
                number,
                name,
                f"{values[0]!r} stands in the record with {was!r}, here it is {now!r}; "
                "use --update to record the change",
            )
    if changed:
        reviser.supersede(file.table, changed)
    return fresh


def _standing(
    connection: sa.Connection, table: TableName, ids: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    source = schema.tables[table]
    columns = [source.c[name] for name in fields_of(TABLES[table])]
    statement = sa.select(*columns).where(
        among(source.c.id, ids, connection), source.c.until.is_(None)
    )
    return {row[0]: tuple(row) for row in connection.execute(statement)}


def _resolve(connection: sa.Connection, state: _State) -> None:
    """Report references to rows that are neither in the files nor in the record."""
    by_table: dict[TableName, list[str]] = {}
    for table, ref in state.dangling:
        if ref not in state.ids.get(table, {}) and (table, ref) not in state.failed:
            by_table.setdefault(table, []).append(ref)
    for table, refs in by_table.items():
        there = _standing(connection, table, refs)
        for ref in refs:
            if ref not in there:
                where = state.dangling[table, ref]
                state.report(
                    where.place,
                    where.row,
                    where.column,
                    f"there is no {table} {ref!r}, here or in the record; add it, or correct the id",
                )
