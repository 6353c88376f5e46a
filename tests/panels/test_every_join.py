"""Every join, cell by cell on the whole world, against merges that pandas makes of the same files.

The second implementation shares nothing with the first but the files: spells become years by
loops, pairs are looked up by merges, codes are translated by a table of state-years.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kizuna.panels import dataset, dyad_years, state_years

pytestmark = pytest.mark.slow

Frame = pd.DataFrame
FIRST, LAST = 1816, 2018
CODE = {"cow": "ccode", "gw": "gwcode"}


def read(path: Path) -> Frame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, float_precision="round_trip", keep_default_na=False, na_values=[""])


def years(rows: Frame, keys: list[str], start: str, end: str) -> Frame:
    """One row per key and year; where spells share a year, the earlier one has it."""
    rows = rows.assign(_a=pd.to_datetime(rows[start]), _b=pd.to_datetime(rows[end]))
    out = [
        {**row._asdict(), "year": year}
        for row in rows.sort_values(["_a", "_b"], kind="stable").itertuples(index=False)
        for year in range(row[-2].year, row[-1].year + 1)
    ]
    return pd.DataFrame(out).drop_duplicates([*keys, "year"], keep="first")


def dated(rows: Frame) -> Frame:
    for side in ("st", "end"):
        parts = [rows[f"{side}{part}"].astype(int) for part in ("year", "month", "day")]
        rows[f"_{side}"] = [f"{y:04}-{m:02}-{d:02}" for y, m, d in zip(*parts, strict=True)]
    return rows


# What a data set says, in its own codes: its keys, a year, and values by the panel's names.
def contiguity(data: Path) -> Frame:
    return years(read(data / "cow_contdir.csv"), ["ccode1", "ccode2"], "stdate", "enddate")


def majors(data: Path) -> Frame:
    return years(dated(read(data / "cow_majors.csv")), ["ccode"], "_st", "_end").assign(cowmaj=1)


def rivalries(data: Path) -> Frame:
    rows = read(data / "tss_rivalries.csv")
    one, two = rows[["ccode1", "ccode2"]].min(axis=1), rows[["ccode1", "ccode2"]].max(axis=1)
    kinds = ["positional", "spatial", "ideological", "interventionary"]
    rows = rows.assign(ccode1=one, ccode2=two, **{k: rows[k].fillna(0) for k in kinds})
    out = [
        {**row._asdict(), "year": year, "ongoingrivalry": 1}
        for row in rows.sort_values(["start", "end"], kind="stable").itertuples(index=False)
        for year in range(max(int(row.start), FIRST), int(row.end) + 1)
    ]
    found = pd.DataFrame(out)
    # Austria-Hungary ended in November 1918; its rivalry with Serbia goes on as Austria's.
    found.loc[(found["ccode1"] == 300) & (found["year"] > 1918), "ccode1"] = 305
    return found.drop_duplicates(["ccode1", "ccode2", "year"], keep="first")


def disputes(file: str, prefix: str) -> Callable[[Path], Frame]:
    def rows(data: Path) -> Frame:
        found = read(data / file)
        ours = {"cowmidonset", "cowmidongoing", "gmlmidonset", "gmlmidongoing"}
        keys = {"ccode1", "ccode2", "year"}
        named = {c: f"{prefix}_{c}" for c in found.columns if c not in ours | keys}
        found = found.rename(columns=named)
        values = [c for c in named.values() if c[len(prefix) + 1 :][:4] in ("fata", "hiac", "host", "mind", "maxd")]  # fmt: skip
        found[values] = found[values].astype(float).replace(-9.0, np.nan)
        return found

    return rows


def plain(file: str, code: str = "") -> Callable[[Path], Frame]:
    def rows(data: Path) -> Frame:
        found = read(data / file)
        return found.replace(-9, np.nan) if "nmc" in file else found

    return rows


# Data set, system of its file, pairs or states, directed, the rows, and what is 0 when not listed.
CASES: list[tuple[str, str, bool, bool, Callable[[Path], Frame], bool]] = [
    ("contiguity", "cow", True, True, contiguity, True),
    ("majors", "cow", False, True, majors, True),
    ("capabilities", "cow", False, True, plain("cow_nmc.csv.gz"), False),
    ("democracy", "cow", False, True, plain("cw_democracy.csv.gz"), False),
    ("democracy", "gw", False, True, plain("gw_democracy.csv.gz"), False),
    ("gdp", "cow", False, True, plain("cw_gdppop.csv.gz"), False),
    ("gdp", "gw", False, True, plain("gw_gdppop.csv.gz"), False),
    ("igo-states", "cow", False, True, plain("cow_igo_sy.csv"), False),
    ("gml", "cow", True, True, disputes("gml_mid_ddydisps.csv.gz", "gml"), True),
    ("mid", "cow", True, True, disputes("cow_mid_ddydisps.csv.gz", "mid"), True),
    ("atop", "cow", True, True, plain("atop_alliance.parquet"), True),
    ("igo", "cow", True, False, plain("cow_igo_ndy.parquet"), False),
    ("mindist", "cow", True, False, plain("cow_mindist.parquet"), False),
    ("rivalries", "cow", True, False, rivalries, True),
]


@cache
def grid(system: str, data: Path) -> Frame:
    made = dyad_years(system, first=FIRST, last=LAST, data=data).to_pandas()  # type: ignore[arg-type]
    return made[[f"{CODE[system]}1", f"{CODE[system]}2", "year"]].astype(int)


def translated(keys: Frame, data: Path) -> Frame:
    """Correlates of War codes beside Gleditsch-Ward ones; the unchanged one, else the lowest."""
    table = read(data / "cw_gw_panel.csv.gz").dropna(subset=["ccode", "gwcode"])
    table = table.assign(other=table["ccode"] != table["gwcode"])
    table = table.sort_values(["gwcode", "year", "other", "ccode"]).drop_duplicates(
        ["gwcode", "year"]
    )
    for side in "12":
        part = table[["gwcode", "year", "ccode"]].rename(
            columns={"gwcode": f"gwcode{side}", "ccode": f"ccode{side}"}
        )
        keys = keys.merge(part, on=[f"gwcode{side}", "year"], how="left")
    return keys


def looked_up(
    keys: Frame, rows: Frame, code: str, dyadic: bool, directed: bool, columns: list[str]
) -> Frame:
    if not dyadic:
        for side in "12":
            part = rows[[code, "year", *columns]].rename(
                columns={code: f"{code}{side}"} | {c: f"{c}{side}" for c in columns}
            )
            keys = keys.merge(part, on=[f"{code}{side}", "year"], how="left")
        return keys
    pair = [f"{code}1", f"{code}2"]
    if directed:
        return keys.merge(rows[[*pair, "year", *columns]], on=[*pair, "year"], how="left")
    low, high = keys[pair].min(axis=1, skipna=False), keys[pair].max(axis=1, skipna=False)
    part = rows[[*pair, "year", *columns]].rename(columns={pair[0]: "_low", pair[1]: "_high"})
    return keys.assign(_low=low, _high=high).merge(part, on=["_low", "_high", "year"], how="left")


@pytest.mark.parametrize("panel", ["cow", "gw"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_every_cell(panel: str, case: tuple, data: Path) -> None:  # type: ignore[type-arg]
    name, system, dyadic, directed, rows, zero = case
    if panel != system and system == "gw":
        pytest.skip("a panel of Correlates of War pairs reads the file in its own codes")
    if panel == "gw" and name in ("democracy", "gdp") and system == "cow":
        pytest.skip("a panel of Gleditsch-Ward pairs reads the file in its own codes")
    source = dataset(name)
    columns = [column.name for column in source.columns()]
    keys = grid(panel, data)
    if panel != system:
        keys = translated(keys, data)
    expected = looked_up(keys, rows(data), CODE[system], dyadic, directed, columns)
    made = dyad_years(panel, first=FIRST, last=LAST, data=data).join(name).to_pandas()  # type: ignore[arg-type]
    assert (made[keys.columns[:3]].to_numpy() == keys.iloc[:, :3].to_numpy()).all()
    covered = keys["year"].between(source.first, source.last)
    for column in source.columns():
        for side in ("",) if dyadic else ("1", "2"):
            wanted = expected[f"{column.name}{side}"].astype(float)
            codes = [f"{CODE[system]}{s}" for s in (side or "12")]
            if zero and column.absent is not None:
                known = covered & keys[codes].notna().all(axis=1)
                wanted = wanted.where(wanted.notna() | ~known, column.absent)
            found = made[f"{column.name}{side}"].astype(float)
            same = (wanted == found) | (wanted.isna() & found.isna())
            assert same.all(), (column.name, made[~same].head(3), wanted[~same].head(3))
            assert found.notna().any()


def test_capitals_and_their_distance_for_both_systems(data: Path) -> None:
    for system in ("cow", "gw"):
        code = CODE[system]
        places = years(read(data / f"{system}_capitals.csv"), [code], "stdate", "enddate")
        keys = grid(system, data)
        expected = looked_up(keys, places, code, False, True, ["lat", "lng"])
        made = dyad_years(system, first=FIRST, last=LAST, data=data).join("capdist").to_pandas()  # type: ignore[arg-type]
        lat1, lng1, lat2, lng2 = (np.radians(expected[n]) for n in ("lat1", "lng1", "lat2", "lng2"))
        # The haversine, another formula than ours, is good to a metre where it is not antipodal.
        half = np.sin((lat1 - lat2) / 2) ** 2
        half += np.cos(lat1) * np.cos(lat2) * np.sin((lng1 - lng2) / 2) ** 2
        wanted = 2 * 6378.137 * np.arcsin(np.sqrt(half.clip(0, 1)))
        off = (made["capdist"] - wanted).abs()
        assert off.max() < 1e-3
        assert (made["capdist"].isna() == wanted.isna()).all()


def test_similarity_of_votes_and_counted_events_by_actor(data: Path) -> None:
    """Both are in letters: the panel's numbers are translated year by year."""
    made = dyad_years("cow", first=2002, last=2014, data=data).join("icews-dyads", "un_items")
    frame = made.to_pandas()
    rows = read(data / "icews_dyad_year_2002_2014.parquet")
    wanted = frame[["actor1", "actor2", "year"]].merge(
        rows, left_on=["actor1", "actor2", "year"], right_on=["i_iso3c", "j_iso3c", "year"],
        how="left",
    )  # fmt: skip
    for name in ("verbCoop", "matlCoop", "verbConf", "matlConf"):
        same = (wanted[name] == frame[name]) | (wanted[name].isna() & frame[name].isna())
        assert same.all()
    assert frame["verbCoop"].notna().sum() > 250_000
    pairs = dyad_years("cow", directed=False, first=2002, last=2014, data=data)
    sides = rows.assign(one=rows[["i_iso3c", "j_iso3c"]].min(axis=1),
                        two=rows[["i_iso3c", "j_iso3c"]].max(axis=1))  # fmt: skip
    added = sides.groupby(["one", "two", "year"], as_index=False)["matlCoop"].sum()
    undirected = pairs.join("icews-dyads").to_pandas()
    undirected = undirected.assign(one=undirected[["actor1", "actor2"]].min(axis=1),
                                   two=undirected[["actor1", "actor2"]].max(axis=1))  # fmt: skip
    beside = undirected.merge(added, on=["one", "two", "year"], suffixes=("", "_added"))
    assert len(beside) > 100_000
    assert (beside["matlCoop"] == beside["matlCoop_added"]).all()
    turned = frame[["ccode2", "ccode1", "year", "un_items"]].set_axis(
        ["ccode1", "ccode2", "year", "other"], axis=1
    )
    both = frame.merge(turned, on=["ccode1", "ccode2", "year"])
    assert ((both["un_items"] == both["other"]) | both["un_items"].isna()).all()


def test_variables_of_states_on_states_in_both_systems(data: Path) -> None:
    for system, names in (("cow", ["capabilities", "igo-states", "majors"]), ("gw", ["gdp"])):
        code = CODE[system]
        frame = state_years(system, first=FIRST, last=LAST, data=data).join(*names).to_pandas()  # type: ignore[arg-type]
        for name in names:
            rows = next(case[4] for case in CASES if case[0] == name and case[1] == system)(data)
            source = dataset(name)
            columns = [column.name for column in source.columns()]
            wanted = frame[[code, "year"]].merge(
                rows[[code, "year", *columns]], on=[code, "year"], how="left"
            )
            covered = frame["year"].between(source.first, source.last)
            for column in source.columns():
                values = wanted[column.name].astype(float)
                if column.absent is not None:
                    values = values.where(values.notna() | ~covered, column.absent)
                found = frame[column.name].astype(float)
                assert ((values == found) | (values.isna() & found.isna())).all()
