"""The record's ladder as indicators: the overview table's cells, for all years at once."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from study import dialogue, event, fill, instrument

import kizuna
from kizuna.codebook.depth_sets import depth_set
from kizuna.errors import InputError
from kizuna.measures.depth import MISSING, Indicators
from kizuna.measures.depth.sets import indicators
from kizuna.measures.depth.sets_record import observe
from kizuna.record import Event, Record

STAGES = {"in_force": 2, "signed": 1, "negotiating": 1, "ended": 0, "none": 0}


def code(made: Indicators, unit: str, year: int, item: str) -> int:
    rows = made.rows_of(unit)
    place = made.time[rows].tolist().index(year)
    column = [one.code for one in made.items].index(item)
    return int(made.codes[rows][place, column])


@pytest.mark.parametrize("year", [1956, 1999, 2009, 2016, 2021, 2025])
@pytest.mark.parametrize("partner", ["USA", "AUS", "IND", "GBR", "PHL", "KOR", "CHN", "EU"])
def test_items_are_the_cells_of_the_table_that_name_both(partner: str, year: int) -> None:
    """Where the table's cell rests on a row that names both, the item says the same."""
    made = indicators("record")
    cells = kizuna.table("JPN", as_of=f"{year}-12-31", partners=[partner]).partners[0].cells
    unit = "-".join(sorted(("JPN", partner)))
    if year not in made.time[made.rows_of(unit)]:
        pytest.skip(f"{partner} did not exist in {year}")
    compared = 0
    for cell in cells:
        found = code(made, unit, year, cell.column)
        if cell.direct and cell.column != "exercise":
            assert found == (1 if cell.state == "held" else STAGES[cell.state]), cell
            compared += 1
        elif cell.state == "none":
            assert found == 0, cell
    assert compared or year < 2000 or partner == "CHN"


def test_exercises_are_counted_over_five_years() -> None:
    made = indicators("record")
    with kizuna.open() as opened:
        drills = [row for row in opened.view().rows(Event) if row.kind == "exercise"]
    for year in (2012, 2016, 2025):
        # Those of these five calendar years; none of the pair's has a date within reach of both.
        since, until = dt.date(year - 5, 12, 31), dt.date(year, 12, 31)
        number = sum(
            {"JPN", "AUS"} <= set(row.parties) and since < row.start.latest <= until
            for row in drills
            if row.start is not None
        )
        assert number
        assert code(made, "AUS-JPN", year, "exercise") == sum(number >= cut for cut in (1, 3, 6))


def test_a_tie_that_begins_and_ends_is_seen_in_its_years_only(record: Record) -> None:
    fill(
        record,
        instrument("pact", signed="2001-03-01", in_force="2002-05-01", ended="2004-07-01"),
        instrument(
            "plan", kind="reciprocal_access", negotiated_from="2003-02", status="negotiating"
        ),
        dialogue("talks", first_held="2003-09-01"),
        event("drill", start="2005-10-01"),
    )
    made = indicators("record", record=record)
    assert made.units == ("AUS-IND",)
    assert made.revision == str(record.view().revision)
    pact = [code(made, "AUS-IND", year, "acsa") for year in range(2000, 2006)]
    assert pact == [0, 1, 2, 2, 0, 0]
    assert [code(made, "AUS-IND", y, "two_plus_two") for y in (2002, 2003, 2020)] == [0, 1, 1]
    assert [code(made, "AUS-IND", y, "reciprocal_access") for y in (2002, 2003)] == [0, 1]
    drills = [code(made, "AUS-IND", year, "exercise") for year in (2004, 2005, 2009, 2010)]
    assert drills == [0, 1, 1, 0]


def test_what_replaces_an_instrument_ends_it(record: Record) -> None:
    fill(
        record,
        instrument("old", signed="2001", in_force="2002", status="superseded"),
        instrument("new", kind="information_security", in_force="2010-06-01", replaces=("old",)),
    )
    made = indicators("record", record=record)
    assert [code(made, "AUS-IND", year, "acsa") for year in (2009, 2010)] == [2, 0]
    assert [code(made, "AUS-IND", y, "information_security") for y in (2009, 2010)] == [0, 2]


def test_years_before_a_side_existed_are_absent() -> None:
    made = indicators("record")
    assert made.time[made.rows_of("JPN-TLS")].min() == 2002
    assert made.time[made.rows_of("ASEAN-JPN")].min() == 1967
    assert made.time[made.rows_of("JPN-USA")].min() == 1950
    assert made.time[made.rows_of("BGD-JPN")].min() == 1971


def test_venues_are_no_partners_but_their_members_meet() -> None:
    made = indicators("record")
    assert not {"ARF-JPN", "JPN-UN", "EAS-JPN"} & set(made.units)
    assert code(made, "CHN-JPN", 1993, "multilateral_forum") == 0
    assert code(made, "CHN-JPN", 1994, "multilateral_forum") == 1


def test_pairs_for_whose_sake_the_record_does_not_look_are_missing_not_zero() -> None:
    focal, named = indicators("record"), indicators("record-named")
    assert all("JPN" in unit.split("-") for unit in focal.units)
    assert set(focal.units) < set(named.units)
    assert code(named, "AUS-IND", 2023, "acsa") == MISSING
    assert code(named, "AUS-IND", 2023, "exercise") >= 1
    shared = focal.codes[focal.rows_of("AUS-JPN")]
    assert (shared == named.codes[named.rows_of("AUS-JPN")]).all()
    assert (focal.codes != MISSING).all()


def test_a_record_without_a_focal_actor_is_looked_at_whole(record: Record) -> None:
    parties = [("AUS", "IND"), ("FRA", "GBR"), ("KOR", "PHL")]
    rows = [instrument(f"a{n}", parties=p, in_force="2010") for n, p in enumerate(parties)]
    fill(record, *rows)
    made = indicators("record", record=record)
    assert made.units == ("AUS-IND", "FRA-GBR", "KOR-PHL")
    assert (made.codes != MISSING).all()


def test_the_last_year_ends_with_the_last_revision(record: Record) -> None:
    fill(record, instrument(in_force="2010"))
    known = record.view().known_at
    assert known is not None
    days = observe(depth_set("record"), record.view()).days
    assert days[0] == dt.date(1950, 12, 31)
    assert days[-1] == known.date()


def test_an_empty_record_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="the record is empty"):
        indicators("record", record=record)


def test_a_record_that_names_no_pair_is_refused(record: Record) -> None:
    fill(record, event("law", kind="policy", parties=("AUS",), start="2010"))
    with pytest.raises(InputError, match="names no two actors together"):
        indicators("record", record=record)


def test_the_same_record_gives_the_same_hash() -> None:
    assert indicators("record").data_hash == indicators("record").data_hash


def test_all_years_are_read_in_one_pass() -> None:
    indicators("record")  # compiles the record
    begun = time.perf_counter()
    indicators("record")
    assert time.perf_counter() - begun < 5
