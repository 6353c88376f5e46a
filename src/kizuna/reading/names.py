"""All names by which texts call the actors, each with its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kizuna.codebook import Actor, Codebook
from kizuna.reading.fold import fold
from kizuna.reading.vocabulary import ActorWords, Vocabulary

Form = Literal["name", "demonym", "capital", "forces", "prefix", "group", "person", "none"]
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
    for holder in words.holders:
        if holder.actor in book.actors:
            yield from ((form, (holder.actor, "person")) for form in holder.forms())


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


def _spelt(name: str, value: tuple[str, Form]) -> Iterator[tuple[str, tuple[str, Form]]]:
    name = fold(name)
    yield name, value
    if len(name) >= 4:
        yield name.upper(), value
