"""What each side says: shared, different, one-sided."""

from __future__ import annotations

import pytest

from kizuna.atlas import sides
from kizuna.measures.profile import profile
from kizuna.record import Record


def test_shared_threats_first_then_by_weight(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    found = [(t.label, t.verdict) for t in sides.threats(result, study.codebook)]
    assert found == [
        ("Cyber", "weights differ"),
        ("Piracy", "both stress it"),
        ("Russia", "Australia only"),
    ]


def test_in_sentences(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    assert sides.summary(result, study.codebook) == [
        "Both governments stress Piracy (2017, 2018).",
        "Their weights differ on Cyber (2019).",
        "Known only of Australia: Russia (2019).",
    ]
    silent = profile("AUS", "NZL", as_of="2020", record=study)
    assert sides.summary(silent, study.codebook)[-1] == (
        "No government stance on threats is known of New Zealand."
    )


@pytest.mark.parametrize(
    ("value", "words", "text"),
    [
        (2.0, "strongly for", "+2"),
        (1.0, "for", "+1"),
        (0.4, "divided", "+0.4"),
        (0.0, "divided", "0"),
        (-0.5, "against", "−0.5"),
        (-1.6, "strongly against", "−1.6"),
    ],
)
def test_leaning(value: float, words: str, text: str) -> None:
    assert (sides.leaning(value), sides.signed(value)) == (words, text)
