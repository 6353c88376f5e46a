"""Agreement of coders: a published example, properties, and the coverage of the interval."""

from __future__ import annotations

import numpy as np
import pytest
from study import coding, fill, stance

from kizuna.errors import InputError
from kizuna.measures.agreement import agreement, bootstrap_interval, comparable, krippendorff_alpha
from kizuna.record import Record

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example C: four observers,
# twelve units, missing judgements. Published: nominal 0.743, ordinal 0.815, interval 0.849.
EXAMPLE = {
    "a": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    "b": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    "c": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    "d": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
}


@pytest.fixture
def published(record: Record) -> Record:
    """The published example, its values moved to the range of a threat's salience."""
    fill(record, *(stance(f"unit-{n}", date="2020", coder="", value=0.0) for n in range(12)))
    fill(
        record,
        *(
            coding(f"c-{coder}-{n}", row=f"unit-{n}", field="value", value=str(value), coder=coder)
            for coder, values in EXAMPLE.items()
            for n, value in enumerate(values)
            if value is not None
        ),
    )
    return record


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_published_example(published: Record, level: str, alpha: float) -> None:
    found = agreement("stance", "value", level=level, record=published, replicates=200)  # type: ignore[arg-type]
    assert found.alpha == pytest.approx(alpha, abs=0.0005)
    assert (found.units, found.judgements, found.coders) == (11, 40, ("a", "b", "c", "d"))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high


def test_disagreements_are_listed_for_adjudication(published: Record) -> None:
    found = agreement("stance", "value", record=published, replicates=100)
    assert [item.row for item in found.disagreements] == ["unit-1", "unit-5", "unit-7"]
    assert found.disagreements[1].judgements == {"a": "1", "b": "2", "c": "3", "d": "4"}
    assert not any(item.adjudicated for item in found.disagreements)
    assert found.to_polars().height == 12


def test_adjudicated_value_carries_its_reason(published: Record) -> None:
    fill(
        published,
        coding(
            "final",
            row="unit-1",
            field="value",
            value="2",
            coder="judge",
            preferred="yes",
            reason="reread",
        ),
    )
    found = agreement("stance", "value", record=published, replicates=100)
    item = next(item for item in found.disagreements if item.row == "unit-1")
    assert (item.adjudicated, item.reason) == (True, "reread")


def test_one_coder_is_not_agreement(record: Record) -> None:
    fill(record, stance("unit", date="2020"))
    with pytest.raises(InputError, match="judged by two coders"):
        agreement("stance", "value", record=record)


def test_fields_that_can_be_compared_are_listed(published: Record) -> None:
    fill(
        published,
        stance("own", coder="ann", date="2019"),
        coding("c-own", row="own", field="date", value="2018", coder="bob"),
        coding("c-alone", row="own", field="note", value="x", coder="ann"),
    )
    fields = comparable(record=published)
    assert [(c.table, c.field, c.rows) for c in fields] == [
        ("stance", "value", 11),
        ("stance", "date", 1),
    ]
    assert fields[1].coders == ("ann", "bob")


def test_the_row_counts_as_its_own_coders_judgement(record: Record) -> None:
    fill(
        record,
        stance("unit", date="2020", coder="ann", value=2.0),
        stance("other", date="2020", coder="ann", value=1.0),
    )
    fill(
        record,
        coding("c1", row="unit", field="value", value="2", coder="bob"),
        coding("c2", row="other", field="value", value="3", coder="bob"),
    )
    found = agreement("stance", "value", record=record, replicates=100)
    assert found.coders == ("ann", "bob")
    assert [item.judgements for item in found.disagreements] == [{"ann": "1", "bob": "3"}]


def test_without_variation_alpha_is_not_defined(record: Record) -> None:
    fill(
        record,
        stance("unit", date="2020", coder="ann"),
        coding("c", row="unit", field="value", value="2", coder="bob"),
    )
    assert agreement("stance", "value", record=record, replicates=100).alpha is None


def test_text_has_no_place_on_an_ordered_scale(record: Record) -> None:
    fill(
        record,
        stance("unit", date="2020", coder="ann"),
        coding("c", row="unit", field="about", value="cyber", coder="bob"),
    )
    with pytest.raises(InputError, match="use the nominal level"):
        agreement("stance", "about", level="interval", record=record)


def test_the_same_seed_gives_the_same_interval(published: Record) -> None:
    one = agreement("stance", "value", record=published, replicates=100, seed=3)
    assert one == agreement("stance", "value", record=published, replicates=100, seed=3)


def test_ninety_per_cent_interval_covers_about_ninety_per_cent() -> None:
    """Two coders who err at random on 80 units, drawn 150 times; truth from 20,000 units.

    The percentile bootstrap is known to cover a little less than its name on small samples
    (Zapf et al. 2016, fig. 2), hence the one-sided tolerance.
    """
    draw = np.random.default_rng(7)

    def counts(units: int) -> tuple[np.ndarray, list[float]]:
        truth = draw.integers(0, 4, units)
        table = np.zeros((units, 4), dtype=np.int64)
        for _ in range(2):
            seen = np.where(draw.random(units) < 0.8, truth, draw.integers(0, 4, units))
            table[np.arange(units), seen] += 1
        return table, [0.0, 1.0, 2.0, 3.0]

    target = krippendorff_alpha(counts(20_000), "nominal")
    inside = 0
    for n in range(150):
        low, high = bootstrap_interval(counts(80), "nominal", 0.9, 200, n)
        assert low is not None
        assert high is not None
        inside += low <= target <= high
    assert 0.83 <= inside / 150 <= 0.96
