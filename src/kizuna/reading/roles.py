"""The part that a named actor plays, told by the words around its name."""

from __future__ import annotations

import re
from typing import Literal

from kizuna.reading.fold import word_set
from kizuna.reading.names import Form

Part = Literal["plain", "with", "between", "by", "to", "place", "venue", "other"]

_PLACES = word_set(
    "in at off near outside around across over into through inside throughout via toward towards "
    "within onto beyond along surrounding bordering during amid"
)
_OTHERS = word_set(
    "against versus regarding about despite concerning deter deterring counter countering contain "
    "containing condemn condemned condemning unlike than like vis-a-vis invaded targeting "
    "denuclearize opposing resist joining borders bordering"
)
_SKIPPED = word_set(
    "visiting the a an its their his her our new then both allied fellow neighbouring neighboring government "
    "governments republic kingdom northern southern eastern western central partner partners "
    "close ally allies democratic"
)
_COMES = word_set(
    "ships ship vessels vessel forces personnel troops delegation delegations ministers minister "
    "leaders officials aircraft representatives navies units unit soldiers counterpart "
    "counterparts contingents marines teams participants countries observers members officers warships frigates destroyers submarines planes sailors airmen "
    "negotiators experts delegates military militaries "
    "participation fighters jets colleagues"
)
_OF_PLACE = word_set(
    "coast waters city port sea north south east west island islands territory airspace shores "
    "invasion annexation part parts soil university gulf capital rest coasts region shore base "
    "prefecture province nationals citizens people occupation people's defense-of blockade "
    "sidelines margins fringes vicinity border borders situation stabilisation stabilization reconstruction crisis"
)
# What one is of an organisation without acting as it does: ``members of NATO``.
_OF_MEMBERS = word_set(
    "member members membership integration accession states countries nations allies charter "
    "headquarters standards principles resolutions"
)
# ``tensions, above all with China``: no partner.
_STRIFE = re.compile(
    r"\b(?:tensions?|rivalry|rivalries|competition|disputes?|conflicts?|wars?|standoff|confrontation|clash|clashes),? "
    r"(?:particularly |especially |notably |mainly |above all |chiefly )?with (?:[\w-]+ ){0,2}$"
)
_APART = word_set(
    "border borders boundary boundaries line accordance compared comparison compatible"
)
_AFTER_PLACE = re.compile(
    r"[ -]*(?:waters|ports?\b|city|territory|islands?\b|coasts?\b(?! guard)|capital|soil|airspace|shores|territorial|"
    r"province|prefecture|seas\b|aggression|invasion|nuclear|missiles?\b|threat|abductions|people\b(?!'s)|scholars|"
    r"media|state media|newspaper|nationals|citizens|border)"
)
_OWN_LAND = re.compile(
    r"'s? (?:(?:north|south|east|west)\w* |long |own |entire |land |sea |maritime |exclusive )*"
    r"(?:borders?|coasts?|coastline|waters|capital|territory|airspace|shores?|soil|eez|frontier|"
    r"economic zone)\b"
)
# ``the Uruguay Round``: named after a place, not after who acts.
_ITS_BASE = re.compile(r" (?:naval|navy|air|army|military|air force|fleet)? ?(?:base|station)\b")
_CALLED = re.compile(
    r"[ -](?:round|process|convention|protocol|principles|club|consensus|criteria|final act|accords?|headline goal|"
    r"european council|council meeting|capabilities commitment)\b"
)
_OWN_THREAT = re.compile(
    r"'s? (?:nuclear|missile|aggression|invasion|assertive|military build|annexation|threat)"
)
# Words behind an organisation's name that speak of its members, rules or bodies.
_MEMBERS = re.compile(
    r"(?:'s)? (?:(?:and|or|/) (?:nato|eu|un|osce) )?(?:member|accession|candidate|aspir|enlarge|standard|charter\b|"
    r"doctrine|territor|all(?:y|ies)\b|nations?\b|countries|states?\b|partner(?:s|\b(?! for))|security council|"
    r"general assembly|resolution|convention|institution|structures?\b|law\b|legislation|directive|"
    r"treaty|treaties|framework|polic|strateg(?!ic dialogue)|concept|capabilit|requirement|procedure|level|integration|presidency|"
    r"headquarters|common|financial|budget|funds?\b|single|internal|external|criteria|decision|agenda|"
    r"response force|force goals|planning|defense planning|system|side\b|sanction|report)"
)


