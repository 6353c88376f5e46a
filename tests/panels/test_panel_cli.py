"""``kizuna panel`` and ``kizuna data`` as a user calls them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from kizuna.cli.data import data as data_command
from kizuna.cli.panel import panel as panel_command
from kizuna.errors import InputError
from kizuna.panels import dyad_years


def run(command, *args: str) -> Result:  # type: ignore[no-untyped-def]
    result = CliRunner().invoke(command, list(args))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_dyad_years_to_a_parquet_file(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "panel.parquet"
    run(
        panel_command, "dyad-years", "--system", "cow", "--directed", "--from", "1816",
        "--to", "2016", "--with", "capabilities,contiguity", "--data", str(data), "--out", str(out),
    )  # fmt: skip
    frame = pl.read_parquet(out)
    assert frame.columns[:3] == ["ccode1", "ccode2", "year"]
    assert {"cinc1", "cinc2", "conttype"} <= set(frame.columns)
    assert frame.height == 1_912_290
    assert frame.equals(
        dyad_years(first=1816, last=2016, data=data).join("capabilities", "contiguity").to_polars()
    )


def test_gleditsch_ward_to_standard_output(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIZUNA_DATA", str(data))
    result = run(
        panel_command, "state-years", "--system", "gw", "--from", "2019", "--to", "2021",
        "--states", "740", "--with", "mrgdppc",
    )  # fmt: skip
    frame = pl.read_csv(io.StringIO(result.stdout))
    assert frame.columns == ["gwcode", "year", "extended", "mrgdppc"]
    assert frame["extended"].to_list() == [False, False, True]
    assert frame["mrgdppc"].null_count() == 2
    assert "carried forward (extended)" in result.stderr


def test_relevant_pairs_with_peace_years(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "panel.csv"
    run(
        panel_command, "dyad-years", "--undirected", "--from", "1990", "--to", "1995",
        "--relevant", "--with", "gmlmidongoing", "--peace-years", "gmlmidongoing",
        "--data", str(data), "--out", str(out),
    )  # fmt: skip
    frame = pl.read_csv(out)
    assert (frame["ccode1"] < frame["ccode2"]).all()
    assert frame["gmlmidspell"].max() == 5


def test_the_records_own_variables_are_one_command() -> None:
    result = run(panel_command, "--dyads", "JPN:*", "--from", "1990", "--with", "acsa,rung")
    frame = pl.read_csv(io.StringIO(result.stdout))
    assert frame.columns == ["actor1", "actor2", "year", "acsa", "rung"]
    assert frame["actor1"].unique().to_list() == ["JPN"]
    australia = frame.filter(actor2="AUS", year=2016).row(0, named=True)
    assert (australia["acsa"], australia["rung"]) == (1.0, 6)
    assert "the record looks at" in result.stderr


def test_states_without_a_code_in_the_other_system_are_reported(data: Path) -> None:
    result = run(
        panel_command, "state-years", "--system", "gw", "--from", "1988", "--to", "1990",
        "--states", "260,223", "--codes", "cow", "--data", str(data),
    )  # fmt: skip
    frame = pl.read_csv(io.StringIO(result.stdout))
    assert frame.filter(gwcode=260)["ccode"].to_list() == [260, 260, 260]
    assert frame.filter(gwcode=223)["ccode"].to_list()[:2] == [None, None]
    assert "no cow code, so missing where joined by it: 223 (1988-1989)" in result.stderr


def test_unknown_names_and_files_are_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a public data set nor a kind in the codebook"):
        run(panel_command, "--from", "1990", "--with", "capabilites", "--data", str(data))
    with pytest.raises(InputError, match="unknown kind of file"):
        run(panel_command, "--out", str(tmp_path / "panel.xls"), "--data", str(data))
    with pytest.raises(InputError, match="does not name rows of directed dyad-years"):
        run(panel_command, "--dyads", "740", "--data", str(data))


def test_data_list_says_what_is_there(data: Path, tmp_path: Path) -> None:
    rows = json.loads(run(data_command, "list", "--data", str(data), "--format", "json").stdout)
    here = {row["name"]: row["here"] for row in rows}
    assert here["capabilities"] == "cow_nmc.csv.gz"
    assert here["vdem"] == ""
    none = json.loads(run(data_command, "list", "--data", str(tmp_path), "--format", "json").stdout)
    assert not any(row["here"] for row in none)


def test_data_show_gives_terms_and_columns() -> None:
    text = run(data_command, "show", "nmc").stdout
    assert "National Material Capabilities" in text
    assert "terms" in text
    assert "cinc" in text


def test_data_cite_is_bibtex_for_exactly_what_was_named() -> None:
    text = run(data_command, "cite", "cinc,contiguity", "majors", "cow-states").stdout
    assert text.count("@") == 4
    assert text.count("cow2017states") == 1


def test_streams_of_events_are_listed_shown_and_cited() -> None:
    listed = json.loads(run(data_command, "list", "--format", "json").stdout)
    streams = {row["name"] for row in listed if row["about"] == "events"}
    assert streams == {"gdelt1", "gdelt2", "icews", "phoenix", "polecat"}
    text = run(data_command, "show", "polecat").stdout
    assert "CC0" in text
    assert json.loads(run(data_command, "show", "gdelt2", "--format", "json").stdout)["years"]
    cited = run(data_command, "cite", "gdelt1,contiguity").stdout
    assert cited.count("@") == 2
    assert "GDELT" in cited


def test_data_fetch_explains_what_it_cannot_do(tmp_path: Path) -> None:
    from kizuna.errors import DataError

    with pytest.raises(DataError, match="cannot be fetched by itself"):
        run(data_command, "fetch", "gdp", "--data", str(tmp_path))
