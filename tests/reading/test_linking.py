"""What the record says of a candidate: new, confirmed, contradicted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kizuna.codebook import PartialDate
from kizuna.reading.candidates import Reader
from kizuna.reading.linking import Linker, Match, status_of
from kizuna.record import open_record


@pytest.fixture(scope="module")
def linker() -> Iterator[Linker]:
    with open_record() as record:
        yield Linker(record.view())


def matches(reader: Reader, linker: Linker, text: str) -> tuple[Match, ...]:
    (proposal,) = next(iter(reader.read([text], date=PartialDate.parse("2024"))))
    return linker.matches(proposal)


@pytest.mark.parametrize("date", ["on 6 January 2022", "in January 2022", "in 2022"])
def test_a_second_source_confirms(reader: Reader, linker: Linker, date: str) -> None:
    text = f"Japan and Australia signed the Reciprocal Access Agreement {date}."
    found = matches(reader, linker, text)
    assert found[0] == Match("aus-jpn-raa-2022", "confirms", "signed", "2022-01-06")
    assert status_of(found) == "confirms"


def test_another_date_contradicts(reader: Reader, linker: Linker) -> None:
    text = "Japan and Australia signed the Reciprocal Access Agreement on 7 January 2022."
    found = matches(reader, linker, text)
    assert found[0] == Match("aus-jpn-raa-2022", "contradicts", "signed", "2022-01-06")


def test_what_the_record_does_not_have_is_new(reader: Reader, linker: Linker) -> None:
    text = "Chile and Latvia signed a visiting forces agreement on 7 January 2022."
    assert status_of(matches(reader, linker, text)) == "new"


def test_a_day_within_an_exercise_confirms_it(reader: Reader, linker: Linker) -> None:
    text = (
        "The JMSDF and the Royal Australian Navy took part in exercise KAKADU on 20 September 2016."
    )
    assert Match("aus-jpn-kakadu-2016", "confirms", "start", "2016-09-12") in matches(
        reader, linker, text
    )


def test_without_a_date_rows_are_related(reader: Reader, linker: Linker) -> None:
    found = matches(reader, linker, "Japan and Australia have signed an ACSA.")
    assert found
    assert {m.relation for m in found} == {"related"}
