"""The overview table and its companions on a record of pairs without Japan, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from study import coding, dialogue, event, fill, instrument, stance

import kizuna
from kizuna.atlas.symbols import sentence
from kizuna.errors import InputError
from kizuna.measures.table import Cell
from kizuna.record import Record, revise


def cell(record: Record, column: str, as_of: str, actor: str = "AUS", partner: str = "IND") -> Cell:
    table = kizuna.table(actor, as_of=as_of, partners=[partner], record=record)
    return table.cell(partner, column)


def test_in_force_beats_signed_and_lists_only_the_rows_that_carry_it(record: Record) -> None:
    fill(
        record,
        instrument("old", signed="2010-05-19", in_force="2013-01-31", status="superseded"),
        instrument("new", signed="2017-01-14", in_force="2017-09-06", replaces=("old",)),
    )
    between = cell(record, "acsa", "2017-06-30")
    assert (between.state, str(between.since), between.rows, between.count) == (
        "in_force",
        "2013-01-31",
        ("old",),
        1,
    )
    after = cell(record, "acsa", "2018-01-01")
    assert (after.state, str(after.since), after.rows) == ("in_force", "2017-09-06", ("new",))


def test_both_sides_see_the_same(record: Record) -> None:
    fill(record, instrument(signed="2010-05-19", in_force="2013-01-31"))
    one, other = cell(record, "acsa", "2014"), cell(record, "acsa", "2014", "IND", "AUS")
    assert (one.state, one.since, one.rows) == (other.state, other.since, other.rows)


def test_bilateral_rows_carry_a_cell_before_multilateral_ones(record: Record) -> None:
    fill(
        record,
        dialogue("two", first_held="2015", latest_held="2020-03-01", times_held=4),
        dialogue(
            "three", parties=("AUS", "IND", "USA"), first_held="2001", latest_held="2021-05-01"
        ),
    )
    found = cell(record, "two_plus_two", "2022")
    assert (found.rows, found.multilateral, found.count, str(found.since)) == (
        ("two",),
        False,
        4,
        "2015",
    )
    with_usa = cell(record, "two_plus_two", "2022", partner="USA")
    assert (with_usa.rows, with_usa.multilateral) == (("three",), True)


def test_practice_counts_five_years(record: Record) -> None:
    fill(record, event("first", start="2010-06-01"), event("second", start="2014-06-01"))
    assert cell(record, "exercise", "2009-12-31").state == "none"
    both = cell(record, "exercise", "2015-06-01")
    assert (both.state, both.count, both.rows) == ("held", 1, ("second",))
    assert cell(record, "exercise", "2015-05-31").count == 2
    assert cell(record, "exercise", "2019-06-01").state == "none"


def test_the_first_exercise_that_counts_is_no_beginning(record: Record) -> None:
    """What was held before the five years is not forgotten in the words of the cell."""
    fill(
        record,
        event("early", start="2008"),
        event("second", start="2012-06"),
        event("third", start="2014-06-01"),
    )
    many, one = cell(record, "exercise", "2015-01-01"), cell(record, "exercise", "2018-01-01")
    assert (many.standing, sentence(many)) == (
        False,
        "held, 2 known since 2012-06, latest known 2014-06-01",
    )
    assert sentence(one) == "held 2014-06-01"


def test_a_dialogue_did_not_begin_with_its_latest_session(record: Record) -> None:
    """The record knows not when it began; a session that stands for itself tells no more."""
    fill(
        record,
        dialogue("annual", kind="summit", latest_held="2026-05-04"),
        event("alone", kind="summit", start="2026-05-04"),
    )
    found = cell(record, "summit", "2026-11-23")
    assert (found.since, found.standing, sentence(found)) == (
        None,
        True,
        "held, latest known 2026-05-04",
    )
    fill(record, dialogue("other", kind="summit", first_held="2014", latest_held="2020"))
    assert sentence(cell(record, "summit", "2026-11-23")) == (
        "held since 2014, latest known 2026-05-04"
    )


def test_unverified_and_conflicting_evidence_is_marked(record: Record) -> None:
    fill(
        record,
        instrument("hearsay", kind="acsa", signed="2010", in_force="2011", check="recalled"),
        instrument(
            "twice", kind="information_security", signed="2006-01-01", in_force="2006-07-13"
        ),
        coding(
            "c1",
            row="twice",
            field="in_force",
            value="2006-07-13",
            preferred="yes",
            reason="ministry",
        ),
        coding(
            "c2", row="twice", field="in_force", value="2006-07-17", preferred="no", reason="a list"
        ),
    )
    assert not cell(record, "acsa", "2012").verified
    disputed = cell(record, "information_security", "2006-07-15")
    assert (disputed.state, disputed.certain) == ("in_force", False)
    assert cell(record, "information_security", "2006-07-17").certain


def test_value_that_rests_on_recall_makes_a_cell_unverified(record: Record) -> None:
    fill(
        record,
        instrument("row", signed="2017-01-26", in_force="2017-08-18"),
        coding(
            "c",
            row="row",
            field="in_force",
            value="2017-08-18",
            preferred="yes",
            check="recalled",
            reason="known",
        ),
    )
    assert not cell(record, "acsa", "2018").verified
    assert cell(record, "acsa", "2017-06-30").verified  # signed: its date was read


def test_the_same_date_told_more_exactly_is_no_dispute(record: Record) -> None:
    fill(
        record,
        instrument("row", signed="2017-01-26", in_force="2017-08"),
        coding("c1", row="row", field="in_force", value="2017-08", preferred="yes", reason="read"),
        coding(
            "c2", row="row", field="in_force", value="2017-08-18", preferred="no", reason="finer"
        ),
    )
    assert cell(record, "acsa", "2017-09-01").certain


def test_partners_are_sorted_by_rung_then_breadth(record: Record) -> None:
    fill(
        record,
        instrument(
            "a", kind="economic_partnership", parties=("AUS", "CHN"), signed="2014", in_force="2015"
        ),
        instrument("b", kind="acsa", parties=("AUS", "GBR"), signed="2014", in_force="2015"),
        instrument("c", kind="acsa", parties=("AUS", "IND"), signed="2014", in_force="2015"),
        instrument(
            "d", kind="civil_nuclear", parties=("AUS", "IND"), signed="2014", in_force="2015"
        ),
        instrument(
            "e", kind="defence_treaty", parties=("AUS", "NZL"), signed="2030", status="signed"
        ),
    )
    table = kizuna.table("Australia", as_of="2020", record=record)
    assert [(p.partner, p.rung, p.breadth) for p in table.partners] == [
        ("IND", 5, 2),
        ("GBR", 5, 1),
        ("CHN", 1, 1),
        ("NZL", 0, 0),
    ]


def test_rung_counts_only_what_names_both(record: Record) -> None:
    fill(
        record,
        instrument("a", kind="acsa", parties=("AUS", "EU"), signed="2014", in_force="2015"),
        instrument(
            "b", kind="economic_partnership", parties=("AUS", "DEU"), signed="2014", in_force="2015"
        ),
    )
    line = next(
        p for p in kizuna.table("AUS", as_of="2020", record=record).partners if p.partner == "DEU"
    )
    assert (line.rung, line.breadth) == (1, 2)


def test_as_known_looks_at_the_record_of_then(record: Record) -> None:
    fill(record, instrument("row", signed="2010", in_force="2011"))
    with revise(record, who="a tester", why="it never entered into force") as revision:
        revision.replace([instrument("row", signed="2010", status="signed")])
    now = kizuna.table("AUS", as_of="2012", record=record)
    then = kizuna.table("AUS", as_of="2012", as_known=1, record=record)
    assert now.cell("IND", "acsa").state == "signed"
    assert then.cell("IND", "acsa").state == "in_force"
    assert (now.revision, then.revision) == (2, 1)


def test_machine_form_has_the_documented_keys(record: Record) -> None:
    fill(record, instrument(signed="2010", in_force="2011-05"))
    data = kizuna.table("AUS", as_of="2012", record=record).to_dict()
    assert {"actor", "as_of", "as_known", "record", "cells"} <= set(data)
    found = next(c for c in data["cells"] if c["column"] == "acsa")
    assert found == {
        "partner": "IND",
        "column": "acsa",
        "state": "in_force",
        "since": "2011-05",
        "latest": "2011-05",
        "count": 1,
        "multilateral": False,
        "verified": True,
        "certain": True,
        "provisional": False,
        "rows": ["agreement"],
    }


def test_frames_hold_every_cell(record: Record) -> None:
    fill(record, instrument(signed="2010", in_force="2011-05"))
    table = kizuna.table("AUS", as_of="2012", record=record)
    frame = table.to_polars()
    assert frame.height == len(table.cells)
    assert table.to_pandas().shape == frame.shape


def test_why_shows_rows_sources_claims_and_revisions(record: Record) -> None:
    fill(
        record,
        instrument("old", signed="2010", in_force="2011", status="superseded"),
        instrument("new", signed="2017-01-14", in_force="2017-09-06", replaces=("old",)),
        coding("c", row="new", field="signed", value="2017-01-14"),
    )
    found = kizuna.why("AUS", "IND", "acsa", as_of="2018", record=record)
    assert [(w.row.id, w.carries) for w in found.witnesses] == [("new", True), ("old", False)]
    witness = found.witnesses[0]
    assert witness.source is not None
    assert witness.source.title == "A paper"
    assert [c.value for c in witness.claims] == ["2017-01-14"]
    assert [(r.who, r.why) for r in witness.revisions] == [("a tester", "a test")]
    assert kizuna.why("AUS", "IND", "acsa", as_of="1990", record=record).cell.state == "none"


def test_why_answers_for_every_cell_of_a_table(record: Record) -> None:
    fill(
        record,
        instrument(signed="2010", in_force="2011"),
        dialogue(first_held="2012"),
        event(start="2013"),
    )
    table = kizuna.table("AUS", as_of="2014", record=record)
    for found in table.cells:
        assert (
            kizuna.why("AUS", found.partner, found.column, as_of="2014", record=record).cell
            == found
        )


def test_compare_names_what_is_new_deeper_renewed_and_lapsed(record: Record) -> None:
    fill(
        record,
        instrument("a", kind="acsa", signed="2010", in_force="2015"),
        instrument("b", kind="reciprocal_access", signed="2014", in_force="2015"),
        instrument(
            "c",
            kind="information_security",
            signed="2000",
            in_force="2001",
            ended="2013",
            status="terminated",
        ),
        dialogue("d", first_held="2005", latest_held="2018"),
    )
    found = kizuna.compare("AUS", "2012", "2020", record=record)
    assert {(c.column, c.direction) for c in found.changes} == {
        ("acsa", "deeper"),
        ("reciprocal_access", "new"),
        ("information_security", "lapsed"),
        ("two_plus_two", "renewed"),
    }
    assert found.to_polars().height == 4
    with pytest.raises(InputError, match="must be before"):
        kizuna.compare("AUS", "2020", "2012", record=record)


def test_a_forum_is_held_with_a_member_since_it_joined() -> None:
    """Timor-Leste, independent since 2002, joined the ASEAN Regional Forum of 1994 in July 2005."""
    found = kizuna.why("JPN", "TLS", "multilateral_forum", as_of="2006-12-31").cell
    assert found.since is not None
    assert found.since.text.startswith("2005")
    earlier = kizuna.why("JPN", "THA", "multilateral_forum", as_of="2006-12-31").cell
    assert earlier.since is not None
    assert earlier.since.text.startswith("1994")


def test_a_dialogue_whose_first_session_is_not_known_is_not_new(record: Record) -> None:
    """Its latest session says that it is held, not that it began."""
    fill(
        record,
        dialogue("known", kind="summit", first_held="2019", latest_held="2019"),
        dialogue("somewhere", first_held=None, latest_held="2019"),
    )
    found = kizuna.compare("AUS", "2018-12-31", "2019-12-31", record=record)
    assert {(c.column, c.direction) for c in found.changes} == {
        ("summit", "new"),
        ("two_plus_two", "renewed"),
    }


def test_profile_shows_both_sides_and_nothing_later(record: Record) -> None:
    fill(
        record,
        instrument("a", signed="2010", in_force="2015"),
        instrument("later", kind="reciprocal_access", signed="2022", status="signed"),
        stance("s1", date="2010", value=1.0),
        stance("s2", date="2016", value=3.0),
        stance("s3", holder="IND", holder_name="Government of India", date="2015", about="cyber"),
        stance(
            "s4",
            holder="IND",
            holder_kind="party",
            holder_name="A party",
            about_kind="partner",
            about="AUS",
            value=-1.0,
            date="2014",
        ),
        stance("s5", holder="IND", holder_name="Government of India", date="2021", about="climate"),
    )
    found = kizuna.profile("AUS", "IND", as_of="2017", record=record)
    assert [entry.row.id for entry in found.entries] == ["a"]
    assert [(s.id, s.value) for s in found.one.threats] == [("s2", 3.0)]
    assert [s.id for s in found.other.threats] == ["s3"]
    assert [s.id for s in found.other.about_partner] == ["s4"]
    assert found.to_polars().height == 1
    assert found.to_dict()["sides"][1]["about_partner"][0]["holder_name"] == "A party"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda r: kizuna.table("Austrlia", record=r),
            "unknown actor 'Austrlia': did you mean AUS",
        ),
        (lambda r: kizuna.table("AUS", as_of="2016-13", record=r), "names no day of the calendar"),
        (lambda r: kizuna.table("AUS", partners=["AUS"], record=r), "cannot be its own partner"),
        (
            lambda r: kizuna.why("AUS", "IND", "acas", record=r),
            "unknown column or criterion 'acas': did you mean acsa",
        ),
        (lambda r: kizuna.why("AUS", "AUS", "acsa", record=r), "cannot be its own partner"),
        (lambda r: kizuna.table("AUS", as_known=7, record=r), "there is no revision 7"),
    ],
)
def test_wrong_questions_get_clear_answers(record: Record, call: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call(record)  # type: ignore[operator]


def test_today_is_the_default(record: Record) -> None:
    fill(record, instrument(signed="2010", in_force="2011"))
    assert kizuna.table("AUS", record=record).as_of == dt.datetime.now(tz=dt.UTC).date()
