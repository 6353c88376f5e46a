"""Parties that stand apart: who visits whom, who gives what to whom, who serves in whose force."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.actors import Group
from kizuna.reading.case import NOBODY, Case, Parties, found_of
from kizuna.reading.clauses import clause
from kizuna.reading.each import FOR_ONE, ITS_DATE
from kizuna.reading.stages import Staged

_TAKES_PART = re.compile(
    r"(?: has| have| had| also| actively)* (?:participat|took part|takes part|taken part|take part|contribut|serv|sent|"
    r"dispatch|deploy|provid|join)"
)
_FROM = re.compile(r"\b(?:from|for) (?:the )?(?:government of )?(?:the )?$")
_LED = re.compile(r"[ -]led\b")
_NOT_YET = re.compile(
    r"\b(?:negotiat|invit|candida|aspir|prepar|path|road|towards?|prior to|before|until|process of|support|for\b)"
    r"[^,;]{0,40}$"
)
_NEXT_VERB = re.compile(r",? and (?=(?:\w+ed|sold|bought|gave|took|sent)\b)")
# ``visited the troops in Kosovo``, ``deployed in operations in Mali``: not the host.
_AWAY = re.compile(r"\b(?:troops|contingent\w*|soldiers|forces|personnel|camp|base)\b.* in ")
_SERVES = re.compile(
    r"\b(?:operations?|missions?|support|areas?)\b|"
    r"\b(?:in|with|within|under|as part of|to) (?:[\w-]+ ){0,4}(?:contingent|battalion|brigade)\b"
)
_SINCE = re.compile(r"\b(?:since|after|upon|following|with|on) (?:\w+ )?$")
_NOUN = re.compile(r"(?:participation|contributions?|contributing)\b")
# ``a workshop on peacekeeping operations``
_TALKED_OF = re.compile(
    r"\b(?:workshop|seminar|conference|course|symposium|handbook|doctrine|debate|report|resolution|meeting|ministerial|"
    r"discussions?|views|principles|law|policy|recommendations?)s? (?:on|about|for|in|to [a-z]+|of) (?:[\w'-]+ ){0,5}$"
)
_OF_FORCES = re.compile(
    r" of (?:its |their |the )?(?:\w+ )?(?:troops|soldiers|forces|personnel|units)\b"
)
_TRADITION = re.compile(r"\b(?:tradition|history|record) of (?:\w+ )?$")
_HIS = re.compile(r"(?: with| on| by)? (?:his|her|their|its) (?:\w+ )?")
_OWN_COUNTERPART = re.compile(r"(?: with)? (?:his|her|their) (?:[\w-]+ ){0,2}counterparts?\b")
_NEXT_PORT = re.compile(
    r"(?:,| and|, and)(?: at| in)?(?: the)?(?: [\w'-]+){0,3} in (?:the )?|(?: and| in|,)[\w' -]{0,24} in (?:the )?|,? (?:in )?"
)
_TITLES = 50  # characters between whose counterpart one is and that word
_NEAR_ORG = 70  # characters between an operation and the organisation that runs it
_SENT = re.compile(
    r" (?:[0-9,]+|some|about|over|nearly) ?(?:\w+ )?(?:men|women|soldiers|troops|personnel|officers|instructors)\b"
)
# ``They docked in Lima on Thursday``: the ships of the sentence before
_THEY = re.compile(
    r"(?:they|it|the (?:ships?|vessels?|frigates?|warships?|destroyers?|flotilla))\b"
)
_BASE = re.compile(r"\b(?:bases?|garrison|troops|soldiers)\b")
_HOSTS = re.compile(r"\b(hosts|hosted|houses|is home to|hosting)\b[^;]{0,90}$")
_HOST = 45
_BESIDE = 32  # characters between a participation and whose it is
_REACH = 180  # characters between a verb of giving and those who give and take
_HEAD = 16  # characters that may precede who is named at the head of a sentence
_PART_OF = re.compile(r"\b(?:part of|under|within|framework of|by) (?:the )?$")


def visited(case: Case) -> Parties:
    """Who comes and who receives: the nearest before and the nearest after the verb."""
    parts = ("plain", "by", "to", "with", "between", "place")
    visited_at = case.staged.trigger.end
    able = _around(
        [
            g
            for g in case.groups
            if g.part in parts and not _AWAY.search(case.low, visited_at, max(visited_at, g.start))
        ],
        case.staged,
    )
    codes = list(dict.fromkeys(c for g in able for c in g.codes))
    each = _to_each(able, case)
    if each.sets:
        return each
    if len(codes) == 2 and not (len(able) == 1 and able[0].start >= visited_at):
        plain = sum(g.part in ("plain", "by", "with") for g in able)
        return found_of(codes, "both named", 0.7 if plain >= 2 else 0.6, able[0].codes)
    who = case.context.subject
    if _THEY.match(case.low) and len(who) == len(codes) == 1:
        return found_of((*who, *codes), "as before", 0.6, who)
    return NOBODY


def based(case: Case) -> Parties:
    """``A's base in B houses soldiers under an agreement``: whose forces, and their host."""
    who = {c for g in case.groups if g.part in ("plain", "by") for c in g.codes}
    where = {c for g in case.groups if g.part == "place" for c in g.codes}
    if len(who) != 1 or len(where) != 1 or who == where or not _BASE.search(case.low):
        return NOBODY
    return found_of(sorted(who | where), "host", 0.6, tuple(who))


