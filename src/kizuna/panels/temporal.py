"""Time within a unit: lags, onsets, spells since the last event, carried values.

Everything here counts calendar periods. A state that was away for forty years comes back forty
years later, and a value of the year before is missing if there was no such year.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ibis

from kizuna.errors import InputError

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kizuna.panels.panel import Panel


def lag(panel: Panel, column: str, periods: int = 1, *, name: str = "") -> Panel:
    """The value of `column` exactly so many `periods` earlier (later if negative), else missing.

    Args:
        panel: any panel.
        column: whose values to take.
        periods: how many years, months or days earlier.
        name: of the new column; by default ``<column>_lag1`` or ``<column>_lead1``.
    """
    panel.require(column)
    if periods == 0:
        raise InputError(
            "a lag of 0 periods is the column itself: give 1 or more, or a negative lead"
        )
    name = name or f"{column}_{'lag' if periods > 0 else 'lead'}{abs(periods)}"
    table = _clocked(panel)
    away = (abs(periods), abs(periods))
    side = {"preceding": away} if periods > 0 else {"following": away}
    frame = ibis.range_window(group_by=list(panel.unit.codes), order_by="_clock", **side)
    return _done(panel, table.mutate(table[column].max().over(frame).name(name)))


def onset(panel: Panel, ongoing: str, *, name: str = "") -> Panel:
    """1 where `ongoing` is 1 and was not in the period before, 0 elsewhere, missing if unknown.

    The first period of a unit, and the first after a gap, counts as an onset if it is ongoing then.

    Args:
        panel: any panel.
        ongoing: column of 0 and 1.
        name: of the new column; by default `ongoing` with ``onset`` for ``ongoing``, else
            ``<ongoing>_onset``.
    """
    panel.require(ongoing)
    name = name or _renamed(ongoing, "onset")
    table = _clocked(panel)
    window = ibis.window(group_by=list(panel.unit.codes), order_by="_clock")
    value = table[ongoing]
    before = ibis.ifelse(
        table["_clock"].lag().over(window) == table["_clock"] - 1, value.lag().over(window), 0
    )
    result = ibis.cases(
        (value.isnull(), None), (value == 0, 0), (before.isnull(), None), (before == 1, 0), else_=1
    )
    return _done(panel, table.mutate(result.cast("int8").name(name)))


def spells(panel: Panel, event: str, *, name: str = "") -> Panel:
    """Periods since the last `event`, or since the unit's first row: peace years.

    0 in a unit's first period and in the one after an event; it keeps counting through gaps in the
    panel. During a run of events it is 0 from the second on. Missing where `event` is, and where
    a missing value since the last event leaves it open. (Beck, Katz and Tucker 1998, AJPS 42(4).)

    Args:
        panel: any panel.
        event: column of 0 and 1, such as ``gmlmidongoing``.
        name: of the new column; by default `event` with ``spell`` for ``ongoing`` or ``onset``.
    """
    panel.require(event)
    name = name or _renamed(event, "spell")
    table = _clocked(panel)
    codes = list(panel.unit.codes)
    before = ibis.window(group_by=codes, order_by="_clock", preceding=(None, 1))
    clock = table["_clock"]
    last = ibis.ifelse(table[event] > 0, clock, None).max().over(before)
    unknown = ibis.ifelse(table[event].isnull(), clock, None).max().over(before)
    start = ibis.coalesce(clock.min().over(before), clock)
    count = clock - ibis.coalesce(last + 1, start)
    open_ = table[event].isnull() | (unknown > ibis.coalesce(last, start - 1))
    return _done(panel, table.mutate(ibis.ifelse(open_.fill_null(False), None, count).name(name)))


def cubic(panel: Panel, spell: str) -> Panel:
    """Square and cube of a spell, ``<spell>_2`` and ``<spell>_3`` (Carter and Signorino 2010)."""
    panel.require(spell)
    value = panel.table[spell].cast("float64")
    return panel.mutate(**{f"{spell}_2": value**2, f"{spell}_3": value**3})


def carry(panel: Panel, column: str, *, limit: int | None = None, name: str = "") -> Panel:
    """The last known value of `column`, and how many periods old it is (``<name>_age``).

    Args:
        panel: any panel.
        column: whose values to carry.
        limit: greatest age; older values are missing.
        name: of the new column; by default ``<column>_carried``.
    """
    panel.require(column)
    name = name or f"{column}_carried"
    table = _clocked(panel)
    codes = list(panel.unit.codes)
    so_far = ibis.window(group_by=codes, order_by="_clock", preceding=None, following=0)
    known = ibis.ifelse(table[column].notnull(), table["_clock"], None)
    table = table.mutate(_known=known.max().over(so_far))
    value = table[column].max().over(ibis.window(group_by=[*codes, "_known"]))
    age = table["_clock"] - table["_known"]
    fresh = age.notnull() if limit is None else age <= limit
    table = table.mutate(
        ibis.ifelse(fresh, value, None).name(name),
        ibis.ifelse(fresh, age, None).name(f"{name}_age"),
    )
    return _done(panel, table.drop("_known"))


def _clocked(panel: Panel) -> ir.Table:
    return panel.table.mutate(_clock=panel.unit.clock(panel.table))


def _done(panel: Panel, table: ir.Table) -> Panel:
    return replace(panel, table=table.drop("_clock"), ordered=False)


def _renamed(column: str, ending: str) -> str:
    for old in ("ongoing", "onset"):
        if column.endswith(old):
            return column.removesuffix(old) + ending
    return f"{column}_{ending}"
