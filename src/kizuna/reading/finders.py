"""Many patterns searched in one pass: an automaton whose hits begin and end where words do.

The cost grows with the length of the text and hardly with the number of patterns (Aho and
Corasick 1975). No pattern can make the search slow, whatever the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from kizuna.reading.vocabulary import forms

V = TypeVar("V")


class Hit(NamedTuple, Generic[V]):
    """Where a pattern stands, and everything it stands for."""

    start: int
    end: int
    values: tuple[V, ...]


class Finder(Generic[V]):
    """Patterns with their meanings, compiled; the longest pattern wins at each place.

    Args:
        patterns: pairs of a pattern and what it means; a ``*`` at the end stands for any ending.
        literal: patterns are taken as they stand, without alternatives.
    """

    def __init__(self, patterns: Iterable[tuple[str, V]], *, literal: bool = False) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        meanings: dict[str, dict[V, None]] = defaultdict(dict)
        open_: dict[str, bool] = {}
        for pattern, value in patterns:
            ends_open = pattern.endswith("*") and not literal
            for form in [pattern] if literal else forms(pattern):
                meanings[form][value] = None
                open_[form] = open_.get(form, False) or ends_open
        texts = [text for text in meanings if text]
        self._values = [tuple(meanings[text]) for text in texts]
        self._open = [open_[text] for text in texts]
        self._automaton = AhoCorasick(texts, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Hit[V]]:
        """All hits, in the order of the text; none overlap."""
        found: list[Hit[V]] = []
        length = len(text)
        for pattern, start, end in self._automaton.find_matches_as_indexes(text):
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < length and text[end].isalnum():
                plural = text[end] == "s" and not text[end + 1 : end + 2].isalnum()
                if not (self._open[pattern] or plural):
                    continue
                while end < length and text[end].isalnum():
                    end += 1
            found.append(Hit(start, end, self._values[pattern]))
        return found
