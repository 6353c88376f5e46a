"""The database tables, derived from the typed rows.

Every table of facts is a table of *versions*: a row that changes keeps its old version. Two
columns bound a version in knowledge time: ``since`` is the revision that recorded it, ``until``
the revision that replaced or withdrew it (NULL while it stands). Nothing is ever updated but
``until``, and nothing is ever deleted, so that any past state can be read back.

SQLAlchemy Core is used rather than its ORM: rows are immutable values and are never changed
through a session, so that a unit of work would add cost and nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from kizuna.record.rows import TABLES, Field, Row, TableName, fields_of

SCHEMA_VERSION = "0001"
"""Newest migration that this version of Kizuna knows; written to ``alembic_version``."""

metadata = MetaData()
# Texts are compared byte by byte on both databases, so that both sort alike.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_BIG = BigInteger().with_variant(Integer(), "sqlite")  # SQLite's row ids are its 64-bit INTEGER

info = Table(
    "record_info",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
)
revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", TEXT, nullable=False, comment="UTC, ISO 8601 with microseconds"),
    Column("who", TEXT, nullable=False),
    Column("why", TEXT, nullable=False),
    Column("software", TEXT, nullable=False),
)
actor = Table(
    "actor",
    metadata,
    Column("code", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
)


def _column(name: str, field: Field) -> Column[object]:
    if field.form == "count":
        return Column(name, Integer, nullable=True)
    if field.form == "number":
        return Column(name, Float, nullable=False)
    return Column(name, TEXT, nullable=field.form == "date" and not field.required)


def _versions(row_type: type[Row]) -> Table:
    return Table(
        row_type.table,
        metadata,
        Column("version", _BIG, primary_key=True, autoincrement=False),
        *(_column(name, field) for name, field in fields_of(row_type).items()),
        Column("since", Integer, ForeignKey("revision.id"), nullable=False),
        Column("until", Integer, ForeignKey("revision.id"), nullable=True),
    )


tables: dict[TableName, Table] = {name: _versions(row_type) for name, row_type in TABLES.items()}

# Which versions of a table name an actor as a party, clustered by actor and kind: the table and
# the profile of one actor read only what concerns it, however large the record is. This is an
# index over the column `parties` in the shape of a table, and can be rebuilt from it.
parties: dict[TableName, Table] = {
    name: Table(
        f"{name}_party",
        metadata,
        Column("actor", TEXT, primary_key=True),
        Column("kind", TEXT, primary_key=True),
        Column("version", _BIG, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    for name in ("instrument", "dialogue", "event")
}


@cache
def complete() -> MetaData:
    """The tables with their indexes, for making them.

    Whoever only reads does not need to know of the indexes, and SQLAlchemy imports both
    databases' dialects to describe them, which would double the time to open a record.
    """
    for name, table in tables.items():
        Index(f"ix_{name}_id", table.c.id)
        # Whatever writes to it, a row has one standing version at most.
        _partial(f"ix_{name}_standing", table.c.id, table.c.until.is_(None), unique=True)
    Index("ix_stance_holder", tables["stance"].c.holder)
    Index("ix_coding_row", tables["coding"].c.row)
    session = tables["event"].c.related_dialogue
    _partial("ix_event_session", session, session != "")
    return metadata


def _partial(
    name: str, column: Column[Any], where: ColumnElement[bool], *, unique: bool = False
) -> None:
    Index(name, column, unique=unique, sqlite_where=where, postgresql_where=where)
