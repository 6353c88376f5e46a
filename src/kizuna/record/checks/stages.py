"""Stages: the status of an instrument and its dates tell the same story.

The measures read an instrument's state as of a date from its dates, and use the status where a
date is missing; where the two disagree, the table would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from kizuna.codebook import PartialDate, Truth
from kizuna.record.checks.context import Batch
from kizuna.record.checks.parties import OPEN
from kizuna.record.checks.rule import Fault, on_rows
from kizuna.record.rows import BINDINGS, DOMAINS, LEVELS, Dialogue, Instrument

STALE_DAYS = {"signed": 5 * 366, "negotiating": 10 * 366}
"""Days after which a stage on the way has most likely been passed or given up."""


def _past(date: PartialDate | None, batch: Batch) -> bool:
    return date is not None and date.on_or_before(batch.today) is Truth.YES


@on_rows("stage-undated", "error", Instrument)
def stage_undated(row: Instrument, _batch: Batch) -> Iterator[Fault]:
    """An instrument that was concluded has a date: of signature, of force or of its end.

    Without one it stands in no year, and no table can show it.
    """
    dates = (row.signed, row.provisional_from, row.in_force, row.ended)
    if row.status != "negotiating" and not any(dates):
        yield Fault(
            "signed", f"the status is {row.status}, but there is no date; add the signature's"
        )


@on_rows("stage-talks-undated", "warning", Instrument)
def stage_talks_undated(row: Instrument, _batch: Batch) -> Iterator[Fault]:
    """Negotiations have the date from which they are known to have been open."""
    if row.status == "negotiating" and row.negotiated_from is None:
        yield Fault("negotiated_from", "the status is negotiating, but it is not said since when")


@on_rows("stage-negotiating", "error", Instrument)
def stage_negotiating(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """What is still being negotiated is neither signed nor in force."""
    for name in ("signed", "provisional_from", "in_force"):
        date = getattr(row, name)
        if row.status == "negotiating" and _past(date, batch):
            yield Fault("status", f"is negotiating, but {name} is {date}; the stage was passed")


@on_rows("stage-signed", "error", Instrument)
def stage_signed(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """What is merely signed has a date of signature and has not entered into force."""
    if row.status != "signed":
        return
    if row.signed is None:
        yield Fault("signed", "is blank, but the status is signed; add the date of signature")
    if _past(row.in_force, batch):
        yield Fault("status", f"is signed, but in_force is {row.in_force}; write in_force")


@on_rows("stage-political", "error", Instrument)
def stage_political(row: Instrument, _batch: Batch) -> Iterator[Fault]:
    """A political statement takes effect when it is made: it has no entry into force of its own."""
    if row.status == "political" and (row.in_force or row.provisional_from):
        yield Fault(
            "status", f"is political, but in_force is {row.in_force or row.provisional_from}; "
            "write in_force, or drop the date"
        )  # fmt: skip


@on_rows("stage-superseded", "error", Instrument)
def stage_superseded(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """What was superseded has a successor in the record, or the date of its end.

    Otherwise it would stand in every later table.
    """
    known = row.id in batch.context.successors
    if row.status == "superseded" and row.ended is None and not known:
        yield Fault(
            "status", "is superseded, but no instrument replaces it and it has no end; name it in "
            "the successor's `replaces`, or add `ended`"
        )  # fmt: skip


@on_rows("stage-terminated", "error", Instrument)
def stage_terminated(row: Instrument, _batch: Batch) -> Iterator[Fault]:
    """What was terminated has the date of its end."""
    if row.status == "terminated" and row.ended is None:
        yield Fault("ended", "is blank, but the status is terminated; add the date of the end")


@on_rows("stage-ended", "error", Instrument)
def stage_ended(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """What has ended says so: its status is superseded or terminated."""
    if row.status in OPEN and _past(row.ended, batch):
        yield Fault(
            "status", f"is {row.status}, but it ended on {row.ended}; write terminated or "
            "superseded"
        )  # fmt: skip


@on_rows("stage-stale", "warning", Instrument)
def stage_stale(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """A stage on the way is not older than is usual: five years signed, ten in negotiation.

    By then most instruments are in force, replaced or given up, and the row has not followed.
    """
    since = {"signed": row.signed, "negotiating": row.negotiated_from}.get(row.status)
    if since and (batch.today - since.latest).days > STALE_DAYS[row.status]:
        yield Fault("status", f"is {row.status} since {since}; look for what became of it")


@on_rows("stage-entry", "warning", Instrument)
def stage_entry(row: Instrument, _batch: Batch) -> Iterator[Fault]:
    """A treaty in force has the date of its entry into force.

    Without it the table marks every date since signature as uncertain. Executive agreements and
    memoranda usually take effect when signed, and are spared.
    """
    if row.status == "in_force" and row.binding == "treaty" and row.in_force is None:
        yield Fault("in_force", "is blank, though the treaty is in force; look for the date")


@on_rows("stage-binding", "error", Instrument)
def stage_binding(row: Instrument, _batch: Batch) -> Iterator[Fault]:
    """A status of political goes with no treaty and no executive agreement."""
    if row.status == "political" and row.binding in ("treaty", "executive"):
        yield Fault(
            "status", f"is political, but the binding force is {row.binding}; a {row.binding} is "
            "signed or in force"
        )  # fmt: skip


@on_rows("usual-binding", "warning", Instrument)
def usual_binding(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """The binding force is not far from what is usual for the kind, or a coding says why.

    The steps are treaty, executive agreement, memorandum, political statement. Up to one step
    weaker or two steps stronger is spared: some arrangements are made as treaties.
    """
    kind = batch.book.kinds["instrument"].get(row.kind)
    if kind is None or kind.binding is None or row.binding not in BINDINGS:
        return
    weaker = BINDINGS.index(row.binding) - BINDINGS.index(kind.binding)
    if not -2 <= weaker <= 1 and not batch.explained(row, "binding"):
        yield Fault("binding", _unusual(row.binding, kind.label, kind.binding))


@on_rows("usual-domain", "warning", Instrument)
def usual_domain(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """Only instruments of an economic kind have the domain economic, or a coding says why.

    Traditional and non-traditional security are not told apart by the kind: a patrol vessel may
    go to a navy or to a coast guard.
    """
    kind = batch.book.kinds["instrument"].get(row.kind)
    if kind is None or row.domain not in DOMAINS or "mixed" in (row.domain, kind.domain):
        return
    differ = (row.domain == "economic") is not (kind.domain == "economic")
    if differ and not batch.explained(row, "domain"):
        yield Fault("domain", _unusual(row.domain, kind.label, kind.domain))


@on_rows("usual-level", "warning", Dialogue)
def usual_level(row: Dialogue, batch: Batch) -> Iterator[Fault]:
    """The level is within one step of what is usual for the kind, or a coding says why.

    The steps are leader, minister, vice-minister, official, service.
    """
    kind = batch.book.kinds["dialogue"].get(row.kind)
    if kind is None or kind.level is None or row.level not in LEVELS:
        return
    apart = abs(LEVELS.index(row.level) - LEVELS.index(kind.level))
    if apart > 1 and not batch.explained(row, "level"):
        yield Fault("level", _unusual(row.level, kind.label, kind.level))


def _unusual(found: str, label: str, usual: str) -> str:
    return (
        f"is {found}, but the kind {label!r} is usually {usual}; correct the value or the kind, or "
        "give the reason in a coding of this field"
    )
