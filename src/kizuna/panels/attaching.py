"""Attaching looked-up values to the rows of a panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis

from kizuna.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    import polars as pl

    from kizuna.panels.panel import Panel
    from kizuna.panels.units import SystemName


@dataclass(frozen=True, slots=True)
class Attachment:
    """A table to look up in, on which conditions, and the values to take from it.

    Attributes:
        right: at most one of its rows fits a row of the panel.
        on: conditions on columns of the panel's table and of `right`.
        values: by the name they get in the panel.
    """

    right: ir.Table
    on: list[ir.BooleanValue]
    values: dict[str, ir.Value]


def attach(panel: Panel, attachments: Sequence[Attachment]) -> Panel:
    """The panel with the values of all `attachments`: one chain of left joins, one selection.

    Raises:
        InputError: if a column of one of the names is already there.
    """
    if not attachments:
        return panel
    values: dict[str, ir.Value] = {}
    chain = panel.table
    for item in attachments:
        if taken := sorted(set(item.values) & {*panel.columns, *values}):
            raise InputError(f"the panel already has {', '.join(taken)}: rename or drop it first")
        chain = chain.left_join(item.right, item.on)
        values |= item.values
    joined = chain.select(panel.table, **values)
    # A plain selection closes the chain: Ibis would add a later join to it and lose its columns.
    return replace(panel, table=joined.select(joined.columns), ordered=False)


def own(panel: Panel, frame: pl.DataFrame, columns: Sequence[str], system: SystemName) -> Panel:
    """See :meth:`kizuna.panels.Panel.attach`."""
    codes = [name for name in panel.unit.codes_in(system) if name in frame.columns]
    keys = [*codes, *(name for name in panel.unit.keys if name not in panel.unit.codes)]
    wanted = [*(codes or panel.unit.codes_in(system)), *keys, *columns]
    if missing := dict.fromkeys(name for name in wanted if name not in frame.columns):
        raise InputError(f"the table has no column {', '.join(missing)}; it has {frame.columns}")
    if frame.select(keys).is_duplicated().any():
        raise InputError(f"the table has several rows for one {', '.join(keys)}; expected one each")
    right = ibis.memtable(frame.to_arrow())
    names = columns or [name for name in frame.columns if name not in keys]
    on = [panel.table[key] == right[key] for key in keys]
    return attach(panel, [Attachment(right, on, {name: right[name] for name in names})])
