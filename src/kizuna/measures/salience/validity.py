"""Do texts and coders agree? Rank correlation of text salience with coded salience."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import msgspec

from kizuna.measures.salience.coded import publications
from kizuna.measures.salience.text import TextSalience
from kizuna.record import Record
from kizuna.record.open import borrow


class Pair(NamedTuple):
    """One actor, year and threat that was both coded and measured."""

    actor: str
    year: int
    threat: str
    coded: float
    measured: float


class RankAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """Spearman's rank correlation of coded and measured salience.

    Attributes:
        pairs: what was compared.
        pooled: over all pairs; -1 to 1, ``None`` where one side does not vary.
        by_threat: over the pairs of one threat: do the actors and years rank alike?
        by_document: over the pairs of one actor and year: do the threats rank alike?
    """

    pairs: tuple[Pair, ...]
    pooled: float | None
    by_threat: dict[str, float | None]
    by_document: dict[tuple[str, int], float | None]


def rank_agreement(
    measured: TextSalience, *, record: Record | str | None = None, fewest: int = 5
) -> RankAgreement:
    """Hold text salience against the codings of the record, over the pairs that have both.

    A coding is set beside the actor's texts of the same calendar year; where a year has several
    publications, the last one coded for the threat counts.

    Args:
        measured: salience of a collection.
        record: an open record or its place. Default: the shipped one.
        fewest: pairs below which no correlation is given for a threat or a document.
    """
    values = {(m.actor, m.year, m.threat): m.value for m in measured.lines if m.value is not None}
    coded: dict[tuple[str, int, str], float] = {}
    with borrow(record) as opened:
        for holder, published in publications(opened.view()).items():
            for publication in published:
                for threat, value in publication.values.items():
                    coded[holder, publication.date.year, threat] = value
    pairs = tuple(Pair(*key, coded[key], values[key]) for key in sorted(coded.keys() & values))
    threats: dict[str, list[Pair]] = defaultdict(list)
    documents: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        threats[pair.threat].append(pair)
        documents[pair.actor, pair.year].append(pair)
    return RankAgreement(
        pairs=pairs,
        pooled=_spearman(pairs),
        by_threat={code: _spearman(p) for code, p in threats.items() if len(p) >= fewest},
        by_document={key: _spearman(p) for key, p in documents.items() if len(p) >= fewest},
    )


def _spearman(pairs: tuple[Pair, ...] | list[Pair]) -> float | None:
    import polars as pl

    frame = pl.DataFrame(
        {"coded": [p.coded for p in pairs], "measured": [p.measured for p in pairs]},
        schema={"coded": pl.Float64, "measured": pl.Float64},
    )
    if frame["coded"].n_unique() < 2 or frame["measured"].n_unique() < 2:
        return None
    value = frame.select(pl.corr("coded", "measured", method="spearman")).item()
    return float(value)
