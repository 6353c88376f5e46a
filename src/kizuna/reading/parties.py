"""With whom: which of the actors of a sentence are party to what it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.actors import Actors, Group
from kizuna.reading.apart import (
    alliance,
    based,
    counterparts,
    deployed,
    hosted,
    operation,
    received,
    transferred,
    visited,
)
from kizuna.reading.case import NOBODY, REFUSED, Case, Parties, found_of
from kizuna.reading.each import LINK, met_each
from kizuna.reading.elsewhere import alone, forum, from_context
from kizuna.reading.stages import Staged
from kizuna.reading.together import (
    attached,
    between_behind,
    between_them,
    both_named,
    bound_by,
    held_by,
    involving,
    on_visit,
    subjects_of,
    with_host,
    with_it,
    with_partner,
)

_SUMMIT_OF = re.compile(
    r"(?:^|\b(?:the|a|an|its|their|his|her|first|second|third|last|latest|next|this|that|annual|historic|bilateral|"
    r"trilateral|virtual|special|recent|subsequent|regular|joint|and|at|in|of|held|two|three|several|both|"
    r"[0-9]+(?:st|nd|rd|th)|[a-z]+-level|same|official|informal|formal|two-day)|[\"'(]) $"
)


_OF_YEAR = re.compile(r" of (?:[a-z]+ )?(?:19|20)[0-9]{2}\b")
# ``is a member of the Five Power Defence Arrangements with Australia and …``
_MEMBER_OF = re.compile(
    r"\b(?:member|party|signatory|signatories|parties) (?:of|to) (?:the )?(?:[0-9]{4} )?$"
)


def resolve(case: Case, *, needed: int | None) -> Parties:
    """The parties to one fact.

    Args:
        case: the fact in its sentence.
        needed: how many parties its kind has; ``None`` for two or more.
    """
    trigger = case.staged.trigger
    if trigger.how == "again" and case.low.startswith(" between ", case.staged.end):
        own = between_them(case)
        if own.sets:
            return own
    if trigger.parties:
        return Parties((trigger.parties,), "defined", 0.85, trigger.parties)
    if _in_a_name(case):
        return REFUSED
    joins = trigger.code == "defence_treaty" and trigger.how == "verb"
    if joins:
        return alliance(case)
    case = case._replace(groups=[g for g in case.groups if g.part != "other"])
    if needed == 1:
        return alone(case)
    if trigger.code == "multilateral_forum":
        return forum(case)
    named = trigger.how == "name" or case.low.startswith("meeting", trigger.start)
    session = trigger.of == "dialogue" or (trigger.code == "meeting" and named)
    if (session and (_of_venue(case) or _with_unknown(case))) or _called_after(case):
        return REFUSED
    venues = trigger.code == "operation"
    able = (_cleared(g, case.actors, venues=venues) for g in case.groups)
    case = case._replace(groups=[g for g in able if g.codes])
    usual = {"visit": _VISIT, "people": _MET, "session": _PAIR}.get(trigger.how, _USUAL)
    usual = _NAMED if session and trigger.of == "event" and usual is not _PAIR else usual
    rules = _RULES.get(trigger.code, usual)
    if trigger.code == "operation" and "patrol" in case.low[trigger.start : trigger.end]:
        rules = (*rules, subjects_of)
    for rule in rules:
        found = rule(case)
        if found.sets:
            return NOBODY if _miscounted(found, case) or _met_by_another(found, case) else found
    here = trigger.code in _IN_SENTENCE or trigger.how == "session"
    return NOBODY if here else _elsewhere(case)


def _elsewhere(case: Case) -> Parties:
    found = from_context(case)
    return found if found.sets else _of_pair(case)


def _of_pair(case: Case) -> Parties:
    """``The SCM serves the Korea-U.S. alliance``: what has a name, and one pair by hyphen."""
    trigger = case.staged.trigger
    named = trigger.how == "abbreviation" or (
        trigger.of == "instrument"
        and trigger.how == "name"
        and trigger.code != "defence_memorandum"
    )
    if trigger.of == "event" or not named or len(case.groups) != 1:
        return NOBODY
    group = case.groups[0]
    return found_of(group.codes, "both named", 0.6) if group.compound else NOBODY


def without_postings(told: Sequence[tuple[Staged, Parties]]) -> list[tuple[Staged, Parties]]:
    """Deployments left out beside the operation or behind the agreement that they belong to."""
    serves = any(s.trigger.code == "operation" and p.sets for s, p in told)
    agreed = [s.trigger.end for s, p in told if s.trigger.of == "instrument" and p.sets]
    return [
        (s, p)
        for s, p in told
        if s.trigger.code != "deployment"
        or not (serves or any(end <= s.trigger.start for end in agreed))
    ]


def _in_a_name(case: Case) -> bool:
    """Whether what looks like a kind is part of an organisation's name."""
    trigger = case.staged.trigger
    states = {c for g in case.groups for c in g.codes if not case.actors.type_of(c)}
    belongs = _MEMBER_OF.search(case.low, 0, trigger.start)
    if trigger.code == "defence_treaty" and len(states) > 1 and belongs:
        return False
    return (
        trigger.of != "event"
        and any(
            m.start <= trigger.start and trigger.end <= m.end and case.actors.type_of(m.code)
            for group in case.groups
            for m in group.places
        )
        and trigger.code != "multilateral_forum"
    )


