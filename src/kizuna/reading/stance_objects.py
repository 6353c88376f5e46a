"""What a verb is said of: the thing behind it, with nothing but known words on the way, and its list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kizuna.reading.fold import word_set
from kizuna.reading.stance_things import Thing

LEAD = word_set(
    "continuation prolongation further annexation invasion occupation outbreak ballistic the a an any all every each this that these those its their our his her of in on at by to for from and or "
    "such both form forms act acts phenomenon phenomena threat threats scourge menace danger dangers risk risks challenge "
    "challenges problem problems issue issues question spread rise growth increase increasing growing recurring "
    "resurgence continued continuing ongoing current recent persistent emerging global international worldwide "
    "regional transnational cross-border domestic posed impact impacts effect effects adverse negative consequences "
    "implications use situation situations developments development events tension tensions escalation escalating escalated nuclear security about "
    "over heinous cowardly barbaric despicable evil with regard war attack attacks attacks, perpetrated committed "
    "launch launches test tests testing repeated latest successive serious grave great real potential increased "
    "worsening deteriorating new so-called expansion intensification existence presence practice modern "
    "combat combating combatting counter countering fight fighting struggle against prevent preventing prevention "
    "tackle tackling address addressing maintain maintaining ensure ensuring safeguard safeguarding secure securing "
    "protect protecting strengthen strengthening cooperation eliminate eliminating eradicate eradicating curb curbing "
    "methods practices tangible criminal violent illegal unlawful brutal bloody horrific deadly tragic terrible continuous rising rapid frequent "
    "devastating catastrophic disastrous harmful severe increasingly unprovoked unjustified brazen indiscriminate "
    "deliberate strongest terms possible manifestation manifestations military aggression aggressive incidents incident cases wave "
    "waves dangerous horrendous abominable kind kinds type types most upsurge magnitude scale frequency concerning regarding"
)
LEAD_POLICY = word_set(
    "the a an any this that these those its their our government's government cabinet ruling bill bills legislation law "
    "laws agreement agreements pact pacts plan plans proposal proposals adoption acquisition possession exercise "
    "exercising right rights to of for on and acquiring possessing revision ratification ratifying conclusion "
    "concluding expansion expanding idea move decision allowing permitting lifting easing new joint proposed "
    "approval relaxation japan-australia japan-uk further wider lethal possess acquire"
)
LEAD_PARTNER = word_set(
    "the its our their republic of people's federation kingdom state government neighbouring neighboring"
)
_SEP = re.compile(r"(?:,? (?:and|or|as well as|including|particularly|especially) |, )")
_ITEM = re.compile(
    r"(?!(?:that|which|by|to|with|who|where|when|while|for|in|on|is|are|was|has|have|we|it)\b)[\w'-]+"
)


def led(low: str, start: int, end: int, lead: frozenset[str]) -> bool:
    """Whether nothing but known words stands before what is judged."""
    return all(word.strip(",'\"()") in lead for word in low[start:end].split())


def objects(things: Sequence[Thing], low: str, at: int, lead: frozenset[str]) -> Iterator[Thing]:
    """What a verb is said of: the first thing behind it, and those listed with it."""
    found = False
    for thing in things:
        if thing.start < at:
            continue
        between = low[at : thing.start]
        if led(low, at, thing.start, lead) and (not found or _SEP.match(between)):
            yield thing
        elif not _listed(between, lead):
            return
        else:
            yield thing
        found, at = True, thing.end


def _listed(between: str, lead: frozenset[str]) -> bool:
    """``terrorism, organized crime and piracy``: short items, parted by commas and ``and``."""
    parts = _SEP.split(f"{between} ")
    if len(parts) < 2:
        return False
    first, *items, last = parts
    items = [first, *items] if first.strip() else items
    short = all(0 < len(i.split()) <= 4 and all(map(_ITEM.fullmatch, i.split())) for i in items)
    words = last.split()
    return short and all(word in lead for word in words) and words[:1] not in (["with"], ["by"])
