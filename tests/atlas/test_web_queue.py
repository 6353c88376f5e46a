"""The review queue over the web: who may decide, every action, blindness, and that text stays text."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import msgspec
import pytest
from atlas.conftest import HOSTILE
from atlas.markup import Page
from atlas.queue_study import (
    ELSEWHERE,
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
from click.testing import CliRunner, Result
from starlette.testclient import TestClient
from study import fill, instrument

from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.queue_work import Work, pile_of
from kizuna.cli import cli
from kizuna.errors import InputError
from kizuna.reading.queue import Candidate
from kizuna.record import Coding, Event, Instrument, Source, Stance, open_record


@pytest.fixture(scope="module")
def candidates(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    return candidates_of(tmp_path_factory.mktemp("papers"), TEXT, OTHER)


@pytest.fixture
def study(tmp_path: Path, candidates: list[Candidate]) -> Path:
    return begin(tmp_path, candidates)


@pytest.fixture
def work(study: Path) -> Iterator[Work]:
    with serving(study) as opened:
        yield opened


@pytest.fixture
def aiko(work: Work) -> TestClient:
    return browser(work)


def _words(html: str) -> str:
    return " ".join(Page(html).text.split())


def _edit(visitor: TestClient, number: int, query: str = "") -> dict[str, str]:
    """The fields of the form as they stand when it is opened."""
    html = visitor.get(f"/queue/{number}/edit{query}").text
    form = html[html.index('<form class="change"') :]
    found = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form))
    found |= dict(re.findall(r'name="(csrf|seal)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def test_the_reading_server_shows_no_queue(study: Path) -> None:
    with open_record(study) as record:
        visitor = TestClient(create_app(record, focal="CHL"), base_url="http://127.0.0.1:8000")
        for path in ("/queue", "/queue/1", "/queue/next", "/queue/sign-in", "/static/queue.js"):
            assert visitor.get(path).status_code == 404
        assert visitor.post("/queue/1/decide", data={"verdict": "accept"}).status_code in (404, 405)
        assert "/queue" not in visitor.get("/evidence").text


def test_without_a_coder_or_an_account_nothing_is_served(study: Path) -> None:
    with open_record(study) as record, pytest.raises(InputError, match="--coder NAME"):
        Work(record, study)


def test_a_record_that_takes_no_changes_is_refused(study: Path) -> None:
    with open_record(study, read_only=True) as record, pytest.raises(InputError, match="read-only"):
        Work(record, study, coder="ann")


def test_visitors_are_asked_to_sign_in(work: Work) -> None:
    visitor = browser(work, at=ELSEWHERE)
    for path in ("/queue", "/queue/1", "/queue/1/edit", "/queue/agreement", "/queue/next?in=x"):
        answer = visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/queue/sign-in?next=")
        assert "Chile" not in answer.text
    assert visitor.get("/queue/1.json").status_code == 401
    assert visitor.get("/queue.csv").status_code == 401
    csrf = hidden(visitor.get("/queue/sign-in").text, "csrf")
    for path in ("/queue/1/decide", "/queue/1/edit", "/queue/undo"):
        answer = visitor.post(path, data={"csrf": csrf, "verdict": "reject", "reason": "no row"})
        assert answer.status_code == 403
    assert work.queue.decisions() == []


def test_a_token_lets_a_coder_in_and_a_new_one_out(work: Work) -> None:
    visitor = signed_in(work, "Bob")
    assert "You decide as Bob." in _words(visitor.get("/queue").text)
    work.accounts.give_token("Bob")
    # A session of the same second as the new token still holds; a moment later it does not.
    later = visitor.get("/queue")
    with work.accounts._open() as database:
        database.execute("UPDATE account SET made_at = '2100-01-01T00:00:00+00:00'")
    later = visitor.get("/queue")
    assert later.status_code == 303


def test_a_wrong_token_lets_nobody_in_and_nobody_is_led_astray(work: Work) -> None:
    visitor = browser(work, at=ELSEWHERE)
    csrf = hidden(visitor.get("/queue/sign-in").text, "csrf")
    answer = visitor.post("/queue/sign-in", data={"csrf": csrf, "token": "guess"})
    assert answer.status_code == 403
    assert "no token that was given out" in answer.text
    token = work.accounts.give_token("Bob")
    for back in ("https://evil.example", "//evil.example", "/library", "/queue/../x"):
        form = {"csrf": csrf, "token": token, "next": back}
        assert visitor.post("/queue/sign-in", data=form).headers["location"] == "/queue"
        del visitor.cookies["kizuna-coder"]
    form = {"csrf": csrf, "token": token, "next": "/queue/2?in=0123456789"}
    assert visitor.post("/queue/sign-in", data=form).headers["location"] == form["next"]


def test_a_reviewer_of_books_is_no_coder(study: Path, tmp_path: Path) -> None:
    from kizuna.atlas.library.reviews import Reviews

    reviews = Reviews(tmp_path / "reviews.sqlite")
    token = reviews.give_token("Ann")
    with serving(study) as work:
        app = create_app(work.record, work=work, reviews=reviews)
        visitor = TestClient(app, base_url="http://atlas.example", client=ELSEWHERE,
                             follow_redirects=False)  # fmt: skip
        csrf = hidden(visitor.get("/sign-in").text, "csrf")
        assert visitor.post("/sign-in", data={"csrf": csrf, "token": token}).status_code == 303
        cookie = visitor.cookies["kizuna-session"]
        visitor.cookies.set("kizuna-coder", cookie)
        assert visitor.get("/queue").status_code == 303


def test_signing_out_ends_the_session(work: Work) -> None:
    visitor = signed_in(work, "Bob")
    csrf = hidden(visitor.get("/queue").text, "csrf")
    assert visitor.post("/queue/sign-out", data={"csrf": csrf}).status_code == 303
    assert visitor.get("/queue").status_code == 303


@pytest.mark.parametrize(
    ("headers", "csrf"),
    [
        ({}, ""),
        ({}, "0" * 64),
        ({"origin": "https://evil.example"}, "own"),
        ({"origin": "null"}, "own"),
        ({"sec-fetch-site": "cross-site"}, "own"),
    ],
)
def test_no_other_site_can_decide(
    work: Work, aiko: TestClient, headers: dict[str, str], csrf: str
) -> None:
    page = aiko.get("/queue/1").text
    own = hidden(page, "csrf")
    form = {"csrf": own if csrf == "own" else csrf, "seal": hidden(page, "seal")}
    for path, other in (("1/decide", {"verdict": "accept"}), ("1/edit", {}), ("undo", {})):
        answer = aiko.post(f"/queue/{path}", data=form | other, headers=headers)
        assert answer.status_code == 403
    assert work.queue.decisions() == []


def test_nothing_is_kept_by_caches(aiko: TestClient) -> None:
    for path in ("/queue", "/queue/1", "/queue/1.json", "/queue/1/edit", "/queue/sign-in"):
        assert aiko.get(path).headers["cache-control"] == "private, no-store"


def test_the_list_counts_by_document(aiko: TestClient) -> None:
    text = _words(aiko.get("/queue").text)
    assert "0 of 4 candidates decided, 4 open" in text
    decide(aiko, 1, "skip")
    decide(aiko, 2, "reject", reason="no row")
    whole, first, second = aiko.get("/queue.json").json()["piles"]
    assert (whole["candidates"], whole["decided"], whole["open"], whole["skipped"]) == (4, 1, 3, 1)
    assert (first["document"], first["candidates"]) == ("Defence of Somewhere 2022", 3)
    assert (second["document"], second["decided"]) == ("Another Paper", 0)
    assert aiko.get("/queue.csv").text.count("\r\n") == 4


def test_a_candidate_is_shown_with_all_that_bears_on_it(aiko: TestClient) -> None:
    html = aiko.get("/queue/1").text
    text = _words(html)
    assert "Exercise: Chile, Latvia, 2022-05" in text
    assert "It was a busy year." in text
    assert "More will follow." in text
    assert '<mark class="h-actor">Chile</mark>' in html
    assert '<mark class="h-date">May 2022</mark>' in html
    assert '<mark class="h-verb">held</mark>' in html
    assert "called by a name of the kind" in text
    assert "stands beside what happened" in text
    weights = [float(w.replace("−", "-")) for w in re.findall(r"[+−]0\.\d\d", text)]
    shown = re.search(r"Why a score of (0\.\d\d)", text)
    assert shown is not None
    assert sum(weights) == pytest.approx(float(shown[1]), abs=0.02)
    data = aiko.get("/queue/1.json").json()
    assert data["candidate"]["kind"] == "exercise"
    assert data["proposed"]["parties"] == "CHL;LVA"
    assert data["decision"] is None


def test_accepting_is_a_revision_in_the_coders_name(work: Work, aiko: TestClient) -> None:
    assert decide(aiko, 1, "accept") == "/queue/2"
    (event,) = work.record.view().rows(Event)
    assert (event.kind, event.coder, event.check) == ("exercise", "Aiko Mori", "verified")
    (revision,) = work.record.revisions()
    assert revision.who == "Aiko Mori"
    assert "paper-0.txt" in revision.why
    assert {c.field for c in work.record.view().rows(Coding)} == {"kind", "parties", "start"}
    text = _words(aiko.get("/queue/1").text)
    assert "Your decision: accepted" in text
    assert "(revision 1)" in text
    assert 'value="accept"' not in aiko.get("/queue/1").text


def test_a_candidate_is_decided_once(work: Work, aiko: TestClient) -> None:
    page = aiko.get("/queue/1").text
    form = {"csrf": hidden(page, "csrf"), "seal": hidden(page, "seal"), "verdict": "accept"}
    assert aiko.post("/queue/1/decide", data=form).status_code == 303
    again = aiko.post("/queue/1/decide", data=form)
    assert again.status_code == 409
    assert len(work.record.revisions()) == 1


def test_a_rejection_needs_and_keeps_its_reason(work: Work, aiko: TestClient) -> None:
    page = aiko.get("/queue/1").text
    form = {"csrf": hidden(page, "csrf"), "verdict": "reject"}
    refused = aiko.post("/queue/1/decide", data=form)
    assert refused.status_code == 422
    assert "Choose why you reject it" in refused.text
    assert work.queue.decisions() == []
    decide(aiko, 1, "reject", reason="wrong parties", note="Lithuania,  not Latvia")
    (decision,) = work.queue.decisions()
    assert (decision.coder, decision.reason) == (
        "Aiko Mori", "wrong parties: Lithuania, not Latvia",
    )  # fmt: skip
    assert "Other actors are meant: Lithuania, not Latvia" in _words(aiko.get("/queue/1").text)
    assert work.record.revisions() == []


def test_skipping_comes_back_at_the_end_and_the_work_is_resumed(aiko: TestClient) -> None:
    assert decide(aiko, 1, "skip") == "/queue/2"
    assert decide(aiko, 2, "reject", reason="no row") == "/queue/3"
    assert aiko.get("/queue/next").headers["location"] == "/queue/3"
    assert decide(aiko, 3, "accept") == "/queue/4"
    assert decide(aiko, 4, "accept") == "/queue/1"
    assert decide(aiko, 1, "skip") == "/queue/1"
    assert decide(aiko, 1, "accept") == "/queue"
    assert "You have decided about every candidate" in aiko.get("/queue").text
    assert aiko.get("/queue/next").headers["location"] == "/queue"


def test_one_document_can_be_worked_through_alone(
    aiko: TestClient, candidates: list[Candidate]
) -> None:
    slug = pile_of(candidates[3])
    assert aiko.get(f"/queue/next?in={slug}").headers["location"] == f"/queue/4?in={slug}"
    page = aiko.get(f"/queue/4?in={slug}").text
    assert "0 of 1 candidate decided" in _words(page)
    form = {"csrf": hidden(page, "csrf"), "seal": hidden(page, "seal"), "verdict": "accept"}
    answer = aiko.post(f"/queue/4/decide?in={slug}", data=form)
    assert answer.headers["location"] == "/queue"


def test_undo_withdraws_and_keeps_the_history(work: Work, aiko: TestClient) -> None:
    decide(aiko, 1, "accept")
    page = aiko.get("/queue/2").text
    form = {"csrf": hidden(page, "csrf"), "token": hidden(page, "token")}
    answer = aiko.post("/queue/undo", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue/1")
    assert work.record.view().rows(Event) == []
    assert [r.who for r in work.record.revisions()] == ["Aiko Mori"] * 2
    assert work.record.revisions()[-1].why == "undo: candidate 1"
    # The same form once more, as by a second click: it was not the last decision any more.
    assert aiko.post("/queue/undo", data=form).status_code == 409
    decide(aiko, 1, "skip")
    assert aiko.post("/queue/undo", data=form).status_code == 409
    assert len(work.queue.history()) == 2


def test_editing_offers_the_codebooks_choices_and_enters_the_change(
    work: Work, aiko: TestClient
) -> None:
    html = aiko.get("/queue/1/edit").text
    kinds = work.record.codebook.kinds["event"]
    assert all(f'<option value="{code}"' in html for code in kinds)
    assert '<option value="Australia">AUS</option>' in html
    form = _edit(aiko, 1)
    assert (form["parties-1"], form["parties-2"], form["start"]) == ("Chile", "Latvia", "2022-05")
    form |= {"start": "2022-05-04", "parties-3": "EST", "title": "First drill",
             "source.publisher": "Ministry of Defence"}  # fmt: skip
    answer = aiko.post("/queue/1/edit", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue/2")
    (event,) = work.record.view().rows(Event)
    assert (str(event.start), event.parties) == ("2022-05-04", ("CHL", "EST", "LVA"))
    (source,) = work.record.view().rows(Source)
    assert source.publisher == "Ministry of Defence"
    assert work.queue.decisions()[0].verdict == "edit"
    assert "as the coder changed it" in _words(aiko.get("/queue/1").text)
    assert aiko.get("/queue/2/edit").text.count("The record has this document already") == 1


def test_a_form_that_was_not_changed_accepts(work: Work, aiko: TestClient) -> None:
    assert aiko.post("/queue/2/edit", data=_edit(aiko, 2)).status_code == 303
    assert work.queue.decisions()[0].verdict == "accept"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"start": "2022-13"}, "start", "2022-13"),
        ({"start": ""}, "start", "is blank"),
        ({"title": ""}, "title", "is blank"),
        ({"title": "=1+1"}, "title", "formula"),
        ({"kind": "nonsense"}, "kind", "no kind of event"),
        ({"parties-1": "Atlantis"}, "parties", "no actor"),
        ({"parties-2": "Chile"}, "parties", "twice"),
        ({"note": "word " * 30}, "note", "at most 25"),
        ({"source.date": "spring"}, "source.date", "spring"),
        ({"source.title": ""}, "source.title", "is blank"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(
    work: Work, aiko: TestClient, changes: dict[str, str], field: str, words: str
) -> None:
    answer = aiko.post("/queue/1/edit", data=_edit(aiko, 1) | changes)
    assert answer.status_code == 422
    said = re.search(rf'id="wrong-{re.escape(field)}">(.*?)</p>', answer.text)
    assert said is not None
    assert words in unescape(said[1])
    assert f'href="#f-{field}"' in answer.text
    assert work.queue.decisions() == []


def test_several_misfits_are_told_at_once_and_what_was_typed_stays(aiko: TestClient) -> None:
    form = _edit(aiko, 1) | {"start": "soon", "title": "", "source.language": "English"}
    html = aiko.post("/queue/1/edit", data=form).text
    assert "3 fields do not fit yet" in html
    assert 'value="soon"' in html
    assert 'value="English"' in html


def test_a_row_that_the_record_has_is_coded_or_made_anew(work: Work, aiko: TestClient) -> None:
    decide(aiko, 2, "accept")
    (first,) = work.record.view().rows(Instrument)
    again = msgspec.structs.replace(
        work.queue.get(2), anchor=msgspec.structs.replace(work.queue.get(2).anchor, paragraph=99),
        date="2020-06-07",
    )  # fmt: skip
    work.queue.add([again])
    text = _words(aiko.get("/queue/5").text)
    assert "It speaks of" in text
    assert "says something else" in text
    form = _edit(aiko, 5)
    assert "title" not in form
    assert "signed" in form
    assert "title" in _edit(aiko, 5, "?as=new")
    decide(aiko, 5, "new")
    signed = sorted(str(row.signed) for row in work.record.view().rows(Instrument))
    assert signed == ["2020-06-05", "2020-06-07"]
    assert work.record.view().find(first.id) == first


def test_nobody_accepts_what_they_did_not_see(work: Work, aiko: TestClient) -> None:
    page = aiko.get("/queue/2").text
    form = {"csrf": hidden(page, "csrf"), "seal": hidden(page, "seal"), "verdict": "accept"}
    other = msgspec.structs.replace(
        work.queue.get(2), anchor=msgspec.structs.replace(work.queue.get(2).anchor, paragraph=99)
    )
    work.queue.add([other])
    decide(aiko, 5, "accept")
    answer = aiko.post("/queue/2/decide", data=form)
    assert answer.status_code == 409
    assert "The record has moved on" in answer.text
    assert len(work.queue.decisions()) == 1


def test_a_coder_is_blind_until_they_have_decided(work: Work, aiko: TestClient) -> None:
    bob = signed_in(work, "Bob")
    before = bob.get("/queue/1").text
    decide(aiko, 1, "accept")
    decide(aiko, 2, "reject", reason="no row", note="seen by nobody")
    for path in ("/queue", "/queue/1", "/queue/2", "/queue/1/edit", "/queue/agreement",
                 "/queue/1.json", "/queue/2.json", "/queue.json", "/queue/agreement.json"):  # fmt: skip
        text = bob.get(path).text
        assert "Aiko" not in text
        assert "seen by nobody" not in text
    assert bob.get("/queue.json").json()["piles"][0]["also"] == 0
    after = bob.get("/queue/1").text
    assert hidden(after, "seal") == hidden(before, "seal")
    assert "no row of the record says the same" in _words(after)
    assert "The record has no row of this kind" in _words(after)
    decide(bob, 1, "accept")
    assert "Aiko Mori : accepted" in _words(bob.get("/queue/1").text).replace("Mori:", "Mori :")
    assert bob.get("/queue.json").json()["piles"][0]["also"] == 1
    assert "Aiko" not in bob.get("/queue/2").text
    # Both mean the same row, which has the codings of both.
    assert len(work.record.view().rows(Event)) == 1
    assert {c.coder for c in work.record.view().rows(Coding)} == {"Aiko Mori", "Bob"}


def test_agreement_is_shown_once_both_have_decided(work: Work, aiko: TestClient) -> None:
    bob = signed_in(work, "Bob")
    for number, verdicts in enumerate((("accept", "accept"), ("accept", "reject"),
                                       ("reject", "reject")), start=1):  # fmt: skip
        for visitor, verdict in zip((aiko, bob), verdicts, strict=True):
            decide(visitor, number, verdict, reason="no row")
    text = _words(aiko.get("/queue/agreement").text)
    assert "3 candidates were decided by both; 1 is not" in text
    lines = {one["field"]: one for one in aiko.get("/queue/agreement.json").json()["agreement"]}
    # Coincidences of aa, ar, rr: observed disagreement 2/6, expected 2*3*3/(6*5) = 3/5.
    assert lines["decision"]["alpha"] == pytest.approx(1 - (2 / 6) / (18 / 30))
    assert (lines["decision"]["same"], lines["decision"]["units"]) == (2, 3)
    assert (lines["kind"]["same"], lines["kind"]["alpha"]) == (1, None)
    assert "Where you differ" in text
    assert "Bob: rejected" in text
    assert bob.get("/queue/agreement.csv").text.startswith("\ufeffbetween,field")


def test_too_many_decisions_are_slowed_down(work: Work, aiko: TestClient) -> None:
    from kizuna.atlas.web.guard import Trickle

    work.pace = Trickle(0.001, 3)
    form = {"csrf": hidden(aiko.get("/queue/1").text, "csrf"), "verdict": "skip"}
    codes = [aiko.post("/queue/1/decide", data=form).status_code for _ in range(4)]
    assert codes == [303, 303, 303, 429]


def test_what_is_no_form_is_refused(aiko: TestClient) -> None:
    assert aiko.post("/queue/1/decide", json={"verdict": "accept"}).status_code == 413
    large = {"csrf": "x", "note": "word " * 20_000}
    assert aiko.post("/queue/1/decide", data=large).status_code == 413
    many = "&".join(f"a{n}=1" for n in range(200))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert aiko.post("/queue/1/edit", content=many, headers=kind).status_code == 413
    csrf = hidden(aiko.get("/queue/1").text, "csrf")
    assert aiko.post("/queue/1/decide", data={"csrf": csrf, "verdict": "x"}).status_code == 422
    assert aiko.post("/queue/99/decide", data={"csrf": csrf, "verdict": "skip"}).status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "9" * 30, "x", "-1", "1.svg"])
def test_there_is_no_such_candidate(aiko: TestClient, number: str) -> None:
    assert aiko.get(f"/queue/{number}").status_code == 404
    assert aiko.get(f"/queue/{number}/edit").status_code == 404


def test_a_hostile_passage_stays_text(tmp_path: Path, candidates: list[Candidate]) -> None:
    bad = msgspec.structs.replace(
        candidates[0], passage=f"Chile {HOSTILE} \u202e\x1b Latvia", before=HOSTILE, after=HOSTILE,
        source=HOSTILE, reader=HOSTILE,
        document=msgspec.structs.replace(
            candidates[0].document, title=HOSTILE, url="javascript:alert(4)", publisher=HOSTILE
        ),
    )  # fmt: skip
    with serving(begin(tmp_path, [bad])) as work:
        visitor = browser(work)
        for path in ("/queue", "/queue/1", "/queue/1/edit"):
            html = visitor.get(path).text
            assert "<script>alert" not in html
            assert "<img" not in html
            assert "javascript:" not in html.replace('value="javascript:alert(4)"', "")
            assert not re.search(r"[\x00-\x08\x0e-\x1f\u202a-\u202e]", html)
            assert "49" not in Page(html).text.replace("{{7*7}}", "")
        decide(visitor, 1, "reject", reason="no row", note=HOSTILE)
        assert "<script>alert" not in visitor.get("/queue/1").text
        policy = visitor.get("/queue/1").headers["content-security-policy"]
        assert "script-src 'self'" in policy


def test_pages_have_no_script_or_style_of_their_own(aiko: TestClient) -> None:
    for path in ("/queue", "/queue/1", "/queue/1/edit", "/queue/agreement", "/queue/sign-in"):
        html = aiko.get(path).text
        assert not re.search(r"<style|<script(?![^>]* src=)| style=| on\w+=", html)
    assert aiko.get("/static/queue.css").headers["content-type"].startswith("text/css")
    assert aiko.get("/static/queue.js").headers["content-type"].startswith("text/javascript")


def test_the_queue_stays_when_the_server_is_started_anew(study: Path) -> None:
    with serving(study) as work:
        decide(browser(work), 1, "accept")
    with serving(study) as work:
        visitor = browser(work)
        assert visitor.get("/queue/next").headers["location"] == "/queue/2"
        assert "1 of 4 candidates decided" in _words(visitor.get("/queue").text)


def test_an_empty_queue_says_how_to_fill_it(tmp_path: Path) -> None:
    with serving(begin(tmp_path, [])) as work:
        with pytest.raises(InputError, match="kizuna read FILE --queue"):
            browser(work)
        fill(work.record, instrument())
        assert "kizuna read FILE --queue study" in browser(work).get("/queue").text


def test_the_queue_is_sorted_by_what_the_record_says(work: Work, aiko: TestClient) -> None:
    fill(work.record, instrument(signed="2020-06-04"))
    assert aiko.get("/queue.json").json()["open"] == {"contradicts": 1, "new": 3}
    assert aiko.get("/queue/next?in=contradicts").headers["location"] == "/queue/2?in=contradicts"
    page = aiko.get("/queue/2?in=contradicts").text
    assert "The record says something else (1 open)" in page
    form = {"csrf": hidden(page, "csrf"), "seal": hidden(page, "seal"), "verdict": "accept"}
    done = aiko.post("/queue/2/decide?in=contradicts", data=form)
    assert done.headers["location"] == "/queue"
    assert aiko.get("/queue.json").json()["open"] == {"new": 3}
    (conflict,) = [c for c in work.record.view().rows(Coding) if c.preferred == "no"]
    assert (conflict.field, conflict.value) == ("signed", "2020-06-05")


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_the_command_refuses_what_cannot_be_served(study: Path, tmp_path: Path) -> None:
    for words, message in (
        (("--queue", str(study)), "--coder NAME"),
        (("--queue", str(tmp_path), "--coder", "ann"), "kizuna init"),
        (("--queue", str(study), "--record", str(study), "--coder", "ann"), "leave out --record"),
        (("--queue", str(study), "--coder", "=ann"), "who makes it"),
    ):
        done = _run("atlas", *words)
        assert done.exit_code != 0
        assert message in str(done.exception)


def test_the_command_prints_a_token_that_lets_a_coder_in(study: Path) -> None:
    token = _run("review", str(study), "--token", "Bob").output.strip()
    with serving(study, coder="") as work:
        assert work.accounts.account_of(token) == "Bob"
        assert browser(work).get("/queue").status_code == 303
    assert "who makes it" in str(_run("review", str(study), "--token", "=Bob").exception)


def test_listing_tells_the_reason_of_a_rejection(work: Work, aiko: TestClient) -> None:
    decide(aiko, 1, "reject", reason="no row", note="too small")
    listed = _run("review", str(work.study), "--history", "--format", "json").output
    assert msgspec.json.decode(listed)[0]["reason"] == "no row: too small"


def test_a_queue_of_an_earlier_version_is_completed(study: Path) -> None:
    with sqlite3.connect(study / "review.sqlite") as database:
        database.execute("ALTER TABLE decision DROP COLUMN reason")
    with serving(study) as work:
        decide(browser(work), 1, "reject", reason="no row")
        assert work.queue.decisions()[0].reason == "no row"


def test_a_kind_told_from_several_words_is_highlighted(tmp_path: Path) -> None:
    text = (
        "Chile and Latvia signed a memorandum of understanding on defence cooperation in May 2022."
    )
    found = candidates_of(tmp_path, f"Paper\n\n{text}\n")
    with serving(begin(tmp_path, found)) as work:
        html = browser(work).get("/queue/1").text
    marked = re.findall('<mark class="h-kind">(.*?)</mark>', html)
    assert marked[0].startswith("memorandum of understanding")


def test_a_stance_is_shown_changed_and_entered(tmp_path: Path) -> None:
    text = "Paper\n\nJapan considers Viet Nam an important partner.\n\nJapan condemns terrorism.\n"
    found = candidates_of(tmp_path, text, stances=True)
    dated = [msgspec.structs.replace(one, date="2020") for one in found]
    with serving(begin(tmp_path, dated)) as work:
        aiko = browser(work)
        shown = _words(aiko.get("/queue/1").text)
        assert "Stance: Japan · Viet Nam, 2020" in shown
        assert "Stance: Japan · Terrorism, 2020" in _words(
            aiko.get("/queue").text + aiko.get("/queue/2").text
        )
        decide(aiko, 1, "accept")
        form = _edit(aiko, 2)
        assert (form["about"], form["value"], form["holder_kind"]) == (
            "terrorism",
            "1",
            "government",
        )
        assert aiko.post("/queue/2/edit", data=form | {"value": "2"}).status_code == 303
        rows = work.record.view().rows(Stance)
        assert [(r.about, r.value, r.coder) for r in rows] == [
            ("VNM", 1.0, "Aiko Mori"), ("terrorism", 2.0, "Aiko Mori"),
        ]  # fmt: skip
        assert "as the coder changed it" in _words(aiko.get("/queue/2").text)
        bob = signed_in(work, "Bob")
        assert "Stance: Japan" in _words(bob.get("/queue/1").text)
