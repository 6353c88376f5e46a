"""The pages of evidence, library, search, codebook and method by their addresses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from kizuna.atlas import prose
from kizuna.atlas.dossiers import PLURALS, dossier, heading
from kizuna.atlas.search.entries import fact_path, source_path
from kizuna.atlas.web import evidence_pages, library_pages, search_pages
from kizuna.atlas.web.addresses import permanent
from kizuna.atlas.web.evidence_pages import HOLDS, PER_PAGE, turns
from kizuna.atlas.web.holdings import Holdings
from kizuna.atlas.web.leaf import Leaf, Url
from kizuna.atlas.web.library_pages import Form
from kizuna.atlas.wording import _
from kizuna.record import FACTS, Source
from kizuna.record.rows import TableName


class Asked(NamedTuple):
    """What bears on a page besides its address.

    Attributes:
        base: scheme, host and prefix of permanent addresses, without a slash at the end; blank
            where they are not known.
        static: for a site without a server.
        url: makes addresses of other pages.
        query: what is searched for; blank on other pages.
        page: of the results of a search.
        local: whether somebody at this machine asks.
        form: the form for a review; ``None`` where none are taken.
    """

    base: str = ""
    static: bool = False
    url: Url = str
    query: str = ""
    page: int = 1
    local: bool = False
    form: Form | None = None

    def permanent(self, path: str, known: dt.datetime | None) -> str:
        """The permanent address of a page, with the moment of the record that it shows."""
        return permanent(self.base, path, static=self.static, known=known)


Room = Callable[[Holdings, Asked, dict[str, str]], Leaf | None]


def leaf(held: Holdings, path: str, asked: Asked) -> Leaf | None:
    """The page at an address, or ``None`` if there is none.

    Args:
        held: the holdings.
        path: from the root of the atlas, without a suffix.
        asked: what else bears on it.
    """
    for pattern, room in _ROOMS:
        match = pattern.fullmatch(path)
        if match:
            return room(held, asked, match.groupdict())
    return None


def patterns() -> Iterator[re.Pattern[str]]:
    """The patterns of the addresses of all kinds of these pages."""
    return (pattern for pattern, _room in _ROOMS)


def paths(held: Holdings) -> Iterator[str]:
    """The addresses of all pages, for a site without a server; the search is one of them."""
    yield from ("/evidence", "/library", "/search", "/codebook", "/method")
    for table in FACTS:
        lines = held.lines(table)
        yield f"/evidence/{table}"
        yield from _further(f"/evidence/{table}", len(lines))
        yield from (line.path for line in lines)
    yield from _further("/library", len(held.sources))
    yield from (source_path(source.id) for source in held.sources)
    yield from (part.path for part in held.codebook_parts)
    yield from (f"/method/{name}" for name in prose.names())


def _further(base: str, entries: int) -> Iterator[str]:
    yield from (f"{base}/page/{n}" for n in range(2, -(-entries // PER_PAGE) + 1))


def _evidence_index(held: Holdings, _asked: Asked, _at: dict[str, str]) -> Leaf:
    shown = evidence_pages.evidence_index(held)
    listed = [clash._asdict() for clash in shown["conflicts"]]
    return Leaf(
        path="/evidence",
        title=_("Evidence"),
        template="web/evidence_index.html",
        context=shown,
        data={"tables": shown["tables"], "conflicts": listed},
        table=shown["tables"],
        known=held.known_at,
    )


def _evidence_table(held: Holdings, _asked: Asked, at: dict[str, str]) -> Leaf | None:
    table = _table(at["table"])
    number = _number(at.get("page"))
    if table is None or number is None:
        return None
    lines = held.lines(table)
    place = turns(f"/evidence/{table}", number, len(lines))
    if place is None:
        return None
    shown = lines[place.span]
    data = evidence_pages.line_data(shown)
    more = f", page {number}" if number > 1 else ""
    return Leaf(
        path=place.path(number),
        title=f"{_(PLURALS[table]).capitalize()}{more}",
        template="web/evidence_table.html",
        context={"plural": _(PLURALS[table]), "holds": _(HOLDS[table]), "total": len(lines),
                 "lines": shown, "pages": place},
        data={"table": table, "page": number, "pages": place.last, "total": len(lines), "rows": data},
        table=data, known=held.known_at,
    )  # fmt: skip


def _evidence_row(held: Holdings, asked: Asked, at: dict[str, str]) -> Leaf | None:
    found = dossier(held.view, at["table"], at["row"])
    if found is None:
        return None
    path = fact_path(found.row)
    return Leaf(
        path=path,
        title=heading(found.row, held.book),
        template="web/evidence_row.html",
        context=evidence_pages.evidence_row(held, found, asked.permanent(path, held.known_at)),
        data=evidence_pages.row_data(found),
        table=evidence_pages.row_table(found),
        known=held.known_at,
    )


def _library_index(held: Holdings, asked: Asked, at: dict[str, str]) -> Leaf | None:
    number = _number(at.get("page"))
    place = turns("/library", number, len(held.sources)) if number else None
    if place is None:
        return None
    shown = library_pages.library_index(held, place)
    # Names of the user's files are nobody else's business.
    shown["shelf"] = held.shelf if asked.local else msgspec.structs.replace(
        held.shelf, unknown=(), unread=()
    )  # fmt: skip
    data = library_pages.sources_data(held, place)
    return Leaf(
        path=place.path(place.now),
        title=_("Library") + (_(", page %(n)s", n=place.now) if place.now > 1 else ""),
        template="web/library.html",
        context=shown,
        data={"page": place.now, "pages": place.last, "total": len(held.sources), "sources": data},
        table=data,
        known=held.known_at,
    )


def _source(held: Holdings, asked: Asked, at: dict[str, str]) -> Leaf | None:
    source = held.view.get(Source, at["source"])
    if source is None:
        return None
    path = source_path(source.id)
    known = library_pages.standing(held, source)
    return Leaf(
        path=path,
        title=source.title,
        template="web/source.html",
        context=library_pages.source_page(
            held, known, permanent=asked.permanent(path, held.known_at), local=asked.local,
            form=asked.form,
        ),
        data=library_pages.source_data(held, known),
        table=library_pages.source_table(held, known),
        known=held.known_at,
    )  # fmt: skip


def _text(held: Holdings, asked: Asked, at: dict[str, str]) -> Leaf | None:
    source = held.view.get(Source, at["source"])
    shown = library_pages.reader_page(held, source, local=asked.local) if source else None
    if source is None or shown is None:
        return None
    path = f"{source_path(source.id)}/text"
    return Leaf(
        path=path,
        title=_("%(title)s: the text", title=source.title),
        template="web/text.html",
        context=shown,
    )


def _search(held: Holdings, asked: Asked, _at: dict[str, str]) -> Leaf:
    shown = search_pages.search_page(held, asked.query, page=asked.page, local=asked.local)
    data = search_pages.answer_data(shown["found"], shown["hits"])
    return Leaf(
        path="/search",
        title=_("Search: %(query)s", query=shown["query"]) if shown["query"] else _("Search"),
        template="web/search.html",
        context=shown,
        data=data,
        table=data["hits"],
    )


def _codebook(held: Holdings, _asked: Asked, at: dict[str, str]) -> Leaf | None:
    parts = held.codebook_parts
    part = next((part for part in parts if part.name == at.get("part")), None)
    if part is None and at.get("part"):
        return None
    title = part.label if part else _("Codebook: %(title)s", title=held.book.title)
    lede = f"{part.holds[:1].upper()}{part.holds[1:]}." if part else (
        _("What the words mean. Version %(version)s; a study of another region brings its own.",
          version=held.book.version)
    )  # fmt: skip
    sections = part.sections if part else ()
    lines = [
        {"section": s.heading, **dict(zip(s.heads, line.cells, strict=True))}
        for s in sections
        for line in s.lines
    ]
    index = [{"part": p.label, "path": p.path, "entries": p.entries} for p in parts]
    return Leaf(
        path=part.path if part else "/codebook",
        title=title,
        template="web/codebook.html",
        context={
            "part": part,
            "parts": parts,
            "heading": title,
            "lede": lede,
            "sections": sections,
        },
        data=lines if part else index,
        table=lines if part else index,
    )


def _method(_held: Holdings, asked: Asked, at: dict[str, str]) -> Leaf | None:
    name = at.get("name")
    if not name:
        pages = [page for n in prose.names() if (page := prose.prose(n))]
        listed = [{"name": page.name, "title": page.title} for page in pages]
        return Leaf(
            path="/method", title=_("Method"), template="web/method.html",
            context={"pages": pages}, data=listed, table=listed,
        )  # fmt: skip
    page = prose.prose(name)
    if page is None:
        return None
    html = _HREF.sub(lambda found: f'href="{asked.url(found[1])}"', page.html)
    data: Any = {"name": page.name, "title": page.title, "text": page.text}
    return Leaf(
        path=f"/method/{name}", title=page.title, template="web/prose.html",
        context={"page": page, "html": html}, data=data, table=[data],
    )  # fmt: skip


def _table(name: str) -> TableName | None:
    return next((table for table in FACTS if table == name), None)


def _number(text: str | None) -> int | None:
    """The number of a page of a list; the first has none in its address."""
    if text is None:
        return 1
    return int(text) if int(text) >= 2 else None


_HREF = re.compile(r'href="(/[^"]*)"')
_SLUG = "[A-Za-z0-9_-]{1,80}"
_ROOMS: list[tuple[re.Pattern[str], Room]] = [
    (re.compile(pattern), room)
    for pattern, room in (
        ("/evidence", _evidence_index),
        (f"/evidence/(?P<table>{_SLUG})(?:/page/(?P<page>[1-9][0-9]{{0,5}}))?", _evidence_table),
        (f"/evidence/(?P<table>{_SLUG})/(?P<row>{_SLUG})", _evidence_row),
        ("/library(?:/page/(?P<page>[1-9][0-9]{0,5}))?", _library_index),
        (f"/library/(?P<source>{_SLUG})", _source),
        (f"/library/(?P<source>{_SLUG})/text", _text),
        ("/search", _search),
        (f"/codebook(?:/(?P<part>{_SLUG}))?", _codebook),
        (f"/method(?:/(?P<name>{_SLUG}))?", _method),
    )
]
