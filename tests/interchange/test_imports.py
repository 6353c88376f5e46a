"""What an import accepts: layouts, types and oddities that are no fault; updates and rehearsals."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from generated_records import state_of
from pyarrow import parquet
from study import fill, instrument

from kizuna.record import Dialogue, Event, Instrument, Record, Source, Stance
from kizuna.record.interchange.flat import UNSOURCED
from kizuna.record.interchange.imports import import_path
from kizuna.record.interchange.load import ImportFailedError

HEADER = "id,kind,parties,title,signed,status,binding,domain,source,check"
ROW = "one,acsa,AUS;IND,An agreement,2007,in_force,treaty,traditional,paper,verified"
FLAT = (
    "id,kind,parties,title,signed,status,binding,domain,"
    "source_url,source_publisher,source_title,source_date,check"
)
FACTS = Path(os.environ.get("KIZUNA_FACTS", Path(__file__).parents[2].parent / "shared" / "facts"))


def flat_row(row_id: str, source: str, check: str = "verified") -> str:
    return f"{row_id},acsa,AUS;IND,An agreement,2007,in_force,treaty,traditional,{source},{check}"


def written(path: Path, *lines: str, end: str = "\n", encoding: str = "utf-8") -> Path:
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n".encode("utf-8-sig"),
        f"{HEADER}\r\n{ROW}\r\n".encode(),
        f"{HEADER}\r\n\n{ROW}\r".encode(),
        f"{HEADER}\n\n\n{ROW}".encode(),
        f" {HEADER.replace(',', ' , ')}\n{ROW.replace(',', ' , ')}\n".encode(),
        f'{HEADER}\n"{ROW.replace(",", chr(34) + "," + chr(34))}"\n'.encode(),
    ],
    ids=["byte order mark", "CRLF", "mixed line ends", "blank lines", "spaces", "quoted"],
)
def test_what_programs_write_differently_is_read_alike(
    record: Record, content: bytes, tmp_path: Path
) -> None:
    fill(record)
    (tmp_path / "instruments.csv").write_bytes(content)
    import_path(record, tmp_path / "instruments.csv", who="me")
    (row,) = record.view().rows(Instrument)
    assert (row.id, row.parties, str(row.signed), row.check) == (
        "one",
        ("AUS", "IND"),
        "2007",
        "verified",
    )


def test_a_header_without_rows_changes_nothing(record: Record, tmp_path: Path) -> None:
    done = import_path(record, written(tmp_path / "instruments.csv", HEADER), who="me")
    assert (dict(done.added), done.unchanged) == ({}, 0)
    assert record.revisions() == []


@pytest.mark.parametrize("name", ["instruments.csv", "2026-instruments.csv", "Instrument.CSV"])
def test_a_file_is_known_by_its_name(record: Record, name: str, tmp_path: Path) -> None:
    fill(record)
    done = import_path(record, written(tmp_path / name, HEADER, ROW), who="me")
    assert done.added == {"instrument": 1}


def test_a_file_of_any_name_with_its_table(record: Record, tmp_path: Path) -> None:
    fill(record)
    path = written(tmp_path / "march.csv", HEADER, ROW)
    assert import_path(record, path, who="me", table="instrument").added == {"instrument": 1}


def test_parties_are_sorted_and_isbn_made_one_form(record: Record, tmp_path: Path) -> None:
    header = "id,kind,title,isbn"
    written(tmp_path / "sources.csv", header, "paper,book,A book,0-306-40615-2")
    written(tmp_path / "instruments.csv", HEADER, ROW.replace("AUS;IND", "IND; AUS"))
    import_path(record, tmp_path, who="me")
    assert record.view().rows(Instrument)[0].parties == ("AUS", "IND")
    assert record.view().rows(Source)[0].isbn == "9780306406157"


def test_files_that_are_no_table_are_named(record: Record, tmp_path: Path) -> None:
    fill(record)
    written(tmp_path / "instruments.csv", HEADER, ROW)
    written(tmp_path / "instrument.csv", HEADER, ROW)
    written(tmp_path / "README.md", "about")
    assert import_path(record, tmp_path, who="me").left_alone == ("instrument.csv",)


def test_rows_that_stand_are_left_updated_or_refused(record: Record, tmp_path: Path) -> None:
    fill(record, instrument("one", title="Old"))
    header = "id,kind,parties,title,status,binding,domain,source,check"
    row = "one,acsa,AUS;IND,{},in_force,treaty,traditional,paper,verified"
    same = written(tmp_path / "instruments.csv", header, row.format("Old"))
    assert import_path(record, same, who="me").unchanged == 1
    new = written(tmp_path / "instruments.csv", header, row.format("New"))
    with pytest.raises(
        ImportFailedError, match=r"stands in the record with 'Old', here it is 'New'"
    ):
        import_path(record, new, who="me")
    done = import_path(record, new, who="me", update=True)
    assert done.replaced == {"instrument": 1}
    assert [version.row.title for version in record.history("one")] == ["Old", "New"]


def test_a_rehearsal_changes_nothing(record: Record, tmp_path: Path) -> None:
    fill(record)
    before = state_of(record)
    path = written(tmp_path / "instruments.csv", HEADER, ROW)
    assert import_path(record, path, who="me", dry_run=True).added == {"instrument": 1}
    assert state_of(record) == before
    assert len(record.revisions()) == 1
    assert import_path(record, path, who="me").revision == 2


# Types of cells --------------------------------------------------------------------------------


def test_typed_cells_of_a_workbook_become_the_text_one_sees(record: Record, tmp_path: Path) -> None:
    fill(record)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Stances "
    header = "id,holder,holder_kind,holder_name,about_kind,about,value,date,source,check"
    sheet.append(header.split(","))
    for row_id, value, date in (
        ("a", 2, dt.date(2007, 3, 13)),
        ("b", 1.5, dt.datetime(2008, 1, 2)),
        ("c", 0.0, 2009),
        ("d", "3", "2010-05"),
    ):
        fixed = ["AUS", "government", "Government of Australia", "threat", "piracy"]
        sheet.append([row_id, *fixed, value, date, "paper", "verified"])
    sheet.append([None, " ", None])
    book.create_sheet("scratch")
    book.save(tmp_path / "coded.xlsx")
    done = import_path(record, tmp_path / "coded.xlsx", who="me")
    assert done.left_alone == ("scratch",)
    found = [(row.id, row.value, str(row.date)) for row in record.view().rows(Stance)]
    assert found == [
        ("a", 2.0, "2007-03-13"),
        ("b", 1.5, "2008-01-02"),
        ("c", 0.0, "2009"),
        ("d", 3.0, "2010-05"),
    ]


def test_a_single_sheet_of_any_name_with_its_table(record: Record, tmp_path: Path) -> None:
    fill(record)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER.split(","))
    book.active.append(ROW.split(","))
    book.save(tmp_path / "coded.xlsx")
    done = import_path(record, tmp_path / "coded.xlsx", who="me", table="instrument")
    assert done.added == {"instrument": 1}


def test_typed_columns_of_parquet_become_the_text_one_sees(record: Record, tmp_path: Path) -> None:
    fill(record)
    count = 3
    table = pa.table(
        {
            "id": ["a", "b", "c"],
            "kind": pa.array(["two_plus_two"] * count).dictionary_encode(),
            "parties": pa.array([["AUS", "IND"]] * count),
            "title": pa.array(["Talks"] * count, pa.large_string()),
            "first_held": pa.array([dt.date(2007, 3, 13), None, dt.date(2008, 1, 2)]),
            "latest_held": pa.array([2010, None, 2012]),
            "times_held": pa.array([3.0, float("nan"), None]),
            "level": ["minister"] * count,
            "source": ["paper"] * count,
            "check": ["verified"] * count,
            "note": pa.nulls(count),
        }
    )
    parquet.write_table(table, tmp_path / "dialogues.parquet")
    import_path(record, tmp_path, who="me")
    found = [
        (str(row.first_held), str(row.latest_held), row.times_held)
        for row in record.view().rows(Dialogue)
    ]
    assert found == [
        ("2007-03-13", "2010", 3),
        ("None", "None", None),
        ("2008-01-02", "2012", None),
    ]


# Sources inside the rows -----------------------------------------------------------------------


def test_sources_inside_the_rows_become_rows_once(record: Record, tmp_path: Path) -> None:
    path = written(
        tmp_path / "instruments.csv",
        FLAT,
        flat_row("a", "https://www.example.org/docs/a.html,Ministry,A page,2007-03"),
        flat_row("b", "http://example.org/docs/a.html#top,Ministry,A page,2007-03"),
        flat_row("c", ",Ministry,A page,2007-03"),
        flat_row("d", ",Ministry,Another paper,"),
        flat_row("e", "https://example.org/untitled,Ministry,,"),
        flat_row("f", ",,,", "recalled"),
        flat_row("g", ",,,", "recalled"),
    )
    done = import_path(record, path, who="me")
    assert done.added == {"instrument": 7, "source": 4}
    view = record.view()
    named = {row.id: row.source for row in view.rows(Instrument)}
    assert named["a"] == named["b"] == named["c"]
    assert named["f"] == named["g"] == UNSOURCED
    sources = view.sources(set(named.values()))
    page = sources[named["a"]]
    assert page.id.startswith("example-org-a-")
    assert (page.kind, page.title, page.publisher, str(page.date), page.url) == (
        "web",
        "A page",
        "Ministry",
        "2007-03",
        "https://www.example.org/docs/a.html",
    )
    assert sources[named["d"]].kind == "document"
    assert sources[named["e"]].title == "https://example.org/untitled"


def test_the_same_rows_again_find_their_sources(record: Record, tmp_path: Path) -> None:
    path = written(
        tmp_path / "instruments.csv",
        FLAT,
        flat_row("a", "https://example.org/a,Ministry,A page,2007"),
        flat_row("b", ",,,", "recalled"),
    )
    import_path(record, path, who="me")
    assert import_path(record, path, who="me").unchanged == 2
    written(
        path,
        FLAT,
        flat_row("c", "https://example.org/a,Ministry,The page,2007"),
        flat_row("d", ",Ministry,a PAGE,2007"),
    )
    done = import_path(record, path, who="me")
    assert done.added == {"instrument": 2}
    (first, second) = done.differing
    assert first.endswith("is 'A page'; row 2 calls it 'The page'")
    assert second.endswith("is 'A page'; row 3 calls it 'a PAGE'")


def test_a_source_that_stands_under_another_id_is_used(record: Record, tmp_path: Path) -> None:
    written(tmp_path / "sources.csv", "id,kind,title,url", "mine,web,A page,https://example.org/a")
    written(
        tmp_path / "instruments.csv", FLAT, flat_row("a", "https://example.org/a/,,A page,2007")
    )
    done = import_path(record, tmp_path, who="me")
    assert done.added == {"source": 1, "instrument": 1}
    assert record.view().rows(Instrument)[0].source == "mine"


def test_a_page_by_two_addresses_of_one_path_with_different_queries_is_two(
    record: Record, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "instruments.csv",
        FLAT,
        flat_row("a", "https://example.org/?p=1,Ministry,One,2007"),
        flat_row("b", "https://example.org/?p=2,Ministry,Two,2007"),
    )
    assert import_path(record, path, who="me").added == {"instrument": 2, "source": 2}


@pytest.mark.parametrize("group", "abcde")
def test_the_collected_facts_import_as_they_are(record: Record, group: str, tmp_path: Path) -> None:
    if not (FACTS / "parts").is_dir():
        pytest.skip(f"the collected facts are not at {FACTS}; set KIZUNA_FACTS")
    lines = 0
    for file in (FACTS / "parts").glob(f"{group}-*.csv"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name.removeprefix(f"{group}-")).write_text(text, encoding="utf-8")
    done = import_path(record, tmp_path, who="me")
    view = record.view()
    lines = sum(view.count(table) for table in ("instrument", "dialogue", "event", "stance"))
    assert lines == sum(count for table, count in done.added.items() if table != "source") > 100
    named = {
        row.source for kind in (Instrument, Dialogue, Event, Stance) for row in view.rows(kind)
    }
    assert set(view.sources(named)) == named
    assert view.count("source") == len(named)
