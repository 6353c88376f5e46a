"""Dates in a sentence, with their precision: absolute, ranges, relative, and without a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from kizuna.codebook import PartialDate
from kizuna.reading.dated import Anchor, Found, parsed
from kizuna.reading.relative import with_relative

_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_M = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?"
_D = "[0-9]{1,2}(?:\\[?(?:st|nd|rd|th)\\]?)?"
_Y = "(?:1[89]|20)[0-9]{2}"
_TO = " *(?:-|—|to|and|until|till|through|/) *"
_DATE = re.compile(
    rf"(?<![0-9a-z.$])(?:"
    rf"(?P<iso>{_Y}-[01][0-9](?:-[0-3][0-9])?)(?![0-9-])"
    rf"|(?P<ymd>{_Y}[/.][01]?[0-9][/.][0-3]?[0-9])(?![0-9])"
    rf"|(?P<dmy>[0-3]?[0-9][/.][0-3]?[0-9][/.]{_Y})(?![0-9])"
    rf"|(?P<d1>{_D})(?:(?:, ?{_D}(?=,? and ))?(?:{_TO}|, ?)(?P<d1b>{_D}))?,? (?:of )?(?P<m1>{_M}),?(?: (?P<y1>{_Y})(?![0-9]))?"
    rf"|(?P<m2>{_M}) (?P<d2>{_D})(?![0-9])(?:{_TO}(?P<d2b>{_D})(?![0-9]))?(?:,? (?P<y2>{_Y})(?![0-9]))?"
    rf"|(?P<m3>{_M})(?: *(?:-|—|/|to) *{_M})?,?(?: of)? (?P<y3>{_Y})(?![0-9])"
    rf"|(?:in|the|that|since|last|this|early|mid|late|during|until|from|of|by|next|mid-)[ -](?:early |late |mid-?)?(?P<m4>{_M})(?!\.?,?(?: of)? ?[0-9])"
    rf"|(?P<fy>(?:fy ?|fiscal (?:year )?|jfy ?))?(?P<y4>{_Y})(?![0-9]|[.,][0-9]|%| percent|s\b|'s\b)"
    rf")"
)


# ``from Sunday, 9th to Monday, 10th September``: the days of the week say nothing more.
_OF_WEEK = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?(?=[0-3]?[0-9](?:st|nd|rd|th)?\b)"
)


# ``between April and June 2018``: from the one to the other, in as many characters
_BETWEEN = re.compile(rf"(?<=between )({_M} )and (?={_M})")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


_NEWS = 10  # days back that a report tells of by day and month alone


def find_dates(low: str, folded: str, anchor: Anchor) -> list[Found]:
    """The dates of a sentence in their order, relative ones resolved where possible.

    Args:
        low: the sentence in lower case.
        folded: the same sentence with its capitals; months must have one.
        anchor: what relative dates lean on; dates found earlier in the sentence come first.
    """
    found: list[Found] = []
    plain = _BETWEEN.sub(r"\1to ", _OF_WEEK.sub(_blank, low))
    for match in _DATE.finditer(plain):
        one = _absolute(match, folded, anchor, found)
        if one is not None:
            found.append(one)
    found = _borrowed(low, _ranges(low, _with_more_months(low, folded, found)))
    return with_relative(low, found, anchor)


_MORE = re.compile(rf"(?:, and |, | and )(?:in )?(?P<m4>{_M})(?!,?(?: of)? ?[0-9])")


def _with_more_months(low: str, folded: str, found: list[Found]) -> list[Found]:
    """``in April and August``: months named behind another, in the year of that one."""
    more: list[Found] = []
    for one in found:
        more.append(one)
        match = None if one.bare else _MORE.match(low, one.end)
        if match is None or one.date is None or not folded[match.start("m4")].isupper():
            continue
        date = parsed(f"{one.date.year}-{_MONTHS[match['m4'].rstrip('.')]:02}")
        more.append(Found(match.start("m4"), match.end(), date, None, one.how))
    return more


def _absolute(
    match: re.Match[str], folded: str, anchor: Anchor, earlier: list[Found]
) -> Found | None:
    start, end = match.span()
    groups = match.groupdict()
    if groups["iso"]:
        return _made(start, end, groups["iso"])
    for name, order in (("ymd", (0, 1, 2)), ("dmy", (2, 1, 0))):
        if groups[name]:
            return _numeric(start, end, [int(p) for p in re.split("[/.]", groups[name])], order)
    for which in "123":
        name = groups[f"m{which}"]
        exact = groups.get(f"d{which}") and groups[f"y{which}"]  # ``6 december 2005``
        if name and (exact or folded[match.start(f"m{which}")].isupper()):
            day_from = groups.get(f"d{which}")
            day_to = groups.get(f"d{which}b")
            return _month(start, end, name, groups[f"y{which}"], day_from, day_to, anchor, earlier)
    if groups["m4"]:
        if not folded[match.start("m4")].isupper():
            return None
        place = match.start("m4")
        return _month(place, end, groups["m4"], None, None, None, anchor, earlier)
    if groups["y4"] and not _citation(folded, start, end):
        made = _made(start, end, groups["y4"])
        return made._replace(bare=True) if made else None
    return None


def _numeric(start: int, end: int, parts: list[int], order: tuple[int, int, int]) -> Found | None:
    """A date in numbers; day and month that cannot be told apart leave the year."""
    year, month, day = (parts[i] for i in order)
    if order[0] == 2 and day <= 12:
        if month <= 12 and day != month:
            return _made(start, end, f"{year:04}")
        month, day = day, month
    return _made(start, end, f"{year:04}-{month:02}-{day:02}")


def _month(
    start: int,
    end: int,
    name: str,
    year: str | None,
    day: str | None,
    last: str | None,
    anchor: Anchor,
    earlier: list[Found],
) -> Found | None:
    number = _MONTHS[name.rstrip(".")]
    how = "explicit"
    numbers = [int(re.sub("[^0-9]", "", d)) for d in (day, last) if d]
    if year is None:
        guess = _year_for(number, numbers[0] if numbers else None, anchor, earlier)
        if guess is None:
            return Found(start, end, None, None, "completed")
        year, how = str(guess), "completed"
    stem = f"{year}-{number:02}"
    made = _made(start, end, f"{stem}-{numbers[0]:02}" if numbers else stem)
    if made is None:
        return None
    final = parsed(f"{stem}-{numbers[1]:02}") if len(numbers) > 1 else None
    return made._replace(last=final, how=how)


def _year_for(month: int, day: int | None, anchor: Anchor, earlier: list[Found]) -> int | None:
    """The year of a month without one: the year named before, or the nearest not in the future."""
    named = next((f.date for f in reversed(earlier) if f.date and f.how == "explicit"), None)
    named = named or anchor.before
    now = anchor.document
    if now is not None and now.precision == "day" and day is not None:
        # News of the last days, whatever year was named before.
        near = _on(now.year, month, day)
        if near is not None and 0 <= (now.earliest - near).days <= _NEWS:
            return now.year
    if named is not None:
        return named.year
    if anchor.document is None:
        return None
    limit = anchor.document.latest + dt.timedelta(days=20)
    year = anchor.document.year
    first = dt.date(year, month, min(day or 1, 28))
    return year if first <= limit else year - 1


def _on(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_UNTIL = re.compile(
    r" *(?:-|—|/|(?:to|until|till|through)(?: (?:early|late|mid|the (?:beginning|end|middle|summer|autumn|spring) of)[ -]?)?) *"
)


def _ranges(low: str, found: list[Found]) -> list[Found]:
    """``30 September to 4 October 2016``: one range, whose first day takes the last one's year."""
    joined: list[Found] = []
    for one in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and one.date is not None
            and before.last is None
            and (
                bool(_UNTIL.fullmatch(low, before.end, one.start))
                or (
                    low[before.end : one.start] == " and "
                    and low.endswith("between ", 0, before.start)
                )
            )
        ):
            first = before.date
            if before.how == "completed" and one.how == "explicit":
                first = _with_year(before, one.date, low)
            joined[-1] = Found(before.start, one.end, first, one.date, one.how, before.bare)
        else:
            joined.append(one)
    return joined


