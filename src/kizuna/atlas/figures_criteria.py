"""Figures of the six criteria: one pair, one pair over time, all partners side by side.

Values are places on a common axis or printed numbers; colour only repeats them, so that the
figures read in grey and without colour vision (the palette is that of Okabe and Ito 2008).
"""

from __future__ import annotations

import textwrap
from functools import singledispatch
from typing import Any

from kizuna.atlas.figures_threats import styled, title_of
from kizuna.atlas.relationship import VERDICTS, archetype_label, condition_label, silence
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import Criteria, load_criteria
from kizuna.errors import InputError
from kizuna.measures.criteria import Assessment, Comparison, Course

_BLUE = "#0b4f8a"
_LINES = (
    ("#0b4f8a", [1, 0], "circle"),
    ("#d55e00", [7, 2], "square"),
    ("#009e73", [2, 2], "diamond"),
    ("#8a5a83", [8, 2, 2, 2], "triangle-up"),
    ("#6b6b6b", [4, 4], "cross"),
)
_WIDTH = 420
_ROW = 24
_GAP = 0.06  # between two names, on the scale from 0 to 1
_TURN = 0.72  # above, white letters stand out on a tile; below, black ones: 4.5 to 1 at the least
_LABEL = 22  # characters of a line of a heading


@singledispatch
def chart_of(result: object, book: Codebook) -> Any:  # noqa: ARG001 - the forms below use both
    """The figure of a result.

    Args:
        result: an assessment, a comparison or a course.
        book: the codebook of its record.

    Raises:
        InputError: there is nothing to draw.
    """
    raise TypeError(f"no figure for {type(result).__name__}")


@chart_of.register
def _(result: Assessment, book: Codebook) -> Any:
    import altair as alt

    if not result.measured:
        raise InputError(
            f"nothing to draw of {result.one} and {result.other} on {result.as_of}: "
            f"{silence(result)[:1].lower()}{silence(result)[1:]}"
        )
    rules = load_criteria(book)
    names = f"{book.actors[result.one].name} and {book.actors[result.other].name}"
    criteria = [
        {
            "label": value.criterion.label,
            "value": value.value,
            "low": value.low,
            "high": value.high,
            "note": VERDICTS[value.verdict],
        }
        for value in result.criteria
    ]
    types = [
        {
            "label": member.archetype.label,
            "value": member.value,
            "low": member.low,
            "high": member.high,
            "note": f"closeness {member.closeness:.2f}",
        }
        for member in result.ruling.memberships
    ]
    deciding = "; ".join(
        f"{archetype_label(d.archetype, rules)}: {condition_label(d.condition, rules)}"
        for d in result.ruling.deciding
    )
    kind = archetype_label(result.archetype, rules)
    chart = alt.vconcat(
        _dots(criteria, "The criteria (1: as the definition of a strategic partnership asks)"),
        _dots(types, "Membership in the archetypes"),
        spacing=14,
        title=title_of(
            f"{names}, {result.as_of}: {kind.lower()}",
            f"Bars: what missing and unverified evidence leaves possible. Decided by {deciding}.",
            result,
        ),
    )
    return styled(chart)


def _dots(rows: list[dict[str, Any]], title: str) -> Any:
    import altair as alt

    order = [row["label"] for row in rows]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=_names())
    )
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f")
    half = (
        alt.Chart(alt.InlineData(values=[{"x": 0.5}]))
        .mark_rule(color="#888", strokeDash=[3, 3])
        .encode(x="x:Q")
    )
    bars = base.mark_bar(height=9, color="#bcd0e2").encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    dots = base.mark_point(filled=True, size=90, color=_BLUE, opacity=1).encode(
        x=alt.X("value:Q", scale=scale)
    )
    notes = base.mark_text(align="left", color="#444", fontSize=10.5).encode(
        x=alt.value(_WIDTH + 10), text="note:N"
    )
    return alt.layer(bars, half, dots, notes).properties(
        width=_WIDTH,
        height=_ROW * len(rows),
        title=alt.TitleParams(title, anchor="start", frame="group", fontSize=11.5, offset=4),
    )


