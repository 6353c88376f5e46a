"""Which sources belong together: those on which the same facts rest, and those of like words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kizuna.atlas.search.words import fold
from kizuna.record import FACTS, Coding, Fact, Source, View
from kizuna.record.rows import TABLES

_WORD = re.compile(r"[^\W\d_]{3,}|[0-9]{4}")
_TOO_COMMON = 0.2  # of the sources; such words tell nothing
_LEAST = 0.2


class Kin(NamedTuple):
    """Another source, and why it is named.

    Attributes:
        shared: facts that rest on both.
        likeness: cosine of the weighed words of titles and notes, 0 to 1.
    """

    source: Source
    shared: int = 0
    likeness: float = 0.0


def sharing(
    view: View, source: str, facts: Sequence[Fact], claims: Sequence[Coding], *, most: int = 12
) -> list[Kin]:
    """Sources on which facts rest that rest on this one too, the most shared first.

    Args:
        view: what the record knows.
        source: id of the source.
        facts: the facts of which it is the main source.
        claims: the codings that rest on it.
        most: at most so many.
    """
    rows = {fact.id for fact in facts} | {claim.row for claim in claims}
    by_row: dict[str, set[str]] = defaultdict(set)
    for coding in view.codings(rows):
        by_row[coding.row].add(coding.source)
    for fact in facts:
        by_row[fact.id].add(fact.source)
    others = rows - {fact.id for fact in facts}
    for table in FACTS if others else ():
        for row in view.by_id(TABLES[table], others).values():
            by_row[row.id].add(str(getattr(row, "source", "")))
    counted = Counter(other for others in by_row.values() for other in others if other != source)
    if not counted:
        return []
    known = view.sources([other for other, _ in counted.most_common(most)])
    return [Kin(known[o], shared=n) for o, n in counted.most_common(most) if o in known]


class Likeness:
    """Sources compared by the words of their titles and notes (TF-IDF, cosine).

    Args:
        sources: all that are compared.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = list(sources)
        bags = [Counter(_words(source)) for source in self._sources]
        counts = Counter(word for bag in bags for word in bag)
        most = max(2, _TOO_COMMON * len(bags))
        self._weights = {
            word: math.log(len(bags) / count) for word, count in counts.items() if count <= most
        }
        self._held: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._vectors: dict[str, dict[str, float]] = {}
        for number, (source, bag) in enumerate(zip(self._sources, bags, strict=True)):
            vector = self._vector(bag)
            self._vectors[source.id] = vector
            for word, weight in vector.items():
                self._held[word].append((number, weight))

    def like(self, source: str, *, most: int = 8) -> list[Kin]:
        """The sources most like one, itself left out."""
        totals: dict[int, float] = defaultdict(float)
        for word, weight in self._vectors.get(source, {}).items():
            for number, other in self._held[word]:
                totals[number] += weight * other
        ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        found = [Kin(self._sources[n], likeness=min(1.0, s)) for n, s in ranked if s >= _LEAST]
        return [kin for kin in found if kin.source.id != source][:most]

    def _vector(self, bag: Counter[str]) -> dict[str, float]:
        raw = {word: n * self._weights[word] for word, n in bag.items() if word in self._weights}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {word: weight / length for word, weight in raw.items()}


def _words(source: Source) -> list[str]:
    return _WORD.findall(fold(f"{source.title} {source.note}"))
