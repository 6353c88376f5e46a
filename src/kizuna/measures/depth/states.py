"""The latent states, given draws of the item parameters.

For every draw the states are drawn by forward filtering and backward sampling; they owe nothing
to earlier states, so their chains mix as the item parameters do. Means, standard deviations and
quantiles come from the chances of the grid points given all responses, averaged over draws
(Rao-Blackwell), which have no noise from drawing states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kizuna.measures.depth.convergence import Convergence, convergence
from kizuna.measures.depth.histories import (
    Batch,
    Histories,
    batch_of,
    fitting,
    histories_of,
    some_of,
)
from kizuna.measures.depth.posterior import Grid, in_threads, type_for

if TYPE_CHECKING:
    import jax
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.indicators import Indicators
    from kizuna.measures.depth.model import Layout

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

ROWS = 150_000
"""Years of units that are worked on at once."""

AVERAGED = 200
"""Most draws of the item parameters over which chances are averaged."""

DIAGNOSED = 4_000
"""States that are diagnosed at once."""


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """Depth of each unit in each year, by row of the indicators.

    Attributes:
        mean, sd, q05, q95: of the posterior, float32, shape (rows,).
        rhat, bulk, tail: R-hat and effective sample sizes; not a number for a preview.
        kept: points of the grid of the draws that are kept, shape (kept, rows).
        kept_draws: which draws these are, counted through all chains, shape (kept,).
        edge: largest chance of any state to lie at an end of the grid.
        sharpest: smallest standard deviation, in spacings of the grid.
    """

    mean: Singles
    sd: Singles
    q05: Singles
    q95: Singles
    rhat: Singles
    bulk: Singles
    tail: Singles
    kept: NDArray[np.int16]
    kept_draws: NDArray[np.int64]
    edge: float
    sharpest: float


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some units: their histories, and where their rows are."""

    histories: Histories
    batch: Batch
    year: NDArray[np.int64]
    place: NDArray[np.int64]
    row: NDArray[np.int64]


