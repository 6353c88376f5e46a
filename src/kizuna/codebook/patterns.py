"""The words by which a text speaks of a threat: the dictionary of the text measures.

The file is ``threat_patterns.toml`` of the codebook. A pattern is one or more words in lower
case; a ``*`` at its end stands for any ending, a hyphen in it for a hyphen, a space or nothing.
A study's own codebook may bring its own file, whose entries replace the shipped ones with the
same code.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

from kizuna.codebook.load import SHIPPED
from kizuna.errors import CodebookError

FILE = "threat_patterns.toml"
_FORM = re.compile(r"[^\W_A-Z](?:[^\WA-Z]|[ '.,/&-])*\*?")


class Near(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Counts ``one`` where a word of ``along`` stands within so many words of the sentence.

    Attributes:
        one: patterns of which each occurrence is a candidate.
        along: patterns of which one must stand nearby.
        words: how many words may lie between the two.
    """

    one: tuple[str, ...]
    along: tuple[str, ...]
    words: int = 12


class ThreatPatterns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How texts speak of one threat.

    Attributes:
        code: code of the threat in the codebook.
        terms: patterns that count wherever they stand.
        near: patterns that count only beside others.
        unless: longer patterns that mean something else; what lies inside one does not count.
        subject: the actor that is the threat; its own texts are not measured for it.
        example: a sentence of the kind that should count, the anchor of the embedding variant.
    """

    code: str
    example: str
    terms: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    unless: tuple[str, ...] = ()
    subject: str = ""


class Negation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What says that a threat is absent, after the idea of NegEx (Chapman et al. 2001).

    Attributes:
        before: cues that stand before the term, with nothing but ``between`` in between.
        between: words that may stand between a cue and the term, up to ``gap`` of them.
        after: cues that directly follow the term.
        gap: at most so many words of ``between``.
    """

    before: tuple[str, ...]
    between: tuple[str, ...]
    after: tuple[str, ...]
    gap: int = 4


class Dictionary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All patterns of a codebook.

    Attributes:
        version: version of the dictionary.
        quotation_words: a quotation of at least so many words is somebody else's speech.
        negation: what says that a threat is absent.
        threat: the patterns of each threat.
    """

    version: str
    quotation_words: int
    negation: Negation
    threat: tuple[ThreatPatterns, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the threats, in the order of the file."""
        return tuple(entry.code for entry in self.threat)

    def fingerprint(self) -> str:
        """Changes with every word of the dictionary; 16 hexadecimal digits."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]


@lru_cache(maxsize=8)
def load_patterns(folder: Path | None = None) -> Dictionary:
    """The shipped dictionary, with what the codebook in ``folder`` adds or replaces.

    Raises:
        CodebookError: a file breaks its schema; names the file and the entry.
    """
    shipped = _read(SHIPPED / FILE)
    own = folder / FILE if folder else None
    if own is None or not own.is_file():
        return shipped
    changed = _read(own)
    entries = {entry.code: entry for entry in (*shipped.threat, *changed.threat)}
    return msgspec.structs.replace(changed, threat=tuple(entries.values()))


def _read(file: Path) -> Dictionary:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        found = msgspec.convert(content, Dictionary)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file}: not readable as TOML in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}: {error}") from error
    seen: set[str] = set()
    for entry in found.threat:
        if entry.code in seen:
            raise CodebookError(f"{file}: threat {entry.code!r} stands there twice")
        seen.add(entry.code)
        _check(file, entry)
    return found


def _check(file: Path, entry: ThreatPatterns) -> None:
    patterns = [*entry.terms, *entry.unless]
    patterns += [p for rule in entry.near for p in (*rule.one, *rule.along)]
    if not entry.terms and not entry.near:
        raise CodebookError(f"{file}: threat {entry.code!r} has neither terms nor near")
    for pattern in patterns:
        if not _FORM.fullmatch(pattern):
            raise CodebookError(
                f"{file}: threat {entry.code!r}: {pattern!r} is no pattern; write words in lower "
                "case, with a * only at the end"
            )
