"""The index: SQLite's full-text engine in memory, over entries kept as they are.

A query is cut into words of letters and digits before the engine sees it, and each is handed over
as a quoted phrase in a bound parameter, so that nothing a visitor types is ever syntax.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from kizuna.atlas.search.entries import Entry
from kizuna.atlas.search.words import Piece, excerpt, fold, is_dense, phrase, spaced, words_of

_CANDIDATES = 300
"""Of words that stand in very many entries, so many are ranked; the most sought come first."""

_FIRST, _NAMED, _SAID = 10.0, 6.0, 1.0
_TITLE_IS, _NAME_IS, _TITLE_BEGINS = 60.0, 40.0, 12.0
_SHORTEST_MENDED = 4
_ALIKE = 0.7


class Hit(msgspec.Struct, frozen=True):
    """Something found.

    Attributes:
        entry: what.
        title: its title in pieces, the words of the query marked.
        pieces: where its text speaks of them; empty where it does not.
    """

    entry: Entry
    title: tuple[Piece, ...]
    pieces: tuple[Piece, ...]


class Found(msgspec.Struct, frozen=True):
    """The answer to a query.

    Attributes:
        query: as it was asked.
        mended: words that were taken for others, with what they were taken for.
        partly: nothing holds all words; these hold some of them.
        more: whether there are more hits than these.
        total: how many there are in all.
    """

    query: str
    hits: tuple[Hit, ...]
    mended: tuple[tuple[str, str], ...] = ()
    partly: bool = False
    more: bool = False
    total: int = 0


class SearchIndex:
    """An index over entries; safe for use by several threads.

    Args:
        entries: what can be found, the most sought first.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: list[Entry] = sorted(entries, key=lambda entry: -entry.worth)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE entry USING fts5(title, names, text, content='', prefix='1 2 3', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        self._database.executemany(
            "INSERT INTO entry (rowid, title, names, text) VALUES (?, ?, ?, ?)",
            (
                (number, spaced(entry.title), spaced(entry.names), spaced(entry.text))
                for number, entry in enumerate(self.entries)
            ),
        )
        self._database.execute("INSERT INTO entry (entry) VALUES ('optimize')")
        self._database.execute("CREATE VIRTUAL TABLE word USING fts5vocab('entry', 'row')")
        self._database.commit()

    def search(self, query: str, *, most: int = 20, skip: int = 0) -> Found:
        """What matches all words of a query; a word may be the beginning of one.

        Where nothing matches, words that the index does not hold are taken for the nearest that
        it does.

        Args:
            query: as typed.
            most: at most so many hits.
            skip: pass over so many of the best.
        """
        words = words_of(query)
        if not words:
            return Found(query, ())
        (ranked, total), partly = self._ranked(words, query), False
        mended: tuple[tuple[str, str], ...] = ()
        if not ranked:
            words, mended = self._mended(words)
            ranked, total = self._ranked(words, " ".join(words)) if mended else ([], 0)
        if not ranked and len(words) > 1:
            (ranked, total), partly = self._ranked(words, query, every=False), True
        wanted = ranked[skip : skip + most]
        hits = tuple(self._hit(self.entries[number], words) for number in wanted)
        more = len(ranked) > skip + most
        return Found(query, hits, mended if hits else (), partly, more, total)

    def _ranked(
        self, words: Sequence[str], query: str, *, every: bool = True
    ) -> tuple[list[int], int]:
        """The numbers of the entries that match, the best first, and how many match in all."""
        match = (" AND " if every else " OR ").join(_asked(word) for word in words)
        with self._lock:
            rows = self._database.execute(
                "SELECT rowid FROM entry WHERE entry MATCH ? LIMIT ?", (match, _CANDIDATES)
            ).fetchall()
            last = rows[-1][0] if rows else -1
            total = len(rows)
            if total == _CANDIDATES:
                (total,) = self._database.execute(
                    "SELECT count(*) FROM entry WHERE entry MATCH ?", (match,)
                ).fetchone()
            scores = self._database.execute(
                "SELECT rowid, bm25(entry, ?, ?, ?) FROM entry WHERE entry MATCH ? AND rowid <= ?",
                (_FIRST, _NAMED, _SAID, match, last),
            ).fetchall()
        whole = " ".join(fold(query).split())
        ranked = sorted(
            (-self._score(self.entries[number], whole, words) + 2.0 * score, number)
            for number, score in scores
        )
        return [number for _, number in ranked], total

    def _score(self, entry: Entry, whole: str, words: Sequence[str]) -> float:
        title = fold(entry.title)
        score = entry.worth / 5.0
        if title == whole:
            score += _TITLE_IS
        elif title.startswith(whole):
            score += _TITLE_BEGINS
        names = self._names.get(entry.path)
        if names and all(word in names for word in words):
            score += _NAME_IS
        return score

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """The whole words by which actors, kinds and topics are called, their codes included."""
        return {
            entry.path: frozenset(fold(f"{entry.title} {entry.names}").split())
            for entry in self.entries
            if entry.worth >= 80
        }

    def _mended(self, words: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
        """The words with those that no entry holds replaced by the nearest that some do."""
        mended: list[tuple[str, str]] = []
        found: list[str] = []
        for word in words:
            near = None if is_dense(word) or self._held(word) else self._nearest(word)
            found.append(near or word)
            if near:
                mended.append((word, near))
        return found, tuple(mended)

    def _held(self, word: str) -> bool:
        with self._lock:
            rows = self._database.execute(
                "SELECT 1 FROM entry WHERE entry MATCH ? LIMIT 1", (_asked(word),)
            ).fetchall()
        return bool(rows)

    def _nearest(self, word: str) -> str | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < _SHORTEST_MENDED:
            return None
        near = [w for n in range(-1, 2) for w in self._vocabulary.get(len(word) + n, ())]
        best = process.extract(
            word, near, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=5
        )
        if not best:
            return None
        top = best[0][1]
        # Of words as near, the one most used, as the visitor more likely meant it.
        return max((w for w, score, _ in best if score == top), key=self._uses.__getitem__)

    @cached_property
    def _uses(self) -> dict[str, int]:
        with self._lock:
            rows = self._database.execute("SELECT term, doc FROM word").fetchall()
        return {term: uses for term, uses in rows if len(term) >= _SHORTEST_MENDED - 1}

    @cached_property
    def _vocabulary(self) -> dict[int, list[str]]:
        lengths: dict[int, list[str]] = defaultdict(list)
        for term in self._uses:
            if not any(c.isdigit() for c in term):
                lengths[len(term)].append(term)
        return dict(lengths)

    def _hit(self, entry: Entry, words: Sequence[str]) -> Hit:
        title = excerpt(entry.title, words, longest=200)
        pieces = excerpt(entry.text, words) if entry.text else ()
        return Hit(entry, title, pieces if any(piece.hit for piece in pieces) else ())


def _asked(word: str) -> str:
    """A word as it is looked for; one of a script with spaces may be the beginning of a word."""
    return phrase(word) if is_dense(word) else f"{phrase(word)}*"
