"""Importing: every row of every table, or nothing, with every problem named.

The rows stream through: memory grows only with the ids (to find duplicates and dangling
references), not with the rows. The first problem stops the writing but not the reading, so that
a person sees all problems of a file at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from kizuna.errors import RecordError
from kizuna.record import schema
from kizuna.record.interchange.cells import Cell, CellError, Stored, cells_of
from kizuna.record.interchange.coherence import row_problem
from kizuna.record.revise import Reviser, revise
from kizuna.record.rows import FACTS, TABLES, TableName, decoder, fields_of
from kizuna.record.store import Record

MOST_PROBLEMS = 200
_BATCH = 20_000


class TableFile(NamedTuple):
    """A table as it comes from a file: all cells are text, a blank cell is an empty text.

    Attributes:
        table: table of the record.
        place: how messages name the file (and sheet).
        header: names of the columns.
        rows: row numbers as a person counts them in the file, with the cells.
    """

    table: TableName
    place: str
    header: Sequence[str]
    rows: Iterable[tuple[int, Sequence[str]]]


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
        return f"{', '.join(where)}: {self.message}"


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
    columns = _columns(file, state)
    if columns is None:
        return
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
        if rows and not state.problems:
            reviser.insert(file.table, rows)


def _columns(file: TableFile, state: _State) -> list[int] | None:
    """For each field, the index of its column in the file, or -1; ``None`` if they do not fit."""
    fields = fields_of(TABLES[file.table])
    header = [name.strip() for name in file.header]
    before = len(state.problems)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            state.report(file.place, 1, name, "this column stands there twice")
        elif name not in fields:
            state.report(
                file.place,
                1,
                name or "(blank)",
                f"this column is unknown; a {file.table} has {', '.join(fields)}",
            )
    for name, spec in fields.items():
        if spec.required and name not in header:
            state.report(file.place, 1, name, "this column is missing")
    if len(state.problems) > before:
        return None
    return [header.index(name) if name in header else -1 for name in fields]


def _checked(
    reviser: Reviser, file: TableFile, columns: list[int], state: _State
) -> Iterator[tuple[int, tuple[Stored, ...]]]:
    """The rows that fit, as stored values in the order of the fields, with their row numbers."""
    book = reviser.record.codebook
    row_type = TABLES[file.table]
    cells = cells_of(row_type, book)
    plan: list[tuple[str, int, Cell]] = [
        (name, index, cells[name]) for name, index in zip(cells, columns, strict=True)
    ]
    blanks: dict[int, Stored] = {
        n: None if fields_of(row_type)[name].form in ("date", "count", "number") else ""
        for n, (name, index, _) in enumerate(plan)
        if index < 0
    }
    place, width, names = file.place, len(file.header), list(cells)
    refs = [
        (n, spec.of, spec.form == "refs")
        for n, spec in enumerate(fields_of(row_type).values())
        if spec.form in ("ref", "refs")
    ]
    seen = state.ids.setdefault(file.table, {})
    for number, row in file.rows:
        values = _values(row, plan, blanks, width)
        if not isinstance(values, tuple):
            state.report(place, number, *values.args)
            continue
        wrong = row_problem(file.table, dict(zip(names, values, strict=True)), book)
        row_id = str(values[0])
        if wrong is not None:
            state.report(place, number, *wrong)
        elif row_id in seen:
            state.report(place, number, "id", f"{row_id!r} stands in row {seen[row_id]} already")
        else:
            seen[row_id] = number
            for n, target, several in refs:
                if values[n]:
                    for ref in str(values[n]).split(";") if several else (str(values[n]),):
                        _refer(state, target, ref, Problem(place, number, names[n], ""))  # type: ignore[arg-type]
            yield number, values


def _values(
    row: Sequence[str],
    plan: Sequence[tuple[str, int, Cell]],
    blanks: Mapping[int, Stored],
    width: int,
) -> tuple[Stored, ...] | CellError:
    """The stored values of one row, or the first cell that does not fit: column and message."""
    if len(row) != width:
        return CellError("", f"has {len(row)} cells; the header has {width}")
    values: list[Stored] = []
    for n, (name, index, cell) in enumerate(plan):
        try:
            values.append(cell(row[index]) if index >= 0 else blanks[n])
        except CellError as error:
            return CellError(name, str(error))
    return tuple(values)


def _refer(state: _State, table: TableName, ref: str, where: Problem) -> None:
    if ref not in state.ids.get(table, {}):
        state.dangling.setdefault((table, ref), where)


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
        decode = decoder(TABLES[file.table])
        reviser.replace(decode(values) for values in changed)
    return fresh


def _standing(
    connection: sa.Connection, table: TableName, ids: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    source = schema.tables[table]
    columns = [source.c[name] for name in fields_of(TABLES[table])]
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(ids), 500):
        statement = sa.select(*columns).where(
            source.c.id.in_(ids[start : start + 500]), source.c.until.is_(None)
        )
        found |= {row[0]: tuple(row) for row in connection.execute(statement)}
    return found


def _resolve(connection: sa.Connection, state: _State) -> None:
    """Report references to rows that are neither in the files nor in the record."""
    by_table: dict[TableName, list[str]] = {}
    for table, ref in state.dangling:
        if ref not in state.ids.get(table, {}):
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
                    f"there is no {table} {ref!r}, here or in the record",
                )
    owners: dict[str, TableName] = {}
    for table in FACTS:
        for row_id in state.ids.get(table, {}):
            if owners.setdefault(row_id, table) != table:
                state.report(
                    f"{TABLES[table].file}",
                    state.ids[table][row_id],
                    "id",
                    f"{row_id!r} is also the id of a {owners[row_id]}; ids are unique over all facts",
                )
