"""What the true profiles of two sides may be, given codings that err and documents that vary.

Two things are uncertain, and both are drawn together:

1. Which documents a government happened to publish: publications are resampled with
   replacement, side by side, and values carried forward among those drawn. A threat that none of
   those drawn was coded for keeps its value.
2. Coding error: a coded value is the true one, or with probability ``p`` one step off, up or
   down alike; a step beyond the scale stays on it.

Adding such error to what was coded would not do: error makes alike profiles look less alike, so
the interval would lie below the truth (its coverage falls under a tenth for sides that see
nearly everything alike). True values are therefore drawn from their posterior. Its prior has the margins of
all codings of the record and lets both sides depend on each other: the chance of a pair of true
values is proportional to ``exp(-lambda |x - y|)``, with lambda itself drawn from its posterior
on a grid, from opposition over independence to near identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEVELS = 4
CODING_ERROR = 0.2
"""Probability that a coding is one step off. Two Japanese documents of 17 December 2013 that were
coded separately differ by one step on 4 of 12 threats, as two such codings would (2p(1-p) = 1/3)."""

_DEPENDENCE = (-1.0, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """The tables from which true values are drawn.

    Attributes:
        likelihood: log chance of a coded pair by dependence, shape (G, 4, 4).
        posterior: cumulative chance of a true pair by dependence and coded pair, shape
            (G, 4, 4, 16); a true pair (x, y) has index 4x + y.
    """

    likelihood: Floats
    posterior: Floats


@lru_cache(maxsize=8)
def error_model(margins: tuple[float, ...], coding_error: float) -> ErrorModel:
    """The error model for these margins.

    Args:
        margins: share of codings at 0, 1, 2 and 3; they add up to 1 and none is 0.
        coding_error: probability that a coding is one step off, 0 to 1 (exclusive).
    """
    import numpy as np

    share = np.asarray(margins, dtype=np.float64)
    error = confusion(coding_error)
    prior = np.stack([_joint(share, strength) for strength in _DEPENDENCE])
    pairs = np.einsum("gxy,xa,yb->gabxy", prior, error, error)
    coded = pairs.sum(axis=(-2, -1))
    posterior = pairs.reshape(*coded.shape, LEVELS * LEVELS) / coded[..., None]
    return ErrorModel(likelihood=np.log(coded), posterior=posterior.cumsum(axis=-1))


def confusion(coding_error: float) -> Floats:
    """Chance of a coded value (column) given the true one (row), shape (4, 4)."""
    import numpy as np

    table = np.eye(LEVELS) * (1.0 - coding_error)
    for true in range(LEVELS):
        for step in (-1, 1):
            table[true, min(max(true + step, 0), LEVELS - 1)] += coding_error / 2.0
    return table


def draw_truth(
    one: Ints, other: Ints, model: ErrorModel, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw true values of both sides, given coded ones.

    Args:
        one: coded values 0 to 3 of one side, shape (draws, K).
        other: those of the other side.
        model: the error model.
        rng: source of randomness.

    Returns:
        True values of either side, shape (draws, K).
    """
    import numpy as np

    fit = model.likelihood[:, one, other].sum(axis=-1).T
    weight = np.exp(fit - fit.max(axis=1, keepdims=True)).cumsum(axis=1)
    chosen = (rng.random((len(one), 1)) * weight[:, -1:] > weight).sum(axis=1)
    chances = model.posterior[chosen[:, None], one, other]
    pair = (rng.random(one.shape)[..., None] > chances).sum(axis=-1)
    pair = np.minimum(pair, LEVELS * LEVELS - 1)
    return (pair // LEVELS).astype(np.float64), (pair % LEVELS).astype(np.float64)


def resample(coded: Ints, draws: int, rng: np.random.Generator) -> Ints:
    """Resample documents and carry values forward among those drawn.

    Args:
        coded: coded values by document, oldest first, and threat; -1 where a document was not
            coded for a threat; shape (documents, K).
        draws: how many.
        rng: source of randomness.

    Returns:
        Values that stand after the last document, shape (draws, K).
    """
    import numpy as np

    documents, threats = coded.shape
    drawn = np.zeros((draws, documents), dtype=bool)
    drawn[np.arange(draws)[:, None], rng.integers(documents, size=(draws, documents))] = True
    order = np.arange(documents)[:, None]
    said = np.where(coded >= 0, order, -1)
    newest = np.where(drawn[:, :, None], said[None], -1).max(axis=1)
    newest = np.where(newest < 0, said.max(axis=0)[None], newest)
    return np.asarray(coded[newest, np.arange(threats)[None]], dtype=np.int64)


def _joint(margins: Floats, strength: float) -> Floats:
    """Chance of a pair of true values with these margins and this dependence, shape (4, 4)."""
    import numpy as np

    steps = np.abs(np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)))
    table: Floats = np.outer(margins, margins) * np.exp(-strength * steps)
    for _ in range(200):
        table = table * (margins / table.sum(axis=1))[:, None]
        table = table * (margins / table.sum(axis=0))[None, :]
    return table
