"""One partnership from both sides: its state, what happened, and what each side says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

import msgspec

from kizuna import __version__
from kizuna.codebook import PartialDate, Truth, as_day
from kizuna.errors import InputError
from kizuna.measures.depth.outlook import Point
from kizuna.measures.depth.shipped import course_of, shipped
from kizuna.measures.evidence import Evidence, LadderRow
from kizuna.measures.salience.coded import publications, standing
from kizuna.measures.state import RowState
from kizuna.measures.table import Cell, cell_dict, partner_row
from kizuna.measures.why import row_dict
from kizuna.record import Dialogue, Event, Instrument, Record, Source, Stance, View
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the timeline.

    Attributes:
        date: when it was signed, first held or happened; ``None`` if unknown.
        state: its state as of the date; ``None`` for events and for what is not begun yet.
        multilateral: more than two parties, or through an organisation.
    """

    date: PartialDate | None
    row: LadderRow
    state: RowState | None
    multilateral: bool


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What one side says, the newest stance of each holder on each matter by the date.

    Attributes:
        threats: the government's salience of threats, most salient first.
        about_partner: stances on closer ties with the other side, and on policies that name it.
        policies: other stances on policy.
    """

    actor: str
    name: str
    threats: tuple[Stance, ...]
    about_partner: tuple[Stance, ...]
    policies: tuple[Stance, ...]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One partnership as of a date, both sides next to each other.

    Attributes:
        depth: at every year-end by the date, from the fit that ships with the record; empty for
            other records, and for pairs that are not in it.
        depth_warnings: what speaks against trusting that fit.
    """

    one: Side
    other: Side
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    rung: int
    breadth: int
    cells: tuple[Cell, ...]
    instruments: tuple[Entry, ...]
    dialogues: tuple[Entry, ...]
    events: tuple[Entry, ...]
    sources: dict[str, Source]
    depth: tuple[Point, ...] = ()
    depth_warnings: tuple[str, ...] = ()

    @property
    def entries(self) -> list[Entry]:
        """Instruments, dialogues and events in the order of their dates."""
        return sorted((*self.instruments, *self.dialogues, *self.events), key=_order)

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actors": [self.one.actor, self.other.actor],
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "rung": self.rung,
            "breadth": self.breadth,
            "depth": [msgspec.structs.asdict(point) for point in self.depth],
            "depth_warnings": list(self.depth_warnings),
            "cells": [cell_dict(cell) for cell in self.cells],
            "timeline": [_entry_dict(entry) for entry in self.entries],
            "sides": [_side_dict(side) for side in (self.one, self.other)],
            "sources": {key: row_dict(source) for key, source in sorted(self.sources.items())},
        }

    def to_polars(self) -> pl.DataFrame:
        """The timeline, one row per instrument, dialogue and event."""
        import polars as pl

        names = (
            "date",
            "table",
            "kind",
            "id",
            "title",
            "state",
            "parties",
            "check",
            "source",
            "url",
        )
        flat = [
            {
                **entry,
                "url": self.sources[entry["source"]].url if entry["source"] in self.sources else "",
            }
            for entry in map(_entry_dict, self.entries)
        ]
        return pl.DataFrame(
            [{name: entry[name] for name in names} for entry in flat],
            schema=dict.fromkeys(names, pl.String),
        )


