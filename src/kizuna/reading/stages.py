"""At which stage: the verb that a sentence uses of what it names, and whether it states a fact."""

from __future__ import annotations

import re
from typing import NamedTuple

from kizuna.reading.finders import Hit
from kizuna.reading.fold import phrase_set, word_set
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Reason, Words

_CLAUSE = re.compile(
    r"; |, which |, while |, but |, whereas |, although |, where |, who | because |(?<!\.[a-z])\. |, after |, when |, and (?:the|it|they|he|she|in|on|japan|both|that)\b| —|— |: "
)
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be|got)(?: (?:\w+ly|also|first|then|again|jointly|finally|already|subsequently|successfully|not|never))? $"
)
_TO = re.compile(r"\bto(?: \w+ly| jointly| also)? $")
_INTRANSITIVE = (
    "force",
    "effect",
    "place",
    "began",
    "begins",
    "commenced",
    "expired",
    "lapsed",
    "effective",
    "operational",
    "underway",
    "kicked off",
    "concluded",
    "started",
    "ended",
)
_NEXT = (" of", " the", " a", " an", " to", " on", " for", " over", " in", "negotiating", "hosting")
_WINDOW: dict[str, int] = {"negation": 5, "plan": 6, "hypothesis": 7, "hearsay": 60}
_SHORT = word_set(
    "early next future possible potential upcoming forthcoming planned proposed prospective no direct promote toward towards discuss pursue pursuing explore promoting consider eventual can"
)
_RESUMED = re.compile(r", (?:was|were|has been|have been)(?: \w+ly)? $")
_REDUCED = re.compile(
    r"\)?[\"']?,? (?:(?:first|last|recently|previously|originally|already|jointly|newly) )?"
)
_DATED = re.compile(r" (?:in|on|at|between|during|by|with|since|last|earlier)\b")
_CAME = re.compile(
    r"\b(?:visited|met|gathered|travelled to|traveled to|arrived in|paid an? \w+ ?visit)\b[^.;]{0,60}? to "
    r"(?:\w+ly )?$"
)
_DECIDED = re.compile(r"\b(?:agreed|decided) to(?: \w+ly)? $")
_ABOUT = re.compile(r"\b(?:on|for|about|regarding|towards|toward|of jointly|view to) $")
_AND = re.compile(r"\band (?:has |have |had |was |were )?(?:also |then |been |\w+ly )?$")
_RAISE = re.compile(r"\b(?:elevat|upgrad|rais|establish)")
_NOUN_PLANS = phrase_set(
    "proposed|proposal for|planned|possible|potential|future|prospective|upcoming|forthcoming"
)
_CALLED_OFF = ("suspended", "cancelled", "canceled", "postponed", "called off")
_TOLD = (
    "announced",
    "reached",
    "released",
    "launched",
    "agreed on",
    "agreed upon",
    "concluded",
    "concludes",
)
_STRONG = phrase_set(
    "agreed to|decided to|will|would|plan to|plans to|intends to|intend to|committed to|seek to|"
    "its intention to|seeks to|seeking to|aims to|aim to|expressed his intention to|intention to|hopes to|wants to|"
    "pledged to|scheduled to|should|could|may|might|must|need to|agreed that|expected to|shall|"
    "agree to|propose to|proposed to|promised to|calls for|called for|urged"
)


class Cue(NamedTuple):
    """A verb or noun that tells a stage."""

    start: int
    end: int
    stages: tuple[tuple[str, tuple[str, ...]], ...]


class Staged(NamedTuple):
    """A trigger with its stage and the place of the cue that tells it.

    Attributes:
        dated: whether a date of the sentence may be its own; not where it only stands there.
    """

    trigger: Trigger
    stage: str
    start: int
    end: int
    dated: bool = True


