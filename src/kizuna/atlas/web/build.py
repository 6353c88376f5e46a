"""The atlas as a folder of files: the same pages, for any web host or none."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import re
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from kizuna.atlas.pictures import write_pngs
from kizuna.atlas.site import made
from kizuna.atlas.web import leaves
from kizuna.atlas.web.addresses import addresses, file_of, relative
from kizuna.atlas.web.app import delivered
from kizuna.atlas.web.frame import framed, script, style_sheet
from kizuna.atlas.web.holdings import Holdings
from kizuna.atlas.web.leaf import Leaf
from kizuna.atlas.web.leaves import Asked
from kizuna.atlas.web.page import Page, Site, make, stops
from kizuna.atlas.web.search_pages import static_index
from kizuna.atlas.web.states import States
from kizuna.codebook import as_day
from kizuna.errors import InputError, StorageError
from kizuna.record import Record

Heard = Callable[[int], None]
_FEW = 12  # pictures for which no other process is begun
_SENT = 4  # pictures that are sent to one at once
_LINK = re.compile(r'(?P<name>href|src|action|data-(?:index|root|pair|answers))="(?P<path>[^"]*)"')


class Built(NamedTuple):
    """What was written.

    Attributes:
        home: the page with which the site opens.
        pages: number of pages.
        files: number of files.
    """

    home: Path
    pages: int
    files: int


def build(
    record: Record,
    folder: Path,
    *,
    dates: Sequence[str | dt.date] = (),
    focal: str | None = None,
    also: Sequence[str] = (),
    base: str = "",
    heard: Heard = lambda _: None,
) -> Built:
    """Write all pages as files that link to each other by relative addresses.

    Args:
        record: an open record.
        folder: where to; made if it is not there. Other files in it stay.
        dates: at which partnerships are shown; by default today. Links to other dates are left out,
            but the first page of the focal actor is there at the end of every year before the last.
        focal: code, name or alias of the actor with whom it opens.
        also: other focal actors, whose partnerships are shown too.
        base: the address at which the site will stand, for its permanent addresses and citations;
            blank if it is not known.
        heard: told the number of pages after each hundred.

    Raises:
        InputError: an actor or a date is unknown, the base is no address on the web, or the folder
            is a file.
        StorageError: a file cannot be written.
    """
    place = _base(base)
    site, held = _opened(record, dates, focal, also)
    site = site._replace(base=place)
    root = made(folder)
    writer = Writer(root)
    for path in _paths(site, held):
        page = _page(site, held, path)
        if page is None:
            raise InputError(f"the atlas has no page at {path}, although it lists it")
        writer.page(site, page)
        if writer.pages % 100 == 0:
            heard(writer.pages)
    writer.write("/static/atlas.css", style_sheet())
    writer.write("/static/atlas.js", script())
    index = [[_local(path), *rest] for path, *rest in static_index(held)]
    # As a script, since a page that was opened from a disk may load scripts but no data.
    rows = msgspec.json.encode(index)
    writer.write("/static/search-index.js", b"globalThis.kizunaIndex = " + rows + b";\n")
    writer.write("/", (root / file_of(f"/{site.focal}/{site.today}")).read_bytes(), home=site)
    writer.finish()
    return Built(root / "index.html", writer.pages, writer.files)


class Writer:
    """Writes pages with their data and charts.

    Args:
        root: the folder of the site.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.pages = 0
        self.files = 0
        # The renderer of PNGs draws one at a time in a process, so that many take processes.
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: list[tuple[Path, str]] = []
        self._drawing: list[Future[None]] = []

    def finish(self) -> None:
        """Wait for the pictures.

        Raises:
            StorageError: one could not be written.
        """
        if self._pool is None:
            write_pngs(self._waiting)
            return
        self._send(self._pool)
        for drawing in self._drawing:
            drawing.result()
        self._pool.shutdown()

    def _draw(self, place: Path, svg: str) -> None:
        """Have an SVG drawn as PNG; a few of them at the end, many in other processes meanwhile."""
        self._waiting.append((place, svg))
        if self._pool is None and len(self._waiting) > _FEW:
            # A forked child could inherit a lock that a thread of the parent holds.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(mp_context=context)
        if self._pool is not None and len(self._waiting) > _SENT:
            self._send(self._pool)

    def _send(self, pool: ProcessPoolExecutor) -> None:
        self._drawing.append(pool.submit(write_pngs, self._waiting))
        self._waiting = []

    def page(self, site: Site, page: Leaf) -> None:
        """Write a page, its data as JSON and CSV, and its charts as SVG."""
        link = relative(page.path)
        self.write(page.path, framed(site, page, url=link, static=True).encode())
        as_page = page if isinstance(page, Page) else _as_page(page)
        for form in ("json", "csv"):
            found = delivered(as_page, "", form)
            if found:
                self.write(f"{page.path}.{form}", found[0])
        for name, draw in as_page.charts.items():
            svg, place = draw(), f"{page.path}/charts/{name}"
            self.write(f"{place}.svg", svg.encode())
            # Zooms of the timeline are parts of one picture, which is there as PNG too.
            if not name.startswith("timeline-"):
                self._draw(self._root / file_of(f"{place}.png"), svg)
                self.files += 1
        self.pages += 1

    def write(self, path: str, body: bytes, *, home: Site | None = None) -> None:
        """Write a file.

        Args:
            path: its address.
            body: what it holds.
            home: for the first page of the site, which is a copy of another whose links are moved.
        """
        place = self._root / file_of(path)
        if home is not None:
            moved = _home(home).strip("/").rpartition("/")[0] + "/"
            body = _moved(body.decode(), moved).encode()
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
        except OSError as error:
            raise StorageError(f"{place} cannot be written: {error.strerror or error}") from error
        self.files += 1


