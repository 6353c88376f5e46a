"""From the rows of a file to one row per key: codes, dates, values, and treaties gathered into years."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from kizuna.codebook import load
from kizuna.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kizuna.panels.catalogue import Column, Dataset, Layout

TYPES: dict[str, type[pl.DataType]] = {
    "int8": pl.Int8,
    "int16": pl.Int16,
    "int32": pl.Int32,
    "float64": pl.Float64,
    "text": pl.String,
}
SHOWN = 8
"""How many of the names that are no actors a report lists."""


def needed(dataset: Dataset, layout: Layout) -> dict[str, pl.DataType]:
    """Type of every column that the layout needs; numbers are floating until they are checked."""
    number, text = pl.Float64(), pl.String()
    worded = layout.names or layout.system == "actor"
    types: dict[str, pl.DataType] = dict.fromkeys(layout.code, text if worded else number)
    types |= dict.fromkeys(filter(None, (layout.year, layout.within)), number)
    for names in (layout.start, layout.end):
        types |= dict.fromkeys(names, text if len(names) == 1 else number)
    for column in dataset.column:
        one, compared, other = _name(layout, column).partition(" == ")
        if one:
            types[one] = text if column.type == "text" else number
        if compared and not other.isdigit():
            types[other] = number
    return types


def codes(frame: pl.DataFrame, layout: Layout, years: pl.Series | None) -> list[pl.Series]:
    """The state codes of each row; missing where a name is no actor's."""
    if layout.names:
        known = _known() | {name.casefold(): code for name, code in layout.called.items()}
        return [
            frame[name]
            .str.strip_chars()
            .str.to_lowercase()
            .replace_strict(known, default=None, return_dtype=pl.String)
            for name in layout.code
        ]
    kind = pl.String if layout.system == "actor" else pl.Int16
    made = [frame[name].cast(kind) for name in layout.code]
    if not layout.recode or years is None:
        return made
    time = pl.lit(years)
    return [
        pl.select(
            pl.coalesce(
                *(
                    pl.when(
                        (pl.lit(code) == rule.code) & time.is_between(rule.first, rule.last)
                    ).then(pl.lit(rule.to, dtype=pl.Int16))
                    for rule in layout.recode
                ),
                pl.lit(code),
            )
        ).to_series()
        for code in made
    ]


@cache
def _known() -> dict[str, str]:
    """The code of every name, short or long, that the codebook gives an actor."""
    return {
        name.casefold(): actor.code
        for actor in load().actors.values()
        for name in (*actor.aliases, actor.name)
    }


def strangers(frame: pl.DataFrame, layout: Layout, keys: list[pl.Series]) -> str:
    """What a report says of names that are no actor of the codebook; empty if there are none."""
    names = [frame[name].filter(key.is_null()) for name, key in zip(layout.code, keys, strict=True)]
    counts = pl.concat([series.alias("name") for series in names]).value_counts(sort=True)
    if counts.is_empty():
        return ""
    shown = [f"{name} ({count})" for name, count in counts.rows()[:SHOWN]]
    more = f" and {counts.height - SHOWN} more" if counts.height > SHOWN else ""
    return f"rows of names that are no actor: {', '.join(shown)}{more}"


def days(frame: pl.DataFrame, layout: Layout, path: Path, which: str) -> pl.Series:
    """First (``start``) or last (``end``) day of each spell.

    Raises:
        DataError: for a date that is none; names the row.
    """
    names: Sequence[str] = getattr(layout, which)
    column = frame[names[0]]
    if len(names) == 3:
        dates = _of_parts([frame[name].cast(pl.Int32) for name in names], layout, which)
        given = column.is_not_null() & ((column > 0) if layout.vague else True)
    else:
        dates, given = _of_text(column, layout.dates or "%Y-%m-%d"), column.is_not_null()
    wrong = dates.is_null() & given
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise DataError(
            f"{path.name}, row {row + 2}, column {names[0]}: "
            f"{[frame[name][row] for name in names]} is no date; "
            f"expected {layout.dates or 'YYYY-MM-DD'}"
        )
    dates = dates.alias(which)
    if which == "start":
        whole = {"day": dates, "month": dates.dt.month_start(), "year": dates.dt.truncate("1y")}
        return whole[layout.precision]
    if layout.precision == "year":
        return dates.dt.truncate("1y").dt.offset_by("1y").dt.offset_by("-1d")
    return dates.dt.month_end() if layout.precision == "month" else dates


def _of_parts(parts: list[pl.Series], layout: Layout, which: str) -> pl.Series:
    """Dates from year, month and day; an unknown month or day is the first or the last one."""
    year, month, day = (pl.col(name) for name in "ymd")
    frame = pl.DataFrame([part.alias(name) for part, name in zip(parts, "ymd", strict=True)])
    if not layout.vague:
        text = pl.format("{}-{}-{}", *(pl.col(n).cast(pl.String).str.zfill(2) for n in "ymd"))
        return frame.select(text.str.to_date("%Y-%m-%d", strict=False)).to_series()
    late = which == "end"
    frame = frame.select(
        pl.when(year > 0).then(year),
        pl.when(month > 0).then(month).otherwise(12 if late else 1).alias("m"),
        pl.when(day > 0).then(day).alias("d"),
    )
    bound = pl.date(year, month, 1).dt.month_end() if late else pl.date(year, month, 1)
    text = pl.format("{}-{}-{}", *(pl.col(n).cast(pl.String).str.zfill(2) for n in "ymd"))
    exact = text.str.to_date("%Y-%m-%d", strict=False)
    return frame.select(pl.when(day.is_null()).then(bound).otherwise(exact)).to_series()


