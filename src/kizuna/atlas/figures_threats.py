"""Figures of threat perceptions: both sides' profiles, and convergence over time.

Sides differ in shape and lightness as well as in colour (the blue and the orange of Okabe and
Ito 2008), so that the figures read in grey and without colour vision.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kizuna.atlas.imprint import imprint
from kizuna.codebook import Codebook
from kizuna.errors import InputError
from kizuna.measures.convergence import Convergence, ThreatPair

if TYPE_CHECKING:
    import altair as alt

_ONE, _OTHER = "#0b4f8a", "#e69f00"
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_WIDTH = 380
_ROW = 23  # height of a threat in the profile
_PNG_SCALE = 2
_HEADINGS = {
    "shared": "Shared",
    "divergent": "Divergent",
    "close": "Neither shared nor divergent",
    "one_sided": "Coded on one side only",
}
_LEVELS = "['absent', 'mentioned', 'prominent', 'central'][datum.value]"


def profile_chart(result: Convergence, book: Codebook) -> Any:
    """Both sides' salience of every threat as a paired dot plot, grouped by verdict.

    Args:
        result: the comparison.
        book: the codebook of its record.
    """
    import altair as alt

    names = (book.actors[result.one].name, book.actors[result.other].name)
    groups = [
        (heading, [pair for pair in result.threats if pair.verdict == verdict])
        for verdict, heading in _HEADINGS.items()
    ]
    shown = [(heading, pairs) for heading, pairs in groups if pairs]
    panels = [
        _panel(heading, pairs, names, book, last=place == len(shown) - 1)
        for place, (heading, pairs) in enumerate(shown)
    ]
    point = result.point
    chart = alt.vconcat(
        *panels,
        spacing=6,
        title=title_of(
            f"{names[0]} and {names[1]}: salience of threats as of {result.as_of}",
            f"Convergence {point.index:.2f}, {result.level:.0%} interval {point.low:.2f} to "
            f"{point.high:.2f}. At the right: years of the documents, {result.one} / {result.other}.",
            result,
        ),
    )
    return styled(chart)


def course_chart(result: Convergence, book: Codebook) -> Any:
    """Convergence over time with the band of its interval.

    Args:
        result: the comparison, with its course.
        book: the codebook of its record.

    Raises:
        InputError: the course has fewer than two points.
    """
    import altair as alt

    if len(result.course) < 2:
        raise InputError(
            f"{result.one} and {result.other} can be compared in fewer than two years by "
            f"{result.as_of}: there is no course to draw"
        )
    names = (book.actors[result.one].name, book.actors[result.other].name)
    values = _course_rows(result)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X(
            "year:Q",
            title=None,
            scale=alt.Scale(nice=False, padding=12),
            axis=alt.Axis(grid=False, format="d", tickMinStep=1),
        )
    )
    scale = alt.Scale(domain=[0, 1])
    band = base.mark_area(color=_ONE, opacity=0.22).encode(
        y=alt.Y("low:Q", scale=scale, title="Convergence (0 none, 1 identical)"),
        y2="high:Q",
    )
    line = base.mark_line(color=_ONE, strokeWidth=2).encode(y=alt.Y("index:Q", scale=scale))
    dots = base.mark_point(color=_ONE, filled=True, size=34, opacity=1).encode(
        y=alt.Y("index:Q", scale=scale)
    )
    counts = base.mark_text(dy=-2, fontSize=9, color="#555", baseline="bottom").encode(
        y=alt.YDatum(0), text="n_threats:Q"
    )
    chart = alt.layer(band, line, dots, counts).properties(
        width=_WIDTH + 180,
        height=260,
        title=title_of(
            f"{names[0]} and {names[1]}: convergence of threat perceptions",
            f"End of each year, and {result.as_of}; band: {result.level:.0%} interval; below: "
            "threats coded on both sides.",
            result,
        ),
    )
    return styled(chart)


def save_chart(chart: alt.TopLevelMixin, out: Path) -> None:
    """Write a chart as SVG, PNG or PDF, by the ending of the file.

    Args:
        chart: the chart.
        out: the file.

    Raises:
        InputError: the ending is another.
        StorageError: the file cannot be written.
    """
    from kizuna.atlas.export import deliver

    form = out.suffix.lower().removeprefix(".")
    if form not in ("svg", "png", "pdf"):
        raise InputError(f"{out} has none of the endings .svg, .png and .pdf")
    import vl_convert

    spec = chart.to_json(validate=True)
    if form == "svg":
        deliver(vl_convert.vegalite_to_svg(spec), out)
    elif form == "png":
        deliver(bytes(vl_convert.vegalite_to_png(spec, scale=_PNG_SCALE)), out)
    else:
        deliver(bytes(vl_convert.vegalite_to_pdf(spec)), out)


def _panel(
    heading: str, pairs: list[ThreatPair], names: tuple[str, str], book: Codebook, *, last: bool
) -> Any:
    import altair as alt

    labels = [book.threats[pair.threat].label for pair in pairs]
    dots = [
        {"threat": label, "side": name, "value": side.value}
        for pair, label in zip(pairs, labels, strict=True)
        for name, side in zip(names, (pair.one, pair.other), strict=True)
        if side is not None
    ]
    spans = [
        {"threat": label, "low": pair.one.value, "high": pair.other.value}
        for pair, label in zip(pairs, labels, strict=True)
        if pair.one is not None and pair.other is not None
    ]
    axis = alt.Axis(
        values=[0, 1, 2, 3], labelExpr=_LEVELS, grid=True, labels=last, ticks=last, domain=last
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[-0.2, 3.2]), axis=axis, title=None)
    y = alt.Y("threat:N", sort=labels, title=None, axis=alt.Axis(grid=False, ticks=False))
    bars = (
        alt.Chart(alt.InlineData(values=spans))
        .mark_rule(color="#999", strokeWidth=2)
        .encode(x=alt.X("low:Q", title=None), x2="high:Q", y=y)
    )
    # Two marks of different height, so that equal values show both.
    offset = alt.YOffset(
        "side:N", sort=list(names), scale=alt.Scale(domain=list(names), padding=1.4)
    )
    points = (
        alt.Chart(alt.InlineData(values=dots))
        .mark_point(filled=True, size=95, opacity=1, stroke="#222", strokeWidth=0.8)
        .encode(
            x=x,
            y=y,
            yOffset=offset,
            color=alt.Color(
                "side:N",
                sort=list(names),
                title=None,
                scale=alt.Scale(domain=list(names), range=[_ONE, _OTHER]),
            ),
            shape=alt.Shape(
                "side:N",
                sort=list(names),
                title=None,
                scale=alt.Scale(domain=list(names), range=["circle", "diamond"]),
            ),
        )
    )
    years = (
        alt.Chart(
            alt.InlineData(
                values=[
                    {"threat": label, "years": _years(pair)}
                    for pair, label in zip(pairs, labels, strict=True)
                ]
            )
        )
        .mark_text(align="left", color="#444", fontSize=10.5)
        .encode(x=alt.value(_WIDTH + 10), y=y, text="years:N")
    )
    title = alt.TitleParams(heading, anchor="start", frame="group", fontSize=11.5, offset=3)
    return alt.layer(bars, points, years).properties(
        width=_WIDTH, height=_ROW * len(pairs), title=title
    )


def _years(pair: ThreatPair) -> str:
    return " / ".join(str(side.date.year) if side else "–" for side in (pair.one, pair.other))


def _course_rows(result: Convergence) -> list[dict[str, Any]]:
    """The points of the course; years without an index are empty, so that lines break there."""
    by_year = {point.on.year: point for point in result.course}
    rows: list[dict[str, Any]] = []
    for year in range(min(by_year), max(by_year) + 1):
        point = by_year.get(year)
        rows.append(
            {
                "year": year,
                "index": point.index if point else None,
                "low": point.low if point else None,
                "high": point.high if point else None,
                "n_threats": point.n_threats if point else None,
            }
        )
    return rows


def title_of(text: str, subtitle: str, result: Any) -> Any:
    """A title with a subtitle and the provenance of the result beneath."""
    import altair as alt

    stand = imprint(result).lines[0]
    return alt.TitleParams(
        text=text,
        subtitle=[*textwrap.wrap(subtitle, 100), *textwrap.wrap(stand, 100)],
        anchor="start",
        fontSize=14,
        subtitleFontSize=10.5,
        subtitleColor="#444",
        offset=12,
    )


def styled(chart: Any) -> Any:
    """A chart in the fonts, margins and lines that all figures share."""
    return (
        chart.configure(font=_FONT, background="white", padding=14)
        .configure_view(stroke="#ddd")
        .configure_axis(
            labelFontSize=11, titleFontSize=11, labelLimit=300, titleFontWeight="normal"
        )
        .configure_legend(orient="top", labelFontSize=12, symbolSize=120)
    )
