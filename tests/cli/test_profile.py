"""`kizuna profile` and `kizuna timeline` as a user calls them."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from study import dialogue, event, fill, instrument, stance

from kizuna.cli import cli
from kizuna.codebook import load
from kizuna.record import open_record
from kizuna.record.migrate import create


@pytest.fixture
def study(tmp_path: Path) -> str:
    """A record of one pair without Japan."""
    place = tmp_path / "study.sqlite"
    create(place, load())
    with open_record(place) as record:
        fill(
            record,
            instrument("acsa", signed="2017-01-14", in_force="2017-09-06"),
            dialogue("two", first_held="2015", latest_held="2020-03-01", times_held=4),
            event("drill", start="2018-06-01", check="recalled"),
            stance("a", date="2017"),
            stance("i", holder="IND", value=3.0, date="2018"),
            stance(
                "p", holder_kind="party", holder_name="Some Party", about_kind="partner",
                about="IND", value=-1.0, date="2018-05-05",
            ),
        )  # fmt: skip
    return str(place)


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def test_terminal_output_fits_and_shows_both_sides(study: str) -> None:
    found = run("profile", "AUS", "IND", "--as-of", "2020", "--record", study)
    assert found.exit_code == 0, found.output
    assert max(map(len, found.output.splitlines())) <= 100
    assert "\x1b" not in found.output
    lines = found.output.splitlines()
    assert "  2018-06-01  A drill * [1]" in lines
    assert "  2017-01-14  An agreement, in force ✓ [1]" in lines
    piracy = next(line for line in lines if line.startswith("  Piracy"))
    assert piracy.endswith(" both stress it")
    assert "██░ 2 2017 ✓ [1]" in piracy
    assert "███ 3 2018 ✓ [1]" in piracy
    assert "      −1    Some Party, in opposition, 2018-05-05 ✓ [1]" in lines
    assert "  [1]   paper: A paper, 2020-06-01" in lines
    assert lines[-1].startswith("The Kizuna authors") or "Cite as" in found.output


def test_shipped_profiles_fit() -> None:
    for partner in ("AUS", "PHL", "EU"):
        found = run("profile", "JPN", partner, "--as-of", "2025")
        assert found.exit_code == 0, found.output
        assert max(map(len, found.output.splitlines())) <= 100


def test_json_holds_everything(study: str) -> None:
    found = run("profile", "AUS", "IND", "--as-of", "2020", "--format", "json", "--record", study)
    data = json.loads(found.output)
    assert data["actors"] == ["AUS", "IND"]
    assert [row["id"] for row in data["timeline"]] == ["two", "acsa", "drill"]
    assert data["sides"][1]["threats"][0]["value"] == "3"
    assert data["sources"]["paper"]["title"] == "A paper"


@pytest.mark.parametrize("command", ["profile", "timeline"])
def test_csv_holds_a_row_each(study: str, command: str) -> None:
    found = run(command, "AUS", "IND", "--as-of", "2020", "--format", "csv", "--record", study)
    rows = list(csv.DictReader(io.StringIO(found.output)))
    assert [row["id"] for row in rows] == ["two", "acsa", "drill"]


def test_markdown_and_workbook_hold_the_stances(study: str, tmp_path: Path) -> None:
    found = run("profile", "AUS", "IND", "--as-of", "2020", "--format", "md", "--record", study)
    for words in (
        "# Australia and India",
        "## State",
        "## Threats",
        "| Piracy | 2.0 |",
        "Some Party",
    ):
        assert words in found.output
    out = tmp_path / "pair.xlsx"
    done = run("profile", "AUS", "IND", "--format", "xlsx", "--out", str(out), "--record", study)
    assert done.exit_code == 0, done.output
    assert openpyxl.load_workbook(out).sheetnames == [
        "State", "Rows", "Threats", "Stances", "Sources", "Criteria", "Archetypes", "About",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["json", "csv", "md", "html", "latex", "xlsx", "parquet"])
def test_a_pair_of_which_nothing_is_known(study: str, tmp_path: Path, form: str) -> None:
    out = tmp_path / "nothing"
    found = run("profile", "FRA", "NZL", "--format", form, "--out", str(out), "--record", study)
    assert found.exit_code == 0, found.output
    assert out.stat().st_size > 0
    assert "none known" in run("profile", "FRA", "NZL", "--record", study).output


def test_page(study: str) -> None:
    found = run("profile", "AUS", "IND", "--as-of", "2020", "--format", "html", "--record", study)
    assert '<h2 id="sides">What each side says</h2>' in found.output
    assert "<svg" in found.output


def test_timeline_is_svg_on_standard_output(study: str) -> None:
    found = run("timeline", "AUS", "IND", "--as-of", "2020", "--record", study)
    assert found.exit_code == 0, found.output
    root = ET.fromstring(found.output)
    assert root.tag.endswith("svg")


def test_timeline_of_some_kinds(study: str) -> None:
    found = run("timeline", "AUS", "IND", "--kinds", "acsa,exercise", "--format", "json", "--record", study)  # fmt: skip
    assert [row["id"] for row in json.loads(found.output)["timeline"]] == ["acsa", "drill"]


def test_out_needs_a_form(study: str, tmp_path: Path) -> None:
    found = run("profile", "AUS", "IND", "--out", str(tmp_path / "x"), "--record", study)
    assert "--out needs a --format other than table" in str(found.exception)


@pytest.mark.parametrize("command", ["profile", "timeline"])
def test_help_has_examples(command: str) -> None:
    found = run(command, "--help")
    assert found.exit_code == 0
    assert f"kizuna {command} JPN" in found.output
