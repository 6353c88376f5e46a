"""A fit as a chart and for ArviZ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kizuna.errors import InputError

if TYPE_CHECKING:
    import altair as alt
    import arviz as az

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
    """Parameters, kept draws of depth and the data.

    Depth has the dimensions chain and draw like the parameters if all draws are kept; if fewer
    are kept, both are thinned to those, as one chain.
    """
    import arviz as az
    import numpy as np

    chains, draws = fit.parameters.draws.shape[:2]
    flat = fit.parameters.draws.reshape(chains * draws, -1)
    shape = (chains, draws) if len(fit.draws) == chains * draws else (1, len(fit.draws))
    values = flat[fit.states.kept_draws].reshape(*shape, -1)
    rows = [
        f"{fit.data.units[unit]} {time}"
        for unit, time in zip(fit.data.unit, fit.data.time, strict=True)
    ]
    exported: az.InferenceData = az.from_dict(
        posterior={"parameters": values, "depth": fit.draws.reshape(*shape, -1)},
        observed_data={"codes": np.asarray(fit.data.codes)},
        coords={
            "parameter": list(fit.parameters.names),
            "row": rows,
            "item": [item.code for item in fit.data.items],
        },
        dims={"parameters": ["parameter"], "depth": ["row"], "codes": ["row", "item"]},
        attrs={
            "data_hash": fit.data_hash,
            "kizuna": fit.software,
            "record_revision": fit.data.revision,
            "warnings": " ".join(fit.origin.warnings),
        },
    )
    return exported
