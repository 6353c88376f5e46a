"""When an instrument took effect, as far as its row tells: one rule for states, ties and timelines."""

from __future__ import annotations

import datetime as dt

import msgspec

from kizuna.codebook import PartialDate
from kizuna.record.rows import Instrument

_TOOK_EFFECT = frozenset({"in_force", "superseded", "terminated"})


class Force(msgspec.Struct, frozen=True):
    """When an instrument took effect: the interval, and whether the record states it."""

    start: PartialDate
    stated: bool


def force_of(row: Instrument, known_by: PartialDate | None) -> Force | None:
    """When an instrument took effect, as far as its row tells.

    A political text takes effect when it is issued. Where the row says that an instrument took
    effect but not when, it was between signature and the date of the source that says so.

    Args:
        row: the instrument.
        known_by: publication date of its source.
    """
    if row.in_force is not None:
        return Force(row.in_force, stated=True)
    if row.status == "political" or (row.binding == "political" and row.status in _TOOK_EFFECT):
        return Force(row.signed, stated=True) if row.signed else None
    if row.status not in _TOOK_EFFECT:
        return None
    if row.signed is None:
        return Force(known_by, stated=True) if known_by else None
    told = known_by is not None and known_by.latest > row.signed.latest
    if not told and row.binding != "treaty":
        # The source is the report of the signature itself: effective on signature.
        return Force(row.signed, stated=known_by is not None)
    latest = known_by.latest if known_by is not None and told else dt.date.max
    return Force(PartialDate(row.signed.text, row.signed.earliest, latest), stated=False)


def not_before(date: PartialDate, floor: PartialDate | None) -> PartialDate:
    """A date without the days on which it cannot fall, since an earlier stage had not begun."""
    if floor is None or not date.earliest < floor.earliest <= date.latest:
        return date
    return PartialDate(date.text, floor.earliest, date.latest)
