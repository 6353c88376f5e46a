"""Which partners a row of the record concerns: directly, or through an organisation.

A row counts for a pair when both are among its parties. An actor that is not named itself is
among them through an organisation that is, but only on days on which it belonged to it. Two
members of the same organisation are partners through it only where it is a venue in which they
meet each other (a forum or a global body), not where it acts as one party (a bloc or an
alliance): a text between ASEAN and Japan says nothing of the Philippines and Viet Nam.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kizuna.codebook import Codebook, Truth

VENUES = frozenset({"forum", "global"})


class Tie(NamedTuple):
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
        self._known: dict[tuple[str, str, dt.date], Truth] = {}

    def tie(self, one: str, other: str, parties: tuple[str, ...], on: dt.date) -> Tie | None:
        """How a row with these parties ties a pair on a day; ``None`` if it does not."""
        if one in parties and other in parties:
            return Tie(direct=True, multilateral=len(parties) > 2, certain=True)
        ones, others = self._seats(one, parties, on), self._seats(other, parties, on)
        truths = [
            a is Truth.YES and b is Truth.YES
            for seat, a in ones.items()
            for place, b in others.items()
            if seat != place or self._book.actors[seat].type in VENUES
        ]
        if not truths:
            return None
        return Tie(direct=False, multilateral=True, certain=any(truths))

    def _seats(self, actor: str, parties: tuple[str, ...], on: dt.date) -> dict[str, Truth]:
        """The parties through which an actor takes part, with how certain that is."""
        seats = {actor: Truth.YES} if actor in parties else {}
        for party in parties:
            if party != actor and self._book.actors[party].kind == "organisation":
                truth = self._belongs(actor, party, on)
                if truth is not Truth.NO:
                    seats[party] = truth
        return seats

    def _belongs(self, actor: str, organisation: str, on: dt.date) -> Truth:
        key = (actor, organisation, on)
        if key not in self._known:
            self._known[key] = self._book.belongs(actor, organisation, on)
        return self._known[key]
