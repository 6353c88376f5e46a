"""What a fit says of partnerships, on draws that can be reckoned with by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from known_depth import WORDS, Known, known_fit

from kizuna.errors import InputError
from kizuna.measures.depth.partnerships import (
    curve,
    partners_of,
    ranking,
    side_by_side,
    unit_of,
)


@pytest.fixture
def known() -> Known:
    return known_fit()


def test_a_curve_has_every_year_and_what_changed(known: Known) -> None:
    result = curve(known, "AUS-JPN", WORDS)
    assert result.title == "Australia–Japan"
    assert [point.mean for point in result.points] == [1, 1, 3, 3]
    assert [(c.time, c.item, c.before, c.after, c.weight) for c in result.changes] == [
        (2010, "acsa", "none or ended", "negotiating or signed", 2.01),
        (2011, "acsa", "negotiating or signed", "in force", 2.011),
    ]
    assert result.as_of == dt.date(2012, 6, 30)
    assert [(s.item, s.now, s.weight) for s in result.rests_on] == [
        ("acsa", "in force", 2.012),
        ("talks", "0", -0.5),
    ]


def test_a_value_that_is_missing_has_no_label(known: Known) -> None:
    assert curve(known, "JPN-KOR", WORDS).changes[-1].after == ""


@pytest.mark.parametrize(
    ("as_of", "newest"),
    [
        ("2012-06-30", 2012),
        ("2012-06-29", 2011),
        ("2011", 2011),
        ("2011-12-30", 2010),
        ("2030", 2012),
        (None, 2012),
    ],
)
def test_a_date_knows_of_the_years_that_had_ended(
    known: Known, as_of: str | None, newest: int
) -> None:
    assert curve(known, "AUS-JPN", WORDS, as_of=as_of).last.time == newest
    assert ranking(known, "JPN", WORDS, as_of=as_of).time == newest


def test_a_date_before_the_first_year_is_refused(known: Known) -> None:
    with pytest.raises(InputError, match="begins at the end of 2009; 2009-12-30 is before it"):
        curve(known, "AUS-JPN", WORDS, as_of="2009-12-30")


def test_a_date_after_the_last_year_is_told(known: Known) -> None:
    assert curve(known, "AUS-JPN", WORDS, as_of="2012-06-30").notes == ()
    for result in (
        curve(known, "AUS-JPN", WORDS, as_of="2030"),
        ranking(known, "JPN", WORDS, as_of="2030"),
        side_by_side(known, "JPN", ("AUS", "IND"), WORDS, as_of="2030"),
    ):
        assert result.notes == ("The set record ends on 2012-06-30: nothing later is in it.",)


def test_a_ranking_says_how_sure_each_step_is(known: Known) -> None:
    result = ranking(known, "Japan", WORDS)
    assert [(p.rank, p.partner, p.point.mean) for p in result.places] == [
        (1, "AUS", 3),
        (2, "IND", 2),
        (3, "KOR", 2),
    ]
    # Australia 2, 3, 3, 4 against India 3, 2, 2, 1: deeper in three of four draws.
    assert result.places[0].deeper_than_next == 0.75
    # India 3, 2, 2, 1 against Korea 1, 2, 2, 3: once deeper, twice equal.
    assert result.places[1].deeper_than_next == 0.5
    assert result.places[2].deeper_than_next is None
    assert (result.places[0].rank_low, result.places[0].rank_high) == (1, 2)


def test_a_ranking_of_an_earlier_date_is_another_one(known: Known) -> None:
    assert [p.partner for p in ranking(known, "JPN", WORDS, as_of="2010").places] == [
        "AUS",
        "KOR",
        "IND",
    ]


def test_side_by_side_finds_who_passed_whom(known: Known) -> None:
    result = side_by_side(known, "JPN", ["AUS", "IND", "KOR", "IND"], WORDS)
    assert list(result.curves) == ["AUS", "IND", "KOR"]
    assert [(c.time, c.partner, c.passed) for c in result.crossings] == [(2011, "IND", "KOR")]
    # At the end of 2011 India's draws are 3, 2, 2, 1 and Korea's 0, 1, 1, 2.
    assert result.crossings[0].probability == 0.75
    # Korea draws level in 2012, but does not pass.
    assert result.crossings[0].lasting
    assert result.deeper["AUS"]["IND"] == 0.75
    assert result.deeper["IND"]["AUS"] == 0.25


def test_the_machine_forms_hold_it_all(known: Known) -> None:
    one = curve(known, "AUS-JPN", WORDS).to_dict()
    assert one["points"][2]["mean"] == 3
    assert one["fit"]["data_hash"] == known.indicators.data_hash
    assert one["warnings"] == []
    frame = curve(known, "AUS-JPN", WORDS).to_polars()
    assert frame.columns == ["unit", "time", "mean", "sd", "q05", "q95"]
    ranked = ranking(known, "JPN", WORDS).to_polars()
    assert ranked["deeper_than_next"].to_list() == [0.75, 0.5, None]
    beside = side_by_side(known, "JPN", ["AUS", "IND"], WORDS)
    assert beside.to_polars().height == 8
    assert beside.to_dict()["partners"][0]["deeper_than"] == {"IND": 0.75}


def test_units_and_partners_are_found_by_name_and_in_any_order(known: Known) -> None:
    data = known.indicators
    assert unit_of(data, "South Korea", "japan", WORDS.book) == "JPN-KOR"
    assert unit_of(data, "JPN", "AUS", WORDS.book) == "AUS-JPN"
    assert partners_of(data, "JPN") == ["AUS", "IND", "KOR"]


@pytest.mark.parametrize(
    ("one", "other", "complaint"),
    [
        ("JPN", "FRA", "no pair FRA-JPN: it has pairs of .* with AUS, IND, KOR"),
        ("FRA", "DEU", "no pair DEU-FRA: it has neither FRA nor DEU"),
        ("JPN", "Japan", "JPN cannot be its own partner"),
        ("JPN", "Atlantis", "unknown actor 'Atlantis'"),
    ],
)
def test_a_pair_that_is_not_there_is_refused(
    known: Known, one: str, other: str, complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint):
        unit_of(known.indicators, one, other, WORDS.book)


def test_an_actor_without_partnerships_is_refused(known: Known) -> None:
    with pytest.raises(InputError, match="has no partnership of FRA in 2012"):
        ranking(known, "FRA", WORDS)


def test_a_comparison_needs_two_partners(known: Known) -> None:
    with pytest.raises(InputError, match="at least two"):
        side_by_side(known, "JPN", ["AUS", "AUS"], WORDS)


def test_units_that_are_no_pairs_have_no_partners_to_rank(known: Known) -> None:
    alliances = replace(known.indicators, units=("3180", "3285", "4000"))
    with pytest.raises(InputError, match="units of the set record are no pairs, but such as 3180"):
        ranking(replace(known, indicators=alliances), "USA", WORDS)
