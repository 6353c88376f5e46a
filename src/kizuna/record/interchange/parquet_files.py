"""A folder of Parquet files, one for each table, read and written in batches."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kizuna.record.interchange.load import (
    Fault,
    FileRow,
    ImportFailedError,
    Problem,
    TableFile,
)
from kizuna.record.interchange.restore import REVISIONS, RevisionFile
from kizuna.record.rows import TABLES, Form, TableName, to_text

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

_BATCH = 10_000
_GROUP = 50_000
MOST_GROUP_BYTES = 1024**3
"""Bytes of a row group, unpacked: it is the unit in which pages are decoded."""


def read_folder(folder: Path) -> Iterator[TableFile]:
    """The tables found in a folder, sources first; other files are left alone."""
    for name, row in TABLES.items():
        path = folder / f"{row.file}.parquet"
        if path.is_file():
            yield read_file(path, name)


def read_file(path: Path, table: TableName) -> TableFile:
    """One table from one Parquet file.

    Raises:
        ImportFailedError: the file is damaged, or a column has a type that holds no cells.
    """
    file = _open(path)
    header = list(file.schema_arrow.names)
    return TableFile(table, path.name, header, _rows(path, file))


def revision_file(folder: Path) -> RevisionFile | None:
    """The list of revisions of a folder, if it has one.

    Raises:
        ImportFailedError: the file is damaged.
    """
    path = folder / f"{REVISIONS}.parquet"
    if not path.is_file():
        return None
    file = _open(path)
    return RevisionFile(path.name, list(file.schema_arrow.names), _rows(path, file))


def write_file(
    path: Path,
    header: Sequence[str],
    forms: Sequence[Form],
    rows: Iterable[Sequence[Any]],
    about: Mapping[str, str],
) -> None:
    """Write one table; counts and numbers keep their types, everything else is text."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {"count": pa.int64(), "number": pa.float64()}
    schema = pa.schema(
        [
            pa.field(name, types.get(form, pa.string()))
            for name, form in zip(header, forms, strict=True)
        ],
        metadata={f"kizuna.{name}": text for name, text in about.items()},
    )
    remaining = iter(rows)
    with (
        path.open("wb") as stream,
        parquet.ParquetWriter(stream, schema, compression="zstd") as out,
    ):
        while batch := list(islice(remaining, _GROUP)):
            columns = [
                pa.array(column, type=kind)
                for column, kind in zip(zip(*batch, strict=True), schema.types, strict=True)
            ]
            out.write_table(pa.Table.from_arrays(columns, schema=schema))


def _open(path: Path) -> parquet.ParquetFile:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
        schema, metadata = file.schema_arrow, file.metadata
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _failed(
            path, f"this is no Parquet file, or a part of one ({_short(error)})"
        ) from error
    for group in range(metadata.num_row_groups):
        size = metadata.row_group(group).total_byte_size
        if size > MOST_GROUP_BYTES:
            raise _failed(
                path,
                f"a row group would unfold to {size / 1024**2:,.0f} MiB; write it in groups of at "
                f"most {MOST_GROUP_BYTES // 1024**2:,} MiB",
            )
    problems = [
        Problem(
            path.name, None, field.name, f"the column has the type {field.type}; text is needed"
        )
        for field in schema
        if not _readable(field.type)
    ]
    if problems:
        raise ImportFailedError(problems, more=False)
    return file


def _readable(kind: pa.DataType) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind) or types.is_list(kind) or types.is_large_list(kind):
        return bool(types.is_string(kind.value_type) or types.is_large_string(kind.value_type))
    return any(
        fits(kind)
        for fits in (
            types.is_string,
            types.is_large_string,
            types.is_integer,
            types.is_floating,
            types.is_date,
            types.is_timestamp,
            types.is_null,
        )
    )


def _rows(path: Path, file: parquet.ParquetFile) -> Iterator[FileRow]:
    import pyarrow as pa

    names = file.schema_arrow.names
    number = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            for row in zip(*columns, strict=True):
                number += 1
                yield number, _texts(row, names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _failed(
            path, f"the file is damaged after row {number:,} ({_short(error)})"
        ) from error


def _texts(row: Sequence[Any], names: Sequence[str]) -> list[str] | Fault:
    texts: list[str] = []
    for name, value in zip(names, row, strict=True):
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list):
            texts.append(";".join(part or "" for part in value))
        elif isinstance(value, dt.datetime):
            if value.time() != dt.time.min:
                return Fault(name, f"{value.isoformat(' ')} has a time of day; give the day alone")
            texts.append(value.date().isoformat())
        elif isinstance(value, float) and math.isnan(value):
            texts.append("")  # so data frames write a missing number
        else:
            texts.append(to_text(value))
    return texts


def _short(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


def _failed(path: Path, message: str) -> ImportFailedError:
    return ImportFailedError([Problem(path.name, None, "", message)], more=False)
