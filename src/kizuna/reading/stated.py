"""What a sentence states: by a verb, by a date beside a name, or by naming what stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.another import with_others
from kizuna.reading.blocking import CAME, blocked_at
from kizuna.reading.dated import Found
from kizuna.reading.fold import word_set
from kizuna.reading.stages import Staged, bind
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Words

_NOUN_DATE = re.compile(r"[ ,(]*(?:signed |dated |of |in |on |held |from )*$")
_OF_DATE = re.compile(r"[^;.]{0,240} (?:of|dated|signed|signed in|signed on|from) $")
_WITH_DATE = re.compile(
    r" (?:with|between) [^(),;.]{2,50} \((?:(?:signed|concluded|dated|of) )?(?:in |on )?"
)
_FOR_IT = re.compile(r",? for (?:the|a|an|their|his|her) (?:[\w'-]+ ){0,5}")
_VERB = re.compile(r"\b(?:was|were|is|are|has|have|had|will|which|that|signed by)\b")
_TITLE_DATE = re.compile(r"[,;.(][^,;.(]{0,25}$")
# What is agreed at a meeting may be a plan; the meeting is none.
_SETTING = re.compile(r"\b(?:at|during|in) (?:the |their |its )?(?:[^ ,;]+ ){0,4}$")
_AND_AT = re.compile(r"(?:\band|,) (?:at|during) (?:the |their |an? )?(?:[^ ,;]+ ){0,4}$")
_AT_ONE = re.compile(r" (?:at|during) (?:an?|their|the) (?:[\w-]+ )?$")
_SO_FAR = 120  # characters between a date and the meeting on that day
# What something is to make possible need not have been held: ``an accord to facilitate drills``.
_PURPOSE = re.compile(
    r"\b(?:to|will|would|could|can|may|and) (?:further |better |help |also )?(?:facilitat|enabl|allow|eas|simplif|streamlin|smooth|pav|permit)\w* "
    r"[^;.]{0,160}$"
)
# ``talks on an ACSA``, ``the early conclusion of an ACSA``: what is talked about does not stand.
_SOUGHT = re.compile(
    r"\b(?:to|would|will) (?:drive|boost|promote|deepen|advance|expand|encourage)\b[^,;.]{0,40}$|"
    r"\b(?:negotiations?|talks|discussions?|consultations|work|progress|conclusion|signing|finali[sz]ation|ratification|"
    r"prospects?|need|calls?|proposals?) (?:of|on|for|about|towards?|over|regarding|concerning) (?:an?|the|its|their|such an?)? ?"
    r"(?:[\w-]+ ){0,6}$"
)
# ``With the drill, Japan aims to …``: what was told of before, perhaps only as a plan.
_BARE = word_set("exercise exercises drill drills manoeuvres maneuvers training")
_PRACTISED = re.compile(r"\b(?:practi[sc]\w+|rehears\w+|exercis\w+|using|use of) (?:the )?$")
_THE_SAME = re.compile(r"\b(?:the|this|that|these|those|such) (?:joint )?$")
# ``began coordinating to hold a dialogue``: a verb in the infinitive states nothing.
_TO_HOLD = re.compile(
    r"\bto (?:hold|convene|host|stage|conduct|organi[sz]e|resume|sign|conclude|finali[sz]e|forge|attend|join|launch|"
    r"establish|start|begin|pursue|negotiate|seek|discuss) (?:(?:an?|the|their|its|such) )?(?:[\w'+-]+ ){0,3}$"
)
_SCHEDULED = re.compile(
    r"(?: [\w'\"-]+){0,3} (?:is|are|was|were) (?:also |now |currently )?(?:scheduled|planned|expected|due|set|slated) (?:to|for|in)\b"
)
# ``called the pact the most important defence treaty since 1902``
_MOST = re.compile(
    r"\b(?:most (?:important|significant|far-reaching|ambitious)|biggest) (?:[\w-]+ ){0,2}$"
)
# ``In their first strategic dialogue, A and B agreed to …``
_THEIRS = re.compile(
    r"(?:in|at|during) (?:their|the two ministers'|the ministers') (?:[\w-]+ ){0,3}"
)
# ``the 1951 treaty``, ``the 1951 U.S.-Philippines Mutual Defense Treaty``
_NAMED_BY = re.compile(r" (?:[\w.]+(?:[ -][\w.]+){0,2}-[\w.]+(?: [\w.]+)? )?")
# ``share a strategic partnership since 2016``: when it was founded.
_SINCE = re.compile(r" (?:\([^)]{1,12}\) )?since (?:[a-z]+ ){0,2}$")
# ``will hold talks, the first since 2019``, ``for the first time since May 2019``: those were held.
_FIRST_SINCE = re.compile(r"\bfirst\b[^.;]{0,60}? since (?:[a-z]+ )?$")
# ``the 1951 U.S.-Philippines treaty``, ``the 1951 Australia-United States (ANZUS) Treaty``
# ``will build on the agreement that Chile already has with Peru``
_HAS = re.compile(r" (?:that |which )?[\w' -]{2,30} (?:already |currently )?(?:has|have) with ")
_ABBREVIATED = re.compile(r"\([^)]{2,12}\) ?|(?<=\b[a-z])\.(?=[a-z. -])")
# Names of alliances that begin with their verb.
_FOUNDED = ("formed ", "signed ", "signing of ", "concluded ", "entered into ")
_STANDING = frozenset(("exercise", "port_call"))
# ``about 37,000 U.S. soldiers are now stationed in``, ``45,000 U.S. troops stationed in``
_STATIONED = re.compile(
    r"\b(?:has|have|had) (?:\w+ )?stationed(?= (?:[\w,.]+ ){1,5}(?:in|at)\b)|"
    r"\b(?:contingents? in|been (?:operating|serving) in)\b|"
    r"(?:\b(?:are|is|were|was|remain|remains)(?: \w+)? (?:stationed|based|deployed)|"
    r"\b(?:[0-9][0-9,.]*|thousands of|hundreds of) (?:[\w.-]+ ){0,4}?(?:troops|soldiers|personnel|forces|marines|servicemen|airmen) "
    r"(?:\w+ )?(?:stationed|based|deployed)) (?:in|at|on)\b"
)
# ``Slovak troops continued their tasks under the UNFICYP mission``
_SERVE_IN = re.compile(
    r"\b(?:troops|soldiers|contingents?|battalions?|peacekeepers|units?|platoons?|company|personnel|officers|observers|"
    r"detachments?|servicemen|members|experts|police|instructors|helicopters|aircraft|frigates?|ships?|vessels?|group)\b"
    r"[^.;:()]{0,70}?\b(?:in|under|to|with|within|on|for|of)\b (?:the |its |an? |various |several )?"
    r"(?:[\w'/-]+ ){0,6}[\"'(]?$"
)
_SERVICE = 130  # characters between forces and the operation in which they serve


def stated(words: Words, low: str, triggers: list[Trigger], dates: Sequence[Found]) -> list[Staged]:
    """Triggers with their stages; a noun beside its own date, or one that stands, needs no verb."""
    staged, refused = bind(words, low, triggers)
    bound = {s.trigger for s in staged}
    verbs = {(s.start, s.end) for s in staged}
    for trigger in triggers:
        founded = low.startswith(_FOUNDED, trigger.start)
        if trigger in bound and not founded:
            continue
        since = _since(trigger, dates, low)
        if since is not None:
            stage = "in_force" if trigger.of == "instrument" else "held"
            staged.append(Staged(trigger, stage, since.start, since.end, True))
            continue
        if trigger.how in ("again", "relation", "verb", "visit", "people"):
            continue
        if founded:
            if not blocked_at(words, low, trigger):
                staged.append(Staged(trigger, "signed", trigger.start, trigger.end))
            continue
        if trigger.code in ("policy", "statement") and not dates:
            continue
        dated = any(_beside(trigger, date, low, bool(verbs)) for date in dates)
        dated = dated or _on_the_day(trigger, dates, low)
        planned = trigger in refused and trigger.code not in ("policy", "statement")
        dated = dated and not (trigger.of == "event" and planned)
        stands = _stands(trigger, low) and trigger not in refused and not _wanted(trigger, low)
        setting = dated and trigger.of == "dialogue" and _SETTING.search(low, 0, trigger.start)
        setting = setting or (trigger.of == "dialogue" and _THEIRS.fullmatch(low, 0, trigger.start))
        # ``will build a base under a 2014 pact``: the pact is no plan
        known = trigger.of == "instrument" and any(
            d.bare and _NAMED_BY.fullmatch(low, d.end, trigger.start) for d in dates
        )
        known = known or (trigger.of == "instrument" and bool(_HAS.match(low, trigger.end)))
        if (
            _aim(trigger, low)
            or not (dated or stands)
            or (not setting and not known and blocked_at(words, low, trigger))
        ):
            continue
        if trigger.of == "event" and any(s.trigger.of == "instrument" for s in staged):
            continue  # what an instrument is about
        stage = "held" if trigger.of != "instrument" else "signed" if dated else "in_force"
        if dated and stage == "signed":
            stage = _likewise(trigger, staged, low) or stage
        fronted = not dates and _SETTING.fullmatch(low, 0, trigger.start) is not None
        staged.append(Staged(trigger, stage, trigger.start, trigger.end, dated or fronted))
    return with_others(staged, low)


def _likewise(trigger: Trigger, staged: Sequence[Staged], low: str) -> str:
    """``The A-B ACSA entered into force in 2013, the A-C ACSA in 2017``: the stage of the one before."""
    before = [s for s in staged if s.trigger.code == trigger.code and s.end <= trigger.start]
    if not before:
        return ""
    last = max(before, key=lambda s: s.end)
    return "" if _VERB.search(low, last.end, trigger.end + 20) else last.stage


def _since(trigger: Trigger, dates: Sequence[Found], low: str) -> Found | None:
    """The date since which a relation stands, or of the session before the one that is planned."""
    for date in dates:
        if date.start < trigger.end:
            continue
        between = low[trigger.end : date.start]
        if trigger.how == "relation" and _SINCE.fullmatch(between):
            return date
        if trigger.of == "dialogue" and _FIRST_SINCE.search(between):
            return date
    return None


def _aim(trigger: Trigger, low: str) -> bool:
    """Whether a noun is the object of an infinitive that nobody carried out by coming, or to come."""
    if _SCHEDULED.match(low, trigger.end):
        return True
    at = _TO_HOLD.search(low, max(0, trigger.start - 90), trigger.start)
    return at is not None and not CAME.search(low, 0, at.start() + 3)


def _wanted(trigger: Trigger, low: str) -> bool:
    """Whether something is only made possible, talked about, or the measure of something else."""
    lead = low[max(0, trigger.start - 200) : trigger.start]
    if _MOST.search(lead):
        return True
    if trigger.code == "maritime_arrangement" and _PRACTISED.search(lead):
        return True
    if trigger.of == "event":
        bare = low[trigger.start : trigger.end] in _BARE and _THE_SAME.search(lead)
        return bool(bare or _PURPOSE.search(lead))
    return trigger.of == "instrument" and bool(_SOUGHT.search(lead))


def _beside(trigger: Trigger, date: Found, low: str, verbs: bool) -> bool:
    """Whether a date is said of a noun: ``the 2007 declaration``, ``exercise in May``."""
    if date.end <= trigger.start:
        comes = trigger.of == "dialogue" or trigger.code == "exercise"
        if comes and _FOR_IT.fullmatch(low, date.end, trigger.start):
            return True  # ``flew to Lima on 3 May for the first defence dialogue``
        ahead = _ABBREVIATED.sub("", low[date.end : trigger.start])
        if ahead == ", the " and low.endswith("since ", 0, date.start):
            return True  # ``and, since July 2024, the agreement with Japan``
        return (
            (
                date.bare
                or len(ahead.split()) <= 1
                or (trigger.code == "policy" and not ahead.strip())
            )
            and len(ahead.split()) <= 5
            and not re.search(r"[,;.(]|\b(?:in|on|the|a|was|were|with|by|and|of)\b", ahead)
        )
    behind = low[trigger.end : date.start]
    if trigger.code in ("policy", "multilateral_forum"):
        return bool(_NOUN_DATE.fullmatch(behind))
    if trigger.of != "instrument":
        # A list of documents: ``Joint statement of the President of … (1 May 2010, Lima)``.
        listed = trigger.code == "statement" and not verbs and behind.endswith("(")
        exact = date.date is not None and date.date.precision == "day" and not verbs
        return len(behind) < (140 if listed else 110 if exact else 60)
    if _WITH_DATE.fullmatch(behind):
        return True  # ``the agreements with Chile (1998) and with Peru (signed in 2007)``
    if _OF_DATE.fullmatch(behind) and not _VERB.search(behind):
        return True  # ``the treaty between Chile and Peru of 3 June 1929``
    titled = not verbs and len(behind) < 160 and _TITLE_DATE.search(behind)
    return bool(_NOUN_DATE.fullmatch(behind) or titled)


def _on_the_day(trigger: Trigger, dates: Sequence[Found], low: str) -> bool:
    """``During the second dialogue, the minister announced … on 16 November``."""
    if trigger.of != "dialogue" or len(dates) != 1 or dates[0].date is None:
        return False
    if dates[0].end < trigger.start and _AND_AT.search(low, dates[0].end, trigger.start):
        return True  # ``In May 2016 he visited Peru, and at the defence ministers' talks …``
    exact = dates[0].date.precision == "day"
    near = exact and 0 < trigger.start - dates[0].end < _SO_FAR
    if near and _AT_ONE.search(low, dates[0].end, trigger.start):
        return True  # ``agreed on Thursday to resume talks at a summit``
    return exact and _SETTING.fullmatch(low, 0, trigger.start) is not None


def _stands(trigger: Trigger, low: str) -> bool:
    """Whether a noun without verb or date speaks of what is there."""
    if trigger.code == "multilateral_forum":
        return False
    if trigger.code == "operation":
        return bool(_SERVE_IN.search(low, max(0, trigger.start - _SERVICE), trigger.start))
    if trigger.code == "deployment":
        at = _STATIONED.search(low, max(0, trigger.start - 60), trigger.end + 30)
        return at is not None and at.end() >= trigger.end
    if trigger.code == "security_assistance":
        return False  # ``cooperation under the OSA``: what was granted is not said
    return trigger.of in ("instrument", "dialogue") or trigger.code in _STANDING
