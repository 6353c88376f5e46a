"""Texts as the dictionary reads them: one space between words, one form of each sign."""

from __future__ import annotations

import re

_BROKEN_WORD = re.compile(r"(?<=[a-z])-[ \t]*\r?\n[ \t]*(?=[a-z])")
_RULE = re.compile(r"[-_=.·•*]{3,}")
_FORMS = (
    ("\u00ad", ""),
    ("\ufb01", "fi"),
    ("\ufb02", "fl"),
    ("\ufb00", "ff"),
    ("\ufb03", "ffi"),
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\u2013", "-"),
    ("\u2014", " - "),
)


def normalise(text: str) -> str:
    """A text with words broken at line ends joined, and white space and signs made equal.

    Lines that end in a hyphen between two lower-case letters are joined without it: extracted
    PDF text breaks words so. Rules and dot leaders become a space.
    """
    if not text.isascii():
        for sign, form in _FORMS:
            text = text.replace(sign, form)
    text = _BROKEN_WORD.sub("", text)
    text = _RULE.sub(" ", text)
    return " ".join(text.split())


def same_length_lower(text: str) -> str:
    """The text in lower case, character by character, so that places stay the same."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
