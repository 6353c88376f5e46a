"""Parties that stand together: in a name, between, with, as subjects of one verb."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.actors import Group
from kizuna.reading.case import NOBODY, Case, Parties, found_of
from kizuna.reading.clauses import clause
from kizuna.reading.each import LINK, MEETS, also_with, each_of, pairs_before, shared
from kizuna.reading.stages import Staged

_TAKES_PART = re.compile(
    r"(?: (?:\w+ )?(?:nav(?:y|ies)|arm(?:y|ies)|air forces?|forces|troops|units|ships|vessels|soldiers|personnel))?"
    r"(?: has| have| had| also| both| \w+ly)* (?:participat|took part|takes part|taken part|contribut)"
)
# ``drills involving``, ``an exercise of the navies of``, ``exercise X, in which``
_INVOLVES = re.compile(
    r"\b(?:involving|featuring|including|comprising|bringing together|that (?:also )?(?:involved|included|brought together)|"
    r"which (?:also )?(?:involved|included|brought together)|with the participation of|participated in by|joined by|"
    r"attended by|gathering|organi[sz]ed by|hosted by|led by|co-hosted by) (?:[\w',]+ ){0,5}$"
)
_TOOK_PART = re.compile(r"\b(?:took|taken|takes|taking|take) part|participa|joined|joins|join\b")
# ``ACSAs with six countries: the United States, …``
_COUNTED = re.compile(
    r" with (?:\w+ )?(?:countries|nations|states|partners|members)(?::|,? (?:such as|including|namely))"
)
_WITH_IT = re.compile(
    r"[^,;.]{0,30}? with (?:it|them|the (?:country|latter|kingdom|republic|island nation))\b"
)
_MET = re.compile(r"[^;]{0,9}\bmet(?: with)?")
_INVOLVED = 110  # characters between an exercise and those whom it involves
# ``exercises with many, and an enhanced partnership with Chile``: partners in something else
_TIES = re.compile(
    r"\b(?:partnership|relations|relationship|ties|friendship|border) with (?:the )?$"
)
_AND_WITH = re.compile(r"\band with\b")
_BETWEEN = re.compile(r"\b(?:between|among)\b[^,;.]*$")
_BY_THEM = re.compile(
    r" (?:of|by|among|between)(?: the| their)?(?: (?:[a-z]+ ){0,6}(?:governments|forces|navies|armies|leaders|"
    r"ministers|chiefs|secretaries|officials|staffs|commanders|heads|directors|representatives|delegations) (?:of|from))?(?: the)? "
)
_ALONG = re.compile(r"(?:along|together) with ")
# ``Japan and the UK teamed up, alongside Italy, to develop …``
_BESIDE = re.compile(
    r"(?: [a-z]+){0,3}, (?:alongside|together with|along with|joined by) (?:the |its ally )?"
)
_HOSTED = re.compile(r"(?: has| have| had)? (?:co-)?(?:hosted|organi[sz]ed|held) ")
# ``At the 2012 dialogue, the ministers of Chile and Peru agreed …``
_FRONTED = re.compile(r"(?:[0-9.]+ )?(?:in|at|under|during|through|following|with|after)\b")
_COMES_NEXT = re.compile(r"[^,;]{0,40}, (?:the )?(?:[\w ]{0,40}\bof )?(?:the )?")
_VISIT_OF = re.compile(r"\b(?:during|on|following|after) (?:[^.;]{0,40} )?visit\b")
_BEHIND = 90  # characters behind what is named, within which its subject may stand
# He who was spoken of: his country need not be one of those named.
_HIS_MEETING = re.compile(r"\b(?:his|her) (?:[\w-]+ )?(?:meetings?|talks|discussions|visit)\b")
# ``Japan chose four partners, including Chile and Peru, as …``: they do not act.
_AMONG = re.compile(r"\b(?:including|such as|namely|like) (?:the )?$")
# ``exercises staged by A, B and C``, whoever watched them
_BY = re.compile(
    r" (?:jointly )?by (?:the )?(?:(?:\w+ )?(?:nav(?:y|ies)|arm(?:y|ies)|forces) of (?:the )?)?"
)
_OWN = re.compile(r"\b(?:we|our|us)\b")
_WE_ACT = re.compile(r"\bwe (?:have |also |had |recently )*\w+")
_HELD = ("held", "hold", "holds", "conducted", "conduct", "conducts", "have held")
# ``held talks on a treaty``: negotiations
_OF_PACT = re.compile(
    r" (?:on|for|over|about|towards?) [^,.;]{0,60}?(?:agreement|pact|treaty|deal|accord|arrangement|partnership)\b"
)
_TIES_WITH = re.compile(r"\b(?:relationship|relations|ties|partnership)(?: \w+)? with (?:the )?$")
_BINDS = re.compile(
    r"s?(?: \([^)]*\))?(?: of [0-9]{4})?,? (?:that |which )?(?:bound|binds|binding|links|linked|linking|unites|united|commits|"
    r"committed|obliges|obliged|joins|joined) (?:the |together )?"
)
_WITH = 24  # characters between a pact and ``with`` whom it is
_BEFORE_VERB = 4  # words between who holds something and the verb
_HAVE = re.compile(r"\b(?:have|has|had)\b")
_ABLE = ("plain", "by", "to", "with", "between")


def attached(case: Case) -> Parties:
    """``the Japan-Australia 2+2``, ``Japan and Australia's joint exercise``."""
    groups, staged, low = case.groups, case.staged, case.low
    trigger = staged.trigger
    several = pairs_before(case)
    if several.sets:
        return several
    for group in reversed(groups):
        if len(group.codes) < 2:
            continue
        if trigger.start <= group.start and group.end <= trigger.end:
            return found_of(group.codes, "in the name", 0.95)
        if group.end > trigger.start:
            continue
        own = _OWN.search(low) or any(
            g.part == "with" and 0 < g.start - trigger.end < _WITH for g in groups
        )
        if group.part == "with" and not group.compound and own:
            continue  # ``association with A and B gives us …``, ``with A and B, and a pact with C``
        between = low[group.end : trigger.start]
        near = len(between.split()) <= (8 if group.compound else 6)
        if (
            near
            and not LINK.search(between)
            and (group.compound or group.part != "place")
            and not (staged.end <= trigger.start and staged.start >= group.end)
        ):
            met = trigger.how == "people" and _met_with(groups, trigger.end, low)
            if met:
                return found_of((*group.codes, *met), "with", 0.85)
            return found_of(group.codes, "before the name", 0.95 if group.compound else 0.85)
    return NOBODY