def _before(low: str, start: int) -> list[str]:
    """The last words before a place, nearest first, without articles and the like."""
    cut = low[max(0, start - 70) : start]
    for stop in (". ", "; ", ", ", ": ", " (", "—"):
        at = cut.rfind(stop)
        if at >= 0:
            cut = cut[at + len(stop) :] if stop != ", " or at < len(cut) - 2 else cut
    words = cut.replace(",", " ").split()
    return words[::-1][:8]


def part_of(low: str, start: int, end: int, form: Form, *, body: bool) -> Part:
    """The part of a name.

    Args:
        low: the sentence in lower case.
        start: where the name begins.
        end: where it ends.
        form: what kind of name it is.
        body: whether it is an organisation, which has members and rules.
    """
    words = _lead(low, start)
    if body and _of_members(low, start, end, words):
        return "other"
    told = _by_what_follows(low, start, end, form, words)
    if told is not None and not (body and told == "place"):
        return told
    if form == "name" and low.endswith(", visiting ", 0, start):
        return "place"  # ``the minister, visiting Laos, met …``
    part = _by_words(words, form)
    if part == "with" and _STRIFE.search(low, max(0, start - 70), start):
        return "other"
    return _from_afar(low, start, words) if part == "plain" else part


def _lead(low: str, start: int) -> list[str]:
    """The words before a name without those that only belong to it: ``the Government of the``."""
    words = _before(low, start)
    while words and (
        words[0] in _SKIPPED
        or (
            words[0] == "of"
            and words[1:2] in (["government"], ["republic"], ["governments"], ["kingdom"])
        )
    ):
        words.pop(0)
    return words


def _by_what_follows(low: str, start: int, end: int, form: Form, words: list[str]) -> Part | None:
    """The part that the words behind a name tell: its waters, its threats, what bears its name."""
    if low[end : end + 1] == "'":
        if _OWN_THREAT.match(low, end):
            return "other"
        if _OWN_LAND.match(low, end):
            return "place"
    if form in ("name", "capital") and _CALLED.match(low, end):
        return "place" if low[max(0, start - 1) : start] != "-" else "plain"
    if form == "demonym" and words[:1] == ["ethnic"]:
        return "other"
    if _ITS_BASE.match(low, end) and words[:1] in (["the"], ["a"], ["at"]):
        return "other"  # ``docked at the US Navy base in Yokosuka``
    if form == "demonym" and _AFTER_PLACE.match(low, end):
        return "place" if not words or words[0] not in ("with", "between") else "other"
    return None


def _from_afar(low: str, start: int, words: list[str]) -> Part:
    """The part told by words further ahead: a list of partners, the title of who is met."""
    if low[max(0, start - 12) : start].rstrip().endswith(_LISTS):
        listed = _LISTED.search(low, max(0, start - 130), start)
        if listed is not None:
            return "with" if listed[1] == "with" else "place"
    if words[:1] == ["of"]:
        holder = _WITH_HOLDER.search(low, max(0, start - 130), start)
        if holder is not None:
            return "with" if holder[1] == "with" else "between"
        if _WITH_NAMED.search(low, max(0, start - 90), start):
            return "with"
    return "plain"


def _of_members(low: str, start: int, end: int, words: list[str]) -> bool:
    """Whether an organisation is named for its members, its rules or its bodies."""
    if low[max(0, start - 4) : start] == "non-" or _MEMBERS.match(low, end):
        return True
    if words[:1] == ["of"]:
        return bool(_OF_MEMBERS.intersection(words[1:2]))
    return words[:1] in (["to"], ["into"]) and bool(_OF_MEMBERS.intersection(words[1:2]))


_TITLE_WORDS = word_set(
    "minister ministers foreign defense prime president presidents and secretary secretaries leader "
    "leaders affairs head heads chief chiefs the state government army navy forces coast guard "
    "department departments agency agencies authority authorities counterpart counterparts relevant respective "
    "representatives officials delegations ministry ministries national armed naval air military of navies armies governments commanders"
)


