"""Reading the files of public data sets, strictly: what does not fit is an error, never a guess."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kizuna.errors import DataError
from kizuna.panels import shaping, tables

if TYPE_CHECKING:
    import pyarrow as pa

    from kizuna.panels.catalogue import Dataset, Layout
    from kizuna.panels.units import SystemName

LEFT_OUT = b"left out"
"""Where a table that was read says which rows of the file are not in it, and why."""


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
        the file has; states as int16, codes that mean missing as null. Its metadata say under
        ``left out`` which rows of the file have no place in it.

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
    if layout.across:
        frame = tables.counted(layout, path, [*layout.code, layout.year])
    else:
        frame = tables.columns(layout, path, shaping.needed(dataset, layout))
    rows, left_out = _rows(frame, dataset, layout, path)
    keys = ["code"] if "code" in rows.columns else ["code1", "code2"]
    if not (dataset.directed if layout.directed is None else layout.directed):
        one, two = pl.col("code1"), pl.col("code2")
        rows = rows.with_columns(
            code1=pl.min_horizontal(one, two), code2=pl.max_horizontal(one, two)
        )
    if dataset.shape.endswith("-year") and not layout.year:
        rows = shaping.yearly(rows, layout.last or dataset.last)
    keys.append("year" if "year" in rows.columns else "start")
    rows = shaping.one_each(rows, keys, dataset, layout)
    if dataset.shape != "crosswalk":
        _check(rows, layout, path, keys)
    made = rows.select(*keys, pl.exclude(*keys, "group"))
    table = made.to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.replace_schema_metadata({LEFT_OUT: left_out}) if left_out else table


def _rows(
    frame: pl.DataFrame, dataset: Dataset, layout: Layout, path: Path
) -> tuple[pl.DataFrame, str]:
    """Keys and values of every row that names states, and what is said of the others."""
    years = None
    if layout.year:
        years = (frame[layout.year] + layout.session).cast(pl.Int16).alias("year")
    found = shaping.codes(frame, layout, years)
    names = ["code"] if len(found) == 1 else ["code1", "code2"]
    out = [code.alias(name) for code, name in zip(found, names, strict=True)]
    left_out = shaping.strangers(frame, layout, found) if layout.names else ""
    if years is not None:
        out.append(years)
    else:
        out += [shaping.days(frame, layout, path, which) for which in ("start", "end")]
    if layout.within:
        out.append(frame[layout.within].alias("group"))
    out += [shaping.value(frame, layout, column) for column in dataset.column]
    rows = pl.DataFrame(out)
    if layout.names or layout.unkeyed == "skip":
        keyed = rows.drop_nulls([*names, "year" if layout.year else "start"])
        if not left_out and keyed.height < rows.height:
            left_out = f"{rows.height - keyed.height} rows without a code or a date"
        rows = keyed
    if years is None:
        rows = shaping.recoded(rows, names, layout)
    return (shaping.paired(rows) if layout.within else rows), left_out


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