def counterparts(case: Case) -> Parties:
    """``was in Oslo, where she met her Norwegian counterpart``: who was named before, and that one."""
    trigger, low = case.staged.trigger, case.low
    for group in case.groups:
        if group.start < trigger.end or not _HIS.fullmatch(low, trigger.end, group.start):
            continue
        if len(group.codes) > 1 or "counterpart" not in low[group.end : group.end + _TITLES]:
            return NOBODY
        ahead = [
            g.codes
            for g in case.groups
            if g.end <= trigger.start and g.part in ("plain", "by") and len(g.codes) == 1
        ]
        subject = ahead[-1] if ahead else case.context.subject
        if len(subject) == 1 and subject != group.codes:
            return found_of((*subject, *group.codes), "both named", 0.75, subject)
    # ``A and B signed an accord as A's minister met his counterpart``
    acting = [g for g in case.groups if g.end <= trigger.start and g.part in ("plain", "by")]
    pairs = {g.codes for g in acting if len(g.codes) == 2}
    if len(pairs) != 1 or not _OWN_COUNTERPART.match(low, trigger.end):
        return NOBODY
    pair, who = pairs.pop(), acting[-1].codes
    return found_of(pair, "both named", 0.75, who) if len(who) == 1 and who[0] in pair else NOBODY


def received(case: Case) -> Parties:
    """``held talks with the President of Oman on his visit to Peru``: partner and host."""
    partners = [g for g in case.groups if g.part == "with"]
    codes = {c for g in case.groups for c in g.codes}
    apart = partners and len(case.groups) > 1 and len(codes) == 2
    return found_of(sorted(codes), "both named", 0.6) if apart else NOBODY


def _around(groups: Sequence[Group], staged: Staged) -> list[Group]:
    ahead = [g for g in groups if g.end <= staged.trigger.start]
    behind = [g for g in groups if g.start >= staged.trigger.end]
    if len({c for g in groups for c in g.codes}) <= 2 or not (ahead and behind):
        return list(groups)
    ahead = [g for g in ahead if g.part != "place"] or ahead
    return [ahead[0] if len(ahead) == 1 else ahead[-1], behind[0]]


