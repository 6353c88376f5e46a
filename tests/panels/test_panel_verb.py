"""``kizuna.panel``: everything by name, the record's measures included."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from kizuna.cli.panel import panel as command
from kizuna.errors import DataError, InputError
from kizuna.measures.convergence import convergence
from kizuna.measures.panel import panel
from kizuna.measures.salience import salience
from kizuna.panels import dyad_years
from kizuna.record import Record, open_record


@pytest.fixture(scope="module")
def shipped() -> Iterator[Record]:
    with open_record() as record:
        yield record


FIT = pl.DataFrame(
    {
        "unit": ["AUS-JPN", "AUS-JPN", "IND:JPN"],
        "time": [2015, 2016, 2016],
        "mean": [0.5, 0.75, -0.25],
        "sd": [0.1, 0.1, 0.2],
        "q05": [0.3, 0.6, -0.6],
        "q95": [0.7, 0.9, 0.1],
    }
)


def test_one_command_joins_agreements_rung_salience_and_convergence() -> None:
    result = CliRunner().invoke(
        command,
        ["--dyads", "JPN:*", "--from", "1990", "--with",
         "acsa,two_plus_two,rung,salience,convergence"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    frame = pl.read_csv(io.StringIO(result.stdout), infer_schema_length=None)
    assert frame.columns[:6] == ["actor1", "actor2", "year", "acsa", "two_plus_two", "rung"]
    assert {"salience_terrorism1", "salience_terrorism2", "convergence"} <= set(frame.columns)
    assert frame.select("actor1", "actor2", "year").is_unique().all()
    row = frame.filter(actor2="AUS", year=2016).row(0, named=True)
    assert (row["acsa"], row["two_plus_two"], row["rung"]) == (1.0, 1.0, 6)
    assert 0 < row["convergence_low"] <= row["convergence"] <= row["convergence_high"] <= 1


def test_convergence_is_what_the_measure_says(shipped: Record) -> None:
    made = panel(join=["convergence"], only=["IND:JPN"], first=2000, last=2017, record=shipped)
    frame = made.to_polars()
    expected = {
        p.on.year: p for p in convergence("JPN", "IND", as_of="2017", record=shipped).course
    }
    assert len(expected) > 5
    for row in frame.iter_rows(named=True):
        point = expected.get(row["year"])
        found = row["convergence"], row["convergence_low"], row["convergence_high"]
        assert found == ((point.index, point.low, point.high) if point else (None, None, None))


def test_salience_is_what_the_measure_says(shipped: Record) -> None:
    made = panel(
        "state-years", join=["salience"], only=["PHL"], first=2018, last=2018, record=shipped
    )
    row = made.to_polars().row(0, named=True)
    coded = salience("PHL", as_of="2018-12-31", record=shipped)
    stands = {f"salience_{e.threat}": e.value for e in coded.entries if not e.stale}
    assert stands
    assert {k: v for k, v in row.items() if k in stands} == stands
    silent = [k for k in row if k.startswith("salience_") and k not in stands]
    assert all(row[name] is None for name in silent)


def test_salience_of_one_threat_stands_on_both_sides(shipped: Record) -> None:
    made = panel(
        join=["salience.terrorism"], only=["JPN:AUS", "AUS:JPN"], first=2016, last=2016,
        record=shipped,
    )  # fmt: skip
    one, other = made.to_polars().rows()
    assert one[3:] == other[3:][::-1]
    assert made.columns[3:] == ("salience_terrorism1", "salience_terrorism2")


def test_depth_comes_from_a_saved_fit(tmp_path: Path, shipped: Record) -> None:
    FIT.write_parquet(tmp_path / "fit.parquet")
    FIT.write_csv(tmp_path / "fit.csv")
    for fit in (FIT, tmp_path / "fit.parquet", tmp_path / "fit.csv"):
        made = panel(
            join=["depth"], only=["JPN:AUS", "JPN:IND"], first=2015, last=2016, depth=fit,
            record=shipped,
        )  # fmt: skip
        frame = made.to_polars()
        assert frame.columns[3:] == ["depth", "depth_sd", "depth_q05", "depth_q95"]
        assert frame.select("actor2", "year", "depth").rows() == [
            ("AUS", 2015, 0.5), ("AUS", 2016, 0.75), ("IND", 2015, None), ("IND", 2016, -0.25),
        ]  # fmt: skip


def test_the_shipped_record_has_its_fit_of_depth(shipped: Record) -> None:
    made = panel(join=["depth"], only=["JPN:AUS"], first=2016, last=2016, record=shipped)
    row = made.to_polars().row(0, named=True)
    assert row["depth_q05"] < row["depth"] < row["depth_q95"]


def test_depth_needs_a_fit_that_is_one(tmp_path: Path, shipped: Record, record: Record) -> None:
    span = {"only": ["JPN:AUS"], "first": 2015, "last": 2016, "record": shipped}
    with pytest.raises(InputError, match="depth has to be fitted first"):
        panel(join=["depth"], **{**span, "record": record})  # type: ignore[arg-type]
    with pytest.raises(DataError, match="no column q05, q95; found unit, time, mean, sd"):
        panel(join=["depth"], depth=FIT.drop("q05", "q95"), **span)  # type: ignore[arg-type]
    odd = FIT.with_columns(unit=pl.lit("JPN"))
    with pytest.raises(DataError, match="row 2, column unit: found 'JPN', expected two actors"):
        panel(join=["depth"], depth=odd, **span)  # type: ignore[arg-type]
    (tmp_path / "fit.parquet").write_text("no")
    with pytest.raises(DataError, match=r"fit\.parquet: cannot be read as a saved fit"):
        panel(join=["depth"], depth=tmp_path / "fit.parquet", **span)  # type: ignore[arg-type]


def test_measures_reach_panels_of_other_codes(data: Path, shipped: Record) -> None:
    made = panel(
        join=["acsa", "convergence", "cinc"], only=["740:900"], system="cow", first=2016,
        last=2016, data=data, record=shipped,
    )  # fmt: skip
    row = made.to_polars().row(0, named=True)
    assert (row["ccode1"], row["actor1"], row["actor2"], row["acsa"]) == (740, "JPN", "AUS", 1)
    point = convergence("JPN", "AUS", as_of="2016", record=shipped).point
    assert row["convergence"] == point.index
    assert row["cinc1"] > row["cinc2"]


def test_names_that_do_not_fit_are_refused(shipped: Record) -> None:
    span = {"first": 2016, "last": 2016, "record": shipped}
    for unit, name, text in (
        ("dyad-months", "convergence", "make a panel of years"),
        ("state-years", "convergence", "make a panel of dyads"),
        ("dyad-years", "convergence.x", "one value for a pair"),
        ("dyad-years", "salience.weather", "unknown threat 'weather'"),
        ("dyad-decades", "rung", "unit 'dyad-decades' is unknown"),
        ("dyad-years", "summit", r"write dialogue\.summit or event\.summit"),
        ("dyad-years", "event.acsa", "neither a public data set nor a kind"),
    ):
        with pytest.raises(InputError, match=text):
            panel(unit, join=[name], **span)  # type: ignore[arg-type]


def test_a_kind_of_two_tables_is_named_with_its_table(shipped: Record) -> None:
    both = panel(
        join=["dialogue.summit", "event.summit"], only=["JPN:*"], first=2014, last=2016,
        record=shipped,
    ).to_polars()  # fmt: skip
    assert both.columns[3:] == ["dialogue.summit", "event.summit"]
    assert both["dialogue.summit"].is_between(0, 1).all()


def test_similarity_of_votes_is_a_name_to_join(data: Path) -> None:
    from kizuna.panels import portfolios

    votes = portfolios.votes(data=data).filter(code1="AUS", code2="JPN", year=2003)
    pairs = dyad_years("cow", first=2003, last=2003, data=data).only("900:740", "740:900")
    frame = pairs.join("un-votes").to_polars()
    for name in ("items", "agreement", "s", "kappa", "pi", "tau_b"):
        assert frame[f"un_{name}"].to_list() == [votes[name].item()] * 2
    assert dyad_years("gw", first=2003, last=2003, data=data).only("900:740").join(
        "un_s"
    ).to_polars()["un_s"].to_list() == [votes["s"].item()]
    late = dyad_years("cow", first=2021, last=2021, data=data).only("900:740").join("un_s")
    assert late.to_polars()["un_s"].to_list() == [None]
