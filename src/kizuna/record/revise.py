"""Changing the record: every change is a revision, whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from kizuna import __version__
from kizuna.errors import ConflictError, InputError, RecordError
from kizuna.record import schema
from kizuna.record.dialects import among, insert_many, writing
from kizuna.record.rows import FACTS, TABLES, Row, TableName, fields_of, to_text
from kizuna.record.store import Record

_BATCH = 20_000


@contextlib.contextmanager
def revise(record: Record, *, who: str, why: str) -> Iterator[Reviser]:
    """Open a revision; it is recorded when the block ends, and not at all if it raises.

    Args:
        record: the record to change.
        who: name of the person (or rule or model) that makes the change.
        why: the reason, kept with the change.

    Raises:
        InputError: ``who`` or ``why`` is blank, not on one line, or like a spreadsheet's formula.
        RecordError: the record is read-only.
        ConflictError: somebody else changed the same row since it was read.
        StorageError: the disk is full, or the database went away.
    """
    if not who.strip() or not why.strip():
        raise InputError("a revision needs who makes it and why")
    for text in (who.strip(), why.strip()):
        if not text.isprintable() or text[0] in "=@+-":
            raise InputError(
                f"{text[:60]!r} is not on one line, or begins like a spreadsheet's formula; "
                "say who makes a revision and why in plain words"
            )
    if record.read_only:
        raise RecordError(
            f"{record.label} is read-only; make your own copy with: kizuna init DIR --copy"
        )
    with writing(record.engine) as connection:
        reviser = Reviser(connection, record, who=who.strip(), why=why.strip())
        yield reviser
        reviser.finish()


class Reviser:
    """Collects the changes of one revision; get one from :func:`revise`.

    Attributes:
        number: number of the revision.
        added, replaced, withdrawn: rows so far, by table.
    """

    def __init__(
        self,
        connection: sa.Connection,
        record: Record,
        *,
        who: str,
        why: str,
        at: dt.datetime | None = None,
        software: str = __version__,
    ) -> None:
        self.connection = connection
        self.record = record
        head = connection.execute(
            sa.select(schema.revision.c.id, schema.revision.c.at)
            .order_by(schema.revision.c.id.desc())
            .limit(1)
        ).first()
        self.number = (head.id if head else 0) + 1
        # A clock that was set back must not make knowledge time run backwards.
        moment = at or dt.datetime.now(tz=dt.UTC)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        now = aware.astimezone(dt.UTC).isoformat(timespec="microseconds")
        connection.execute(
            schema.revision.insert().values(
                id=self.number,
                at=max(now, head.at if head else ""),
                who=who,
                why=why,
                software=software,
            )
        )
        self.added: dict[TableName, int] = {}
        self.replaced: dict[TableName, int] = {}
        self.withdrawn: dict[TableName, int] = {}
        self._next: dict[TableName, int] = {}
        self._actors: set[str] | None = None
        self._cells: dict[TableName, dict[str, Any]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Record new rows.

        Raises:
            InputError: a field does not fit, or names something that the codebook does not have.
            ConflictError: a row with the same id stands already.
        """
        for table, group in self._checked(rows).items():
            ids = [row[0] for row in group]
            for other in FACTS if table in FACTS else (table,):
                clash = self.standing(other, ids)
                if clash:
                    raise ConflictError(
                        f"{other} {min(clash)!r} stands already; replace it instead"
                    )
            self.insert(table, group)

    def replace(self, rows: Iterable[Row], *, read_at: int | None = None) -> None:
        """Record new versions of rows; the old versions are kept.

        Args:
            rows: the new versions.
            read_at: the revision at which the old versions were read; if given, a row that
                was changed after it is refused.

        Raises:
            InputError: a field does not fit, or names something that the codebook does not have.
            ConflictError: no row with this id stands, or it changed after ``read_at``.
        """
        for table, group in self._checked(rows).items():
            self.supersede(table, group, read_at=read_at)

    def withdraw(
        self, table: TableName, ids: Collection[str], *, read_at: int | None = None
    ) -> None:
        """End rows without a new version; they remain readable as known before.

        Raises:
            ConflictError: no row with this id stands, or it changed after ``read_at``.
        """
        gone = set(ids)
        self._end(table, gone, read_at=read_at)
        self.withdrawn[table] = self.withdrawn.get(table, 0) + len(gone)

    def supersede(
        self,
        table: TableName,
        values: Sequence[Sequence[Any]],
        *,
        read_at: int | None = None,
    ) -> None:
        """As :meth:`replace`, for stored values that were checked already.

        Raises:
            ConflictError: no row with this id stands, or it changed after ``read_at``.
        """
        self._end(table, [str(row[0]) for row in values], read_at=read_at)
        self.insert(table, values)
        self.added[table] -= len(values)
        self.replaced[table] = self.replaced.get(table, 0) + len(values)

    def insert(self, table: TableName, values: Iterable[Sequence[Any]]) -> None:
        """Insert stored values, in the order of the fields, without looking for rows of that id.

        For the import of large files, which has made sure of that itself. Memory does not grow
        with the number of rows.
        """
        names = list(fields_of(TABLES[table]))
        columns = ["version", *names, "since", "until"]
        rows = iter(values)
        while batch := list(islice(rows, _BATCH)):
            first = self._reserve(table, len(batch))
            insert_many(
                self.connection,
                schema.tables[table],
                columns,
                [(first + n, *row, self.number, None) for n, row in enumerate(batch)],
            )
            if table in schema.parties:
                self._name_parties(table, first, batch)
            self.added[table] = self.added.get(table, 0) + len(batch)

    def standing(self, table: TableName, ids: Collection[str]) -> dict[str, int]:
        """Of these ids, those that stand, with the revision that recorded them."""
        source = schema.tables[table]
        statement = sa.select(source.c.id, source.c.since).where(
            among(source.c.id, ids, self.connection), source.c.until.is_(None)
        )
        return {row.id: row.since for row in self.connection.execute(statement)}

    def record_is_empty(self, table: TableName) -> bool:
        """Whether a table has no rows yet, so that none can be there twice."""
        return self.connection.scalar(sa.select(schema.tables[table].c.version).limit(1)) is None

    def finish(self) -> None:
        """Take back the revision itself if it changed nothing."""
        if not (
            any(self.added.values()) or any(self.replaced.values()) or any(self.withdrawn.values())
        ):
            self.connection.execute(
                schema.revision.delete().where(schema.revision.c.id == self.number)
            )

    def _end(self, table: TableName, ids: Collection[str], *, read_at: int | None) -> None:
        since = self.standing(table, ids)
        for row_id in ids:
            if row_id not in since:
                raise ConflictError(f"there is no {table} {row_id!r} to change")
            if read_at is not None and read_at < since[row_id] < self.number:
                raise ConflictError(
                    f"{table} {row_id!r} was changed in revision {since[row_id]}, after you read it; "
                    "read it again and repeat your change"
                )
        source = schema.tables[table]
        self.connection.execute(
            source.update()
            .where(among(source.c.id, ids, self.connection), source.c.until.is_(None))
            .values(until=self.number)
        )

    def _reserve(self, table: TableName, count: int) -> int:
        if table not in self._next:
            highest = self.connection.scalar(sa.select(sa.func.max(schema.tables[table].c.version)))
            self._next[table] = (highest or 0) + 1
        first = self._next[table]
        self._next[table] = first + count
        return first

    def _name_parties(self, table: TableName, first: int, batch: Sequence[Sequence[Any]]) -> None:
        names = list(fields_of(TABLES[table]))
        kind, parties = names.index("kind"), names.index("parties")
        named = [
            (actor, row[kind], version)
            for version, row in enumerate(batch, start=first)
            for actor in row[parties].split(";")
        ]
        self._know_actors({actor for actor, _, _ in named})
        named.sort()  # the table is clustered by actor and kind
        insert_many(self.connection, schema.parties[table], ["actor", "kind", "version"], named)

    def _know_actors(self, codes: set[str]) -> None:
        if self._actors is None:
            self._actors = set(self.connection.scalars(sa.select(schema.actor.c.code)))
        missing = sorted(codes - self._actors)
        book = self.record.codebook
        unknown = [code for code in missing if code not in book.actors]
        if unknown:
            raise InputError(f"actor {unknown[0]!r} is not in the codebook {book.name!r}")
        insert_many(
            self.connection,
            schema.actor,
            ["code", "name", "kind"],
            [(code, book.actors[code].name, book.actors[code].kind) for code in missing],
        )
        self._actors |= codes

    def _checked(self, rows: Iterable[Row]) -> dict[TableName, list[tuple[Any, ...]]]:
        """Stored values by table, held to the same rules as an imported file."""
        from kizuna.record.interchange.cells import CellError, cells_of
        from kizuna.record.interchange.coherence import row_problem

        book = self.record.codebook
        groups: dict[TableName, dict[str, tuple[Any, ...]]] = {}
        for row in rows:
            if row.table not in self._cells:
                self._cells[row.table] = cells_of(type(row), book)
            values: dict[str, Any] = {}
            for name, check in self._cells[row.table].items():
                try:
                    values[name] = check(to_text(getattr(row, name)))
                except CellError as error:
                    raise InputError(f"{row.table} {row.id!r}, {name}: {error}") from error
            problem = row_problem(row.table, values, book)
            if problem is not None:
                raise InputError(f"{row.table} {row.id!r}, {': '.join(problem)}")
            group = groups.setdefault(row.table, {})
            if row.id in group:
                raise ConflictError(f"{row.table} {row.id!r} is given twice")
            group[row.id] = tuple(values.values())
        return {table: list(group.values()) for table, group in groups.items()}
