"""What the record says of a candidate: nothing yet, the same, or something else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Literal

import msgspec

from kizuna.codebook import PartialDate
from kizuna.reading.candidates import Proposal
from kizuna.reading.said import Said
from kizuna.record import Dialogue, Event, Instrument, Stance, View

Relation = Literal["confirms", "contradicts", "related"]
Status = Literal["new", "confirms", "contradicts", "related"]
_FIELDS = {
    "signed": ("signed",),
    "in_force": ("in_force", "provisional_from"),
    "negotiating": ("negotiated_from",),
    "ended": ("ended",),
}
_SAME_INSTRUMENT = 400  # days within which two dates of one stage are likely of one instrument
_SAME_EVENT = 10  # days within which two dates of one kind are likely of one event


class Match(msgspec.Struct, frozen=True):
    """A row of the record that a candidate speaks of.

    Attributes:
        row: its id.
        relation: ``confirms``: the same date, as far as both are precise; ``contradicts``: another
            date for what is likely the same; ``related``: same kind and parties.
        field: the field of the row that was compared; blank where none could be.
        value: what the row has there.
    """

    row: str
    relation: Relation
    field: str = ""
    value: str = ""


class Linker:
    """The rows of a record by kind and parties, ready to be compared with.

    Args:
        view: what the record knows.
    """

    def __init__(self, view: View) -> None:
        self._rows: dict[tuple[str, tuple[str, ...]], list[Instrument | Dialogue | Event]] = (
            defaultdict(list)
        )
        rows: list[Instrument | Dialogue | Event] = [
            *view.rows(Instrument),
            *view.rows(Dialogue),
            *view.rows(Event),
        ]
        for row in rows:
            self._rows[row.kind, row.parties].append(row)
        self._sessions: dict[str, list[Event]] = defaultdict(list)
        for event in view.rows(Event):
            if event.related_dialogue:
                self._sessions[event.related_dialogue].append(event)
        self._stances: dict[tuple[str, str, str, str], list[Stance]] = defaultdict(list)
        for stance in view.rows(Stance):
            key = (stance.holder, stance.holder_kind, stance.about_kind, stance.about)
            self._stances[key].append(stance)

    def matches(self, proposal: Proposal) -> tuple[Match, ...]:
        """Rows of the same kind and parties, the closest first; empty for something new."""
        found: list[Match] = []
        if proposal.said is not None:
            found += self._of_stance(proposal, proposal.said)
        for row in self._rows.get((proposal.kind, proposal.parties), ()):
            found += _compared(row, proposal)
            if isinstance(row, Dialogue):
                for session in self._sessions.get(row.id, ()):
                    found += [m for m in _compared(session, proposal) if m.relation != "related"]
        order = ("confirms", "contradicts", "related")
        return tuple(sorted(found, key=lambda m: (order.index(m.relation), m.row)))

    def _of_stance(self, proposal: Proposal, said: Said) -> list[Match]:
        """Stances of the same holder on the same thing; of another time they are only related."""
        found = []
        key = (proposal.parties[0], said.holder_kind, said.about_kind, said.about)
        for row in self._stances.get(key, ()):
            if said.holder_name and row.holder_name != said.holder_name:
                continue
            relation: Relation = "related"
            if proposal.date and row.date and row.date.overlaps(proposal.date):
                relation = "confirms" if row.value == said.value else "contradicts"
            found.append(Match(row.id, relation, "value", f"{row.value:g}"))
        return found


def status_of(matches: tuple[Match, ...]) -> Status:
    """What the matches say together."""
    return matches[0].relation if matches else "new"


def _compared(row: Instrument | Dialogue | Event, proposal: Proposal) -> list[Match]:
    if isinstance(row, Instrument):
        return _instrument(row, proposal)
    if isinstance(row, Dialogue):
        return _dialogue(row, proposal)
    if row.start is None:
        return [Match(row.id, "related")]
    return _spell(row.id, "start", row.start, row.end, proposal, _SAME_EVENT)


def _instrument(row: Instrument, proposal: Proposal) -> list[Match]:
    for field in _FIELDS.get(proposal.stage, ()):
        value: PartialDate | None = getattr(row, field)
        if value is not None:
            return _spell(row.id, field, value, None, proposal, _SAME_INSTRUMENT)
    return [Match(row.id, "related")]


def _dialogue(row: Dialogue, proposal: Proposal) -> list[Match]:
    for field in ("first_held", "latest_held"):
        value: PartialDate | None = getattr(row, field)
        if value is not None and proposal.date is not None and value.overlaps(proposal.date):
            return [Match(row.id, "confirms", field, str(value))]
    return [Match(row.id, "related")]


def _spell(
    row: str,
    field: str,
    start: PartialDate,
    end: PartialDate | None,
    proposal: Proposal,
    tolerance: int,
) -> list[Match]:
    if proposal.date is None:
        return [Match(row, "related", field, str(start))]
    last = end.latest if end is not None else start.latest
    if proposal.date.earliest <= last and start.earliest <= proposal.date.latest:
        return [Match(row, "confirms", field, str(start))]
    apart = min(abs(proposal.date.earliest - last), abs(start.earliest - proposal.date.latest))
    near = apart <= dt.timedelta(days=tolerance)
    return [Match(row, "contradicts" if near else "related", field, str(start))]
