"""Where the clause around a place in a sentence begins and ends."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"; |, which |, in which |, where |, while |, but |, whereas |, although |, who |, when |, after | when | while "
    r"| because | although | whereas | before |, and (?=(?:the|a|in|on|it|they|we|he|she|has|have|had|is|was|"
    r"were|will)\b)| \u2014 |: "
)


def clause(low: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the clauses that hold a stretch of a sentence.

    Examples:
        >>> text = "a signed it, while b met c; d left"
        >>> text[slice(*clause(text, 21, 24))]
        'b met c'
    """
    first, last = 0, len(low)
    for found in _BREAK.finditer(low):
        if found.end() <= start:
            first = found.end()
        elif found.start() >= end:
            last = found.start()
            break
    return first, last
