"""Malformed inputs: each leaves the record as it was and gives one exact message.

Small inputs are files in ``malformed/``, with their messages in ``messages.toml``; those that
would be large or binary are made here.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from generated_records import state_of
from pyarrow import parquet
from study import dialogue, fill, instrument

from kizuna.cli import main
from kizuna.codebook import load
from kizuna.record import open_record
from kizuna.record.interchange import json_files, parquet_files, xlsx_files
from kizuna.record.migrate import create

CORPUS = Path(__file__).parent / "malformed"
MESSAGES: dict[str, dict[str, Any]] = tomllib.loads(
    (CORPUS / "messages.toml").read_text(encoding="utf-8")
)
ROW = {
    "id": "one",
    "kind": "acsa",
    "parties": "AUS;IND",
    "title": "An agreement",
    "status": "in_force",
    "binding": "treaty",
    "domain": "traditional",
    "source": "paper",
    "check": "verified",
}
FAILED = "Error: 1 problem; nothing was imported\n  "

Refused = Callable[..., tuple[int, str]]


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Imports a path, makes sure that nothing was imported, and returns exit code and message."""
    place = tmp_path / "study.sqlite"
    create(place, load())

    def run(path: str, *options: str, empty: bool = False) -> tuple[int, str]:
        if not empty:
            with open_record(place) as record:
                fill(record, instrument("standing"), dialogue("standing-talks"))
        with open_record(place) as record:
            before, revisions = state_of(record), record.revisions()
        called = ["kizuna", "import", path, "--record", str(place), "--who", "me", *options]
        monkeypatch.setattr(sys, "argv", called)
        with pytest.raises(SystemExit) as ended:
            main()
        with open_record(place) as record:
            assert state_of(record) == before
            assert record.revisions() == revisions
        output = capsys.readouterr()
        assert output.out == ""
        assert isinstance(ended.value.code, int)
        return ended.value.code, output.err.rstrip("\n")

    monkeypatch.chdir(tmp_path)
    return run


def test_every_case_has_its_message() -> None:
    assert {folder.name for folder in CORPUS.iterdir() if folder.is_dir()} == set(MESSAGES)
    assert len(MESSAGES) >= 90


