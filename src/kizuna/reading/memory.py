"""What a document has said so far: who, when and what later sentences lean on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from kizuna.codebook import PartialDate
from kizuna.reading.actors import Actors, Group
from kizuna.reading.case import Context, Parties
from kizuna.reading.dated import Found
from kizuna.reading.timing import LATE, Timed
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Words

_DEFINED = re.compile(
    r"[\"']? ?\((?:the |hereinafter |hereafter |referred to as |known as |or )*[\"']?"
    r"([A-Z][A-Za-z0-9&+-]{1,11}?)s?[\"']?(?:;[^)]{0,40})?\)"
)
AGAIN = re.compile(
    r"\b(?:the|this|that|these|both) (?:\w+ )?(agreements?|treaty|pact|accord|deal|declaration|"
    r"memorandum|mou|arrangement|exercise|exercises|drill|drills|talks|meeting|dialogue|"
    r"consultations|statement)\b|^it (?=entered|came|was|has|took|is)"
    # Lists of treaties tell the dates of the one before without naming it again.
    r"|^(?=signed (?:at|in|on) |entered into force|(?:the )?signing took place)"
)
# ``signed a similar accord with Chile``: the kind told before, with someone else.
SIMILAR = re.compile(
    r"\b(?:similar|such an?|such|comparable) (agreements?|pacts?|accords?|treat(?:y|ies)|deals?|arrangements?|ones?)(?= (?:\w+ ){0,4}(?:with|between) )"
)
_AGREEMENTS = (
    "agreement",
    "agreements",
    "treaty",
    "pact",
    "accord",
    "deal",
    "declaration",
    "memorandum",
    "mou",
    "arrangement",
    "statement",
)
_SINCE = re.compile(
    r"\bsince (?:[\w'-]+ ){0,10}$|, (?:first |originally )?(?:signed|concluded|dated|agreed|held) (?:in |on )?$"
)
_CALLED = re.compile(r"[ ,]*[\"'(]+ ?([A-Z][\w]{3,20})(?:[ -][0-9A-Z]\w*)?[\"')]")
_HALF_A_YEAR = 200  # days by which a yearly report may be ahead of its own year
_MOST_DEFINED = 80  # abbreviations of one document; each is looked for in every sentence


class Sentence(msgspec.Struct, frozen=True):
    """A sentence, folded and in lower case, and where it begins in its paragraph."""

    folded: str
    low: str
    start: int


class Memory:
    """What a document has said so far, as far as later sentences lean on it."""

    def __init__(self, speaker: str, document: PartialDate | None, pair: tuple[str, ...]) -> None:
        self.speaker = speaker
        self.document = document
        self.document_pair = pair
        self.defined: dict[str, Trigger] = {}
        self.begin_paragraph(Sentence("", "", 0))

    def begin_paragraph(self, paragraph: Sentence) -> None:
        """Forget what held for the paragraph before."""
        self.paragraph = paragraph
        self.whole: tuple[str, ...] | None = None  # its only two actors, once they were sought
        self.pair: tuple[str, ...] = ()
        self.subject: tuple[str, ...] = ()
        self.before: PartialDate | None = None
        self.heading: PartialDate | None = None  # the date that a paragraph begins with
        self.last: dict[str, Trigger] = {}
        self.pending: list[Sentence] = []

    def context(self) -> Context:
        """What the parties of the next sentence may lean on."""
        return Context(self.pair, self.subject, self.speaker, self.document_pair)

    def timing(self) -> Timed:
        """What the date of the next sentence may lean on."""
        if self.heading is not None:
            return Timed(self.heading, None, "heading", False, self.document)
        return Timed(self.before, None, "before", False, self.document)

    def remember(
        self,
        triggers: Sequence[Trigger],
        told: dict[Trigger, Parties],
        groups: Sequence[Group],
        dates: Sequence[Found],
        actors: Actors,
        low: str,
    ) -> None:
        """Keep what this sentence named; the beginning of a habit is no date for what follows."""
        known = [p for p in told.values() if p.sets]
        if known:
            best = max(known, key=lambda p: p.sure)
            self.pair = best.sets[-1] if len(best.sets) == 1 else ()
            self.subject = best.subject
        else:
            named: set[str] = set()
            for group in groups:
                if group.part in ("place", "other"):
                    continue
                able = tuple(sorted(c for c in group.codes if actors.acts_alone(c)))
                if len(able) > 1:
                    self.pair = able
                named.update(able)
                if able and group.part in ("plain", "by") and group is groups[0]:
                    self.subject = able
            if len(named) == 2:
                self.pair = tuple(sorted(named))
        # What is a fact is meant by ``the agreement`` rather than what only stands beside it.
        for trigger in sorted(triggers, key=lambda t: t in told):
            parties = told.get(trigger)
            codes = parties.sets[0] if parties and len(parties.sets) == 1 else trigger.parties
            kept = trigger._replace(parties=codes)
            self.last[trigger.of] = kept
        dates = [d for d in dates if not _SINCE.search(low, max(0, d.start - 90), d.start)]
        exact = [d.date for d in dates if d.date is not None and not self._to_come(d.date)]
        if exact:
            self.before = exact[-1]

    def _to_come(self, date: PartialDate) -> bool:
        if self.document is None:
            return False
        late = (date.earliest - self.document.latest).days
        return late > min(LATE[self.document.precision], _HALF_A_YEAR)

    def define(
        self,
        triggers: Sequence[Trigger],
        told: dict[Trigger, Parties],
        sentence: Sentence,
        words: Words,
    ) -> None:
        """Keep the abbreviations and names that this sentence gives to what it speaks of."""
        if len(self.defined) >= _MOST_DEFINED:
            return
        self._name_exercises(triggers, told, sentence)
        for trigger in triggers:
            match = _DEFINED.match(sentence.folded, trigger.end)
            if match is None or len(match[1]) < 2 or sum(map(str.isupper, match[1])) < 2:
                continue
            parties = told.get(trigger)
            known = (
                parties.sets[0]
                if parties and len(parties.sets) == 1 and parties.sure >= 0.8
                else ()
            )
            if match[1] in self.defined and not known:
                continue
            # A general abbreviation such as ACSA stands for every pair's; a title for its own.
            own = known if not words.abbreviations.find(match[1]) else ()
            if words.actors.mentions(match[1], match[1].lower()):
                continue
            self.defined[match[1]] = trigger._replace(parties=own)

    def _name_exercises(
        self,
        triggers: Sequence[Trigger],
        told: dict[Trigger, Parties],
        sentence: Sentence,
    ) -> None:
        """``the naval exercise 'INDRA'``: its name stands for it from here on."""
        for trigger in triggers:
            if (
                trigger.code != "exercise"
                or (match := _CALLED.match(sentence.folded, trigger.end)) is None
            ):
                continue
            parties = told.get(trigger)
            if parties and len(parties.sets) == 1 and parties.sure >= 0.8:
                self.defined[match[1]] = trigger._replace(parties=parties.sets[0])


def heading_of(low: str, dates: Sequence[Found]) -> PartialDate | None:
    """The date that a paragraph begins with: ``3 May 2001. Chile and Peru sign …``."""
    if not dates or dates[0].bare:
        return None
    rest = low
    for date in dates:
        rest = rest[: date.start] + " " * (date.end - date.start) + rest[date.end :]
    return None if any(map(str.isalnum, rest)) else dates[0].date


def is_chronology(low: str, dates: Sequence[Found]) -> bool:
    """Whether dates stand in a row, away from what happened on them, as in a table run together."""
    row = 1
    for left, right in pairwise(dates):
        row = row + 1 if low[left.end : right.start].strip(" |;,") == "" else 1
        if row >= 3:
            return True
    return False


def with_again(triggers: list[Trigger], low: str, memory: Memory) -> list[Trigger]:
    """``The agreement entered into force …``: the instrument named before is meant again."""
    alike = SIMILAR.search(low)
    instrument = memory.last.get("instrument")
    if alike and instrument and not any(t.of == "instrument" for t in triggers):
        plural = alike[1].endswith("s")
        new = Trigger(*alike.span(), "instrument", instrument.code, "name", plural)
        return sorted([*triggers, new])
    match = AGAIN.search(low)
    if match is None or not memory.last:
        return triggers
    same = [t for t in triggers if t.start < match.end() and match.start() < t.end]
    # ``The accord was signed by the Defence Minister``: the one before, not one on defence
    bare = all(t.of == "instrument" and low[t.start : t.end] == match[1] for t in same)
    if same and not (bare and instrument):
        return triggers
    triggers = [t for t in triggers if t not in same]
    noun = match[1]
    if noun is None or noun.startswith(_AGREEMENTS):
        last = memory.last.get("instrument") or (None if noun else memory.last.get("event"))
    else:
        last = (
            memory.last.get("event")
            if noun.startswith(("ex", "dr"))
            else memory.last.get("dialogue")
        )
    if last is None or (noun and triggers and any(t.of == last.of for t in triggers)):
        return triggers
    again = last._replace(start=match.start(), end=match.end(), how="again", plural=False)
    return sorted([*triggers, again])
