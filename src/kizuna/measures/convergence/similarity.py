"""Published measures of the similarity of two profiles, each in [0, 1].

A profile holds the salience of K threats on the scale 0 to 3. All functions take arrays whose
last axis is the threats and compare the profiles pairwise along the other axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOP = 3.0
"""Highest salience."""


def bray_curtis(one: Floats, other: Floats) -> Floats:
    """Share of the salience that both sides see: ``1 - sum|x - y| / sum(x + y)``.

    Threats that neither side sees do not count, so that the list of threats that a coder looked
    for does not move the index. Two profiles without any salience are alike (1).
    Source: Bray and Curtis 1957; on joint absences Legendre and Legendre 2012, section 7.2.
    """
    import numpy as np

    apart = np.abs(one - other).sum(axis=-1)
    total = (one + other).sum(axis=-1)
    return np.asarray(1.0 - apart / np.where(total > 0, total, 1.0), dtype=np.float64)


def signorino_ritter(one: Floats, other: Floats) -> Floats:
    """S of Signorino and Ritter (1999), moved from [-1, 1] to [0, 1]: ``1 - sum|x - y| / 3K``.

    With equal weights this is Gower's (1971) similarity for variables with a range.
    """
    import numpy as np

    return np.asarray(1.0 - np.abs(one - other).mean(axis=-1) / TOP, dtype=np.float64)


def kappa(one: Floats, other: Floats) -> Floats:
    """Cohen's weighted kappa with absolute distances, moved from [-1, 1] to [0, 1].

    Chance is the disagreement expected if each side's saliences were dealt at random among the
    threats. Source: Cohen 1968; for foreign policy positions Häge 2011.
    """
    import numpy as np

    expected = np.abs(one[..., :, None] - other[..., None, :]).mean(axis=(-2, -1))
    return _corrected(one, other, expected)


def pi(one: Floats, other: Floats) -> Floats:
    """Scott's weighted pi with absolute distances, moved from [-1, 1] to [0, 1].

    As kappa, but both sides are taken to draw from one common distribution.
    Source: Scott 1955; for foreign policy positions Häge 2011.
    """
    import numpy as np

    pooled = np.concatenate([one, other], axis=-1)
    expected = np.abs(pooled[..., :, None] - pooled[..., None, :]).mean(axis=(-2, -1))
    return _corrected(one, other, expected)


def cosine(one: Floats, other: Floats) -> Floats:
    """Cosine of the angle between the profiles; blind to how salient threats are overall."""
    import numpy as np

    lengths = np.sqrt((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    empty = ((one**2).sum(axis=-1) == 0) & ((other**2).sum(axis=-1) == 0)
    value = (one * other).sum(axis=-1) / np.where(lengths > 0, lengths, 1.0)
    return np.asarray(np.where(empty, 1.0, value), dtype=np.float64)


def _corrected(one: Floats, other: Floats, expected: Floats) -> Floats:
    import numpy as np

    observed = np.abs(one - other).mean(axis=-1)
    safe = np.where(expected > 0, expected, 1.0)
    value = np.where(expected > 0, 1.0 - observed / safe, np.where(observed > 0, 0.0, 1.0))
    return np.asarray(np.clip((1.0 + value) / 2.0, 0.0, 1.0), dtype=np.float64)


MEASURES: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "bray_curtis": bray_curtis,
    "signorino_ritter": signorino_ritter,
    "kappa": kappa,
    "pi": pi,
    "cosine": cosine,
}
"""The measures by name; the first is the index unless another is asked for."""
