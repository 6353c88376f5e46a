"""Policy documents: aims set against the deeds around them."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import dialogue, event, fill, instrument, stance

from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.measures.aims import aims, documents
from kizuna.record import Record, Source, open_record
from kizuna.record.migrate import create

SPEECH = Source(id="speech", kind="document", title="A speech")


@pytest.fixture
def study(tmp_path: Path) -> Record:
    place = tmp_path / "study.sqlite"
    create(place, load())
    record = open_record(place)
    fill(
        record,
        SPEECH,
        event(
            "aus-policy-paper-2016",
            kind="policy",
            parties=("AUS",),
            start="2016-02-25",
            source="speech",
        ),
        stance("threat", date="2016-02-25"),
        stance("aim", about_kind="partner", about="IND", value=2.0, date="2016-02-25"),
        stance("idle", about_kind="partner", about="FRA", value=1.0, date="2016-02-25"),
        stance("party", holder_kind="party", date="2016-02-25"),
        stance("elsewhere", about="cyber", date="2012-05-01"),
        instrument("before", signed="2014-01-01"),
        instrument("after", signed="2018-01-01"),
        instrument("late", signed="2022-01-01"),
        instrument("unclear", parties=("AUS", "JPN"), signed="2016"),
        dialogue("talks", first_held="2017-06"),
        event("drill", start="2019-05-05"),
    )
    return record


def test_deeds_before_and_after(study: Record) -> None:
    found = aims("AUS", "paper-2016", record=study)
    assert found.document.id == "aus-policy-paper-2016"
    assert [s.id for s in found.about("partner")] == ["aim", "idle"]
    assert {s.id for s in found.document.stances} == {"threat", "aim", "idle"}
    india = next(p for p in found.partners if p.partner == "IND")
    assert india.aim == 2.0
    assert india.before == {"instrument": 1}
    assert india.after == {"instrument": 1, "dialogue": 1, "event": 1}
    assert {deed.row.id for deed in found.deeds} == {"before", "after", "unclear", "talks", "drill"}
    assert [deed.certain for deed in found.deeds if deed.row.id == "unclear"] == [False]


def test_an_aim_without_a_deed_is_shown(study: Record) -> None:
    france = next(p for p in aims("AUS", "paper-2016", record=study).partners if p.partner == "FRA")
    assert (france.aim, france.before, france.after) == (1.0, {}, {})


def test_a_window_cut_by_the_date_is_cut_on_both_sides(study: Record) -> None:
    found = aims("AUS", "paper-2016", as_of="2018-02-25", record=study)
    assert found.until.isoformat() == "2018-02-25"
    published = found.document.date.earliest
    assert found.until - published == published - found.since
    assert "before" not in {deed.row.id for deed in found.deeds}
    assert "drill" not in {deed.row.id for deed in found.deeds}


def test_partners_may_be_chosen(study: Record) -> None:
    found = aims("AUS", "paper-2016", partners=["India"], record=study)
    assert [p.partner for p in found.partners] == ["IND"]
    assert "unclear" not in {deed.row.id for deed in found.deeds}
    assert found.to_polars().row(0, named=True)["instruments_after"] == 1
    assert found.to_dict()["partners"][0]["aim"] == 2.0


def test_documents_are_listed_and_misses_are_told(study: Record) -> None:
    assert "aus-policy-paper-2016" in [d.id for d in documents("AUS", record=study)]
    assert documents("AUS", as_of="2011", record=study) == []
    with pytest.raises(InputError, match="no document of Australia"):
        aims("AUS", "nothing-such", record=study)
    with pytest.raises(InputError, match="knows no policy document of India"):
        aims("IND", "paper", record=study)
    with pytest.raises(InputError, match="window = 0"):
        aims("AUS", "paper-2016", window=0, record=study)


def test_an_unclear_name_lists_its_readings() -> None:
    with pytest.raises(InputError, match=r"jpn-policy-ndpg-2004.*jpn-policy-ndpg-2018"):
        aims("JPN", "policy-ndpg")


def test_shipped_strategy_of_2013() -> None:
    found = aims("JPN", "nss-2013")
    assert found.document.date.text == "2013-12-17"
    assert {s.date.text for s in found.document.stances if s.date} == {"2013-12-17"}
    australia = next(p for p in found.partners if p.partner == "AUS")
    ids = {deed.row.id for deed in found.deeds if "AUS" in deed.partners and deed.side == "after"}
    assert sum(australia.after.values()) == len(ids)
    assert any("equipment" in row_id or "acsa" in row_id for row_id in ids), ids


def test_a_paper_known_by_its_stances_alone() -> None:
    found = aims("AUS", "defence-au-2016-2016-def-white-paper")
    assert found.document.event is None
    assert found.document.date.text == "2016-02-25"
    assert {s.about for s in found.about("threat")} >= {"terrorism", "south_china_sea"}
