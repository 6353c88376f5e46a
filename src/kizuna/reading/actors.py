"""Who is named: actors by name, demonym, capital or forces, and the part each plays.

The part is told by the words before a name: ``with Australia`` is a partner, ``in Australia`` a
place, ``against piracy off Somalia`` neither. Names that are coordinated form one group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kizuna.codebook import Actor, Codebook
from kizuna.reading.finders import Finder
from kizuna.reading.fold import word_set
from kizuna.reading.vocabulary import ActorWords, Vocabulary

Form = Literal["name", "demonym", "capital", "forces", "prefix", "none"]
Part = Literal["plain", "with", "between", "by", "to", "place", "venue", "other"]

_PLACES = word_set(
    "in at off near outside around across over into through inside throughout via toward towards "
    "within onto beyond along surrounding across"
)
_OTHERS = word_set(
    "against versus regarding about despite concerning deter deterring counter countering contain "
    "containing condemn condemned condemning unlike than like vis-a-vis invaded targeting "
    "denuclearize opposing resist"
)
_SKIPPED = word_set(
    "the its their his her our new then both allied fellow neighbouring neighboring government "
    "governments republic kingdom northern southern eastern western central partner partners "
    "close ally allies democratic"
)
_COMES = word_set(
    "ships ship vessels vessel forces personnel troops delegation delegations ministers minister "
    "leaders officials aircraft representatives navies units unit soldiers counterpart "
    "counterparts contingents marines teams participants countries observers members officers "
    "participation fighters jets colleagues"
)
_OF_PLACE = word_set(
    "coast waters city port sea north south east west island islands territory airspace shores "
    "invasion annexation part parts soil university gulf capital rest coasts region shore base "
    "prefecture province nationals citizens people occupation people's defense-of blockade"
)
_AFTER_PLACE = (
    "waters", "port", "ports", "city", "territory", "island", "islands", "coast", "capital",
    "soil", "airspace", "shores", "territorial", "province", "prefecture", "seas", "side",
    "aggression", "invasion", "nuclear", "missile", "missiles", "threat", "abductions",
    "people", "scholars", "media", "state media", "newspaper", "nationals", "citizens",
)  # fmt: skip
_JOINED = re.compile(
    r" ?[-/—] ?|, | and |, and | & |, as well as | as well as |'s and | along with "
)
_ASIDE = re.compile(
    r"\([^()]{0,30}\)|\b(?:in|on|since) (?:[A-Z][a-z]+ )?(?:[0-9]{1,2},? )?[0-9]{4}\b"
)
_LIST_WORDS = word_set(
    "and the of for government governments republic prime minister ministers president foreign "
    "defense secretary chancellor navy army air force forces coast guard counterpart counterparts "
    "his her their its leader leaders national affairs premier state federal kingdom then general "
    "admiral mr mr. mrs mrs. ms ms. dr dr. h.e. on behalf maritime self-defense self royal both as "
    "well chief staff joint ground armed ministry vice vice-minister commander external trade "
    "vice-ministers deputy senior"
)
_MOST_BETWEEN = 110
_SINCE = 1945  # states that ended before are left out: their names mean other things today


class Mention(NamedTuple):
    """A place where an actor is named; ``code`` is empty for a phrase that is no actor."""

    start: int
    end: int
    code: str
    form: Form
    part: Part


class Group(NamedTuple):
    """Actors named together.

    Attributes:
        compound: joined by hyphens only, as in ``Japan-Australia``.
        places: the mentions, in their order.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    part: Part
    compound: bool
    places: tuple[Mention, ...]


