"""Meetings and bodies told by the pair that holds them, whatever they are about."""

from __future__ import annotations

import re

from kizuna.reading.finders import Hit
from kizuna.reading.trigger import Trigger
from kizuna.reading.vocabulary import Of
from kizuna.reading.words import Meaning, Words

_CLASSES = frozenset(("talks", "body", "consultation", "forum", "charter"))
_SECURITY = re.compile(
    r"\b(?:defense|military|security|armed forces|navy|army|air force|strategic)\b"
)
# ``the Japan-India Business Forum``: not of governments.
# What talks are about, by the code of the dialogue.
_ON = re.compile(
    r"(?: [\w-]+){0,3}? (?:on|about|concerning) (?:the |issues of |issues related to |combating |countering |fighting |fight against )*"
    r"(?:(?P<counter_terrorism_dialogue>counter-? ?terror|(?:international )?terrorism|anti-terror)|"
    r"(?P<cyber_dialogue>cyber)|(?P<space_dialogue>(?:outer )?space\b)|"
    r"(?P<maritime_dialogue>maritime|law of the sea|ocean))"
)
_PRIVATE = re.compile(
    r"\b(?:business|investment|industry|trade fair|parliamentary|youth|academic|scholars'?|media|press) (?:\w+ )?$"
)
_AROUND = 70  # characters ahead of a noun in which its subject may be named
_ABOUT = 40  # characters behind it
_NEAR = 90  # characters within which another name tells the same session
# ``to hold a meeting``, ``at the meeting``: no name.
_OF_NOBODY = re.compile(r"\b(?:the|this|that|their|its|his|her|a|an|such|these|next) $")


def sessions(
    words: Words, heads: list[Hit[Meaning]], found: list[Trigger], low: str
) -> list[Trigger]:
    """``the ROK-EU Consultation on Human Rights``, ``nine meetings between Ukraine and Lithuania``.

    Talks about security are those of officials; all others are meetings. Only a pair in the name or
    behind ``between`` makes them a fact (see :func:`kizuna.reading.parties.resolve`).
    """
    told: list[Trigger] = []
    for hit in heads:
        classes = {m.code for m in hit.values if m.role == "head"}
        if not classes & _CLASSES or any(_told(hit, t) for t in (*found, *told)):
            continue
        if _PRIVATE.search(low, max(0, hit.start - 40), hit.start):
            continue
        between = low.find(" between ", hit.end, hit.end + _NEAR)
        if between < 0 and _OF_NOBODY.search(low, max(0, hit.start - 6), hit.start):
            continue
        kind = _kind(words, hit, low)
        if kind is not None:
            plural = low[hit.end - 1] == "s"
            told.append(Trigger(hit.start, hit.end, kind[0], kind[1], "session", plural))
    return told


def _kind(words: Words, hit: Hit[Meaning], low: str) -> tuple[Of, str] | None:
    about = low[max(0, hit.start - _AROUND) : hit.end + _ABOUT]
    if any(m.code == "charter" for m in hit.values):
        return words.charter
    subject = of_subject(words, hit.end, low)
    if subject is not None:
        return subject
    talks = words.fallback.get("consultation")
    if talks is not None and _SECURITY.search(about):
        return talks
    return ("event", "meeting") if "meeting" in words.book.kinds["event"] else None


def of_subject(words: Words, end: int, low: str) -> tuple[Of, str] | None:
    """``talks on counter-terrorism``: the dialogue about what talks are said to be on, if any."""
    match = _ON.match(low, end)
    code = match.lastgroup if match else None
    return ("dialogue", code) if code and code in words.book.kinds["dialogue"] else None


def _told(hit: Hit[Meaning], trigger: Trigger) -> bool:
    """Whether another name stands at the same place, or tells the same session near by."""
    gap = max(trigger.start - hit.end, hit.start - trigger.end)
    session = trigger.of == "dialogue" or trigger.code in ("meeting", "summit")
    return gap < (_NEAR if session else 0)
