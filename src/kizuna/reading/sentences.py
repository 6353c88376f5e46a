"""Where sentences end, in text with abbreviations, initials and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kizuna.reading.fold import word_set

_LONGEST = 3_000  # characters; rules compare words of a sentence with one another
_STOP = re.compile(r"[.!?][\"')\]]*[ \n]+(?=[\"'(\[]*[A-Z0-9])|\n+")
_SHORT = word_set(
    "mr mrs ms dr prof gen adm lt col capt cmdr cdr maj sgt rep sen gov hon st no nos vol pp p art "
    "vs cf al fig ed eds jan feb mar apr jun jul aug sep sept oct nov dec rev sr jr dept approx ca "
    "messrs rt brig comdr e.g i.e a.m p.m para paras ch sec"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences of a folded paragraph; what is too long to be one is cut.

    Examples:
        >>> text = "Mr. Abe met Gen. Hurley. They signed an ACSA."
        >>> [text[a:b] for a, b in sentences(text)]
        ['Mr. Abe met Gen. Hurley.', 'They signed an ACSA.']
    """
    for start, end in _sentences(text):
        while end - start > _LONGEST:
            cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > 0 else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
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
