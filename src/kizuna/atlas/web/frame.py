"""The frame of every page: navigation, search, data and imprint; its style sheet and script."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kizuna.atlas.imprint import Imprint
from kizuna.atlas.rendering import render
from kizuna.atlas.web.leaf import Leaf
from kizuna.atlas.web.page import Page, Site

STYLES = (
    "style.css",
    "both_sides.css",
    "timeline.css",
    "web/leaf.css",
    "web/charts.css",
    "web/atlas.css",
)
SCRIPTS = ("web/search.js", "web/atlas.js")


class Linked(NamedTuple):
    """A value of a page that holds links, and so needs to know how addresses are made."""

    make: Callable[[Callable[[str], str]], Any]

    def __call__(self, url: Callable[[str], str]) -> Any:
        """The value."""
        return self.make(url)


def framed(
    site: Site, page: Leaf, *, url: Callable[[str], str], question: str = "", static: bool = False
) -> str:
    """A page as HTML.

    Args:
        site: the site.
        page: the page.
        url: makes addresses of other pages.
        question: what follows the address of this one.
        static: for a site without a server, which takes no questions.
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
        "canonical": f"{site.base}{page.path}" if site.base else url(page.path),
        "question": question,
        "static": static,
        "version": version(),
        "on": on or site.today,
        "imprint": Imprint(
            as_of=on.isoformat() if on else None, as_known=view.known_at, record=view.record.label
        ),
    }
    context = {name: v(url) if isinstance(v, Linked) else v for name, v in page.context.items()}
    # The frame's own names win, so that no page can take the frame's place.
    return render(page.template, **{**context, **values})


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
