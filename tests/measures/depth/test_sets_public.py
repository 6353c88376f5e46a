"""Indicators from public data: hand-checked alliances, and the whole world."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from kizuna.errors import DataError
from kizuna.measures.depth import MISSING, Indicators, fit
from kizuna.measures.depth.sets import indicators
from kizuna.measures.depth.sets_public import ALLIANCES, INSTITUTIONS, alliances


def table(folder: Path, *rows: dict[str, object], drop: str = "") -> Path:
    """A table of alliances in ATOP's columns; what is not told is none."""
    columns = ["atopid", "begyr", "endyr", *INSTITUTIONS, "mem1", "mem2", "mem3"]
    lines = [",".join(name for name in columns if name != drop)]
    for row in rows:
        given = {**dict.fromkeys(columns, 0), "mem3": "", **row}
        lines.append(",".join(str(given[name]) for name in columns if name != drop))
    (folder / ALLIANCES[0]).write_text("\n".join(lines) + "\n")
    return folder


def codes(made: Indicators, unit: str, year: int | None = None) -> dict[str, int]:
    rows = made.rows_of(unit)
    place = 0 if year is None else made.time[rows].tolist().index(year)
    row = made.codes[rows][place].tolist()
    return dict(zip((item.code for item in made.items), row, strict=True))


def test_alliances_are_coded_by_the_order_of_the_codebook(tmp_path: Path) -> None:
    table(
        tmp_path,
        {"atopid": 10, "begyr": 1900, "milcon": 3, "organ1": 1, "organ2": 2, "milaid": 4},
        {"atopid": 9, "begyr": 1950, "base": 2, "subord": 2, "compag": 6, "milaid": 1},
        {"atopid": 8, "begyr": 1960, "milcon": "", "intcom": 1, "contrib": 1, "organ1": -9},
    )
    made = indicators("atop-alliances", data=tmp_path)
    assert made.units == ("10", "8", "9")
    assert not made.dynamic
    assert made.time.tolist() == [1900, 1960, 1950]
    first = codes(made, "10")
    assert (first["military_contact"], first["organisation"], first["military_aid"]) == (3, 2, 2)
    second = codes(made, "9")
    assert (second["bases"], second["subordination"], second["common_agreements"]) == (1, 1, 1)
    assert second["military_aid"] == 1
    third = codes(made, "8")
    assert third["military_contact"] == MISSING
    assert (third["integrated_command"], third["contributions"]) == (1, 1)
    # One of two columns is known: it is what is known.
    assert third["organisation"] == 0


@pytest.mark.parametrize(
    ("row", "drop", "complaint"),
    [
        ({"milcon": "some"}, "", "row 2, column milcon: found 'some', expected a whole number"),
        ({"milcon": 1.5}, "", "found '1.5', expected a whole number"),
        ({}, "compag", "no column compag"),
    ],
)
def test_a_table_of_alliances_that_does_not_fit_is_refused(
    tmp_path: Path, row: dict[str, object], drop: str, complaint: str
) -> None:
    table(tmp_path, {"atopid": 1, "begyr": 1900, **row}, drop=drop)
    with pytest.raises(DataError, match=complaint):
        alliances(tmp_path)


def test_a_value_of_no_category_is_refused(tmp_path: Path) -> None:
    table(tmp_path, {"atopid": 1, "begyr": 1900, "milcon": 7})
    with pytest.raises(DataError, match=r"military_contact, 1 1900: the value 7 .* in no category"):
        indicators("atop-alliances", data=tmp_path)


def test_a_missing_table_of_alliances_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no table of alliances in .*atop-alliance-level\.csv"):
        indicators("atop-alliances", data=tmp_path)


def test_every_alliance_of_the_project_is_there(data: Path) -> None:
    made = indicators("atop-alliances", data=data)
    assert made.codes.shape == (745, 8)
    raw = pl.read_csv(data / ALLIANCES[0], infer_schema_length=None)
    bases = (raw["base"] > 0).sum()
    assert (made.codes[:, [i.code for i in made.items].index("bases")] == 1).sum() == bases
    # Six alliances have no text from which anything could be coded.
    assert ((made.codes == MISSING).all(axis=1)).sum() == 6


