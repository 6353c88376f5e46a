"""Joins: cell by cell against dictionaries, coverage, order, both code systems."""

from __future__ import annotations

import math
from pathlib import Path

import plain_panels as plain
import polars as pl
import pytest

from kizuna.errors import DataError, InputError
from kizuna.panels import Panel, dataset, dyad_months, dyad_years, state_years, unmatched


@pytest.fixture(scope="module")
def frame(data: Path) -> pl.DataFrame:
    """The whole world with one variable of every shape."""
    panel = dyad_years("cow", first=1816, last=2018, data=data)
    names = ("conttype", "cowmaj", "cinc", "polity2", "mrgdppc", "mindist", "gmlmidonset")
    return panel.join(*names, "dyadigos", "atop_defense", "ongoingrivalry").to_polars()


def expect(frame: pl.DataFrame, column: str, cell) -> None:  # type: ignore[no-untyped-def]
    """Hold a column against what `cell` says of each key."""
    wanted = [cell(*key) for key in frame.select("ccode1", "ccode2", "year").iter_rows()]
    found = frame[column]
    made = pl.Series(column, wanted, dtype=found.dtype)
    wrong = frame.filter(~found.eq_missing(made))
    assert wrong.is_empty(), wrong.head()


def test_no_row_is_added_or_lost(frame: pl.DataFrame, data: Path) -> None:
    grid = dyad_years("cow", first=1816, last=2018, data=data).to_polars()
    assert frame.select(grid.columns).equals(grid)


def test_contiguity_is_the_first_of_the_year(frame: pl.DataFrame, data: Path) -> None:
    known = plain.contiguity(data / "cow_contdir.csv")
    expect(frame, "conttype", lambda a, b, y: known.get((a, b, y), 0) if y <= 2016 else None)


def test_contiguity_can_be_the_last_of_the_year(data: Path) -> None:
    def kind(*, last: bool) -> int:
        panel = dyad_years("cow", first=1940, last=1940, data=data).only("200:220")
        return panel.join("contiguity", last=last).to_polars()["conttype"].item()

    assert (kind(last=False), kind(last=True)) == (3, 0)


def test_majors(frame: pl.DataFrame, data: Path) -> None:
    known = plain.majors(data / "cow_majors.csv")
    for side, name in enumerate(("cowmaj1", "cowmaj2")):
        expect(
            frame, name, lambda a, b, y, s=side: int(((a, b)[s], y) in known) if y <= 2016 else None
        )


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("cow_nmc.csv.gz", "cinc"),
        ("cw_democracy.csv.gz", "polity2"),
        ("cw_gdppop.csv.gz", "mrgdppc"),
    ],
)
def test_variables_of_states(frame: pl.DataFrame, data: Path, file: str, column: str) -> None:
    known = plain.by_state(data / file, "ccode", column)
    expect(frame, f"{column}1", lambda a, _b, y: known.get((a, y)))
    expect(frame, f"{column}2", lambda _a, b, y: known.get((b, y)))


def test_disputes_are_zero_only_where_they_were_looked_for(frame: pl.DataFrame, data: Path) -> None:
    known = plain.by_pair(data / "gml_mid_ddydisps.csv.gz", "gmlmidonset")
    expect(frame, "gmlmidonset", lambda a, b, y: known.get((a, b, y), 0) if y <= 2010 else None)


@pytest.mark.parametrize(
    ("file", "column", "absent", "last"),
    [
        ("cow_mindist.parquet", "mindist", None, 2019),
        ("cow_igo_ndy.parquet", "dyadigos", None, 2014),
    ],
)
def test_undirected_data_serve_both_directions(
    frame: pl.DataFrame, data: Path, file: str, column: str, absent: int | None, last: int
) -> None:
    known = {tuple(row[:3]): row[3] for row in pl.read_parquet(data / file).iter_rows()}
    expect(frame, column, lambda a, b, y: known.get((min(a, b), max(a, b), y)))


