"""From passages to candidates: who, with whom, what, when, at which stage, and where it says so."""

from __future__ import annotations

import re
from itertools import pairwise
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from kizuna.codebook import Codebook, PartialDate
from kizuna.reading.actors import Actors, Group
from kizuna.reading.dates import Anchor, Found, find_dates
from kizuna.reading.finders import Hit
from kizuna.reading.fold import fold, lower
from kizuna.reading.marks import Unmarked
from kizuna.reading.parties import Context, Parties, resolve
from kizuna.reading.scoring import Feature, score
from kizuna.reading.sentences import sentences
from kizuna.reading.stages import Staged, bind, blocked_at
from kizuna.reading.timing import Timed, each, when
from kizuna.reading.triggers import Trigger, find_triggers
from kizuna.reading.vocabulary import Of, Vocabulary
from kizuna.reading.words import Meaning, Words

_DEFINED = re.compile(
    r"[\"']? ?\((?:the |hereinafter |hereafter |referred to as |known as |or )*[\"']?"
    r"([A-Z][A-Za-z0-9&+-]{1,11}?)s?[\"']?(?:;[^)]{0,40})?\)"
)
_AGAIN = re.compile(
    r"\b(?:the|this|that|these|both) (?:\w+ )?(agreements?|treaty|pact|accord|deal|declaration|"
    r"memorandum|mou|arrangement|exercise|exercises|drill|drills|talks|meeting|dialogue|"
    r"consultations|statement)\b|^it (?=entered|came|was|has|took|is)"
)
_COUNT = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
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


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as read, before it is held against the record.

    Attributes:
        of: ``instrument``, ``dialogue`` or ``event``.
        start, end: place of the passage in its paragraph.
        features: what speaks for it, with weights that add up to the score.
    """

    of: Of
    kind: str
    parties: tuple[str, ...]
    date: PartialDate | None
    last: PartialDate | None
    stage: str
    score: float
    features: tuple[Feature, ...]
    start: int
    end: int


class Reader:
    """Reads passages; make one per process and reuse it.

    Args:
        book: the codebook, whose kinds and actors are looked for.
        vocabulary: the words by which texts speak of them.
        at_least: proposals with a lower score are left out.
        speaker: code of the actor whose document it is: who ``we`` is.
    """

    def __init__(
        self,
        book: Codebook,
        vocabulary: Vocabulary,
        *,
        at_least: float = 0.5,
        speaker: str = "",
    ) -> None:
        self.words = Words(vocabulary, book)
        self.book = book
        self.at_least = at_least
        self.speaker = speaker

    def read(
        self,
        paragraphs: Iterable[str],
        *,
        date: PartialDate | None = None,
        title: str = "",
    ) -> Iterator[list[Proposal]]:
        """The proposals of each paragraph, in order.

        Args:
            paragraphs: the text of one document, paragraph by paragraph.
            date: date of the document.
            title: its title; when it names two actors, ``the two countries`` may mean them.
        """
        memory = Memory(self.speaker, date, self._pair_in(title))
        for paragraph in paragraphs:
            yield self._paragraph(paragraph, memory)

    def _pair_in(self, title: str) -> tuple[str, ...]:
        folded = fold(title)
        mentions = self.words.actors.mentions(folded, lower(folded))
        codes = dict.fromkeys(m.code for m in mentions if m.part != "place")
        able = tuple(sorted(c for c in codes if self.words.actors.acts_alone(c)))
        return able if len(able) == 2 else ()

    def _paragraph(self, text: str, memory: Memory) -> list[Proposal]:
        plain = Unmarked(text)
        folded = fold(plain.text)
        low = lower(folded)
        hits = self.words.triggers.find(low)
        memory.begin_paragraph()
        if not hits and not self.words.abbreviations.find(folded) and not memory.defined:
            return []
        found: list[Proposal] = []
        at = 0
        for start, end in sentences(folded):
            while at < len(hits) and hits[at].start < start:
                at += 1
            first = at
            while at < len(hits) and hits[at].end <= end:
                at += 1
            inside = [Hit(h.start - start, h.end - start, h.values) for h in hits[first:at]]
            sentence = Sentence(folded[start:end], low[start:end], start)
            found += self._sentence(sentence, inside, memory)
        if plain.text is not text:
            found = [
                replace(p, start=plain.place(p.start), end=plain.place(p.end, end=True))
                for p in found
            ]
        return _distinct(found)

    def _sentence(
        self, sentence: Sentence, hits: list[Hit[Meaning]], memory: Memory
    ) -> list[Proposal]:
        words, low, folded = self.words, sentence.low, sentence.folded
        if not hits and not self._may_speak(sentence, memory):
            memory.pending.append(sentence)
            return []
        self._catch_up(memory)
        triggers, bare = find_triggers(words, low, folded, hits, memory.defined)
        triggers = _with_again(triggers, low, memory)
        mentions = words.actors.mentions(folded, low)
        groups = words.actors.groups(mentions, folded, low)
        dates = find_dates(low, folded, Anchor(memory.before, memory.document))
        if _is_chronology(low, dates):
            return []
        context = memory.context()
        found: list[Proposal] = []
        told: dict[Trigger, Parties] = {}
        meant = self._meant(low)
        if triggers:
            for staged in _stated(words, low, triggers, dates):
                parties = resolve(
                    words.actors,
                    staged,
                    groups,
                    low,
                    context,
                    meant=meant,
                    parties_needed=self.book.kinds[staged.trigger.of][staged.trigger.code].parties,
                )
                told[staged.trigger] = parties
                found += self._proposals(staged, parties, dates, sentence, memory)
            self._define(triggers, told, sentence, memory)
            _name_exercises(triggers, told, sentence, memory)
        memory.remember(triggers, told, groups, dates, words.actors)
        return found

    def _may_speak(self, sentence: Sentence, memory: Memory) -> bool:
        """Whether a sentence without a name of a kind may speak of one by other means."""
        if any(name in sentence.folded for name in memory.defined):
            return True
        if memory.last and _AGAIN.search(sentence.low):
            return True
        return bool(self.words.abbreviations.find(sentence.folded))

    def _catch_up(self, memory: Memory) -> None:
        """Remember who and when the sentences passed over named, now that one leans on them."""
        for sentence in memory.pending:
            mentions = self.words.actors.mentions(sentence.folded, sentence.low)
            groups = self.words.actors.groups(mentions, sentence.folded, sentence.low)
            anchor = Anchor(memory.before, memory.document)
            dates = find_dates(sentence.low, sentence.folded, anchor)
            memory.remember((), {}, groups, dates, self.words.actors)
        memory.pending.clear()

    def _meant(self, low: str) -> int:
        """How many parties words such as ``both sides`` mean; 9 for any number, 0 for none."""
        for hit in self.words.pairs.find(low):
            for word in low[hit.start : hit.end].split():
                if word in _COUNT:
                    return _COUNT[word]
            return 9
        return 0

    def _proposals(
        self,
        staged: Staged,
        parties: Parties,
        dates: Sequence[Found],
        sentence: Sentence,
        memory: Memory,
    ) -> Iterator[Proposal]:
        for index, codes in enumerate(parties.sets):
            at = parties.at[index] if parties.at else None
            timed = when(
                staged, dates, sentence.low, memory.timing(), partner_at=at, parties_how=parties.how
            )
            if timed.future:
                continue
            total, features = score(staged, parties, timed)
            if total < self.at_least:
                continue
            for date, last in each(timed, staged, dates, sentence.low):
                yield Proposal(
                    of=staged.trigger.of,
                    kind=staged.trigger.code,
                    parties=codes,
                    date=date,
                    last=last,
                    stage=staged.stage,
                    score=total,
                    features=features,
                    start=sentence.start,
                    end=sentence.start + len(sentence.low),
                )

    def _define(
        self,
        triggers: Sequence[Trigger],
        told: dict[Trigger, Parties],
        sentence: Sentence,
        memory: Memory,
    ) -> None:
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
            if match[1] in memory.defined and not known:
                continue
            # A general abbreviation such as ACSA stands for every pair's; a title for its own.
            own = known if not self.words.abbreviations.find(match[1]) else ()
            if self._is_actor(match[1]):
                continue
            memory.defined[match[1]] = trigger._replace(parties=own)

    def _is_actor(self, name: str) -> bool:
        return bool(self.words.actors.mentions(name, name.lower()))


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
        self.begin_paragraph()

    def begin_paragraph(self) -> None:
        """Forget what held for the paragraph before."""
        self.pair: tuple[str, ...] = ()
        self.subject: tuple[str, ...] = ()
        self.before: PartialDate | None = None
        self.last: dict[str, Trigger] = {}
        self.pending: list[Sentence] = []

    def context(self) -> Context:
        """What the parties of the next sentence may lean on."""
        return Context(self.pair, self.subject, self.speaker, self.document_pair)

    def timing(self) -> Timed:
        """What the date of the next sentence may lean on."""
        return Timed(self.before, None, "before", False, self.document)

    def remember(
        self,
        triggers: Sequence[Trigger],
        told: dict[Trigger, Parties],
        groups: Sequence[Group],
        dates: Sequence[Found],
        actors: Actors,
    ) -> None:
        """Keep what this sentence named."""
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
        for trigger in triggers:
            parties = told.get(trigger)
            codes = parties.sets[0] if parties and len(parties.sets) == 1 else trigger.parties
            kept = trigger._replace(parties=codes)
            self.last[trigger.of] = kept
        exact = [d.date for d in dates if d.date is not None]
        if exact:
            self.before = exact[-1]


def _is_chronology(low: str, dates: Sequence[Found]) -> bool:
    """Whether dates stand in a row, away from what happened on them, as in a table run together."""
    row = 1
    for left, right in pairwise(dates):
        row = row + 1 if low[left.end : right.start].strip(" |;,") == "" else 1
        if row >= 3:
            return True
    return False


_CALLED = re.compile(r"[ ,]*[\"'(]+ ?([A-Z][\w]{3,20})(?:[ -][0-9A-Z]\w*)?[\"')]")


def _name_exercises(
    triggers: Sequence[Trigger], told: dict[Trigger, Parties], sentence: Sentence, memory: Memory
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
            memory.defined[match[1]] = trigger._replace(parties=parties.sets[0])


def _with_again(triggers: list[Trigger], low: str, memory: Memory) -> list[Trigger]:
    """``The agreement entered into force …``: the instrument named before is meant again."""
    match = _AGAIN.search(low)
    if match is None or not memory.last:
        return triggers
    if any(t.start < match.end() and match.start() < t.end for t in triggers):
        return triggers
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


_NOUN_DATE = re.compile(r"[ ,(]*(?:signed |dated |of |in |on |held |from )*$")
_TITLE_DATE = re.compile(r"[,;.(][^,;.(]{0,25}$")
_STANDING = frozenset(("exercise", "operation", "port_call"))


def _stated(
    words: Words, low: str, triggers: list[Trigger], dates: Sequence[Found]
) -> list[Staged]:
    """Triggers with their stages; a noun beside its own date, or one that stands, needs no verb."""
    staged = bind(words, low, triggers)
    bound = {s.trigger for s in staged}
    verbs = {(s.start, s.end) for s in staged}
    for trigger in triggers:
        if trigger in bound or trigger.how in ("again", "relation", "verb", "visit", "people"):
            continue
        if trigger.code in ("policy", "statement") and not dates:
            continue
        dated = any(_beside(trigger, date, low, bool(verbs)) for date in dates)
        if not (dated or _stands(trigger)) or blocked_at(words, low, trigger):
            continue
        if trigger.of == "event" and any(s.trigger.of == "instrument" for s in staged):
            continue  # what an instrument is about
        stage = "held" if trigger.of != "instrument" else "signed" if dated else "in_force"
        staged.append(Staged(trigger, stage, trigger.start, trigger.end, dated))
    return staged


def _beside(trigger: Trigger, date: Found, low: str, verbs: bool) -> bool:
    """Whether a date is said of a noun: ``the 2007 declaration``, ``exercise in May``."""
    if date.end <= trigger.start:
        ahead = low[date.end : trigger.start]
        return (
            date.bare
            and len(ahead.split()) <= 5
            and not re.search(r"[,;.(]|\b(?:in|on|the|a|was|were|with|by|and|of)\b", ahead)
        )
    behind = low[trigger.end : date.start]
    if trigger.code == "policy":
        return bool(_NOUN_DATE.fullmatch(behind))
    if trigger.of != "instrument":
        return len(behind) < 60
    listed = not verbs and len(behind) < 160 and _TITLE_DATE.search(behind)
    return bool(_NOUN_DATE.fullmatch(behind) or listed)


def _stands(trigger: Trigger) -> bool:
    """Whether a noun without verb or date speaks of what is there."""
    return trigger.of in ("instrument", "dialogue") or trigger.code in _STANDING


def _distinct(found: Sequence[Proposal]) -> list[Proposal]:
    """Each fact once, the best told; one with no or a vaguer date gives way to the exact one."""
    best: dict[tuple[str, tuple[str, ...], str, str], Proposal] = {}
    for one in found:
        key = (one.kind, one.parties, one.stage, str(one.date or ""))
        if key not in best or best[key].score < one.score:
            best[key] = one
    return [one for key, one in best.items() if not _vaguer(key, best)]


def _vaguer(
    key: tuple[str, tuple[str, ...], str, str],
    keys: Iterable[tuple[str, tuple[str, ...], str, str]],
) -> bool:
    kind, parties, stage, date = key
    for k, p, s, d in keys:
        if (k, p) == (kind, parties) and d != date and d.startswith(date) and s == stage:
            return True
        # That something stands is no news beside its signature or its entry into force.
        if (k, p) == (kind, parties) and not date and stage == "in_force" and s != stage:
            return True
    return False