def _met_with(groups: Sequence[Group], end: int, low: str) -> tuple[str, ...]:
    """``The ministers of A and B met with the minister of C``: who is met."""
    near = [g for g in groups if g.start >= end and g.part in ("with", "plain")][:1]
    if not near or len(low[end : near[0].start].split()) > MEETS or "," in low[end : near[0].start]:
        return ()
    return near[0].codes if _MET.match(low, max(0, end - 9)) or near[0].part == "with" else ()


def between_them(case: Case) -> Parties:
    """``an agreement between Japan and the Philippines``."""
    groups, low, trigger = case.groups, case.low, case.staged.trigger
    best: tuple[int, tuple[str, ...]] | None = None
    for index, group in enumerate(groups):
        codes = group.codes
        after = groups[index + 1] if index + 1 < len(groups) else None
        if (
            len(codes) == 1
            and group.part == "between"
            and after is not None
            and (after.part == "with" or _AND_WITH.search(low, group.end, after.start))
            and after.start - group.end < 60
        ):
            codes = (*codes, *after.codes)  # ``between Ukraine with the governments of …``
        if len(codes) < 2:
            continue
        lead = low[max(0, group.start - 60) : group.start]
        between = group.part == "between" or _BETWEEN.search(lead)
        of = group.start >= trigger.end and _BY_THEM.fullmatch(low, trigger.end, group.start)
        if not between and not of:
            continue
        if after is not None and each_of(case, group, after):
            codes = (*codes, *after.codes)
            sets = tuple(tuple(sorted((codes[0], other))) for other in dict.fromkeys(codes[1:]))
            return Parties(sets, "with each", 0.85, codes[:1])
        nearer = any(
            g.part == "plain" and len(g.codes) > 1 and group.end < g.start < trigger.start
            for g in groups
        )
        if nearer:  # ``after the talks between A, B and C, A and B held …``
            continue
        distance = max(group.start - trigger.end, trigger.start - group.end, 0)
        if distance <= 170 and (best is None or distance < best[0]):
            best = (distance, codes)
    if best is None:
        return NOBODY
    return found_of(best[1], "between", 0.95 if best[0] < 90 else 0.8)


