"""Whom a row concerns: named parties, members of organisations, venues."""

from __future__ import annotations

import datetime as dt

import pytest

from kizuna.codebook import load
from kizuna.measures.pairing import Seats, Tie

SEATS = Seats(load())
BILATERAL = Tie(direct=True, multilateral=False, certain=True)
TRILATERAL = Tie(direct=True, multilateral=True, certain=True)
THROUGH = Tie(direct=False, multilateral=True, certain=True)
Y2010 = dt.date(2010, 12, 31)


def test_two_parties() -> None:
    assert SEATS.partners("AUS", ("AUS", "IND"), Y2010) == {"IND": BILATERAL}
    assert SEATS.partners("PHL", ("AUS", "IND"), Y2010) == {}


def test_three_parties_are_multilateral() -> None:
    assert SEATS.partners("AUS", ("AUS", "IND", "USA"), Y2010) == {
        "IND": TRILATERAL,
        "USA": TRILATERAL,
    }


@pytest.mark.parametrize(
    ("partner", "on", "tied"),
    [
        ("VNM", "1995-07-27", False),
        ("VNM", "1995-07-28", True),
        ("KHM", "1999-04-29", False),
        ("KHM", "1999-04-30", True),
        ("TLS", "2025-10-25", False),
        ("TLS", "2025-10-26", True),
    ],
)
def test_members_count_only_while_they_belong(partner: str, on: str, tied: bool) -> None:
    """Dates of accession to ASEAN: Viet Nam, Cambodia, Timor-Leste (ASEAN Secretariat)."""
    found = SEATS.partners("JPN", ("ASEAN", "JPN"), dt.date.fromisoformat(on))
    assert found.get(partner) == (THROUGH if tied else None)


def test_leaving_an_organisation_ends_what_came_through_it() -> None:
    """The United Kingdom left the European Union on 31 January 2020."""
    assert "GBR" in SEATS.partners("JPN", ("EU", "JPN"), dt.date(2020, 1, 30))
    assert "GBR" not in SEATS.partners("JPN", ("EU", "JPN"), dt.date(2020, 2, 1))


def test_members_of_a_bloc_are_not_partners_through_it() -> None:
    assert "VNM" not in SEATS.partners("PHL", ("ASEAN", "JPN"), Y2010)
    assert SEATS.partners("PHL", ("ASEAN", "JPN"), Y2010)["JPN"] == THROUGH


def test_members_of_a_venue_meet_in_its_dialogues_but_are_not_bound_by_its_instruments() -> None:
    assert SEATS.partners("PHL", ("ARF", "JPN"), Y2010)["AUS"] == THROUGH
    assert "AUS" not in SEATS.partners("PHL", ("ARF", "JPN"), Y2010, among_members=False)


def test_what_happened_counts_only_through_forums() -> None:
    assert "DEU" not in SEATS.partners("JPN", ("JPN", "NATO"), Y2010, forums_only=True)
    assert SEATS.partners("JPN", ("JPN", "NATO"), Y2010, forums_only=True) == {"NATO": BILATERAL}
    assert "AUS" in SEATS.partners("JPN", ("ARF", "JPN"), Y2010, forums_only=True)
    assert "AUS" not in SEATS.partners("JPN", ("JPN", "UN"), Y2010, forums_only=True)


def test_membership_known_to_the_year_is_uncertain_within_it() -> None:
    """Mongolia's entry into the ARF is recorded by its year."""
    spell = next(s for s in load().memberships if (s.member, s.organisation) == ("MNG", "ARF"))
    assert spell.valid_from is not None
    assert spell.valid_from.precision == "year"
    inside = spell.valid_from.earliest + dt.timedelta(days=30)
    assert SEATS.partners("JPN", ("ARF", "JPN"), inside)["MNG"] == Tie(
        direct=False, multilateral=True, certain=False
    )
    assert SEATS.partners("JPN", ("ARF", "JPN"), spell.valid_from.latest)["MNG"] == THROUGH
