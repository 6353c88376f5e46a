"""Pages of evidence, library, search, codebook and method: complete, linked, escaped, never broken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from atlas.conftest import HOSTILE
from atlas.markup import Page
from atlas.web_pages import ELSEWHERE, HERE, client, holdings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.testclient import TestClient

from kizuna.atlas.web.addresses import stamp
from kizuna.atlas.web.holdings import Holdings
from kizuna.atlas.web.leaves import paths
from kizuna.record import Instrument, Record, open_record, revise

KINDS = [
    "/evidence", "/evidence/instrument", "/evidence/event", "/evidence/event/page/2",
    "/evidence/instrument/asia-recaap-2004", "/evidence/event/aus-jpn-kakadu-2016",
    "/evidence/stance/jpn-gov-nss2013-partner-ind", "/evidence/office/aus-office-coalition-1996",
    "/evidence/dialogue/admmplus-jpn-ministerial", "/library", "/library/page/2",
    "/library/vosse-midford-2018-japans-new-security-partnerships", "/search", "/search?q=japan",
    "/codebook", "/codebook/kinds", "/codebook/ladder", "/codebook/topics", "/codebook/actors",
    "/codebook/criteria", "/method", "/method/library", "/method/criteria",
]  # fmt: skip

OWN = ("#", "/evidence", "/library", "/search", "/codebook", "/method")


@pytest.fixture(scope="module")
def shipped() -> Iterator[Holdings]:
    with open_record() as record:
        yield holdings(record)


@pytest.fixture(scope="module")
def browser(shipped: Holdings) -> TestClient:
    return client(shipped.view.record)


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_is_well_formed(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert not page.faults
    assert not page.open
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("h1") == 1
    assert "main" in page.tags
    names = {name for name, _ in page.attributes}
    assert not {n for n in names if n.startswith("on")}
    assert "style" not in names
    assert "style" not in page.tags


@pytest.mark.parametrize("path", KINDS)
def test_every_link_of_a_page_arrives(browser: TestClient, path: str) -> None:
    page = Page(browser.get(path).text)
    seen: dict[str, Page] = {path: page}
    targets = {link for link in page.links if link.startswith(OWN)}
    for link in sorted(targets)[:60]:
        target, _, anchor = link.partition("#")
        target = target or path
        answer = browser.get(target)
        assert answer.status_code == 200, link
        if anchor:
            found = seen.setdefault(target, Page(answer.text))
            assert anchor in found.ids, link


@pytest.mark.parametrize(
    "path", [path for path in KINDS if not path.startswith(("/method", "/search"))]
)
def test_every_page_is_data_too(browser: TestClient, path: str) -> None:
    answer = browser.get(f"{path}.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()
    table = browser.get(f"{path}.csv")
    lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert lines
    assert None not in lines[0]


def test_a_row_tells_everything_that_is_known_of_it(browser: TestClient) -> None:
    text = Page(browser.get("/evidence/instrument/asia-recaap-2004").text).text
    for words in (
        "checked", "sources contradict each other on parties", "Where sources contradict", "Codings",
        "Indonesia", "Article 22", "low confidence", "Events that belong to it", "Revisions",
        "First shipped record", "APA", "Chicago", "BibTeX", "The Kizuna authors",
        "/evidence/instrument/asia-recaap-2004?as-known=", "Here and in the citations below, put the",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words
    data = browser.get("/evidence/instrument/asia-recaap-2004.json").json()
    assert data["row"]["signed"] == "2004-11-11"
    assert {claim["field"] for claim in data["codings"]} >= {"parties", "title"}
    assert data["conflicts"][0]["field"] == "parties"


def test_a_recalled_row_says_that_nobody_checked_it(browser: TestClient) -> None:
    text = browser.get("/evidence/office/aus-office-coalition-1996").text
    assert "not yet checked" in text
    assert "nobody has yet held it against the text of its source" in text


def test_every_number_says_how_it_is_known(browser: TestClient) -> None:
    for path in ("/evidence", "/library", "/codebook", "/evidence/instrument/asia-recaap-2004"):
        assert "How do you know?" in browser.get(path).text


def test_numbers_on_the_index_are_those_of_the_record(
    browser: TestClient, shipped: Holdings
) -> None:
    tables = {line["label"]: line for line in browser.get("/evidence.json").json()["tables"]}
    for table in ("instrument", "dialogue", "event", "stance", "office"):
        line = tables[f"{table}s"]
        assert line["rows"] == shipped.view.count(table)  # type: ignore[arg-type]
        assert line["checked"] + line["unchecked"] == line["rows"]


def test_the_pages_of_a_list_hold_every_row_once(browser: TestClient, shipped: Holdings) -> None:
    ids: list[str] = []
    for number in (1, 2):
        path = "/evidence/event" + (f"/page/{number}" if number > 1 else "")
        ids += [row["id"] for row in browser.get(f"{path}.json").json()["rows"]]
    assert sorted(ids) == sorted(row.id for row in shipped.view.stream("event"))
    assert browser.get("/evidence/event/page/3").status_code == 404
    assert browser.get("/evidence/event/page/1").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/evidence/nothing", "/evidence/event/nothing", "/evidence/source/x", "/library/nothing",
     "/library/nothing/text", "/library/vosse-midford-2018-japans-new-security-partnerships/text",
     "/codebook/nothing", "/method/nothing", "/method/..%2f..%2fREADME", "/evidence/event.xml",
     "/evidence/event/../../etc", "/search.csv", "/method.xlsx", "/static/base.html"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/AUS/2019-12-31", "/AUS/2019-12-31/IND", "/AUS/2019-12-31/compare/IND+JPN",
     "/architecture/2019-12-31", "/evidence", "/evidence/instrument", "/library", "/codebook",
     "/codebook/kinds", "/method", "/method/depth"],
)  # fmt: skip
def test_every_page_is_also_data(study: Record, path: str) -> None:
    browser = client(study)
    assert browser.get(f"{path}.json").json()
    heads, *lines = browser.get(f"{path}.csv").text.splitlines()
    assert heads
    assert lines


def test_all_addresses_of_a_site_answer(study: Record) -> None:
    held = holdings(study)
    browser = client(study)
    found = list(paths(held))
    assert len(found) == len(set(found)) > 20
    for path in found:
        assert browser.get(path).status_code == 200, path


@pytest.fixture
def attacked(hostile: Record, tmp_path: Path) -> TestClient:
    held = holdings(hostile, reviews=tmp_path / "reviews.sqlite")
    assert held.reviews is not None
    held.reviews.add(
        "bad",
        account=HOSTILE[:50],
        name=HOSTILE[:50],
        rating=1,
        text=f"{HOSTILE} a b c d e f g h i j",
    )
    return client(hostile, reviews=tmp_path / "reviews.sqlite")


def test_a_record_full_of_script_tags_stays_text(attacked: TestClient, hostile: Record) -> None:
    held = holdings(hostile)
    found = [*paths(held), "/search?q=alert", "/search?q=" + HOSTILE.replace("&", "%26")]
    plain = Page(client(hostile).get("/method").text)
    for path in found:
        answer = attacked.get(path)
        assert answer.status_code == 200, path
        page = Page(answer.text)
        assert not page.faults, path
        assert page.tags.count("script") == plain.tags.count("script"), path
        assert "img" not in page.tags, path
        assert not {n for n, _ in page.attributes if n.startswith("on")}, path
        assert not [link for link in page.links if link.lower().startswith("javascript")], path
    assert HOSTILE in Page(attacked.get("/evidence/instrument/a").text).text


def test_formulas_are_no_formulas_in_a_spreadsheet(hostile: Record) -> None:
    from kizuna.atlas.web.leaf import Leaf, as_csv

    page = Leaf(
        path="/", title="", template="", context={}, table=[{"a": "=1+1", "b": "-2", "c": -2}]
    )
    assert as_csv(page) == "a,b,c\r\n'=1+1,'-2,-2\r\n"


SAFE = st.text(max_size=300)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["/search", "/search.json", "/search/answers", "/evidence", "/library"]),
       SAFE, SAFE)  # fmt: skip
def test_no_query_breaks_a_page(browser: TestClient, path: str, query: str, page: str) -> None:
    answer = browser.get(
        path,
        params={"q": query.encode("utf-8", "replace"), "page": page.encode("utf-8", "replace")},
    )
    assert answer.status_code in (200, 414)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["evidence", "library", "codebook", "method"]), st.lists(SAFE, max_size=4))
def test_no_address_breaks_the_server(browser: TestClient, first: str, rest: list[str]) -> None:
    import urllib.parse

    tail = "/".join(urllib.parse.quote(part.encode("utf-8", "replace")) for part in rest)
    assert browser.get(f"/{first}/{tail}").status_code < 500


def test_only_short_previews_leave_the_machine(study: Record, tmp_path: Path) -> None:
    text = "Bay Drill exercise of India and Australia in June 2018, a text that is not ours. " + (
        "word " * 80 + "zyzzyva veiled end of the sentence"
    )
    source = next(study.view().stream("source"))
    (tmp_path / f"{source.id}.txt").write_text("Title of it\n\n" + text + "\n")
    here = client(study, library=[tmp_path])
    elsewhere = client(study, library=[tmp_path], at=ELSEWHERE)
    path = f"/library/{source.id}/text"
    assert "veiled end" in here.get(path).text
    for one in (path, f"/library/{source.id}", f"/library/{source.id}.json", "/search?q=zyzzyva",
                "/search/answers?q=zyzzyva"):  # fmt: skip
        assert "veiled end" not in elsewhere.get(one).text
    assert here.get("/search/answers?q=zyzzyva").json()["hits"][0]["sort"] == "Passage"
    assert not elsewhere.get("/search/answers?q=zyzzyva").json()["hits"]
    for headers in (
        {"x-forwarded-for": "198.51.100.1"},
        {"forwarded": "for=x"},
        {"host": "evil.example"},
    ):
        assert "veiled end" not in here.get(path, headers=headers).text
    # Each is told what it is shown.
    assert "marked" in here.get(path).text
    told = elsewhere.get(path).text
    assert "marked" not in told
    assert "passages that seem to support facts, each with at most 200 characters." in told


def test_six_partners_are_too_many_to_compare(study: Record) -> None:
    chosen = "&".join(f"with={code}" for code in ("IND", "JPN", "GBR", "FRA", "DEU", "USA"))
    answer = client(study).get(f"/go?actor=AUS&date=2019-12-31&{chosen}")
    assert answer.status_code == 404
    assert "two to 5 different partners; this address names 6." in answer.text


def test_what_is_between_the_two_alone_is_so_on_both_pages(browser: TestClient) -> None:
    """The record is Japan's: what others have with one another stands in rows of many."""
    for code in ("AUS", "USA"):
        page = browser.get(f"/{code}/2025-12-31").text
        assert "With 1 of the partners something is between the two alone." in page
    assert "0 of them by something of the two alone" in browser.get("/architecture/2025-12-31").text


