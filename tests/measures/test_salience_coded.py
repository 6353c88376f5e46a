"""Coded salience: carried forward, ended, aged, and as known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from study import coding, fill, stance

import kizuna
from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.measures.salience.coded import COLUMNS, coded_salience
from kizuna.record import Record, Row, open_record
from kizuna.record.migrate import create


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Record]:
    def make(*rows: Row) -> Record:
        place = tmp_path / "study.sqlite"
        create(place, load())
        record = open_record(place)
        fill(record, *rows)
        return record

    return make


def values(record: Record, actor: str, on: str, **options: object) -> dict[str, float]:
    found = coded_salience(actor, as_of=on, record=record, **options)  # type: ignore[arg-type]
    return {entry.threat: entry.value for entry in found.entries}


def test_a_value_stands_until_the_next_document_on_the_threat(study: Callable[..., Record]) -> None:
    record = study(
        stance("a", value=3.0, date="2010-06-01"),
        stance("b", value=2.0, about="cyber", date="2010-06-01"),
        stance("c", value=1.0, about="cyber", date="2015-06-01"),
        stance("d", value=0.0, date="2018-06-01"),
    )
    assert values(record, "AUS", "2012") == {"piracy": 3.0, "cyber": 2.0}
    # The document of 2015 was not coded for piracy: what was said in 2010 still stands.
    assert values(record, "AUS", "2016") == {"piracy": 3.0, "cyber": 1.0}
    # That of 2018 was, and found none.
    assert values(record, "AUS", "2019") == {"piracy": 0.0, "cyber": 1.0}
    entry = next(
        e
        for e in coded_salience("AUS", as_of="2016", record=record).entries
        if e.threat == "piracy"
    )
    assert entry.passed_over == 1
    assert entry.age == pytest.approx(6.58, abs=0.01)
    assert not entry.stale


def test_old_values_are_shown_as_stale(study: Callable[..., Record]) -> None:
    record = study(stance("a", date="2001-01-01"))
    found = coded_salience("AUS", as_of="2012", record=record).entries[0]
    assert found.stale
    assert not coded_salience("AUS", as_of="2012", max_age=20, record=record).entries[0].stale


def test_a_partial_date_counts_from_its_first_day_and_is_marked(
    study: Callable[..., Record],
) -> None:
    record = study(stance("a", date="2014"))
    assert not coded_salience("AUS", as_of="2014-03-01", record=record).entries[0].certain
    assert coded_salience("AUS", as_of="2015", record=record).entries[0].certain
    with pytest.raises(InputError, match="its first is from 2014"):
        coded_salience("AUS", as_of="2013", record=record)


def test_texts_of_one_day_are_one_publication(study: Callable[..., Record]) -> None:
    record = study(
        stance("strategy", value=0.0, date="2013-12-17"),
        stance("guidelines", value=1.0, date="2013-12-17"),
    )
    entry = coded_salience("AUS", as_of="2014", record=record).entries[0]
    assert entry.value == 1.0
    assert {row.id for row in entry.rows} == {"strategy", "guidelines"}


def test_only_governments_on_threats_count(study: Callable[..., Record]) -> None:
    record = study(
        stance("party", holder_kind="party", date="2014"),
        stance("partner", about_kind="partner", about="IND", date="2014"),
        stance("government", value=1.0, date="2013"),
    )
    assert values(record, "AUS", "2020") == {"piracy": 1.0}


def test_as_known_sees_what_was_recorded_by_then(study: Callable[..., Record]) -> None:
    record = study(stance("a", value=3.0, date="2010"))
    fill(
        record, stance("b", value=1.0, date="2012"), coding("k", row="b", field="value", value="1")
    )
    assert values(record, "AUS", "2014") == {"piracy": 1.0}
    assert values(record, "AUS", "2014", as_known=record.revisions()[-2].id) == {"piracy": 3.0}


def test_what_was_not_coded_is_named_and_frames_are_flat(study: Callable[..., Record]) -> None:
    record = study(stance("a", date="2010"), stance("b", holder="IND", date="2011"))
    found = coded_salience(as_of="2014", record=record)
    assert found.actors == ("AUS", "IND")
    assert "terrorism" in found.silent["AUS"]
    frame = found.to_polars()
    assert tuple(frame.columns) == COLUMNS
    assert frame["source"].to_list() == ["paper", "paper"]
    told = found.to_dict()
    assert told["threats"][0]["rows"] == ["a"]
    assert told["as_of"] == "2014-12-31"


def test_missing_sides_and_wrong_names_are_told(study: Callable[..., Record]) -> None:
    record = study(stance("a", date="2010"))
    with pytest.raises(InputError, match=r"no document in which India \(IND\)"):
        coded_salience("IND", record=record)
    with pytest.raises(InputError, match="unknown threat 'nonsense'"):
        coded_salience("AUS", threats=["nonsense"], record=record)
    with pytest.raises(InputError, match="unknown actor"):
        coded_salience("Nowhereland", record=record)


def test_the_verb_tells_codings_from_texts(study: Callable[..., Record], tmp_path: Path) -> None:
    record = study(stance("a", date="2010"))
    assert kizuna.salience("AUS", as_of="2014", record=record).entries[0].threat == "piracy"
    file = tmp_path / "t.csv"
    file.write_text('actor,year,text\nAUS,2014,"The pirates of the sea and of the coast."\n')
    assert kizuna.salience("AUS", source=str(file)).lines[0].year == 2014


def test_shipped_record_as_read_by_hand() -> None:
    found = {e.threat: e for e in coded_salience("AUS", as_of="2015-12-31").entries}
    # Defence White Paper 2013, and for Russia that of 2009.
    assert (found["piracy"].value, found["piracy"].date.text) == (1.0, "2013-05-03")
    assert (found["russia"].value, found["russia"].date.text) == (0.0, "2009-05-02")
    assert found["russia"].passed_over == 1
    assert found["russia"].age == pytest.approx(
        (dt.date(2015, 12, 31) - dt.date(2009, 5, 2)).days / 365.25
    )
