"""Data that the model makes: for calibration, for tests, for planning a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kizuna.measures.depth.discounting import stands
from kizuna.measures.depth.indicators import Indicators, Item
from kizuna.measures.depth.model import Layout, Priors, layout_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """Simulated data and the truth behind them.

    Attributes:
        data: the indicators.
        phi: true unbounded parameters, shape (D,).
        depth: true depth, shape (rows,).
    """

    data: Indicators
    phi: Floats
    depth: Floats


def simulate(
    *,
    units: int,
    years: int,
    categories: Sequence[int],
    sticky: Sequence[int] = (),
    seed: int,
    missing: float = 0.0,
    stay: float = 1.0,
    renewed: float = 1.0,
    robust: bool = False,
    alike: bool = False,
    priors: Priors | None = None,
) -> Simulated:
    """Draw parameters from the priors, walks, and responses.

    Args:
        units: number of units.
        years: longest series; 1 for a static set.
        categories: of each item.
        sticky: places of the items that lean towards what they were.
        seed: of the random numbers.
        missing: chance that a response is missing, 0 to 1.
        stay: least share of the years for which a unit is there; entry and exit are drawn.
        renewed: chance that what else decides a response is drawn anew in a year, 0 to 1; with less
            than 1 responses stand for years, for reasons of their own.
        robust: innovations from Student's t.
        alike: one discrimination for all items.
        priors: from which the parameters are drawn.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    items = tuple(
        Item(f"i{n}", f"item {n}", c, sticky=n in sticky) for n, c in enumerate(categories)
    )
    layout = layout_of(
        items, dynamic=years > 1, robust=robust, priors=priors or Priors(), alike=alike
    )
    phi = layout.mean + layout.sd * rng.standard_normal(layout.size)
    length = rng.integers(max(round(stay * years), 1), years + 1, size=units)
    unit = np.repeat(np.arange(units, dtype=np.int32), length)
    start = np.repeat(length.cumsum() - length, length)
    since = np.arange(len(unit)) - start
    first = rng.integers(0, years - length + 1)
    moves = rng.standard_normal(len(unit))
    if years > 1:
        scale = np.exp(phi[layout.slices["innovation"]][0])
        moves = np.where(since == 0, moves, scale * _noise(phi[layout.slices["tail"]], moves, rng))
    sums = moves.cumsum()
    depth = sums - np.append(0.0, sums)[start]
    known = rng.random((len(unit), len(items))) >= missing
    drawn = rng.random(known.shape)
    if renewed < 1.0:
        drawn = stands(drawn, (rng.random(known.shape) < renewed) | (since == 0)[:, None])
    codes = _responses(layout, phi, depth, since, known, drawn)
    return Simulated(
        Indicators(
            units=tuple(f"u{n}" for n in range(units)),
            items=items,
            unit=unit,
            time=(1950 + np.repeat(first, length) + since).astype(np.int32),
            codes=codes,
            label="simulated",
            dynamic=years > 1,
        ),
        phi,
        depth,
    )


def _noise(tail: Floats, normal: Floats, rng: np.random.Generator) -> Floats:
    """Standard innovations: normal, or Student's t if there is a parameter for its tail."""
    import numpy as np

    if not len(tail):
        return normal
    freedom = 2.0 + np.exp(tail[0])
    return np.asarray(normal / np.sqrt(rng.chisquare(freedom, len(normal)) / freedom))


def _responses(
    layout: Layout,
    phi: Floats,
    depth: Floats,
    since: NDArray[np.int64],
    known: NDArray[np.bool_],
    drawn: Floats,
) -> NDArray[np.int8]:
    """Categories, -1 where not known; year by year, since what was known before may matter."""
    import jax.numpy as jnp
    import numpy as np

    from kizuna.measures.depth.fitting import exact_sums
    from kizuna.measures.depth.model import responses

    with exact_sums():
        log = responses(layout, jnp.asarray(phi), jnp.asarray(depth))
        chance = np.exp(np.asarray(log, dtype=np.float64))
    codes = np.full(known.shape, -1, dtype=np.int8)
    for year in range(int(since.max()) + 1):
        rows = np.flatnonzero(since == year)
        for item, (start, stop) in enumerate(
            zip(layout.places[:-1], layout.places[1:], strict=True)
        ):
            count = int(layout.offsets[item + 1] - layout.offsets[item])
            table = chance[start:stop].reshape(-1, count, len(depth))
            last = codes[rows - 1, item] if year and len(table) > 1 else -1
            sums = table[np.add(last, 1), :, rows].cumsum(axis=-1)
            found = (drawn[rows, item, None] >= sums[:, :-1]).sum(axis=1)
            codes[rows, item] = np.where(known[rows, item], found, -1)
    return codes
