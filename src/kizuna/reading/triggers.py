"""What a sentence speaks of: the places where it names an instrument, a dialogue or an event."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kizuna.reading.composing import composed
from kizuna.reading.finders import Hit
from kizuna.reading.giving import contracts, transfers, with_grants
from kizuna.reading.levels import levelled
from kizuna.reading.people import is_venue, people_met
from kizuna.reading.sessions import sessions
from kizuna.reading.trigger import How, Trigger
from kizuna.reading.vocabulary import Of
from kizuna.reading.words import Meaning, Topic, Words

_NOT_EXERCISE = re.compile(
    r"summits? (?:diplomacy|declaration|communique|level|outcome)|"
    r"exercises? (?:of|caution|restraint|its|their|his|the right|control|jurisdiction|sovereignty|"
    r"authority|power|influence|self|care|leadership|patience|great|due|effective|any|that right|"
    r"individual|collective|in futility|leverage|vigilance|rights?|opportunit\w+|areas?|ranges?|facilit\w+|grounds?)\b"
)
_TO_EXERCISE = re.compile(r"(?:\bto|may|can|will|shall|cannot|must|not|could|should) $")
_VERB = re.compile(
    r"(?:join(?:ed|ing) (?:the )?n(?:ato|orth)|joined the|became|become|acceded to|accession to|admitted|entered nato|deployed|docked|berthed|called at|ported in|made port|evacuated|airlifted|made a|paid a|trained|collided|rammed|collision|(?:armed|naval|border|military) (?:clash|skirmish)\w*|(?:first )?exercised)\b"
)
_PROGRAMME = re.compile(
    r"'s |(?:'s)? (?:partnership|membership|led|forces?|mission|operation|exercise|framework|programme|program)\b|-led"
)
_JOINS = re.compile(r"join(?:ed|ing)|becam|becom|acced|access|admit|entered nato")
_FOR = re.compile(
    r" (?:on(?! (?:[0-9]|mon|tues|wednes|thurs|fri|satur|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
    r"the (?:sidelines|margins|occasion)))|against|program|programme|initiative|fund|forum|framework)\b"
)
# ``economic security consultations``
_NOT_DEFENCE = re.compile(r"\b(?:economic|energy|food|health|human|social|supply|nuclear) $")


def find_triggers(
    words: Words,
    low: str,
    folded: str,
    hits: Iterable[Hit[Meaning]],
    defined: dict[str, Trigger],
) -> list[Trigger]:
    """The kinds that a sentence names, in the order of its text.

    Args:
        words: the compiled vocabulary.
        low: the sentence in lower case.
        folded: the same sentence with its capitals.
        hits: what the trigger finder found in it.
        defined: abbreviations that the document defined before.
    """
    by_role: dict[str, list[Hit[Meaning]]] = {}
    for hit in hits:
        for role in dict.fromkeys(_ROLES[m.role] for m in hit.values):
            meant = tuple(m for m in hit.values if _ROLES[m.role] == role)
            by_role.setdefault(role, []).append(Hit(hit.start, hit.end, meant))
    names = [
        h
        for h in by_role.get("name", ())
        if not (_JOINS.match(low, h.start) and _PROGRAMME.match(low, h.end))
        and not (low.startswith("security", h.start) and _NOT_DEFENCE.search(low, 0, h.start))
    ]
    found = [
        _named(h, low)
        for h in names
        if not (h.values[0].role == "relation" and _FOR.match(low, h.end))
    ]
    found += _abbreviated(words, folded, defined)
    heads = [h for h in by_role.get("head", ()) if not low.startswith("co-", max(0, h.start - 3))]
    found += contracts(words, heads, low)
    found, bare = _with_composed(words, heads, found, low)
    found += _bare(words, bare, low)
    if "verb" in by_role:
        found += transfers(words, by_role["verb"], found, low)
    found = with_grants(words, found, low)
    found = [_specified(words, levelled(words, t, low), low) for t in found]
    met = people_met(words, by_role.get("people", []), bare, found, low)
    if _ONCE_MORE.match(low):
        met = []
    if met:
        found = [t for t in found if t.of != "dialogue" or not is_venue(t, low)]
    found = [*found, *met]
    found += sessions(words, bare, found, low)
    found = [t for t in found if not _compared(t, low) and not _CEASEFIRE.search(low, 0, t.start)]
    found = [t for t in found if not any(_is_called(t, other, low) for other in found)]
    return one_each(sorted(_outermost(found)), low)


# ``This was the twelfth meeting of the ministers``: the one told of before.
_ONCE_MORE = re.compile(
    r"(?:this|it|that) (?:was|is|marks|marked|will be|represents) (?:(?:only|already) )?(?:the|their|his|her) (?:very )?"
    r"(?:first|second|third|[a-z]+th|[0-9]+(?:st|nd|rd|th)|latest|highest)\b"
)
# An armistice is no kind of partnership.
_CEASEFIRE = re.compile(r"\b(?:armistice|cease-?fire|truce) $")
_LIKE = re.compile(
    r"\b(?:similar to|akin to|comparable to|modell?ed (?:on|after)|along the lines of|equivalent to|patterned after|"
    r"reminiscent of|based on the model of) (?:[^\s,;]+ ){0,6}$"
)


_CALLED = re.compile(r"[^;.]{0,90}\b(?:known as|called|named|dubbed)(?: the)? ?[\"']?")


def _is_called(trigger: Trigger, other: Trigger, low: str) -> bool:
    """Whether a sentence itself names what it describes: ``the pact …, known as GSOMIA``."""
    if trigger.of == other.of == "instrument" and other.end < trigger.start:
        bracket = low[trigger.start - 1] == "(" and low[trigger.end : trigger.end + 1] == ")"
        return bracket and trigger.how == "name"
    return (
        trigger.of == other.of == "instrument"
        and trigger.end < other.start
        and bool(_CALLED.fullmatch(low, trigger.end, other.start))
    )


# What a pact lets its parties do says which kind it is.
_LETS = re.compile(
    r"(?: [^,;.]{0,60}?)?,? (?:that|which|to|will|would|allowing|enabling|letting|permitting|facilitating|aimed at)[^.;]{0,60}?\b(?:"
    r"(?P<reciprocal_access>deploy\w*[^,.;]{0,40}\b(?:each other|one another|soil|territor\w+|troops|forces)|"
    r"(?:troops|forces|soldiers)[^,.;]{0,40}\b(?:each other|one another|soil|territory|territories|stationed|deployed to))|"
    r"(?P<acsa>(?:share|exchange|provi\w+|access)[^,.;]{0,40}\b(?:supplies|fuel|logistics?|ammunition|repairs?|refuell?ing))|"
    r"(?P<equipment_technology>(?:transfers?|exports?|supply)(?: of)? [^,.;]{0,40}\b(?:defense (?:equipment|hardware)|arms|weapons))|"
    r"(?P<information_security>(?:share|exchange|protect)[^,.;]{0,30}\b(?:classified|secret)))"
)


def _specified(words: Words, trigger: Trigger, low: str) -> Trigger:
    """``a military pact that allows them to deploy troops on each other's soil``."""
    if trigger.code != "defence_memorandum" or trigger.how not in ("name", "compose"):
        return trigger
    if low[trigger.start : trigger.end].startswith(("memorand", "mou", "letter", "statement")):
        return trigger
    code = _lets(words, trigger.end, low)
    return trigger._replace(code=code) if code else trigger


