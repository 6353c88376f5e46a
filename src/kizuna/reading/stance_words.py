"""How texts state a stance: verbs, nouns of judgement, policies and parties, from ``stance_patterns.toml``.

The shipped file and a study's own are merged: what a study lists is added. Threats have a dictionary
of their own, ``threat_patterns.toml``, and states are named as everywhere in reading.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from kizuna.codebook import SHIPPED, Codebook
from kizuna.errors import CodebookError

FILE = "stance_patterns.toml"
AboutKind = Literal["threat", "partner", "policy"]
HolderKind = Literal["government", "party"]
_PHRASE = re.compile(r"[^A-Z\[\]{}\\^$+?]+")


class Degree(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of degree, and what may stand between the words of a phrase.

    Attributes:
        strong: raise a value by one step.
        top: raise the salience of a threat by two, everything else by one.
        between: words that a ``~`` passes over.
    """

    strong: tuple[str, ...] = ()
    top: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


class VerbWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs by which a holder takes a stance on what follows them.

    Attributes:
        about: what they are said of.
        value: what they say without a word of degree.
        phrases: in the language of the file.
        toward: of a threat: whether the evil itself must follow, or the answer to it may.
    """

    about: AboutKind
    value: int
    phrases: tuple[str, ...]
    toward: Literal["against", "for"] = "against"


class NounWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns by which a holder judges: ``regards … as a threat``."""

    about: AboutKind
    value: int
    nouns: tuple[str, ...]


class Judging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs around such nouns.

    Attributes:
        verbs: of a holder who judges: ``regards``.
        is_: of what is judged: ``remains``.
    """

    verbs: tuple[str, ...] = ()
    is_: tuple[str, ...] = msgspec.field(name="is", default=())


class ActorThreat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An actor that is a threat of the codebook as such."""

    actor: str
    threat: str


class PolicyWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How texts name a policy; where it is a matter with partners, these cannot be its ``holder``."""

    code: str
    terms: tuple[str, ...]
    partners: tuple[str, ...] = ()


class PartyWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party.

    Attributes:
        actor: on whose side it stands.
        name: as in the record.
        names: as in texts.
        shared: parties of other countries are called so too.
    """

    actor: str
    name: str
    names: tuple[str, ...]
    shared: bool = False


class StanceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words by which stances are read."""

    version: str
    degree: Degree = Degree()
    verb: tuple[VerbWords, ...] = ()
    as_: Judging = msgspec.field(name="as", default=Judging())
    noun: tuple[NounWords, ...] = ()
    actor_threat: tuple[ActorThreat, ...] = ()
    policy: tuple[PolicyWords, ...] = ()
    party: tuple[PartyWords, ...] = ()

    def fingerprint(self) -> str:
        """Changes with every word; 16 hexadecimal digits."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:16]


@lru_cache(maxsize=8)
def load_stance_words(folder: Path | None = None) -> StanceWords:
    """The shipped words, with what the codebook in ``folder`` adds.

    Raises:
        CodebookError: a file breaks its schema; names the file and what is wrong.
    """
    shipped = _read(SHIPPED / FILE)
    own = folder / FILE if folder else None
    if own is None or not own.is_file():
        return shipped
    more = _read(own)
    return StanceWords(
        version=f"{shipped.version}+{more.version}",
        degree=Degree(
            (*shipped.degree.strong, *more.degree.strong),
            (*shipped.degree.top, *more.degree.top),
            (*shipped.degree.between, *more.degree.between),
        ),
        verb=(*shipped.verb, *more.verb),
        as_=Judging((*shipped.as_.verbs, *more.as_.verbs), (*shipped.as_.is_, *more.as_.is_)),
        noun=(*shipped.noun, *more.noun),
        actor_threat=(*shipped.actor_threat, *more.actor_threat),
        policy=(*more.policy, *shipped.policy),
        party=(*more.party, *shipped.party),
    )


def known_to(words: StanceWords, book: Codebook) -> StanceWords:
    """The words of policies, threats and actors that a codebook has; others are passed over."""
    return msgspec.structs.replace(
        words,
        policy=tuple(p for p in words.policy if p.code in book.policies),
        party=tuple(p for p in words.party if p.actor in book.actors),
        actor_threat=tuple(
            a for a in words.actor_threat if a.actor in book.actors and a.threat in book.threats
        ),
    )


def _read(file: Path) -> StanceWords:
    try:
        found = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), StanceWords)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file}: not readable as TOML in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}: {error}") from error
    for phrase in _phrases(found):
        if not _PHRASE.fullmatch(phrase) or phrase.count("(") != phrase.count(")"):
            raise CodebookError(
                f"{file}: {phrase!r} is no phrase; write words in lower case, with (a|b) for a "
                "choice, * at the end of a word and ~ for words between"
            )
    return found


def _phrases(words: StanceWords) -> list[str]:
    found = [*words.degree.strong, *words.degree.top, *words.degree.between]
    for verb in words.verb:
        found += verb.phrases
    for noun in words.noun:
        found += noun.nouns
    for policy in words.policy:
        found += policy.terms
    return [*found, *words.as_.verbs, *words.as_.is_]