def test_alliances_keep_their_direction_and_fold_on_request(
    frame: pl.DataFrame, data: Path
) -> None:
    rows = pl.read_parquet(data / "atop_alliance.parquet")
    known = {tuple(r[:3]): r[3] for r in rows.iter_rows()}
    expect(frame, "atop_defense", lambda a, b, y: known.get((a, b, y), 0))
    assert (known[211, 220, 1832], known[220, 211, 1832]) == (0, 1)
    pair = dyad_years("cow", directed=False, first=1832, last=1832, data=data).only("220:211")
    assert pair.join("atop").to_polars()["atop_defense"].item() == 1


def test_rivalries_hold_from_start_to_end(frame: pl.DataFrame, data: Path) -> None:
    known = {
        (*sorted((int(r["ccode1"]), int(r["ccode2"]))), year)
        for r in plain.rows(data / "tss_rivalries.csv")
        for year in range(int(r["start"]), int(r["end"]) + 1)
    }
    # Austria-Hungary's rivalry with Serbia runs to 1920; since November 1918 it is Austria's.
    known |= {(305, 345, 1919), (305, 345, 1920)}
    expect(frame, "ongoingrivalry", lambda a, b, y: int((min(a, b), max(a, b), y) in known))


def test_capital_distance_by_hand(data: Path) -> None:
    panel = dyad_years("cow", first=2000, last=2000, data=data).only("740:900", "900:740")
    frame = panel.join("capdist").to_polars()
    assert frame.columns == ["ccode1", "ccode2", "year", "capdist"]
    places = {
        int(r["ccode"]): r for r in plain.rows(data / "cow_capitals.csv") if r["enddate"] > "2000"
    }
    lat1, lat2 = (math.radians(float(places[c]["lat"])) for c in (740, 900))
    east = math.radians(float(places[740]["lng"]) - float(places[900]["lng"]))
    haversine = math.sin((lat1 - lat2) / 2) ** 2
    haversine += math.cos(lat1) * math.cos(lat2) * math.sin(east / 2) ** 2
    expected = 2 * 6378.137 * math.asin(math.sqrt(haversine))
    assert frame["capdist"].to_list() == pytest.approx([expected, expected], rel=1e-12)


def test_politically_relevant_pairs(frame: pl.DataFrame, data: Path) -> None:
    relevant = dyad_years("cow", last=2016, data=data).politically_relevant().to_polars()
    wanted = frame.filter(
        (pl.col("conttype") > 0) | (pl.col("cowmaj1") == 1) | (pl.col("cowmaj2") == 1)
    )
    assert relevant.select("ccode1", "ccode2", "year").equals(
        wanted.select("ccode1", "ccode2", "year")
    )


def test_runs_of_equal_years_are_joined_as_runs(tmp_path: Path, data: Path) -> None:
    """A value that lasts, one that ends, a gap in the years and a change, by hand."""
    years = [*range(1950, 1970), *range(1975, 1990)]
    rows = pl.DataFrame({"ccode1": [2] * 35, "ccode2": [20] * 35, "year": years})
    rows = rows.with_columns(mindist=pl.when(pl.col("year") < 1980).then(5.0).otherwise(7.5))
    rows.write_parquet(tmp_path / "cow_mindist.parquet")
    keys = {"ccode1": [2] * 45, "ccode2": [20] * 45, "year": list(range(1948, 1993))}
    made = Panel.of(pl.DataFrame(keys), data=tmp_path).join("mindist").to_polars()
    known = dict(rows.select("year", "mindist").rows())
    assert made["mindist"].to_list() == [known.get(year) for year in keys["year"]]


def test_two_dispute_sets_in_either_order_lose_no_onset(data: Path) -> None:
    panel = dyad_years("cow", first=1816, last=2010, data=data)
    one = panel.join("gml").join("mid").to_polars()
    other = panel.join("mid").join("gml").to_polars()
    assert one.select(sorted(one.columns)).equals(other.select(sorted(other.columns)))
    for column, file in (("gmlmidonset", "gml"), ("cowmidonset", "cow")):
        source = pl.read_csv(data / f"{file}_mid_ddydisps.csv.gz", infer_schema_length=None)
        source = source.with_columns(pl.col("ccode1", "ccode2", "year").cast(pl.Int16))
        there = source.filter(pl.col("year") <= 2010).join(
            panel.to_polars(), on=["ccode1", "ccode2", "year"], how="semi"
        )
        assert one[column].sum() == there[column].sum() > 5000


