"""Codes of the record as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from atlas.markup import Page
from atlas.web_pages import client
from starlette.testclient import TestClient

from kizuna.atlas import coded
from kizuna.codebook import load
from kizuna.record import open_record

CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


@pytest.fixture(scope="module")
def atlas() -> Iterator[TestClient]:
    with open_record() as record:
        yield client(record)


@pytest.mark.parametrize(
    ("about", "value", "words"),
    [
        ("threat", "3.0", "3 of 3, central"),
        ("threat", "0", "0 of 3, absent"),
        ("policy", "-2.0", "−2, strongly against (scale from −2 to +2)"),
        ("partner", "0.7", "+0.7, for (scale from −2 to +2)"),
        ("partner", "much", "much"),
    ],
)
def test_the_value_of_a_stance_says_its_scale(about: str, value: str, words: str) -> None:
    assert coded.stance_value(about, value) == words


def test_a_code_is_said_in_the_words_of_the_codebook() -> None:
    book = load()
    assert coded.said("executive", book, "binding") == "executive agreement"
    assert coded.said("two_plus_two", book) == book.column("two_plus_two").label
    assert coded.said("defence_framework", book) == "Defence framework"
    assert coded.said("of_another_study", book) == "of another study"


def test_a_warning_names_items_by_their_labels() -> None:
    told = "Items change less often (28 of 30: two_plus_two, acsa, ...): too narrow."
    assert coded.warned(told, load()) == (
        "Items change less often (28 of 30: Two-plus-two ministerial; Acquisition and "
        "cross-servicing agreement; …): too narrow."
    )
    assert coded.warned("One chain: run four.", load()) == "One chain: run four."


@pytest.mark.parametrize(
    "path",
    [
        "/JPN/2025-12-31",
        "/JPN/2025-12-31/AUS",
        "/JPN/2025-12-31/USA",
        "/JPN/2025-12-31/compare/AUS+IND",
        "/evidence",
        "/evidence/stance",
        "/evidence/instrument/jpn-usa-acsa-2016",
        "/evidence/event/jpn-phl-usa-summit-2024",
    ],
)
def test_no_code_stands_where_people_read(atlas: TestClient, path: str) -> None:
    html = atlas.get(path).text
    page = Page(html[html.index("<main") : html.index("</main>")])
    words = re.sub(r"@misc\{.*?\n\}|@\w+\{.*?\n\}", "", page.text, flags=re.DOTALL)
    assert not CODE.findall(words)


def test_rows_that_a_row_names_are_called_by_their_titles(atlas: TestClient) -> None:
    page = Page(atlas.get("/evidence/instrument/jpn-usa-acsa-2016").text)
    assert "Acquisition and Cross-Servicing Agreement (1996)" in page.text
    assert "jpn-usa-acsa-1996" not in page.text
