"""Archetypes of the shipped record against what the literature leads one to expect.

Wilkins (2011, 2012) and Vosse and Midford (2018): the United States is Japan's ally; Australia and
India had become strategic partners by the time of the volume; with China and Russia there are
talks and exchanges; the partnership with Korea is underdeveloped; that with Australia moves toward
alliance.
"""

from __future__ import annotations

import datetime as dt

import pytest

from kizuna.measures.criteria import Assessment, Course, criteria, criteria_course

TODAY = dt.date(2026, 11, 22)


def course(partner: str, start: int) -> Course:
    return criteria_course("JPN", partner, start=start, as_of=TODAY)


def closeness(point: Assessment, archetype: str) -> float:
    return next(m.closeness for m in point.ruling.memberships if m.archetype.code == archetype)


def test_the_united_states_is_an_ally_throughout_beyond_doubt() -> None:
    for point in course("USA", 1992).points:
        assert (point.archetype, point.ruling.possible) == ("alliance", ("alliance",)), point.as_of


@pytest.mark.parametrize("partner", ["AUS", "IND"])
def test_strategic_partners_by_2016_and_since(partner: str) -> None:
    assert {p.archetype for p in course(partner, 2016).points} == {"strategic_partnership"}
    assert criteria("JPN", partner, as_of="2006").archetype != "strategic_partnership"


@pytest.mark.parametrize("partner", ["CHN", "RUS"])
def test_confidence_building_only_beyond_doubt(partner: str) -> None:
    for point in course(partner, 1993).points:
        assert point.archetype == "confidence_building", point.as_of
        assert point.ruling.possible == ("confidence_building",), point.as_of


def test_korea_is_underdeveloped() -> None:
    for point in course("KOR", 2010).points:
        assert point.archetype == "confidence_building", point.as_of
        assert point.runner_up == "strategic_partnership", point.as_of
    decided = {d.condition for d in point.ruling.deciding if d.archetype == "strategic_partnership"}
    assert decided == {"framework"}


def test_australia_moves_toward_alliance() -> None:
    points = {point.as_of.year: point for point in course("AUS", 2006).points}
    path = [closeness(points[year], "alliance") for year in (2006, 2013, 2022, 2023)]
    assert path == sorted(path)
    assert path[0] < 0.1 < 0.5 < path[-1]
    assert points[2021].runner_up == "confidence_building"
    assert points[2026].runner_up == "alliance"


def test_an_ally_scores_below_a_strategic_partner_where_the_definition_says_so() -> None:
    ally, partner = (criteria("JPN", code, as_of="2016") for code in ("USA", "AUS"))
    for code in ("general_purpose", "goal_driven", "low_commitment", "flexible", "economic_place"):
        low, high = ally[code].value, partner[code].value
        assert low is not None
        assert high is not None
        assert low < high, code
