"""Conflicting claims are listed with all that was said, and with how they were settled."""

from __future__ import annotations

import pytest
from checks.made_rows import coding, event, instrument, source

from kizuna.record import Event, Instrument, Record, Row, Source, Stance, revise
from kizuna.record import conflicts as conflicts_module
from kizuna.record.conflicts import conflicts, contradict

OLD = "aus-jpn-acsa-2010"


@pytest.mark.parametrize(
    ("row_type", "field", "one", "other", "answer"),
    [
        (Instrument, "signed", "2007", "2007-03-13", False),
        (Instrument, "signed", "2007-03", "2007-03-13", False),
        (Instrument, "signed", "2007-03-12", "2007-03-13", True),
        (Instrument, "signed", "2006", "2007-03-13", True),
        (Instrument, "signed", "", "2007", False),
        (Instrument, "signed", "May 2007", "2007", True),
        (Instrument, "parties", "AUS;JPN", "JPN;AUS", False),
        (Instrument, "parties", "AUS;JPN", "AUS;JPN;USA", True),
        (Instrument, "status", "signed", "in_force", True),
        (Stance, "value", "1", "1.0", False),
        (Stance, "value", "1", "1.5", True),
        (Source, "title", "Joint  Statement", "joint statement", False),
        (Event, "place", "Tokyo", "Kyoto", True),
    ],
)
def test_what_contradicts(
    row_type: type[Row], field: str, one: str, other: str, answer: bool
) -> None:
    assert contradict(row_type, field, one, other) is answer
    assert contradict(row_type, field, other, one) is answer
    assert contradict(row_type, field, one, one) is False


def test_conflicts_of_a_record(record: Record) -> None:
    with revise(record, who="test", why="claims") as revision:
        revision.add([source(), source("news"), instrument(), event()])
        revision.add(
            [
                coding(preferred="yes", reason="The text itself.", locator="p. 1"),
                coding(
                    "coding-2",
                    source="news",
                    value="2010-05-20",
                    preferred="no",
                    reason="Local time.",
                    check="recalled",
                ),
                coding("coding-3", field="in_force", value="2013-02-01", source="news"),
                coding("coding-4", field="title", value="agreement  aus-jpn-acsa-2010"),
                coding("coding-5", row="aus-jpn-exercise-2015", field="start", value="2015"),
            ]
        )
    first, second = conflicts(record.view())
    assert (first.table, first.row, first.field, first.value) == (
        "instrument",
        OLD,
        "in_force",
        "2013-01-31",
    )
    assert not first.settled
    assert [(c.value, c.source, c.coding, c.preferred) for c in first.claims] == [
        ("2013-01-31", "paper", "", False),
        ("2013-02-01", "news", "coding-3", False),
    ]
    assert (second.field, second.settled) == ("signed", True)
    assert [(c.value, c.preferred, c.reason) for c in second.claims] == [
        ("2010-05-19", True, "The text itself."),
        ("2010-05-20", False, "Local time."),
    ]
    assert second.claims[0].source_title == "Page paper"
    assert second.claims[0].locator == "p. 1"
    assert second.claims[1].check == "recalled"


def test_conflicts_as_known(record: Record) -> None:
    with revise(record, who="test", why="row") as revision:
        revision.add([source(), instrument()])
    with revise(record, who="test", why="claim") as revision:
        revision.add([coding(value="2010-05-20")])
    assert conflicts(record.view(1)) == []
    assert len(conflicts(record.view())) == 1


def test_conflicts_over_many_batches(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conflicts_module, "_ROWS", 2)
    numbers = range(7)
    with revise(record, who="test", why="many") as revision:
        revision.add([source(), *(instrument(f"aus-jpn-{n}") for n in numbers)])
        revision.add(
            coding(f"coding-{n}-{k}", row=f"aus-jpn-{n}", value=f"2010-05-2{k}")
            for n in numbers
            for k in (0, 1)
        )
    found = conflicts(record.view())
    assert [c.row for c in found] == [f"aus-jpn-{n}" for n in numbers]
    assert all(len(c.claims) == 3 for c in found)


def test_a_claim_on_a_row_that_is_gone_is_no_conflict(record: Record) -> None:
    with revise(record, who="test", why="claim") as revision:
        revision.add([source(), instrument()])
        revision.add([coding(value="2010-05-20")])
    with revise(record, who="test", why="gone") as revision:
        revision.withdraw("instrument", [OLD])
    assert conflicts(record.view()) == []
