"""Changes are revisions, and any past state of the record can be rebuilt; on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from study import SOURCE, coding, dialogue, event, fill, instrument, stance

from kizuna import __version__
from kizuna.codebook import load
from kizuna.errors import ConflictError, InputError, RecordError
from kizuna.record import Coding, Event, Instrument, Record, Source, open_record, revise, schema
from kizuna.record.migrate import create
from kizuna.record.revise import Reviser

IDS = ("ash", "birch", "cedar")
PARTIES = (("AUS", "IND"), ("AUS", "JPN"), ("FRA", "IND", "JPN"))
Change = tuple[str, str, tuple[str, ...]]
CHANGE = st.tuples(
    st.sampled_from(("add", "replace", "withdraw")), st.sampled_from(IDS), st.sampled_from(PARTIES)
)


def _apply(reviser: Reviser, change: Change) -> None:
    verb, row_id, parties = change
    if verb == "withdraw":
        reviser.withdraw("event", [row_id])
    else:
        getattr(reviser, verb)([event(row_id, parties=parties, start="2020")])


def _revise(record: Record, changes: list[Change]) -> None:
    with revise(record, who="a", why="b") as reviser:
        for change in changes:
            _apply(reviser, change)


def _applied(state: dict[str, tuple[str, ...]], change: Change) -> dict[str, tuple[str, ...]]:
    """The naive model: what stands after a change; raises KeyError where it is refused."""
    verb, row_id, parties = change
    if (row_id in state) is (verb == "add"):
        raise KeyError(row_id)
    rest = {known: value for known, value in state.items() if known != row_id}
    return rest if verb == "withdraw" else {**rest, row_id: parties}


def _expected(
    state: dict[str, tuple[str, ...]], changes: list[Change]
) -> dict[str, tuple[str, ...]] | None:
    try:
        for change in changes:
            state = _applied(state, change)
    except KeyError:
        return None
    return state


@settings(max_examples=25)
@given(revisions=st.lists(st.lists(CHANGE, max_size=4), max_size=8))
def test_every_past_state_can_be_rebuilt(
    places: Callable[[], Path | str], revisions: list[list[Change]]
) -> None:
    place = places()
    create(place, load())
    states: list[dict[str, tuple[str, ...]]] = [{}]
    with open_record(place) as record:
        for changes in revisions:
            after = _expected(states[-1], changes)
            if after is None:
                with pytest.raises(ConflictError):
                    _revise(record, changes)
                continue
            _revise(record, changes)
            if changes:
                states.append(after)
        assert [r.id for r in record.revisions()] == list(range(1, len(states)))
        for number, state in enumerate(states):
            _same(record, number, state)
        _same(record, None, states[-1])


def _same(record: Record, number: int | None, state: dict[str, tuple[str, ...]]) -> None:
    """Every way of reading a view agrees with the model."""
    view = record.view(number)
    standing = {row_id: state[row_id] for row_id in sorted(state)}
    assert {row.id: row.parties for row in view.rows(Event)} == standing
    assert [(row.id, row.parties) for row in view.stream("event", batch=1)] == list(  # type: ignore[attr-defined]
        standing.items()
    )
    assert view.count("event") == len(state)
    assert {i: row.parties for i, row in view.by_id(Event, IDS).items()} == standing
    for actor in ("AUS", "IND", "JPN", "FRA", "GBR"):
        named = [row_id for row_id, parties in standing.items() if actor in parties]
        assert [row.id for row in view.facts("event", [actor])] == named
    together = [i for i, parties in standing.items() if {"IND", "JPN"} <= set(parties)]
    assert [row.id for row in view.facts("event", ["IND"], beside=["JPN"])] == together
    assert view.parties_beside("event", ["AUS"]) == {p for p in state.values() if "AUS" in p}


def test_a_revision_says_who_when_and_why(record: Record) -> None:
    before = dt.datetime.now(tz=dt.UTC)
    with revise(record, who=" Ann ", why=" first sources ") as reviser:
        reviser.add([SOURCE])
    (made,) = record.revisions()
    assert (made.id, made.who, made.why, made.software) == (1, "Ann", "first sources", __version__)
    assert before <= made.at <= dt.datetime.now(tz=dt.UTC)
    assert reviser.number == 1
    assert (reviser.added, reviser.replaced, reviser.withdrawn) == ({"source": 1}, {}, {})


@pytest.mark.parametrize(("who", "why"), [("", "because"), ("Ann", "  ")])
def test_a_revision_needs_who_and_why(record: Record, who: str, why: str) -> None:
    with (
        pytest.raises(InputError, match=r"^a revision needs who makes it and why$"),
        revise(record, who=who, why=why),
    ):
        pass


def test_a_revision_that_fails_leaves_nothing(record: Record) -> None:
    def change() -> None:
        with revise(record, who="Ann", why="a mistake") as reviser:
            reviser.add([SOURCE, instrument()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert record.revisions() == []
    assert record.view().count("source") == 0
    assert record.view().actors_named() == []


def test_a_revision_without_changes_is_not_kept(record: Record) -> None:
    with revise(record, who="Ann", why="nothing"):
        pass
    fill(record, instrument())
    assert [revision.id for revision in record.revisions()] == [1]


def test_history_shows_every_version(record: Record) -> None:
    fill(record, instrument(title="One"))
    with revise(record, who="Ben", why="twice in one go") as reviser:
        reviser.replace([instrument(title="Two")])
        reviser.replace([instrument(title="Three")], read_at=1 + 1)
        assert (reviser.added, reviser.replaced) == ({"instrument": 0}, {"instrument": 2})
    with revise(record, who="Ben", why="gone") as reviser:
        reviser.withdraw("instrument", ["agreement", "agreement"])
        assert reviser.withdrawn == {"instrument": 1}
    assert [(v.row.title, v.since, v.until) for v in record.history("agreement")] == [  # type: ignore[attr-defined]
        ("One", 1, 2),
        ("Two", 2, 2),
        ("Three", 2, 3),
    ]
    assert record.history("nobody") == []
    assert [record.view(n).find("agreement") is not None for n in range(4)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_view_does_not_change_while_others_write(record: Record) -> None:
    fill(record, instrument(title="One"))
    view = record.view()
    with revise(record, who="Ben", why="later") as reviser:
        reviser.replace([instrument(title="Two")])
        reviser.add([dialogue(first_held="2020")])
    assert [row.title for row in view.rows(Instrument)] == ["One"]
    assert view.count("dialogue") == 0
    assert view.find("talks") is None
    assert record.view().find("talks") is not None


def test_reading_goes_on_while_reading(record: Record) -> None:
    """A loop over a stream may ask further questions, and write."""
    fill(record, *(event(f"drill-{n}", start="2020") for n in range(5)))
    view = record.view()
    seen = []
    for row in view.stream("event", batch=2):
        seen.append(view.get(Event, row.id))
        with revise(record, who="Ann", why="meanwhile") as reviser:
            reviser.withdraw("event", [row.id])
    assert len(seen) == 5
    assert None not in seen
    assert record.view().count("event") == 0


def test_many_threads_read_at_once(record: Record) -> None:
    """As those of a web server do, more of them than connections are kept."""
    fill(record, *(event(f"drill-{n}", start="2020") for n in range(50)))
    counts: list[int] = []
    barrier = threading.Barrier(40)

    def read() -> None:
        barrier.wait()
        counts.extend(len(record.view().facts("event", ["AUS"])) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [50] * 200


def test_as_known_by_number_date_and_moment(record: Record) -> None:
    fill(record, instrument(title="One"))
    with revise(record, who="Ben", why="later") as reviser:
        reviser.replace([instrument(title="Two")])
    moments = ["2020-03-31T23:30:00.000000+00:00", "2020-04-01T00:00:00.000000+00:00"]
    with record.engine.begin() as connection:
        for number, at in enumerate(moments, start=1):
            connection.execute(
                schema.revision.update().where(schema.revision.c.id == number).values(at=at)
            )
    known: dict[str | int | dt.date | None, int] = {
        None: 2,
        0: 0,
        1: 1,
        "0": 0,
        "2": 2,
        "r1": 1,
        "r0": 0,
        "2019": 0,
        "2020": 2,
        "2020-03": 1,
        "2020-03-31": 1,
        "2020-03-30": 0,
        "2020-03-31T23:29:59": 0,
        "2020-03-31T23:30": 1,
        "2020-04-01T01:00:00+02:00": 0,
        "2020-04-01T02:00:00+02:00": 2,
        "2020-03-31T23:59:59.999999Z": 1,
        "2999": 2,
        dt.date(2020, 3, 31): 1,
        dt.datetime(2020, 3, 31, 23, 45, tzinfo=dt.UTC): 1,
        dt.datetime(2020, 4, 1, 1, 15, tzinfo=dt.timezone(dt.timedelta(hours=2))): 0,
    }
    assert {when: record.view(when).revision for when in known} == known
    assert record.view("2020-03").known_at == dt.datetime.fromisoformat(moments[0])
    assert record.view(0).known_at is None


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (3, "there is no revision 3: the record has 0 to 0"),
        (-1, "there is no revision -1: the record has 0 to 0"),
        ("r7", "there is no revision 7: the record has 0 to 0"),
        ("10000", "there is no revision 10000: the record has 0 to 0"),
        ("soon", "'soon' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        ("²", "'²' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        (
            "2026-11-22 twelve",
            (
                "'2026-11-22 twelve' is no knowledge time: give a date, a moment "
                "(2026-11-22T12:00:00) or a revision (r12)"
            ),
        ),
        (
            "9999-12-31T23:59:59-05:00",
            "9999-12-31 23:59:59-05:00 is no knowledge time: it is off the calendar",
        ),
    ],
)
def test_as_known_refused(record: Record, when: str | int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        record.view(when)
    assert str(caught.value) == message


def test_a_clock_set_back_does_not_turn_knowledge_time(record: Record) -> None:
    later = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
    with record.engine.begin() as connection:
        Reviser(connection, record, who="a", why="b", at=later)
    with revise(record, who="Ann", why="now") as reviser:
        reviser.add([SOURCE])
    assert [revision.at for revision in record.revisions()] == [later, later]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda r: r.add([instrument()]),
            "instrument 'agreement' stands already; replace it instead",
        ),
        (
            lambda r: r.add([event("agreement", start="2020")]),
            "instrument 'agreement' stands already; replace it instead",
        ),
        (lambda r: r.add([event("e", start="2020")] * 2), "event 'e' is given twice"),
        (lambda r: r.replace([instrument("other")]), "there is no instrument 'other' to change"),
        (lambda r: r.withdraw("instrument", ["other"]), "there is no instrument 'other' to change"),
        (
            lambda r: r.replace([instrument(title="Mine")], read_at=1),
            (
                "instrument 'agreement' was changed in revision 2, after you read it; "
                "read it again and repeat your change"
            ),
        ),
        (
            lambda r: r.withdraw("instrument", ["agreement"], read_at=1),
            (
                "instrument 'agreement' was changed in revision 2, after you read it; "
                "read it again and repeat your change"
            ),
        ),
    ],
)
def test_conflicts(record: Record, change: Callable[[Reviser], None], message: str) -> None:
    fill(record, instrument(title="One"))
    with revise(record, who="Ben", why="meanwhile") as reviser:
        reviser.replace([instrument(title="Theirs")], read_at=1)
    with (
        pytest.raises(ConflictError) as caught,
        revise(record, who="Ann", why="mine") as reviser,
    ):
        change(reviser)
    assert str(caught.value) == message
    assert len(record.revisions()) == 2


def test_rows_given_in_code_pass_the_checks_of_an_import(record: Record) -> None:
    fill(record)
    wrong = {
        "instrument 'agreement', kind: 'asca' is no kind of instrument of the codebook: "
        "did you mean acsa?": instrument(kind="asca"),
        "instrument 'agreement', parties: only AUS given; acquisition and cross-servicing "
        "agreement has at least two": instrument(parties=("AUS",)),
        "stance 'view', value: 9 is out of range: a threat is coded from 0 to 3": stance(
            "view", value=9.0, date="2020"
        ),
        "event 'drill', start: is blank; it is needed: First day.": event(start=None),
    }
    for message, row in wrong.items():
        with pytest.raises(InputError) as caught, revise(record, who="Ann", why="x") as reviser:
            reviser.add([row])
        assert str(caught.value) == message
    assert len(record.revisions()) == 1


def test_parties_are_stored_in_order_however_they_are_given(record: Record) -> None:
    fill(record, instrument(parties=("JPN", "AUS")))
    found = record.view().get(Instrument, "agreement")
    assert found is not None
    assert found.parties == ("AUS", "JPN")


def test_a_row_comes_back_as_it_was_recorded(record: Record) -> None:
    rows = [
        replace(instrument(replaces=("older", "oldest")), note="絆 — “ties”; '%s' \\ :x"),
        dialogue(first_held="2007-03", times_held=0),
        event(start="2020-02-29", end="2021"),
        stance("view", value=-1.5, about_kind="partner", about="IND", date="2020"),
        coding("claim", row="agreement", field="signed", value="2007", preferred="no"),
    ]
    fill(record, *rows)
    for row in rows:
        assert record.view().find(row.id) == row
    assert record.view().get(Source, "paper") == SOURCE
    assert record.view().find("nothing") is None


def test_facts_by_actor_kind_and_time(record: Record) -> None:
    fill(
        record,
        event("a", start="2014"),
        event("b", start="2015-06"),
        event("c", start="2015-06-30"),
        event("d", start="2015-07-01", kind="port_call", related_dialogue="talks"),
        event("e", start="2016"),
        dialogue(),
    )
    view = record.view()

    def ids(first: str, last: str) -> str:
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        return "".join(row.id for row in view.facts("event", ["AUS"], begun=days))

    assert ids("2015-06-15", "2015-12-31") == "bcd"
    assert ids("2015-07-01", "2016-01-01") == "de"
    assert ids("2014-12-31", "2015-05-31") == "a"
    assert ids("2014-12-31", "2015-06-01") == "ab"
    assert [row.id for row in view.facts("event", ["AUS"], kinds=["port_call"])] == ["d"]
    assert view.facts("event", ["GBR"]) == []
    assert view.facts("event", [], kinds=[]) == []
    assert [row.id for row in view.sessions(["talks", "others"])] == ["d"]
    assert view.actors_named() == ["AUS", "IND"]


def test_codings_and_stances(record: Record) -> None:
    first = coding("first", row="agreement", field="signed", value="2007")
    fill(record, instrument(), first, coding("second", row="other", field="signed", value="2008"))
    fill(record, stance("s", date="2020"), stance("t", holder="IND", date="2020"))
    view = record.view()
    assert view.codings(["agreement", "nothing"]) == [first]
    assert [row.id for row in view.stances(["IND"])] == ["t"]
    assert [row.id for row in view.rows(Coding)] == ["first", "second"]


def test_ids_sort_alike_on_both_databases(record: Record) -> None:
    ids = ["a-b", "a_b", "ab", "a-c", "a1", "abc", "a"]
    fill(record, *(event(row_id, start="2020") for row_id in ids))
    assert [row.id for row in record.view().rows(Event)] == sorted(ids)


def test_more_ids_than_a_statement_has_parameters(record: Record) -> None:
    many = [f"drill-{n}" for n in range(70_000)]
    fill(record, event(many[-1], start="2020"))
    assert list(record.view().by_id(Event, many)) == [many[-1]]


def test_texts_are_never_taken_for_sql(record: Record) -> None:
    nasty = "'; DROP TABLE event; --"
    fill(record, event(start="2020", title=nasty, place='"x" OR 1=1'))
    view = record.view()
    assert view.facts("event", [nasty]) == []
    assert view.by_id(Event, [nasty]) == {}
    (row,) = view.rows(Event)
    assert row.title == nasty


def test_the_database_itself_refuses_two_standing_versions(record: Record) -> None:
    fill(record, instrument())
    table = schema.tables["instrument"]
    with record.engine.connect() as connection:
        (row,) = connection.execute(sa.select(table)).mappings()
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(table.insert().values({**row, "version": 99}))


def test_a_read_only_record_refuses_changes(place: Path | str) -> None:
    create(place, load())
    with (
        open_record(place, read_only=True) as record,
        pytest.raises(RecordError, match="read-only; make your own copy with: kizuna init DIR"),
        revise(record, who="Ann", why="x"),
    ):
        pass


def test_the_connection_of_a_read_only_record_cannot_write(place: Path | str) -> None:
    create(place, load())
    with (
        open_record(place, read_only=True) as record,
        record.engine.connect() as connection,
        pytest.raises(sa.exc.DBAPIError, match=r"read-?only"),
    ):
        connection.execute(schema.info.insert().values(key="x", value="y"))
