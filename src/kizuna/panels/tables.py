"""Opening the files of public data: text, spreadsheets, SPSS, Stata and Parquet, the needed columns only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import polars as pl

from kizuna.errors import DataError, MissingExtraError

if TYPE_CHECKING:
    from pathlib import Path

    from kizuna.panels.catalogue import Layout

SHEETS = (".xls", ".xlsx")
STATISTICS = (".sav", ".dta")


def columns(layout: Layout, path: Path, types: dict[str, pl.DataType]) -> pl.DataFrame:
    """The needed columns of a file, typed.

    Args:
        layout: of the file.
        path: where it is.
        types: of the columns, by their names in the file.

    Raises:
        DataError: if a column is missing, a value is of another type or the file is damaged.
        MissingExtraError: if its format needs a package that is not installed.
    """
    if path.suffix in SHEETS or path.suffix in STATISTICS or path.suffix == ".parquet":
        frame = _whole(layout, path, types)
        return frame.with_columns(_cast(frame, name, to, path) for name, to in types.items())
    require(layout, path, header(layout, path), types)
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


def require(layout: Layout, path: Path, found: list[str], types: dict[str, pl.DataType]) -> None:
    """Check that all needed columns are among those found.

    Raises:
        DataError: if one is missing; names file, columns and the layout expected.
    """
    missing = [name for name in types if name not in found]
    if missing:
        raise DataError(
            f"{path.name}: no column {', '.join(missing)}; found {', '.join(found[:12])}"
            f"{' ...' if len(found) > 12 else ''}. Expected the layout of {layout.title}"
            f"{f' {layout.version}' if layout.version else ''}: {', '.join(types)}. "
            "A newer or older release may be laid out otherwise: use the version named"
        )


def _whole(layout: Layout, path: Path, types: dict[str, pl.DataType]) -> pl.DataFrame:
    """A file in a format that carries types of its own."""
    if path.suffix == ".parquet":
        require(layout, path, list(pl.read_parquet_schema(path)), types)
        return pl.read_parquet(path, columns=list(types))
    frame = _sheet(layout, path) if path.suffix in SHEETS else _statistics(layout, path)
    require(layout, path, frame.columns, types)
    return frame.select(list(types))


def _sheet(layout: Layout, path: Path) -> pl.DataFrame:
    """The first sheet of a workbook."""
    try:
        return pl.read_excel(path, engine="calamine", infer_schema_length=None)
    except ModuleNotFoundError as error:
        raise MissingExtraError("fastexcel", "panels") from error
    except Exception as error:
        # The reader has errors of its own, which share no base but this one.
        raise DataError(f"{path.name}: is no workbook ({layout.title}): {error}") from error


def _statistics(layout: Layout, path: Path) -> pl.DataFrame:
    """The rows of an SPSS or Stata file."""
    try:
        import pyreadstat
    except ModuleNotFoundError as error:
        raise MissingExtraError("pyreadstat", "panels") from error
    read: Any = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    try:
        cells, _ = read(path, output_format="dict", user_missing=True)
    except pyreadstat.ReadstatError as error:
        raise DataError(f"{path.name}: is no file of its kind ({layout.title}): {error}") from error
    return pl.DataFrame(cells, strict=False).fill_nan(None)


def header(layout: Layout, path: Path) -> list[str]:
    """Names of the columns of a text file."""
    if layout.header:
        return list(layout.header)
    try:
        return pl.read_csv(
            _source(layout, path),
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


def _source(layout: Layout, path: Path) -> Path | io.BytesIO:
    """The file, without what stands above its header."""
    if not layout.preamble:
        return path
    text = path.read_bytes()
    first = layout.preamble.encode()
    at = 0
    while not text[at : at + 200].lstrip(b'\xef\xbb\xbf" ').startswith(first):
        at = text.find(b"\n", at) + 1
        if at == 0:
            raise DataError(
                f"{path.name}: no line begins with {layout.preamble!r}, as the header of "
                f"{layout.title} does: export it again in the form named by kizuna data show"
            )
    return io.BytesIO(text[at:])


def _text(layout: Layout, path: Path, types: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.read_csv(
        _source(layout, path),
        columns=list(types) if not layout.header else None,
        has_header=not layout.header,
        new_columns=list(layout.header) or None,
        schema_overrides=types if not layout.header else None,
        infer_schema=False,
        separator=layout.separator,
        null_values=["", "NA", ".", "NaN"],
        encoding="utf8" if layout.encoding == "utf8" else "latin1",
    ).select(pl.col(name).cast(to) for name, to in types.items())


def counted(layout: Layout, path: Path, keys: list[str]) -> pl.DataFrame:
    """Keys, and how many cells from the column ``across`` on hold what each of ``values`` counts.

    A file of this kind has hundreds of columns, one per organisation, and no sums.

    Raises:
        DataError: if a column is missing or a cell is no whole number.
    """
    found = header(layout, path)
    number = pl.Float64()
    require(layout, path, found, dict.fromkeys((*keys, layout.across), number))
    cells = found[found.index(layout.across) :]
    rows = pl.scan_csv(
        path,
        schema_overrides={**dict.fromkeys(keys, number), **dict.fromkeys(cells, pl.Int8())},
        infer_schema=False,
        null_values=["", "NA", "."],
    )
    sums = [
        pl.sum_horizontal(pl.col(cell).is_in([int(x) for x in codes.split()]) for cell in cells)
        .cast(pl.Float64)
        .alias(name)
        for name, codes in layout.values.items()
    ]
    try:
        return rows.select(*keys, *sums).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{path.name}: cannot be read as {layout.title}: {error}") from error


def cells(layout: Layout, path: Path, keys: list[str]) -> pl.DataFrame:
    """Keys, and every cell from the column ``across`` on as a row.

    Returns:
        `keys`, ``item`` (the name of the column) and ``value``; cells below 0, which mean missing
        or not yet founded, are left out.

    Raises:
        DataError: if a column is missing or a cell is no whole number.
    """
    found = header(layout, path)
    number = pl.Float64()
    require(layout, path, found, dict.fromkeys((*keys, layout.across), number))
    wide = found[found.index(layout.across) :]
    try:
        rows = pl.read_csv(
            path,
            columns=[*keys, *wide],
            schema_overrides={**dict.fromkeys(keys, number), **dict.fromkeys(wide, pl.Int8())},
            infer_schema=False,
            null_values=["", "NA", "."],
        )
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{path.name}: cannot be read as {layout.title}: {error}") from error
    long = rows.unpivot(wide, index=keys, variable_name="item", value_name="value")
    return long.filter(pl.col("value") >= 0)


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
