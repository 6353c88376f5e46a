"""Posterior predictive checks of each item: would the fitted model make such data?

Two things are compared between the data and data replicated from draws of the posterior (Gelman,
Meng and Stern 1996): how often each category is met, and how often the category changes from one
year to the next. The second is where the model may fail: indicators that stay as they are for
reasons of their own (a treaty stays in force) change less often than depth and chance say. Sticky
items are replicated given what they showed the year before, and items whose responses count for
less than one (:mod:`kizuna.measures.depth.discounting`) with reasons that stand for years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from kizuna.measures.depth.discounting import standing, stands

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.indicators import Indicators
    from kizuna.measures.depth.model import Layout

    Floats = NDArray[np.float64]

REPLICATES = 500
"""Replicated data sets: the least two-sided probability that can be found is 2 in 501."""

STATES = 100
"""Draws of the states from which they are made, at most."""


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """Checks of one item; shares are between 0 and 1.

    Attributes:
        item: code of the item.
        observed: share of each category in the data.
        expected: mean share in replicated data.
        share_p: smallest probability over categories that replicated data are as far from their
            mean as the data (two sides).
        changes, expected_changes: share of years in which the category changed; not a number for
            static sets.
        changes_p: two-sided probability for the changes.
        independent_changes: expected if nothing but depth stood for years.
    """

    item: str
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    share_p: float
    changes: float
    expected_changes: float
    changes_p: float
    independent_changes: float = float("nan")

    def to_dict(self) -> dict[str, Any]:
        """Names and values."""
        return {name: getattr(self, name) for name in self.__slots__}


def checks(
    data: Indicators,
    responses: list[Floats],
    points: NDArray[np.int16],
    layout: Layout,
    *,
    seed: int,
) -> tuple[ItemCheck, ...]:
    """Check every item.

    Args:
        data: the indicators.
        responses: per draw, log chance of each response, shape (responses in all, K).
        points: the states of these draws, shape (draws, rows).
        layout: of the model.
        seed: of the replicated data.
    """
    import numpy as np

    from kizuna.measures.depth.histories import responses_of

    rng = np.random.default_rng(seed)
    times = -(-REPLICATES // len(points))
    shown = responses_of(data)
    follows = np.zeros(len(data.unit), dtype=bool)
    follows[1:] = (np.diff(data.unit) == 0) & (np.diff(data.time) == 1)
    found = []
    for column, item in enumerate(data.items):
        codes = data.codes[:, column]
        known = np.flatnonzero(codes >= 0)
        pair = np.flatnonzero(follows & (codes >= 0) & (np.roll(codes, 1) >= 0))
        # What each response follows: nothing that counts, or one of the categories.
        after = shown[known, column].astype(np.int64) // item.categories
        place = slice(int(layout.places[column]), int(layout.places[column + 1]))
        shares: list[Floats] = []
        changes: list[float] = []
        alone: list[float] = []
        for response, states in zip(responses, points, strict=True):
            chance = _chances(response[place], item.categories)
            if len(chance) > 1:
                changes += _leaps(chance, after, states[known], rng, times)
            else:
                alone += _changes(chance[0], states[pair - 1], states[pair], rng, times)
            if item.weight < 1.0 and len(chance) == 1:
                series = _Series(known, pair, follows[known], standing(item.weight))
                both = _standing_years(chance[0], states, series, rng, times)
                shares, changes = shares + both[0], changes + both[1]
            else:
                shares += _shares(chance, after, states[known], rng, times)
        observed = np.bincount(codes[known], minlength=item.categories) / max(len(known), 1)
        moved = float((codes[pair] != codes[pair - 1]).mean()) if len(pair) else float("nan")
        made = _check(item.code, observed, np.array(shares), moved, np.array(changes or alone))
        found.append(replace(made, independent_changes=_mean(alone or changes)))
    return tuple(found)


class _Series(NamedTuple):
    """Rows of an item.

    Attributes:
        known: where it is known.
        pair: where it was known the year before, too.
        follows: of the known ones, those that follow the year before.
        stays: probability that what else decides it stays as it is for a year.
    """

    known: NDArray[np.int64]
    pair: NDArray[np.int64]
    follows: NDArray[np.bool_]
    stays: float


def _standing_years(
    chance: Floats,
    states: NDArray[np.int16],
    series: _Series,
    rng: np.random.Generator,
    times: int,
) -> tuple[list[Floats], list[float]]:
    """Shares of the categories and of changes in replicated items whose reasons stand for years."""
    import numpy as np

    rows = len(series.known)
    sums = chance.cumsum(axis=1)[states[series.known], :-1]
    anew = (rng.random((rows, times)) >= series.stays) | ~series.follows[:, None]
    drawn = stands(rng.random((rows, times)), anew)
    codes = (drawn[:, :, None] >= sums[:, None, :]).sum(axis=2)
    counts = [np.bincount(codes[:, n], minlength=chance.shape[1]) for n in range(times)]
    # A known year before a pair is the row of `known` just before it.
    at = np.searchsorted(series.known, series.pair)
    moved = (codes[at] != codes[at - 1]).mean(axis=0) if len(at) else np.full(times, np.nan)
    return [count / max(rows, 1) for count in counts], moved.tolist()


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _check(
    name: str, observed: Floats, shares: Floats, changes: float, replicated: Floats
) -> ItemCheck:
    import numpy as np

    return ItemCheck(
        item=name,
        observed=tuple(observed.tolist()),
        expected=tuple(shares.mean(axis=0).tolist()),
        share_p=min(_two_sided(o, s) for o, s in zip(observed, shares.T, strict=True)),
        changes=changes,
        expected_changes=float(replicated.mean()) if np.isfinite(changes) else float("nan"),
        changes_p=_two_sided(changes, replicated) if np.isfinite(changes) else float("nan"),
    )


def _two_sided(observed: float, replicated: Floats) -> float:
    number = len(replicated) + 1.0
    above = (float((replicated >= observed).sum()) + 1.0) / number
    below = (float((replicated <= observed).sum()) + 1.0) / number
    return min(1.0, 2.0 * min(above, below))


def _chances(response: Floats, categories: int) -> Floats:
    """Chances of the categories by what came before and state, shape (before, K, categories)."""
    import numpy as np

    chance = np.exp(response.reshape(-1, categories, response.shape[1])).swapaxes(1, 2)
    return np.asarray(chance / chance.sum(axis=2, keepdims=True))


def _shares(
    chance: Floats,
    after: NDArray[np.int64],
    states: NDArray[np.int16],
    rng: np.random.Generator,
    times: int,
) -> list[Floats]:
    """Shares of the categories in replicated items, a vector for each of them."""
    import numpy as np

    before, points, categories = chance.shape
    at = np.bincount(after * points + states, minlength=before * points)
    met = np.flatnonzero(at)
    flat = chance.reshape(-1, categories)[met]
    total = max(len(states), 1)
    return [rng.multinomial(at[met], flat).sum(axis=0) / total for _ in range(times)]


def _changes(
    chance: Floats,
    before: NDArray[np.int16],
    after: NDArray[np.int16],
    rng: np.random.Generator,
    times: int,
) -> list[float]:
    """Share of pairs of years in which a replicated item changes."""
    import numpy as np

    if not len(before):
        return [float("nan")] * times
    size = len(chance)
    pairs = np.bincount(before.astype(np.int64) * size + after, minlength=size * size)
    met = np.flatnonzero(pairs)
    stays = np.clip((chance @ chance.T).reshape(-1)[met], 0.0, 1.0)
    return [float(rng.binomial(pairs[met], 1.0 - stays).sum() / len(before)) for _ in range(times)]


def _leaps(
    chance: Floats,
    after: NDArray[np.int64],
    states: NDArray[np.int16],
    rng: np.random.Generator,
    times: int,
) -> list[float]:
    """The same of an item that leans towards its last category."""
    import numpy as np

    follows = after > 0
    if not follows.any():
        return [float("nan")] * times
    categories, points = len(chance) - 1, chance.shape[1]
    pairs = np.bincount(
        (after[follows] - 1) * points + states[follows], minlength=categories * points
    )
    stays = np.concatenate([chance[1 + last, :, last] for last in range(categories)])
    moves = np.clip(1.0 - stays, 0.0, 1.0)
    return [float(rng.binomial(pairs, moves).sum() / int(follows.sum())) for _ in range(times)]
