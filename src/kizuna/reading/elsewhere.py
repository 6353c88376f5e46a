"""With whom, where the sentence does not say: who was named before, who speaks, who attends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.actors import Group
from kizuna.reading.case import NOBODY, Case, Context, Parties, found_of

_TOGETHER = re.compile(
    r"\b(?:joint|jointly|bilateral|combined|together|both|two|mutual|each other|with)\b"
)


# ``attended the forum, and held meetings with …``: those met are not those who attend.
_THEN = re.compile(r"\band (?:also |later )?(?:held|had|met|hold|meet|visited|signed) ")


def from_context(case: Case) -> Parties:
    """Who was named before, where the sentence itself does not say."""
    groups, trigger, context, meant = case.groups, case.staged.trigger, case.context, case.meant
    named = tuple(dict.fromkeys(c for g in groups if g.part != "place" for c in g.codes))
    pair = context.pair or (context.document if len(context.document) > 1 else ())
    acting = tuple(c for c in named if not case.actors.type_of(c))
    if meant == 2 and not pair:
        here = tuple(dict.fromkeys(c for g in groups for c in g.codes))
        if len(here) == 2:
            return found_of(here, "both named", 0.6)
    if pair and meant in (len(pair), 9) and set(acting) <= set(pair):
        return found_of(pair, "as before", 0.7 if context.pair else 0.6)
    if trigger.how == "visit":
        return visited(groups, context)
    if len(named) == 1 and context.speaker and named[0] != context.speaker:
        return found_of((context.speaker, named[0]), "speaker", 0.5)
    peers = trigger.how == "people" and len(pair) == 2 and "counterpart" in case.low
    if peers and len(named) == 1 and set(named) < set(pair):
        return found_of(pair, "as before", 0.65)
    if not named and trigger.how == "again" and pair:
        return found_of(pair, "as before", 0.65)
    if trigger.code == "exercise" and len(acting) == 1 and not _TOGETHER.search(case.low):
        return NOBODY  # what one does alone
    if (
        trigger.code != "operation"
        and set(named) <= set(pair)
        and len(pair) == 2
        and all(set(g.codes) <= set(pair) for g in groups)
    ):
        return found_of(pair, "paragraph" if context.pair else "document", 0.45)
    return NOBODY


def visited(groups: Sequence[Group], context: Context) -> Parties:
    """``The Chief of Naval Staff visited Mauritius``: of the two named before, the other one."""
    places = tuple(dict.fromkeys(c for g in groups for c in g.codes))
    pair = context.pair or (context.document if len(context.document) > 1 else ())
    if len(places) == 1 and len(pair) == 2 and places[0] in pair:
        return found_of(pair, "as before", 0.6)
    if len(places) == 1 and context.speaker and places[0] != context.speaker:
        return found_of((context.speaker, places[0]), "speaker", 0.55)
    return NOBODY


def alone(case: Case) -> Parties:
    """Who decided a policy alone."""
    groups, staged, context = case.groups, case.staged, case.context
    ahead = [g for g in groups if g.end <= staged.trigger.start and g.part in ("plain", "by")]
    for group in ahead[::-1] or [g for g in groups if g.part in ("plain", "by")]:
        if len(group.codes) == 1:
            return Parties((group.codes,), "subject", 0.7, group.codes)
    if context.speaker:
        return Parties(((context.speaker,),), "speaker", 0.5, (context.speaker,))
    if len(context.document) == 1 and not groups:
        return Parties((context.document,), "document", 0.45, context.document)
    return NOBODY


# Who hosts a meeting of a forum may have long been in it.
_HOSTS = ("host", "organi", "co-host", "chair", "co-chair")


def forum(case: Case) -> Parties:
    """A forum and those who attend it."""
    actors, trigger = case.actors, case.staged.trigger
    cue = case.low[case.staged.start : case.staged.end]
    if cue.startswith(_HOSTS):
        return NOBODY
    forums = [
        (abs(place.start - trigger.start), place.code)
        for group in case.groups
        for place in group.places
        if actors.type_of(place.code) == "forum"
    ]
    then = _THEN.search(case.low, trigger.end)
    who = {
        code
        for group in case.groups
        for code in group.codes
        if group.part in ("plain", "by")
        and not actors.type_of(code)
        and (then is None or group.start < then.start())
    }
    if not who and case.context.speaker:
        who = {case.context.speaker}
    return found_of((min(forums)[1], *who), "forum", 0.6) if forums and who else NOBODY
