"""What is wrong with a table of indicators, what was done about it, and what cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kizuna.errors import InputError
from kizuna.measures.depth.indicators import Indicators, Item

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OVERLAP = 20
"""Rows that two items must share before they can be called the same."""

AGAINST = 0.05
"""Correlation below 0, beyond chance, from which an item is said to fall where the others rise."""

APART = 0.1
"""Fall of the other items between neighbouring categories, beyond chance, in their standard
deviations, from which the two are said to look out of order: of many rows, trifles are beyond it."""

NEARLY = 0.98
"""Correlation of their categories from which two items are named as near repeats."""


class Prepared(NamedTuple):
    """A table that can be fitted.

    Attributes:
        data: the table; its categories are all met.
        met: for each item, the categories as given that its categories now stand for.
        notes: what was done to make it so, and what should be looked at.
    """

    data: Indicators
    met: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]


def prepared(data: Indicators) -> Prepared:
    """Make a table that can be fitted.

    Categories that were never met are merged with their neighbour; items that never vary, items
    that say the same as another, units without any response, and covariates that never vary are left
    out. Covariates of more than two values are put in standard deviations from their mean.

    Raises:
        InputError: too little is left, or a series is too short for a walk; says what to do.
    """
    data, met, merged = _merge(data)
    data, same = _drop_same(data)
    data, silent = _drop_silent(data)
    data, scaled = _scaled(data)
    _check_enough(data)
    return Prepared(
        data,
        tuple(met[item.code] for item in data.items),
        tuple(merged + same + silent + scaled + _doubts(data)),
    )


def _merge(data: Indicators) -> tuple[Indicators, dict[str, tuple[int, ...]], list[str]]:
    import numpy as np

    notes, items, columns = [], [], []
    stand_for: dict[str, tuple[int, ...]] = {}
    shared = _met_by_question(data)
    for column, item in enumerate(data.items):
        codes = data.codes[:, column]
        met = shared.get(item.group if item.coder else "", np.unique(codes[codes >= 0]))
        own = np.unique(codes[codes >= 0])
        if len(own) < 2 and not (item.coder and len(own)):
            where = f"is always {int(own[0])} where it is known" if len(own) else "has no responses"
            notes.append(f"item {item.code} {where}: left out, it tells units apart nowhere")
            continue
        if len(met) < item.categories:
            gone = sorted(set(range(item.categories)) - set(met.tolist()))
            which = ", ".join(map(str, gone))
            notes.append(f"item {item.code}: category {which} was never met: merged")
            ranks = np.searchsorted(met, np.maximum(codes, 0))
            codes = np.where(codes >= 0, ranks, -1)
        items.append(replace(item, categories=len(met)))
        stand_for[item.code] = tuple(met.tolist())
        columns.append(codes.astype(np.int8))
    if not items:
        raise InputError(f"{data.label}: no item varies; nothing can be measured")
    merged = replace(data, items=tuple(items), codes=np.stack(columns, axis=1))
    return merged, stand_for, notes


def _met_by_question(data: Indicators) -> dict[str, NDArray[np.int8]]:
    """Categories that any coder of a question used."""
    import numpy as np

    met: dict[str, NDArray[np.int8]] = {}
    for column, item in enumerate(data.items):
        if item.coder:
            codes = data.codes[:, column]
            used = np.unique(codes[codes >= 0])
            met[item.group] = np.union1d(met.get(item.group, used), used)
    return met


def _drop_same(data: Indicators) -> tuple[Indicators, list[str]]:
    import numpy as np

    notes: list[str] = []
    kept: list[int] = []
    for column, item in enumerate(data.items):
        twin = next((i for i in kept if _same(data, i, column)), None)
        if twin is None:
            kept.append(column)
            continue
        other = data.items[twin].code
        notes.append(
            f"item {item.code} says the same as {other} wherever both are known: left out, "
            "counting it twice would overstate how sure we are"
        )
    items = tuple(data.items[i] for i in kept)
    return replace(data, items=items, codes=np.ascontiguousarray(data.codes[:, kept])), notes


def _same(data: Indicators, one: int, other: int) -> bool:
    a, b = data.items[one], data.items[other]
    if a.categories != b.categories or (a.coder and b.coder and a.group == b.group):
        return False
    first, second = data.codes[:, one], data.codes[:, other]
    both = (first >= 0) & (second >= 0)
    if int(both.sum()) < OVERLAP or not (first[both] == second[both]).all():
        return False
    return bool(first[both].min() < first[both].max())


def _drop_silent(data: Indicators) -> tuple[Indicators, list[str]]:
    import numpy as np

    heard = np.zeros(len(data.units), dtype=bool)
    heard[data.unit[(data.codes >= 0).any(axis=1)]] = True
    if heard.all():
        return data, []
    silent = [data.units[i] for i in np.flatnonzero(~heard)]
    rows = heard[data.unit]
    place = np.cumsum(heard) - 1
    left = replace(
        data,
        units=tuple(np.array(data.units, dtype=object)[heard]),
        unit=place[data.unit[rows]].astype(np.int32),
        time=data.time[rows],
        codes=data.codes[rows],
        covariates=None if data.covariates is None else data.covariates[heard],
    )
    named = _some(silent)
    have = "unit has" if len(silent) == 1 else "units have"
    return left, [f"{len(silent):,} {have} no response in any year: left out ({named})"]


def _scaled(data: Indicators) -> tuple[Indicators, list[str]]:
    """Covariates on the scale that their prior expects, whatever they were measured in."""
    import numpy as np

    if data.covariates is None:
        return data, []
    notes, names, columns = [], [], []
    for name, given in zip(data.covariate_names, data.covariates.T, strict=True):
        values = given.astype(np.float64)
        count, mean, sd = len(np.unique(values)), values.mean(), values.std()
        if count == 1:
            notes.append(f"covariate {name} is always {values[0]:g}: left out, it tells nothing")
            continue
        if count > 2:
            values = (values - mean) / sd
            notes.append(
                f"covariate {name}: its effect is that of one standard deviation ({sd:.4g}), and depth "
                f"0 the mean at entry of units with the average ({mean:.4g})"
            )
        names.append(name)
        columns.append(values.astype(np.float32))
    kept = np.stack(columns, axis=1) if columns else None
    return replace(data, covariates=kept, covariate_names=tuple(names)), notes


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def _check_enough(data: Indicators) -> None:
    import numpy as np

    fewest = 2 if data.dynamic else 3
    if len(data.items) < fewest:
        left = ", ".join(item.code for item in data.items)
        raise InputError(
            f"{data.label}: usable items are {len(data.items)} ({left}), at least {fewest} are "
            "needed to tell depth from chance"
        )
    if len(data.units) < 2:
        raise InputError(f"{data.label}: one unit ({data.units[0]}), at least 2 are needed")
    if data.dynamic and int(np.bincount(data.unit).max()) < 2:
        raise InputError(
            f"{data.label}: no unit has two years ({_some(data.units)}), so how depth moves cannot "
            "be estimated; use a static set"
        )


def _doubts(data: Indicators) -> list[str]:
    """What was left as it is but should be looked at."""
    import numpy as np

    notes = _near(data)
    longest = int(np.bincount(data.unit).max())
    if data.dynamic and longest < 3:
        notes.append(f"the longest series has {longest} years: how depth moves rests on the prior")
    notes += _lone(data)
    scaled = np.where(data.codes >= 0, data.codes.astype(np.float64), np.nan)
    scaled /= np.array([item.categories - 1 for item in data.items])
    scaled -= np.nanmean(scaled, axis=0)
    known = np.isfinite(scaled)
    total, count = np.where(known, scaled, 0.0).sum(axis=1), known.sum(axis=1)
    for column, item in enumerate(data.items):
        rest = total - np.where(known[:, column], scaled[:, column], 0.0)
        others = count - known[:, column]
        use = known[:, column] & (others > 0)
        if int(use.sum()) >= OVERLAP:
            mean = rest[use] / others[use]
            note = _order(item, data.codes[use, column], mean)
            notes += [note] if note else []
    return notes


def _lone(data: Indicators) -> list[str]:
    """Units of a walk that have one year, in which nothing can move."""
    import numpy as np

    lone = np.flatnonzero(np.bincount(data.unit) == 1)
    if not data.dynamic or not len(lone):
        return []
    have = "unit has" if len(lone) == 1 else "units have"
    named = _some([data.units[i] for i in lone])
    told = "kept; depth there is that of an entry and says nothing of how it moves"
    return [f"{len(lone):,} {have} one year only ({named}): {told}"]


def _near(data: Indicators) -> list[str]:
    """Items that say nearly the same as another one, and so count nearly twice."""
    import numpy as np

    notes = []
    for column, item in enumerate(data.items):
        for other in range(column):
            twin = data.items[other]
            if item.coder and twin.coder and item.group == twin.group:
                continue
            one, two = data.codes[:, other], data.codes[:, column]
            both = (one >= 0) & (two >= 0)
            if int(both.sum()) < OVERLAP:
                continue
            a, b = one[both].astype(np.float32), two[both].astype(np.float32)
            if not (a.std() > 0.0 and b.std() > 0.0):
                continue
            relation = float(np.corrcoef(a, b)[0, 1])
            if relation > NEARLY:
                notes.append(
                    f"items {twin.code} and {item.code} say nearly the same (correlation "
                    f"{relation:.3f}): together they count nearly twice; leave one out or merge them"
                )
    return notes


def _order(item: Item, codes: NDArray[np.int8], rest: Floats) -> str:
    """Whether the other items rise with the categories of this one."""
    import numpy as np

    counts = np.bincount(codes, minlength=item.categories)
    sums = np.bincount(codes, weights=rest, minlength=item.categories)
    spread = float(rest.std())
    if spread == 0.0 or counts.max() == counts.sum():
        return ""
    relation = float(np.corrcoef(codes, rest)[0, 1])
    if relation < -max(3.0 / np.sqrt(len(codes)), AGAINST):
        return (
            f"item {item.code} falls where the other items rise (correlation {relation:.2f}): it "
            "can count for next to nothing; reverse its categories or leave it out"
        )
    full = np.flatnonzero(counts >= OVERLAP)
    means = sums[full] / counts[full]
    fall = np.diff(means) / spread
    by_chance = np.sqrt(1.0 / counts[full][1:] + 1.0 / counts[full][:-1])
    beyond = np.where(fall < -APART, fall / by_chance, 0.0)
    if len(beyond) and beyond.min() < -4.0:
        at = int(beyond.argmin())
        return (
            f"item {item.code}: categories {full[at]} and {full[at + 1]} look out of order, the "
            "other items are lower in the higher one; merge or reorder them"
        )
    return ""
