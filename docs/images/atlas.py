"""The pictures of the atlas, made anew: python docs/images/atlas.py

Serves the shipped record as of a fixed date, and takes the pages with the system's Chromium
(Playwright drives it: pip install playwright pillow). Only a change of the record or of the pages changes
the pictures.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from pathlib import Path
from typing import NamedTuple

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from kizuna.atlas.web.app import create_app
from kizuna.record import open_record

HERE = Path(__file__).parent
DATE = "2025-12-31"
_LARGEST = 300_000  # bytes


class Shot(NamedTuple):
    """A picture: its name, the page, the size of the window, and what stands at its top."""

    name: str
    path: str
    size: tuple[int, int]
    top: str = ""
    dark: bool = False


SHOTS = (
    Shot("atlas-home", f"/JPN/{DATE}", (1280, 1190)),
    Shot("atlas-partnership", f"/JPN/{DATE}/AUS", (1280, 1100)),
    Shot("atlas-table", f"/JPN/{DATE}", (1280, 760), "#overview"),
    Shot("atlas-compare", f"/JPN/{DATE}/compare/AUS+IND+PHL", (1280, 1060)),
    Shot("atlas-architecture", f"/architecture/{DATE}", (1280, 900), "#matrix"),
    Shot("atlas-evidence", "/evidence/instrument/asia-recaap-2004", (1280, 900)),
    Shot("atlas-phone", f"/JPN/{DATE}/AUS", (390, 844), dark=True),
)


def main() -> None:
    """Take all pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    listening = socket.create_server(("127.0.0.1", 0))
    with open_record() as record, sync_playwright() as playwright:
        server = uvicorn.Server(uvicorn.Config(create_app(record), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for shot in SHOTS:
            _take(browser, f"http://127.0.0.1:{listening.getsockname()[1]}", shot)
        browser.close()
        server.should_exit = True
        thread.join()


def _take(browser: Browser, place: str, shot: Shot) -> None:
    width, height = shot.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
    )
    page.goto(place + shot.path)
    page.wait_for_load_state("networkidle")
    if shot.top:
        page.evaluate("(at) => document.querySelector(at).scrollIntoView()", shot.top)
        page.wait_for_timeout(200)
    file = HERE / f"{shot.name}.png"
    page.screenshot(path=file)
    page.close()
    # A palette is a third of the size, and flat colours look the same in it.
    Image.open(file).convert("RGB").quantize(256).save(file, optimize=True)
    if file.stat().st_size > _LARGEST:
        raise SystemExit(f"{file} has {file.stat().st_size} bytes, more than {_LARGEST}")


if __name__ == "__main__":
    main()
