"""Grids: every state, or every pair of states, in every year, month or day of a span."""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import ibis
import polars as pl

from kizuna.codebook import load
from kizuna.errors import InputError
from kizuna.panels import actors, files, intervals
from kizuna.panels.catalogue import dataset
from kizuna.panels.panel import Panel, Use
from kizuna.panels.units import EPOCH, Unit, periods, whole_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kizuna.codebook import Codebook
    from kizuna.panels.units import Members, SystemName

When = int | str | dt.date


def grid(
    unit: Unit,
    *,
    first: When | None = None,
    last: When | None = None,
    members: Members = "any_day",
    microstates: bool = True,
    data: Path | str | None = None,
    codebook: Codebook | None = None,
) -> Panel:
    """Every state or pair of states in every period in which it exists.

    Args:
        unit: the unit of analysis.
        first: first year (or month ``1990-07``, or day); by default that of the list of states.
        last: last one, inclusive; by default the last that the list of states covers. Beyond it,
            the states of its last day are carried on and marked in a column ``extended``.
        members: which days of a period count; two states form a pair only if they exist on one
            and the same day.
        microstates: whether Gleditsch and Ward's list of microstates counts.
        data: folder of the public data; see :func:`kizuna.panels.files.folder`.
        codebook: for the system ``actor``, whose actors; the shipped one by default.

    Returns:
        A lazy panel in the order of its keys. Codes and years are int16, months int8.

    Raises:
        DataError: if the list of states is missing or malformed.
        InputError: if the span is empty or cannot be read.
    """
    use: tuple[Use, ...] = ()
    if unit.system == "actor":
        codebook = codebook or load()
        spells, published = actors.spells(codebook), actors.LATEST
        if first is None or last is None:
            raise InputError("the codebook's actors have no last year: give both first and last")
    else:
        spells, published, use = _spells(unit.system, data, microstates=microstates)
    span = _span(first, last, spells, published)
    spells = spells.with_columns(
        end=pl.when(pl.col("end") == published).then(max(published, span[1])).otherwise("end")
    )
    lo, hi = periods(pl.col("start"), pl.col("end"), unit.period, members)
    bounds = [whole_of(day, unit.period) for day in span]
    spells = spells.select(
        "code",
        start=pl.col("start").cast(pl.Int32),
        end=pl.col("end").cast(pl.Int32),
        lo=pl.max_horizontal(lo, bounds[0]),
        hi=pl.min_horizontal(hi, bounds[1]),
    ).filter(pl.col("lo") <= pl.col("hi"))
    table = _rows(ibis.memtable(spells.to_arrow()), unit)
    notes: tuple[str, ...] = ()
    if span[1] > published:
        table = table.mutate(extended=unit.clock(table) > whole_of(published, unit.period))
        notes = (f"after {published} the states of that day are carried forward (extended)",)
    return Panel(table, unit, data=data, codebook=codebook, used=use, notes=notes)


def _rows(spells: ir.Table, unit: Unit) -> ir.Table:
    """The rows of the grid from the spells of its states."""
    if unit.dyadic:
        spells = intervals.pairs(spells, directed=unit.directed)
    keys = ["code1", "code2"] if unit.dyadic else ["code"]
    rows = intervals.expand(intervals.disjoint(spells, keys), keys, "clock")
    names = {name: rows[key] for name, key in zip(unit.codes, keys, strict=True)}
    if unit.period == "year":
        return rows.select(**names, year=rows.clock.cast("int16"))
    if unit.period == "month":
        return rows.select(
            **names,
            year=(rows.clock // 12).cast("int16"),
            month=(rows.clock % 12 + 1).cast("int8"),
        )
    moment = (ibis.literal(EPOCH) + rows.clock.cast("int32").as_interval("D")).cast("timestamp")
    dated = rows.mutate(date=moment.date())  # DuckDB adds days to a date as a timestamp
    return dated.select(
        *(dated[key].name(name) for name, key in zip(unit.codes, keys, strict=True)),
        year=dated.date.year().cast("int16"),
        date=dated.date,
    )


def _spells(
    system: SystemName, data: Path | str | None, *, microstates: bool
) -> tuple[pl.DataFrame, dt.date, tuple[Use, ...]]:
    """Spells of a state system, the day up to which it is published, and where they come from."""
    states = dataset(f"{system}-states")
    layout, path = files.locate(states, data, system=system)
    spells = pl.DataFrame(files.read(states, layout, path))
    published: dt.date = spells["end"].max()  # type: ignore[assignment]
    if not microstates and system == "gw":
        spells = spells.filter(pl.col("microstate").fill_null(0) == 0)
    return spells.select("code", "start", "end"), published, (Use(states, layout, path),)


def _span(
    first: When | None, last: When | None, spells: pl.DataFrame, published: dt.date
) -> tuple[dt.date, dt.date]:
    """First and last day asked for."""
    earliest: dt.date = spells["start"].min()  # type: ignore[assignment]
    begin = earliest if first is None else day(first)
    end = published if last is None else day(last, end=True)
    if end < begin:
        raise InputError(f"the span from {begin} to {end} is empty: give first before last")
    return begin, end


def day(when: When, *, end: bool = False) -> dt.date:
    """The first (or last, with `end`) day of a year, of a month ``1990-07``, or of a day.

    Raises:
        InputError: if `when` is no such date.
    """
    if isinstance(when, dt.date):
        return when
    try:
        parts = [int(part) for part in str(when).split("-")]
        year, month, number = (*parts, *([12, 31] if end else [1, 1])[len(parts) - 1 :])
        if end and len(parts) < 3:
            number = calendar.monthrange(year, month)[1]
        return dt.date(year, month, number)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{when!r} is no date: write a year 1990, a month 1990-07 or a day 1990-07-01"
        ) from error


class Span(TypedDict, total=False):
    """Options that all grids share; see :func:`grid`."""

    first: When | None
    last: When | None
    members: Members
    microstates: bool
    data: Path | str | None
    codebook: Codebook | None


def state_years(system: SystemName = "cow", **span: Unpack[Span]) -> Panel:
    """State-years; for the options see :func:`grid`."""
    return grid(Unit(system), **span)


def state_months(system: SystemName = "cow", **span: Unpack[Span]) -> Panel:
    """State-months; for the options see :func:`grid`."""
    return grid(Unit(system, period="month"), **span)


def state_days(system: SystemName = "cow", **span: Unpack[Span]) -> Panel:
    """State-days; for the options see :func:`grid`."""
    return grid(Unit(system, period="day"), **span)


def dyad_years(system: SystemName = "cow", *, directed: bool = True, **span: Unpack[Span]) -> Panel:
    """Dyad-years; for the options see :func:`grid`.

    Example:
        >>> panel = dyad_years("cow", first=1816, last=2016)  # doctest: +SKIP
        >>> len(panel.to_polars())  # doctest: +SKIP
        1912290
    """
    return grid(Unit(system, dyadic=True, directed=directed), **span)


def dyad_months(
    system: SystemName = "cow", *, directed: bool = True, **span: Unpack[Span]
) -> Panel:
    """Dyad-months; for the options see :func:`grid`."""
    return grid(Unit(system, dyadic=True, directed=directed, period="month"), **span)


def dyad_days(system: SystemName = "cow", *, directed: bool = True, **span: Unpack[Span]) -> Panel:
    """Dyad-days; for the options see :func:`grid`. Write them to a file, they are many."""
    return grid(Unit(system, dyadic=True, directed=directed, period="day"), **span)