def _names() -> Any:
    """An axis of names, clear of the marks at zero."""
    import altair as alt

    return alt.Axis(ticks=False, domain=False, labelPadding=9)


@chart_of.register
def _(result: Course, book: Codebook) -> Any:
    import altair as alt

    if len(result.points) < 2:
        raise InputError("a course needs two years at least: start earlier with --since")
    rules = load_criteria(book)
    names = f"{book.actors[result.one].name} and {book.actors[result.other].name}"
    if not any(point.measured for point in result.points):
        raise InputError(
            f"the record holds no row that counts for {result.one} and {result.other} in any of "
            "these years: there is no course to draw"
        )
    first, last = result.points[0].as_of.year, result.points[-1].as_of.year
    labels = [archetype.label for archetype in rules.archetype]
    # Years without evidence are empty, so that the lines break there.
    lines = [
        {
            "year": point.as_of.year,
            "type": member.archetype.label,
            "close": member.closeness if point.measured else None,
        }
        for point in result.points
        for member in point.ruling.memberships
    ]
    x = alt.X(
        "year:Q",
        title=None,
        scale=_years(first, last),
        axis=alt.Axis(format="d", grid=False, tickMinStep=1),
    )
    used = _LINES[: len(labels)]
    domain = alt.Scale(domain=labels, range=[line[0] for line in used])
    chart = alt.Chart(alt.InlineData(values=lines)).encode(
        x=x,
        y=alt.Y("close:Q", scale=alt.Scale(domain=[0, 1]), title="Closeness to the type"),
        color=alt.Color("type:N", sort=labels, scale=domain, legend=None),
    )
    dashes = alt.StrokeDash(
        "type:N",
        sort=labels,
        scale=alt.Scale(domain=labels, range=[line[1] for line in used]),
        legend=None,
    )
    shapes = alt.Shape(
        "type:N",
        sort=labels,
        scale=alt.Scale(domain=labels, range=[line[2] for line in used]),
        legend=None,
    )
    layers = alt.layer(
        chart.mark_line(strokeWidth=2).encode(strokeDash=dashes),
        chart.mark_point(filled=True, size=42, opacity=1).encode(shape=shapes),
        _line_names(result, domain, shapes),
    ).properties(width=_WIDTH + 160, height=260)
    figure = alt.vconcat(
        layers,
        _spells(result, rules, first, last),
        spacing=8,
        title=title_of(
            f"{names}: movement among the archetypes",
            "End of each year. Closeness: mean of the required and typical conditions of a type; "
            "below, the archetype by its weakest required condition.",
            result,
        ),
    )
    return styled(figure)


def _line_names(result: Course, scale: Any, shapes: Any) -> Any:
    """The sign and the name of each line at its right end, no two names upon each other."""
    import altair as alt

    last = next((p for p in reversed(result.points) if p.measured), result.points[-1])
    place = 2.0
    rows: list[tuple[str, float]] = []
    for member in sorted(last.ruling.memberships, key=lambda m: -m.closeness):
        place = min(member.closeness, place - _GAP)
        rows.append((member.archetype.label, place))
    lift = max(0.0, -place)
    values = [{"type": label, "place": place + lift} for label, place in rows]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y="place:Q", color=alt.Color("type:N", scale=scale, legend=None)
    )
    return alt.layer(
        base.mark_point(filled=True, size=60, opacity=1).encode(
            x=alt.value(_WIDTH + 172), shape=shapes
        ),
        base.mark_text(align="left", fontSize=11.5).encode(
            x=alt.value(_WIDTH + 181), text="type:N"
        ),
    )


def _years(first: int, last: int) -> Any:
    import altair as alt

    return alt.Scale(domain=[first - 0.5, last + 0.5], nice=False)


