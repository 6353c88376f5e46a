"""One test, or more, for each thing that today's tool gets wrong (peacesciencer 1.2.9)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import ibis
import polars as pl
import pytest

import kizuna.panels
from kizuna.panels import Panel, dyad_years, state_years

PIPELINE = """
from pathlib import Path
from kizuna.panels import dyad_years
panel = (
    dyad_years("cow", first=1816, last={last}, data={data!r})
    .join("contiguity", "majors", "gmlmidonset", "gmlmidongoing")
    .spells("gmlmidongoing")
    .join("capabilities", "democracy", "gdp", "mindist")
)
table = panel.to_arrow()
peak = next(line for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))
print(table.num_rows, peak.split()[1])
"""


def test_two_dispute_data_sets_in_either_order_lose_no_onset(data: Path) -> None:
    """There, the defaults of the second join silently zero 82% of the first one's onsets."""
    panel = dyad_years("cow", first=1816, last=2014, data=data)
    alone = {
        name: panel.join(f"{name}onset").to_polars()[f"{name}onset"].sum()
        for name in ("gmlmid", "cowmid")
    }
    for order in (("gml", "mid"), ("mid", "gml")):
        both = panel.join(order[0]).join(order[1]).to_polars()
        for name, onsets in alone.items():
            assert both[f"{name}onset"].sum() == onsets > 5000


def test_peace_years_count_calendar_years_across_gaps(data: Path) -> None:
    """Prussia's successor is away from 1946 to 1954: a row count would say 1, the calendar says 10."""
    made = (
        dyad_years("cow", first=1930, last=1960, data=data)
        .only("220:255", "220:260", "380:305")
        .join("gmlmidongoing")
        .spells("gmlmidongoing")
        .to_polars()
    )
    austria = made.filter(ccode1=380, ccode2=305)
    gap = austria.filter(pl.col("year").is_between(1938, 1955))["year"].to_list()
    assert gap == [1938, 1955]
    peace = dict(austria.select("year", "gmlmidspell").rows())
    assert peace[1955] - peace[1938] == 1955 - 1938
    assert austria.height < 1955 - 1930


def test_no_result_depends_on_the_computers_clock(data: Path) -> None:
    """There, a span without an end goes to the current year; here it ends with the list.

    Nothing in the room asks for the time, and nothing in what the engine is given does.
    """
    frame = dyad_years("cow", data=data).to_polars()
    assert (frame["year"].max(), frame.height) == (2016, 1_912_290)
    room = Path(kizuna.panels.__file__).parent
    asked = {
        f"{file.name}: {node.attr}"
        for file in room.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8")))
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow", "time"}
    }
    assert asked == set()
    panel = dyad_years("cow", data=data).join("gml", "capdist").spells("gmlmidongoing")
    query = str(ibis.to_sql(panel.table, dialect="duckdb")).upper()
    assert not [word for word in ("CURRENT_", "NOW(", "TODAY(") if word in query]


def test_a_span_past_the_data_is_asked_for_and_marked(data: Path) -> None:
    frame = state_years("cow", first=2015, last=2018, data=data).to_polars()
    marked = frame.group_by("year").agg(pl.col("extended").all()).sort("year")
    assert marked.rows() == [(2015, False), (2016, False), (2017, True), (2018, True)]


def test_two_states_form_a_pair_only_if_they_existed_on_a_common_day(data: Path) -> None:
    for system, code in (("cow", "ccode"), ("gw", "gwcode")):
        false = pl.read_csv(data / f"false_{system}_dyads.csv")
        codes = [name for name in false.columns if name[:-1] == code]
        keys = [*codes, "year"]
        made = dyad_years(system, first=1816, last=2016, data=data).to_polars()  # type: ignore[arg-type]
        same = false.select(pl.col(key).cast(made[key].dtype) for key in keys)
        assert made.join(same, on=keys, how="semi").is_empty()


@pytest.mark.parametrize(
    "name",
    ["contiguity", "majors", "capabilities", "democracy", "gdp", "gml", "mid", "atop", "igo",
     "igo-states", "mindist", "rivalries", "capdist", "un-votes"],
)  # fmt: skip
def test_every_join_works_for_gleditsch_ward_pairs(name: str, data: Path) -> None:
    panel = dyad_years("gw", first=2002, last=2003, data=data)
    made = panel.join(name).to_polars()
    assert made.select(panel.columns).equals(panel.to_polars())
    new = [c for c in made.columns if not c.startswith(("gwcode", "year", "ccode", "actor"))]
    assert new
    assert any(made[column].null_count() < made.height for column in new)


def test_no_hidden_attribute_is_lost_by_a_merge(data: Path) -> None:
    """There, a merge strips the attributes that say what the data are, and the next step fails."""
    panel = dyad_years("cow", first=2000, last=2001, data=data).only("740:*")
    merged = panel.to_pandas().merge(panel.join("cinc").to_pandas(), how="left")
    again = Panel.of(merged, data=data)
    assert again.unit == panel.unit
    expected = panel.join("cinc").join("contiguity").to_polars()
    assert again.join("contiguity").to_polars().select(expected.columns).equals(expected)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from Linux's /proc")
def test_the_unfiltered_pipeline_stays_under_two_gigabytes(data: Path) -> None:
    """There, 2.25 million rows take 14.6 seconds and 5.1 GB.

    The peak is the kernel's own for the new program. ``getrusage`` would do for a small parent, but
    it hands a child the peak of the process that started it, here that of all tests run before.
    """
    code = PIPELINE.format(last=2025, data=str(data))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows, peak = map(int, done.stdout.split())
    assert rows > 2_240_000
    assert peak * 1024 < 2e9