@pytest.mark.parametrize("case", sorted(MESSAGES))
def test_a_malformed_file_is_refused(
    case: str, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted((CORPUS / case).iterdir())
    single = len(files) == 1 and files[0].name != "notes.csv"
    monkeypatch.chdir(files[0].parent if single else CORPUS)
    history = any(file.name == "revisions.csv" for file in files)
    code, message = refused(files[0].name if single else case, empty=history)
    assert "\n" + message == "\n" + MESSAGES[case]["message"].strip("\n")
    assert code == MESSAGES[case]["exit"]


# Workbooks -------------------------------------------------------------------------------------


def workbook(rows: Iterable[Iterable[Any]], sheet: str = "instruments") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, content: bytes, into: bytes | None = None) -> bytes:
    """A workbook with one more part, or another one of that name."""
    source = zipfile.ZipFile(io.BytesIO(into or workbook([ROW, ROW.values()])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename != name:
                target.writestr(item.filename, source.read(item))
        target.writestr(name, content)
    return stream.getvalue()


def sheet_xml(rows: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", xml.encode())


def inline(values: Iterable[str]) -> str:
    cells = "".join(f"<c t='inlineStr'><is><t>{value}</t></is></c>" for value in values)
    return f"<row>{cells}</row>"


def encrypted_part() -> bytes:
    """A zip whose directory says that its first part is encrypted."""
    data = bytearray(workbook([ROW, ROW.values()]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def changed(**values: Any) -> bytes:
    return workbook([[*ROW, *(set(values) - set(ROW))], ({**ROW, **values}).values()])


WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "is no zip archive": (
        lambda: b"id,kind\n",
        "this is no xlsx workbook (File is not a zip file); save it again",
    ),
    "is cut short": (
        lambda: workbook([ROW, ROW.values()])[:-200],
        "this is no xlsx workbook (File is not a zip file); save it again",
    ),
    "is a zip archive of something else": (
        lambda: with_part("mimetype", b"text", into=_zip({"a.txt": b"x"})),
        (
            "this is no xlsx workbook (\"There is no item named '[Content_Types].xml' in the "
            'archive"); save it again'
        ),
    ),
    "is encrypted": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "the workbook is encrypted, or in the old .xls format; save it as .xlsx without a password",
    ),
    "has an encrypted part": (
        encrypted_part,
        "its part docProps/app.xml is encrypted; save the workbook without a password",
    ),
    "is a bomb in a part that is held in memory": (
        lambda: with_part("xl/styles.xml", os.urandom(65 * 1024**2)),
        "its part xl/styles.xml would unfold to 65 MiB; at most 64 MiB are read",
    ),
    "is a bomb by parts": (
        lambda: _zip({f"xl/{n}.xml": b"" for n in range(2_001)}),
        "the workbook would unfold to 2,001 parts and 0 MiB; at most 2,000 and 2,048 MiB are read",
    ),
    "defines entities": (
        lambda: sheet_xml("", before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
        "its part xl/worksheets/sheet1.xml has a document type declaration; save it again",
    ),
    "defines entities behind a long comment": (
        lambda: sheet_xml("", before=f"<!--{'-x' * 9000}--><!DOCTYPE x [<!ENTITY a 'aaaa'>]>"),
        "its part xl/worksheets/sheet1.xml has a document type declaration; save it again",
    ),
    "has broken XML": (
        lambda: with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        "this is no xlsx workbook (no element found: line 1, column 27); save it again",
    ),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("case", WORKBOOKS)
def test_a_malformed_workbook_is_refused(case: str, refused: Refused, tmp_path: Path) -> None:
    make, message = WORKBOOKS[case]
    (tmp_path / "coded.xlsx").write_bytes(make())
    assert refused("coded.xlsx") == (1, f"{FAILED}coded.xlsx: {message}")


def test_a_workbook_that_unfolds_too_far_is_refused(refused: Refused, tmp_path: Path) -> None:
    name = "xl/worksheets/sheet1.xml"
    (tmp_path / "coded.xlsx").write_bytes(with_part(name, bytes(50 * 1024**2)))
    part = zipfile.ZipFile(tmp_path / "coded.xlsx").getinfo(name)
    ratio = f"{part.file_size / part.compress_size:,.0f}"
    message = (
        f"its part {name} would unfold to {ratio} times its size; at most 250 times is plausible"
    )
    assert refused("coded.xlsx") == (1, f"{FAILED}coded.xlsx: {message}")


CELLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "formula": (
        lambda: changed(note="=1+1"),
        "row 2, note: holds a formula (=1+1); paste its value instead",
    ),
    "error": (
        lambda: changed(note="#REF!"),
        "row 2, note: holds the error #REF!; write the value, or leave it blank",
    ),
    "time of day": (
        lambda: changed(signed=dt.datetime(2007, 3, 13, 9, 30)),
        "row 2, signed: 2007-03-13 09:30:00 has a time of day; write the day alone",
    ),
    "time": (
        lambda: changed(signed=dt.time(9, 30)),
        "row 2, signed: 09:30:00 is a time; write a date such as 2007-03-13",
    ),
    "number that is no date": (
        lambda: changed(signed=39154),
        "row 2, signed: '39154' is not a date: write 2007, 2007-03 or 2007-03-13 (ISO 8601)",
    ),
    "cell outside the header": (
        lambda: workbook([ROW, [*ROW.values(), "", "more"]]),
        "row 2: has 11 cells; the header has 9",
    ),
    "long cell": (
        lambda: sheet_xml(
            inline(ROW) + inline({**ROW, "title": os.urandom(5_000_000).hex()}.values())
        ),
        "row 2, title: has 10,000,000 characters; at most 400 fit",
    ),
    "shared text that is not there": (
        lambda: sheet_xml("<row r='1'><c r='A1' t='s'><v>999</v></c></row>"),
        "the sheet is damaged (list index out of range); save it again",
    ),
    "nothing": (lambda: workbook([]), "the sheet is empty"),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_malformed_cell_is_refused(case: str, refused: Refused, tmp_path: Path) -> None:
    make, message = CELLS[case]
    (tmp_path / "coded.xlsx").write_bytes(make())
    where = "coded.xlsx/instruments" + (", " if message.startswith("row") else ": ")
    assert refused("coded.xlsx") == (1, f"{FAILED}{where}{message}")


def test_a_sheet_that_unfolds_into_blank_cells_is_refused(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_files, "MOST_CELLS", 1_000_000)
    rows = "".join(
        f"<row r='{n}'><c r='XFD{n}' t='inlineStr'><is><t> </t></is></c></row>"
        for n in range(2, 100)
    )
    (tmp_path / "coded.xlsx").write_bytes(sheet_xml(inline(ROW) + rows))
    message = "the sheet has over 1,048,576 rows or 1,000,000 cells"
    assert refused("coded.xlsx") == (1, f"{FAILED}coded.xlsx/instruments: {message}")


def test_a_row_far_below_all_others_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "coded.xlsx").write_bytes(
        sheet_xml(inline(ROW) + "<row r='999999999'><c r='A999999999'><v>1</v></c></row>")
    )
    message = "the sheet has over 1,048,576 rows or 50,000,000 cells"
    assert refused("coded.xlsx") == (1, f"{FAILED}coded.xlsx/instruments: {message}")


def test_a_workbook_without_a_known_sheet_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "coded.xlsx").write_bytes(workbook([ROW], sheet="treaties"))
    assert refused("coded.xlsx") == (
        2,
        (
            "Error: coded.xlsx has the sheets treaties, none of which is a table of a record (sources, "
            "instruments, dialogues, events, stances, offices, codings); rename the sheet, or give --table"
        ),
    )


# Parquet ---------------------------------------------------------------------------------------


def parquet_of(**columns: Any) -> bytes:
    stream = io.BytesIO()
    table = {name: [value] for name, value in ROW.items()} | columns
    parquet.write_table(pa.table(table), stream)
    return stream.getvalue()


def test_a_truncated_parquet_file_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "instruments.parquet").write_bytes(parquet_of()[:-100])
    code, message = refused("instruments.parquet")
    assert code == 1
    assert message.startswith(
        f"{FAILED}instruments.parquet: this is no Parquet file, or a part of one (Parquet magic"
    )


def test_a_parquet_file_with_a_damaged_page_is_refused(refused: Refused, tmp_path: Path) -> None:
    data = bytearray(parquet_of())
    data[4:60] = bytes(56)
    (tmp_path / "instruments.parquet").write_bytes(data)
    code, message = refused("instruments.parquet")
    assert code == 1
    assert message.startswith(f"{FAILED}instruments.parquet: the file is damaged after row 0 (")


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([True]), "bool"),
        (pa.array([{"a": 1}]), "struct<a: int64>"),
        (pa.array([[1, 2]]), "list<element: int64>"),
        (pa.array([b"x"]), "binary"),
    ],
)
def test_a_parquet_column_of_another_type_is_refused(
    column: pa.Array, kind: str, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "instruments.parquet").write_bytes(parquet_of(note=column))
    message = f"instruments.parquet, note: the column has the type {kind}; text is needed"
    assert refused("instruments.parquet") == (1, FAILED + message)


