"""Sameness: no two rows are the same fact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa

from kizuna.codebook import PartialDate
from kizuna.record import schema
from kizuna.record.checks.alike import SAME_TITLE
from kizuna.record.checks.context import Context
from kizuna.record.checks.rule import Place, on_record
from kizuna.record.rows import Dialogue, Event, Instrument


@on_record("fact-twice", "error", Instrument, Dialogue, Event)
def fact_twice(context: Context) -> Iterator[Place]:
    """No two rows have the same kind and parties, dates within three days and nearly one title.

    The day of signature is taken for instruments, the first for events; dialogues are compared
    if they existed at the same time. Titles with different numbers, ordinals or years are
    different facts.
    """
    for pair in context.alike:
        if pair.similarity >= SAME_TITLE:
            yield Place(
                pair.table, pair.other, "title", f"kind, parties, title and time ({pair.dates}) are "
                f"those of {pair.id}; merge the two, or say in the titles how they differ"
            )  # fmt: skip


@on_record("fact-alike", "warning", Instrument, Dialogue, Event)
def fact_alike(context: Context) -> Iterator[Place]:
    """Rows of the same kind, parties and time whose titles resemble each other are looked at.

    They may be one fact under two names.
    """
    for pair in context.alike:
        if pair.similarity < SAME_TITLE:
            yield Place(
                pair.table, pair.other, "title", f"kind, parties and time ({pair.dates}) are those "
                f"of {pair.id}, and the titles are {pair.similarity:.0f} per cent alike"
            )  # fmt: skip


@on_record("title-twice", "warning", Instrument, Event)
def title_twice(context: Context) -> Iterator[Place]:
    """No two rows have the same title and day, though kind or parties differ.

    Most likely one fact was entered twice, with different parties.
    """
    for name, column in (("instrument", "signed"), ("event", "start")):
        table = schema.tables[name]  # type: ignore[index]
        title = sa.func.lower(table.c.title)
        statement = (
            sa.select(title, table.c[column], table.c.kind, table.c.parties, table.c.id)
            .where(context.view.stands(table), table.c[column].is_not(None))
            .order_by(title, table.c.id)
        )
        for _, group in groupby(context.run(statement), key=lambda row: row[0]):
            rows = list(group)
            for n, one in enumerate(rows):
                for other in rows[n + 1 :]:
                    differ = (one.kind, one.parties) != (other.kind, other.parties)
                    if differ and _same_time(one[1], other[1]):
                        yield Place(
                            name, other.id, "title", f"title and date are those of {one.id} "  # type: ignore[arg-type]
                            f"({one.kind}, {one.parties}); is this one fact?"
                        )  # fmt: skip


def _same_time(one: str, other: str) -> bool:
    return PartialDate.parse(one).overlaps(PartialDate.parse(other))
