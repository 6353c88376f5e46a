"""Dates told from another date: ``the following month``, ``two years later``, ``last Monday``."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from kizuna.codebook import PartialDate
from kizuna.reading.dated import Anchor, Found, parsed

_DAYS = {calendar.day_name[n].lower(): n for n in range(7)}
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_WEEKDAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_RELATIVE = re.compile(
    rf"\b(?:(?P<today>today|this morning|this afternoon|tonight|earlier today|this day)"
    rf"|(?P<yesterday>yesterday)"
    rf"|(?P<weekend>(?:over the|over this|last|this past|at the) weekend|earlier in the week)"
    rf"|(?:on |last |this |late |early )?(?<!next )(?<!every )(?<!each )(?<!by )(?P<weekday>{_WEEKDAY})(?!s|,? (?:the )?[0-3]?[0-9](?:st|nd|rd|th)?\b)"
    rf"|(?<=on the )(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)(?=[,.;)]|$| (?:in|at|to|by|and|with|when|after|that|said)\b)"
    rf"|(?P<which>last|this|the following|the next|the same|the previous|that same|that|the preceding|earlier this|later this|late this|later that|later the same|early this|late last|early last)"
    rf" (?P<unit>day|week|month|year|spring|summer|autumn|fall|winter)\b"
    rf"|(?P<count>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?|[0-9]{{1,2}}) (?P<units>days?|weeks?|months?|years?) (?P<where>later|earlier|ago|after|before)\b"
    rf"|(?P<eve>the (?P<of>day|week|month|year) (?P<side>before|after|earlier|later))(?=[,.;)]|$)"
    rf")"
)


_CLAUSE = re.compile(r" (?:the|their|his|her|its|they|both) ")
_RELATIVE_CUE = re.compile(
    rf"on the [0-9]|day\b|today|this morning|tonight|(?:last|this|following|next|same|previous|that|preceding) |weekend|later\b|earlier\b|\bago\b|after\b|before\b|{_WEEKDAY}"
)


def with_relative(low: str, found: list[Found], anchor: Anchor) -> list[Found]:
    """The dates of a sentence with the relative ones among them, resolved where possible.

    Args:
        low: the sentence in lower case.
        found: its other dates; those earlier in the sentence are leant on first.
        anchor: what relative dates lean on beside them.
    """
    if not _RELATIVE_CUE.search(low):
        return found
    for match in _RELATIVE.finditer(low):
        if not any(f.start < match.end() and match.start() < f.end for f in found):
            earlier = sorted((f for f in found if f.end <= match.start()), key=lambda f: f.start)
            found.append(_relative(match, anchor, earlier))
    return _in_that_year(low, sorted(found, key=lambda f: f.start))


def _in_that_year(low: str, found: list[Found]) -> list[Found]:
    """``in July of the same year``, ``last year … in October``: one date, not two."""
    years = [
        f
        for f in found
        if f.how == "relative" and f.date is not None and f.date.precision == "year"
    ]
    if not years:
        return found
    kept: list[Found] = []
    used: set[int] = set()
    for one in found:
        year = next((y for y in years if _goes_with(one, y, low)), None)
        if one.how != "completed" or year is None or year.date is None or one.date is None:
            kept.append(one)
            continue
        date = parsed(f"{year.date.year:04}{one.date.text[4:]}")
        kept.append(
            one._replace(
                date=date,
                end=max(
                    one.end,
                    year.end if year.start < one.end + 6 and year.start >= one.end else one.end,
                ),
            )
        )
        used.add(year.start)
    return [f for f in kept if not (f.start in used and f in years)]


def _goes_with(one: Found, year: Found, low: str) -> bool:
    behind = low[one.end : year.start].strip() in ("", "of") if one.end <= year.start else False
    return behind or year.end <= one.start


def _relative(match: re.Match[str], anchor: Anchor, earlier: list[Found]) -> Found:
    start, end = match.span()
    clause = bool(_CLAUSE.match(match.string, end)) and match.string.endswith(", ", 0, start)
    date = _resolved(match.groupdict(), anchor, earlier, clause=clause)
    if match["weekday"] and match[0].startswith("last ") and date and date == anchor.document:
        date = _day(date.earliest - dt.timedelta(days=7))  # ``last Friday``, told on a Friday
    return Found(start, end, date, None, "relative")


def _resolved(
    groups: dict[str, str | None], anchor: Anchor, earlier: list[Found], *, clause: bool
) -> PartialDate | None:
    now = anchor.document
    if groups["today"] or groups["yesterday"] or groups["weekday"]:
        if now is None or now.precision != "day":
            return None  # ``today`` in a yearbook is no day
        back = 0 if groups["today"] else 1
        if groups["weekday"]:
            back = (now.earliest.weekday() - _DAYS[groups["weekday"]]) % 7
        return _day(now.earliest - dt.timedelta(days=back))
    if groups["day"]:
        return _day_of_month(int(groups["day"]), now)
    if groups["weekend"]:
        return _week(now, 0 if "earlier" in groups["weekend"] else 1)
    named = next((f.date for f in reversed(earlier) if f.date), None) or anchor.before
    if groups["which"]:
        return _which(groups["which"], groups["unit"] or "", named, now)
    if groups["eve"]:
        step = 1 if groups["side"] in ("after", "later") else -1
        return _shifted(named, step, groups["of"] or "")
    count = groups["count"] or ""
    steps = _COUNTS.get(count) or int(count)
    base = now if groups["where"] == "ago" else named
    sign = -1 if groups["where"] in ("ago", "earlier", "before") else 1
    if clause and earlier and groups["where"] in ("before", "after"):
        sign = -sign  # ``met on Friday, two days after their ministers had held …``: when these did
    return _shifted(base, sign * steps, (groups["units"] or "").rstrip("s"))


def _which(
    which: str, unit: str, named: PartialDate | None, now: PartialDate | None
) -> PartialDate | None:
    if unit in ("spring", "summer", "autumn", "fall", "winter"):
        base = now if "this" in which or "last" in which else named
        return (
            parsed(f"{base.year - ('last' in which and 'late' not in which):04}") if base else None
        )
    if unit == "week" and which in (
        "this",
        "earlier this",
        "early this",
        "late this",
        "last",
        "late last",
    ):
        return _week(now, 0 if "this" in which else 1)
    if which in ("this", "earlier this", "early this"):
        return _shifted(now, 0, unit) if unit in ("month", "year") else None
    if which in ("last", "late last", "early last"):
        return _shifted(now, -1, unit) if unit in ("month", "year") else None
    if which in ("the following", "the next"):
        return _shifted(named, 1, unit)
    if which in ("the previous", "the preceding"):
        return _shifted(named, -1, unit)
    return _shifted(named, 0, unit)


def _shifted(base: PartialDate | None, steps: int, unit: str) -> PartialDate | None:
    """A date so many units away, no more precise than the unit."""
    if base is None:
        return None
    if unit == "year":
        return parsed(f"{base.year + steps:04}")
    if base.precision == "year":
        return None
    if unit == "month":
        months = base.year * 12 + base.earliest.month - 1 + steps
        return parsed(f"{months // 12:04}-{months % 12 + 1:02}")
    if base.precision != "day":
        return base if steps == 0 else None
    if unit == "week" and steps:
        return parsed((base.earliest + dt.timedelta(days=7 * steps)).isoformat()[:7])
    return _day(base.earliest + dt.timedelta(days=steps)) if unit == "day" else None


def _week(now: PartialDate | None, back: int) -> PartialDate | None:
    """The month of this week or an earlier one, or its year where it lies in two months."""
    if now is None or now.precision != "day":
        return None
    monday = now.earliest - dt.timedelta(days=now.earliest.weekday() + 7 * back)
    last = min(monday + dt.timedelta(days=6), now.earliest)
    first, final = monday.isoformat(), last.isoformat()
    return parsed(first[:7] if first[:7] == final[:7] else final[:4])


def _day_of_month(number: int, now: PartialDate | None) -> PartialDate | None:
    """``on the 8th``: the last such day until the document."""
    if now is None or now.precision != "day" or not 1 <= number <= 31:
        return None
    today = now.earliest
    first = today.replace(day=1) if number <= today.day else _month_before(today)
    return parsed(f"{first:%Y-%m}-{number:02}")


def _month_before(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _day(day: dt.date) -> PartialDate | None:
    return parsed(day.isoformat())
