"""Signs made equal without moving any character, so that places found in a text stay true."""

from __future__ import annotations

_SIGNS = {
    0x2018: "'",
    0x2019: "'",
    0x02BC: "'",
    0x201C: '"',
    0x201D: '"',
    0x00AB: '"',
    0x00BB: '"',
    0x2010: "-",
    0x2011: "-",
    0x2012: "-",
    0x2013: "-",
    0x2212: "-",
    0x2014: "—",
    0x2015: "—",
    0x00A0: " ",
    0x202F: " ",
    0x2009: " ",
    0x30FB: "-",
    0x00B7: "-",
}


def fold(text: str) -> str:
    """A text of the same length in which quotation marks, dashes and spaces have one form."""
    return text if text.isascii() else text.translate(_SIGNS)


def lower(folded: str) -> str:
    """A folded text in lower case, of the same length, with ``defence`` spelt ``defense``."""
    low = folded.lower()
    if len(low) != len(folded):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    return low.replace("defence", "defense")