class Actors:
    """The names of all actors, compiled.

    Args:
        book: whose actors.
        words: further names, and what is no actor.
    """

    def __init__(self, book: Codebook, words: Vocabulary) -> None:
        self._book = book
        self._finder: Finder[tuple[str, Form]] = Finder(_names(book, words), literal=True)
        self._shadow = frozenset(words.not_actors.no_metonym)

    def mentions(self, folded: str, low: str) -> list[Mention]:
        """The actors named in a sentence, each with the part it plays."""
        found: list[Mention] = []
        for hit in self._finder.find(folded):
            code, form = _best(hit.values)
            if not code or (form == "capital" and folded[hit.start : hit.end] in self._shadow):
                continue
            if form == "prefix" and folded[hit.end : hit.end + 1] != "-":
                continue
            part = _part(low, hit.start, hit.end, form)
            if form == "capital" and not _acts(low, hit.start, hit.end, part):
                part = "place"
            found.append(Mention(hit.start, hit.end, code, form, part))
        return found

    def groups(self, mentions: list[Mention], folded: str, low: str) -> list[Group]:
        """Mentions that stand together, in their order."""
        groups: list[Group] = []
        for mention in mentions:
            last = groups[-1] if groups else None
            joint = _joint(last.places[-1], mention, folded, low) if last else ""
            if last is not None and last.compound and joint == "and":
                joint = ""  # ``the Japan-US treaty, the Japan-Australia declaration``
            if last is not None and joint and self._fits(last, mention):
                codes = last.codes if mention.code in last.codes else (*last.codes, mention.code)
                compound = joint == "-" and (last.compound or len(last.places) == 1)
                compound = compound and len(codes) > 1
                # ``at the Japan-India summit``: a pair in the name of something is no place.
                part = "plain" if compound and last.part in ("place", "to") else last.part
                groups[-1] = Group(
                    last.start, mention.end, codes, part, compound, (*last.places, mention)
                )
                continue
            groups.append(
                Group(mention.start, mention.end, (mention.code,), mention.part, False, (mention,))
            )
        return groups

    def _fits(self, group: Group, mention: Mention) -> bool:
        """A venue or a place does not join those who act, unless a hyphen joins them."""
        return group.part == mention.part or mention.part == "plain"

    def acts_alone(self, code: str) -> bool:
        """Whether an actor can be party to something: not a venue such as the United Nations."""
        return self._book.actors[code].type not in ("forum", "global")

    def type_of(self, code: str) -> str:
        """Type of an organisation; blank for a state."""
        return self._book.actors[code].type


def _names(book: Codebook, words: Vocabulary) -> Iterator[tuple[str, tuple[str, Form]]]:
    for actor in book.actors.values():
        if actor.ended is None or actor.ended.year >= _SINCE:
            yield from _called(actor)
    yield from _capitals(book)
    for entry in words.actor:
        if entry.code in book.actors:
            yield from _further(entry)
    for people in words.person:
        if people.actor in book.actors:
            for name in people.names:
                yield from _titled(name, people.actor, people.family_first)
    for phrase in words.not_actors.phrases:
        yield from _spelt(phrase, ("", "none"))


def _called(actor: Actor) -> Iterator[tuple[str, tuple[str, Form]]]:
    for name in (actor.name, *actor.aliases):
        yield from _spelt(name, (actor.code, "name"))
    if actor.kind == "organisation":
        yield from _spelt(actor.code, (actor.code, "name"))
    for demonym in actor.demonyms:
        yield from _spelt(demonym, (actor.code, "demonym"))


def _capitals(book: Codebook) -> Iterator[tuple[str, tuple[str, Form]]]:
    """The capitals of today's states, each of the first that has it."""
    seen: set[str] = set()
    for actor in book.actors.values():
        if actor.kind == "state" and actor.ended is None and actor.capital not in {"", *seen}:
            seen.add(actor.capital)
            yield actor.capital, (actor.code, "capital")


def _further(entry: ActorWords) -> Iterator[tuple[str, tuple[str, Form]]]:
    named: tuple[tuple[tuple[str, ...], Form], ...] = (
        (entry.names, "name"),
        (entry.demonyms, "demonym"),
        (entry.capitals, "capital"),
        (entry.forces, "forces"),
        (entry.prefixes, "prefix"),
    )
    for texts, form in named:
        for text in texts:
            yield text, (entry.code, form)


_TITLES = ("Prime Minister", "President", "Chancellor", "Premier", "PM", "Leader", "Mr.", "Ms.", "Mrs.",
           "Prime Ministers", "Presidents", "Minister", "Secretary")  # fmt: skip


def _titled(name: str, code: str, family_first: bool) -> Iterator[tuple[str, tuple[str, Form]]]:
    family = name.split(" ", 1)[0] if family_first else name.rsplit(" ", 1)[-1]
    yield name, (code, "name")
    for title in _TITLES:
        for form in (family, name):
            yield f"{title} {form}", (code, "name")


def _spelt(name: str, value: tuple[str, Form]) -> Iterator[tuple[str, tuple[str, Form]]]:
    name = name.replace("’", "'")
    yield name, value
    if len(name) >= 4:
        yield name.upper(), value


