"""The texts of the pages can be translated: a language made up of marked English changes them all."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from atlas.web_pages import client
from starlette.testclient import TestClient

from kizuna.atlas import wording
from kizuna.atlas.rendering import environment
from kizuna.record import Record, open_record

babel = pytest.importorskip("babel.messages")
GATHER = Path(wording.__file__).parent / "locales" / "gather.sh"
PAGES = (
    "/JPN/2016-12-31",
    "/JPN/2016-12-31/AUS",
    "/JPN/2016-12-31/compare/AUS+IND",
    "/architecture/2016-12-31",
    "/evidence",
    "/evidence/event",
    "/evidence/instrument/asia-recaap-2004",
    "/library",
    "/library/vosse-midford-2018-japans-new-security-partnerships",
    "/search",
    "/search?q=zyzzyva",
    "/codebook",
    "/method",
    "/nowhere",
)
# What the atlas says itself, not what the record, the codebook or a page of method says.
SAID = {"h2", "h3", "button", "label", "legend", "summary", "dt"}
SAID_CLASSES = {
    "summary",
    "legend",
    "verdict",
    "hint",
    "kicker",
    "skip",
    "know",
    "standing",
    "turns",
}
HELD = {
    "grid", "criteria", "sources", "exhibit", "name", "prose", "cited", "biblio", "question",
    "picture", "parties", "state", "policy", "imprint", "choose", "hits", "threats", "side", "conflict",
}  # fmt: skip
VOID = {"meta", "link", "input", "br", "col", "use", "path", "circle", "rect", "ellipse", "img"}


class Said(HTMLParser):
    """Texts of the elements that the atlas words itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.labels: list[str] = []
        self._open: list[tuple[str, set[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        classes = set((found.get("class") or "").split())
        if tag not in VOID:
            self._open.append((tag, classes))
        said = tag in SAID or classes & SAID_CLASSES
        if said and not any(inside & HELD for _, inside in self._open):
            self.texts.append("")
        if "aria-label" in found and tag == "nav":
            self.labels.append(found["aria-label"] or "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        within = [pair for pair in self._open if pair[0] in SAID or pair[1] & SAID_CLASSES]
        held = any(inside & HELD for _, inside in self._open)
        if within and not held and self.texts and data.strip():
            self.texts[-1] += data


def gather(template: Path) -> None:
    """Write the template with this interpreter's Babel, which need not be on the path."""
    run = {**os.environ, "PYTHON": sys.executable}
    subprocess.run(["sh", str(GATHER), str(template)], check=True, env=run)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of translations into marked English."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = tmp_path_factory.mktemp("locales")
    template = folder / "kizuna.pot"
    gather(template)
    with template.open("rb") as file:
        texts = read_po(file, locale="en")
    for message in texts:
        if message.id:
            several = isinstance(message.id, tuple)
            message.string = tuple(map(_marked, message.id)) if several else _marked(message.id)
    made = folder / "xx" / "LC_MESSAGES" / "kizuna.mo"
    made.parent.mkdir(parents=True)
    out = io.BytesIO()
    write_mo(out, texts)
    made.write_bytes(out.getvalue())
    return folder


def _marked(text: str) -> str:
    return f"«{text}»"


@pytest.fixture(scope="module")
def record() -> Iterator[Record]:
    with open_record() as opened:
        yield opened


@pytest.fixture
def translated(
    catalogue: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setattr(wording, "LOCALES", catalogue)
    monkeypatch.setenv("LANGUAGE", "xx")
    wording.texts.cache_clear()
    environment.cache_clear()
    yield client(record)
    monkeypatch.undo()
    wording.texts.cache_clear()
    environment.cache_clear()


@pytest.mark.parametrize("path", PAGES)
def test_what_the_atlas_says_is_translated(translated: TestClient, path: str) -> None:
    said = Said(translated.get(path).text)
    words = [" ".join(text.split()) for text in said.texts if any(c.isalpha() for c in text)]
    assert words
    assert not [text for text in words if "«" not in text]
    assert not [label for label in said.labels if "«" not in label]


def test_one_command_gathers_the_texts(tmp_path: Path) -> None:
    made = tmp_path / "kizuna.pot"
    gather(made)
    text = made.read_text("utf-8")
    for words in ("Skip to the content", "not measured by then", "How do you know?", "Play"):
        assert f'msgid "{words}"' in text
