"""From rows to an indicator's value, and to the bounds that missing and unread evidence leave.

The bounds are worst-case bounds in the sense of Horowitz and Manski (1998) and Manski (2003): the
least and the greatest value over everything that the doubtful rows and values could be. A row
that was not checked against its source, or whose dates leave a doubt, may or may not count; a
value that was recalled may be a step off on its scale; a missing value may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from kizuna.codebook.criteria import CODED, Indicator
from kizuna.measures.criteria.items import Item, Value

RECALLED_MONTHS = 6
"""How far a recalled notice may be off."""
CODED_SHARE = 0.5
"""Share of the rows that must be coded before an indicator is given."""


class Used(NamedTuple):
    """A row as an indicator used it: the value of its field, and the number from 0 to 1."""

    item: Item
    value: Value | None
    number: float | None
    low: float
    high: float


class IndicatorValue(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator as of a day.

    Attributes:
        value: from 0 to 1; ``None`` where the evidence is insufficient.
        low, high: bounds of the value, given what is missing and unverified.
        n_rows: rows that count.
        n_coded: those of them whose field is known.
        used: all rows that bear on it.
    """

    indicator: Indicator
    value: float | None
    low: float
    high: float
    n_rows: int
    n_coded: int
    used: tuple[Used, ...] = ()


def measure(
    indicator: Indicator, items: Sequence[Item], common: Mapping[str, bool], *, covered: bool = True
) -> IndicatorValue:
    """The value of an indicator for a pair.

    Args:
        indicator: its definition.
        items: all rows that tie the pair.
        common: organisations to which both belong on the day, and whether that is certain.
        covered: whether evidence was collected for the pair. If not, the rows that name others
            too are shown, but no value is given: what the two have alone is unknown.
    """
    if indicator.form == "common":
        return _common(indicator, common)
    if not items:
        # Nothing known of a pair is no evidence that there is nothing.
        return _value(indicator, None, 0.0, 1.0, [], [])
    found = _from_rows(indicator, items)
    return found if covered else msgspec.structs.replace(found, value=None, low=0.0, high=1.0)


def _from_rows(indicator: Indicator, items: Sequence[Item]) -> IndicatorValue:
    if indicator.form in ("extreme", "mean"):
        return _scaled(indicator, [u for u in _used(indicator, items) if u.item.possible])
    if indicator.form == "stage":
        return _stage(indicator, _used(indicator, items))
    return _distinct(indicator, [u for u in _used(indicator, items) if u.item.possible])


def _common(indicator: Indicator, common: Mapping[str, bool]) -> IndicatorValue:
    scores = {code: indicator.scale[code] for code in common if code in indicator.scale}
    top = max(scores.values(), default=0.0)
    sure = max((score for code, score in scores.items() if common[code]), default=0.0)
    n = len(scores)
    return IndicatorValue(indicator=indicator, value=top, low=sure, high=top, n_rows=n, n_coded=n)


def _used(indicator: Indicator, items: Sequence[Item]) -> list[Used]:
    found = []
    for item in items:
        row = item.reading.row
        if (
            row.table not in indicator.of
            or (indicator.kinds and row.kind not in indicator.kinds)
            or (indicator.domains and getattr(row, "domain", "") not in indicator.domains)
            or (indicator.bindings and getattr(row, "binding", "") not in indicator.bindings)
            or (indicator.named and not item.reading.tie.direct)
        ):
            continue
        value = item.values.get(indicator.field)
        if value is None and indicator.field not in CODED:
            continue
        found.append(Used(item, value, *_number(indicator, value)))
    return found


def _number(indicator: Indicator, value: Value | None) -> tuple[float | None, float, float]:
    """The number for a value, with the least and the greatest that it may be."""
    numbers = sorted(indicator.scale.values())
    if value is None:
        return None, (numbers[0] if numbers else 0.0), (numbers[-1] if numbers else 1.0)
    if indicator.line is not None:
        months = float(value.text)
        slack = 0 if value.sure else RECALLED_MONTHS
        ends = (_on_line(indicator.line, months + slack), _on_line(indicator.line, months - slack))
        return _on_line(indicator.line, months), min(ends), max(ends)
    if not numbers:
        return 1.0, 1.0, 1.0
    if value.text not in indicator.scale:
        return 0.0, 0.0, 0.0
    number = indicator.scale[value.text]
    if value.sure:
        return number, number, number
    steps = sorted(set(numbers))
    at = steps.index(number)
    return number, steps[max(at - 1, 0)], steps[min(at + 1, len(steps) - 1)]