def _of_text(column: pl.Series, pattern: str) -> pl.Series:
    if pattern == "%Y":
        column = column.cast(pl.Float64, strict=False).cast(pl.Int32).cast(pl.String) + "-01-01"
        pattern = "%Y-%m-%d"
    elif pattern == "%Y%m":
        column, pattern = column + "01", "%Y%m%d"
    return column.str.to_date(pattern, strict=False)


def _name(layout: Layout, column: Column) -> str:
    """What a column is called in the file; empty if it is not there."""
    if column.present is not None or column.derived or column.gather == "count":
        return ""
    return column.name if layout.across else layout.values.get(column.name, column.name)


def value(frame: pl.DataFrame, layout: Layout, column: Column) -> pl.Series:
    """The values of a column, by row of the file."""
    name = _name(layout, column)
    kind = TYPES[column.type] if not column.gather else pl.Float64
    if not name:
        return pl.Series(column.name, [column.present] * len(frame), dtype=kind)
    one, compared, other = name.partition(" == ")
    values = frame[one]
    if compared:
        same = values == (frame[other] if not other.isdigit() else int(other))
        return same.cast(kind).alias(column.name)
    if column.blank is not None:
        values = values.fill_null(column.blank)
    if column.missing:
        values = values.set(values.cast(pl.Float64).is_in(list(column.missing)), None)
    return values.cast(kind).alias(column.name)


def recoded(spells: pl.DataFrame, names: Sequence[str], layout: Layout) -> pl.DataFrame:
    """Spells with the states' own numbers, cut where a file's number is no longer theirs."""
    day = dt.timedelta(days=1)
    for rule, name in product(layout.recode, names):
        first, last = dt.date(rule.first or 1, 1, 1), dt.date(rule.last, 12, 31)
        meant = ((pl.col(name) == rule.code) & (pl.col("start") <= last)
                 & (pl.col("end") >= first)).fill_null(value=False)  # fmt: skip
        theirs = spells.filter(meant)
        to = pl.lit(rule.to).cast(spells.schema[name])
        within = {"start": pl.max_horizontal("start", first), "end": pl.min_horizontal("end", last)}
        parts = [spells.filter(~meant), theirs.with_columns(to.alias(name), **within)]
        parts += [theirs.filter(pl.col("start") < first).with_columns(end=pl.lit(first - day))]
        if rule.last < dt.MAXYEAR:
            parts += [theirs.filter(pl.col("end") > last).with_columns(start=pl.lit(last + day))]
        spells = pl.concat(parts)
    return spells


def paired(rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs of states that are in one group on the same day, both orders, from spells of each."""
    both = rows.join(rows, on="group", suffix="_other")
    return (
        both.filter(pl.col("code") != pl.col("code_other"))
        .with_columns(
            start=pl.max_horizontal("start", "start_other"),
            end=pl.min_horizontal("end", "end_other"),
        )
        .filter(pl.col("start") <= pl.col("end"))
        .rename({"code": "code1", "code_other": "code2"})
        .drop(pl.selectors.ends_with("_other"))
    )


def yearly(rows: pl.DataFrame, last: int) -> pl.DataFrame:
    """One row per year that a spell touches; spells without an end go on to the `last` year."""
    years = pl.int_ranges(
        pl.col("start").dt.year(),
        pl.col("end").dt.year().fill_null(last).clip(upper_bound=last) + 1,
    )
    spread = rows.with_columns(year=years).drop("start", "end")
    return spread.explode("year").drop_nulls("year").with_columns(pl.col("year").cast(pl.Int16))


def one_each(rows: pl.DataFrame, keys: list[str], dataset: Dataset, layout: Layout) -> pl.DataFrame:
    """One row per key: gathered, or the first, or the best."""
    gathered = [column for column in dataset.column if column.gather]
    if gathered:
        made = [_gathered(column).cast(TYPES[column.type]) for column in gathered]
        return rows.group_by(keys).agg(made).sort(keys)
    if layout.duplicates == "best":
        order = [*layout.prefer]
        rows = rows.sort([*keys, *order], descending=[False] * len(keys) + [True] * len(order),
                         nulls_last=True, maintain_order=True)  # fmt: skip
    if layout.duplicates != "refuse":
        rows = rows.unique(keys, keep="first", maintain_order=True)
    return rows


def _gathered(column: Column) -> pl.Expr:
    """Many values of a column as one."""
    values = pl.col(column.name)
    match column.gather:
        case "count":
            return pl.len().alias(column.name)
        case "distinct":
            return values.n_unique()
        case "sum":
            return values.sum()
        case _:
            return values.max()
