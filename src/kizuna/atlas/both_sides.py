"""What the comparison of two sides adds to a profile: kind of relationship, threats, debates.

Where a comparison cannot be made, the reason stands in its place: a pair without documents still
has a profile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from kizuna.atlas import relationship
from kizuna.atlas.sides import Threat
from kizuna.atlas.wording import _, chance, noted
from kizuna.codebook import Codebook, PartialDate
from kizuna.errors import InputError
from kizuna.measures.debate import Debate, Position, Question, debate
from kizuna.measures.profile import Profile
from kizuna.record import Record, Source

if TYPE_CHECKING:
    import polars as pl

    from kizuna.measures.convergence import Convergence, ThreatPair
    from kizuna.measures.criteria import Assessment

ROLES = {
    "head": noted("leads the government"),
    "coalition": noted("in the coalition"),
    "support": noted("supports the government"),
    "opposition": noted("in opposition"),
}
_ONE_SIDE = "one side"
_VERDICTS = {
    "shared": noted("Shared"),
    "divergent": noted("Divergent"),
    "one_sided": noted("Coded on one side only"),
}


class BothSides(NamedTuple):
    """The comparison of two sides.

    Attributes:
        convergence: of their threats; ``None`` if it cannot be measured.
        missing: why not; blank if it can.
        debates: about the other, at home on the one side and on the other.
        criteria: what kind of relationship it is; ``None`` if the codebook has no criteria.
        unassessed: why not; blank if it has.
    """

    convergence: Convergence | None
    missing: str
    debates: tuple[Debate, Debate]
    criteria: Assessment | None
    unassessed: str

    @property
    def sources(self) -> dict[str, Source]:
        """Everything cited here."""
        found = {**self.debates[0].sources, **self.debates[1].sources}
        return {**found, **self.convergence.sources} if self.convergence else found

    def undebated(self, profile: Profile) -> Profile:
        """The profile without the stances that the debates show already."""
        shown = {
            stance.id
            for held in self.debates
            for question in held.questions
            for stance in (
                *(p.stance for p in (*question.parties, *question.others)),
                *question.polls,
            )
        }
        one, other = (
            replace(
                side,
                about_partner=tuple(s for s in side.about_partner if s.id not in shown),
                policies=tuple(s for s in side.policies if s.id not in shown),
            )
            for side in (profile.one, profile.other)
        )
        return replace(profile, one=one, other=other)

    def to_dict(self) -> dict[str, Any]:
        """The parts that it adds to the machine form of a profile."""
        return {
            "criteria": self.criteria.to_dict() if self.criteria else None,
            "criteria_missing": self.unassessed or None,
            "convergence": self.convergence.to_dict() if self.convergence else None,
            "convergence_missing": self.missing or None,
            "debates": [side.to_dict() for side in self.debates],
        }


class Choice(NamedTuple):
    """The parties that stand alike on a question."""

    words: str
    parties: tuple[Position, ...]


def both_sides(
    profile: Profile,
    *,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> BothSides:
    """Compare the two sides of a profile as of its date.

    Args:
        profile: the partnership.
        as_known: what the record knew then; that of the profile. Default: now.
        record: an open record or its place. Default: the shipped one.
    """
    from kizuna.measures.convergence import convergence
    from kizuna.measures.criteria import criteria

    pair = (profile.one.actor, profile.other.actor)
    found, missing = None, ""
    kind, unassessed = None, ""
    try:
        kind = criteria(*pair, as_of=profile.as_of, as_known=as_known, record=record)
    except InputError as error:
        unassessed = str(error)
    try:
        found = convergence(
            *pair, as_of=profile.as_of, as_known=as_known, course=False, record=record
        )
    except InputError as error:
        missing = str(error)
    one, other = (
        debate(*sides, as_of=profile.as_of, as_known=as_known, record=record)
        for sides in (pair, pair[::-1])
    )
    return BothSides(found, missing, (one, other), kind, unassessed)


def headline(found: Convergence) -> str:
    """The index, its interval and what chance alone would give, in a sentence."""
    point = found.point
    return _(
        "Convergence %(index)s, %(level)s interval %(low)s to %(high)s; %(chance)s if the values of "
        "one side were dealt at random. %(n)s threats coded on both sides.",
        index=f"{point.index:.2f}",
        level=f"{found.level:.0%}",
        low=f"{point.low:.2f}",
        high=f"{point.high:.2f}",
        chance=f"{found.by_chance:.2f}",
        n=point.n_threats,
    )


def findings(found: Convergence, book: Codebook) -> list[str]:
    """Shared, divergent and one-sided threats in sentences, with how sure the verdicts are."""
    lines = []
    for verdict, words in _VERDICTS.items():
        told = [_told(pair, book) for pair in found.threats if pair.verdict == verdict]
        if told:
            lines.append(f"{_(words)}: {'; '.join(told)}.")
    return lines


def _told(pair: ThreatPair, book: Codebook) -> str:
    label = book.threats[pair.threat].label
    if pair.probability is not None:
        return _("%(label)s (%(share)s sure)", label=label, share=chance(pair.probability))
    side = pair.one or pair.other
    return f"{label} ({side.actor})" if side else label


def documents(found: Convergence, profile: Profile) -> list[str]:
    """The age of what is compared on each side, from its newest document to its oldest."""
    lines = []
    for side, said in (
        (profile.one, [pair.one for pair in found.threats if pair.one]),
        (profile.other, [pair.other for pair in found.threats if pair.other]),
    ):
        newest, oldest = min(said, key=lambda s: s.age), max(said, key=lambda s: s.age)
        span = _("%(date)s (%(age)s years old)", date=newest.date.text, age=f"{newest.age:.1f}")
        if oldest.date != newest.date:
            span += _(
                " back to %(date)s (%(age)s years)", date=oldest.date.text, age=f"{oldest.age:.1f}"
            )
        lines.append(_("%(name)s: documents of %(span)s.", name=side.name, span=span))
    return lines


def verdicts(found: Convergence) -> Mapping[str, str]:
    """The verdict on each threat in words; values too old for a comparison are not here."""
    words = {"shared": "shared", "divergent": "divergent", "close": "", "one_sided": _ONE_SIDE}
    return {
        pair.threat: words[pair.verdict]
        + (f", {chance(pair.probability)} sure" if pair.probability and words[pair.verdict] else "")
        for pair in found.threats
    }


def verdict(found: Convergence | None, line: Threat) -> str:
    """The verdict on a line of the table of threats."""
    stance = line.one or line.other
    if found is None or stance is None:
        return line.verdict
    told = verdicts(found).get(stance.about, "too old to compare")
    both = line.one is not None and line.other is not None
    return "one is too old" if both and told == _ONE_SIDE else told


def years(date: PartialDate | None, on: dt.date) -> str:
    """The age of a date, such as ``7 y``; blank where there is none."""
    from kizuna.measures.salience.coded import age_in_years

    return _("%(n)s y", n=f"{age_in_years(date, on):.0f}") if date else ""


def choices(question: Question) -> list[Choice]:
    """Parties for, undecided and against, the closest to power first on each side."""
    rank = list(ROLES)
    groups: dict[str, list[Position]] = {
        noted("For"): [],
        noted("Undecided"): [],
        noted("Against"): [],
    }
    for position in question.parties:
        value = position.stance.value
        groups["For" if value > 0 else "Against" if value < 0 else "Undecided"].append(position)
    return [
        Choice(words, tuple(sorted(found, key=lambda p: rank.index(p.role or "opposition"))))
        for words, found in groups.items()
        if found
    ]


def contested(question: Question) -> str:
    """Contestation with its range, or that it is not measured."""
    if question.contestation is None:
        return _("Fewer than two parties with a position: contestation is not measured.")
    return _(
        "Contestation %(value)s, range %(low)s to %(high)s; %(against)s of %(n)s parties against.",
        value=f"{question.contestation:.2f}",
        low=f"{question.low:.2f}",
        high=f"{question.high:.2f}",
        against=len(question.against),
        n=len(question.parties),
    )


def frames(both: BothSides, book: Codebook) -> dict[str, pl.DataFrame]:
    """Criteria, archetypes, convergence and debates as frames; an empty one is left out."""
    import polars as pl

    from kizuna.codebook.criteria import load_criteria

    said = pl.concat(
        side.to_polars().select(pl.lit(side.actor).alias("side"), pl.all()) for side in both.debates
    )
    made: dict[str, pl.DataFrame] = {}
    if both.criteria:
        archetypes = relationship.archetype_frame(both.criteria, load_criteria(book))
        made |= {"Criteria": both.criteria.to_polars(), "Archetypes": archetypes}
    if both.convergence:
        made["Convergence"] = both.convergence.to_polars()
    made["Debate"] = said
    return {name: frame for name, frame in made.items() if frame.height}


def questions(both: BothSides, profile: Profile) -> Iterable[tuple[str, str, Debate]]:
    """For each side its name, the other's name and its debate."""
    sides = (profile.one, profile.other)
    for side, partner, held in zip(sides, sides[::-1], both.debates, strict=True):
        yield side.name, partner.name, held
