"""Time within a unit: by hand, and against loops over the politically relevant world."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from kizuna.errors import InputError
from kizuna.panels import Panel, dyad_years

ROWS = {
    "ccode": [1] * 8 + [2] * 5,
    "year": [1900, 1901, 1902, 1903, 1904, 1950, 1951, 1952, 1900, 1901, 1902, 1903, 1904],
    "war": [0, 0, 1, 1, 0, 0, 1, 0, 0, None, 0, 1, 0],
    "score": [5.0, None, 7.0, None, None, None, 1.0, 2.0, None, 4.0, 4.5, None, 6.0],
}


@pytest.fixture
def panel() -> Panel:
    return Panel.of(pl.DataFrame(ROWS))


def column(panel: Panel, name: str) -> list[object]:
    return panel.to_polars()[name].to_list()


def test_peace_years_count_years_and_not_rows(panel: Panel) -> None:
    made = column(panel.spells("war", name="peace"), "peace")
    assert made == [0, 1, 2, 0, 0, 46, 47, 0, 0, None, None, None, 0]


def test_peace_years_of_relevant_pairs_against_loops(data: Path) -> None:
    panel = dyad_years("cow", first=1816, last=2012, data=data).politically_relevant()
    frame = panel.join("gmlmidongoing").spells("gmlmidongoing").to_polars()
    last: dict[tuple[int, int], int] = {}
    expected = []
    for one, two, year, ongoing in frame.select(
        "ccode1", "ccode2", "year", "gmlmidongoing"
    ).iter_rows():
        since = last.setdefault((one, two), year)
        expected.append(None if ongoing is None else year - since)
        if ongoing == 1:
            last[one, two] = year + 1
    assert frame["gmlmidspell"].to_list() == expected
    assert max(filter(None, expected)) > 100


def test_lags_and_leads_are_missing_across_a_gap(panel: Panel) -> None:
    assert column(panel.lag("score"), "score_lag1") == (
        [None, 5.0, None, 7.0, None, None, None, 1.0, None, None, 4.0, 4.5, None]
    )
    assert column(panel.lag("score", 2), "score_lag2") == (
        [None, None, 5.0, None, 7.0, None, None, None, None, None, None, 4.0, 4.5]
    )
    assert column(panel.lag("score", -1), "score_lead1") == (
        [None, 7.0, None, None, None, 1.0, 2.0, None, 4.0, 4.5, None, 6.0, None]
    )
    with pytest.raises(InputError, match="a lag of 0 periods"):
        panel.lag("score", 0)


def test_onsets_are_first_periods_of_what_goes_on(panel: Panel) -> None:
    made = column(panel.onset("war"), "war_onset")
    assert made == [0, 0, 1, 0, 0, 0, 1, 0, 0, None, 0, 1, 0]


def test_an_onset_is_unknown_after_an_unknown_period() -> None:
    panel = Panel.of(pl.DataFrame({"ccode": [1, 1], "year": [1, 2], "war": [None, 1]}))
    assert column(panel.onset("war"), "war_onset") == [None, None]


def test_carried_values_say_how_old_they_are(panel: Panel) -> None:
    made = panel.carry("score")
    assert column(made, "score_carried") == (
        [5.0, 5.0, 7.0, 7.0, 7.0, 7.0, 1.0, 2.0, None, 4.0, 4.5, 4.5, 6.0]
    )
    assert column(made, "score_carried_age") == [0, 1, 0, 1, 2, 48, 0, 0, None, 0, 0, 1, 0]
    fresh = panel.carry("score", limit=1, name="fresh")
    assert column(fresh, "fresh") == (
        [5.0, 5.0, 7.0, 7.0, None, None, 1.0, 2.0, None, 4.0, 4.5, 4.5, 6.0]
    )


def test_polynomials(panel: Panel) -> None:
    made = panel.spells("war", name="peace").cubic("peace")
    assert column(made, "peace_2")[:6] == [0, 1, 4, 0, 0, 2116]
    assert column(made, "peace_3")[:6] == [0, 1, 8, 0, 0, 97336]


def test_days_and_months_count_in_their_own_units() -> None:
    months = pl.DataFrame(
        {"ccode": [1] * 3, "year": [1900, 1900, 1901], "month": [11, 12, 1], "war": [1, 0, 0]}
    )
    assert column(Panel.of(months).spells("war", name="p"), "p") == [0, 0, 1]
    days = pl.DataFrame(
        {"ccode": [1] * 3, "year": [1900] * 3, "date": ["1900-02-27", "1900-02-28", "1900-03-01"]}
    ).with_columns(pl.col("date").str.to_date(), war=pl.Series([1, 0, 0]))
    made = Panel.of(days).spells("war", name="p").lag("war")
    assert column(made, "p") == [0, 0, 1]
    assert column(made, "war_lag1") == [None, 1, 0]


def test_an_unknown_column_lists_what_there_is(panel: Panel) -> None:
    with pytest.raises(InputError, match="no column peace; it has ccode, year, war, score"):
        panel.spells("peace")
