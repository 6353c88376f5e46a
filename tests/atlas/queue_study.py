"""A study with a queue, and a server on which coders work through it, for tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.queue_work import Work
from kizuna.codebook import load
from kizuna.reading.candidates import Reader
from kizuna.reading.queue import Candidate, Queue
from kizuna.reading.queueing import read_into
from kizuna.reading.stances import load_stances
from kizuna.reading.vocabulary import load_vocabulary
from kizuna.record import open_record
from kizuna.record.interchange.study import start_study

HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("203.0.113.7", 50_000)
TEXT = """Defence of Somewhere 2022

It was a busy year. Chile and Latvia held their first naval exercise in May 2022. More will follow.

Australia and India signed an Acquisition and Cross-Servicing Agreement on 5 June 2020.

Peru and Estonia held a joint exercise in March 2021.
"""
OTHER = """Another Paper

Japan and Canada signed an Acquisition and Cross-Servicing Agreement on 21 April 2018.
"""


def candidates_of(folder: Path, *texts: str, stances: bool = False) -> list[Candidate]:
    """What the rules propose from texts."""
    reader = Reader(load(), load_vocabulary(None), stances=load_stances() if stances else None)
    found: list[Candidate] = []
    for number, text in enumerate(texts):
        path = folder / f"paper-{number}.txt"
        path.write_text(text, encoding="utf-8")
        found += read_into(path, reader)[0]
    return found


def begin(folder: Path, candidates: list[Candidate]) -> Path:
    """A study whose queue has these candidates."""
    study = folder / "study"
    start_study(study)
    with Queue(study) as queue:
        queue.add(candidates)
    return study


@contextmanager
def serving(study: Path, *, coder: str = "Aiko Mori") -> Iterator[Work]:
    """The work on a study's queue; the record is closed at the end."""
    with open_record(study) as record:
        work = Work(record, study, coder=coder)
        yield work
        work.queue.close()


def browser(work: Work, *, at: tuple[str, int] = HERE) -> TestClient:
    """A browser, at this machine or elsewhere, that does not follow redirects."""
    host = "http://127.0.0.1:8000" if at == HERE else "http://atlas.example"
    app = create_app(work.record, work=work, rate=10_000)
    return TestClient(app, base_url=host, client=at, follow_redirects=False)


def hidden(page: str, name: str) -> str:
    """What stands in the first hidden field of this name."""
    found = re.search(rf'name="{name}" value="([0-9a-f]+)"', page)
    assert found is not None, page[:2000]
    return found[1]


def signed_in(work: Work, name: str) -> TestClient:
    """A browser elsewhere in which a coder has signed in with a token."""
    visitor = browser(work, at=ELSEWHERE)
    csrf = hidden(visitor.get("/queue/sign-in").text, "csrf")
    form = {"csrf": csrf, "token": work.accounts.give_token(name), "next": "/queue"}
    assert visitor.post("/queue/sign-in", data=form).headers["location"] == "/queue"
    return visitor


def decide(visitor: TestClient, number: int, verdict: str, **other: str) -> str:
    """Decide as the page lets a coder decide; the address to which it leads."""
    page = visitor.get(f"/queue/{number}").text
    form = {"csrf": hidden(page, "csrf"), "seal": hidden(page, "seal"), "verdict": verdict}
    answer = visitor.post(f"/queue/{number}/decide", data=form | other)
    assert answer.status_code == 303, answer.text[:3000]
    return answer.headers["location"]
