"""The record's own variables: by hand, and against the overview table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from study import dialogue, event, fill, instrument

from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.measures.table import table
from kizuna.panels import dyad_days, dyad_months, dyad_years, state_years
from kizuna.record import Record, View, open_record
from kizuna.record.migrate import create


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    """Australia is focal; an agreement replaces another; talks begin in a month; two drills."""
    create(tmp_path / "record.sqlite", load())
    with open_record(tmp_path / "record.sqlite") as record:
        fill(
            record,
            instrument("old", signed="2000-01-01", in_force="2000-04-10", status="superseded"),
            instrument("new", signed="2003-01-01", in_force="2003-07-01", replaces=("old",)),
            instrument("late", parties=("AUS", "JPN"), signed="2004-05-01", status="signed"),
            dialogue("talks", first_held="2002-11", parties=("AUS", "IND", "JPN")),
            event("drill", start="2002-02-01"),
            event("drill-2", start="2002-12"),
            event("drill-3", start="2004-06-01", parties=("AUS", "JPN")),
            instrument(
                "pact", parties=("AUS", "USA"), kind="defence_treaty", in_force="2001-12-31"
            ),
        )
        yield record.view()


def rows(view: View, *names: str, pair: str = "AUS:IND") -> pl.DataFrame:
    panel = dyad_years("actor", first=1999, last=2005, codebook=view.codebook).only(pair)
    return panel.record(view, *names).to_polars()


def test_shares_of_a_year_by_hand(view: View) -> None:
    made = dict(rows(view, "acsa").select("year", "acsa").rows())
    assert made[1999] is None
    assert made[2000] == pytest.approx((366 - 100) / 366)
    assert [made[year] for year in (2001, 2002, 2003, 2004)] == [1, 1, 1, 1]
    assert made[2005] is None


def test_shares_of_months_and_days(view: View) -> None:
    book = view.codebook
    months = dyad_months("actor", first="2000-03", last="2000-05", codebook=book).only("AUS:IND")
    assert months.record(view, "acsa").to_polars()["acsa"].to_list() == [0, pytest.approx(0.7), 1]
    days = dyad_days("actor", first="2000-04-09", last="2000-04-10", codebook=book).only("AUS:IND")
    assert days.record(view, "acsa").to_polars()["acsa"].to_list() == [0, 1]


def test_a_replaced_agreement_ends_when_its_successor_takes_effect(view: View) -> None:
    panel = dyad_years("actor", first=2003, last=2003, codebook=view.codebook).only("IND:AUS")
    assert panel.record(view, "acsa").to_polars()["acsa"].to_list() == [1]


def test_talks_among_three_tie_every_pair(view: View) -> None:
    for pair in ("AUS:IND", "JPN:IND", "AUS:JPN"):
        made = dict(rows(view, "two_plus_two", pair=pair).select("year", "two_plus_two").rows())
        assert made[2002] == pytest.approx(61 / 365)
        assert (made[2001], made[2003]) == (0, 1)


def test_events_are_counted_where_they_begin(view: View) -> None:
    made = dict(rows(view, "exercise").select("year", "exercise").rows())
    assert (made[2001], made[2002], made[2003]) == (0, 2, 0)


def test_the_rung_is_that_of_the_last_day(view: View) -> None:
    book = view.codebook
    acsa, treaty = (book.kinds["instrument"][kind].rung for kind in ("acsa", "defence_treaty"))
    made = dict(rows(view, "rung").select("year", "rung").rows())
    assert (made[1999], made[2000], made[2004]) == (None, acsa, acsa)
    america = dict(rows(view, "rung", pair="AUS:USA").select("year", "rung").rows())
    assert (america[2000], america[2001]) == (0, treaty)


def test_pairs_the_record_does_not_look_at_are_missing(view: View) -> None:
    assert rows(view, "acsa", "exercise", "rung", pair="USA:JPN").select(
        "acsa", "exercise", "rung"
    ).null_count().row(0) == (7, 7, 7)
    stranger = dict(rows(view, "acsa", pair="AUS:BRA").select("year", "acsa").rows())
    assert (stranger[1999], stranger[2001]) == (None, 0)


def test_names_and_panels_that_do_not_fit_are_refused(view: View) -> None:
    panel = dyad_years("actor", first=2000, last=2001, codebook=view.codebook)
    with pytest.raises(InputError, match="'acsas' is neither a public data set nor a kind"):
        panel.record(view, "acsas")
    with pytest.raises(InputError, match="the record speaks of pairs"):
        state_years("actor", first=2000, last=2001, codebook=view.codebook).record(view, "acsa")
    with pytest.raises(InputError, match="give both first and last"):
        dyad_years("actor", codebook=view.codebook)


def test_a_panel_of_other_codes_gets_actors_beside_them(view: View, data: Path) -> None:
    panel = dyad_years("cow", first=2001, last=2001, data=data).only("900:750")
    row = panel.record(view, "acsa").to_polars().row(0, named=True)
    assert (row["actor1"], row["actor2"], row["acsa"]) == ("AUS", "IND", 1)


@pytest.mark.parametrize("year", [1995, 2005, 2015, 2024])
def test_rungs_agree_with_the_overview_table(year: int) -> None:
    with open_record() as record:
        shipped: Record = record
        overview = table("JPN", as_of=f"{year}-12-31", record=shipped)
        panel = dyad_years("actor", first=year, last=year, codebook=shipped.codebook)
        frame = panel.only("JPN:*").record(shipped.view(), "rung").to_polars()
    made = dict(frame.select("actor2", "rung").rows())
    expected = {line.partner: line.rung for line in overview.partners if line.partner in made}
    assert len(expected) > 20
    assert {partner: made[partner] for partner in expected} == expected
