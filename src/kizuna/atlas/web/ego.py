"""Where the partners of an actor stand around it: the closer, the deeper the tie.

The partners go around an ellipse in the order of their names, so that a partner keeps its place
when the date changes; their names stand at even heights, so that none covers another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from kizuna.atlas.rendering import with_sign
from kizuna.atlas.sides import signed
from kizuna.atlas.web.drawing import alone, inline, short_name
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.measures.alongside import PartnerDepth
from kizuna.measures.table import PartnerRow, Table

_DEEPEST_RUNG = 8
_LONGEST_NAME = 22


class Ring(NamedTuple):
    """An orbit with the depth or rung that it stands for."""

    rx: float
    ry: float
    label: str


class Node(NamedTuple):
    """A partner.

    Attributes:
        known: whether anything holds between the two on the date.
        own: whether something holds that names both themselves.
        x, y: of the partner.
        rx, ry: the end of the line that leads to its name.
        tx, ty: of its name.
        left: whether the name ends there rather than begins.
        band: the ends of the interval of the depth; empty without one.
        weight: width of the tie, by breadth.
    """

    label: str
    words: str
    path: str
    known: bool
    own: bool
    x: float
    y: float
    rx: float
    ry: float
    tx: float
    ty: float
    left: bool
    band: tuple[float, ...]
    weight: float
    size: float


class Ego(NamedTuple):
    """The whole picture."""

    width: float
    height: float
    cx: float
    cy: float
    core: float
    focal: str
    rings: tuple[Ring, ...]
    nodes: tuple[Node, ...]


class Frame(NamedTuple):
    """The room there is: half axes of the rim, margin for names, and whether names are codes."""

    a: float
    step: float
    margin: float
    top: float
    core: float
    codes: bool


WIDE = Frame(a=400, step=22, margin=172, top=44, core=26, codes=False)
SMALL = Frame(a=124, step=18, margin=64, top=8, core=16, codes=True)

Span = tuple[int, int]
"""Depths at the rim and at the core, the same for all dates; equal where none was fitted."""


def span(tables: Sequence[Table]) -> Span:
    """The ends of the depths that some tables draw, with their intervals, in whole steps.

    A scale that ended with the depths themselves would cut the intervals of the deepest and the
    shallowest.
    """
    ends = [
        end
        for table in tables
        for line, depth in _drawn(table)
        for end in (depth.low, depth.mean, depth.high)
        if end is not None
    ]
    return (math.floor(min(ends)), math.ceil(max(ends))) if ends else (0, 0)


def ego_svg(
    table: Table,
    path: Callable[[str], str],
    url: Callable[[str], str],
    reach: Span,
    book: Codebook,
    *,
    small: bool = False,
) -> Any:
    """The picture as part of a page.

    Args:
        table: the overview with the depth of the partnerships.
        path: the path of a partner's page.
        url: makes addresses of other pages.
        reach: depths at the rim and at the core.
        book: names the partners.
        small: for a narrow screen, with codes for names.
    """
    drawn = ego(table, path, SMALL if small else WIDE, reach, book)
    size = "small" if small else "wide"
    return inline("web/ego.svg", d=drawn, title=_title(table), url=url, size=size)


def ego_file(table: Table, reach: Span, book: Codebook) -> str:
    """The picture as a file."""
    drawn = ego(table, str, WIDE, reach, book)
    return alone("web/ego.svg", d=drawn, title=_title(table), url=str, size="wide")


def ego(table: Table, path: Callable[[str], str], frame: Frame, reach: Span, book: Codebook) -> Ego:
    """Where everything stands.

    Args:
        table: the overview with the depth of the partnerships.
        path: the path of a partner's page.
        frame: the room there is.
        reach: depths at the rim and at the core.
        book: names the partners.
    """
    lines = sorted(table.partners, key=lambda line: line.name)
    half = max(1, math.ceil(len(lines) / 2))
    b = max(half * frame.step / 2 + 6, frame.a * 0.5)
    cx, cy = frame.a + frame.margin, b + frame.top
    depths = _depths(table)
    scale = Scale(reach, max(0.14, (frame.core + 7) / min(frame.a, b)))

    def node(line: PartnerRow, place: int, side: int) -> Node:
        dy = (place + 0.5 - half / 2) * frame.step
        dx = side * frame.a * math.sqrt(max(0.0, 1 - (dy / b) ** 2))
        ray = Ray(cx, cy, dx, dy)
        drawn = _node(line, depths.get(line.partner), ray, frame, scale, path)
        longest = 0 if frame.codes else _LONGEST_NAME
        return drawn._replace(label=short_name(book.actors[line.partner], longest))

    right = [node(line, n, 1) for n, line in enumerate(lines[:half])]
    left = [node(line, half - 1 - n, -1) for n, line in enumerate(lines[half:])]
    return Ego(
        width=2 * cx,
        height=2 * b + frame.top + 14,
        cx=cx,
        cy=cy,
        core=frame.core,
        focal=table.actor if frame.codes or len(table.name) > 8 else table.name,
        rings=tuple(_rings(scale, frame, b)),
        nodes=(*right, *left),
    )


class Scale(NamedTuple):
    """Where depths, or rungs without depths, stand between the middle and the rim.

    Attributes:
        reach: depths at the rim and at the core.
        nearest: share of the way to the rim at which the scale ends, clear of the disc in the middle.
    """

    reach: Span
    nearest: float

    @property
    def fitted(self) -> bool:
        """Whether there are depths."""
        return self.reach[0] < self.reach[1]

    def of(self, depth: float) -> float:
        """The share of the way from the middle to the rim."""
        low, high = self.reach
        return self.inward((min(max(depth, low), high) - low) / (high - low))

    def inward(self, share: float) -> float:
        """The same, of a share of the scale."""
        return self.nearest + (0.97 - self.nearest) * (1 - share)


class Ray(NamedTuple):
    """From the middle to the end of a line at the rim."""

    cx: float
    cy: float
    dx: float
    dy: float

    def at(self, share: float) -> tuple[float, float]:
        """The point so far from the middle."""
        return self.cx + share * self.dx, self.cy + share * self.dy


def _node(
    line: PartnerRow,
    depth: PartnerDepth | None,
    ray: Ray,
    frame: Frame,
    scale: Scale,
    path: Callable[[str], str],
) -> Node:
    known = line.breadth > 0
    fitted = depth is not None and depth.mean is not None and scale.fitted
    place = scale.of(depth.mean) if fitted and depth and depth.mean is not None else None
    # Beside partners whose depth is known, one that is not in the fit stands at the rim.
    otherwise = 1.0 if scale.fitted else scale.inward(line.rung / _DEEPEST_RUNG)
    x, y = ray.at(otherwise if place is None else place)
    band: tuple[float, ...] = ()
    if place is not None and depth and depth.low is not None and depth.high is not None:
        band = (*ray.at(scale.of(depth.high)), *ray.at(scale.of(depth.low)))
    rx, ry = ray.at(1)
    return Node(
        label=line.name,
        words=_words(line, depth),
        path=path(line.partner),
        known=known,
        own=line.alone,
        x=x,
        y=y,
        rx=rx,
        ry=ry,
        tx=rx + math.copysign(6, ray.dx),
        ty=ry,
        left=ray.dx < 0,
        band=band,
        weight=0.6 + line.breadth / 5,
        size=3.2 if frame.codes else 4.4,
    )


def _rings(scale: Scale, frame: Frame, b: float) -> Sequence[Ring]:
    if scale.fitted:
        depths = range(scale.reach[0], scale.reach[1] + 1)
        shares = [(scale.of(depth), signed(depth)) for depth in depths]
    else:
        shares = [(scale.inward(rung / _DEEPEST_RUNG), f"{rung}") for rung in range(0, 9, 2)]
    # The disc of the focal actor would cover the number of a smaller ring.
    room = frame.core + 12
    return [
        Ring(share * frame.a, share * b, label if share * b > room else "")
        for share, label in shares
    ]


def _depths(table: Table) -> dict[str, PartnerDepth]:
    found = table.alongside.get("depth", {})
    return {code: value for code, value in found.items() if isinstance(value, PartnerDepth)}


def _drawn(table: Table) -> Iterator[tuple[PartnerRow, PartnerDepth]]:
    depths = _depths(table)
    for line in table.partners:
        depth = depths.get(line.partner)
        if line.breadth and depth is not None and depth.mean is not None:
            yield line, depth


def _words(line: PartnerRow, depth: PartnerDepth | None) -> str:
    if not line.breadth:
        return _("%(name)s: nothing in force or held that the record knows of", name=line.name)
    words = _(
        "%(name)s: rung %(rung)s, %(breadth)s kinds of ties",
        name=line.name,
        rung=line.rung,
        breadth=line.breadth,
    )
    if depth is None or depth.mean is None or depth.low is None or depth.high is None:
        return words
    return words + _(
        ", depth %(mean)s (%(low)s to %(high)s)",
        mean=with_sign(depth.mean),
        low=with_sign(depth.low),
        high=with_sign(depth.high),
    )


def _title(table: Table) -> str:
    return _(
        "%(name)s and its partners, %(on)s: the closer to the middle, the deeper",
        name=table.name,
        on=table.as_of,
    )
