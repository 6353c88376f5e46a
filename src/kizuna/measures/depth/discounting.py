"""Responses that stand for years, and what each of them counts.

A treaty in force stays in force: whatever decided it besides depth is not decided anew every year.
Given depth, responses of neighbouring years are then not independent, and a likelihood that takes
them to be is a composite one (Lindsay 1988; Varin, Reid and Firth 2011): right about the middle,
too sure. The remedy is to give each response a weight (Pauli, Racugno and Ventura 2011; Ribatet,
Cooley and Davison 2012). If the reasons of item ``i`` are drawn anew with probability ``1 - r_i``
in a year, the model expects it to change ``1 / (1 - r_i)`` times as often as it does, and so many
years are worth ``(1 - r_i) / (1 + r_i)`` independent ones each (the effective size of a series with
autocorrelation ``r_i ** lag``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.cleaning import Prepared
    from kizuna.measures.depth.indicators import Item
    from kizuna.measures.depth.predictive import ItemCheck

    Floats = NDArray[np.float64]

ROUNDS = 2
"""Fits from which the weights are taken: the first believes every year, and finds too few changes
expected; a third changes the weights by little (``benchmarks/depth_calibration.py standing``)."""

MOST_STANDING = 0.99
"""Largest ``r``: items that changed once or twice cannot tell a century from an age."""


def standing(weight: float) -> float:
    """Probability that what else decides a response stays as it is for a year, from its weight."""
    return (1.0 - weight) / (1.0 + weight)


def weight_of(check: ItemCheck) -> float:
    """What a response of an item counts, in independent ones, by how often it changes.

    Args:
        check: changes per year in the data, and as the model with independent responses expects.

    Returns:
        Above 0, at most 1; 1 where nothing is known of changes.
    """
    if not check.independent_changes > 0.0:
        return 1.0
    stays = min(max(1.0 - check.changes / check.independent_changes, 0.0), MOST_STANDING)
    return round((1.0 - stays) / (1.0 + stays), 4)


def discounted(usable: Prepared, checks: Sequence[ItemCheck]) -> Prepared:
    """The same data, each item with the weight that its checks give it.

    Args:
        usable: the data.
        checks: of a fit of them, item by item.
    """
    weights = {check.item: weight_of(check) for check in checks}
    items = tuple(replace(item, weight=weights[item.code]) for item in usable.data.items)
    return usable._replace(data=replace(usable.data, items=items))


def told(items: Sequence[Item]) -> str:
    """What was done, in words; empty where all responses count as one."""
    less = sorted((item.weight, item.code) for item in items if item.weight < 1.0)
    if not less:
        return ""
    (low, least), (high, most) = less[0], less[-1]
    middle = less[len(less) // 2][0]
    return (
        f"{len(less)} of {len(items)} items change less often than independent responses would: a "
        f"year of theirs counts as {middle:.2g} of one ({least} {low:.2g}, {most} {high:.2g})"
    )


def stands(drawn: Floats, anew: NDArray[np.bool_]) -> Floats:
    """The same numbers for rows on end, each until it is drawn anew.

    Args:
        drawn: numbers, shape (rows, columns).
        anew: where a new one is drawn, of the same shape; true in the first row of a unit.
    """
    import numpy as np

    rows = np.where(anew, np.arange(len(drawn))[:, None], 0)
    return np.asarray(np.take_along_axis(drawn, np.maximum.accumulate(rows, axis=0), axis=0))
