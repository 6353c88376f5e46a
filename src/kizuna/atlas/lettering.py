"""How wide text is, so that labels in pictures neither overlap nor run out.

Widths are those of Helvetica, Arial and Liberation Sans, which share their metrics; the renderer
of the pictures brings Liberation Sans along.
"""

from __future__ import annotations

from functools import lru_cache

# Advance widths of the characters from space to tilde, in thousandths of the size.
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_LATIN, _WIDE = 600, 1000
_FIRST_WIDE = 0x1100  # Hangul; East Asian scripts follow
_BOLD = 1.08
_LOOSE = frozenset(
    ("a", "an", "and", "at", "between", "by", "for", "from", "in", "of", "on", "the", "to", "with")
)

FAMILY = "'Liberation Sans', Arial, Helvetica, sans-serif"


@lru_cache(maxsize=16_384)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text, in the unit of ``size``."""
    total = sum(_advance(ord(character)) for character in text)
    return total * size / 1000 * (_BOLD if bold else 1)


@lru_cache(maxsize=16_384)
def shorten(text: str, room: float, size: float) -> str:
    """The text, or as much of it as fits with an ellipsis, cut between words where possible."""
    if width(text, size) <= room:
        return text
    cut = len(text)
    while cut and width(text[:cut].rstrip() + "…", size) > room:
        cut -= 1
    kept = text[:cut]
    space = kept.rfind(" ")
    if text[cut : cut + 1] != " " and space > cut * 2 // 3:
        kept = kept[:space]
        while (loose := kept.rfind(" ")) > 0 and kept[loose + 1 :] in _LOOSE:
            kept = kept[:loose]
    return kept.rstrip().rstrip(" ,;:–-(") + "…" if kept.strip() else ""


def wrap(text: str, room: float, size: float) -> list[str]:
    """The text in lines that fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _advance(code: int) -> int:
    if 32 <= code < 127:
        return _ASCII[code - 32]
    if code == 0x2026:  # ellipsis
        return 1000
    return _WIDE if code >= _FIRST_WIDE and not 0x2000 <= code < 0x2100 else _LATIN
