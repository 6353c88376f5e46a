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
        joined: two hits that touch count, as ``IndiaUK`` of a text that lost its dashes.
    """

    def __init__(
        self, patterns: Iterable[tuple[str, V]], *, literal: bool = False, joined: bool = False
    ) -> None:
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
        self._joined = joined

    def find(self, text: str) -> list[Hit[V]]:
        """All hits, in the order of the text; none overlap."""
        found: list[Hit[V]] = []
        length = len(text)
        matches = self._automaton.find_matches_as_indexes(text)
        for at, (pattern, start, end) in enumerate(matches):
            inside = start and text[start - 1].isalnum() and text[start].isalnum()
            if inside and not (self._joined and found and found[-1].end == start):
                continue
            if end < length and text[end].isalnum():
                plural = text[end] == "s" and not text[end + 1 : end + 2].isalnum()
                if not (self._open[pattern] or plural):
                    if self._joined and self._touches(matches, at, text):
                        found.append(Hit(start, end, self._values[pattern]))
                    continue
                while end < length and text[end].isalnum():
                    end += 1
            found.append(Hit(start, end, self._values[pattern]))
        return found

    @staticmethod
    def _touches(matches: list[tuple[int, int, int]], at: int, text: str) -> bool:
        """Whether another name begins in capitals where this one ends, and ends with its word."""
        if at + 1 == len(matches) or matches[at + 1][1] != matches[at][2]:
            return False
        _, start, end = matches[at + 1]
        return text[start].isupper() and not text[end : end + 1].isalnum()
