"""The words of reading: how texts speak of kinds, stages and actors, from ``reading.toml``.

The shipped file and a study's own are merged: entries with the same code add their words.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from kizuna.codebook import SHIPPED, Codebook
from kizuna.errors import CodebookError
from kizuna.reading.fold import fold, lower
from kizuna.reading.office_holders import FILE as HOLDERS
from kizuna.reading.office_holders import OfficeHolder, read_office_holders

FILE = "reading.toml"
S = TypeVar("S", bound=msgspec.Struct)
StageCode = Literal["negotiating", "signed", "in_force", "held", "ended"]
Of = Literal["instrument", "dialogue", "event"]
_FORM = re.compile(r"[^\s*A-Z][^*A-Z]*\*?")
_CHOICE = re.compile(r"\(([^()]*)\)")
_MOST_FORMS = 5_000


class Compose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind named by a head noun and a topic near it, in either order.

    Attributes:
        heads: classes of head nouns, as in ``[heads]``.
        topics: patterns, of which one must stand near; without any the head is enough.
        words: at most so many words between the head and the topic.
    """

    heads: tuple[str, ...]
    topics: tuple[str, ...]
    words: int


class KindWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How texts name one kind.

    Attributes:
        names: patterns that name it by themselves.
        abbreviations: forms in capitals, matched as they stand.
        compose: head nouns with topics.
        relations: names of a relationship, a fact only beside a verb of founding.
        objects: what a verb in ``names`` must be said of.
        weak: gives way to every other kind named at the same place.
        fallback: classes of head nouns that name it where nothing says of what they are.
    """

    of: Of
    code: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    compose: tuple[Compose, ...] = ()
    relations: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    weak: bool = False
    fallback: tuple[str, ...] = ()


class Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Titles of one level; who meets tells the kind of the meeting."""

    level: Literal["leader", "foreign", "defence", "vice", "staff"]
    titles: tuple[str, ...]


class StageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs and nouns that tell a stage; ``founded`` is ``signed``, said of a relationship."""

    code: Literal["negotiating", "signed", "founded", "in_force", "held", "ended"]
    of: tuple[
        Literal[
            "instrument", "dialogue", "event", "relation", "decision", "programme", "grant", "link"
        ],
        ...,
    ]
    cues: tuple[str, ...]


class ActorWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of an actor beside those of the codebook."""

    code: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


class GroupWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names that stand for several actors at once."""

    names: tuple[str, ...]
    codes: tuple[str, ...]


class Blocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that make a sentence no report of a fact, by reason."""

    negation: tuple[str, ...] = ()
    after_negation: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    hypothesis: tuple[str, ...] = ()
    hearsay: tuple[str, ...] = ()


class NotActors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that hold an actor's name and mean something else."""

    phrases: tuple[str, ...] = ()
    no_metonym: tuple[str, ...] = ()


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words by which a paragraph speaks of the parties named before."""

    words: tuple[str, ...] = ()


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words of reading."""

    version: str
    heads: dict[str, tuple[str, ...]] = {}
    kind: tuple[KindWords, ...] = ()
    office: tuple[Office, ...] = ()
    stage: tuple[StageWords, ...] = ()
    blocked: Blocked = Blocked()
    actor: tuple[ActorWords, ...] = ()
    group: tuple[GroupWords, ...] = ()
    holders: tuple[OfficeHolder, ...] = ()
    not_actors: NotActors = NotActors()
    pair: Pair = Pair()

    def fingerprint(self) -> str:
        """Changes with every word of the vocabulary; 16 hexadecimal digits."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:16]


@lru_cache(maxsize=8)
def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """The shipped words, with what the codebook in ``folder`` adds.

    Raises:
        CodebookError: a file breaks its schema; names the file and what is wrong.
    """
    shipped = _read(SHIPPED / FILE)
    shipped = msgspec.structs.replace(shipped, holders=read_office_holders(SHIPPED / HOLDERS))
    if folder is None:
        return shipped
    own = folder / FILE
    more = _read(own) if own.is_file() else Vocabulary(version="")
    return Vocabulary(
        version=f"{shipped.version}+{more.version}".removesuffix("+"),
        heads={
            name: (*shipped.heads.get(name, ()), *more.heads.get(name, ()))
            for name in (*shipped.heads, *more.heads)
        },
        kind=(*more.kind, *shipped.kind),
        office=(*shipped.office, *more.office),
        stage=(*shipped.stage, *more.stage),
        blocked=_joined(shipped.blocked, more.blocked),
        actor=(*shipped.actor, *more.actor),
        group=(*shipped.group, *more.group),
        holders=(*shipped.holders, *read_office_holders(folder / HOLDERS)),
        not_actors=_joined(shipped.not_actors, more.not_actors),
        pair=_joined(shipped.pair, more.pair),
    )


def check_against(vocabulary: Vocabulary, book: Codebook) -> None:
    """Refuse words of kinds that the codebook does not have; unknown actors are passed over.

    Raises:
        CodebookError: a kind is unknown.
    """
    for entry in vocabulary.kind:
        if entry.code not in book.kinds[entry.of]:
            raise CodebookError(
                f"{FILE}: {entry.code!r} is not a kind of {entry.of}; `kizuna codebook kinds` "
                "lists them"
            )


def forms(pattern: str) -> Iterator[str]:
    """The literal spellings of a pattern, without the ``*`` at its end.

    Examples:
        >>> sorted(forms("joint (talks|meeting)*"))
        ['joint meeting', 'joint talks']
    """
    pattern = lower(fold(pattern)).removesuffix("*")
    parts = _CHOICE.split(pattern)
    options = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    seen: set[str] = set()
    for choice in itertools.product(*options):
        words = " ".join("".join(choice).split())
        pieces = re.split(r"(['-])", words)
        slots = [_SLOTS.get(piece, (piece,)) for piece in pieces]
        for spelling in itertools.product(*slots):
            text = "".join(spelling)
            if text not in seen:
                seen.add(text)
                yield text


_SLOTS = {"'": ("'", ""), "-": ("-", " ", "")}


def _joined(first: S, second: S) -> S:
    names = type(first).__struct_fields__
    return type(first)(**{n: (*getattr(first, n), *getattr(second, n)) for n in names})


def _read(file: Path) -> Vocabulary:
    try:
        found = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Vocabulary)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file}: not readable as TOML in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}: {error}") from error
    for entry in found.kind:
        for rule in entry.compose:
            for name in rule.heads:
                if name not in found.heads and file.parent == SHIPPED:
                    raise CodebookError(f"{file}: {entry.code}: no heads are called {name!r}")
    for pattern in _patterns(found):
        if not _FORM.fullmatch(pattern):
            raise CodebookError(
                f"{file}: {pattern!r} is no pattern; write words in lower case, with a * only at "
                "the end"
            )
        if next(itertools.islice(forms(pattern), _MOST_FORMS, None), None) is not None:
            raise CodebookError(f"{file}: {pattern!r} has too many spellings; split it")
    return found


def _patterns(words: Vocabulary) -> Iterable[str]:
    for entry in words.kind:
        yield from (*entry.names, *entry.relations, *entry.objects)
        yield from itertools.chain.from_iterable(rule.topics for rule in entry.compose)
    for group in words.heads.values():
        yield from group
    for office in words.office:
        yield from office.titles
    for stage in words.stage:
        yield from stage.cues
    for reason in Blocked.__struct_fields__:
        yield from getattr(words.blocked, reason)
    yield from words.pair.words
