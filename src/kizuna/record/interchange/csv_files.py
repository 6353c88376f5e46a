"""Reading tables from a folder of CSV files: ``sources.csv``, ``instruments.csv``, …"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from kizuna.errors import InputError
from kizuna.record.interchange.load import ImportFailedError, Problem, TableFile
from kizuna.record.rows import TABLES, TableName

LONGEST_CELL = 1_000_000
"""Characters; a longer cell is a broken quote or an attack, not a fact."""


def read_folder(folder: Path) -> Iterator[TableFile]:
    """The tables found in a folder, sources first; other files are left alone.

    Raises:
        InputError: the folder holds none of the tables.
    """
    found = [(name, folder / f"{row.file}.csv") for name, row in TABLES.items()]
    present = [(name, path) for name, path in found if path.is_file()]
    if not present:
        names = ", ".join(f"{row.file}.csv" for row in TABLES.values())
        raise InputError(f"{folder} holds none of the tables of a record ({names})")
    for name, path in present:
        yield read_file(path, name)


def read_file(path: Path, table: TableName) -> TableFile:
    """One table from one CSV file in UTF-8, with or without a byte order mark.

    Raises:
        ImportFailedError: the file is empty or not readable as CSV in UTF-8. Raised when the rows
            are read, if the fault is further down.
    """
    rows = _rows(path)
    try:
        _, header = next(rows)
    except StopIteration:
        raise ImportFailedError(
            [Problem(path.name, None, "", "the file is empty")], more=False
        ) from None
    return TableFile(table, path.name, header, rows)


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.reader(stream, strict=True), start=1):
                if row:
                    yield number, row
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.start + 1].hex().upper()
        message = f"byte 0x{bad} is not UTF-8; save the file as CSV UTF-8"
        raise ImportFailedError(
            [Problem(path.name, number + 1, "", message)], more=False
        ) from error
    except csv.Error as error:
        raise ImportFailedError(
            [Problem(path.name, number + 1, "", _csv_fault(error))], more=False
        ) from error


def _csv_fault(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"a cell has over {LONGEST_CELL:,} characters; is a closing quotation mark missing?"
    if "NUL" in text:
        return "holds a NUL byte; the file is not plain text"
    return f"not readable as CSV ({text}); is a quotation mark inside a cell not doubled?"
