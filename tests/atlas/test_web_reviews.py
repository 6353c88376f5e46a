"""Reviews over the web: who may write, that no other site can, and that refusals are in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from atlas.markup import Page
from atlas.web_pages import ELSEWHERE, HERE, client, holdings
from starlette.testclient import TestClient

from kizuna.atlas.library.reviews import PER_HOUR, Reviews
from kizuna.atlas.web.holdings import Holdings
from kizuna.record import Record, Source

TEXT = "A careful and balanced volume whose chapters always give both sides room."


@pytest.fixture
def held(study: Record, tmp_path: Path) -> Iterator[Holdings]:
    return holdings(study, reviews=tmp_path / "reviews.sqlite")


@pytest.fixture
def source(held: Holdings) -> str:
    return held.view.rows(Source)[0].id


def _browser(held: Holdings, *, at: tuple[str, int] = HERE) -> TestClient:
    return client(held.view.record, reviews=_reviews(held).path, at=at)


def _reviews(held: Holdings) -> Reviews:
    assert held.reviews is not None
    return held.reviews


def _csrf(browser: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', browser.get(path).text)
    assert found is not None
    return found[1]


def _form(csrf: str, **other: str) -> dict[str, str]:
    return {"csrf": csrf, "name": "Ann", "rating": "4", "text": TEXT} | other


def test_whoever_sits_at_the_machine_writes(held: Holdings, source: str) -> None:
    browser = _browser(held)
    path = f"/library/{source}"
    answer = browser.post(f"{path}/reviews", data=_form(_csrf(browser, path)))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#reviews")
    text = Page(browser.get(path).text).text
    assert TEXT in text
    assert "4 of 5, 1 review" in " ".join(text.replace("\n", " ").split())
    assert browser.get(f"{path}.json").json()["reviews"][0]["rating"] == 4


def test_visitors_see_reviews_and_are_asked_to_sign_in(held: Holdings, source: str) -> None:
    _reviews(held).add(source, account="Bob", name="Bob", rating=5, text=TEXT)
    text = _browser(held, at=ELSEWHERE).get(f"/library/{source}").text
    assert TEXT in text
    assert "Sign in" in text
    assert "textarea" not in text


def test_a_visitor_signs_in_with_a_token_and_writes(held: Holdings, source: str) -> None:
    browser = _browser(held, at=ELSEWHERE)
    path = f"/library/{source}"
    token = _reviews(held).give_token("Ann")
    csrf = _csrf(browser, f"/sign-in?next={path}")
    answer = browser.post("/sign-in", data={"csrf": csrf, "token": token, "next": path})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert token not in cookie
    done = browser.post(f"{path}/reviews", data=_form(_csrf(browser, path)))
    assert done.status_code == 303
    assert [review.account for review in _reviews(held).of(source)] == ["Ann"]


def test_a_wrong_token_lets_nobody_in(held: Holdings) -> None:
    browser = _browser(held, at=ELSEWHERE)
    csrf = _csrf(browser, "/sign-in")
    answer = browser.post("/sign-in", data={"csrf": csrf, "token": "guess"})
    assert answer.status_code == 403
    assert "no token that the keeper" in answer.text
    assert "kizuna-session" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/library/../../x", ""]
)
def test_signing_in_leads_nowhere_else(held: Holdings, back: str) -> None:
    browser = _browser(held, at=ELSEWHERE)
    token = _reviews(held).give_token("Ann")
    form = {"csrf": _csrf(browser, "/sign-in"), "token": token, "next": back}
    assert browser.post("/sign-in", data=form).headers["location"] == "/library"


def test_a_session_cannot_be_made_up(held: Holdings, source: str) -> None:
    browser = _browser(held, at=ELSEWHERE)
    for value in ("QW5u.1893456000." + "0" * 64, "Ann", "..", "\xff.1.x", "QW5u.x.y"):
        browser.cookies.clear()
        headers = {"cookie": f"kizuna-session={value}".encode("latin-1")}
        answer = browser.get(f"/library/{source}", headers=headers)
        assert answer.status_code == 200
        assert "textarea" not in answer.text


@pytest.mark.parametrize(
    ("headers", "csrf"),
    [
        ({}, ""),
        ({}, "0" * 64),
        ({"origin": "https://evil.example"}, "own"),
        ({"origin": "null"}, "own"),
        ({"sec-fetch-site": "cross-site"}, "own"),
        ({"sec-fetch-site": "same-site"}, "own"),
    ],
)
def test_no_other_site_can_write(
    held: Holdings, source: str, headers: dict[str, str], csrf: str
) -> None:
    browser = _browser(held)
    path = f"/library/{source}"
    own = _csrf(browser, path)
    form = _form(own if csrf == "own" else csrf)
    assert browser.post(f"{path}/reviews", data=form, headers=headers).status_code == 403
    assert _reviews(held).all() == []


def test_the_mark_of_one_visitor_is_not_good_for_another(held: Holdings, source: str) -> None:
    path = f"/library/{source}"
    mine = _csrf(_browser(held), path)
    other = _browser(held)
    other.get(path)
    assert other.post(f"{path}/reviews", data=_form(mine)).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "Too short"}, "at least 10 words"),
        ({"rating": "6"}, "1, 2, 3, 4 or 5"),
        ({"rating": ""}, "1, 2, 3, 4 or 5"),
        ({"rating": "12"}, "1, 2, 3, 4 or 5"),
        ({"rating": "²"}, "1, 2, 3, 4 or 5"),
        ({"name": ""}, "give a name"),
    ],
)
def test_a_refusal_is_in_words_and_keeps_what_was_typed(
    held: Holdings, source: str, change: dict[str, str], words: str
) -> None:
    browser = _browser(held)
    path = f"/library/{source}"
    form = _form(_csrf(browser, path), **change)
    answer = browser.post(f"{path}/reviews", data=form)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert words in page.text
    assert form["text"] in page.text
    assert _reviews(held).all() == []


def test_too_many_are_refused(held: Holdings, source: str) -> None:
    browser = _browser(held)
    path = f"/library/{source}"
    form = _form(_csrf(browser, path))
    codes = [browser.post(f"{path}/reviews", data=form).status_code for _ in range(PER_HOUR + 1)]
    assert codes == [303] * PER_HOUR + [429]


def test_what_is_no_form_is_refused(held: Holdings, source: str) -> None:
    browser = _browser(held)
    path = f"/library/{source}/reviews"
    assert browser.post(path, json={"rating": 5}).status_code == 413
    large = _form("x", text="word " * 20_000)
    assert browser.post(path, data=large).status_code == 413
    many = "&".join(f"a{n}=1" for n in range(100))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post(path, content=many, headers=kind).status_code == 413
    assert browser.post("/library/nothing/reviews", data=_form("x")).status_code == 404


def test_without_a_file_of_reviews_nothing_is_written(study: Record) -> None:
    browser = client(study)
    source = study.view().rows(Source)[0].id
    assert "takes no reviews" in browser.get(f"/library/{source}").text
    assert browser.post(f"/library/{source}/reviews", data=_form("x")).status_code == 404
    assert browser.get("/sign-in").status_code == 404


def test_pages_only_read(held: Holdings) -> None:
    browser = _browser(held)
    for path in ("/evidence", "/library", "/search", "/codebook", "/method"):
        for verb in (browser.post, browser.put, browser.delete, browser.patch):
            assert verb(path).status_code == 405
