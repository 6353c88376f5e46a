"""Addresses as people write them: to which page they lead, and why there may be none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from kizuna.atlas.web.comparing import MOST
from kizuna.atlas.web.page import EARLIEST, Site, day_of
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.codebook.dates import PartialDate
from kizuna.errors import InputError

_LONGEST = 80  # characters of a part that may be a name


def meant(site: Site, path: str) -> str | None:
    """The address of a page that this one means; ``None`` where it means none.

    Names and codes in any case stand for actors, a year or a month for its last day, and no date
    for today: ``/japan/2016`` means ``/JPN/2016-12-31``, ``/JPN/AUS`` the partnership today.

    Args:
        site: the site.
        path: an address at which there is no page.
    """
    first, *rest = _parts(path)
    day = _day(rest[0], site.today) if rest else None
    rest = rest[1:] if day else rest
    on = min(day or site.today, site.today)
    if first.casefold() == "architecture":
        return None if rest else f"/architecture/{on}"
    focal = _code(site.states.book, first)
    if focal is None or len(rest) > 2:
        return None
    if not rest:
        return f"/{focal}/{on}"
    several = re.split(r"[+, ]", rest[-1]) if rest[0].casefold() == "compare" else rest
    codes = [_code(site.states.book, name) for name in several]
    if None in codes or (len(rest) == 2) != (rest[0].casefold() == "compare"):
        return None
    between = "compare/" if len(rest) == 2 else ""
    return f"/{focal}/{on}/{between}{'+'.join(filter(None, codes))}"


def why_not(site: Site, path: str) -> str:
    """Why there is no page at an address, in a sentence; blank where nothing can be said of it."""
    parts = _parts(path)
    if len(parts) < 2 or not (parts[1][:4].isdigit() or _code(site.states.book, parts[0])):
        return ""
    first, date, *rest = parts
    if first != "architecture" and (unknown := _unknown(site.states.book, first)):
        return unknown
    if wrong := _wrong_date(date, site.today):
        return wrong
    if not rest:
        return ""
    return _wrong_partners(site.states.book, first, rest)


def _wrong_date(text: str, today: dt.date) -> str:
    day = day_of(text)
    if day is None:
        return _(
            "“%(said)s” is no date from the year %(first)s on; a date is written as 2016-12-31.",
            said=text[:_LONGEST],
            first=EARLIEST,
        )
    if day > today:
        return _("%(day)s lies ahead; the last date is %(today)s.", day=day, today=today)
    return ""


def _wrong_partners(book: Codebook, focal: str, rest: Sequence[str]) -> str:
    names = rest[-1].split("+") if rest[0] == "compare" else rest[:1]
    for name in names:
        if name and (unknown := _unknown(book, name)):
            return unknown
    if focal in names:
        return _("%(name)s is no partner of its own.", name=book.actors[focal].name)
    several = len(set(filter(None, names)))
    if rest[0] == "compare" and not 2 <= several == len(names) <= MOST:
        return _(
            "A page compares two to %(most)s different partners; this address names %(n)s.",
            most=MOST,
            n=several,
        )
    return ""


def _unknown(book: Codebook, name: str) -> str:
    if name in book.actors:
        return ""
    text = name[:_LONGEST]
    try:
        near = book.actor(text).code
    except InputError as error:
        near = ", ".join(re.findall(r"(?<= )([A-Z][A-Z0-9_-]+) \(", str(error)))
    if near:
        return _(
            "The codebook has no actor “%(said)s”. Did you mean %(near)s?", said=text, near=near
        )
    return _("The codebook has no actor “%(said)s”.", said=text)


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


def _code(book: Codebook, text: str) -> str | None:
    if not 1 < len(text) <= _LONGEST:
        return None
    try:
        return book.actor(text.replace("_", " ")).code
    except InputError:
        return None


def _day(text: str, today: dt.date) -> dt.date | None:
    """The last day for which a year, a month or a day stands; ``None`` for what is no date."""
    if text.casefold() == "today":
        return today
    try:
        day = PartialDate.parse(text).latest
    except InputError:
        return None
    # A year that has begun stands for what is known of it; a month or a day must have come.
    return day if day <= today else today if text == str(today.year) else None
