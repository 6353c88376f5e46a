"""The record's own ladder as indicators: every pair at the end of every year, in one pass.

The state of a tie at the end of a year is that of the overview table as of 31 December, from the
rows that name both sides; a forum counts for its members, as it does there. Uncertain states
count from the first day on which they may have begun.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import msgspec
import numpy as np
import polars as pl

from kizuna.codebook import Actor, Codebook, PartialDate, Truth
from kizuna.codebook.depth_sets import DepthItem, DepthSet
from kizuna.errors import InputError
from kizuna.measures.pairing import VENUES, Seats
from kizuna.measures.state import RANK, State, dialogue_state, force_of, instrument_state
from kizuna.record import Dialogue, Event, Instrument, View

Pair = tuple[str, str]
LadderRow = Instrument | Dialogue | Event
Values = dict[tuple[Pair, int], int]
"""Of a pair and the place of a year-end: the value of a variable."""

_STAGES: Mapping[State, int] = {
    "none": 0,
    "ended": 0,
    "negotiating": 1,
    "signed": 1,
    "in_force": 2,
    "held": 1,
}


def items_of(chosen: DepthSet, book: Codebook) -> tuple[DepthItem, ...]:
    """The items of a set: one per column of the ladder where it says so, and its own.

    Args:
        chosen: a set whose source is the record.
        book: the codebook of the record.
    """
    if not chosen.ladder:
        return chosen.item
    own = {item.code for item in chosen.item}
    made = []
    for group in book.ladder.groups:
        for code in group.columns:
            kind = book.column(code)
            rule = chosen.rules[kind.of]
            steps = range(len(rule.categories))
            item = DepthItem(
                code=code,
                label=kind.label,
                group=group.code,
                categories=rule.categories,
                levels=() if rule.cuts else tuple((step,) for step in steps),
                cuts=rule.cuts,
            )
            if code not in own:
                made.append(item)
    return (*made, *chosen.item)


def year_ends(chosen: DepthSet, view: View) -> list[dt.date]:
    """The days of which a set tells: 31 December, in the last year the last revision at latest."""
    known = view.known_at
    if known is None:
        raise InputError("the record is empty: nothing is known of any partnership")
    last = min(known.date(), dt.date(chosen.last, 12, 31))
    if last.year < chosen.first:
        raise InputError(
            f"the set {chosen.code} begins in {chosen.first}, but the record is as known in "
            f"{last.year}: give a later --as-known"
        )
    return [min(dt.date(year, 12, 31), last) for year in range(chosen.first, last.year + 1)]


class Ladder:
    """The ladder rows of a record, and what they say of each pair at each of some days.

    Args:
        view: the record as known.
        days: the days, ascending.
    """

    def __init__(self, view: View, days: Sequence[dt.date]) -> None:
        self._book = view.codebook
        self._days = list(days)
        self._instruments = view.rows(Instrument)
        self._dialogues = view.rows(Dialogue)
        self._events = view.rows(Event)
        self._seats = Seats(self._book)
        wanted = {row.source for row in self._instruments if row.in_force is None}
        self._known_by = {name: source.date for name, source in view.sources(wanted).items()}
        self._replaced = self._replacements()
        self._sessions: dict[str, list[Event]] = defaultdict(list)
        for event in self._events:
            if event.related_dialogue:
                self._sessions[event.related_dialogue].append(event)

    @property
    def focal(self) -> frozenset[str]:
        """The actors for whose sake the record looks: party to at least half of its facts."""
        rows: list[LadderRow] = [*self._instruments, *self._dialogues, *self._events]
        counts = Counter(party for row in rows for party in row.parties)
        return frozenset(actor for actor, count in counts.items() if 2 * count >= len(rows))

    def pairs(self, *, named: bool) -> list[Pair]:
        """The pairs that a row names together; without `named` only those with a focal actor.

        Where a record has no focal actor, all its pairs are looked at alike. Venues (forums and
        global bodies) are where partners meet, and not partners.
        """
        focal = self.focal
        rows: list[LadderRow] = [*self._instruments, *self._dialogues, *self._events]
        found = {pair for row in rows for pair in combinations(sorted(set(row.parties)), 2)}
        return sorted(
            pair
            for pair in found
            if not any(self._book.actors[code].type in VENUES for code in pair)
            and (named or not focal or not focal.isdisjoint(pair))
        )

    def values(self, kind: str) -> Values:
        """Stage, presence or number of a kind, for every pair and day where it is not nothing.

        Args:
            kind: of instruments: 1 negotiating or signed, 2 in force; of dialogues: 1 held, also
                where only recent events of the same kind are known; of events: how many began
                in the years of recent practice.
        """
        if kind in self._book.kinds["instrument"]:
            return self._staged(row for row in self._instruments if row.kind == kind)
        recent = self._counted(row for row in self._events if row.kind == kind)
        if kind in self._book.kinds["dialogue"]:
            held = self._held(row for row in self._dialogues if row.kind == kind)
            return held | dict.fromkeys(recent, 1)
        return recent

    def _staged(self, rows: Iterable[Instrument]) -> Values:
        best: dict[tuple[Pair, int], State] = {}
        for row in rows:
            known_by, replaced = self._known_by.get(row.source), self._replaced.get(row.id)
            for place, day in enumerate(self._days):
                reached = instrument_state(row, day, known_by=known_by, replaced_from=replaced)
                for pair in _named(row.parties) if reached else ():
                    key = pair, place
                    if reached and RANK[reached.state] > RANK[best.get(key, "none")]:
                        best[key] = reached.state
        return {key: _STAGES[state] for key, state in best.items()}

    def _held(self, rows: Iterable[Dialogue]) -> Values:
        found: Values = {}
        for row in rows:
            for place, day in enumerate(self._days):
                if dialogue_state(row, day, self._sessions.get(row.id, [])) is not None:
                    for pair in self._met(row.parties, day):
                        found[pair, place] = 1
        return found

    def _met(self, parties: tuple[str, ...], day: dt.date) -> Iterator[Pair]:
        """The pairs that meet in a dialogue: named together, or members of a venue."""
        yield from _named(parties)
        venues = {code for code in parties if self._book.actors[code].type in VENUES}
        if not venues:
            return
        seated = {m for venue in venues for m in self._book.seated(venue, day)} | set(parties)
        for one in seated - venues:
            for other in self._seats.partners(one, parties, day):
                if one < other and other not in venues:
                    yield one, other

    def _counted(self, rows: Iterable[Event]) -> Values:
        found: Values = defaultdict(int)
        years = self._book.ladder.practice_years
        for row in rows:
            for place, day in enumerate(self._days):
                if row.start is not None and _recent(row.start, day, years):
                    for pair in _named(row.parties):
                        found[pair, place] += 1
        return found

    def _replacements(self) -> dict[str, PartialDate]:
        """For each replaced instrument, when the first that replaces it took effect."""
        starts: dict[str, PartialDate] = {}
        for row in self._instruments:
            force = force_of(row, self._known_by.get(row.source)) if row.replaces else None
            for old in row.replaces if force else ():
                if force and (old not in starts or force.start.earliest < starts[old].earliest):
                    starts[old] = force.start
        return starts


class Observed(msgspec.Struct, frozen=True):
    """Variables of pairs, and where the record looks.

    Attributes:
        frame: ``one, two, time`` and a column per variable; ``null`` is missing.
        focal: the actors for whose sake the record looks.
        days: of the last year-end, by year.
    """

    frame: pl.DataFrame
    focal: frozenset[str]
    days: tuple[dt.date, ...]


def observe(chosen: DepthSet, view: View) -> Observed:
    """The variables of a set for every pair and year in which both sides exist.

    Args:
        chosen: a set whose source is the record.
        view: the record as known.

    Raises:
        InputError: a variable is no kind of the codebook, or the record names no pair.
    """
    book = view.codebook
    items = items_of(chosen, book)
    wanted = list(dict.fromkeys(code for item in items for code in item.variables))
    for code in wanted:
        if not any(code in kinds for kinds in book.kinds.values()):
            raise InputError(f"set {chosen.code}: {code!r} is no kind of the codebook")
    days = year_ends(chosen, view)
    ladder = Ladder(view, days)
    pairs = ladder.pairs(named=chosen.pairs == "named")
    if not pairs:
        raise InputError("the record names no two actors together: there is no pair to measure")
    exists = np.array(
        [[_exists(book.actors[c], day) for day in days] for pair in pairs for c in pair]
    )
    rows, places = np.nonzero(exists[::2] & exists[1::2])
    columns: dict[str, pl.Series] = {
        "one": pl.Series([pair[0] for pair in pairs]).gather(rows),
        "two": pl.Series([pair[1] for pair in pairs]).gather(rows),
        "time": pl.Series([day.year for day in days], dtype=pl.Int16).gather(places),
    }
    looked = [not ladder.focal or not ladder.focal.isdisjoint(pair) for pair in pairs]
    at = {pair: number for number, pair in enumerate(pairs)}
    for code in wanted:
        grid = np.where(np.array(looked)[:, None], 0, -1) * np.ones((1, len(days)), dtype=np.int64)
        for (pair, place), value in ladder.values(code).items():
            if pair in at and value:
                grid[at[pair], place] = value
        values = grid[rows, places]
        series = pl.Series(values, dtype=pl.Int64)
        columns[code] = series.set(pl.Series(values < 0), None)
    return Observed(pl.DataFrame(columns), ladder.focal, tuple(days))


def _named(parties: tuple[str, ...]) -> Iterator[Pair]:
    return combinations(sorted(set(parties)), 2)


def _recent(start: PartialDate, day: dt.date, years: int) -> bool:
    """Whether something began in so many years up to a day, as far as may be."""
    try:
        since = day.replace(year=day.year - years)
    except ValueError:  # 29 February
        since = day.replace(year=day.year - years, day=28)
    return start.latest > since and start.on_or_before(day) is not Truth.NO


def _exists(actor: Actor, day: dt.date) -> bool:
    """Whether an actor may have existed on a day."""
    begun = actor.founded is None or actor.founded.earliest <= day
    return begun and (actor.ended is None or actor.ended.latest >= day)
