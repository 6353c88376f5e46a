"""The queue: candidates once each, decisions by coder, nothing lost, nothing in the record early."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from study import fill, instrument

from kizuna.errors import ConflictError, DocumentError, InputError
from kizuna.reading.candidates import Reader
from kizuna.reading.deciding import (
    _enter,
    as_new,
    decide,
    edited,
    hidden_from,
    proposed,
    settle,
    undo,
)
from kizuna.reading.queue import Candidate, Queue
from kizuna.reading.queueing import candidates_in, read_into
from kizuna.record import Coding, Event, Instrument, Record, Source, open_record
from kizuna.record.checks import check
from kizuna.record.interchange.study import start_study

TEXT = """Defence of Somewhere 2022

Chile and Latvia held their first naval exercise in May 2022.

Australia and India signed an Acquisition and Cross-Servicing Agreement on 5 June 2020.
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    start_study(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def found(tmp_path: Path, reader: Reader) -> list[Candidate]:
    path = tmp_path / "paper.txt"
    path.write_text(TEXT, encoding="utf-8")
    return read_into(path, reader)[0]


def facts(record: Record) -> tuple[int, int, int]:
    view = record.view()
    return view.count("event"), view.count("instrument"), view.count("coding")


def test_a_candidate_is_queued_once(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue:
        assert queue.add(found) == (2, 0)
        assert queue.add(found) == (0, 2)
        assert [c.kind for c in queue.candidates().values()] == ["exercise", "acsa"]


def test_nothing_enters_before_a_person_accepts(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        assert facts(record) == (0, 0, 0)
        decide(queue, record, 1, coder="ann", verdict="reject")
        decide(queue, record, 2, coder="ann", verdict="skip")
        assert facts(record) == (0, 0, 0)
        assert record.revisions() == []


def test_an_accepted_row_carries_passage_person_and_reader(
    study: Path, found: list[Candidate]
) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        outcome = proposed(queue.get(1), record.view())
        decide(queue, record, 1, coder="ann", verdict="accept", outcome=outcome)
        (event,) = record.view().rows(Event)
        assert (event.kind, event.parties, str(event.start)) == (
            "exercise", ("CHL", "LVA"), "2022-05",
        )  # fmt: skip
        assert (event.check, event.coder) == ("verified", "ann")
        codings = {c.field: c for c in record.view().rows(Coding)}
        assert set(codings) == {"kind", "parties", "start"}
        assert "“Chile and Latvia held their first naval exercise" in codings["start"].locator
        assert found[0].anchor.document[:12] in codings["start"].locator
        assert "rules" in codings["start"].note
        (source,) = record.view().rows(Source)
        assert source.title == "Defence of Somewhere 2022"
        (revision,) = record.revisions()
        assert revision.who == "ann"
        assert "paper.txt" in revision.why
        # A text file says nothing of its publisher, which is for the coder to add.
        assert {e.rule for e in check(record).errors} == {"source-found"}


def test_undo_withdraws_and_keeps_the_history(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        outcome = proposed(queue.get(1), record.view())
        decide(queue, record, 1, coder="ann", verdict="accept", outcome=outcome)
        assert undo(queue, record, coder="bob") is None
        undone = undo(queue, record, coder="ann")
        assert undone is not None
        assert facts(record) == (0, 0, 0)
        assert len(record.history(outcome.row["id"])) == 1
        assert queue.waiting("ann") == [1, 2]
        (entry,) = queue.history()
        assert entry["undone_revision"] == 2


def test_two_coders_are_blind_and_code_one_row(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        first = proposed(queue.get(1), record.view())
        decide(queue, record, 1, coder="ann", verdict="accept", outcome=first)
        seen = proposed(queue.get(1), record.view(), hidden=hidden_from("bob", queue))
        assert seen.created
        assert queue.waiting("bob") == [1, 2]
        changed = edited(seen, {"start": "2022-06"}, record.codebook)
        decide(queue, record, 1, coder="bob", verdict="edit", outcome=changed)
        assert facts(record)[0] == 1
        starts = {c.coder: c for c in record.view().rows(Coding) if c.field == "start"}
        assert {k: c.value for k, c in starts.items()} == {"ann": "2022-05", "bob": "2022-06"}
        assert starts["bob"].preferred == "no"
        undo(queue, record, coder="ann")
        assert facts(record)[0] == 1  # bob has coded it since


def test_a_contradiction_is_a_coding_beside_the_rows_own(
    study: Path, found: list[Candidate]
) -> None:
    with Queue(study) as queue, open_record(study) as record:
        fill(record, instrument(signed="2020-06-04", in_force="2020-07-01"))
        queue.add(found)
        outcome = proposed(queue.get(2), record.view())
        assert (outcome.created, outcome.row["id"], outcome.field) == (False, "agreement", "signed")
        decide(queue, record, 2, coder="ann", verdict="accept", outcome=outcome)
        (row,) = record.view().rows(Instrument)
        assert str(row.signed) == "2020-06-04"
        claims = {c.value: c.preferred for c in record.view().rows(Coding) if c.field == "signed"}
        assert claims == {"2020-06-04": "yes", "2020-06-05": "no"}
        # A text file says nothing of its publisher, which is for the coder to add.
        assert {e.rule for e in check(record).errors} == {"source-found"}
        assert as_new(queue.get(2), record.view()).created


def test_a_coder_decides_once(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        decide(queue, record, 1, coder="ann", verdict="skip")
        decide(queue, record, 1, coder="ann", verdict="reject")
        with pytest.raises(ConflictError, match="already"):
            decide(queue, record, 1, coder="ann", verdict="reject")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": "2022-13"}, "start"),
        ({"kind": "exercize"}, "did you mean exercise"),
        ({"parties": "CHL;XXX"}, "no actor's code"),
        ({"nonsense": "1"}, "cannot be edited"),
        ({"start": ""}, "is blank"),
        ({"check": "recalled"}, "cannot be edited"),
    ],
)
def test_an_edit_is_held_to_the_records_rules(
    study: Path, found: list[Candidate], changes: dict[str, str], message: str
) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        outcome = proposed(queue.get(1), record.view())
        with pytest.raises(InputError, match=message):
            edited(outcome, changes, record.codebook)


def test_a_killed_process_loses_nothing(study: Path, found: list[Candidate]) -> None:
    """The decision is on the disk before the record is written; the next start completes it."""
    with Queue(study) as queue:
        queue.add(found)
    code = f"""
        import os, signal
        from pathlib import Path
        from kizuna.reading import deciding
        from kizuna.reading.queue import Queue
        from kizuna.record import open_record
        study = Path({str(study)!r})
        deciding._enter = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        with Queue(study) as queue, open_record(study) as record:
            outcome = deciding.proposed(queue.get(1), record.view())
            deciding.decide(queue, record, 1, coder="ann", verdict="accept", outcome=outcome)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=os.environ)
    assert done.returncode == -signal.SIGKILL
    with Queue(study) as queue, open_record(study) as record:
        assert facts(record) == (0, 0, 0)
        assert settle(queue, record) == 1
        assert settle(queue, record) == 0
        assert facts(record) == (1, 0, 3)


def test_killed_between_record_and_queue_enters_once(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        outcome = proposed(queue.get(1), record.view())
        decision = queue.decide(1, coder="ann", verdict="accept", outcome=outcome)
        settle(queue, record)
        queue._update(decision, revision=None)  # as if the process had died before noting it
        assert settle(queue, record) == 1
        assert facts(record) == (1, 0, 3)


def test_two_sessions_that_settle_the_same_decision_enter_it_once(
    study: Path, found: list[Candidate]
) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        outcome = proposed(queue.get(1), record.view())
        decision = queue.decide(1, coder="ann", verdict="accept", outcome=outcome)
        assert _enter(queue, record, decision) == _enter(queue, record, decision) == 1
        assert facts(record) == (1, 0, 3)
        assert len(record.revisions()) == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1"),
        ('{"of":"event","kind":"x"}', "line 1"),
        ("[]", "line 1"),
    ],
)
def test_a_line_that_is_no_candidate_is_named(
    study: Path, tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "candidates.jsonl"
    path.write_text(line, encoding="utf-8")
    with open_record(study) as record, pytest.raises(DocumentError, match=message):
        list(candidates_in(path, record.codebook))


def test_the_coder_completes_the_source(study: Path, found: list[Candidate]) -> None:
    with Queue(study) as queue, open_record(study) as record:
        queue.add(found)
        outcome = proposed(queue.get(1), record.view())
        said = {"source.publisher": "Ministry of Defence", "source.date": "2022"}
        outcome = edited(outcome, said, record.codebook)
        decide(queue, record, 1, coder="ann", verdict="edit", outcome=outcome)
        assert check(record).errors == ()
        with pytest.raises(InputError, match="source, date"):
            edited(outcome, {"source.date": "spring"}, record.codebook)


def test_without_a_study_there_is_no_queue(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kizuna init"):
        Queue(tmp_path / "nowhere")
