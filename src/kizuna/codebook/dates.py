"""Partial dates: a date known to the year, the month or the day is an interval.

Sources often give only a year or a month. Such a date is the closed interval of all days it
may stand for, and every comparison with a day has three answers: yes, no or uncertain. The
text forms are the calendar-date subset of the Extended Date/Time Format (ISO 8601-2:2019,
level 0): ``2007``, ``2007-03``, ``2007-03-13``.

The libraries made for partial dates (undate, edtf) parse a far larger grammar at some hundred
microseconds a date, which a record of a million rows cannot afford; the tests hold this module
against ``edtf`` instead.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kizuna.errors import InputError

Precision = Literal["year", "month", "day"]

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


class Truth(enum.Enum):
    """The answer to a question about a partial date."""

    YES = "yes"
    NO = "no"
    UNCERTAIN = "uncertain"

    def __bool__(self) -> bool:
        """Refuse to be silently taken for certain.

        Raises:
            TypeError: always; compare with ``is Truth.YES`` instead.
        """
        raise TypeError("three answers are possible: compare with Truth.YES, NO or UNCERTAIN")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with its precision, as the interval of days it may stand for.

    Attributes:
        text: the ISO 8601 form, ``2007``, ``2007-03`` or ``2007-03-13``.
        earliest: first day it may stand for.
        latest: last day it may stand for.

    Examples:
        >>> d = PartialDate.parse("2007-03")
        >>> d.earliest, d.latest
        (datetime.date(2007, 3, 1), datetime.date(2007, 3, 31))
        >>> d.on_or_before(dt.date(2007, 3, 13))
        <Truth.UNCERTAIN: 'uncertain'>
    """

    text: str
    earliest: dt.date
    latest: dt.date

    @staticmethod
    def parse(text: str) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises:
            InputError: the text has another form or names no day of the calendar.
        """
        return _parse(text)

    @property
    def precision(self) -> Precision:
        """``year``, ``month`` or ``day``."""
        return {4: "year", 7: "month"}.get(len(self.text), "day")  # type: ignore[return-value]

    @property
    def year(self) -> int:
        """The calendar year, known at every precision."""
        return self.earliest.year

    def on_or_before(self, day: dt.date) -> Truth:
        """Whether this date is on or before ``day``."""
        if self.latest <= day:
            return Truth.YES
        return Truth.NO if self.earliest > day else Truth.UNCERTAIN

    def precedes(self, other: PartialDate) -> Truth:
        """Whether this date is strictly before ``other``."""
        if self.latest < other.earliest:
            return Truth.YES
        return Truth.NO if self.earliest >= other.latest else Truth.UNCERTAIN

    def overlaps(self, other: PartialDate) -> bool:
        """Whether both may stand for the same day, so that they do not contradict each other."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=65_536)
def _parse(text: str) -> PartialDate:
    match = _FORM.fullmatch(text)
    if match is None:
        raise InputError(
            f"{text[:40]!r} is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if month is None:
            return PartialDate(text, dt.date(year or 0, 1, 1), dt.date(year or 0, 12, 31))
        if day is None:
            last = calendar.monthrange(year or 0, month)[1]
            return PartialDate(text, dt.date(year or 0, month, 1), dt.date(year or 0, month, last))
        exact = dt.date(year or 0, month, day)
    except (ValueError, IndexError) as error:
        raise InputError(f"{text!r} names no day of the calendar: {error}") from error
    return PartialDate(text, exact, exact)


def as_day(value: str | dt.date | None) -> dt.date:
    """The day a date option stands for: a day itself, or the last day of a month or year.

    ``2016`` therefore means the state at the end of 2016. ``None`` means today.

    Raises:
        InputError: the text is no date.
    """
    if value is None:
        return dt.datetime.now(tz=dt.UTC).date()
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return PartialDate.parse(value).latest
