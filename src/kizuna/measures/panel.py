"""Panels by name: grids, public data, the record's own variables and the measures of this room.

:mod:`kizuna.panels` knows nothing of measures; here each measure gives a table of actors and years,
which is matched to the rows of a panel. What a measure does not say is missing, never zero.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from kizuna.errors import DataError, InputError
from kizuna.record.open import borrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from kizuna.measures.convergence.result import Point
    from kizuna.panels import Panel, Unit
    from kizuna.panels.grids import When
    from kizuna.panels.units import Members, Period, SystemName
    from kizuna.record import Record

UnitName = Literal[
    "dyad-years", "dyad-months", "dyad-days", "state-years", "state-months", "state-days"
]
UNITS: tuple[str, ...] = get_args(UnitName)
MEASURES = ("salience", "convergence", "depth")
DEPTH = ("unit", "time", "mean", "sd", "q05", "q95")
"""Columns of a saved fit of depth; a unit names two actors, such as ``AUS-JPN``."""


def panel(
    unit: UnitName | str = "dyad-years",
    *,
    join: Sequence[str] = (),
    only: Sequence[str] = (),
    system: SystemName | None = None,
    directed: bool = True,
    first: When | None = None,
    last: When | None = None,
    relevant: bool = False,
    members: Members = "any_day",
    microstates: bool = True,
    depth: pl.DataFrame | Path | str | None = None,
    data: Path | str | None = None,
    record: Record | str | None = None,
) -> Panel:
    """Every state or pair of states in every period, with whatever is named joined on.

    Args:
        unit: ``dyad-years``, ``state-months`` and so on.
        join: names of public data sets or their columns; kinds of instrument, dialogue or event of
            the codebook; ``rung``; ``salience`` (of all threats, or of one:
            ``salience.terrorism``), ``convergence``, ``depth``.
        only: states, or pairs written ``JPN:AUS``; ``*`` stands for any.
        system: whose codes: ``cow``, ``gw`` or ``actor``. Default: ``actor`` where `join` or
            `only` speak of the record, else ``cow``.
        directed: A-B and B-A are two rows.
        first: first year, month ``1990-07`` or day.
        last: last one.
        relevant: only politically relevant pairs.
        members: which days of a period count; see :func:`kizuna.panels.grid`.
        microstates: Gleditsch and Ward's microstates.
        depth: a saved fit of depth, or its file. Default: the fit that ships with the record.
        data: folder of the public data.
        record: an open record or its place. Default: the shipped one.

    Returns:
        A lazy panel. Salience is the coded value, 0 to 3, that stands at the end of the year, by
        side (``salience_terrorism1``); convergence the index at the end of the year with its
        interval; depth the posterior mean with its deviation and quantiles.

    Raises:
        InputError: for an unknown unit or name, or one that does not fit the unit.
        DataError: for a missing or malformed file.

    Examples:
        >>> import kizuna
        >>> made = kizuna.panel(
        ...     join=["acsa", "rung"], only=["JPN:AUS"], first=2016, last=2016
        ... )
        >>> made.to_polars().row(0)
        ('JPN', 'AUS', 2016, 1.0, 6)
    """
    from kizuna.panels.catalogue import known
    from kizuna.panels.grids import grid
    from kizuna.panels.recorded import until

    names = list(dict.fromkeys(join))
    public = [name for name in names if known(name)]
    measured = [name for name in names if name.partition(".")[0] in MEASURES]
    kinds = [name for name in names if name not in public and name not in measured]
    chosen = _unit(unit, system or _system(kinds + measured, only), directed=directed)
    if not kinds and not measured and chosen.system != "actor":
        made = grid(
            chosen, first=first, last=last, members=members, microstates=microstates, data=data
        ).only(*only)
    else:
        with borrow(record) as opened:
            view = opened.view()
            made = grid(
                chosen,
                first=first,
                last=last or until(view),
                members=members,
                microstates=microstates,
                data=data,
                codebook=view.codebook,
            ).only(*only)
            made = made.record(view, *kinds)
            # Pairs named by numbers are other codes than those of the record.
            pairs = only if chosen.system == "actor" else ()
            made = _measured(made, measured, opened, pairs, depth, last or until(view))
    if relevant:
        made = made.politically_relevant()
    return made.join(*public)


def _system(own: Sequence[str], only: Sequence[str]) -> SystemName:
    """The system that a request speaks of: letters, or the record's own variables, mean actors."""
    codes = [part for item in only for part in item.split(":")]
    letters = any(part != "*" and not part.isdigit() for part in codes)
    return "actor" if own or letters else "cow"


