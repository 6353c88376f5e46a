"""Stances: what a government or a party says in so many words of a threat, a partner or a policy.

Only explicit statements are proposed, of a holder that the sentence names at its head or that is known
to speak. The way from the holder to what it speaks of may hold no word that is not known: what is denied,
planned, supposed, or said by somebody else breaks off on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kizuna.codebook import Codebook, PartialDate
from kizuna.codebook.patterns import Dictionary, load_patterns
from kizuna.reading.actors import Group
from kizuna.reading.blocking import CLAUSE
from kizuna.reading.dated import Anchor
from kizuna.reading.dates import find_dates
from kizuna.reading.fold import fold, lower, word_set
from kizuna.reading.holders import Around, Holder, Holders, Subject, gap
from kizuna.reading.said import Said
from kizuna.reading.scoring import Feature
from kizuna.reading.sentences import sentences
from kizuna.reading.stance_objects import LEAD, LEAD_PARTNER, LEAD_POLICY, led, objects
from kizuna.reading.stance_phrases import Phrases
from kizuna.reading.stance_things import Thing, Things
from kizuna.reading.stance_words import StanceWords, known_to, load_stance_words
from kizuna.reading.words import Words

if TYPE_CHECKING:
    from kizuna.reading.stance_words import VerbWords

_MOST = 40  # actors named in a sentence; one with more is a list
_TAIL = 60  # characters between what is judged and the judgement
_PAST = re.compile(r"(?:ed|saw|was|were)\b")
_STRONGEST = re.compile(
    r"in the (?:strongest|clearest|firmest)(?: possible)? terms|in no uncertain terms|unequivocally"
)
# Somebody else's view, a wish, or what is only supposed.
_VIEWS = re.compile(
    r"\b(?:view of|views of|believe\w*|argue\w*|(?:stat|not|report|assess|declar)(?:e?s|ed) that|analysts?|experts?|claim\w*|said|say|says|think\w*|if|whether|when|unless|would|could|may|might|"
    r"should|not|no|never|neither|hardly|perceiv\w*|some|others)\b"
)
_IS = re.compile(
    r"[^,;.\"]{0,80}? (?:is|are|remains?|continues? to be|(?:comes?|stems?) from|(?:is|are) posed by)"
    r"(?: (?:to|that of|still|also))?(?= )"
)
_ASIDE = re.compile(r"\b(?:to|in)\b")
_WHICH = re.compile(r"[^,]*,? (?:which|that)(?:, [^,]{1,30},)?|[^,]*")
_ENDS = re.compile(r"; |\bthat\b|, which ")
_ACTS = re.compile(r"(?:[,;:]|\b(?:and|but|while|as|when))(?: the)? $")
_FURTHER = re.compile(r",? and(?= )")
_TO_OTHER = re.compile(r" (?:to|for|of|facing|confronting) ")
_MEASURED = word_set("per cent percent poll survey respondents")


class StancePatterns(NamedTuple):
    """The words by which stances are read, and those of threats."""

    words: StanceWords
    threats: Dictionary


def load_stances(folder: Path | None = None) -> StancePatterns:
    """The shipped words, with what the codebook in ``folder`` adds.

    Raises:
        CodebookError: a file breaks its schema; names the file and what is wrong.
    """
    return StancePatterns(load_stance_words(folder), load_patterns(folder))


class Stance(msgspec.Struct, frozen=True):
    """A stance as read, with its place in its paragraph."""

    holder: str
    said: Said
    date: PartialDate | None
    score: float
    features: tuple[Feature, ...]
    start: int
    end: int


class _Told(NamedTuple):
    """A judgement found in a sentence: of what, how strongly, and how it was told."""

    thing: Thing
    value: int
    form: str
    at: int
    listed: bool = False


class _Line(NamedTuple):
    """A sentence with the actors that it names."""

    folded: str
    low: str
    start: int
    groups: list[Group]


class StanceReader:
    """Reads the stances of a paragraph.

    Args:
        words: the words of reading, with the names of actors.
        patterns: those of stances and threats.
        book: the codebook.
    """

    def __init__(self, words: Words, patterns: StancePatterns, book: Codebook) -> None:
        known = known_to(patterns.words, book)
        self.words = words
        self.things = Things(known, patterns.threats, book)
        self.holders = Holders(words.actors, known.party)
        self.phrases = Phrases(known)
        self._threat_of = {entry.actor: entry.threat for entry in known.actor_threat}
        self._with = {policy.code: policy.partners for policy in known.policy}

    def read(
        self, text: str, *, date: PartialDate | None, speaker: str = "", pair: tuple[str, ...] = ()
    ) -> list[Stance]:
        """The stances of a paragraph, each once.

        Args:
            text: the paragraph, without marks.
            date: of the document.
            speaker: code of the actor whose document it is.
            pair: the two actors that its title names.
        """
        folded = fold(text)
        low = lower(folded)
        mentions = self.words.actors.mentions(folded, low)
        around = Around(speaker, pair, frozenset(m.code for m in mentions))
        found: list[Stance] = []
        for start, end in sentences(folded):
            found += self._sentence(folded[start:end], low[start:end], start, around, date)
        return _strongest(found)

    def _sentence(
        self, folded: str, low: str, start: int, around: Around, date: PartialDate | None
    ) -> Iterator[Stance]:
        if low.rstrip("\"') ").endswith("?") or not self._may_speak(low):
            return
        mentions = self.words.actors.mentions(folded, low)
        if len(mentions) > _MOST or self._hearsay(low):
            return
        line = _Line(folded, low, start, self.words.actors.groups(mentions, folded, low))
        for subject in self.holders.subjects(folded, low, line.groups, around):
            for told in self._judged(line, subject):
                for holder in subject.holders:
                    if self._able(holder, told.thing):
                        yield self._stance(line, subject, holder, told, date)
        if around.speaker:
            holder = Holder(around.speaker, "government")
            subject = Subject(0, 0, 0, (holder,), "speaker")
            for told in (*self._being(line, around.speaker), *self._named(line, around.speaker)):
                if self._able(holder, told.thing):
                    yield self._stance(line, subject, holder, told, date)

    def _may_speak(self, low: str) -> bool:
        """Whether a sentence holds a verb or a noun of judgement at all."""
        verbs = any(verb.pattern.search(low) for verb in self.phrases.verbs)
        return verbs or bool(self.phrases.head.search(low))

    def _hearsay(self, low: str) -> bool:
        hearsay = any(hit.values[0] == "hearsay" for hit in self.words.blocks.find(low))
        return hearsay or "according to" in low or bool(_MEASURED.intersection(low.split()))

    def _able(self, holder: Holder, thing: Thing) -> bool:
        """Whether a holder can speak so of a thing: not of itself."""
        if thing.about_kind == "partner":
            return thing.about != holder.actor
        if thing.about_kind == "policy":
            return holder.actor not in self._with.get(thing.about, ())
        return self.things.subjects.get(thing.about) != holder.actor

    # HOLDER verb WHAT ------------------------------------------------------------------------

    def _judged(self, line: _Line, subject: Subject) -> Iterator[_Told]:
        """What a holder says with each of the verbs of one subject."""
        for place in (subject.end, *_further(line, subject)):
            for verb in self.phrases.verbs:
                match = verb.pattern.match(line.low, place)
                if match is not None:
                    yield from self._of_verb(line, verb.words, match)
            match = self.phrases.judges.match(line.low, place)
            if match is not None:
                yield from self._as(line, match.end())

    def _of_verb(self, line: _Line, verb: VerbWords, match: re.Match[str]) -> Iterator[_Told]:
        low, at = line.low, match.end()
        # Adverbs ahead of the verb lend it their degree: ``strongly condemns``.
        ahead = max(0, match.start() - 24)
        stop = CLAUSE.search(low, at)
        end = stop.start() if stop else len(low)
        if verb.about == "threat":
            things = [
                t for t in self.things.threats(low, at, end) if verb.toward == "for" or not t.answer
            ]
            lead = LEAD | self.phrases.passed
        elif verb.about == "policy":
            things, lead = self.things.policies(low, at, end), LEAD_POLICY | self.phrases.passed
        else:
            things, lead = self._partners(line, at, end), LEAD_PARTNER | self.phrases.passed
        for number, thing in enumerate(objects(things, low, at, lead)):
            told = low[low.find(" ", ahead, match.start() + 1) : thing.start]
            if _STRONGEST.search(low, thing.end, end):
                told += " strongest"
            value = self.phrases.value(verb.about, verb.value, told)
            yield _Told(thing, value, "verb", at, listed=number > 0)

    # HOLDER regards WHAT as NOUN --------------------------------------------------------------

    def _as(self, line: _Line, at: int) -> Iterator[_Told]:
        low = line.low
        end = min(len(low), at + 160)
        stop = CLAUSE.search(low, at, end)
        end = stop.start() if stop else end
        things = [t for t in self.things.threats(low, at, end) if not t.answer]
        for thing in [*things, *self._partners(line, at, end)]:
            lead = LEAD if thing.about_kind == "threat" else LEAD_PARTNER
            if not led(low, at, thing.start, lead):
                continue
            match = self.phrases.judgement.search(low, thing.end, min(end, thing.end + _TAIL + 60))
            if match is None or "," in (behind := low[thing.end : match.start()]):
                continue
            if thing.about_kind == "partner" and behind.strip():
                continue  # ``regards the policy of A as a threat``: not A itself
            told = self._noun(thing, match, "as")
            if told is not None:
                yield told

    def _noun(self, thing: Thing, match: re.Match[str], form: str) -> _Told | None:
        """A thing judged by a noun, if the noun is said of such things."""
        noun = self.phrases.nouns[match["noun"]]
        if thing.about_kind == "partner" and noun.about == "threat":
            if match["noun"] not in ("threat", "threats"):
                return None
            threat = self._threat_of.get(thing.about)
            if threat is None:
                return _Told(thing._replace(), -2, form, match.end())
            thing = thing._replace(about_kind="threat", about=threat)
        if noun.about != thing.about_kind:
            return None
        value = self.phrases.value(noun.about, noun.value, match[0])
        return _Told(thing, value, form, match.end())

    # WHAT is NOUN, said by whose document it is -------------------------------------------------

    def _being(self, line: _Line, speaker: str) -> Iterator[_Told]:
        low = line.low
        for verb in self.phrases.being.finditer(low):
            match = self.phrases.head.match(low, verb.end())
            if match is None or low.count('"', 0, verb.start()) % 2:
                continue
            if _ASIDE.search(match["lead"]):
                continue  # ``is significant to its partners``
            if not self._own(line, match.end(), speaker):
                continue
            ahead = [t for t in self.things.threats(low, 0, verb.start()) if not t.answer]
            ahead += self._partners(line, 0, verb.start())
            for thing in ahead:
                lead = LEAD if thing.about_kind == "threat" else LEAD_PARTNER
                between = low[thing.end : verb.start()]
                # ``Military developments of A pose a threat``: not A itself.
                near = len(between) <= _TAIL and _joins(between)
                near = near and (thing.about_kind == "threat" or not between.strip())
                if near and self._heads(line, thing, lead, speaker):
                    told = self._noun(thing, match, "is")
                    if told is not None:
                        yield told

    def _named(self, line: _Line, speaker: str) -> Iterator[_Told]:
        """``The greatest threat to our security is terrorism.``"""
        low = f" {line.low}"
        head = self.phrases.head.match(low)
        if head is None or not self._own(line, head.end() - 1, speaker):
            return
        being = _IS.match(low, head.end())
        if being is None or _VIEWS.search(low, 0, being.end()):
            return
        at = being.end() - 1
        stop = CLAUSE.search(line.low, at)
        things = self.things.threats(line.low, at, stop.start() if stop else len(line.low))
        for number, thing in enumerate(objects(things, line.low, at, LEAD | self.phrases.passed)):
            told = self._noun(thing, head, "is")
            if told is not None:
                yield told._replace(at=at, listed=number > 0)

    def _own(self, line: _Line, end: int, speaker: str) -> bool:
        """Whether a judgement is the speaker's: not told of what something is to somebody else."""
        to = _TO_OTHER.match(line.low, end)
        if to is None:
            return True
        named = {c for g in line.groups if end <= g.start <= end + 60 for c in g.codes}
        return named <= {speaker}

    @staticmethod
    def _heads(line: _Line, thing: Thing, lead: frozenset[str], speaker: str) -> bool:
        """Whether a thing stands at the head of a clause, and nobody else is named ahead of it."""
        low, words = line.low[: thing.start], line.low[: thing.start].split()
        while words and words[-1].strip(",'\"") in lead and not words[-1].endswith(","):
            words.pop()
        opened = not words or words[-1].endswith((",", ";", ":"))
        named = {m.code for g in line.groups for m in g.places if m.end <= thing.start}
        listed = {thing.about} if thing.about_kind == "partner" else set()
        return opened and named <= {speaker, *listed} and not _VIEWS.search(low)

    # ---------------------------------------------------------------------------------------------

    def _partners(self, line: _Line, start: int, end: int) -> list[Thing]:
        """Actors named in a stretch of a sentence, as what something is said of; no world bodies."""
        return [
            Thing(m.start, m.end, "partner", m.code)
            for g in line.groups
            for m in g.places
            if start <= m.start
            and m.end <= end
            and m.form in ("name", "capital")
            and self.words.actors.type_of(m.code) != "global"
        ]

    def _stance(
        self, line: _Line, subject: Subject, holder: Holder, told: _Told, date: PartialDate | None
    ) -> Stance:
        when, how = _date(line, subject, told, date)
        features = (
            Feature("holder", subject.how, _HOLDER[subject.how]),
            Feature("view", told.form, _FORM[told.form]),
            Feature("about", "listed" if told.listed else "beside", 0.16 if told.listed else 0.24),
            Feature("date", how, _DATE[how]),
        )
        said = Said(holder.kind, holder.name, told.thing.about_kind, told.thing.about, told.value)
        total = round(sum(f.weight for f in features), 3)
        end = line.start + len(line.low)
        return Stance(holder.actor, said, when, total, features, line.start, end)