def held_by(case: Case) -> Parties:
    """``Chile and Peru have held 42 rounds of consultations``: the two who hold them, right ahead."""
    staged, low = case.staged, case.low
    if low[staged.start : staged.end] not in _HELD or staged.end > staged.trigger.start:
        return NOBODY
    more = any(g.part == "with" and g.start >= staged.end for g in case.groups)
    if more or _OF_PACT.match(low, staged.trigger.end):
        return NOBODY
    ahead = [g for g in case.groups if g.end <= staged.start and g.part == "plain"]
    if not ahead or len(ahead[-1].codes) < 2:
        return NOBODY
    near = len(low[ahead[-1].end : staged.start].split()) <= _BEFORE_VERB
    said = len(low[staged.end : staged.trigger.start].split()) <= MEETS
    plain = not LINK.search(_HAVE.sub("", low[ahead[-1].end : staged.start]))
    return found_of(ahead[-1].codes, "subject", 0.8) if near and said and plain else NOBODY


def bound_by(case: Case) -> Parties:
    """``The ANZUS Treaty binds Australia, New Zealand and the United States``."""
    trigger = case.staged.trigger
    behind = next((g for g in case.groups if g.start >= trigger.end), None)
    if trigger.of != "instrument" or behind is None:
        return NOBODY
    binds = _BINDS.fullmatch(case.low, trigger.end, behind.start)
    return found_of(behind.codes, "subject", 0.85) if binds else NOBODY


def between_behind(case: Case) -> Parties:
    """``nine meetings were held between Chile and Peru``: only those named behind it."""
    behind = [g for g in case.groups if g.start >= case.staged.trigger.end]
    return between_them(case._replace(groups=behind))


def involving(case: Case) -> Parties:
    """``Japan took part in drills involving Indian and US warships``: all who are named."""
    groups, staged, low = case.groups, case.staged, case.low
    trigger = staged.trigger
    for group in groups:
        lead = low[trigger.end : group.start] if group.start >= trigger.end else ""
        if len(lead) > _INVOLVED or not _INVOLVES.search(lead):
            continue
        ahead = [g for g in groups if g.end <= trigger.start and g.part in ("plain", "by")]
        joins = ahead and _TOOK_PART.search(low, ahead[-1].end, trigger.start)
        return found_of((*(ahead[-1].codes if joins else ()), *group.codes), "involving", 0.85)
    return NOBODY


def with_partner(case: Case) -> Parties:
    """``Japan signed an agreement with Australia``; each partner may have a row of its own."""
    groups, staged, low = case.groups, case.staged, case.low
    trigger = staged.trigger
    first, last = clause(
        low, min(trigger.start, staged.start), max(trigger.end, staged.end, trigger.start + 1)
    )
    if _COUNTED.match(low, trigger.end):
        last = len(low)
    partners = [
        g
        for g in groups
        if g.part == "with"
        and (g.start >= min(trigger.end, staged.end) or trigger.start - g.end < 60)
        and first <= g.start
        and g.start <= last
        and not (trigger.of == "event" and _TIES.search(low, trigger.end, g.start))
    ]
    if not partners:
        return NOBODY
    # ``With Kenya, Chile signed a pact in 2022, and with Ghana in 2023``
    fronted = low.startswith("with ") and low.startswith(", ", partners[0].end)
    fronted = fronted and partners[0].end < min(trigger.start, staged.start)
    partner = partners[0] if fronted else min(partners, key=lambda g: abs(g.start - trigger.end))
    if trigger.how == "relation" and not low.startswith(" with ", trigger.end):
        # ``ties with Peru were raised to a partnership, those with Kenya …``
        partner = next((g for g in partners if _TIES_WITH.search(low, 0, g.start)), partner)
    if abs(partner.start - trigger.end) > 180:
        return NOBODY
    who, sure = _acting(case, partner)
    if not who:
        return NOBODY
    more = also_with(partners, partner, low)
    return shared(who, partner, staged, low, sure, more)


