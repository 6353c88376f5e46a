"""Sets of indicators are data: their file, its faults, and values in ordered categories."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kizuna.codebook.depth_sets import DepthItem, depth_set, depth_sets
from kizuna.errors import CodebookError, DataError, InputError
from kizuna.measures.depth import MISSING
from kizuna.measures.depth.sets import indicators

OWN = """
[[set]]
code = "port-visits"
title = "Visits of ships"
about = "A test."
source = "table"
file = "visits.csv"
unit = ["host", "guest"]
time = "year"
first = 2000

[[set.item]]
code = "visits"
label = "Visits"
categories = ["none", "some", "many"]
cuts = [1, 5]

[[set.item]]
code = "level"
label = "Level"
of = ["level", "second"]
categories = ["low", "high"]
levels = [[0, 1], [2]]
last = 2001

[[set.item]]
code = "rank"
label = "Rank"
of = ["score"]
categories = ["lower half", "upper half"]
shares = true
"""

ROWS = """host,guest,year,visits,level,second,score
JPN,AUS,2000,0,0,,1
JPN,AUS,2001,4,,2,
JPN,AUS,2002,5,2,,9
IND,JPN,2000,,1,0,2
IND,JPN,1999,7,1,0,2
KOR,JPN,2000,1,2,0,3
PHL,JPN,2000,1,2,0,4
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "visits.csv").write_text(ROWS)
    (tmp_path / "sets.toml").write_text(OWN)
    return tmp_path / "sets.toml"


def test_the_shipped_sets_load_and_say_what_they_are() -> None:
    sets = depth_sets()
    assert list(sets) == ["record", "record-named", "atop-alliances", "world"]
    for chosen in sets.values():
        assert chosen.title
        assert len(chosen.about) > 100
        assert all(item.label and len(item.categories) >= 2 for item in chosen.item)
    assert not sets["atop-alliances"].dynamic
    assert len(sets["atop-alliances"].item) == 8


def test_a_table_of_ones_own_becomes_ordered_categories(own: Path) -> None:
    made = indicators("port-visits", sets=str(own))
    assert made.units == ("AUS-JPN", "IND-JPN", "JPN-KOR", "JPN-PHL")
    assert made.unit.tolist() == [0, 0, 0, 1, 2, 3]
    assert made.time.tolist() == [2000, 2001, 2002, 2000, 2000, 2000]
    assert [item.categories for item in made.items] == [3, 2, 2]
    visits, level, rank = made.codes.T.tolist()
    assert visits == [0, 1, 2, MISSING, 1, 1]
    # The larger of the two columns counts; 2002 is beyond the years that the item covers.
    assert level == [0, 1, MISSING, 0, 1, 1]
    # Halves of each year: of 2000's scores 1, 2, 3, 4 the first two are the lower half.
    assert rank == [0, MISSING, 1, 0, 1, 1]
    assert made.codes.dtype == np.int8


def test_a_set_of_ones_own_replaces_the_shipped_one_of_the_same_code(own: Path) -> None:
    own.write_text(OWN.replace('"port-visits"', '"world"'))
    assert depth_set("world", own).title == "Visits of ships"
    assert depth_set("record", own).source == "record"


def test_an_unknown_set_is_refused_with_what_there_is() -> None:
    with pytest.raises(InputError, match=r"did you mean atop-alliances.*--sets"):
        depth_set("atop-aliances")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("cuts = [1, 5]", "cuts = [5, 1]", "item visits: cuts .* do not ascend"),
        ("cuts = [1, 5]", "cuts = [1]", "item visits: has 3 categories, .* make 2"),
        ("cuts = [1, 5]", "shares = true\ncuts = [1, 5]", "expected one of levels, cuts"),
        ("levels = [[0, 1], [2]]", "levels = [[0, 1], [1]]", "a value stands in two levels"),
        ("cuts = [1, 5]", "cut = [1, 5]", "unknown field `cut`"),
        ('code = "rank"', 'code = "level"', "item 'level' stands there twice"),
        ('time = "year"', "", "needs `time`"),
        ('source = "table"', 'source = "web"', "Invalid enum value 'web'"),
        ('source = "table"', 'source = "table"\nladder = true', "ladder = true needs source"),
        ('time = "year"', "dynamic = false\ndiscount = true", "discount = true needs years"),
        (
            'source = "table"',
            'source = "world"\ncovariates = ["gdp"]',
            "covariates are columns of a table; the source is world",
        ),
    ],
)
def test_a_file_that_breaks_the_form_is_refused(
    own: Path, old: str, new: str, complaint: str
) -> None:
    own.write_text(OWN.replace(old, new))
    with pytest.raises(CodebookError, match=complaint):
        depth_sets(own)