_HOLDER = {"named": 0.30, "party": 0.30, "speaker": 0.26, "both": 0.20}
_FORM = {"verb": 0.24, "as": 0.24, "is": 0.18}
_DATE = {"sentence": 0.12, "document": 0.08, "none": 0.0}


def _further(line: _Line, subject: Subject) -> Iterator[int]:
    """Where further verbs of a subject may stand: behind ``and``, as long as nobody else acts."""
    others = [
        g.start
        for g in line.groups
        if g.start > subject.end and g.part == "plain" and _ACTS.search(line.low[: g.start])
    ]
    limit = min(others, default=len(line.low))
    stop = _ENDS.search(line.low, subject.end)
    limit = min(limit, stop.start() if stop else limit)
    for match in _FURTHER.finditer(line.low, subject.end, limit):
        yield gap(line.folded, line.low, match.end())


def _joins(between: str) -> bool:
    """Whether a verb belongs to what stands ahead of it: ``climate change, which poses …``."""
    return _WHICH.fullmatch(between) is not None and not _VIEWS.search(between)


def _date(
    line: _Line, subject: Subject, told: _Told, document: PartialDate | None
) -> tuple[PartialDate | None, str]:
    """When it was said: on the date ahead of a verb in the past, else with the document."""
    if told.form == "is" or not _PAST.search(line.low, subject.end, told.at):
        return document, "document" if document else "none"
    dates = find_dates(line.low, line.folded, Anchor(None, document))
    ahead = [d for d in dates if d.date is not None and d.end <= told.thing.start]
    if document is not None:
        ahead = [d for d in ahead if d.date is not None and d.date.earliest <= document.latest]
    if ahead and ahead[0].end <= subject.start + 40:
        return ahead[0].date, "sentence"
    if dates:
        return None, "none"
    return document, "document" if document else "none"


def _strongest(found: Sequence[Stance]) -> list[Stance]:
    """Each holder's stance on each thing once: the strongest of a paragraph."""
    best: dict[tuple[str, str, str, str], Stance] = {}
    for one in found:
        said = one.said
        key = (one.holder, said.holder_name, said.about_kind, said.about)
        kept = best.get(key)
        if kept is None or (abs(kept.said.value), kept.score) < (abs(said.value), one.score):
            best[key] = one
    return sorted(best.values(), key=lambda s: s.start)
