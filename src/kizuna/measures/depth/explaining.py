"""Which indicators make depth what it is, and moved it.

An indicator's weight is what is lost without it: the posterior mean of depth given everything,
less the mean given everything but the whole series of that indicator, with the parameters of the
items at their posterior mean. What the year's move owes to it is the same of the difference from
the year before. As indicators confirm each other, weights need not add up to the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from kizuna.measures.depth.result import DepthFit

    Floats = NDArray[np.float64]


def why(fit: DepthFit, unit: str, year: int) -> pl.DataFrame:
    """Weights of the indicators of a unit in a year, the largest move first.

    Args:
        fit: the fit.
        unit: name of the unit.
        year: the year; of a static set any year will do.

    Returns:
        ``item, label, group, before, now, weight, moved``: the category the row before and now
        (``None`` if missing or first), the part of the level that would be lost without the item,
        and of the change since the row before. In the first row ``moved`` is the weight.

    Raises:
        InputError: the unit is unknown, or not in the data in this year.
    """
    import polars as pl

    row = fit.row_of(unit, year)
    first = fit.data.rows_of(unit).start
    given = fit.indicators
    lost = _lost(fit, unit)
    level, moved = lost[row - first], _moved(lost, row - first)
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
    moved = _moved(_lost(fit, unit), at)
    return {item.code: float(part) for item, part in zip(fit.data.items, moved, strict=True)}


def _moved(lost: Floats, at: int) -> Floats:
    import numpy as np

    return np.asarray(lost[at] - lost[at - 1] if at else lost[at])


def _lost(fit: DepthFit, unit: str) -> Floats:
    """What each item adds to the mean of depth, shape (rows of the unit, items)."""
    import numpy as np

    cache: dict[str, Floats] = fit.__dict__.setdefault("_lost", {})
    if unit not in cache:
        rows = fit.data.rows_of(unit)
        since = (fit.data.time[rows] - fit.data.time[rows.start]).astype(np.int64)
        if not fit.data.dynamic:
            since[:] = 0
        logs = _logs(fit, rows)
        whole = logs.sum(axis=0)
        cases = np.zeros((len(logs) + 1, int(since[-1]) + 1, fit.grid.size))
        cases[0, since] = whole
        cases[1:, since] = whole - logs
        means = _means(cases, fit.transition, fit.entry[fit.data.unit[rows.start]], fit.grid.points)
        cache[unit] = (means[0] - means[1:])[:, since].T
    return cache[unit]


def _logs(fit: DepthFit, rows: slice) -> Floats:
    """Log chance of what each item showed, shape (items, rows, K); 0 where it is missing."""
    import numpy as np

    from kizuna.measures.depth.histories import responses_of

    places = fit.settings.layout(fit.data).places
    codes = responses_of(fit.data, rows)
    logs = np.zeros((codes.shape[1], len(codes), fit.grid.size))
    for column in range(codes.shape[1]):
        seen = codes[:, column] >= 0
        logs[column, seen] = fit.response[places[column] + codes[seen, column]]
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
