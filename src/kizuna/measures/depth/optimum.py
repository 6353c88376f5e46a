"""The mode of the posterior, and the normal distribution around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kizuna.errors import KizunaError
from kizuna.measures.depth.histories import Histories, some_of
from kizuna.measures.depth.posterior import Grid, grid_for, log_posterior

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.indicators import Indicators
    from kizuna.measures.depth.model import Layout
    from kizuna.measures.depth.posterior import Gradient

    Floats = NDArray[np.float64]
    Told = Callable[[str], None]

PART = 20_000
"""Years of histories from which a part is fitted first, and gives the curvature."""

STEP = 0.05
"""Step of the differences that give the curvature, in standard deviations."""


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    """A normal distribution of the parameters.

    Attributes:
        mean: shape (D,).
        root: lower triangular root of the covariance, shape (D, D).
    """

    mean: Floats
    root: Floats

    @property
    def sd(self) -> Floats:
        """Standard deviations, shape (D,)."""
        import numpy as np

        return np.asarray(np.sqrt((self.root**2).sum(axis=1)))


def start_of(layout: Layout, data: Indicators) -> Floats:
    """Where to start: thresholds from how often each category is met, the rest at the prior."""
    import numpy as np

    phi = layout.mean.copy()
    first, gap = layout.slices["threshold"].start, layout.slices["gap"].start
    for column in range(len(data.items)):
        codes = data.codes[:, column]
        seen = codes[codes >= 0]
        flat = layout.fresh[layout.offsets[column] : layout.offsets[column + 1]]
        counts = np.bincount(seen, minlength=len(flat)) + 0.5
        above = counts[::-1].cumsum()[::-1][1:] / counts.sum()
        level = 1.4 * np.log((1.0 - above) / above)
        phi[first + layout.item_of[flat[0]]] = level[0]
        for category, place in enumerate(layout.gap_of[flat]):
            if place >= 0:
                width = max(float(level[category] - level[category - 1]), 0.1)
                phi[gap + place] = np.log(width)
    return phi


ROUNDS = 4
"""How often the grid may be changed."""


def mode_of(
    layout: Layout, histories: Histories, start: Floats, *, seed: int, told: Told
) -> tuple[Normal, Grid]:
    """The mode, the normal distribution around it (Laplace), and the grid it needs.

    Large data are fitted in part first: histories drawn with more chance the rarer their
    responses, and weighted by its inverse. That part also gives the curvature; the mode is then
    found on all data with few passes.

    Args:
        layout: of the parameters.
        histories: the data.
        start: where to start, shape (D,).
        seed: of the part that is drawn.
        told: called with what is being done.

    Raises:
        KizunaError: the curvature is not that of a mode; says which parameter is not determined.
    """
    import numpy as np

    part = _part_of(histories, seed)
    told("looking for the mode")
    grid = grid_for(layout, start, layout.sd * 0.1, histories)
    phi, around = start, Normal(start, np.diag(layout.sd * 0.1))
    for _ in range(ROUNDS):
        phi = _climb(log_posterior(layout, part, grid), phi, layout.sd * 0.3)
        wanted = grid_for(layout, phi, around.sd, histories)
        if not _serves(grid, wanted):
            grid = wanted
            phi = _climb(log_posterior(layout, part, grid), phi, layout.sd * 0.3)
        told("curvature at the mode")
        around = _laplace(layout, log_posterior(layout, part, grid), phi)
        wanted = grid_for(layout, phi, around.sd, histories)
        if _serves(grid, wanted):
            break
        grid = wanted
    if part is not histories:
        told("the mode on all data")
    return Normal(_polish(log_posterior(layout, histories, grid), phi, around), around.root), grid


def _serves(grid: Grid, wanted: Grid) -> bool:
    near = wanted.spacing * 0.6 <= grid.spacing <= wanted.spacing * 1.1
    wide = grid.high >= wanted.high * 0.97 and grid.low <= wanted.low * 0.97
    return near and wide and grid.high <= wanted.high * 1.3


def _part_of(histories: Histories, seed: int) -> Histories:
    """Histories drawn without replacement, in proportion to how rare their responses are."""
    import numpy as np

    if histories.rows <= PART:
        return histories
    codes = histories.patterns.astype(np.int64)
    times = np.bincount(
        histories.years.reshape(-1),
        weights=np.repeat(histories.weight, histories.years.shape[1]),
        minlength=len(codes),
    )
    rare = np.zeros(len(codes))
    for column in codes.T:
        counts = np.bincount(column + 1, weights=times)
        share = 1.0 / np.maximum(counts, 1.0)
        share[0] = 0.0
        rare += share[column + 1]
    score = rare[histories.years].sum(axis=1) * histories.weight
    score = score / score.sum() + 0.5 * histories.length / histories.rows
    chance = np.minimum(1.0, score / score.sum() * len(score) * PART / histories.rows)
    chosen = np.flatnonzero(np.random.default_rng(seed).random(len(chance)) < chance)
    return some_of(histories, chosen, histories.weight[chosen] / chance[chosen])


def _climb(gradient: Gradient, start: Floats, scale: Floats) -> Floats:
    """Maximise by L-BFGS (Liu and Nocedal 1989) in units of ``scale``."""
    import numpy as np
    from scipy.optimize import minimize

    def down(z: Floats) -> tuple[float, Floats]:
        value, slope = gradient((start + scale * z)[None])
        return -float(value[0]), -np.asarray(slope[0]) * scale

    found = minimize(down, np.zeros_like(start), jac=True, method="L-BFGS-B", options=_OPTIONS)
    return np.asarray(start + scale * found.x)


_OPTIONS = {"maxiter": 500, "maxcor": 30, "ftol": 1e-9, "gtol": 1e-3}


def _polish(gradient: Gradient, phi: Floats, around: Normal) -> Floats:
    """A few more steps in units in which the posterior is round."""
    import numpy as np
    from scipy.optimize import minimize

    def down(z: Floats) -> tuple[float, Floats]:
        value, slope = gradient((phi + around.root @ z)[None])
        return -float(value[0]), -np.asarray(slope[0]) @ around.root

    options = {"maxiter": 25, "maxcor": 20, "ftol": 1e-12, "gtol": 0.1}
    found = minimize(down, np.zeros_like(phi), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(phi + around.root @ found.x)


def _laplace(layout: Layout, gradient: Gradient, phi: Floats) -> Normal:
    """The normal distribution that has the curvature of the log posterior."""
    import numpy as np

    size = len(phi)
    scale = np.minimum(layout.sd, 0.02)
    for _ in range(2):
        precision = np.empty((size, size))
        for start in range(0, size, 16):
            which = np.arange(start, min(start + 16, size))
            shift = np.zeros((2 * len(which), size))
            shift[np.arange(len(which)), which] = scale[which]
            shift[len(which) + np.arange(len(which)), which] = -scale[which]
            slopes = np.asarray(gradient(_padded(phi + shift))[1])[: len(shift)]
            ahead, behind = slopes[: len(which)], slopes[len(which) :]
            precision[which] = -(ahead - behind) / (2.0 * scale[which])[:, None]
        precision = (precision + precision.T) / 2.0
        diagonal = np.maximum(np.diag(precision), 0.25 / layout.sd**2)
        scale = STEP / np.sqrt(diagonal)
        if len(precision) and scale.min() > 0.005:
            break
    return Normal(phi, _root(layout, precision))


def _padded(rows: Floats) -> Floats:
    """Always 32 rows, so that one shape is compiled."""
    import numpy as np

    return np.concatenate([rows, np.repeat(rows[:1], 32 - len(rows), axis=0)])


def _root(layout: Layout, precision: Floats) -> Floats:
    """Root of the covariance; directions that the data leave open have the prior's width."""
    import numpy as np

    scaled = precision * np.outer(layout.sd, layout.sd)
    if not np.isfinite(scaled).all():
        row = int(np.argwhere(~np.isfinite(scaled))[0, 0])
        raise KizunaError(
            f"the posterior has no curvature in {layout.names[row]}: the data may hold too few "
            "responses for it; drop the item or merge its categories"
        )
    values, vectors = np.linalg.eigh(scaled)
    # On this scale the prior alone has curvature 1 in every direction.
    covariance = (vectors / np.maximum(values, 0.5)) @ vectors.T
    return np.asarray(np.linalg.cholesky(covariance * np.outer(layout.sd, layout.sd)))
