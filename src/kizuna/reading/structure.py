"""Structure of plain text: paragraphs, headings, footnotes, tables, from how the lines stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from kizuna.reading.cleaning import joined, tidy
from kizuna.reading.document import Block

_BLANK = re.compile(r"\n[ \t]*\n[ \t\n]*")
_BULLET = re.compile(r"[ \t]*(?:[•●▪■◦*–-]|\(?[0-9]{1,2}[.)]|\(?[a-z]\))[ \t]+")
_NOTE = re.compile(r"(?:\[?[0-9]{1,3}\]?[.)]?|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\*)[ \t]+\S")
_NOTES_HEADING = re.compile(r"(?:end)?notes|footnotes", re.IGNORECASE)
_END = (".", "!", "?", ":", ";", ",", "”", '"')
_LONGEST_HEADING = 120
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*$")


def blocks_of(text: str, *, page: int | None = None, markdown: bool = False) -> Iterator[Block]:
    """The blocks of a text whose paragraphs are parted by blank lines, or one to a line.

    Args:
        text: as decoded.
        page: the page it stands on.
        markdown: lines that begin with ``#`` are headings.
    """
    text = tidy(text)
    for number, part in enumerate(text.split("\f"), start=1):
        at = page if page is not None else number if "\f" in text else None
        in_notes = False
        for paragraph in _paragraphs(part):
            block = _block(paragraph, at, markdown=markdown, in_notes=in_notes)
            if block is None:
                continue
            if block.kind == "heading":
                in_notes = bool(_NOTES_HEADING.fullmatch(block.text))
            yield block


def _paragraphs(text: str) -> Iterator[str]:
    for part in _BLANK.split(text):
        lines = [line for line in part.split("\n") if line.strip()]
        if len(lines) < 2:
            yield part
        elif _one_to_a_line(lines) or len(set(lines)) < len(lines):
            yield from lines
        else:
            yield from _wrapped(lines)


def _one_to_a_line(lines: list[str]) -> bool:
    """Whether each line is a paragraph of its own: many are far longer than lines are wrapped."""
    return sum(len(line) > 200 for line in lines) * 4 >= len(lines)


def _wrapped(lines: list[str]) -> Iterator[str]:
    """Paragraphs of wrapped lines: one ends in a short line, or before a bullet or an indent."""
    width = median(len(line.strip()) for line in lines)
    current: list[str] = []
    for line in lines:
        if current and (_BULLET.match(line) or _ends(current[-1], width)):
            yield "\n".join(current)
            current = []
        current.append(line)
    yield "\n".join(current)


def _ends(line: str, width: float) -> bool:
    text = line.strip()
    return len(text) < 0.8 * width and text.endswith((".", "!", "?", ".”", '."', ":"))


def _block(text: str, page: int | None, *, markdown: bool, in_notes: bool) -> Block | None:
    marked = _MARKDOWN.match(text.strip()) if markdown else None
    if marked:
        return Block("heading", joined(marked[2]), page, len(marked[1]))
    clean = joined(text)
    if not clean:
        return None
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(
        "\t" in line or "|" in line or "   " in line.strip() for line in lines
    ):
        return Block(
            "table",
            "\n".join(" | ".join(re.split(r"\t| {3,}|\|", line.strip())) for line in lines),
            page,
        )
    if in_notes and _NOTE.match(clean):
        return Block("footnote", clean, page)
    if re.match(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+ ?\S", clean):
        return Block("footnote", clean, page)
    if is_heading(clean):
        return Block("heading", clean, page, 2)
    return Block("paragraph", clean, page)


def is_heading(text: str) -> bool:
    """Whether a short text stands as a heading: no full stop, most long words with capitals."""
    if len(text) > _LONGEST_HEADING or text.endswith(_END) or not text[0].isalnum():
        return False
    words = [w for w in text.split() if len(w) > 3 and w[0].isalpha()]
    if not words or (not text[0].isupper() and not text[0].isdigit()):
        return False
    return len(text) <= 60 or sum(w[0].isupper() for w in words) * 2 > len(words)
