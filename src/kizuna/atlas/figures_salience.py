"""Figures of threat salience: an actor's profile as coded, and its course as measured in texts.

One colour only; a hollow mark is a value too old to be compared, so that nothing is lost in grey.
"""

from __future__ import annotations

import textwrap
from typing import Any

from kizuna import __version__
from kizuna.atlas.figures_threats import styled, title_of
from kizuna.codebook import Codebook
from kizuna.errors import InputError
from kizuna.measures.salience.coded import CodedSalience, Salience
from kizuna.measures.salience.text import TextSalience

_BLUE, _PALE = "#0b4f8a", "#9cc3e5"
_WIDTH, _ROW = 340, 22
_MOST = 12
"""Threats of which the course is drawn: those of which the texts speak most."""
_COLUMNS = 3
_LEVELS = "['absent', 'mentioned', 'prominent', 'central'][datum.value]"


def profile_chart(result: CodedSalience, book: Codebook) -> Any:
    """How salient each threat is to one government, the most salient first.

    Args:
        result: coded salience of one actor.
        book: the codebook of its record.

    Raises:
        InputError: it is of several actors, or nothing was coded.
    """
    import altair as alt

    if len(result.actors) != 1:
        raise InputError(
            "a figure shows one actor: name an ACTOR; two sides next to each other are drawn by: "
            "kizuna convergence ONE OTHER --figure profile"
        )
    rows = [_row(entry, book) for entry in result.entries]
    if not rows:
        raise InputError(f"nothing was coded of {result.actors[0]} by {result.as_of}")
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "threat:N",
            sort=[row["threat"] for row in rows],
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=False, labelPadding=9),
        )
    )
    axis = alt.Axis(values=[0, 1, 2, 3], labelExpr=_LEVELS, grid=True)
    x = alt.X("value:Q", scale=alt.Scale(domain=[-0.2, 3.2]), axis=axis, title=None)
    stems = base.mark_rule(color="#9a9a9a", strokeWidth=2).encode(x=x, x2=alt.datum(0))
    fill: Any = alt.condition("datum.stale", alt.value("white"), alt.value(_BLUE))
    dots = base.mark_point(size=95, opacity=1, stroke=_BLUE, strokeWidth=1.6).encode(x=x, fill=fill)
    notes = base.mark_text(align="left", color="#444", fontSize=10.5).encode(
        x=alt.value(_WIDTH + 10), text="note:N"
    )
    name = book.actors[result.actors[0]].name
    stale = any(row["stale"] for row in rows)
    subtitle = "At the right: date of the document and its age in years."
    if stale:
        subtitle += f" Hollow: older than {result.max_age:g} years, not compared."
    if any(row["note"].endswith("*") for row in rows):
        subtitle += " * not yet checked."
    chart = alt.layer(stems, dots, notes).properties(
        width=_WIDTH,
        height=_ROW * len(rows),
        title=title_of(
            f"{name}: salience of threats in its documents, {result.as_of}", subtitle, result
        ),
    )
    return styled(chart)


def _row(entry: Salience, book: Codebook) -> dict[str, Any]:
    checked = all(row.check == "verified" for row in entry.rows)
    return {
        "threat": book.threats[entry.threat].label,
        "value": entry.value,
        "stale": entry.stale,
        "note": f"{entry.date.text}, {entry.age:.1f}" + ("" if checked else " *"),
    }


def course_chart(result: TextSalience, book: Codebook) -> Any:
    """How much an actor's texts speak of each threat from year to year, a small panel each.

    Args:
        result: salience measured in the texts of one actor.
        book: the codebook that holds the threats.

    Raises:
        InputError: it is of several actors, or the texts speak of no threat.
    """
    import altair as alt

    actors = sorted({line.actor for line in result.lines})
    if len(actors) != 1:
        raise InputError("a figure shows one actor: name an ACTOR whose texts the collection holds")
    totals: dict[str, float] = {}
    for line in result.lines:
        totals[line.threat] = totals.get(line.threat, 0.0) + (line.value or 0.0)
    ranked = [code for code in sorted(totals, key=lambda c: -totals[c]) if totals[code] > 0]
    if not ranked:
        raise InputError(f"the texts of {actors[0]} speak of none of these threats")
    shown = ranked[:_MOST]
    years = sorted({line.year for line in result.lines})
    top = max(line.value or 0.0 for line in result.lines if line.threat in shown)
    panels = [
        _panel(result, code, book.threats[code].label, (years[0], years[-1]), top) for code in shown
    ]
    more = len(ranked) - len(shown)
    told = "Matches per 10,000 words and year; years without a text are gaps."
    if more:
        told += f" The {len(shown)} threats of which most is said; {more} more with --threat."
    source = f"Source: {result.source}. {result.citation}"
    method = f"Measured by {result.method}. Kizuna {__version__}."
    chart = alt.concat(
        *panels,
        columns=_COLUMNS,
        spacing=14,
        title=alt.TitleParams(
            f"{book.actors[actors[0]].name}: threats in its texts, {years[0]} to {years[-1]}",
            subtitle=[part for text in (told, source, method) for part in textwrap.wrap(text, 120)],
            anchor="start",
            fontSize=14,
            subtitleFontSize=10.5,
            subtitleColor="#444",
            offset=12,
        ),
    )
    return styled(chart)


def _panel(result: TextSalience, code: str, label: str, span: tuple[int, int], top: float) -> Any:
    import altair as alt

    by_year = {line.year: line.value for line in result.lines if line.threat == code}
    rows = [{"year": year, "value": by_year.get(year)} for year in range(span[0], span[1] + 1)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "year:Q",
            title=None,
            scale=alt.Scale(domain=[span[0] - 0.5, span[1] + 0.5], nice=False),
            axis=alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=4),
        ),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=[0, 1.05 * top], nice=False),
            axis=alt.Axis(tickCount=3),
        ),
    )
    area = base.mark_area(color=_PALE, opacity=0.6)
    line = base.mark_line(color=_BLUE, strokeWidth=1.6)
    dots = base.mark_point(color=_BLUE, filled=True, size=12, opacity=1)
    return alt.layer(area, line, dots).properties(
        width=205,
        height=80,
        title=alt.TitleParams(label, anchor="start", frame="group", fontSize=11, offset=4),
    )