def _on_line(line: tuple[float, float], months: float) -> float:
    one, zero = line
    return min(1.0, max(0.0, (zero - months) / (zero - one)))


def _scaled(indicator: Indicator, used: list[Used]) -> IndicatorValue:
    counted = [u for u in used if u.item.counts]
    numbers = [u.number for u in counted if u.number is not None]
    low, high = _extreme(indicator, used) if indicator.form == "extreme" else _mean(used)
    value: float | None = None
    if numbers and indicator.form == "mean":
        value = sum(numbers) / len(numbers)
    elif numbers:
        value = max(numbers) if indicator.pick == "highest" else min(numbers)
    elif indicator.form == "extreme" and not counted:
        # Where the record holds something of a pair, but no such row, none is known to reach far.
        value = _end(indicator, near=True)
    settled = value is not None and indicator.form == "extreme" and value == _end(indicator)
    if value is None or (len(numbers) < CODED_SHARE * len(counted) and not settled):
        return _value(indicator, None, low, high, counted, used)
    return _value(indicator, value, min(low, value), max(high, value), counted, used)


def _end(indicator: Indicator, *, near: bool = False) -> float:
    """The end of the scale that no further row can pass, or the one that holds without rows."""
    ends = indicator.scale.values() or (0.0, 1.0)
    return max(ends) if (indicator.pick == "highest") is not near else min(ends)


def _extreme(indicator: Indicator, used: list[Used]) -> tuple[float, float]:
    empty = _end(indicator, near=True)
    sure = [u for u in used if u.item.sure]
    if indicator.pick == "highest":
        return max((u.low for u in sure), default=empty), max([empty, *(u.high for u in used)])
    return min([empty, *(u.low for u in used)]), min((u.high for u in sure), default=empty)


def _mean(used: list[Used]) -> tuple[float, float]:
    """Bounds of a mean over rows that are in for sure and rows that may be in or out."""
    sure = [u for u in used if u.item.sure]
    doubtful = [u for u in used if not u.item.sure]
    if not used:
        return 0.0, 1.0
    low = _least_mean([u.low for u in sure], [u.low for u in doubtful])
    high = 0.0 - _least_mean([-u.high for u in sure], [-u.high for u in doubtful])
    return low, high


def _least_mean(fixed: list[float], free: list[float]) -> float:
    """The least mean over all sets that hold the fixed numbers and any of the free ones."""
    total, n = sum(fixed), len(fixed)
    for number in sorted(free):
        # Adding numbers from the least upward lowers the mean as long as they lie below it.
        if n and number >= total / n:
            break
        total, n = total + number, n + 1
    return total / n


def _stage(indicator: Indicator, used: list[Used]) -> IndicatorValue:
    counted = [u for u in used if u.number]
    value = max((u.number or 0.0 for u in counted), default=0.0)
    sure = [u for u in used if u.item.reading.certain and u.item.reading.verified]
    low = max((u.low for u in sure), default=0.0)
    # Where dates leave a doubt, one stage further may have been reached.
    steps = sorted({0.0, *indicator.scale.values()})
    open_rows = [u for u in used if u.number and not u.item.reading.certain]
    beyond = [steps[min(steps.index(u.number or 0.0) + 1, len(steps) - 1)] for u in open_rows]
    return _value(indicator, value, min(low, value), max([value, *beyond]), counted, used)


def _distinct(indicator: Indicator, used: list[Used]) -> IndicatorValue:
    same = indicator.same

    def score(rows: list[Used]) -> float:
        texts = {same.get(u.value.text, u.value.text) for u in rows if u.value is not None}
        if indicator.form == "spread":
            return len(texts.intersection(indicator.categories)) / len(indicator.categories)
        return indicator.steps[min(len(texts), len(indicator.steps) - 1)]

    counted = [u for u in used if u.item.counts]
    sure = [u for u in used if u.item.sure]
    low, value, high = score(sure), score(counted), score(used)
    return _value(indicator, value, min(low, value), max(high, value), counted, used)


def _value(
    indicator: Indicator,
    value: float | None,
    low: float,
    high: float,
    counted: list[Used],
    used: list[Used],
) -> IndicatorValue:
    full = indicator.full
    return IndicatorValue(
        indicator=indicator,
        value=None if value is None else min(1.0, value / full),
        low=min(1.0, low / full),
        high=min(1.0, high / full),
        n_rows=len(counted),
        n_coded=sum(u.number is not None for u in counted),
        used=tuple(used),
    )
