"""The words of reading: patterns and their spellings, and what a study adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from kizuna.codebook import load
from kizuna.errors import CodebookError
from kizuna.reading.candidates import Reader
from kizuna.reading.vocabulary import check_against, forms, load_vocabulary


def test_spellings() -> None:
    assert set(forms("two-plus-two (meeting|)")) >= {"two plus two", "two-plus-two meeting"}
    assert set(forms("ministers' talks*")) == {"ministers' talks", "ministers talks"}
    assert set(forms("Defence pact")) == {"defense pact"}


def test_every_kind_that_can_be_read_has_words() -> None:
    book, words = load(), load_vocabulary()
    check_against(words, book)
    for of, kinds in book.kinds.items():
        known = {entry.code for entry in words.kind if entry.of == of} | {"meeting"}
        assert set(kinds) <= known | ({"summit"} if of == "event" else set())


def study(path: Path, text: str) -> Path:
    (path / "reading.toml").write_text(text, encoding="utf-8")
    return path


def test_a_study_adds_its_words(tmp_path: Path) -> None:
    text = 'version = "1"\n[[kind]]\nof = "instrument"\ncode = "acsa"\nnames = ["kit swap pact*"]\n'
    words = load_vocabulary(study(tmp_path, text))
    (proposal,) = next(
        iter(Reader(load(), words).read(["Chile and Peru signed a kit swap pact in 2001."]))
    )
    assert (proposal.kind, proposal.parties) == ("acsa", ("CHL", "PER"))
    assert words.fingerprint() != load_vocabulary().fingerprint()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "not readable as TOML"),
        ("version = 1", "Expected `str`"),
        ('version = "1"\nmore = 1', "unknown field"),
        ('version = "1"\n[pair]\nwords = ["Both sides"]', "is no pattern"),
        ('version = "1"\n[pair]\nwords = ["a-b-c-d-e-f-g-h-i-j"]', "too many spellings"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        load_vocabulary(study(tmp_path, text))


def test_words_of_an_unknown_kind_are_refused(tmp_path: Path) -> None:
    text = 'version = "1"\n[[kind]]\nof = "event"\ncode = "picnic"\nnames = ["picnic"]\n'
    with pytest.raises(CodebookError, match="'picnic' is not a kind of event"):
        Reader(load(), load_vocabulary(study(tmp_path, text)))
