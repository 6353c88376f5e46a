"""What a page is, and where it stands: the one notion that server and static site share.

A page is made by a plain function of the site and of the parts of its address. It says what it
shows, not how it is delivered; its data, its lines and its charts have addresses of their own that
follow from the page's: ``PAGE.json``, ``PAGE.csv``, ``PAGE/charts/NAME.svg`` and ``.png``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kizuna.atlas.web.leaf import Leaf
from kizuna.atlas.web.states import States

FIRST_YEAR = 1990
"""The dates that one can slide through begin with the end of this year, that of the Cold War."""

EARLIEST = 1000
"""Pages begin with this year: what is shown looks back some years, which must be years."""

Chart = Callable[[], str]
"""Draws a picture as SVG that stands on its own."""


class Page(Leaf, frozen=True, kw_only=True):
    """A page as a value.

    Attributes:
        on: the date in the world that it shows; ``None`` where it shows no date.
        charts: its pictures by name, drawn when they are asked for.
    """

    on: dt.date | None = None
    charts: Mapping[str, Chart] = {}


class Site(NamedTuple):
    """What a page is made from.

    Attributes:
        states: the record, and what was measured of it.
        focal: code of the actor with whom the atlas opens.
        stops: the dates that can be slid to, the last of them today's.
        base: scheme, host and prefix of permanent addresses; blank where they are not known.
        years: where there is no server, the dates at which the focal actor's first page is held
            beyond the stops; its links to other pages lead to the last stop.
        also: where there is no server, the other actors whose pages are held at the stops.
        held_back: whether this is an older state, since a coder must not see the newest yet.
    """

    states: States
    focal: str
    stops: tuple[dt.date, ...]
    base: str = ""
    years: tuple[dt.date, ...] = ()
    also: tuple[str, ...] = ()
    held_back: bool = False

    @property
    def seen_from(self) -> tuple[str, ...]:
        """The actors whose pages there are where there is no server."""
        return (self.focal, *self.also)

    @property
    def today(self) -> dt.date:
        """The last of the dates."""
        return self.stops[-1]


Make = Callable[[Site, Mapping[str, str]], Page | None]


class Address(NamedTuple):
    """A kind of page.

    Attributes:
        pattern: of its addresses, from the root; its named groups are what ``make`` is given.
        make: makes the page; ``None`` if there is none at the address.
        every: the addresses of all pages of the kind, for a site without a server.
    """

    pattern: re.Pattern[str]
    make: Make
    every: Callable[[Site], Iterable[str]]


def stops(today: dt.date) -> tuple[dt.date, ...]:
    """The ends of the years, and today."""
    ends = (dt.date(year, 12, 31) for year in range(FIRST_YEAR, today.year + 1))
    return (*(day for day in ends if day < today), today)


def day_of(text: str) -> dt.date | None:
    """The date in an address; ``None`` if there is no such date, or one before any state."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= EARLIEST else None


def make(addresses: Iterable[Address], site: Site, path: str) -> Page | None:
    """The page at an address; ``None`` if there is none."""
    for address in addresses:
        found = address.pattern.fullmatch(path)
        if found:
            return address.make(site, found.groupdict())
    return None
