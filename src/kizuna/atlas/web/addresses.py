"""The addresses of all pages, and how one page links to another on a server and without one."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable

from kizuna.atlas.web.page import Address

_FORM = re.compile(r"\.[a-z0-9]{2,5}$")
CODE = "[A-Za-z0-9][A-Za-z0-9_-]{0,60}"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
ACTOR = f"(?P<actor>{CODE})"
PARTNER = f"(?P<partner>{CODE})"
DATE = f"(?P<date>{_DATE})"


def addresses() -> tuple[Address, ...]:
    """All kinds of pages that show the world as of a date."""
    from kizuna.atlas.web import architecture, comparing, home, partnership

    return (architecture.ADDRESS, home.ADDRESS, comparing.ADDRESS, partnership.ADDRESS)


def served(prefix: str) -> Callable[[str], str]:
    """Makes addresses on a server.

    Args:
        prefix: under which the atlas is mounted; blank for the root.
    """
    return lambda path: f"{prefix}{path}"


def relative(here: str) -> Callable[[str], str]:
    """Makes addresses between the files of a site without a server.

    Args:
        here: path of the page on which the links stand.
    """
    folder = posixpath.dirname(file_of(here))

    def link(path: str) -> str:
        place, sign, fragment = path.partition("#")
        # From a root: for paths without one, the working folder is asked for every time.
        return posixpath.relpath(f"/{file_of(place)}", f"/{folder}") + sign + fragment

    return link


def permanent(
    base: str, path: str, *, static: bool = False, known: dt.datetime | None = None
) -> str:
    """Where a page can be found in years to come: in full, or from the root of a site.

    Args:
        base: scheme, host and prefix, without a slash at the end; blank where they are not known.
        path: of the page.
        static: for a site without a server, which holds one state of the record.
        known: the moment of the record that the page shows, where the address has to carry it.
    """
    if static:
        return f"{base}/{file_of(path)}"
    return f"{base}{path}" + (f"?as-known={stamp(known)}" if known else "")


def stamp(moment: dt.datetime) -> str:
    """A moment as it stands in an address, such as ``2026-11-22T00:00:00Z``."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def file_of(path: str) -> str:
    """The file of a page in a site without a server: ``/a/b`` is ``a/b.html``."""
    if path == "/":
        return "index.html"
    return path.lstrip("/") + ("" if _FORM.search(path) else ".html")