@pytest.mark.parametrize(
    "path",
    [
        "/evidence/instrument/asia-recaap-2004",
        "/library/vosse-midford-2018-japans-new-security-partnerships",
        "/JPN/2016-12-31/AUS",
    ],
)
def test_a_permanent_address_is_one_that_others_can_follow(path: str) -> None:
    with open_record() as record:
        for host in ("127.0.0.1:8000", "localhost", "[::1]:8000", "0.0.0.0:8000"):
            near = client(record, at=HERE)
            page = Page(near.get(path, headers={"host": host}).text)
            assert host not in page.text, "nobody else could follow it"
            assert path in page.text
            assert "the address of the site" in page.text
        far = Page(client(record, at=ELSEWHERE).get(path).text)
        assert f"http://atlas.example{path}" in far.text
        assert "the address of the site" not in far.text


def test_the_permanent_address_of_evidence_carries_what_was_known(study: Record) -> None:
    path = "/evidence/instrument/access"
    far = client(study, at=ELSEWHERE)
    before = study.view().known_at
    assert before is not None
    permanent = f"{path}?as-known={stamp(before)}"
    first = Page(far.get(path).text)
    # In the footer, in the text and in three citations.
    assert first.text.count(f"http://atlas.example{permanent}") == 5
    assert "has moved on" not in first.text

    row = study.view().get(Instrument, "access")
    assert row is not None
    with revise(study, who="Ann", why="Signed at last") as revision:
        revision.replace([replace(row, status="signed")])
    near = client(study, at=ELSEWHERE)
    now, then = Page(near.get(path).text), Page(near.get(permanent).text)
    assert permanent not in now.text
    assert "Signed at last" in now.text
    assert "Signed at last" not in then.text
    assert "it has moved on since then" in " ".join(then.text.split())
    assert path in then.links, "the newest state is a step away"
    # Its data are those of the same moment.
    data = next(link for link in then.links if ".json" in link)
    assert near.get(data).json()["row"]["status"] == "negotiating"
    assert near.get(f"{path}.json").json()["row"]["status"] == "signed"


@pytest.mark.parametrize("asked", ["yesterday", "r99", "1999-12-31", "x" * 200])
def test_a_moment_of_which_nothing_is_known_has_no_page(study: Record, asked: str) -> None:
    answer = client(study).get("/evidence/instrument/access", params={"as-known": asked})
    assert answer.status_code == 404
