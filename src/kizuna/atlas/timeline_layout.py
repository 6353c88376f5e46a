"""Where everything in a timeline stands, in pixels from the upper left corner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import NamedTuple

from kizuna.atlas.lettering import shorten, width, wrap
from kizuna.atlas.timeline_rows import Band, Moment, Strand

WIDTH = 960.0
GUTTER = 312.0
MARGIN = 24.0
ROW = 17.0
HEADING = 25.0
LABEL = 10.5
SMALL = 9.0
_TOP = 108.0
_LEVEL = 11.5  # between two levels of labels under a lane
_LEVELS = 24
_TRIED = 120  # most signs of a line that labels are tried for: more than there is ever room for
_ROOM = 420.0  # widest label of an event
_WIDER = 1.08  # a page's own typeface runs wider than that of files, whose widths are known
_NEXT = 12.0  # between two lines of the label of a row
_MOST = 6  # lines of such a label
_STEPS = (1, 2, 5, 10, 20, 50)
_TICK_ROOM = 38.0
_REPEAT = 560.0  # from this height the years stand at the foot as well
_SHAPES = ("circle", "diamond", "square", "triangle", "wedge", "cross")


class Box(NamedTuple):
    """A stretch of time."""

    x: float
    width: float
    style: str


class Sign(NamedTuple):
    """A moment; ``low`` and ``high`` bound it where its date is partial or it lasted."""

    x: float
    low: float
    high: float
    shape: str
    open: bool
    partial: bool
    title: str


class Caption(NamedTuple):
    """A label under a sign, with a hairline from one to the other."""

    x: float
    at: float
    above: float
    y: float
    text: str


class Line(NamedTuple):
    """A drawn strand; its label is in as many lines as it needs."""

    y: float
    label: tuple[str, ...]
    marks: str
    title: str
    multilateral: bool
    boxes: tuple[Box, ...]
    signs: tuple[Sign, ...]
    captions: tuple[Caption, ...]
    earlier: float | None
    cap: float | None


class Block(NamedTuple):
    """A drawn band."""

    y: float
    heading: str
    lines: tuple[Line, ...]


class Drawing(NamedTuple):
    """A whole timeline."""

    height: float
    left: float
    right: float
    top: float
    bottom: float
    years: tuple[tuple[float, str], ...]
    repeat: bool
    blocks: tuple[Block, ...]
    foot: tuple[tuple[float, str], ...]


class Scale:
    """Days to pixels.

    Args:
        first, last: the days at the left and right edge of the plot.
    """

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first = first
        self.last = max(last, first + dt.timedelta(days=365))
        self.left = MARGIN + GUTTER
        self.right = WIDTH - MARGIN
        self._per_day = (self.right - self.left) / (self.last - self.first).days

    def x(self, day: dt.date) -> float:
        """Where a day stands; days before the picture at its left edge."""
        inside = min(max(day, self.first), self.last)
        return round(self.left + (inside - self.first).days * self._per_day, 1)

    def years(self) -> tuple[tuple[float, str], ...]:
        """The years to be written, as many as have room."""
        span = self.last.year - self.first.year + 1
        room = (self.right - self.left) / _TICK_ROOM
        step = next((s for s in _STEPS if span / s <= room), _STEPS[-1])
        return tuple(
            (self.x(dt.date(year, 1, 1)), str(year))
            for year in range(self.first.year, self.last.year + 1)
            if year % step == 0
        )


def draw(bands: Sequence[Band], *, last: dt.date, first: dt.date | None, foot: str) -> Drawing:
    """Place the bands.

    Args:
        bands: what to show.
        last: the last day of the picture.
        first: the first day; by default the beginning of what is earliest.
        foot: text under the picture.
    """
    scale = Scale(first or beginning(bands, last), last)
    y = _TOP
    blocks = []
    shapes = cycle(_SHAPES)
    for band in _within(bands, scale.first):
        y += HEADING
        head = y
        lines = []
        for strand in band.strands:
            line, height = _line(strand, scale, y, next(shapes) if strand.kind else "tick")
            lines.append(line)
            y += height
        blocks.append(Block(head, band.heading, tuple(lines)))
    bottom = y + 4
    repeat = bottom - _TOP > _REPEAT
    y = bottom + (34 if repeat else 20)
    foot_lines = []
    for text in foot.split("\n"):
        for part in wrap(text, WIDTH - 2 * MARGIN, SMALL):
            foot_lines.append((y, part))
            y += 12.5
    return Drawing(
        height=y + 6,
        left=scale.left,
        right=scale.right,
        top=_TOP,
        bottom=bottom,
        years=scale.years(),
        repeat=repeat,
        blocks=tuple(blocks),
        foot=tuple(foot_lines),
    )


def _within(bands: Iterable[Band], first: dt.date) -> list[Band]:
    """The bands with what reaches into the picture."""
    kept = [
        band._replace(
            strands=tuple(
                strand
                for strand in band.strands
                if any(s.last >= first for s in strand.stretches)
                or any((m.last or m.date.latest) >= first for m in strand.moments)
            )
        )
        for band in bands
    ]
    return [band for band in kept if band.strands]


def beginning(bands: Iterable[Band], last: dt.date) -> dt.date:
    """The first of January of the year in which the earliest thing shown began."""
    days = [s.first for b in bands for strand in b.strands for s in strand.stretches]
    days += [m.date.earliest for b in bands for strand in b.strands for m in strand.moments]
    return dt.date(min(days, default=last).year, 1, 1)


def _line(strand: Strand, scale: Scale, y: float, shape: str) -> tuple[Line, float]:
    boxes = tuple(
        Box(x, max(round(scale.x(s.last) - x, 1), 1.0), s.style)
        for s in strand.stretches
        if s.last >= scale.first
        for x in (scale.x(s.first),)
    )
    moments = [m for m in strand.moments if (m.last or m.date.latest) >= scale.first]
    signs = tuple(_sign(m, scale, shape) for m in moments)
    middle = y + ROW / 2
    label = _label(strand)
    under = middle + (len(label) - 1) * _NEXT
    captions = _captions(signs, middle, under) if strand.kind else ()
    deepest = max((c.y for c in captions), default=middle)
    begun = min((s.x for s in signs), default=scale.left)
    line = Line(
        y=middle,
        label=label,
        marks=strand.marks,
        title=strand.title,
        multilateral=strand.multilateral,
        boxes=boxes,
        signs=signs,
        captions=captions,
        earlier=begun if strand.earlier else None,
        cap=boxes[-1].x + (boxes[-1].width if boxes[-1].style != "maybe" else 0)
        if strand.ended and boxes
        else None,
    )
    return line, max(ROW + under - middle, deepest - y + 6)


def _label(strand: Strand) -> tuple[str, ...]:
    """What stands in the gutter, whole: in lines, with room for the marks behind the last."""
    room = (GUTTER - 26 - (width(f" {strand.marks}", LABEL) if strand.marks else 0)) / _WIDER
    lines = wrap(strand.label, room, LABEL)
    if len(lines) > _MOST:
        lines = [*lines[: _MOST - 1], " ".join(lines[_MOST - 1 :])]
    return tuple(shorten(line, room, LABEL) for line in lines)


def _sign(moment: Moment, scale: Scale, shape: str) -> Sign:
    partial = moment.date.precision != "day"
    low, high = scale.x(moment.date.earliest), scale.x(moment.date.latest)
    x = round((low + high) / 2, 1) if partial else low
    end = max(high, scale.x(moment.last)) if moment.last else high
    when = moment.date.text + (f" to {moment.last}" if moment.last else "")
    return Sign(x, low, end, shape, moment.multilateral, partial, f"{when}: {moment.title}")


def _captions(signs: Sequence[Sign], y: float, under: float | None = None) -> tuple[Caption, ...]:
    """Labels under the signs, of all or, where room is short, of the two-sided and the newest.

    Args:
        signs: of a line.
        y: of its middle.
        under: of the last line of its own label, below which labels of signs begin.
    """
    ranked = sorted(signs, key=lambda s: (s.open, -s.x))
    tries = (
        _staircase(sorted(ranked[:many], key=lambda s: s.x), y, y if under is None else under)
        for many in range(1, min(len(ranked), _TRIED) + 1)
    )
    return max(tries, key=len, default=())


def _staircase(signs: Sequence[Sign], y: float, under: float) -> tuple[Caption, ...]:
    """From left to right each label on the first level that is free, to the left of its sign.

    So no hairline from a sign down to its label runs through another label.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_LEVELS)]
    placed = []
    for sign in signs:
        lines = _lines_of(sign)
        begins = [sign.x - width(text, SMALL) * _WIDER - 2.5 for text in lines]
        leader = (sign.x - 0.5, sign.x + 0.5)
        for level in range(_LEVELS - len(lines) + 1):
            if not any(_meets(taken[deep], *leader) for deep in range(level)) and not any(
                _meets(taken[level + n], x - 6, sign.x - 1) for n, x in enumerate(begins)
            ):
                for n, (x, text) in enumerate(zip(begins, lines, strict=True)):
                    taken[level + n].append((x, sign.x - 1))
                    at = under + 15.0 + (level + n) * _LEVEL
                    placed.append(Caption(x, sign.x, y, at, text))
                for deep in range(level + len(lines) - 1):
                    taken[deep].append(leader)
                break
    return tuple(placed)


def _lines_of(sign: Sign) -> list[str]:
    """The label of a sign: in lines where the left edge is too near for one."""
    room = min(_ROOM, max(sign.x - MARGIN, GUTTER) - 4) / _WIDER
    lines = wrap(sign.title.partition(": ")[2], room, SMALL)[:_MOST]
    return [shorten(line, room, SMALL) for line in lines]


def _meets(taken: Iterable[tuple[float, float]], low: float, high: float) -> bool:
    return any(low < other_high and other_low < high for other_low, other_high in taken)
