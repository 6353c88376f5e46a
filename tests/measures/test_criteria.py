"""The criteria of a pair from a record: what counts, what is presumed, who is compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from study import coding, dialogue, event, fill, instrument

from kizuna.errors import InputError
from kizuna.measures.criteria import (
    Assessment,
    CriterionWhy,
    IndicatorValue,
    criteria,
    criteria_course,
    criteria_of,
    why,
)
from kizuna.record import Record


def found(record: Record, code: str, as_of: str = "2020", pair: str = "AUS IND") -> IndicatorValue:
    assessment = criteria(*pair.split(), as_of=as_of, record=record)
    values = (*(i for c in assessment.criteria for i in c.indicators), *assessment.marks)
    return next(value for value in values if value.indicator.code == code)


def of(value: IndicatorValue) -> tuple[float | None, float, float]:
    return value.value, value.low, value.high


def declaration(row_id: str = "declaration", **values: Any) -> Any:
    given = {"kind": "security_declaration", "binding": "political", "status": "political"}
    return instrument(row_id, **{**given, "domain": "mixed", "signed": "2010-01-01", **values})


@pytest.fixture
def deal(record: Record) -> Record:
    fill(record, instrument("deal", signed="2012-01-01", in_force="2013-01-01"))
    return record


def test_a_kind_presumes_what_its_definition_says_and_a_row_overrules_it(deal: Record) -> None:
    presumed = found(deal, "no_target")
    assert of(presumed) == (1.0, 1.0, 1.0)
    assert presumed.used[0].value is not None
    assert presumed.used[0].value.presumed
    fill(deal, instrument("pact", signed="2014-01-01", in_force="2014-01-01", target="named"))
    assert of(found(deal, "no_target")) == (0.0, 0.0, 0.0)


def test_only_what_is_in_effect_counts(deal: Record) -> None:
    before, after = found(deal, "framework", "2012"), found(deal, "framework", "2013")
    assert (before.value, after.value) == (0.0, 0.33)


def test_an_unread_row_may_or_may_not_count(record: Record) -> None:
    fill(record, instrument("deal", in_force="2013-01-01", signed="2012-01-01", check="recalled"))
    assert of(found(record, "framework")) == (0.33, 0.0, 0.33)


def test_a_recalled_coding_of_a_read_row_may_be_a_step_off(record: Record) -> None:
    fill(
        record,
        declaration(target="implied", pledge="none"),
        coding("c1", row="declaration", field="target", value="implied", check="recalled"),
        coding("c2", row="declaration", field="pledge", value="none", check="verified"),
    )
    assert of(found(record, "no_target")) == (0.5, 0.0, 1.0)
    assert of(found(record, "no_defence_pledge")) == (1.0, 1.0, 1.0)


def test_a_dialogue_lives_between_its_sessions_and_some_years_beyond(record: Record) -> None:
    fill(record, dialogue("talks", first_held="2005-06-01", latest_held="2014-06-01"))
    alive = {year: found(record, "talks", str(year)).value for year in (2005, 2012, 2018, 2020)}
    assert alive == {2005: 0.6, 2012: 0.6, 2018: 0.6, 2020: 0.0}
    # It may still be alive: that no session is recorded does not say that none was held.
    assert found(record, "talks", "2020").high == 0.6


def test_venues_by_parties(record: Record) -> None:
    fill(
        record,
        dialogue("two", first_held="2019-01-01"),
        dialogue("three", parties=("AUS", "IND", "JPN"), first_held="2019-01-01"),
        dialogue(
            "many", kind="multilateral_forum", parties=("ADMMPLUS", "AUS"), first_held="2019-01-01"
        ),
    )
    assert found(record, "venues").value == 1.0
    assert found(record, "venues", pair="AUS JPN").value is None
    fill(record, dialogue("own", parties=("AUS", "JPN"), first_held="2019-01-01"))
    assert found(record, "venues", pair="AUS JPN").value == 1.0


def test_operations_together_count_for_the_years_of_practice(record: Record) -> None:
    fill(
        record,
        dialogue("lapsed", first_held="2001-01-01", latest_held="2001-01-01"),
        event("relief", kind="operation", start="2015-02-01"),
    )
    values = [found(record, "joint_operations", year).value for year in ("2015", "2019")]
    assert values == [1.0, 1.0]
    assert criteria("AUS", "IND", as_of="2021", record=record).n_rows == 0


def test_nothing_known_is_insufficient_evidence_and_no_type(record: Record) -> None:
    nothing = criteria("AUS", "IND", as_of="2020", record=record)
    assert {c.verdict for c in nothing.criteria} == {"insufficient"}
    assert (nothing.archetype, nothing.n_rows) == ("insufficient", 0)
    assert all((c.low, c.high) == (0.0, 1.0) for c in nothing.criteria)


def test_what_third_parties_share_with_a_pair_says_nothing_of_what_the_two_lack(
    record: Record,
) -> None:
    fill(
        record,
        instrument("pact", kind="defence_treaty", parties=("AUS", "JPN"), in_force="2010-01-01"),
        dialogue("three", parties=("AUS", "IND", "JPN"), first_held="2019-01-01"),
    )
    beside = criteria("AUS", "IND", as_of="2020", record=record)
    assert (beside.n_rows, beside.covered, beside.archetype) == (1, False, "insufficient")
    assert {c.verdict for c in beside.criteria} == {"insufficient"}
    assert [used.item.id for used in beside["many_dimensions"].indicators[2].used] == ["three"]
    assert criteria("AUS", "JPN", as_of="2020", record=record).covered
    side = criteria_of("AUS", as_of="2020", record=record)
    assert [(p.other, p.measured) for p in side.partners] == [("JPN", True), ("IND", False)]


def test_an_alliance_a_partnership_and_talks_are_told_apart(record: Record) -> None:
    work = [
        instrument(kind, kind=kind, signed="2010-01-01", in_force="2010-01-01")
        for kind in ("acsa", "information_security", "equipment_technology")
    ]
    trade = instrument(
        "trade",
        kind="economic_partnership",
        domain="economic",
        signed="2010-01-01",
        in_force="2010-01-01",
    )
    talks = [
        dialogue(kind, kind=kind, first_held="2010-01-01", latest_held="2019-01-01")
        for kind in ("two_plus_two", "staff_talks", "summit")
    ]
    fill(record, *talks, event("drill", parties=("AUS", "IND", "JPN"), start="2019-01-01"))
    assert criteria("AUS", "IND", as_of="2020", record=record).archetype == "confidence_building"
    fill(record, *work, trade, declaration(target="none", pledge="none", purpose="functional"))
    partnership = criteria("AUS", "IND", as_of="2020", record=record)
    assert partnership.archetype == "strategic_partnership"
    fill(
        record,
        instrument(
            "treaty",
            kind="defence_treaty",
            signed="2018-01-01",
            in_force="2018-01-01",
            pledge="defence",
            target="none",
            purpose="threat",
            stationing="standing",
            notice_months=12,
        ),
    )
    alliance = criteria("AUS", "IND", as_of="2020", record=record)
    assert alliance.archetype == "alliance"
    assert alliance.ruling.possible == ("alliance",)
    for code in ("general_purpose", "low_commitment", "flexible"):
        before, after = partnership[code].value, alliance[code].value
        assert before is not None
        assert after is not None
        assert after < before
    course = criteria_course("AUS", "IND", start=2016, as_of="2020-06-30", record=record)
    assert [p.archetype for p in course.points] == ["strategic_partnership"] * 2 + ["alliance"] * 3
    assert course.points[-1].as_of == dt.date(2020, 6, 30)
    assert course.to_polars()["archetype"].to_list()[0] == "strategic_partnership"


def test_the_order_of_the_pair_does_not_matter(deal: Record) -> None:
    def without_names(found: Assessment) -> dict[str, Any]:
        return {**found.to_dict(), "actors": None}

    one = criteria("AUS", "IND", as_of="2020", record=deal)
    other = criteria("IND", "AUS", as_of="2020", record=deal)
    assert without_names(one) == without_names(other)


def test_side_by_side_agrees_with_each_pair_and_leaves_venues_out(record: Record) -> None:
    fill(
        record,
        instrument("deal", signed="2012-01-01", in_force="2013-01-01"),
        dialogue("talks", parties=("AUS", "JPN"), first_held="2019-01-01"),
        dialogue(
            "forum", kind="multilateral_forum", parties=("ARF", "AUS"), first_held="2019-01-01"
        ),
    )
    table = criteria_of("AUS", as_of="2020", record=record)
    assert {partner.other for partner in table.partners} == {"IND", "JPN"}
    for partner in table.partners:
        alone = criteria("AUS", partner.other, as_of="2020", record=record)
        assert partner.to_dict() == alone.to_dict()
    assert table.to_polars().height == 2


def test_as_known_sees_the_coding_of_its_time(deal: Record) -> None:
    fill(deal, instrument("pact", signed="2014-01-01", in_force="2014-01-01", target="named"))
    then = criteria("AUS", "IND", as_of="2020", as_known=1, record=deal)
    assert then["general_purpose"].value == 1.0
    assert criteria("AUS", "IND", as_of="2020", record=deal)["general_purpose"].value == 0.5


def test_why_shows_the_rows_their_sources_and_what_was_presumed(deal: Record) -> None:
    answer = why("AUS", "IND", "general_purpose", as_of="2020", record=deal)
    assert isinstance(answer, CriterionWhy)
    told = answer.to_dict()
    assert [i["indicator"] for i in told["indicators"]] == ["no_target", "no_defence_pledge"]
    assert told["evidence"]["deal"]["source"]["id"] == "paper"
    assert told["indicators"][0]["rows"] == [
        {
            "id": "deal",
            "counts": True,
            "sure": True,
            "value": "none",
            "read": False,
            "presumed": True,
            "number": 1.0,
        }
    ]
    assert answer.to_polars()["id"].to_list() == ["deal", "deal"]


def test_why_of_something_unknown_names_what_there_is(deal: Record) -> None:
    with pytest.raises(InputError, match="'general': did you mean general_purpose"):
        why("AUS", "IND", "general", record=deal)
    with pytest.raises(InputError, match="unknown column or criterion 'xyz': `kizuna codebook"):
        why("AUS", "IND", "xyz", record=deal)


def test_wrong_pairs_and_years_are_refused(deal: Record) -> None:
    with pytest.raises(InputError, match="cannot be its own partner"):
        criteria("AUS", "AUS", record=deal)
    with pytest.raises(InputError, match="cannot be its own partner"):
        criteria_of("AUS", partners=["IND", "AUS"], record=deal)
    with pytest.raises(InputError, match="cannot start in 2030"):
        criteria_course("AUS", "IND", start=2030, as_of="2020", record=deal)
