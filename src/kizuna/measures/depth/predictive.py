"""Posterior predictive checks of each item: would the fitted model make such data?

Two things are compared between the data and data replicated from draws of the posterior (Gelman,
Meng and Stern 1996): how often each category is met, and how often the category changes from one
year to the next. The second is where the model may fail: indicators that stay as they are for
reasons of their own (a treaty stays in force) change less often than depth and chance say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.indicators import Indicators

    Floats = NDArray[np.float64]

REPLICATES = 50
"""Draws that are replicated, at most."""


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
    """

    item: str
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    share_p: float
    changes: float
    expected_changes: float
    changes_p: float

    def to_dict(self) -> dict[str, Any]:
        """Names and values."""
        return {name: getattr(self, name) for name in self.__slots__}


def checks(
    data: Indicators,
    responses: list[Floats],
    points: NDArray[np.int16],
    offsets: NDArray[np.int64],
    *,
    seed: int,
) -> tuple[ItemCheck, ...]:
    """Check every item.

    Args:
        data: the indicators.
        responses: per draw, log chance of each category, shape (categories in all, K).
        points: the states of these draws, shape (draws, rows).
        offsets: first flat category of each item, and the end.
        seed: of the replicated data.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    follows = np.zeros(len(data.unit), dtype=bool)
    follows[1:] = (np.diff(data.unit) == 0) & (np.diff(data.time) == 1)
    found = []
    for column, item in enumerate(data.items):
        codes = data.codes[:, column]
        known = np.flatnonzero(codes >= 0)
        pair = np.flatnonzero(follows & (codes >= 0) & (np.roll(codes, 1) >= 0))
        shares, changes = [], []
        for response, states in zip(responses, points, strict=True):
            chance = np.exp(response[offsets[column] : offsets[column + 1]]).T
            chance = chance / chance.sum(axis=1, keepdims=True)
            shares.append(_shares(chance, states[known], rng))
            changes.append(_changes(chance, states[pair - 1], states[pair], rng))
        observed = np.bincount(codes[known], minlength=item.categories) / max(len(known), 1)
        moved = float((codes[pair] != codes[pair - 1]).mean()) if len(pair) else float("nan")
        found.append(_check(item.code, observed, np.array(shares), moved, np.array(changes)))
    return tuple(found)


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


def _shares(chance: Floats, states: NDArray[np.int16], rng: np.random.Generator) -> Floats:
    """Shares of the categories in one replicated item; ``chance`` has shape (K, categories)."""
    import numpy as np

    at = np.bincount(states, minlength=len(chance))
    return np.asarray(rng.multinomial(at, chance).sum(axis=0) / max(len(states), 1))


def _changes(
    chance: Floats, before: NDArray[np.int16], after: NDArray[np.int16], rng: np.random.Generator
) -> float:
    """Share of pairs of years in which one replicated item changes."""
    import numpy as np

    if not len(before):
        return float("nan")
    size = len(chance)
    pairs = np.bincount(before.astype(np.int64) * size + after, minlength=size * size)
    stays = np.clip((chance @ chance.T).reshape(-1), 0.0, 1.0)
    return float(rng.binomial(pairs, 1.0 - stays).sum() / len(before))