def _spells(result: Course, rules: Criteria, first: int, last: int) -> Any:
    """A strip of the archetypes: one bar per unbroken spell, a line for each type."""
    import altair as alt

    spells: list[dict[str, Any]] = []
    for point in result.points:
        if not point.measured:
            continue
        label, year = archetype_label(point.archetype, rules), point.as_of.year
        if spells and spells[-1]["label"] == label and spells[-1]["end"] == year - 0.5:
            spells[-1]["end"] = year + 0.5
        else:
            spells.append({"label": label, "start": year - 0.5, "end": year + 0.5})
    order = list(dict.fromkeys(spell["label"] for spell in spells))
    return (
        alt.Chart(alt.InlineData(values=spells))
        .mark_bar(height=12, color=_BLUE)
        .encode(
            x=alt.X("start:Q", scale=_years(first, last), axis=None),
            x2="end:Q",
            y=alt.Y("label:N", sort=order, title=None, axis=_names()),
        )
        .properties(width=_WIDTH + 160, height=20 * len(order))
    )


@chart_of.register
def _(result: Comparison, book: Codebook) -> Any:
    import altair as alt

    rules = load_criteria(book)
    shown = [partner for partner in result.partners if partner.measured]
    if not shown:
        raise InputError(f"no partner of {result.actor} has a row that counts on {result.as_of}")
    heads = ["\n".join(textwrap.wrap(c.label, _LABEL // 2 + 3)) for c in rules.criterion]
    kinds = dict.fromkeys(archetype_label(p.archetype, rules) for p in shown)
    panels = [
        _matrix(
            kind,
            [p for p in shown if archetype_label(p.archetype, rules) == kind],
            heads,
            book,
            first=n == 0,
        )
        for n, kind in enumerate(kinds)
    ]
    name = book.actors[result.actor].name
    return styled(
        alt.vconcat(
            *panels,
            spacing=8,
            title=title_of(
                f"{name}: what kind of relationships, {result.as_of}",
                "Darker: closer to what the definition of a strategic partnership asks for. "
                "~ the bounds of the evidence lie on both sides of 0.5; – insufficient evidence.",
                result,
            ),
        )
    )


def _matrix(
    kind: str, partners: list[Assessment], heads: list[str], book: Codebook, *, first: bool
) -> Any:
    import altair as alt

    cells = [
        {
            "partner": book.actors[partner.other].name,
            "criterion": head,
            "value": value.value,
            "text": "–"
            if value.value is None
            else f"{value.value:.2f}{'~' if value.verdict == 'open' else ''}",
            "dark": value.value is not None and value.value > _TURN,
        }
        for partner in partners
        for head, value in zip(heads, partner.criteria, strict=True)
    ]
    axis = alt.Axis(
        orient="top",
        labelAngle=0,
        labelPadding=18,
        ticks=False,
        domain=False,
        labels=first,
        labelExpr=_BREAK,
    )
    base = alt.Chart(alt.InlineData(values=cells)).encode(
        x=alt.X("criterion:N", sort=heads, title=None, axis=axis),
        y=alt.Y(
            "partner:N",
            sort=[book.actors[p.other].name for p in partners],
            title=None,
            axis=_names(),
        ),
    )
    tiles = base.mark_rect(stroke="white", strokeWidth=1.5).encode(
        color=alt.Color(
            "value:Q",
            scale=alt.Scale(domain=[0, 1], range=["#f3f6f9", _BLUE]),
            legend=None,
        )
    )
    texts = base.mark_text(fontSize=10.5).encode(
        text="text:N",
        color=alt.condition("datum.dark", alt.value("white"), alt.value("black")),
    )
    return alt.layer(tiles, texts).properties(
        width=84 * len(heads),
        height=20 * len(partners),
        title=alt.TitleParams(kind, anchor="start", frame="group", fontSize=11.5, offset=4),
    )


_BREAK = "split(datum.label, '\\n')"
