"""The frame of every page: navigation, search, data and imprint; its style sheet and script."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kizuna.atlas.imprint import Imprint
from kizuna.atlas.rendering import render
from kizuna.atlas.web.addresses import permanent
from kizuna.atlas.web.leaf import Leaf
from kizuna.atlas.web.page import Page, Site
from kizuna.atlas.wording import _
from kizuna.record import Fact, Office, Stance

STYLES = (
    "style.css",
    "both_sides.css",
    "timeline.css",
    "web/leaf.css",
    "web/charts.css",
    "web/atlas.css",
)
_CIRCLE = 5
"""Of a row that names more actors, the pairs would say little."""
SCRIPTS = ("web/search.js", "web/atlas.js")


class Linked(NamedTuple):
    """A value of a page that holds links, and so needs to know how addresses are made."""

    make: Callable[[Callable[[str], str]], Any]

    def __call__(self, url: Callable[[str], str]) -> Any:
        """The value."""
        return self.make(url)


class Pair(NamedTuple):
    """A partnership that a row is about."""

    words: str
    path: str


def framed(
    site: Site, page: Leaf, *, url: Callable[[str], str], question: str = "", static: bool = False,
    queue: bool = False,
) -> str:  # fmt: skip
    """A page as HTML.

    Args:
        site: the site.
        page: the page.
        url: makes addresses of other pages.
        question: what follows the address of this one.
        static: for a site without a server, which takes no questions.
        queue: lead to the queue that coders review.
    """
    on = page.on if isinstance(page, Page) else None
    view = site.states.view
    values: dict[str, Any] = {
        "layout": "web/layout.html",
        "site": site,
        "leaf": page,
        "charts": list(page.charts) if isinstance(page, Page) else [],
        "title": page.title,
        "url": url,
        "permanent": permanent(site.base, page.path, static=static, known=page.known),
        "canonical": permanent(site.base, page.path, static=static)
        if site.base
        else url(page.path),
        "question": question,
        "static": static,
        "queue": queue,
        "focal_name": site.states.book.actors[site.focal].name,
        "partners": _partners(site),
        "between": lambda codes: between(site, codes, static=static),
        "pairs": lambda row: pairs(site, row, static=static),
        "holds": lambda path: not static or path.split("/")[1] in site.seen_from,
        "partner_path": lambda code: partner_path(site, code),
        "version": version(),
        "on": on or site.today,
        "stop": on if on and (on in site.stops or not static) else site.today,
        "imprint": Imprint(
            as_of=on.isoformat() if on else None,
            as_known=page.known or view.known_at,
            record=view.record.label,
        ),
    }
    context = {name: v(url) if isinstance(v, Linked) else v for name, v in page.context.items()}
    # The frame's own names win, so that no page can take the frame's place.
    return render(page.template, **{**context, **values})


def partner_path(site: Site, code: str) -> str:
    """The page of the partnership of the focal actor with another; blank if nothing is known of it."""
    return f"/{site.focal}/{site.today}/{code}" if code in _partners(site) else ""


def pairs(site: Site, row: Fact, *, static: bool) -> list[Pair]:
    """The partnerships that a row is about, as of today; none for a large circle."""
    if isinstance(row, Stance):
        codes: Sequence[str] = (row.holder, row.about) if row.about_kind == "partner" else ()
    else:
        codes = () if isinstance(row, Office) else row.parties
    return between(site, codes, static=static) if len(codes) <= _CIRCLE else []


def between(site: Site, codes: Sequence[str], *, static: bool) -> list[Pair]:
    """The partnerships among some actors, as of today: those of the focal actor if it is one of them.

    A site without a server has the partnerships of its focal actors alone.

    Args:
        site: the site.
        codes: of actors; those that the codebook lacks are passed over.
        static: for a site without a server.
    """
    book = site.states.book
    names = {code: book.actors[code].name for code in codes if code in book.actors}
    if len(names) < 2:
        return []
    first = next((actor for actor in site.seen_from if actor in names), next(iter(names)))
    if first != site.focal and (len(names) > 2 or (static and first not in site.also)):
        return []
    paths = {
        code: partner_path(site, code) if first == site.focal else f"/{first}/{site.today}/{code}"
        for code in names
        if code != first
    }
    return [
        Pair(_("%(one)s and %(other)s", one=names[first], other=names[code]), path)
        for code, path in paths.items()
        if path
    ]


def _partners(site: Site) -> list[str]:
    """Codes of the actors that have a page of their partnership with the focal one."""
    return [line.partner for line in site.states.table(site.focal, site.today).partners]


@cache
def style_sheet() -> bytes:
    """The style sheet of all pages."""
    return b"\n".join(_file(name) for name in STYLES)


@cache
def script() -> bytes:
    """The script of all pages, without which they are complete."""
    return b"\n".join(_file(name) for name in SCRIPTS)


@cache
def version() -> str:
    """Changes with the style sheet or the script, so that no browser keeps an old one."""
    return hashlib.sha256(style_sheet() + script()).hexdigest()[:12]


def _file(name: str) -> bytes:
    return (files("kizuna.atlas") / "templates" / name).read_bytes()
