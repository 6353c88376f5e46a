"""What stands over a verb: a denial, a plan, a hypothesis or hearsay, so that it states no fact."""

from __future__ import annotations

import re
from typing import NamedTuple

from kizuna.reading.finders import Hit
from kizuna.reading.fold import phrase_set, word_set
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Reason, Words

CLAUSE = re.compile(
    r"; |, which |, while |, but |, whereas |, although |, where |, who | because | as their | as the (?:pair|two|leaders|ministers|countries|sides) |(?<!\.[a-z])\. |, after |, when |, and (?:the|it|they|he|she|in|on|japan|both|that)\b| —|— |: "
)
_TO = re.compile(r"\bto(?: \w+ly| jointly| also)? $")
_WINDOW: dict[str, int] = {"negation": 5, "plan": 6, "hypothesis": 7, "hearsay": 60}
_SHORT = word_set(
    "early next future possible potential upcoming forthcoming planned proposed prospective no direct promote toward towards discuss pursue pursuing explore promoting consider eventual can"
)
_REDUCED = re.compile(
    r"\)?[\"']?,? (?:(?:first|last|recently|previously|originally|already|jointly|newly) )?"
)
_NEWLY = re.compile(r"\b(?:newly|recently|just|already|freshly)[ -]$")
_DATED = re.compile(r" (?:in|on|at|between|during|by|with|since|last|earlier)\b")
CAME = re.compile(
    r"\b(?:visited|met|gathered|left for|departed for|sailed (?:to|for|from)|arrived (?:in|at)|(?:was|were|been) (?:sent|deployed|dispatched)|travelled to|traveled to|paid an? \w+ ?visit)\b[^.;]{0,60}? to "
    r"(?:\w+ly )?$"
)
# ``became the first minister to visit``, ``was the seventh country to sign``
_FIRST_TO = re.compile(
    r"\b(?:became|was|were|is|are|making it|become) (?:the|only the) (?:(?:very |\w+-)?(?:first|only|latest|last)\b|\w+th\b|second\b|third\b|"
    r"first-ever\b)[^,;]{0,90} to (?:\w+ly )?$"
)
# ``an agreement to hold exchanges and participate in operations``
_TO_LIST = re.compile(
    r"\b(?:agree\w*|decid\w*|plan\w*|aim\w*|arrangement\w*) to [a-z]+ [^;.]{0,110}(?:,| and) $"
)
_DECIDED = re.compile(r"\b(?:agreed|decided)(?: for [^,;.]{3,40})? to(?: \w+ly)? $")
_ABOUT = re.compile(r"\b(?:on|over|for|about|regarding|towards|toward|of jointly|view to) $")
# ``a pact that will enable exports, as the defence ministers met in Lima``
_AS_THEY = re.compile(r", as [^,;]{3,60} $")
_AND = re.compile(
    r"\band(?:, (?:in|on|at|during) [^,;]{2,40},)? (?:has |have |had |was |were )?(?:also |then |been |\w+ly )?$"
)
_RAISE = re.compile(r"\b(?:elevat|upgrad|rais|establish)")
# ``In an effort to strengthen ties, A and B launched …``: what it was for is no plan of the rest.
_FRONTED = re.compile(
    r"(?:in (?:an?|another|its|their) (?:\w+ )?(?:effort|bid|move|attempt|step|push|drive) |in order |with (?:a|the) (?:view|aim|goal) |"
    r"(?:aim|seek|hop|look|striv|wish|want|work|mov)ing |so as |as part of [^,;]{0,60}\b(?:efforts?|bid|drive|push|plan) )"
    r"(?:to|of|at)\b[^;]{0,160}?, (?=(?:the |both )?[a-z][\w' -]{1,60}? (?:and [\w' -]{1,40} )?(?:have |has |had )?(?:\w+ed|held|met|began) )"
)
# ``agreed with Peru to provide four boats``: a grant is agreed on, whenever it comes.
_PROMISED = re.compile(
    r"\b(?:agreed|decided|concurred|signed (?:a deal|an agreement|a pact))(?: \w+day)?(?: with [^,;]{1,60}?)?(?: (?:at|during|in) [^,;]{1,40}?)? to "
    r"(?:provide|supply|grant|donate|give|offer|extend)$"
)
_NOUN_PLANS = phrase_set(
    "proposed|proposal for|planned|possible|potential|future|prospective|upcoming|forthcoming"
)
_CALLED_OFF = ("suspended", "cancelled", "canceled", "postponed", "called off")
_STRONG = phrase_set(
    "agreed to|decided to|will|would|plan to|plans to|intends to|intend to|committed to|seek to|"
    "its intention to|seeks to|seeking to|aims to|aim to|expressed his intention to|intention to|hopes to|wants to|"
    "pledged to|scheduled to|should|could|may|might|must|need to|agreed that|expected to|shall|"
    "coordinating|arranging|working to|looking to|agree to|propose to|proposed to|promised to|calls for|called for|urged"
)


