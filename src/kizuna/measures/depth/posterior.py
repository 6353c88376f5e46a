"""The posterior of the item parameters, with the latent states integrated out."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import jax
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.histories import Histories
    from kizuna.measures.depth.model import Layout

    Floats = NDArray[np.float64]
    from kizuna.measures.depth.model import Tables

    Gradient = Callable[[Floats], tuple[Any, Any]]

Given = TypeVar("Given")
Made = TypeVar("Made")

SINGLE_FROM = 2_000
"""Years of histories from which the passes are done in float32; sums stay in float64."""

FINEST = 512
"""Most points of a grid."""

REACH = 4.5
"""Standard deviations of the prior of the latest year that the grid covers to either side."""

SPACING = 1.4
"""Spacing of the grid in innovation standard deviations, at most."""

SPACING_POSTERIOR = 1.6
"""Spacing in standard deviations of the sharpest posterior of a state, at most."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Evenly spaced depths.

    Attributes:
        low, high: the ends.
        size: number of points.
    """

    low: float
    high: float
    size: int

    @property
    def points(self) -> Floats:
        """The depths, shape (size,)."""
        import numpy as np

        return np.linspace(self.low, self.high, self.size)

    @property
    def spacing(self) -> float:
        """Distance of neighbours."""
        return (self.high - self.low) / (self.size - 1)


def grid_for(
    layout: Layout, phi: Floats, sd: Floats, histories: Histories, *, at_least: float = 0.0
) -> Grid:
    """A grid that resolves the model at these parameters.

    A sum over points that lie ``h`` apart misses the integral of a normal density of standard
    deviation ``s`` by about ``2 exp(-2 (pi s / h)^2)`` (Trefethen and Weideman 2014): by 9e-5 at
    ``h = 1.4 s`` and by 9e-4 at ``h = 1.6 s``. The innovations are resolved as the first, the
    sharpest posterior of a state as the second, both at the lower end of their uncertainty.

    Args:
        layout: of the parameters.
        phi: unbounded parameters, shape (D,).
        sd: their standard deviations, shape (D,).
        histories: the longest tells how far depth can walk.
        at_least: reach to either side that is needed in any case.
    """
    import numpy as np

    slope = np.exp(phi[layout.slices["discrimination"]])[layout.slope_of]
    centre = histories.covariates @ phi[layout.slices["covariate"]]
    variance, precise = 1.0, 1.0
    if layout.dynamic:
        scale = float(np.exp(phi[layout.slices["innovation"]][0]))
        low = scale * math.exp(-3.0 * float(sd[layout.slices["innovation"]][0]))
        years = int(histories.length.max()) - 1
        variance += years * scale**2 * _tail_factor(layout, phi)
        precise = 2.0 / scale**2
    reach = max(REACH * math.sqrt(variance), at_least)
    wanted = SPACING_POSTERIOR / math.sqrt(
        _information(layout, phi, slope, histories.counts, reach) + precise
    )
    if layout.dynamic:
        wanted = min(wanted, SPACING * low)
    ends = (-reach + float(centre.min()), reach + float(centre.max()))
    size = max(math.ceil((ends[1] - ends[0]) / wanted) + 1, 40)
    # Sizes in steps of an eighth to a quarter, so that few shapes are compiled.
    step = 1 << (size.bit_length() - 3)
    return Grid(ends[0], ends[1], min(-(-size // step) * step, FINEST))


def _tail_factor(layout: Layout, phi: Floats) -> float:
    """Variance of an innovation relative to its squared scale, held below 10."""
    import numpy as np

    if not layout.robust:
        return 1.0
    beyond = float(np.exp(phi[layout.slices["tail"]][0]))
    return min((2.0 + beyond) / beyond, 10.0)


def _information(layout: Layout, phi: Floats, slope: Floats, counts: Floats, reach: float) -> float:
    """Largest information of all items together at any depth."""
    import jax.numpy as jnp
    import numpy as np

    grid = jnp.asarray(np.linspace(-reach, reach, 201))
    none = jnp.zeros((1, len(phi[layout.slices["covariate"]])))
    response = np.asarray(compiled_tables()(layout, phi, grid, none).response)
    fresh = layout.fresh
    return float(information(layout, response[fresh], slope[fresh], counts).sum(axis=0).max())


def information(layout: Layout, response: Floats, slope: Floats, counts: Floats) -> Floats:
    """Fisher information of each item about depth, shape (items, K).

    For graded responses it is ``a^2 sum_c P_c (1 - P(>=c) - P(>c))^2`` (Samejima 1969).

    Args:
        layout: of the parameters.
        response: log chance of each category, shape (categories in all, K).
        slope: discrimination of each flat category, shape (categories in all,).
        counts: what a response of each item counts, shape (items,).
    """
    import numpy as np

    chance = np.exp(response)
    curves = []
    for start, stop in zip(layout.offsets[:-1], layout.offsets[1:], strict=True):
        part = chance[start:stop]
        above = np.concatenate([part[::-1].cumsum(axis=0)[::-1], np.zeros((1, part.shape[1]))])
        curves.append(slope[start] ** 2 * (part * (1.0 - above[:-1] - above[1:]) ** 2).sum(axis=0))
    return np.stack(curves) * counts[:, None]


def log_posterior(
    layout: Layout, histories: Histories, grid: Grid, *, dtype: str | None = None
) -> Gradient:
    """A compiled function from parameters (chains, D) to log densities and gradients.

    Args:
        layout: of the parameters.
        histories: the data.
        grid: of the latent states.
        dtype: of the passes. Default: float32 for large data, otherwise float64.
    """
    import jax
    import jax.numpy as jnp
    import numpy as np

    from kizuna.measures.depth.histories import batch_of

    batch = batch_of(histories, layout, dtype or type_for(histories.rows))
    one, several = _compiled()
    rest = (batch, jnp.asarray(grid.points), jnp.asarray(histories.covariates))
    if jax.default_backend() != "cpu":
        return lambda phi: several(layout, phi, *rest)

    def of(row: Floats) -> tuple[Any, Any]:
        value, slope = one(layout, row, *rest)
        return float(value), np.asarray(slope)

    # On processors a thread for each chain is faster than a batch of products of matrices.
    def side_by_side(phi: Floats) -> tuple[Floats, Floats]:
        found = list(in_threads(of, phi))
        return np.array([f[0] for f in found]), np.array([f[1] for f in found])

    return side_by_side


def in_threads(work: Callable[[Given], Made], items: Iterable[Given]) -> Iterator[Made]:
    """What is made of each item, in order; as many at once as there are cores."""
    import jax

    wide = jax.dtypes.canonicalize_dtype("float64") == "float64"

    def one(item: Given) -> Made:
        # The width of numbers is a setting of the thread.
        with jax.enable_x64(wide):
            return work(item)

    return _pool().map(one, items)


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count())


@lru_cache(maxsize=1)
def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Log density and gradient at one row of parameters, and at several; compiled once per shape."""
    import jax

    from kizuna.measures.depth.histories import Batch
    from kizuna.measures.depth.model import log_prior, tables_of
    from kizuna.measures.depth.passes import log_likelihood_and_gradient

    def one(
        layout: Layout, phi: jax.Array, batch: Batch, points: jax.Array, covariates: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        tables, pull = jax.vjp(lambda p: tables_of(layout, p, points, covariates), phi)
        value, by_table = log_likelihood_and_gradient(tables, batch)
        prior, by_prior = jax.value_and_grad(lambda p: log_prior(layout, p))(phi)
        return value + prior, pull(by_table)[0] + by_prior

    several = jax.vmap(one, in_axes=(None, 0, None, None, None))
    return jax.jit(one, static_argnums=0), jax.jit(several, static_argnums=0)


@lru_cache(maxsize=1)
def compiled_tables() -> Callable[..., Tables]:
    """The tables of the model as one compiled function of layout, parameters, points, covariates."""
    import jax

    from kizuna.measures.depth.model import tables_of

    return jax.jit(tables_of, static_argnums=0)


def type_for(rows: int) -> str:
    """Type of the passes for this many years of histories."""
    return "float32" if rows >= SINGLE_FROM else "float64"
