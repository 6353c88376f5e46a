"""How the pairs add up: every tie between any two actors of the record, as of a date.

A row counts for each two of the parties that it names. Organisations are parties of their own:
that two states belong to one makes no tie between them here.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from kizuna import __version__
from kizuna.codebook import PartialDate, as_day
from kizuna.measures.evidence import (
    LadderRow,
    by_dialogue,
    dates_of_sources,
    practice_state,
    replacements,
    years_before,
)
from kizuna.measures.state import RowState, dialogue_state, instrument_state
from kizuna.record import Dialogue, Event, Instrument, Record, View
from kizuna.record.open import borrow


class PairTie(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What holds between two actors.

    Attributes:
        one, other: codes in the order of the alphabet.
        rung: the highest rung of the ladder in force or held; 0 for none.
        kinds: codes of the kinds in force or held.
        parties: of the row that names the fewest: 2 for something of the two alone.
        rows: ids of the rows.
    """

    one: str
    other: str
    rung: int
    kinds: tuple[str, ...]
    parties: int
    rows: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether a row names these two alone."""
        return self.parties == 2


class Grouping(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row that binds three or more, or an organisation, in force or held on the day."""

    id: str
    table: str
    kind: str
    title: str
    parties: tuple[str, ...]
    since: PartialDate | None


class Architecture(msgspec.Struct, frozen=True, kw_only=True):
    """All ties of the record as of a date.

    Attributes:
        actors: codes of all that are tied, those with the most ties first.
        ties: by pair, the highest rung first.
        groupings: trilaterals, larger circles and ties with organisations, the largest first.
    """

    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    actors: tuple[str, ...]
    ties: tuple[PairTie, ...]
    groupings: tuple[Grouping, ...]

    def beyond(self, hub: str) -> tuple[PairTie, ...]:
        """The ties that do not run through a hub."""
        return tuple(tie for tie in self.ties if hub not in (tie.one, tie.other))

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "actors": list(self.actors),
            "ties": self.to_records(),
            "groupings": [
                {
                    **msgspec.to_builtins(msgspec.structs.replace(group, since=None)),
                    "since": group.since.text if group.since else None,
                }
                for group in self.groupings
            ],
        }

    def to_records(self) -> list[dict[str, Any]]:
        """One row per pair."""
        return [msgspec.structs.asdict(tie) for tie in self.ties]


def architecture(
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Architecture:
    """All ties between any two actors of the record.

    Args:
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: a date cannot be read.
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        on = as_day(as_of)
        held = list(_held(view, on))
        ties = _ties(view, [row for row, _ in held])
        degrees = Counter(code for tie in ties for code in (tie.one, tie.other))
        actors = view.codebook.actors.values()
        organisations = frozenset(actor.code for actor in actors if actor.kind == "organisation")
        wide = [
            _grouping(row, state)
            for row, state in held
            if len(row.parties) > 2 or not organisations.isdisjoint(row.parties)
        ]
        return Architecture(
            as_of=on,
            as_known=view.known_at,
            record=opened.label,
            actors=tuple(sorted(degrees, key=lambda code: (-degrees[code], code))),
            ties=tuple(sorted(ties, key=lambda tie: (-tie.rung, tie.one, tie.other))),
            groupings=tuple(sorted(wide, key=lambda group: (-len(group.parties), group.title))),
        )


class _Rows(NamedTuple):
    """The rows of the ladder between two or more, with all that does not depend on the day.

    Attributes:
        instruments: each with the date of its source and the date from which it is replaced.
        dialogues: each with its sessions.
        events: by the year in which they began.
    """

    instruments: list[tuple[Instrument, PartialDate | None, PartialDate | None]]
    dialogues: list[tuple[Dialogue, list[Event]]]
    events: dict[int, list[Event]]


_KNOWN: WeakKeyDictionary[View, _Rows] = WeakKeyDictionary()
"""What was made ready of a state of the record, for as long as somebody holds that state."""


def _rows(view: View) -> _Rows:
    if view in _KNOWN:
        return _KNOWN[view]
    columns = frozenset(view.codebook.ladder.columns)
    instruments, events = view.rows(Instrument), view.rows(Event)
    known_by = dates_of_sources(view, instruments)
    replaced = replacements(instruments, known_by)
    sessions = by_dialogue(events)
    by_year: dict[int, list[Event]] = {}
    for event in events:
        if event.start is not None and event.kind in columns and len(event.parties) > 1:
            by_year.setdefault(event.start.year, []).append(event)
    rows = _Rows(
        [
            (row, known_by.get(row.source), replaced.get(row.id))
            for row in instruments
            if row.kind in columns and len(row.parties) > 1
        ],
        [
            (row, sessions.get(row.id, []))
            for row in view.rows(Dialogue)
            if row.kind in columns and len(row.parties) > 1
        ],
        by_year,
    )
    _KNOWN[view] = rows
    return rows


def _held(view: View, on: dt.date) -> Iterator[tuple[LadderRow, RowState]]:
    """Every row of the ladder between two or more that is in force or held on the day."""
    rows = _rows(view)
    for instrument, known_by, replaced_from in rows.instruments:
        found = instrument_state(instrument, on, known_by=known_by, replaced_from=replaced_from)
        if found is not None and found.state == "in_force":
            yield instrument, found
    for dialogue, sessions in rows.dialogues:
        held = dialogue_state(dialogue, on, sessions)
        if held is not None:
            yield dialogue, held
    window = years_before(on, view.codebook.ladder.practice_years)
    for year in range(window.year, on.year + 1):
        for event in rows.events.get(year, ()):
            practised = practice_state(event, on, window)
            if practised is not None:
                yield event, practised


def _ties(view: View, rows: Iterable[LadderRow]) -> list[PairTie]:
    """The rows by pair. Most pairs of a large record have one row, and nothing is gathered for it."""
    by_pair: dict[tuple[str, ...], LadderRow | list[LadderRow]] = {}
    for row in rows:
        parties = row.parties
        if len(parties) != 2 or parties[0] >= parties[1]:
            parties = tuple(sorted(set(parties)))
        for pair in (parties,) if len(parties) == 2 else itertools.combinations(parties, 2):
            found = by_pair.setdefault(pair, row)
            if found is not row:
                if isinstance(found, list):
                    found.append(row)
                else:
                    by_pair[pair] = [found, row]
    rungs = {code: view.codebook.column(code).rung or 0 for code in view.codebook.ladder.columns}
    alone = {code: (code,) for code in rungs}
    return [
        PairTie(
            one=one,
            other=other,
            rung=max([rungs[row.kind] for row in found]),
            kinds=tuple(sorted({row.kind for row in found})),
            parties=min([len(row.parties) for row in found]),
            rows=tuple(sorted([row.id for row in found])),
        )
        if isinstance(found, list)
        else PairTie(
            one=one,
            other=other,
            rung=rungs[found.kind],
            kinds=alone[found.kind],
            parties=len(found.parties),
            rows=(found.id,),
        )
        for (one, other), found in by_pair.items()
    ]


def _grouping(row: LadderRow, state: RowState) -> Grouping:
    return Grouping(
        id=row.id,
        table=row.table,
        kind=row.kind,
        title=row.title,
        parties=row.parties,
        since=state.since,
    )