def test_a_parquet_file_with_times_is_refused(refused: Refused, tmp_path: Path) -> None:
    moment = pa.array([1_173_778_200], pa.timestamp("s"))
    (tmp_path / "instruments.parquet").write_bytes(parquet_of(signed=moment))
    message = "signed: 2007-03-13 09:30:00 has a time of day; give the day alone"
    assert refused("instruments.parquet") == (1, f"{FAILED}instruments.parquet, row 1, {message}")


def test_a_parquet_file_of_huge_groups_is_refused(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_files, "MOST_GROUP_BYTES", 1024**2)
    titles = pa.array(["x" * 3 * 1024**2])
    (tmp_path / "instruments.parquet").write_bytes(parquet_of(title=titles))
    code, message = refused("instruments.parquet")
    assert code == 1
    assert message.endswith("MiB; write it in groups of at most 1 MiB")


# JSON and CSV ----------------------------------------------------------------------------------


def test_deep_json_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text('{"instruments": [' + "[" * 200_000)
    message = "record.json, line 1, column 18: lists or objects stand too deep inside others"
    assert refused("record.json") == (1, FAILED + message)


def test_a_huge_json_file_is_refused_unread(refused: Refused, tmp_path: Path) -> None:
    with (tmp_path / "record.json").open("wb") as stream:
        stream.truncate(json_files.MOST_BYTES + 1024**2)
    message = (
        "record.json: the file has 513 MiB; at most 512 MiB are read as JSON: use a folder of CSV "
        "or Parquet files"
    )
    assert refused("record.json") == (1, FAILED + message)


