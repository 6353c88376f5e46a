"""From one code system to another, row by row and with history; what has no match is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import polars as pl

from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.panels import actors, engines, files
from kizuna.panels.attaching import Attachment, attach
from kizuna.panels.catalogue import dataset
from kizuna.panels.panel import Panel, Use
from kizuna.panels.units import periods

if TYPE_CHECKING:
    from pathlib import Path

    from kizuna.codebook import Codebook
    from kizuna.panels.units import SystemName


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Rows of a panel whose state has no code in the other system.

    Attributes:
        code: the state's own code.
        first, last: first and last year of such rows.
        rows: how many there are.
    """

    code: int | str
    first: int
    last: int
    rows: int


def table(
    own: SystemName, other: SystemName, *, data: Path | str | None, codebook: Codebook | None
) -> pl.DataFrame:
    """Codes of one system in another, and the years in which they hold.

    Where a state of `own` has two codes in a year because it changed within it, the unchanged one
    counts, else the earlier: Gleditsch and Ward's Germany of 1990 is the Federal Republic.

    Returns:
        ``code`` (of `own`), ``other``, ``lo`` and ``hi`` (years, inclusive); no year of a code
        is covered twice.
    """
    if {own, other} == {"cow", "gw"}:
        source = dataset("cow-gw")
        rows = pl.DataFrame(files.read(source, *files.locate(source, data)))
        names = ["code", "other"] if own == "cow" else ["other", "code"]
        pairs = (
            rows.rename(dict(zip(["code1", "code2"], names, strict=True)))
            .drop_nulls(["code", "other"])
            .sort("code", "year", pl.col("code") != pl.col("other"), "other")
            .unique(["code", "year"], keep="first", maintain_order=True)
        )
        return pairs.select("code", "other", lo="year", hi="year")
    spells = actors.codes(own, other, codebook or load())
    lo, hi = periods(pl.col("start"), pl.col("end"), "year")
    years = spells.sort("code", "start", "end").with_columns(lo=lo, hi=hi)
    before = pl.col("hi").shift(1).cum_max().over("code")
    return (
        years.with_columns(lo=pl.max_horizontal("lo", before + 1))
        .filter(pl.col("lo") <= pl.col("hi"))
        .select("code", "other", "lo", "hi")
    )


def add(panel: Panel, system: SystemName) -> Panel:
    """The panel with its states' codes in another system; missing where there is none.

    Rows are never dropped; :func:`unmatched` lists those without a code.
    """
    own = panel.unit.system
    pairs = table(own, system, data=panel.data, codebook=panel.codebook)
    codes = ibis.memtable(pairs.to_arrow())
    attachments = []
    for mine, name in zip(panel.unit.codes, panel.unit.codes_in(system), strict=True):
        here, year = codes.view(), panel.table.year
        on = [panel.table[mine] == here.code, year >= here.lo, year <= here.hi]
        attachments.append(Attachment(here, on, {name: here.other}))
    used = panel.used
    if {own, system} == {"cow", "gw"}:
        source = dataset("cow-gw")
        used = (*used, Use(source, *files.locate(source, panel.data)))
    return replace(attach(panel, attachments), used=used)


def unmatched(panel: Panel, system: SystemName) -> list[Unmatched]:
    """The states and years of a panel that have no code in another system."""
    found: dict[int | str, Unmatched] = {}
    for name, other in zip(panel.unit.codes, panel.unit.codes_in(system), strict=True):
        if other not in panel.columns:
            raise InputError(f"the panel has no column {other}: add it with .codes({system!r})")
        rows = panel.table.filter(panel.table[other].isnull())
        summary = rows.group_by(code=rows[name]).agg(
            first=rows.year.min(), last=rows.year.max(), rows=rows.count()
        )
        for row in engines.to_arrow(summary).to_pylist():
            before = found.get(row["code"])
            found[row["code"]] = (
                Unmatched(**row)
                if before is None
                else Unmatched(
                    row["code"],
                    min(before.first, row["first"]),
                    max(before.last, row["last"]),
                    before.rows + row["rows"],
                )
            )
    return sorted(found.values(), key=lambda item: str(item.code).zfill(5))
