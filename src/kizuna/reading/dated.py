"""A date found in a sentence, and what relative dates lean on."""

from __future__ import annotations

from typing import NamedTuple

from kizuna.codebook import PartialDate
from kizuna.errors import InputError


class Found(NamedTuple):
    """A date in a sentence.

    Attributes:
        start, end: where it stands.
        date: the date, the first day of a range; ``None`` while a relative one has no anchor.
        last: last day of a range, if it is one.
        how: ``explicit``, ``relative`` or ``completed`` (the year comes from elsewhere).
        bare: only a year.
    """

    start: int
    end: int
    date: PartialDate | None
    last: PartialDate | None
    how: str
    bare: bool = False


class Anchor(NamedTuple):
    """What relative dates lean on: the date named before, and the date of the document."""

    before: PartialDate | None
    document: PartialDate | None


def parsed(text: str) -> PartialDate | None:
    """The date that a text writes; nothing where there is no such day."""
    try:
        return PartialDate.parse(text)
    except InputError:
        return None
