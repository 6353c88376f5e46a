"""Grids: against totals that are known, and against loops over the whole world."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import polars as pl
import pytest
from plain_panels import dyad_months as plain_months
from plain_panels import dyad_years as plain_years
from plain_panels import spells

from kizuna.errors import DataError, InputError
from kizuna.panels import (
    Panel,
    Unit,
    dyad_days,
    dyad_months,
    dyad_years,
    state_days,
    state_months,
    state_years,
)


def keys(panel: Panel) -> list[tuple[object, ...]]:
    return panel.to_polars().select(panel.unit.keys).rows()


def test_directed_dyad_years_of_the_world_are_exact(data: Path) -> None:
    frame = dyad_years("cow", first=1816, last=2016, data=data).to_polars()
    assert frame.columns == ["ccode1", "ccode2", "year"]
    assert frame.height == 1_912_290
    totals = frame.select(pl.all().cast(pl.Int64).sum()).row(0)
    assert totals == (836_485_571, 836_485_571, 3_785_043_800)
    text = frame.write_csv(include_header=False)
    assert hashlib.sha256(text.encode()).hexdigest().startswith("ed298a31b938531654ee")


@pytest.mark.parametrize(
    ("system", "file", "code"),
    [("cow", "cw_system.csv", "ccode"), ("gw", "gw_system.csv", "gwcode")],
)
def test_two_implementations_agree_on_the_whole_world(
    data: Path, system: str, file: str, code: str
) -> None:
    expected = sorted(plain_years(spells(data / file, code), 1816, 2020))
    last = 2016 if system == "cow" else 2020
    made = dyad_years(system, last=last, data=data)  # type: ignore[arg-type]
    assert keys(made) == expected
    undirected = dyad_years(system, directed=False, last=last, data=data)  # type: ignore[arg-type]
    assert keys(undirected) == [key for key in expected if key[0] < key[1]]


def test_two_implementations_agree_on_months(data: Path) -> None:
    expected = sorted(plain_months(spells(data / "cw_system.csv", "ccode"), 1910, 1925))
    made = dyad_months("cow", first=1910, last=1925, data=data)
    assert keys(made) == expected
    assert keys(dyad_months("cow", first="1912-03", last="1912-04", data=data)) == [
        key for key in expected if key[2] == 1912 and key[3] in (3, 4)
    ]


def test_state_periods_count_every_day_of_every_spell(data: Path) -> None:
    members = spells(data / "cw_system.csv", "ccode")
    days = sum((end - start).days + 1 for _, start, end in members)
    frame = state_days("cow", data=data).to_polars()
    assert frame.height == days
    assert frame.schema["date"] == pl.Date
    assert frame.select((pl.col("date").dt.year() == pl.col("year")).all()).item()
    years = {(code, y) for code, s, e in members for y in range(s.year, e.year + 1)}
    assert keys(state_years("cow", data=data)) == sorted(years)
    per_month = frame.select("ccode", "year", pl.col("date").dt.month()).unique().height
    assert state_months("cow", data=data).to_polars().height == per_month


def test_pairs_need_a_common_day_not_a_common_year(data: Path) -> None:
    false = pl.read_csv(data / "false_cow_dyads.csv").select("ccode1", "ccode2", "year").rows()
    made = set(keys(dyad_years("cow", data=data)))
    assert not made & set(false)
    codes = {code for row in false for code in row[:2]}
    assert codes <= {key[0] for key in made}


def test_rules_of_membership(world: Path) -> None:
    def years(rule: str) -> list[int]:
        panel = state_years("cow", members=rule, data=world).only("2")  # type: ignore[typeddict-item]
        return [key[1] for key in keys(panel)]  # type: ignore[misc]

    assert years("any_day") == [1900, 1901, 1902, 1905, 1906, 1907, 1908, 1909, 1910]
    assert years("first_day") == [1900, 1901, 1902, 1906, 1907, 1908, 1909, 1910]
    assert years("last_day") == [1900, 1901, 1905, 1906, 1907, 1908, 1909, 1910]
    assert years("mid") == [1900, 1901, 1906, 1907, 1908, 1909, 1910]


def test_membership_in_the_middle_of_a_month(world: Path) -> None:
    panel = state_months("cow", first=1904, last=1905, members="mid", data=world)
    assert (3, 1904, 8) in keys(panel)
    assert (4, 1904, 9) in keys(panel)
    short = state_months("cow", first="1901-05", last="1901-05", members="first_day", data=world)
    assert [key[0] for key in keys(short)] == [1, 2]


def test_a_state_that_ends_the_day_before_another_begins_is_no_partner(world: Path) -> None:
    made = keys(dyad_years("cow", data=world))
    assert not [key for key in made if {key[0], key[1]} == {3, 4}]
    assert made == sorted(set(made))
    days = dyad_days("cow", first="1904-08-30", last="1904-09-02", directed=False, data=world)
    found = [(a, b, str(date)) for a, b, _, date in keys(days)]
    assert found == [
        (1, 3, "1904-08-30"),
        (1, 3, "1904-08-31"),
        (1, 4, "1904-09-01"),
        (1, 4, "1904-09-02"),
    ]


def test_the_span_ends_with_the_list_unless_more_is_asked_for(world: Path) -> None:
    panel = state_years("cow", data=world)
    assert panel.to_polars()["year"].max() == 1910
    assert "extended" not in panel.columns
    longer = state_years("cow", last=1912, data=world)
    frame = longer.to_polars()
    assert frame.filter("extended")["year"].unique().sort().to_list() == [1911, 1912]
    assert frame.filter(pl.col("year") > 1910)["ccode"].unique().sort().to_list() == [1, 2, 4]
    assert "1910-12-31" in longer.notes[0]


def test_microstates_are_optional(data: Path) -> None:
    everyone = {key[0] for key in keys(state_years("gw", data=data))}
    main = {key[0] for key in keys(state_years("gw", microstates=False, data=data))}
    assert 221 in everyone - main
    assert 20 in main


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (1910, 1900, "the span from 1910-01-01 to 1900-12-31 is empty"),
        ("soon", None, "'soon' is no date: write a year 1990, a month 1990-07 or a day 1990-07-01"),
        ("1900-13", None, "is no date"),
        ("1900-01-01-01", None, "is no date"),
    ],
)
def test_a_span_that_is_none_is_refused(
    world: Path, first: object, last: object, text: str
) -> None:
    with pytest.raises(InputError, match=text.replace("(", r"\(")):
        state_years("cow", first=first, last=last, data=world)  # type: ignore[typeddict-item]


def test_an_empty_folder_says_what_to_put_there(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        state_years("cow", data=tmp_path)
    text = str(caught.value)
    assert "cw_system.csv, states2016.csv, cow_states.csv" in text
    assert "kizuna data fetch cow-states" in text
    assert "KIZUNA_DATA" in text


def test_a_parquet_file_says_what_it_is_and_appears_whole(world: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    panel = dyad_years("cow", last=1912, data=world)
    target = tmp_path / "it's a panel.parquet"
    panel.to_parquet(target)
    assert pl.read_parquet(target).equals(panel.to_polars())
    about = pq.read_schema(target).metadata[b"kizuna"].decode()
    assert "directed dyad-years (cow)" in about
    assert "carried forward" in about
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_table_comes_back_with_its_unit(world: Path) -> None:
    frame = dyad_years("cow", data=world).to_pandas()
    again = Panel.of(frame, data=world)
    assert again.unit == Unit("cow", dyadic=True, directed=True)
    assert again.to_polars().equals(dyad_years("cow", data=world).to_polars())
    with pytest.raises(InputError, match="cannot tell the unit"):
        Panel.of(pl.DataFrame({"country": ["a"]}))


def test_the_same_expression_yields_the_same_on_any_day(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(dt.date):
        @classmethod
        def today(cls) -> dt.date:
            return dt.date(2999, 1, 1)

    before = keys(dyad_years("cow", data=world))
    monkeypatch.setattr(dt, "date", Later)
    assert keys(dyad_years("cow", data=world)) == before
