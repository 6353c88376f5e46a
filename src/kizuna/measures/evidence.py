"""Gathering the rows that concern an actor, with their states as of a day.

One pass reads everything the overview of an actor needs; the table, the comparison, the profile
and the reasons behind a cell all start from it, so that they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import cast

import msgspec

from kizuna.codebook import PartialDate, Truth
from kizuna.measures.pairing import Seats, Tie
from kizuna.measures.state import RowState, State, dialogue_state, force_of, instrument_state
from kizuna.record import Coding, Dialogue, Event, Instrument, View

LadderRow = Instrument | Dialogue | Event
_DATES = (
    "negotiated_from",
    "signed",
    "provisional_from",
    "in_force",
    "ended",
    "first_held",
    "start",
)


# The dates on which each state rests.
_DECIDES: dict[State, tuple[str, ...]] = {
    "in_force": ("in_force",),
    "signed": ("signed",),
    "negotiating": ("negotiated_from",),
    "ended": ("ended",),
    "held": ("first_held", "start"),
    "none": (),
}


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A row as it bears on one partner: its state on the day, and how it ties the pair.

    Attributes:
        disputed: conflicting claims about its dates would give another state.
        verified: the row and the claims its dates rest on were checked against their sources.
    """

    row: LadderRow
    state: RowState
    tie: Tie
    disputed: bool
    verified: bool

    @property
    def certain(self) -> bool:
        """Whether neither dates, membership nor conflicting claims leave a doubt."""
        return self.state.certain and self.tie.certain and not self.disputed


class Evidence:
    """The ladder rows that concern one actor, as of a day.

    Args:
        view: the record as known.
        focal: code of the actor.
        on: the day.
        partner: read everything that ties this partner, whatever its day and kind, and nothing
            else; by default what the ladder shows of all partners.
        kind: with a partner, of the events read only those of this kind.
        also: kinds of events beyond the ladder that are read like its practice.

    Attributes:
        focal: code of the actor.
        on: the day.
    """

    def __init__(
        self,
        view: View,
        focal: str,
        on: dt.date,
        *,
        partner: str | None = None,
        kind: str | None = None,
        also: Collection[str] = (),
    ) -> None:
        self.view = view
        self.focal = focal
        self.on = on
        book = view.codebook
        self._columns = frozenset((*book.ladder.columns, *also))
        self._window = years_before(on, book.ladder.practice_years)
        self._seats = Seats(book)
        self._tied: dict[tuple[str, str], dict[str, Tie]] = {}
        # Only what is asked for is read: an actor may be party to a third of a large record.
        named = {focal, *book.organisations_of(focal)}
        beside = {partner, *book.organisations_of(partner)} if partner else None
        shown = None if partner else self._columns
        self._instruments = cast("list[Instrument]", view.facts("instrument", named, beside=beside))
        self._dialogues = cast(
            "list[Dialogue]", view.facts("dialogue", named, beside=beside, kinds=shown)
        )
        self._events = cast(
            "list[Event]",
            view.facts(
                "event",
                named,
                beside=beside,
                kinds={kind} if kind else shown,
                begun=None if partner else (self._window, on),
            ),
        )
        self._known_by = dates_of_sources(view, self._instruments)
        self._replaced = replacements(self._instruments, self._known_by)
        self._sessions = by_dialogue(view.sessions([row.id for row in self._dialogues]))
        self._claims = self._claims_on_dates()

    @cached_property
    def partners(self) -> list[str]:
        """Codes of the actors that a ladder row names together with the focal actor."""
        sets = {row.parties for row in self._ladder() if row.kind in self._columns}
        sets |= self.view.parties_beside("event", [self.focal], kinds=self._columns)
        named = {party for parties in sets if self.focal in parties for party in parties}
        return sorted(named - {self.focal})

    @cached_property
    def alone(self) -> frozenset[str]:
        """Actors with which the record holds an instrument or a dialogue of the two alone, ever.

        Only of such a pair was evidence collected, so that what is missing says anything.
        """
        rows: tuple[LadderRow, ...] = (*self._instruments, *self._dialogues)
        pairs = {row.parties for row in rows if row.kind in self._columns}
        return frozenset(
            party
            for parties in pairs
            if len(parties) == 2 and self.focal in parties
            for party in parties
            if party != self.focal
        )

    def readings(self, partner: str) -> Mapping[str, Sequence[Reading]]:
        """For each column, the rows that say something of a partner on the day."""
        return self._readings.get(partner, {})

    def rows(self, partner: str) -> list[LadderRow]:
        """All instruments, dialogues and events that tie a partner, whatever the day."""
        return [row for row in self._ladder() if partner in self._ties(row)]

    @cached_property
    def _readings(self) -> dict[str, dict[str, list[Reading]]]:
        found: dict[str, dict[str, list[Reading]]] = {}
        for row in self._ladder():
            state = self._state(row) if row.kind in self._columns else None
            if state is None:
                continue
            disputed = self._disputed(row, state)
            verified = row.check == "verified" and not self._rests_on_recall(row, state)
            for partner, tie in self._ties(row).items():
                since = state if tie.direct else self._since_joining(row, partner, state)
                reading = Reading(row, since, tie, disputed, verified)
                found.setdefault(partner, {}).setdefault(row.kind, []).append(reading)
        return found

    def _since_joining(self, row: LadderRow, partner: str, state: RowState) -> RowState:
        """A standing state, for members begun when both had joined and not with the organisation."""
        if state.since is None or state.state not in ("in_force", "held") or isinstance(row, Event):
            return state
        since, book = state.since, self.view.codebook
        for actor in {self.focal, partner}.difference(row.parties):
            dates = [book.joined(actor, party, self.on) for party in row.parties]
            first = min(filter(None, dates), key=lambda date: date.earliest, default=since)
            since = max(since, first, key=lambda date: date.earliest)
        return msgspec.structs.replace(state, since=since)

    def _ties(self, row: LadderRow) -> dict[str, Tie]:
        key = (row.table, row.id)
        known = self._tied.get(key)
        if known is None:
            known = self._tied[key] = self._ties_of(row)
        return known

    def _ties_of(self, row: LadderRow) -> dict[str, Tie]:
        if isinstance(row, Event) and row.start is not None:
            # What happened counts for those who belonged when it happened.
            return self._seats.partners(
                self.focal, row.parties, row.start.earliest, forums_only=True
            )
        among = not isinstance(row, Instrument)
        return self._seats.partners(self.focal, row.parties, self.on, among_members=among)

    def claims(self, row_id: str) -> list[Coding]:
        """Codings of the dates of a row."""
        return self._claims.get(row_id, [])

    def _ladder(self) -> Iterator[LadderRow]:
        yield from self._instruments
        yield from self._dialogues
        yield from self._events

    def _state(self, row: LadderRow) -> RowState | None:
        if isinstance(row, Instrument):
            return instrument_state(
                row,
                self.on,
                known_by=self._known_by.get(row.source),
                replaced_from=self._replaced.get(row.id),
            )
        if isinstance(row, Dialogue):
            return dialogue_state(row, self.on, self._sessions.get(row.id, []))
        return practice_state(row, self.on, self._window)

    def _disputed(self, row: LadderRow, state: RowState) -> bool:
        """Whether a claim that differs from the row would change its state on the day."""
        for claim in self._claims.get(row.id, ()):
            if claim.preferred == "no":
                date, stands = PartialDate.parse(claim.value), getattr(row, claim.field)
                if stands is not None and date.overlaps(stands):
                    continue  # the same date, told more or less exactly
                changed = self._state(msgspec.structs.replace(row, **{claim.field: date}))
                if changed is None or (changed.state, changed.certain) != (
                    state.state,
                    state.certain,
                ):
                    return True
        return False

    def _rests_on_recall(self, row: LadderRow, state: RowState) -> bool:
        """Whether the date that decides the state was recalled, not read."""
        decides = _DECIDES[state.state]
        if state.state == "in_force" and isinstance(row, Instrument) and row.in_force is None:
            decides = ("signed",)
        return any(
            claim.check == "recalled" and claim.preferred == "yes" and claim.field in decides
            for claim in self._claims.get(row.id, ())
        )

    def _claims_on_dates(self) -> dict[str, list[Coding]]:
        ids = [row.id for row in self._ladder() if row.kind in self._columns]
        found: dict[str, list[Coding]] = defaultdict(list)
        for coding in self.view.codings(ids):
            if coding.field in _DATES:
                found[coding.row].append(coding)
        return found


