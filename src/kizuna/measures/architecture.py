"""How the pairs add up: every tie between any two actors of the record, as of a date.

A row counts for each two of the parties that it names. Organisations are parties of their own:
that two states belong to one makes no tie between them here.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from kizuna import __version__
from kizuna.codebook import PartialDate, as_day
from kizuna.measures.evidence import Evidence, LadderRow
from kizuna.measures.state import RowState
from kizuna.record import Dialogue, Event, Instrument, Record, View
from kizuna.record.open import borrow


class PairTie(msgspec.Struct, frozen=True, kw_only=True):
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


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
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
        wide = [_grouping(row, state) for row, state in held if _is_wide(view, row)]
        return Architecture(
            as_of=on,
            as_known=view.known_at,
            record=opened.label,
            actors=tuple(sorted(degrees, key=lambda code: (-degrees[code], code))),
            ties=tuple(sorted(ties, key=lambda tie: (-tie.rung, tie.one, tie.other))),
            groupings=tuple(sorted(wide, key=lambda group: (-len(group.parties), group.title))),
        )


def _held(view: View, on: dt.date) -> Iterable[tuple[LadderRow, RowState]]:
    """Every row of the ladder that is in force or held on the day, once."""
    left = _parties(view)
    while left:
        # Whoever is named most is read first, so that few actors have to be read.
        named = Counter(party for parties in left.values() for party in parties)
        focal = min(named, key=lambda code: (-named[code], code))
        evidence = Evidence(view, focal, on)
        for partner in evidence.partners:
            for readings in evidence.readings(partner).values():
                for reading in readings:
                    if reading.row.id in left and reading.state.state in ("in_force", "held"):
                        del left[reading.row.id]
                        yield reading.row, reading.state
        left = {row: parties for row, parties in left.items() if focal not in parties}


def _parties(view: View) -> dict[str, tuple[str, ...]]:
    rows: list[LadderRow] = [*view.rows(Instrument), *view.rows(Dialogue), *view.rows(Event)]
    columns = frozenset(view.codebook.ladder.columns)
    return {row.id: row.parties for row in rows if row.kind in columns and len(row.parties) > 1}


def _ties(view: View, rows: Iterable[LadderRow]) -> list[PairTie]:
    by_pair: dict[tuple[str, str], list[LadderRow]] = {}
    for row in rows:
        for one, other in itertools.combinations(sorted(set(row.parties)), 2):
            by_pair.setdefault((one, other), []).append(row)
    return [
        PairTie(
            one=one,
            other=other,
            rung=max(view.codebook.column(row.kind).rung or 0 for row in found),
            kinds=tuple(sorted({row.kind for row in found})),
            parties=min(len(row.parties) for row in found),
            rows=tuple(sorted(row.id for row in found)),
        )
        for (one, other), found in by_pair.items()
    ]


def _is_wide(view: View, row: LadderRow) -> bool:
    actors = view.codebook.actors
    return len(row.parties) > 2 or any(actors[p].kind == "organisation" for p in row.parties)


def _grouping(row: LadderRow, state: RowState) -> Grouping:
    return Grouping(
        id=row.id,
        table=row.table,
        kind=row.kind,
        title=row.title,
        parties=row.parties,
        since=state.since,
    )
