"""From a named set of indicators to the table that a fit takes.

Sets are data of the codebook (:mod:`kizuna.codebook.depth_sets`); this module fetches the
variables that a set names from their source and puts their values into ordered categories.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kizuna.codebook.depth_sets import DepthItem, DepthSet, depth_set
from kizuna.errors import DataError, InputError
from kizuna.measures.depth.indicators import MISSING, Indicators, Item
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from kizuna.measures.depth.model import Priors
    from kizuna.record import Record


def indicators(
    name: str = "record",
    *,
    sets: Path | str | None = None,
    record: Record | str | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    data: Path | str | None = None,
) -> Indicators:
    """The indicators of a named set.

    Args:
        name: code of the set; :func:`kizuna.codebook.depth_sets.depth_sets` lists them.
        sets: a file with sets of one's own.
        record: an open record or its place, for sets from the record. Default: the shipped one.
        as_known: what the record knew then. Default: now.
        data: folder of the public data, for sets from there.

    Raises:
        InputError: there is no such set, or the record names nobody.
        CodebookError: the file of sets breaks its form.
        DataError: a data file is missing, malformed, or holds a value of no category.

    Examples:
        >>> made = indicators("record")
        >>> made.units[made.unit[0]], len(made.items) > 20
        ('ARE-JPN', True)
    """
    chosen = depth_set(name, sets)
    if chosen.source == "record":
        return _of_record(chosen, record, as_known)
    if chosen.source == "alliances":
        from kizuna.measures.depth.sets_public import observe_alliances

        return tabulated(chosen, chosen.item, observe_alliances(chosen, data))
    if chosen.source == "world":
        from kizuna.measures.depth.sets_public import observe_world

        return tabulated(chosen, chosen.item, observe_world(chosen, data))
    from kizuna.measures.depth.sets_table import observe_table

    return tabulated(chosen, chosen.item, observe_table(chosen))


def priors_of(chosen: DepthSet) -> Priors | None:
    """The priors that a set asks for; ``None`` for the model's own."""
    from kizuna.measures.depth.model import Priors

    if chosen.pace is None:
        return None
    median, spread = chosen.pace
    return Priors(innovation=(math.log(median), spread))


def _of_record(
    chosen: DepthSet,
    record: Record | str | None,
    as_known: str | dt.datetime | dt.date | int | None,
) -> Indicators:
    from kizuna.measures.depth.sets_record import items_of, observe

    with borrow(record) as opened:
        view = opened.view(as_known)
        seen = observe(chosen, view)
        items = items_of(chosen, view.codebook)
        return tabulated(chosen, items, seen.frame, revision=str(view.revision))


def tabulated(
    chosen: DepthSet,
    items: Sequence[DepthItem],
    frame: pl.DataFrame,
    *,
    revision: str = "",
) -> Indicators:
    """Variables as ordered categories, one row per unit and year.

    Args:
        chosen: the set.
        items: its indicators.
        frame: ``unit``, or ``one`` and ``two``, then ``time`` and the variables; ``null`` is
            missing.
        revision: of the record that they come from.

    Raises:
        DataError: a value belongs to no category of its item, or a unit has two rows for a year.
    """
    import numpy as np
    import polars as pl

    if frame.is_empty():
        raise InputError(f"the set {chosen.code} has no rows in {chosen.first} to {chosen.last}")
    if "one" in frame.columns:
        names = pl.min_horizontal("one", "two") + "-" + pl.max_horizontal("one", "two")
        frame = frame.with_columns(unit=names)
    keys = ["unit", "time"] if chosen.dynamic else ["unit"]
    frame = frame.sort(keys)
    if (twice := frame.select(keys).is_duplicated()).any():
        found = frame.filter(twice).select("unit", "time").row(0)
        raise DataError(
            f"set {chosen.code}: two rows for {found[0]}"
            + (f" in {found[1]}; expected one a year" if chosen.dynamic else "; expected one")
        )
    units = frame["unit"].unique().sort()
    return Indicators(
        units=tuple(units),
        items=tuple(
            Item(item.code, item.label, len(item.categories), item.group, item.coder, item.sticky)
            for item in items
        ),
        unit=units.search_sorted(frame["unit"]).to_numpy().astype(np.int32),
        time=frame["time"].to_numpy().astype(np.int32),
        codes=np.column_stack([_codes(frame, item, chosen.code) for item in items]),
        covariates=_covariates(frame, chosen),
        covariate_names=chosen.covariates,
        label=chosen.code,
        dynamic=chosen.dynamic,
        revision=revision,
    )


def _covariates(frame: pl.DataFrame, chosen: DepthSet) -> NDArray[np.float32] | None:
    """Covariates of each unit in its first year, float32, shape (units, p); ``None`` without any."""
    import numpy as np
    import polars as pl

    if not chosen.covariates:
        return None
    for name in chosen.covariates:
        if not frame[name].dtype.is_numeric():
            raise DataError(f"set {chosen.code}: the covariate {name} is no number")
    first = frame.group_by("unit", maintain_order=True).first()
    values = first.select(pl.col(chosen.covariates).cast(pl.Float32)).fill_null(float("nan"))
    return np.asarray(values.to_numpy(), dtype=np.float32)


def _codes(frame: pl.DataFrame, item: DepthItem, where: str) -> NDArray[np.int8]:
    """Categories of an item by row, -1 where missing; shape (rows,)."""
    import polars as pl

    value = pl.max_horizontal(item.variables)
    if not frame.select(value).to_series().dtype.is_numeric():
        raise DataError(f"set {where}, item {item.code}: {', '.join(item.variables)} is no number")
    covered = pl.col("time").is_between(item.first, item.last)
    values = frame.select("time", value=pl.when(covered).then(value))
    if item.levels:
        made = _levelled(frame, values["value"], item, where)
    elif item.cuts:
        made = values.select(
            pl.when(pl.col("value").is_not_null()).then(
                pl.sum_horizontal((pl.col("value") >= cut).cast(pl.Int8) for cut in item.cuts)
            )
        ).to_series()
    else:
        made = _shares(values, len(item.categories))
    codes: NDArray[np.int8] = made.fill_null(MISSING).cast(pl.Int8).to_numpy()
    return codes


def _levelled(frame: pl.DataFrame, values: pl.Series, item: DepthItem, where: str) -> pl.Series:
    import polars as pl

    # Whole numbers are floats wherever a table has them beside missing values: 1.0 is 1.
    values = values.cast(pl.Float64)
    places = {float(value): place for place, level in enumerate(item.levels) for value in level}
    strange = values.is_not_null() & ~values.is_in(list(places))
    if strange.any():
        unit, time, value = frame.select("unit", "time", values).row(strange.arg_true()[0])
        raise DataError(
            f"set {where}, item {item.code}, {unit} {time}: the value {value:g} of "
            f"{', '.join(item.variables)} is in no category; its levels are "
            f"{[list(level) for level in item.levels]}"
        )
    return values.replace_strict(places, default=None, return_dtype=pl.Int8)


def _shares(values: pl.DataFrame, count: int) -> pl.Series:
    """Categories of equal size within each year; equal values share a category."""
    import polars as pl

    value = pl.col("value")
    place = (value.rank("average") - 0.5) / value.count()
    return values.select(
        (place.over("time") * count).floor().clip(0, count - 1).cast(pl.Int8)
    ).to_series()
