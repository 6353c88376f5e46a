"""``kizuna check``: forms, exit codes, choice of rules, conflicts, and the page of the rules."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from checks.made_rows import coding, event, instrument, source
from click.testing import CliRunner, Result

from kizuna.cli import cli
from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.record import open_record, revise
from kizuna.record.checks import RULES
from kizuna.record.migrate import create

PAGE = Path(__file__).parent.parent.parent / "docs" / "checks.md"


@pytest.fixture
def study(tmp_path: Path) -> str:
    """A record with an error, a warning and two conflicts, one of them settled."""
    path = tmp_path / "record.sqlite"
    create(path, load())
    with open_record(path) as record:
        with revise(record, who="test", why="fill") as revision:
            revision.add([source(), instrument(), event(check="recalled")])
        with revise(record, who="test", why="faults") as revision:
            revision.add([source("idle"), event("aus-jpn-2", end="2015-05", title="Drill | sea")])
            revision.add([coding(preferred="yes", reason="The text itself.")])
            revision.add(
                [coding("coding-2", value="2010-05-20", preferred="no", reason="Local time.")]
            )
            revision.add([coding("coding-3", field="in_force", value="2013-02-01")])
    return str(path)


def call(*words: str) -> Result:
    """Run ``kizuna check`` and hand back what it printed."""
    return CliRunner().invoke(cli, ["check", *words])


def test_table(study: str) -> None:
    done = call("--record", study)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0] == "Errors"
    assert "  date-order: Dates stand in order" in done.output
    assert "    - event aus-jpn-2, end: 2015-05 is before start 2015-06-01; correct the one" in (
        done.output
    )
    assert lines.index("Warnings") > lines.index("Errors")
    assert "source-unused" in done.output
    assert "record.sqlite, revision 2: 8 rows held against" in done.output
    assert "2 errors, 1 warning." in done.output
    assert "1 row recalled, not verified" in done.output
    assert max(map(len, lines)) <= 100


def test_exit_codes(study: str) -> None:
    assert call("--record", study, "--rule", "date-order").exit_code == 1
    assert call("--record", study, "--rule", "source-unused").exit_code == 0
    assert call("--record", study, "--rule", "source-unused", "--strict").exit_code == 1
    assert call("--record", study, "--rule", "stage-", "--strict").exit_code == 0
    assert call("--record", study, "--as-known", "1", "--strict").exit_code == 0


def test_json(study: str) -> None:
    done = call("--record", study, "--format", "json", "--today", "2026-11-22")
    found: dict[str, Any] = json.loads(done.output)
    assert found["ok"] is False
    assert (found["errors"], found["warnings"]) == (2, 1)
    assert found["today"] == "2026-11-22"
    assert found["rows"]["event"] == 2
    assert found["recalled"]["event"] == 1
    assert found["rules"] == list(RULES)
    assert {"table", "id", "field", "rule", "severity", "message"} == set(found["findings"][0])


def test_csv(study: str) -> None:
    rows = list(csv.DictReader(io.StringIO(call("--record", study, "--format", "csv").output)))
    assert [row["rule"] for row in rows] == ["source-unused", "coding-contradicts", "date-order"]
    assert rows[2]["severity"] == "error"


def test_markdown(study: str) -> None:
    output = call("--record", study, "--format", "md").output
    assert "## Errors" in output
    assert "### date-order: Dates stand in order" in output
    assert "| event | aus-jpn-2 | end | 2015-05 is before start" in output


def test_today_moves_the_future(study: str) -> None:
    assert "date-future" in call("--record", study, "--today", "2015-05-31").output
    assert "date-future" not in call("--record", study).output


def test_conflicts(study: str) -> None:
    done = call("--record", study, "--conflicts")
    assert done.exit_code == 1
    assert "instrument aus-jpn-acsa-2010, in_force: 2013-01-31 (not settled)" in done.output
    assert "instrument aus-jpn-acsa-2010, signed: 2010-05-19\n" in done.output
    assert "  preferred 2010-05-19: Page paper, coding-1. The text itself." in done.output
    assert "2010-05-20: Page paper, coding-2. Local time." in done.output
    assert "2 conflicts, 1 not settled." in done.output
    assert call("--record", study, "--conflicts", "--as-known", "1").exit_code == 0


def test_conflicts_in_machine_forms(study: str) -> None:
    found = json.loads(call("--record", study, "--conflicts", "--format", "json").output)
    assert [(c["field"], c["settled"], len(c["claims"])) for c in found] == [
        ("in_force", False, 2),
        ("signed", True, 2),
    ]
    text = call("--record", study, "--conflicts", "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["value"], r["preferred"], r["settled"]) for r in rows] == [
        ("2013-01-31", "no", "no"),
        ("2013-02-01", "no", "no"),
        ("2010-05-19", "yes", "yes"),
        ("2010-05-20", "no", "yes"),
    ]


def test_no_conflicts(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    create(path, load())
    done = call("--record", str(path), "--conflicts")
    assert (done.exit_code, done.output) == (0, "No source contradicts another.\n")


def test_rules_are_listed() -> None:
    output = call("--rules").output
    for code, rule in RULES.items():
        assert f"  {code} ({rule.severity}, " in output
    assert max(map(len, output.splitlines())) <= 100
    rows = list(csv.DictReader(io.StringIO(call("--rules", "--format", "csv").output)))
    assert [row["code"] for row in rows] == list(RULES)
    listed = json.loads(call("--rules", "--rule", "date-", "--format", "json").output)
    assert [rule["code"] for rule in listed] == ["date-order", "date-future", "date-distant"]
    assert listed[0]["why"] == "What is not known is not compared."


def test_wrong_calls(study: str) -> None:
    for words, says in (
        (("--rule", "date-ordr"), "did you mean date-order"),
        (("--conflicts", "--rules"), "--conflicts lists claims"),
        (("--record", study, "--today", "tomorrow"), "is not a date"),
    ):
        failed = call(*words)
        assert isinstance(failed.exception, InputError)
        assert says in str(failed.exception)


def test_the_page_of_the_rules_is_current() -> None:
    """Written by: kizuna check --rules --format md, below the page's introduction."""
    listed = call("--rules", "--format", "md").output
    assert PAGE.read_text(encoding="utf-8").endswith(listed), (
        "docs/checks.md is out of date: replace all from the first family on by the output of "
        "`kizuna check --rules --format md`"
    )
