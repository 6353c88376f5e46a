"""The picture of the review queue, made anew: python docs/images/review_queue.py

Follows the tutorial "From a white paper to the record" in a folder that is thrown away, and takes
the first candidate with the system's Chromium (Playwright drives it: pip install playwright).
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.queue_work import Work
from kizuna.reading.candidates import Reader
from kizuna.reading.queueing import read_into
from kizuna.reading.vocabulary import load_vocabulary
from kizuna.record import open_record
from kizuna.record.interchange.study import start_study

HERE = Path(__file__).parent
PAPER = """Defence of Somewhere 2022

Japan and Australia signed the Reciprocal Access Agreement on 7 January 2022. The two countries will \
hold a 2+2 meeting next year.

Chile and Latvia held their first naval exercise in May 2022.
"""


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as made:
        study, paper = Path(made) / "study", Path(made) / "white-paper.txt"
        paper.write_text(PAPER, encoding="utf-8")
        start_study(study, copy=True)
        with open_record(study) as record:
            work = Work(record, study, coder="Aiko Mori")
            work.queue.add(read_into(paper, Reader(record.codebook, load_vocabulary(None)))[0])
            _take(work)
            work.queue.close()


def _take(work: Work) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(work.record, work=work), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"http://127.0.0.1:{listening.getsockname()[1]}/queue/1")
        page.screenshot(path=HERE / "queue-candidate.png")
        browser.close()
    server.should_exit = True
    thread.join()
    # What it makes ready reads the record, which must still be there.
    for other in threading.enumerate():
        if other.name == "atlas-warm":
            other.join()


if __name__ == "__main__":
    main()
