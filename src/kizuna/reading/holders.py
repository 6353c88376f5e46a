"""Who takes a stance: a government by its actor, a party by name, or the speaker of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kizuna.reading.actors import Actors, Group, Mention
from kizuna.reading.finders import Finder
from kizuna.reading.fold import fold, word_set
from kizuna.reading.stance_words import HolderKind, PartyWords

_TITLES = word_set(
    "government governments minister ministers president presidents premier chancellor ministry ministries "
    "spokesperson spokesman spokeswoman secretary cabinet leadership authorities officials delegation ambassador "
    "leaders leader foreign prime defense vice deputy chief permanent representative parliamentary federal king "
    "emperor state states administration"
)
_NAMED_AFTER = word_set(
    "minister president premier chancellor secretary spokesperson spokesman spokeswoman king leader ambassador"
)
_GAP = re.compile(
    r" (?:has|have|had|also|again|once|more|always|long|consistently|continuously|continually|repeatedly|still|"
    r"therefore|thus|too|itself|themselves|likewise|further|hereby|now|today|jointly|together|both|all|cannot but|"
    r"would like to|wish to|wishes to|wants to|want to|continue to|continues to|continued to|will continue to|"
    r"joins? others in|publicly|openly|officially|formally|clearly|explicitly|expressly|naturally|and|"
    r"of foreign affairs|for foreign affairs|of defense|of national defense|\w+ly)(?=[ ,])"
)
_ASIDE = re.compile(
    r", (?:for its part|for their part|too|therefore|however|in turn|likewise|like|as an?|as one|as the|together with|"
    r"along with|on behalf of)\b[^,;.()\"]{0,70},(?= )|, (?:for its part|too|therefore|however|in turn|likewise),(?= )"
)
_OFFICE = re.compile(
    r"\b(?:the )?(?:(?:governments?|delegation|people and (?:the )?government|government and (?:the )?people|"
    r"(?:prime |foreign |defense )?ministers?(?: of (?:foreign affairs|defense))?|president|cabinet|leadership|authorities)"
    r" of (?:the )?)$"
)
_STATE = re.compile(
    r"\b(?:the )?(?:(?:federal |democratic |people's |islamic |socialist |bolivarian |hashemite )*(?:republic|kingdom|state|commonwealth) of (?:the )?)$"
)
_OPENS = re.compile(
    r"(?:^|[,;:—] |\b(?:and|but|while|whereas|although|moreover|today|thus|therefore|accordingly|similarly|hence|why) |[\"'] ?)(?:the |both )?$"
)
_AND = re.compile(r"(?<![,;]) and (?:the )?$")
_SAID = re.compile(
    r"\b(?:white paper|strategy|document|review|guidelines|statement|minister|president|spokes\w+|government|premier|secretary|delegation|country|we|i|it|he|she|they)\b"
    r"[^.;,]{0,60}\b(?:stress|say|said|state|reiterat|reaffirm|emphasi|underlin|declar|recall|affirm|announc|add)\w* that "
    r"(?:the )?$"
)
_SPEAKER = re.compile(
    r"\b(?:we|i|(?:my|our) (?:own )?(?:country|government|delegation|nation|state)(?: and (?:people|government))?|"
    r"the government(?! of\b))(?![\w'-])"
)
_BOTH = re.compile(
    r"\b(?:they|(?:the two|both|the) (?:countries|governments|sides|ministers|leaders|prime ministers|foreign ministers|"
    r"defense ministers|presidents|nations|heads of government))(?![\w'-])"
)
_GO = 8  # words between who and what


class Holder(NamedTuple):
    """Who takes a stance; ``name`` is blank for a government."""

    actor: str
    kind: HolderKind
    name: str = ""


class Subject(NamedTuple):
    """Holders in a sentence, and where what they say of something begins.

    Attributes:
        start: of who is named.
        named: where the name ends, before titles and adverbs.
        end: behind what belongs to the subject, where the verb must follow.
        how: ``named``, ``party``, ``speaker`` or ``both``.
    """

    start: int
    named: int
    end: int
    holders: tuple[Holder, ...]
    how: str


class Around(NamedTuple):
    """What a sentence's subjects may lean on.

    Attributes:
        speaker: who ``we`` is; blank if unknown.
        pair: the two actors whose document it is.
        actors: those named in the paragraph, whose parties are meant by a shared name.
    """

    speaker: str = ""
    pair: tuple[str, ...] = ()
    actors: frozenset[str] = frozenset()


class Holders:
    """Those who can take a stance, compiled.

    Args:
        actors: the names of actors.
        parties: the parties that are known.
    """

    def __init__(self, actors: Actors, parties: Sequence[PartyWords]) -> None:
        self._actors = actors
        self._parties: Finder[PartyWords] = Finder(
            ((fold(name), party) for party in parties for name in party.names), literal=True
        )

    def subjects(
        self, folded: str, low: str, groups: Sequence[Group], around: Around
    ) -> Iterator[Subject]:
        """Who stands in a sentence where a subject stands, in no order."""
        yield from self._of_parties(folded, low, around)
        for group in groups:
            yield from self._of_group(group, groups, folded, low)
        told = [(_SPEAKER, (around.speaker,), "speaker"), (_BOTH, around.pair, "both")]
        for pattern, codes, how in told:
            if not codes or not codes[0] or (how == "both" and len(codes) != 2):
                continue
            holders = tuple(Holder(code, "government") for code in codes)
            for match in pattern.finditer(low):
                if _opens(low, match.start(), ()) and not _quoted(low, match.start()):
                    yield Subject(
                        match.start(), match.end(), gap(folded, low, match.end()), holders, how
                    )

    def _of_parties(self, folded: str, low: str, around: Around) -> Iterator[Subject]:
        for hit in self._parties.find(folded):
            able = {(p.actor, p.name) for p in hit.values if not p.shared or _is_meant(p, around)}
            if len(able) != 1 or _quoted(low, hit.start):
                continue
            start = _before_party(low, hit.start)
            if _opens(low, start, ()):
                actor, name = able.pop()
                holder = Holder(actor, "party", name)
                yield Subject(start, hit.end, gap(folded, low, hit.end), (holder,), "party")

    def _of_group(
        self, group: Group, groups: Sequence[Group], folded: str, low: str
    ) -> Iterator[Subject]:
        if group.compound or group.part not in ("plain", "by") or _quoted(low, group.start):
            return
        last = group.places[-1]
        end = gap(folded, low, group.end)
        # ``Japanese`` alone is nobody's government; ``the Japanese Government`` is one.
        if last.form in ("demonym", "forces") and not _titled(low, last, end):
            return
        start = _before(low, group.start)
        others = [
            c for g in groups if g.end <= group.start for c in g.codes if c not in group.codes
        ]
        if not _opens(low, start, others):
            return
        able = [c for c in dict.fromkeys(group.codes) if self._acts(c)]
        if len(able) == len(set(group.codes)):
            holders = tuple(Holder(code, "government") for code in able)
            yield Subject(group.start, group.end, end, holders, "named")

    def _acts(self, code: str) -> bool:
        return self._actors.acts_alone(code) or self._actors.type_of(code) == "forum"


def _is_meant(party: PartyWords, around: Around) -> bool:
    return party.actor == around.speaker or party.actor in around.actors


def _before(low: str, start: int) -> int:
    """Where a subject begins with its office: ``the Government of the Republic of Korea``."""
    for pattern in (_STATE, _OFFICE):
        match = pattern.search(low, max(0, start - 90), start)
        start = match.start() if match else start
    return start


_OF_COUNTRY = re.compile(
    r"\b(?:the )?(?:ruling |opposition |governing |main |largest |[\w']+(?:'s|ese|ish|ian|an) )*$"
)


def _before_party(low: str, start: int) -> int:
    match = _OF_COUNTRY.search(low, max(0, start - 60), start)
    return match.start() if match else start


def _opens(low: str, start: int, others: Sequence[str]) -> bool:
    """Whether a subject can begin here: at the head of a sentence or clause, or as what it says itself."""
    if low.startswith(("if ", "were ", "should ", "unless ", "had ", "whether ")):
        return False
    ahead = max(0, start - 160)
    if low.endswith(("that ", "that the "), ahead, start):
        return not others and bool(_SAID.search(low, ahead, start))
    if start and _AND.search(low, ahead, start):
        return False
    return bool(_OPENS.search(low[ahead:start] if ahead else low[:start]))


def _quoted(low: str, start: int) -> bool:
    """Whether a place lies in a quotation: somebody else's words."""
    return low.count('"', 0, start) % 2 == 1


def _titled(low: str, mention: Mention, end: int) -> bool:
    behind = low[mention.end : end].split()
    return bool(behind) and behind[0].strip(",'") in _TITLES


def gap(folded: str, low: str, at: int) -> int:
    """Where the verb must begin: behind titles, names of those who hold them, and adverbs."""
    if low.startswith("'s ", at):
        at += 2
    titled = False
    for _ in range(_GO):
        aside = _ASIDE.match(low, at)
        passed = aside or _GAP.match(low, at)
        if passed is not None:
            at = passed.end()
            continue
        end = _word_end(low, at)
        word = low[at + 1 : end] if low[at : at + 1] == " " else ""
        if word in _TITLES:
            titled = titled or word in _NAMED_AFTER
        elif not (titled and word and folded[at + 1].isupper()):
            break
        at = end
    return at


def _word_end(low: str, at: int) -> int:
    end = at + 1
    while end < len(low) and (low[end].isalnum() or low[end] in "'.-"):
        end += 1
    return end
