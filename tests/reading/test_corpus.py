"""Many files: parallel, cached, resumed; passages keep their ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading_files import FACT

from kizuna.reading.corpus import FileResult, Settings, read_files

OTHER = "India and Japan held the naval exercise JIMEX on 5 July 2023."


def folder(path: Path, count: int = 4) -> list[Path]:
    files = []
    for number in range(count):
        file = path / f"{number}.txt"
        file.write_text(f"{FACT}\n\nDocument {number}. {OTHER}\n", encoding="utf-8")
        files.append(file)
    return files


def told(results: list[FileResult]) -> list[tuple[str, str]]:
    return sorted((Path(r.path).name, f.proposal.kind) for r in results for f in r.found)


def test_parallel_is_the_same_as_one_after_another(tmp_path: Path) -> None:
    files = folder(tmp_path)
    one = told(list(read_files(files, Settings())))
    assert told(list(read_files(files, Settings(), jobs=2))) == one
    assert len(one) == 8


def test_what_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, cache = folder(tmp_path), tmp_path / "cache"
    first = told(list(read_files(files[:2], Settings(), cache=cache)))

    def refuse(path: Path) -> None:
        raise AssertionError(f"{path} was opened again")

    with monkeypatch.context() as patch:
        patch.setattr("kizuna.reading.corpus.open_document", refuse)
        assert told(list(read_files(files[:2], Settings(), cache=cache))) == first
        with pytest.raises(AssertionError, match="opened again"):
            list(read_files(files[:2], Settings(at_least=0.9), cache=cache))
    assert len(list(read_files(files, Settings(), cache=cache))) == 4


def test_a_damaged_cache_is_read_over(tmp_path: Path) -> None:
    files, cache = folder(tmp_path, 1), tmp_path / "cache"
    first = told(list(read_files(files, Settings(), cache=cache)))
    for entry in cache.iterdir():
        entry.write_bytes(b"\xc1")
    assert told(list(read_files(files, Settings(), cache=cache))) == first


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    files = folder(tmp_path, 2)
    (tmp_path / "bad.txt").write_bytes(b"\0")
    results = list(read_files([*files, tmp_path / "bad.txt"], Settings()))
    assert [bool(r.error) for r in results] == [False, False, True]


def test_passages_keep_their_ids_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    rows = [
        {"id": "a", "text": "Japan and Australia signed an ACSA on Friday.", "date": "2017-01-20"},
        {"id": 7, "text": f"Nothing here.\n\n{FACT}", "origin": "passed over"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    (result,) = read_files([path], Settings())
    assert [(f.id, str(f.proposal.date)) for f in result.found] == [
        ("a", "2017-01-20"),
        ("7", "2010-05-19"),
    ]
    for one, row in zip(result.found, rows, strict=True):
        assert str(row["text"])[one.anchor.start : one.anchor.end] == one.passage


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2"),
        ('{"id": "b"}', "`text`"),
        ('{"id": "b", "text": "x", "date": "May"}', "is not a date"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(f'{{"id": "a", "text": "x"}}\n{line}\n', encoding="utf-8")
    (result,) = read_files([path], Settings())
    assert message in result.error
    assert "p.jsonl, line 2" in result.error