class Cue(NamedTuple):
    """A verb or noun that tells a stage."""

    start: int
    end: int
    stages: tuple[tuple[str, tuple[str, ...]], ...]


_MAY_BEFORE = re.compile(
    r"(?:[0-9](?:st|nd|rd|th)?|\b(?:in|on|of|since|early|late|mid|last|this|until|by|from|and|to|the|april)),? $"
)
_EARLY_IN = re.compile(
    r" (?:in )?(?:the )?(?:(?:19|20)[0-9]{2}|january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b"
)
_YEARS = re.compile(r" (?:the year )?(?:20[0-9]{2}\b|the next (?:decade|(?:\w+ )?years))")
_MAY_AFTER = re.compile(r",? (?:[0-9]|of [0-9])| and (?:june|july|october)|-")


def blocks_of(words: Words, low: str) -> list[Hit[Reason]]:
    """What may block a sentence; the month of May and ``at the invitation of`` do not."""
    return [hit for hit in words.blocks.find(low) if not _harmless(hit, low)]


def _harmless(hit: Hit[Reason], low: str) -> bool:
    word = low[hit.start : hit.end]
    if word == "invitation":
        return low.endswith("at the ", 0, hit.start)
    if word == "next":
        return low.startswith(" decade", hit.end)
    if word == "early":
        return bool(_EARLY_IN.match(low, hit.end))  # ``from 2020 to early 2023``
    if word in ("toward", "towards") and _YEARS.match(low, hit.end):
        return True  # ``Joint Vision Statement on Defence Partnership towards 2030``
    return word == "may" and bool(
        _MAY_AFTER.match(low, hit.end) or _MAY_BEFORE.search(low, max(0, hit.start - 8), hit.start)
    )


def blocked_at(words: Words, low: str, trigger: Trigger) -> bool:
    """Whether what stands around a trigger without a verb speaks of no fact."""
    cue = Cue(trigger.start, trigger.end, ())
    return blocked(cue, "held", trigger, blocks_of(words, low), low)


def blocked(cue: Cue, stage: str, trigger: Trigger, blocks: list[Hit[Reason]], low: str) -> bool:
    """Whether a negation, a plan, a hypothesis or hearsay stands over a cue."""
    text = low[cue.start : cue.end]
    if trigger.code == "security_assistance" and _PROMISED.search(low, 0, cue.end):
        return any(block.values[0] in ("hearsay", "negation") for block in blocks)
    if any(block.values[0] == "hearsay" for block in blocks) or _aimed_at(
        cue, stage, text, trigger, low
    ):
        return True
    if text.startswith("signing") and low[max(0, cue.start - 3) : cue.start] == "by ":
        blocks = [b for b in blocks if b.values[0] != "plan"]
    front = _FRONTED.match(low)
    if front is not None and front.end() <= min(cue.start, trigger.start):
        blocks = [b for b in blocks if b.start >= front.end()]
    fresh = _fresh(low, text, cue.start)
    past = _is_past(cue, trigger, low)
    if past:
        blocks = [b for b in blocks if b.values[0] != "plan" or b.start >= trigger.end]
    for block in blocks:
        if block.end <= fresh or (block.start >= cue.start and block.end <= cue.end):
            continue
        if block.values[0] == "after_negation":
            after = max(cue.end, trigger.end)
            far = low[block.start : block.end].endswith(_CALLED_OFF)
            reach = 120 if far and not CLAUSE.search(low, after, block.start) else 40
            if cue.start <= block.start < after + reach or _denies(block, cue, low):
                return True
        elif (
            block.start < cue.start < block.end
            or (block.end <= cue.start and _over(block, cue, stage, low))
        ) or _is_planned(block, trigger, low):
            return True
    return not past and stage != "negotiating" and _planned(blocks, low, fresh, cue, trigger, stage)


