"""Where sentences end, in text with abbreviations, initials and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STOP = re.compile(r"[.!?][\"')\]]*[ \n]+(?=[\"'(\[]*[A-Z0-9])|\n+")
_SHORT = frozenset(
    "mr mrs ms dr prof gen adm lt col capt cmdr cdr maj sgt rep sen gov hon st no nos vol pp p art "
    "vs cf al fig ed eds jan feb mar apr jun jul aug sep sept oct nov dec rev sr jr dept approx ca "
    "messrs rt brig comdr e.g i.e a.m p.m para paras ch sec".split()
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences of a folded paragraph.

    Examples:
        >>> text = "Mr. Abe met Gen. Hurley. They signed an ACSA."
        >>> [text[a:b] for a, b in sentences(text)]
        ['Mr. Abe met Gen. Hurley.', 'They signed an ACSA.']
    """
    start = 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] == "." and _abbreviated(text, start, stop.start()):
            continue
        end = stop.end()
        yield start, start + len(text[start:end].rstrip())
        start = end
    if start < len(text):
        yield start, len(text)


def _abbreviated(text: str, start: int, stop: int) -> bool:
    begin = max(text.rfind(" ", start, stop), text.rfind("(", start, stop), start - 1) + 1
    word = text[begin:stop].rpartition("-")[2]
    if word.lower() in _SHORT:
        return True
    # Initials (J. Smith) and U.S. before a capital: the sentence goes on unless it is long done.
    return (len(word) == 1 and word.isupper()) or (
        "." in word and word.replace(".", "").isupper() and len(word) <= 5
    )