def states_of(
    layout: Layout,
    data: Indicators,
    grid: Grid,
    phi: Floats,
    *,
    keep: int,
    seed: int,
    told: Callable[[int, int], None],
) -> States:
    """Draw and summarise the states.

    Args:
        layout: of the parameters.
        data: the indicators.
        grid: of the states.
        phi: draws of the parameters, shape (chains, draws, D); fewer than 4 draws, or one chain,
            are not diagnosed.
        keep: draws of the states to keep.
        seed: of the draws.
        told: called with the units done and the units in all.
    """
    import jax
    import numpy as np

    chains, draws = phi.shape[:2]
    total = chains * draws
    kept = np.unique(np.linspace(0, total - 1, min(keep, total)).round().astype(np.int64))
    averaged = set(np.linspace(0, total - 1, min(AVERAGED, total)).round().astype(int).tolist())
    flat = phi.reshape(total, -1)
    rows = len(data.unit)
    summary = {name: np.full(rows, np.nan, dtype=np.float32) for name in _SUMMARY}
    drawn = np.zeros((len(kept), rows), dtype=np.int16)
    edge, sharpest, done = 0.0, np.inf, 0
    draw_one, chances_of = _compiled()
    for number, part in enumerate(_parts(layout, data)):
        key = jax.random.fold_in(jax.random.key(seed), number)
        points = np.empty((total, len(part.row)), dtype=np.int16)
        chances: Any = 0.0

        def drawn_at(draw: int, part: _Part = part, key: Any = key) -> tuple[Any, Any]:
            own = jax.random.fold_in(key, draw // draws)
            model = (layout, flat[draw], grid.points, part.histories.covariates, part.batch)
            found = np.asarray(draw_one(*model, own, draw % draws))[part.year, part.place]
            return found, np.asarray(chances_of(*model)) if draw in averaged else None

        for draw, (found, shares) in enumerate(in_threads(drawn_at, range(total))):
            points[draw] = found
            if shares is not None:
                chances += shares
        chances = np.asarray(chances)[part.year, part.place].astype(np.float64)
        _summarise(summary, part.row, chances, grid)
        if chains > 1 and draws >= 4:
            _diagnose(summary, part.row, points.reshape(chains, draws, -1))
        drawn[:, part.row] = points[kept]
        share = chances / chances.sum(axis=1, keepdims=True)
        edge = max(edge, float(np.maximum(share[:, 0], share[:, -1]).max()))
        sharpest = min(sharpest, float(summary["sd"][part.row].min()) / grid.spacing)
        done += len(part.histories.of_unit)
        told(done, len(data.units))
    return States(**summary, kept=drawn, kept_draws=kept, edge=edge, sharpest=sharpest)


_SUMMARY = ("mean", "sd", "q05", "q95", "rhat", "bulk", "tail")


@lru_cache(maxsize=1)
def _compiled() -> tuple[Callable[..., jax.Array], Callable[..., jax.Array]]:
    """One draw of the states, and the chances of the points; compiled once per shape."""
    import jax

    from kizuna.measures.depth.model import tables_of
    from kizuna.measures.depth.passes import marginals, trajectories

    def draw(
        layout: Layout, phi: jax.Array, points: jax.Array, covariates: jax.Array, *rest: Any
    ) -> jax.Array:
        return trajectories(tables_of(layout, phi, points, covariates), *rest)

    def chances(
        layout: Layout, phi: jax.Array, points: jax.Array, covariates: jax.Array, batch: Batch
    ) -> jax.Array:
        return marginals(tables_of(layout, phi, points, covariates), batch)

    return jax.jit(draw, static_argnums=0), jax.jit(chances, static_argnums=0)


def _parts(layout: Layout, data: Indicators) -> Iterator[_Part]:
    """Units of like length together, padded to few shapes."""
    import numpy as np

    everyone = histories_of(data, collapse=False)
    dtype = type_for(everyone.rows)
    unit_at = np.empty(len(data.units), dtype=np.int64)
    unit_at[everyone.of_unit] = np.arange(len(data.units))
    first = np.searchsorted(data.unit, np.arange(len(data.units)))
    since = (data.time - data.time[first][data.unit]).astype(np.int64)
    place_of_row = everyone.of_unit[data.unit]
    order = np.argsort(place_of_row, kind="stable")
    bounds = np.searchsorted(place_of_row[order], np.arange(len(data.units) + 1))
    start = 0
    while start < len(data.units):
        size = fitting(max(ROWS // int(everyone.length[start]), 1))
        stop = min(start + size, len(data.units))
        chosen = np.arange(start, stop)
        histories = some_of(everyone, chosen, everyone.weight[chosen])
        row = order[bounds[start] : bounds[stop]]
        batch = batch_of(histories, layout, dtype, one_segment=True)
        yield _Part(histories, batch, since[row], place_of_row[row] - start, row)
        start = stop


def _summarise(
    summary: dict[str, Singles], row: NDArray[np.int64], chances: Floats, grid: Grid
) -> None:
    """Moments and quantiles of chances of points, shape (rows, K)."""
    import numpy as np

    share = chances / chances.sum(axis=1, keepdims=True)
    mean = share @ grid.points
    square = share @ grid.points**2 - mean**2
    summary["mean"][row] = mean
    summary["sd"][row] = np.sqrt(np.maximum(square, 0.0))
    for name, level in (("q05", 0.05), ("q95", 0.95)):
        summary[name][row] = quantiles(share, grid, level)


def quantiles(share: Floats, grid: Grid, level: float) -> Floats:
    """Quantiles of densities that are given by their values at the points of a grid.

    The sum up to a point is the distribution function half a spacing further on, less 1/24 of the
    difference of the neighbouring chances (midpoint rule); between these it is interpolated on
    the scale of normal scores, on which a normal distribution is a straight line.

    Args:
        share: chances of the points, shape (rows, K).
        grid: the points.
        level: of the quantile, 0 to 1 (exclusive).
    """
    import numpy as np
    from scipy.special import ndtri

    sums = share[:, :-1].cumsum(axis=1) + np.diff(share, axis=1) / 24.0
    sums = np.clip(sums, 1e-9, 1.0 - 1e-9)
    after = np.clip((sums < level).sum(axis=1), 1, sums.shape[1] - 1)
    low, high = (
        ndtri(np.take_along_axis(sums, at[:, None], axis=1)[:, 0]) for at in (after - 1, after)
    )
    width = np.where(high > low, high - low, 1.0)
    part = np.clip((ndtri(level) - low) / width, -1.0, 2.0)
    return np.asarray(grid.low + (after - 0.5 + part) * grid.spacing)


def _diagnose(
    summary: dict[str, Singles], row: NDArray[np.int64], points: NDArray[np.int16]
) -> None:
    """Diagnose states by draws of shape (chains, draws, rows)."""
    import numpy as np

    def found(start: int) -> Convergence:
        some = np.moveaxis(points[..., start : start + DIAGNOSED], -1, 0)
        return convergence(np.ascontiguousarray(some))

    starts = range(0, len(row), DIAGNOSED)
    for start, said in zip(starts, in_threads(found, starts), strict=True):
        which = row[start : start + DIAGNOSED]
        summary["rhat"][which] = said.rhat
        summary["bulk"][which] = said.bulk
        summary["tail"][which] = said.tail
