"""Offices: who governed is told without overlap, under the names that stances use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby

import sqlalchemy as sa

from kizuna.codebook import Truth
from kizuna.record import schema
from kizuna.record.checks.context import Context
from kizuna.record.checks.rule import Place, on_record
from kizuna.record.rows import Office


@on_record("office-once", "error", Office)
def office_once(context: Context) -> Iterator[Place]:
    """A party's spells in government follow each other: no two certainly overlap.

    A spell may begin on the day on which the one before ends.
    """
    for spells in _by_actor(context):
        for one, other in combinations(spells, 2):
            if one.party == other.party and _overlap(one, other):
                yield Place(
                    "office", other.id, "start", f"overlaps {one.id} of the same party; correct a "
                    "date, or merge the two"
                )  # fmt: skip


@on_record("office-head", "error", Office)
def office_head(context: Context) -> Iterator[Place]:
    """One party at a time leads the government; its partners are in coalition or support."""
    for spells in _by_actor(context):
        heads = [spell for spell in spells if spell.role == "head"]
        for one, other in combinations(heads, 2):
            if one.party != other.party and _overlap(one, other):
                yield Place(
                    "office", other.id, "role", f"is head while {one.party} is ({one.id}); correct "
                    "a date or a role"
                )  # fmt: skip


@on_record("office-name", "warning", Office)
def office_name(context: Context) -> Iterator[Place]:
    """A party in government is named as in the stances of parties on its side, if there are any.

    Otherwise its stances would count as those of the opposition. Sides without any stance of a
    party are spared.
    """
    stance = schema.tables["stance"]
    statement = (
        sa.select(stance.c.holder, stance.c.holder_name)
        .where(context.view.stands(stance), stance.c.holder_kind == "party")
        .distinct()
    )
    named: dict[str, set[str]] = {}
    for holder, name in context.run(statement):
        named.setdefault(holder, set()).add(name)
    for spells in _by_actor(context):
        for spell in spells:
            if spell.actor in named and spell.party not in named[spell.actor]:
                yield Place(
                    "office", spell.id, "party", f"no stance is held by {spell.party!r}; the "
                    f"parties with stances are {', '.join(sorted(named[spell.actor]))}"
                )  # fmt: skip


def _by_actor(context: Context) -> Iterator[list[Office]]:
    """The spells of each actor; there are a few dozen for each, however large the record is."""
    spells = context.view.rows(Office)
    spells.sort(key=lambda spell: (spell.actor, spell.start.text if spell.start else "", spell.id))
    for _, group in groupby(spells, key=lambda spell: spell.actor):
        yield list(group)


def _overlap(one: Office, other: Office) -> bool:
    """Whether two spells certainly have more than a day of handing over in common."""
    if one.start is None or other.start is None:
        return False
    return _certain_before(one, other) and _certain_before(other, one)


def _certain_before(one: Office, other: Office) -> bool:
    """Whether one certainly begins before the other ends."""
    begun = one.start
    return other.end is None or (begun is not None and begun.precedes(other.end) is Truth.YES)
