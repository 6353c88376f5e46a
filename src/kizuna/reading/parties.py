"""With whom: which of the actors of a sentence are party to what it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.actors import Actors, Group
from kizuna.reading.case import NOBODY, Case, Parties, found_of
from kizuna.reading.elsewhere import alone, forum, from_context
from kizuna.reading.stages import Staged

_LINK = re.compile(
    r"\b(?:in|at|on|to|from|by|of|with|for|that|which|after|before|during|under|since|who|when|as|"
    r"was|were|is|are|has|have|had|will)\b|[;:]"
)
_SHARED = frozenset(("acsa", "reciprocal_access", "information_security", "equipment_technology",
    "economic_partnership", "defence_memorandum", "partnership_declaration", "security_assistance",
    "civil_nuclear", "legal_cooperation", "two_plus_two", "defence_ministerial",
    "foreign_ministerial", "vice_ministerial", "staff_talks", "meeting", "intelligence_arrangement",
    "maritime_dialogue", "cyber_dialogue", "space_dialogue"))  # fmt: skip
_JOINT = re.compile(
    r"\b(?:tri-?lateral|quadrilateral|multilateral|multinational|three|four|five)\b"
)
_TAKES_PART = re.compile(
    r"(?: has| have| had)? (?:participat|took part|takes part|taken part|contribut)"
)
_RECIPIENT = frozenset(("transfer", "security_assistance", "port_call", "deployment"))
_SOLO = frozenset(("policy",))


def resolve(case: Case, *, needed: int | None) -> Parties:
    """The parties to one fact.

    Args:
        case: the fact in its sentence.
        needed: how many parties its kind has; ``None`` for two or more.
    """
    trigger = case.staged.trigger
    if trigger.parties:
        return Parties((trigger.parties,), "defined", 0.85, trigger.parties)
    case = case._replace(groups=[g for g in case.groups if g.part != "other"])
    if needed == 1:
        return alone(case)
    if trigger.code == "multilateral_forum":
        return forum(case)
    if trigger.of == "dialogue" and _of_venue(case):
        return NOBODY
    own = (_cleared(g, case.actors, venues=trigger.code == "operation") for g in case.groups)
    able = [g for g in own if g.codes and not (trigger.code == "summit" and _names_place(g, case))]
    if trigger.code == "defence_treaty" and trigger.how == "verb":
        able = [_cleared(g, case.actors, venues=False, alliances=True) for g in able]
    case = case._replace(groups=[g for g in able if g.codes])
    for rule in _RULES.get(trigger.code, _USUAL):
        found = rule(case)
        if found.sets:
            return NOBODY if _miscounted(found, case) else found
    return from_context(case)


def _miscounted(found: Parties, case: Case) -> bool:
    """Whether those found cannot be all, or are too many: three ministers, one visitor."""
    count = len(found.sets[0])
    if case.staged.trigger.code == "operation" and all(
        case.actors.type_of(code) for code in found.sets[0]
    ):
        return True  # organisations alone: who takes part is not said
    if case.staged.trigger.how == "visit":
        return count > 2
    return found.how == "both named" and 2 < case.meant < 9


def _cleared(group: Group, actors: Actors, *, venues: bool, alliances: bool = False) -> Group:
    """A group without venues such as the United Nations, unless they are partners.

    With ``alliances`` no other organisation than an alliance stays.
    """
    partner = venues or group.part in ("with", "between")
    codes = tuple(
        c
        for c in group.codes
        if actors.acts_alone(c) or (partner and actors.type_of(c) == "global")
    )
    if alliances:
        codes = tuple(c for c in codes if actors.type_of(c) in ("", "alliance"))
    places = tuple(p for p in group.places if p.code in codes)
    return group._replace(codes=codes, places=places)


def _attached(case: Case) -> Parties:
    """``the Japan-Australia 2+2``, ``Japan and Australia's joint exercise``."""
    groups, staged, low = case.groups, case.staged, case.low
    trigger = staged.trigger
    for group in reversed(groups):
        if len(group.codes) < 2:
            continue
        if trigger.start <= group.start and group.end <= trigger.end:
            return found_of(group.codes, "in the name", 0.95)
        if group.end > trigger.start:
            continue
        between = low[group.end : trigger.start]
        near = len(between.split()) <= (8 if group.compound else 6)
        if (
            near
            and not _LINK.search(between)
            and (group.compound or group.part != "place")
            and not (staged.end <= trigger.start and staged.start >= group.end)
        ):
            return found_of(group.codes, "before the name", 0.95 if group.compound else 0.85)
    return NOBODY