def profile(
    one: str,
    other: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Profile:
    """One partnership from both sides.

    Args:
        one: code, name or alias of one side.
        other: of the other side.
        as_of: the state of the world then; nothing later is shown. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor or a date is unknown.

    Examples:
        >>> import kizuna
        >>> kizuna.profile("JPN", "AUS", as_of="2016").rung
        6
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        book = view.codebook
        first, second = book.actor(one).code, book.actor(other).code
        if first == second:
            raise InputError(f"{first} cannot be its own partner")
        evidence = Evidence(view, first, as_day(as_of), partner=second)
        line = partner_row(evidence, second)
        entries = _entries(evidence, second)
        depth = course_of(first, second, view, evidence.on)
        sides = [_side(view, a, b, evidence.on) for a, b in ((first, second), (second, first))]
        return Profile(
            one=sides[0],
            other=sides[1],
            as_of=evidence.on,
            as_known=view.known_at,
            record=opened.label,
            rung=line.rung,
            breadth=line.breadth,
            cells=line.cells,
            instruments=tuple(e for e in entries if isinstance(e.row, Instrument)),
            dialogues=tuple(e for e in entries if isinstance(e.row, Dialogue)),
            events=tuple(e for e in entries if isinstance(e.row, Event)),
            sources=view.sources(_cited(entries, sides)),
            depth=depth,
            depth_warnings=shipped().origin.warnings if depth else (),
        )


def _entries(evidence: Evidence, partner: str) -> list[Entry]:
    states = {
        reading.row.id: reading
        for readings in evidence.readings(partner).values()
        for reading in readings
    }
    entries = []
    for row in evidence.rows(partner):
        reading = states.get(row.id)
        date = began(row)
        if date is not None and date.on_or_before(evidence.on) is Truth.NO:
            continue
        named = evidence.focal in row.parties and partner in row.parties
        entries.append(
            Entry(
                date=date,
                row=row,
                state=reading.state if reading and not isinstance(row, Event) else None,
                multilateral=len(row.parties) > 2 or not named,
            )
        )
    return sorted(entries, key=_order)


def began(row: LadderRow) -> PartialDate | None:
    """The date under which a row stands in a timeline."""
    if isinstance(row, Event):
        return row.start
    if isinstance(row, Dialogue):
        return row.first_held or row.latest_held
    return row.signed or row.in_force or row.negotiated_from


def _side(view: View, holder: str, partner: str, on: dt.date) -> Side:
    newest: dict[tuple[str, str, str, str], Stance] = {}
    stances = cast("list[Stance]", view.stances([holder]))
    for stance in sorted(stances, key=lambda s: s.date.earliest if s.date else dt.date.min):
        if stance.date is not None and stance.date.on_or_before(on) is not Truth.NO:
            newest[stance.holder_kind, stance.holder_name, stance.about_kind, stance.about] = stance
    said = publications(view, [holder]).get(holder, [])
    # Of several rows of one day the one that convergence takes: the highest value.
    threats = [max(s.rows, key=lambda row: (row.value, row.id)) for s in standing(said, on)]
    return Side(
        actor=holder,
        name=view.codebook.actors[holder].name,
        threats=tuple(sorted(threats, key=lambda s: (-s.value, s.about))),
        about_partner=tuple(
            _ranked(s for s in newest.values() if s.about_kind == "partner" and s.about == partner)
        ),
        policies=tuple(_ranked(s for s in newest.values() if s.about_kind == "policy")),
    )


def _ranked(stances: Iterable[Stance]) -> list[Stance]:
    return sorted(stances, key=lambda s: (s.about, s.holder_kind, -s.value, s.holder_name))


def _cited(entries: Iterable[Entry], sides: Iterable[Side]) -> set[str]:
    cited = {entry.row.source for entry in entries}
    for side in sides:
        cited |= {s.source for s in (*side.threats, *side.about_partner, *side.policies)}
    return cited


def _order(entry: Entry) -> tuple[dt.date, str]:
    return (entry.date.earliest if entry.date else dt.date.min), entry.row.id


def _entry_dict(entry: Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "date": entry.date.text if entry.date else None,
        "table": row.table,
        "kind": row.kind,
        "id": row.id,
        "title": row.title,
        "state": entry.state.state if entry.state else None,
        "multilateral": entry.multilateral,
        "parties": ";".join(row.parties),
        "check": row.check,
        "source": row.source,
        "note": row.note,
    }


def _side_dict(side: Side) -> dict[str, Any]:
    return {
        "actor": side.actor,
        "name": side.name,
        "threats": [row_dict(stance) for stance in side.threats],
        "about_partner": [row_dict(stance) for stance in side.about_partner],
        "policies": [row_dict(stance) for stance in side.policies],
    }
