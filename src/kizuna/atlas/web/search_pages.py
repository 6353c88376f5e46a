"""The page of the search, the answers while typing, and the index of a static site."""

from __future__ import annotations

from typing import Any, NamedTuple

from kizuna.atlas.search import Entry, Hit
from kizuna.atlas.search.index import Found
from kizuna.atlas.search.words import LONGEST_QUERY, fold
from kizuna.atlas.web.addresses import file_of
from kizuna.atlas.web.holdings import Holdings
from kizuna.codebook import Codebook

PER_PAGE = 20
MOST_PAGES = 15
WHILE_TYPING = 8
_LARGEST_GROUP = 5


class Place(NamedTuple):
    """Which page of the results is shown."""

    now: int

    @property
    def first(self) -> int:
        """The number of the first hit on it."""
        return (self.now - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last hit that there can be."""
        return MOST_PAGES * PER_PAGE


def search_page(held: Holdings, query: str, *, page: int = 1, local: bool) -> dict[str, Any]:
    """What the page of the search shows.

    Args:
        held: the holdings.
        query: as typed.
        page: of the results, from 1; further than the last is the last there can be.
        local: whether the user's texts are searched too.
    """
    query = query[:LONGEST_QUERY]
    asked = spelled(held.book, query)
    place = Place(min(max(page, 1), MOST_PAGES))
    found = held.index.search(asked, most=PER_PAGE, skip=place.first - 1)
    hits = [*found.hits]
    if local and held.shelf.texts and place.now == 1:
        hits += held.private.search(query, most=5).hits
    return {
        "query": query.strip(),
        "named": named(held.book, asked),
        "found": found,
        "hits": hits,
        "pages": place,
        "private": local and bool(held.shelf.texts),
    }


def spelled(book: Codebook, query: str) -> str:
    """A query in which groups of abbreviations, such as 日豪, are written out as names."""
    names = {
        sign: actor.name
        for actor in book.actors.values()
        for sign in map(fold, actor.abbreviations)
    }

    def written(word: str) -> str:
        signs = list(fold(word))
        group = 1 < len(signs) <= _LARGEST_GROUP and all(sign in names for sign in signs)
        return " ".join(names[sign] for sign in signs) if group else word

    return " ".join(map(written, query.split()))


def named(book: Codebook, query: str) -> list[str]:
    """Codes of the actors that a query names, by name, alias or code, in the order of the query."""
    asked = f" {' '.join(fold(query).split())} "
    found: dict[str, int] = {}
    for actor in book.actors.values():
        for name in (actor.name, actor.code, actor.japanese_name, *actor.aliases):
            place = asked.find(f" {fold(name)} ") if name else -1
            if place >= 0:
                found.setdefault(actor.code, place)
    return sorted(found, key=lambda code: found[code])


def answers(held: Holdings, query: str, *, local: bool, most: int = WHILE_TYPING) -> dict[str, Any]:
    """The best hits for what has been typed so far, as data."""
    asked = spelled(held.book, query[:LONGEST_QUERY])
    found = held.index.search(asked, most=most)
    hits = [*found.hits]
    if local and held.shelf.texts and len(hits) < most:
        hits += held.private.search(query[:LONGEST_QUERY], most=most - len(hits)).hits
    codes = named(held.book, asked)
    return {
        **answer_data(found, hits),
        "named": [{"code": code, "name": held.book.actors[code].name} for code in codes],
    }


def answer_data(found: Found, hits: list[Hit]) -> dict[str, Any]:
    """An answer as data: what was found, and how the query was read."""
    return {
        "query": found.query,
        "mended": dict(found.mended),
        "partly": found.partly,
        "more": found.more,
        "total": max(found.total, len(hits)),
        "hits": [
            {
                "path": hit.entry.path,
                "sort": hit.entry.sort,
                "title": hit.entry.title,
                "under": hit.entry.under,
                "text": "".join(piece.text for piece in hit.pieces),
            }
            for hit in hits
        ],
    }


def static_index(held: Holdings) -> list[list[str]]:
    """The index for a site without a server: file, sort, title, line under it, folded words.

    Titles and names are searched there, notes and passages are not: the index has to travel.
    """
    return [_packed(entry) for entry in held.index.entries]


def _packed(entry: Entry) -> list[str]:
    shown = set(fold(f"{entry.title} {entry.under} {entry.sort}").split())
    place, sign, fragment = entry.path.partition("#")
    words = dict.fromkeys(fold(entry.names).split())
    names = " ".join(word for word in words if word not in shown)
    return [file_of(place) + sign + fragment, entry.sort, entry.title, entry.under, names]
