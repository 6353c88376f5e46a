"""Spells as intervals of whole periods, and what can be done with them before they become rows.

A spell table has its keys, ``lo`` and ``hi`` (first and last period, inclusive). All functions
take and return Ibis expressions, so that the same lines run on every engine; a pair of states has
a handful of intervals where it has hundreds of years, so the work is done on intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir


def pairs(members: ir.Table, *, directed: bool) -> ir.Table:
    """Intervals in which two members exist, from the spells of each.

    Args:
        members: ``code``, ``start`` and ``end`` (days, inclusive), ``lo`` and ``hi``.
        directed: both orders of a pair, or only code1 < code2.

    Returns:
        ``code1, code2, lo, hi``. Two members form a pair only if they share at least one day,
        not merely a period.
    """
    a, b = members.view(), members.view()
    order = a.code != b.code if directed else a.code < b.code
    return (
        a.join(b, [order, a.start <= b.end, b.start <= a.end])
        .select(
            code1=a.code,
            code2=b.code,
            lo=ibis.greatest(a.lo, b.lo),
            hi=ibis.least(a.hi, b.hi),
        )
        .filter(lambda t: t.lo <= t.hi)
    )


def disjoint(
    spells: ir.Table,
    keys: Sequence[str],
    *,
    order: Sequence[str] = ("lo", "hi"),
    last: bool = False,
) -> ir.Table:
    """Cut the intervals of each key so that no period is covered twice.

    Args:
        spells: `keys`, ``lo``, ``hi`` and values, which are kept.
        keys: columns whose intervals must not overlap.
        order: columns that say which of two spells is the earlier one.
        last: where two spells share a period, the later one has it; otherwise the earlier.
    """
    group, by = list(keys), list(order)
    if last:
        after = spells.lo.min().over(ibis.window(group_by=group, order_by=by, following=(1, None)))
        cut = spells.mutate(hi=ibis.least(spells.hi, ibis.coalesce(after - 1, spells.hi)))
    else:
        before = spells.hi.max().over(ibis.window(group_by=group, order_by=by, preceding=(None, 1)))
        cut = spells.mutate(lo=ibis.greatest(spells.lo, ibis.coalesce(before + 1, spells.lo)))
    return cut.filter(lambda t: t.lo <= t.hi)


def expand(spells: ir.Table, keys: Sequence[str], clock: str) -> ir.Table:
    """One row per period of each interval, in the order of `keys` and time.

    The few intervals are sorted, not the many rows: engines keep the order of an unnesting.
    """
    ordered = spells.order_by([*keys, "lo"])
    return ordered.select(*keys, ibis.range(ordered.lo, ordered.hi + 1).unnest().name(clock))
