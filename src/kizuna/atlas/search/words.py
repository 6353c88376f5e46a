"""Words of a query and of a text, in any script, compared without case, width or accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

MOST_WORDS = 8
LONGEST_QUERY = 120
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: every character is indexed as a word of its own, and a run of
# them is looked for as a phrase.
_DENSE = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)

_NUMBER = re.compile(
    r"\b(?:97[89]-?)?[0-9]{1,5}-[0-9]+-[0-9]+-[0-9x]\b"
)  # an ISBN with its hyphens


class Piece(NamedTuple):
    """A stretch of an excerpt, and whether a word of the query stands there."""

    text: str
    hit: bool = False


def fold(text: str) -> str:
    """Text without case, width and accents of the Latin alphabet.

    Examples:
        >>> fold("Sénat ＪＡＰＡＮ")
        'senat japan'
    """
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def spaced(text: str) -> str:
    """Text as it is indexed: folded, with spaces around every character of a dense script."""
    return _DENSE.sub(lambda found: f" {found[0]} ", fold(text))


def words_of(query: str) -> list[str]:
    """The words of a query; a run of a dense script is one word. At most eight.

    Examples:
        >>> words_of('JAPAN "acsa" 日豪')
        ['japan', 'acsa', '日豪']
    """
    folded = _NUMBER.sub(lambda found: found[0].replace("-", ""), fold(query[:LONGEST_QUERY]))
    found = [word for part in _WORD.findall(folded) for word in _split(part)]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _split(part: str) -> list[str]:
    if not _DENSE.search(part):
        return [part]
    return [run for run in re.split(rf"({_DENSE.pattern}+)", part) if run]


def is_dense(word: str) -> bool:
    """Whether a word is of a script that is written without spaces."""
    return bool(_DENSE.match(word))


def phrase(word: str) -> str:
    """A word as the engine is asked for it: quoted, so that nothing in it is an operator.

    Words hold letters and digits only, see :func:`words_of`; the quotes are for whoever changes that.
    """
    text = " ".join(word) if is_dense(word) else word
    return '"' + text.replace('"', '""') + '"'


def excerpt(text: str, words: Sequence[str], *, longest: int = 160) -> tuple[Piece, ...]:
    """The part of a text in which words of a query stand, with them marked.

    Args:
        text: the text.
        words: folded, as from :func:`words_of`.
        longest: at most about so many characters.
    """
    spots = _spots(text, words)
    start = 0
    if spots and spots[0][0] > longest // 2:
        start = text.rfind(" ", 0, max(spots[0][0] - longest // 3, 0)) + 1
    end = len(text)
    if end - start > longest:
        cut = text.rfind(" ", start, start + longest)
        end = cut if cut > start else start + longest
    pieces = [Piece("… ")] if start else []
    at = start
    for begin, stop in spots:
        if begin < at or stop > end:
            continue
        pieces += [Piece(text[at:begin]), Piece(text[begin:stop], hit=True)]
        at = stop
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _spots(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        for word in words:
            if is_dense(word):
                at = match[0].find(word)
                if at >= 0:
                    found.append((match.start() + at, match.start() + at + len(word)))
            elif folded.startswith(word):
                found.append(match.span())
                break
    return sorted(set(found))
