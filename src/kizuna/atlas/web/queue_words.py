"""How a candidate was read, in words: what the names of rules in its score mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kizuna.atlas.wording import _, noted
from kizuna.reading.highlighting import Highlight
from kizuna.reading.queue import Candidate

REASONS: Mapping[str, str] = {
    "not said": noted("The passage does not say so"),
    "plan or hearsay": noted("A plan, a wish or hearsay, no fact"),
    "wrong parties": noted("Other actors are meant"),
    "wrong kind": noted("It is of another kind"),
    "wrong date or stage": noted("Another date or stage is meant"),
    "no row": noted("True, but not worth a row of its own"),
}
"""Why a candidate is rejected: what is kept, and what the coder reads."""

ROLES: Mapping[str, str] = {
    "actor": noted("actors"),
    "kind": noted("kind"),
    "date": noted("dates"),
    "verb": noted("verb"),
}
_FEATURES = {
    "kind": noted("Kind"),
    "parties": noted("Parties"),
    "stage": noted("Stage"),
    "date": noted("Date"),
    "day": noted("Precision"),
    "only mentioned": noted("Only mentioned"),
    "holder": noted("Holder"),
    "view": noted("View"),
    "about": noted("About"),
}
_HOW: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "name": noted("called by a name of the kind"),
        "abbreviation": noted("called by its abbreviation"),
        "defined": noted("called by an abbreviation that the document defines"),
        "compose": noted("told from the head word and its topic"),
        "people": noted("told from the titles of those who meet"),
        "relation": noted("told from a relation that is named"),
        "verb": noted("told from what they did"),
        "visit": noted("told from a visit and who paid it"),
        "contract": noted("told from who concluded it"),
        "again": noted("named before in the paragraph, meant again here"),
    },
    "parties": {
        "before the name": noted("named right before the kind"),
        "in the name": noted("named within the name of the kind"),
        "between": noted("named behind “between”"),
        "with": noted("named behind “with”"),
        "with each": noted("each partner has one of its own"),
        "to each": noted("each receiver has one of its own"),
        "defined": noted("known from where the abbreviation is defined"),
        "forum": noted("the members of a forum that is named"),
        "subject": noted("the subject of the sentence"),
        "both named": noted("both are named in the sentence"),
        "sender and host": noted("who sends and who receives"),
        "operation of": noted("who serves in whose operation"),
        "speaker": noted("whose document it is, and its partner"),
        "document": noted("the pair that the title names"),
        "verb": noted("giver and taker, by the verb"),
    },
    "stage": {
        "verb": noted("told from the verb"),
        "noun": noted("no verb tells it: the usual one of the kind"),
    },
    "date": {
        "beside": noted("stands beside what happened"),
        "sentence": noted("stands elsewhere in the sentence"),
        "completed": noted("completed by a year named before"),
        "relative": noted("counted from another date"),
        "carried": noted("carried over from a sentence before"),
        "document": noted("told from the date of the document"),
        "none": noted("none is given"),
    },
    "day": {},
    "holder": {
        "named": noted("named at the head of the clause"),
        "party": noted("a party that is named"),
        "speaker": noted("whose document it is"),
        "both": noted("the pair that the title names"),
    },
    "view": {
        "verb": noted("told from the verb and its words of degree"),
        "as": noted("told from the noun behind “regards … as”"),
        "is": noted("told from the noun behind “is”"),
    },
    "about": {
        "beside": noted("right behind the verb, or judged by the noun"),
        "listed": noted("listed behind another"),
    },
    "only mentioned": {
        "parties not in its name": noted(
            "neither a verb nor a date, and the parties apart from it"
        ),
    },
}


class Part(NamedTuple):
    """A piece of a passage.

    Attributes:
        role: what it tells; blank where it tells nothing.
    """

    text: str
    role: str


class Weight(NamedTuple):
    """One part of a score.

    Attributes:
        name: what was looked at.
        how: what was found there.
        weight: what it adds, -1 to 1.
    """

    name: str
    how: str
    weight: float


def weights(candidate: Candidate) -> list[Weight]:
    """The parts of which a candidate's score is the sum."""
    return [
        Weight(
            _(_FEATURES[f.name]) if f.name in _FEATURES else f.name, how(f.name, f.found), f.weight
        )
        for f in candidate.why
    ]


def how(feature: str, found: str) -> str:
    """How something was told, in words; the rule's own name where there are none."""
    words = _HOW.get(feature, {}).get(found)
    if feature == "day":
        return _("to the day")
    return _(words) if words else found


def read_as(candidate: Candidate, feature: str) -> str:
    """How a candidate's kind, parties, stage or date was told; blank where the reader says nothing."""
    return next((how(f.name, f.found) for f in candidate.why if f.name == feature), "")


def parts(text: str, spans: Sequence[Highlight]) -> list[Part]:
    """A passage in pieces, each with what it tells.

    Args:
        text: the passage.
        spans: in the order of their starts; of two that overlap the first is shown.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    found: list[Part] = []
    at = 0
    for start, end, role in spans:
        if start < at or end <= start:
            continue
        if start > at:
            found.append(Part(plain[at:start], ""))
        found.append(Part(plain[start:end], role))
        at = end
    return [*found, Part(plain[at:], "")] if at < len(plain) else found


def quoted(passage: Sequence[Part], role: str) -> list[str]:
    """The words of a passage that tell something, each once."""
    return list(dict.fromkeys(part.text for part in passage if part.role == role))
