"""Choosing rows by the codes of states and pairs."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import ibis

from kizuna.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from kizuna.panels.panel import Panel


def only(panel: Panel, units: Sequence[str]) -> Panel:
    """See :meth:`kizuna.panels.Panel.only`."""
    if not units:
        return panel
    conditions = [condition for text in units for condition in _conditions(panel, text)]
    return replace(panel, table=panel.table.filter(reduce(or_, conditions)))


def _conditions(panel: Panel, text: str) -> list[ir.BooleanValue]:
    parts = [part.strip() for part in text.split(":")]
    codes = panel.unit.codes
    if len(parts) != len(codes) or not all(parts):
        wanted = "two codes such as JPN:AUS or JPN:*" if len(codes) == 2 else "one code"
        raise InputError(f"{text!r} does not name rows of {panel.unit}: expected {wanted}")
    orders = [parts]
    if panel.unit.dyadic and not panel.unit.directed:
        orders.append(parts[::-1])
    return [_matches(panel, order) for order in orders]


def _matches(panel: Panel, parts: Sequence[str]) -> ir.BooleanValue:
    holds: ir.BooleanValue = ibis.literal(True)
    for name, part in zip(panel.unit.codes, parts, strict=True):
        if part != "*":
            holds &= panel.table[name] == _code(panel, part)
    return holds


def _code(panel: Panel, part: str) -> int | str:
    if panel.unit.system == "actor":
        return part.upper()
    try:
        return int(part)
    except ValueError as error:
        raise InputError(
            f"{part!r} is no code of {panel.unit.system}: expected a number or *"
        ) from error
