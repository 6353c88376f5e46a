"""Reading the files of public data sets, strictly: what does not fit is an error, never a guess."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kizuna.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from kizuna.panels.catalogue import Column, Dataset, Layout
    from kizuna.panels.units import SystemName

TYPES: dict[str, type[pl.DataType]] = {
    "int8": pl.Int8,
    "int16": pl.Int16,
    "int32": pl.Int32,
    "float64": pl.Float64,
    "text": pl.String,
}


def folder(data: Path | str | None = None) -> Path:
    """The folder of public data: `data`, else ``$KIZUNA_DATA``, else the user's data folder."""
    if data is not None:
        return Path(data)
    if named := os.environ.get("KIZUNA_DATA"):
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("kizuna") / "data"


def locate(
    dataset: Dataset, data: Path | str | None = None, *, system: SystemName | None = None
) -> tuple[Layout, Path]:
    """The file of `dataset` in the data folder, and its layout.

    Raises:
        DataError: if there is none; says which files would do and how to get them.
    """
    where = folder(data)
    fitting = [x for x in dataset.layout if system is None or x.system == system]
    for layout in fitting:
        for path in sorted(where.glob(layout.file)):
            return layout, path
    names = ", ".join(dict.fromkeys(layout.file for layout in fitting))
    raise DataError(
        f"{dataset}: no file of it in {where}; expected one of: {names}. "
        f"Get it with: kizuna data fetch {dataset.name} (or put it there by hand, see {dataset.page}); "
        "another folder can be named with --data or KIZUNA_DATA"
    )


def read(dataset: Dataset, layout: Layout, path: Path) -> pa.Table:
    """The rows of a file under the names of `dataset`: keys, spells or years, and its columns.

    Returns:
        ``code`` (or ``code1, code2``), ``year`` or ``start, end``, then the declared columns that
        the file has; states as int16, codes that mean missing as null.

    Raises:
        DataError: if the file lacks a column, holds a value of another type, an impossible date
            or two rows with one key; names file, column, row and the layout expected.
    """
    stat = path.stat()
    return _read(dataset.name, dataset.layout.index(layout), path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _read(name: str, number: int, path: Path, _changed: int, _size: int) -> pa.Table:
    from kizuna.panels.catalogue import datasets

    dataset = datasets()[name]
    layout = dataset.layout[number]
    keys = ["code"] if len(layout.code) == 1 else ["code1", "code2"]
    frame = _columns(layout, path, _types(dataset, layout))
    code_type = pl.String if layout.system == "actor" else pl.Int16
    out = [
        frame[column].cast(code_type).alias(key)
        for column, key in zip(layout.code, keys, strict=True)
    ]
    if layout.year:
        out.append(frame[layout.year].cast(pl.Int16).alias("year"))
        keys = [*keys, "year"]
    else:
        out += [_days(frame, layout, path, "start"), _days(frame, layout, path, "end")]
        keys = [*keys, "start"]
    for column in dataset.column:
        out.append(_value(frame, layout, column))
    table = pl.DataFrame(out)
    if not (dataset.directed if layout.directed is None else layout.directed):
        one, two = pl.col("code1"), pl.col("code2")
        table = table.with_columns(
            code1=pl.min_horizontal(one, two), code2=pl.max_horizontal(one, two)
        )
    if layout.unkeyed == "skip":
        table = table.drop_nulls(keys)
    if layout.duplicates == "first":
        table = table.unique(keys, keep="first", maintain_order=True)
    if dataset.shape != "crosswalk":
        _check(table, layout, path, keys)
    return table.to_arrow(compat_level=pl.CompatLevel.oldest())


def _types(dataset: Dataset, layout: Layout) -> dict[str, pl.DataType]:
    """Type of every column that the layout needs; numbers are floating until they are checked."""
    number, text = pl.Float64(), pl.String()
    types: dict[str, pl.DataType] = dict.fromkeys(
        layout.code, text if layout.system == "actor" else number
    )
    if layout.year:
        types[layout.year] = number
    for names in (layout.start, layout.end):
        types |= dict.fromkeys(names, text if len(names) == 1 else number)
    for column in dataset.column:
        if name := _name(layout, column):
            types[name] = text if column.type == "text" else number
    return types


def _columns(layout: Layout, path: Path, types: dict[str, pl.DataType]) -> pl.DataFrame:
    """The needed columns of a file, typed."""
    found = _header(layout, path)
    missing = [name for name in types if name not in found]
    if missing:
        raise DataError(
            f"{path.name}: no column {', '.join(missing)}; found {', '.join(found[:12])}"
            f"{' ...' if len(found) > 12 else ''}. Expected the layout of {layout.title}"
            f"{f' {layout.version}' if layout.version else ''}: {', '.join(types)}. "
            "A newer or older release may be laid out otherwise: use the version named"
        )
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path, columns=list(types))
        return frame.with_columns(_cast(frame, name, to, path) for name, to in types.items())
    try:
        return _text(layout, path, types)
    except OSError as error:
        raise DataError(
            f"{path.name}: the file is damaged or cut off ({error}); fetch it again"
        ) from error
    except pl.exceptions.PolarsError as error:
        frame = _text(layout, path, dict.fromkeys(types, pl.String()))
        for name, to in types.items():
            _cast(frame, name, to, path)
        raise DataError(f"{path.name}: cannot be read as {layout.title}: {error}") from error