def _borrowed(low: str, found: list[Found]) -> list[Found]:
    """``in May and October 2002``: a month without a year takes the one that follows."""
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        if one.how == "completed" and after.date is not None and after.how == "explicit":
            between = low[one.end : after.start].strip()
            if between in ("and", ",", ", and", "and in", "or", "and from", "and on"):
                match = _DATE.match(low, one.start) or _MONTH.match(low, one.start)
                name = (
                    next(
                        (
                            match[k]
                            for k in ("m1", "m2", "m3", "m4")
                            if k in match.re.groupindex and match[k]
                        ),
                        "",
                    )
                    if match
                    else ""
                )
                if name:
                    day = one.date.text[7:] if one.date and one.date.precision == "day" else ""
                    date = parsed(f"{after.date.year}-{_MONTHS[name.rstrip('.')]:02}{day}")
                    found[index] = one._replace(date=date, how="explicit")
    return found


_MONTH = re.compile(rf"(?P<m4>{_M})")


def _with_year(before: Found, after: PartialDate, low: str) -> PartialDate | None:
    match = _DATE.match(low, before.start)
    if match is None:
        return before.date
    name = match["m1"] or match["m2"]
    day = match["d1"] or match["d2"]
    if not name or not day:
        return before.date
    month = _MONTHS[name.rstrip(".")]
    year = after.year - 1 if month > after.earliest.month else after.year
    return parsed(f"{year}-{month:02}-{int(re.sub('[^0-9]', '', day)):02}")


def _citation(folded: str, start: int, end: int) -> bool:
    """Whether a year stands as in ``(Wilkins, 2011: 363)``, ``no. 2007`` or an address."""
    before = folded[max(0, start - 40) : start]
    after = folded[end : end + 2]
    if before.endswith(("/", "_", "=", "#", "No. ", "no. ", "Vol. ", "p. ", "pp. ", "Resolution ")):
        return True
    opened = before.rfind("(")
    inside = opened > before.rfind(")")
    if re.search(r"[A-Z][\w'.-]+,? (?:et al\.?,? )?$", before) and (
        after[:1] in (":", ";") or (inside and (after[:1] in ("),;:") or after[:1] == ")"))
    ):
        return _is_name(before)
    return bool(re.search(r"[0-9]{4}[,;] $", before)) and inside and after[:1] in ",;)"


def _is_name(before: str) -> bool:
    """Whether what stands before a year inside brackets is an author rather than a month."""
    word = re.search(r"([A-Z][\w'.-]+),? (?:et al\.?,? )?$", before)
    return word is not None and before.rstrip().endswith((",", "al.", "al.,"))


def _made(start: int, end: int, text: str) -> Found | None:
    date = parsed(text)
    return Found(start, end, date, None, "explicit") if date else None
