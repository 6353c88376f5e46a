"""What goes out comes back: any record, in every form, with its history or as known at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from generated_records import Step, histories, record_history, state_of
from hypothesis import given, settings
from study import fill, instrument

from kizuna.codebook import load
from kizuna.record import Record, open_record
from kizuna.record.interchange.exports import ExportForm, export
from kizuna.record.interchange.imports import import_path
from kizuna.record.migrate import create

FORMS: tuple[ExportForm, ...] = ("csv", "xlsx", "parquet", "json")
SUFFIX = {"csv": "", "parquet": "", "xlsx": ".xlsx", "json": ".json"}


def empty(folder: Path) -> Record:
    create(folder / "record.sqlite", load(), title="generated")
    return open_record(folder / "record.sqlite")


@pytest.mark.parametrize("form", FORMS)
@given(steps=histories())
@settings(max_examples=15)
def test_the_rows_as_known_come_back(
    form: ExportForm, steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    (folder / "other").mkdir()
    with empty(folder) as record, empty(folder / "other") as other:
        record_history(record, steps)
        path = export(record.view(), folder / f"out{SUFFIX[form]}", form)
        import_path(other, path, who="a tester")
        assert state_of(other) == state_of(record)


@pytest.mark.parametrize("form", FORMS)
@given(steps=histories())
@settings(max_examples=15)
def test_the_history_comes_back(
    form: ExportForm, steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    (folder / "other").mkdir()
    with empty(folder) as record, empty(folder / "other") as other:
        record_history(record, steps)
        path = export(record.view(), folder / f"out{SUFFIX[form]}", form, history=True)
        done = import_path(other, path, who="nobody, the revisions say who")
        assert done.restored
        assert other.revisions() == record.revisions()
        for revision in range(len(record.revisions()) + 1):
            assert state_of(other, revision) == state_of(record, revision)
        ids = {row.id for _, _, rows, _ in steps for row in rows}
        for row_id in ids:
            assert other.history(row_id) == record.history(row_id)


@pytest.mark.parametrize("form", FORMS)
def test_an_export_as_known_earlier_leaves_out_what_came_later(
    record: Record, form: ExportForm, tmp_path: Path
) -> None:
    fill(record, instrument(title="First title"))
    fill(record, instrument("later"))
    before = state_of(record, 1)
    path = export(record.view(1), tmp_path / f"out{SUFFIX[form]}", form, history=True)
    with empty(tmp_path) as other:
        import_path(other, path, who="a tester")
        assert state_of(other) == before
        assert [r.id for r in other.revisions()] == [1]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_record_gives_the_same_files(
    record: Record, form: ExportForm, tmp_path: Path
) -> None:
    fill(record, instrument())
    first = export(record.view(), tmp_path / f"a{SUFFIX[form]}", form, history=True)
    second = export(record.view(), tmp_path / f"b{SUFFIX[form]}", form, history=True)
    files = (
        ([first], [second])
        if first.is_file()
        else (sorted(first.iterdir()), sorted(second.iterdir()))
    )
    assert [f.read_bytes() for f in files[0]] == [f.read_bytes() for f in files[1]]
