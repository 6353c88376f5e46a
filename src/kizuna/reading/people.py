"""Meetings, visits and port calls told by who meets or which ship comes."""

from __future__ import annotations

import re

from kizuna.reading.clauses import clause
from kizuna.reading.finders import Hit
from kizuna.reading.levels import both_ministers
from kizuna.reading.sessions import of_subject
from kizuna.reading.trigger import How, Trigger
from kizuna.reading.words import Meaning, Words

_VENUE = re.compile(
    r"\b(?:(?:sidelines|margins|occasion|fringes) of|alongside|during|in connection with) (?:the )?(?:\S+ ){0,4}$"
)


_FOLLOWING = re.compile(
    r"\b(?:following|after|ahead of|before|attending|attend|for) (?:the|a) (?:\S+ ){0,2}$"
)


def is_venue(trigger: Trigger, low: str) -> bool:
    """Whether a dialogue is only where something else took place."""
    ahead = max(0, trigger.start - 70)
    late = trigger.code == "summit" and _FOLLOWING.search(low, ahead, trigger.start)
    return bool(late or _VENUE.search(low, ahead, trigger.start))


# What is done to a guest, who must hold an office: not ``welcomed the agreement``.
_RECEIVES = (
    "welcomed",
    "received",
    "hosted",
    "called on",
    "calls on",
    "hosts",
    "receives",
    "welcomes",
    "hosting",
    "receiving",
)
_COUNTERPART = re.compile(r" (?:his|her|their|its|the) (?:[\w.-]+ ){0,3}counterparts?\b")
# ``ships donated by Peru arrived in Chile``: handed over, not on a visit
_GIVEN = re.compile(
    r"\b(?:donated|gifted|supplied|delivered|purchased|bought|ordered|leased|built)\b"
)
# ``the leaders met, two days after their ministers had held a 2+2``
_DAYS_APART = re.compile(r", [\w ]{0,20}\b(?:after|before) (?:their|the|his|her|its)\b")
_TITLE = 4  # words that may stand between ``welcomed`` and an office
_HELD = re.compile(
    r"(?:\b(?:held|holding|hold|had|at|during|in|a|the)(?: \w+){0,3}|'s(?: bilateral)?) $"
)
# ``At the meeting, the ministers agreed``: one told of before.
_AT_IT = re.compile(r"\b(?:at|during|in|after|following) (?:the|this|that) $")
# ``A and his counterpart B stressed the need for …, during their talks``
_PRESS = re.compile(r" (?:the |with the )?(?:press|media|reporters|journalists)\b")
_THEIRS = re.compile(r"\b(?:during|in|at) their (?:[\w-]+ ){0,2}$")
_BY_THE_WAY = re.compile(
    r"(?<!said )(?<!announced )\b(?:during|on the occasion of|following|after|before|ahead of|since|while|for|discussed|wake of|day of|part of|course of|conclusion of|end of|leg of|sidelines of|prior to|exchange|mutual|regular)(?: [^\s,]+){0,8} $"
)


def people_met(
    words: Words,
    people: list[Hit[Meaning]],
    heads: list[Hit[Meaning]],
    found: list[Trigger],
    low: str,
) -> list[Trigger]:
    """Meetings and visits told by who meets: leaders make a summit, others a meeting."""
    places = [p for p in _told(words, people, low) if not _PRESS.match(low, p.end)]
    places += [
        h
        for h in heads
        if low[h.start : h.end] in ("meeting", "meetings", "talks")
        and not (_AT_IT.search(low, 0, h.start) and low[h.end : h.end + 1] in ",.;")
        and not _OF_PACT.match(low, h.end)
        and (
            _HELD.search(low, max(0, h.start - 50), h.start)
            or _between_offices(words, h, low)
            or (low.endswith(", ", 0, h.start) and low.startswith((" in ", " at ", " on "), h.end))
        )
    ]
    sessions = [t for t in found if t.of == "dialogue" and not is_venue(t, low)]
    places = [
        p
        for p in places
        if low.startswith(("agreed ", "said "), p.start)  # ``agreed at talks to hold a dialogue``
        or not any(_same_clause(p, t, low) for t in sessions)
    ]
    if not places:
        return []
    offices = _once(words.offices.find(low))
    place = min(places, key=lambda p: p.start)
    theirs = _THEIRS.search(low, max(0, place.start - 40), place.start)
    end = _DAYS_APART.search(low, place.end)
    offices = [o for o in offices if end is None or o.start < end.start()]
    near = [o for o in offices if theirs or abs(o.start - place.start) < 160]
    if not near:
        return _of_ships(words, places, low) or _of_officials(words, places, low)
    if "two_plus_two" in words.book.kinds["dialogue"] and both_ministers(
        offices, place, low[: end.start()] if end else low
    ):
        return [Trigger(place.start, place.end, "dialogue", "two_plus_two", "people")]
    ahead = {o.values[0] for o in near if o.start < place.start}
    # ``also met the prime minister and the foreign minister``: a minister makes his calls.
    calls = not ahead and len({o.values[0] for o in near}) > 1 and "also met" in low
    ahead = ahead or {o.values[0] for o in near}
    code = "summit" if "leader" in ahead and not calls else "meeting"
    if code not in words.book.kinds["event"]:
        return []
    how: How = "visit" if place.values[0].role == "visit" else "people"
    plural = low[place.start : place.end].endswith("meetings")
    return [Trigger(place.start, place.end, "event", code, how, plural)]


