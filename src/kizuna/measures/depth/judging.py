"""Whether a fit can be trusted: convergence, the grid, and data that the model would not make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kizuna.measures.depth.predictive import ItemCheck
    from kizuna.measures.depth.result import DepthFit

RHAT = 1.01
EFFECTIVE = 400.0
EDGE = 0.01
"""Most chance that a state may have to lie at an end of the grid."""
COARSE = 0.5
"""Fewest spacings of the grid in a standard deviation of a state."""
ALONE = 15.0
"""Discrimination above which an item orders units by itself: within a fifth of a spread at entry, the
chance of its higher category goes from 18 to 82%."""
NAMED = 4
"""Items that a doubt names; the checks of a fit tell all of them."""
DOUBTFUL = 0.01
"""Probability under which a check of an item is reported as failed."""


def worst_of(fit: DepthFit) -> tuple[float, float] | None:
    """Largest R-hat and least effective sample size; ``None`` for a preview or one chain."""
    import numpy as np

    if fit.settings.preview or fit.settings.chains < 2:
        return None
    both: tuple[Any, Any] = (fit.parameters, fit.states)
    rhat = max(float(np.max(of.rhat)) for of in both)
    return rhat, min(float(np.min(size)) for of in both for size in (of.bulk, of.tail))


def faults_of(fit: DepthFit) -> list[str]:
    """What speaks against trusting a fit, a sentence each."""
    faults = []
    worst = worst_of(fit)
    if worst is None and not fit.settings.preview:
        faults.append("One chain: whether it has converged cannot be seen; run four.")
    if worst is not None and not worst[0] <= RHAT:
        faults.append(
            f"Not converged: R-hat is {worst[0]:.3f}, at most {RHAT} is wanted; draw more."
        )
    if worst is not None and not worst[1] >= EFFECTIVE:
        faults.append(
            f"Too few effective draws: {worst[1]:.0f}, at least {EFFECTIVE:.0f} are wanted; "
            "draw more."
        )
    if fit.divergences:
        faults.append(
            f"{fit.divergences} divergences: parts of the posterior may be missing; look for items "
            "with few responses."
        )
    alone = [
        name.removeprefix("discrimination[").removesuffix("]")
        for name, mean in zip(
            fit.parameters.names, fit.parameters.draws.mean(axis=(0, 1)), strict=True
        )
        if name.startswith("discrimination[") and mean > ALONE
    ]
    if alone:
        faults.append(
            f"Depth follows {', '.join(alone[:NAMED])} alone (discrimination above {ALONE:.0f}): leave "
            "it out, merge it with what it repeats, or let all items weigh alike."
        )
    if fit.states.edge > EDGE:
        faults.append(
            f"Depth reaches the end of its grid (chance {fit.states.edge:.2f}): the items hardly "
            "bound it from one side."
        )
    if fit.states.sharpest < COARSE:
        faults.append(
            f"The grid is coarse: the sharpest interval spans {fit.states.sharpest:.2f} of its "
            "steps per standard deviation."
        )
    return faults


def doubts_of(checks: tuple[ItemCheck, ...], *, discounted: bool = False) -> list[str]:
    """Items whose data the model would not make, a sentence for each way.

    Args:
        checks: of the items.
        discounted: whether responses count by how often their item is renewed.
    """
    sticky = [c.item for c in checks if c.changes_p < DOUBTFUL and c.changes < c.expected_changes]
    jumpy = [c.item for c in checks if c.changes_p < DOUBTFUL and c.changes > c.expected_changes]
    off = [c.item for c in checks if c.share_p < DOUBTFUL]
    doubts = []
    if sticky:
        so = (
            "they stand even longer than the fit allows for, so intervals may be somewhat narrow."
            if discounted
            else "their years are not independent evidence, so intervals are too narrow."
        )
        doubts.append(
            f"Items change less often than the model expects ({_some(sticky, checks)}): {so}"
        )
    if jumpy:
        doubts.append(f"Items change more often than the model expects ({_some(jumpy, checks)}).")
    if off:
        doubts.append(
            f"Shares of categories differ from what the model expects ({_some(off, checks)})."
        )
    return doubts


def _some(codes: list[str], checks: tuple[ItemCheck, ...]) -> str:
    """How many of the items, and the first of them by name."""
    named = ", ".join(codes[:NAMED]) + (", ..." if len(codes) > NAMED else "")
    return f"{len(codes)} of {len(checks)}: {named}"
