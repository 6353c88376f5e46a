"""Joining data sets onto panels: by shape, without ever adding or dropping a row.

Data sets with one row per state and year are first put side by side, so that a pair looks up its
two states once and not once per data set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import polars as pl

from kizuna.errors import DataError, InputError
from kizuna.panels import crosswalk, files, intervals
from kizuna.panels.attaching import Attachment, attach
from kizuna.panels.catalogue import resolve
from kizuna.panels.panel import Panel, Use
from kizuna.panels.units import PREFIX, periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import ibis.expr.types as ir

    from kizuna.panels.catalogue import Column, Dataset, Layout
    from kizuna.panels.units import Period

FEWER = 4
"""How many times fewer rows make it worth while to join runs of years rather than years."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a data set, and the file it is in."""

    dataset: Dataset
    columns: tuple[Column, ...]
    layout: Layout
    path: Path

    @property
    def years(self) -> tuple[int, int]:
        """The years that the file covers."""
        if self.layout.extent == "file":
            years = self.frame()["year"]
            return int(years.min() or 0), int(years.max() or 0)  # type: ignore[arg-type]
        return (
            self.layout.first or self.dataset.first,
            self.layout.last or self.dataset.last,
        )

    @property
    def directed(self) -> bool:
        """Whether the file tells A-B from B-A."""
        return self.dataset.directed if self.layout.directed is None else self.layout.directed

    @property
    def prefix(self) -> str:
        """What the columns of its codes are called in a panel."""
        return PREFIX[self.layout.system]

    @property
    def left_out(self) -> str:
        """Which rows of the file say nothing about a state of the system."""
        if self.dataset.shape == "votes":
            return ""
        about = files.read(self.dataset, self.layout, self.path).schema.metadata or {}
        return (about.get(files.LEFT_OUT) or b"").decode()

    def frame(self) -> pl.DataFrame:
        """Keys and wanted columns of the file."""
        frame = pl.DataFrame(files.read(self.dataset, self.layout, self.path))
        keys = [k for k in ("code", "code1", "code2", "year", "start", "end") if k in frame.columns]
        return frame.select(*keys, *(column.name for column in self.columns))


def join(panel: Panel, names: Sequence[str], *, last: bool = False) -> Panel:
    """The panel with the data sets or variables called `names`; see :meth:`Panel.join`."""
    derived = [name for name in names if resolve(name)[1] == ("capdist",)]
    panel, wanted = _wanted(panel, [name for name in names if name not in derived])
    attachments = list(_states(panel, [w for w in wanted if w.dataset.shape == "state-year"]))
    for item in wanted:
        if item.dataset.shape == "state-spell":
            attachments += _sides(panel, _spells(item, panel.unit.period, last=last), [item])
        elif _dyadic(item.dataset):
            attachments.append(_pair(panel, item, last=last))
    used = tuple(
        Use(w.dataset, w.layout, w.path, tuple(column.name for column in w.columns)) for w in wanted
    )
    notes = [f"{w.path.name}: left out {w.left_out}" for w in wanted if w.left_out]
    panel = replace(
        attach(panel, attachments), used=(*panel.used, *used), notes=(*panel.notes, *notes)
    )
    return _capital_distance(panel, last=last) if derived else panel


def politically_relevant(panel: Panel) -> Panel:
    """See :meth:`Panel.politically_relevant`."""
    if not panel.unit.dyadic:
        raise InputError("political relevance is about pairs of states: make a panel of dyads")
    have = {"contiguity": "conttype", "majors": "cowmaj1"}
    lacking = [name for name, column in have.items() if column not in panel.columns]
    return panel.join(*lacking).filter(
        lambda t: (t.conttype > 0) | (t.cowmaj1 == 1) | (t.cowmaj2 == 1)
    )


