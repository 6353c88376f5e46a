"""The review queue in a real browser: by keyboard alone, without scripts, narrow, and accessible."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from atlas.queue_study import OTHER, TEXT, begin, candidates_of, serving

from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.queue_work import Work
from kizuna.record import Event

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
AXE = Path(__file__).parent / "vendored" / "axe.min.js"
PAGES = ("/queue", "/queue/1", "/queue/3", "/queue/2/edit", "/queue/agreement", "/queue/sign-in")


@contextmanager
def _listening(work: Work) -> Iterator[str]:
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(work.record, work=work), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with serving(begin(tmp_path, candidates_of(tmp_path, TEXT, OTHER))) as opened:
        yield opened


@pytest.fixture
def place(work: Work) -> Iterator[str]:
    with _listening(work) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_a_coder_works_through_the_queue_by_keyboard_alone(
    work: Work, place: str, chromium: Any
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    press = page.keyboard.press
    page.goto(f"{place}/queue")
    press("Enter")
    page.wait_for_url("**/queue/1")
    press("?")
    page.locator("#keys dd").first.wait_for(state="visible")
    press("?")
    press("s")
    page.wait_for_url("**/queue/2")
    press("r")
    press("2")
    press("Tab")
    page.keyboard.type("a wish, as is said")
    press("Enter")
    page.wait_for_url("**/queue/3")
    assert "a wish, as is said" in page.locator(".lately").inner_text()
    press("u")
    page.wait_for_url("**/queue/2")
    press("a")
    page.wait_for_url("**/queue/3")
    press("e")
    page.wait_for_url("**/queue/3/edit")
    page.locator("[name=title]").focus()
    press("Control+a")
    page.keyboard.type("A drill of two")
    press("Enter")
    page.wait_for_url("**/queue/4")
    press("r")
    press("Escape")
    assert not page.locator(".why input").first.is_visible()
    press("a")
    page.wait_for_url("**/queue/1")
    press("a")
    page.wait_for_url("**/queue")
    assert "4 of 4 candidates decided" in page.locator(".course").inner_text()
    context.close()
    verdicts = [(d.candidate, d.verdict) for d in work.queue.decisions("Aiko Mori")]
    assert verdicts == [(2, "accept"), (3, "edit"), (4, "accept"), (1, "accept")]
    assert "A drill of two" in {event.title for event in work.record.view().rows(Event)}
    assert not said


def test_a_coder_signs_in_and_decides_without_scripts(
    work: Work, place: str, chromium: Any
) -> None:
    token = work.accounts.give_token("Bob")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{place}/queue/sign-in")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Begin").click()
    page.locator(".why summary").click()
    page.get_by_label("Other actors are meant").check()
    page.get_by_role("button", name="Reject it").click()
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/queue/2")
    context.close()
    assert [(d.coder, d.verdict) for d in work.queue.decisions()] == [("Bob", "reject")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_screen(
    work: Work, place: str, chromium: Any, width: int, scheme: str
) -> None:
    from kizuna.reading.deciding import decide

    for coder in ("Aiko Mori", "Bob"):
        for number in (2, 3):
            outcome = work.outcome(coder, work.queue.get(number)) if coder == "Bob" else None
            verdict: Any = "accept" if outcome else "reject"
            decide(work.queue, work.record, number, coder=coder, verdict=verdict, outcome=outcome,
                   reason="" if outcome else "no row")  # fmt: skip
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    for path in PAGES:
        page.goto(place + path)
        if path == "/queue/1":
            page.keyboard.press("r")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("async () => (await axe.run()).violations")
        grave = [
            (path, v["id"], n["target"])
            for v in found
            if v["impact"] in ("serious", "critical")
            for n in v["nodes"][:3]
        ]
        assert not grave
    context.close()