def bind(
    words: Words, low: str, triggers: list[Trigger]
) -> tuple[list[Staged], frozenset[Trigger]]:
    """Each trigger with the stages that the sentence states of it; and those it only plans."""
    refused: set[Trigger] = set()
    cues = [Cue(h.start, h.end, h.values) for h in words.cues.find(low)]
    blocks = _blocks(words, low)
    staged: list[Staged] = []
    for cue in cues:
        for stage, of in cue.stages:
            for trigger in _targets(cue, stage, of, triggers, low):
                if trigger.code == "joint_development" and not _said(trigger, stage, cue, low):
                    continue
                if blocked(cue, stage, trigger, blocks, low):
                    refused.add(trigger)
                else:
                    code = "signed" if stage == "founded" else stage
                    staged.append(Staged(trigger, code, cue.start, cue.end))
    for trigger in triggers:
        if trigger.how in ("people", "verb", "visit"):
            cue = Cue(trigger.start, trigger.end, ())
            if not blocked(cue, "held", trigger, blocks, low):
                stage = "in_force" if trigger.of == "instrument" else "held"
                if low.startswith("order", trigger.start):
                    stage = "signed"
                staged.append(Staged(trigger, stage, trigger.start, trigger.end))
    return _settled(staged, low), frozenset(refused)


def _said(trigger: Trigger, stage: str, cue: Cue, low: str) -> bool:
    """Whether a programme, rather than the talks around it, has reached a stage."""
    if stage in ("in_force", "ended"):
        return True
    if low[cue.start : cue.end].split()[0] in ("agreed", "decided", "agree", "agrees"):
        return low.startswith(_TO_DEVELOP, trigger.start) and cue.end <= trigger.start
    if (
        low[cue.start : cue.end] in ("agreed on", "agreed upon")
        and 0 <= trigger.start - cue.end < 12
    ):
        return True
    text = low[max(0, trigger.start - 25) : trigger.end + 20]
    return any(word in text for word in ("agreement", "treaty", "convention", "gcap", "contract"))


_TO_DEVELOP = ("jointly ", "co-", "develop together")
_MAY_BEFORE = re.compile(
    r"(?:[0-9](?:st|nd|rd|th)?|\b(?:in|on|of|since|early|late|mid|last|this|until|by|from|and|to|the|april)),? $"
)
_MAY_AFTER = re.compile(r",? (?:[0-9]|of [0-9])| and (?:june|july|october)|-")


def _blocks(words: Words, low: str) -> list[Hit[Reason]]:
    """What may block a sentence; the month of May and ``at the invitation of`` do not."""
    return [hit for hit in words.blocks.find(low) if not _harmless(hit, low)]


def _harmless(hit: Hit[Reason], low: str) -> bool:
    word = low[hit.start : hit.end]
    if word == "invitation":
        return low.endswith("at the ", 0, hit.start)
    return word == "may" and bool(
        _MAY_AFTER.match(low, hit.end) or _MAY_BEFORE.search(low, max(0, hit.start - 8), hit.start)
    )


def blocked_at(words: Words, low: str, trigger: Trigger) -> bool:
    """Whether what stands around a trigger without a verb speaks of no fact."""
    cue = Cue(trigger.start, trigger.end, ())
    return blocked(cue, "held", trigger, _blocks(words, low), low)


def _fits(trigger: Trigger, of: tuple[str, ...]) -> bool:
    if trigger.how in ("people", "verb", "visit"):
        return False
    if trigger.code in ("policy", "statement"):
        return "decision" in of
    if trigger.code == "transfer" and "instrument" in of:
        return True
    if trigger.code == "joint_development" and "programme" in of:
        return True
    if trigger.code == "security_assistance" and "grant" in of:
        return True
    if trigger.how == "contract":
        return "instrument" in of
    if trigger.how == "relation":
        return "relation" in of
    return trigger.of in of


def _targets(
    cue: Cue, stage: str, of: tuple[str, ...], triggers: list[Trigger], low: str
) -> list[Trigger]:
    """The triggers of which a cue is said: the next or the last one, and those coordinated."""
    fit = [t for t in triggers if _fits(t, of) and not (t.start <= cue.start and cue.end <= t.end)]
    before = [t for t in fit if t.end <= cue.start]
    after = [t for t in fit if t.start >= cue.end]
    backward = _looks_back(cue, stage, before, low)
    ways = (before[::-1], after) if backward else (after, before[::-1])
    for way in ways:
        near = way[0] if way else None
        if near is None:
            continue
        if near.start >= cue.end:
            low_, high = cue.end, near.start
        else:
            low_, high = near.end, cue.start
        if near.how == "relation" and not _founds(backward, low[low_:high]):
            continue
        aside = backward and bool(_RESUMED.search(low, max(0, cue.start - 30), cue.start))
        if high - low_ > (320 if aside else 170):
            continue
        if not aside and high - low_ > 60 and _CLAUSE.search(low, low_, high):
            continue
        chosen = [near]
        for other in way[1:]:
            left, right = sorted((chosen[-1], other))
            if not _coordinated(low, left, right):
                break
            chosen.append(other)
        return chosen
    return []


