"""Marks that are no text: footnote numbers in brackets, emphasis, markup of extracted PDF."""

from __future__ import annotations

import bisect
import re

_MARKS = re.compile(
    r"\[\d{1,3}\]|\[(?=(?:st|nd|rd|th)\])|(?<=\[st|\[nd|\[rd|\[th)\]|\*[*_]*|_{1,3}(?=\*)|\x02"
    r"|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|#{2,6} |-{4,} ?"
    # A footnote's number at the end of a word: ``the Philippines1 was``.
    r"|(?<=[a-z]{4})[0-9]{1,2}(?= [a-z])"
    # Words that extraction left broken: ``coopera- tion``; not ``two- or three``.
    r"|(?<=[a-z])- (?:-{4,} )?(?:#{1,6} )?(?=[a-z]{2})(?!(?:and|or|to|nor)\b)"
)
_SIGN = re.compile(r"[\[*_#\x02¹²³⁴⁵⁶⁷⁸⁹⁰]|- |----|[a-z]{4}[0-9]")


class Unmarked:
    """A text without marks, which knows where each of its characters stood.

    Attributes:
        text: what is left.
    """

    def __init__(self, original: str) -> None:
        self._starts: list[int] = []
        self._shifts: list[int] = []
        self._length = len(original)
        if not _SIGN.search(original):
            self.text = original
            return
        parts: list[str] = []
        at = size = 0
        for mark in _MARKS.finditer(original):
            parts.append(original[at : mark.start()])
            size += mark.start() - at
            at = mark.end()
            self._starts.append(size)
            self._shifts.append(at - size)
        parts.append(original[at:])
        self.text = "".join(parts)

    def place(self, index: int, *, end: bool = False) -> int:
        """Where a character of the text stood in the original; the place after it for an end."""
        if not self._starts:
            return index
        # The end of a span stands before a mark that follows it, its start after one.
        find = bisect.bisect_left if end else bisect.bisect_right
        known = find(self._starts, index)
        return index + (self._shifts[known - 1] if known else 0)
