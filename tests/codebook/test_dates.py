"""Partial dates against an independent implementation, and against plain sets of days."""

from __future__ import annotations

import datetime as dt
import time

import edtf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kizuna.codebook import PartialDate, Truth
from kizuna.codebook.dates import as_day
from kizuna.errors import InputError

# Years close together, so that dates often meet, and the ends of the calendar.
YEARS = st.one_of(st.integers(2003, 2005), st.integers(1, 9999))
DAYS = st.one_of(
    st.dates(dt.date(2002, 12, 1), dt.date(2006, 1, 31)),
    st.dates(),
)
TEXTS = st.one_of(
    YEARS.map(lambda year: f"{year:04d}"),
    st.tuples(YEARS, st.integers(1, 12)).map(lambda ym: f"{ym[0]:04d}-{ym[1]:02d}"),
    DAYS.map(dt.date.isoformat),
)
# Few enough days to list them all: dates within three years.
NEAR = st.one_of(
    st.integers(2003, 2005).map(str),
    st.tuples(st.integers(2003, 2005), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02d}"),
    st.dates(dt.date(2003, 1, 1), dt.date(2005, 12, 31)).map(dt.date.isoformat),
)


def _day(value: time.struct_time) -> dt.date:
    return dt.date(*value[:3])


def _days(text: str) -> set[dt.date]:
    """All days that a text may stand for: those whose ISO form begins with it."""
    first = dt.date(2003, 1, 1)
    every = (first + dt.timedelta(days=n) for n in range(3 * 366))
    return {day for day in every if day.isoformat().startswith(text)}


def _truth(answers: set[bool]) -> Truth:
    """What a question is answered when each possible day has its own answer."""
    return Truth.UNCERTAIN if len(answers) == 2 else Truth.YES if True in answers else Truth.NO


@given(text=TEXTS)
@example(text="2000-02")
@example(text="1900-02")
@example(text="0001")
@example(text="9999-12")
def test_interval_is_that_of_edtf(text: str) -> None:
    date, other = PartialDate.parse(text), edtf.parse_edtf(text)
    assert date.earliest == _day(other.lower_strict())
    assert date.latest == _day(other.upper_strict())
    assert str(date) == date.text == text
    assert date.year == int(text[:4])
    assert date.precision == {4: "year", 7: "month", 10: "day"}[len(text)]


@given(text=NEAR)
def test_interval_is_the_set_of_days_that_begin_so(text: str) -> None:
    days = _days(text)
    assert (PartialDate.parse(text).earliest, PartialDate.parse(text).latest) == (
        min(days),
        max(days),
    )


@given(text=NEAR, day=DAYS)
def test_on_or_before_day_by_day(text: str, day: dt.date) -> None:
    assert PartialDate.parse(text).on_or_before(day) is _truth({d <= day for d in _days(text)})


@given(one=NEAR, other=NEAR)
@example(one="2004", other="2004")
@example(one="2004-02", other="2004-02-29")
def test_precedes_and_overlaps_day_by_day(one: str, other: str) -> None:
    first, second = PartialDate.parse(one), PartialDate.parse(other)
    a, b = _days(one), _days(other)
    before = {min(a) < max(b), max(a) < min(b)}
    assert first.precedes(second) is _truth(before)
    assert first.overlaps(second) is bool(a & b)


@given(one=NEAR, other=NEAR)
def test_all_pairs_of_days_agree_with_the_ends(one: str, other: str) -> None:
    """The bounds used above are what comparing every pair of days gives."""
    a, b = sorted(_days(one)), sorted(_days(other))
    answers = {x < y for x in (a[0], a[-1]) for y in (b[0], b[-1])}
    assert PartialDate.parse(one).precedes(PartialDate.parse(other)) is _truth(answers)


@given(text=st.text(alphabet="0123456789-/~?X ", max_size=12))
def test_any_other_text_is_refused(text: str) -> None:
    """What is accepted is a calendar date of ISO 8601, with two-digit months and days."""
    if _is_date(text):
        assert PartialDate.parse(text).text == text
        assert edtf.parse_edtf(text) is not None
    else:
        with pytest.raises(InputError, match=r"is not a date|names no day of the calendar"):
            PartialDate.parse(text)


def _is_date(text: str) -> bool:
    """What the standard library makes of a text, its missing month and day filled in."""
    try:
        dt.date.fromisoformat(text + {4: "-01-01", 7: "-01"}.get(len(text), ""))
    except ValueError:
        return False
    return len(text) in (4, 7) or (len(text) == 10 and text[4] == text[7] == "-")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        (
            "13 March 2007",
            "'13 March 2007' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)",
        ),
        ("2007-3", "'2007-3' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        (
            "2007-03-13T00",
            "'2007-03-13T00' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)",
        ),
        ("２００７", "'２００７' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        ("2007\n", "'2007\\n' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        ("x" * 99, f"'{'x' * 40}' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)"),
        ("2007-13", "'2007-13' names no day of the calendar: bad month number 13; must be 1-12"),
        ("2007-00", "'2007-00' names no day of the calendar: bad month number 0; must be 1-12"),
        ("2007-02-29", "'2007-02-29' names no day of the calendar: day is out of range for month"),
        ("0000", "'0000' names no day of the calendar: year 0 is out of range"),
    ],
)
def test_messages(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        PartialDate.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("truth", list(Truth))
def test_a_truth_is_never_taken_for_certain(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three answers are possible"):
        bool(truth)


def test_as_day() -> None:
    assert as_day("2016") == dt.date(2016, 12, 31)
    assert as_day("2016-02") == dt.date(2016, 2, 29)
    assert as_day("2016-02-03") == dt.date(2016, 2, 3)
    assert as_day(dt.date(2016, 2, 3)) == dt.date(2016, 2, 3)
    assert as_day(dt.datetime(2016, 2, 3, 4, tzinfo=dt.UTC)) == dt.date(2016, 2, 3)
    assert type(as_day(dt.datetime(2016, 2, 3, tzinfo=dt.UTC))) is dt.date
    before = dt.datetime.now(tz=dt.UTC).date()
    assert before <= as_day(None) <= dt.datetime.now(tz=dt.UTC).date()
    with pytest.raises(InputError, match="'tomorrow' is not a date"):
        as_day("tomorrow")
