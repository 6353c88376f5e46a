"""``kizuna review``: by keys, blind, resumed, and what it says of agreement."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kizuna.cli import cli
from kizuna.record import Coding, Event, open_record
from kizuna.record.interchange.study import start_study

TEXT = """Defence of Somewhere 2022

Chile and Latvia held their first naval exercise in May 2022.

Australia and India signed an Acquisition and Cross-Servicing Agreement on 5 June 2020.

Peru and Estonia held a joint exercise in March 2021.
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    start_study(tmp_path / "study")
    paper = tmp_path / "paper.txt"
    paper.write_text(TEXT, encoding="utf-8")
    done = run(tmp_path / "study", "--read", str(paper))
    assert done.output.startswith("3 candidates added. Next: kizuna review")
    return tmp_path / "study"


def run(study: Path, *words: str, keys: str = "") -> Result:
    done = CliRunner().invoke(cli, ["review", str(study), *words], input=keys)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_keys_decide_and_a_second_session_resumes(study: Path) -> None:
    shown = run(study, "--coder", "ann", keys="?aq").output
    assert "Chile and Latvia held their first naval exercise" in shown
    assert "undo your last decision" in shown
    assert "1 decided, 2 left" in shown
    again = run(study, "--coder", "ann", keys="rsq").output
    assert "Chile and Latvia" not in again
    assert "1 decided, 1 left" in again
    with open_record(study) as record:
        (event,) = record.view().rows(Event)
        assert event.coder == "ann"


def test_undo_brings_the_candidate_back(study: Path) -> None:
    shown = run(study, "--coder", "ann", keys="auq").output
    assert "Undone: candidate 1." in shown
    assert "0 decided, 3 left" in shown
    with open_record(study) as record:
        assert record.view().rows(Event) == []
        assert [r.why for r in record.revisions()][-1] == "undo: candidate 1"


def test_edit_refuses_what_the_record_would(study: Path) -> None:
    keys = "estart=2022-13\nstart=2022-05-04\ntitle=First drill\nsource.publisher=MoD\n\nq"
    shown = run(study, "--coder", "ann", keys=keys).output
    assert "Not possible: start" in shown
    with open_record(study) as record:
        (event,) = record.view().rows(Event)
        assert (str(event.start), event.title) == ("2022-05-04", "First drill")


def test_the_end_of_input_quits(study: Path) -> None:
    assert "0 decided, 3 left" in run(study, "--coder", "ann").output


def test_without_a_coder_nobody_decides(study: Path) -> None:
    from kizuna.errors import InputError

    with pytest.raises(InputError, match="--coder"):
        run(study, keys="a")


def test_two_coders_are_blind_and_their_agreement_is_reported(study: Path) -> None:
    run(study, "--coder", "ann", keys="aar")
    shown = run(study, "--as", "bob", keys="arr").output
    assert not re.search(r"\bann\b", shown)
    listed = json.loads(run(study, "--list", "--coder", "bob", "--format", "json").output)
    assert [row["verdict"] for row in listed] == ["accept", "reject", "reject"]
    found = json.loads(run(study, "--agreement", "--format", "json").output)
    by_field = {row["field"]: row for row in found["agreement"]}
    assert (by_field["decision"]["units"], by_field["decision"]["same"]) == (3, 2)
    # Coincidences of a r|a a|r r: observed disagreement 2/6, expected 2*3*3/(6*5) = 3/5.
    assert by_field["decision"]["alpha"] == pytest.approx(1 - (2 / 6) / (18 / 30), abs=0.001)
    assert by_field["date"]["units"] == 1
    (reader,) = found["readers"]
    assert (reader["proposed"], reader["judged"], reader["accepted"]) == (3, 6, 3)


def test_candidates_that_read_wrote_are_added_once(study: Path, tmp_path: Path) -> None:
    lines = tmp_path / "candidates.jsonl"
    paper = str(tmp_path / "paper.txt")
    words = ["read", paper, "--format", "jsonl", "--out", str(lines), "--no-cache"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert run(study, "--add", str(lines)).output.startswith("0 candidates added, 3 there already")


def test_a_passage_cannot_steer_the_terminal(study: Path, tmp_path: Path) -> None:
    lines = tmp_path / "candidates.jsonl"
    words = ["read", str(tmp_path / "paper.txt"), "--format", "jsonl", "--out", str(lines)]
    CliRunner().invoke(cli, words)
    first = json.loads(lines.read_text(encoding="utf-8").splitlines()[0])
    first |= {"date": "2001", "passage": "[red]\x1b]0;owned\x07 Chile \x1b[2J and Latvia"}
    lines.write_text(json.dumps(first), encoding="utf-8")
    run(study, "--add", str(lines))
    shown = run(study, "--coder", "ann", keys="rrraq").output
    assert "[red]" in shown
    assert "\x1b" not in shown
    with open_record(study) as record:
        assert all("\x1b" not in c.locator for c in record.view().rows(Coding))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_in_a_real_terminal(study: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    code = "from kizuna.cli import main; main()"
    child = pexpect.spawn(
        sys.executable, ["-c", code, "review", str(study), "--coder", "ann"],
        encoding="utf-8", timeout=30, dimensions=(40, 120),
        env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"},
    )  # fmt: skip
    child.expect(r"candidate 1, 3 waiting.*?\x1b\[1;36mChile")  # an actor, highlighted
    child.expect(r"\[q\]uit")
    child.send("a")
    child.expect("In the record: chl-lva-exercise-2022-05")
    child.expect("candidate 2, 2 waiting")
    child.expect(r"\[q\]uit")
    child.send("q")
    child.expect("1 decided, 2 left")
    child.expect(pexpect.EOF)