def test_months_take_the_spell_of_the_month(data: Path) -> None:
    panel = dyad_months("cow", first=1940, last=1940, data=data).only("200:220")
    assert panel.join("contiguity").to_polars()["conttype"].to_list() == [3] * 6 + [0] * 6


def test_a_state_panel_gets_plain_names(data: Path) -> None:
    frame = state_years("cow", first=2000, last=2000, data=data).join("cinc", "igo-states")
    row = frame.to_polars().filter(ccode=740).row(0, named=True)
    nmc = plain.by_state(data / "cow_nmc.csv.gz", "ccode", "cinc")
    assert row["cinc"] == nmc[740, 2000]
    assert row.keys() >= {"sum_igo_full"}
    with pytest.raises(InputError, match="contiguity is about pairs of states"):
        frame.join("contiguity")


def test_gleditsch_ward_pairs_join_their_own_and_translated_data(data: Path) -> None:
    panel = dyad_years("gw", first=1985, last=1995, data=data)
    frame = panel.join("gdp", "contiguity", "gmlmidonset", "capdist").to_polars()
    assert frame.select(panel.columns).equals(panel.to_polars())
    known = plain.by_state(data / "gw_gdppop.csv.gz", "gwcode", "mrgdppc")
    sample = frame.filter(gwcode1=260, gwcode2=220)
    assert sample["mrgdppc1"].to_list() == [known[260, y] for y in sample["year"]]
    assert sample["ccode1"].to_list() == [260] * 6 + [255] * 5
    assert sample["conttype"].to_list() == [1] * 11
    lost = {item.code: item for item in unmatched(panel.codes("cow"), "cow")}
    assert (lost[223].first, lost[223].last) == (1985, 1989)
    alone = frame.filter(gwcode1=223, gwcode2=220, year=1989)
    assert alone["ccode1"].item() is None
    assert alone["conttype"].item() is None
    assert alone["gmlmidonset"].item() is None


def test_a_name_already_there_is_refused(data: Path) -> None:
    panel = dyad_years("cow", first=2000, last=2000, data=data).join("cinc")
    with pytest.raises(InputError, match="the panel already has cinc1: rename"):
        panel.join("cinc")


def test_an_unknown_name_suggests_the_nearest(data: Path) -> None:
    with pytest.raises(InputError, match="did you mean capabilities"):
        dyad_years("cow", data=data).join("capabilites")


def test_own_columns_are_matched_on_the_keys(data: Path) -> None:
    panel = dyad_years("cow", first=2000, last=2001, data=data).only("740:*")
    own = pl.DataFrame({"ccode1": [740], "ccode2": [900], "year": [2001], "depth": [1.5]})
    made = panel.attach(own).to_polars()
    assert made.height == panel.to_polars().height
    assert made.drop_nulls("depth").select("ccode2", "year", "depth").rows() == [(900, 2001, 1.5)]
    with pytest.raises(InputError, match="several rows for one"):
        panel.attach(pl.concat([own, own]))


def test_citations_are_exactly_those_used(data: Path) -> None:
    panel = dyad_years("cow", first=2000, last=2000, data=data)
    assert panel.cite().count("@") == 1
    joined = panel.join("cinc", "contiguity", "majors")
    assert "@article{stinnett2002contiguity" in joined.cite()
    assert joined.cite().count("cow2017states") == 1
    assert "leeds" not in joined.cite()


def test_coverage_can_differ_between_releases() -> None:
    layouts = dataset("nmc").layout
    assert {layout.version: layout.last for layout in layouts if layout.version} == {"6.0": 2016}


def test_a_missing_file_names_the_releases_that_would_do(tmp_path: Path, world: Path) -> None:
    with pytest.raises(DataError, match=r"cow_nmc.csv\*, NMC-70-abridged.csv"):
        Panel.of(pl.DataFrame({"ccode": [1], "year": [1900]}), data=tmp_path).join("cinc")