def with_it(case: Case) -> Parties:
    """``A signed a SOFA with B, after concluding a treaty with the country``: both named before."""
    trigger, low = case.staged.trigger, case.low
    if trigger.of == "dialogue" or not _WITH_IT.match(low, trigger.end):
        return NOBODY
    codes = {c for g in case.groups if g.end <= trigger.start for c in g.codes}
    return found_of(sorted(codes), "both named", 0.7) if len(codes) == 2 else NOBODY


def with_host(case: Case) -> Parties:
    """``The working group meeting with Israel was held in New Delhi``: the partner and the host."""
    trigger = case.staged.trigger
    if trigger.of != "dialogue" and trigger.how != "session":
        return NOBODY
    codes = {c for g in case.groups for c in g.codes}
    partner = [g for g in case.groups if g.part == "with" and g.start >= trigger.end]
    host = [g for g in case.groups if g.part == "place" and partner and g.start > partner[0].end]
    if len(codes) != 2 or not host:
        return NOBODY
    if len(case.low[trigger.end : partner[0].start].split()) > MEETS:
        return NOBODY
    return found_of(sorted(codes), "host", 0.7)


def _acting(case: Case, partner: Group) -> tuple[tuple[str, ...], float]:
    """Who has something with a partner: the subject, who speaks, or who was spoken of."""
    groups, staged, low = case.groups, case.staged, case.low
    subjects = [g for g in groups if g.part in ("plain", "by") and g is not partner]
    if not subjects and _ALONG.match(low):  # ``Along with Latvia, Estonia concluded …``
        subjects = [g for g in groups if g.part == "with" and g.end <= partner.start]
    subjects = [g for g in subjects if not set(g.codes) & set(partner.codes)]
    ahead = [g for g in subjects if g.end <= partner.start]
    subject = _subject_of(ahead, staged) or (subjects[0] if subjects else None)
    own = bool(_OWN.search(low, subject.end if subject in ahead and subject else 0, partner.start))
    context = case.context
    others = tuple(c for c in context.pair if c not in partner.codes)
    his = _HIS_MEETING.search(low, 0, partner.start)
    if subject is None and not own and not his and len(context.pair) == 2 and len(others) == 1:
        return others, 0.65
    if own and context.speaker:
        return (context.speaker,), 0.75
    if subject is not None and not (own and _WE_ACT.search(low, subject.end, partner.start)):
        along = groups[0] if _ALONG.match(low) and groups[0].part == "with" else None
        if along is not None and along.end <= subject.start and along is not partner:
            return tuple(dict.fromkeys((*along.codes, *subject.codes))), 0.85
        return subject.codes, 0.9
    if len(context.subject) == 1 and not set(context.subject) & set(partner.codes):
        return context.subject, 0.65
    if context.speaker:
        return (context.speaker,), 0.6
    return (), 0.0


def _subject_of(groups: Sequence[Group], staged: Staged) -> Group | None:
    """The group that acts: the last plain one before the verb, else the first one."""
    limit = min(staged.start, staged.trigger.start)
    ahead = [g for g in groups if g.end <= limit]
    if ahead:
        return ahead[-1]
    return groups[0] if groups else None


