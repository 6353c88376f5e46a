"""Dates: what happened first comes first.

Partial dates are intervals: a finding means that the dates contradict each other on every day
they may stand for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from kizuna.codebook import PartialDate, Truth
from kizuna.record.checks.context import Batch
from kizuna.record.checks.rule import Fault, on_rows
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
)

_ORDER = {
    "instrument": (
        ("negotiated_from", "signed"),
        ("negotiated_from", "in_force"),
        ("signed", "provisional_from"),
        ("signed", "in_force"),
        ("provisional_from", "in_force"),
        ("negotiated_from", "ended"),
        ("signed", "ended"),
        ("provisional_from", "ended"),
        ("in_force", "ended"),
    ),
    "dialogue": (("first_held", "latest_held"),),
    "event": (("start", "end"),),
    "office": (("start", "end"),),
}
_PLANNED = re.compile(r"\b(planned|scheduled|announced|expected|due|agreed for)\b", re.IGNORECASE)
EARLIEST = dt.date(1816, 1, 1)
"""Begin of the state system in the Correlates of War data; earlier dates are most likely typos."""


@on_rows("date-order", "error", Instrument, Dialogue, Event, Office)
def date_order(row: Row, _batch: Batch) -> Iterator[Fault]:
    """Dates stand in order: talks, signature, provisional application, force, end; first, last.

    What is not known is not compared.
    """
    for earlier, later in _ORDER[row.table]:
        first: PartialDate | None = getattr(row, earlier)
        second: PartialDate | None = getattr(row, later)
        if first and second and second.precedes(first) is Truth.YES:
            yield Fault(
                later, f"{second} is before {earlier} {first}; correct the one that is wrong"
            )


@on_rows("date-future", "error", Source, Instrument, Dialogue, Event, Stance, Office, Coding)
def date_future(row: Row, batch: Batch) -> Iterator[Fault]:
    """Nothing is recorded as having happened that still lies ahead, unless its note says so.

    Spared are the agreed end of an instrument, and facts whose note says that they are planned,
    scheduled, announced, expected or due. Sources, stances and codings never lie ahead.
    """
    planned = row.table in ("instrument", "dialogue", "event") and bool(
        _PLANNED.search(getattr(row, "note", ""))
    )
    for name, date in _dates(row):
        if date.earliest > batch.today and not planned and name != "ended":
            yield Fault(
                name, f"{date} lies after {batch.today}; correct it, or say in the note that it "
                "is planned"
            )  # fmt: skip


@on_rows("date-distant", "warning", Source, Instrument, Dialogue, Event, Stance, Office, Coding)
def date_distant(row: Row, _batch: Batch) -> Iterator[Fault]:
    """No date is before 1816, where the state systems begin; an earlier one is likely a typo."""
    for name, date in _dates(row):
        if date.latest < EARLIEST:
            yield Fault(name, f"{date} is before {EARLIEST}; is the year right?")


def _dates(row: Row) -> Iterator[tuple[str, PartialDate]]:
    for name, field in fields_of(type(row)).items():
        if field.form == "date":
            date = getattr(row, name)
            if date is not None:
                yield name, date
