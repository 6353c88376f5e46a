"""Which archetype a pair belongs to: ideal types as fuzzy sets, and how far it is in each.

A condition is a number from 0 (fully out) to 1 (fully in), 0.5 being neither. Membership in a
type is the least of its required conditions, the absence of a condition one minus it (fuzzy-set
ideal types: Kvist 2007, after Ragin 2000, 2008). A pair that is more out than in of every type
is of none. Closeness is the mean of required and typical conditions; it shows movement toward a
type that membership, which turns on the weakest condition, does not show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kizuna.codebook.criteria import Archetype

NONE = "none"
CROSSOVER = 0.5
"""Membership above which a case is more in than out of a set (Ragin 2008)."""
_SAME = 1e-9


class Degree(msgspec.Struct, frozen=True, gc=False):
    """A number from 0 to 1 with its bounds; ``value`` is ``None`` for insufficient evidence."""

    value: float | None
    low: float
    high: float

    def negated(self) -> Degree:
        """The degree to which it is absent."""
        value = None if self.value is None else 1.0 - self.value
        return Degree(value, 1.0 - self.high, 1.0 - self.low)

    @property
    def shown(self) -> float:
        """The value; where the evidence is insufficient, what is established: the lower bound."""
        return self.low if self.value is None else self.value


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """How far a pair belongs to an archetype.

    Attributes:
        value: membership, 0 to 1: the least of the required conditions.
        low, high: its bounds, given missing and unverified evidence.
        closeness: mean of required and typical conditions, 0 to 1.
        conditions: degrees of the required and typical conditions, by name.
    """

    archetype: Archetype
    value: float
    low: float
    high: float
    closeness: float
    conditions: Mapping[str, Degree]

    def weakest(self) -> list[str]:
        """The required conditions on which membership turns; none where all are fully met."""
        return [
            name
            for name in self.archetype.requires
            if self.conditions[name].shown <= self.value + _SAME and self.value < 1 - _SAME
        ]


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that decides: why a pair is of this type, or why not of that one."""

    archetype: str
    condition: str
    degree: Degree


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule says of a pair.

    Attributes:
        archetype: code of the type to which it belongs most, or ``none``.
        runner_up: code of the type that comes next.
        possible: types to which it may belong, given missing and unverified evidence; one if the
            ruling is firm.
        memberships: in all types, the greatest first.
        deciding: the weakest conditions of the first and of the runner-up.
    """

    archetype: str
    runner_up: str
    possible: tuple[str, ...]
    memberships: tuple[Membership, ...]
    deciding: tuple[Deciding, ...]


def rule(archetypes: Sequence[Archetype], degrees: Mapping[str, Degree]) -> Ruling:
    """The archetype of a pair.

    Args:
        archetypes: at least one; of equal memberships the earlier wins.
        degrees: of all criteria, indicators and marks, by code.
    """
    found = [_membership(archetype, degrees) for archetype in archetypes]
    order = sorted(found, key=lambda m: (-m.value, -m.closeness))
    first = order[0] if order[0].value > CROSSOVER else None
    runner_up = order[1 if first and len(order) > 1 else 0]
    best_low = max(m.low for m in found)
    possible = [m.archetype.code for m in found if m.high > CROSSOVER and m.high >= best_low]
    if best_low <= CROSSOVER:
        possible.append(NONE)
    deciding = [
        Deciding(archetype=member.archetype.code, condition=name, degree=member.conditions[name])
        for member in ([first] if first else []) + [runner_up]
        for name in member.weakest()
    ]
    return Ruling(
        archetype=first.archetype.code if first else NONE,
        runner_up=runner_up.archetype.code,
        possible=tuple(possible),
        memberships=tuple(order),
        deciding=tuple(deciding),
    )


def _membership(archetype: Archetype, degrees: Mapping[str, Degree]) -> Membership:
    conditions: dict[str, Degree] = {}
    for name in (*archetype.requires, *archetype.typical):
        degree = degrees[name.removeprefix("not ")]
        conditions[name] = degree.negated() if name.startswith("not ") else degree
    required = [conditions[name] for name in archetype.requires]
    return Membership(
        archetype=archetype,
        value=min(degree.shown for degree in required),
        low=min(degree.low for degree in required),
        high=min(degree.high for degree in required),
        closeness=sum(degree.shown for degree in conditions.values()) / len(conditions),
        conditions=conditions,
    )
