"""What the pages of evidence, library and search read from: one state of a record, kept at hand.

Everything here is derived from a view and the user's texts, made when it is first asked for, and
thrown away when the record has moved on.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from kizuna.atlas.dossiers import actor_name, heading, kind_label, when, worded
from kizuna.atlas.library.kin import Likeness
from kizuna.atlas.library.passages import Passage, passages
from kizuna.atlas.library.reviews import Reviews
from kizuna.atlas.library.shelf import Shelf, shelve
from kizuna.atlas.search import Entry, SearchIndex, entries_of
from kizuna.atlas.search.entries import fact_path, source_path
from kizuna.atlas.web.codebook_pages import Part, parts
from kizuna.codebook import Codebook
from kizuna.record import (
    FACTS,
    Coding,
    Dialogue,
    Event,
    Fact,
    Instrument,
    Office,
    Source,
    Stance,
    View,
)
from kizuna.record.conflicts import conflicts
from kizuna.record.related import claims_of, counts_by_source, facts_of
from kizuna.record.rows import TABLES, TableName

T = TypeVar("T")


class Line(NamedTuple):
    """A fact in a list.

    Attributes:
        date: as text; blank where none is known.
        parties: names, cut after four.
        verified: whether it was checked against its source.
    """

    id: str
    path: str
    date: str
    kind: str
    title: str
    parties: str
    verified: bool


class Clash(NamedTuple):
    """A field on which sources contradict each other, in a list.

    Attributes:
        value: what stands in the row.
        others: what other sources say.
    """

    path: str
    title: str
    field: str
    value: str
    settled: bool
    others: tuple[str, ...]


class Borne(NamedTuple):
    """What rests on a source: facts whose main source it is, and codings of others."""

    facts: tuple[Fact, ...]
    claims: tuple[Coding, ...]
    claimed: dict[str, Fact]


class Holdings:
    """One state of a record with the user's texts.

    Args:
        view: the state of the record.
        library: files and folders with texts that the user has.
        reviews: the readers' reviews; ``None`` where none are kept, as in a static site.
    """

    def __init__(
        self, view: View, *, library: Sequence[Path] = (), reviews: Reviews | None = None
    ) -> None:
        self.view = view
        self.book: Codebook = view.codebook
        self.reviews = reviews
        self._library = tuple(library)
        self._made: dict[str, Any] = {}
        self._lock = threading.RLock()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` returns, made once however many ask at the same time."""
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = make()
        return cast("T", self._made[name])

    def warm(self) -> None:
        """Make now what the first visitor would wait for."""
        for table in FACTS:
            self.lines(table)
        _ = (self.conflicts, self.index, self.sources, self.counts, self.likeness, self.shelf)

    @property
    def sources(self) -> list[Source]:
        """All sources, books first, then the newest."""
        return self._once("sources", lambda: sorted(self.view.rows(Source), key=_by_book_and_date))

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """Facts and codings that rest on each source."""
        return self._once("counts", lambda: counts_by_source(self.view))

    @property
    def likeness(self) -> Likeness:
        """Sources compared by their words."""
        return self._once("likeness", lambda: Likeness(self.sources))

    @property
    def shelf(self) -> Shelf:
        """The texts that the user has."""
        return self._once(
            "shelf", lambda: shelve(self._library, self.sources) if self._library else Shelf()
        )

    @property
    def known_at(self) -> dt.datetime | None:
        """The moment of the last revision that these pages know."""
        return self._once("known", lambda: self.view.known_at)

    @property
    def conflicts(self) -> list[Clash]:
        """Where sources contradict each other, over the whole record."""
        return self._once("conflicts", self._conflicts)

    @property
    def codebook_parts(self) -> list[Part]:
        """The pages of the codebook."""
        return self._once("codebook", lambda: parts(self.book))

    @property
    def index(self) -> SearchIndex:
        """The index over the record and its codebook."""
        return self._once("index", lambda: SearchIndex(entries_of(self.view)))

    @property
    def private(self) -> SearchIndex:
        """The index over the user's texts, for nobody but the user."""
        return self._once("private", lambda: SearchIndex(self._passages()))

    def lines(self, table: TableName) -> list[Line]:
        """The facts of a table, the newest first; those without a date last."""
        return self._once(f"lines {table}", lambda: self._lines(table))

    def tally(self, table: TableName) -> Counter[bool]:
        """How many facts of a table are checked, and how many are not."""
        return self._once(
            f"tally {table}", lambda: Counter(line.verified for line in self.lines(table))
        )

    def line(self, fact: Fact) -> Line:
        """A fact as it stands in a list."""
        return line_of(fact, self.book)

    def borne_by(self, source: str) -> Borne:
        """What rests on a source."""
        facts = facts_of(self.view, source)
        claims = claims_of(self.view, source)
        claimed: dict[str, Fact] = {}
        for table in FACTS if claims else ():
            found = self.view.by_id(TABLES[table], {claim.row for claim in claims})
            claimed.update(cast("dict[str, Fact]", found))
        return Borne(tuple(facts), tuple(claims), claimed)

    def passages(self, source: str) -> list[Passage]:
        """The passages of a text that support facts; none where the user does not have it."""
        text = self.shelf.texts.get(source)
        if text is None:
            return []

        def find() -> list[Passage]:
            borne = self.borne_by(source)
            claims: dict[str, list[Coding]] = {}
            for claim in borne.claims:
                claims.setdefault(claim.row, []).append(claim)
            facts = {fact.id: fact for fact in (*borne.facts, *borne.claimed.values())}
            return passages(text, facts.values(), claims, self.book)

        return self._once(f"passages {source}", find)

    def _conflicts(self) -> list[Clash]:
        listed: list[Clash] = []
        for found in conflicts(self.view):
            row = self.view.get(TABLES[found.table], found.row)
            if isinstance(row, Instrument | Dialogue | Event | Stance | Office):
                said = sorted({c.value for c in found.claims if c.value != found.value})
                stands, *others = (
                    worded(found.field, text, row, self.book) for text in (found.value, *said)
                )
                title = heading(row, self.book)
                listed.append(
                    Clash(fact_path(row), title, found.field, stands, found.settled, tuple(others))
                )
        return listed

    def _lines(self, table: TableName) -> list[Line]:
        lines = [line_of(cast("Fact", row), self.book) for row in self.view.stream(table)]
        lines.sort(key=lambda line: line.id)
        return sorted(lines, key=lambda line: line.date, reverse=True)

    def _passages(self) -> list[Entry]:
        titles = {source.id: source.title for source in self.sources}
        return [
            Entry(
                f"{source_path(source)}/text#b{number}", "Passage", titles[source], text=block.text,
                under=f"paragraph {number}",
            )
            for source, text in self.shelf.texts.items()
            for number, block in enumerate(text.blocks, start=1)
            if block.kind not in ("heading", "title")
        ]  # fmt: skip


def line_of(fact: Fact, book: Codebook) -> Line:
    """A fact as it stands in a list."""
    if isinstance(fact, Stance | Office):
        codes = [fact.holder if isinstance(fact, Stance) else fact.actor]
    else:
        codes = list(fact.parties)
    names = ", ".join(actor_name(code, book) for code in codes[:4])
    return Line(
        id=fact.id,
        path=fact_path(fact),
        date=str(when(fact) or ""),
        kind=kind_label(fact, book),
        title=heading(fact, book),
        parties=names + (f" and {len(codes) - 4} more" if len(codes) > 4 else ""),
        verified=fact.check == "verified",
    )


def _by_book_and_date(source: Source) -> tuple[bool, tuple[int, ...], str]:
    digits = tuple(-int(part) for part in str(source.date or "0").split("-"))
    return source.kind != "book", digits, source.id
