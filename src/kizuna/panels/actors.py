"""The codebook's own actors, states and organisations, as members of a grid and as codes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from kizuna.codebook import Codebook, PartialDate
    from kizuna.panels.units import SystemName

EARLIEST, LATEST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


def spells(codebook: Codebook) -> pl.DataFrame:
    """The spell of every actor; open where the codebook gives no date.

    A partial date counts in full: an actor founded in 1967 exists on any day of 1967.

    Returns:
        ``code, start, end``.
    """
    rows = [
        (actor.code, _first(actor.founded), _last(actor.ended))
        for actor in codebook.actors.values()
    ]
    return pl.DataFrame(rows, schema=["code", "start", "end"], orient="row")


def codes(own: SystemName, other: SystemName, codebook: Codebook) -> pl.DataFrame:
    """Codes of one system in another by way of the codebook, with the years they hold.

    Returns:
        ``code, other`` and ``start, end``.
    """
    if own == "actor":
        return _codes(codebook, other).rename({"actor": "code", "code": "other"})
    return _codes(codebook, own).rename({"actor": "other"})


def _codes(codebook: Codebook, system: str) -> pl.DataFrame:
    read: Callable[[str], int | str] = int if system in {"cow", "gw"} else str
    rows = [
        (item.actor, read(item.code), _first(item.valid_from), _last(item.valid_to))
        for item in codebook.codes
        if item.system == system
    ]
    kind = pl.Int16 if system in {"cow", "gw"} else pl.String
    schema = {"actor": pl.String, "code": kind, "start": pl.Date, "end": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _first(date: PartialDate | None) -> dt.date:
    return EARLIEST if date is None else date.earliest


def _last(date: PartialDate | None) -> dt.date:
    return LATEST if date is None else date.latest
