"""The phrases of ``stance_patterns.toml`` compiled, and the degree that words lend to a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kizuna.reading.fold import fold, lower
from kizuna.reading.stance_words import AboutKind, StanceWords, VerbWords

_MOST_BETWEEN = 5
# Among several none is the greatest: ``one of the main threats``, ``the main threats are …``.
_ONE_OF = re.compile(r"\b(?:one of|among|some of|threats|challenges|dangers|concerns|risks)\b")
_MOST_SALIENT, _MOST_FOR = 3, 2


class Verb(NamedTuple):
    """A compiled verb, matched where a subject and what belongs to it end."""

    words: VerbWords
    pattern: re.Pattern[str]


class Noun(NamedTuple):
    """A noun of judgement with what it is said of and its plain value."""

    about: AboutKind
    value: int


class Phrases:
    """All phrases of a file, compiled once.

    Args:
        words: of the file.
    """

    def __init__(self, words: StanceWords) -> None:
        degree = words.degree
        passed = _any((*degree.strong, *degree.top, *degree.between))
        # Each repetition begins with a space and ends where a word does: no two ways to match.
        self._between = rf"(?: (?:{passed})(?![\w])){{0,{_MOST_BETWEEN}}}"
        self.passed = frozenset(
            word for text in (*degree.strong, *degree.top, *degree.between) for word in text.split()
        )
        self.verbs = [Verb(v, self._compiled(v.phrases)) for v in words.verb]
        self.judges = self._compiled(words.as_.verbs)
        self.nouns = {noun: Noun(n.about, n.value) for n in words.noun for noun in n.nouns}
        nouns = _any(self.nouns)
        self.judgement = re.compile(
            rf"(?:,? (?:as|to be|as being))?(?P<lead>{self._between})(?:,? (?:and|yet|but))?"
            rf"(?P<more>{self._between}) (?P<noun>{nouns})(?!\w)(?!-)"
        )
        self.head = re.compile(rf"(?P<lead>{self._between}) (?P<noun>{nouns})(?!\w)(?!-)")
        self.being = re.compile(
            rf" (?:{_any(words.as_.is_)})(?: (?:also|still|now|today|thus|always))?(?!\w)"
        )
        self._strong = re.compile(rf"\b(?:{_any(degree.strong)})(?!\w)")
        self._top = re.compile(rf"\b(?:{_any(degree.top)})(?!\w)")

    def _compiled(self, phrases: Iterable[str]) -> re.Pattern[str]:
        texts = [self._pattern(phrase) for phrase in phrases]
        return re.compile(rf" (?:{'|'.join(texts)})(?!\w)")

    def _pattern(self, phrase: str) -> str:
        # What a last ``~`` would pass over may be the beginning of what the verb is said of.
        text = re.escape(lower(fold(phrase)).removesuffix(" ~"))
        for escaped, meant in (
            (r"\(", "(?:"),
            (r"\)", ")"),
            (r"\|", "|"),
            (r"\*", r"\w*"),
            (r"\ ", " "),
        ):
            text = text.replace(escaped, meant)
        return text.replace(" \\~", self._between).replace(" ~", self._between)

    def value(self, about: AboutKind, plain: int, told: str) -> int:
        """What a plain value becomes by words of degree.

        Args:
            about: a threat has a salience of 1 to 3, all else a value of -2 to 2.
            plain: without a word of degree.
            told: the words from the holder to what it is about.
        """
        top = bool(self._top.search(told))
        strong = top or bool(self._strong.search(told))
        if about == "threat":
            steps = 2 if top and not _ONE_OF.search(told) else int(strong)
            return min(_MOST_SALIENT, plain + steps)
        size = min(_MOST_FOR, abs(plain) + int(strong))
        return size if plain > 0 else -size


def _any(texts: Iterable[str]) -> str:
    """Alternatives, the longest first, so that no shorter one hides a longer."""
    folded = dict.fromkeys(lower(fold(text)) for text in texts)
    return "|".join(re.escape(text) for text in sorted(folded, key=len, reverse=True))