def practice_state(row: Event, on: dt.date, window: dt.date) -> RowState | None:
    """The state of an event that counts as practice, or ``None`` before and long after it.

    Args:
        row: the event.
        on: the day.
        window: the day up to which events no longer count.
    """
    if row.start is None or row.start.latest <= window:
        return None
    reached = row.start.on_or_before(on)
    if reached is Truth.NO:
        return None
    certain = reached is Truth.YES and row.start.earliest > window
    return RowState("held", row.start, certain, latest=row.start)


def dates_of_sources(view: View, instruments: Iterable[Instrument]) -> dict[str, PartialDate]:
    """The dates of the sources of instruments that state no entry into force."""
    wanted = {row.source for row in instruments if row.in_force is None}
    return {
        source.id: source.date
        for source in view.sources(wanted).values()
        if source.date is not None
    }


def replacements(
    instruments: Iterable[Instrument], known_by: Mapping[str, PartialDate]
) -> dict[str, PartialDate]:
    """For each replaced instrument, when the first that replaces it took effect."""
    starts: dict[str, PartialDate] = {}
    for row in instruments:
        force = force_of(row, known_by.get(row.source)) if row.replaces else None
        for old in row.replaces if force else ():
            start = cast("PartialDate", force and force.start)
            if old not in starts or start.earliest < starts[old].earliest:
                starts[old] = start
    return starts


def by_dialogue(events: Iterable[Event]) -> dict[str, list[Event]]:
    """The sessions of each dialogue."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.related_dialogue:
            found[event.related_dialogue].append(event)
    return found


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years before; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
