"""A workbook with a sheet for each table, named as the CSV files: read with care, and written.

A workbook is a zip archive of XML from somebody else's machine. Before any of it is parsed, the
directory of the archive is held against limits, so that a small file cannot unfold into a huge
one; the zip reader then never hands out more bytes than the directory says.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from kizuna.errors import InputError
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
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.workbook import Workbook

MOST_ROWS = 1_048_576
"""Rows of a sheet, by the format."""

MOST_MEMBERS = 2_000
MOST_BYTES = 2 * 1024**3
MOST_SHARED_BYTES = 256 * 1024**2  # texts that all sheets share are held in memory
MOST_OTHER_BYTES = 64 * 1024**2
MOST_RATIO = 250  # repetitive sheets reach about 50, deflate's own limit is 1,032
MOST_CELLS = 50_000_000

README = "README"
_WIDTHS: dict[Form, int] = {"date": 12, "url": 40, "count": 10, "number": 10, "choice": 14}
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OverflowError,
    TypeError,
    ValueError,
)


class Reader:
    """An open workbook.

    Attributes:
        left_alone: names of the sheets that are no table of a record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _inspect(path)
        self._book = _open(path)
        by_name: dict[str, str] = {name.strip().casefold(): name for name in self._book.sheetnames}
        tables = {row.file: name for name, row in TABLES.items()}
        self._sheets = {table: by_name[file] for file, table in tables.items() if file in by_name}
        self._revisions = by_name.get(REVISIONS)
        known = {*self._sheets.values(), self._revisions, by_name.get(README.casefold())}
        self.left_alone = tuple(name for name in self._book.sheetnames if name not in known)

    def tables(self, only: TableName | None = None) -> Iterator[TableFile]:
        """The tables of the workbook, sources first.

        Args:
            only: the table that the single sheet of the workbook holds, whatever its name.

        Raises:
            InputError: no sheet is named as a table of a record.
            ImportFailedError: a sheet is empty; raised when rows are read if damage is found.
        """
        sheets = self._sheets
        if only is not None:
            sheets = {only: self._named_or_single(only)}
        if not sheets:
            names = ", ".join(row.file for row in TABLES.values())
            raise InputError(
                f"{self.path.name} has the sheets {', '.join(self._book.sheetnames)}, none of "
                f"which is a table of a record ({names}); rename the sheet, or give --table"
            )
        for table, sheet in sheets.items():
            yield self._table(table, sheet)

    def revisions(self) -> RevisionFile | None:
        """The list of revisions, if the workbook has one."""
        if self._revisions is None:
            return None
        rows = self._rows(self._revisions)
        _, header = next(rows, (1, ()))
        place = f"{self.path.name}/{self._revisions}"
        return RevisionFile(place, () if isinstance(header, Fault) else header, rows)

    def _named_or_single(self, table: TableName) -> str:
        if table in self._sheets:
            return self._sheets[table]
        if len(self.left_alone) == 1:
            (name,) = self.left_alone
            return str(name)
        raise InputError(
            f"{self.path.name} has no sheet {TABLES[table].file!r}, and more than one other; "
            "rename the sheet that holds the table"
        )

    def _table(self, table: TableName, sheet: str) -> TableFile:
        place = f"{self.path.name}/{sheet}"
        rows = self._rows(sheet)
        number, header = next(rows, (None, None))
        if header is None:
            raise ImportFailedError([Problem(place, None, "", "the sheet is empty")], more=False)
        if isinstance(header, Fault):
            raise ImportFailedError(
                [Problem(place, number, header.column, header.message)], more=False
            )
        width = len(header)
        return TableFile(table, place, header, _fitted(rows, width))

    def _rows(self, sheet: str) -> Iterator[FileRow]:
        """The rows that are not blank, without blank cells at their end."""
        place = f"{self.path.name}/{sheet}"
        cells = 0
        header: Sequence[str] = ()
        try:
            worksheet = self._book[sheet]
            worksheet.reset_dimensions()  # what a file says of its own size may be wrong
            for number, row in enumerate(worksheet.iter_rows(), start=1):
                cells += len(row)
                if number > MOST_ROWS or cells > MOST_CELLS:
                    message = f"the sheet has over {MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
                    raise ImportFailedError([Problem(place, None, "", message)], more=False)
                read = _texts(row, header)
                if isinstance(read, Fault) or read:
                    header = header or (() if isinstance(read, Fault) else read)
                    yield number, read
        except _DAMAGED as error:
            message = f"the sheet is damaged ({_first_line(error)}); save it again"
            raise ImportFailedError([Problem(place, None, "", message)], more=False) from error


def _fitted(rows: Iterable[FileRow], width: int) -> Iterator[FileRow]:
    """Rows as wide as the header: a sheet does not say where a row ends."""
    for number, row in rows:
        if isinstance(row, Fault):
            yield number, row
        else:
            yield number, [*row, *[""] * (width - len(row))]


