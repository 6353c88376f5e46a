"""The page of the architecture: every pair at once, as a network and as a matrix."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from kizuna.atlas.web.addresses import DATE
from kizuna.atlas.web.drawing import alone, inline, short_name
from kizuna.atlas.web.leaf import Later
from kizuna.atlas.web.page import Address, Page, Site, day_of
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.measures.architecture import Architecture, Grouping, PairTie
from kizuna.measures.architecture import architecture as measure

_LONGEST_NAME = 22
_CLEAR = 6  # between an arc and the disc in the middle
_STEP, _STEPS, _SAMPLES = 6.0, 40, 24
SMALL_CIRCLE = 5
"""Arcs are drawn where a row names at most so many; larger circles would cover everything."""

MOST_SHOWN = 60
"""Actors in the network and the matrix; with more, nobody could read either."""
LONGEST_LIST = 200
"""Groupings in a list, the newest; the page's data has all."""


class Room(NamedTuple):
    """The room there is: half axis, height of a name, margin for names, and whether they are codes."""

    a: float
    step: float
    margin: float
    top: float
    core: float
    codes: bool


WIDE = Room(a=360, step=20, margin=190, top=46, core=26, codes=False)
SMALL = Room(a=124, step=17, margin=64, top=8, core=17, codes=True)


class Place(NamedTuple):
    """An actor in the network."""

    label: str
    x: float
    y: float
    tx: float
    left: bool


class Arc(NamedTuple):
    """A tie in the network.

    Attributes:
        many: whether the two are tied only together with others.
    """

    d: str
    many: bool
    weight: float
    words: str


class Web(NamedTuple):
    """The network: a hub in the middle, everybody else around it."""

    width: float
    height: float
    cx: float
    cy: float
    core: float
    hub: str
    spokes: tuple[Arc, ...]
    arcs: tuple[Arc, ...]
    places: tuple[Place, ...]


class Square(NamedTuple):
    """A cell of the matrix; without a rung where nothing holds, and on the diagonal."""

    rung: int
    own: bool
    words: str
    path: str


class Line(NamedTuple):
    """A line of the matrix."""

    code: str
    name: str
    squares: tuple[Square, ...]


class Circle(NamedTuple):
    """A grouping in a list."""

    title: str
    path: str
    kind: str
    parties: str
    since: str


class Circles(NamedTuple):
    """Groupings of a size: how many there are, and the newest."""

    id: str
    heading: str
    total: int
    lines: tuple[Circle, ...]


def path(on: object) -> str:
    """The address of the page as of a date."""
    return f"/architecture/{on}"


def page(site: Site, at: Mapping[str, str]) -> Page | None:
    """The page of the architecture as of a date."""
    on = day_of(at["date"])
    if on is None or on > site.today:
        return None
    states, book = site.states, site.states.book
    found = states.once(
        ("architecture", on),
        lambda: measure(as_of=on, as_known=states.known, record=states.record),
    )
    shown = leading(found, site.focal)
    web = network(shown, site.focal, book, WIDE)
    small = network(shown, site.focal, book, SMALL)
    title = _("Who is tied to whom, %(on)s", on=on)
    beyond = found.beyond(site.focal)
    return Page(
        path=path(on),
        title=_("The architecture of security partnerships as of %(on)s", on=on),
        template="web/architecture.html",
        context={
            "on": on,
            "stops": site.stops,
            "path_of": path,
            "hub": book.actors[site.focal].name,
            "n_ties": len(found.ties),
            "n_beyond": len(beyond),
            "n_own": sum(tie.own for tie in beyond),
            "n_wide": sum(tie.parties > SMALL_CIRCLE for tie in beyond),
            "small_circle": SMALL_CIRCLE,
            "n_actors": len(found.actors),
            "picture": inline("web/web.svg", d=web, title=title, size="wide"),
            "picture_small": inline("web/web.svg", d=small, title=title, size="small"),
            "lines": matrix(shown, site, on),
            "codes": shown.actors,
            "names": {code: book.actors[code].name for code in shown.actors},
            "n_shown": len(shown.actors),
            "longest_list": LONGEST_LIST,
            "circles": [group for group in _circles(found, book) if group.lines],
        },
        data=Later(found.to_dict),
        table=Later(found.to_records, some=bool(found.ties)),
        charts={"network": lambda: alone("web/web.svg", d=web, title=title, size="wide")},
        on=on,
    )


