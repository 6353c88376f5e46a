"""Publishers' own files: a small one in the true layout of each, and one that is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from kizuna.errors import DataError, InputError
from kizuna.panels import Panel, dataset
from kizuna.panels.files import locate, read
from kizuna.panels.joins import join


def load(folder: Path, name: str) -> pl.DataFrame:
    wanted = dataset(name)
    return pl.DataFrame(read(wanted, *locate(wanted, folder)))


def refused(folder: Path, name: str) -> str:
    with pytest.raises(DataError) as caught:
        load(folder, name)
    return str(caught.value)


SIPRI = (
    "Transfers of major weapons: Deals with deliveries or orders made for 1950 to 2023\n"
    "\n"
    "A 'Yes' in the column 'Local production' says so.\n"
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
    "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,"
    "Local production;\n"
    "1,United States,Japan,F-35A,FGA aircraft,Aircraft,2012,No,5,No,2018,No,New,55,55,275,Yes;\n"
    "1,United States,Japan,F-35A,FGA aircraft,Aircraft,2012,No,6,No,2019,No,New,55,55,330,Yes;\n"
    "2,United States,Japan,AIM-120C,BVRAAM,Missiles,2014,No,17,Yes,2018,No,New,0.2,0.2,3.4,No;\n"
    "3,Soviet Union,East Germany (GDR),T-72,tank,Armoured vehicles,1977,No,9,No,1988,No,New,2,2,18,No;\n"
    "4,Germany,Turkiye,Leopard-2A4,tank,Armoured vehicles,2005,No,5,No,2018,No,New,4,4,20,No;\n"
    "5,United States,NATO**,E-3A,AEW aircraft,Aircraft,1978,No,1,No,1988,No,New,90,90,90,No;\n"
    "6,unknown supplier(s),Japan,Mortar,mortar,Artillery,2017,No,1,No,2018,No,New,1,1,1,No;\n"
)


def test_sipri_deliveries_are_added_up_by_pair_and_year(tmp_path: Path) -> None:
    (tmp_path / "trade-register.csv").write_text(SIPRI)
    rows = load(tmp_path, "sipri").rows()
    assert rows == [
        ("DEU", "TUR", 2018, 20.0, 1),
        ("RUS", "DDR", 1988, 18.0, 1),
        ("USA", "JPN", 2018, 278.4, 2),
        ("USA", "JPN", 2019, 330.0, 1),
    ]


def test_sipri_names_that_are_no_states_are_reported(tmp_path: Path) -> None:
    (tmp_path / "trade-register.csv").write_text(SIPRI)
    keys = {"actor1": ["USA"] * 4, "actor2": ["JPN"] * 4, "year": [1987, 1989, 2019, 2020]}
    made = join(Panel.of(pl.DataFrame(keys), data=tmp_path), ["arms_tiv"])
    # The file covers 1988 to 2019: zero within, missing outside.
    assert made.to_polars()["arms_tiv"].to_list() == [None, 0, 330, None]
    (note,) = made.notes
    assert note.startswith("trade-register.csv: left out rows of names that are no actor: ")
    assert "NATO** (1)" in note
    assert "unknown supplier(s) (1)" in note


def test_sipri_in_its_older_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trade-register.csv").write_text(
        "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
        "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
        "SIPRI TIV for total order,SIPRI TIV of delivered weapons\n"
        "Afghanistan,Russia,2002,,3,,Mi-17,transport helicopter,3,,2002,Second hand,aid,2.9,8.7,8.7\n"
    )
    text = refused(tmp_path, "sipri")
    assert "trade-register.csv: no line begins with 'SIPRI AT Database ID'" in text
    assert "by year of delivery" in text


ATOP = (
    "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,defense\n"
    "1005,300,1815,1,3,1815,2,8,0,1\n"
    "1005,220,1815,1,3,1815,2,8,0,1\n"
    "3075,2,1947,9,2,0,0,0,0,1\n"
    "3075,70,1948,0,0,2004,9,6,0,0\n"
    "3180,2,1949,4,4,0,0,0,0,1\n"
)


def test_atop_memberships_become_state_years(tmp_path: Path) -> None:
    (tmp_path / "atop5_1m.csv").write_text(ATOP)
    frame = load(tmp_path, "atop-members")
    america = frame.filter(code=2)
    assert america.select(pl.col("year").min(), last=pl.col("year").max()).row(0) == (1947, 2018)
    assert dict(america.select("year", "atop_alliances").rows())[1948] == 1
    assert dict(america.select("year", "atop_alliances").rows())[2018] == 2
    mexico = frame.filter(code=70)
    assert mexico["year"].to_list() == list(range(1948, 2005))
    assert mexico["atop_defender"].unique().to_list() == [0]
    assert frame.filter(code=220).rows() == [(220, 1815, 1, 1)]


def test_atop_members_of_one_alliance_on_one_day_share_it(tmp_path: Path) -> None:
    (tmp_path / "atop5_1m.csv").write_text(ATOP)
    frame = load(tmp_path, "shared-alliances")
    assert frame.filter(code1=220, code2=300).rows() == [(220, 300, 1815, 1)]
    assert frame.filter(code1=2, code2=70)["year"].to_list() == list(range(1948, 2005))
    assert frame.filter(code1=70, code2=2).height == 57
    keys = {"ccode1": [2] * 3, "ccode2": [70] * 3, "year": [2004, 2005, 2019]}
    made = join(Panel.of(pl.DataFrame(keys), data=tmp_path), ["atop_shared"])
    assert made.to_polars()["atop_shared"].to_list() == [1, 0, None]


def test_an_impossible_day_of_a_membership_is_named(tmp_path: Path) -> None:
    (tmp_path / "atop5_1m.csv").write_text(ATOP + "4000,2,1950,2,31,0,0,0,0,0\n")
    text = refused(tmp_path, "atop-members")
    assert "atop5_1m.csv, row 7, column yrent: [1950.0, 2.0, 31.0] is no date" in text


DCAD = (
    "ccode1,cowName1,ccode2,cowName2,signDay,signMonth,signYear,EIFDay,EIFMonth,EIFYear,type,"
    "category1,category2,category3,span,renewType,renewYears,terminated,durationActual,"
    "endYearEstimate,asymmetry,categoryConf,UNTS,fullText,sourceType,source,factivaConf,"
    "factivaSign,factivaEIF,DCAid\n"
    "2,USA,740,JPN,1,1,1990,1,1,1991,1,1,,,5,1,5,0,5,1995,0,1,0,0,1,x,1,,,1\n"
    "740,JPN,2,USA,1,1,1994,1,1,1994,1,1,,,5,1,5,0,5,1996,0,1,0,0,1,x,1,,,2\n"
    "2,USA,200,UKG,1,1,1994,,,,1,1,,,5,1,5,0,5,,0,1,0,0,1,x,1,,,3\n"
)


def test_agreements_of_dcad_are_counted_while_in_force(tmp_path: Path) -> None:
    (tmp_path / "DCAD-v1.0-main.csv").write_text(DCAD)
    frame = load(tmp_path, "dca-agreements")
    assert frame.select("code1", "code2").unique().rows() == [(2, 740)]
    assert dict(frame.select("year", "dca_agreements").rows()) == {
        1991: 1, 1992: 1, 1993: 1, 1994: 2, 1995: 2, 1996: 1,
    }  # fmt: skip
    keys = {"ccode1": [740, 2], "ccode2": [2, 20], "year": [1995, 1995]}
    made = join(Panel.of(pl.DataFrame(keys), data=tmp_path), ["dca_agreements"])
    assert made.to_polars().sort("ccode1")["dca_agreements"].to_list() == [0, 2]
    assert made.notes == ("DCAD-v1.0-main.csv: left out 1 rows without a code or a date",)


POLITY = {
    "p5": [0] * 5,
    "ccode": [364, 365, 348, 341, 740],
    "scode": ["USR", "RUS", "MNT", "KOS", "JPN"],
    "year": [1950, 1992, 2007, 2008, 1946],
    "democ": [0, 5, 9, 8, -88],
    "autoc": [9, 0, 0, 0, -88],
    "polity": [-9, 5, 9, 8, -88],
    "polity2": [-9, 5, 9, 8, None],
    "durable": [27, 0, 1, 0, 0],
}


def polity_xls(path: Path) -> None:
    xlwt = pytest.importorskip("xlwt", reason="writing a workbook of 1997 needs xlwt")
    pytest.importorskip("fastexcel", reason="reading workbooks needs fastexcel")
    book = xlwt.Workbook()
    sheet = book.add_sheet("p5v2018")
    for at, (name, cells) in enumerate(POLITY.items()):
        for row, cell in enumerate([name, *cells]):
            if cell is not None:
                sheet.write(row, at, cell)
    book.save(str(path / "p5v2018.xls"))


def polity_sav(path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="SPSS files need pyreadstat")
    pandas = pytest.importorskip("pandas", reason="writing SPSS files needs pandas")
    pyreadstat.write_sav(pandas.DataFrame(POLITY), path / "p5v2018.sav")


def polity_csv(path: Path) -> None:
    pl.DataFrame(POLITY).write_csv(path / "p5v2018.csv")


@pytest.mark.parametrize("write", [polity_xls, polity_sav, polity_csv])
def test_polity_in_every_form_with_the_codes_of_the_system(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    write(tmp_path)
    frame = load(tmp_path, "polity5").sort("code")
    assert frame.select("code", "year", "p5_polity").rows() == [
        (341, 2007, 9), (347, 2008, 8), (365, 1950, -9), (365, 1992, 5), (740, 1946, None),
    ]  # fmt: skip
    assert frame["p5_polity2"].to_list() == [9, 8, -9, 5, None]


def test_polity_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel", reason="reading workbooks needs fastexcel")
    (tmp_path / "p5v2018.xls").write_text("<html>moved</html>")
    assert "p5v2018.xls: is no workbook (the project's annual" in refused(tmp_path, "polity")
    (tmp_path / "p5v2018.xls").unlink()
    (tmp_path / "p5v2018.csv").write_text("ccode,year,democ\n2,1800,1\n")
    assert "p5v2018.csv: no column autoc, polity" in refused(tmp_path, "polity")


DYADIC_MID = (
    "disno,dyindex,statea,namea,stateb,nameb,strtday,strtmnth,strtyr,year,endday,endmnth,endyear,"
    "outcome,settlmnt,fatlev,highact,hihost,recip,noinit,notarg,sideaa,revstata,revtypea,fatleva,"
    "highmcaa,hihosta,orignata,sideab,revstatb,revtypeb,fatlevb,highmcab,hihostb,orignatb\n"
    "2,1,2,USA,200,UKG,-9,5,1902,1902,-9,1,1903,6,1,0,7,3,0,1,1,1,1,1,0,7,3,1,0,1,1,0,0,1,1\n"
    "2,1,2,USA,200,UKG,-9,5,1902,1903,-9,1,1903,6,1,0,7,3,0,1,1,1,1,1,0,7,3,1,0,1,1,0,0,1,1\n"
    "2,1,200,UKG,2,USA,-9,5,1902,1902,-9,1,1903,6,1,0,7,3,0,1,1,0,1,1,0,0,1,1,1,1,1,0,7,3,1\n"
    "9,2,2,USA,200,UKG,-9,6,1903,1903,-9,7,1903,6,1,-9,8,4,1,1,1,1,1,1,0,7,3,1,0,1,1,0,0,1,1\n"
)


def test_dyadic_disputes_of_the_project_are_one_row_a_year(tmp_path: Path) -> None:
    (tmp_path / "dyadic_mid_4.03.csv").write_text(DYADIC_MID)
    frame = load(tmp_path, "mid").select(
        "code1", "code2", "year", "cowmidonset", "cowmidongoing", "mid_dispnum", "mid_fatality"
    )
    assert frame.rows() == [(2, 200, 1902, 1, 1, 2, 0), (2, 200, 1903, 1, 1, 9, None)]
    (tmp_path / "dyadic_mid_4.03.csv").write_text("disno,statea,stateb,year\n2,2,200,1902\n")
    text = refused(tmp_path, "mid")
    assert "dyadic_mid_4.03.csv: no column strtyr, fatlev, hihost, recip" in text
    assert "the project's dyadic file (dyadic_mid_4.0*.csv) 4.0" in text


GML = (
    "dispnum,ccode1,ccode2,year,midongoing,midonset,sidea1,sidea2,revstate1,revstate2,revtype11,"
    "revtype12,revtype21,revtype22,fatality1,fatality2,fatalpre1,fatalpre2,hiact1,hiact2,hostlev1,"
    "hostlev2,orig1,orig2,hiact,hostlev,mindur,maxdur,outcome,settle,fatality,fatalpre,stmon,endmon,"
    "recip,numa,numb,ongo2010,version\n"
    "2,2,200,1902,1,1,1,0,1,1,1,1,-9,-9,0,0,0,0,7,0,3,1,1,1,7,3,178,208,6,1,0,0,7,1,0,1,1,0,gml-2.1.1\n"
    "5,2,200,1902,1,0,1,0,1,1,1,1,-9,-9,6,0,0,0,7,0,5,1,1,1,7,5,178,208,6,1,6,0,7,1,1,1,1,0,gml-2.1.1\n"
    "6,2,200,1902,1,1,0,1,1,1,1,1,-9,-9,0,0,0,0,7,0,4,1,1,1,7,4,10,10,6,1,0,0,3,1,0,1,1,0,gml-2.1.1\n"
)


def test_gml_disputes_of_the_authors_are_whittled_as_in_the_field(tmp_path: Path) -> None:
    (tmp_path / "gml-ddy-disputes-2.1.1.csv").write_text(GML)
    rows = load(tmp_path, "gml").select("code1", "gmlmidonset", "gml_dispnum", "gml_sidea2").rows()
    assert rows == [(2, 1, 6, 1)]
    (tmp_path / "gml-ddy-disputes-2.1.1.csv").write_text(GML.replace("midonset", "onset"))
    assert "no column midonset" in refused(tmp_path, "gml")


def test_memberships_of_organisations_are_counted_across_columns(tmp_path: Path) -> None:
    (tmp_path / "dyadic_formatv3.csv").write_text(
        "ccode1,country1,ccode2,country2,year,dyadid,AALCO,AARO,ZZZ\n"
        "2,USA,740,Japan,1960,2740,1,0,1\n2,USA,740,Japan,1961,2740,1,-9,-1\n"
    )
    assert load(tmp_path, "igo").rows() == [(2, 740, 1960, 2), (2, 740, 1961, 1)]
    (tmp_path / "state_year_formatv3.csv").write_text(
        "ccode,year,state,AAAID,AALCO,AARO\n740,1960,japan,1,2,3\n740,1961,japan,0,-9,1\n"
    )
    assert load(tmp_path, "igo-states").rows() == [(740, 1960, 1, 1, 1, 3), (740, 1961, 1, 0, 0, 1)]
    (tmp_path / "dyadic_formatv3.csv").write_text("ccode1,ccode2,year,IGO\n2,740,1960,1\n")
    assert "dyadic_formatv3.csv: no column AALCO" in refused(tmp_path, "igo")
    (tmp_path / "dyadic_formatv3.csv").write_text("ccode1,ccode2,year,AALCO\n2,740,1960,yes\n")
    assert "dyadic_formatv3.csv: cannot be read as the project's" in refused(tmp_path, "igo")


def test_ideal_points_and_agreement_of_votes(tmp_path: Path) -> None:
    (tmp_path / "IdealpointestimatesAll_Jun2024.csv").write_text(
        '"","ccode","session","iso3c","Countryname","IdealPointAll","NVotesAll"\n'
        '"1",740,58,"JPN","Japan",0.9,70\n"2",740,59,"JPN","Japan",0.8,70\n'
    )
    assert load(tmp_path, "ideal-point-states").rows() == [(740, 2003, 0.9), (740, 2004, 0.8)]
    (tmp_path / "AgreementScoresAll_Jun2024.csv").write_text(
        '"","session.x","ccode1","ccode2","agree","year","IdealPointAll.x","NVotesAll.x",'
        '"IdealPointAll.y","NVotesAll.y","IdealPointDistance"\n'
        '"1",58,740,900,0.9,2003,0.9,70,1.1,70,0.2\n"2",58,900,740,0.9,2003,1.1,70,0.9,70,0.2\n'
    )
    keys = {"ccode1": [900] * 2, "ccode2": [740] * 2, "year": [2003, 2004]}
    made = join(Panel.of(pl.DataFrame(keys), data=tmp_path), ["ideal-points", "IdealPointAll"])
    assert made.to_polars()["IdealPointDistance"].to_list() == [0.2, None]
    assert made.to_polars()["IdealPointAll2"].to_list() == [0.9, 0.8]
    (tmp_path / "IdealpointestimatesAll_Jun2024.csv").write_text("ccode,year,IdealPoint\n2,1,1\n")
    assert "no column session, IdealPointAll" in refused(tmp_path, "ideal-point-states")


def test_vdem_units_that_are_no_states_are_left_out_and_reported(tmp_path: Path) -> None:
    (tmp_path / "V-Dem-CY-Core-v15.csv").write_text(
        "country_name,country_text_id,year,COWcode,v2x_polyarchy,v2x_libdem\n"
        "Japan,JPN,2000,740,0.85,0.75\nPalestine/Gaza,PSG,2007,,0.2,0.1\n"
    )
    made = join(Panel.of(pl.DataFrame({"ccode": [740], "year": [2000]}), data=tmp_path), ["vdem"])
    assert made.to_polars().rows() == [(740, 2000, 0.85, 0.75)]
    assert made.notes == ("V-Dem-CY-Core-v15.csv: left out 1 rows without a code or a date",)
    (tmp_path / "V-Dem-CY-Core-v15.csv").write_text("country_name,year\nJapan,2000\n")
    assert "no column COWcode" in refused(tmp_path, "vdem")


def test_the_lists_of_2024(tmp_path: Path) -> None:
    (tmp_path / "statelist2024.csv").write_text(
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "USA,2,United States of America,1816,1,1,2024,12,31,2024\n"
    )
    assert load(tmp_path, "cow-states")["end"].to_list()[0].year == 2024
    (tmp_path / "majors2024.csv").write_text(
        "stateabb,ccode,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "USA,2,1898,8,13,2024,12,31,2024\n"
    )
    keys = pl.DataFrame({"ccode": [2] * 3, "year": [1897, 2020, 2025]})
    made = join(Panel.of(keys, data=tmp_path), ["majors"])
    assert made.to_polars()["cowmaj"].to_list() == [0, 1, None]


def test_a_column_of_two_data_sets_needs_its_data_set() -> None:
    from kizuna.panels.catalogue import known, resolve

    with pytest.raises(
        InputError, match=r"is a column of democracy and vdem: write democracy\.v2x"
    ):
        resolve("v2x_polyarchy")
    assert known("v2x_polyarchy")
    assert resolve("vdem.v2x_polyarchy")[0].name == "vdem"
    with pytest.raises(InputError, match="vdem has no column polity2"):
        resolve("vdem.polity2")
