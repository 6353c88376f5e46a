"""When: which of the dates of a sentence belongs to what it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kizuna.codebook import PartialDate
from kizuna.reading.dated import Found, parsed
from kizuna.reading.stages import Staged
from kizuna.reading.trigger import Trigger

_BREAK = re.compile(
    r"; |, which |, while |, but |, whereas |,? although |,? though | after | following | since | until |"
    r" and (?:it|they|this|that) | and (?:the two|both) (?=[\w']+ )|"
    r", and (?=(?:the|a|an|in|on|at|it|they|we|he|she|has|have|had|is|was|were|will|also|then|later|both|held|met|\w+ed)\b)|"
    r", and (?=(?:[a-z'-]+ ){1,3}(?:held|met|made|took|gave|began|sent|bought|signed|visited) )"
)
_NOT_THIS = re.compile(
    r"(?:\buntil|\bby|\bafter|\bsince the|\bfollowing|\bbefore|\bprior to|\bfor (?:fy|fiscal year)?|\bthrough|\bbeyond|\bending|\bends|than|\bupdated|\bfollowing on from|\bas in|\bcompared (?:to|with)|\bbased on|anniversary(?: in)?) (?:the |early |late |end of )*$"
)
# ``signed a pact, the most important one since the alliance of 1902``
_SINCE_OF = re.compile(r"\bsince (?:the|its|their) [^,;.()]{0,60}? (?:of|in) $")
# When it was told: ``…, the ministry said on Monday``.
_SAID = re.compile(
    r", [^,;]{0,90}\b(?:said|told \w+|reported|confirmed|says)(?: in a (?:statement|release))?(?: late| here)?(?: on)?(?: \w+day,)? $"
)
_OF_IT = 16  # characters between a date and the name that it belongs to
_SAID_THEN = re.compile(r",? (?:said|told|announced that|reported|confirmed that|stated)\b")
_CARRIES = re.compile(
    r"(?:they|both|the two|the ministers|the leaders|the sides|it|at (?:the|a) (?:meeting|summit|talks)|at (?:the|their) (?:[\w+'-]+ ){1,8}(?:dialogue|meeting|talks|summit|consultations)(?=,)|during (?:the|their|his|her)|on (?:this|that|the same) occasion|the (?:agreement|exercises?|drills?|talks|meeting|pact|treaty|summit|visit|prime ministers|declaration)|this|he|she|the four|the three|following the (?:meeting|talks)|in a joint|we|first,|second,|third,|finally,|in addition,)(?!\w)"
)


_DURING = re.compile(
    r"\b(?:during|at|after|following|on the (?:sidelines|margins|occasion) of|in) "
    r"(?:the|this|that|his|her|their|these) (?:same )?(?:\w+ )?(?:visit|meeting|summit|talks|occasion|event|"
    r"ceremony|session|conference|trip)\b|\bon (?:this|that|the same) (?:occasion|day)\b|\bat (?:the same|that) time\b|\bback then\b|"
    r"\b(?:was|were) also (?:signed|concluded|exchanged|held|launched|announced)\b|"
    r"\b(?:earlier|later) (?:in|on|that|the same) (?:the )?(?:same )?day\b"
)


# The ministers of a report, the papers signed before them; never a habit or what is long done.
_OCCASION = re.compile(
    r"\b(?:the|both|two|our|these) (?:two |visiting )?(?:ministers|leaders|secretaries|presidents|prime ministers|"
    r"premiers|delegations|dignitaries|defense chiefs)\b|\balso (?:signed|inked|concluded|exchanged|witnessed|launched)\b|"
    r"\b(?:after|following|before|at the end of) (?:the|their|his|her|these|today's) (?:[\w-]+ )?(?:talks|meeting|summit|"
    r"discussions|ceremony|consultations)\b|\b(?:one|two|some) of (?:these|the) (?:documents|agreements|outcomes)\b|"
    r"\bat the recent\b|\brecently\b|\bjust (?:signed|concluded|held|completed)\b"
)
_GOES_ON = re.compile(
    r"\b(?:is|are)(?: currently| now| jointly)? (?:hold|host|tak|conduct|visit|carry|stag)\w*ing\b"
)
_LONG_AGO = re.compile(
    r"\b(?:has|have|had|already|previously|earlier|regular\w*|annual\w*|every|often|always|since)\b"
)
# ``welcomed the entry into force``: what is looked back on has a date of its own.
_RECALLED = re.compile(
    r"\b(?:satisfaction|welcom|recall|hail|commend|prais|appreciat|acknowledg|celebrat|not(?:ed|ing)\b)[^,;]{0,60}$"
)
# ``signed an addendum to the 1990 memorandum``: the year is that of what is amended.
_AMENDS = re.compile(
    r"\b(?:addendum|amendments?|annex|supplement|protocol|extension|revision|renewal|update) (?:to|of) (?:the |their |its )?$"
)
_OWN_VERB = re.compile(
    r"\)?(?: and \w+)?(?: \([^)]{1,20}\))?,? (?:that |which )?(?:was |were )?(?:held|signed|concluded|conducted|launched|convened|established|initiated) "
    r"(?:back |earlier |here |there )?(?:(?:at|in) [a-z' -]{2,30} )?(?:in|on) (?:early |late |mid-)?"
)
_THEN = re.compile(r"\b(?:and|it|which|that|went|entered|came|took|was|were)\b")
_OWN_DATE = 45  # characters behind what is named, within which its own date may stand
# ``Agreement on …; Prague, 23 May 2000``
_TITLE_DATE = re.compile(r"[;(] ?[a-z .-]{2,25}, $")
_TITLE = 160
_WORD = 12  # characters of the word behind a break
_NEW_MONTH = 4  # days of a month after which what a document reports lies in the same month
_OF_THAT = re.compile(r"s?\)? (?:of |\()")
_NEW_DATE = re.compile(
    r", and (?:in|on) (?!(?:this|that|the same|the) (?:occasion|day|visit|time)\b)(?=\w)"
)
# Reports of a year appear, and tell of what happened, in the next; the day of a release is exact.
LATE = {"year": 370, "month": 31, "day": 3}


# ``… after the two countries raised their ties in May``: the date of what came before.
_AFTER = re.compile(
    r" after (?:the|they|both|it|he|she|a) [^,;]{0,60}?\b(?:\w+ed|held|met|began|took|made) "
)
_BEFORE = re.compile(r" before (?:the|they|both|it|he|she) ")
# ``signed a letter on the laboratory that they had established in 2023``
_ANOTHERS = re.compile(
    r"\b(?:that|which|who|whom)\b[^,;]{0,50}\b(?:established|renewed|extended|amended|revised|founded|launched|opened|created|set up|inaugurated|built|"
    r"begun|started|joined|bought|elected|took office|appointed) (?:\w+ )?(?:back )?(?:in|on) (?:early |late |mid-)?$|"
    r"\b(?:launched|founded|begun|started) (?:with|by|at|under) [^,;]{0,40}$|"
    r",? (?:both|all|each) of which\b"
)
# ``The director, who is visiting Oman from 3 to 5 May, co-chaired the talks today``
_ASIDE = re.compile(
    r", who (?:is|are|was|were|has been|arrived|took)\b[^;]{0,120}?, (?=[a-z-]+(?:ed|held|met)\b)"
)
_FRONT = 14  # characters ahead of a date that opens its sentence
_NEXT_ONE = re.compile(r"\bfollowed by\b|\bthen\b|\blater\b|\bin [0-9]{4}\b")
_NEAR, _FAR = 240, 340  # what a date may cost and still be that of a fact


class Timed(NamedTuple):
    """A date and how it was told.

    Attributes:
        how: ``beside``, ``sentence``, ``relative``, ``completed``, ``carried``, ``document`` or
            ``none``.
        future: it lies after the document, so that it is a plan.
        document: date of the document, for a context.
    """

    date: PartialDate | None
    last: PartialDate | None
    how: str
    future: bool
    document: PartialDate | None = None


def when(
    staged: Staged,
    dates: Sequence[Found],
    low: str,
    context: Timed,
    *,
    partner_at: int | None,
    parties_how: str,
    others: Sequence[Trigger] = (),
) -> Timed:
    """The date of one fact.

    Args:
        staged: the trigger with its cue.
        dates: the dates of the sentence.
        low: the sentence in lower case.
        context: the date named before, and the document's.
        partner_at: where the partner's name ends, when each partner has a fact of its own.
        parties_how: by which rule the parties were told.
        others: what else the sentence names; ``the agreement of 2015`` keeps its year.
    """
    document = context.document
    if not staged.dated:
        return Timed(None, None, "none", False, document)
    able = [
        d
        for d in dates
        if d.date is not None
        and (
            0 <= staged.trigger.start - d.end <= _OF_IT
            or not _NOT_THIS.search(low, max(0, d.start - 30), d.start)
        )
        and not _SAID.search(low, max(0, d.start - 60), d.start)
        and not _SINCE_OF.search(low, staged.end, d.start)
        and not _SAID_THEN.match(low, d.end)
        and not any(_owned(d, other, staged, low) for other in (*others, staged.trigger))
        and not (d.bare and _timed(d, "", document).future and _is_past(staged, low))
        and not _of_a_deal(d, staged, low)
        and not (staged.stage == "signed" and low.endswith("as of ", 0, d.start))
    ]
    if partner_at is not None:
        own = [d for d in able if 0 <= d.start - partner_at <= 6]
        if own:
            return _timed(own[0], "beside", document)
        front = [d for d in able if d.start <= _FRONT and d.end < staged.trigger.start]
        if front and not any(_NEXT_ONE.search(low, d.end, partner_at) for d in front):
            return _timed(front[0], "sentence", document)
        if len({d.date for d in able}) > 1:
            return Timed(None, None, "none", False, document)
    # ``Exercise X 2023 ran from 22 July``: the year of a name gives way to the day.
    finer = {
        d.date.year
        for d in able
        if d.date is not None
        and not d.bare
        and not _BREAK.search(low, min(staged.trigger.end, d.end), max(staged.start, d.start))
    }
    # but the year of ``the 2016 partnership`` is that of the instrument.
    named = [
        d
        for d in able
        if d.bare and staged.trigger.of == "instrument" and d.end + 1 == staged.trigger.start
    ]
    able = [
        d
        for d in able
        if d in named or not (d.bare and d.date is not None and d.date.year in finer)
    ] or able
    chosen = _nearest(staged, able, low, others)
    if chosen is not None:
        if _headed(chosen, context):
            return Timed(context.date, None, "carried", False, document)
        near = _gap(staged, chosen) <= 40
        how = chosen.how if chosen.how != "explicit" else "beside" if near else "sentence"
        return _timed(chosen, how, document)
    if context.how == "heading" and staged.stage in ("signed", "held", "negotiating"):
        return Timed(context.date, None, "carried", False, document)
    if (
        context.date is not None
        and (_CARRIES.match(low) or _DURING.search(low) or parties_how in ("as before", "defined"))
        and not able
        and not _RECALLED.search(low, 0, min(staged.start, staged.trigger.start))
    ):
        return Timed(context.date, None, "carried", False, document)
    going_on = _GOES_ON.search(low, max(0, staged.start - 20), staged.end)
    if context.date is None and (going_on or (not dates and _of_today(staged, low))):
        return Timed(_about(document), None, "document", False, document)
    return Timed(None, None, "none", False, document)


_DEAL_OF = re.compile(
    r"\b(?:deal|contract|agreement|pact|treaty|accord|memorandum|mou|declaration|order)s? "
    r"(?:(?:that|which) was )?(?:signed|concluded|inked|reached|sealed|announced|agreed) (?:back )?"
    r"(?:in |on |last )?(?:early |late |mid-)?$"
)


def _of_a_deal(date: Found, staged: Staged, low: str) -> bool:
    """``As part of the deal signed in 2022, A delivered …``: the date of the deal alone."""
    deal = _DEAL_OF.search(low, max(0, date.start - 60), date.start)
    if deal is None:
        return False
    trigger = staged.trigger
    apart = trigger.end <= deal.start() or trigger.start >= deal.end()
    return apart and not deal.start() <= staged.start < deal.end()


def _headed(chosen: Found, context: Timed) -> bool:
    """Whether a paragraph begins with the exact date of what has only the year in its name."""
    head = context.date if context.how == "heading" else None
    return bool(head and chosen.bare and chosen.date and head.text.startswith(chosen.date.text))


def _is_past(staged: Staged, low: str) -> bool:
    """Whether a verb in the past tells it: ``signed a vision for 2030`` is no plan."""
    return low[staged.start : staged.end].endswith(("ed", "held", "met"))


def _of_today(staged: Staged, low: str) -> bool:
    """Whether a sentence tells of the occasion that its document reports: ``also signed``."""
    if (
        staged.stage not in ("signed", "held", "negotiating")
        or staged.start == staged.trigger.start
    ):
        return False
    if _LONG_AGO.search(low, max(0, staged.start - 30), staged.end + 2):
        return False
    return bool(_OCCASION.search(low) or _DURING.search(low))


def _about(document: PartialDate | None) -> PartialDate | None:
    """The month of a document that has a day, if the month was not new then."""
    if document is None or document.precision != "day" or document.earliest.day <= _NEW_MONTH:
        return None
    return parsed(document.text[:7])


def _owned(date: Found, other: Trigger, staged: Staged, low: str) -> bool:
    """Whether a date is part of how something else is called: ``the 1990 memorandum``."""
    own = staged.trigger
    if date.bare and date.end + 1 == own.start and _AMENDS.search(low, 0, date.start):
        return True
    apart = other.start >= own.end or date.end <= own.start
    if apart and _OWN_VERB.fullmatch(low, other.end, date.start):
        return True
    if other.of != "instrument" or (other.start < own.end and own.start < other.end):
        return False
    if other.code == own.code and abs(other.start - own.end) < 4:
        return False
    if date.bare and date.end + 1 == other.start:
        return True
    return bool(_OF_THAT.fullmatch(low, other.end, date.start))


def _timed(found: Found, how: str, document: PartialDate | None) -> Timed:
    future = False
    if found.date is not None and document is not None:
        late = found.date.earliest - document.latest
        future = late.days > LATE[document.precision]
    return Timed(found.date, found.last, how, future, document)


def _nearest(
    staged: Staged, dates: Sequence[Found], low: str, others: Sequence[Trigger]
) -> Found | None:
    best: tuple[float, Found] | None = None
    # A report of one day tells of that day, however long its sentence.
    exact = len(dates) == 1 and dates[0].date is not None and dates[0].date.precision == "day"
    limit = _FAR if exact else _NEAR
    for date in dates:
        cost = float(_gap(staged, date))
        lo, hi = (staged.end, date.start) if date.start >= staged.end else (date.end, staged.start)
        if lo < hi:
            cost += _apart(low, lo, hi)
            # The date of the next clause belongs to what that clause names.
            next_one = date.start > staged.end and any(lo <= o.start < date.start for o in others)
            cost += 120 * bool(next_one and _BREAK.search(low, lo, hi))
        nominal = staged.start == staged.trigger.start
        if date.end <= staged.start and date.start > 12 and not (nominal and date.bare):
            cost += 25
        if _of_the_one_before(date, staged.trigger, dates, others, low):
            cost += 200
        # A list of titles: ``Agreement … (Lima, 1 May 2010) Agreement … (Quito, 3 June 2011)``.
        if nominal and lo < hi and date.end <= staged.start and ")" in low[lo:hi]:
            cost += 200
        behind = low[staged.trigger.end : date.start]
        if nominal and len(behind) < _TITLE and _TITLE_DATE.search(behind):
            between = any(staged.trigger.end <= o.start < date.start for o in others)
            cost = cost if between else 5.0
        cost += _of_an_aside(date, staged, low)
        if exact and date.start <= _FRONT and low.startswith(", ", date.end):
            cost = min(cost, _NEAR - 1)  # ``On July 8, …`` is said of all that follows
        if date.bare:
            cost += _of_name(date, staged, low)
        if 0 <= date.start - staged.trigger.end <= 6 and staged.end <= staged.trigger.start:
            cost = 0.0  # ``signed an ACSA in 2010 and a further agreement in 2012``
        if cost < limit and (best is None or cost < best[0]):
            best = (cost, date)
    return best[1] if best else None


# ``In May 2016 he visited Peru, and at the meeting the two ministers signed …``: one occasion.
_ON_THE_OCCASION = re.compile(
    r"(?:at|during|on) (?:the|their|this|that|his|her) |(?:the two|both) (?:ministers|leaders|sides|presidents)\b"
)
# ``Since the pact was signed in 2007, Chile has held …``: the date of what came before
_EARLIER = re.compile(
    r"(?:since|after|before|although|while|when) (?:[^,;]{0,90} )?(?:was|were|had|\w+ed|\w+ing|met|began) [^,;]{0,90}, "
)
_IN_YEAR = re.compile(r"\b(?:in|since|during|early|late|mid|of) $")


def _of_an_aside(date: Found, staged: Staged, low: str) -> int:
    """What it costs that a date stands in an aside, or in a clause about what came before."""
    aside = any(m.start() < date.start < m.end() <= staged.start for m in _ASIDE.finditer(low))
    earlier = _EARLIER.match(low)
    before = earlier is not None and date.end <= earlier.end() <= staged.start
    bracket = low.rfind("(which ", 0, date.start)
    if bracket >= 0 and low.find(")", bracket) >= date.end and bracket > staged.trigger.end:
        return 300  # ``based on the pact (which came into effect in 1971)``
    return 150 * aside + 250 * before


def _of_name(date: Found, staged: Staged, low: str) -> int:
    """What it costs that a bare year may be part of a name: ``Exercise Condor-2012``."""
    cost = 45 if low[max(0, date.start - 1) : date.start] == "-" else 0
    ahead = date.end <= staged.trigger.start and not staged.start <= date.start
    if ahead and not _IN_YEAR.search(low, max(0, date.start - 8), date.start):
        cost += 20
    return cost


def _apart(low: str, lo: int, hi: int) -> int:
    """What the words between a verb and a date cost: breaks, and other verbs that it dates."""
    return (
        100 * low.count("; ", lo, hi)
        # A break right before the verb is one too: its first word lies behind.
        + 110
        * sum(
            m.start() < hi and not _ON_THE_OCCASION.match(low, m.end())
            for m in _BREAK.finditer(low, lo, hi + _WORD)
        )
        + 400 * bool(_AFTER.search(low, lo, hi) or _BEFORE.search(low, lo, hi))
        + 15 * low.count(", ", lo, hi)
        + 130 * bool(_NEW_DATE.search(low, lo, hi + 1))
        + 250 * bool(_ANOTHERS.search(low, lo, hi))
    )


def _of_the_one_before(
    date: Found, trigger: Trigger, dates: Sequence[Found], others: Sequence[Trigger], low: str
) -> bool:
    """``signed the pact in 2011 and the statement in 2018``: each has the date behind it."""
    if date.end > trigger.start or not any(o.end <= date.start for o in others):
        return False
    own = (
        d
        for d in dates
        if 0 <= d.start - trigger.end <= _OWN_DATE
        and not _THEN.search(low, trigger.end, d.start)  # ``… and it went into effect in 2016``
    )
    return any(not any(trigger.end <= o.start < d.start for o in others) for d in own)


def _gap(staged: Staged, date: Found) -> int:
    """Characters between a date and the nearer of the cue and the trigger, the cue preferred."""
    cue = max(date.start - staged.end, staged.start - date.end, 0)
    trigger = max(date.start - staged.trigger.end, staged.trigger.start - date.end, 0)
    return min(cue, trigger + 8)
