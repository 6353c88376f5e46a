"""Figures of depth: a partnership's curve with its band, or several on one scale.

Lines differ in dash as well as in colour (Okabe and Ito 2008), so that they read in grey.
"""

from __future__ import annotations

import textwrap
from typing import Any

import msgspec

from kizuna.errors import InputError
from kizuna.measures.depth.outlook import Curve, Origin, Point, Ranking, SideBySide

_COLOURS = ("#0b4f8a", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#000000")
_DASHES = ([1, 0], [6, 2], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3], [10, 3])
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_WIDTH = 560


def chart_of(result: Curve | Ranking | SideBySide) -> Any:
    """The figure of an answer, whichever it is."""
    if isinstance(result, Curve):
        return curve_chart(result)
    return ranking_chart(result) if isinstance(result, Ranking) else side_by_side_chart(result)


def curve_chart(result: Curve) -> Any:
    """A partnership's depth over time with its 90% interval; changes of indicators are ticks.

    Args:
        result: the curve.

    Raises:
        InputError: it has fewer than two points.
    """
    import altair as alt

    if len(result.points) < 2:
        raise InputError(f"{result.unit} has one point: there is no curve to draw")
    layers = _lines({result.title: result.points})
    last = {point.time: point for point in result.points}
    ticks = [
        {"time": change.time, "q05": last[change.time].q05, "what": change.label}
        for change in result.changes
        if change.time in last
    ]
    marks = (
        alt.Chart(alt.InlineData(values=ticks))
        .mark_tick(orient="vertical", thickness=1.5, color="#333", height=9, yOffset=9)
        .encode(x="time:Q", y="q05:Q", tooltip="what:N")
    )
    parts = [*layers, marks] if ticks else layers
    said = "Mean and 90% interval at the end of each year; ticks: an indicator changed."
    return _finished(alt.layer(*parts), f"{result.title}: depth", said, result.fit)


def side_by_side_chart(result: SideBySide) -> Any:
    """Several partnerships of an actor over time, on one scale.

    Args:
        result: the comparison.

    Raises:
        InputError: none of them has two points.
    """
    import altair as alt

    if max(map(len, result.curves.values())) < 2:
        raise InputError("each of them has one point: there are no curves to draw")
    curves = {result.names[partner]: points for partner, points in result.curves.items()}
    title = f"{result.names[result.actor]}: depth of {len(curves)} partnerships"
    said = "Mean and 90% interval at the end of each year."
    return _finished(alt.layer(*_lines(curves)), title, said, result.fit)


def ranking_chart(result: Ranking) -> Any:
    """An actor's partnerships by depth, each with its 90% interval.

    Args:
        result: the ranking.
    """
    import altair as alt

    values = [
        {"name": place.name, **msgspec.structs.asdict(place.point)} for place in result.places
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("name:N", sort=[place.name for place in result.places], title=None)
    )
    rule = base.mark_rule(color=_COLOURS[0], strokeWidth=2).encode(
        x=alt.X("q05:Q", title="Depth (mean and 90% interval)"), x2="q95:Q"
    )
    dots = base.mark_point(color=_COLOURS[0], filled=True, size=50, opacity=1).encode(x="mean:Q")
    chart = alt.layer(rule, dots)
    title = f"{result.name}: partnerships by depth"
    if result.as_of is None:
        return _finished(chart, title, "Mean and 90% interval.", result.fit, height=None)
    said = f"As of {result.as_of}."
    return _finished(chart, f"{title}, {result.time}", said, result.fit, height=None)


def _lines(curves: dict[str, tuple[Point, ...]]) -> list[Any]:
    import altair as alt

    names = list(curves)
    colours = [_COLOURS[i % len(_COLOURS)] for i in range(len(names))]
    dashes = [_DASHES[i % len(_DASHES)] for i in range(len(names))]
    values = [
        {"name": name, **msgspec.structs.asdict(point)}
        for name, points in curves.items()
        for point in points
    ]
    one = len(names) == 1
    # Symbols of the legend would else be as pale as the bands.
    legend = (
        None
        if one
        else alt.Legend(title=None, symbolType="stroke", symbolSize=400, symbolOpacity=1, columns=4)
    )
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X(
            "time:Q",
            title=None,
            scale=alt.Scale(nice=False, zero=False, padding=12),
            axis=alt.Axis(grid=False, format="d", tickMinStep=1),
        ),
        color=alt.Color(
            "name:N", sort=names, legend=legend, scale=alt.Scale(domain=names, range=colours)
        ),
    )
    band = base.mark_area(opacity=0.2 if one else 0.1).encode(
        y=alt.Y("q05:Q", title="Depth (0, 1: mean and spread at entry)"), y2="q95:Q"
    )
    line = base.mark_line(strokeWidth=2).encode(
        y="mean:Q",
        strokeDash=alt.StrokeDash(
            "name:N", sort=names, legend=legend, scale=alt.Scale(domain=names, range=dashes)
        ),
    )
    return [band, line]


def _finished(
    chart: Any, title: str, said: str, origin: Origin, *, height: int | None = 300
) -> Any:
    import altair as alt

    lines = [*origin.warnings, said, origin.line]
    sized = (
        chart.properties(width=_WIDTH)
        if height is None
        else chart.properties(width=_WIDTH, height=height)
    )
    return (
        sized.properties(
            title=alt.TitleParams(
                text=title,
                subtitle=[part for line in lines for part in textwrap.wrap(line, 100)],
                anchor="start",
                fontSize=14,
                subtitleFontSize=10.5,
                subtitleColor="#444",
                offset=12,
            )
        )
        .configure(font=_FONT, background="white", padding=14)
        .configure_view(stroke="#ddd")
        .configure_axis(labelFontSize=11, titleFontSize=11, titleFontWeight="normal")
        .configure_legend(orient="top", labelFontSize=12)
    )
