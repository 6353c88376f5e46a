"""Malformed, outdated and differently laid out files: named, with column, row and expectation."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kizuna.errors import DataError
from kizuna.panels import dataset, datasets, state_years
from kizuna.panels.files import locate, read

NMC = "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n"


def load(folder: Path, name: str):  # type: ignore[no-untyped-def]
    wanted = dataset(name)
    return read(wanted, *locate(wanted, folder))


def broken(folder: Path, name: str) -> str:
    with pytest.raises(DataError) as caught:
        load(folder, name)
    return str(caught.value)


def test_a_missing_column_is_named_with_the_layout_expected(tmp_path: Path) -> None:
    (tmp_path / "cow_nmc.csv").write_text("ccode,year,milex\n2,1816,1\n")
    text = broken(tmp_path, "capabilities")
    assert text.startswith(
        "cow_nmc.csv: no column milper, irst, pec, tpop, upop, cinc; found ccode"
    )
    assert "Expected the layout of the peacesciencer package's table" in text
    assert "use the version named" in text


def test_a_value_of_another_type_is_named_with_its_row(tmp_path: Path) -> None:
    rows = "2,1816,1,2,3,4,5,6,0.1\n2,1817,1,many,3,4,5,6,0.1\n"
    (tmp_path / "cow_nmc.csv").write_text(NMC + rows)
    text = broken(tmp_path, "capabilities")
    assert text == "cow_nmc.csv, row 3, column milper: found 'many', expected a number"


def test_codes_for_missing_are_missing(tmp_path: Path) -> None:
    (tmp_path / "cow_nmc.csv").write_text(NMC + "2,1816,-9,2,3,4,5,6,0.1\n2,1817,,2.5,3,4,5,6,\n")
    frame = load(tmp_path, "capabilities").to_pydict()
    assert frame["milex"] == [None, None]
    assert frame["milper"] == [2.0, 2.5]
    assert frame["cinc"] == [0.1, None]


def test_two_rows_for_one_state_and_year_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cow_nmc.csv").write_text(NMC + "2,1816,1,2,3,4,5,6,0.1\n" * 2)
    assert "more than one row for {'code': 2, 'year': 1816}" in broken(tmp_path, "capabilities")


def test_a_row_without_a_code_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cow_nmc.csv").write_text(NMC + ",1816,1,2,3,4,5,6,0.1\n")
    assert "row 2: no code; expected one in every row" in broken(tmp_path, "capabilities")


def test_an_impossible_date_is_named(tmp_path: Path) -> None:
    header = "ccode,styear,stmonth,stday,endyear,endmonth,endday,version,stateabb,statenme\n"
    (tmp_path / "cow_states.csv").write_text(header + "2,1816,2,30,2016,12,31,2016,USA,x\n")
    text = broken(tmp_path, "cow-states")
    assert "cow_states.csv, row 2, column styear: [1816.0, 2.0, 30.0] is no date" in text
    (tmp_path / "cw_system.csv").write_text(
        "ccode,cw_abb,cw_name,start,end\n2,USA,x,1.1.1816,2016-12-31\n"
    )
    text = broken(tmp_path, "cow-states")
    assert (
        "cw_system.csv, row 2, column start: ['1.1.1816'] is no date; expected YYYY-MM-DD" in text
    )


def test_a_spell_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cw_system.csv").write_text(
        "ccode,cw_abb,cw_name,start,end\n2,USA,x,1900-01-01,1899-12-31\n"
    )
    assert "row 2: ends 1899-12-31 before it starts" in broken(tmp_path, "cow-states")


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "cow_nmc.csv.gz").write_bytes(b"\x1f\x8b\x08 this is no archive")
    assert "cow_nmc.csv.gz: cannot be read as text" in broken(tmp_path, "capabilities")
    (tmp_path / "cow_nmc.csv.gz").unlink()
    (tmp_path / "cow_nmc.csv").write_text("")
    assert "cow_nmc.csv: cannot be read as text" in broken(tmp_path, "capabilities")


def test_a_cut_off_archive_is_an_error(tmp_path: Path, data: Path) -> None:
    whole = (data / "cow_nmc.csv.gz").read_bytes()
    (tmp_path / "cow_nmc.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="damaged or cut off"):
        load(tmp_path, "capabilities")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    target = tmp_path / "cow_nmc.csv"
    target.write_text(NMC + "2,1816,1,2,3,4,5,6,0.1\n")
    assert load(tmp_path, "capabilities")["cinc"].to_pylist() == [0.1]
    target.write_text(NMC + "2,1816,1,2,3,4,5,6,0.25\n")
    assert load(tmp_path, "capabilities")["cinc"].to_pylist() == [0.25]


def test_the_publishers_own_layouts(tmp_path: Path) -> None:
    (tmp_path / "NMC-60-abridged.csv").write_text(
        "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"
        "USA,2,1816,3823,17,80,254,8659,101,.0396975,2021\n"
    )
    assert load(tmp_path, "capabilities")["cinc"].to_pylist() == [0.0396975]
    (tmp_path / "states2016.csv").write_text(
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "USA,2,United States of America,1816,1,1,2016,12,31,2016\n"
    )
    assert state_years("cow", data=tmp_path).to_polars().height == 201
    (tmp_path / "iisystem.dat").write_bytes(
        b"2\tUSA\tUnited States of America\t01:01:1816\t31:12:2017\n"
        b"437\tCDI\tC\xf4te D'Ivoire\t07:08:1960\t31:12:2017\n"
    )
    assert load(tmp_path, "gw-states")["statename"].to_pylist()[1] == "Côte D'Ivoire"
    assert state_years("gw", data=tmp_path).only("437").to_polars().height == 58
    (tmp_path / "contdir.csv").write_text(
        "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n"
        "2020,2,USA,20,CAN,1,192001,201612,,3.2\n"
    )
    assert load(tmp_path, "contiguity")["end"].to_pylist()[0].isoformat() == "2016-12-31"


@pytest.mark.parametrize("name", sorted(datasets()))
def test_every_declaration_is_complete(name: str) -> None:
    found = datasets()[name]
    assert found.bibtex.count("{") == found.bibtex.count("}")
    assert found.bibtex.strip().startswith("@")
    assert found.terms.endswith(".")
    assert found.first <= found.last
    assert found.layout
    assert found.download or found.advice


@pytest.mark.parametrize("name", sorted(datasets()))
def test_every_data_set_in_the_folder_reads(name: str, data: Path) -> None:
    found = datasets()[name]
    for layout in found.layout if found.shape != "votes" else ():
        for path in data.glob(layout.file):
            table = read(found, layout, path)
            assert table.num_rows > 10
            for column in found.columns():
                absent = layout.values.get(column.name) == ""
                assert absent or table[column.name].null_count < table.num_rows, column.name


def test_text_is_not_mangled_by_compression(tmp_path: Path) -> None:
    rows = NMC + "2,1816,1,2,3,4,5,6,0.1\n"
    (tmp_path / "cow_nmc.csv.gz").write_bytes(gzip.compress(rows.encode()))
    assert load(tmp_path, "capabilities")["code"].to_pylist() == [2]