def _called_after(case: Case) -> bool:
    """Whether a summit is that of a place or an organisation: ``the Wales Summit``."""
    trigger, low = case.staged.trigger, case.low
    named = low[trigger.start : trigger.end]
    if trigger.code != "summit" or not named.startswith(("summit", "security summit")):
        return False
    if low.startswith((" of ", "s of "), trigger.end) and not _OF_YEAR.match(low, trigger.end):
        return True
    for group in case.groups:
        if group.end <= trigger.start and not low[group.end : trigger.start].strip(" '"):
            return len(group.codes) < 2
    if any(g.start <= trigger.start and g.end > trigger.start for g in case.groups):
        return False
    if low.startswith("summits", trigger.start):
        return False
    return not _SUMMIT_OF.search(low, max(0, trigger.start - 30), trigger.start)


def _miscounted(found: Parties, case: Case) -> bool:
    """Whether those found cannot be all, or are too many: three ministers, one visitor."""
    count = len(found.sets[0])
    if case.staged.trigger.code == "operation" and all(
        case.actors.type_of(code) for code in found.sets[0]
    ):
        return True  # organisations alone: who takes part is not said
    if case.staged.trigger.how == "visit":
        return count > 2 and found.how != "with"
    if case.staged.trigger.code == "exercise" and all(map(case.actors.type_of, found.sets[0])):
        return True
    return found.how == "both named" and 2 < case.meant < 9


def _met_by_another(found: Parties, case: Case) -> bool:
    """Whether those found are the counterparts of someone whom the sentence does not place."""
    trigger = case.staged.trigger
    if trigger.how != "people" or found.how not in ("both named", "subject"):
        return False
    ahead = any(g.end <= trigger.start and g.part in ("plain", "by", "with") for g in case.groups)
    return not ahead and bool(_WHOSE.match(case.low, trigger.end))


def _cleared(group: Group, actors: Actors, *, venues: bool) -> Group:
    """A group without venues such as the United Nations, unless they are partners."""
    partner = venues or group.part in ("with", "between")
    codes = tuple(
        c
        for c in group.codes
        if actors.acts_alone(c) or (partner and actors.type_of(c) == "global")
    )
    places = tuple(p for p in group.places if p.code in codes)
    return group._replace(codes=codes, places=places)


def _of_venue(case: Case) -> bool:
    """Whether a meeting is that of an organisation, as in ``the EU summit``."""
    start = case.staged.trigger.start
    for group in case.groups:
        near = 0 < start - group.end <= 12 and len(case.low[group.end : start].split()) <= 2
        if near and len(group.codes) == 1 and case.actors.type_of(group.codes[0]):
            return True
    return False


def _with_unknown(case: Case) -> bool:
    """Whether a name pairs an actor with one that the codebook lacks: ``Chile-Central Asia Talks``."""
    start = case.staged.trigger.start
    for group in case.groups:
        if group.end <= start and len(group.codes) == 1 and case.low[group.end] == "-":
            between = case.low[group.end + 1 : start]
            if len(between.split()) <= _TITLE_WORDS and not _NO_PARTNER.match(between):
                return not LINK.search(between)
    return False


_TITLE_WORDS = 5
_NO_PARTNER = re.compile(
    r"(?:led|hosted|based|sponsored|initiated|proposed|organi[sz]ed|chaired|wide|style|only)?\b "
)
# ``met his Thai counterpart and the President of Laos``: those met met someone else.
_WHOSE = re.compile(r"[^,;.]{0,40}?\b(?:his|her|their) (?:[\w-]+ ){0,3}counterparts?\b")
_USUAL = (
    attached,
    between_them,
    with_partner,
    with_it,
    subjects_of,
    on_visit,
    bound_by,
    both_named,
    with_host,
)
_VISIT = (attached, between_them, visited)
_MET = (attached, between_them, met_each, *_USUAL[2:], received, counterparts)
_PAIR = (attached, between_behind, with_host, held_by)
_TRAINING = (attached, between_them, involving, *_USUAL[2:])
_NAMED = (attached, between_them, with_partner, subjects_of)
_RULES = {
    "reciprocal_access": (*_USUAL, based),
    "defence_treaty": (*_USUAL, based),
    "operation": (operation, attached, between_them, with_partner),
    "deployment": (hosted, deployed),
    "exercise": _TRAINING,
    "port_call": (attached, visited),
    "transfer": (transferred,),
}
_IN_SENTENCE = frozenset(("deployment", "operation"))