def _wanted(panel: Panel, names: Iterable[str]) -> tuple[Panel, list[Wanted]]:
    """Files and columns for `names`, each data set once; the panel with the codes they need."""
    columns: dict[str, tuple[Dataset, list[str]]] = {}
    for name in names:
        dataset, some = resolve(name)
        _, listed = columns.setdefault(dataset.name, (dataset, []))
        listed += [column.name for column in dataset.columns(some) if column.name not in listed]
    wanted = []
    for dataset, listed in columns.values():
        if _dyadic(dataset) and not panel.unit.dyadic:
            raise InputError(f"{dataset.name} is about pairs of states, the panel about states")
        panel, layout, path = _located(panel, dataset)
        wanted.append(Wanted(dataset, dataset.columns(tuple(listed)), layout, path))
    return panel, wanted


def _located(panel: Panel, dataset: Dataset) -> tuple[Panel, Layout, Path]:
    """The data set's file, coded as the panel if there is one; otherwise the panel with its codes."""
    offered = list(dict.fromkeys(layout.system for layout in dataset.layout))
    held = [s for s in offered if set(panel.unit.codes_in(s)) <= set(panel.columns)]
    held.sort(key=lambda system: system != panel.unit.system)
    reasons: list[DataError] = []
    for system in [*held, *(s for s in offered if s not in held)]:
        try:
            layout, path = files.locate(dataset, panel.data, system=system)
        except DataError as error:
            reasons.append(error)
        else:
            return (panel if system in held else crosswalk.add(panel, system)), layout, path
    raise reasons[0]


def _states(panel: Panel, wanted: list[Wanted]) -> Iterable[Attachment]:
    """Data sets with one row per state and year, side by side in one table per code system."""
    for prefix in dict.fromkeys(item.prefix for item in wanted):
        group = [item for item in wanted if item.prefix == prefix]
        frame = group[0].frame()
        for item in group[1:]:
            frame = frame.join(item.frame(), on=["code", "year"], how="full", coalesce=True)
        yield from _sides(panel, ibis.memtable(frame.to_arrow()), group)


def _sides(panel: Panel, right: ir.Table, wanted: list[Wanted]) -> Iterable[Attachment]:
    """Variables of states: once on states, on pairs once for each side."""
    for code in panel.unit.codes_in(wanted[0].layout.system):
        side = code[-1] if panel.unit.dyadic else ""
        rows = right.view()
        values = {
            f"{column.name}{side}": _value(panel, rows, column, item.years, [code])
            for item in wanted
            for column in item.columns
        }
        yield Attachment(rows, [panel.table[code] == rows.code, *_when(panel, rows)], values)


def _pair(panel: Panel, wanted: Wanted, *, last: bool) -> Attachment:
    """Variables of pairs; a data set of undirected pairs serves both directions."""
    if wanted.dataset.shape == "votes":
        right = ibis.memtable(_votes(panel, wanted).to_arrow())
    elif wanted.dataset.shape == "dyad-spell":
        right = _spells(wanted, panel.unit.period, last=last)
    else:
        right = ibis.memtable(_runs(_folded(panel, wanted)).to_arrow())
    codes = panel.unit.codes_in(wanted.layout.system)
    one, two = (panel.table[code] for code in codes)
    if not wanted.directed:
        one, two = ibis.least(one, two), ibis.greatest(one, two)
    on = [one == right.code1, two == right.code2, *_when(panel, right)]
    values = {c.name: _value(panel, right, c, wanted.years, codes) for c in wanted.columns}
    return Attachment(right, on, values)


def _dyadic(dataset: Dataset) -> bool:
    """Whether its rows are about pairs."""
    return dataset.shape.startswith("dyad") or dataset.shape == "votes"


def _votes(panel: Panel, wanted: Wanted) -> pl.DataFrame:
    """Similarity of votes, of each pair once."""
    from kizuna.panels.portfolios import votes

    frame = votes(data=panel.data, codebook=panel.codebook)
    return frame.select(
        "code1",
        "code2",
        "year",
        *(pl.col(column.name.removeprefix("un_")).alias(column.name) for column in wanted.columns),
    )


