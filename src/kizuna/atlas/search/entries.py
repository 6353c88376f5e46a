"""What can be found: actors, kinds, topics, every row of the record, and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import msgspec

from kizuna.atlas.dossiers import actor_name, heading, kind_label, when
from kizuna.codebook import Actor, Codebook
from kizuna.record import FACTS, Fact, Office, Source, Stance, View

_LABELS = {
    "instrument": "Instrument",
    "dialogue": "Dialogue",
    "event": "Event",
    "stance": "Stance",
    "office": "Office",
}
_WORTH = {"instrument": 60, "dialogue": 55, "event": 40, "stance": 30, "office": 30}


class Entry(msgspec.Struct, frozen=True, gc=False):
    """Something that can be found.

    Attributes:
        path: address of its page, from the root of the atlas.
        sort: what it is, in a word or two.
        title: what it is called.
        names: what else it is called: codes, aliases, names in other scripts.
        text: what is said of it.
        worth: how much sooner it is shown than others that match as well.
        under: a line that tells it from others of the same title.
    """

    path: str
    sort: str
    title: str
    names: str = ""
    text: str = ""
    worth: int = 0
    under: str = ""


def entries_of(view: View) -> Iterator[Entry]:
    """Everything in a record and its codebook, the most sought first."""
    book = view.codebook
    yield from _codebook(book)
    for table in FACTS:
        for row in view.stream(table):
            yield _fact(cast("Fact", row), book)
    for row in view.stream("source"):
        yield _source(cast("Source", row))


def actor_path(code: str) -> str:
    """The place of an actor in the codebook's pages."""
    return f"/codebook/actors#{anchor(code)}"


def anchor(code: str) -> str:
    """A code as the id of an element."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in code)


def fact_path(row: Fact) -> str:
    """The permanent address of a fact."""
    return f"/evidence/{row.table}/{row.id}"


def source_path(source_id: str) -> str:
    """The permanent address of a source."""
    return f"/library/{source_id}"


def _codebook(book: Codebook) -> Iterator[Entry]:
    for actor in book.actors.values():
        yield _actor(actor, book)
    for kinds in book.kinds.values():
        for kind in kinds.values():
            text = f"{kind.definition} {kind.boundary}".strip()
            names = f"{kind.code} {kind.short}"
            path = f"/codebook/kinds#{anchor(kind.of)}-{anchor(kind.code)}"
            yield Entry(path, f"Kind of {kind.of}", kind.label, names, text, 80)
    for sort, topics in (("Threat", book.threats), ("Policy", book.policies)):
        for topic in topics.values():
            path = f"/codebook/topics#{anchor(topic.code)}"
            yield Entry(path, sort, topic.label, topic.code, topic.definition, 80)


def _actor(actor: Actor, book: Codebook) -> Entry:
    codes = sorted({c.code for c in book.codes if c.actor == actor.code})
    names = (actor.code, actor.native_name, actor.japanese_name, *actor.aliases, *actor.demonyms,
             *actor.abbreviations, actor.capital, *codes)  # fmt: skip
    sort = "State" if actor.kind == "state" else "Organisation"
    told = " · ".join(dict.fromkeys(n for n in (actor.native_name, actor.japanese_name) if n))
    text = "; ".join(part for part in (*actor.aliases, actor.note) if part)
    joined = " ".join(name for name in names if name)
    return Entry(actor_path(actor.code), sort, actor.name, joined, text, 100, told)


def _fact(row: Fact, book: Codebook) -> Entry:
    date = when(row)
    if isinstance(row, Stance | Office):
        actors = [row.holder if isinstance(row, Stance) else row.actor]
    else:
        actors = list(row.parties)
    parties = [actor_name(code, book) for code in actors]
    names = " ".join((row.id, *actors, *parties, kind_label(row, book), str(date or "")))
    shown = ", ".join(parties[:3]) + (f" and {len(parties) - 3} more" if len(parties) > 3 else "")
    under = " · ".join(part for part in (shown, str(date or "")) if part)
    place = getattr(row, "place", "")
    text = f"{row.note} {place}".strip() if place else row.note
    return Entry(
        fact_path(row),
        _LABELS[row.table],
        heading(row, book),
        names,
        text,
        _WORTH[row.table],
        under,
    )


def _source(row: Source) -> Entry:
    people = (row.authors or row.editors).replace(";", "; ")
    names = " ".join((row.id, people, row.publisher, row.isbn, row.doi, str(row.date or "")))
    under = " · ".join(part for part in (people, row.publisher, str(row.date or "")) if part)
    sort = "Book" if row.kind == "book" else "Source"
    return Entry(source_path(row.id), sort, row.title, names, row.note, 45, under)
