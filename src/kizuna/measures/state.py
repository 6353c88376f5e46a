"""The state of one row of the record as of a day.

A state counts from the first day on which it may have begun, and is marked uncertain until the
last such day: an agreement signed in ``2014`` is, in June 2014, *signed, uncertain*.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from kizuna.codebook import PartialDate, Truth
from kizuna.record import Dialogue, Event, Instrument
from kizuna.record.force import Force as Force
from kizuna.record.force import force_of as force_of
from kizuna.record.force import not_before

State = Literal["in_force", "held", "signed", "negotiating", "ended", "none"]

RANK: dict[State, int] = {
    "in_force": 5,
    "held": 5,
    "signed": 4,
    "negotiating": 3,
    "ended": 2,
    "none": 0,
}
"""Order in which states of several rows decide a cell: the highest wins."""


class RowState(msgspec.Struct, frozen=True, gc=False):
    """What one row says about a day.

    Attributes:
        state: the state on that day.
        since: when that state began; ``None`` where the record does not know.
        certain: whether the dates leave no other state possible.
        provisional: applied provisionally, but not in force.
        latest: for dialogues, the latest session known by then.
        count: for dialogues, the sessions known by then, at least one.
    """

    state: State
    since: PartialDate | None
    certain: bool = True
    provisional: bool = False
    latest: PartialDate | None = None
    count: int = 1


def instrument_state(
    row: Instrument,
    on: dt.date,
    *,
    known_by: PartialDate | None = None,
    replaced_from: PartialDate | None = None,
) -> RowState | None:
    """The state of an instrument on a day, or ``None`` before anything is known of it.

    Args:
        row: the instrument.
        on: the day.
        known_by: publication date of its source, which bounds an unstated entry into force.
        replaced_from: when the instrument that replaces it took effect.
    """
    force = force_of(row, known_by)
    if force is not None:
        force = Force(not_before(force.start, row.signed), force.stated)
    end = row.ended or replaced_from
    if end is not None:
        end = not_before(end, force.start if force else row.signed)
    if end is not None and (reached := end.on_or_before(on)) is not Truth.NO:
        return RowState("ended", end, certain=reached is Truth.YES)
    if force is not None:
        reached = force.start.on_or_before(on)
        # A treaty needs ratification, so that signature alone does not suggest force.
        likely = force.stated or row.binding != "treaty"
        if reached is Truth.YES or (reached is Truth.UNCERTAIN and likely):
            since = force.start if force.stated else row.signed
            return RowState("in_force", since, certain=reached is Truth.YES)
    if row.signed is not None and (reached := row.signed.on_or_before(on)) is not Truth.NO:
        open_question = force is not None and force.start.on_or_before(on) is Truth.UNCERTAIN
        return RowState(
            "signed",
            row.signed,
            certain=reached is Truth.YES and not open_question,
            provisional=_reached(row.provisional_from, on),
        )
    return _negotiation(row, on, known_by)


def _negotiation(row: Instrument, on: dt.date, known_by: PartialDate | None) -> RowState | None:
    opened = row.negotiated_from or (known_by if row.status == "negotiating" else None)
    if opened is None or (reached := opened.on_or_before(on)) is Truth.NO:
        return None
    return RowState("negotiating", opened, certain=reached is Truth.YES)


def dialogue_state(row: Dialogue, on: dt.date, sessions: list[Event]) -> RowState | None:
    """The state of a dialogue on a day, or ``None`` if no session is known by then.

    Args:
        row: the dialogue.
        on: the day.
        sessions: events of the record that are its sessions.
    """
    dates = [d for d in (row.first_held, row.latest_held) if d is not None]
    dates += [event.start for event in sessions if event.start is not None]
    held = sorted((d for d in dates if d.on_or_before(on) is not Truth.NO), key=_by_earliest)
    if not held:
        return None
    certain = any(d.on_or_before(on) is Truth.YES for d in held)
    known = sum(event.start in held for event in sessions)
    if row.times_held and row.latest_held is not None and _reached(row.latest_held, on):
        known = max(known, row.times_held)
    return RowState(
        "held", row.first_held and held[0], certain, latest=held[-1], count=max(known, 1)
    )


def _reached(date: PartialDate | None, on: dt.date) -> bool:
    return date is not None and date.on_or_before(on) is Truth.YES


def _by_earliest(date: PartialDate) -> tuple[dt.date, dt.date]:
    return date.earliest, date.latest
