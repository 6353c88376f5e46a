"""Values with their intervals as bars for a file: a line for each thing, a column for each partner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kizuna.atlas.lettering import shorten, width
from kizuna.atlas.web.drawing import alone

_SIDE, _HEAD, _FOOT = 20.0, 82.0, 18.0
_TRACK, _END = 150.0, 30.0
_NAME, _TEXT = 200.0, 12.0
_WORDS = 150.0
_BESIDE, _BELOW = 22.0, 42.0
"""Heights of a line whose words stand beside the bar, and below it."""


class Bar(NamedTuple):
    """A value on its scale.

    Attributes:
        words: what it says in words.
        low, value, high: as shares of the scale; ``value`` is ``None`` where only bounds are known,
            ``low`` where there is nothing to draw.
    """

    words: str
    low: float | None = None
    value: float | None = None
    high: float | None = None


class Strip(NamedTuple):
    """A line of bars.

    Attributes:
        ends: of its scale, as text; blank where all lines share one.
        bars: one for each column.
    """

    label: str
    ends: tuple[str, str]
    bars: tuple[Bar, ...]


class Drawn(NamedTuple):
    """A bar as it is drawn."""

    x: float
    low: float | None
    value: float | None
    high: float
    words: str
    at: tuple[float, float]


class Line(NamedTuple):
    """A line as it is drawn."""

    y: float
    label: str
    ends: tuple[str, str]
    bars: tuple[Drawn, ...]


class Bars(NamedTuple):
    """The whole picture."""

    title: str
    measure: str
    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    ends: tuple[str, str]
    lines: tuple[Line, ...]
    track: float = _TRACK
    side: float = _SIDE


def bars_file(
    title: str,
    measure: str,
    strips: Sequence[Strip],
    *,
    heads: Sequence[str] = ("",),
    ends: tuple[str, str] = ("", ""),
) -> str:
    """The bars as SVG.

    Args:
        title: of the picture.
        measure: what the bars show, with its unit.
        strips: the lines.
        heads: of the columns.
        ends: of the scale that all lines share; blank where each has its own.
    """
    beside = len(heads) == 1
    tall = _BESIDE if beside else _BELOW
    wide = _END + _TRACK + _END + (_WORDS if beside else 12.0)
    left = _SIDE + _NAME + _END
    lines = tuple(
        Line(
            _HEAD + (n + 0.5) * tall - (0 if beside else 7),
            shorten(strip.label, _NAME - 8, _TEXT),
            strip.ends,
            tuple(_bar(bar, left + m * wide, beside) for m, bar in enumerate(strip.bars)),
        )
        for n, strip in enumerate(strips)
    )
    room = wide - _END - 8
    whole = max(left + len(heads) * wide, width(title, 16, bold=True), width(measure, 11)) + _SIDE
    return alone(
        "web/bars.svg",
        d=Bars(
            title,
            measure,
            whole,
            _HEAD + len(lines) * tall + _FOOT,
            tuple((left + n * wide, shorten(head, room, 13)) for n, head in enumerate(heads)),
            ends,
            lines,
        ),
    )


def _bar(bar: Bar, x: float, beside: bool) -> Drawn:
    low, high = (None if share is None else x + _TRACK * share for share in (bar.low, bar.high))
    value = None if bar.value is None else x + _TRACK * bar.value
    at = (x + _TRACK + _END, 4.0) if beside else (x, 19.0 if low is not None else 4.0)
    return Drawn(x, low, value, high or 0.0, bar.words, at)
