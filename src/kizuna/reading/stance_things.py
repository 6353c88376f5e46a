"""What a stance is about: threats and policies by their dictionaries, where they stand in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kizuna.codebook import Codebook
from kizuna.codebook.patterns import Dictionary, Near, ThreatPatterns
from kizuna.reading.finders import Finder, Hit
from kizuna.reading.stance_words import AboutKind, StanceWords

_NEAR = 7  # words between the two of a threat; a text may count more, a statement is closer
_Role = tuple[Literal["term", "one", "along", "unless"], int]
# The answer to an evil: nobody who is concerned about it means the evil.
_ANSWER = re.compile(
    r"(?:counter|anti|non)-?|disaster (?:relief|risk|management|response|prevention|preparedness)|"
    r"humanitarian|climate (?:action|justice|resilien|security)|resilient supply|supply chain resilience|"
    r"energy (?:security|independence|demand|needs)|security of energy|information security|cyber ?-?security|"
    r"paris agreement|safety of|security of|freedoms? of|navigational freedom|disaster-risk"
)
# What bears the name of an evil and is something else.
_OF_IT = re.compile(
    r"[ -](?:measures?|laws?|legislation|conventions?|treat(?:y|ies)|regimes?|negotiations?|talks|suspects?|efforts?|"
    r"polic(?:y|ies)|label|lists?|fight|response|strategy|strategies|agreements?|conference|committee|financing bill|"
    r"commission|bill|cooperation|finance|summit|resolution|resolutions|instruments?|disarmament|security cent|"
    r"exercises?|units?|operations?|programs? for|programmes? for|adaptation|mitigation|victims|survivors|power plants?)\b"
)


class Thing(NamedTuple):
    """A place in a sentence that names what a stance can be about.

    Attributes:
        answer: named is what is done about it, such as counter-terrorism.
    """

    start: int
    end: int
    about_kind: AboutKind
    about: str
    answer: bool = False


class Things:
    """Threats and policies, compiled.

    Args:
        words: whose policies.
        dictionary: the patterns of threats.
        book: whose threats.
    """

    def __init__(self, words: StanceWords, dictionary: Dictionary, book: Codebook) -> None:
        self._threats = [
            (entry, Finder(_roles(entry)))
            for entry in dictionary.threat
            if entry.code in book.threats
        ]
        self.subjects = {entry.code: entry.subject for entry in dictionary.threat}
        self._policies: Finder[str] = Finder(
            (term, policy.code) for policy in words.policy for term in policy.terms
        )

    def threats(self, low: str, start: int, end: int) -> list[Thing]:
        """Threats named in a stretch of a sentence, in its order."""
        found: list[Thing] = []
        text = low[start:end]
        for entry, finder in self._threats:
            hits = finder.find(text)
            for first, last in _places(entry, hits, text):
                if _OF_IT.match(text, last):
                    continue
                answer = bool(_ANSWER.match(text, first))
                found.append(Thing(start + first, start + last, "threat", entry.code, answer))
        return sorted(found)

    def policies(self, low: str, start: int, end: int) -> list[Thing]:
        """Policies named in a stretch of a sentence, in its order."""
        return [
            Thing(start + hit.start, start + hit.end, "policy", hit.values[0])
            for hit in self._policies.find(low[start:end])
        ]


def _roles(entry: ThreatPatterns) -> Iterator[tuple[str, _Role]]:
    yield from ((term, ("term", 0)) for term in entry.terms)
    yield from ((term, ("unless", 0)) for term in entry.unless)
    for number, near in enumerate(entry.near):
        yield from ((one, ("one", number)) for one in near.one)
        yield from ((along, ("along", number)) for along in near.along)


def _places(entry: ThreatPatterns, hits: list[Hit[_Role]], text: str) -> Iterator[tuple[int, int]]:
    """Where a threat is named: by a term, or by two words that stand near each other."""
    ahead: list[tuple[int, int]] = []
    for hit in hits:
        roles = dict(hit.values)
        if "unless" in roles:
            continue
        if "term" in roles:
            ahead.append((hit.start, hit.end))
            continue
        for part, number in hit.values:
            if part == "one":
                near = _nearest(hit, hits, number, entry.near[number], text)
                if near is not None:
                    ahead.append((min(hit.start, near.start), max(hit.end, near.end)))
                    break
    last = -1
    for start, end in sorted(ahead, key=lambda place: (place[0], -place[1])):
        if start >= last:
            yield start, end
            last = end


def _nearest(
    one: Hit[_Role], hits: list[Hit[_Role]], number: int, near: Near, text: str
) -> Hit[_Role] | None:
    """The word that must stand beside another, if one stands near enough: rather behind it."""
    best: tuple[int, Hit[_Role]] | None = None
    for hit in hits:
        if ("along", number) not in hit.values or hit is one:
            continue
        low, high = (one.end, hit.start) if hit.start >= one.end else (hit.end, one.start)
        apart = text.count(" ", low, high) + (0 if hit.start >= one.end else 1)
        if apart <= min(near.words, _NEAR) + 1 and (best is None or apart < best[0]):
            best = (apart, hit)
    return best[1] if best else None
