"""A fit as a chart and for ArviZ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kizuna.errors import InputError

if TYPE_CHECKING:
    import altair as alt
    import arviz as az
    import xarray as xr
    from numpy.typing import NDArray

    from kizuna.measures.depth.result import DepthFit


def plot(fit: DepthFit, units: Sequence[str]) -> alt.LayerChart:
    """Curves of some units with their 90% bands.

    Raises:
        InputError: no unit is named, or one is unknown.
    """
    import altair as alt
    import polars as pl

    if not units:
        raise InputError("name the units to plot, such as fit.plot('AUS-JPN')")
    for unit in units:
        fit.data.rows_of(unit)
    frame = fit.to_frame().filter(pl.col("unit").is_in(list(units)))
    title = alt.Title("Depth, mean and 90% interval", subtitle=list(fit.origin.warnings))
    base = alt.Chart(alt.InlineData(values=frame.to_dicts()))
    across = (
        alt.X("time:Q", title="Year", axis=alt.Axis(format="d"), scale=alt.Scale(zero=False))
        if fit.data.dynamic
        else alt.X("unit:N", title="Unit")
    )
    colour = alt.Color("unit:N", title="Unit")
    names = {"x": across, "color": colour}
    low, high = alt.Y("q05:Q", title="Depth"), alt.Y2("q95:Q")
    wide, middle = (
        (base.mark_area(opacity=0.2), base.mark_line())
        if fit.data.dynamic
        else (base.mark_rule(), base.mark_point(filled=True))
    )
    band = wide.encode(y=low, y2=high, **names)
    line = middle.encode(y=alt.Y("mean:Q", title="Depth"), **names)
    return alt.LayerChart(layer=[band, line], title=title)


def to_arviz(fit: DepthFit) -> az.InferenceData:
    """Parameters, draws of depth and the data.

    ``posterior`` holds all draws of the parameters; ``depth`` is there with the same chains and draws
    if all of its draws were kept. Otherwise it stands in a group of its own, ``depth``, with the
    chains and the numbers of those draws that were. ``observed_data`` holds the categories.
    """
    import arviz as az
    import numpy as np

    chains, draws = fit.parameters.draws.shape[:2]
    kept = np.arange(draws) if len(fit.draws) == chains * draws else None
    rows = [
        f"{fit.data.units[unit]} {time}"
        for unit, time in zip(fit.data.unit, fit.data.time, strict=True)
    ]
    coords = {
        "parameter": list(fit.parameters.names),
        "row": rows,
        "item": [item.code for item in fit.data.items],
    }
    dims = {"parameters": ["parameter"], "depth": ["row"], "codes": ["row", "item"]}
    posterior: dict[str, NDArray[Any]] = {"parameters": fit.parameters.draws}
    if kept is not None:
        posterior["depth"] = fit.draws.reshape(chains, draws, -1)
    exported: az.InferenceData = az.from_dict(
        posterior=posterior,
        observed_data={"codes": np.asarray(fit.data.codes)},
        coords=coords,
        dims=dims,
        attrs={
            "data_hash": fit.data_hash,
            "kizuna": fit.software,
            "record_revision": fit.data.revision,
            "acceptance": fit.acceptance,
            "divergences": fit.divergences,
            "warnings": " ".join(fit.origin.warnings),
        },
    )
    if kept is None:
        add: Any = exported.add_groups
        add({"depth": _kept(fit, draws)}, warn_on_custom_groups=False)
    return exported


def _kept(fit: DepthFit, draws: int) -> xr.Dataset:
    """The draws of depth that were kept, by chain and number of the draw, and row."""
    import numpy as np
    import xarray as xr

    chain, number = np.divmod(fit.states.kept_draws, draws)
    rows = {
        "unit": ("row", np.array(fit.data.units)[fit.data.unit]),
        "time": ("row", fit.data.time),
    }
    return xr.Dataset(
        {"depth": (("sample", "row"), fit.draws)},
        coords={"chain": ("sample", chain), "draw": ("sample", number), **rows},
    )
