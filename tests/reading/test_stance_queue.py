"""Stances on their way: lines of ``kizuna read``, the queue, rows of the record with their codings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kizuna.cli.read import read
from kizuna.cli.review import review
from kizuna.codebook import load
from kizuna.errors import DocumentError, InputError
from kizuna.reading.deciding import as_new, decide, edited, hidden_from, proposed, undo
from kizuna.reading.queue import Candidate, Queue
from kizuna.reading.queueing import candidates_in
from kizuna.record import Coding, Record, Stance, open_record
from kizuna.record.checks import check
from kizuna.record.interchange.study import start_study

TEXT = """Defence of Somewhere

We regard terrorism as the most serious threat.

The Liberal Democratic Party strongly supports the cross-servicing agreement.
"""


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    paper, out = tmp_path / "paper.txt", tmp_path / "found.jsonl"
    paper.write_text(TEXT, encoding="utf-8")
    asked = (paper, "--stances", "--speaker", "AUS", "--date", "2023", "--format", "jsonl")
    result = CliRunner().invoke(read, [*map(str, asked), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture
def study(tmp_path: Path) -> Path:
    start_study(tmp_path / "study")
    return tmp_path / "study"


def stances(record: Record) -> list[tuple[str, str, str, float]]:
    rows = record.view().rows(Stance)
    return [(r.holder_name, r.about, str(r.date), r.value) for r in rows]


def test_a_line_says_holder_about_and_value(lines: Path) -> None:
    first, second = (json.loads(line) for line in lines.read_text().splitlines())
    assert (first["of"], first["kind"], first["parties"], first["stage"]) == (
        "stance", "stance", ["AUS"], "stated",
    )  # fmt: skip
    assert {k: first[k] for k in ("holder", "holder_kind", "about_kind", "about", "value")} == {
        "holder": "AUS", "holder_kind": "government", "about_kind": "threat",
        "about": "terrorism", "value": 3,
    }  # fmt: skip
    assert (second["holder_name"], second["about"], second["value"]) == (
        "Liberal Democratic Party", "acsa_expansion", 2,
    )  # fmt: skip


def test_without_the_option_nothing_changes(tmp_path: Path, lines: Path) -> None:
    asked = [str(tmp_path / "paper.txt"), "--speaker", "AUS", "--format", "jsonl"]
    assert CliRunner().invoke(read, asked).stdout == ""


def test_the_table_shows_them(tmp_path: Path, lines: Path) -> None:
    asked = [str(tmp_path / "paper.txt"), "--stances", "--date", "2023"]
    shown = CliRunner().invoke(read, asked).stdout
    assert "stance  JPN Liberal Democratic Party policy acsa_expansion  2  2023  stated" in shown


def test_an_accepted_stance_is_a_row_with_its_passage_and_coder(study: Path, lines: Path) -> None:
    with Queue(study) as queue, open_record(study) as record:
        assert queue.add(candidates_in(lines, record.codebook)) == (2, 0)
        assert queue.add(candidates_in(lines, record.codebook)) == (0, 2)
        for number in (1, 2):
            outcome = proposed(queue.get(number), record.view())
            decide(queue, record, number, coder="ann", verdict="accept", outcome=outcome)
        assert stances(record) == [
            ("Government of Australia", "terrorism", "2023", 3.0),
            ("Liberal Democratic Party", "acsa_expansion", "2023", 2.0),
        ]
        (row, _) = record.view().rows(Stance)
        assert (row.id, row.coder, row.check) == (
            "aus-gov-2023-threat-terrorism",
            "ann",
            "verified",
        )
        codings = {c.field: c for c in record.view().codings([row.id])}
        assert {field: c.value for field, c in codings.items()} == {"value": "3", "date": "2023"}
        assert "“We regard terrorism as the most serious threat.”" in codings["value"].locator
        # A text file says nothing of its publisher, which is for the coder to add.
        assert {e.rule for e in check(record).errors} == {"source-found"}
        undo(queue, record, coder="ann")
        assert len(stances(record)) == 1


def test_two_coders_code_one_row(study: Path, lines: Path) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(candidates_in(lines, record.codebook))
        first = proposed(queue.get(1), record.view())
        decide(queue, record, 1, coder="ann", verdict="accept", outcome=first)
        second = proposed(queue.get(1), record.view(), hidden=hidden_from("bob", queue))
        assert second.created
        changed = edited(second, {"value": "2"}, record.codebook)
        decide(queue, record, 1, coder="bob", verdict="edit", outcome=changed)
        assert [value for *_, value in stances(record)] == [3.0]
        told = {(c.coder, c.field, c.value) for c in record.view().rows(Coding)}
        assert told >= {("ann", "value", "3"), ("bob", "value", "2")}


def test_a_contradiction_is_a_coding_beside_the_rows_own(study: Path, lines: Path) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(candidates_in(lines, record.codebook))
        one = edited(proposed(queue.get(1), record.view()), {"value": "1"}, record.codebook)
        decide(queue, record, 1, coder="ann", verdict="edit", outcome=one)
        again = proposed(queue.get(1), record.view())
        assert (again.created, again.field, again.row["value"]) == (False, "date", "3")
        assert as_new(queue.get(1), record.view()).row["id"].endswith("-2")
        with pytest.raises(InputError, match="coded for value, date only"):
            edited(again, {"about": "piracy"}, record.codebook)


def test_a_stance_without_a_date_is_completed_by_the_coder(study: Path, lines: Path) -> None:
    from msgspec.structs import replace

    with Queue(study) as queue, open_record(study) as record:
        queue.add([replace(c, date=None) for c in candidates_in(lines, record.codebook)])
        outcome = proposed(queue.get(1), record.view())
        with pytest.raises(InputError, match="date"):
            decide(queue, record, 1, coder="ann", verdict="accept", outcome=outcome)
        dated = edited(outcome, {"date": "2023-05"}, record.codebook)
        decide(queue, record, 1, coder="ann", verdict="edit", outcome=dated)
        assert stances(record)[0][2] == "2023-05"


def test_keys_decide_about_stances_too(study: Path, lines: Path) -> None:
    CliRunner().invoke(review, [str(study), "--add", str(lines)], catch_exceptions=False)
    asked = [str(study), "--coder", "ann"]
    shown = CliRunner().invoke(review, asked, input="aa", catch_exceptions=False)
    assert "New row: stance, stated" in shown.output
    with open_record(study) as record:
        assert len(stances(record)) == 2


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"about": "weather"}, "'weather' is no threat of the codebook"),
        ({"value": 4}, "it runs from 0 to 3"),
        ({"value": None}, "a stance has kind 'stance'"),
        ({"parties": ["AUS", "JPN"]}, "one party"),
        ({"parties": ["AAA"]}, "'AAA' is no actor's code"),
        ({"holder_kind": "party", "holder_name": ""}, "a party needs its name"),
    ],
)
def test_a_line_that_is_no_stance_is_named(
    lines: Path, changes: dict[str, object], problem: str
) -> None:
    row = json.loads(lines.read_text().splitlines()[0])
    lines.write_text(json.dumps(row | changes) + "\n")
    with pytest.raises(DocumentError, match=problem):
        list(candidates_in(lines, load()))


def test_the_same_fact_of_two_values_is_two_candidates(lines: Path) -> None:
    from msgspec.structs import replace

    one: Candidate = next(candidates_in(lines, load()))
    assert replace(one, value=2).key != one.key
