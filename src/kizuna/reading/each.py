"""Facts of several pairs told at once: one agreement, meeting or exercise with each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.actors import Group, Mention
from kizuna.reading.case import NOBODY, Case, Parties, found_of
from kizuna.reading.stages import Staged

# Words that begin another part of the sentence.
LINK = re.compile(
    r"\b(?:in|at|on|to|from|by|of|with|for|that|which|after|before|during|under|since|who|when|as|"
    r"was|were|is|are|has|have|had|will)\b|[;:]"
)
MEETS = 8  # words between a verb of meeting and the first who is met
# Kinds that are mostly between two.
_SHARED = frozenset(("acsa", "reciprocal_access", "information_security", "equipment_technology",
    "economic_partnership", "defence_memorandum", "partnership_declaration", "security_assistance",
    "civil_nuclear", "legal_cooperation", "two_plus_two", "defence_ministerial",
    "foreign_ministerial", "vice_ministerial", "staff_talks", "meeting", "intelligence_arrangement",
    "maritime_dialogue", "cyber_dialogue", "space_dialogue", "counter_terrorism_dialogue"))  # fmt: skip

_JOINT = re.compile(
    r"\b(?:tri-?lateral|quadrilateral|multilateral|multinational|three|four|five)\b"
)

# ``signed three agreements with A, B and C``: as many as there are partners.
_SO_MANY = re.compile(
    r"\b(?:two|three|four|five) (?=(?:[\w-]+ ){0,3}(?:agreements|pacts|deals|accords|memoranda|mous|treaties|acsas|countries|nations|states|partners)\b)"
)

_AND_THEN = re.compile(
    r"\b(?:and|,|as well as)(?: also| then| later| subsequently| again| in [0-9]{4})? with (?:the )?(?:\w+ of )?(?:the )?$"
    r"|, (?:and )?followed by (?:the )?$"
)
ITS_DATE = re.compile(r" (?:\(|in |on )(?:[a-z]+ )?(?:[0-9]{1,2},? )?(?:19|20)[0-9]{2}")
# ``hosted the leaders of A, B and C for the first summit of the four``: one meeting
FOR_ONE = re.compile(r"\bfor (?:an?|the|their) (?:[\w-]+ ){0,4}(?:summit|gathering|dialogue)\b")
_SEVERAL = ("talks", "consultations", "dialogues", "meetings")

_COMMA = re.compile(r", (?:the )?(?:and (?:the )?)?")

_AND = re.compile(r",? (?:and |as well as )?(?:the )?")


def pairs_before(case: Case) -> Parties:
    """``the Japan-U.S., Japan-Australia and Japan-U.K. ACSAs``: each of the pairs."""
    trigger, low = case.staged.trigger, case.low
    ahead = [g for g in case.groups if g.end <= trigger.start]
    if not trigger.plural or not ahead or len(low[ahead[-1].end : trigger.start].split()) > 6:
        return NOBODY
    if LINK.search(low, ahead[-1].end, trigger.start):
        return NOBODY
    pairs: list[Group] = []
    for group in reversed(ahead):
        joined = not pairs or _AND.fullmatch(low, group.end, pairs[0].start)
        if not (joined and group.compound):
            break
        pairs.insert(0, group)
    sets = tuple(dict.fromkeys(tuple(sorted(g.codes)) for g in pairs))
    return Parties(sets, "before the name", 0.9) if len(sets) > 1 else NOBODY


def each_of(case: Case, group: Group, after: Group) -> bool:
    """``ACSAs between Japan and the United States, Australia and India``: one with each of them."""
    trigger = case.staged.trigger
    bilateral = trigger.plural and trigger.of == "instrument" and trigger.code in _SHARED
    between = case.low[group.end : after.start]
    return bilateral and len(group.codes) == 2 and bool(_COMMA.fullmatch(between))


def met_each(case: Case) -> Parties:
    """``The minister met his Thai counterpart and the President of Laos``: two meetings."""
    groups, trigger, low = case.groups, case.staged.trigger, case.low
    ahead = [g for g in groups if g.end <= trigger.start and g.part in ("plain", "by")]
    behind = [g for g in groups if g.start >= trigger.end and g.part in ("plain", "with")]
    if not ahead or not behind or len(ahead[-1].codes) != 1 or len(behind[0].codes) < 2:
        return NOBODY
    who, others = ahead[-1].codes, behind[0]
    if len(low[trigger.end : others.start].split()) > MEETS or set(who) & set(others.codes):
        return NOBODY
    if "trilateral" in low or trigger.code == "two_plus_two" or FOR_ONE.search(low, others.end):
        return NOBODY
    sets = tuple(tuple(sorted((*who, code))) for code in others.codes)
    return Parties(sets, "with each", 0.8, who)


def also_with(partners: Sequence[Group], partner: Group, low: str) -> list[Group]:
    """``first with Russia in 1992 and then with China in 1994``: the partners named after one."""
    more: list[Group] = []
    last = partner
    for group in partners:
        if group.start > last.end and _AND_THEN.search(low, last.end, group.start):
            more.append(group)
            last = group
    return more


def _date_behind(place: Mention, following: Mention | None, low: str) -> int:
    """Where the date of a partner stands: ``Canada and France (2018)`` have one."""
    if following is None or ITS_DATE.match(low, place.end):
        return place.end
    joined = (
        _AND.fullmatch(low, place.end, following.start)
        and "," not in low[place.end : following.start]
    )
    return following.end if joined and ITS_DATE.match(low, following.end) else place.end


def shared(
    who: tuple[str, ...],
    partner: Group,
    staged: Staged,
    low: str,
    sure: float,
    more: Sequence[Group] = (),
) -> Parties:
    """One fact with all partners, or one with each where instruments are bilateral."""
    places = [p for g in (partner, *more) for p in g.places if p.code not in who]
    codes = dict.fromkeys(p.code for p in places)
    instrument = staged.trigger.of == "instrument"
    talks = low[staged.trigger.start : staged.trigger.end].endswith(_SEVERAL)
    plural = staged.trigger.plural or (talks and staged.trigger.of == "dialogue")
    dated = sum(bool(ITS_DATE.match(low, p.end)) for p in places) > 1
    # ``held drills respectively with A, B and C``, ``with A (2007) and B (2010)``
    each = bool(more) or "respectively" in low or dated
    bilateral = staged.trigger.code in _SHARED or each or (plural and instrument)
    several = len(codes) > 1 and len(who) == 1 and bilateral
    alone = instrument or plural or each
    if several and alone and not _JOINT.search(_SO_MANY.sub("", low)):
        sets = tuple(tuple(sorted((who[0], code))) for code in codes)
        # The date of a partner that opens the sentence stands behind what was signed.
        opens = staged.trigger.end if low.startswith("with ") else 0
        at = tuple(
            _date_behind(p, q, low) if p.start > staged.trigger.start else opens or p.end
            for p, q in zip(places, (*places[1:], None), strict=True)
        )
        return Parties(sets, "with each", sure - 0.05, who, at if len(at) == len(sets) else ())
    return found_of((*who, *partner.codes), "with", sure, who)
