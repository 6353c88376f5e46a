"""The passages of a text that support facts of the record, found by the words they share.

A passage is proposed, not asserted: it is the sentence that shares most of the rarer words with
the fact, weighed as in information retrieval (Spärck Jones 1972), in the section that the coder
named where one was named. Facts for which no sentence shares enough get none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kizuna.atlas.dossiers import heading, when
from kizuna.atlas.search.words import fold
from kizuna.codebook import Codebook
from kizuna.reading.document import Document
from kizuna.reading.sentences import sentences
from kizuna.record import Coding, Fact, Office, Stance

_WORD = re.compile(r"[^\W_]{2,}")
_ENOUGH = 2.0
"""Sum of the weights, in natural logarithms, from which a sentence counts as speaking of a fact."""
_SHARE = 0.28
_IN_SECTION = 1.5
_NAMED = 1.5  # for naming the other side
_OFTEN = 0.2  # of the sentences
_FEW = 4  # parties that a sentence can be expected to name
_COMMON = frozenset(
    ("the", "of", "and", "an", "in", "on", "to", "for", "with", "by", "from", "at", "as", "is",
     "was", "are", "were", "be", "its", "it", "this", "that", "which", "between", "first", "not",
     "more", "than", "his", "her", "their", "has", "have", "had", "or", "but", "also", "new",
     "other", "two")
)  # fmt: skip


class Passage(NamedTuple):
    """A sentence of a text, and the facts of which it speaks.

    Attributes:
        block: number of its block, from 1.
        start, end: its characters in the block.
        facts: ids of rows, the closest first.
    """

    block: int
    start: int
    end: int
    facts: tuple[str, ...]


class _Sentence(NamedTuple):
    block: int
    start: int
    end: int
    words: frozenset[str]
    section: str


def passages(
    document: Document,
    facts: Iterable[Fact],
    claims: Mapping[str, Sequence[Coding]],
    book: Codebook,
) -> list[Passage]:
    """The passages of a text that speak of facts, in the order of the text.

    Args:
        document: the text.
        facts: what is said to rest on it.
        claims: by fact, the codings that rest on it; their locators say where to look.
        book: the codebook, for names of actors.
    """
    said = _sentences(document)
    weights = _weights(said)
    headings = enumerate(document.blocks, start=1)
    parts = {fold(block.text): number for number, block in headings if block.kind == "heading"}
    found: dict[tuple[int, int, int], list[tuple[float, str]]] = {}
    for fact in facts:
        best = _best(fact, claims.get(fact.id, ()), said, weights, parts, book)
        if best is not None:
            score, place = best
            found.setdefault((place.block, place.start, place.end), []).append((-score, fact.id))
    return [
        Passage(*place, tuple(row for _, row in sorted(rows)))
        for place, rows in sorted(found.items())
    ]


def _sentences(document: Document) -> list[_Sentence]:
    found: list[_Sentence] = []
    section = ""
    for number, block in enumerate(document.blocks, start=1):
        if block.kind in ("heading", "title"):
            section = fold(block.text)
            continue
        for start, end in sentences(block.text):
            words = frozenset(_words(block.text[start:end]))
            if len(words) > 3:
                found.append(_Sentence(number, start, end, words, section))
    return found


def _weights(said: Sequence[_Sentence]) -> dict[str, float]:
    counts = Counter(word for sentence in said for word in sentence.words)
    return {word: math.log(len(said) / count) + 0.1 for word, count in counts.items()}


def _best(
    fact: Fact,
    claims: Sequence[Coding],
    said: Sequence[_Sentence],
    weights: Mapping[str, float],
    parts: Mapping[str, int],
    book: Codebook,
) -> tuple[float, _Sentence] | None:
    wanted, named = _wanted(fact, claims, said, book)
    held = {word: weights[word] for word in wanted if word in weights}
    whole = sum(held.values())
    sections = [fold(c.locator.rpartition("section ")[2]) for c in claims if "section" in c.locator]
    begins = max((parts.get(fold(c.locator.partition(",")[0]), 0) for c in claims), default=0)
    best: tuple[float, _Sentence] | None = None
    for sentence in said:
        if sentence.block < begins or (named and not (named & sentence.words)):
            continue
        score = sum(weight for word, weight in held.items() if word in sentence.words)
        score += _NAMED if named else 0.0
        if score < _ENOUGH or score < _SHARE * whole:
            continue
        if any(section and section in sentence.section for section in sections):
            score *= _IN_SECTION
        if best is None or score > best[0]:
            best = (score, sentence)
    return best


def _wanted(
    fact: Fact, claims: Sequence[Coding], said: Sequence[_Sentence], book: Codebook
) -> tuple[frozenset[str], frozenset[str]]:
    """The words by which a fact would be told, and those of which one must be there."""
    texts = [heading(fact, book), fact.note, str(when(fact) or "")[:4]]
    texts += [claim.value for claim in claims if claim.field in ("title", "signed", "start", "end")]
    names: list[str] = []
    if isinstance(fact, Stance) and fact.about_kind == "partner":
        names = _names(fact.about, book)
    elif not isinstance(fact, Stance | Office):
        # The actor of whom the whole text speaks tells no sentence from another.
        few = fact.parties if len(fact.parties) <= _FEW else ()
        telling = [code for code in few if not _everywhere(code, said, book)]
        names = [name for code in telling for name in _names(code, book)]
    words = frozenset(word for text in texts for word in _words(text))
    return words, frozenset(word for name in names for word in _words(name))


def _everywhere(code: str, said: Sequence[_Sentence], book: Codebook) -> bool:
    words = {word for name in _names(code, book) for word in _words(name)}
    return sum(not words.isdisjoint(sentence.words) for sentence in said) > _OFTEN * len(said)


def _names(code: str, book: Codebook) -> list[str]:
    actor = book.actors.get(code)
    if actor is None:
        return [code]
    short = [a for a in actor.aliases if a.isupper() or len(a.split()) == 1]
    return [actor.name, *short, *actor.demonyms, *([code] if actor.kind == "organisation" else [])]


def _words(text: str) -> list[str]:
    return [w for w in _WORD.findall(fold(text)) if w not in _COMMON]
