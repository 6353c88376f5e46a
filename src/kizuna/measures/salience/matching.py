"""Finding what a dictionary names in a text: one pass of an automaton, then context.

All patterns of all threats are searched in one pass (Aho and Corasick 1975), so the cost grows
with the length of the text and hardly with the number of patterns. What the pass finds is then
held against word boundaries, neighbours, longer phrases, negation and quotation.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from kizuna.codebook.patterns import Dictionary, ThreatPatterns
from kizuna.measures.salience.normalise import normalise, same_length_lower

Status = Literal["counted", "negated", "quoted"]
Span = tuple[int, int]

_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bNo)(?<!\bArt)[.!?;][\"”’)\]]*\s")
_QUOTE = re.compile(r"[“”«»\"]")
_QUOTATION = 800  # characters on either side in which a quotation must open and close
_LONGEST_WORD = 14  # characters a word takes at most, on average, in a window of words
_ENGLISH = (" the ", " of ", " and ", " to ")


class Match(NamedTuple):
    """A place where a text speaks of a threat, in the normalised text.

    Attributes:
        threat: index of the threat in the dictionary.
        start, end: where it stands, in characters.
        status: ``counted``, or why not: ``negated`` or ``quoted``.
    """

    threat: int
    start: int
    end: int
    status: Status


class Reading(NamedTuple):
    """A text as the dictionary reads it.

    Attributes:
        text: the normalised text.
        n_words: its words.
        english: share of its words that are ``the``, ``of``, ``and`` or ``to``, 0 to 1.
        matches: what was found, in the order of the dictionary and of the text.
    """

    text: str
    n_words: int
    english: float
    matches: list[Match]


class _Role(NamedTuple):
    threat: int
    part: Literal["term", "unless", "one", "along"]
    rule: int


class Matcher:
    """A dictionary compiled for search; make one per process and reuse it."""

    def __init__(self, dictionary: Dictionary) -> None:
        from ahocorasick_rs import AhoCorasick

        self.dictionary = dictionary
        roles: dict[tuple[str, bool], list[_Role]] = defaultdict(list)
        for index, entry in enumerate(dictionary.threat):
            for pattern, part, rule in _patterns(entry):
                for form in _forms(pattern.removesuffix("*")):
                    roles[form, pattern.endswith("*")].append(_Role(index, part, rule))
        self._roles = list(roles.values())
        self._open = [ends_open for _, ends_open in roles]
        self._automaton = AhoCorasick([text for text, _ in roles])
        before = "|".join(map(re.escape, _longest_first(dictionary.negation.before)))
        between = "|".join(map(re.escape, _longest_first(dictionary.negation.between)))
        after = "|".join(map(re.escape, _longest_first(dictionary.negation.after)))
        gap = dictionary.negation.gap
        self._before = re.compile(rf"\b(?:{before}) (?:(?:{between}) ){{0,{gap}}}$")
        self._after = re.compile(rf" (?:{after})\b")

    def read(self, text: str) -> Reading:
        """Find every threat of the dictionary in a text.

        Args:
            text: any text; it is normalised first, and places refer to the normalised text.
        """
        clean = normalise(text)
        low = same_length_lower(clean)
        n_words = low.count(" ") + 1 if low else 0
        found: dict[_Role, list[Span]] = defaultdict(list)
        for role, span in self._hits(low):
            found[role].append(span)
        matches = [
            Match(index, start, end, self._status(clean, low, start, end))
            for index, entry in enumerate(self.dictionary.threat)
            for start, end in _resolve(index, entry, found, clean)
        ]
        return Reading(clean, n_words, english_share(low, n_words), matches)

    def _hits(self, low: str) -> Iterator[tuple[_Role, Span]]:
        """Occurrences that begin and end where words do."""
        length = len(low)
        for pattern, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if start and low[start - 1].isalnum():
                continue
            if self._open[pattern]:
                while end < length and low[end].isalnum():
                    end += 1
            elif end < length and low[end].isalnum():
                continue
            for role in self._roles[pattern]:
                yield role, (start, end)

    def _status(self, clean: str, low: str, start: int, end: int) -> Status:
        if self._before.search(low, max(0, start - 90), start):
            return "negated"
        if self._after.match(low, end, end + 60):
            return "negated"
        return "quoted" if self._quoted(clean, start, end) else "counted"

    def _quoted(self, clean: str, start: int, end: int) -> bool:
        """Whether a place lies inside a quotation that is long enough to be reported speech."""
        last = None
        for mark in _QUOTE.finditer(clean, max(0, start - _QUOTATION), start):
            last = mark
        if last is None or not _opens(clean, last.start()):
            return False
        close = _QUOTE.search(clean, end, end + _QUOTATION)
        if close is None or _opens(clean, close.start()):
            return False
        words = clean.count(" ", last.start(), close.start()) + 1
        return words >= self.dictionary.quotation_words


def sentence_around(text: str, start: int, end: int, *, most: int = 400) -> str:
    """The sentence around a place, cut at ``most`` characters on either side."""
    left = max(0, start - most)
    for before in _SENTENCE_END.finditer(text, left, start):
        left = before.end()
    stop = _SENTENCE_END.search(text, end, end + most)
    right = stop.end() if stop else min(len(text), end + most)
    cut_left = "… " if left and left == start - most else ""
    cut_right = " …" if stop is None and right < len(text) else ""
    return f"{cut_left}{text[left:right].strip()}{cut_right}"


def sentences(text: str) -> Iterator[str]:
    """The sentences of a normalised text."""
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        yield text[start : stop.end()].strip()
        start = stop.end()
    if start < len(text):
        yield text[start:].strip()


def english_share(text: str, n_words: int) -> float:
    """Share of the words of a lower-case text that are ``the``, ``of``, ``and`` or ``to``."""
    return sum(text.count(word) for word in _ENGLISH) / n_words if n_words else 0.0


def _patterns(
    entry: ThreatPatterns,
) -> Iterator[tuple[str, Literal["term", "unless", "one", "along"], int]]:
    yield from ((pattern, "term", 0) for pattern in entry.terms)
    yield from ((pattern, "unless", 0) for pattern in entry.unless)
    for rule, near in enumerate(entry.near):
        yield from ((pattern, "one", rule) for pattern in near.one)
        yield from ((pattern, "along", rule) for pattern in near.along)


def _forms(pattern: str) -> Iterator[str]:
    """The spellings of a pattern: each hyphen may be a hyphen, a space or nothing."""
    parts = pattern.split("-")
    for joints in itertools.product(("-", " ", ""), repeat=len(parts) - 1):
        yield "".join(itertools.chain(*itertools.zip_longest(parts, joints, fillvalue="")))


def _longest_first(cues: Iterable[str]) -> list[str]:
    return sorted(cues, key=len, reverse=True)


def _resolve(
    index: int, entry: ThreatPatterns, found: dict[_Role, list[Span]], clean: str
) -> list[Span]:
    """Places of one threat: each place once, by its longest name, none inside ``unless``."""
    spans = list(found.get(_Role(index, "term", 0), ()))
    for rule, near in enumerate(entry.near):
        along = sorted(found.get(_Role(index, "along", rule), ()))
        if along:
            ones = found.get(_Role(index, "one", rule), ())
            spans += [one for one in ones if _beside(one, along, near.words, clean)]
    if not spans:
        return []
    other = found.get(_Role(index, "unless", 0), ())
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            continue
        if not any(left <= start and end <= right for left, right in other):
            kept.append((start, end))
    return kept


def _beside(one: Span, along: Sequence[Span], words: int, clean: str) -> bool:
    """Whether a neighbour stands within so many words in the same sentence."""
    start, end = one
    reach = (words + 1) * _LONGEST_WORD
    first = bisect.bisect_left(along, (start - reach, 0))
    for left, right in along[first:]:
        if left > end + reach:
            return False
        if left < end and right > start:
            continue
        low, high = (end, left) if left >= end else (right, start)
        if clean.count(" ", low, high) <= words + 1 and not _SENTENCE_END.search(clean, low, high):
            return True
    return False


def _opens(text: str, place: int) -> bool:
    """Whether a quotation mark opens a quotation: by its form, or by its neighbours."""
    mark = text[place]
    if mark != '"':
        return mark in "“«"
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    return (before.isspace() or before in "([-") and not after.isspace()
