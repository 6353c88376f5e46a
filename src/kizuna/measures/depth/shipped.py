"""The fit that ships with the record, and its summary for those who only need a number.

``make depth`` fits the set ``record`` anew; a test holds the hash of the data it was fitted to
against the shipped record, so that a change of the evidence without a new fit is found.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kizuna.measures.depth.outlook import Origin, Point

if TYPE_CHECKING:
    import polars as pl

    from kizuna.record import View

HERE = Path(__file__).parent / "shipped"
FIT, SUMMARY, ORIGIN = HERE / "record.fit", HERE / "record.csv", HERE / "record.json"
SET = "record"
COLUMNS = ("unit", "time", "mean", "sd", "q05", "q95")


class Closed(msgspec.Struct, frozen=True):
    """Where the shipped numbers come from, and the day of which their newest year tells."""

    origin: Origin
    closing: dt.date


@lru_cache(maxsize=1)
def shipped() -> Closed:
    """Where the shipped numbers come from."""
    return msgspec.json.decode(ORIGIN.read_bytes(), type=Closed)


def shipped_frame() -> pl.DataFrame:
    """Depth of the shipped record: ``unit, time, mean, sd, q05, q95``, a row per pair and year."""
    import polars as pl

    return pl.read_csv(SUMMARY)


def is_shipped(view: View) -> bool:
    """Whether a view is of the record, and of the revision, that the shipped fit is of."""
    return view.record.label == "shipped" and str(view.revision) == shipped().origin.revision


def depth_of(actor: str, view: View, on: dt.date) -> Mapping[str, Point]:
    """Depth of an actor's partnerships at the last year-end by a day, by partner.

    Args:
        actor: code of the actor.
        view: the record as known; empty unless it is the one that the shipped fit is of.
        on: the day.
    """
    found: dict[str, Point] = {}
    for unit in _summary() if is_shipped(view) else ():
        one, _, two = unit.partition("-")
        if actor in (one, two) and (course := _by_then(unit, on)):
            found[two if one == actor else one] = course[-1]
    return found


def course_of(one: str, other: str, view: View, on: dt.date) -> tuple[Point, ...]:
    """Depth of one pair at every year-end by a day; as :func:`depth_of`."""
    return _by_then("-".join(sorted((one, other))), on) if is_shipped(view) else ()


def _by_then(unit: str, on: dt.date) -> tuple[Point, ...]:
    closing = shipped().closing
    return tuple(p for p in _summary().get(unit, ()) if _end(p.time, closing) <= on)


@lru_cache(maxsize=1)
def _summary() -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    with SUMMARY.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            numbers = (float(row[name]) for name in COLUMNS[2:])
            found.setdefault(row["unit"], []).append(Point(int(row["time"]), *numbers))
    return found


def _end(year: int, closing: dt.date) -> dt.date:
    return closing if year == closing.year else dt.date(year, 12, 31)
