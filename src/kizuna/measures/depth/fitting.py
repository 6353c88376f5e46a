"""Fit the depth of partnerships to indicators."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from kizuna import __version__
from kizuna.errors import InputError, MissingExtraError
from kizuna.measures.depth.hmc import TARGET
from kizuna.measures.depth.indicators import Indicators
from kizuna.measures.depth.model import Priors
from kizuna.measures.depth.result import DepthFit, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.cleaning import Prepared
    from kizuna.measures.depth.histories import Histories
    from kizuna.measures.depth.model import Layout
    from kizuna.measures.depth.optimum import Normal
    from kizuna.measures.depth.posterior import Grid
    from kizuna.measures.depth.sampling import Checkpoint, Sampled

    Floats = NDArray[np.float64]
    Stage = Callable[[str, int, int], None]

PREVIEWED = 200
"""Draws from the normal distribution at the mode that a preview is made of, at most."""

PREVIEWED_ROWS = 10_000_000
"""States drawn for a preview, about; at least ten draws are made."""

MANY_ROWS = 50_000
"""Rows from which fewer draws and moves do."""

DRAWS, FEW_DRAWS = 1_000, 500
WARMUP, FEW_WARMUP = 150, 100

KEPT = 20_000_000
"""States drawn up to which all draws are kept."""


def fit(
    indicators: Indicators,
    *,
    chains: int = 4,
    draws: int | None = None,
    warmup: int | None = None,
    seed: int = 0,
    preview: bool = False,
    robust: bool = False,
    alike: bool = False,
    discount: bool = False,
    acceptance: float = TARGET,
    priors: Priors | None = None,
    keep: int | None = None,
    checkpoint: str | Path | None = None,
    progress: bool = False,
) -> DepthFit:
    """Fit the model of depth.

    Args:
        indicators: what was observed.
        chains: of the sampler, started far apart.
        draws: kept from each chain. Default: 1,000, or 500 where there are many rows (of which
            each tells more about the items, so that chains mix better).
        warmup: moves of each chain that tune the sampler and are not kept. Default: 150, or 100
            where there are many rows.
        seed: of all random numbers; the same call gives the same result.
        preview: do not sample; take the normal distribution around the mode. Fast, and marked as
            a preview in everything that is made of it.
        robust: innovations from Student's t, so that depth may jump.
        acceptance: mean acceptance that the sampler tunes its step to, 0.5 to 0.99; more where few
            data leave long tails.
        alike: one discrimination for all items, so that no item can be depth by itself.
        discount: responses count by how often their item is renewed; for items that stand for
            years for reasons of their own, which would make intervals too narrow
            (:mod:`kizuna.measures.depth.discounting`).
        priors: of the parameters. Default: those of the method page.
        keep: draws of the states that the result holds. Default: all of a small fit, fewer of a
            large one.
        checkpoint: a file that holds the state of the chains; if it exists, go on from there.
        progress: show progress on the standard error stream.

    Raises:
        InputError: the indicators or options cannot be used; names the item or unit.
        MissingExtraError: JAX is not installed.
    """
    require_jax()
    if not isinstance(indicators, Indicators):
        raise InputError(
            f"expected Indicators, found {type(indicators).__name__}: "
            "kizuna.measures.depth.sets.indicators(NAME) makes those of a named set"
        )
    many = len(indicators.unit) >= MANY_ROWS
    draws = (FEW_DRAWS if many else DRAWS) if draws is None else draws
    warmup = (FEW_WARMUP if many else WARMUP) if warmup is None else warmup
    _check_options(chains=chains, draws=draws, warmup=warmup, keep=keep, seed=seed)
    if checkpoint and not Path(checkpoint).parent.is_dir():
        raise InputError(
            f"{Path(checkpoint).parent} is no folder: make it first, or keep it elsewhere"
        )
    if not 0.5 <= acceptance <= 0.99:
        raise InputError(f"acceptance = {acceptance} is not between 0.5 and 0.99")
    if robust and not indicators.dynamic:
        raise InputError(f"{indicators.label} is static: only a walk can be robust")
    if discount and not indicators.dynamic:
        raise InputError(f"{indicators.label} is static: only years can stand for one another")
    from kizuna.measures.depth.cleaning import prepared

    usable = prepared(indicators)
    settings = Settings(
        chains=1 if preview else chains,
        draws=_previewed(len(usable.data.unit)) if preview else draws,
        warmup=0 if preview else warmup,
        seed=seed,
        preview=preview,
        robust=robust,
        alike=alike,
        acceptance=acceptance,
        discount=discount,
        priors=priors or Priors(),
    )
    with _shown(progress) as stage, exact_sums():
        return fit_prepared(
            usable,
            settings,
            given=indicators.data_hash,
            keep=keep,
            checkpoint=Path(checkpoint) if checkpoint else None,
            stage=stage,
        )


def require_jax() -> None:
    """Check that JAX is installed.

    Raises:
        MissingExtraError: it is not.
    """
    if importlib.util.find_spec("jax") is None:
        raise MissingExtraError("jax", "depth")


@contextmanager
def exact_sums() -> Iterator[None]:
    """Let JAX use float64 in here, whatever the rest of the program has it do."""
    import jax

    with jax.enable_x64(True):
        yield


def _previewed(rows: int) -> int:
    return max(10, min(PREVIEWED, PREVIEWED_ROWS // rows))


def _check_options(*, chains: int, draws: int, warmup: int, keep: int | None, seed: int) -> None:
    limits = {
        "chains": (chains, 1, 64),
        "draws": (draws, 10, 100_000),
        "warmup": (warmup, 20, 100_000),
        "keep": (1 if keep is None else keep, 1, 1_000_000),
        "seed": (seed, 0, 2**32 - 1),
    }
    for name, (value, low, high) in limits.items():
        if not isinstance(value, Integral) or not low <= value <= high:
            raise InputError(f"{name} = {value!r} is no whole number between {low} and {high:,}")


def _silent(_what: str, _done: int, _of: int) -> None:
    """Show nothing."""


def fit_prepared(
    usable: Prepared,
    settings: Settings,
    *,
    given: str,
    keep: int | None = None,
    checkpoint: Path | None = None,
    stage: Stage = _silent,
) -> DepthFit:
    """Fit data as they are, within :func:`exact_sums`; simulation studies need nothing dropped.

    Args:
        usable: the data, and what was done to them.
        settings: how to fit.
        given: hash of the data as they were given.
        keep: draws of the states that the result holds.
        checkpoint: file of the chains.
        stage: called with the stage, how much of it is done and how much there is.
    """
    from kizuna.measures.depth.assembling import assembled
    from kizuna.measures.depth.histories import histories_of
    from kizuna.measures.depth.optimum import mode_of, start_of
    from kizuna.measures.depth.sampling import Checkpoint, resumed_mode
    from kizuna.measures.depth.states import states_of

    if settings.discount:
        usable = _discounted(usable, settings, stage)
    data = usable.data
    layout = settings.layout(data)
    histories = histories_of(data)
    key = hashlib.sha256(f"{given} {settings!r} {__version__}".encode()).hexdigest()
    saved = Checkpoint(checkpoint, key) if checkpoint else None
    mode, grid = resumed_mode(saved) or mode_of(
        layout,
        histories,
        start_of(layout, data),
        seed=settings.seed,
        told=lambda what: stage(what, 0, 1),
    )
    sampled = _sampled(layout, histories, mode, grid, settings, saved, stage)
    total = sampled.phi.shape[0] * sampled.phi.shape[1]
    if keep is None:
        keep = total if total * len(data.unit) <= KEPT else min(100, total)
    states = states_of(
        layout,
        data,
        grid,
        sampled.phi,
        keep=keep,
        seed=settings.seed,
        told=lambda done, of: stage("states", done, of),
    )
    stage("checks", 0, 1)
    return assembled(usable, given, settings, layout, grid, sampled, states)


def _discounted(usable: Prepared, settings: Settings, stage: Stage) -> Prepared:
    """The data with weights from previews of them, and with a note that says so."""
    from kizuna.measures.depth.discounting import ROUNDS, discounted, told

    quick = replace(
        settings, chains=1, warmup=0, preview=True, discount=False, draws=min(settings.draws, 100)
    )
    stage("weights of items", 0, ROUNDS)
    for done in range(ROUNDS):
        checks = fit_prepared(usable, quick, given="").checks
        usable = discounted(usable, checks)
        stage("weights of items", done + 1, ROUNDS)
    note = told(usable.data.items)
    return usable._replace(notes=(*usable.notes, *([note] if note else [])))


def _sampled(
    layout: Layout,
    histories: Histories,
    mode: Normal,
    grid: Grid,
    settings: Settings,
    saved: Checkpoint | None,
    stage: Stage,
) -> Sampled:
    import numpy as np

    from kizuna.measures.depth.posterior import log_posterior
    from kizuna.measures.depth.sampling import Sampled, sample

    if settings.preview:
        rng = np.random.default_rng(settings.seed)
        z = rng.standard_normal((1, settings.draws, layout.size))
        return Sampled(mode.mean + z @ mode.root.T, 0, float("nan"), float("nan"))
    return sample(
        log_posterior(layout, histories, grid),
        mode,
        grid,
        chains=settings.chains,
        warmup=settings.warmup,
        draws=settings.draws,
        seed=settings.seed,
        acceptance=settings.acceptance,
        checkpoint=saved,
        told=lambda done, of: stage("sampling", done, of),
    )


@contextmanager
def _shown(progress: bool) -> Iterator[Stage]:
    """A bar per stage on the standard error stream, or nothing."""
    if not progress:
        yield _silent
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def stage(what: str, done: int, of: int) -> None:
            for name, task in tasks.items():
                if name != what:
                    bars.update(task, completed=bars.tasks[task].total)
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done)

        yield stage
