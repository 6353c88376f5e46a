"""Convergence of chains: R-hat and effective sample sizes, for many quantities at once.

As in Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), "Rank-normalization, folding, and
localization", Bayesian Analysis 16: split chains, normal scores of ranks, autocorrelations summed
while the sums of neighbours are positive, and monotone (Geyer 1992). ArviZ gives the same numbers
one quantity at a time; here states by the hundred thousand are worked on side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

TAILS = (0.05, 0.95)


class Convergence(NamedTuple):
    """R-hat, and effective sample sizes of the bulk and of the tails, each of shape (M,)."""

    rhat: Singles
    bulk: Singles
    tail: Singles


def convergence(draws: NDArray[Any]) -> Convergence:
    """Diagnose M quantities.

    Args:
        draws: shape (M, chains, draws); at least 4 draws. Integers (points of a grid) are ranked
            with ties.
    """
    import numpy as np

    split = _split(draws)
    scores = _scores(split)
    middle = np.median(split.reshape(len(split), -1), axis=1)[:, None, None]
    folded = _scores(np.abs(split - middle))
    tails = [_effective(_below(split, level)) for level in TAILS]
    return Convergence(
        rhat=np.maximum(_rhat(scores), _rhat(folded)),
        bulk=_effective(scores),
        tail=np.minimum(*tails),
    )


def _split(draws: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    half = draws.shape[-1] // 2
    return np.concatenate([draws[..., :half], draws[..., -half:]], axis=1)


def _below(draws: NDArray[Any], level: float) -> Singles:
    import numpy as np

    flat = draws.reshape(len(draws), -1)
    bound = np.quantile(flat, level, axis=1)
    return np.asarray(draws <= bound[:, None, None], dtype=np.float32)


def _scores(draws: NDArray[Any]) -> Singles:
    """Normal scores of the ranks, ties averaged."""
    import numpy as np
    from scipy.special import ndtri
    from scipy.stats import rankdata

    flat = draws.reshape(len(draws), -1)
    size = flat.shape[1]
    ranks = rankdata(flat, axis=1)
    return np.asarray(ndtri((ranks - 0.375) / (size + 0.25)), np.float32).reshape(draws.shape)


def _variances(draws: Singles) -> tuple[Floats, Floats]:
    """Within chains, and of everything (the sum that R-hat compares it with)."""
    import numpy as np

    n = draws.shape[-1]
    within = draws.var(axis=-1, ddof=1, dtype=np.float64).mean(axis=1)
    between = draws.mean(axis=-1, dtype=np.float64).var(axis=1, ddof=1)
    return within, within * (n - 1.0) / n + between


def _rhat(draws: Singles) -> Singles:
    import numpy as np

    within, total = _variances(draws)
    constant = within <= 0.0
    ratio = np.sqrt(total / np.where(constant, 1.0, within))
    return np.where(constant, np.where(total > 0.0, np.inf, 1.0), ratio).astype(np.float32)


def _effective(draws: Singles) -> Singles:
    import numpy as np

    n = draws.shape[-1]
    within, total = _variances(draws)
    size = draws.shape[1] * n
    moving = np.flatnonzero(total > 0.0)
    centred = (draws - draws.mean(axis=-1, keepdims=True))[moving]
    within, total = within[moving], total[moving]

    def correlation(lag: int, which: NDArray[np.int64]) -> Floats:
        part = centred[which]
        shared = np.einsum("mct,mct->m", part[..., : n - lag], part[..., lag:]) / n
        return np.asarray(1.0 - (within[which] - shared / draws.shape[1]) / total[which])

    tau = np.zeros(len(moving))
    active = np.arange(len(moving))
    ceiling = np.full(len(moving), np.inf)
    for lag in range(0, n - 3, 2):
        even = correlation(lag, active) if lag else np.ones(len(active))
        pair = even + correlation(lag + 1, active)
        going = pair > 0.0
        # The first correlation of the pair that ends the sum still counts if it is positive.
        tau[active[~going]] += np.maximum(even[~going], 0.0)
        active = active[going]
        if not len(active):
            break
        ceiling[active] = np.minimum(ceiling[active], pair[going])
        tau[active] += 2.0 * ceiling[active]
    tau = np.maximum(tau - 1.0, 1.0 / np.log10(size))
    effective = np.full(len(draws), float(size))
    effective[moving] = size / tau
    return effective.astype(np.float32)