# ``with President Emmanuel Macron of the French Republic``
_WITH_NAMED = re.compile(
    r"\bwith (?:the |his |her )?(?:then |visiting |foreign |defense |prime |state |deputy |vice )*"
    r"(?:president|minister|chancellor|premier|secretary|king|queen|general|admiral|mr|ms|mrs|dr|h\.e)\.? "
    r"(?:[\w'-]+\.? ){1,4}of (?:the )?$"
)
# ``with Mr. Basescu, the President of Romania``
_WITH_HOLDER = re.compile(
    r"\b(with|between) (?:[^\s,;:]+ ){1,6}?(?:[^\s,;:]+, )?(?:the |then |then-)?"
    r"(?:(?:deputy|vice|prime|foreign|defense|state|chief|minister|president|chancellor|premier|secretary|king|"
    r"queen|emperor|sultan|emir|commander|chairman|general|head|leader|national|armed|naval|air|army|navy|forces|"
    r"staff|government|of|the|for|affairs|external|and|-in-chief|in|joint|chiefs) )+of (?:the )?"
    r"(?:republic of |kingdom of |democratic republic of |state of )?(?:the )?$"
)


_LISTS = (
    "(",
    ":",
    "—",
    "--",
    "such as",
    "as the",
    "as",
    "including",
    "ing",
    "the",
    "namely",
    "like",
)
# ``with fourteen member states (Canada, …)``, ``in hotspots such as Sudan``
_LISTED = re.compile(
    r"\b(with|in|to|from) (?:[\w'-]+ ){0,6}?(?:(?:countries|states|nations|partners|allies|members|hotspots|"
    r"places|areas|regions|theatres|parts)[^().;:]{0,40}(?:[(:]| ?(?:--|—) ?|,? (?:such as|including|namely|like))|:) ?(?:the )?$"
)


def _by_words(words: list[str], form: Form) -> Part:
    if not words:
        return "plain"
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in ("with", "alongside", "joined"):
        return "place" if second in _APART else "with"
    if first in ("between", "among", "amongst"):
        return "between"
    if first == "by":
        return "with" if second == "followed" else "by"
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
        return "place" if second in ("mission", "missions", "operation") else "to"
    if first in _PLACES:
        return "plain" if form in ("demonym", "forces") and first not in ("off",) else "place"
    return "plain"


_VERBISH = re.compile(
    r"'s? |(?: (?:and|has|have|had|will|is|was|signed|signs|agreed|agrees|held|holds|began|begin|"
    r"concluded|joined|joins|would|could|may|announced|also|and|relations|ties|views|considers?|"
    r"\w+ed|launched|participated|hosted|conducted|sent|expects?|hopes?|became|decided|offered))\b"
)


# ``Quito, Lima and Santiago signed``
_LISTED_CAPITALS = re.compile(
    r"(?:, [\w.]+){0,3},? and [\w.]+(?: have| had| also| jointly)* (?:signed|agreed|held|began|concluded|launched|issued|"
    r"conducted|established|entered|announced|inked|opened|started|\w+ed)\b"
)


_DONE_TO = re.compile(
    r"\b(?:placed|urged|told|asked|gave|offered|helped|accused|pressed|joined|invited|supplied|provided|sold|assured|"
    r"assist|assisted|regards|sees|considers|supports?) $"
)


# ``In May 2022, Warsaw signed``
_FRONTED = re.compile(
    r"(?:(?:in|on|by|since|during|at|last|earlier|later|meanwhile|however|today|yesterday|recently|also|previously|"
    r"subsequently|then|over)\b[^,;:]{0,40}, )+"
)


def acts(low: str, start: int, end: int, part: Part) -> bool:
    """Whether a capital stands for its government: it acts, or something is done with it."""
    before = low[max(0, start - 1) : start]
    after = low[end : end + 1]
    if before in ("-", "/") or after in ("-", "/"):
        return not low[end : end + 6].startswith("-based")
    if part in ("with", "between"):
        return True
    if part == "plain":
        if _LISTED_CAPITALS.match(low, end) or _DONE_TO.search(low, max(0, start - 14), start):
            return True
        apart = low.endswith(", ", 0, start) and not _FRONTED.fullmatch(low, 0, start)
        return bool(_VERBISH.match(low, end)) and not apart
    return False