def _to_each(groups: Sequence[Group], case: Case) -> Parties:
    """``visited India, Thailand and Canada``, ``donated boats to …``: a fact with each of them."""
    staged, subject = case.staged, case.context.subject
    if staged.trigger.code not in ("transfer", "port_call") and staged.trigger.how != "visit":
        return NOBODY
    givers = [g for g in groups if g.end <= staged.trigger.start and len(g.codes) == 1]
    takers = _ports(case) or [
        g for g in groups if g.start >= staged.trigger.end and len(g.codes) > 1
    ]
    if not givers and staged.trigger.code == "port_call":
        givers = [g for g in groups if g.part == "by" and len(g.codes) == 1]
    if not takers and staged.trigger.how != "visit":
        return _from_each(groups, staged)
    if not givers and len(takers) == len(subject) == 1 and staged.trigger.code == "port_call":
        # ``The ship also visited Vietnam and the Philippines``: whose it is, was said before
        sets = tuple(tuple(sorted((*subject, c))) for c in takers[0].codes if c not in subject)
        return Parties(sets, "to each", 0.65, subject)
    if len(givers) != 1 or len(takers) != 1 or set(givers[0].codes) & set(takers[0].codes):
        return NOBODY
    who = givers[0].codes
    if FOR_ONE.search(case.low, takers[0].end):
        return found_of((*who, *takers[0].codes), "with", 0.8, who)
    sets = tuple(tuple(sorted((*who, code))) for code in takers[0].codes)
    # ``visited India in May 2003, Thailand in June 2003 and …``: each visit has its date
    at = tuple(p.end for p in takers[0].places)
    dated = sum(bool(ITS_DATE.match(case.low, end)) for end in at) > 1
    return Parties(sets, "to each", 0.75, who, at if dated and len(at) == len(sets) else ())


def _ports(case: Case) -> list[Group]:
    """``calls at Maputo in Mozambique, Male in Maldives and …``: the countries of one list."""
    if case.staged.trigger.code != "port_call":
        return []
    listed: list[Group] = []
    for group in case.groups:
        if group.start < case.staged.trigger.end or group.part != "place":
            continue
        if listed and not _NEXT_PORT.fullmatch(case.low, listed[-1].end, group.start):
            break
        listed.append(group)
    if len(listed) < 2:
        return []
    codes = tuple(dict.fromkeys(c for g in listed for c in g.codes))
    return [listed[0]._replace(codes=codes, end=listed[-1].end)] if len(codes) > 1 else []


def _from_each(groups: Sequence[Group], staged: Staged) -> Parties:
    """``Chile and Peru have provided boats to Ghana``: a fact with each of them."""
    givers = [g for g in groups if g.end <= staged.trigger.start and len(g.codes) > 1]
    takers = [g for g in groups if g.start >= staged.trigger.end]
    if len(givers) != 1 or len(takers) != 1 or len(takers[0].codes) != 1:
        return NOBODY
    who = takers[0].codes
    if set(who) & set(givers[0].codes) or takers[0].part not in ("to", "place"):
        return NOBODY
    sets = tuple(tuple(sorted((*who, code))) for code in givers[0].codes)
    return Parties(sets, "to each", 0.75, who)


def transferred(case: Case) -> Parties:
    """Who gives and who takes, both named in the clause of the verb, else in the sentence."""
    trigger, low = case.staged.trigger, case.low
    head = [g for g in case.groups if g.part == "plain"][:1]
    if trigger.how == "contract" and head and len(head[0].codes) == 1:
        to = next((g for g in case.groups if trigger.end <= g.start <= trigger.end + _HOST), None)
        if to is not None and to.part == "to" and len(to.codes) == 1:
            return found_of((*head[0].codes, *to.codes), "both named", 0.75, head[0].codes)
    for first, last in (
        _predicate(low, trigger.start, trigger.end),
        clause(low, trigger.start, trigger.end),
        (0, len(low)),
    ):
        able = [
            g
            for g in case.groups
            if (g in head or first <= g.start) and g.end <= last and _gives(g, case)
        ]
        each = _to_each(able, case)
        if each.sets:
            return each
        codes = list(dict.fromkeys(c for g in able for c in g.codes))
        if len(codes) == 2 and len(able) > 1:
            return found_of(codes, "both named", 0.7, able[0].codes)
        if len(codes) > 2:
            break
    return NOBODY