_RANK: dict[Form, int] = {
    "name": 0,
    "demonym": 1,
    "forces": 2,
    "capital": 3,
    "prefix": 4,
    "none": 5,
}


def _best(values: tuple[tuple[str, Form], ...]) -> tuple[str, Form]:
    if any(form == "none" for _, form in values):
        return "", "none"
    return min(values, key=lambda value: _RANK[value[1]])


def _before(low: str, start: int) -> list[str]:
    """The last words before a place, nearest first, without articles and the like."""
    cut = low[max(0, start - 70) : start]
    for stop in (". ", "; ", ", ", ": ", " (", "—"):
        at = cut.rfind(stop)
        if at >= 0:
            cut = cut[at + len(stop) :] if stop != ", " or at < len(cut) - 2 else cut
    words = cut.replace(",", " ").split()
    return words[::-1][:8]


def _part(low: str, start: int, end: int, form: Form) -> Part:
    words = _before(low, start)
    while words and (
        words[0] in _SKIPPED
        or (
            words[0] == "of"
            and words[1:2] in (["government"], ["republic"], ["governments"], ["kingdom"])
        )
    ):
        words.pop(0)
    after = low[end : end + 18].lstrip()
    if form == "demonym" and after.startswith(_AFTER_PLACE):
        return "place" if not words or words[0] not in ("with", "between") else "other"
    if after.startswith(
        (
            "'s nuclear",
            "'s missile",
            "'s aggression",
            "'s invasion",
            "'s assertive",
            "'s military build",
        )
    ):
        return "other"
    return _by_words(words, form)


_TITLE_WORDS = word_set(
    "minister ministers foreign defense prime president presidents and secretary secretaries leader "
    "leaders affairs head heads chief chiefs the state government army navy forces coast guard "
    "ministry ministries national armed naval air military of navies armies governments commanders"
)


def _by_words(words: list[str], form: Form) -> Part:
    if not words:
        return "plain"
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in ("with", "alongside", "joining", "joined"):
        return "with"
    if first in ("between", "among", "amongst"):
        return "between"
    if first == "by":
        return "by"
    if first in _OTHERS or (
        first in ("from", "by", "of") and second in ("threat", "threats", "posed", "danger")
    ):
        return "other"
    if first == "of":
        behind = next((w for w in words[1:] if w not in _TITLE_WORDS), "")
        if behind in ("with", "between", "among") and second in _TITLE_WORDS:
            return "with" if behind == "with" else "between"
        return "place" if second in _OF_PLACE else "plain"
    if first == "from":
        return "plain" if second in _COMES or form == "demonym" else "place"
    if first == "to":
        return "to"
    if first in _PLACES:
        return "plain" if form in ("demonym", "forces") and first not in ("off",) else "place"
    return "plain"


_VERBISH = re.compile(
    r"'s? |(?: (?:and|has|have|had|will|is|was|signed|signs|agreed|agrees|held|holds|began|begin|"
    r"concluded|joined|joins|would|could|may|announced|also|and|relations|ties|views|considers?|"
    r"\w+ed|launched|participated|hosted|conducted|sent|expects?|hopes?|became|decided|offered))\b"
)


def _acts(low: str, start: int, end: int, part: Part) -> bool:
    """Whether a capital stands for its government: it does something, or something is done with it."""
    before = low[max(0, start - 1) : start]
    after = low[end : end + 1]
    if before in ("-", "/") or after in ("-", "/"):
        return not low[end : end + 6].startswith("-based")
    if part in ("with", "between"):
        return True
    if part == "plain":
        return bool(_VERBISH.match(low, end)) and low[max(0, start - 2) : start] != ", "
    return False


def _joint(left: Mention, right: Mention, folded: str, low: str) -> str:
    """How two mentions are joined: ``-``, ``and``, or not at all."""
    if right.start - left.end > _MOST_BETWEEN:
        return ""
    between = low[left.end : right.start]
    if _JOINED.fullmatch(between):
        return "-" if between.strip() in ("-", "/", "—") else "and"
    if " and " not in between and ", " not in between and "," not in between:
        return "-" if between.strip() in ("-", "/") else ""
    original = _ASIDE.sub(" ", folded[left.end : right.start])
    for word in (
        original.replace(",", " , ").replace("'s ", " ").replace("(", " ").replace(")", " ").split()
    ):
        if word == "," or word[0].isupper() or word.lower().strip(",'.") in _LIST_WORDS:
            continue
        return ""
    return "and"
