"""From passages to candidates: who, with whom, what, when, at which stage, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from kizuna.codebook import Codebook, PartialDate
from kizuna.reading.case import REFUSED, Case, Parties
from kizuna.reading.dated import Anchor, Found
from kizuna.reading.dates import find_dates
from kizuna.reading.finders import Hit
from kizuna.reading.fold import fold, lower
from kizuna.reading.marks import Unmarked
from kizuna.reading.memory import (
    AGAIN,
    SIMILAR,
    Memory,
    Sentence,
    heading_of,
    is_chronology,
    with_again,
)
from kizuna.reading.parties import resolve, without_postings
from kizuna.reading.proposal import Proposal as Proposal
from kizuna.reading.repeated import each
from kizuna.reading.scoring import score
from kizuna.reading.sentences import sentences
from kizuna.reading.stages import Staged
from kizuna.reading.stances import StancePatterns, StanceReader
from kizuna.reading.stated import stated
from kizuna.reading.stating import proposed
from kizuna.reading.timing import when
from kizuna.reading.trigger import Trigger
from kizuna.reading.triggers import find_triggers
from kizuna.reading.vocabulary import Vocabulary
from kizuna.reading.words import Meaning, Words

_COUNT = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}


_SHORT = 1_500  # characters of a paragraph whose only two actors may be meant throughout
_MOST = 60  # names in a sentence; one with more is a list or hostile, and is passed over


class Reader:
    """Reads passages; make one per process and reuse it.

    Args:
        book: the codebook, whose kinds and actors are looked for.
        vocabulary: the words by which texts speak of them.
        at_least: proposals with a lower score are left out.
        speaker: code of the actor whose document it is: who ``we`` is.
        stances: the words of stances, to propose these as well.
    """

    def __init__(
        self,
        book: Codebook,
        vocabulary: Vocabulary,
        *,
        at_least: float = 0.5,
        speaker: str = "",
        stances: StancePatterns | None = None,
    ) -> None:
        self.words = Words(vocabulary, book)
        self.book = book
        self.at_least = at_least
        self.speaker = speaker
        self.stances = StanceReader(self.words, stances, book) if stances else None

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
            found = self._paragraph(paragraph, memory)
            if self.stances is not None:
                found += [
                    p for p in proposed(self.stances, paragraph, memory) if p.score >= self.at_least
                ]
            yield found

    def _pair_in(self, title: str) -> tuple[str, ...]:
        folded = fold(title)
        mentions = self.words.actors.mentions(folded, lower(folded))
        codes = dict.fromkeys(m.code for m in mentions if m.part != "place")
        able = tuple(sorted(c for c in codes if self.words.actors.acts_alone(c)))
        return able if len(able) <= 2 else ()

    def _paragraph(self, text: str, memory: Memory) -> list[Proposal]:
        plain = Unmarked(text)
        folded = fold(plain.text)
        low = lower(folded)
        hits = self.words.triggers.find(low)
        memory.begin_paragraph(Sentence(folded, low, 0))
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
        found = _on_one_day(_one_pact(found, low), low)
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
        asked = low.rstrip(" \"')").endswith("?")
        if asked or (not hits and not self._may_speak(sentence, memory)):
            if not sentence.start:
                dates = find_dates(low, folded, Anchor(None, memory.document))
                memory.heading = heading_of(low, dates)
            memory.pending.append(sentence)
            return []
        mentions = words.actors.mentions(folded, low)
        if max(len(hits), len(mentions)) > _MOST or folded.count("(") > _MOST:
            return []
        if len(words.abbreviations.find(folded)) > _MOST:
            return []
        self._catch_up(memory)
        triggers = find_triggers(words, low, folded, hits, memory.defined)
        triggers = with_again(triggers, low, memory)
        groups = words.actors.groups(mentions, folded, low)
        dates = find_dates(low, folded, Anchor(memory.before, memory.document))
        if is_chronology(low, dates):
            return []
        context = memory.context()
        found: list[Proposal] = []
        told: dict[Trigger, Parties] = {}
        meant = self._meant(low)
        if triggers:
            cases = [
                Case(words.actors, staged, groups, low, context, meant)
                for staged in stated(words, low, triggers, dates)
            ]
            resolved = [(c.staged, self._resolved(c, memory)) for c in cases]
            for staged, parties in without_postings(resolved):
                told[staged.trigger] = parties
                found += self._proposals(staged, parties, dates, sentence, memory, triggers)
            memory.define(triggers, told, sentence, words)
        memory.remember(triggers, told, groups, dates, words.actors, low)
        return found

    def _resolved(self, case: Case, memory: Memory) -> Parties:
        """The parties to a fact; where nothing tells them, the only two of a short paragraph."""
        needed = self._needed(case.staged)
        parties = resolve(case, needed=needed)
        if parties.sets or parties.how == REFUSED.how or memory.pair or needed == 1:
            return parties
        if memory.whole is None:
            memory.whole = self._pair_of(memory.paragraph)
        acting = [g for g in case.groups if g.part not in ("place", "other")]
        here = {code for group in acting for code in group.codes}
        meant = not here and case.meant in (2, 9)
        if meant and not memory.whole:
            wide = self._pair_of(memory.paragraph, places=True)
            return (
                resolve(case._replace(context=case.context._replace(pair=wide)), needed=needed)
                if wide
                else parties
            )
        named = len(here.intersection(memory.whole))
        if named == 2 and all(g.part == "with" for g in acting):
            return parties  # ``the ACSA with Chile and the one with Peru``: whose, is not said
        met = case.staged.trigger.how == "people"  # who met whom, the sentence itself must say
        told = not met or _is_heading(case)
        if not memory.whole or not (meant or named == 1 or (named == 2 and told)):
            return parties
        context = case.context._replace(pair=memory.whole)
        return resolve(case._replace(context=context), needed=needed)

    def _pair_of(self, paragraph: Sentence, *, places: bool = False) -> tuple[str, ...]:
        """The two actors of a paragraph, if it names two and no more, places among them or not."""
        if len(paragraph.low) > _SHORT:
            return ()
        mentions = self.words.actors.mentions(paragraph.folded, paragraph.low)
        left = ("other",) if places else ("place", "other")
        codes = {m.code for m in mentions if m.part not in left}
        able = sorted(c for c in codes if self.words.actors.acts_alone(c))
        return tuple(able) if len(able) == 2 else ()

    def _needed(self, staged: Staged) -> int | None:
        """How many parties the kind of a fact has; ``None`` for two or more."""
        return self.book.kinds[staged.trigger.of][staged.trigger.code].parties

    def _may_speak(self, sentence: Sentence, memory: Memory) -> bool:
        """Whether a sentence without a name of a kind may speak of one by other means."""
        if any(name in sentence.folded for name in memory.defined):
            return True
        if memory.last and (AGAIN.search(sentence.low) or SIMILAR.search(sentence.low)):
            return True
        return bool(self.words.abbreviations.find(sentence.folded))

    def _catch_up(self, memory: Memory) -> None:
        """Remember who and when the sentences passed over named, now that one leans on them."""
        for sentence in memory.pending:
            mentions = self.words.actors.mentions(sentence.folded, sentence.low)
            groups = self.words.actors.groups(mentions, sentence.folded, sentence.low)
            anchor = Anchor(memory.before, memory.document)
            dates = find_dates(sentence.low, sentence.folded, anchor)
            memory.remember((), {}, groups, dates, self.words.actors, sentence.low)
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
        triggers: Sequence[Trigger],
    ) -> Iterator[Proposal]:
        others = [t for t in triggers if t is not staged.trigger]
        for index, codes in enumerate(parties.sets):
            at = parties.at[index] if parties.at else None
            timed = when(
                staged,
                dates,
                sentence.low,
                memory.timing(),
                partner_at=at,
                parties_how=parties.how,
                others=others,
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


def _is_heading(case: Case) -> bool:
    """``Chile and Peru: in June 2019, Minister X met Minister Y``: whom the line is about."""
    first = case.groups[0] if case.groups else None
    return bool(
        first and first.start < 5 and len(first.codes) == 2 and case.low.startswith(":", first.end)
    )


# ``signed a defence pact``, before a sentence that says which: ``The Reciprocal Access Agreement …``
_SOME_PACT = re.compile(
    r"\ban? (?:[\w'-]+ ){0,3}(?:(?:defense|(?<!information )security|military)(?: and [\w]+)?(?: cooperation)? "
    r"(?:agreement|pact|deal|accord|treaty)\b|(?:agreement|pact|deal|accord) (?:to|on|for|aimed at) "
    r"[^.;]{0,50}\b(?:defense|security|military)\b)"
)
_GENERAL = ("defence_memorandum", "security_declaration")
_ANOTHER = re.compile(
    r"\b(?:also|(?<!one )(?<!each )another|further|furthermore|separate|separately|in addition|later|earlier)\b"
)


def _one_pact(found: Sequence[Proposal], low: str) -> list[Proposal]:
    """A pact told in general, and by its name in the next sentence, is one; it keeps the date."""
    dropped: set[int] = set()
    dates: dict[int, Proposal] = {}
    for i, one in enumerate(found):
        if one.kind not in _GENERAL or not _SOME_PACT.search(low, one.start, one.end):
            continue
        named = next((j for j, other in enumerate(found) if _names(other, one, low)), None)
        if named is not None:
            dropped.add(i)
            dates[named] = one
    return [
        _told_as(p, dates[i]) if i in dates else p for i, p in enumerate(found) if i not in dropped
    ]


_ALL = re.compile(
    r"\b(?:the|these|both|all|all the)(?: \w+)? (?:agreements|documents|pacts|memoranda|mous|deals|accords|papers)\b"
)


def _on_one_day(found: Sequence[Proposal], low: str) -> list[Proposal]:
    """``The agreements were signed on 3 May``: the date of all that were told of before."""
    days = [
        p
        for p in found
        if p.date and p.features[0].found == "again" and _ALL.search(low, p.start, p.end)
    ]
    return [
        replace(p, date=day.date, last=day.last) if day is not None else p
        for p in found
        for day in [next((d for d in days if _told_before(p, d)), None)]
    ]


def _told_before(one: Proposal, day: Proposal) -> bool:
    same = (one.of, one.parties, one.stage) == (day.of, day.parties, day.stage)
    return same and one.date is None and one.start < day.start


def _told_as(named: Proposal, general: Proposal) -> Proposal:
    date, last = (named.date, named.last) if named.date else (general.date, general.last)
    return replace(named, stage=general.stage, date=date, last=last)


def _names(one: Proposal, general: Proposal, low: str) -> bool:
    """Whether a later sentence says by name which pact was meant."""
    if (one.of, one.parties) != (general.of, general.parties) or one.kind in _GENERAL:
        return False
    mine, other = str(one.date or ""), str(general.date or "")
    # ``… making it the first to have a reciprocal access agreement with Japan``
    stands = one.stage == "in_force" and not mine and one.start >= general.start
    if not stands and (one.stage != general.stage or one.start <= general.start):
        return False
    agrees = mine.startswith(other) or other.startswith(mine)
    return agrees and not _ANOTHER.search(low, one.start, one.end)


def _distinct(found: Sequence[Proposal]) -> list[Proposal]:
    """Each fact once, the best told; one with no or a vaguer date gives way to the exact one."""
    best: dict[tuple[str, tuple[str, ...], str, str], Proposal] = {}
    told: set[tuple[str, tuple[str, ...], str]] = set()
    for one in sorted(found, key=_again):  # those that lean on another come last
        fact = (one.kind, one.parties, one.stage)
        if one.of == "instrument" and _again(one) and fact in told:
            continue
        if one.date:
            told.add(fact)
        key = (one.kind, one.parties, one.stage, str(one.date or ""))
        if key not in best or best[key].score < one.score:
            best[key] = one
    return [one for key, one in best.items() if not _vaguer(key, best)]


def _again(one: Proposal) -> int:
    """How far a proposal leans on what was said before: not, for its subject, or for its date too."""
    if one.features[0].found != "again":
        return 0
    return 2 if any(f.found == "carried" for f in one.features) else 1


def _vaguer(
    key: tuple[str, tuple[str, ...], str, str],
    keys: Iterable[tuple[str, tuple[str, ...], str, str]],
) -> bool:
    kind, parties, stage, date = key
    for k, p, s, d in keys:
        if (k, p) == (kind, parties) and d != date and d.startswith(date) and s == stage:
            return True
        # ``a key defence pact …; the Reciprocal Access Agreement``: one instrument, named twice.
        general = (kind, stage, date) == ("defence_memorandum", "in_force", "")
        if general and p == parties and k != kind and s in ("signed", "in_force", "negotiating"):
            return True
        # That an instrument stands is no news beside its signature or its entry into force.
        undated = not date and stage in ("in_force", "signed") and s != stage
        if (k, p) == (kind, parties) and undated and (d or stage == "in_force"):
            return True
    return False
