"""The second reader against a local server that speaks the protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kizuna.codebook import load
from kizuna.errors import DataError, InputError
from kizuna.reading.document import Document, Metadata
from kizuna.reading.formats import open_document
from kizuna.reading.second import Endpoint, SecondReader, from_environment

SENTENCE = "Chile and Latvia held their first naval exercise in May 2022."
GOOD = {
    "paragraph": 2, "of": "event", "kind": "exercise", "parties": ["LVA", "CHL"],
    "date": "2022-05", "stage": "held", "passage": SENTENCE,
}  # fmt: skip
KEY = "sk-very-secret"


class Server:
    """Answers with what a test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], str]] = []
        self.answers: list[tuple[int, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append((body, self.headers.get("Authorization", "")))
                status, answer = outer.answers[min(len(outer.asked), len(outer.answers)) - 1]
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Tests are quiet."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


def says(*candidates: dict[str, Any]) -> tuple[int, bytes]:
    content = json.dumps({"candidates": candidates})
    return 200, json.dumps({"choices": [{"message": {"content": content}}]}).encode()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "paper.txt"
    path.write_text(f"Defence 2022\n\n{SENTENCE}\n", encoding="utf-8")
    return open_document(path)


@pytest.fixture
def second(server: Server, tmp_path: Path) -> Callable[[], SecondReader]:
    endpoint = Endpoint(url=server.url, model="tiny", key=KEY)
    return lambda: SecondReader(endpoint, load(), cache=tmp_path / "cache", wait=lambda _: None)


def test_a_valid_proposal_becomes_a_candidate(
    server: Server, document: Document, second: Callable[[], SecondReader]
) -> None:
    server.answers = [says(GOOD)]
    (one,) = second().read(document).candidates
    assert (one.kind, one.parties, one.date) == ("exercise", ("CHL", "LVA"), "2022-05")
    assert document.passage(one.anchor) == SENTENCE
    assert one.reader.startswith("tiny 0.")
    body, authorization = server.asked[0]
    assert body["temperature"] == 0
    assert body["response_format"]["type"] == "json_schema"
    assert "acsa" in body["messages"][0]["content"]
    assert authorization == f"Bearer {KEY}"


def test_the_model_is_told_the_rules_the_boundaries_and_the_date_of_the_document(
    server: Server, second: Callable[[], SecondReader], document: Document
) -> None:
    server.answers = [says()]
    dated = replace(document, metadata=Metadata(title="Review", date="2022-06-01"))
    second().read(dated)
    system, user = server.asked[0][0]["messages"]
    assert load().kinds["instrument"]["acsa"].boundary in system["content"]
    assert "No fact: what is planned" in system["content"]
    assert "- FPDA: Five Power Defence Arrangements" in system["content"]
    assert user["content"].startswith("Title: Review\nDate: 2022-06-01\n[1] ")


def test_an_answer_is_asked_for_once(
    server: Server, document: Document, second: Callable[[], SecondReader]
) -> None:
    server.answers = [says(GOOD)]
    assert second().read(document) == second().read(document)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"passage": "Chile and Latvia signed a treaty."}, "does not stand in the text"),
        ({"passage": ""}, "does not stand in the text"),
        ({"kind": "nuclear_pact"}, "is no kind"),
        ({"parties": ["CHL", "ZZZ"]}, "is no actor's code"),
        ({"date": "May 2022"}, "May 2022"),
        ({"paragraph": 99}, "does not have"),
        ({"stage": "in_force"}, "is no stage"),
        ({"of": "revision"}, "takes no candidates"),
    ],
)
def test_what_does_not_hold_is_left_out_with_the_reason(
    server: Server, document: Document, second: Callable[[], SecondReader],
    changes: dict[str, Any], reason: str,
) -> None:  # fmt: skip
    server.answers = [says(GOOD, GOOD | changes)]
    answer = second().read(document)
    assert len(answer.candidates) == 1
    (told,) = answer.rejected
    assert reason in told


def test_a_server_that_stumbles_is_asked_again(
    server: Server, document: Document, second: Callable[[], SecondReader]
) -> None:
    server.answers = [(503, b""), (429, b""), says(GOOD)]
    assert len(second().read(document).candidates) == 1
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((401, b"no"), "status 401"),
        ((500, b""), "status 500"),
        ((200, b"<html>"), "json_schema"),
        ((200, b"{}"), "json_schema"),
        ((200, b'{"choices":[{"message":{"content":null}}]}'), "json_schema"),
        ((200, b'{"choices":[{"message":{"content":"Sure! Here"}}]}'), "json_schema"),
    ],
)
def test_a_bad_answer_is_a_clear_error_without_the_key(
    server: Server, document: Document, second: Callable[[], SecondReader],
    answer: tuple[int, bytes], message: str,
) -> None:  # fmt: skip
    server.answers = [answer]
    with pytest.raises(DataError, match=message) as raised:
        second().read(document)
    assert KEY not in str(raised.value)


def test_the_key_is_neither_shown_nor_sent_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEY not in repr(Endpoint(url="https://example.org", model="m", key=KEY))
    monkeypatch.setenv("KIZUNA_READER_URL", "http://example.org/v1")
    monkeypatch.setenv("KIZUNA_READER_MODEL", "m")
    monkeypatch.setenv("KIZUNA_READER_KEY", KEY)
    with pytest.raises(InputError, match="unencrypted"):
        from_environment()
    monkeypatch.delenv("KIZUNA_READER_URL")
    with pytest.raises(InputError, match="KIZUNA_READER_URL"):
        from_environment()
