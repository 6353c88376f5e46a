"""All names by which texts call the actors, each with its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kizuna.codebook import Actor, Codebook
from kizuna.reading.fold import fold
from kizuna.reading.vocabulary import ActorWords, Vocabulary

Form = Literal["name", "demonym", "capital", "forces", "prefix", "group", "none"]
_SINCE = 1945  # states that ended before are left out: their names mean other things today


def names_of(book: Codebook, words: Vocabulary) -> Iterator[tuple[str, tuple[str, Form]]]:
    """Names with the actor and the form; ``none`` marks phrases that are no actor."""
    for actor in book.actors.values():
        if actor.ended is None or actor.ended.year >= _SINCE:
            yield from _called(actor)
    yield from _capitals(book)
    for entry in words.actor:
        if entry.code in book.actors:
            yield from _further(entry)
    yield from _several(book, words)
    yield from _people(book, words)
    for phrase in words.not_actors.phrases:
        yield from _spelt(phrase, ("", "none"))


def _several(book: Codebook, words: Vocabulary) -> Iterator[tuple[str, tuple[str, Form]]]:
    for several in words.group:
        for name in several.names:
            yield from ((name, (code, "group")) for code in several.codes if code in book.actors)


def _people(book: Codebook, words: Vocabulary) -> Iterator[tuple[str, tuple[str, Form]]]:
    for people in words.person:
        if people.actor in book.actors:
            for name in people.names:
                yield from _titled(name, people.actor, people.family_first)


def _called(actor: Actor) -> Iterator[tuple[str, tuple[str, Form]]]:
    for name in dict.fromkeys(map(fold, (actor.name, *actor.aliases))):
        yield from _spelt(name, (actor.code, "name"))
    if actor.kind == "organisation":
        yield from _spelt(actor.code, (actor.code, "name"))
    for demonym in actor.demonyms:
        yield from _spelt(demonym, (actor.code, "demonym"))


def _capitals(book: Codebook) -> Iterator[tuple[str, tuple[str, Form]]]:
    """The capitals of today's states, each of the first that has it."""
    seen: set[str] = set()
    for actor in book.actors.values():
        if actor.kind == "state" and actor.ended is None and actor.capital not in {"", *seen}:
            seen.add(actor.capital)
            yield fold(actor.capital), (actor.code, "capital")


def _further(entry: ActorWords) -> Iterator[tuple[str, tuple[str, Form]]]:
    named: tuple[tuple[tuple[str, ...], Form], ...] = (
        (entry.names, "name"),
        (entry.demonyms, "demonym"),
        (entry.capitals, "capital"),
        (entry.forces, "forces"),
        (entry.prefixes, "prefix"),
    )
    for texts, form in named:
        for text in texts:
            yield fold(text), (entry.code, form)


_TITLES = ("Prime Minister", "President", "Chancellor", "Premier", "PM", "Leader", "Mr.", "Ms.", "Mrs.",
           "Prime Ministers", "Presidents", "Minister", "Secretary")  # fmt: skip


def _titled(name: str, code: str, family_first: bool) -> Iterator[tuple[str, tuple[str, Form]]]:
    family = name.split(" ", 1)[0] if family_first else name.rsplit(" ", 1)[-1]
    yield name, (code, "name")
    for title in _TITLES:
        for form in (family, name):
            yield f"{title} {form}", (code, "name")


def _spelt(name: str, value: tuple[str, Form]) -> Iterator[tuple[str, tuple[str, Form]]]:
    name = fold(name)
    yield name, value
    if len(name) >= 4:
        yield name.upper(), value
