"""Reading the record: a record is opened once, and read through a view at a knowledge time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

import msgspec
import sqlalchemy as sa

from kizuna.codebook import Codebook, as_day
from kizuna.errors import InputError, RecordError, RecordVersionError
from kizuna.record import schema
from kizuna.record.dialects import translated
from kizuna.record.rows import (
    FACTS,
    TABLES,
    Coding,
    Row,
    Source,
    TableName,
    decoder,
    fields_of,
)

R = TypeVar("R", bound=Row)
_CHUNK = 500  # bound parameters a statement, far below every database's limit


class Revision(msgspec.Struct, frozen=True):
    """A change of the record: what was recorded together, by whom and why.

    Attributes:
        id: 1, 2, 3, … in the order of recording.
        at: moment of recording, UTC.
        software: version of Kizuna that wrote it.
    """

    id: int
    at: dt.datetime
    who: str
    why: str
    software: str


class Version(msgspec.Struct, frozen=True):
    """One version of a row, with the revision that recorded it and the one that ended it."""

    row: Row
    since: int
    until: int | None


class Record:
    """An open record; get one from :func:`kizuna.open`.

    Attributes:
        engine: the SQLAlchemy engine, for those who want to write their own queries.
        codebook: what the words of this record mean.
        label: how outputs name this record.
        read_only: whether changes are refused.
    """

    def __init__(
        self, engine: sa.Engine, codebook: Codebook, *, label: str, read_only: bool
    ) -> None:
        self.engine = engine
        self.codebook = codebook
        self.label = label
        self.read_only = read_only
        with translated(), engine.connect() as connection:
            check_version(connection, label)

    def view(self, as_known: str | dt.datetime | dt.date | int | None = None) -> View:
        """The record as it was known at a moment, by default now.

        Args:
            as_known: a moment, a date (its end, UTC), an ISO text of either, or the number of a
                revision.

        Raises:
            InputError: the text is neither a date, a moment nor a revision.
        """
        with translated(), self.engine.connect() as connection:
            head = connection.scalar(sa.select(sa.func.max(schema.revision.c.id))) or 0
            if as_known is None:
                return View(self, head, latest=True)
            if isinstance(as_known, int) or (
                isinstance(as_known, str) and as_known.isdigit() and len(as_known) < 4
            ):
                number = int(as_known)
                if not 0 <= number <= head:
                    raise InputError(f"there is no revision {number}: the record has 0 to {head}")
                return View(self, number, latest=number == head)
            known = connection.scalar(
                sa.select(sa.func.max(schema.revision.c.id)).where(
                    schema.revision.c.at <= _moment(as_known)
                )
            )
            return View(self, known or 0, latest=known == head)

    def revisions(self) -> list[Revision]:
        """All revisions, oldest first."""
        with translated(), self.engine.connect() as connection:
            found = connection.execute(sa.select(schema.revision).order_by(schema.revision.c.id))
            return [
                Revision(r.id, dt.datetime.fromisoformat(r.at), r.who, r.why, r.software)
                for r in found
            ]

    def history(self, row_id: str) -> list[Version]:
        """All versions of the rows with this id, oldest first."""
        versions: list[Version] = []
        with translated(), self.engine.connect() as connection:
            for name, table in schema.tables.items():
                decode = decoder(TABLES[name])
                statement = sa.select(table).where(table.c.id == row_id).order_by(table.c.since)
                for values in connection.execute(statement):
                    versions.append(Version(decode(values[1:-2]), values[-2], values[-1]))
        return versions

    def close(self) -> None:
        """Release the connections to the database."""
        self.engine.dispose()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class View:
    """The record as known after a revision; every read goes through one.

    Attributes:
        revision: number of the last revision that this view knows; 0 before the first.
    """

    def __init__(self, record: Record, revision: int, *, latest: bool) -> None:
        self.record = record
        self.revision = revision
        self._latest = latest

    @property
    def codebook(self) -> Codebook:
        """The codebook of the record."""
        return self.record.codebook

    @cached_property
    def known_at(self) -> dt.datetime | None:
        """The moment of the last revision this view knows; ``None`` for an empty record."""
        table = schema.revision
        with translated(), self.record.engine.connect() as connection:
            text = connection.scalar(sa.select(table.c.at).where(table.c.id == self.revision))
        return dt.datetime.fromisoformat(text) if text else None

    def facts(
        self, table: TableName, actors: Collection[str], *, kinds: Collection[str] | None = None
    ) -> list[Row]:
        """Rows of a table that name any of these actors as a party, oldest id first.

        Cost grows with the number of such rows, not with the record.
        """
        versions, parties = schema.tables[table], schema.parties[table]
        named = sa.select(parties.c.version).where(parties.c.actor.in_(sorted(actors))).distinct()
        statement = self.standing(table).where(versions.c.version.in_(named))
        if kinds is not None:
            statement = statement.where(versions.c.kind.in_(sorted(kinds)))
        return self._fetch(table, statement)

    def stances(self, holders: Collection[str]) -> list[Row]:
        """Stances of holders on these actors' sides."""
        table = schema.tables["stance"]
        return self._fetch(
            "stance", self.standing("stance").where(table.c.holder.in_(sorted(holders)))
        )

    def rows(self, row_type: type[R]) -> list[R]:
        """All rows of a table; for a large record iterate with :meth:`stream`."""
        return cast("list[R]", self._fetch(row_type.table, self.standing(row_type.table)))

    def stream(self, table: TableName, *, batch: int = 10_000) -> Iterator[Row]:
        """All rows of a table in the order of their ids, a batch in memory at a time."""
        decode = decoder(TABLES[table])
        statement = self.standing(table).execution_options(yield_per=batch)
        with translated(), self.record.engine.connect() as connection:
            for values in connection.execute(statement):
                yield decode(values)

    def get(self, row_type: type[R], row_id: str) -> R | None:
        """The row with this id, or ``None``."""
        return self.by_id(row_type, [row_id]).get(row_id)

    def by_id(self, row_type: type[R], ids: Collection[str]) -> dict[str, R]:
        """Rows with these ids, by id; ids that are not there are left out."""
        column = schema.tables[row_type.table].c.id
        found: dict[str, R] = {}
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), _CHUNK):
            statement = self.standing(row_type.table).where(
                column.in_(wanted[start : start + _CHUNK])
            )
            fetched = cast("list[R]", self._fetch(row_type.table, statement))
            found |= {row.id: row for row in fetched}
        return found

    def find(self, row_id: str) -> Row | None:
        """The fact or source with this id, whatever its table; ``None`` if there is none."""
        for table in (*FACTS, "source", "coding"):
            row = self.get(TABLES[table], row_id)
            if row is not None:
                return row
        return None

    def codings(self, row_ids: Collection[str]) -> list[Coding]:
        """Codings of these rows."""
        column = schema.tables["coding"].c.row
        found: list[Row] = []
        wanted = sorted(set(row_ids))
        for start in range(0, len(wanted), _CHUNK):
            statement = self.standing("coding").where(column.in_(wanted[start : start + _CHUNK]))
            found += self._fetch("coding", statement)
        return cast("list[Coding]", found)

    def sources(self, ids: Collection[str]) -> dict[str, Source]:
        """Sources with these ids, by id."""
        return self.by_id(Source, ids)

    def actors_named(self) -> list[str]:
        """Codes of all actors that are party to anything, in alphabetical order."""
        named = sa.union(*(sa.select(table.c.actor) for table in schema.parties.values()))
        with translated(), self.record.engine.connect() as connection:
            return sorted(connection.scalars(named))

    def count(self, table: TableName) -> int:
        """Number of rows of a table."""
        source = schema.tables[table]
        with translated(), self.record.engine.connect() as connection:
            return int(
                connection.scalar(
                    sa.select(sa.func.count()).select_from(source).where(self.stands(source))
                )
                or 0
            )

    def stands(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """The condition that a version is one that this view knows, for queries of one's own."""
        if self._latest:
            return table.c.until.is_(None)
        return sa.and_(
            table.c.since <= self.revision,
            sa.or_(table.c.until.is_(None), table.c.until > self.revision),
        )

    def standing(self, table: TableName) -> sa.Select[Any]:
        """The statement that reads all rows of a table, oldest id first, to be narrowed down."""
        source = schema.tables[table]
        columns = [source.c[name] for name in fields_of(TABLES[table])]
        return sa.select(*columns).where(self.stands(source)).order_by(source.c.id)

    def _fetch(self, table: TableName, statement: sa.Select[Any]) -> list[Row]:
        decode = decoder(TABLES[table])
        with translated(), self.record.engine.connect() as connection:
            rows: Sequence[Sequence[Any]] = connection.execute(statement).fetchall()
        return [decode(values) for values in rows]


def check_version(connection: sa.Connection, label: str) -> None:
    """Refuse a record of another schema than this version of Kizuna writes.

    Raises:
        RecordVersionError: the record was written by a newer Kizuna.
        RecordError: it is no record, or an older one that must be migrated first.
    """
    if not sa.inspect(connection).has_table("alembic_version"):
        raise RecordError(f"{label} holds no Kizuna record; make one with: kizuna init DIR")
    version = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""
    if version == schema.SCHEMA_VERSION:
        return
    if version > schema.SCHEMA_VERSION:
        raise RecordVersionError(
            f"{label} was written by a newer Kizuna (schema {version}, this one knows "
            f"{schema.SCHEMA_VERSION}); upgrade with: pip install --upgrade kizuna"
        )
    raise RecordError(
        f"{label} has the older schema {version} (this Kizuna writes {schema.SCHEMA_VERSION}); "
        "bring it up to date with: kizuna migrate --record …"
    )


def _moment(value: str | dt.datetime | dt.date | int) -> str:
    """A knowledge time as it stands in the table of revisions."""
    if isinstance(value, str):
        text = value
        try:
            value = dt.datetime.fromisoformat(text) if len(text) > 10 else as_day(text)
        except ValueError as error:
            raise InputError(
                f"{text[:40]!r} is no knowledge time: give a date, a moment (2026-11-22T12:00:00) "
                "or the number of a revision"
            ) from error
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC).isoformat(timespec="microseconds")
    end = dt.datetime.combine(cast("dt.date", value), dt.time.max, tzinfo=dt.UTC)
    return end.isoformat(timespec="microseconds")