def _predicate(low: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of one of several verbs with one subject: ``gave boats to A and sold B tanks``."""
    first, last = clause(low, start, end)
    for found in _NEXT_VERB.finditer(low, first, last):
        if found.end() <= start + 1:
            first = found.end()
        elif found.start() >= end:
            return first, found.start()
    return first, last


def _gives(group: Group, case: Case) -> bool:
    """Whether a group can give or take: it acts, or things come from it or go to it."""
    if abs(group.start - case.staged.trigger.end) > _REACH:
        return False
    return group.part not in ("place", "other") or bool(
        _FROM.search(case.low, max(0, group.start - 40), group.start)
    )


def hosted(case: Case) -> Parties:
    """``Brunei hosts a British garrison``: the host acts, the sender stands before its forces."""
    trigger, low = case.staged.trigger, case.low
    verb = _HOSTS.search(low, 0, trigger.start)
    if verb is None:
        return NOBODY
    hosts = [g for g in case.groups if g.end <= verb.start() and g.part in ("plain", "by")]
    senders = [g for g in case.groups if verb.end(1) <= g.start and g.end <= trigger.start]
    if not hosts or not senders or len(hosts[-1].codes) != 1:
        return NOBODY
    host = hosts[-1].codes[0]
    codes = [c for c in senders[-1].codes if c != host and not case.actors.type_of(c)]
    sets = tuple(tuple(sorted((host, code))) for code in codes)
    return Parties(sets, "host", 0.65, hosts[-1].codes) if sets else NOBODY


def deployed(case: Case) -> Parties:
    """Who sends forces, and to whom: the sender acts, the host stands right behind the verb."""
    trigger, low = case.staged.trigger, case.low
    first, last = clause(low, trigger.start, trigger.end)
    senders = [
        g
        for g in case.groups
        if first <= g.start and g.end <= trigger.start and g.part in ("plain", "by")
    ]
    hosts = [
        g
        for g in case.groups
        if trigger.end <= g.start <= trigger.end + _HOST
        and g.end <= last
        and not _SERVES.search(low, trigger.end, g.start)
        and not _SERVES.match(low, g.end + 1)
    ]
    if senders and not hosts and _SENT.match(low, trigger.end):
        # ``On the basis of an arrangement with B, A has deployed 49 soldiers``
        hosts = [g for g in case.groups if g.part == "with" and g.end <= senders[0].start]
    if not senders or not hosts or set(senders[-1].codes) & set(hosts[0].codes):
        return NOBODY
    who, where = senders[-1], hosts[0]
    if low.startswith("contingent", trigger.start) and low[who.end : trigger.start].strip():
        return NOBODY  # ``their units are part of the contingent in Peru``: whose, is not said
    if all(map(case.actors.type_of, who.codes)) and len(senders) > 1:
        # ``Chile leads the NATO battlegroup in Peru``
        who = senders[-2]._replace(codes=(*senders[-2].codes, *who.codes))
    if any(case.actors.type_of(c) for c in where.codes):
        return NOBODY
    frame = [
        c
        for g in case.groups
        for c in g.codes
        if g.start > where.end
        and case.actors.type_of(c)
        and _PART_OF.search(low, max(0, g.start - 25), g.start)
    ]
    sets = tuple(tuple(sorted({*who.codes, host, *frame})) for host in where.codes)
    return Parties(sets, "sender and host", 0.65, who.codes)


def operation(case: Case) -> Parties:
    """Who takes part in an operation, with the organisation that runs it."""
    actors, low, trigger = case.actors, case.low, case.staged.trigger
    if _TALKED_OF.search(low, max(0, trigger.start - 90), trigger.start):
        return NOBODY
    near = [
        (max(g.start - trigger.end, trigger.start - g.end, 0), g)
        for g in case.groups
        if any(actors.type_of(c) for c in g.codes) or _LED.match(low, g.end)
    ]
    near = [(gap, g) for gap, g in near if gap <= _NEAR_ORG]
    if not near:
        return NOBODY
    group = min(near, key=lambda pair: pair[0])[1]
    led = _LED.match(low, group.end)
    leading = [c for c in group.codes if led or actors.type_of(c)]
    if group.part == "between" or not _tells(case):
        return NOBODY
    acting = [g for g in case.groups if g is not group and _takes_part(g, case)]
    if not leading or not acting:
        return NOBODY
    first, _ = clause(low, case.staged.start, case.staged.end)
    here = [g for g in acting if g.start >= first]
    who = (here or acting)[0].codes
    sets = tuple(tuple(sorted((*who, leader))) for leader in leading if leader not in who)
    if not sets:
        return NOBODY
    return Parties(sets, "operation of", 0.7, who)


def _tells(case: Case) -> bool:
    """Whether a participation that is only named has someone beside it: ``Peru's participation``."""
    start, end, low = case.staged.start, case.staged.end, case.low
    if not _NOUN.match(low, start) or _TRADITION.search(low, max(0, start - 40), start):
        return True
    if _OF_FORCES.match(low, end):
        return True
    return any(
        0 <= start - g.end <= _BESIDE or 0 <= g.start - end <= _BESIDE
        for g in case.groups
        if not any(map(case.actors.type_of, g.codes))
    )


def _takes_part(group: Group, case: Case) -> bool:
    """Who is named after the operation takes part only at the head of a clause."""
    if group.part not in ("plain", "by") or any(case.actors.type_of(c) for c in group.codes):
        return False
    opened = case.low.rfind("(", 0, group.start)
    if opened > case.low.rfind(")", 0, group.start) and case.staged.trigger.start < opened:
        return False
    told = opened > case.low.rfind(")", 0, group.start) and group.end < case.staged.start
    if told and case.staged.end <= case.staged.trigger.start:
        return True  # ``some countries (Chile and Peru) took part in …``
    if group.start > _HEAD and case.low[group.end : group.end + 1] in (",", ".", ";", ")"):
        return False  # ``the main area was Afghanistan, but …``
    return (
        group.end <= case.staged.trigger.start
        or case.low[: group.start].endswith((", ", ", the "))
        or bool(_TAKES_PART.match(case.low, group.end))
    )


def alliance(case: Case) -> Parties:
    """Who joins an alliance, and the alliance: ``the three joined NATO in 1999``."""
    actors, trigger = case.actors, case.staged.trigger
    alliances = [
        (abs(m.start - trigger.start), m.code)
        for g in case.groups
        for m in g.places
        if actors.type_of(m.code) == "alliance"
    ]
    first, _ = clause(case.low, trigger.start, trigger.end)
    ahead = [
        g
        for g in case.groups
        if first <= g.start and g.end <= trigger.start and not any(map(actors.type_of, g.codes))
    ]
    of = [g for g in case.groups if g.start >= trigger.end and _FROM.search(case.low[: g.start])]
    ahead_of = case.low[max(0, trigger.start - 60) : trigger.start]
    aim = case.low.startswith("joining", trigger.start) and not _SINCE.search(ahead_of)
    if aim or _NOT_YET.search(ahead_of):
        return NOBODY
    # ``with Finland joining NATO``
    beside = [g for g in ahead if g.part == "with" and trigger.start - g.end <= 1]
    joining = [g for g in ahead if g.part in ("plain", "by")][-1:] or beside[-1:] or of[:1]
    if not joining or not alliances:
        return NOBODY
    codes = joining[0].codes
    return found_of((*codes, min(alliances)[1]), "joins", 0.85, codes)
