"""Text as printed made text as written: ligatures, words broken at line ends, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kizuna.reading.fold import word_set

_FORMS = (
    ("", "\u00ad\u200b\ufeff\0"),
    (" ", "\u00a0\u202f"),
    ("\n", "\u2028\u2029\u0085"),
    ("ff", "\ufb00"),
    ("fi", "\ufb01"),
    ("fl", "\ufb02"),
    ("ffi", "\ufb03"),
    ("ffl", "\ufb04"),
    ("st", "\ufb05\ufb06"),
)
_BROKEN = re.compile(r"(\w{1,40})[-\u2010\ufffe\x02]\n(?=([a-z]+))")
_KEEP = word_set(
    "cross counter non anti co self vice two multi semi inter post pre pro mid long short high low "
    "well policy decision north south east west trans sub ex all"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DIGITS = re.compile(r"[0-9]+|\b[ivxlc]+\b")
_EDGE = 2  # lines at the top and the bottom of a page that may be running heads
_OFTEN = 3


def tidy(text: str) -> str:
    """Text without ligatures and soft hyphens, its lines still apart."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for form, signs in _FORMS:
        for sign in signs:
            if sign in text:
                text = text.replace(sign, form)
    return text


def joined(lines: str) -> str:
    """Lines of one paragraph as running text: broken words joined, one space between words."""
    if any(f"{sign}\n" in lines for sign in "-\u2010\ufffe\x02"):
        lines = _BROKEN.sub(_mend, lines)
    text = " ".join(lines.replace("\ufffe", "-").replace("\x02", "-").split())
    return text if text.isprintable() else _CONTROL.sub("", text)


def _mend(match: re.Match[str]) -> str:
    # A compound keeps its hyphen: cross-servicing, anti-piracy; a name too: Indo-pacific.
    whole = match[1].lower() in _KEEP or (match[1][0].isupper() and len(match[1]) <= 5)
    return match[1] + ("-" if whole else "")


def without_running_heads(pages: Sequence[str]) -> list[str]:
    """Pages without the lines that return at their top or bottom, and without page numbers."""
    split = [page.split("\n") for page in pages]
    counts: Counter[str] = Counter()
    for lines in split:
        counts.update({_masked(line) for line in _edges(lines)})
    heads = {text for text, n in counts.items() if text and n >= max(_OFTEN, len(pages) // 20)}
    return [_trimmed(lines, heads) for lines in split]


def _edges(lines: Sequence[str]) -> list[str]:
    full = [line for line in lines if line.strip()]
    return [*full[:_EDGE], *full[-_EDGE:]] if len(full) > 2 * _EDGE else full[:1]


def _masked(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.lower().split()))[:120]


def _trimmed(lines: list[str], heads: set[str]) -> str:
    for ends in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        seen = 0
        for index in ends:
            if not lines[index].strip():
                continue
            masked = _masked(lines[index])
            if masked in heads or masked.strip("-–| ") == "#":
                lines[index] = ""
            seen += 1
            if seen >= _EDGE:
                break
    return "\n".join(lines)