def subjects_of(case: Case) -> Parties:
    """``Japan and Australia signed …``, ``… was signed by Japan and Australia``."""
    groups, staged, low = case.groups, case.staged, case.low
    start, end = min(staged.start, staged.trigger.start), max(staged.end, staged.trigger.end)
    first, last = clause(low, start, end)
    many = [g for g in groups if len(g.codes) > 1 and g.part in ("plain", "by")]
    ahead = [g for g in many if g.end <= staged.end and g.end > first]
    listed = ahead and _AMONG.search(low, max(0, ahead[-1].start - 24), ahead[-1].start)
    if listed and _others_act(case, ahead[-1], first):
        return NOBODY
    if ahead:
        who = ahead[-1]
        more = [g for g in groups if g.start > who.end and _BESIDE.fullmatch(low, who.end, g.start)]
        return found_of([c for g in (who, *more) for c in g.codes], "subject", 0.85)
    behind = [
        g for g in many if g.start >= start and (g.end <= last or _TAKES_PART.match(low, g.end))
    ]
    if behind and _TAKES_PART.match(low, behind[0].end):
        hosts = [g for g in groups if g.part == "plain" and len(g.codes) == 1 and g.end < start]
        if hosts and _HOSTED.match(low, hosts[-1].end):
            return found_of((*hosts[-1].codes, *behind[0].codes), "subject", 0.8)
    if behind and behind[0].part == "by" and _BY.fullmatch(low, staged.end, behind[0].start):
        return found_of(behind[0].codes, "subject", 0.85)
    if behind and _others_act(case, behind[0], first):
        return NOBODY
    if behind and (behind[0].part == "by" or _TAKES_PART.match(low, behind[0].end)):
        return found_of(behind[0].codes, "subject", 0.8)
    verb = (staged.start, staged.end) != (staged.trigger.start, staged.trigger.end)
    fronted = (
        bool(behind) and _FRONTED.match(low) and _COMES_NEXT.fullmatch(low, end, behind[0].start)
    )
    if behind and (fronted or (verb and behind[0].start - end < _BEHIND)):
        return found_of(behind[0].codes, "subject", 0.7)
    return NOBODY


def _others_act(case: Case, group: Group, first: int) -> bool:
    """Whether someone else acts in the clause: ``Chile attended exercises held by A and B``."""
    return any(
        g.part == "plain"
        and first <= g.start
        and g.end <= case.staged.start
        and not set(g.codes) & set(group.codes)
        for g in case.groups
    )


def both_named(case: Case) -> Parties:
    """Two who stand apart in one clause, one of whom acts."""
    groups, staged, low = case.groups, case.staged, case.low
    if staged.trigger.code == "summit" and staged.trigger.how == "name":
        return NOBODY
    start, end = min(staged.start, staged.trigger.start), max(staged.end, staged.trigger.end)
    first, last = clause(low, start, end)
    able = [
        g
        for g in groups
        if (g.part in _ABLE or (g.part == "place" and _hosts(g, case)))
        and not (g.part == "to" and staged.trigger.code == "exercise")  # ``and sailed to Peru``
        and ((first < g.end and g.start < last) or _TAKES_PART.match(low, g.end))
    ]
    codes = list(dict.fromkeys(c for g in able for c in g.codes))
    acting = [g for g in able if g.part in ("plain", "by")]
    if len(codes) != 2 or len(able) < 2 or not acting:
        return NOBODY
    if able[0].start > end:
        return NOBODY
    return found_of(codes, "both named", 0.7 if len(acting) > 1 else 0.6, able[0].codes)


def _hosts(group: Group, case: Case) -> bool:
    """Whether a group stands right before an exercise, as its host: ``in Russia's exercises``."""
    trigger = case.staged.trigger
    between = case.low[group.end : trigger.start]
    return (
        trigger.code == "exercise"
        and group.end <= trigger.start
        and len(between.split()) <= 3
        and not LINK.search(between)
    )


def on_visit(case: Case) -> Parties:
    """``A memorandum was signed during the visit of the Omani minister to Peru``."""
    trigger, low = case.staged.trigger, case.low
    if trigger.of != "instrument":
        return NOBODY
    visit = _VISIT_OF.search(low, trigger.end)
    if visit is None:
        return NOBODY
    codes = {c for g in case.groups for c in g.codes}
    behind = {c for g in case.groups if g.start >= visit.start() for c in g.codes}
    return found_of(sorted(codes), "on a visit", 0.75) if len(behind) == 2 == len(codes) else NOBODY