def test_a_file_of_sets_that_is_missing_or_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="cannot be read"):
        depth_sets(tmp_path / "nowhere.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[[set]\n")
    with pytest.raises(CodebookError, match="not readable as TOML"):
        depth_sets(broken)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("JPN,AUS,2002,5,2,,9", "JPN,AUS,2001,5,2,,9", "two rows for AUS-JPN in 2001"),
        ("KOR,JPN,2000,1,2,0,3", "KOR,JPN,2000,1,7,0,3", "the value 7 of level, second is in no"),
        (
            "KOR,JPN,2000,1,2,0,3",
            "KOR,JPN,2000,one,2,0,3",
            r"visits\.csv, row 7, column visits: found 'one', expected a number",
        ),
        ("KOR,JPN,2000", "KOR,JPN,", r"visits\.csv, row 7: has no year"),
        ("KOR,JPN,2000", "KOR,,2000", r"visits\.csv, row 7: has no guest"),
        ("KOR,JPN,2000", " ,JPN,2000", r"visits\.csv, row 7: has no host"),
        ("KOR,JPN,2000", "KOR,KOR,2000", r"row 7: pairs KOR with itself; expected two sides"),
        ("KOR,JPN,2000", "KOR,JPN,2000.5", r"row 7, column year: found '2000\.5', expected a year"),
        ("KOR,JPN,2000", "KOR,JPN,MM", "row 7, column year: found 'MM', expected a year"),
        ("KOR,JPN,2000", "KOR,JPN,-44", "row 7, column year: found '-44', .* from 1 to 9999"),
        ("KOR,JPN,2000", "KOR,JPN,2000-01-01", "row 7, column year: found '2000-01-01'"),
        ("host,guest,year,visits", "host,guest,year,calls", "no column visits"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    own: Path, old: str, new: str, complaint: str
) -> None:
    own.with_name("visits.csv").write_text(ROWS.replace(old, new))
    with pytest.raises(DataError, match=complaint):
        indicators("port-visits", sets=own)


def test_a_table_that_is_missing_is_refused(own: Path) -> None:
    own.with_name("visits.csv").unlink()
    with pytest.raises(DataError, match=r"visits\.csv: cannot be read"):
        indicators("port-visits", sets=own)


def test_a_set_without_rows_in_its_years_is_refused(own: Path) -> None:
    own.write_text(OWN.replace("first = 2000", "first = 2050"))
    with pytest.raises(InputError, match="has no rows in 2050"):
        indicators("port-visits", sets=own)


def test_an_item_stands_for_its_own_variable_unless_it_names_others() -> None:
    item = DepthItem(code="a", label="A", categories=("no", "yes"), cuts=(1,))
    assert item.variables == ("a",)


def test_what_is_no_number_is_missing(own: Path) -> None:
    own.with_name("visits.csv").write_text(ROWS.replace("JPN,AUS,2001,4,", "JPN,AUS,2001,NaN,"))
    made = indicators("port-visits", sets=own)
    row = list(made.time).index(2001)
    assert made.codes[row, 0] == MISSING


def test_a_column_without_any_value_is_missing_throughout(own: Path) -> None:
    """No value says of what type it is, and an item without responses is told by its name."""
    rows = [line.split(",") for line in ROWS.splitlines()]
    blank = "\n".join(
        ",".join([*row[:3], row[3] if not at else "", *row[4:]]) for at, row in enumerate(rows)
    )
    own.with_name("visits.csv").write_text(blank + "\n")
    made = indicators("port-visits", sets=own)
    assert set(made.codes[:, 0].tolist()) == {MISSING}


def test_yes_and_no_are_one_and_nothing(own: Path) -> None:
    own.write_text(OWN.replace('"some", "many"]\ncuts = [1, 5]', '"some"]\ncuts = [1]'))
    rows = [line.split(",") for line in ROWS.splitlines()]
    for row in rows[1:]:
        row[3] = "" if row[3] == "" else str(row[3] != "0").lower()
    own.with_name("visits.csv").write_text("\n".join(map(",".join, rows)) + "\n")
    assert indicators("port-visits", sets=own).codes[:, 0].tolist() == [0, 1, 1, MISSING, 1, 1]


def test_space_around_a_name_is_no_part_of_it(own: Path) -> None:
    own.with_name("visits.csv").write_text(ROWS.replace("JPN,AUS,2001", "JPN, AUS ,2001"))
    assert indicators("port-visits", sets=own).units[0] == "AUS-JPN"
    assert len(indicators("port-visits", sets=own).units) == 4


def test_a_parquet_file_is_read_by_the_same_rules(own: Path) -> None:
    import polars as pl

    table = pl.read_csv(own.with_name("visits.csv")).with_columns(
        pl.col("host").cast(pl.Categorical)
    )
    table.write_parquet(own.with_name("visits.parquet"))
    plain = indicators("port-visits", sets=own)
    own.write_text(OWN.replace("visits.csv", "visits.parquet"))
    assert indicators("port-visits", sets=own).data_hash == plain.data_hash
    dated = table.with_columns(pl.date(pl.col("year"), 1, 1).alias("year"))
    dated.write_parquet(own.with_name("visits.parquet"))
    with pytest.raises(DataError, match=r"visits\.parquet, row 1, column year: found '2000-01-01'"):
        indicators("port-visits", sets=own)


def test_a_covariate_is_that_of_a_units_first_year(own: Path) -> None:
    own.write_text(OWN.replace('time = "year"', 'time = "year"\ncovariates = ["score"]'))
    made = indicators("port-visits", sets=own)
    assert made.covariate_names == ("score",)
    assert made.covariates is not None
    assert made.covariates[:, 0].tolist() == [1, 2, 3, 4]


def test_whole_numbers_written_with_a_point_are_whole(own: Path) -> None:
    rows = ROWS.replace(",1,", ",1.0,").replace(",2,", ",2.0,").replace(",0,", ",0.0,")
    assert ",2.0," in rows
    plain = indicators("port-visits", sets=own)
    (own.parent / "visits.csv").write_text(rows)
    assert (indicators("port-visits", sets=own).codes == plain.codes).all()
