"""Which indicators make depth what it is, and moved it.

With ``l_i`` what an indicator's whole series says (its log likelihood), let all of them be believed
by a part ``s`` from 0, where only the prior counts, to 1, where depth is what the fit says. On the
way depth moves at the rate ``sum_i Cov_s(depth, l_i)``, and each indicator's share of that, summed
over the way, is its weight (Aumann and Shapley 1974; integrated gradients, Sundararajan, Taly and
Yan 2017). Weights therefore add up to the whole: to depth less the mean at entry before anything
was seen, and in their changes to the change of depth. The parameters of the items are held at their
posterior mean.
"""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

from kizuna.errors import InputError, KizunaError

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from kizuna.measures.depth.result import DepthFit

    Floats = NDArray[np.float64]


NODES = 12
"""Places on the way (Gauss-Legendre) at which the shares are taken."""

NUDGE = 1e-4
"""By which part an indicator is believed more and less there."""


def asked(fit: DepthFit, one: str, other: str | int, year: int | None) -> tuple[str, int]:
    """Which unit and year is asked about: a pair in any order and a year, or a unit and a year.

    Args:
        fit: the fit.
        one: a side, by code, name or alias; or a unit by its name.
        other: the other side; or the year.
        year: the year, of a pair.

    Raises:
        InputError: the year is missing, or no whole number.
    """
    from kizuna.codebook import load

    when = year if isinstance(other, str) else other
    if not isinstance(when, Integral) or isinstance(when, bool):
        given = ", ".join(map(repr, (one, other) if year is None else (one, other, year)))
        sides = f"{one!r}, {other!r}" if year is not None or isinstance(other, str) else f"{one!r}"
        raise InputError(f"why({given}) needs a year as a whole number: why({sides}, 2016)")
    if not isinstance(other, str):
        return one, int(when)
    pair = "-".join(sorted((one, other)))
    if pair not in fit.data.units:
        try:
            book = load()
            pair = "-".join(sorted(book.actor(side).code for side in (one, other)))
        except KizunaError:
            pass  # of units that are no actors: what is not known is told by the name as given
    return pair, int(when)


def why(fit: DepthFit, unit: str, year: int) -> pl.DataFrame:
    """Weights of the indicators of a unit in a year, the largest move first.

    Args:
        fit: the fit.
        unit: name of the unit.
        year: the year; of a static set any year will do.

    Returns:
        ``item, label, group, before, now, weight, moved``: the category the row before and now
        (``None`` if missing or first), the item's share of the level, and of the change since the
        row before. Both add up: to depth less its mean before anything was seen, and to the change.
        In the first row ``moved`` is the weight.

    Raises:
        InputError: the unit is unknown, or not in the data in this year.
    """
    import polars as pl

    row = fit.row_of(unit, year)
    first = fit.data.rows_of(unit).start
    given = fit.indicators
    shares = _shares(fit, unit)
    level, moved = shares[row - first], _moved(shares, row - first)
    now = given.codes[row]
    before = given.codes[row - 1] if row > first else [-1] * len(given.items)
    return pl.DataFrame(
        {
            "item": [item.code for item in given.items],
            "label": [item.label for item in given.items],
            "group": [item.group for item in given.items],
            "before": [None if code < 0 else int(code) for code in before],
            "now": [None if code < 0 else int(code) for code in now],
            "weight": level,
            "moved": moved,
        },
        schema_overrides={"before": pl.Int64, "now": pl.Int64},
    ).sort(pl.col("moved").abs(), descending=True, maintain_order=True)


def weights(fit: DepthFit, unit: str, year: int) -> dict[str, float]:
    """What the move since the row before owes to each item (first row: the level)."""
    at = fit.row_of(unit, year) - fit.data.rows_of(unit).start
    moved = _moved(_shares(fit, unit), at)
    return {item.code: float(part) for item, part in zip(fit.data.items, moved, strict=True)}


def levels(fit: DepthFit, unit: str, year: int) -> dict[str, float]:
    """What depth owes to each item."""
    at = fit.row_of(unit, year) - fit.data.rows_of(unit).start
    level = _shares(fit, unit)[at]
    return {item.code: float(part) for item, part in zip(fit.data.items, level, strict=True)}


def _moved(shares: Floats, at: int) -> Floats:
    import numpy as np

    return np.asarray(shares[at] - shares[at - 1] if at else shares[at])


def _shares(fit: DepthFit, unit: str) -> Floats:
    """Each item's share of the mean of depth, shape (rows of the unit, items)."""
    import numpy as np

    cache: dict[str, Floats] = fit.__dict__.setdefault("_shares", {})
    if unit not in cache:
        rows = fit.data.rows_of(unit)
        since = (fit.data.time[rows] - fit.data.time[rows.start]).astype(np.int64)
        if not fit.data.dynamic:
            since[:] = 0
        logs = _logs(fit, rows)
        entry = fit.entry[fit.data.unit[rows.start]]
        own = np.zeros((len(logs), int(since[-1]) + 1, fit.grid.size))
        own[:, since] = logs
        total: Floats = np.zeros((len(logs), own.shape[1]))
        places, steps = np.polynomial.legendre.leggauss(NODES)
        # Most is said early on the way; squares put the nodes there.
        for root, step in zip((places + 1.0) / 2.0, steps / 2.0, strict=True):
            ways = np.concatenate([NUDGE * own, -NUDGE * own]) + root**2 * own.sum(axis=0)
            up, down = np.split(_means(ways, fit.transition, entry, fit.grid.points), 2)
            total += 2.0 * root * step * (up - down) / (2.0 * NUDGE)
        cache[unit] = total[:, since].T
    return cache[unit]


def _logs(fit: DepthFit, rows: slice) -> Floats:
    """Log chance of what each item showed, shape (items, rows, K); 0 where it is missing."""
    import numpy as np

    from kizuna.measures.depth.histories import responses_of

    layout = fit.settings.layout(fit.data)
    codes = responses_of(fit.data, rows)
    logs = np.zeros((codes.shape[1], len(codes), fit.grid.size))
    for column in range(codes.shape[1]):
        seen = codes[:, column] >= 0
        shown = fit.response[layout.places[column] + codes[seen, column]]
        logs[column, seen] = fit.data.items[column].weight * shown
    return logs


def _means(logs: Floats, transition: Floats, entry: Floats, points: Floats) -> Floats:
    """Posterior means by forward and backward pass.

    Args:
        logs: log chance of the responses, shape (cases, years, K).
        transition: chances, shape (K, K).
        entry: log chance of the first state, shape (K,).
        points: of the grid, shape (K,).

    Returns:
        Shape (cases, years).
    """
    import numpy as np

    chance = np.exp(logs - logs.max(axis=-1, keepdims=True))
    years = chance.shape[1]
    ahead = np.ones_like(chance)
    for year in range(years - 2, -1, -1):
        later = (ahead[:, year + 1] * chance[:, year + 1]) @ transition.T
        ahead[:, year] = later / later.max(axis=-1, keepdims=True)
    means = np.empty(chance.shape[:2])
    arriving = np.broadcast_to(np.exp(entry), chance[:, 0].shape)
    for year in range(years):
        joint = (arriving + 1e-200) * chance[:, year]
        filtered = joint / joint.sum(axis=-1, keepdims=True)
        smoothed = filtered * ahead[:, year]
        means[:, year] = smoothed @ points / smoothed.sum(axis=-1)
        arriving = filtered @ transition
    return means