def _base(address: str) -> str:
    """An address on the web, without a slash at its end."""
    found = urllib.parse.urlsplit(address)
    if address and (found.scheme not in ("http", "https") or not found.hostname
                    or found.query or found.fragment):  # fmt: skip
        raise InputError(
            f"{address[:80]} is no address at which a site can stand; give one such as "
            "https://example.org/kizuna/"
        )
    return address.rstrip("/")


def _opened(
    record: Record, dates: Sequence[str | dt.date], focal: str | None, also: Sequence[str]
) -> tuple[Site, Holdings]:
    view = record.view()
    states = States(view)
    today = dt.datetime.now(dt.UTC).date()
    days = tuple(sorted({as_day(date) for date in dates} or {today}))
    actor = record.codebook.actor(focal).code if focal else states.leading()
    years = tuple(sorted({*days, *(day for day in stops(today) if day < days[-1])}))
    others = tuple(c for c in _others(record, states, also, days) if c != actor)
    return Site(states, actor, days, years=years, also=others), Holdings(view)


def _others(
    record: Record, states: States, also: Sequence[str], days: Sequence[dt.date]
) -> Iterator[str]:
    for code in dict.fromkeys(record.codebook.actor(name).code for name in also):
        if not any(states.table(code, day).partners for day in days):
            raise InputError(f"the record knows no partner of {code}; leave it out of --also")
        yield code


def _paths(site: Site, held: Holdings) -> Iterator[str]:
    for address in addresses():
        yield from address.every(site)
    yield from leaves.paths(held)


def _page(site: Site, held: Holdings, path: str) -> Leaf | None:
    found = make(addresses(), site, path)
    return found or leaves.leaf(held, path, Asked(base=site.base, static=True, url=relative(path)))


def _as_page(leaf: Leaf) -> Page:
    return Page(
        path=leaf.path,
        title=leaf.title,
        template=leaf.template,
        context=leaf.context,
        data=leaf.data,
        table=leaf.table,
    )


def _home(site: Site) -> str:
    return f"/{site.focal}/{site.today}"


def _local(path: str) -> str:
    place, sign, fragment = path.partition("#")
    return file_of(place) + sign + fragment


def _moved(html: str, folder: str) -> str:
    """A page in the root, from one in a folder below it: every relative link is led back."""

    def back(found: re.Match[str]) -> str:
        name, path = found["name"], found["path"]
        if not path or ":" in path or path.startswith(("#", "/")):
            return found[0]
        moved = path[3:] if path.startswith("../") else folder + path
        return f'{name}="{moved}"'

    return _LINK.sub(back, html)
