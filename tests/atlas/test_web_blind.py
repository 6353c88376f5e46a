"""A coder who codes blind: no page tells what others decided about what is still open for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from atlas.queue_study import (
    ELSEWHERE,
    HERE,
    OTHER,
    TEXT,
    begin,
    browser,
    candidates_of,
    decide,
    hidden,
    serving,
    signed_in,
)
from starlette.testclient import TestClient

from kizuna.atlas.web import app
from kizuna.atlas.web.queue_work import Work
from kizuna.reading.blind import last_seen
from kizuna.reading.deciding import undo
from kizuna.reading.queue import Queue
from kizuna.record import Event, open_record

BANNER = "You code blind"
ROW = "/evidence/event/chl-lva-exercise-2022-05"
PAGES = ("/evidence", "/evidence/event", "/evidence/event.json", "/evidence/event.csv", "/library",
         "/library.json", "/search?q=Latvia", "/search?q=Mori", "/search/answers?q=exercise",
         "/CHL/2022-12-31", "/CHL/2022-12-31.json", "/CHL/2022-12-31/LVA",
         "/architecture/2022-12-31.json", "/evidence/conflicts")  # fmt: skip
TELLING = ("Aiko", "chl-lva-exercise", "paper-0", "Defence of Somewhere", "Proposed by rules")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    monkeypatch.setattr(app, "_LOOK", 0.0)  # seconds before a change of the record is seen
    with serving(begin(tmp_path, candidates_of(tmp_path, TEXT, OTHER))) as opened:
        yield opened


@pytest.fixture
def bob(work: Work) -> TestClient:
    return signed_in(work, "Bob")


def texts(visitor: TestClient) -> str:
    found = [visitor.get(path) for path in (*PAGES, ROW, f"{ROW}.json")]
    return "\n".join(answer.text for answer in found)


def test_what_another_accepted_is_on_no_page_until_it_is_decided(
    work: Work, bob: TestClient
) -> None:
    aiko = browser(work)
    before = texts(bob)
    decide(aiko, 1, "accept")
    for _ in range(2):  # made, and from memory
        shown = texts(bob)
        assert not [word for word in TELLING if word in shown]
        assert bob.get(ROW).status_code == bob.get(f"{ROW}.json").status_code == 404
    assert BANNER in bob.get("/evidence").text
    assert BANNER not in bob.get("/queue").text
    assert BANNER not in before
    # Whoever accepted it, and whoever codes nothing, sees it.
    assert "Aiko" in texts(aiko)
    assert "Aiko" in texts(browser(work, at=("203.0.113.9", 50_000)))
    decide(bob, 1, "reject", reason="no row")
    assert "Aiko" in texts(bob)
    assert BANNER not in bob.get("/evidence").text


def test_no_address_of_a_later_moment_lifts_the_blind(work: Work, bob: TestClient) -> None:
    decide(browser(work), 1, "accept")
    for asked in ("2099-12-31", f"r{work.record.view().revision}"):
        for path in (ROW, f"{ROW}.json"):
            assert bob.get(path, params={"as-known": asked}).status_code == 404
    assert "Aiko" in browser(work).get(ROW, params={"as-known": "2099-12-31"}).text


def test_a_coding_of_a_row_that_stood_before_is_held_back_too(work: Work, bob: TestClient) -> None:
    aiko = browser(work)
    decide(aiko, 1, "accept")
    decide(bob, 1, "accept")
    standing = bob.get(f"{ROW}.json").json()
    assert {c["coder"] for c in standing["codings"]} == {"Aiko Mori", "Bob"}
    decide(aiko, 2, "accept")
    assert bob.get(f"{ROW}.json").json()["revisions"] == standing["revisions"]
    assert "aus-ind-acsa" not in texts(bob)


def test_skipping_and_undoing_open_nothing(work: Work, bob: TestClient) -> None:
    aiko = browser(work)
    decide(aiko, 1, "accept")
    decide(bob, 1, "skip")
    assert "Aiko" not in texts(bob)
    # What was taken back stays in the history of its row.
    undo(work.queue, work.record, coder="Aiko Mori")
    assert not [word for word in TELLING if word in texts(bob)]
    decide(bob, 1, "accept")
    (event,) = work.record.view().rows(Event)
    assert "Bob" in bob.get(f"/evidence/event/{event.id}.json").text
    undo(work.queue, work.record, coder="Bob")
    assert not [word for word in TELLING if word in texts(bob)]


def test_rejections_and_ones_own_decisions_hold_nothing_back(work: Work, bob: TestClient) -> None:
    decide(browser(work), 1, "reject", reason="no row")
    decide(bob, 2, "accept")
    assert work.last_seen("Bob") is None
    assert BANNER not in bob.get("/evidence").text
    assert work.last_seen("Aiko Mori") == 0


def test_two_who_wait_for_different_things_see_different_states(
    work: Work, bob: TestClient
) -> None:
    aiko, carol = browser(work), signed_in(work, "Carol")
    decide(aiko, 1, "accept")
    decide(aiko, 2, "accept")
    decide(carol, 1, "reject", reason="no row")
    assert (work.last_seen("Bob"), work.last_seen("Carol")) == (0, 1)
    assert ROW.rpartition("/")[2] in carol.get("/evidence/event").text
    assert "aus-ind" not in carol.get("/evidence/instrument").text
    assert ROW.rpartition("/")[2] not in bob.get("/evidence/event").text


def test_a_decision_on_its_way_into_the_record_is_held_back(
    work: Work, bob: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Queue, "entered", lambda *_: None)  # killed between record and queue
    decide(browser(work), 1, "accept")
    assert len(work.record.view().rows(Event)) == 1
    assert work.queue.decisions()[0].revision is None
    assert not [word for word in TELLING if word in texts(bob)]


def test_without_decisions_nothing_is_held_back(tmp_path: Path) -> None:
    study = begin(tmp_path, candidates_of(tmp_path, TEXT))
    with Queue(study) as queue, open_record(study) as record:
        assert last_seen(queue, record, "ann") is None


def test_what_one_was_shown_is_not_remembered_for_another(work: Work) -> None:
    """One server for all, whose memory of pages must not mix coders."""
    served = app.create_app(work.record, work=work, rate=10_000)
    aiko = TestClient(served, base_url="http://127.0.0.1:8000", client=HERE)
    bob = TestClient(served, base_url="http://atlas.example", client=ELSEWHERE)
    csrf = hidden(bob.get("/queue/sign-in").text, "csrf")
    bob.post("/queue/sign-in", data={"csrf": csrf, "token": work.accounts.give_token("Bob")})
    aiko.follow_redirects = False
    decide(aiko, 1, "accept")
    passer = TestClient(served, base_url="http://atlas.example", client=ELSEWHERE)
    for _ in range(2):
        assert [v.get(ROW).status_code for v in (aiko, bob, passer)] == [200, 404, 200]
        assert [BANNER in v.get("/evidence").text for v in (aiko, bob, passer)] == [
            False, True, False,
        ]  # fmt: skip
    assert [v.get("/").status_code for v in (bob, passer)] == [200, 200]
