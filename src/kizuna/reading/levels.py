"""The level of talks: told by the offices of those who hold, chair or lead them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.clauses import clause
from kizuna.reading.finders import Hit
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Meaning, Words

_LEVELS = {
    "vice": "vice_ministerial",
    "defence": "defence_ministerial",
    "foreign": "foreign_ministerial",
    "leader": "summit",
}
_AT_LEVEL = re.compile(r"[^,;.]{0,30}? at (?:the )?(?:level of (?:the )?)?")
_VICE_AHEAD = re.compile(
    r"\b(?:vice|deputy|permanent|state|assistant)[- ]?(?:foreign |defense )?"
    r"(?:minist(?:er|ers|erial|ry)|secretar(?:y|ies))'?s?'?(?:[ -]levels?)?,? (?:[\w'+-]+ ){0,3}$"
)
_LED = re.compile(
    r"\b(?:co-?)?(?:chair|led|lead|head|presid|held|hold|host|attend|conduct|conven|met)\w*\b"
)
_BY = re.compile(
    r"[^;.]{0,90}?\b(?:(?:co-?)?(?:chaired|led|headed|hosted|presided over)(?: jointly)? by|"
    r"under the (?:co-?)?chair(?:manship|ship)? of|between|among) "
    r"(?:the |h\.e\. |mr\.? |ms\.? )*(?:\w+(?:'s)? ){0,4}?$"
)
_CHAIRS = 150  # characters ahead of a dialogue within which those who chair it stand
_NEAR = 330  # characters between a verb of meeting and the offices of those who meet
_BOTH = re.compile(
    r"\b(?:foreign(?: affairs)?(?: ministers?)?,? and (?:of )?(?:the )?(?:national )?defense|"
    r"defense,? and (?:of )?(?:the )?foreign(?: affairs)?) (?:minister|secretar|chief)|"
    r"minister(?:s|ial)?[^,;.]{0,12} (?:of|for) (?:foreign(?: affairs)?,? and (?:of |for )?(?:national )?defense|"
    r"defense,? and (?:of |for )?foreign affairs)"
)
_DEPUTY_LEADER = re.compile(r"(?:vice|deputy)[ -](?:president|prime|premier|chancellor)")
_PARTNERS = re.compile(r"\bcounterparts\b")


def levelled(words: Words, trigger: Trigger, low: str) -> Trigger:
    """A dialogue without a level of its own, with the level that the sentence tells.

    Examples: ``a strategic dialogue at the level of deputy ministers``, ``the Deputy-Ministerial
    Security Dialogue``, ``vice-ministers co-chaired the defence policy dialogue``.
    """
    if trigger.of != "dialogue" or trigger.code != "staff_talks":
        return trigger
    if _VICE_AHEAD.search(low, max(0, trigger.start - 70), trigger.start):
        return trigger._replace(code="vice_ministerial")
    at = _AT_LEVEL.match(low, trigger.end)
    if at is not None:
        titles = words.offices.find(low[at.end() : at.end() + 60])
        near = [t for t in titles if t.start <= 12]
        behind = low[at.end() + near[0].end :][:8] if near else ""
        if near and ("level of" in at[0] or behind.strip(" -").startswith("level")):
            return trigger._replace(code=_LEVELS.get(near[0].values[0], trigger.code))
    code = _of_chairs(words, trigger, low)
    return trigger._replace(code=code) if code else trigger


def _of_chairs(words: Words, trigger: Trigger, low: str) -> str:
    """The kind that the offices of those who chair a dialogue tell; blank if none do."""
    offices = words.offices.find(low)
    if not offices:
        return ""
    first, last = clause(low, trigger.start, trigger.end)
    behind = [
        o
        for o in offices
        if trigger.end <= o.start <= last and _BY.fullmatch(low, trigger.end, o.start)
    ]
    ahead = [
        o
        for o in offices
        if max(first, trigger.start - _CHAIRS) <= o.start and o.end <= trigger.start
    ]
    if behind:
        who = [o for o in offices if behind[0].start <= o.start <= last]
    elif ahead and _LED.search(low, ahead[-1].end, trigger.start):
        who = ahead
    else:
        return ""
    return _kind(who, low)


def _kind(offices: Sequence[Hit[str]], low: str) -> str:
    # A deputy head of government who chairs as a minister is no deputy minister.
    offices = [o for o in offices if not _DEPUTY_LEADER.match(low, o.start)]
    levels = {o.values[0] for o in offices} - {"staff"}
    if "vice" in levels and not levels & {"foreign", "leader"}:
        return "vice_ministerial"
    if levels == {"foreign", "defence"} and len(offices) > 2:
        return "two_plus_two"
    return _LEVELS.get(levels.pop(), "") if len(levels) == 1 and "leader" not in levels else ""


def both_ministers(offices: Sequence[Hit[str]], place: Hit[Meaning], low: str) -> bool:
    """Whether foreign and defence ministers meet together, rather than one the other.

    Args:
        offices: the offices of the sentence.
        place: the verb.
        low: the sentence in lower case.
    """
    phrase = _BOTH.search(low, max(0, place.start - _NEAR), place.end + _NEAR)
    if phrase is not None and "vice" not in low[max(0, phrase.start() - 16) : phrase.end()]:
        return not re.search(
            r"\b(?:vice|deputy)[ -]$", low[max(0, phrase.start() - 8) : phrase.start()]
        )
    ahead = [o.values[0] for o in offices if place.start - _NEAR <= o.start < place.start]
    behind = [o.values[0] for o in offices if place.end <= o.start < place.end + _NEAR]
    if not ahead and {"foreign", "defence"} <= set(behind) and "leader" not in behind:
        # ``a meeting between the foreign and the defence minister and their counterparts``
        return behind.count("foreign") > 1 or bool(_PARTNERS.search(low, place.end))
    if not {"foreign", "defence"} <= set(ahead) or "leader" in ahead:
        return False
    twice = ahead.count("foreign") > 1 and ahead.count("defence") > 1
    return twice or {"foreign", "defence"} <= set(behind) or bool(_PARTNERS.search(low, place.end))
