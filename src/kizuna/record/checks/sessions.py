"""Sessions: events agree with the dialogue and the instrument to which they belong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kizuna.codebook import Truth
from kizuna.record.checks.context import Batch
from kizuna.record.checks.rule import Fault, on_rows
from kizuna.record.rows import Dialogue, Event

LONGEST_SESSION = 14
"""Days; a session that certainly lasted longer is a series of sessions or a typo."""
BEFORE = dt.timedelta(days=5 * 366)
"""How long before its negotiation or signature an event may belong to an instrument."""


@on_rows("session-within", "error", Event)
def session_within(row: Event, batch: Batch) -> Iterator[Fault]:
    """A session was held between the first and the latest session of its dialogue.

    An earlier or later one that is recorded is the first or the latest.
    """
    dialogue = batch.dialogues.get(row.related_dialogue)
    if dialogue is None or row.start is None:
        return
    first, latest = dialogue.first_held, dialogue.latest_held
    if first and row.start.precedes(first) is Truth.YES:
        yield Fault("start", f"{row.start} is before first_held {first} of {dialogue.id}")
    if latest and latest.precedes(row.start) is Truth.YES:
        yield Fault("start", f"{row.start} is after latest_held {latest} of {dialogue.id}")


@on_rows("session-parties", "error", Event)
def session_parties(row: Event, batch: Batch) -> Iterator[Fault]:
    """A session has at least two parties of its dialogue, organisations with their members."""
    dialogue = batch.dialogues.get(row.related_dialogue)
    if dialogue is not None and batch.context.shared(row.parties, dialogue.parties) < 2:
        yield Fault(
            "related_dialogue", f"{dialogue.id} is held by {';'.join(dialogue.parties)}, this by "
            f"{';'.join(row.parties)}"
        )  # fmt: skip


@on_rows("session-length", "warning", Event)
def session_length(row: Event, _batch: Batch) -> Iterator[Fault]:
    """A session of a dialogue lasts two weeks at most."""
    if row.related_dialogue and row.start and row.end:
        days = (row.end.earliest - row.start.latest).days
        if days > LONGEST_SESSION:
            yield Fault("end", f"{row.end} is {days} days after {row.start}; is this one session?")


@on_rows("dialogue-sessions", "error", Dialogue)
def dialogue_sessions(row: Dialogue, batch: Batch) -> Iterator[Fault]:
    """A dialogue was held at least as often as it has recorded sessions, counted by first day."""
    recorded = batch.context.sessions.get(row.id, 0)
    if row.times_held is not None and row.times_held < recorded:
        yield Fault("times_held", f"is {row.times_held}, but {recorded} sessions are recorded")


@on_rows("dialogue-count", "error", Dialogue)
def dialogue_count(row: Dialogue, _batch: Batch) -> Iterator[Fault]:
    """How often a dialogue was held fits its first and latest session.

    Never held has no session, once has one date, and more than once cannot be one day.
    """
    first, latest, times = row.first_held, row.latest_held, row.times_held
    if times == 0 and (first or latest):
        yield Fault("times_held", f"is 0, but a session of {first or latest} is recorded")
    if first is None or latest is None:
        return
    if times == 1 and not first.overlaps(latest):
        yield Fault("times_held", f"is 1, but first_held {first} is not latest_held {latest}")
    if times is not None and times > 1 and first == latest and first.precision == "day":
        yield Fault("latest_held", f"is the day of the first session, but there were {times}")


@on_rows("dialogue-undated", "warning", Dialogue)
def dialogue_undated(row: Dialogue, batch: Batch) -> Iterator[Fault]:
    """A dialogue has the date of a session, in its row or as an event.

    Without one no table can show it.
    """
    if row.first_held is None and row.latest_held is None and row.id not in batch.context.sessions:
        yield Fault("first_held", "is blank, and so is latest_held; look for the date of a session")


@on_rows("related-parties", "error", Event)
def related_parties(row: Event, batch: Batch) -> Iterator[Fault]:
    """An event has a party of the instrument to which it belongs."""
    instrument = batch.instruments.get(row.related_instrument)
    if instrument is not None and not batch.context.shared(row.parties, instrument.parties):
        yield Fault(
            "related_instrument", f"{instrument.id} binds {';'.join(instrument.parties)}, this "
            f"event is of {';'.join(row.parties)}"
        )  # fmt: skip


@on_rows("related-time", "warning", Event)
def related_time(row: Event, batch: Batch) -> Iterator[Fault]:
    """An event falls into the life of the instrument to which it belongs.

    That life begins five years before its negotiation or signature, since agreements are
    announced and prepared, and ends with the instrument.
    """
    instrument = batch.instruments.get(row.related_instrument)
    if instrument is None or row.start is None:
        return
    begun = instrument.negotiated_from or instrument.signed or instrument.in_force
    if begun and row.start.latest < begun.earliest - BEFORE:
        yield Fault("related_instrument", f"{instrument.id} is of {begun}, long after {row.start}")
    if instrument.ended and instrument.ended.precedes(row.start) is Truth.YES:
        yield Fault(
            "related_instrument", f"{instrument.id} ended on {instrument.ended}, before "
            f"{row.start}; was its successor meant?"
        )  # fmt: skip