def _unit(name: str, system: SystemName, *, directed: bool) -> Unit:
    from kizuna.panels import Unit

    if name not in UNITS:
        raise InputError(f"unit {name!r} is unknown: choose one of {', '.join(UNITS)}")
    who, _, when = name.removesuffix("s").partition("-")
    dyadic = who == "dyad"
    return Unit(system, dyadic=dyadic, directed=dyadic and directed, period=cast("Period", when))


def _measured(
    panel: Panel,
    names: Sequence[str],
    record: Record,
    only: Sequence[str],
    depth: pl.DataFrame | Path | str | None,
    last: When,
) -> Panel:
    """The panel with the measures called `names`."""
    from kizuna.panels.grids import day

    if not names:
        return panel
    if panel.unit.period != "year":
        raise InputError(f"{', '.join(names)}: measured at the end of years; make a panel of years")
    end = day(last, end=True)
    for name in names:
        what, _, detail = name.partition(".")
        if what == "salience":
            panel = _salience(panel, record, detail, end)
        elif not panel.unit.dyadic or detail:
            raise InputError(f"{name!r}: {what} is one value for a pair; make a panel of dyads")
        elif what == "convergence":
            panel = panel.attach(convergences(record, end, only=only), system="actor")
        else:
            panel = panel.attach(depths(_fit_for(record, depth)), system="actor")
    return panel


def _salience(panel: Panel, record: Record, threat: str, end: dt.date) -> Panel:
    """The panel with salience, on pairs once for each side."""
    table = saliences(record, end, threat=threat)
    values = [name for name in table.columns if name not in ("actor", "year")]
    if not panel.unit.dyadic:
        return panel.attach(table, system="actor")
    for side in "12":
        names = {"actor": f"actor{side}"} | {name: f"{name}{side}" for name in values}
        panel = panel.attach(table.rename(names), system="actor")
    return panel


def saliences(record: Record, end: dt.date, *, threat: str = "") -> pl.DataFrame:
    """Coded salience that stands at the end of each year, by actor.

    Args:
        record: an open record.
        end: last day.
        threat: code of one threat of the codebook; all that were coded by default.

    Returns:
        ``actor, year`` and ``salience_<threat>``, 0 to 3; missing where it was never coded or is
        too old to enter comparisons.
    """
    import polars as pl

    from kizuna.measures.salience.coded import publications, standing

    view = record.view()
    if threat and threat not in view.codebook.threats:
        raise InputError(f"unknown threat {threat[:40]!r}: see `kizuna codebook threats`")
    holders = publications(view)
    spoken = {code for said in holders.values() for p in said for code in p.values}
    threats = [threat] if threat else [code for code in view.codebook.threats if code in spoken]
    rows = []
    for actor, said in holders.items():
        for year in range(said[0].date.earliest.year, end.year + 1):
            stands = standing(said, min(dt.date(year, 12, 31), end))
            values = {entry.threat: entry.value for entry in stands if not entry.stale}
            rows.append((actor, year, *(values.get(code) for code in threats)))
    schema: dict[str, type[pl.DataType]] = {"actor": pl.String, "year": pl.Int16}
    schema |= {f"salience_{code}": pl.Float64 for code in threats}
    return pl.DataFrame(rows, schema=schema, orient="row")


