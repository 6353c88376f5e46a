"""At which stage: the verb that a sentence uses of what it names, and whether it states a fact."""

from __future__ import annotations

import re
from typing import NamedTuple

from kizuna.reading.blocking import CLAUSE, SIGNED_THEN, Cue, blocked, blocks_of
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Words

_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be|got)(?: (?:\w+ly|also|first|then|again|jointly|finally|already|subsequently|successfully|not|never))? $"
)
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
    "followed in",
    "dates from",
    "followed on",
    "concluded",
    "started",
    "ended",
)
_NEXT = (" of", " the", " a", " an", " to", " on", " for", " over", " in", "negotiating", "hosting")
_RESUMED = re.compile(r", (?:was|were|has been|have been)(?: \w+ly)? $")
# ``the agreement, which helps both forces, came into effect``
_TOOK_FORCE = re.compile(r", (?:has |have |had |(?:\w+ly ))?$")
# ``The ministers A, B and C met D and E on 9 May for the first dialogue``
_FOR_IT = re.compile(r" for (?:the|a|an|their) (?:[\w'-]+ ){0,3}$")
# ``Talks on the treaty have been concluded``: the talks, not the treaty.
_TALKS_ON = re.compile(
    r"\b(?:negotiations|discussions|talks|consultations|text|draft|terms|wording) (?:on|for|of|about|over|regarding|towards?) "
    r"(?:(?:an?|the|its|their) )?(?:[\w'-]+ ){0,5}$"
    r"|\bin[- ]principle $"
)
# ``signed a treaty, following years of negotiations``: those are over.
_LONG_TALKS = re.compile(
    r"\b(?:following|after|ending|capping|concluding) (?:[\w'-]+ ){0,4}(?:of (?:\w+ )?)?$"
)
_BY_HABIT = re.compile(r"\b(?:traditionally|usually|normally|typically|customarily|previously) $")
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
    ends = {t.end for t in triggers}
    cues = [
        Cue(h.start, h.end, h.values)
        for h in words.cues.find(low)
        # ``to hold a two-plus-two meeting``: the last word belongs to the name; ``such a meeting``.
        if low[h.start : h.end] != "meeting"
        or not (
            h.start - 1 in ends
            or low.endswith("such a ", 0, h.start)
            or any(t.start < h.start and h.end <= t.end for t in triggers)
        )
    ]
    blocks = blocks_of(words, low)
    staged: list[Staged] = []
    for cue in cues:
        for stage, of in cue.stages:
            for trigger in _targets(cue, stage, of, triggers, low):
                if trigger.code == "joint_development" and not _said(trigger, stage, cue, low):
                    continue
                if stage == "negotiating" and _LONG_TALKS.search(low, 0, cue.start):
                    continue
                if blocked(cue, stage, trigger, blocks, low):
                    refused.add(trigger)
                else:
                    code = "signed" if stage == "founded" else stage
                    if code == "signed" and _TALKS_ON.search(low, 0, trigger.start):
                        code = "negotiating"
                    staged.append(Staged(trigger, code, cue.start, cue.end))
    for trigger in triggers:
        if trigger.how in ("people", "verb", "visit"):
            cue = Cue(trigger.start, trigger.end, ())
            if not blocked(cue, "held", trigger, blocks, low):
                stage = "in_force" if trigger.of == "instrument" else "held"
                if low.startswith("order", trigger.start) or trigger.code == "security_assistance":
                    stage = "signed"
                staged.append(Staged(trigger, stage, trigger.start, trigger.end))
    staged = [s for s in staged if s.trigger not in refused or not _aside(s, low)]
    return _settled(staged, low), frozenset(refused)


def _aside(one: Staged, low: str) -> bool:
    """``The exercise, traditionally staged at sea, will be held …``: a habit told by the way."""
    return one.stage == "held" and bool(_BY_HABIT.search(low, 0, one.start))


def _said(trigger: Trigger, stage: str, cue: Cue, low: str) -> bool:
    """Whether a programme, rather than the talks around it, has reached a stage."""
    if stage in ("in_force", "ended"):
        return True
    if _LAST.sub("", low[cue.start : cue.end]) in ("agreed", "decided", "agree", "agrees"):
        begun = bool(_TO_BEGIN.match(low, cue.end))
        return cue.end <= trigger.start and (begun or low.startswith(_TO_DEVELOP, trigger.start))
    if (
        low[cue.start : cue.end] in ("agreed on", "agreed upon")
        and 0 <= trigger.start - cue.end < 12
    ):
        return True
    text = low[max(0, trigger.start - 25) : trigger.end + 20]
    return any(word in text for word in ("agreement", "treaty", "convention", "gcap", "contract"))


_LAST = re.compile(r" (?:to|in|at|during)$")
# ``decided to begin joint development of interceptors``
_TO_BEGIN = re.compile(
    r" (?:begin|start|launch|initiate|commence|embark on|proceed with|transition to)\b"
)
_TO_DEVELOP = ("jointly ", "co-", "develop together")


