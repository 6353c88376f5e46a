"""``kizuna read``: forms of output, errors, outline."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from reading_files import FACT

from kizuna.cli.read import read
from kizuna.errors import DocumentError, InputError
from kizuna.reading.queue import Queue
from kizuna.reading.queueing import candidates_in
from kizuna.record.interchange.study import start_study

KEYS = {"kind", "parties", "date", "stage", "score", "passage", "anchor", "matches",
        "document", "reader"}  # fmt: skip


def run(*args: object) -> list[dict[str, object]]:
    result = CliRunner().invoke(read, [str(a) for a in args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def text_file(path: Path, text: str = FACT) -> Path:
    file = path / "a.txt"
    file.write_text(f"Title\n\n{text}\n", encoding="utf-8")
    return file


def test_one_candidate_a_line(tmp_path: Path) -> None:
    (row,) = run(text_file(tmp_path), "--format", "jsonl")
    assert set(row) >= KEYS
    assert (row["kind"], row["parties"], row["date"], row["stage"]) == (
        "acsa",
        ["AUS", "JPN"],
        "2010-05-19",
        "signed",
    )
    assert row["status"] == "confirms"
    assert row["passage"] == FACT
    assert row["anchor"]["paragraph"] == 2  # type: ignore[index]


def test_passages_in_json_lines_keep_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "p-1", "text": FACT}) + "\n", encoding="utf-8")
    (row,) = run(path, "--format", "jsonl")
    assert row["id"] == "p-1"


def test_other_forms(tmp_path: Path) -> None:
    file = text_file(tmp_path)
    for form, expected in (
        ("csv", "AUS;JPN"),
        ("md", "| acsa |"),
        ("json", '"acsa"'),
        ("table", "acsa"),
    ):
        result = CliRunner().invoke(read, [str(file), "--format", form], catch_exceptions=False)
        assert expected in result.stdout


def test_only_what_is_new(tmp_path: Path) -> None:
    file = text_file(
        tmp_path, f"{FACT} Chile and Latvia signed a visiting forces agreement in 2019."
    )
    (row,) = run(file, "--only", "new", "--format", "jsonl")
    assert row["parties"] == ["CHL", "LVA"]


def test_files_that_cannot_be_read_are_named_after_the_others(tmp_path: Path) -> None:
    text_file(tmp_path)
    (tmp_path / "b.txt").write_bytes(b"\0\0")
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(read, [str(tmp_path), "--format", "jsonl", "--out", str(out)])
    assert isinstance(result.exception, DocumentError)
    assert "b.txt: the file holds zero bytes" in str(result.exception)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


def test_outline(tmp_path: Path) -> None:
    text = "Contents\n\nPart I: Japan–India partnership\n\n1 The Indian perspective on ties with Japan\n\nConclusion"
    file = text_file(tmp_path, text)
    result = CliRunner().invoke(read, [str(file), "--outline"], catch_exceptions=False)
    (found,) = json.loads(result.stdout)
    (chapter, _) = found["volume"]["chapters"]
    assert (chapter["perspective_code"], chapter["pair"]) == ("IND", ["IND", "JPN"])


def test_a_line_tells_its_document_and_its_reader(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        f"<html lang=en><title>Defence 2010</title><p>{FACT}</p></html>", encoding="utf-8"
    )
    (row,) = run(page, "--format", "jsonl")
    said = row["document"]
    assert said["title"] == "Defence 2010"  # type: ignore[index]
    assert said["sha256"] == hashlib.sha256(page.read_bytes()).hexdigest()  # type: ignore[index]
    assert str(row["reader"]).startswith("rules ")


def test_a_list_of_addresses_gives_saved_files_their_addresses(tmp_path: Path) -> None:
    text_file(tmp_path)
    mirror = tmp_path / "www.mod.example" / "news"
    mirror.mkdir(parents=True)
    (mirror / "index.html").write_text(f"<html><p>{FACT}</p></html>", encoding="utf-8")
    listed = tmp_path / "list.tsv"
    listed.write_text(
        "# saved in May\naddress\tfile\nhttps://mod.example/1\ta.txt\n"
        "https://www.mod.example/news/\n",
        encoding="utf-8",
    )
    rows = run(listed, "--format", "jsonl")
    assert [row["document"]["url"] for row in rows] == [  # type: ignore[index]
        "https://mod.example/1",
        "https://www.mod.example/news/",
    ]


@pytest.mark.parametrize("named", ["none.html", "../outside.txt", "/etc/hostname"])
def test_a_list_names_only_files_beside_it(tmp_path: Path, named: str) -> None:
    (tmp_path / "outside.txt").write_text(FACT, encoding="utf-8")
    folder = tmp_path / "saved"
    folder.mkdir()
    listed = folder / "list.csv"
    listed.write_text(f"https://mod.example/1,{named}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"line 1: no file .* nothing is fetched"):
        run(listed)


def test_prose_that_begins_with_an_address_is_no_list(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"https://mod.example/1\n\n{FACT}\n", encoding="utf-8")
    assert len(run(file, "--format", "jsonl")) == 1


def test_candidates_go_into_the_queue_once_with_their_address(tmp_path: Path) -> None:
    study = tmp_path / "study"
    start_study(study)
    text_file(tmp_path)
    listed = tmp_path / "list.txt"
    listed.write_text("https://mod.example/1\ta.txt\n", encoding="utf-8")
    for expected in ("1 candidates added.", "0 candidates added, 1 there already."):
        result = CliRunner().invoke(read, [str(listed), "--queue", str(study)])
        assert expected in result.stdout, result.output
    with Queue(study) as queue:
        (one,) = queue.candidates().values()
    assert one.document.url == "https://mod.example/1"
    with pytest.raises(InputError, match="--queue goes into a study"):
        run(listed, "--queue", study, "--format", "jsonl")


def test_what_is_written_as_lines_keeps_its_document_for_the_queue(tmp_path: Path) -> None:
    from kizuna.codebook import load

    page = tmp_path / "a.html"
    page.write_text(f"<html><title>Defence 2010</title><p>{FACT}</p></html>", encoding="utf-8")
    out = tmp_path / "c.jsonl"
    CliRunner().invoke(
        read, [str(page), "--format", "jsonl", "--out", str(out)], catch_exceptions=False
    )
    (one,) = candidates_in(out, load())
    assert one.document.title == "Defence 2010"
    assert one.reader.startswith("rules ")
