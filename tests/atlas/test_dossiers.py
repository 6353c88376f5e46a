"""Dossiers: everything known of a row, and nothing that was not known then."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kizuna.atlas.dossiers import changes_of, dossier, heading, values, when
from kizuna.record import FACTS, Event, Instrument, Record, Source, Stance, open_record, revise
from kizuna.record.conflicts import conflicts, conflicts_of
from kizuna.record.related import claims_of, counts_by_source, facts_of, replacing


def test_source_claims_and_relations(study: Record) -> None:
    found = dossier(study.view(), "instrument", "new")
    assert found is not None
    assert found.source is not None
    assert [claim.locator for claim in found.claims] == ["p. 3"]
    assert {group.heading: [row.id for row in group.rows] for group in found.related} == {
        "Replaces": ["old"]
    }
    before = dossier(study.view(), "instrument", "old")
    assert before is not None
    assert [(g.heading, [row.id for row in g.rows]) for g in before.related] == [
        ("Replaced by", ["new"])
    ]


def test_sessions_of_a_dialogue_both_ways(study: Record) -> None:
    dialogue = dossier(study.view(), "dialogue", "two")
    session = dossier(study.view(), "event", "session")
    assert dialogue is not None
    assert session is not None
    assert [row.id for row in dialogue.related[0].rows] == ["session"]
    assert [row.id for row in session.related[0].rows] == ["two"]


def test_no_such_row_or_table(study: Record) -> None:
    view = study.view()
    assert dossier(view, "instrument", "nothing") is None
    assert dossier(view, "event", "new") is None
    assert dossier(view, "source", "new") is None
    assert dossier(view, "revision", "1") is None


def test_changes_say_what_changed_and_stop_at_what_was_known(study: Record) -> None:
    first = study.view().revision
    row = study.view().get(Instrument, "access")
    assert row is not None
    with revise(study, who="Ann", why="Signed at last") as revision:
        revision.replace([replace(row, status="signed", note="Signed.")])
    told = changes_of(study.view(), Instrument, "access")
    assert [change.revision.why for change in told][-1] == "Signed at last"
    assert told[0].changed == ()
    assert ("status", "negotiating", "signed") in told[1].changed
    assert {name for name, _, _ in told[1].changed} == {"status", "note"}
    assert len(changes_of(study.view(first), Instrument, "access")) == 1


def test_a_withdrawn_row_says_so_to_those_who_knew_it(study: Record) -> None:
    with revise(study, who="Ann", why="Never signed") as revision:
        revision.withdraw("instrument", ["access"])
    told = changes_of(study.view(), Instrument, "access")
    assert [(change.revision.why, change.withdrawn) for change in told][-1] == (
        "Never signed",
        True,
    )
    assert dossier(study.view(), "instrument", "access") is None


def test_conflicts_of_one_row_are_those_of_all_rows() -> None:
    with open_record() as record:
        view = record.view()
        every = conflicts(view)
        assert every
        for row_id in {conflict.row for conflict in every}:
            row = view.find(row_id)
            assert row is not None
            own = {c.field: c for c in conflicts_of(view, row)}
            assert own == {c.field: c for c in every if c.row == row_id}


def test_every_row_of_the_shipped_record_has_a_dossier_and_a_heading() -> None:
    with open_record() as record:
        view = record.view()
        for table in FACTS:
            for row in list(view.stream(table))[::25]:
                found = dossier(view, table, row.id)
                assert found is not None
                assert found.source is not None
                assert found.changes
                assert heading(found.row, record.codebook)
                assert values(found.row)


def test_facts_of_a_source_are_those_that_name_it() -> None:
    with open_record() as record:
        view = record.view()
        counted = counts_by_source(view)
        assert sum(facts for facts, _ in counted.values()) == sum(view.count(t) for t in FACTS)
        assert sum(claims for _, claims in counted.values()) == view.count("coding")
        most = max(counted, key=lambda source: counted[source])
        assert len(facts_of(view, most, most=10_000)) == counted[most][0]
        assert len(claims_of(view, most, most=10_000)) == counted[most][1]


def test_an_id_is_not_taken_for_part_of_another(study: Record) -> None:
    assert [row.id for row in replacing(study.view(), "old")] == ["new"]
    assert replacing(study.view(), "ol") == []
    assert replacing(study.view(), "o_d") == []


@pytest.mark.parametrize("row_type", [Event, Stance, Source])
def test_rows_are_listed_by_their_date(row_type: type[Event | Stance | Source]) -> None:
    with open_record() as record:
        row = record.view().rows(row_type)[0]
        assert when(row) == getattr(row, "start", None) or getattr(row, "date", None)
