"""Chains: what replaces what, without cycles, gaps or strangers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from kizuna.codebook import PartialDate, Truth
from kizuna.record.checks.context import Batch, Context
from kizuna.record.checks.parties import OPEN
from kizuna.record.checks.rule import Fault, Place, on_record, on_rows
from kizuna.record.rows import Instrument

GAP_DAYS = 366
"""Days between a predecessor's end and its successor's effect that need an explanation."""
RUNGS = 2
"""How far apart on the ladder the kinds of an instrument and its successor may be."""


def effect(row: Instrument) -> PartialDate | None:
    """When an instrument took effect, as far as known; ``None`` if it has not."""
    if row.status == "negotiating":
        return None
    if row.status == "signed":
        return row.provisional_from
    return row.provisional_from or row.in_force or row.signed


def _replaced(row: Instrument, batch: Batch) -> Iterator[Instrument]:
    for row_id in row.replaces:
        old = batch.instruments.get(row_id)
        if old is not None and old.id != row.id:
            yield old


@on_record("chain-cycle", "error", Instrument)
def chain_cycle(context: Context) -> Iterator[Place]:
    """No instrument replaces itself, directly or through others."""
    for cycle in cycles(context.replaced):
        message = f"{' replaces '.join((*cycle, cycle[0]))}; take the link that is wrong out"
        yield Place("instrument", cycle[0], "replaces", message)


def cycles(links: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Disjoint cycles of a directed graph, each from its least node; none if it has none.

    A cycle that shares a node with one already given is found once that one is mended. Every
    cycle costs one walk over the graph.
    """
    left = {node: links[node] for node in sorted(links)}
    while True:
        sorter = TopologicalSorter(left)
        try:
            sorter.prepare()
        except CycleError as error:
            backwards: list[str] = error.args[1][:-1]  # graphlib follows links the other way
            cycle = backwards[::-1]
            start = cycle.index(min(cycle))
            yield (*cycle[start:], *cycle[:start])
            for node in cycle:
                left.pop(node)
        else:
            return


@on_rows("chain-age", "error", Instrument)
def chain_age(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """A successor is not older than what it replaces."""
    for old in _replaced(row, batch):
        mine, theirs = row.signed or row.in_force, old.signed or old.in_force
        if mine and theirs and mine.precedes(theirs) is Truth.YES:
            yield Fault("replaces", f"{old.id} is of {theirs}, after {mine}; turn the link around")


@on_rows("chain-ended", "error", Instrument)
def chain_ended(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """What a successor in effect has replaced is superseded or terminated."""
    taken = effect(row)
    if taken is None or taken.on_or_before(batch.today) is not Truth.YES:
        return
    for old in _replaced(row, batch):
        if old.status in OPEN:
            yield Fault(
                "replaces", f"{old.id} is still {old.status}, though this took effect on {taken}; "
                "write superseded there, or take it out of `replaces`"
            )  # fmt: skip


@on_rows("chain-early", "error", Instrument)
def chain_early(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """What is superseded has a successor that took effect, or its own date of end."""
    new = [
        found
        for row_id in batch.context.successors.get(row.id, ())
        if (found := batch.instruments.get(row_id)) is not None
    ]
    if row.status == "superseded" and new and row.ended is None and not any(map(effect, new)):
        yield Fault(
            "status", f"is superseded, but {new[0].id} is only {new[0].status}; write what it was "
            "before, or correct the successor"
        )  # fmt: skip


@on_rows("chain-gap", "warning", Instrument)
def chain_gap(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """A predecessor ends when its successor takes effect, within a year.

    A longer gap means that a link of the chain is missing; a longer overlap that the old one
    did not end by being replaced.
    """
    taken = effect(row)
    for old in _replaced(row, batch):
        if taken is None or old.ended is None:
            continue
        gap = (taken.earliest - old.ended.latest).days
        overlap = (old.ended.earliest - taken.latest).days
        if gap > GAP_DAYS:
            yield Fault("replaces", f"{old.id} ended on {old.ended}, {gap} days before {taken}")
        elif overlap > GAP_DAYS:
            yield Fault("replaces", f"{old.id} ended on {old.ended}, {overlap} days after {taken}")


@on_rows("chain-parties", "error", Instrument)
def chain_parties(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """A successor has a party of what it replaces.

    An organisation and its members, past ones included, count as shared.
    """
    for old in _replaced(row, batch):
        if not batch.context.shared(row.parties, old.parties):
            yield Fault("replaces", f"{old.id} has other parties: {';'.join(old.parties)}")


@on_rows("chain-pair", "warning", Instrument)
def chain_pair(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """A successor binds at least two parties of what it replaces, so that it is for the same pair."""
    for old in _replaced(row, batch):
        if batch.context.shared(row.parties, old.parties) == 1:
            yield Fault("replaces", f"{old.id} shares one party only: {';'.join(old.parties)}")


@on_rows("chain-kind", "warning", Instrument)
def chain_kind(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """A successor is of the same kind, or of one at most two rungs away on the ladder."""
    kinds = batch.book.kinds["instrument"]
    for old in _replaced(row, batch):
        mine, theirs = kinds.get(row.kind), kinds.get(old.kind)
        if mine is None or theirs is None or mine is theirs:
            continue
        if mine.rung is None or theirs.rung is None or abs(mine.rung - theirs.rung) > RUNGS:
            yield Fault(
                "replaces", f"{old.id} is a {theirs.label.lower()}, this a {mine.label.lower()}"
            )


@on_rows("chain-fork", "warning", Instrument)
def chain_fork(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """An instrument is replaced by one successor, or by several for different parties."""
    new = [
        found
        for row_id in batch.context.successors.get(row.id, ())
        if (found := batch.instruments.get(row_id)) is not None
    ]
    for n, one in enumerate(new):
        for other in new[n + 1 :]:
            if one.parties == other.parties:
                yield Fault(
                    "id", f"is replaced by both {one.id} and {other.id}; if one replaced the "
                    "other, link those two"
                )  # fmt: skip