def leading(found: Architecture, hub: str) -> Architecture:
    """The same for the actors with the most ties alone, the hub among them."""
    if len(found.actors) <= MOST_SHOWN:
        return found
    kept = found.actors[:MOST_SHOWN]
    if hub in found.actors and hub not in kept:
        kept = (*kept[:-1], hub)
    within = frozenset(kept)
    return replace(
        found,
        actors=kept,
        ties=tuple(tie for tie in found.ties if tie.one in within and tie.other in within),
    )


def every(site: Site) -> Iterable[str]:
    """The pages at all dates."""
    return map(path, site.stops)


ADDRESS = Address(re.compile(f"/architecture/{DATE}"), page, every)


def matrix(found: Architecture, site: Site, on: object) -> list[Line]:
    """Every pair as a line and a column."""
    book = site.states.book
    ties = {(tie.one, tie.other): tie for tie in found.ties}
    words = _words(found.ties, book)

    def square(one: str, other: str) -> Square:
        tie = ties.get((min(one, other), max(one, other)))
        if tie is None:
            return Square(0, False, "", "")
        first, second = (other, one) if other == site.focal else (one, other)
        return Square(tie.rung, tie.own, words[tie.one, tie.other], f"/{first}/{on}/{second}")

    return [
        Line(one, book.actors[one].name, tuple(square(one, other) for other in found.actors))
        for one in found.actors
    ]


def network(found: Architecture, hub: str, book: Codebook, room: Room) -> Web:
    """The network around a hub: spokes to it, and arcs between the others.

    Actors go around in the order of their names, and so keep their places for the eye.

    Args:
        found: the ties.
        hub: code of the actor in the middle.
        book: names the actors.
        room: the room there is.
    """
    others = sorted((c for c in found.actors if c != hub), key=lambda code: book.actors[code].name)
    half = max(1, math.ceil(len(others) / 2))
    b = max(half * room.step / 2 + 6, room.a * 0.5)
    cx, cy = room.a + room.margin, b + room.top
    places = {
        code: _place(
            _label(book, code, room),
            ((n if n < half else 2 * half - 1 - n) + 0.5 - half / 2) * room.step,
            (room.a if n < half else -room.a, b),
        )
        for n, code in enumerate(others)
    }
    shifted = {
        code: place._replace(x=cx + place.x, y=cy + place.y, tx=cx + place.tx)
        for code, place in places.items()
    }
    drawn = [
        tie for tie in found.ties if tie.parties <= SMALL_CIRCLE or hub in (tie.one, tie.other)
    ]
    words = _words(drawn, book)
    spokes = [
        _arc(tie, f"M{cx:.1f} {cy:.1f}L{end.x:.1f} {end.y:.1f}", words)
        for tie in found.ties
        if hub in (tie.one, tie.other)
        for end in [shifted[tie.other if tie.one == hub else tie.one]]
    ]
    arcs = [
        _arc(tie, _bow(shifted[tie.one], shifted[tie.other], (cx, cy), room.core + _CLEAR), words)
        for tie in found.beyond(hub)
        if tie.parties <= SMALL_CIRCLE
    ]
    name = book.actors[hub].name
    return Web(
        2 * cx,
        2 * b + room.top + 14,
        cx,
        cy,
        room.core,
        name if len(name) <= 8 and not room.codes else hub,
        tuple(spokes),
        tuple(arcs),
        tuple(shifted.values()),
    )


def _place(label: str, y: float, axes: tuple[float, float]) -> Place:
    x = axes[0] * math.sqrt(max(0.0, 1 - (y / axes[1]) ** 2))
    return Place(label, x, y, x + math.copysign(8, x), x < 0)


