"""What kind of relationship: the criteria and the archetype of a pair, a side, or over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from kizuna.codebook import Truth, as_day
from kizuna.codebook.criteria import Criteria, Criterion, load_criteria
from kizuna.errors import InputError
from kizuna.measures.criteria.archetypes import Degree, rule
from kizuna.measures.criteria.bounds import IndicatorValue, measure
from kizuna.measures.criteria.items import Item, coded_fields, items_of
from kizuna.measures.criteria.result import Assessment, Comparison, Course, CriterionValue
from kizuna.measures.evidence import Evidence
from kizuna.measures.pairing import VENUES
from kizuna.record import Record, View
from kizuna.record.open import borrow


def criteria(
    one: str,
    other: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Assessment:
    """What kind of relationship two actors have: six criteria and an archetype.

    Each criterion is the mean of indicators from 0 to 1 that are defined in the codebook
    (``criteria.toml``), with worst-case bounds for missing and unverified evidence (Manski 2003).
    The archetype follows by fuzzy-set ideal types (Kvist 2007) over Wilkins's (2012) taxonomy.

    Args:
        one: code, name or alias of an actor.
        other: the same of its partner; the order does not matter.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor or a date is unknown, both are the same, or the codebook has no
            criteria.

    Examples:
        >>> import kizuna
        >>> kizuna.criteria("JPN", "USA", as_of="2016").archetype
        'alliance'
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        return assess_pair(view, opened.label, one, other, as_day(as_of))


def criteria_of(
    actor: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    partners: Iterable[str] | None = None,
    record: Record | str | None = None,
) -> Comparison:
    """All partners of an actor side by side, in the order of archetypes, then of membership.

    Args:
        actor: code, name or alias of the focal actor.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        partners: only these. Default: every actor that a row names together with it, venues
            (forums and global organisations) left out.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: as in :func:`criteria`.
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        book = view.codebook
        rules = _rules(view)
        focal = book.actor(actor).code
        evidence = Evidence(view, focal, as_day(as_of), also=rules.operations)
        chosen = [book.actor(p).code for p in partners] if partners else _parties(evidence)
        if focal in chosen:
            raise InputError(f"{focal} cannot be its own partner")
        codings = coded_fields(view, evidence, chosen)
        found = []
        for partner in chosen:
            items = items_of(evidence, partner, rules, codings)
            found.append(_assess(view, opened.label, evidence, partner, rules, items))
        order = {a.code: n for n, a in enumerate(rules.archetype)}
        found.sort(
            key=lambda a: (
                order.get(a.archetype, len(order)),
                not a.measured,
                -a.ruling.memberships[0].value,
                -a.n_rows,
                a.other,
            )
        )
        return Comparison(
            actor=focal,
            as_of=evidence.on,
            as_known=view.known_at,
            record=opened.label,
            title=rules.title,
            partners=tuple(found),
        )


def criteria_course(
    one: str,
    other: str,
    *,
    start: int,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
    progress: Callable[[Sequence[dt.date]], Iterable[dt.date]] = iter,
) -> Course:
    """The criteria at the end of each year from ``start`` on, and on the day ``as_of``.

    Args:
        one: code, name or alias of an actor.
        other: the same of its partner.
        start: first year.
        as_of: the last day. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.
        progress: wraps the days, to show how far it is.

    Raises:
        InputError: as in :func:`criteria`; or the first year lies after ``as_of``.
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        focal, partner = _pair(view, one, other)
        last = as_day(as_of)
        if not 1 <= start <= last.year:
            raise InputError(f"the course cannot start in {start}: it ends on {last}")
        days = [dt.date(year, 12, 31) for year in range(start, last.year)] + [last]
        return Course(
            one=focal,
            other=partner,
            as_known=view.known_at,
            record=opened.label,
            title=_rules(view).title,
            points=tuple(
                assess_pair(view, opened.label, focal, partner, day) for day in progress(days)
            ),
        )


def _parties(evidence: Evidence) -> list[str]:
    """The partners, without the venues in which they meet: a forum is nobody's ally."""
    actors = evidence.view.codebook.actors
    return [code for code in evidence.partners if actors[code].type not in VENUES]


def _pair(view: View, one: str, other: str) -> tuple[str, str]:
    focal, partner = view.codebook.actor(one).code, view.codebook.actor(other).code
    if focal == partner:
        raise InputError(f"{focal} cannot be its own partner")
    return focal, partner


def _rules(view: View) -> Criteria:
    rules = load_criteria(view.codebook)
    if not rules.criterion or not rules.archetype:
        raise InputError(
            f"the codebook {view.codebook.name!r} has no criteria: add a criteria.toml to its "
            'folder, or write extends = "kizuna" in its codebook.toml to use the shipped ones'
        )
    return rules


def assess_pair(view: View, label: str, one: str, other: str, on: dt.date) -> Assessment:
    """The assessment of a pair from an open view.

    Args:
        view: the record as known.
        label: of the record.
        one: code, name or alias of an actor.
        other: the same of its partner.
        on: the day.

    Raises:
        InputError: as in :func:`criteria`.
    """
    focal, partner = _pair(view, one, other)
    rules = _rules(view)
    evidence = Evidence(view, focal, on, partner=partner, also=rules.operations)
    items = items_of(evidence, partner, rules, coded_fields(view, evidence, [partner]))
    return _assess(view, label, evidence, partner, rules, items)


def _assess(
    view: View, label: str, evidence: Evidence, partner: str, rules: Criteria, items: list[Item]
) -> Assessment:
    common = _common(view, evidence.focal, partner, evidence.on)
    covered = partner in evidence.alone
    values = tuple(
        _criterion(
            criterion, [measure(i, items, common, covered=covered) for i in criterion.indicator]
        )
        for criterion in rules.criterion
    )
    marks = tuple(measure(mark, items, common, covered=covered) for mark in rules.mark)
    degrees = {v.criterion.code: Degree(v.value, v.low, v.high) for v in values}
    for indicator in (*(i for v in values for i in v.indicators), *marks):
        degrees[indicator.indicator.code] = Degree(indicator.value, indicator.low, indicator.high)
    return Assessment(
        one=evidence.focal,
        other=partner,
        as_of=evidence.on,
        as_known=view.known_at,
        record=label,
        title=rules.title,
        n_rows=sum(item.counts for item in items),
        covered=covered,
        criteria=values,
        marks=marks,
        ruling=rule(rules.archetype, degrees),
    )


def _criterion(criterion: Criterion, indicators: list[IndicatorValue]) -> CriterionValue:
    given = [i.value for i in indicators if i.value is not None]
    enough = given and 2 * len(given) >= len(indicators)
    value = sum(given) / len(given) if enough else None
    low = sum(i.low for i in indicators) / len(indicators)
    high = sum(i.high for i in indicators) / len(indicators)
    if value is not None:
        low, high = min(low, value), max(high, value)
    return CriterionValue(
        criterion=criterion, value=value, low=low, high=high, indicators=tuple(indicators)
    )


def _common(view: View, one: str, other: str, on: dt.date) -> dict[str, bool]:
    """Organisations to which both belong on a day, and whether that is certain."""
    book = view.codebook
    shared = set(book.organisations_of(one)) & set(book.organisations_of(other))
    truths = {code: (book.belongs(one, code, on), book.belongs(other, code, on)) for code in shared}
    return {
        code: both == (Truth.YES, Truth.YES)
        for code, both in truths.items()
        if Truth.NO not in both
    }
