"""All words of a vocabulary compiled into finders, once per process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from kizuna.codebook import Codebook
from kizuna.reading.actors import Actors
from kizuna.reading.finders import Finder
from kizuna.reading.fold import lower
from kizuna.reading.vocabulary import Of, Vocabulary, check_against

Role = Literal["name", "weak", "head", "relation", "verb", "meet", "visit"]
Reason = Literal["negation", "after_negation", "plan", "hypothesis", "hearsay"]
_REASONS: tuple[Reason, ...] = ("negation", "after_negation", "plan", "hypothesis", "hearsay")
_VISITS = ("visited", "paid a visit", "paid an official visit", "visit to", "official visit to",
    "visits to", "visit by", "state visit to", "working visit to", "visit of",
    "received", "hosted", "welcomed", "visit was made", "visits by",
    "paid visits", "paid a working visit", "paid a state visit", "paid a goodwill visit", "made a visit",
    "made an official visit", "made a state visit", "paid a courtesy call", "pay a courtesy call",
    "pay a visit", "paying a visit", "undertook a visit", "undertook an official visit", "traveled to",
    "travelled to", "called on", "calls on", "hosts", "receives", "welcomes", "hosting", "receiving",
    "arrived in", "arrives in", "arrived here", "arrived at", "arrived", "arrives", "visits", "visit", "on an official visit to",
    "on a visit to", "on a state visit to", "on a working visit to", "pays a visit", "pays an official visit",
    "paid an introductory visit", "official trip to", "trip to", "flew to", "on a goodwill visit to")  # fmt: skip
_CONTRACT = ("to purchase", "to buy", "to supply", "to sell", "to acquire", "to procure", "to export",
    "to deliver", "for the purchase of", "for the supply of", "on the supply of", "on the sale of",
    "for the acquisition of", "for the delivery of", "on the purchase of")  # fmt: skip
_MEETINGS = (
    "met", "meets", "met with", "meets with", "held talks", "holds talks", "hold talks",
    "held a meeting", "held a bilateral meeting", "held bilateral talks", "held discussions",
    "hold dialogue", "held dialogue", "held a dialogue", "meet", "meeting with", "hold a meeting",
    "hold discussions", "holds discussions", "hold bilateral talks", "holds bilateral talks", "sat down with",
    "conferred with", "had discussions", "had a bilateral meeting", "had bilateral talks", "for talks with",
    "held delegation-level talks", "held delegation level talks", "held wide-ranging talks", "held a bilateral",
    "held one-on-one talks", "held in-depth talks", "held a trilateral meeting", "held trilateral talks",
    "held bilateral discussions", "hold bilateral discussions", "holds bilateral discussions",
    "had bilateral discussions", "held detailed discussions", "held extensive discussions",
    "held wide-ranging discussions", "held extensive talks", "held comprehensive talks", "held formal talks",
    "held official talks", "held productive talks", "held detailed talks", "held fruitful talks",
    "said after talks with", "agreed at talks", "agreed in talks", "agreed during talks", "agreed at a meeting", "said after meeting with", "said after a meeting with", "said after meeting",
    "held bilateral meetings", "held separate meetings", "held individual meetings", "had bilateral meetings",
    "gathered for the first time", "gathered in", "gathered on", "gathered at", "convened at", "convened in",
    "held a video teleconference", "held a video conference", "held a videoconference", "spoke by video link",
    "held a virtual meeting", "held a video conference", "completed their discussions", "completed their talks", "concluded their talks",
    "concluded their discussions", "holding talks", "had talks", "had a meeting", "held consultations",
)  # fmt: skip


class Meaning(NamedTuple):
    """What a trigger says: a kind, a class of head nouns, a verb of transfer, or people met."""

    role: Role
    of: Of | None
    code: str


class Topic(NamedTuple):
    """A topic, of which kind, beside which heads, and how near."""

    of: Of
    code: str
    heads: tuple[str, ...]
    words: int


class Words:
    """A vocabulary and the actors of a codebook, compiled for search.

    Raises:
        CodebookError: the vocabulary names a kind that the codebook does not have.
    """

    def __init__(self, vocabulary: Vocabulary, book: Codebook) -> None:
        check_against(vocabulary, book)
        self.vocabulary = vocabulary
        self.book = book
        self.actors = Actors(book, vocabulary)
        self.triggers: Finder[Meaning] = Finder(_triggers(vocabulary))
        self.abbreviations: Finder[Meaning] = Finder(
            (
                (form, Meaning("name", entry.of, entry.code))
                for entry in vocabulary.kind
                for form in entry.abbreviations
            ),
            literal=True,
        )
        self.topics: Finder[Topic] = Finder(_topics(vocabulary))
        self.cues: Finder[tuple[str, tuple[str, ...]]] = Finder(
            (cue, (entry.code, tuple(entry.of))) for entry in vocabulary.stage for cue in entry.cues
        )
        self.blocks: Finder[Reason] = Finder(
            (word, reason) for reason in _REASONS for word in getattr(vocabulary.blocked, reason)
        )
        self.offices: Finder[str] = Finder(
            (
                *((title, office.level) for office in vocabulary.office for title in office.titles),
                *(
                    (lower(form), holder.level)
                    for holder in vocabulary.holders
                    for form in holder.forms()
                ),
            )
        )
        self.pairs: Finder[str] = Finder((word, word) for word in vocabulary.pair.words)
        self.objects: Finder[str] = Finder(
            (form, entry.code) for entry in vocabulary.kind for form in entry.objects
        )
        self.contracts: Finder[str] = Finder((form, form) for form in _CONTRACT)
        self.charter = next(
            (
                (entry.of, entry.code)
                for entry in vocabulary.kind
                if any("charter" in rule.heads for rule in entry.compose)
            ),
            None,
        )
        self.fallback = {
            name: (entry.of, entry.code) for entry in vocabulary.kind for name in entry.fallback
        }
        self.bare = {
            name: (entry.of, entry.code)
            for entry in vocabulary.kind
            for rule in entry.compose
            if not rule.topics
            for name in rule.heads
        }


def _topics(vocabulary: Vocabulary) -> Iterator[tuple[str, Topic]]:
    """Every topic with its meanings, then with those of the shorter topics that it holds.

    Of topics at one place only the longest is found; ``defence and security`` must not hide what
    ``defence`` means beside another head.
    """
    own = [
        (topic, Topic(entry.of, entry.code, rule.heads, rule.words))
        for entry in vocabulary.kind
        for rule in entry.compose
        for topic in rule.topics
    ]
    yield from own
    plain = [
        (f" {topic[:-1]}" if topic.endswith("*") else f" {topic} ", meaning)
        for topic, meaning in own
    ]
    for topic, _ in own:
        padded = f" {topic.removesuffix('*')} "
        yield from (
            (topic, m) for text, m in plain if text in padded and text.strip() != padded.strip()
        )


def _triggers(vocabulary: Vocabulary) -> Iterator[tuple[str, Meaning]]:
    for entry in vocabulary.kind:
        role: Role = "verb" if entry.objects else "weak" if entry.weak else "name"
        for name in entry.names:
            yield name, Meaning(role, entry.of, entry.code)
        for name in entry.relations:
            yield name, Meaning("relation", entry.of, entry.code)
    for name, heads in vocabulary.heads.items():
        for head in heads:
            yield head, Meaning("head", None, name)
    for verb in _MEETINGS:
        yield verb, Meaning("meet", None, "")
    for verb in _VISITS:
        yield verb, Meaning("visit", None, "")