_OF_RELATION = re.compile(
    r"\b(?:contents?|pillars?|part|elements?|spirit|context|within|under|milestone|line|bas[ei]s|foundations?|framework|mechanism|develop\w*|strengthen\w*|deepen\w*) |\b(?:talks|dialogue|committee)\b"
)


def _founds(backward: bool, between: str) -> bool:
    """Whether a verb of founding is said of a relationship, not of what serves it."""
    return (backward or not between.startswith(" between")) and not _OF_RELATION.search(between)


def _looks_back(cue: Cue, stage: str, before: list[Trigger], low: str) -> bool:
    text = low[cue.start : cue.end]
    if not before:
        return False
    if text.endswith(_NEXT):
        return False
    if _PASSIVE.search(low, max(0, cue.start - 40), cue.start):
        return True
    if text.endswith(_INTRANSITIVE) or (stage == "held" and text in ("met", "conclusion")):
        return True
    between = low[before[-1].end : cue.start]
    return len(between) <= 3 or bool(
        re.fullmatch(
            r"\)?,? ?\(?|(?: that| which)? (?:they |the two \w+ |it )?(?:had |has |have )?", between
        )
    )


def _coordinated(low: str, left: Trigger, right: Trigger) -> bool:
    between = low[left.end : right.start]
    if len(between) > 120 or _CLAUSE.search(between):
        return False
    return (
        (" and " in between or ", " in between or "as well as" in between)
        and ", with " not in between
        and not re.search(
            r"\b(?:was|were|has|have|had|is|are|will|signed|held|agreed|entered|began|after|before|under|during)\b",
            between,
        )
    )


def blocked(cue: Cue, stage: str, trigger: Trigger, blocks: list[Hit[Reason]], low: str) -> bool:
    """Whether a negation, a plan, a hypothesis or hearsay stands over a cue."""
    text = low[cue.start : cue.end]
    if any(block.values[0] == "hearsay" for block in blocks) or _aimed_at(cue, stage, text, low):
        return True
    if text.startswith("signing") and low[max(0, cue.start - 3) : cue.start] == "by ":
        blocks = [b for b in blocks if b.values[0] != "plan"]
    fresh = _fresh(low, text, cue.start)
    for block in blocks:
        if block.end <= fresh or (block.start >= cue.start and block.end <= cue.end):
            continue
        if block.values[0] == "after_negation":
            after = max(cue.end, trigger.end)
            far = low[block.start : block.end].endswith(_CALLED_OFF)
            reach = 120 if far and not _CLAUSE.search(low, after, block.start) else 40
            if cue.start <= block.start < after + reach or _denies(block, cue, low):
                return True
        elif (
            block.start < cue.start < block.end
            or (block.end <= cue.start and _over(block, cue, stage, low))
        ) or _is_planned(block, trigger, low):
            return True
    if (
        trigger.end <= cue.start <= trigger.end + 30
        and _REDUCED.fullmatch(low, trigger.end, cue.start)
        and _DATED.match(low, cue.end)
    ):
        return False  # ``will build on the exercise first held in 2014``
    return stage != "negotiating" and _planned(blocks, low, fresh, cue, trigger, stage)


def _is_planned(block: Hit[Reason], trigger: Trigger, low: str) -> bool:
    """``proposed a security dialogue``: what is named is itself a plan, whatever verb follows."""
    word = low[block.start : block.end]
    near = 0 < trigger.start - block.end < 40
    if word == "no":
        return 0 < trigger.start - block.end <= 1
    return near and word in _NOUN_PLANS and len(low[block.end : trigger.start].split()) <= 3


def _denies(block: Hit[Reason], cue: Cue, low: str) -> bool:
    """``did not sign``: a denial that stands before its verb."""
    return block.end <= cue.start and len(low[block.end : cue.start].split()) <= 3


