"""What an assessment by the criteria gives back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from kizuna import __version__
from kizuna.codebook.criteria import Criterion
from kizuna.measures.criteria.archetypes import CROSSOVER, Degree, Membership, Ruling
from kizuna.measures.criteria.bounds import IndicatorValue, Used

if TYPE_CHECKING:
    import polars as pl

Verdict = Literal["met", "not_met", "open", "insufficient"]


class CriterionValue(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as of a day.

    Attributes:
        value: mean of its indicators, 0 to 1; ``None`` where fewer than half of them could be
            given.
        low, high: bounds of the value, given missing and unverified evidence.
        verdict: ``met`` or ``not_met`` where all values within the bounds lie on that side of
            0.5, ``open`` where they lie on both, ``insufficient`` without a value.
    """

    criterion: Criterion
    value: float | None
    low: float
    high: float
    indicators: tuple[IndicatorValue, ...]

    @property
    def verdict(self) -> Verdict:
        """What the bounds allow to say."""
        if self.value is None:
            return "insufficient"
        if self.low > CROSSOVER:
            return "met"
        return "not_met" if self.high < CROSSOVER else "open"


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of relationship a pair has, as of a day.

    Attributes:
        n_rows: rows of the record that count on the day.
        covered: whether the record holds an instrument or a dialogue of the two alone, of any
            day. Without one nobody collected evidence on the pair, and nothing is concluded.
        criteria: the criteria in their order.
        marks: the further indicators that archetypes turn on.
        ruling: the archetype, the runner-up and why.
    """

    one: str
    other: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    title: str
    n_rows: int
    covered: bool
    criteria: tuple[CriterionValue, ...]
    marks: tuple[IndicatorValue, ...]
    ruling: Ruling

    @property
    def archetype(self) -> str:
        """Code of the archetype; ``none`` of them, or ``insufficient`` evidence."""
        return self.ruling.archetype if self.measured else "insufficient"

    @property
    def measured(self) -> bool:
        """Whether the record says enough of the pair to conclude anything."""
        return self.covered and self.n_rows > 0

    @property
    def runner_up(self) -> str:
        """Code of the archetype that comes next."""
        return self.ruling.runner_up

    def __getitem__(self, code: str) -> CriterionValue:
        """The criterion with this code."""
        for criterion in self.criteria:
            if criterion.criterion.code == code:
                return criterion
        raise KeyError(code)

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form: see the reference of ``kizuna criteria --format json``."""
        return {
            "actors": [self.one, self.other],
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "n_rows": self.n_rows,
            "covered": self.covered,
            "archetype": self.archetype,
            "runner_up": self.runner_up,
            "possible": list(self.ruling.possible),
            "deciding": [
                {"archetype": d.archetype, "condition": d.condition, **_degree_dict(d.degree)}
                for d in self.ruling.deciding
            ],
            "memberships": [_membership_dict(m) for m in self.ruling.memberships],
            "criteria": [_criterion_dict(c) for c in self.criteria],
            "marks": [_indicator_dict(m) for m in self.marks],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per indicator, with the criterion it belongs to; marks have none."""
        import polars as pl

        flat = [
            _flat(value, criterion.criterion.code, criterion)
            for criterion in self.criteria
            for value in criterion.indicators
        ]
        flat += [_flat(value, None, None) for value in self.marks]
        return pl.DataFrame(flat, schema=_FRAME)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All partners of an actor side by side, as of a day."""

    actor: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    title: str
    partners: tuple[Assessment, ...]

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form."""
        return {
            "actor": self.actor,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "partners": [partner.to_dict() for partner in self.partners],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per partner: archetype, runner-up, and value, bounds and verdict by criterion."""
        return _frame(self.partners, lead="partner")


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A pair at the end of each year, and on the last day asked for."""

    one: str
    other: str
    as_known: dt.datetime | None
    record: str
    title: str
    points: tuple[Assessment, ...]

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form."""
        return {
            "actors": [self.one, self.other],
            "as_of": self.points[-1].as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "points": [point.to_dict() for point in self.points],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per day: archetype, runner-up, closeness to each type, value by criterion."""
        return _frame(self.points, lead="as_of")


def _frame(assessments: tuple[Assessment, ...], *, lead: str) -> pl.DataFrame:
    import polars as pl

    rows: list[dict[str, Any]] = []
    for found in assessments:
        row: dict[str, Any] = {
            lead: found.other if lead == "partner" else found.as_of.isoformat(),
            "archetype": found.archetype,
            "runner_up": found.runner_up,
            "possible": ";".join(found.ruling.possible),
        }
        for criterion in found.criteria:
            code = criterion.criterion.code
            row |= {code: criterion.value, f"{code}_low": criterion.low}
            row |= {f"{code}_high": criterion.high, f"{code}_verdict": criterion.verdict}
        for member in sorted(found.ruling.memberships, key=lambda m: m.archetype.code):
            row[f"in_{member.archetype.code}"] = member.value
            row[f"close_to_{member.archetype.code}"] = member.closeness
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def _degree_dict(degree: Degree) -> dict[str, float | None]:
    return {"value": degree.value, "low": degree.low, "high": degree.high}


def _membership_dict(member: Membership) -> dict[str, Any]:
    return {
        "archetype": member.archetype.code,
        "value": member.value,
        "low": member.low,
        "high": member.high,
        "closeness": member.closeness,
        "conditions": {name: _degree_dict(d) for name, d in member.conditions.items()},
    }


def _criterion_dict(value: CriterionValue) -> dict[str, Any]:
    return {
        "criterion": value.criterion.code,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "verdict": value.verdict,
        "indicators": [_indicator_dict(indicator) for indicator in value.indicators],
    }


def _indicator_dict(value: IndicatorValue) -> dict[str, Any]:
    return {
        "indicator": value.indicator.code,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "n_rows": value.n_rows,
        "n_coded": value.n_coded,
        "rows": [used_dict(used) for used in value.used],
    }


def used_dict(used: Used) -> dict[str, Any]:
    """A row as an indicator used it, in the machine form."""
    return {
        "id": used.item.id,
        "counts": used.item.counts,
        "sure": used.item.sure,
        "value": used.value.text if used.value else None,
        "read": used.value.sure and not used.value.presumed if used.value else None,
        "presumed": used.value.presumed if used.value else None,
        "number": used.number,
    }


def _flat(
    value: IndicatorValue, code: str | None, criterion: CriterionValue | None
) -> dict[str, Any]:
    return {
        "criterion": code,
        "criterion_value": criterion.value if criterion else None,
        "criterion_low": criterion.low if criterion else None,
        "criterion_high": criterion.high if criterion else None,
        "verdict": criterion.verdict if criterion else None,
        "indicator": value.indicator.code,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "n_rows": value.n_rows,
        "n_coded": value.n_coded,
        "rows": ";".join(used.item.id for used in value.used if used.item.counts),
    }


_FRAME: Any = {
    "criterion": str,
    "criterion_value": float,
    "criterion_low": float,
    "criterion_high": float,
    "verdict": str,
    "indicator": str,
    "value": float,
    "low": float,
    "high": float,
    "n_rows": int,
    "n_coded": int,
    "rows": str,
}
