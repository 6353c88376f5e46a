"""Indicators from a table of one's own: a CSV or Parquet file, one row per unit and year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kizuna.codebook.depth_sets import DepthSet
from kizuna.errors import DataError

if TYPE_CHECKING:
    import polars as pl

NOTHING = ["", "NA", "NaN", "nan"]
"""What stands in a CSV file for a value that is missing."""

YEARS = (1, 9999)


def observe_table(chosen: DepthSet) -> pl.DataFrame:
    """The columns of a file of one's own.

    Args:
        chosen: a set whose source is a table.

    Returns:
        ``unit``, or ``one`` and ``two``, then ``time`` and the variables as numbers; ``null`` is
        missing. Rows outside of the years of the set are left out.

    Raises:
        DataError: the file is missing or malformed, lacks a column, or a row has no unit, no year,
            a pair of one with itself, or a text where a number is expected; names the row.
    """
    import polars as pl

    path = chosen.home / chosen.file
    frame = _read(path)
    keys = [*chosen.unit, *([chosen.time] if chosen.time else [])]
    variables = [name for item in chosen.item for name in item.variables]
    variables = list(dict.fromkeys([*variables, *chosen.covariates]))
    if lacking := [name for name in (*keys, *variables) if name not in frame.columns]:
        raise DataError(
            f"{path.name}: no column {', '.join(dict.fromkeys(lacking))}; it has "
            f"{', '.join(frame.columns[:12])}"
        )
    names = ["unit"] if len(chosen.unit) == 1 else ["one", "two"]
    units = {name: _name(frame[own], path) for name, own in zip(names, chosen.unit, strict=True)}
    if len(names) == 2:
        _pairs(units["one"], units["two"], path)
    years = _years(frame[chosen.time], path) if chosen.time else pl.Series([0] * frame.height)
    numbers = [_numbers(frame[name], path) for name in variables]
    made = pl.DataFrame(numbers).with_columns(**units, time=years.cast(pl.Int32))
    return made.filter(pl.col("time").is_between(chosen.first, chosen.last))


def _read(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=None, null_values=NOTHING)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"{path}: cannot be read as a table: {error}") from error


def _row(path: Path, at: int) -> str:
    """Where a row is: lines of a CSV file count from 1, the first holds the names."""
    return f"{path.name}, row {at + (1 if path.suffix == '.parquet' else 2)}"


def _first(flags: Sequence[bool | None] | pl.Series) -> int | None:
    return next((at for at, flag in enumerate(flags) if flag), None)


def _name(column: pl.Series, path: Path) -> pl.Series:
    import polars as pl

    # Parquet writers mark repeated names as categories; they are names all the same.
    names = column.cast(pl.String).str.strip_chars()
    at = _first(names.is_null() | (names == ""))
    if at is not None:
        raise DataError(f"{_row(path, at)}: has no {column.name}; expected one in every row")
    return names


def _pairs(one: pl.Series, two: pl.Series, path: Path) -> None:
    at = _first(one == two)
    if at is not None:
        raise DataError(f"{_row(path, at)}: pairs {one[at]} with itself; expected two sides")


def _years(column: pl.Series, path: Path) -> pl.Series:
    import polars as pl

    if column.dtype.is_temporal():
        raise _wrong_year(column, 0, path)
    years = column.cast(pl.Float64, strict=False)
    wrong = years.is_null() | (years != years.floor()) | ~years.is_between(*YEARS)
    at = _first(wrong.fill_null(True))
    if at is not None:
        raise _wrong_year(column, at, path)
    return years


def _wrong_year(column: pl.Series, at: int, path: Path) -> DataError:
    found: Any = column[at]
    if found is None:
        return DataError(f"{_row(path, at)}: has no {column.name}; expected one in every row")
    return DataError(
        f"{_row(path, at)}, column {column.name}: found {str(found)[:40]!r}, expected a year, a "
        f"whole number from {YEARS[0]} to {YEARS[1]}"
    )


def _numbers(column: pl.Series, path: Path) -> pl.Series:
    """A variable as numbers: yes and no are 1 and 0, and what is no number is missing."""
    import polars as pl

    if column.dtype == pl.Boolean:
        return column.cast(pl.Int8)
    if column.dtype == pl.Null or column.null_count() == len(column):
        return column.cast(pl.Float64, strict=False)
    numbers = column
    if not column.dtype.is_numeric():
        texts = column.cast(pl.String, strict=False).str.strip_chars()
        numbers = texts.cast(pl.Float64, strict=False)
        at = _first(numbers.is_null() & column.is_not_null())
        if column.dtype.is_temporal() or at is not None:
            raise DataError(
                f"{_row(path, at or 0)}, column {column.name}: found {texts[at or 0]!r}, expected "
                "a number, or nothing where it is missing"
            )
    # Compared with cuts, not-a-number would count as the largest.
    return numbers.fill_nan(None) if numbers.dtype.is_float() else numbers