def _header(layout: Layout, path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return list(pl.read_parquet_schema(path))
    if layout.header:
        return list(layout.header)
    try:
        return pl.read_csv(
            path,
            n_rows=0,
            separator=layout.separator,
            infer_schema=False,
            encoding="utf8" if layout.encoding == "utf8" else "utf8-lossy",
        ).columns
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            f"{path.name}: cannot be read as text with separator {layout.separator!r} "
            f"({layout.title}): {error}"
        ) from error


def _text(layout: Layout, path: Path, types: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.read_csv(
        path,
        columns=list(types) if not layout.header else None,
        has_header=not layout.header,
        new_columns=list(layout.header) or None,
        schema_overrides=types if not layout.header else None,
        infer_schema=False,
        separator=layout.separator,
        null_values=["", "NA", ".", "NaN"],
        encoding="utf8" if layout.encoding == "utf8" else "latin1",
    ).select(pl.col(name).cast(to) for name, to in types.items())


def _cast(frame: pl.DataFrame, name: str, to: pl.DataType, path: Path) -> pl.Series:
    """One column as type `to`; says which row holds what if that is impossible."""
    if frame[name].dtype.is_numeric() and to.is_numeric():
        return frame[name]
    try:
        return frame[name].cast(to)
    except pl.exceptions.PolarsError:
        loose = frame[name].cast(to, strict=False)
        row = int((loose.is_null() & frame[name].is_not_null()).arg_max() or 0)
        raise DataError(
            f"{path.name}, row {row + 2}, column {name}: found {frame[name][row]!r}, "
            f"expected {'a number' if to.is_numeric() else 'text'}"
        ) from None


def _days(frame: pl.DataFrame, layout: Layout, path: Path, which: str) -> pl.Series:
    """First or last day of each spell."""
    names: Sequence[str] = getattr(layout, which)
    column = frame[names[0]]
    if len(names) == 3:
        parts = [frame[name].cast(pl.Int32).cast(pl.String).str.zfill(2) for name in names]
        dates = (parts[0] + "-" + parts[1] + "-" + parts[2]).str.to_date("%Y-%m-%d", strict=False)
        dates = dates.alias(which)
    else:
        pattern = layout.dates or "%Y-%m-%d"
        if pattern == "%Y":
            column, pattern = (
                column.cast(pl.Float64).cast(pl.Int32).cast(pl.String) + "-01-01",
                "%Y-%m-%d",
            )
        elif pattern == "%Y%m":
            column, pattern = column + "01", "%Y%m%d"
        dates = column.str.to_date(pattern, strict=False).alias(which)
    wrong = dates.is_null() & column.is_not_null()
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise DataError(
            f"{path.name}, row {row + 2}, column {names[0]}: "
            f"{[frame[name][row] for name in names]} is no date; "
            f"expected {layout.dates or 'YYYY-MM-DD'}"
        )
    if which == "start":
        return {"day": dates, "month": dates.dt.month_start(), "year": dates.dt.truncate("1y")}[
            layout.precision
        ]
    if layout.precision == "year":
        return dates.dt.truncate("1y").dt.offset_by("1y").dt.offset_by("-1d")
    return dates.dt.month_end() if layout.precision == "month" else dates


def _name(layout: Layout, column: Column) -> str:
    """What a column is called in the file; empty if it is not there."""
    if column.present is not None or column.derived:
        return ""
    return layout.values.get(column.name, column.name)


def _value(frame: pl.DataFrame, layout: Layout, column: Column) -> pl.Series:
    name = _name(layout, column)
    if not name:
        return pl.Series(column.name, [column.present] * len(frame), dtype=TYPES[column.type])
    values = frame[name]
    if column.blank is not None:
        values = values.fill_null(column.blank)
    if column.missing:
        values = values.set(values.is_in(list(column.missing)), None)
    return values.cast(TYPES[column.type]).alias(column.name)


def _check(table: pl.DataFrame, layout: Layout, path: Path, keys: list[str]) -> None:
    """Keys must be there, once: a doubled row would double the rows of a panel."""
    for key in keys:
        if table[key].null_count():
            row = int(table[key].is_null().arg_max() or 0)
            raise DataError(f"{path.name}, row {row + 2}: no {key}; expected one in every row")
    if "year" in keys and not _rising(table.select(keys)):
        doubled = table.select(keys).is_duplicated()
        if not doubled.any():
            return
        row = int(doubled.arg_max() or 0)
        raise DataError(
            f"{path.name}: more than one row for {dict(zip(keys, table.select(keys).row(row), strict=True))}"
            f"; expected one ({layout.title})"
        )
    if "start" in keys and (wrong := table["end"] < table["start"]).any():
        row = int(wrong.arg_max() or 0)
        raise DataError(f"{path.name}, row {row + 2}: ends {table['end'][row]} before it starts")


def _rising(keys: pl.DataFrame) -> bool:
    """Whether every row comes after the one before it: such keys are unique, and cheap to check."""
    later = pl.lit(value=False)
    for name in reversed(keys.columns):
        before, here = pl.col(name).shift(1), pl.col(name)
        later = (here > before) | ((here == before) & later)
    return bool(keys.select(later.slice(1).all()).item())
