"""A folder of CSV files: ``sources.csv``, ``instruments.csv``, … in UTF-8, read and written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kizuna.errors import InputError
from kizuna.record.interchange.load import FileRow, ImportFailedError, Problem, TableFile
from kizuna.record.rows import TABLES, TableName, to_text

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
    rows = csv_rows(path)
    try:
        _, header = next(rows)
    except StopIteration:
        raise ImportFailedError(
            [Problem(path.name, None, "", "the file is empty")], more=False
        ) from None
    return TableFile(table, path.name, header, _file_rows(rows))


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file that are not blank, numbered as a spreadsheet numbers them.

    Raises:
        ImportFailedError: it is not readable as CSV in UTF-8; names the row.
    """
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.reader(stream, strict=True), start=1):
                if row:
                    yield number, row
    except UnicodeDecodeError as error:
        raise ImportFailedError([_not_utf8(path)], more=False) from error
    except csv.Error as error:
        raise ImportFailedError(
            [Problem(path.name, number + 1, "", _csv_fault(error))], more=False
        ) from error


def write_file(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ","
) -> None:
    """Write one table: UTF-8, a line feed after each row, quoted where needed."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([to_text(value) for value in row])


def _file_rows(rows: Iterable[tuple[int, list[str]]]) -> Iterator[FileRow]:
    yield from rows


def _not_utf8(path: Path) -> Problem:
    """Find the byte: the decoder works in blocks and does not know the row."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
                return Problem(path.name, 1, "", "the file is UTF-16; save it as CSV UTF-8")
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                bad = line[error.start]
                like = line[max(0, error.start - 12) : error.start + 12].decode("latin-1").strip()
                message = f"byte 0x{bad:02X} (in {like!r}) is not UTF-8; save it as CSV UTF-8"
                return Problem(path.name, number, "", message)
    return Problem(path.name, None, "", "the file is not UTF-8; save it as CSV UTF-8")


def _csv_fault(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"a cell has over {LONGEST_CELL:,} characters; is a closing quotation mark missing?"
    return f"not readable as CSV ({text}); is a quotation mark inside a cell not doubled?"
