"""The overview table: the state of every kind of tie with every partner, as of a date.

Its spectrum and its ordering are those of Table I.1 in Vosse and Midford (2018), brought up to
date; columns and rungs are data in the codebook.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna import __version__
from kizuna.codebook import PartialDate, as_day
from kizuna.errors import InputError
from kizuna.measures.alongside import Value, alongside, check
from kizuna.measures.depth.outlook import Point
from kizuna.measures.depth.shipped import depth_of
from kizuna.measures.evidence import Evidence, Reading
from kizuna.measures.state import RANK, State
from kizuna.record import Event, Record
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Cell(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One partner and one kind of tie, as of a date.

    Attributes:
        partner: code of the partner.
        column: code of the kind.
        state: ``in_force``, ``signed``, ``negotiating``, ``ended``; ``held`` for dialogues and
            practice; ``none`` where nothing is known.
        since: when that state began, at the precision known; ``None`` if unknown. Where single
            events carry it, the first that counts.
        latest: when the newest of the rows began, or the latest session or exercise.
        count: rows in that state, or sessions known by then.
        multilateral: it holds only together with others, or through an organisation.
        provisional: signed and provisionally applied.
        direct: a row names both partners themselves.
        verified: a row that carries it was checked against its source.
        certain: neither partial dates, membership nor conflicting claims leave a doubt.
        rows: ids of the rows that carry the state.
        standing: it lasts; not so where single events carry it, such as exercises.
    """

    partner: str
    column: str
    state: State = "none"
    since: PartialDate | None = None
    latest: PartialDate | None = None
    count: int = 0
    multilateral: bool = False
    provisional: bool = False
    direct: bool = False
    verified: bool = True
    certain: bool = True
    rows: tuple[str, ...] = ()
    standing: bool = True

    @property
    def active(self) -> bool:
        """Whether the tie is in force or held."""
        return self.state in ("in_force", "held")


class PartnerRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A partner's line in the table.

    Attributes:
        rung: highest rung of the ladder on which a tie that names both is in force or held; 0
            for none.
        breadth: number of kinds in force or held, multilateral ones included.
    """

    partner: str
    name: str
    rung: int
    breadth: int
    cells: tuple[Cell, ...]

    @property
    def alone(self) -> bool:
        """Whether something in force or held is between the two alone."""
        return any(cell.active and not cell.multilateral for cell in self.cells)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The overview of an actor's partnerships as of a date; partners sorted by rung, breadth, depth.

    Attributes:
        as_known: the date of our knowledge.
        revision: number of the last revision that it knows.
        record: label of the record.
        alongside: measures asked for by name, each with its value by partner.
    """

    actor: str
    name: str
    as_of: dt.date
    as_known: dt.datetime | None
    revision: int
    record: str
    columns: tuple[str, ...]
    partners: tuple[PartnerRow, ...]
    alongside: Mapping[str, Mapping[str, Value]] = {}

    @property
    def cells(self) -> list[Cell]:
        """All cells, partner by partner."""
        return [cell for line in self.partners for cell in line.cells]

    def cell(self, partner: str, column: str) -> Cell:
        """One cell.

        Raises:
            InputError: the table has no such partner or column.
        """
        for line in self.partners:
            if line.partner == partner:
                for cell in line.cells:
                    if cell.column == column:
                        return cell
        raise InputError(f"the table of {self.actor} has no cell {partner} {column}")

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form: see the reference of ``kizuna table --format json``."""
        return {
            "actor": self.actor,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "revision": self.revision,
            "kizuna": __version__,
            "columns": list(self.columns),
            "partners": [
                {"partner": p.partner, "name": p.name, "rung": p.rung, "breadth": p.breadth}
                | {
                    name: msgspec.to_builtins(values[p.partner])
                    for name, values in self.alongside.items()
                }
                for p in self.partners
            ],
            "cells": [cell_dict(cell) for cell in self.cells],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per cell, with the columns of the CSV form."""
        import polars as pl

        return pl.DataFrame([cell_record(cell) for cell in self.cells], schema=_FRAME)

    def to_pandas(self) -> pd.DataFrame:
        """One row per cell, with the columns of the CSV form.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        from kizuna.measures.frames import to_pandas

        return to_pandas(self.to_polars())


def cell_dict(cell: Cell) -> dict[str, Any]:
    """A cell in the stable machine form; a date is its ISO text, unknown is ``None``."""
    return {
        "partner": cell.partner,
        "column": cell.column,
        "state": cell.state,
        "since": cell.since.text if cell.since else None,
        "latest": cell.latest.text if cell.latest else None,
        "count": cell.count,
        "multilateral": cell.multilateral,
        "verified": cell.verified,
        "certain": cell.certain,
        "provisional": cell.provisional,
        "rows": list(cell.rows),
    }


def cell_record(cell: Cell) -> dict[str, Any]:
    """A cell as a flat row: ids joined by ``;``."""
    return {**cell_dict(cell), "rows": ";".join(cell.rows)}


_FRAME: Any = {
    "partner": str,
    "column": str,
    "state": str,
    "since": str,
    "latest": str,
    "count": int,
    "multilateral": bool,
    "verified": bool,
    "certain": bool,
    "provisional": bool,
    "rows": str,
}


def table(
    actor: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    partners: Collection[str] | None = None,
    measures: Collection[str] = (),
    record: Record | str | None = None,
) -> Table:
    """The overview of an actor's partnerships.

    Args:
        actor: code, name or alias of the focal actor.
        as_of: the state of the world then; a year or month means its last day. Default: today.
        as_known: what the record knew then. Default: now.
        partners: codes, names or aliases; by default every actor that a row names together
            with the focal actor.
        measures: measures of the whole partnership to stand beside the cells: ``archetype``,
            ``convergence``, ``depth``. Each takes time; none by default.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor, a measure or a date is unknown.

    Examples:
        >>> import kizuna
        >>> kizuna.table("JPN", as_of="2016-12-31").cell("AUS", "acsa").state
        'in_force'
    """
    check(measures)
    with borrow(record) as opened:
        view = opened.view(as_known)
        book = view.codebook
        focal = book.actor(actor).code
        evidence = Evidence(view, focal, as_day(as_of))
        chosen = [book.actor(p).code for p in partners] if partners else evidence.partners
        if focal in chosen:
            raise InputError(f"{focal} is the focal actor itself, and cannot be its own partner")
        chosen = list(dict.fromkeys(chosen))
        lines = [partner_row(evidence, partner) for partner in chosen]
        depth = depth_of(focal, view, evidence.on)
        return Table(
            actor=focal,
            name=book.actors[focal].name,
            as_of=evidence.on,
            as_known=view.known_at,
            revision=view.revision,
            record=opened.label,
            columns=book.ladder.columns,
            partners=tuple(sorted(lines, key=lambda line: _order(line, depth.get(line.partner)))),
            alongside=alongside(
                measures, opened, focal, chosen, evidence.on, as_known=f"r{view.revision}"
            )
            if measures
            else {},
        )


def _order(line: PartnerRow, depth: Point | None) -> tuple[int, int, float, str]:
    """By rung, then breadth, then depth where it has been fitted, the highest first."""
    return -line.rung, -line.breadth, -depth.mean if depth else math.inf, line.name


def partner_row(evidence: Evidence, partner: str) -> PartnerRow:
    """The line of one partner."""
    book = evidence.view.codebook
    readings = evidence.readings(partner)
    cells = tuple(cell_of(partner, c, readings.get(c, ())) for c in book.ladder.columns)
    active = [cell for cell in cells if cell.active]
    return PartnerRow(
        partner=partner,
        name=book.actors[partner].name,
        rung=max((book.column(cell.column).rung or 0 for cell in active if cell.direct), default=0),
        breadth=len(active),
        cells=cells,
    )


def cell_of(partner: str, column: str, readings: Sequence[Reading]) -> Cell:
    """What all rows of one kind say together: the highest state wins, and bilateral rows first."""
    if not readings:
        return Cell(partner=partner, column=column)
    carrying = carriers(readings)
    states = [reading.state for reading in carrying]
    lasting = [reading.state for reading in carrying if not isinstance(reading.row, Event)]
    # What is held, the record knows not since when, did not begin with its latest session.
    open_start = bool(lasting) and all(state.since is None for state in lasting)
    since = [state.since for state in states if state.since is not None and not open_start]
    latest = [date for state in states if (date := state.latest or state.since) is not None]
    return Cell(
        partner=partner,
        column=column,
        state=states[0].state,
        since=min(since, key=lambda d: (d.earliest, d.latest)) if since else None,
        latest=max(latest, key=lambda d: (d.latest, d.earliest)) if latest else None,
        count=sum(state.count for state in states),
        multilateral=carrying[0].tie.multilateral,
        provisional=states[0].state == "signed" and any(state.provisional for state in states),
        direct=any(reading.tie.direct for reading in carrying),
        verified=any(reading.verified for reading in carrying),
        certain=any(reading.certain for reading in carrying),
        rows=tuple(sorted(reading.row.id for reading in carrying)),
        standing=bool(lasting),
    )


def carriers(readings: Sequence[Reading]) -> list[Reading]:
    """Of the rows of one kind, those that carry the cell."""
    best = max(RANK[reading.state.state] for reading in readings)
    highest = [reading for reading in readings if RANK[reading.state.state] == best]
    bilateral = [reading for reading in highest if not reading.tie.multilateral]
    return bilateral or highest
