"""The state of a row as of a day: stages in order, partial dates, unstated entry into force."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from study import dialogue, event, instrument

from kizuna.codebook import PartialDate
from kizuna.measures.state import RowState, dialogue_state, force_of, instrument_state

STAGES = ["negotiating", "signed", "in_force", "ended"]
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def state(row: object, on: str, **known: PartialDate) -> tuple[str, bool] | None:
    found = instrument_state(row, day(on), **known)  # type: ignore[arg-type]
    return (found.state, found.certain) if found else None


AGREEMENT = instrument(
    negotiated_from="2008-03", signed="2010-05-19", in_force="2013-01-31", ended="2017-09-06"
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2008-02-29", None),
        ("2008-03-15", ("negotiating", False)),
        ("2008-03-31", ("negotiating", True)),
        ("2010-05-18", ("negotiating", True)),
        ("2010-05-19", ("signed", True)),
        ("2013-01-30", ("signed", True)),
        ("2013-01-31", ("in_force", True)),
        ("2017-09-05", ("in_force", True)),
        ("2017-09-06", ("ended", True)),
    ],
)
def test_stages_of_an_agreement(on: str, expected: tuple[str, bool] | None) -> None:
    assert state(AGREEMENT, on) == expected


def test_political_text_takes_effect_when_issued() -> None:
    row = instrument(
        kind="security_declaration", signed="2007-03-13", status="political", binding="political"
    )
    assert state(row, "2007-03-12") is None
    assert state(row, "2007-03-13") == ("in_force", True)


def test_provisional_application_is_no_entry_into_force() -> None:
    row = instrument(signed="2018-07-17", provisional_from="2019-02-01", in_force="2025-01-01")
    before = instrument_state(row, day("2018-12-31"))
    during = instrument_state(row, day("2020-12-31"))
    assert before == RowState("signed", row.signed, certain=True, provisional=False)
    assert during == RowState("signed", row.signed, certain=True, provisional=True)
    assert state(row, "2025-01-01") == ("in_force", True)


def test_unstated_entry_into_force_of_a_treaty_is_signed_and_uncertain_until_its_source() -> None:
    row = instrument(signed="2017-01-26", binding="treaty", status="in_force")
    told = PartialDate.parse("2018-05")
    assert state(row, "2017-06-30", known_by=told) == ("signed", False)
    assert state(row, "2018-05-31", known_by=told) == ("in_force", True)


def test_unstated_entry_into_force_of_a_memorandum_is_likely_from_signature() -> None:
    row = instrument(signed="2017-01-26", binding="memorandum", status="in_force")
    assert state(row, "2017-06-30", known_by=PartialDate.parse("2018-05")) == ("in_force", False)
    told_on_the_day = PartialDate.parse("2017-01-26")
    assert state(row, "2017-01-26", known_by=told_on_the_day) == ("in_force", True)


def test_treaty_whose_source_is_the_signature_stays_uncertain() -> None:
    row = instrument(signed="2017-01-26", binding="treaty", status="in_force")
    assert state(row, "2030-01-01", known_by=PartialDate.parse("2017-01-26")) == ("signed", False)


def test_successor_ends_the_replaced() -> None:
    row = instrument(signed="2010-05-19", in_force="2013-01-31", status="superseded")
    successor = PartialDate.parse("2017-09-06")
    assert state(row, "2017-06-30", replaced_from=successor) == ("in_force", True)
    assert state(row, "2017-09-06", replaced_from=successor) == ("ended", True)


def test_negotiation_without_a_date_counts_from_its_source() -> None:
    row = instrument(status="negotiating")
    assert state(row, "2020-01-01", known_by=PartialDate.parse("2021")) is None
    assert state(row, "2021-12-31", known_by=PartialDate.parse("2021")) == ("negotiating", True)
    assert state(row, "2021-12-31") is None


def test_talks_that_were_given_up_are_ended() -> None:
    row = instrument(negotiated_from="2003-12", ended="2004-11", status="terminated")
    assert state(row, "2004-06-01") == ("negotiating", True)
    assert state(row, "2005-01-01") == ("ended", True)


@given(
    days=st.lists(DAYS, min_size=4, max_size=4, unique=True),
    on=st.lists(DAYS, min_size=2, max_size=30),
)
def test_stages_never_go_back_with_exact_dates(days: list[dt.date], on: list[dt.date]) -> None:
    dates = [day.isoformat() for day in sorted(days)]
    names = ("negotiated_from", "signed", "in_force", "ended")
    row = instrument(**dict(zip(names, dates, strict=True)))
    found = [instrument_state(row, day) for day in sorted(on)]
    ranks = [STAGES.index(s.state) if s else -1 for s in found]
    assert ranks == sorted(ranks)
    assert all(s.certain for s in found if s)
    assert ranks == [sum(d <= day.isoformat() for d in dates) - 1 for day in sorted(on)]


def partial(date: dt.date, precision: str) -> str:
    return date.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


@given(
    days=st.lists(DAYS, min_size=3, max_size=3),
    precisions=st.lists(st.sampled_from(["year", "month", "day"]), min_size=3, max_size=3),
    on=DAYS,
)
def test_certain_means_that_every_completion_agrees(
    days: list[dt.date], precisions: list[str], on: dt.date
) -> None:
    """Fill partial dates in with every day that can matter, in every order that is possible."""
    names = ("signed", "in_force", "ended")
    dates = [
        PartialDate.parse(partial(d, p)) for d, p in zip(sorted(days), precisions, strict=True)
    ]
    found = instrument_state(instrument(**dict(zip(names, dates, strict=True))), on)
    outcomes = set()
    turning = (
        {d.earliest for d in dates} | {d.latest for d in dates} | {on, on + dt.timedelta(days=1)}
    )
    possible = [{day for day in turning if d.earliest <= day <= d.latest} for d in dates]
    for choice in itertools.product(*possible):
        if list(choice) == sorted(choice):
            exact = {n: c.isoformat() for n, c in zip(names, choice, strict=True)}
            other = instrument_state(instrument(**exact), on)
            outcomes.add(other.state if other else None)
    assume(outcomes)
    if found is None:
        assert outcomes == {None}
    elif found.certain:
        assert outcomes == {found.state}
    else:
        assert found.state in outcomes


def test_force_needs_a_date_or_a_status() -> None:
    assert force_of(instrument(signed="2010", status="signed"), None) is None
    assert force_of(instrument(status="political", binding="political"), None) is None


def test_dialogue_is_held_from_its_first_session() -> None:
    row = dialogue(first_held="2007-06-06", latest_held="2025-09-05", times_held=12)
    assert dialogue_state(row, day("2007-06-05"), []) is None
    early = dialogue_state(row, day("2010-01-01"), [event(kind="meeting", start="2008-12-18")])
    assert early is not None
    assert (early.state, str(early.since), str(early.latest), early.count) == (
        "held",
        "2007-06-06",
        "2008-12-18",
        1,
    )
    late = dialogue_state(row, day("2026-01-01"), [])
    assert late is not None
    assert (str(late.latest), late.count) == ("2025-09-05", 12)


def test_dialogue_known_only_by_its_latest_session() -> None:
    row = dialogue(latest_held="2024-07-28")
    assert dialogue_state(row, day("2020-01-01"), []) is None
    found = dialogue_state(row, day("2024-12-31"), [])
    assert found is not None
    assert (found.since, str(found.latest)) == (None, "2024-07-28")