def _is_past(cue: Cue, trigger: Trigger, low: str) -> bool:
    """``will build on the exercise first held in 2014``, ``the newly signed plan``."""
    if cue.start < trigger.end:
        newly = low.startswith("newly ", cue.start) or _NEWLY.search(low, 0, cue.start)
        return bool(newly) and trigger.start - cue.end <= 1
    if _WHICH_WAS.fullmatch(low, trigger.end, cue.start):
        return True
    near = cue.start <= trigger.end + 30 and _REDUCED.fullmatch(low, trigger.end, cue.start)
    return bool(near and _DATED.match(low, cue.end))


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


def _aimed_at(cue: Cue, stage: str, text: str, trigger: Trigger, low: str) -> bool:
    """Whether a verb is an aim: ``to sign``, ``views on holding``; not ``agreed to raise``."""
    if text == "participate" and _TO_LIST.search(low, max(0, cue.start - 140), cue.start):
        return True
    if cue.start == trigger.start and trigger.code == "operation":
        return False  # ``sends troops to ISAF``: no verb
    gerund = text.split()[0].endswith("ing")  # ``in addition to hosting``
    if not gerund and _TO.search(low, max(0, cue.start - 25), cue.start) and stage != "negotiating":
        if stage in ("held", "signed") and CAME.search(low, max(0, cue.start - 80), cue.start):
            return False  # ``visited Japan to hold the meeting``
        if _FIRST_TO.search(low, max(0, cue.start - 120), cue.start):
            return False
        decided = _DECIDED.search(low, max(0, cue.start - 70), cue.start)
        return not (stage == "founded" and decided)
    return gerund and bool(_ABOUT.search(low, max(0, cue.start - 20), cue.start))


def _fresh(low: str, text: str, start: int) -> int:
    """Where a new statement begins: after ``and`` before a verb in the past, else nowhere."""
    if low.endswith(", including ", 0, start) and text.split()[0].endswith("ing"):
        return start  # ``we committed to more, including agreeing a declaration``
    if text.startswith("said after"):
        return start  # ``will set up a dialogue, the minister said after talks with …``
    if text.startswith("signing") and low.endswith(", ", 0, start):
        return start  # ``agreed to step up ties, signing a pact``
    if not text.split()[0].endswith(("ed", "held", "met")):
        return 0
    if low.endswith(" as ", 0, start):
        return start  # ``committed to a common defence, as agreed in the treaty``
    found = _AND.search(low, max(0, start - 72), start) or _AS_THEY.search(low, 0, start)
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
            if len(between.split()) <= 18 and not (
                CLAUSE.search(between) or SIGNED_THEN.search(between)
            ):
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
    if len(between.split()) > reach or CLAUSE.search(between) or SIGNED_THEN.search(between):
        return False
    if stage == "negotiating":
        return word not in _OF_TALKS
    return not (stage == "founded" and word in ("agreed to", "decided to"))


_WHICH_WAS = re.compile(r"[^;.,]{0,12},? (?:which|that) (?:was|were|had been|has been)(?: \w+)? ?")
SIGNED_THEN = re.compile(
    r"\band (?:also |then |jointly )?(?:welcomed|noted|signed|concluded|held|exchanged|issued|witnessed|launched|conducted|"
    r"inaugurated|announced|reviewed|commended|praised|recalled|celebrated|hailed) "
)
_CONDITIONS = ("if", "whether", "unless", "should", "once")
_OF_TALKS = phrase_set(
    "agreed to|decided to|agree to|continue to|continued to|accelerate|agreed that|towards|toward|"
    "early|efforts to|discuss|consider"
)
