"""``kizuna read``: forms of output, errors, outline."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from reading_files import FACT

from kizuna.cli.read import read
from kizuna.errors import DocumentError

KEYS = {"kind", "parties", "date", "stage", "score", "passage", "anchor", "matches"}


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
