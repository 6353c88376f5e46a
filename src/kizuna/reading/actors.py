"""Who is named: actors by name, demonym, capital or forces, and the part each plays.

The part is told by the words before a name: ``with Australia`` is a partner, ``in Australia`` a
place, ``against piracy off Somalia`` neither. Names that are coordinated form one group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kizuna.codebook import Codebook
from kizuna.reading.finders import Finder, Hit
from kizuna.reading.fold import fold, word_set
from kizuna.reading.names import Form, names_of
from kizuna.reading.roles import Part, acts, part_of
from kizuna.reading.vocabulary import Vocabulary

_JOINED = re.compile(
    r" ?[-/—] ?|, | and |, and | & |, as well as | as well as |'s and | along with "
)
_ASIDE = re.compile(
    r"\([^()]{0,60}\)|\b(?:in|on|since) (?:[A-Z][a-z]+ )?(?:[0-9]{1,2},? )?[0-9]{4}\b"
)
# ``between Ukraine, on the one hand, and the European Union``
_HAND = re.compile(r", (?:of|on) the (?:one|other) (?:hand|part),")
_LIST_WORDS = word_set(
    "and the of for government governments republic prime minister ministers president foreign "
    "defense secretary chancellor navy army air force forces coast guard counterpart counterparts "
    "his her their its leader leaders national affairs premier state federal kingdom then general "
    "admiral mr mr. mrs mrs. ms ms. dr dr. h.e. on behalf maritime self-defense self royal both as "
    "well chief staff joint ground armed ministry vice vice-minister commander external trade "
    "vice-ministers deputy senior"
)
_FRONT = 16  # characters that may precede a partner at the head of a sentence
_MOST_BETWEEN = 110


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
        self._finder: Finder[tuple[str, Form]] = Finder(
            names_of(book, words), literal=True, joined=True
        )
        self._shadow = frozenset(map(fold, words.not_actors.no_metonym))

    def mentions(self, folded: str, low: str) -> list[Mention]:
        """The actors named in a sentence, each with the part it plays."""
        found: list[Mention] = []
        hits = self._finder.find(folded)
        for i, hit in enumerate(hits):
            form, codes = _best(hit.values)
            if form == "none" or (
                form == "capital"
                and folded[hit.start : hit.end] in self._shadow
                and not self._beside_capital(hits, i, folded)
            ):
                continue
            if form == "prefix" and folded[hit.end : hit.end + 1] != "-":
                continue
            if form == "forces" and _OF_ANOTHER.match(folded, hit.end):
                continue  # ``the Royal Air Force of Oman``
            body = self._book.actors[codes[0]].kind == "organisation"
            part = part_of(low, hit.start, hit.end, form, body=body)
            if form == "capital" and not acts(low, hit.start, hit.end, part):
                part = "place"
            listed = bool(found) and found[-1].end == hit.start - 2
            if part == "plain" and form == "name" and not listed and _of_city(folded, hit):
                part = "place"
            found += [Mention(hit.start, hit.end, code, form, part) for code in codes]
        return _with_latter(list(_without_told(found, low)), low)

    def _beside_capital(self, hits: list[Hit[tuple[str, Form]]], i: int, folded: str) -> bool:
        """``Tokyo and Rome``: a capital that is often something else is none beside a clear one."""
        return any(
            _best(one.values)[0] == "capital"
            and folded[one.start : one.end] not in self._shadow
            and folded[left:right] in (" and ", ", ", "-")
            for one, left, right in (
                *((one, one.end, hits[i].start) for one in hits[max(0, i - 1) : i]),
                *((one, hits[i].end, one.start) for one in hits[i + 1 : i + 2]),
            )
        )

    def groups(self, mentions: list[Mention], folded: str, low: str) -> list[Group]:
        """Mentions that stand together, in their order."""
        groups: list[Group] = []
        for mention in mentions:
            last = groups[-1] if groups else None
            joint = _joint(last.places[-1], mention, folded, low) if last else ""
            if last is not None and joint == "and" and _fronted(last, mention, low):
                joint = ""
            if last is not None and joint == "and" and _leaves_place(last, mention, low):
                joint = ""
            if last is not None and joint == "and" and _closed(last, mention, low):
                joint = ""
            if last is not None and joint == "and" and _of_ports(last, mention, low):
                last = groups[-1] = last._replace(part="place")
            if last is not None and last.compound and joint == "and":
                joint = ""  # ``the Japan-US treaty, the Japan-Australia declaration``
            if (
                last is not None
                and joint
                and (self._fits(last, mention) or _of_capitals(last, mention, low))
            ):
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


_RANK: dict[Form, int] = {
    "name": 0,
    "demonym": 1,
    "forces": 2,
    "group": 3,
    "capital": 4,
    "prefix": 5,
    "person": 6,
    "none": 7,
}
_LATTER = re.compile(
    r"\bwith (the (?:latter|former))(?= (?:in|on|was|has|had|is|came|took|entered|followed|being)\b|[,.;])"
)


def _with_latter(found: list[Mention], low: str) -> list[Mention]:
    """``with Peru and Kenya, and a pact with the latter``: one of the two named last."""
    match = _LATTER.search(low)
    if match is None:
        return found
    ahead = [m for m in found if m.end <= match.start()][-2:]
    if len(ahead) < 2 or ahead[0].code == ahead[1].code:
        return found
    meant = ahead[1] if match[1] == "the latter" else ahead[0]
    start, end = match.span(1)
    return sorted([*found, Mention(start, end, meant.code, "name", "with")])


# ``former Prime Minister X`` no longer acts for the actor.
_LEFT = re.compile(
    r"\b(?:former|late|then-opposition|ex)[ -](?:prime minister |president |minister )?$"
)
_BESIDE = 70  # characters within which the actor stands beside its leader: ``Peru's President X``


def _without_told(found: list[Mention], low: str) -> Iterator[Mention]:
    """The mentions without the people who left office, or whose actor is named right beside."""
    for i, one in enumerate(found):
        if one.form != "person":
            yield one
            continue
        near = [*found[max(0, i - 1) : i], *found[i + 1 : i + 2]]
        told = any(
            n.code == one.code
            and n.part not in ("place", "to")
            and max(one.start - n.end, n.start - one.end) <= _BESIDE
            for n in near
        )
        if not told and not _LEFT.search(low, max(0, one.start - 40), one.start):
            yield one._replace(form="name")


_OF_ANOTHER = re.compile(r" of [A-Z]")


def _best(values: tuple[tuple[str, Form], ...]) -> tuple[Form, tuple[str, ...]]:
    """The form that counts, and the actors it names: one, or those of a group."""
    if any(form == "none" for _, form in values):
        return "none", ()
    code, form = min(values, key=lambda value: _RANK[value[1]])
    if form == "group":
        return form, tuple(dict.fromkeys(c for c, f in values if f == "group"))
    return form, (code,)


_BRACKETS = str.maketrans("()[]", "    ")
# ``Following the U.S. and Australia, Japan signed …``
_BESIDES = re.compile(
    r"(?:[0-9.]+ )?(?:in addition to|besides|apart from|other than|following|after|like|as with|aside from|beyond|alongside) "
    r"(?:the |those with (?:the )?)?"
)
_GOES_ON = re.compile(r",| and |'s and ")
# ``Since signing a pact with Peru in 2007, Chile has …``
_OPENING = re.compile(r"(?:since|after|before|by|upon|following|when|while|in|at|during|with) ")
_DATE_BETWEEN = re.compile(r", (?:in|on) (?:[a-z]+ )?(?:[0-9]{1,2},? )?[0-9]{4}, (?:the )?")
_ITS_END = re.compile(r"(?: in (?:[a-z]+ )?[0-9]{4})?, (?:the )?")
_VERB = re.compile(
    r" (?:has|have|had|was|is|also|held|met|began|signed|agreed|became|hosted|\w+ed)\b"
)


def _fronted(group: Group, mention: Mention, low: str) -> bool:
    """``With Korea, Indonesia concluded …``: the comma parts the partner from who acts."""
    if (
        _BESIDES.fullmatch(low, 0, group.start)
        and low[group.end : mention.start].strip() in (",", ", the")
        and not _GOES_ON.match(low, mention.end)
    ):
        return True
    alone = group.start < _FRONT and group.part == "with" and len(group.places) == 1
    if alone and _DATE_BETWEEN.fullmatch(low, group.end, mention.start):
        return True  # ``With Peru, in May 2016, Chile and Peru signed …``
    if (
        _OPENING.match(low)
        and group.part in ("with", "place", "to")
        and len(group.places) == 1
        and _ITS_END.fullmatch(low, group.end, mention.start)
        and _VERB.match(low, mention.end)
    ):
        return True
    return (
        group.start < _FRONT
        and group.part in ("with", "place", "to")
        and len(group.places) == 1
        and low[group.end : mention.start].strip() == ","
        and not _GOES_ON.match(low, mention.end)
    )


def _of_capitals(group: Group, mention: Mention, low: str) -> bool:
    """``between Tokyo and London``: a capital stands for its government beside one that does."""
    return (
        mention.form == "capital"
        and group.part in ("between", "with", "plain", "by")
        and group.places[-1].form in ("capital", "name")
        and low[group.end : mention.start] in (" and ", ", ", ", and ")
    )


def _of_ports(group: Group, mention: Mention, low: str) -> bool:
    """``at Indian, Thai and Chilean ports``: what the last one is the place of, the first are too."""
    return (
        mention.part == "place"
        and group.part == "plain"
        and {mention.form, *(m.form for m in group.places)} == {"demonym"}
        and low.endswith((" at ", " in ", " to ", " at the "), 0, group.start)
    )


_CITY = re.compile(
    r"\b(?:in|at|to|from|near) (?:the )?(?:[A-Z][\w'.-]+ ){0,2}"
    r"(?!January|February|March|April|May|June|July|August|September|October|November|December|"
    r"[A-Z][a-z]+day\b)[A-Z][\w'.-]+, $"
)
_PLACED = re.compile(r"[,.;)]|$| (?:for|on|to|in|from|during|where|at|last|this|with) ")


def _of_city(folded: str, hit: Hit[tuple[str, Form]]) -> bool:
    """``in Hamburg, Germany``: where something was, not who did it."""
    ahead = max(0, hit.start - 60)
    return bool(_PLACED.match(folded, hit.end) and _CITY.search(folded, ahead, hit.start))


def _closed(group: Group, mention: Mention, low: str) -> bool:
    """``after the talks of A, B and C, D and E signed …``: the list ended with its ``and``."""
    if len(group.places) < 2 or low[group.end : mention.start] not in (", ", ", the "):
        return False
    first, last = group.places[-2:]
    if " and " not in low[first.end : last.start]:
        return False
    return group.part in ("between", "with", "place", "to", "by")


def _leaves_place(group: Group, mention: Mention, low: str) -> bool:
    """``in Quito, Ecuador, Peruvian ministers …``: behind the comma someone acts."""
    between = low[group.end : mention.start]
    if group.part != "place" or mention.part != "plain" or not between.startswith(","):
        return False
    if between.strip() == "," and mention.form == "demonym":
        return True
    if group.places[-1].form != "capital" or mention.form == "capital" or " and " in between:
        return False
    if between.strip() in (",", ", the") and mention.code in group.codes:  # ``in Lima, Peru, …``
        return low.startswith((" and ", " signed", " has ", " concluded"), mention.end)
    return True


# ``The Canadian premier and the leaders of five Nordic countries, Denmark, …, held``
_LIST_OF = re.compile(
    r"[^;.]{0,60}\band (?:the |his |her )?(?:[\w-]+ ){0,3}(?:leaders|ministers|chiefs|presidents|premiers|officials|counterparts)"
    r" (?:of|from)(?: the)? (?:[\w-]+ ){0,3}(?:countries|nations|states|members|partners),? "
)


_PAIRED = re.compile(
    r" (?:[A-Z][\w-]* ){0,3}(?:Summit|Dialogue|Meeting|Exercises?|Agreement|Treaty|Talks|Consultations?|Committee|"
    r"Working Group|Commission|2\+2)\b"
)


# ``sold arms to Peru, as Chilean ministers met …``
_AS_THEY = re.compile(r", as (?!well)")


def _joint(left: Mention, right: Mention, folded: str, low: str) -> str:
    """How two mentions are joined: ``-``, ``and``, or not at all."""
    if right.start == left.start:
        return "and"
    if right.start - left.end > _MOST_BETWEEN or _AS_THEY.match(low, left.end):
        return ""
    if right.start == left.end:
        return "-"
    between = low[left.end : right.start]
    if left.code == right.code and between.endswith(" (") and "," not in between:
        return "and"  # ``the Royal Australian Navy (RAN)``
    if _LIST_OF.fullmatch(between):
        return "and"
    if _JOINED.fullmatch(between):
        return "-" if between.strip() in ("-", "/", "—") else "and"
    if between == " " and left.form == right.form == "name" and _PAIRED.match(folded, right.end):
        return "-"  # ``the Japan India Summit``, where extraction lost the hyphen
    if " and " not in between and ", " not in between and "," not in between:
        return "-" if between.strip() in ("-", "/") else ""
    between = _HAND.sub(" ", between)
    if _JOINED.fullmatch(between):
        return "and"
    original = _ASIDE.sub(" ", folded[left.end : right.start])
    for word in original.replace(",", " , ").replace("'s ", " ").translate(_BRACKETS).split():
        if word == "," or word[0].isupper() or word.lower().strip(",'.") in _LIST_WORDS:
            continue
        return ""
    return "and"
