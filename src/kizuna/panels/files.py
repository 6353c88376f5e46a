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

    from kizuna.panels.sources import Column, Layout, Source
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
    source: Source, data: Path | str | None = None, *, system: SystemName | None = None
) -> tuple[Layout, Path]:
    """The file of `source` in the data folder, and its layout.

    Raises:
        DataError: if there is none; says which files would do and how to get them.
    """
    where = folder(data)
    fitting = [x for x in source.layout if system is None or x.system == system]
    for layout in fitting:
        for path in sorted(where.glob(layout.file)):
            return layout, path
    names = ", ".join(dict.fromkeys(layout.file for layout in fitting))
    raise DataError(
        f"{source}: no file of it in {where}; expected one of: {names}. "
        f"Get it with: kizuna data fetch {source.name} (or put it there by hand, see {source.page}); "
        "another folder can be named with --data or KIZUNA_DATA"
    )


def read(source: Source, layout: Layout, path: Path) -> pa.Table:
    """The rows of a file under the names of `source`: keys, spells or years, and its columns.

    Returns:
        ``code`` (or ``code1, code2``), ``year`` or ``start, end``, then the declared columns that
        the file has; states as int16, codes that mean missing as null.

    Raises:
        DataError: if the file lacks a column, holds a value of another type, an impossible date
            or two rows with one key; names file, column, row and the layout expected.
    """
    stat = path.stat()
    return _read(source.name, layout, path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _read(name: str, layout: Layout, path: Path, _changed: int, _size: int) -> pa.Table:
    from kizuna.panels.sources import sources

    source = sources()[name]
    frame = _raw(source, layout, path)
    keys = ["code"] if len(layout.code) == 1 else ["code1", "code2"]
    out = [
        pl.col(file).cast(pl.Int16).alias(key) for file, key in zip(layout.code, keys, strict=True)
    ]
    if layout.system == "actor":
        out = [pl.col(file).alias(key) for file, key in zip(layout.code, keys, strict=True)]
    if layout.year:
        out.append(pl.col(layout.year).cast(pl.Int16).alias("year"))
    else:
        out += _spell(layout)
    out += [
        _value(column, layout.values.get(column.name, column.name), frame)
        for column in source.column
    ]
    table = frame.select(out)
    _check(source, layout, path, table, keys)
    return table.to_arrow(compat_level=pl.CompatLevel.oldest())
