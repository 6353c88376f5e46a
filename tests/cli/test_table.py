"""`kizuna table`, `compare` and `why` as a user calls them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from study import dialogue, event, fill, instrument

from kizuna.cli import cli
from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.record import open_record
from kizuna.record.migrate import create


@pytest.fixture
def study(tmp_path: Path) -> str:
    """A record of pairs without Japan."""
    place = tmp_path / "study.sqlite"
    create(place, load())
    with open_record(place) as record:
        fill(
            record,
            instrument("old", signed="2010-05-19", in_force="2013-01-31", status="superseded"),
            instrument("new", signed="2017-01-14", in_force="2017-09-06", replaces=("old",)),
            instrument(
                "talks", kind="reciprocal_access", negotiated_from="2018", status="negotiating"
            ),
            instrument(
                "trade",
                kind="economic_partnership",
                parties=("AUS", "EU"),
                signed="2019",
                status="signed",
            ),
            dialogue("two", first_held="2015", latest_held="2020-03-01", times_held=4),
            event("drill", start="2018-06-01"),
        )
    return str(place)


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def test_terminal_output_fits_and_needs_no_colour(study: str) -> None:
    found = run("table", "AUS", "--as-of", "2020", "--record", study)
    assert found.exit_code == 0
    assert max(map(len, found.output.splitlines())) <= 100
    assert "\x1b" not in found.output
    line = next(
        line for line in found.output.splitlines() if line.startswith("India") and "●17" in line
    )
    assert line.split()[:2] == ["India", "5"]
    assert "○18" in line
    assert "● in force or held" in found.output


def test_shipped_table_fits(capsys: pytest.CaptureFixture[str]) -> None:
    found = run("table", "JPN", "--all")
    assert found.exit_code == 0
    assert max(map(len, found.output.splitlines())) <= 100
    assert "more partners" not in found.output
    assert "more partners: --all" in run("table", "JPN").output


def test_json_is_the_stable_form(study: str) -> None:
    data = json.loads(
        run("table", "AUS", "--as-of", "2020", "--format", "json", "--record", study).output
    )
    assert (data["actor"], data["as_of"]) == ("AUS", "2020-12-31")
    cells = {(c["partner"], c["column"]): c for c in data["cells"]}
    assert cells["IND", "acsa"]["state"] == "in_force"
    assert cells["IND", "acsa"]["rows"] == ["new"]
    assert cells["IND", "two_plus_two"]["count"] == 4
    assert cells["IND", "defence_treaty"]["state"] == "none"
    assert cells["EU", "economic_partnership"]["state"] == "signed"
    assert list(cells["IND", "acsa"]) == [
        "partner", "column", "state", "since", "latest", "count", "multilateral", "verified",
        "certain", "provisional", "rows",
    ]  # fmt: skip


def test_csv_has_the_same_columns(study: str) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(
                run("table", "AUS", "--as-of", "2020", "--format", "csv", "--record", study).output
            )
        )
    )
    data = json.loads(
        run("table", "AUS", "--as-of", "2020", "--format", "json", "--record", study).output
    )
    assert [r["partner"] + r["column"] for r in rows] == [
        c["partner"] + c["column"] for c in data["cells"]
    ]
    assert list(rows[0]) == list(data["cells"][0])


@pytest.mark.parametrize(("form", "sign"), [("md", "|"), ("latex", r"\begin"), ("html", "<table")])
def test_text_exports(study: str, form: str, sign: str) -> None:
    found = run("table", "AUS", "--as-of", "2020", "--format", form, "--record", study)
    assert found.exit_code == 0, found.output
    assert sign in found.output
    assert "India" in found.output


def test_workbook_export(study: str, tmp_path: Path) -> None:
    import openpyxl

    out = tmp_path / "table.xlsx"
    found = run(
        "table", "AUS", "--as-of", "2020", "--format", "xlsx", "--out", str(out), "--record", study
    )
    assert found.exit_code == 0, found.output
    values = [cell.value for sheet in openpyxl.load_workbook(out) for row in sheet for cell in row]
    assert any("India" in str(value) for value in values)


def test_pages_behind_the_table(study: str, tmp_path: Path) -> None:
    out = tmp_path / "site"
    found = run(
        "table", "AUS", "--as-of", "2020", "--format", "html", "--out", f"{out}/", "--record", study
    )
    assert found.exit_code == 0, found.output
    assert "India" in (out / "index.html").read_text(encoding="utf-8")
    assert len(list(out.rglob("*.html"))) >= 3


WITH = ("table", "JPN", "--as-of", "2016", "--partners", "AUS,IND,MNG", "--with")


def test_measures_alongside_in_the_terminal() -> None:
    found = run(*WITH, "archetype,convergence")
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()
    assert max(map(len, lines)) <= 100
    told = lines[lines.index("The partnerships as a whole") :]
    assert next(line for line in told if line.startswith("Mongolia")).endswith(" –")
    measured = next(line for line in told if line.startswith("Australia"))
    assert re.search(r"Strategic partnership\?? +\d\.\d\d \(\d.* to .*\) +0\.\d\d \(", measured)
    assert "as a whole" not in run("table", "JPN", "--as-of", "2016").output


def test_measures_alongside_are_those_of_the_pair() -> None:
    data = json.loads(run(*WITH, "convergence,archetype", "--format", "json").output)
    partners = {partner["partner"]: partner for partner in data["partners"]}
    for partner, values in partners.items():
        pair = ("JPN", partner, "--as-of", "2016", "--format", "json")
        kind = json.loads(run("criteria", *pair).output)
        for key in ("archetype", "runner_up", "possible"):
            assert values["archetype"][key] == kind[key]
        if partner == "MNG":
            assert values["convergence"]["index"] is None
            assert "Mongolia" in values["convergence"]["missing"]
            continue
        compared = json.loads(run("convergence", *pair).output)
        for key in ("index", "low", "high", "n_threats"):
            assert values["convergence"][key] == compared[key]


def test_measures_alongside_are_left_out_unless_asked_for() -> None:
    data = json.loads(run("table", "JPN", "--as-of", "2016", "--format", "json").output)
    assert set(data["partners"][0]) == {"partner", "name", "rung", "breadth"}


@pytest.mark.parametrize("form", ["md", "latex", "html"])
def test_measures_alongside_in_text_forms(form: str) -> None:
    shown = run(*WITH, "archetype,convergence", "--format", form).output
    assert "The partnerships as a whole" in shown
    assert "Strategic partnership" in shown
    assert "90% interval" in shown.replace("\\%", "%")


def test_measures_alongside_in_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    out = tmp_path / "table.xlsx"
    assert run(*WITH, "archetype", "--format", "xlsx", "--out", str(out)).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Overview", "Cells", "Partners", "About"]
    head, *rows = book["Partners"].iter_rows(values_only=True)
    assert head[:4] == ("partner", "name", "archetype", "archetype_value")
    assert {row[0] for row in rows} == {"AUS", "IND", "MNG"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--with", "archetyp"), "unknown measure 'archetyp'; there are: archetype, convergence"),
        (("--with", "archetype", "--format", "csv"), "one row per cell"),
    ],
)
def test_measures_alongside_that_cannot_be_had(words: tuple[str, ...], says: str) -> None:
    done = run("table", "JPN", *words)
    assert isinstance(done.exception, InputError)
    assert says in str(done.exception)


def test_why_in_the_terminal_and_as_json(study: str) -> None:
    shown = run("why", "AUS", "IND", "acsa", "--as-of", "2018", "--record", study).output
    assert "▸ new  in force" in shown
    assert "old  ended" in shown
    assert "Source: A paper" in shown
    assert "Revision 1" in shown
    data = json.loads(
        run(
            "why", "AUS", "IND", "acsa", "--as-of", "2018", "--format", "json", "--record", study
        ).output
    )
    assert [e["id"] for e in data["evidence"]] == ["new", "old"]
    assert data["evidence"][0]["source"]["title"] == "A paper"
    assert data["cell"]["rows"] == ["new"]


def test_why_of_an_empty_cell_says_so(study: str) -> None:
    shown = run("why", "AUS", "IND", "defence_treaty", "--record", study).output
    assert "not evidence of absence" in shown


def test_compare_in_the_terminal_and_as_json(study: str) -> None:
    shown = run("compare", "AUS", "--from", "2012", "--to", "2020", "--record", study).output
    assert "▲ Acquisition and cross-servicing agreement" in shown
    assert "signed 2010-05-19 → in force since 2017-09-06" in shown
    data = json.loads(
        run(
            "compare",
            "AUS",
            "--from",
            "2012",
            "--to",
            "2020",
            "--format",
            "json",
            "--record",
            study,
        ).output
    )
    assert {c["direction"] for c in data["changes"]} == {"new", "deeper"}


def test_misspelt_command_is_corrected() -> None:
    found = run("tabel", "JPN")
    assert found.exit_code == 2
    assert "Did you mean 'table'?" in found.output


@pytest.mark.parametrize("command", ["table", "compare", "why"])
def test_help_has_examples(command: str) -> None:
    found = run(command, "--help")
    assert found.exit_code == 0
    assert f"kizuna {command} JPN" in found.output
