"""Measures of a whole partnership that stand beside the cells of the overview table.

Each is asked for by name. A measure is a function from the record, the focal actor, its partners
and a day to one value a partner; to offer another, write such a function, give its value the
fields of its machine form, and enter both in :data:`MEASURES`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna.errors import InputError
from kizuna.record import Record

if TYPE_CHECKING:
    from kizuna.measures.convergence import Convergence
    from kizuna.measures.criteria import Assessment


class PartnerArchetype(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of relationship it is.

    Attributes:
        archetype: code, or ``none``; ``None`` where the evidence is insufficient.
        value: membership in it, 0 to 1; ``None`` where it is of no type.
        low, high: bounds of the membership, given missing and unverified evidence.
        runner_up: code of the type that comes next.
        possible: codes of all types that the evidence does not rule out.
    """

    archetype: str | None
    value: float | None
    low: float | None
    high: float | None
    runner_up: str | None
    possible: tuple[str, ...]


class PartnerConvergence(msgspec.Struct, frozen=True, kw_only=True):
    """How far both see the same threats.

    Attributes:
        index: 0 to 1; ``None`` where it cannot be measured.
        low, high: its 90% interval.
        n_threats: threats coded on both sides.
        by_chance: the index if the values of one side were dealt at random.
        missing: why it cannot be measured; ``None`` if it can.
    """

    index: float | None
    low: float | None
    high: float | None
    n_threats: int | None
    by_chance: float | None = None
    missing: str | None = None


class PartnerDepth(msgspec.Struct, frozen=True, kw_only=True):
    """How deep the partnership is, from the fit that ships with the record.

    Attributes:
        mean, sd: of the posterior at the last year-end by the day; ``None`` where there is none.
        low, high: its 90% interval.
        time: the year.
        missing: why there is none; ``None`` if there is one.
        warnings: what speaks against trusting the fit.
    """

    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    time: int | None
    missing: str | None = None
    warnings: tuple[str, ...] = ()


Value = PartnerArchetype | PartnerConvergence | PartnerDepth
Measure = Callable[[Record, str, Sequence[str], dt.date, Any], Mapping[str, Value]]


def alongside(
    names: Collection[str],
    record: Record,
    actor: str,
    partners: Sequence[str],
    on: dt.date,
    *,
    as_known: str | dt.datetime | dt.date | int | None = None,
) -> dict[str, dict[str, Value]]:
    """Measures by name, each with a value for every partner.

    Args:
        names: keys of :data:`MEASURES`.
        record: an open record.
        actor: code of the focal actor.
        partners: codes of its partners.
        on: the day.
        as_known: what the record knew then. Default: now.

    Raises:
        InputError: a name is unknown, or the measure cannot be had of this record.
    """
    check(names)
    return {
        name: dict(MEASURES[name](record, actor, partners, on, as_known))
        for name in dict.fromkeys(names)
    }


def check(names: Collection[str]) -> None:
    """Refuse names that are no measures.

    Raises:
        InputError: a name is unknown.
    """
    for name in names:
        if name not in MEASURES:
            raise InputError(f"unknown measure {name[:40]!r}; there are: {', '.join(MEASURES)}")


def archetype_of(found: Assessment) -> PartnerArchetype:
    """What an assessment says of the archetype."""
    if not found.measured:
        return PartnerArchetype(
            archetype=None, value=None, low=None, high=None, runner_up=None, possible=()
        )
    members = {member.archetype.code: member for member in found.ruling.memberships}
    member = members.get(found.archetype)
    return PartnerArchetype(
        archetype=found.archetype,
        value=member.value if member else None,
        low=member.low if member else None,
        high=member.high if member else None,
        runner_up=found.runner_up,
        possible=found.ruling.possible,
    )


def convergence_with(found: Convergence | None, missing: str | None = None) -> PartnerConvergence:
    """The index of a comparison, or why there is none."""
    if found is None:
        return PartnerConvergence(index=None, low=None, high=None, n_threats=None, missing=missing)
    point = found.point
    return PartnerConvergence(
        index=point.index,
        low=point.low,
        high=point.high,
        n_threats=point.n_threats,
        by_chance=found.by_chance,
    )


def _archetypes(
    record: Record, actor: str, partners: Sequence[str], on: dt.date, as_known: Any
) -> Mapping[str, Value]:
    from kizuna.measures.criteria import criteria_of

    if not partners:
        return {}
    found = criteria_of(actor, as_of=on, as_known=as_known, partners=partners, record=record)
    return {partner.other: archetype_of(partner) for partner in found.partners}


def _convergence(
    record: Record, actor: str, partners: Sequence[str], on: dt.date, as_known: Any
) -> Mapping[str, Value]:
    from kizuna.measures.convergence import convergence

    values: dict[str, Value] = {}
    for partner in partners:
        try:
            found = convergence(
                actor, partner, as_of=on, as_known=as_known, course=False, record=record
            )
        except InputError as error:
            values[partner] = convergence_with(None, str(error))
        else:
            values[partner] = convergence_with(found)
    return values


def _depth(
    record: Record, actor: str, partners: Sequence[str], on: dt.date, as_known: Any
) -> Mapping[str, Value]:
    from kizuna.measures.depth.shipped import depth_of, is_shipped, shipped

    view = record.view(as_known)
    known = depth_of(actor, view, on)
    none = PartnerDepth(
        mean=None,
        sd=None,
        low=None,
        high=None,
        time=None,
        missing="the set of the shipped fit has no such pair by then"
        if is_shipped(view)
        else "the shipped fit is not of this record; see `kizuna depth fit`",
    )
    warnings = shipped().origin.warnings
    return {
        partner: PartnerDepth(
            mean=point.mean,
            sd=point.sd,
            low=point.q05,
            high=point.q95,
            time=point.time,
            warnings=warnings,
        )
        if (point := known.get(partner)) is not None
        else none
        for partner in partners
    }


MEASURES: Mapping[str, Measure] = {
    "archetype": _archetypes,
    "convergence": _convergence,
    "depth": _depth,
}
