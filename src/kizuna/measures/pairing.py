"""Which partners a row of the record concerns: directly, or through an organisation.

A row counts for a pair when both are among its parties. An actor that is not named itself is
among them through an organisation that is, but only on days on which it belonged to it. Two
members of the same organisation are partners through it only where it is a venue in which they
meet each other (a forum or a global body), not where it acts as one party (a bloc or an
alliance): a text between ASEAN and Japan says nothing of the Philippines and Viet Nam. Nor does
an instrument between a venue and an actor bind the venue's members to each other. What
happened on a date (an exercise, an operation) counts for members only through forums, whose
members take part themselves; that a force of NATO or of the United Nations acted does not say that
every member did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from kizuna.codebook import Codebook, Truth

VENUES = frozenset({"forum", "global"})


class Tie(msgspec.Struct, frozen=True, gc=False):
    """How a row ties a pair.

    Attributes:
        direct: both are named as parties themselves.
        multilateral: more than two parties, or through an organisation.
        certain: the dates of membership leave no doubt.
    """

    direct: bool
    multilateral: bool
    certain: bool


class Seats:
    """Whom a codebook's organisations seat on a day; remembers what it was asked."""

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._organisations = frozenset(
            actor.code for actor in book.actors.values() if actor.kind == "organisation"
        )
        self._known: dict[tuple[str, dt.date], Mapping[str, Truth]] = {}

    def partners(
        self,
        focal: str,
        parties: tuple[str, ...],
        on: dt.date,
        *,
        among_members: bool = True,
        forums_only: bool = False,
    ) -> dict[str, Tie]:
        """The partners to which a row with these parties ties an actor on a day, and how.

        Args:
            focal: the actor.
            parties: the parties of the row.
            on: the day on which memberships count.
            among_members: let members of a venue be partners through it.
            forums_only: let members take part only through forums.
        """
        named = focal in parties
        direct = Tie(direct=True, multilateral=len(parties) > 2, certain=True)
        ties = {party: direct for party in parties if party != focal} if named else {}
        if self._organisations.isdisjoint(parties):
            return ties
        seats = {party: self._seated(party, on, forums_only) for party in parties}
        if all(len(seated) == 1 for seated in seats.values()):
            return ties
        own = {party: seated[focal] for party, seated in seats.items() if focal in seated}
        for party, seated in seats.items():
            facing = [
                truth
                for seat, truth in own.items()
                if seat != party or (among_members and self._book.actors[seat].type in VENUES)
            ]
            if facing:
                sure = Truth.YES in facing
                for partner, truth in seated.items():
                    if partner != focal and partner not in ties:
                        certain = sure and truth is Truth.YES
                        ties[partner] = Tie(direct=False, multilateral=True, certain=certain)
        return ties

    def _seated(self, party: str, on: dt.date, forums_only: bool) -> Mapping[str, Truth]:
        """Who takes part through a party: itself, and the members of an organisation."""
        actor = self._book.actors[party]
        if actor.kind != "organisation" or (forums_only and actor.type != "forum"):
            return {party: Truth.YES}
        if (party, on) not in self._known:
            self._known[party, on] = {party: Truth.YES, **self._book.seated(party, on)}
        return self._known[party, on]