def _inspect(path: Path) -> None:
    """Hold the archive's directory against the limits.

    Raises:
        ImportFailedError: it is no workbook, is encrypted, or would unfold too far.
    """

    def refuse(message: str) -> ImportFailedError:
        return ImportFailedError([Problem(path.name, None, "", message)], more=False)

    with path.open("rb") as stream:
        start = stream.read(8)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refuse(
            "the workbook is encrypted, or in the old .xls format; save it as .xlsx without a "
            "password"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if len(members) > MOST_MEMBERS or total > MOST_BYTES:
                raise refuse(
                    f"the workbook would unfold to {len(members):,} parts and "
                    f"{total / 1024**2:,.0f} MiB; at most {MOST_MEMBERS:,} and "
                    f"{MOST_BYTES / 1024**2:,.0f} MiB are read"
                )
            for member in members:
                message = _oversized(member) or _declares(archive, member)
                if message:
                    raise refuse(message)
    except (*_DAMAGED, RuntimeError) as error:
        raise refuse(f"this is no xlsx workbook ({_first_line(error)}); save it again") from error


def _oversized(member: zipfile.ZipInfo) -> str:
    most = MOST_OTHER_BYTES
    if member.filename.startswith("xl/worksheets/"):
        most = MOST_BYTES
    elif member.filename == "xl/sharedStrings.xml":
        most = MOST_SHARED_BYTES
    ratio = member.file_size / max(1, member.compress_size)
    if member.flag_bits & 0x1:
        return f"its part {member.filename} is encrypted; save the workbook without a password"
    if member.file_size > most:
        return (
            f"its part {member.filename} would unfold to {member.file_size / 1024**2:,.0f} MiB; "
            f"at most {most / 1024**2:,.0f} MiB are read"
        )
    if member.file_size > 4 * 1024**2 and ratio > MOST_RATIO:
        return (
            f"its part {member.filename} would unfold to {ratio:,.0f} times its size; at most "
            f"{MOST_RATIO} times is plausible"
        )
    return ""


def _declares(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """Spreadsheets never define entities; those who do want to unfold them."""
    if not member.filename.endswith((".xml", ".rels")):
        return ""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("declaration")
    parser.StartElementHandler = lambda *_: seen.append("element")
    with archive.open(member) as stream, contextlib.suppress(expat.ExpatError):
        while not seen and (chunk := stream.read(4096)):  # a declaration stands before all elements
            parser.Parse(chunk)
    if seen[:1] == ["declaration"]:
        return f"its part {member.filename} has a document type declaration; save it again"
    return ""


def _open(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not matter here
            return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (*_DAMAGED, InvalidFileException) as error:
        raise ImportFailedError(
            [
                Problem(
                    path.name,
                    None,
                    "",
                    f"this is no xlsx workbook ({_first_line(error)}); save it again",
                )
            ],
            more=False,
        ) from error


def _texts(row: Sequence[ReadOnlyCell | EmptyCell], header: Sequence[str]) -> list[str] | Fault:
    texts: list[str] = []
    for n, cell in enumerate(row):
        try:
            texts.append(_text(cell))
        except ValueError as error:
            column = header[n] if n < len(header) else str(getattr(cell, "coordinate", n + 1))
            return Fault(column, str(error))
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _text(cell: ReadOnlyCell | EmptyCell) -> str:
    """The text of a cell; raises :class:`ValueError` with what is wrong with it."""
    from openpyxl.utils.escape import unescape

    value: Any = cell.value
    if value is None:
        return ""
    kind = getattr(cell, "data_type", "s")
    if kind == "f":
        raise ValueError(f"holds a formula ({str(value)[:40]}); paste its value instead")
    if kind == "e":
        raise ValueError(f"holds the error {value}; write the value, or leave it blank")
    if isinstance(value, str):
        return str(unescape(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        if value.time() != dt.time.min:
            raise ValueError(f"{value.isoformat(' ')} has a time of day; write the day alone")
        return value.date().isoformat()
    if isinstance(value, dt.date | int | float):
        return to_text(value)
    raise ValueError(f"{value} is a time; write a date such as 2007-03-13")


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


class Writer:
    """A workbook being written, a sheet at a time; the rows go to disk as they come.

    Every text is written as a text, so that none is ever run as a formula.
    """

    def __init__(self, path: Path, about: Sequence[tuple[str, str]], made: dt.datetime) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "tmpdir": str(path.parent), "in_memory": False}
        )
        self._book.set_properties({"title": dict(about).get("title", ""), "created": made})
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        sheet = self._book.add_worksheet(README)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100)
        for number, (name, text) in enumerate(about):
            sheet.write_string(number, 0, name, self._bold)
            sheet.write_string(number, 1, text)

    def sheet(
        self, name: str, header: Sequence[str], forms: Sequence[Form], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Write one sheet.

        Raises:
            InputError: there are more rows than a sheet can hold.
        """
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for n, form in enumerate(forms):
            sheet.set_column(n, n, _WIDTHS.get(form, 24))
        for n, column in enumerate(header):
            sheet.write_string(0, n, column, self._bold)
        number = 0
        for number, row in enumerate(rows, start=1):
            if number >= MOST_ROWS:
                raise InputError(
                    f"{name} has more rows than a sheet holds ({MOST_ROWS - 1:,}); "
                    "use --format csv or parquet"
                )
            for n, value in enumerate(row):
                if isinstance(value, int | float) and _exact(value):
                    sheet.write_number(number, n, value)
                elif value is not None and value != "":
                    sheet.write_string(number, n, to_text(value))
        if number:
            sheet.autofilter(0, 0, number, len(header) - 1)

    def close(self) -> None:
        """Put the workbook together.

        Raises:
            OSError: it cannot be written, for instance because the disk is full.
        """
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from error


def _exact(value: float) -> bool:
    """Whether the number survives the 16 digits that a sheet keeps of it."""
    return float(f"{value:.16G}") == value
