"""The six criteria and the archetype in words, the same in every medium."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kizuna.atlas import coded
from kizuna.atlas.wording import _, noted
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import Criteria
from kizuna.measures.criteria import Assessment, CriterionValue, IndicatorValue, Membership
from kizuna.measures.criteria.bounds import Used

if TYPE_CHECKING:
    import polars as pl

VERDICTS = {
    "met": noted("met"),
    "not_met": noted("not met"),
    "open": noted("open"),
    "insufficient": noted("insufficient evidence"),
}
_NOTHING = noted(
    "The record holds no row that counts for this pair on that day; that is not evidence of "
    "absence."
)
_NOT_COVERED = noted(
    "Insufficient evidence: the rows of the record that name both name others too, and there is no "
    "instrument or dialogue of the two alone. What they have with each other was not collected."
)
HOW_TO_READ = noted(
    "1 is what the definition of a strategic partnership asks for. Bounds: what missing and "
    "unverified evidence leaves possible. Met and not met: all of the bounds lie on one side of "
    "0.5."
)
MARKS = noted("What the archetypes turn on beside the criteria")
_NO_TYPE = {"none": noted("None of the types"), "insufficient": noted("Insufficient evidence")}


class RowUsed(NamedTuple):
    """A row behind a criterion.

    Attributes:
        counts: whether it counts on the day; a row that does not may still move the bounds.
        cells: what each indicator reads in it, in the order of the indicators; blank where the
            indicator does not use it.
    """

    id: str
    title: str
    counts: bool
    cells: tuple[str, ...]


class Basis(NamedTuple):
    """What stands behind a criterion, or behind the marks: indicators and the rows they use."""

    code: str
    label: str
    about: str
    value: CriterionValue | None
    indicators: tuple[IndicatorValue, ...]
    rows: tuple[RowUsed, ...]


def archetype_label(code: str, rules: Criteria) -> str:
    """The name of an archetype."""
    return next((a.label for a in rules.archetype if a.code == code), _(_NO_TYPE.get(code, code)))


def condition_label(name: str, rules: Criteria) -> str:
    """A condition of an archetype in words."""
    code = name.removeprefix("not ")
    labels = {c.code: c.label for c in rules.criterion}
    labels |= {i.code: i.label for i in rules.indicators}
    return (
        _("no %(label)s", label=f"{labels[code][:1].lower()}{labels[code][1:]}")
        if name != code
        else labels[code]
    )


def span(member: Membership) -> str:
    """A membership with its bounds."""
    return _(
        "%(value)s (bounds %(low)s to %(high)s)",
        value=f"{member.value:.2f}",
        low=f"{member.low:.2f}",
        high=f"{member.high:.2f}",
    )


def first(result: Assessment, rules: Criteria) -> tuple[str, str]:
    """The archetype, and how firmly the pair belongs to it."""
    label = archetype_label(result.archetype, rules)
    for member in result.ruling.memberships:
        if member.archetype.code == result.archetype:
            return label, _("membership %(span)s", span=span(member))
    return label, _("since it is more out than in of every type")


def next_best(result: Assessment, rules: Criteria) -> str:
    """The runner-up with its membership."""
    member = next(m for m in result.ruling.memberships if m.archetype.code == result.runner_up)
    return _(
        "Runner-up: %(type)s, %(span)s",
        type=archetype_label(result.runner_up, rules),
        span=span(member),
    )


def not_ruled_out(result: Assessment, rules: Criteria) -> str:
    """The other archetypes that the evidence leaves possible; blank where there are none."""
    others = [archetype_label(c, rules) for c in result.ruling.possible if c != result.archetype]
    return _("Not ruled out by the evidence: %(types)s", types=", ".join(others)) if others else ""


def deciding(result: Assessment, rules: Criteria) -> list[str]:
    """What the archetype and the runner-up turn on."""
    return [
        _(
            "%(type)s turns on: %(condition)s, %(degree)s",
            type=archetype_label(d.archetype, rules),
            condition=condition_label(d.condition, rules),
            degree=_("insufficient evidence")
            if d.degree.value is None
            else f"{d.degree.value:.2f}",
        )
        for d in result.ruling.deciding
    ]


def sentences(result: Assessment, rules: Criteria) -> list[str]:
    """The ruling in sentences: archetype, runner-up, what is not ruled out, what decides."""
    if not result.measured:
        return [silence(result)]
    kind, how = first(result, rules)
    told = [_("Archetype: %(kind)s, %(how)s", kind=kind, how=how), next_best(result, rules)]
    told += [not_ruled_out(result, rules), *deciding(result, rules)]
    return [f"{line}." for line in told if line]


def silence(result: Assessment) -> str:
    """Why nothing is concluded of a pair."""
    return _(_NOT_COVERED if result.n_rows else _NOTHING)


def number(value: float | None) -> str:
    """A value, or a dash where the evidence is insufficient."""
    return "–" if value is None else f"{value:.2f}"


def reading(used: Used, *, book: Codebook | None = None, field: str = "") -> str:
    """What an indicator reads in a row: its value, how it is known, the number from 0 to 1.

    Args:
        used: the row.
        book: puts codes into words; by default they stay.
        field: of the row, from which the value is.
    """
    if used.value is None:
        return _("not coded")
    basis = _(" by definition") if used.value.presumed else ""
    basis = basis or ("" if used.value.sure else _(" recalled"))
    text = coded.said(used.value.text, book, field) if book else used.value.text
    return text + basis + ("" if used.number is None else f" = {used.number:.2f}")


def bases(result: Assessment, book: Codebook) -> list[Basis]:
    """What stands behind each criterion and, last, behind the marks."""
    found = [
        Basis(
            code=value.criterion.code,
            label=value.criterion.label,
            about=value.criterion.question,
            value=value,
            indicators=value.indicators,
            rows=_rows(value.indicators, book),
        )
        for value in result.criteria
    ]
    return [*found, Basis("marks", _(MARKS), "", None, result.marks, _rows(result.marks, book))]


def _rows(indicators: Collection[IndicatorValue], book: Codebook) -> tuple[RowUsed, ...]:
    used: dict[str, dict[str, Used]] = {}
    for value in indicators:
        for row in value.used:
            used.setdefault(row.item.id, {})[value.indicator.code] = row
    found = [
        RowUsed(
            id=row_id,
            title=next(iter(by.values())).item.reading.row.title,
            counts=any(row.item.counts for row in by.values()),
            cells=tuple(
                reading(by[v.indicator.code], book=book, field=v.indicator.field)
                if v.indicator.code in by
                else ""
                for v in indicators
            ),
        )
        for row_id, by in used.items()
    ]
    return tuple(sorted(found, key=lambda row: (not row.counts, row.id)))


def summary_frame(result: Assessment) -> pl.DataFrame:
    """The criteria with value, bounds and verdict, a row each."""
    import polars as pl

    rows = [
        (c.criterion.label, c.value, c.low, c.high, VERDICTS[c.verdict]) for c in result.criteria
    ]
    schema = {"criterion": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(rows, schema={**schema, "verdict": pl.String}, orient="row").with_columns(
        pl.col("value", "low", "high").round(2)
    )


def archetype_frame(result: Assessment, rules: Criteria) -> pl.DataFrame:
    """Membership in every archetype, the greatest first, and what each turns on."""
    import polars as pl

    place: Mapping[str, str] = {result.runner_up: "runner-up", result.archetype: "archetype"}
    rows = [
        (
            archetype_label(m.archetype.code, rules),
            place.get(m.archetype.code, ""),
            m.archetype.code in result.ruling.possible,
            *(round(x, 4) for x in (m.value, m.low, m.high, m.closeness)),
            "; ".join(condition_label(c, rules) for c in m.weakest()),
        )
        for m in result.ruling.memberships
    ]
    numbers = dict.fromkeys(("membership", "low", "high", "closeness"), pl.Float64)
    schema = {"archetype": pl.String, "place": pl.String, "not_ruled_out": pl.Boolean, **numbers}
    return pl.DataFrame(rows, schema={**schema, "turns_on": pl.String}, orient="row")
