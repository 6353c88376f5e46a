"""What one row of a panel is: a state or a pair of states, in a year, a month or a day.

Time is counted in whole periods: years as ``2016``, months as ``2016 * 12 + 11`` for December,
days as days since 1970-01-01. Counting is monotone, so that the periods in which two spells
overlap follow from the periods of each: nothing but integers reaches the engine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from kizuna.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

Period = Literal["year", "month", "day"]
Members = Literal["any_day", "first_day", "last_day", "mid"]
SystemName = Literal["cow", "gw", "actor"]

PREFIX: dict[SystemName, str] = {"cow": "ccode", "gw": "gwcode", "actor": "actor"}
LABEL: dict[SystemName, str] = {
    "cow": "Correlates of War",
    "gw": "Gleditsch-Ward",
    "actor": "the codebook's actors",
}
TIME: dict[Period, tuple[str, ...]] = {
    "year": ("year",),
    "month": ("year", "month"),
    "day": ("year", "date"),
}
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of analysis.

    Attributes:
        system: whose codes name the states.
        dyadic: a pair of states rather than one.
        directed: of pairs: A-B and B-A are two rows; otherwise only the one with code1 < code2.
        period: length of a row in time.
    """

    system: SystemName
    dyadic: bool = False
    directed: bool = False
    period: Period = "year"

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the columns that identify the state or the pair."""
        prefix = PREFIX[self.system]
        return (f"{prefix}1", f"{prefix}2") if self.dyadic else (prefix,)

    def codes_in(self, system: SystemName) -> tuple[str, ...]:
        """Names of the columns that would identify the state or the pair in another system."""
        return replace(self, system=system).codes

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that identify a row."""
        return self.codes + TIME[self.period]

    def __str__(self) -> str:
        if not self.dyadic:
            return f"state-{self.period}s ({self.system})"
        return (
            f"{'directed' if self.directed else 'undirected'} dyad-{self.period}s ({self.system})"
        )

    def clock(self, table: ir.Table) -> ir.IntegerValue:
        """The period of each row of `table` as a whole number."""
        if self.period == "year":
            return table["year"].cast("int32")
        if self.period == "month":
            return table["year"].cast("int32") * 12 + table["month"].cast("int32") - 1
        return table["date"].delta(EPOCH, unit="day").cast("int32")


def unit_of(columns: Iterable[str]) -> Unit:
    """The unit that a table's column names imply.

    Raises:
        InputError: if no known set of codes, or no year, is among them. Pairs count as directed.
    """
    names = set(columns)
    period: Period = "day" if "date" in names else "month" if "month" in names else "year"
    for system in get_args(SystemName):
        for dyadic in (True, False):
            unit = Unit(system, dyadic=dyadic, directed=dyadic, period=period)
            if names.issuperset(unit.keys):
                return unit
    raise InputError(
        f"cannot tell the unit from the columns {sorted(names)}: expected a year and one of "
        "ccode1 + ccode2, gwcode1 + gwcode2, actor1 + actor2, ccode, gwcode or actor"
    )


def whole(date: pl.Expr, period: Period) -> pl.Expr:
    """Count of the period in which `date` lies."""
    if period == "year":
        return date.dt.year().cast(pl.Int32)
    if period == "month":
        return date.dt.year().cast(pl.Int32) * 12 + date.dt.month().cast(pl.Int32) - 1
    return date.cast(pl.Int32)


def whole_of(date: dt.date, period: Period) -> int:
    """Count of the period in which one `date` lies."""
    if period == "year":
        return date.year
    if period == "month":
        return date.year * 12 + date.month - 1
    return (date - EPOCH).days


def periods(
    start: pl.Expr, end: pl.Expr, period: Period, members: Members = "any_day"
) -> tuple[pl.Expr, pl.Expr]:
    """First and last period that a spell belongs to, both inclusive.

    Args:
        start: first day of the spell.
        end: its last day.
        period: length of a period.
        members: the days that count. ``any_day``: one day suffices, the field's practice;
            ``first_day`` and ``last_day``: the spell covers that day of the period; ``mid``: it
            covers 1 July of the year or the 16th of the month.
    """
    if members == "any_day" or period == "day":
        return whole(start, period), whole(end, period)
    if members == "last_day":
        return whole(start, period), whole(end.dt.offset_by("1d"), period) - 1
    day_before = start.dt.offset_by("-1d")
    if members == "first_day":
        return whole(day_before, period) + 1, whole(end, period)
    if members == "mid":
        back = "-6mo" if period == "year" else "-15d"
        first = whole(day_before.dt.offset_by(back), period) + 1
        return first, whole(end.dt.offset_by(back), period)
    raise InputError(
        f"members {members!r} is unknown: choose one of {', '.join(get_args(Members))}"
    )
