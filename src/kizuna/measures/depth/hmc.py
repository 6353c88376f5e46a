"""Hamiltonian Monte Carlo that follows a normal distribution exactly.

The energy is split into that of a normal distribution close to the posterior, whose flow is a
rotation, and the rest, whose pull is applied in kicks (Shahbaba, Lan, Johnson and Neal 2014,
"Split Hamiltonian Monte Carlo", Statistics and Computing 24). The closer the posterior is to
normal, the longer the steps: with much data a quarter turn, after which a draw owes nothing to
the one before, takes one or two gradients. Acceptance makes it exact in any case.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.optimum import Normal
    from kizuna.measures.depth.posterior import Gradient

    Floats = NDArray[np.float64]

QUARTER = math.pi / 2.0
TARGET = 0.85
"""Mean acceptance that the step is tuned to, unless more is asked for."""

DIVERGENT = 1000.0
"""Error of the energy from which a trajectory counts as divergent (as in Stan)."""


class Chains(NamedTuple):
    """Where all chains are.

    Attributes:
        phi: unbounded parameters, shape (chains, D).
        value: log posterior, shape (chains,).
        slope: its gradient, shape (chains, D).
    """

    phi: Floats
    value: Floats
    slope: Floats


class Move(NamedTuple):
    """One step of all chains: where they are, how likely acceptance was, which diverged."""

    chains: Chains
    acceptance: Floats
    divergent: NDArray[np.bool_]


@dataclass(slots=True)
class Tuning:
    """Dual averaging of the log step towards the wanted acceptance (Hoffman and Gelman 2014)."""

    centre: float
    step: float
    target: float = TARGET
    smooth: float = 0.0
    excess: float = 0.0
    count: int = 0

    def learn(self, acceptance: float) -> None:
        """Change the step after a move with this mean acceptance."""
        self.count += 1
        self.excess += (self.target - acceptance - self.excess) / (self.count + 10.0)
        log = self.centre - math.sqrt(self.count) / 0.05 * self.excess
        log = min(log, math.log(QUARTER))
        weight = self.count**-0.75
        self.smooth = weight * log + (1.0 - weight) * self.smooth
        self.step = math.exp(log)


def begin_tuning(step: float, target: float) -> Tuning:
    """Start tuning at a step, towards a mean acceptance."""
    return Tuning(centre=math.log(min(2.0 * step, QUARTER)), step=step, target=target)


def begin(gradient: Gradient, phi: Floats) -> Chains:
    """Put chains at these parameters, shape (chains, D)."""
    import numpy as np

    value, slope = gradient(phi)
    return Chains(phi, np.asarray(value), np.asarray(slope))


def move(
    gradient: Gradient, reference: Normal, chains: Chains, step: float, rng: np.random.Generator
) -> Move:
    """Move all chains once, about a quarter turn.

    Args:
        gradient: log posterior and its gradient, for all chains at once.
        reference: the normal distribution whose flow is followed.
        chains: where they are.
        step: turn between kicks, radians; at most a quarter turn.
        rng: source of randomness.
    """
    import numpy as np

    z = np.linalg.solve(reference.root, (chains.phi - reference.mean).T).T
    momentum = rng.standard_normal(z.shape)
    turns = max(1, math.ceil(QUARTER / step - 0.25))
    turn = min(step, QUARTER / turns) * rng.uniform(0.8, 1.1)
    now, energy = chains, _energy(chains.value, momentum)
    place, speed = z, momentum
    cosine, sine = math.cos(turn), math.sin(turn)
    for _ in range(turns):
        speed = speed + turn / 2.0 * (now.slope @ reference.root + place)
        place, speed = cosine * place + sine * speed, cosine * speed - sine * place
        now = begin(gradient, reference.mean + place @ reference.root.T)
        speed = speed + turn / 2.0 * (now.slope @ reference.root + place)
    error = _energy(now.value, speed) - energy
    error = np.where(np.isfinite(error), error, np.inf)
    acceptance = np.exp(-np.maximum(error, 0.0))
    accepted = rng.random(len(acceptance)) < acceptance
    kept = Chains(
        np.where(accepted[:, None], now.phi, chains.phi),
        np.where(accepted, now.value, chains.value),
        np.where(accepted[:, None], now.slope, chains.slope),
    )
    return Move(kept, acceptance, error > DIVERGENT)


def _energy(value: Floats, momentum: Floats) -> Floats:
    import numpy as np

    return np.asarray(0.5 * (momentum**2).sum(axis=-1) - value)
