"""The focal actor's page, partnerships, comparison and architecture, as a server answers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from atlas.markup import Page
from atlas.web_pages import ELSEWHERE, client
from starlette.testclient import TestClient

import kizuna
from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.guard import LONGEST_ADDRESS
from kizuna.errors import InputError
from kizuna.measures.architecture import architecture
from kizuna.record import Record, open_record

PATHS = (
    "/JPN/2016-12-31",
    "/JPN/2016-12-31/AUS",
    "/AUS/2016-12-31/JPN",
    "/JPN/1990-12-31/DJI",
    "/JPN/2016-12-31/compare/AUS+IND+GBR",
    "/architecture/2016-12-31",
)
CHARTS = (
    "/JPN/2016-12-31/charts/network",
    "/JPN/2016-12-31/charts/overview",
    "/JPN/2016-12-31/charts/ranking",
    "/JPN/2016-12-31/AUS/charts/depth",
    "/JPN/2016-12-31/AUS/charts/convergence",
    "/JPN/2016-12-31/AUS/charts/timeline",
    "/JPN/2016-12-31/compare/AUS+IND/charts/depth",
    "/JPN/2016-12-31/compare/AUS+IND/charts/measures",
    "/JPN/2016-12-31/compare/AUS+IND/charts/overview",
    "/architecture/2016-12-31/charts/network",
)


@pytest.fixture(scope="module")
def atlas() -> Iterator[TestClient]:
    with open_record() as record:
        yield client(record)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_nests_has_unique_ids_and_leads_nowhere_outside_itself(
    atlas: TestClient, path: str
) -> None:
    answer = atlas.get(path)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert not page.faults
    assert sorted(page.ids) == sorted(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    # What the security policy forbids must not be there.
    assert "style" not in {name for name, _ in page.attributes}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "style" not in page.tags


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_data_too(atlas: TestClient, path: str) -> None:
    data = atlas.get(f"{path}.json")
    assert data.headers["content-type"] == "application/json"
    assert data.json()
    lines = atlas.get(f"{path}.csv")
    if "/1990" in path:
        # Nothing is known of the two by then: a page without lines offers none.
        assert lines.status_code == 404
        assert f"{path}.csv" not in atlas.get(path).text
    else:
        read = list(csv.reader(io.StringIO(lines.content.decode("utf-8-sig"))))
        assert len({len(line) for line in read}) == 1


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_is_a_file_that_stands_on_its_own(atlas: TestClient, path: str) -> None:
    svg = atlas.get(f"{path}.svg")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(svg.text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in svg.text
    assert atlas.get(f"{path}.png").content.startswith(b"\x89PNG")
    shown = atlas.get(path.partition("/charts/")[0]).text
    assert f'href="{path}.svg"' in shown
    assert f'href="{path}.png"' in shown


def test_the_page_says_what_the_table_says(atlas: TestClient) -> None:
    table = kizuna.table("JPN", as_of="2016-12-31")
    data = atlas.get("/JPN/2016-12-31.json").json()
    assert {p["partner"]: p["rung"] for p in data["partners"]} == {
        line.partner: line.rung for line in table.partners
    }
    changed = kizuna.compare("JPN", "2015-12-31", "2016-12-31")
    told = {
        (news["partner"], one["column"])
        for news in data["changed_in_twelve_months"]
        for one in (*news["changes"], *news["renewed"])
    }
    names = {line.partner: line.name for line in table.partners}
    assert told == {(names[c.partner], c.column) for c in changed.changes}


def test_every_link_of_a_page_leads_somewhere(atlas: TestClient) -> None:
    for path in ("/JPN/2016-12-31", "/JPN/2016-12-31/AUS"):
        page = Page(atlas.get(path).text)
        targets = {link.partition("#")[0] for link in page.links if link.startswith("/")}
        assert len(targets) > 40
        for target in sorted(targets):
            assert atlas.get(target).status_code == 200, target


@pytest.mark.parametrize(
    "path",
    [
        "/XXX/2016-12-31",
        "/JPN/2016-02-30",
        "/JPN/9999-12-31",
        "/JPN/2016-12-31/JPN",
        "/JPN/2016-12-31/XXX",
        "/JPN/2016-12-31/compare/AUS",
        "/JPN/2016-12-31/compare/AUS+AUS",
        "/JPN/2016-12-31/compare/AUS+IND+GBR+USA+FRA+DEU",
        "/JPN/2016-12-31.xml",
        "/JPN/2016-12-31/charts/nothing.svg",
        "/architecture/2016-13-01",
        "/go?actor=JPN&date=../..",
        "/%00",
        "/JPN/2016-12-31/AUS/charts/../../x.svg",
    ],
)
def test_what_is_not_there_is_said_so(atlas: TestClient, path: str) -> None:
    answer = atlas.get(path)
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_the_root_and_the_forms_lead_on(atlas: TestClient) -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert atlas.get("/").headers["location"] == f"/JPN/{today}"
    place = atlas.get("/go?actor=JPN&date=2016-12-31&with=AUS&with=IND").headers["location"]
    assert place == "/JPN/2016-12-31/compare/AUS+IND"
    assert atlas.get("/go?actor=AUS&date=2010-01-01").headers["location"] == "/AUS/2010-01-01"


@pytest.mark.parametrize("path", ["/JPN/2016-12-31", "/nowhere", "/static/atlas.js", "/"])
def test_headers_are_strict_on_every_answer(atlas: TestClient, path: str) -> None:
    headers = atlas.get(path).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_nothing_but_reading(atlas: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert atlas.request(method, "/JPN/2016-12-31").status_code == 405
    assert atlas.head("/JPN/2016-12-31").text == ""


def test_answers_are_kept_compressed_and_known_again(atlas: TestClient) -> None:
    first = atlas.get("/JPN/2016-12-31", headers={"accept-encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < len(first.content) / 4
    again = atlas.get("/JPN/2016-12-31", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


def test_sizes_and_rates_have_limits() -> None:
    with open_record() as record:
        app = create_app(record, rate=1.0)
        far = TestClient(app, base_url="http://atlas.example", client=ELSEWHERE)
        assert far.get("/static/atlas.css?" + "x" * LONGEST_ADDRESS).status_code == 414
        assert far.post("/sign-in", content=b"x" * 70_000).status_code == 413
        answers = [far.get("/static/atlas.css").status_code for _ in range(14)]
        assert answers[0] == 200
        assert answers[-1] == 429
        near = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 5))
        assert {near.get("/static/atlas.css").status_code for _ in range(14)} == {200}


def test_a_record_full_of_tags_stays_text(hostile: Record) -> None:
    atlas = client(hostile)
    site = atlas.get("/")
    paths = [site.headers["location"]]
    paths += [f"/AUS/2019-12-31{rest}" for rest in ("", "/JPN", "/IND", "/compare/JPN+IND")]
    paths += ["/architecture/2019-12-31", "/JPN/2019-12-31/AUS"]
    for path in paths:
        answer = atlas.get(path)
        assert answer.status_code in (200, 404), path
        page = Page(answer.text)
        assert page.tags.count("script") == 1
        assert "img" not in page.tags
        assert "49" not in page.words
        assert not [name for name, _ in page.attributes if name.startswith("on")]
    for chart in ("timeline", "timeline-own"):
        answer = atlas.get(f"/AUS/2019-12-31/JPN/charts/{chart}.svg")
        if answer.status_code == 200:
            tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(answer.text).iter()}
            assert not tags & {"script", "img", "image", "foreignObject"}


def test_a_record_without_instruments_asks_for_an_actor(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from kizuna.codebook import load
    from kizuna.record.migrate import create

    place = tmp_path_factory.mktemp("empty") / "study.sqlite"
    create(place, load())
    with open_record(place) as record:
        with pytest.raises(InputError, match="--actor"):
            create_app(record)
        empty = TestClient(create_app(record, focal="NOR"), base_url="http://localhost")
        assert empty.get("/NOR/2016-12-31").status_code == 200
        assert empty.get("/NOR/2016-12-31/SWE").status_code == 200
        assert empty.get("/architecture/2016-12-31").status_code == 200


def test_a_new_revision_shows_at_once(study: Record) -> None:
    from study import fill, instrument

    from kizuna.atlas.web.app import Moment

    moment = Moment(study, today=dt.date(2020, 1, 1))
    before = moment.view.revision
    fill(study, instrument("later", signed="2019-05-05"))
    moment._asked -= 10
    assert moment.view.revision > before
    assert moment.states.view.revision == moment.view.revision


def test_the_architecture_counts_each_pair_of_a_row(study: Record) -> None:
    found = architecture(as_of="2019-12-31", record=study)
    pairs = {(tie.one, tie.other) for tie in found.ties}
    by_hand = set()
    for actor in ("AUS", "IND"):
        for line in kizuna.table(actor, as_of="2019-12-31", record=study).partners:
            for cell in line.cells:
                if cell.active and cell.direct:
                    by_hand.add(tuple(sorted((actor, line.partner))))
    assert by_hand
    assert by_hand <= pairs
    assert all(tie.one < tie.other for tie in found.ties)
    assert {c for pair in pairs for c in pair} == set(found.actors)


def test_convergence_stands_beside_what_chance_gives(atlas: TestClient) -> None:
    chance = kizuna.convergence("JPN", "AUS", as_of="2016-12-31").by_chance
    page = atlas.get("/JPN/2016-12-31/AUS").text
    assert f"{chance:.2f} by chance alone" in page
    assert f"; by chance {chance:.2f}</text>" in page
    assert f"by chance {chance:.2f}</a>" in atlas.get("/JPN/2016-12-31/compare/AUS+IND").text


def test_what_a_government_stresses_comes_with_its_year_the_old_last(atlas: TestClient) -> None:
    def head(date: str) -> str:
        text = " ".join(Page(atlas.get(f"/JPN/{date}/AUS").text).text.split())
        assert "fears" not in text
        return text.partition("What its government stresses most")[2].partition("Over time")[0]

    assert "China at sea 2016 3" in head("2017-12-31")
    # Ten years later it stands behind what was said since.
    assert "Regional instability" not in head("2026-06-30")


def test_the_order_of_the_partners_is_said(atlas: TestClient) -> None:
    words = "in the order of rung, then of breadth, then of depth"
    assert words in atlas.get("/JPN/2016-12-31").text
    lines = kizuna.table("JPN", as_of="2016-12-31").partners
    assert [(-line.rung, -line.breadth) for line in lines] == sorted(
        (-line.rung, -line.breadth) for line in lines
    )
    # Those that are compared stand as they were chosen.
    assert words not in atlas.get("/JPN/2016-12-31/compare/AUS+IND").text
