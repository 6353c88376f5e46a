"""Put a result together: diagnostics, checks of the items, and what explains it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kizuna import __version__
from kizuna.measures.depth.convergence import convergence
from kizuna.measures.depth.model import natural
from kizuna.measures.depth.posterior import compiled_tables, information
from kizuna.measures.depth.predictive import STATES, ItemCheck, checks
from kizuna.measures.depth.result import DepthFit, Parameters, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.cleaning import Prepared
    from kizuna.measures.depth.indicators import Indicators
    from kizuna.measures.depth.model import Layout, Tables
    from kizuna.measures.depth.posterior import Grid
    from kizuna.measures.depth.sampling import Sampled
    from kizuna.measures.depth.states import States

    Floats = NDArray[np.float64]


def assembled(
    usable: Prepared,
    given: str,
    settings: Settings,
    layout: Layout,
    grid: Grid,
    sampled: Sampled,
    states: States,
) -> DepthFit:
    """The result of a fit.

    Args:
        usable: the data that were fitted, and what was done to them.
        given: hash of the data as they were given.
        settings: how they were fitted.
        layout: of the parameters.
        grid: of the states.
        sampled: draws of the parameters.
        states: draws and summaries of the states.
    """
    import numpy as np

    data = usable.data
    covariates, entry = _classes(data)
    centre = sampled.phi.reshape(-1, layout.size).mean(axis=0)
    tables = _tables(layout, grid, centre, covariates)
    slope = np.exp(centre[layout.slices["discrimination"]])[layout.slope_of]
    response = np.asarray(tables.response, dtype=np.float64)
    return DepthFit(
        data=data,
        met=usable.met,
        notes=usable.notes,
        data_hash=given,
        software=__version__,
        settings=settings,
        grid=grid,
        parameters=_parameters(layout, sampled, settings),
        divergences=sampled.divergences,
        acceptance=sampled.acceptance,
        states=states,
        checks=_checks(data, layout, grid, sampled, states, settings, covariates),
        information=information(
            layout,
            response[layout.fresh],
            slope[layout.fresh],
            np.array([item.weight for item in data.items]),
        ),
        response=response,
        transition=np.asarray(tables.transition, dtype=np.float64),
        entry=np.asarray(tables.entry, dtype=np.float64)[entry],
    )


def _classes(data: Indicators) -> tuple[Floats, NDArray[np.int64]]:
    """Distinct rows of covariates, and which of them each unit has."""
    import numpy as np

    if data.covariates is None:
        return np.zeros((1, 0)), np.zeros(len(data.units), dtype=np.int64)
    rows, entry = np.unique(data.covariates.astype(np.float64), axis=0, return_inverse=True)
    return rows, entry.reshape(-1)


def _tables(layout: Layout, grid: Grid, phi: Floats, covariates: Floats) -> Tables:
    return compiled_tables()(layout, phi, grid.points, covariates)


def _parameters(layout: Layout, sampled: Sampled, settings: Settings) -> Parameters:
    import numpy as np

    names, draws = natural(layout, sampled.phi)
    nothing = np.full(len(names), np.nan, dtype=np.float32)
    rhat, bulk, tail = nothing, nothing, nothing
    if not settings.preview and draws.shape[0] > 1:
        rhat, bulk, tail = convergence(np.moveaxis(draws, -1, 0))
    return Parameters(names, draws, rhat, bulk, tail)


def _checks(
    data: Indicators,
    layout: Layout,
    grid: Grid,
    sampled: Sampled,
    states: States,
    settings: Settings,
    covariates: Floats,
) -> tuple[ItemCheck, ...]:
    import numpy as np

    chosen = np.linspace(0, len(states.kept) - 1, min(STATES, len(states.kept)))
    which = np.unique(chosen.round().astype(np.int64))
    flat = sampled.phi.reshape(-1, layout.size)
    responses = [
        np.asarray(_tables(layout, grid, flat[draw], covariates).response, dtype=np.float64)
        for draw in states.kept_draws[which]
    ]
    return checks(data, responses, states.kept[which], layout, seed=settings.seed)
