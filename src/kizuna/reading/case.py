"""A fact whose parties are sought, what was said before it, and what is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kizuna.reading.actors import Actors, Group
from kizuna.reading.stages import Staged


class Parties(NamedTuple):
    """Who is party, by which rule this was told, and how sure that is (0 to 1).

    Attributes:
        sets: one set of codes for each fact; several where each partner has a row of its own.
        subject: who acts, to whom later sentences may refer.
    """

    sets: tuple[tuple[str, ...], ...]
    how: str
    sure: float
    subject: tuple[str, ...] = ()
    at: tuple[int, ...] = ()


class Context(NamedTuple):
    """What a paragraph and its document said before."""

    pair: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    speaker: str = ""
    document: tuple[str, ...] = ()  # whom the title names: a pair, or one


class Case(NamedTuple):
    """One fact whose parties are sought: its trigger and cue, its sentence, what was said before.

    Attributes:
        groups: the actors of the sentence.
        low: the sentence in lower case.
        meant: how many the words ``the two countries`` and the like mean; 9 for any number, 0
            without such words.
    """

    actors: Actors
    staged: Staged
    groups: Sequence[Group]
    low: str
    context: Context
    meant: int = 0


NOBODY = Parties((), "none", 0.0)
# What is no fact between actors at all, whoever was named before: the summit of a place.
REFUSED = Parties((), "refused", 0.0)


def found_of(codes: Sequence[str], how: str, sure: float, subject: Sequence[str] = ()) -> Parties:
    """One fact with these parties; nobody if they are fewer than two."""
    unique = tuple(sorted(set(codes)))
    if len(unique) < 2:
        return NOBODY
    return Parties((unique,), how, sure, tuple(subject) or unique)
