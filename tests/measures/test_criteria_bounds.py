"""Indicators and their bounds: worked by hand, and against every completion of the evidence."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import instrument

from kizuna.codebook.criteria import Indicator
from kizuna.measures.criteria.bounds import IndicatorValue, measure
from kizuna.measures.criteria.items import Item, Value
from kizuna.measures.evidence import Reading
from kizuna.measures.pairing import Tie
from kizuna.measures.state import RowState

SCALE = {"none": 1.0, "implied": 0.5, "named": 0.0}
STEPS = sorted(SCALE.values())
TIE = Tie(direct=True, multilateral=False, certain=True)


def indicator(form: str, **more: object) -> Indicator:
    given = {"field": "target", "scale": SCALE, "counts": "", "against": "", **more}
    return Indicator(code="x", label="X", form=form, **given)  # type: ignore[arg-type]


def item(
    name: str,
    target: str | None = "none",
    *,
    read: bool = True,
    counts: bool = True,
    sure: bool = True,
    state: str = "in_force",
    **fields: str,
) -> Item:
    row = instrument(name)
    certain = sure or not counts
    reading = Reading(row, RowState(state, None, certain), TIE, False, True)  # type: ignore[arg-type]
    values = {key: Value(text, sure=True) for key, text in {"state": state, **fields}.items()}
    if target is not None:
        values["target"] = Value(target, sure=read)
    return Item(reading, counts, True, sure and counts, values)


items = st.builds(
    lambda target, read, doubt: (target, read, doubt),
    st.sampled_from([None, *SCALE]),
    st.booleans(),
    st.sampled_from(["sure", "counts", "possible"]),
)


def build(drawn: list[tuple[str | None, bool, str]]) -> list[Item]:
    return [
        item(f"row-{n}", target, read=read, counts=doubt != "possible", sure=doubt == "sure")
        for n, (target, read, doubt) in enumerate(drawn)
    ]


def numbers(one: Item) -> list[float]:
    """Everything that the value of a row may be, by the rule that the bounds document."""
    value = one.values.get("target")
    if value is None:
        return STEPS
    at = STEPS.index(SCALE[value.text])
    return STEPS[max(at - 1, 0) : at + 2] if not value.sure else [SCALE[value.text]]


def completions(rows: list[Item]) -> list[list[float]]:
    """Every set of numbers that the evidence leaves possible."""
    choices = [[*numbers(row), *([] if row.sure else [None])] for row in rows]
    return [
        [number for number in chosen if number is not None]
        for chosen in itertools.product(*choices)
    ]


@given(st.lists(items, min_size=1, max_size=5))
def test_bounds_of_a_mean_are_the_least_and_greatest_of_all_completions(
    drawn: list[tuple[str | None, bool, str]],
) -> None:
    rows = build(drawn)
    means = [sum(chosen) / len(chosen) for chosen in completions(rows) if chosen]
    found = measure(indicator("mean"), rows, {})
    assert found.low == pytest.approx(min(means))
    assert found.high == pytest.approx(max(means))


@given(st.lists(items, min_size=1, max_size=5), st.sampled_from(["lowest", "highest"]))
def test_bounds_of_an_extreme_are_the_least_and_greatest_of_all_completions(
    drawn: list[tuple[str | None, bool, str]], pick: str
) -> None:
    rows = build(drawn)
    extreme = min if pick == "lowest" else max
    # With no row at all, nothing would speak against the far end of the scale.
    empty = max(STEPS) if pick == "lowest" else min(STEPS)
    values = [extreme(chosen) if chosen else empty for chosen in completions(rows)]
    found = measure(indicator("extreme", pick=pick), rows, {})
    assert found.low == pytest.approx(min(values))
    assert found.high == pytest.approx(max(values))


@given(
    st.lists(items, min_size=1, max_size=6), st.sampled_from(["mean", "extreme"]), st.integers(0, 5)
)
def test_the_value_lies_within_its_bounds_and_better_evidence_narrows_them(
    drawn: list[tuple[str | None, bool, str]], form: str, place: int
) -> None:
    before = measure(indicator(form), build(drawn), {})
    if before.value is not None:
        assert 0 <= before.low <= before.value <= before.high <= 1
    n = place % len(drawn)
    target, _, doubt = drawn[n]
    if target is None or doubt == "possible":
        return
    drawn[n] = (target, True, "sure")  # the row is read and leaves no doubt
    after = measure(indicator(form), build(drawn), {})
    assert after.low >= before.low - 1e-12
    assert after.high <= before.high + 1e-12


def value_of(found: IndicatorValue) -> tuple[float | None, float, float]:
    return found.value, found.low, found.high


def test_means_by_hand() -> None:
    rows = [item("a", "none"), item("b", "implied"), item("c", "named", sure=False)]
    # All three count: (1 + 0.5 + 0) / 3; without the doubtful one 0.75.
    assert value_of(measure(indicator("mean"), rows, {})) == (
        pytest.approx(0.5),
        pytest.approx(0.5),
        pytest.approx(0.75),
    )
    assert value_of(measure(indicator("mean", full=0.5), rows, {})) == (1.0, 1.0, 1.0)


def test_too_few_coded_rows_are_insufficient_unless_the_extreme_is_reached() -> None:
    blank = [item(f"blank-{n}", None) for n in range(3)]
    found = measure(indicator("extreme"), [item("a", "implied"), *blank], {})
    assert value_of(found) == (None, 0.0, 0.5)
    settled = measure(indicator("extreme"), [item("a", "named"), *blank], {})
    assert value_of(settled) == (0.0, 0.0, 0.0)
    assert (settled.n_rows, settled.n_coded) == (4, 1)


def test_nothing_known_is_insufficient_in_every_form_but_common_membership() -> None:
    for form in ("extreme", "mean", "spread", "count", "stage"):
        found = measure(indicator(form, categories=("a",), steps=(0.0, 1.0)), [], {})
        assert value_of(found) == (None, 0.0, 1.0)
    common = indicator("common", scale={"EU": 1.0, "ASEAN": 0.6})
    assert value_of(measure(common, [], {"ASEAN": True, "EU": False})) == (1.0, 0.6, 1.0)
    assert value_of(measure(common, [], {"ARF": True})) == (0.0, 0.0, 0.0)


def test_spread_and_count_take_sure_rows_below_and_possible_ones_above() -> None:
    rows = [
        item("a", domain="economic"),
        item("b", domain="traditional", sure=False),
        item("c", domain="non_traditional", counts=False),
        item("d", domain="economic"),
    ]
    spread = indicator(
        "spread", field="domain", categories=("traditional", "non_traditional", "economic")
    )
    assert value_of(measure(spread, rows, {})) == (
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
        1.0,
    )
    count = indicator("count", field="domain", scale={}, steps=(0.0, 0.4, 1.0))
    assert value_of(measure(count, rows, {})) == (1.0, 0.4, 1.0)
    same = indicator(
        "count", field="domain", scale={}, steps=(0.0, 0.4, 1.0), same={"traditional": "economic"}
    )
    assert value_of(measure(same, rows, {})) == (0.4, 0.4, 1.0)


def test_a_stage_in_doubt_may_be_one_further() -> None:
    stages = indicator("stage", field="state", scale={"signed": 0.75, "in_force": 1.0})
    sure = item("a", state="signed")
    assert value_of(measure(stages, [sure], {})) == (0.75, 0.75, 0.75)
    doubtful = item("b", state="signed", sure=False)
    assert value_of(measure(stages, [doubtful], {})) == (0.75, 0.0, 1.0)


def test_months_of_notice_fall_on_a_line_and_recalled_ones_may_be_six_off() -> None:
    exits = indicator("mean", field="notice_months", scale={}, line=(0.0, 12.0))

    def noticed(months: str, read: bool) -> Item:
        found = item("a", None)
        values = {**found.values, "notice_months": Value(months, sure=read)}
        return Item(found.reading, True, True, True, values)

    assert value_of(measure(exits, [noticed("6", True)], {})) == (0.5, 0.5, 0.5)
    assert value_of(measure(exits, [noticed("9", False)], {})) == (0.25, 0.0, 0.75)
