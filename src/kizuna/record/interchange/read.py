"""Reading a record's tables from whatever lies at a path: CSV, xlsx, Parquet or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kizuna.errors import InputError
from kizuna.record.interchange.load import TableFile
from kizuna.record.interchange.restore import REVISIONS, RevisionFile, revision_file
from kizuna.record.rows import TABLES, TableName

SUFFIXES = (".csv", ".xlsx", ".parquet", ".json")
_LIKE_DATA = (*SUFFIXES, ".tsv", ".xls", ".ods", ".txt")


class Reading(NamedTuple):
    """What was found at a path.

    Attributes:
        tables: the tables, sources first; their rows are read when they are asked for.
        revisions: the list of revisions, where an export carries its history.
        left_alone: names of files, sheets or keys that look like data but are no table.
    """

    tables: Iterable[TableFile]
    revisions: RevisionFile | None
    left_alone: Sequence[str]


def read(path: Path, table: TableName | None = None) -> Reading:
    """Find the tables at a path.

    Args:
        path: a folder of CSV or of Parquet files, a workbook (.xlsx), a JSON file, or a single
            CSV or Parquet file.
        table: the table that a single file or sheet holds; by default its name tells.

    Raises:
        InputError: there is nothing at that path that can be read.
        ImportFailedError: a file is damaged, empty, or in another encoding than UTF-8.
    """
    if path.is_dir():
        if table is not None:
            raise InputError("--table is for a single file or sheet; this is a folder")
        return _folder(path)
    if not path.is_file():
        if path.is_symlink():
            raise InputError(f"{path} is a symbolic link that leads nowhere, or in a circle")
        found = "is neither a file nor a folder" if path.exists() else "does not exist"
        raise InputError(f"{path} {found}")
    match path.suffix.lower():
        case ".csv":
            from kizuna.record.interchange import csv_files

            name = table or table_named(path)
            return Reading((csv_files.read_file(path, name) for _ in "1"), None, ())
        case ".parquet":
            from kizuna.record.interchange import parquet_files

            name = table or table_named(path)
            return Reading((parquet_files.read_file(path, name) for _ in "1"), None, ())
        case ".xlsx":
            return _workbook(path, table)
        case ".json":
            from kizuna.record.interchange import json_files

            if table is not None:
                raise InputError(
                    "--table is for CSV, xlsx and Parquet; a JSON file names its tables"
                )
            reader = json_files.Reader(path)
            return Reading(reader.tables(), reader.revisions(), reader.left_alone)
        case suffix:
            raise InputError(
                f"{path.name}: {suffix or 'a file without an ending'} is not read; save it as "
                f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
            )


def table_named(path: Path) -> TableName:
    """The table that a file's name stands for: ``instruments.csv``, ``2026-instruments.csv``.

    Raises:
        InputError: it stands for none.
    """
    last = re.split(r"[^a-z]+", path.stem.casefold())[-1]
    for name, row in TABLES.items():
        if last in (name, row.file):
            return name
    names = ", ".join(TABLES)
    raise InputError(
        f"{path.name} does not say which table it holds; give --table with one of {names}"
    )


def _folder(folder: Path) -> Reading:
    from kizuna.record.interchange import csv_files, parquet_files

    names = sorted(_names(folder))
    tables = {suffix: [n for n in names if _is_table(n, suffix)] for suffix in (".csv", ".parquet")}
    if tables[".csv"] and tables[".parquet"]:
        raise InputError(
            f"{folder} holds both {tables['.csv'][0]} and {tables['.parquet'][0]}; keep CSV and "
            "Parquet files in folders of their own"
        )
    if not tables[".csv"] and not tables[".parquet"]:
        wanted = ", ".join(f"{row.file}.csv" for row in TABLES.values())
        raise InputError(
            f"{folder} holds none of the tables of a record ({wanted}, or the same as .parquet)"
        )
    suffix = ".csv" if tables[".csv"] else ".parquet"
    used = {*tables[suffix], f"{REVISIONS}{suffix}"}
    left_alone = [n for n in names if n not in used and Path(n).suffix.lower() in _LIKE_DATA]
    if suffix == ".csv":
        return Reading(csv_files.read_folder(folder), revision_file(folder), left_alone)
    revisions = parquet_files.revision_file(folder)
    return Reading(parquet_files.read_folder(folder), revisions, left_alone)


def _names(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.is_file():
            yield path.name
        elif path.is_symlink() and not path.exists() and path.suffix.lower() in _LIKE_DATA:
            raise InputError(f"{path} is a symbolic link that leads nowhere, or in a circle")


def _is_table(name: str, suffix: str) -> bool:
    return name in {f"{row.file}{suffix}" for row in TABLES.values()}


def _workbook(path: Path, table: TableName | None) -> Reading:
    from kizuna.record.interchange import xlsx_files

    reader = xlsx_files.Reader(path)
    left_alone = reader.left_alone if table is None else ()
    return Reading(reader.tables(table), reader.revisions(), left_alone)
