"""Hostile requests and hostile records: no answer breaks, and all text stays text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from atlas.conftest import HOSTILE
from atlas.markup import Page
from atlas.web_pages import ELSEWHERE, HERE, client
from starlette.testclient import TestClient

from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.guard import HEADERS, LARGEST_BODY, POLICY
from kizuna.record import Record, open_record

ODD = (
    "/JPN/0000-00-00",
    "/JPN/2016-13-01",
    "/JPN/٢٠١٦-12-31",
    "/JPN/-2016-12-31",
    "/JPN/9999-12-31",
    "/JPN/0001-01-01",
    "/JPN/2016-02-29/AUS",
    "/XXX/2016-12-31",
    "/JPN/2016-12-31/%00",
    "/JPN/2016-12-31/AUS%0d%0aX-Odd:%20yes",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2fapp.py",
    "/library/..%2f..%2fsecret.json",
    "/library/%00",
    "/library/" + "x" * 200,
    "/JPN/0999-12-31",
    "/evidence/instrument/' OR 1=1 --",
    "/evidence/source/x",
    "/evidence/instrument/page/999999",
    "/evidence/instrument/page/0",
    "/evidence/instrument/x.json.json",
    "/codebook/%f0%9f%92%a9",
    "/method/../../pyproject",
    "/%ff%fe",
    "/JPN/2016-12-31/charts/network.exe",
    "/JPN/2016-12-31/charts/..%2f..%2fx.svg",
    "/JPN/2016-12-31/compare/AUS+AUS",
    "/JPN/2016-12-31/compare/AUS+IND+GBR+FRA+USA+DEU",
    "/search?q=%00%ff%ed%a0%80",
    "/search?q=" + "%F0%9F%92%A9" * 60,
    "/search?q=x&page=99999999999999999999",
    "/search?q=x&page=-1",
    "/search?page=٣&q=x",
    "/search/answers?q=" + "a+" * 400,
    "/search?" + "&".join(f"q{n}=1" for n in range(120)),
    "/go?actor=%00&date=..&with=/&with=//evil.example",
    "/go?actor=//evil.example&date=2016-12-31",
    "//evil.example/2016-12-31",
)
KINDS = (
    "/AUS/2018-12-31",
    "/AUS/2018-12-31/IND",
    "/IND/2018-12-31/AUS",
    "/AUS/2018-12-31/compare/IND+JPN",
    "/architecture/2018-12-31",
    "/evidence",
    *(f"/evidence/{table}" for table in ("instrument", "dialogue", "event", "stance", "office")),
    "/evidence/instrument/a",
    "/evidence/dialogue/b",
    "/evidence/event/c",
    "/evidence/stance/e",
    "/evidence/stance/f",
    "/library",
    "/library/bad",
    "/search?q=script",
    "/codebook",
    "/method",
)


@pytest.fixture(scope="module")
def atlas() -> Iterator[TestClient]:
    with open_record() as record:
        yield client(record)


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:40])
def test_an_odd_address_is_answered_with_a_page_or_with_what_is_wrong(
    atlas: TestClient, path: str
) -> None:
    answer = atlas.get(path)
    assert answer.status_code in (200, 303, 404, 414)
    assert "x-odd" not in answer.headers
    assert not answer.headers.get("location", "/").startswith(("//", "http"))
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    if answer.status_code == 404:
        assert answer.headers["content-type"].startswith(("text/html", "application/json"))


@pytest.mark.parametrize("path", KINDS)
def test_a_record_full_of_scripts_stays_text_on_every_page(hostile: Record, path: str) -> None:
    atlas = client(hostile)
    answer = atlas.get(path)
    assert answer.status_code == 200
    page = Page(answer.text)
    # The frame has one script, by address; whatever stands in the record adds none.
    scripts = [value for name, value in page.attributes if name == "src"]
    assert page.tags.count("script") == 1
    assert all(str(value).startswith("/static/atlas.js") for value in scripts)
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [value for name, value in page.attributes if str(value).startswith("javascript:")]


@pytest.mark.parametrize("path", [p for p in KINDS if p.count("/") == 2 and "18" in p][:1])
def test_charts_of_a_hostile_record_are_well_formed(hostile: Record, path: str) -> None:
    import xml.etree.ElementTree as ET

    atlas = client(hostile)
    for chart in (f"{path}/charts/network.svg", f"{path}/IND/charts/timeline.svg"):
        drawn = ET.fromstring(atlas.get(chart).text)
        assert not [e for e in drawn.iter() if e.tag.rpartition("}")[2] in ("script", "img")]


def test_texts_of_a_record_are_data_as_they_are(hostile: Record) -> None:
    row = client(hostile).get("/evidence/instrument/a.json")
    assert row.headers["content-type"] == "application/json"
    assert row.json()["row"]["title"] == HOSTILE


def test_what_goes_wrong_is_said_as_text_and_as_data(atlas: TestClient) -> None:
    lost = atlas.get("/XXX/2016-12-31.json")
    assert lost.status_code == 404
    assert lost.json()["error"].startswith("There is nothing at this address. The codebook has no")
    page = atlas.get("/XXX/2016-12-31")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    wrong = atlas.post("/JPN/2016-12-31")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["allow"]
    assert "GET" in wrong.text
    data = atlas.post("/library.json")
    assert data.status_code == 405
    assert "GET" in data.json()["error"]
    long = atlas.get("/search/answers?q=" + "x" * 2000)
    assert long.status_code == 414
    assert long.json() == {"error": "The address is too long."}
    large = atlas.post("/sign-in", content=b"x" * (LARGEST_BODY + 1))
    assert large.status_code == 413


def test_head_answers_as_get_without_a_body_and_options_changes_nothing(atlas: TestClient) -> None:
    for path in ("/JPN/2016-12-31", "/library", "/evidence/instrument.csv", "/XXX/2016-12-31"):
        whole, head = atlas.get(path), atlas.head(path)
        assert head.status_code == whole.status_code
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert head.headers["content-security-policy"] == POLICY
        assert head.content == b""
        assert atlas.options(path).status_code == 405


def test_a_flood_from_elsewhere_is_refused_with_when_to_come_back(hostile: Record) -> None:
    atlas = TestClient(
        create_app(hostile, rate=1), base_url="http://atlas.example", client=ELSEWHERE
    )
    answers = [atlas.post("/library/bad/reviews", data={"text": "x"}) for _ in range(40)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 29
    assert refused[0].headers["retry-after"] == "1"
    assert atlas.get("/library.json").json() == {
        "error": "Too many requests; try again in a moment."
    }


def test_large_and_many_headers_do_no_harm(hostile: Record) -> None:
    atlas = TestClient(create_app(hostile), base_url="http://127.0.0.1:8000", client=HERE)
    headers = {f"x-{n}": "y" * 200 for n in range(300)}
    odd = {"accept": "*/*;" * 500, "if-none-match": '"' * 999, "cookie": "a=b;" * 999, **headers}
    assert atlas.get("/library", headers=odd).status_code == 200
    assert atlas.get("/library", headers={"content-length": "-5"}).status_code == 413


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/library/", "/library"),
        ("/JPN/2016-12-31/AUS/", "/JPN/2016-12-31/AUS"),
        ("//elsewhere.example/", "/elsewhere.example"),
    ],
)
def test_a_slash_too_many_leads_to_the_page_and_nowhere_else(
    atlas: TestClient, asked: str, leads: str
) -> None:
    answer = atlas.get(f"http://testserver{asked}", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == leads