_BASED = re.compile(
    r"\b(?:bases?|troops|soldiers|garrison)\b[^.;]{0,90}\b(?:under|as part of) (?:an?|the) (?:[0-9]{4} )?$"
)


def _hosts(words: Words, start: int, low: str) -> str:
    """``The base houses foreign soldiers under an agreement``: one about forces abroad."""
    access = "reciprocal_access"
    known = access in words.book.kinds["instrument"]
    return access if known and _BASED.search(low, 0, start) else ""


def _lets(words: Words, end: int, low: str) -> str:
    """The kind of what a pact that ends here lets its parties do; blank if it does not say."""
    match = _LETS.match(low, end)
    code = match.lastgroup if match else None
    return code if code and code in words.book.kinds["instrument"] else ""


def _compared(trigger: Trigger, low: str) -> bool:
    """Whether something else is only likened to what is named."""
    return bool(_LIKE.search(low, max(0, trigger.start - 90), trigger.start))


_ROLES = {
    "name": "name",
    "relation": "name",
    "head": "head",
    "weak": "head",
    "verb": "verb",
    "meet": "people",
    "visit": "people",
}


def _named(hit: Hit[Meaning], low: str) -> Trigger:
    meaning = hit.values[0]
    how: How = "relation" if meaning.role == "relation" else "name"
    if meaning.of in ("event", "instrument") and _VERB.match(low, hit.start):
        how = "verb"
    of: Of = meaning.of or "event"
    return Trigger(hit.start, hit.end, of, meaning.code, how, _plural(low, hit.end))


