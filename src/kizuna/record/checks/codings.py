"""Codings: every claim is about something, and contradictions are decided with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import sqlalchemy as sa

from kizuna.record import schema
from kizuna.record.checks.context import Batch, Context
from kizuna.record.checks.rule import Fault, Place, on_record, on_rows
from kizuna.record.conflicts import contradict
from kizuna.record.interchange.cells import CellError
from kizuna.record.rows import (
    Coding,
    Dialogue,
    Event,
    Instrument,
    Office,
    Row,
    Source,
    Stance,
    fields_of,
    to_text,
)

_CODED = (Source, Instrument, Dialogue, Event, Stance, Office)


@on_rows("coding-row", "error", Coding)
def coding_row(row: Coding, batch: Batch) -> Iterator[Fault]:
    """The row and the field that a coding is about exist."""
    about = batch.facts.get(row.row)
    if about is None:
        yield Fault("row", f"there is no row {row.row!r} in the record; correct the id")
        return
    names = [name for name in fields_of(type(about)) if name != "id"]
    if row.field not in names:
        yield Fault(
            "field", f"{row.field!r} is no field that can be coded; a {about.table} has "
            f"{', '.join(names)}"
        )  # fmt: skip


@on_rows("coding-value", "error", Coding)
def coding_value(row: Coding, batch: Batch) -> Iterator[Fault]:
    """The value of a coding has the form of its field."""
    about = batch.facts.get(row.row)
    cell = batch.context.coded_cells(type(about)).get(row.field) if about else None
    if cell is not None:
        try:
            cell(row.value)
        except CellError as error:
            yield Fault("value", f"does not fit {row.field}: {error}")


@on_rows("coding-reason", "error", Coding)
def coding_reason(row: Coding, _batch: Batch) -> Iterator[Fault]:
    """A claim that is preferred, or not, has a reason."""
    if row.preferred and not row.reason.strip():
        yield Fault("reason", f"is blank, though preferred is {row.preferred}; say why")


@on_rows("coding-decided", "error", *_CODED)
def coding_decided(row: Row, batch: Batch) -> Iterator[Fault]:
    """Of claims that contradict each other exactly one is preferred, the rest are not.

    A claim marked as not preferred needs one that is.
    """
    for (row_id, field), codings in _coded(row, batch):
        chosen = [coding for coding in codings if coding.preferred == "yes"]
        refused = [coding for coding in codings if coding.preferred == "no"]
        undecided = [coding for coding in codings if not coding.preferred]
        ids = ", ".join(coding.id for coding in codings)
        if not (_contradictory(row, field, codings) or chosen or refused):
            continue
        if len(chosen) != 1:
            yield Fault(
                field, f"{len(chosen)} of the claims {ids} are preferred; exactly one stands for "
                f"{row_id}"
            )  # fmt: skip
            continue
        for coding in undecided:
            if contradict(type(row), field, coding.value, chosen[0].value):
                yield Fault(
                    field, f"{coding.id} contradicts {chosen[0].id}; mark it preferred = no"
                )


@on_rows("coding-stands", "error", *_CODED)
def coding_stands(row: Row, batch: Batch) -> Iterator[Fault]:
    """The preferred claim is the value that stands in the row."""
    for (_, field), codings in _coded(row, batch):
        value = to_text(getattr(row, field))
        for coding in codings:
            if coding.preferred == "yes" and coding.value != value:
                yield Fault(field, f"is {value!r}, but {coding.id} prefers {coding.value!r}")


@on_rows("coding-contradicts", "error", *_CODED)
def coding_contradicts(row: Row, batch: Batch) -> Iterator[Fault]:
    """A claim that contradicts the row is decided: marked as not preferred, beside one that is.

    A partial date that contains the row's does not contradict it.
    """
    for (_, field), codings in _coded(row, batch):
        value = to_text(getattr(row, field))
        for coding in codings:
            if not coding.preferred and contradict(type(row), field, coding.value, value):
                yield Fault(
                    field, f"is {value!r}, but {coding.id} says {coding.value!r}; decide, and make "
                    "both claims codings"
                )  # fmt: skip


@on_rows("coding-finer", "warning", *_CODED)
def coding_finer(row: Row, batch: Batch) -> Iterator[Fault]:
    """No coding knows a date more exactly than the row, unless it was not preferred."""
    for (_, field), codings in _coded(row, batch):
        value = to_text(getattr(row, field))
        if fields_of(type(row))[field].form != "date":
            continue
        for coding in codings:
            finer = len(coding.value) > len(value) and coding.value.startswith(value)
            if finer and coding.preferred != "no":
                yield Fault(
                    field, f"is {value or 'blank'}, but {coding.id} has {coding.value}; take it over"
                )  # fmt: skip


@on_rows("coding-recalled", "warning", *_CODED)
def coding_recalled(row: Row, batch: Batch) -> Iterator[Fault]:
    """A claim whose source was not read is not preferred over one whose source was."""
    for (_, field), codings in _coded(row, batch):
        read = [c for c in codings if c.check == "verified" and c.preferred == "no"]
        for coding in codings:
            if coding.preferred == "yes" and coding.check == "recalled" and read:
                yield Fault(
                    field,
                    f"{coding.id} is recalled, but preferred over {read[0].id}, whose source was read",
                )


@on_record("coding-once", "error", Coding)
def coding_once(context: Context) -> Iterator[Place]:
    """A coder codes a field of a row once from one place of a source."""
    table = schema.tables["coding"]
    keys = [table.c[name] for name in ("row", "field", "source", "locator", "coder")]
    statement = (
        sa.select(*keys, table.c.id).where(context.view.stands(table)).order_by(*keys, table.c.id)
    )
    for _, group in groupby(context.run(statement), key=lambda found: tuple(found[:-1])):
        first, *others = (found.id for found in group)
        for row_id in others:
            yield Place("coding", row_id, "id", f"codes what {first} codes already; keep one")


def _coded(row: Row, batch: Batch) -> Iterator[tuple[tuple[str, str], Sequence[Coding]]]:
    """The fields of a row that codings are about, with these."""
    for field in batch.coded_fields.get(row.id, ()):
        if field in fields_of(type(row)) and field != "id":
            yield (row.id, field), batch.codings[row.id, field]


def _contradictory(row: Row, field: str, codings: Sequence[Coding]) -> bool:
    return any(
        contradict(type(row), field, one.value, other.value)
        for n, one in enumerate(codings)
        for other in codings[n + 1 :]
    )