def convergences(record: Record, end: dt.date, *, only: Sequence[str] = ()) -> pl.DataFrame:
    """Convergence at the end of each year, for pairs whose documents can be compared.

    Args:
        record: an open record.
        end: last day.
        only: pairs written ``JPN:*``; all by default.

    Returns:
        ``actor1, actor2`` (both orders), ``year``, ``convergence`` and the bounds of its interval,
        ``convergence_low`` and ``convergence_high``, as :func:`kizuna.convergence` gives them.
    """
    import polars as pl

    from kizuna.measures.salience.coded import publications

    holders = sorted(publications(record.view()))
    rows = []
    for one, other in combinations(holders, 2):
        if _named(one, other, only):
            for point in _course(record, one, other, end):
                values = (point.on.year, point.index, point.low, point.high)
                rows += [(one, other, *values), (other, one, *values)]
    schema: dict[str, type[pl.DataType]] = {"actor1": pl.String, "actor2": pl.String}
    schema |= {"year": pl.Int16, "convergence": pl.Float64}
    schema |= {"convergence_low": pl.Float64, "convergence_high": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _course(record: Record, one: str, other: str, end: dt.date) -> tuple[Point, ...]:
    """Points of the index, up to the last year in which the two can be compared."""
    from kizuna.measures.convergence import convergence
    from kizuna.measures.salience.coded import publications

    said = publications(record.view(), [one, other])
    oldest = min(p.date.earliest.year for published in said.values() for p in published)
    for year in range(end.year, oldest - 1, -1):
        try:
            on = min(dt.date(year, 12, 31), end)
            return convergence(one, other, as_of=on, record=record).course
        except InputError:
            # Too old, or not yet coded, by then; what stood a year before may still compare.
            continue
    return ()


def _named(one: str, other: str, only: Iterable[str]) -> bool:
    """Whether a pair is among those named, in either order."""
    patterns = [item.upper().split(":") for item in only]
    return not patterns or any(
        all(part in ("*", code) for part, code in zip(pattern, pair, strict=False))
        for pattern in patterns
        for pair in ((one, other), (other, one))
    )


def _fit_for(
    record: Record, depth: pl.DataFrame | Path | str | None
) -> pl.DataFrame | Path | str | None:
    """The fit that was named, else the shipped one if it is of this record."""
    from kizuna.measures.depth.shipped import is_shipped, shipped_frame

    return shipped_frame() if depth is None and is_shipped(record.view()) else depth


def depths(fit: pl.DataFrame | Path | str | None) -> pl.DataFrame:
    """Depth of a saved fit by pair and year, both orders.

    Args:
        fit: a table with the columns :data:`DEPTH`, a Parquet or CSV file of it, or a file that
            ``kizuna depth fit`` wrote (ending in ``.fit``).

    Raises:
        InputError: if there is none.
        DataError: if a column is missing, or a unit does not name two actors.
    """
    import polars as pl

    if fit is None:
        raise InputError(
            "depth has to be fitted first: name the saved fit with depth=FILE (--depth FILE)"
        )
    label = "the fit of depth" if isinstance(fit, pl.DataFrame) else Path(fit).name
    frame = fit if isinstance(fit, pl.DataFrame) else _open(Path(fit))
    if missing := [name for name in DEPTH if name not in frame.columns]:
        raise DataError(
            f"{label}: no column {', '.join(missing)}; found {', '.join(frame.columns)}. "
            f"Expected a saved fit of depth: {', '.join(DEPTH)}"
        )
    units = [re.split(r"[^A-Za-z]+", str(unit).strip()) for unit in frame["unit"]]
    if wrong := [i for i, parts in enumerate(units) if len(parts) != 2 or not all(parts)]:
        raise DataError(
            f"{label}, row {wrong[0] + 2}, column unit: found {frame['unit'][wrong[0]]!r}, "
            "expected two actors such as AUS-JPN"
        )
    named = frame.select(
        year=pl.col("time").cast(pl.Int16),
        depth="mean",
        depth_sd="sd",
        depth_q05="q05",
        depth_q95="q95",
    ).with_columns(
        actor1=pl.Series([parts[0] for parts in units], dtype=pl.String),
        actor2=pl.Series([parts[1] for parts in units], dtype=pl.String),
    )
    turned = named.rename({"actor1": "actor2", "actor2": "actor1"}).select(named.columns)
    return pl.concat([named, turned])


def _open(path: Path) -> pl.DataFrame:
    import polars as pl

    if path.suffix == ".fit":
        from kizuna.measures.depth import DepthFit

        return DepthFit.load(path).to_frame()
    try:
        return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"{path.name}: cannot be read as a saved fit of depth: {error}") from error