def _between(case: Case) -> Parties:
    """``an agreement between Japan and the Philippines``."""
    groups, staged, low = case.groups, case.staged, case.low
    trigger = staged.trigger
    best: tuple[int, Group] | None = None
    for group in groups:
        if len(group.codes) < 2:
            continue
        lead = low[max(0, group.start - 60) : group.start]
        between = group.part == "between" or re.search(r"\b(?:between|among)\b[^,;.]*$", lead)
        of = group.start >= trigger.end and low[trigger.end : group.start].strip() in (
            "of",
            "of the",
            "by",
            "by the",
        )
        if not between and not of:
            continue
        distance = max(group.start - trigger.end, trigger.start - group.end, 0)
        if distance <= 170 and (best is None or distance < best[0]):
            best = (distance, group)
    if best is None:
        return NOBODY
    return found_of(best[1].codes, "between", 0.95 if best[0] < 90 else 0.8)


def _with(case: Case) -> Parties:
    """``Japan signed an agreement with Australia``; each partner may have a row of its own."""
    groups, staged, low = case.groups, case.staged, case.low
    trigger = staged.trigger
    partners = [
        g
        for g in groups
        if g.part == "with"
        and (g.start >= min(trigger.end, staged.end) or trigger.start - g.end < 60)
    ]
    if not partners:
        return NOBODY
    partner = min(partners, key=lambda g: abs(g.start - trigger.end))
    if abs(partner.start - trigger.end) > 180:
        return NOBODY
    subjects = [g for g in groups if g.part in ("plain", "by") and g is not partner]
    if not subjects:  # ``Along with Latvia, Estonia concluded a charter with …``
        subjects = [g for g in groups if g.part == "with" and g.end <= partner.start]
    subjects = [g for g in subjects if not set(g.codes) & set(partner.codes)]
    ahead = [g for g in subjects if g.end <= partner.start]
    subject = _subject_of(ahead, staged) or (subjects[0] if subjects else None)
    if subject is not None:
        who, sure = subject.codes, 0.9
    elif _own(low, partner.start) and case.context.speaker:
        who, sure = (case.context.speaker,), 0.75
    elif len(case.context.subject) == 1 and not set(case.context.subject) & set(partner.codes):
        who, sure = case.context.subject, 0.65
    elif case.context.speaker:
        who, sure = (case.context.speaker,), 0.6
    else:
        return NOBODY
    return _shared(who, partner, staged, low, sure)


def _own(low: str, end: int) -> bool:
    return bool(re.search(r"\b(?:we|our|us)\b", low[:end]))


def _shared(who: tuple[str, ...], partner: Group, staged: Staged, low: str, sure: float) -> Parties:
    several = len(partner.codes) > 1 and len(who) == 1 and staged.trigger.code in _SHARED
    if (
        several
        and not _JOINT.search(low)
        and (staged.trigger.of == "instrument" or staged.trigger.plural)
    ):
        sets = tuple(tuple(sorted((who[0], code))) for code in partner.codes if code != who[0])
        at = tuple(p.end for p in partner.places if p.code != who[0])
        return Parties(sets, "with each", sure - 0.05, who, at if len(at) == len(sets) else ())
    return found_of((*who, *partner.codes), "with", sure, who)


def _subject_of(groups: Sequence[Group], staged: Staged) -> Group | None:
    """The group that acts: the last plain one before the verb, else the first one."""
    limit = min(staged.start, staged.trigger.start)
    ahead = [g for g in groups if g.end <= limit]
    if ahead:
        return ahead[-1]
    return groups[0] if groups else None


def _subjects(case: Case) -> Parties:
    """``Japan and Australia signed …``, ``… was signed by Japan and Australia``."""
    groups, staged = case.groups, case.staged
    many = [g for g in groups if len(g.codes) > 1 and g.part in ("plain", "by")]
    if not many:
        return NOBODY
    ahead = [g for g in many if g.end <= staged.end]
    group = ahead[-1] if ahead else many[0]
    return found_of(group.codes, "subject", 0.85 if ahead else 0.75)


