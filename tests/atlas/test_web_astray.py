"""Addresses as people write them lead to the page that is meant, and others say why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from atlas.web_pages import client
from starlette.testclient import TestClient

from kizuna.record import open_record


@pytest.fixture(scope="module")
def atlas() -> Iterator[TestClient]:
    with open_record() as record:
        yield client(record)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/jpn/2016-12-31/aus", "/JPN/2016-12-31/AUS"),
        ("/Japan/2016", "/JPN/2016-12-31"),
        ("/japan/2016-02/South Korea", "/JPN/2016-02-29/KOR"),
        ("/architecture/2016", "/architecture/2016-12-31"),
        ("/JPN/2016/compare/aus+india", "/JPN/2016-12-31/compare/AUS+IND"),
        ("/JPN/2016-12-31/compare/AUS,IND", "/JPN/2016-12-31/compare/AUS+IND"),
    ],
)
def test_an_address_leads_to_the_page_that_is_meant(
    atlas: TestClient, written: str, meant: str
) -> None:
    answer = atlas.get(written)
    assert (answer.status_code, answer.headers["location"]) == (307, meant)
    assert atlas.get(meant).status_code == 200


@pytest.mark.parametrize("path", ["/JPN", "/jpn/today", "/JPN/AUS", "/architecture", "/japan/aus"])
def test_an_address_without_a_date_is_that_of_today(atlas: TestClient, path: str) -> None:
    answer = atlas.get(path)
    today = atlas.get("/").headers["location"].rpartition("/")[2]
    assert answer.status_code == 307
    assert f"/{today}" in answer.headers["location"]
    assert atlas.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/JPN/2999-12-31", "2999-12-31 lies ahead; the last date is "),
        ("/JPN/2016-13-45", "“2016-13-45” is no date from the year 1000 on"),
        ("/JPN/0999-01-01", "is no date from the year 1000 on"),
        ("/XXX/2016-12-31", "The codebook has no actor “XXX”"),
        ("/JPN/2016-12-31/Astralia", "The codebook has no actor “Astralia”. Did you mean AUS"),
        ("/JPN/2016-12-31/JPN", "Japan is no partner of its own."),
        ("/JPN/2016-12-31/compare/AUS", "A page compares two to 5 different partners"),
        ("/JPN/2016-12-31/compare/AUS+AUS", "this address names 1."),
        ("/JPN/2016-12-31/compare/AUS+IND+VNM+KOR+PHL+USA", "this address names 6."),
        ("/<script>/2016-12-31", "no actor “&lt;script&gt;”"),
        ("/go?actor=JPN&date=2999-12-31", "2999-12-31 lies ahead"),
        ("/go?actor=JPN&date=junk", "“junk” is no date"),
        ("/go?actor=JPN&date=2016-12-31&with=AUS", "this address names 1."),
        ("/nowhere", "The record knows no actor, date or row of this address."),
        ("/evidence/instrument/nothing", "The record knows no actor, date or row"),
    ],
)
def test_a_page_that_is_not_there_says_why(atlas: TestClient, path: str, why: str) -> None:
    answer = atlas.get(path)
    assert answer.status_code == 404
    assert why in answer.text


def test_data_that_is_not_there_says_why(atlas: TestClient) -> None:
    answer = atlas.get("/JPN/2999-12-31.json")
    assert answer.status_code == 404
    assert "2999-12-31 lies ahead" in answer.json()["error"]