def _aimed_at(cue: Cue, stage: str, text: str, low: str) -> bool:
    """Whether a verb is an aim: ``to sign``, ``views on holding``; not ``agreed to raise``."""
    if _TO.search(low, max(0, cue.start - 25), cue.start) and stage != "negotiating":
        if stage == "held" and _CAME.search(low, max(0, cue.start - 80), cue.start):
            return False  # ``visited Japan to hold the meeting``
        decided = _DECIDED.search(low, max(0, cue.start - 30), cue.start)
        return not (stage == "founded" and decided)
    return text.split()[0].endswith("ing") and bool(
        _ABOUT.search(low, max(0, cue.start - 20), cue.start)
    )


def _fresh(low: str, text: str, start: int) -> int:
    """Where a new statement begins: after ``and`` before a verb in the past, else nowhere."""
    if not text.split()[0].endswith(("ed", "held", "met")):
        return 0
    found = _AND.search(low, max(0, start - 24), start)
    return found.start() if found else 0


def _planned(
    blocks: list[Hit[Reason]], low: str, fresh: int, cue: Cue, trigger: Trigger, stage: str
) -> bool:
    """Whether a verb such as ``agreed to`` governs all that follows in its clause."""
    start, cue_end, trigger_start = min(cue.start, trigger.start), cue.end, trigger.start
    for block in blocks:
        word = low[block.start : block.end]
        # ``announced its intention to terminate the agreement``: the plan lies in between.
        if cue_end <= block.start and block.end <= trigger_start and word in _STRONG:
            return True
        if fresh <= block.start and block.end <= start and word in _STRONG:
            between = low[block.end : start]
            if (
                stage == "signed"
                and word in ("agreed to", "decided to")
                and len(between) < 40
                and _RAISE.search(between)
            ):
                continue
            if len(between.split()) <= 18 and not (_CLAUSE.search(between) or _DID.search(between)):
                return True
    return False


def _over(block: Hit[Reason], cue: Cue, stage: str, low: str) -> bool:
    """Whether a word before a cue reaches as far as the cue."""
    reason = block.values[0]
    word = low[block.start : block.end]
    between = low[block.end : cue.start]
    if word in _CONDITIONS and len(between) < 150:
        return ", " not in between or word == "whether"
    reach = 3 if word in _SHORT else _WINDOW[reason] + (3 if " " in word else 0)
    if len(between.split()) > reach or _CLAUSE.search(between) or _DID.search(between):
        return False
    if stage == "negotiating":
        return word not in _OF_TALKS
    return not (stage == "founded" and word in ("agreed to", "decided to"))


_DID = re.compile(
    r"\band (?:also |then |jointly )?(?:welcomed|noted|signed|concluded|held|exchanged|issued|witnessed|launched|conducted|"
    r"inaugurated|announced|reviewed|commended|praised|recalled|celebrated|hailed) "
)
_CONDITIONS = ("if", "whether", "unless", "should", "once")
_OF_TALKS = phrase_set(
    "agreed to|decided to|agree to|continue to|continued to|accelerate|agreed that|towards|toward|"
    "early|efforts to|discuss|consider"
)


def _settled(staged: list[Staged], low: str) -> list[Staged]:
    """Each stage of a trigger once; held wins nothing over what is more exact."""
    best: dict[tuple[Trigger, str], Staged] = {}
    for one in staged:
        key = (one.trigger, one.stage)
        other = best.get(key)
        if other is None or _distance(one) < _distance(other):
            best[key] = one
    return [
        one
        for (trigger, stage), one in best.items()
        if stage != "signed" or not _only_talks(one, best.get((trigger, "negotiating")), low)
    ]


def _only_talks(signed: Staged, talks: Staged | None, low: str) -> bool:
    """``announced an agreement in principle on …``, ``signed papers on the start of talks on …``."""
    if talks is None:
        return False
    between = signed.end <= talks.start and talks.end <= signed.trigger.start
    return low[signed.start : signed.end] in _TOLD or between


def _distance(one: Staged) -> int:
    return min(abs(one.start - one.trigger.end), abs(one.trigger.start - one.end))
