"""The texts of the queue's pages can be translated, like those of all others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from atlas.queue_study import TEXT, begin, browser, candidates_of, decide, serving, signed_in
from atlas.test_web_words import Said, catalogue
from starlette.testclient import TestClient

from kizuna.atlas import wording
from kizuna.atlas.rendering import environment

__all__ = ["catalogue"]  # a fixture

KEYS = {"a", "e", "n", "q", "r", "s", "u", "Enter"}


@pytest.fixture
def translated(
    tmp_path: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setattr(wording, "LOCALES", catalogue)
    monkeypatch.setenv("LANGUAGE", "xx")
    wording.texts.cache_clear()
    environment.cache_clear()
    with serving(begin(tmp_path, candidates_of(tmp_path, TEXT))) as work:
        visitor = browser(work)
        bob = signed_in(work, "Bob")
        for coder, verdict in ((visitor, "accept"), (bob, "reject")):
            decide(coder, 1, verdict, reason="no row")
        yield visitor
    monkeypatch.undo()
    wording.texts.cache_clear()
    environment.cache_clear()


def test_what_the_queue_says_is_translated(translated: TestClient) -> None:
    for path in ("/queue", "/queue/1", "/queue/2", "/queue/agreement", "/queue/sign-in"):
        said = Said(translated.get(path).text)
        words = [" ".join(text.split()) for text in said.texts if any(c.isalpha() for c in text)]
        assert words
        assert not [text for text in words if "«" not in text and text not in KEYS], path
    read = translated.get("/queue/2").text
    for text in ("called by a name of the kind", "Other actors are meant", "kind", "actors"):
        assert f"«{text}»" in read
    assert "«Accept with these changes»" in translated.get("/queue/2/edit").text
