"""One statement with several dates: sessions in March and June, or one that ran over two months."""

from __future__ import annotations

from collections.abc import Sequence

from kizuna.codebook import PartialDate
from kizuna.reading.dated import Found
from kizuna.reading.stages import Staged
from kizuna.reading.timing import Timed


def _one_session(staged: Staged, one: Found, other: Found, between: str) -> bool:
    """``the exercise in October and November 2019``: one that began in one month, ended in the next."""
    if between != "and" or staged.trigger.plural or staged.trigger.code != "exercise":
        return False
    if (
        one.date is None
        or other.date is None
        or {one.date.precision, other.date.precision} != {"month"}
    ):
        return False
    months = [d.year * 12 + d.earliest.month for d in (one.date, other.date)]
    return abs(months[0] - months[1]) == 1


def each(
    timed: Timed, staged: Staged, dates: Sequence[Found], low: str
) -> list[tuple[PartialDate | None, PartialDate | None]]:
    """A date with those coordinated to it: ``in March 2009 and June 2010`` tells of two sessions."""
    told = [(timed.date, timed.last)]
    if staged.stage != "held" or timed.how in ("carried", "none"):
        return told
    at = next((i for i, d in enumerate(dates) if d.date == timed.date), None)
    if at is None:
        return told
    for step in (1, -1):
        i = at
        while 0 <= i + step < len(dates):
            left, right = sorted((dates[i], dates[i + step]))
            between = low[left.end : right.start].strip()
            other = dates[i + step]
            if _one_session(staged, dates[at], other, between):
                return [(left.date, right.date)]
            if (
                between not in ("and", "and in", ", and", "and on", "and again in", "and from")
                or other.date is None
            ):
                break
            told.append((other.date, other.last))
            i += step
    return told