def test_depth_of_alliances_agrees_with_plainer_ways(data: Path) -> None:
    """The number of provisions and their first principal component, which know no model."""
    made = indicators("atop-alliances", data=data)
    found = fit(made, preview=True)
    codes = found.data.codes.astype(float)
    codes[codes < 0] = np.nan
    scaled = (codes - np.nanmean(codes, axis=0)) / np.nanstd(codes, axis=0)
    known = np.isfinite(codes).all(axis=1)
    first = np.linalg.eigh(np.corrcoef(codes[known], rowvar=False))[1][:, -1]
    component = scaled[known] @ (first * np.sign(first.sum()))
    assert (first * np.sign(first.sum()) > 0).all()
    depth = found.states.mean
    count = np.nansum(codes > 0, axis=1)
    assert np.corrcoef(component, depth[known])[0, 1] > 0.92
    assert np.corrcoef(count, depth)[0, 1] > 0.93
    # Without any provision all are alike, and below all that have one.
    bare = known & (count == 0)
    assert bare.sum() > 300
    assert np.ptp(depth[bare]) < 1e-6
    assert depth[bare].max() < depth[known & (count > 0)].min()


@pytest.fixture(scope="module")
def world(data: Path) -> Indicators:
    begun = time.perf_counter()
    made = indicators("world", data=data)
    assert time.perf_counter() - begun < 30
    return made


def test_the_world_has_every_pair_in_every_year(world: Indicators) -> None:
    assert world.codes.shape[1] == 12
    assert world.codes.dtype == np.int8
    assert (world.time.min(), world.time.max()) == (1946, 2018)
    # The states of 2000, each with each; see the list of state system members.
    assert (world.time == 2000).sum() == 191 * 190 // 2
    assert len(set(world.units)) == len(world.units)


def test_nothing_is_zero_outside_the_years_that_the_data_cover(world: Indicators) -> None:
    column = {item.code: place for place, item in enumerate(world.items)}
    covered = {"cooperation": (2002, 2014), "memberships": (1946, 2014), "agreement": (1946, 2018)}
    for item, (first, last) in covered.items():
        outside = (world.time < first) | (world.time > last)
        assert (world.codes[outside, column[item]] == MISSING).all(), item
        inside = world.codes[~outside, column[item]]
        assert (inside != MISSING).mean() > 0.6, item
    late = world.time > 2016
    assert (world.codes[late, column["bases"]] == MISSING).all()


def test_known_pairs_have_what_is_known_of_them(world: Indicators) -> None:
    allied = codes(world, "JPN-USA", 1965)
    assert (allied["obligation"], allied["bases"], allied["cooperation"]) == (2, 1, MISSING)
    # Occupied Japan is no member of the system.
    assert min(years(world, "JPN-USA")) == 1952
    friendly = codes(world, "AUS-JPN", 2010)
    # Both joined a treaty of non-aggression with an organisation, which sets up no bases.
    assert (friendly["obligation"], friendly["bases"]) == (1, 0)
    assert friendly["cooperation"] == 3
    # Without an alliance there is nothing that could have bases: the question does not apply.
    strangers = codes(world, "BRA-JPN", 2010)
    assert (strangers["obligation"], strangers["bases"]) == (0, MISSING)
    nato, pact = codes(world, "FRA-GBR", 1960), codes(world, "POL-RUS", 1980)
    assert nato["integrated_command"] == 1
    assert (pact["integrated_command"], pact["obligation"]) == (1, 2)
    assert codes(world, "POL-RUS", 2000)["obligation"] == 1


def years(made: Indicators, unit: str) -> list[int]:
    found: list[int] = made.time[made.rows_of(unit)].tolist()
    return found


def test_a_state_united_within_a_year_counts_once(world: Indicators) -> None:
    assert years(world, "DEU-FRA").count(1990) == 1
    assert {1989, 1990, 1991} <= set(years(world, "DEU-FRA"))


def test_fifths_are_fifths_of_each_year(world: Indicators) -> None:
    column = [item.code for item in world.items].index("agreement")
    for year in (1960, 1990, 2010):
        found = world.codes[world.time == year, column]
        shares = np.bincount(found[found != MISSING], minlength=5) / (found != MISSING).sum()
        assert shares == pytest.approx([0.2] * 5, abs=0.03)
