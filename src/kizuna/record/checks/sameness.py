"""Sameness: no two rows are the same fact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby

import sqlalchemy as sa

from kizuna.record import schema
from kizuna.record.checks.alike import SAME_TITLE
from kizuna.record.checks.context import Context
from kizuna.record.checks.rule import Place, on_record
from kizuna.record.rows import Dialogue, Event, Instrument, TableName


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
    """No two rows have the same title and date, though kind or parties differ.

    Most likely one fact was entered twice. Spared are rows of which each has a party that the
    other has not: notes are exchanged in the same words with several partners on one day.
    """
    dates: tuple[tuple[TableName, str], ...] = (("instrument", "signed"), ("event", "start"))
    for name, column in dates:
        table = schema.tables[name]
        date = table.c[column]
        statement = (
            sa.select(table.c.title, date, table.c.kind, table.c.parties, table.c.id)
            .where(context.view.stands(table), date.is_not(None))
            .order_by(table.c.title, date, table.c.id)
        )
        for _, group in groupby(context.run(statement), key=lambda row: (row[0], row[1])):
            for one, other in combinations(group, 2):
                differ = (one.kind, one.parties) != (other.kind, other.parties)
                if differ and _within(one.parties, other.parties):
                    message = (
                        f"title and date are those of {one.id} ({one.kind}, {one.parties}); "
                        "is this one fact?"
                    )
                    yield Place(name, other.id, "title", message)


def _within(one: str, other: str) -> bool:
    """Whether the parties of one are among those of the other."""
    mine, theirs = set(one.split(";")), set(other.split(";"))
    return mine <= theirs or theirs <= mine
