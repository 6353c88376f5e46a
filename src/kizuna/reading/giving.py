"""What is given: verbs and contracts of delivery with their equipment, and grants agreed on."""

from __future__ import annotations

import re

from kizuna.reading.composing import CLAUSE
from kizuna.reading.finders import Hit
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Meaning, Words

_PASSIVE = re.compile(r"\b(?:was|were|been|being) $")


def transfers(
    words: Words, verbs: list[Hit[Meaning]], found: list[Trigger], low: str
) -> list[Trigger]:
    """Verbs of giving, each said of equipment of its own, unless an agreement is about it."""
    objects = words.objects.find(low)
    told: list[Trigger] = []
    for hit in verbs:
        if any(t.start < hit.end and hit.start < t.end for t in found):
            continue
        thing = next((o for o in objects if _said_of(hit, o, low)), None)
        if thing is not None:
            objects.remove(thing)
            told.append(Trigger(hit.start, hit.end, "event", hit.values[0].code, "verb"))
    return told


def _said_of(verb: Hit[Meaning], thing: Hit[str], low: str) -> bool:
    said = 0 <= thing.start - verb.end <= 70 or (
        0 <= verb.start - thing.end <= 40
        and (_PASSIVE.search(low, 0, verb.start) or low.startswith(" by ", verb.end))
    )
    between = (min(verb.end, thing.end), max(verb.start, thing.start))
    return bool(said) and not CLAUSE.search(low, *between)


# ``agreed with Peru to provide four patrol boats``: a grant, whatever it is called.
_GRANT = re.compile(
    r"\b(?:agreed|concurred)(?: \w+day)?(?: with [^,;]{1,60}?)?(?: (?:at|during|in) [^,;]{1,40}?)? to "
    r"(provide|supply|donate|give)\b"
)
_ASSISTANCE = "security_assistance"


def with_grants(words: Words, found: list[Trigger], low: str) -> list[Trigger]:
    """What was found, with a grant that is agreed on in place of the giving itself."""
    match = _GRANT.search(low)
    if match is None or _ASSISTANCE not in words.book.kinds["instrument"]:
        return found
    start, end = match.span(1)
    if not words.objects.find(low[end : end + _OBJECT]):
        return found
    others = [t for t in found if not (t.start < end and start < t.end)]
    if any(t.code == _ASSISTANCE for t in others):
        return others
    return [Trigger(start, end, "instrument", _ASSISTANCE, "verb"), *others]


_OBJECT = 50  # characters behind ``for`` within which the equipment stands
_ORDER = re.compile(r"[^,;.]{0,60}? (?:for|worth)\b")
# ``signed agreements with Peru for K2 tanks``
_GIVEN = re.compile(r"\b(?:grant|aid|assistance|loan|grant-aid) $")
_DEAL_FOR = re.compile(r" with [^,;.]{2,30}? for (?:the (?:purchase|supply|sale|delivery) of )?")


def contracts(words: Words, heads: list[Hit[Meaning]], low: str) -> list[Trigger]:
    """``an agreement to purchase three submarines``."""
    found: list[Trigger] = []
    able = [h for h in heads if h.values[0].code in ("agreement", "contract")]
    verbs = words.contracts.find(low) if able else []
    code = next((e.code for e in words.vocabulary.kind if e.objects), "")
    for head in able:
        if _GIVEN.search(low, 0, head.start):
            continue
        rule = _ORDER if head.values[0].code == "contract" else _DEAL_FOR
        order = rule.match(low, head.end)
        if order and words.objects.find(low[order.end() : order.end() + _OBJECT]):
            found.append(Trigger(head.start, order.end(), "event", code, "contract"))
            heads.remove(head)
            continue
        for verb in verbs:
            near = 0 < verb.start - head.end <= 70 and "framework" not in low[head.end : verb.start]
            if near and words.objects.find(low[verb.end : verb.end + 70]):
                found.append(Trigger(head.start, verb.end, "event", code, "contract"))
                heads.remove(head)
                break
    return found