def _label(book: Codebook, code: str, room: Room) -> str:
    return short_name(book.actors[code], 0 if room.codes else _LONGEST_NAME)


def _bow(one: Place, other: Place, hub: tuple[float, float], clear: float) -> str:
    """A line between two places, bent toward the middle, but past the disc that stands there.

    Args:
        one: where it begins.
        other: where it ends.
        hub: the middle.
        clear: how near to the middle it may come.
    """
    ends = (one.x - hub[0], one.y - hub[1]), (other.x - hub[0], other.y - hub[1])
    mx, my = (sum(part) / 4 for part in zip(*ends, strict=True))
    # Away from the disc is to the side of the chord on which the chord itself passes; one through
    # the very middle passes above.
    across = ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]
    length = math.hypot(*across) or 1.0
    nx, ny = -across[1] / length, across[0] / length
    side = nx * ends[0][0] + ny * ends[0][1]
    away = math.copysign(1, side) if abs(side) > 1e-6 else -math.copysign(1, ny)
    for _step in range(_STEPS):
        if _nearest(ends, (mx, my)) >= clear:
            break
        mx, my = mx + away * nx * _STEP, my + away * ny * _STEP
    return (
        f"M{one.x:.1f} {one.y:.1f}Q{hub[0] + mx:.1f} {hub[1] + my:.1f} {other.x:.1f} {other.y:.1f}"
    )


Point = tuple[float, float]


def _nearest(ends: tuple[Point, Point], bend: Point) -> float:
    """How near a curve comes to the origin."""
    shares = [n / _SAMPLES for n in range(_SAMPLES + 1)]
    return min(
        math.hypot(
            *(
                (1 - t) ** 2 * start + 2 * t * (1 - t) * via + t**2 * end
                for start, via, end in zip(ends[0], bend, ends[1], strict=True)
            )
        )
        for t in shares
    )


def _arc(tie: PairTie, d: str, words: Mapping[tuple[str, str], str]) -> Arc:
    return Arc(d, not tie.own, 0.6 + tie.rung / 3, words[tie.one, tie.other])


def _words(ties: Iterable[PairTie], book: Codebook) -> dict[tuple[str, str], str]:
    """What each tie is, in words, by its pair."""
    labels = {code: book.column(code).label for code in book.ladder.columns}

    def words(tie: PairTie) -> str:
        said = _(
            "%(one)s and %(other)s: rung %(rung)s, %(kinds)s",
            one=book.actors[tie.one].name,
            other=book.actors[tie.other].name,
            rung=tie.rung,
            kinds=", ".join([labels[kind] for kind in tie.kinds]),
        )
        return said if tie.own else said + _(", only with others")

    return {(tie.one, tie.other): words(tie) for tie in ties}


def _circles(found: Architecture, book: Codebook) -> Iterable[Circles]:
    headings = {
        "three": _("Three states"),
        "more": _("Four states and more"),
        "organisations": _("With an organisation"),
    }
    by_size: dict[str, list[Grouping]] = {size: [] for size in headings}
    for group in found.groupings:
        by_size[_size(group, book)].append(group)
    for size, groups in by_size.items():
        newest = sorted(groups, key=lambda g: g.since.text if g.since else "", reverse=True)
        lines = [_circle(group, book) for group in newest[:LONGEST_LIST]]
        yield Circles(size, headings[size], len(groups), tuple(lines))


def _size(group: Grouping, book: Codebook) -> str:
    if any(book.actors[code].kind != "state" for code in group.parties):
        return "organisations"
    return "three" if len(group.parties) == 3 else "more"


def _circle(group: Grouping, book: Codebook) -> Circle:
    names = [book.actors[code].name for code in group.parties]
    return Circle(
        group.title,
        f"/evidence/{group.table}/{group.id}",
        book.column(group.kind).label,
        ", ".join(names),
        group.since.text if group.since else "",
    )