def _recipients(case: Case) -> Parties:
    """Two who stand apart: who acts, and to whom, with whom or where."""
    groups, staged = case.groups, case.staged
    code = staged.trigger.code
    parts = ["plain", "by", "to", "with", "between"]
    if code in _RECIPIENT or staged.trigger.how == "visit":
        parts.append("place")
    able = [g for g in groups if g.part in parts]
    if staged.trigger.how in ("visit", "people"):
        able = _around(able, staged)
    codes = list(dict.fromkeys(c for g in able for c in g.codes))
    each = _to_each(able, staged)
    if each.sets:
        return each
    if code == "deployment" and all(g.part in ("to", "place") for g in able):
        return NOBODY
    if len(codes) == 2:
        plain = sum(g.part in ("plain", "by", "with") for g in able)
        return found_of(codes, "both named", 0.7 if plain >= 2 else 0.6, able[0].codes)
    if len(codes) == 3 and staged.trigger.how == "people":
        return found_of(codes, "all named", 0.5, able[0].codes)
    if len(codes) > 2 and code in ("exercise", "deployment"):
        return found_of(codes, "all named", 0.6, able[0].codes)
    return NOBODY


def _to_each(groups: Sequence[Group], staged: Staged) -> Parties:
    """``visited India, Thailand and Canada``, ``donated boats to …``: a fact with each of them."""
    if staged.trigger.code not in ("transfer", "port_call"):
        return NOBODY
    givers = [g for g in groups if g.end <= staged.trigger.start and len(g.codes) == 1]
    takers = [g for g in groups if g.start >= staged.trigger.end and len(g.codes) > 1]
    if len(givers) != 1 or len(takers) != 1 or set(givers[0].codes) & set(takers[0].codes):
        return NOBODY
    who = givers[0].codes
    sets = tuple(tuple(sorted((*who, code))) for code in takers[0].codes)
    return Parties(sets, "to each", 0.75, who)


def _names_place(group: Group, case: Case) -> bool:
    """Whether a summit is called after a place, as in ``the Malta Summit``."""
    place = group.places[-1] if group.places else None
    return (
        place is not None
        and len(group.codes) == 1
        and place.form in ("name", "capital")
        and case.low[group.end : case.staged.trigger.start + 6] == " summit"
    )


def _of_venue(case: Case) -> bool:
    """Whether a meeting is that of an organisation, as in ``the EU summit``."""
    start = case.staged.trigger.start
    for group in case.groups:
        near = 0 < start - group.end <= 12 and len(case.low[group.end : start].split()) <= 2
        if near and len(group.codes) == 1 and case.actors.type_of(group.codes[0]):
            return True
    return False


def _operation(case: Case) -> Parties:
    """Who takes part in an operation of an organisation."""
    groups, actors = case.groups, case.actors
    leading = [c for g in groups for c in g.codes if actors.type_of(c)]
    acting = [
        g
        for g in groups
        if g.part in ("plain", "by")
        and g.codes
        and not actors.type_of(g.codes[0])
        # Who is named after it takes part only at the head of a clause.
        and (
            g.end <= case.staged.trigger.start
            or case.low[: g.start].endswith((", ", ", the "))
            or _TAKES_PART.match(case.low, g.end)
        )
    ]
    if not leading or not acting:
        return NOBODY
    return found_of((leading[0], *acting[0].codes), "operation of", 0.7, acting[0].codes)


def _around(groups: Sequence[Group], staged: Staged) -> list[Group]:
    """Of those who visit and are visited: the nearest before and the nearest after the verb."""
    ahead = [g for g in groups if g.end <= staged.trigger.start]
    behind = [g for g in groups if g.start >= staged.trigger.end]
    if len({c for g in groups for c in g.codes}) <= 2 or not (ahead and behind):
        return list(groups)
    return [ahead[0] if len(ahead) == 1 else ahead[-1], behind[0]]


_USUAL = (_attached, _between, _with, _subjects, _recipients)
_RULES = {
    "operation": (_operation, _attached, _between, _with, _subjects),
    "deployment": (_attached, _recipients),
    "port_call": (_attached, _recipients),
}
