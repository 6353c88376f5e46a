"""A place where a sentence names an instrument, a dialogue or an event."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kizuna.reading.vocabulary import Of

How = Literal[
    "name",
    "abbreviation",
    "defined",
    "compose",
    "people",
    "relation",
    "verb",
    "visit",
    "contract",
    "again",
    "session",
]


class Trigger(NamedTuple):
    """A place where a kind is named.

    Attributes:
        how: by which of its words.
        plural: several of the kind are meant (``ACSAs``).
        parties: known from elsewhere: the abbreviation's definition, or the row meant again.
    """

    start: int
    end: int
    of: Of
    code: str
    how: How
    plural: bool = False
    parties: tuple[str, ...] = ()
