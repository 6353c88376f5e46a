"""Conflicting claims: what sources say differently about one field of one row, side by side.

A row holds one value per field. Codings hold what each source says. Where they contradict each
other, all stay, and one is preferred with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec
import sqlalchemy as sa

from kizuna.codebook import PartialDate
from kizuna.errors import InputError
from kizuna.record import schema
from kizuna.record.dialects import translated
from kizuna.record.rows import TABLES, Coding, Row, Source, TableName, fields_of, to_text
from kizuna.record.store import View

_ROWS = 5_000


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says.

    Attributes:
        value: the value in its text form, as in a CSV file.
        source: id of the source.
        source_title: its title; blank if the source is not in the record.
        locator: where in the source.
        check: ``verified`` or ``recalled``.
        preferred: whether this claim stands in the row.
        reason: why it is preferred or not.
        coding: id of the coding; blank where the claim is the row's own value from its main
            source and nobody coded it.
    """

    value: str
    source: str
    source_title: str
    locator: str
    check: str
    coder: str
    preferred: bool
    reason: str
    coding: str


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one row on which sources contradict each other.

    Attributes:
        value: the value that stands in the row.
        claims: what the sources say, the preferred ones first, then by coding.
        settled: whether exactly one value is preferred, with a reason, and stands in the row.
    """

    table: TableName
    row: str
    field: str
    value: str
    claims: tuple[Claim, ...]
    settled: bool


def contradict(row_type: type[Row], field: str, one: str, other: str) -> bool:
    """Whether two values of a field, in their text forms, cannot both be right.

    Dates contradict each other if no day fits both: ``2007`` and ``2007-03-13`` do not. Lists
    are compared as sets, numbers as numbers, texts without regard to case and spacing. A blank
    contradicts nothing.

    Examples:
        >>> from kizuna.record import Instrument
        >>> contradict(Instrument, "signed", "2007", "2007-03-13")
        False
        >>> contradict(Instrument, "signed", "2007-03-12", "2007-03-13")
        True
    """
    if not one.strip() or not other.strip():
        return False
    spec = fields_of(row_type).get(field)
    form = spec.form if spec else "text"
    try:
        if form == "date":
            return not PartialDate.parse(one).overlaps(PartialDate.parse(other))
        if form in ("number", "count"):
            return float(one) != float(other)
    except (InputError, ValueError):
        pass  # a value without the field's form is compared as text, and found by a rule
    if form in ("actors", "refs"):
        return set(one.split(";")) != set(other.split(";"))
    return one.casefold().split() != other.casefold().split()


def conflicts(view: View) -> list[Conflict]:
    """All conflicting claims of a record, by row and field.

    Reads the codings once; memory grows with the conflicts and with a few thousand codings.
    """
    found: list[Conflict] = []
    for batch in _batches(view):
        rows = _rows(view, {coding.row for coding in batch})
        sources = view.sources(
            {coding.source for coding in batch} | {_source(row) for row in rows.values()}
        )
        for (row_id, field), group in groupby(batch, key=lambda c: (c.row, c.field)):
            row = rows.get(row_id)
            if row is None or field not in fields_of(type(row)):
                continue
            conflict = _conflict(row, field, list(group), sources)
            if conflict is not None:
                found.append(conflict)
    return sorted(found, key=lambda c: (list(TABLES).index(c.table), c.row, c.field))


def conflicts_of(view: View, row: Row) -> list[Conflict]:
    """The conflicting claims on the fields of one row, in the order of the fields."""
    by_field: dict[str, list[Coding]] = {}
    for coding in view.codings([row.id]):
        by_field.setdefault(coding.field, []).append(coding)
    named = {coding.source for codings in by_field.values() for coding in codings}
    sources = view.sources(named | {_source(row)})
    found = (
        _conflict(row, field, by_field[field], sources)
        for field in fields_of(type(row))
        if field in by_field
    )
    return [conflict for conflict in found if conflict is not None]


def _batches(view: View) -> Iterator[list[Coding]]:
    """The codings by row and field, some thousand rows at a time; no row is split over two."""
    table, last = schema.tables["coding"], ""
    while True:
        statement = (
            sa.select(table.c.row)
            .where(view.stands(table), table.c.row > last)
            .distinct()
            .order_by(table.c.row)
            .limit(_ROWS)
        )
        with translated(), view.record.engine.connect() as connection:
            ids = list(connection.scalars(statement))
        if not ids:
            return
        last = ids[-1]
        yield sorted(view.codings(ids), key=lambda coding: (coding.row, coding.field, coding.id))


def _rows(view: View, ids: Iterable[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row_type in TABLES.values():
        if row_type is not Coding:
            found |= view.by_id(row_type, set(ids) - found.keys())
    return found


def _source(row: Row) -> str:
    return str(getattr(row, "source", ""))


def _conflict(
    row: Row, field: str, codings: list[Coding], sources: dict[str, Source]
) -> Conflict | None:
    value = to_text(getattr(row, field))
    values = [value, *(coding.value for coding in codings)]
    if not any(contradict(type(row), field, a, b) for a in values for b in values):
        return None
    claims = [_claim(coding, sources) for coding in codings]
    if not any(claim.value == value for claim in claims) and value:
        claims.append(_own(row, value, sources))
    preferred = [claim for claim in claims if claim.preferred]
    return Conflict(
        table=row.table,
        row=row.id,
        field=field,
        value=value,
        claims=tuple(sorted(claims, key=lambda c: (not c.preferred, c.coding))),
        settled=len(preferred) == 1 and preferred[0].value == value and bool(preferred[0].reason),
    )


def _claim(coding: Coding, sources: dict[str, Source]) -> Claim:
    source = sources.get(coding.source)
    return Claim(
        value=coding.value,
        source=coding.source,
        source_title=source.title if source else "",
        locator=coding.locator,
        check=coding.check,
        coder=coding.coder,
        preferred=coding.preferred == "yes",
        reason=coding.reason,
        coding=coding.id,
    )


def _own(row: Row, value: str, sources: dict[str, Source]) -> Claim:
    source = sources.get(_source(row))
    return Claim(
        value=value,
        source=_source(row),
        source_title=source.title if source else "",
        locator="",
        check=str(getattr(row, "check", "")),
        coder=str(getattr(row, "coder", "")),
        preferred=False,
        reason="",
        coding="",
    )
