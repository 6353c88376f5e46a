"""Convergence: the measures by hand, the interval by simulation, the comparison on a study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from study import fill, stance

import kizuna
from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.measures.convergence import MEASURES, Convergence, convergence
from kizuna.measures.convergence.uncertainty import (
    confusion,
    draw_truth,
    error_model,
    resample,
)
from kizuna.record import Record, open_record
from kizuna.record.migrate import create

Floats = NDArray[np.float64]
MARGINS = (0.14, 0.28, 0.37, 0.21)
profiles = st.integers(3, 12).flatmap(
    lambda k: st.tuples(*(st.lists(st.integers(0, 3), min_size=k, max_size=k) for _ in range(2)))
)


def value(name: str, one: list[int], other: list[int]) -> float:
    return float(MEASURES[name](np.array(one, float), np.array(other, float)))


# Measures ----------------------------------------------------------------------------------------


def test_measures_by_hand() -> None:
    one, other = [3, 2, 0, 1], [1, 2, 0, 2]
    # Distances 2, 0, 0, 1; sums 6 and 5.
    assert value("bray_curtis", one, other) == pytest.approx(1 - 3 / 11)
    # S = 1 - 2 * (3/3) / 4 = 0.5 on [-1, 1].
    assert value("signorino_ritter", one, other) == pytest.approx((0.5 + 1) / 2)
    # Expected distance of independent deals: mean over all 16 pairs is 18/16.
    assert value("kappa", one, other) == pytest.approx((1 + 1 - (3 / 4) / (18 / 16)) / 2)
    # Pooled values 0, 0, 1, 1, 2, 2, 2, 3: mean distance over all 64 pairs is 70/64.
    assert value("pi", one, other) == pytest.approx((1 + 1 - (3 / 4) / (70 / 64)) / 2)
    assert value("cosine", one, other) == pytest.approx(9 / np.sqrt(14 * 9))


@pytest.mark.parametrize("name", MEASURES)
@given(pair=profiles)
def test_measures_are_symmetric_bounded_and_one_for_equals(
    name: str, pair: tuple[list[int], list[int]]
) -> None:
    one, other = pair
    assert 0.0 <= value(name, one, other) <= 1.0 + 1e-12
    assert value(name, one, other) == pytest.approx(value(name, other, one))
    assert value(name, one, one) == pytest.approx(1.0)


def test_only_bray_curtis_and_cosine_ignore_what_neither_sees() -> None:
    one, other = [3, 2, 1], [1, 2, 3]
    longer = ([*one, 0, 0, 0, 0], [*other, 0, 0, 0, 0])
    moved = {name: value(name, *longer) - value(name, one, other) for name in MEASURES}
    assert moved["bray_curtis"] == pytest.approx(0)
    assert moved["cosine"] == pytest.approx(0)
    assert all(moved[name] > 0.1 for name in ("signorino_ritter", "kappa", "pi"))


def test_cosine_alone_is_blind_to_the_level() -> None:
    assert value("cosine", [1, 1, 1], [3, 3, 3]) == pytest.approx(1.0)
    assert value("bray_curtis", [1, 1, 1], [3, 3, 3]) == pytest.approx(0.5)


# The interval ------------------------------------------------------------------------------------


def test_confusion_moves_one_step_and_stays_on_the_scale() -> None:
    table = confusion(0.2)
    assert table.sum(axis=1) == pytest.approx(np.ones(4))
    assert table[1] == pytest.approx([0.1, 0.8, 0.1, 0.0])
    assert table[0] == pytest.approx([0.9, 0.1, 0.0, 0.0])


def test_resampling_carries_forward_among_the_documents_drawn() -> None:
    coded = np.array([[3, 1], [-1, 2], [0, -1]])
    drawn = resample(coded, 4000, np.random.default_rng(1))
    # The newest document on the first threat is drawn at least once with chance 1 - (2/3)^3; and
    # where none was drawn that speaks of it, chance (1/3)^3, what was said keeps standing.
    expected = 1 - (2 / 3) ** 3 + (1 / 3) ** 3
    assert (drawn[:, 0] == 0).mean() == pytest.approx(expected, abs=0.02)
    assert set(drawn[:, 0]) == {0, 3}
    assert set(drawn[:, 1]) == {1, 2}
    one = resample(coded[:1], 50, np.random.default_rng(1))
    assert (one == coded[0]).all()


def test_true_values_follow_the_error_model() -> None:
    rng = np.random.default_rng(2)
    model = error_model((0.25, 0.25, 0.25, 0.25), 0.2)
    coded = np.full((20_000, 1), 1)
    one, _ = draw_truth(coded, coded, model, rng)
    # Whatever the dependence, a middle value is nearly always within a step of the true one.
    assert set(np.unique(one)) <= {0.0, 1.0, 2.0}
    assert 0.75 < (one == 1).mean() < 0.95


def _draw(table: Floats, rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    return (rng.random(rows.shape)[..., None] > table.cumsum(axis=1)[rows]).sum(axis=-1).clip(0, 3)


def _coverage(
    *, alike: float, documents: int, variation: float, replicates: int = 300
) -> tuple[float, float]:
    """Share of intervals that hold the index of the true profiles, and their mean width.

    True values of eleven threats on both sides; each document states them with its own variation
    and is coded with error for seven in ten threats (all, if there is only one document).
    """
    rng = np.random.default_rng(20)
    model = error_model(MARGINS, 0.2)
    measure = MEASURES["bray_curtis"]
    held, widths = [], []
    for _ in range(replicates):
        one = rng.choice(4, size=11, p=MARGINS)
        other = np.where(rng.random(11) < alike, one, rng.choice(4, size=11, p=MARGINS))
        tables, newest = [], []
        for truth in (one, other):
            said = _draw(confusion(variation), np.broadcast_to(truth, (documents, 11)), rng)
            coded = _draw(confusion(0.2), said, rng)
            if documents > 1:
                coded = np.where(rng.random(coded.shape) < 0.7, coded, -1)
            tables.append(coded)
            stands = np.full(11, -1)
            for row in coded:
                stands = np.where(row >= 0, row, stands)
            newest.append(stands)
        both = (newest[0] >= 0) & (newest[1] >= 0)
        drawn = [resample(table[:, both], 400, rng) for table in tables]
        low, high = np.quantile(measure(*draw_truth(drawn[0], drawn[1], model, rng)), [0.05, 0.95])
        index = float(measure(newest[0][both].astype(float), newest[1][both].astype(float)))
        target = float(measure(one[both].astype(float), other[both].astype(float)))
        held.append(min(low, index) - 1e-9 <= target <= max(high, index) + 1e-9)
        widths.append(max(high, index) - min(low, index))
    return float(np.mean(held)), float(np.mean(widths))


@pytest.mark.parametrize("alike", [0.2, 0.6, 0.95])
@pytest.mark.parametrize(("documents", "variation"), [(1, 0.0), (3, 0.2)])
def test_nine_intervals_in_ten_hold_the_truth(
    alike: float, documents: int, variation: float
) -> None:
    held, width = _coverage(alike=alike, documents=documents, variation=variation)
    # Standard error of a share of 0.9 over 300 replicates: 0.017. The interval may be
    # conservative, since it always holds the index of the coded values, but not wide.
    assert held >= 0.9 - 3 * 0.017
    assert width < 0.3


def test_adding_error_to_codings_would_not_hold_the_truth() -> None:
    """Why true values are drawn from a posterior: the obvious interval fails for alike sides."""
    rng = np.random.default_rng(3)
    held = []
    for _ in range(200):
        truth = rng.choice(4, size=11, p=MARGINS)
        coded = [_draw(confusion(0.2), truth, rng) for _ in range(2)]
        noisy = [_draw(confusion(0.2), np.broadcast_to(c, (300, 11)), rng) for c in coded]
        drawn = MEASURES["bray_curtis"](noisy[0].astype(float), noisy[1].astype(float))
        low, high = np.quantile(drawn, [0.05, 0.95])
        held.append(low <= 1.0 <= high)
    assert np.mean(held) < 0.2


# The comparison ----------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Record:
    place = tmp_path / "study.sqlite"
    create(place, load())
    record = open_record(place)
    said = {
        "AUS": {"piracy": 3, "cyber": 2, "terrorism": 3, "climate": 1, "taiwan": 0},
        "IND": {"piracy": 2, "cyber": 2, "terrorism": 0, "climate": 1, "energy": 2},
    }
    rows = [
        stance(f"{actor.lower()}-{threat}", holder=actor, about=threat, value=float(v), date=date)
        for (actor, threats), date in zip(said.items(), ("2010-06-01", "2012-06-01"), strict=True)
        for threat, v in threats.items()
    ]
    later = [
        stance(f"aus-later-{t}", about=t, value=0.0, date="2018-06-01") for t in ("piracy", "cyber")
    ]
    fill(record, *rows, *later)
    return record


def test_verdicts_and_index(study: Record) -> None:
    found = convergence("AUS", "IND", as_of="2015", record=study)
    # Compared: climate 1/1, cyber 2/2, piracy 3/2, terrorism 3/0.
    assert found.point.index == pytest.approx(1 - 4 / 14)
    assert found.point.n_threats == 4
    assert found.of("shared") == ["piracy", "cyber"]
    assert found.of("divergent") == ["terrorism"]
    assert found.of("close") == ["climate"]
    assert found.of("one_sided") == ["energy", "taiwan"]
    assert found.others["signorino_ritter"] == pytest.approx(1 - 4 / 12)
    assert 0 <= found.point.low <= found.point.index <= found.point.high <= 1
    sure = {pair.threat: pair.probability for pair in found.threats}
    assert sure["energy"] is None
    assert sure["cyber"] is not None
    assert 0.5 < sure["cyber"] <= 1


def test_later_documents_do_not_reach_back(study: Record) -> None:
    before = convergence("AUS", "IND", as_of="2017-12-31", record=study)
    after = convergence("AUS", "IND", as_of="2018-12-31", record=study)
    assert before.point.index > after.point.index
    assert [p for p in after.course if p.on.year == 2017] == [before.point]


def test_sides_commute_and_seeds_repeat(study: Record) -> None:
    one = convergence("AUS", "IND", as_of="2015", record=study)
    other = convergence("IND", "AUS", as_of="2015", record=study)
    assert one.point == other.point
    assert one.course == other.course
    assert one.by_chance == other.by_chance
    assert {p.threat: p.probability for p in one.threats} == {
        p.threat: p.probability for p in other.threats
    }
    assert convergence("AUS", "IND", as_of="2015", record=study).point == one.point
    reseeded = convergence("AUS", "IND", as_of="2015", seed=1, record=study)
    assert reseeded.point.index == one.point.index
    assert [p.probability for p in reseeded.threats] != [p.probability for p in one.threats]


def test_the_course_begins_when_both_have_spoken(study: Record) -> None:
    found = convergence("AUS", "IND", as_of="2014-06-30", record=study)
    assert [point.on.isoformat() for point in found.course] == [
        "2012-12-31",
        "2013-12-31",
        "2014-06-30",
    ]
    assert found.course_to_polars().height == 3


def test_the_machine_form_is_stable(study: Record) -> None:
    told = convergence("AUS", "IND", as_of="2015", record=study).to_dict()
    assert {
        "index",
        "low",
        "high",
        "shared",
        "divergent",
        "actors",
        "as_of",
        "course",
    } <= told.keys()
    assert told["shared"] == ["piracy", "cyber"]
    assert told["threats"][0]["sides"][0]["sources"] == [{"id": "paper", "title": "A paper"}]
    assert isinstance(told["index"], float)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_its_interval(study: Record, name: str) -> None:
    found = convergence("AUS", "IND", as_of="2015", measure=name, course=False, record=study)
    assert found.point.low <= found.point.index <= found.point.high
    assert found.course == ()


def test_wider_levels_give_wider_intervals(study: Record) -> None:
    wide, narrow = (
        convergence("AUS", "IND", as_of="2015", level=level, course=False, record=study).point
        for level in (0.99, 0.5)
    )
    assert wide.low <= narrow.low
    assert wide.high >= narrow.high


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("AUS", "FRA", "2015"), r"no document in which France \(FRA\)"),
        (("AUS", "IND", "2011"), "its first is from 2012-06-01"),
        (("AUS", "AUS", "2015"), "AUS cannot be compared with itself"),
        (("AUS", "IND", "2040"), "too old by 2040"),
        (("AUS", "Nowhereland", "2015"), "unknown actor"),
    ],
)
def test_what_is_missing_is_told(
    study: Record, arguments: tuple[str, str, str], message: str
) -> None:
    one, other, on = arguments
    with pytest.raises(InputError, match=message):
        convergence(one, other, as_of=on, record=study)


def test_too_few_threats_on_both_sides(study: Record) -> None:
    fill(
        study,
        stance("fra", holder="FRA", date="2014"),
        stance("f2", holder="FRA", about="cyber", date="2014"),
    )
    with pytest.raises(
        InputError, match="2 of their threats are coded on both sides, 3 are needed"
    ):
        convergence("AUS", "FRA", as_of="2015", record=study)


def test_options_off_their_range_are_refused(study: Record) -> None:
    for options in ({"measure": "tau"}, {"level": 1.0}, {"coding_error": 0.0}, {"draws": 3}):
        with pytest.raises(InputError):
            convergence("AUS", "IND", as_of="2015", record=study, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def japan() -> Callable[[str, str], Convergence]:
    record = open_record()
    return lambda other, on: convergence("JPN", other, as_of=on, course=False, record=record)


def test_shipped_record_as_read_by_hand(japan: Callable[[str, str], Convergence]) -> None:
    found = japan("IND", "2017")
    # Japan: central in 2013; India: mentioned in the reports of 2014 and 2017.
    assert found.of("divergent") == ["dprk_missile_nuclear"]
    assert "sea_lanes" in found.of("shared")
    assert "pakistan" in found.of("one_sided")


def test_public_name() -> None:
    assert kizuna.convergence is convergence


def test_a_profile_shows_the_statements_that_convergence_compares() -> None:
    with open_record() as record:
        for partner in ("AUS", "KOR", "IND", "GBR", "PHL", "VNM"):
            found = convergence("JPN", partner, as_of="2026-11-22", record=record)
            profile = kizuna.profile("JPN", partner, as_of="2026-11-22", record=record)
            for side, of in ((profile.one, "one"), (profile.other, "other")):
                shown = {s.about: (s.value, s.date) for s in side.threats}
                for pair in found.threats:
                    said = getattr(pair, of)
                    if said is not None:
                        assert shown[pair.threat] == (said.value, said.date), (partner, pair.threat)
