"""Similarity of foreign policies: S, Cohen's kappa, Scott's pi and tau-b, for all pairs at once.

Each state has a position on each of many items: its vote on a resolution, its commitment to every
other state, its membership of every organisation. All measures of a pair follow from one small
table, how much weight of items lies at each combination of positions, and the tables of all pairs
are products of indicator matrices: a year of the General Assembly is a handful of matrix products.

Sources: Signorino and Ritter 1999 (International Studies Quarterly 43(1): 115-144) for S; Häge 2011
(Political Analysis 19(3): 287-305) for kappa and pi; Kendall 1945 (Biometrika 33(3): 239-251) and
Bueno de Mesquita 1975 (Journal of Conflict Resolution 19(2): 187-216) for tau-b.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from kizuna.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Distance = Literal["absolute", "squared", "nominal"]


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures of all pairs of n states; each an n by n array, NaN where not defined.

    Attributes:
        items: weight (or number) of items on which both have a position.
        agreement: share of it on which the positions are the same, 0 to 1.
        s: 1 for the same positions throughout, -1 for the farthest apart throughout.
        kappa: 1 for the same throughout, 0 for no closer than chance would have it, given how
            often each of the two takes each position.
        pi: the same, given how often both together take each position.
        tau_b: rank correlation of the positions, -1 to 1.
    """

    items: Array
    agreement: Array
    s: Array
    kappa: Array
    pi: Array
    tau_b: Array


def measures(
    positions: NDArray[np.integer],
    levels: int,
    *,
    weights: Array | None = None,
    distance: Distance | Array = "absolute",
) -> Measures:
    """All measures for all pairs.

    Args:
        positions: states by items; 0 to `levels` - 1 in their order, negative where there is none.
            A pair is compared on the items on which both have a position.
        levels: number of positions that an item can take.
        weights: of the items, at least 0; 1 each by default.
        distance: between positions a and b: ``absolute`` abs(a - b), ``squared``, ``nominal``
            (0 or 1), or a `levels` by `levels` array of your own.

    Raises:
        InputError: for positions out of range, or weights that do not fit.
    """
    if levels < 2 or positions.max(initial=-1) >= levels:
        raise InputError(f"positions go up to {positions.max(initial=-1)}, levels are {levels}")
    if weights is not None and (len(weights) != positions.shape[1] or (weights < 0).any()):
        raise InputError(
            f"{len(weights)} weights for {positions.shape[1]} items: expected one each, none negative"
        )
    joint = _joint(positions, levels, weights)
    apart = _apart(levels, distance)
    items = joint.sum(axis=(0, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = joint / items
        mine, theirs = share.sum(axis=1), share.sum(axis=0)
        observed = np.tensordot(apart, share, axes=2)
        pooled = (mine + theirs) / 2
        independent = (mine * np.tensordot(apart, theirs, axes=1)).sum(axis=0)
        common = (pooled * np.tensordot(apart, pooled, axes=1)).sum(axis=0)
        return Measures(
            items=items,
            agreement=np.trace(share),
            s=1 - 2 * observed / apart.max(),
            kappa=1 - observed / np.where(independent > 0, independent, np.nan),
            pi=1 - observed / np.where(common > 0, common, np.nan),
            tau_b=_tau_b(joint),
        )


def _joint(positions: NDArray[np.integer], levels: int, weights: Array | None) -> Array:
    """Weight of the items on which i takes a and j takes b: an array a by b by i by j."""
    takes = np.concatenate([positions == level for level in range(levels)]).astype(np.float64)
    weighted = takes if weights is None else takes * weights
    n = len(positions)
    return np.ascontiguousarray(
        (weighted @ takes.T).reshape(levels, n, levels, n).transpose(0, 2, 1, 3)
    )


def _apart(levels: int, distance: Distance | Array) -> Array:
    if not isinstance(distance, str):
        return np.asarray(distance, dtype=np.float64)
    steps = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels))).astype(np.float64)
    if distance == "nominal":
        return (steps > 0).astype(np.float64)
    return steps**2 if distance == "squared" else steps


def _tau_b(joint: Array) -> Array:
    """Kendall's tau-b of each pair from its table of positions."""
    levels = len(joint)
    concordant = np.zeros(joint.shape[2:])
    discordant = np.zeros(joint.shape[2:])
    for a in range(levels - 1):
        for b in range(levels):
            concordant += joint[a, b] * joint[a + 1 :, b + 1 :].sum(axis=(0, 1))
            discordant += joint[a, b] * joint[a + 1 :, :b].sum(axis=(0, 1))
    total = joint.sum(axis=(0, 1))
    pairs = total**2 - (joint.sum(axis=1) ** 2).sum(axis=0)
    others = total**2 - (joint.sum(axis=0) ** 2).sum(axis=0)
    scale = np.sqrt(pairs * others) / 2
    return (concordant - discordant) / np.where(scale > 0, scale, np.nan)


def similarity(
    table: pl.DataFrame,
    *,
    levels: Sequence[object] | None = None,
    weights: pl.DataFrame | None = None,
    distance: Distance = "absolute",
    directed: bool = False,
) -> pl.DataFrame:
    """Measures for all pairs in all years of a long table.

    Args:
        table: ``code``, ``year``, ``item`` and ``value``, one row per position taken.
        levels: the values in their order; by default those that occur, sorted.
        weights: ``year``, ``item`` and ``weight``; items without one weigh nothing.
        distance: see :func:`measures`.
        directed: both orders of each pair.

    Returns:
        ``code1, code2, year, items, agreement, s, kappa, pi, tau_b``, sorted; pairs with no item
        in common are left out, measures that are not defined are missing.
    """
    order = list(levels) if levels is not None else sorted(table["value"].unique().to_list())
    ranked = table.with_columns(
        pl.col("value").replace_strict(order, range(len(order)), return_dtype=pl.Int8)
    )
    frames = []
    for (year,), rows in ranked.sort("year").group_by("year", maintain_order=True):
        codes, items = rows["code"].unique().sort(), rows["item"].unique().sort()
        positions = np.full((len(codes), len(items)), -1, dtype=np.int8)
        at = codes.search_sorted(rows["code"]), items.search_sorted(rows["item"])
        positions[at[0].to_numpy(), at[1].to_numpy()] = rows["value"].to_numpy()
        heavy = None if weights is None else _weights(weights, year, items)
        found = measures(positions, len(order), weights=heavy, distance=distance)
        frames.append(_long(codes, year, found, directed=directed))
    return pl.concat(frames).sort("code1", "code2", "year")


def _weights(weights: pl.DataFrame, year: object, items: pl.Series) -> Array:
    rows = weights.filter(pl.col("year") == year).select("item", "weight")
    joined = pl.DataFrame({"item": items}).join(rows, on="item", how="left", maintain_order="left")
    return joined["weight"].fill_null(0).cast(pl.Float64).to_numpy()


def _long(codes: pl.Series, year: object, found: Measures, *, directed: bool) -> pl.DataFrame:
    upper = np.triu(np.ones_like(found.items, dtype=bool), k=1)
    chosen = (upper | upper.T if directed else upper) & (found.items > 0)
    one, two = np.nonzero(chosen)
    names = ("items", "agreement", "s", "kappa", "pi", "tau_b")
    columns = {name: pl.Series(getattr(found, name)[one, two]).fill_nan(None) for name in names}
    frame = pl.DataFrame({"code1": codes.gather(one), "code2": codes.gather(two), **columns})
    return frame.select("code1", "code2", pl.lit(year).cast(pl.Int16).alias("year"), *names)
