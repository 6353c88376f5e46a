"""Figures of the domestic debate: who is for and against, and contestation over time.

A party's part in government has a shape and stands in words at the right; positions are places
on an axis. Colour only repeats them, so that the figures read in grey and without colour vision.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from kizuna.atlas.both_sides import ROLES
from kizuna.atlas.figures_threats import styled, title_of
from kizuna.errors import InputError
from kizuna.measures.debate import Debate, Position, Question
from kizuna.measures.debate_course import DebateCourse
from kizuna.record import Stance

_BLUE, _PALE = "#0b4f8a", "#9cc3e5"
_HOLDER, _POLL = "Government, parliament and others", "Poll"
_SIGNS = {
    "Leads the government": ("square", _BLUE),
    "In the coalition": ("diamond", _BLUE),
    "Supports the government": ("triangle-up", _PALE),
    "In opposition": ("circle", "#ffffff"),
    _HOLDER: ("cross", "#666666"),
    _POLL: ("triangle-down", "#e69f00"),
}
_WIDTH, _ROW = 340, 22
_FOOT = -0.2  # room for the numbers of parties below the axis of contestation
_NAME = 44  # characters of a holder's name
_AXIS = (
    "{'-2': '−2 strongly against', '-1': '−1', '0': '0', '1': '+1', '2': '+2 strongly for'}"
    "[datum.value]"
)
_INK = "#1b2129"


def positions_chart(debates: Sequence[Debate]) -> Any:
    """Who stands where on every question, a panel each.

    Args:
        debates: of one side, or of both.

    Raises:
        InputError: the record holds no position of anybody.
    """
    import altair as alt

    asked = [(debate, question) for debate in debates for question in debate.questions]
    if not asked:
        raise InputError(f"{_nobody(debates)}: there is nothing to draw")
    panels = [
        _panel(debate.name, question, last=place == len(asked) - 1)
        for place, (debate, question) in enumerate(asked)
    ]
    silent = [debate for debate in debates if not debate.questions]
    subtitle = (
        "At the right: part in government and date. Contestation: 0 the parties agree, 1 two equal "
        "halves stand at opposite ends; in brackets its range over weights and coding error. "
        "* not yet checked."
    )
    chart = alt.vconcat(
        *panels,
        spacing=12,
        title=title_of(
            f"{_names(debates)}: who is for and against, {debates[0].as_of}",
            subtitle + (f" {_nobody(silent)}." if silent else ""),
            debates[0],
        ),
    )
    return styled(chart)


def course_chart(courses: Sequence[DebateCourse]) -> Any:
    """Contestation of every question over time with its range, a panel each.

    Args:
        courses: of one side, or of both.

    Raises:
        InputError: no question has an index in two years.
    """
    import altair as alt

    drawn = [
        (course, rows[0]["label"], rows) for course in courses for rows in _by_question(course)
    ]
    if not drawn:
        told = "; ".join(f"{c.name} about {c.partner_name}" for c in courses)
        raise InputError(
            f"no question has two parties with a position in two years or more ({told}): there is "
            "no course to draw; start earlier with --from, or draw the positions without it"
        )
    years = [row["year"] for *_, rows in drawn for row in rows]
    panels = [
        _course_panel(f"{course.name}: {label}", rows, (min(years), max(years)))
        for course, label, rows in drawn
    ]
    chart = alt.vconcat(
        *panels,
        spacing=12,
        title=title_of(
            f"{_names(courses)}: contestation over time",
            f"End of each year, and {courses[0].as_of}. Band: range over weights of parties and one "
            "step of coding error, no probability interval. Below: parties against, of those with "
            "a position.",
            courses[0],
        ),
    )
    return styled(chart)


def _names(results: Sequence[Debate] | Sequence[DebateCourse]) -> str:
    first = results[0]
    if len(results) > 1:
        return f"{first.name} and {first.partner_name} on each other"
    return f"{first.name} on {first.partner_name}"


def _nobody(debates: Sequence[Debate]) -> str:
    told = " nor ".join(f"in {debate.name} about {debate.partner_name}" for debate in debates)
    return f"No position is known {told}; that is not evidence of agreement"


def _panel(side: str, question: Question, *, last: bool) -> Any:
    import altair as alt

    rows = [
        *(_row(p.stance, _role(p)) for p in question.parties),
        *(_row(p.stance, _HOLDER) for p in question.others),
        *_polls(question.polls),
    ]
    order = list(dict.fromkeys(row["holder"] for row in rows))
    axis = alt.Axis(
        values=[-2, -1, 0, 1, 2], labelExpr=_AXIS, grid=True, labels=last, ticks=last, domain=last
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "holder:N",
            sort=order,
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=False, labelPadding=9),
        )
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[-2.2, 2.2]), axis=axis, title=None)
    stems = base.mark_rule(color="#9a9a9a", strokeWidth=2).encode(x=x, x2=alt.datum(0))
    zero = (
        alt.Chart(alt.InlineData(values=[{"x": 0}]))
        .mark_rule(color="#555", strokeWidth=1)
        .encode(x="x:Q")
    )
    signs = base.mark_point(size=85, opacity=1, strokeWidth=1.2).encode(
        x=x,
        shape=_scale("Shape", [shape for shape, _ in _SIGNS.values()]),
        fill=_scale("Fill", [fill for _, fill in _SIGNS.values()]),
        # An outline by sign, all alike, so that the legend draws it too.
        stroke=_scale("Stroke", [_INK] * len(_SIGNS)),
    )
    notes = base.mark_text(align="left", color="#444", fontSize=10.5).encode(
        x=alt.value(_WIDTH + 10), text="note:N"
    )
    heading = alt.TitleParams(
        [*textwrap.wrap(f"{side}: {question.label}. {_contested(question)}", 110)],
        anchor="start",
        frame="group",
        fontSize=11.5,
        offset=4,
    )
    return alt.layer(zero, stems, signs, notes).properties(
        width=_WIDTH, height=_ROW * len(order), title=heading
    )


def _scale(channel: str, values: list[str]) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(_SIGNS), range=values)
    legend = alt.Legend(title=None, columns=3, labelLimit=260)
    return getattr(alt, channel)("sign:N", title=None, scale=scale, legend=legend)


def _role(position: Position) -> str:
    return ROLES[position.role or "opposition"].capitalize()


def _row(stance: Stance, sign: str, note: str = "") -> dict[str, Any]:
    star = "" if stance.check == "verified" else " *"
    words = note or (sign.lower() if sign != _HOLDER else stance.holder_kind)
    return {
        "holder": textwrap.shorten(stance.holder_name, _NAME, placeholder="…"),
        "value": stance.value,
        "sign": sign,
        "note": f"{words}, {stance.date.text if stance.date else 'no date'}{star}",
    }


def _polls(polls: Sequence[Stance]) -> list[dict[str, Any]]:
    """The newest poll of each series."""
    series: dict[str, list[Stance]] = {}
    for poll in polls:
        series.setdefault(poll.holder_name, []).append(poll)
    return [
        _row(found[-1], _POLL, "poll" if len(found) == 1 else f"newest of {len(found)} polls")
        for found in series.values()
    ]


def _contested(question: Question) -> str:
    if question.contestation is None:
        return "Contestation not measured: fewer than two parties"
    return f"Contestation {question.contestation:.2f} ({question.low:.2f} to {question.high:.2f})"


def _by_question(course: DebateCourse) -> list[list[dict[str, Any]]]:
    """Rows of each question by year; years without an index are empty, so that lines break."""
    found: dict[str, dict[int, Question]] = {}
    for on, question in course.stages:
        found.setdefault(question.about, {})[on.year] = question
    return [
        [_year(year, by_year, label) for year in range(min(by_year), max(by_year) + 1)]
        for by_year in found.values()
        if sum(question.contestation is not None for question in by_year.values()) > 1
        for label in (next(iter(by_year.values())).label,)
    ]


def _year(year: int, by_year: dict[int, Question], label: str) -> dict[str, Any]:
    question = by_year.get(year)
    return {
        "year": year,
        "label": label,
        "index": question.contestation if question else None,
        "low": question.low if question else None,
        "high": question.high if question else None,
        "count": f"{len(question.against)}/{len(question.parties)}"
        if question and question.parties
        else "",
    }


def _course_panel(heading: str, rows: list[dict[str, Any]], years: tuple[int, int]) -> Any:
    import altair as alt

    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "year:Q",
            title=None,
            scale=alt.Scale(domain=[years[0] - 0.5, years[1] + 0.5], nice=False),
            axis=alt.Axis(grid=False, format="d", tickMinStep=1),
        )
    )
    scale = alt.Scale(domain=[_FOOT, 1], nice=False)
    axis = alt.Axis(values=[0, 0.5, 1], format=".1f")
    band = base.mark_area(color=_PALE, opacity=0.6).encode(
        y=alt.Y("low:Q", scale=scale, title="Contestation", axis=axis), y2="high:Q"
    )
    line = base.mark_line(color=_BLUE, strokeWidth=2).encode(y=alt.Y("index:Q", scale=scale))
    dots = base.mark_point(color=_BLUE, filled=True, size=34, opacity=1).encode(
        y=alt.Y("index:Q", scale=scale)
    )
    counts = base.mark_text(fontSize=9, color="#444", baseline="middle").encode(
        y=alt.datum(_FOOT / 2), text="count:N"
    )
    return alt.layer(band, line, dots, counts).properties(
        width=_WIDTH + 220,
        height=130,
        title=alt.TitleParams(heading, anchor="start", frame="group", fontSize=11.5, offset=4),
    )
