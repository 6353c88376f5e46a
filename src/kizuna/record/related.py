"""Rows that belong together: what rests on a source, what replaces what, sessions and series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TypeVar, cast

import sqlalchemy as sa

from kizuna.record import schema
from kizuna.record.dialects import translated
from kizuna.record.rows import (
    FACTS,
    TABLES,
    Coding,
    Dialogue,
    Event,
    Fact,
    Instrument,
    Office,
    Row,
    Stance,
    decoder,
)
from kizuna.record.store import Revision, Version, View

MOST = 200
"""At most so many related rows of one table are read; a page of more is no longer read by anyone."""

R = TypeVar("R", bound=Row)


def facts_of(view: View, source: str, *, most: int = MOST) -> list[Fact]:
    """Facts whose main source this is, table by table in the order of their ids.

    Args:
        view: what the record knows.
        source: id of the source.
        most: at most so many of each table.
    """
    found: list[Fact] = []
    for name in FACTS:
        row_type = TABLES[name]
        found += cast("list[Fact]", _where(view, row_type, {"source": source}, most))
    return found


def claims_of(view: View, source: str, *, most: int = MOST) -> list[Coding]:
    """Codings that rest on a source."""
    return _where(view, Coding, {"source": source}, most)


def counts_by_source(view: View) -> dict[str, tuple[int, int]]:
    """For each source, how many facts and how many codings rest on it."""
    counted: dict[str, list[int]] = {}
    with translated(), view.record.engine.connect() as connection:
        for place, name in ((0, FACTS), (1, ("coding",))):
            for table_name in name:
                table = schema.tables[table_name]
                statement = (
                    sa.select(table.c.source, sa.func.count())
                    .where(view.stands(table))
                    .group_by(table.c.source)
                )
                for source, number in connection.execute(statement):
                    counted.setdefault(source, [0, 0])[place] += number
    return {source: (facts, claims) for source, (facts, claims) in counted.items()}


def replacing(view: View, instrument: str) -> list[Instrument]:
    """Instruments that replace this one."""
    column = schema.tables["instrument"].c.replaces
    # Ids hold letters, digits, - and _: only the last means something to LIKE.
    pattern = instrument.replace("_", r"\_")
    statement = view.standing("instrument").where(column.like(f"%{pattern}%", escape="\\"))
    found = _fetched(view, Instrument, statement.limit(MOST))
    return [row for row in found if instrument in row.replaces]


def events_of(view: View, row: Instrument | Dialogue) -> list[Event]:
    """Events that belong to an instrument, or that are sessions of a dialogue."""
    field = "related_instrument" if isinstance(row, Instrument) else "related_dialogue"
    found = _where(view, Event, {field: row.id}, MOST)
    return sorted(found, key=lambda event: str(event.start))


def series_of(view: View, stance: Stance) -> list[Stance]:
    """What the same holder says about the same matter, oldest first, this stance included."""
    same = {
        name: getattr(stance, name)
        for name in ("holder", "holder_kind", "holder_name", "about_kind", "about")
    }
    return sorted(_where(view, Stance, same, MOST), key=lambda s: str(s.date))


def spells_of(view: View, office: Office) -> list[Office]:
    """Who governed the same actor, oldest first, this spell included."""
    return sorted(
        _where(view, Office, {"actor": office.actor}, MOST), key=lambda spell: str(spell.start)
    )


def versions_of(view: View, row_type: type[Row], row_id: str) -> list[tuple[Version, Revision]]:
    """The versions of a row that a view knows, oldest first, each with the revision that made it."""
    table, decode = schema.tables[row_type.table], decoder(row_type)
    known = sa.select(table).where(table.c.id == row_id, table.c.since <= view.revision)
    with translated(), view.record.engine.connect() as connection:
        rows = connection.execute(known.order_by(table.c.version)).cursor.fetchall()
        versions = [Version(decode(values[1:-2]), values[-2], values[-1]) for values in rows]
    made = revisions_of(view, {version.since for version in versions})
    return [(version, made[version.since]) for version in versions]


def revisions_of(view: View, numbers: Collection[int]) -> dict[int, Revision]:
    """Revisions by their numbers."""
    table = schema.revision
    with translated(), view.record.engine.connect() as connection:
        found = connection.execute(sa.select(table).where(table.c.id.in_(sorted(numbers))))
        return {
            r.id: Revision(r.id, dt.datetime.fromisoformat(r.at), r.who, r.why, r.software)
            for r in found
        }


def _where(view: View, row_type: type[R], same: dict[str, str], most: int) -> list[R]:
    columns = schema.tables[row_type.table].c
    statement = view.standing(row_type.table)
    for name, value in same.items():
        statement = statement.where(columns[name] == value)
    return _fetched(view, row_type, statement.limit(most))


def _fetched(view: View, row_type: type[R], statement: sa.Select[tuple[object, ...]]) -> list[R]:
    decode = decoder(row_type)
    with translated(), view.record.engine.connect() as connection:
        rows: Sequence[Sequence[object]] = connection.execute(statement).cursor.fetchall()
    return cast("list[R]", [decode(values) for values in rows])
