"""Signs made equal without moving any character, so that places found in a text stay true."""

from __future__ import annotations

_SIGNS = (
    ("'", "\u2018\u2019\u02bc"),
    ('"', "\u201c\u201d\u00ab\u00bb"),
    ("-", "\u2010\u2011\u2012\u2013\u2212\u30fb\u00b7"),
    ("\u2014", "\u2015"),
    (" ", "\u00a0\u202f\u2009"),
)


def fold(text: str) -> str:
    """A text of the same length in which quotation marks, dashes and spaces have one form."""
    if text.isascii():
        return text
    # Few of these signs are in a text, and looking for one is far cheaper than a translation.
    for form, signs in _SIGNS:
        for sign in signs:
            if sign in text:
                text = text.replace(sign, form)
    return text


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for word lists that are read more often than they are changed."""
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[str]:
    """The phrases of a text, parted by bars."""
    return frozenset(text.split("|"))


def lower(folded: str) -> str:
    """A folded text in lower case, of the same length, with ``defence`` spelt ``defense``."""
    low = folded.lower()
    if len(low) != len(folded):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    return low.replace("defence", "defense")
