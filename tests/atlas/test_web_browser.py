"""The atlas in a real browser: the slider, the paths of its readers, and accessibility."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kizuna.atlas.web.app import create_app
from kizuna.record import open_record

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
AXE = Path(__file__).parent / "vendored" / "axe.min.js"
PAGES = (
    "/JPN/2016-12-31",
    "/JPN/2016-12-31/AUS",
    "/JPN/2025-12-31/IND",
    "/AUS/2025-12-31/IND",
    "/JPN/2016-12-31/compare/AUS+IND+GBR",
    "/architecture/2016-12-31",
    "/evidence",
    "/evidence/instrument",
    "/evidence/instrument/asia-recaap-2004",
    "/evidence/dialogue/admmplus-jpn-ministerial",
    "/evidence/event/aus-jpn-kakadu-2016",
    "/evidence/stance/jpn-gov-nss2013-partner-ind",
    "/evidence/office/aus-office-coalition-1996",
    "/library",
    "/library/vosse-midford-2018-japans-new-security-partnerships",
    "/search",
    "/search?q=japan+australia",
    "/codebook",
    "/codebook/kinds",
    "/codebook/actors",
    "/method",
    "/method/depth",
    "/nowhere",
)


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """The address of an atlas of the shipped record."""
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    with open_record() as record:
        config = uvicorn.Config(create_app(record), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page on which nothing may be refused by the security policy or fail in a script."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    yield opened
    context.close()
    assert not [words for words in said if "404" not in words]


def test_the_slider_changes_everything_by_keyboard(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31")
    before = page.locator(".lede").inner_text()
    slider = page.locator(".slide input")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/JPN/2015-12-31")
    assert page.locator(".kicker time").inner_text() == "2015-12-31"
    assert page.locator(".slide output").inner_text() == "2015-12-31"
    page.keyboard.press("Home")
    page.wait_for_url("**/JPN/1990-12-31")
    assert page.locator(".lede").inner_text() != before
    assert "1990-12-31" in page.locator("footer").inner_text()
    assert page.evaluate("document.activeElement.type") == "range"
    assert (
        page.locator(".bar-top a", has_text="Architecture")
        .get_attribute("href")
        .endswith("/architecture/1990-12-31")
    )


def test_a_student_goes_from_the_network_to_a_source(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31")
    page.locator(".ego-wide a", has_text="Australia").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/JPN/2016-12-31/AUS")
    page.locator("table a", has_text="Information security agreement").click()
    page.locator("#information_security .witnesses a").first.click()
    page.wait_for_url("**/evidence/instrument/**")
    page.locator("a[href*='/library/']").first.click()
    page.wait_for_url("**/library/**")
    assert page.locator("h2#cite").is_visible()


def test_an_analyst_compares_and_takes_the_data_along(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31")
    boxes = page.locator(".choose input[type=checkbox]")
    for number in range(3):
        boxes.nth(number).uncheck()
    page.get_by_label("Australia", exact=True).check()
    page.get_by_label("India", exact=True).check()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/**")
    assert page.locator("h1").inner_text().split() == ["Australia", "and", "India"]
    with page.expect_download() as waiting:
        page.evaluate(
            "() => { const a = document.querySelector('.forms a[href$=\".csv\"]');"
            " a.download = 'x.csv'; a.click(); }"
        )
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert text.startswith("measure,AUS,IND")


def test_a_scholar_unfolds_the_criteria_and_zooms_the_timeline(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31/AUS")
    page.locator(".criteria a[href='#criterion-general_purpose']").click()
    page.locator("#criterion-general_purpose").wait_for(state="visible")
    lines = page.locator(".picture .tl-row").count()
    page.locator(".zooms a", has_text="the two alone").click()
    # Not wait_for_function, which evaluates a text while it waits: the policy refuses that.
    fewer = playwright.expect(page.locator(".picture .tl-row"))
    fewer.not_to_have_count(lines, timeout=30_000)
    page.locator(".zooms label", has_text="Dialogue").click()
    band = page.locator(".picture .tl-band", has_text="Dialogue").first
    playwright.expect(band).to_be_hidden(timeout=30_000)


def test_pages_are_complete_without_scripts(place: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{place}/JPN/2016-12-31")
    page.locator(".years a", has_text="2007").click()
    page.wait_for_url("**/JPN/2007-12-31")
    assert page.locator(".grid tbody tr").count() > 20
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(place: str, chromium: Any, path: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(place + path)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("async () => (await axe.run()).violations")
    grave = [
        (v["id"], n["target"], n.get("failureSummary", "")[:200])
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"][:3]
    ]
    context.close()
    assert not grave


def test_the_search_offers_the_partnership_of_an_actor(place: str, page: Any) -> None:
    page.goto(f"{place}/evidence")
    page.keyboard.press("/")
    page.keyboard.type("australia")
    page.locator(".search-options [role=option]").first.wait_for()
    assert page.locator(".search-options a").first.inner_text() == "Japan and Australia"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/AUS")
    assert page.locator("h1").inner_text().split() == ["Japan", "and", "Australia"]


def test_the_slider_says_the_day_of_a_page_between_its_stops(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-07-01/AUS")
    said = page.locator(".slide output")
    assert said.inner_text() == "2016-07-01"
    page.locator(".slide input").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/JPN/2016-12-31/AUS")
    assert said.inner_text() == "2016-12-31"


def test_the_slider_stands_on_a_scale_of_years(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31")
    knob, marks = page.locator(".slide input").bounding_box(), page.locator(".scale span")
    years = [text for text in marks.all_inner_texts() if text.isdigit()]
    assert years[0] == "1990"
    assert years == sorted(years)
    boxes = [mark.bounding_box() for mark in marks.all()]
    assert all(a["x"] + a["width"] <= b["x"] for a, b in pairwise(boxes))
    assert boxes[-1]["x"] <= knob["x"] + knob["width"]


def test_nothing_of_a_page_is_folded_on_paper(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31/AUS")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator(".years").is_hidden()
    assert page.locator("#criterion-general_purpose").is_visible()


def test_the_matrix_is_whole_on_paper(place: str, page: Any) -> None:
    """No column is cut off on A4, and light figures keep their dark ground."""
    page.set_viewport_size({"width": 690, "height": 900})
    page.emulate_media(media="print")
    page.goto(f"{place}/architecture/2025-12-31")
    box = page.locator(".wide:has(> .matrix)")
    assert box.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 1
    ground = page.locator(".matrix td.r7").first
    assert ground.evaluate("(one) => getComputedStyle(one).printColorAdjust") == "exact"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_out_of_a_narrow_screen(place: str, chromium: Any, path: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(place + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


_SIDEWAYS = """() => [...document.querySelectorAll("main *")].filter((box) =>
  box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX)
).map((box) => ({
  name: box.getAttribute("aria-label") || box.getAttribute("aria-labelledby") || "",
  focus: box.tabIndex === 0, shade: getComputedStyle(box).backgroundAttachment,
}))"""


@pytest.mark.parametrize(
    "path", ["/JPN/2016-12-31", "/JPN/2016-12-31/AUS", "/JPN/2016-12-31/compare/AUS+IND"]
)
def test_what_scrolls_sideways_says_so_and_is_reached_by_keyboard(
    place: str, chromium: Any, path: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(place + path)
    boxes = page.evaluate(_SIDEWAYS)
    context.close()
    assert boxes
    for box in boxes:
        assert box["name"]
        assert box["focus"]
        assert "scroll" in box["shade"]


def test_the_criteria_fit_a_telephone_with_their_evidence(place: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{place}/JPN/2025-12-31/AUS")
    box = page.locator(".wide:has(> .criteria)").first
    assert box.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 1
    page.goto(f"{place}/JPN/2025-12-31/compare/AUS+IND+PHL")
    bars = page.locator(".beside-each .track")
    assert min(bar.bounding_box()["width"] for bar in bars.all()) > 50
    context.close()


def test_the_timeline_is_set_as_the_page_is(place: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{place}/JPN/2016-12-31/AUS")
    family = "(one) => getComputedStyle(one).fontFamily"
    text = page.locator(".picture .tl-row text").first
    assert text.evaluate(family) == page.locator("nav.contents").evaluate(family)
    assert page.get_by_text("The picture is wider than the screen").is_visible()
    # Small on a telephone, but not smaller than on paper.
    assert text.bounding_box()["height"] > 9
    labels = page.evaluate(
        "[...document.querySelectorAll('.picture .tl-row > text:first-of-type')].map((t) => "
        "{ const box = t.getBBox(); return box.x + box.width; })"
    )
    context.close()
    assert max(labels) < 336


def test_back_leads_through_the_dates_at_which_the_slider_came_to_rest(
    place: str, page: Any
) -> None:
    page.goto(f"{place}/JPN/2016-12-31")
    page.evaluate("window.same = true")
    slider, shown = page.locator(".slide input"), page.locator(".kicker time")
    expect = playwright.expect
    slider.focus()
    for _ in range(3):  # years that are passed in one go are one step
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/JPN/2013-12-31")
    page.wait_for_timeout(900)
    page.keyboard.press("Home")
    page.wait_for_url("**/JPN/1990-12-31")
    page.wait_for_timeout(900)
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(lambda url: "1990" not in url)
    for date in ("1990-12-31", "2013-12-31", "2016-12-31"):
        page.go_back()
        expect(shown).to_have_text(date)
        expect(page.locator(".slide output")).to_have_text(date)
        assert page.url.endswith(f"/JPN/{date}")
        assert date in page.locator("footer").inner_text()
    page.go_forward()
    expect(shown).to_have_text("2013-12-31")
    assert page.evaluate("window.same"), "the page was changed in place"
    # The address can be kept: it opens what was shown.
    page.reload()
    assert shown.inner_text() == "2013-12-31"


def test_back_from_a_section_stays_on_the_page(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2016-12-31/AUS")
    page.evaluate("window.same = true")
    page.locator("nav.contents a[href='#debate']").click()
    page.go_back()
    assert page.url.endswith("/JPN/2016-12-31/AUS")
    assert page.evaluate("window.same")


def test_playing_is_one_step_in_the_history(place: str, page: Any) -> None:
    page.goto(f"{place}/JPN/2023-12-31")
    before = page.evaluate("history.length")
    page.locator(".slide button").click()
    page.wait_for_url("**/JPN/2025-12-31", timeout=30_000)
    page.locator(".slide button").click()
    page.wait_for_timeout(300)
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    playwright.expect(page.locator(".kicker time")).to_have_text("2023-12-31")


def test_paper_is_light_whatever_the_screen(place: str, chromium: Any) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{place}/JPN/2016-12-31/AUS")
    fill = "(one) => getComputedStyle(one).fill"
    year, tick = page.locator(".tl-axis text").first, page.locator(".curves .tick").first
    on_screen = year.evaluate(fill)
    page.emulate_media(media="print", color_scheme="dark")
    for label in (year, tick):
        assert label.is_visible()
        red, green, blue = (int(n) for n in label.evaluate(fill)[4:-1].split(","))
        assert max(red, green, blue) < 100, "dark on white"
    assert year.evaluate(fill) != on_screen
    context.close()


@pytest.mark.parametrize("path", ["/method/depth", "/method/criteria", "/method/threats"])
def test_every_head_of_a_table_says_something(place: str, page: Any, path: str) -> None:
    page.goto(place + path)
    heads = page.locator("th").all_inner_texts()
    assert heads
    assert all(text.strip() for text in heads)
