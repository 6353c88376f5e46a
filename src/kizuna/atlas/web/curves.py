"""Courses over time with their intervals: one, or several on the same scales."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from kizuna.atlas.web.drawing import alone, inline
from kizuna.atlas.wording import _

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 16.0, 54.0, 26.0
_HEAD = 46.0
"""Above the panels of a file: the title, and what the axis measures."""


class Dot(NamedTuple):
    """A value with its interval at the end of a year, or by the day up to which all is shown."""

    at: float
    value: float
    low: float
    high: float


class Course(NamedTuple):
    """A measure over time.

    Attributes:
        name: what is drawn above it.
        dots: in the order of time.
        beside: what else has to be known of the last value.
    """

    name: str
    dots: tuple[Dot, ...]
    beside: str = ""


class Reach(NamedTuple):
    """The scales of a chart: years, and values."""

    first: float
    last: float
    low: float
    high: float


class Panel(NamedTuple):
    """A course as it is drawn."""

    x: float
    y: float
    name: str
    said: str
    area: str
    line: str
    dots: tuple[tuple[float, float, str], ...]
    years: tuple[tuple[float, str], ...]
    steps: tuple[tuple[float, str], ...]
    on: float | None


class Chart(NamedTuple):
    """Courses side by side.

    Attributes:
        measure: what the axis of values shows, with its unit.
        top, left, right, bottom: edges of the plot within a panel.
        head: height of the title in a file.
    """

    title: str
    measure: str
    width: float
    height: float
    wide: float
    tall: float
    panels: tuple[Panel, ...]
    top: float = _TOP
    left: float = _LEFT
    right: float = _RIGHT
    bottom: float = _BOTTOM
    head: float = _HEAD

    def alone(self) -> tuple[Chart, ...]:
        """Each panel as a chart of its own, on the same scales."""
        return tuple(
            self._replace(
                title=f"{self.title}: {panel.name}",
                width=self.wide,
                height=self.tall,
                panels=(panel._replace(x=0.0, y=0.0),),
            )
            for panel in self.panels
        )


def reach(
    courses: Sequence[Course],
    *,
    unit: bool = False,
    first: float | None = None,
    last: float | None = None,
) -> Reach:
    """Scales on which all courses can be drawn.

    Args:
        courses: at least one dot in all.
        unit: whether values go from 0 to 1.
        first: the first year; by default that of the first dot.
        last: the last year; by default that of the last dot. A later dot moves it.
    """
    dots = [dot for course in courses for dot in course.dots]
    years = [dot.at for dot in dots]
    begin = math.floor(first if first is not None else min(years))
    end = max(*years, begin + 1, last if last is not None else begin + 1)
    if unit:
        return Reach(begin, end, 0, 1)
    return Reach(
        begin, end, math.floor(min(d.low for d in dots)), math.ceil(max(d.high for d in dots))
    )


def chart(
    title: str,
    courses: Sequence[Course],
    scale: Reach,
    on: dt.date,
    *,
    measure: str = "",
    across: int = 1,
    wide: float = 470,
    tall: float = 230,
) -> Chart:
    """Courses as panels on the same scales.

    Args:
        title: of the whole.
        courses: what is drawn.
        scale: as made by :func:`reach`.
        on: the day in whose year a line stands, unless the scale ends there.
        measure: what the axis of values shows, with its unit.
        across: panels in a row.
        wide: width of a panel.
        tall: its height.
    """
    rows = -(-len(courses) // across)
    panels = [
        _panel(course, scale, on, (n % across * wide, n // across * tall), (wide, tall))
        for n, course in enumerate(courses)
    ]
    return Chart(
        title, measure, wide * min(across, len(courses)), tall * rows, wide, tall, tuple(panels)
    )


def chart_svg(drawn: Chart) -> Any:
    """A chart as part of a page."""
    return inline("web/curves.svg", d=drawn)


def chart_file(drawn: Chart) -> str:
    """A chart as a file."""
    return alone("web/curves.svg", d=drawn)


def _panel(
    course: Course,
    scale: Reach,
    on: dt.date,
    place: tuple[float, float],
    size: tuple[float, float],
) -> Panel:
    left, right = _LEFT, size[0] - _RIGHT
    top, bottom = _TOP, size[1] - _BOTTOM

    def x(at: float) -> float:
        return left + (right - left) * (at - scale.first) / (scale.last - scale.first)

    def y(value: float) -> float:
        share = (value - scale.low) / (scale.high - scale.low)
        return bottom - (bottom - top) * min(max(share, 0), 1)

    dots = [dot for dot in course.dots if dot.at >= scale.first]
    upper = [f"{x(d.at):.1f} {y(d.high):.1f}" for d in dots]
    lower = [f"{x(d.at):.1f} {y(d.low):.1f}" for d in reversed(dots)]
    line = [f"{x(d.at):.1f} {y(d.value):.1f}" for d in dots]
    return Panel(
        x=place[0],
        y=place[1],
        name=course.name,
        said=_at(dots[-1]) + course.beside if dots else _("not measured by then"),
        area=f"M{'L'.join(upper + lower)}Z" if dots else "",
        line=f"M{'L'.join(line)}" if dots else "",
        dots=tuple((x(d.at), y(d.value), _at(d)) for d in dots),
        years=tuple((x(year), str(year)) for year in _years(scale)),
        steps=tuple((y(step), f"{step:g}".replace("-", "−")) for step in _steps(scale)),
        on=x(on.year) if on.year < scale.last else None,
    )


def _at(dot: Dot) -> str:
    value, low, high = (f"{n:.2f}".replace("-", "−") for n in (dot.value, dot.low, dot.high))
    return _(
        "%(year)s: %(value)s (%(low)s to %(high)s)",
        year=int(dot.at),
        value=value,
        low=low,
        high=high,
    )


def _years(scale: Reach) -> range:
    span = scale.last - scale.first
    step = next(step for step in (2, 5, 10, 20, 50, 1000) if span / step <= 8)
    return range(math.ceil(scale.first / step) * step, math.floor(scale.last) + 1, step)


def _steps(scale: Reach) -> list[float]:
    if scale.high - scale.low <= 1:
        return [0, 0.5, 1]
    step = 1 if scale.high - scale.low <= 5 else 2
    return [float(n) for n in range(int(scale.low), int(scale.high) + 1) if n % step == 0]