def _once(offices: list[Hit[str]]) -> list[Hit[str]]:
    """``Foreign Minister Kishida``: the title tells the level, not who the person became later."""
    ends = {office.end for office in offices}
    return [office for office in offices if office.start - 1 not in ends]


def _between_offices(words: Words, place: Hit[Meaning], low: str) -> bool:
    """``talks between the defence minister and his counterpart``."""
    if not low.startswith((" between ", " of "), place.end):
        return False
    behind = low.index(" ", place.end + 1)
    titles = words.offices.find(low[behind : behind + 60])
    return bool(titles) and len(low[behind:][: titles[0].start].split()) <= _TITLE


def _told(words: Words, people: list[Hit[Meaning]], low: str) -> list[Hit[Meaning]]:
    """Verbs of meeting and visiting; who is received must hold an office."""
    return [
        h
        for h in people
        if h.values[0].role == "meet"
        or (
            not _BY_THE_WAY.search(low, max(0, h.start - 80), h.start)
            and (
                low[h.start : h.end] not in _RECEIVES
                or (
                    not low.startswith(" by ", h.end)
                    and (
                        _COUNTERPART.match(low, h.end)
                        or any(
                            len(low[h.end : h.end + office.start].split()) <= _TITLE
                            for office in words.offices.find(low[h.end : h.end + 60])
                        )
                    )
                )
            )
        )
    ]


def _same_clause(place: Hit[Meaning], trigger: Trigger, low: str) -> bool:
    first, last = clause(low, place.start, place.end)
    if (
        _DAYS_APART.search(low, place.end, trigger.start)
        or "first since" in low[place.end : trigger.start]
    ):
        return False
    return first <= trigger.start and trigger.end <= last


_CONSULT = re.compile(r"(?:consultations|talks|discussions)$")
_HELD_TALKS = re.compile(
    r"(?:held|holds?|had) (?:a |bilateral )*(?:meeting|talks|consultations|discussions)"
)
# ``talks on a military pact`` are negotiations.
_OF_PACT = re.compile(
    r" (?:on|for|towards?|over|about) (?:an?|the) [^,.;]{0,60}?(?:agreement|pact|treaty|deal|accord|arrangement)\b"
)
# ``Chile and Peru met in Lima``, not ``met the criteria``
_CAME_TOGETHER = re.compile(
    r"met (?:again |twice |once )?(?:in|at|on|for the|to discuss|to review|today|yesterday)\b"
)
# ``At a meeting in Lima, the officials agreed``
_AT_A = re.compile(r"(?:at|in|during) an? (?:[\w-]+ ){0,2}")
_SECURITY = re.compile(r"\b(?:defense|military|security|armed forces|politico-military)\b")


def _of_officials(words: Words, places: list[Hit[Meaning]], low: str) -> list[Trigger]:
    """``held consultations with France on security``: talks of officials that are not named."""
    kind = words.fallback.get("consultation")
    for place in places:
        if _AT_A.fullmatch(low, 0, place.start) and "meeting" in words.book.kinds["event"]:
            return [Trigger(place.start, place.end, "event", "meeting", "people")]
        held = _CONSULT.search(low[place.start : place.end])
        subject = of_subject(words, place.end, low) if held else None
        if held and subject:
            start = place.start + held.start()
            return [Trigger(start, place.end, *subject, "name", True)]
        if held and _OF_PACT.match(low, place.end):
            continue
        if (
            kind
            and held
            and held[0] == "consultations"
            and _SECURITY.search(low, place.end, place.end + 220)
        ):
            start = place.start + held.start()
            return [Trigger(start, place.end, kind[0], kind[1], "name", True)]
        if _CAME_TOGETHER.match(low, place.start) and "meeting" in words.book.kinds["event"]:
            return [Trigger(place.start, place.end, "event", "meeting", "people")]
        if (
            _HELD_TALKS.fullmatch(low[place.start : place.end])
            and "meeting" in words.book.kinds["event"]
        ):
            return [Trigger(place.start, place.end, "event", "meeting", "people")]
    return []


_SHIP = re.compile(
    r"\b(?:hmas|js|ins|uss|hms|brp|hmnzs|hmcs|icgs|jds|warships?|destroyers?|frigates?|submarines?|"
    r"flotilla|fleet|squadron|task group|aircraft carriers?|vessels?|ships?|corvettes?)\b"
)


def _of_ships(words: Words, places: list[Hit[Meaning]], low: str) -> list[Trigger]:
    """``HMAS Canberra visited Da Nang``: ships that visit call at a port."""
    if "port_call" not in words.book.kinds["event"]:
        return []
    for place in places:
        said = low[place.start : place.end].startswith(("visited", "arrive"))
        ahead = max(0, place.start - 90), place.start
        comes = low.startswith(("visit of", "visit by", "visits by"), place.start)
        if comes and _SHIP.search(low, place.end, place.end + 45):
            return [Trigger(place.start, place.end, "event", "port_call", "visit")]
        if said and _SHIP.search(low, *ahead) and not _GIVEN.search(low, *ahead):
            return [Trigger(place.start, place.end, "event", "port_call", "visit")]
    return []