def _folded(panel: Panel, wanted: Wanted) -> pl.DataFrame:
    """Rows about pairs; what is folded says the same of both directions on undirected panels."""
    frame = wanted.frame()
    larger = [column.name for column in wanted.columns if column.fold == "max"]
    added = [column.name for column in wanted.columns if column.fold == "sum"]
    if panel.unit.directed or not wanted.directed or not (larger or added):
        return frame
    keys = ["code1", "code2", "year"]
    # In both orders: the panel's order need not be that of the codes of the file.
    there = frame.select(*keys, *larger, *added)
    back = there.rename({"code1": "code2", "code2": "code1"}).select(there.columns)
    both = (
        pl.concat([there, back])
        .group_by(keys)
        .agg(
            pl.col(larger).max(),
            *(pl.when(pl.col(n).count() > 0).then(pl.col(n).sum()) for n in added),
        )
    )
    return both.join(frame.drop(*larger, *added), on=keys, how="left")


def _runs(frame: pl.DataFrame) -> pl.DataFrame:
    """Years of a pair with the same values as one row, where that makes the table much shorter.

    The distance between two states, or their alliance, stays for decades what it was: a million
    rows become thirty thousand, which is what an engine has to hold to look them up.

    Returns:
        ``first`` and ``last`` in the place of ``year``, or `frame` as it is.
    """
    rows = frame.sort("code1", "code2", "year")
    same = [name for name in rows.columns if name != "year"]
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in same)
    begins = rows.select(changed | (pl.col("year") != pl.col("year").shift(1) + 1)).to_series()
    begins = begins.fill_null(value=True)
    if FEWER * int(begins.sum()) > rows.height:
        return frame
    ends = begins.shift(-1, fill_value=True)
    last = rows["year"].filter(ends).alias("last")
    return rows.filter(begins).rename({"year": "first"}).with_columns(last)


def _spells(wanted: Wanted, period: Period, *, last: bool) -> ir.Table:
    """Spells as intervals of the panel's periods, none of which overlap within a state or pair."""
    lo, hi = periods(pl.col("start"), pl.col("end"), period)
    frame = wanted.frame().with_columns(lo=lo, hi=hi)
    keys = [name for name in ("code", "code1", "code2") if name in frame.columns]
    cut = intervals.disjoint(
        ibis.memtable(frame.to_arrow()), keys, order=("start", "end"), last=last
    )
    return cut.drop("start", "end")


def _when(panel: Panel, right: ir.Table) -> list[ir.BooleanValue]:
    """Conditions that the period of the panel's row and of the data set's row are the same."""
    if "year" in right.columns:
        return [panel.table.year == right.year]
    if "first" in right.columns:
        return [panel.table.year >= right.first, panel.table.year <= right.last]
    clock = panel.unit.clock(panel.table)
    return [clock >= right.lo, clock <= right.hi]


def _value(
    panel: Panel, right: ir.Table, column: Column, years: tuple[int, int], codes: Sequence[str]
) -> ir.Value:
    """A value, or the one that stands for a row that is covered but not listed."""
    value = right[column.name]
    if column.absent is None:
        return value
    covered = panel.table.year.between(*years)
    for code in codes:
        if code not in panel.unit.codes:
            covered &= panel.table[code].notnull()
    return ibis.coalesce(value, ibis.ifelse(covered, column.absent, None).cast(value.type()))


def _capital_distance(panel: Panel, *, last: bool) -> Panel:
    """Kilometres between two capitals on a sphere of 6378.137 km, by Vincenty's formula."""
    if not panel.unit.dyadic:
        raise InputError("capdist is the distance between two states: make a panel of dyads")
    places = ("lat1", "lng1", "lat2", "lng2")
    lacking = [name for name in ("lat", "lng") if f"{name}1" not in panel.columns]
    placed = join(panel, lacking, last=last) if lacking else panel
    table = placed.table
    lat1, lng1, lat2, lng2 = (table[name].radians() for name in places)
    across = lat2.cos() * (lng1 - lng2).sin()
    along = lat1.cos() * lat2.sin() - lat1.sin() * lat2.cos() * (lng1 - lng2).cos()
    facing = lat1.sin() * lat2.sin() + lat1.cos() * lat2.cos() * (lng1 - lng2).cos()
    kilometres = 6378.137 * (across * across + along * along).sqrt().atan2(facing)
    drop = [name for name in places if name[:-1] in lacking]
    return replace(placed, table=table.mutate(capdist=kilometres).drop(*drop))
