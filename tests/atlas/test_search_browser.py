"""Searching in a real browser: while typing, by keyboard alone, without scripts, without a server."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from atlas.web_pages import holdings

from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.build import build
from kizuna.atlas.web.search_pages import static_index
from kizuna.record import Record, open_record

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """The address of an atlas of the shipped record."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open_record() as record:
        config = uvicorn.Config(create_app(record), port=port, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def _options(page: Any) -> list[str]:
    return [text.replace("\n", " ") for text in page.locator("[role=option]").all_inner_texts()]


def test_results_while_typing_and_by_keyboard_alone(place: str, chromium: Any) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{place}/method")
    page.keyboard.press("/")
    page.keyboard.type("kakadu")
    page.wait_for_selector("[role=option]")
    assert any("Exercise Kakadu 2016" in option for option in _options(page))
    field = page.locator("#q")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    path = page.locator("[role=option][aria-selected=true] a").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{place}{path}")
    assert not said
    page.close()


@pytest.mark.parametrize(("query", "pair"), [("日豪", "Japan and Australia"), ("日米", "United")])
def test_a_pair_is_found_by_its_abbreviations(
    place: str, chromium: Any, query: str, pair: str
) -> None:
    page = chromium.new_page()
    page.goto(f"{place}/method")
    page.fill("#q", query)
    page.wait_for_selector("[role=option]")
    assert pair in _options(page)[0]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/JPN/**")
    assert page.locator("h1").inner_text().startswith("Japan and")
    page.goto(f"{place}/search?q={query}")
    assert pair in page.locator(".hits.partnerships").inner_text()
    page.close()


def test_the_count_of_what_was_found_is_shown(place: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{place}/method")
    page.fill("#q", "japan")
    page.wait_for_selector("[role=option]")
    shown, of, total, *_rest = page.locator("[role=status]").inner_text().split()
    assert (shown, of) == ("8", "of")
    assert int(total) > 300
    count = "getComputedStyle(document.querySelector('.search-options'), '::after').content"
    assert page.evaluate(count) == f'"8 of {total}; Enter shows all"'
    page.goto(f"{place}/search?q=japan")
    assert f"1 to 20 of {total} found" in page.locator("main").inner_text()
    page.close()


def test_a_click_opens_what_was_found(place: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{place}/library")
    page.fill("#q", "日本")
    page.locator("[role=option]", has_text="Japan").first.click()
    page.wait_for_url("**/codebook/actors#JPN")
    page.close()


def test_without_scripts_the_form_works(place: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{place}/evidence")
    page.fill("#q", "recaap")
    page.press("#q", "Enter")
    page.wait_for_url("**/search?q=recaap")
    assert "ReCAAP" in page.inner_text("main")
    context.close()


def test_text_of_the_record_is_never_markup_in_the_list(place: str, chromium: Any) -> None:
    page = chromium.new_page()
    hit = {
        "path": "/method",
        "sort": "<b>x",
        "title": "<img src=x onerror=alert(1)>",
        "under": "<i>",
    }
    page.route("**/search/answers*", lambda route: route.fulfill(json={"hits": [hit]}))
    page.goto(f"{place}/method")
    page.fill("#q", "x")
    page.wait_for_selector("[role=option]")
    assert page.locator(".search-options img, .search-options b, .search-options i").count() == 0
    assert "<img" in _options(page)[0]
    page.close()


@pytest.mark.parametrize(
    ("query", "title", "href"),
    [
        ("japan", "Japan", "codebook/actors.html#JPN"),
        ("日本", "Japan", "codebook/actors.html#JPN"),
        ("austrlia", "Australia", "codebook/actors.html#AUS"),
        ("日豪", "Japan and Australia", ".html"),
        ("senat", "Sénat", ".html"),
        (
            "acsa",
            "Acquisition and cross-servicing agreement",
            "codebook/kinds.html#instrument-acsa",
        ),
    ],
)
def test_a_site_without_a_server_searches_in_the_browser(
    place: str, chromium: Any, query: str, title: str, href: str
) -> None:
    with open_record() as record:
        index = json.dumps(static_index(holdings(record)))
    page = chromium.new_page()

    def as_static(route: Any) -> None:
        answer = route.fetch()
        text = answer.text().replace(
            'data-answers="/search/answers"',
            'data-index="/static/search-index.js" data-root="../"',
        )
        route.fulfill(response=answer, body=text)

    page.route("**/method", as_static)
    page.route(
        "**/search-index.js",
        lambda route: route.fulfill(
            body=f"globalThis.kizunaIndex = {index};", content_type="text/javascript"
        ),
    )
    page.goto(f"{place}/method")
    page.fill("#q", query)
    page.wait_for_selector("[role=option]")
    assert title in _options(page)[0]
    # Before an actor stands its partnership with the focal one, which the frame of the page links.
    held = page.locator("[role=option]").filter(has_not_text="Partnership")
    found = held.first.locator("a").get_attribute("href")
    assert found.startswith("../")
    assert found.endswith(href)
    page.close()


def test_a_site_opened_from_a_disk_searches_too(
    study: Record, chromium: Any, tmp_path: Path
) -> None:
    home = build(study, tmp_path / "site", dates=["2019-12-31"], focal="AUS").home
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(home.resolve().as_uri())
    page.keyboard.press("/")
    page.keyboard.type("india")
    page.wait_for_selector("[role=option]")
    assert "Australia and India" in _options(page)[0]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/AUS/2019-12-31/IND.html")
    # The page of the search answers what its form sends.
    page.goto((home.parent / "search.html").resolve().as_uri())
    page.fill("#q", "drill")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=drill")
    page.wait_for_selector("[role=option]")
    assert not said
    context.close()


PAGES = (
    "/evidence",
    "/evidence/event",
    "/evidence/instrument/asia-recaap-2004",
    "/library",
    "/library/vosse-midford-2018-japans-new-security-partnerships",
    "/search?q=japan",
    "/codebook",
    "/codebook/kinds",
    "/codebook/actors",
    "/method",
    "/method/criteria",
    "/method/threats",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(place: str, chromium: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for path in PAGES:
        page.goto(f"{place}{path}")
        found = axe.run(page).response["violations"]
        assert not [v["id"] for v in found if v["impact"] in ("serious", "critical")], path
    context.close()


def test_nothing_is_wider_than_a_telephone(place: str, chromium: Any) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    for path in PAGES:
        page.goto(f"{place}{path}")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, path
    page.close()
