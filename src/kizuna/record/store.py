"""Reading the record: a record is opened once, and read through a view at a knowledge time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, TypeVar, cast

import msgspec
import sqlalchemy as sa

from kizuna.codebook import Codebook, as_day
from kizuna.errors import InputError, RecordError, RecordVersionError
from kizuna.record import schema
from kizuna.record.dialects import among, translated
from kizuna.record.rows import (
    FACTS,
    TABLES,
    Coding,
    Event,
    Row,
    Source,
    TableName,
    decoder,
    fields_of,
)

R = TypeVar("R", bound=Row)


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

        A view stays as it is, whatever is recorded after it was made.

        Args:
            as_known: a moment, a date (its end), a year or month (its last day), an ISO text of
                any of these, or a revision: its number, or a text such as ``r12``. Times
                without a zone are UTC.

        Raises:
            InputError: the text is neither a date, a moment nor a revision.
        """
        revision = schema.revision
        number = _revision_in(as_known)
        with translated(), self.engine.connect() as connection:
            newest = sa.select(sa.func.max(revision.c.id))
            if as_known is None:
                return View(self, connection.scalar(newest) or 0)
            if number is None:
                known = newest.where(revision.c.at <= _moment(as_known))
                return View(self, connection.scalar(known) or 0)
            head = connection.scalar(newest) or 0
        if not 0 <= number <= head:
            raise InputError(f"there is no revision {number}: the record has 0 to {head}")
        return View(self, number)

    def revisions(self) -> list[Revision]:
        """All revisions, oldest first."""
        with translated(), self.engine.connect() as connection:
            found = connection.execute(sa.select(schema.revision).order_by(schema.revision.c.id))
            return [
                Revision(r.id, dt.datetime.fromisoformat(r.at), r.who, r.why, r.software)
                for r in found
            ]

    def history(self, row_id: str) -> list[Version]:
        """All versions of the row with this id, oldest first; none if there is no such row."""
        return self.histories([row_id]).get(row_id, [])

    def histories(self, row_ids: Collection[str]) -> dict[str, list[Version]]:
        """All versions of the rows with these ids, oldest first, by id."""
        found: dict[str, list[Version]] = {}
        with translated(), self.engine.connect() as connection:
            for name, table in schema.tables.items():
                decode = decoder(TABLES[name])
                statement = sa.select(table).where(among(table.c.id, row_ids, self.engine))
                for values in connection.execute(statement.order_by(table.c.version)):
                    row = decode(values[1:-2])
                    found.setdefault(row.id, []).append(Version(row, values[-2], values[-1]))
        return found

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

    def __init__(self, record: Record, revision: int) -> None:
        self.record = record
        self.revision = revision

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
        self,
        table: TableName,
        actors: Collection[str],
        *,
        beside: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        begun: tuple[dt.date, dt.date] | None = None,
    ) -> list[Row]:
        """Rows of a table that name any of these actors as a party, in the order of their ids.

        Cost grows with the number of such rows, not with the record.

        Args:
            table: ``instrument``, ``dialogue`` or ``event``.
            actors: codes, of which a row must name one.
            beside: codes, of which it must name one as well.
            kinds: only rows of these kinds.
            begun: only events that may have begun between these days, both included.
        """
        versions = schema.tables[table]
        statement = self.standing(table)
        for side in (actors, beside):
            if side is not None:
                statement = statement.where(
                    versions.c.version.in_(self._naming(table, side, kinds))
                )
        if begun is not None:
            # A partial date sorts before every day that it may stand for, as a text too.
            first, last = (day.isoformat() for day in begun)
            start = versions.c.start
            after = sa.or_(start >= first, start.in_((first[:4], first[:7])))
            statement = statement.where(after, start <= last)
        return self._fetch(table, statement)

    def parties_beside(
        self, table: TableName, actors: Collection[str], *, kinds: Collection[str] | None = None
    ) -> set[tuple[str, ...]]:
        """The different sets of parties of the rows that name any of these actors."""
        versions = schema.tables[table]
        statement = (
            sa.select(versions.c.parties)
            .where(versions.c.version.in_(self._naming(table, actors, kinds)))
            .where(self.stands(versions))
            .distinct()
        )
        with translated(), self.record.engine.connect() as connection:
            found = connection.execute(statement).cursor.fetchall()
        return {tuple(text.split(";")) for (text,) in found}

    def sessions(self, dialogues: Collection[str]) -> list[Event]:
        """Events that are sessions of dialogues with these ids, in the order of their ids."""
        related = schema.tables["event"].c.related_dialogue
        statement = self.standing("event").where(
            among(related, dialogues, self.record.engine), related != ""
        )
        return cast("list[Event]", self._fetch("event", statement))

    def stances(self, holders: Collection[str]) -> list[Row]:
        """Stances of holders on these actors' sides."""
        holder = schema.tables["stance"].c.holder
        return self._fetch(
            "stance", self.standing("stance").where(among(holder, holders, self.record.engine))
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
        statement = self.standing(row_type.table).where(among(column, ids, self.record.engine))
        return {row.id: row for row in cast("list[R]", self._fetch(row_type.table, statement))}

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
        statement = self.standing("coding").where(among(column, row_ids, self.record.engine))
        return cast("list[Coding]", self._fetch("coding", statement))

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
        # Also for the newest revision: somebody may record another between two reads.
        return sa.and_(
            table.c.since <= self.revision,
            sa.or_(table.c.until.is_(None), table.c.until > self.revision),
        )

    def standing(self, table: TableName) -> sa.Select[Any]:
        """The statement that reads all rows of a table, oldest id first, to be narrowed down."""
        source = schema.tables[table]
        columns = [source.c[name] for name in fields_of(TABLES[table])]
        return sa.select(*columns).where(self.stands(source)).order_by(source.c.id)

    def _naming(
        self, table: TableName, actors: Collection[str], kinds: Collection[str] | None
    ) -> sa.Select[Any]:
        """The versions of a table that name any of these actors."""
        parties, engine = schema.parties[table], self.record.engine
        statement = sa.select(parties.c.version).where(among(parties.c.actor, actors, engine))
        return statement if kinds is None else statement.where(among(parties.c.kind, kinds, engine))

    def _fetch(self, table: TableName, statement: sa.Select[Any]) -> list[Row]:
        decode = decoder(TABLES[table])
        with translated(), self.record.engine.connect() as connection:
            # Plain tuples: SQLAlchemy's rows cost the garbage collector more than the query.
            cursor = connection.execute(statement).cursor
            return [decode(values) for values in cursor.fetchall()]


def check_version(connection: sa.Connection, label: str) -> None:
    """Refuse a record of another schema than this version of Kizuna writes.

    Raises:
        RecordVersionError: the record was written by a newer Kizuna.
        RecordError: it is no record, or an older one that must be migrated first.
    """
    version = version_of(connection, label)
    refuse_newer(version, label)
    if version != schema.SCHEMA_VERSION:
        raise RecordError(
            f"{label} has the older schema {version} (this Kizuna writes {schema.SCHEMA_VERSION}); "
            "bring it up to date with: kizuna migrate --record …"
        )


def version_of(connection: sa.Connection, label: str) -> str:
    """The schema version that a record states.

    Raises:
        RecordError: it is no record.
    """
    inspector = sa.inspect(connection)
    if inspector.has_table("record_info") and inspector.has_table("alembic_version"):
        version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        if version:
            return str(version)
    raise RecordError(f"{label} holds no Kizuna record; make one with: kizuna init DIR")


def refuse_newer(version: str, label: str) -> None:
    """Refuse a schema that this version of Kizuna does not know.

    Raises:
        RecordVersionError: the record was written by a newer Kizuna.
    """
    if version > schema.SCHEMA_VERSION:
        raise RecordVersionError(
            f"{label} was written by a newer Kizuna (schema {version}, this one knows "
            f"{schema.SCHEMA_VERSION}); upgrade with: pip install --upgrade kizuna"
        )


def _revision_in(value: str | dt.date | int | None) -> int | None:
    """The revision that a value names: a number, ``r12``, or digits that can be no year."""
    if isinstance(value, str):
        found = re.fullmatch(r"r([0-9]{1,9})|([0-9]{1,3}|[0-9]{5,9})", value, re.ASCII)
        return int(found[1] or found[2]) if found else None
    return value if isinstance(value, int) else None


def _moment(value: str | dt.date | int) -> str:
    """A knowledge time as it stands in the table of revisions."""
    if isinstance(value, str):
        text = value
        try:
            value = dt.datetime.fromisoformat(text) if len(text) > 10 else as_day(text)
        except ValueError as error:
            raise InputError(
                f"{text[:40]!r} is no knowledge time: give a date, a moment (2026-11-22T12:00:00) "
                "or a revision (r12)"
            ) from error
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(cast("dt.date", value), dt.time.max)
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    try:
        return aware.astimezone(dt.UTC).isoformat(timespec="microseconds")
    except OverflowError as error:
        raise InputError(f"{value} is no knowledge time: it is off the calendar") from error