def _with_composed(
    words: Words, heads: list[Hit[Meaning]], found: list[Trigger], low: str
) -> tuple[list[Trigger], list[Hit[Meaning]]]:
    """What was found, with the kinds that a head and its topic name, and the heads left over."""
    bare: list[Hit[Meaning]] = []
    topics = words.topics.find(low) if heads else []
    for hit in heads:
        if any(t.start <= hit.start < t.end for t in found):
            continue
        new = composed(hit, topics, low, heads)
        if new is None:
            bare.append(hit)
            continue
        also = _further(new, topics, hit, low) if new.plural else []
        # ``an agreement on the joint development of …`` is the agreement, not the programme.
        others = [t for t in found if not (hit.end <= t.start < new.end and t.end <= new.end + 30)]
        if not any(t.start < new.end and new.start < t.end for t in others):
            found = [*others, new, *also]
    return found, bare


def _further(
    first: Trigger, topics: list[Hit[Topic]], head: Hit[Meaning], low: str
) -> list[Trigger]:
    """``agreements on cybersecurity, defence and piracy``: one of each topic."""
    classes = {meaning.code for meaning in head.values if meaning.role == "head"}
    found: list[Trigger] = []
    end = _word_end(low, first.end)
    for topic in topics:
        if topic.start < end or low[end : topic.start] not in (", ", " and ", ", and "):
            continue
        rule = next((r for r in topic.values if classes.intersection(r.heads)), None)
        if rule is not None:
            found.append(Trigger(topic.start, topic.end, rule.of, rule.code, "compose"))
            end = _word_end(low, topic.end)
    return found


def _word_end(low: str, end: int) -> int:
    """The end of a word that an open pattern only begins."""
    while end < len(low) and low[end].isalnum():
        end += 1
    return end


def _plural(low: str, end: int) -> bool:
    return low[end - 1] == "s" and not low[:end].endswith(("talks", "ss", "manoeuvres", "services"))


def _abbreviated(words: Words, folded: str, defined: dict[str, Trigger]) -> list[Trigger]:
    found = []
    for hit in words.abbreviations.find(folded):
        meaning = hit.values[0]
        text = folded[hit.start : hit.end]
        known = defined.get(text.removesuffix("s")) or defined.get(text)
        of, code = (known.of, known.code) if known else (meaning.of or "instrument", meaning.code)
        parties = known.parties if known else ()
        plural = text[-1] == "s"
        found.append(Trigger(hit.start, hit.end, of, code, "abbreviation", plural, parties))
    for name, known in defined.items():
        at = folded.find(name)
        while at >= 0:
            end = at + len(name)
            alone = not (at and folded[at - 1].isalnum()) and not folded[end : end + 1].isalnum()
            if alone and not any(t.start <= at < t.end for t in found):
                found.append(
                    Trigger(at, end, known.of, known.code, "defined", False, known.parties)
                )
            at = folded.find(name, end)
    return found


