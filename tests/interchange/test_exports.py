"""Exports: what stands in the files, and that a place holds the old or the new one, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from study import coding, dialogue, event, fill, instrument, stance

from kizuna.codebook import load
from kizuna.errors import InputError, StorageError
from kizuna.record import TABLES, Record, Source, open_record, revise, schema
from kizuna.record.interchange import placing
from kizuna.record.interchange.bibtex import entry
from kizuna.record.interchange.exports import ExportForm, export
from kizuna.record.interchange.placing import placed_file, placed_folder
from kizuna.record.migrate import create

FILES: tuple[tuple[ExportForm, str], ...] = (
    ("csv", "out"),
    ("parquet", "out"),
    ("xlsx", "out.xlsx"),
    ("json", "out.json"),
    ("bibtex", "out.bib"),
)


@pytest.fixture
def full(record: Record) -> Record:
    fill(
        record,
        instrument(signed="2010-05-19", note="Signed in Tokyo, 19 May"),
        dialogue(times_held=3),
        event(start="2012"),
        stance("salience", date="2013-12", value=-0.0),
        coding("claim", row="agreement", field="signed", value="2010-05"),
    )
    return record


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Record]:
    """A record of which nothing depends on the database."""
    create(tmp_path / "record.sqlite", load())
    with open_record(tmp_path / "record.sqlite") as opened:
        yield opened


def test_a_csv_folder_is_plain_and_sorted(full: Record, tmp_path: Path) -> None:
    export(full.view(), tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["README.md", *sorted(f"{row.file}.csv" for row in TABLES.values())]
    assert (tmp_path / "out" / "instruments.csv").read_text(encoding="utf-8") == (
        "id,kind,parties,title,negotiated_from,signed,provisional_from,in_force,ended,status,"
        "replaces,binding,domain,purpose,target,pledge,stationing,notice_months,"
        "source,check,coder,note\n"
        "agreement,acsa,AUS;IND,An agreement,,2010-05-19,,,,in_force,,treaty,traditional,,,,,,paper,"
        'verified,,"Signed in Tokyo, 19 May"\n'
    )
    assert "as known: revision 1, " in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_a_workbook_has_texts_a_frozen_header_and_says_what_it_is(
    full: Record, tmp_path: Path
) -> None:
    export(full.view(), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["README", *(row.file for row in TABLES.values())]
    about = {row[0].value: row[1].value for row in book["README"].iter_rows()}
    assert about["codebook"].startswith("kizuna ")
    assert about["as known"].startswith("revision 1, ")
    sheet = book["instruments"]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width > 12
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert book["dialogues"]["G2"].value == 3


def test_no_text_of_a_workbook_is_a_formula(record: Record, tmp_path: Path) -> None:
    with revise(record, who="somebody", why="once") as reviser:
        reviser.add([Source(id="paper", kind="document", title="A paper")])
    with record.engine.begin() as connection:  # as another program might have left it
        connection.execute(schema.revision.update().values(who="=me()", why="@once"))
    export(record.view(), tmp_path / "out.xlsx", history=True)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "=me()" in [cell.value for cell in cells]


def test_sources_become_a_bibliography(record: Record, tmp_path: Path) -> None:
    fill(record)
    export(record.view(), tmp_path / "sources.bib")
    text = (tmp_path / "sources.bib").read_text(encoding="utf-8")
    assert text.startswith("% title: ")
    assert text.endswith(
        "\n@misc{paper,\n  title = {{A paper}},\n  year = {2020},\n  month = jun,\n  day = {1},\n}\n"
    )


def test_a_bibliography_entry_escapes_what_tex_runs() -> None:
    text = entry(
        {
            "id": "a",
            "kind": "report",
            "title": r"100% \input{x} & #1_a {b ~ ^ $",
            "authors": "Ministry of Foreign Affairs; Doe, Jane",
            "publisher": "R&D",
            "date": "2018",
            "url": "https://example.org/a_b%20c?x={1}&y=\\",
            "doi": "10.1234/a_b",
            "isbn": "9780306406157",
        }
    )
    assert text == "\n".join(
        [
            "@techreport{a,",
            "  author = {{Ministry of Foreign Affairs} and Doe, Jane},",
            (
                r"  title = {{100\% \textbackslash{}input\textbraceleft{}x\textbraceright{} \& \#1\_a "
                r"\textbraceleft{}b \textasciitilde{} \textasciicircum{} \$}},"
            ),
            r"  institution = {R\&D},",
            "  year = {2018},",
            "  isbn = {9780306406157},",
            "  doi = {10.1234/a_b},",
            "  url = {https://example.org/a_b%20c?x=%7B1%7D&y=%5C},",
            "}",
        ]
    )
    assert text.count("{") == text.count("}")


def test_a_bibliography_has_no_history(full: Record, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a bibliography has no history"):
        export(full.view(), tmp_path / "out.bib", history=True)


def test_a_file_ends_as_its_form_does(full: Record, tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_text("mine")
    with pytest.raises(InputError, match=r"record\.sqlite should end in \.json"):
        export(full.view(), tmp_path / "record.sqlite", "json", overwrite=True)
    assert (tmp_path / "record.sqlite").read_text() == "mine"


# Places ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "name"), FILES)
def test_an_earlier_export_is_replaced_only_when_asked(
    full: Record, form: ExportForm, name: str, tmp_path: Path
) -> None:
    target = export(full.view(0), tmp_path / name, form)
    before = content_of(target)
    with pytest.raises(InputError, match="add --overwrite"):
        export(full.view(), tmp_path / name, form)
    assert content_of(target) == before
    export(full.view(), tmp_path / name, form, overwrite=True)
    assert content_of(target) != before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def content_of(target: Path) -> dict[str, bytes]:
    files = [target] if target.is_file() else sorted(target.iterdir())
    return {file.name: file.read_bytes() for file in files}


def test_a_folder_with_anything_else_in_it_is_never_replaced(full: Record, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    with pytest.raises(InputError, match=r"holds thesis\.docx, which no export writes"):
        export(full.view(), tmp_path / "out", overwrite=True)
    assert (tmp_path / "out" / "thesis.docx").read_text() == "years of work"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere/out", "the folder .*nowhere does not exist"),
        ("file", "file is a file; name a folder"),
    ],
)
def test_a_place_that_cannot_hold_an_export_is_refused(
    full: Record, target: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=message):
        export(full.view(), tmp_path / target, "csv", overwrite=True)
    (tmp_path / "out.json").mkdir()
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        export(full.view(), tmp_path / "out.json")


@pytest.mark.parametrize("one_step", [True, False], ids=["exchange", "two renames"])
def test_a_folder_is_swapped(
    one_step: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not one_step:
        monkeypatch.setattr(placing.ctypes, "CDLL", lambda *_, **__: object())
    for content in ("old", "new"):
        with placed_folder(tmp_path / "out", overwrite=True, ours={"a"}) as folder:
            (folder / "a").write_text(content)
    assert (tmp_path / "out" / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def half_written(target: Path, error: OSError) -> None:
    with placed_file(target, overwrite=True) as scratch:
        scratch.write_text("half")
        raise error


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError(27, "Too big")])
def test_a_full_disk_leaves_what_was_there(error: OSError, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("old")
    with pytest.raises(StorageError, match=r"was not written: the disk is full; free some space"):
        half_written(tmp_path / "out.json", error)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("out.json", "old")]


FULL = """
import resource, sys
from pathlib import Path
from kizuna.errors import StorageError
from kizuna.record import open_record
from kizuna.record.interchange.exports import export
place, target, form = sys.argv[1:]
record = open_record(place)
view = record.view()
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
try:
    export(view, target, form, overwrite=True)
