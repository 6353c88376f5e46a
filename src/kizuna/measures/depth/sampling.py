"""Chains of draws of the item parameters, with checkpoints."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kizuna.errors import InputError
from kizuna.measures.depth.convergence import convergence
from kizuna.measures.depth.hmc import Chains, Tuning, begin, begin_tuning, move
from kizuna.measures.depth.optimum import Normal
from kizuna.measures.depth.posterior import Grid
from kizuna.record.interchange.placing import placed_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.posterior import Gradient

    Floats = NDArray[np.float64]
    Told = Callable[[int, int], None]

DISPERSION = 2.0
"""Chains start this many times as widely spread as the normal distribution at the mode."""

BLOCK = 25
"""Moves between checkpoints."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Draws of the parameters.

    Attributes:
        phi: unbounded parameters, shape (chains, draws, D).
        divergences: trajectories after warm-up whose energy went astray.
        acceptance: mean probability of acceptance after warm-up.
        step: turn between kicks, radians.
    """

    phi: Floats
    divergences: int
    acceptance: float
    step: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file from which an interrupted fit continues.

    Attributes:
        path: of the file.
        key: what is being fitted, and how; another fit's file is refused.
    """

    path: Path
    key: str

    def save(self, arrays: dict[str, Any], facts: dict[str, Any]) -> None:
        """Write everything, or leave the file as it was.

        Raises:
            StorageError: the file cannot be written.
        """
        import numpy as np

        buffer = io.BytesIO()
        text = json.dumps({"key": self.key, **facts})
        np.savez(buffer, facts=np.array(text), **arrays)
        write_whole(self.path, buffer.getvalue())

    def load(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Arrays and facts of the file, ``None`` if there is none.

        Raises:
            InputError: the file is damaged or belongs to another fit.
        """
        import numpy as np

        if not self.path.exists():
            return None
        try:
            with np.load(self.path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            facts: dict[str, Any] = json.loads(str(arrays.pop("facts")))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(
                f"checkpoint {self.path} cannot be read ({error}); remove it to start again"
            ) from error
        if facts.pop("key", None) != self.key:
            raise InputError(
                f"checkpoint {self.path} belongs to a fit of other data, options or version; "
                "remove it to start again, or give another file"
            )
        return arrays, facts


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part.

    Raises:
        InputError: the folder does not exist.
        StorageError: the file cannot be written.
    """
    with placed_file(path, overwrite=True) as scratch:
        scratch.write_bytes(content)


@dataclass(slots=True)
class _Run:
    """Where the sampler is."""

    chains: Chains
    reference: Normal
    tuning: Tuning
    rng: np.random.Generator
    seen: list[Floats]
    drawn: list[Floats]
    done: int = 0
    divergences: int = 0
    acceptance: float = 0.0


def sample(
    gradient: Gradient,
    mode: Normal,
    grid: Grid,
    *,
    chains: int,
    warmup: int,
    draws: int,
    seed: int,
    acceptance: float,
    checkpoint: Checkpoint | None,
    told: Told,
) -> Sampled:
    """Run the chains, or go on with them.

    Args:
        gradient: log posterior and gradient of all chains.
        mode: normal distribution around the mode.
        grid: of the states; kept in the checkpoint with the mode.
        chains: how many.
        warmup: moves that tune the step and are not kept.
        draws: moves that are kept.
        seed: of all random numbers.
        acceptance: mean that the step is tuned to.
        checkpoint: where to keep the state every 25 moves.
        told: called with moves done and moves in all.
    """
    import numpy as np

    run = _resumed(checkpoint) if checkpoint else None
    if run is None:
        rng = np.random.default_rng(seed)
        spread = DISPERSION * rng.standard_normal((chains, len(mode.mean)))
        start = begin(gradient, mode.mean + spread @ mode.root.T)
        run = _Run(start, mode, begin_tuning(0.7, acceptance), rng, [], [])
    while run.done < warmup + draws:
        _once(run, gradient, warmup)
        told(run.done, warmup + draws)
        if checkpoint and (run.done % BLOCK == 0 or run.done == warmup + draws):
            _save(checkpoint, run, grid)
    return Sampled(
        phi=np.stack(run.drawn, axis=1),
        divergences=run.divergences,
        acceptance=run.acceptance / draws,
        step=float(np.exp(run.tuning.smooth)),
    )


def _once(run: _Run, gradient: Gradient, warmup: int) -> None:
    import numpy as np

    warming = run.done < warmup
    step = run.tuning.step if warming else float(np.exp(run.tuning.smooth))
    moved = move(gradient, run.reference, run.chains, step, run.rng)
    run.chains = moved.chains
    run.done += 1
    if warming:
        run.tuning.learn(float(moved.acceptance.mean()))
        if run.done > warmup // 3:
            run.seen.append(moved.chains.phi)
        if run.done == 2 * warmup // 3:
            run.reference = moved_to(run.reference, np.stack(run.seen, axis=1))
        if run.done in (warmup // 3, 2 * warmup // 3):
            # The way in from dispersed starts, or another reference, says little about the step
            # that serves later.
            run.tuning = begin_tuning(run.tuning.step, run.tuning.target)
        return
    run.seen.clear()
    run.drawn.append(moved.chains.phi)
    run.divergences += int(moved.divergent.sum())
    run.acceptance += float(moved.acceptance.mean())


def moved_to(reference: Normal, seen: Floats) -> Normal:
    """The normal distribution moved and stretched along its axes to where the chains are.

    With few data the posterior is skewed, and its middle is not its mode. Of each axis's shift and
    (log) stretch, in standard deviations, that part is kept which chance does not explain: the
    positive part of James and Stein (1961), with the effective sample size of the draws.

    Args:
        reference: the normal distribution.
        seen: draws, shape (chains, draws, D).
    """
    import numpy as np

    size = seen.shape[-1]
    z = np.linalg.solve(reference.root, (seen - reference.mean).reshape(-1, size).T)
    apart = np.moveaxis(z.T.reshape(seen.shape), -1, 0)
    counted = np.clip(convergence(np.ascontiguousarray(apart)).bulk, 2.0, z.shape[1])
    spread = np.clip(z.std(axis=1), 0.2, 5.0)
    shift = _beyond_chance(z.mean(axis=1), spread**2 / counted)
    stretch = _beyond_chance(np.log(spread), 0.5 / counted)
    root = reference.root * np.exp(stretch)
    return Normal(reference.mean + reference.root @ shift, root)


def _beyond_chance(estimate: Floats, variance: NDArray[Any]) -> Floats:
    import numpy as np

    return estimate * np.maximum(1.0 - variance / np.maximum(estimate**2, 1e-12), 0.0)


def _save(checkpoint: Checkpoint, run: _Run, grid: Grid) -> None:
    import numpy as np

    tuning = run.tuning
    checkpoint.save(
        {
            "phi": run.chains.phi,
            "value": run.chains.value,
            "slope": run.chains.slope,
            "seen": np.array(run.seen),
            "drawn": np.array(run.drawn),
            "mean": run.reference.mean,
            "root": run.reference.root,
        },
        {
            "grid": [grid.low, grid.high, grid.size],
            "rng": run.rng.bit_generator.state,
            "tuning": astuple(tuning),
            "done": run.done,
            "divergences": run.divergences,
            "acceptance": run.acceptance,
        },
    )


def _resumed(checkpoint: Checkpoint) -> _Run | None:
    import numpy as np

    found = checkpoint.load()
    if found is None:
        return None
    arrays, facts = found
    rng = np.random.default_rng()
    rng.bit_generator.state = facts["rng"]
    return _Run(
        Chains(arrays["phi"], arrays["value"], arrays["slope"]),
        Normal(arrays["mean"], arrays["root"]),
        Tuning(*facts["tuning"]),
        rng,
        list(arrays["seen"]),
        list(arrays["drawn"]),
        facts["done"],
        facts["divergences"],
        facts["acceptance"],
    )


def resumed_mode(checkpoint: Checkpoint | None) -> tuple[Normal, Grid] | None:
    """The mode and grid that a checkpoint holds, ``None`` if there is none yet."""
    found = checkpoint.load() if checkpoint else None
    if found is None:
        return None
    arrays, facts = found
    return Normal(arrays["mean"], arrays["root"]), Grid(*facts["grid"])