def test_a_number_of_thousands_of_digits_is_refused(refused: Refused, tmp_path: Path) -> None:
    number = "9" * 10_000
    (tmp_path / "record.json").write_text(
        f'{{"dialogues": [{{"id": "a", "times_held": {number}}}]}}'
    )
    message = "record.json/dialogues, row 1, kind: is blank; it is needed: Kind of dialogue."
    assert refused("record.json") == (1, FAILED + message)


def test_a_cell_of_100_mb_is_refused(refused: Refused, tmp_path: Path) -> None:
    with (tmp_path / "instruments.csv").open("w") as stream:
        stream.write(",".join(ROW) + "\n" + ",".join(list(ROW.values())[:3]) + ',"')
        for _ in range(100):
            stream.write("x" * 1_000_000)
        stream.write('"\n')
    message = (
        "instruments.csv, row 2: a cell has over 1,000,000 characters; is a closing quotation mark "
        "missing?"
    )
    assert refused("instruments.csv") == (1, FAILED + message)


def test_the_first_two_hundred_problems_are_shown(refused: Refused, tmp_path: Path) -> None:
    rows = [",".join({**ROW, "id": f"a-{n}", "kind": "x"}.values()) for n in range(300)]
    (tmp_path / "instruments.csv").write_text("\n".join([",".join(ROW), *rows]))
    code, message = refused("instruments.csv")
    assert code == 1
    assert message.splitlines()[0] == "Error: more than 200 problems; nothing was imported"
    assert len(message.splitlines()) == 201


# Places ----------------------------------------------------------------------------------------


def test_a_path_that_does_not_exist_is_refused(refused: Refused) -> None:
    assert refused("nowhere.csv") == (2, "Error: nowhere.csv does not exist")


def test_an_empty_folder_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "coded").mkdir()
    code, message = refused("coded")
    assert code == 2
    assert message.startswith("Error: coded holds none of the tables of a record (sources.csv, ")


def test_a_link_in_a_circle_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "instruments.csv").symlink_to(tmp_path / "instruments.csv")
    message = "Error: instruments.csv is a symbolic link that leads nowhere, or in a circle"
    assert refused("instruments.csv") == (2, message)


def test_a_folder_with_a_link_that_leads_nowhere_is_refused(
    refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "coded").mkdir()
    (tmp_path / "coded" / "instruments.csv").symlink_to(tmp_path / "gone.csv")
    message = "Error: coded/instruments.csv is a symbolic link that leads nowhere, or in a circle"
    assert refused("coded") == (2, message)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused(refused: Refused, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "instruments.csv")
    assert refused("instruments.csv") == (
        2,
        "Error: instruments.csv is neither a file nor a folder",
    )


def test_a_file_that_may_not_be_read_is_refused(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "instruments.csv").write_text("id\n")
    opened = Path.open

    def denied(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "instruments.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", denied)
    message = "Error: instruments.csv cannot be read: Permission denied"
    assert refused("instruments.csv") == (2, message)


def test_a_folder_of_both_csv_and_parquet_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "coded").mkdir()
    shutil.copy(CORPUS / "kind_blank" / "instruments.csv", tmp_path / "coded")
    (tmp_path / "coded" / "instruments.parquet").write_bytes(parquet_of())
    assert refused("coded") == (
        2,
        (
            "Error: coded holds both instruments.csv and instruments.parquet; keep CSV and Parquet "
            "files in folders of their own"
        ),
    )


def test_a_table_is_named_for_single_files_only(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "coded").mkdir()
    message = "Error: --table is for a single file or sheet; this is a folder"
    assert refused("coded", "--table", "event") == (2, message)


def test_a_history_is_not_added_to_a_record_with_rows(refused: Refused, tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "history_since_unknown", tmp_path / "coded")
    assert refused("coded") == (
        2,
        (
            "Error: study.sqlite is not empty; a history can only be restored into an empty record: "
            "start one with `kizuna init DIR`, or export without --history"
        ),
    )


def test_a_record_that_ships_takes_no_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "instruments.csv").write_text(",".join(ROW) + "\n")
    monkeypatch.setattr(sys, "argv", ["kizuna", "import", str(tmp_path / "instruments.csv")])
    monkeypatch.setenv("USER", "me")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "Error: shipped is read-only; make your own copy with: kizuna init DIR --copy\n"
    )
