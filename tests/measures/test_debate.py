"""The domestic debate: roles in government, contestation and its range, what is shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import fill, stance

import kizuna
from kizuna.codebook import PartialDate
from kizuna.errors import InputError
from kizuna.measures.debate import contestation, role_of
from kizuna.measures.debate_course import debate_course
from kizuna.record import Office, Record

POSITIONS = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.1, 10)), min_size=2, max_size=12)


def office(row_id: str, party: str, role: str, start: str, end: str = "") -> Office:
    return Office(
        id=row_id,
        actor="AUS",
        party=party,
        role=role,
        start=PartialDate.parse(start),
        end=PartialDate.parse(end) if end else None,
        source="paper",
        check="verified",
    )


def party(row_id: str, name: str, value: float, date: str = "2020", **more: Any) -> Any:
    given = {"about_kind": "partner", "about": "IND", "holder_kind": "party", **more}
    return stance(row_id, holder_name=name, value=value, date=date, **given)


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([1, -1], [1, 1], 1.0),  # two halves at opposite ends
        ([1, 1, 1], [4, 2, 1], 0.0),  # all agree
        ([1, -1], [3, 1], 0.8660254),  # m = 1/2; (3/4)(1/4) + (1/4)(9/4) = 3/4
        ([1, 0], [1, 1], 0.5),
    ],
)
def test_contestation_by_hand(values: list[float], weights: list[float], expected: float) -> None:
    assert contestation(values, weights) == pytest.approx(expected)


@given(POSITIONS)
def test_contestation_lies_in_range_and_ignores_sign_and_scale_of_weights(
    positions: list[tuple[float, float]],
) -> None:
    values, weights = [x for x, _ in positions], [w for _, w in positions]
    found = contestation(values, weights)
    assert 0 <= found <= 1
    assert contestation([-x for x in values], weights) == pytest.approx(found, abs=1e-9)
    assert contestation(values, [7 * w for w in weights]) == pytest.approx(found, abs=1e-9)


def test_roles_follow_the_days() -> None:
    offices = [
        office("a", "Red", "head", "2010-05-01", "2015-06-30"),
        office("b", "Red", "coalition", "2015-06-30"),
    ]
    assert role_of("Red", offices, dt.date(2010, 4, 30)) == "opposition"
    assert role_of("Red", offices, dt.date(2015, 6, 29)) == "head"
    assert role_of("Red", offices, dt.date(2015, 6, 30)) == "coalition"
    assert role_of("Blue", offices, dt.date(2015, 6, 30)) == "opposition"


def test_newest_positions_count_and_power_weighs(record: Record) -> None:
    fill(
        record,
        office("o1", "Red", "head", "2018"),
        party("s1", "Red", -2.0, "2012"),
        party("s2", "Red", 2.0, "2019"),
        party("s3", "Blue", -2.0, "2018"),
        party("s4", "Green", 2.0, "2025"),
        stance(
            "s5",
            holder_kind="public",
            holder_name="A poll",
            about_kind="partner",
            about="IND",
            value=0.5,
            date="2001",
        ),
    )
    found = kizuna.debate("AUS", "IND", as_of="2020", record=record)
    (question,) = found.questions
    assert [(p.stance.id, p.role) for p in question.parties] == [
        ("s2", "head"),
        ("s3", "opposition"),
    ]
    # Weights 4 and 1, positions 1 and -1: m = 3/5, variance 1 - 9/25 = 16/25.
    assert question.contestation == pytest.approx(0.8)
    assert question.low is not None
    assert question.high == pytest.approx(1.0)  # with equal weights
    assert question.low < 0.8
    assert question.closest_opponent == "opposition"
    assert [p.id for p in question.polls] == ["s5"]
    assert found.to_polars().height == 3


def test_positions_grow_too_old(record: Record) -> None:
    fill(record, party("s1", "Red", 1.0, "2005"), party("s2", "Blue", -1.0, "2019"))
    (question,) = kizuna.debate("AUS", "IND", as_of="2020", record=record).questions
    assert [p.stance.id for p in question.parties] == ["s2"]
    assert question.contestation is None
    (longer,) = kizuna.debate("AUS", "IND", as_of="2020", max_age=20, record=record).questions
    assert len(longer.parties) == 2


def test_policies_that_are_a_matter_with_the_partner_are_questions(record: Record) -> None:
    fill(
        record,
        party("s1", "Red", 1.0, about_kind="policy", about="submarine_deal_japan"),
        party("s2", "Red", 1.0, about_kind="policy", about="civil_nuclear_india"),
    )
    found = kizuna.debate("AUS", "JPN", as_of="2021", record=record)
    assert [q.about for q in found.questions] == ["submarine_deal_japan"]


def test_wrong_questions(record: Record) -> None:
    with pytest.raises(InputError, match="its own partner"):
        kizuna.debate("AUS", "AUS", record=record)
    with pytest.raises(InputError, match="at least one year"):
        kizuna.debate("AUS", "IND", max_age=0, record=record)
    assert kizuna.debate("AUS", "IND", record=record).questions == ()


def test_course_over_time_agrees_with_every_year(record: Record) -> None:
    fill(
        record,
        party("s1", "Red", 1.0, "2010"),
        party("s2", "Blue", -1.0, "2012"),
        office("o", "Red", "head", "2011"),
    )
    course = debate_course("AUS", "IND", first=2009, as_of="2013-06", record=record)
    days = [stage.on.isoformat() for stage in course.stages]
    assert days == ["2010-12-31", "2011-12-31", "2012-12-31", "2013-06-30"]
    for day, question in course.stages:
        assert kizuna.debate("AUS", "IND", as_of=day, record=record).questions == (question,)
    assert course.stages[1].question.contestation is None
    assert course.stages[-1].question.contestation == pytest.approx(0.4)  # 4:1 at 1/2 and -1/2
    with pytest.raises(InputError, match="cannot start in 2014: it ends on 2013-12-31"):
        debate_course("AUS", "IND", first=2014, as_of="2013", record=record)


def test_course_tells_nothing_later_than_its_day(record: Record) -> None:
    fill(record, party("s1", "Red", 1.0, "2012-03"), party("s2", "Blue", -1.0, "2012-09"))
    course = debate_course("AUS", "IND", first=2012, as_of="2012-06", record=record)
    assert [(s.on.isoformat(), len(s.question.parties)) for s in course.stages] == [
        ("2012-06-30", 1)
    ]


def test_korean_parties_on_the_information_agreement() -> None:
    """In November 2019 the governing Democratic Party kept an agreement it had opposed in 2016."""
    found = kizuna.debate("KOR", "JPN", as_of="2019-11-30")
    question = next(q for q in found.questions if q.about == "gsomia_japan")
    roles = {p.stance.holder_name: (p.stance.value, p.role) for p in question.parties}
    assert roles["Democratic Party of Korea"] == (0.0, "head")
    assert roles["Justice Party (Korea)"] == (-2.0, "opposition")
