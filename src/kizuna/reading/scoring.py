"""A score that explains itself: named features with weights that add up."""

from __future__ import annotations

import msgspec

from kizuna.reading.case import Parties
from kizuna.reading.stages import Staged
from kizuna.reading.timing import Timed

_KIND = {
    "name": 0.30, "abbreviation": 0.28, "defined": 0.28, "compose": 0.26, "people": 0.24,
    "relation": 0.24, "verb": 0.24, "visit": 0.22, "contract": 0.26, "again": 0.22, "session": 0.24,
}  # fmt: skip
_DATE = {
    "beside": 0.20, "sentence": 0.15, "completed": 0.15, "relative": 0.13, "carried": 0.08,
    "document": 0.06, "none": 0.04,
}  # fmt: skip
_NAMED = (
    "before the name",
    "in the name",
    "between",
    "involving",
    "with",
    "with each",
    "to each",
    "defined",
    "forum",
    "sender and host",
    "operation of",
)
_DATE_DAY = 0.05
# What is merely mentioned: an instrument is likelier to stand than a session to have been held.
_MENTIONED, _MENTIONED_SESSION = -0.12, -0.18


class Feature(msgspec.Struct, frozen=True):
    """One reason for a score: its name, what was found, and its weight (0 to 1)."""

    name: str
    found: str
    weight: float


def score(staged: Staged, parties: Parties, timed: Timed) -> tuple[float, tuple[Feature, ...]]:
    """The score of a proposal, 0 to 1, and the features of which it is the sum.

    The weights were set by hand and tried on the development half of the gold set; they order
    proposals and are no probabilities.
    """
    verb = (
        0.12 if (staged.start, staged.end) != (staged.trigger.start, staged.trigger.end) else 0.06
    )
    features: tuple[Feature, ...] = (
        Feature("kind", staged.trigger.how, _KIND[staged.trigger.how]),
        Feature("parties", parties.how, round(0.35 * parties.sure, 3)),
        Feature("stage", "verb" if verb == 0.12 else "noun", verb),
        Feature("date", timed.how, _DATE[timed.how]),
    )
    lowered = _MENTIONED if staged.trigger.of == "instrument" else _MENTIONED_SESSION
    if verb < 0.1 and not staged.dated and parties.how not in _NAMED:
        features = (*features, Feature("only mentioned", "parties not in its name", lowered))
    if timed.date is not None and timed.date.precision == "day":
        features = (*features, Feature("day", str(timed.date), _DATE_DAY))
    return round(sum(f.weight for f in features), 3), features