except StorageError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit on file sizes")
@pytest.mark.parametrize(("form", "name"), [f for f in FILES if f[0] != "bibtex"])
def test_every_form_says_that_the_disk_is_full(
    on_disk: Record, form: ExportForm, name: str, tmp_path: Path
) -> None:
    record, place = on_disk, tmp_path / "record.sqlite"
    fill(record, *(instrument(f"agreement-{n}", title=f"{n} " * 80) for n in range(50)))
    export(record.view(0), tmp_path / name, form)
    before = content_of(tmp_path / name)
    call = [sys.executable, "-c", FULL, str(place), str(tmp_path / name), form]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    message = f"{tmp_path / name} was not written: the disk is full; free some space and try again"
    assert done.stdout.strip() == message, done.stderr
    assert content_of(tmp_path / name) == before


FOREVER = """
import sys
from kizuna.record import open_record
from kizuna.record.interchange.exports import export
place, target, form = sys.argv[1:]
with open_record(place) as record:
    print("ready", flush=True)
    for revision in range(1_000_000):
        export(record.view(revision % 2), target, form, overwrite=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no kill -9")
@pytest.mark.parametrize(("form", "name"), [("csv", "out"), ("json", "out.json")])
def test_kill_9_leaves_the_old_or_the_new_one_whole(
    on_disk: Record, form: ExportForm, name: str, tmp_path: Path
) -> None:
    record, place = on_disk, tmp_path / "record.sqlite"
    fill(record, *(instrument(f"agreement-{n}") for n in range(200)))
    whole = []
    for revision in (0, 1):
        path = export(record.view(revision), tmp_path / f"{revision}-{name}", form)
        whole.append(content_of(path))
    target = export(record.view(0), tmp_path / name, form)
    if target.is_file():
        whole = [dict.fromkeys([name], *files.values()) for files in whole]
    call = [sys.executable, "-c", FOREVER, str(place), str(target), form]
    seen = set()
    for attempt in range(5):
        running = subprocess.Popen(call, stdout=subprocess.PIPE)
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(0.01 + 0.03 * attempt)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        running.stdout.close()
        found = content_of(target)
        assert found in whole
        seen.add(whole.index(found))
        export(record.view(attempt % 2), target, form, overwrite=True)
    assert seen
