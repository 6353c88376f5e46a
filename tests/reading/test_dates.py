"""Dates in sentences: forms, ranges, relative ones, and what is no date."""

from __future__ import annotations

import pytest

from kizuna.codebook import PartialDate
from kizuna.reading.dated import Anchor
from kizuna.reading.dates import find_dates
from kizuna.reading.fold import fold, lower

FRIDAY = PartialDate.parse("2017-01-20")


def found(text: str, before: str = "", document: PartialDate | None = FRIDAY) -> list[str]:
    folded = fold(text)
    anchor = Anchor(PartialDate.parse(before) if before else None, document)
    dates = find_dates(lower(folded), folded, anchor)
    return [f"{d.date}/{d.last}" if d.last else str(d.date) for d in dates]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On 13 March 2007 they met.", ["2007-03-13"]),
        ("on March 13, 2007", ["2007-03-13"]),
        ("the 13th of March, 2007", ["2007-03-13"]),
        ("On June 29[th], 2010", ["2010-06-29"]),
        ("in March 2007", ["2007-03"]),
        ("2007-03-13 and 2007/3/14 and 13.03.2007", ["2007-03-13", "2007-03-14", "2007-03-13"]),
        ("12/25/2014 and 25/12/2014 and 5/6/2014", ["2014-12-25", "2014-12-25", "2014"]),
        ("from 12–24 September 2016", ["2016-09-12/2016-09-24"]),
        ("September 12-24, 2016", ["2016-09-12/2016-09-24"]),
        ("30 September to 4 October 2016", ["2016-09-30/2016-10-04"]),
        ("from 28 December to 4 January 2016", ["2015-12-28/2016-01-04"]),
        ("in May and October, 2002", ["2002-05", "2002-10"]),
        ("in FY2014", ["2014"]),
        ("in 2010 and 2012", ["2010", "2012"]),
        ("31 February 2012", []),
    ],
)
def test_forms(text: str, dates: list[str]) -> None:
    assert found(text) == dates


@pytest.mark.parametrize(
    ("text", "before", "dates"),
    [
        ("signed on Friday", "", ["2017-01-20"]),
        ("signed on Wednesday", "", ["2017-01-18"]),
        ("signed yesterday", "", ["2017-01-19"]),
        ("signed last month", "", ["2016-12"]),
        ("signed earlier this year", "", ["2017"]),
        ("The following month, it was ratified.", "2007-03-13", ["2007-04"]),
        ("two years later", "2007", ["2009"]),
        ("three months earlier", "2007-03", ["2006-12"]),
        ("the next day", "2007-02-28", ["2007-03-01"]),
        ("the same year", "2007-03-13", ["2007"]),
        ("two weeks later", "2007", ["None"]),
        ("in July", "2013-05", ["2013-07"]),
        ("on 3 December", "", ["2016-12-03"]),
        ("in April and August", "2013", ["2013-04", "2013-08"]),
        ("in July of the same year", "2013-05", ["2013-07"]),
        ("last year there was a visit in October", "", ["2016-10"]),
    ],
)
def test_relative_ones_lean_on_what_was_said(text: str, before: str, dates: list[str]) -> None:
    assert found(text, before) == dates


@pytest.mark.parametrize(
    "text",
    [
        "They may 2 times",
        "the 1990s",
        "(Wilkins, 2011: 363)",
        "(Sahashi, 2013; Walton, 2008, 2012)",
        "Resolution 1991",
        "2014 percent".replace("2014", "2014%"),
        "as they march on",
        "about 2000.5 tons",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert found(text) == []


def test_today_is_a_day_only_in_a_document_of_a_day() -> None:
    assert found("Today they serve.") == ["2017-01-20"]
    assert found("Today they serve.", document=PartialDate.parse("2017")) == ["None"]


def test_without_a_document_a_month_has_no_year() -> None:
    assert found("in July", document=None) == ["None"]