def _fits(trigger: Trigger, of: tuple[str, ...]) -> bool:
    if trigger.how in ("people", "verb", "visit"):
        return False
    if trigger.code in ("policy", "statement"):
        return "decision" in of
    if trigger.code == "transfer" and "instrument" in of:
        return True
    if trigger.code == "joint_development" and "programme" in of:
        return True
    if trigger.code == "maritime_arrangement" and "link" in of:
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
    # ``signed the pact with Chile, and is negotiating one with Peru``
    another = _ANOTHER.match(low, cue.end)
    before = [t for t in fit if t.end <= cue.start and not another]
    # ``(signed in 2007) and, since 2023, the pact with Ghana``: the brackets end
    shut = low.find(")", cue.end)
    shut = len(low) if shut < 0 or "(" in low[cue.end : shut] else shut
    after = [t for t in fit if cue.end <= t.start < shut]
    backward = _looks_back(cue, stage, before, low)
    ways = (before[::-1], after) if backward else (after, before[::-1])
    for way in ways:
        near = way[0] if way else None
        if near is None or not _reaches(cue, stage, near, low, backward=backward):
            continue
        if low.rfind("(", 0, cue.start) > low.rfind(")", 0, cue.start):
            return [near]  # ``the pacts with Chile (1998) and with Peru (signed in 2007)``
        return _with_coordinated(way, low, alone=backward and low.endswith("was ", 0, cue.start))
    return []


def _reaches(cue: Cue, stage: str, near: Trigger, low: str, *, backward: bool) -> bool:
    """Whether a cue is said of the trigger nearest to it, and not of something in between."""
    ahead = near.start >= cue.end
    first, last = (cue.end, near.start) if ahead else (near.end, cue.start)
    between = low[first:last]
    if near.how == "relation" and not _founds(backward, between):
        return False
    met = low[cue.start : cue.end] == "met" and bool(_FOR_IT.search(low, first, last))
    before_cue = low[max(0, cue.start - 30) : cue.start]
    resumed = _TOOK_FORCE if stage == "in_force" else _RESUMED
    aside = met or (backward and bool(resumed.search(before_cue)))
    if last - first > (320 if aside else 170):
        return False
    if between.startswith(", which "):
        first += 8  # ``the declaration, which the two leaders signed``
    # ``the Agreement between … and …, which was signed in Lima``
    which = between.endswith(", which ") if stage == "in_force" else _WHICH_WAS.search(between)
    aside = aside or (backward and bool(which))
    if not aside and last - first > 60 and CLAUSE.search(low, first, last):
        return False
    if ahead and _ONE_MORE.search(between) and _WAS.match(low, near.end):
        return False  # ``have taken part in X, and a drill with Peru was held``
    if stage == "held":  # ``held talks, the first since the 2+2 in 2008``
        return "first since" not in between and not _TO_ATTEND.search(between)
    # ``held talks on defence and signed the agreement``
    return not (stage == "negotiating" and SIGNED_THEN.search(between))


def _with_coordinated(way: list[Trigger], low: str, *, alone: bool) -> list[Trigger]:
    """The first trigger of a way, and those coordinated with it.

    ``has an ACSA, and a memorandum was signed in 2011`` says nothing of the ACSA (``alone``).
    """
    chosen = [way[0]]
    for other in way[1:]:
        if other.code == "operation" and _bracketed(other, low):
            continue
        left, right = sorted((chosen[-1], other))
        raised = way[0].how == other.how == "relation" and _RAISED.fullmatch(
            low, left.end, right.start
        )
        apart = alone and _AND_ONE.search(low, left.end, right.start)
        if apart or (not raised and not _coordinated(low, left, right)):
            break
        chosen.append(other)
    return chosen


def _bracketed(trigger: Trigger, low: str) -> bool:
    """``the EU mission in the Sahel (EUTM)``: named again in brackets."""
    return low.rfind("(", 0, trigger.start) > low.rfind(")", 0, trigger.start)


_ANOTHER = re.compile(r" (?:one|ones|a similar|similar|such an?|the same|another) ")
# ``raised ties from a strategic partnership in 2009 to a special one``
_RAISED = re.compile(r"(?: (?:in|of|since) [0-9]{4})?,? (?:to|into) (?:an?|the) (?:new )?")
# ``arrived in Quito to attend the dialogue``
_TO_ATTEND = re.compile(r"\bto (?:attend|participate in|take part in|join|co-chair)\b")
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
    if text.endswith(_NEXT) and not text.endswith(_INTRANSITIVE):
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


# ``signed the memorandum in 2011, and the statement …``: the comma opens no clause.
_WHICH_WAS = re.compile(r"[a-z]{3}, which (?:was|were|had been) $")
_ONE_MORE = re.compile(r", and (?:an?|another) ")
_WAS = re.compile(r"[^,;.]{0,60}? (?:was|were) (?:held|signed|conducted|concluded)\b")
_AND_ONE = re.compile(r", and (?:an?|the) ")
_AND_THE = re.compile(r", and (?:the|a|an|its|their) (?:[\w-]+ ){0,2}$")


_BRACKETS = re.compile(r" \([^()]{2,40}\)")


def _coordinated(low: str, left: Trigger, right: Trigger) -> bool:
    between = _BRACKETS.sub("", low[left.end : right.start])
    if len(between) > 120 or CLAUSE.search(_AND_THE.sub(" and ", between)):
        return False
    return (
        (" and " in between or ", " in between or "as well as" in between)
        and ", with " not in between
        and not re.search(
            r"\b(?:was|were|has|have|had|is|are|will|signed|signing|signature|conclusion|entry|held|agreed|entered|began|after|before|under|during)\b",
            between,
        )
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