def _bare(words: Words, heads: list[Hit[Meaning]], low: str) -> list[Trigger]:
    """Heads that are a kind without any topic, such as ``exercise``."""
    found = []
    for hit in list(heads):
        for meaning in hit.values:
            kind = words.bare.get(meaning.code) if meaning.role == "head" else None
            if meaning.role == "weak" and meaning.of is not None:
                kind = (meaning.of, meaning.code)
            if meaning.role == "head" and meaning.code in words.fallback and _military(hit, low):
                kind = words.fallback[meaning.code]
            if kind is None and meaning.role == "head" and meaning.code == "agreement":
                lets = _lets(words, hit.end, low) or _hosts(words, hit.start, low)
                kind = ("instrument", lets) if lets else None
            if kind is None:
                continue
            if _NOT_EXERCISE.match(low, hit.start) or _TO_EXERCISE.search(
                low, max(0, hit.start - 9), hit.start
            ):
                continue
            how: How = "verb" if meaning.role == "weak" and _VERB.match(low, hit.start) else "name"
            found.append(Trigger(hit.start, hit.end, kind[0], kind[1], how, _plural(low, hit.end)))
            heads.remove(hit)
            break
    return found


_MILITARY = re.compile(
    r"defen[cs]e|military|armed forces|nav(?:y|ies|al)\b|\barmy|\bnato\b|troops|peacekeeping|soldiers|"
    r"security|alliance|forces|logistic|battalion|brigade|division|officers|soldier"
)
_CIVIL = re.compile(
    r"trade|cultur|educat|health|touris|agricultur|invest|scien|climate|customs|labou?r|taxation|"
    r"student|youth|sport|film|fisher|forest|railway|aviation|visa|environment|water|tax\b|finance|"
    r"crime|police|traffick|migrat|bank|media|statistic|weather|space|nuclear|econom|infrastructure project"
)


_AUTHORITIES = re.compile(
    r" (?:was |has been |had been )?(?:signed |concluded )?(?:between|with|by) [^.;]{0,60}?"
    r"(?:minist(?:ry|ries|ers?) (?:of|for) (?:national )?defense|defense minist|\bmods?\b|armed forces|\barm(?:y|ies)\b|"
    r"\bnav(?:y|ies)\b|air forces?\b|general staff|department of defense|coast guards?\b)"
)


def _military(hit: Hit[Meaning], low: str) -> bool:
    """Whether an instrument that does not say of what it is stands among military matters.

    A memorandum does so beside any military word, an agreement only between defence authorities.
    """
    if _CIVIL.search(low, hit.end, hit.end + 90):
        return False
    if any(meaning.code == "agreement" for meaning in hit.values):
        return bool(_AUTHORITIES.match(low, hit.end))
    if low[hit.start : hit.end].startswith("joint") and not _CIVIL.search(low):
        return True
    return bool(_MILITARY.search(low))


def _outermost(found: list[Trigger]) -> list[Trigger]:
    """Of triggers that overlap the longest; of the same place the first."""
    kept: list[Trigger] = []
    for trigger in sorted(found, key=lambda t: (t.start - t.end, t.start)):
        if not any(t.start < trigger.end and trigger.start < t.end for t in kept):
            kept.append(trigger)
    return kept


def one_each(found: list[Trigger], low: str) -> list[Trigger]:
    """Of two names of a dialogue side by side, as in ``"2+2" security talks``, the more exact."""
    kept: list[Trigger] = []
    for trigger in found:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.of == trigger.of == "dialogue"
            and not low[last.end : trigger.start].strip(" '\"()")
        ):
            if trigger.code == "two_plus_two":
                kept[-1] = trigger
            continue
        # ``the ninth ministerial meeting of the Trilateral Strategic Dialogue``
        if (
            last is not None
            and (last.code, trigger.of) == ("meeting", "dialogue")
            and low[last.end : trigger.start] == " of the "
        ):
            kept[-1] = trigger
            continue
        # ``the exercise MALABAR 09``
        called = last is not None and last.code == trigger.code == "exercise"
        if last and called and trigger.how == "abbreviation" and trigger.start == last.end + 1:
            kept[-1] = last._replace(end=trigger.end)
            continue
        kept.append(trigger)
    return kept
