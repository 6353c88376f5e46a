"""Where the partners of an actor stand around it: the closer, the deeper the tie.

The partners go around an ellipse in the order of their names, so that a partner keeps its place
when the date changes; their names stand at even heights, so that none covers another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kizuna.atlas.web.drawing import alone, inline
from kizuna.measures.alongside import PartnerDepth
from kizuna.measures.table import PartnerRow, Table

_LOW, _HIGH = -2.0, 3.0
"""Depths at the rim and at the core; of the shipped fit, nearly all lie between."""
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


WIDE = Frame(a=300, step=17.5, margin=180, top=44, core=24, codes=False)
SMALL = Frame(a=108, step=15.5, margin=66, top=8, core=17, codes=True)


def ego_svg(
    table: Table, path: Callable[[str], str], url: Callable[[str], str], *, small: bool = False
) -> Any:
    """The picture as part of a page.

    Args:
        table: the overview with the depth of the partnerships.
        path: the path of a partner's page.
        url: makes addresses of other pages.
        small: for a narrow screen, with codes for names.
    """
    drawn = ego(table, path, SMALL if small else WIDE)
    size = "small" if small else "wide"
    return inline("web/ego.svg", d=drawn, title=_title(table), url=url, size=size)


def ego_file(table: Table) -> str:
    """The picture as a file."""
    drawn = ego(table, str, WIDE)
    return alone("web/ego.svg", d=drawn, title=_title(table), url=str, size="wide")


def ego(table: Table, path: Callable[[str], str], frame: Frame) -> Ego:
    """Where everything stands.

    Args:
        table: the overview with the depth of the partnerships.
        path: the path of a partner's page.
        frame: the room there is.
    """
    lines = sorted(table.partners, key=lambda line: line.name)
    half = max(1, math.ceil(len(lines) / 2))
    b = max(half * frame.step / 2 + 6, frame.a * 0.5)
    cx, cy = frame.a + frame.margin, b + frame.top
    fitted = any(d.mean is not None for d in _depths(table).values())
    right = [
        _node(line, n, half, 1, (cx, cy, b), frame, table, path)
        for n, line in enumerate(lines[:half])
    ]
    others = lines[half:][::-1]
    left = [
        _node(line, n, half, -1, (cx, cy, b), frame, table, path) for n, line in enumerate(others)
    ]
    return Ego(
        width=2 * cx,
        height=2 * b + frame.top + 14,
        cx=cx,
        cy=cy,
        core=frame.core,
        focal=table.actor if frame.codes or len(table.name) > 8 else table.name,
        rings=tuple(_rings(fitted, frame, b)),
        nodes=(*right, *left[::-1]),
    )


def _node(
    line: PartnerRow,
    place: int,
    half: int,
    side: int,
    middle: tuple[float, float, float],
    frame: Frame,
    table: Table,
    path: Callable[[str], str],
) -> Node:
    cx, cy, b = middle
    dy = (place + 0.5 - half / 2) * frame.step
    dx = side * frame.a * math.sqrt(max(0.0, 1 - (dy / b) ** 2))
    depth = _depths(table).get(line.partner)
    known = line.breadth > 0
    at, band = _distance(line, depth), ()
    points: tuple[float, ...] = band
    if known and depth and depth.low is not None and depth.high is not None:
        near, far = _share(depth.high), _share(depth.low)
        points = (cx + near * dx, cy + near * dy, cx + far * dx, cy + far * dy)
    short = frame.codes or len(line.name) > _LONGEST_NAME
    return Node(
        label=line.partner if short else line.name,
        words=_words(line, depth),
        path=path(line.partner),
        known=known,
        own=line.rung > 0,
        x=cx + at * dx,
        y=cy + at * dy,
        rx=cx + dx * 1.0,
        ry=cy + dy,
        tx=cx + dx + side * 6,
        ty=cy + dy,
        left=side < 0,
        band=points,
        weight=0.6 + line.breadth / 5,
        size=3.2 if frame.codes else 4.4,
    )


def _distance(line: PartnerRow, depth: PartnerDepth | None) -> float:
    if depth is not None and depth.mean is not None:
        return _share(depth.mean)
    return 0.16 + 0.8 * (1 - line.rung / _DEEPEST_RUNG)


def _share(depth: float) -> float:
    """Of the way from the core to the rim."""
    inward = (min(max(depth, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW)
    return 0.16 + 0.8 * (1 - inward)


def _rings(fitted: bool, frame: Frame, b: float) -> Sequence[Ring]:
    if fitted:
        shares = [(_share(depth), f"{depth:+d}" if depth else "0") for depth in range(-2, 4)]
    else:
        shares = [(0.16 + 0.8 * (1 - rung / _DEEPEST_RUNG), f"{rung}") for rung in range(0, 9, 2)]
    return [Ring(share * frame.a, share * b, label) for share, label in shares]


def _depths(table: Table) -> dict[str, PartnerDepth]:
    found = table.alongside.get("depth", {})
    return {code: value for code, value in found.items() if isinstance(value, PartnerDepth)}


def _words(line: PartnerRow, depth: PartnerDepth | None) -> str:
    if not line.breadth:
        return f"{line.name}: nothing in force or held that the record knows of"
    words = f"{line.name}: rung {line.rung}, {line.breadth} kinds of ties"
    if depth is not None and depth.mean is not None:
        words += f", depth {depth.mean:+.2f} ({depth.low:+.2f} to {depth.high:+.2f})"
    return words


def _title(table: Table) -> str:
    return f"{table.name} and its partners, {table.as_of}: the closer to the middle, the deeper"
