"""Signs made equal without moving any character, so that places found in a text stay true."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = (
    ("'", "\u2018\u2019\u02bc"),
    ('"', "\u201c\u201d\u00ab\u00bb"),
    ("-", "\u2010\u2011\u2012\u2013\u2212\u30fb\u00b7"),
    ("\u2014", "\u2015"),
    (" ", "\u00a0\u202f\u2009"),
)


# Letters with marks, each with its plain one: ``Việt Nam``, ``Türkiye``, ``Côte d'Ivoire``.
_PLAIN = {
    letter: base
    for letter in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    if len(base := unicodedata.normalize("NFD", letter)[0]) == 1 and base.isascii()
} | {"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i"}
_MARKED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


def fold(text: str) -> str:
    """A text of the same length in which quotation marks, dashes, spaces and letters have one form."""
    if text.isascii():
        return text
    # Few of these signs are in a text, and looking for one is far cheaper than a translation.
    for form, signs in _SIGNS:
        for sign in signs:
            if sign in text:
                text = text.replace(sign, form)
    return _MARKED.sub(lambda match: _PLAIN.get(match[0], match[0]), text)


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
