"""Many writers at once, processes killed, disks full, servers gone: the record stays whole."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
import writers
from postgres_server import Server
from study import dialogue, event, fill, instrument

from kizuna.codebook import load
from kizuna.errors import RecordError, StorageError
from kizuna.record import Dialogue, Event, Record, open_record, revise, schema
from kizuna.record.dialects import connect, translated
from kizuna.record.interchange.exports import export
from kizuna.record.migrate import _SCRIPTS as SCRIPTS
from kizuna.record.migrate import create, upgrade

PROCESSES, ROUNDS = 8, 4
SPAWN = multiprocessing.get_context("spawn")
CHANCE = random.Random(1951)
WHYS = ("still writable", "and back")
DISK_FULL = "the disk is full: nothing was changed; free some space and try again"


@pytest.fixture
def filled(place: Path | str) -> Path | str:
    """A record with an instrument, a dialogue and an event, on both databases."""
    create(place, load())
    with open_record(place) as record:
        fill(record, instrument(), dialogue(times_held=0), event(start="2020"))
    return place


def _untouched(place: Path | str) -> None:
    """The record is as it was, sound, and can be written to."""
    with open_record(place) as record:
        assert {revision.why for revision in record.revisions()} <= {"a test", *WHYS}
        view = record.view()
        assert [row.id for row in view.rows(Event)] == ["drill"]
        assert view.find("agreement") is not None
        if record.engine.dialect.name == "sqlite":
            with record.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        with revise(record, who="Ann", why=WHYS[0]) as reviser:
            reviser.add([event("after", start="2020")])
        with revise(record, who="Ann", why=WHYS[1]) as reviser:
            reviser.withdraw("event", ["after"])


def _killed(function: Callable[..., None], *arguments: Any, after: float) -> bool:
    """Kill a process so many seconds after it began its work; whether that cut it short."""
    gate = SPAWN.Event()
    process = SPAWN.Process(target=function, args=(*arguments, gate))
    process.start()
    assert gate.wait(timeout=60)
    time.sleep(after)
    process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


@pytest.mark.slow
def test_eight_processes_writing_at_once_lose_nothing(filled: Path | str) -> None:
    gate = SPAWN.Barrier(PROCESSES)
    names = [f"writer{n}" for n in range(PROCESSES)]
    running = [
        SPAWN.Process(target=writers.write_many, args=(filled, name, ROUNDS, gate))
        for name in names
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * PROCESSES
    total = PROCESSES * ROUNDS
    with open_record(filled) as record:
        view = record.view()
        written = {f"{name}-{number}" for name in names for number in range(ROUNDS)}
        assert {row.id for row in view.rows(Event)} == {"drill", *written}
        talks = view.get(Dialogue, "talks")
        assert talks is not None
        assert talks.times_held == total
        assert [v.row.times_held for v in record.history("talks")] == list(range(total + 1))  # type: ignore[attr-defined]
        revisions = record.revisions()
        assert [revision.id for revision in revisions] == list(range(1, 2 * total + 2))
        assert [r.at for r in revisions] == sorted(r.at for r in revisions)
        for name in names:
            assert sum(revision.who == name for revision in revisions) == 2 * ROUNDS


def test_readers_do_not_wait_for_a_writer(filled: Path | str) -> None:
    gate = SPAWN.Event()
    process = SPAWN.Process(target=writers.hold, args=(filled, gate))
    process.start()
    try:
        assert gate.wait(timeout=60)
        with open_record(filled) as record:
            assert _seconds(lambda: record.view().rows(Event)) < 30
            assert record.view().find("slow") is None
    finally:
        process.kill()
        process.join()
    _untouched(filled)


def test_a_writer_that_waits_too_long_says_so(
    filled: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kizuna.record.dialects.BUSY_SECONDS", 1)
    gate = SPAWN.Event()
    process = SPAWN.Process(target=writers.hold, args=(filled, gate))
    process.start()
    try:
        assert gate.wait(timeout=60)
        with open_record(filled) as record, pytest.raises(StorageError) as caught:
            fill(record, event("other", start="2020"))
    finally:
        process.kill()
        process.join()
    message = "another program has been writing for over 60 seconds; try again"
    assert str(caught.value) == message


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 20,000 events."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "sources.csv").write_text("id,kind,title\nnews,news,News\n")
    with (folder / "events.csv").open("w") as stream:
        stream.write("id,kind,parties,title,start,domain,source,check\n")
        for n in range(20_000):
            stream.write(f"e{n},exercise,AUS;IND,Drill {n},2020,traditional,news,verified\n")
    return folder


@pytest.mark.slow
def test_killed_during_import(
    places: Callable[[], Path | str], filled: Path | str, large: Path
) -> None:
    rehearsal = places()
    create(rehearsal, load())
    whole = _seconds(lambda: writers.import_folder(rehearsal, large, SPAWN.Event()))
    for share in (0.1, 0.3, 0.5, 0.7):
        after = CHANCE.uniform(share, share + 0.1) * whole
        cut = _killed(writers.import_folder, filled, large, after=after)
        _settled(filled)
        with open_record(filled) as record:
            count = record.view().count("event")
        assert count in (1, 20_001), "none or all of it"
        if count > 1:  # quicker than its rehearsal
            break
        assert cut
        _untouched(filled)
    assert share > 0.1, "no import was cut short"


def _settled(place: Path | str) -> None:
    """Wait until the server has noticed that its client is gone."""
    if isinstance(place, str):
        engine = connect(place, read_only=True)
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        for _ in range(600):
            with engine.connect() as connection:
                if connection.scalar(sa.text(others)) == 1:
                    break
            time.sleep(0.05)
        engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "json"])
def test_killed_during_export(tmp_path: Path, large: Path, form: Any) -> None:
    """An earlier export is there whole until the new one is."""
    place, target = tmp_path / "record.sqlite", tmp_path / "out" / f"export.{form}"
    target.parent.mkdir()
    create(place, load())
    with open_record(place) as record:
        fill(record, event("old", start="2019"))
        export(record.view(), target, form=form)
        before = _contents(target)
    writers.import_folder(place, large, SPAWN.Event())
    with open_record(place) as record:
        whole = _seconds(lambda: export(record.view(), tmp_path / f"rehearsal.{form}", form=form))
    found = []
    for share in (0, 0.2, 0.4, 0.6):
        after = CHANCE.uniform(share, share + 0.2) * whole
        _killed(writers.export_record, place, target, form, after=after)
        found.append(_contents(target))
    with open_record(place) as record:
        export(record.view(), target, form=form, overwrite=True)
    assert found[0] == before, "no export was cut short"
    assert all(contents in (before, _contents(target)) for contents in found)


def _contents(target: Path) -> dict[str, bytes]:
    files = [target] if target.is_file() else sorted(target.rglob("*"))
    return {file.name: file.read_bytes() for file in files}


@pytest.fixture
def slow_migration(tmp_path: Path) -> Path:
    """Migrations with one more that takes its time."""
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / "v0002_slow.py").write_text(
        """
import time
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade():
    for table in ("event", "source", "instrument", "dialogue", "stance", "coding"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("note", new_column_name="remark")
        op.execute(f"UPDATE {table} SET remark = 'moved'")
        time.sleep(0.1)
"""
    )
    return scripts


@pytest.mark.slow
def test_killed_during_migration(
    filled: Path | str, slow_migration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        assert _killed(writers.migrate, filled, slow_migration, after=CHANCE.uniform(0, 0.6))
        _settled(filled)
    _untouched(filled)
    monkeypatch.setattr("kizuna.record.migrate._SCRIPTS", slow_migration)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", "0002")
    assert upgrade(filled) == ("0001", "0002")


def test_a_database_that_may_not_grow(tmp_path: Path) -> None:
    place = tmp_path / "record.sqlite"
    create(place, load())
    with open_record(place) as record:
        fill(record, instrument(), event(start="2020"))
        record.engine.dispose()

        @sa.event.listens_for(record.engine, "connect")
        def _limit(connection: Any, _: object) -> None:
            connection.execute("PRAGMA max_page_count = 200")

        with pytest.raises(StorageError) as caught:
            writers.write_much(record)
    assert str(caught.value) == DISK_FULL
    _untouched(place)


def _filling(place: Path, *, limit: int = 0, before: Sequence[str] = ()) -> tuple[str, str]:
    """What a process says that fills up a record under a limit, or after other commands."""
    code = "import sys; sys.path[:0] = sys.argv[3].split(':'); import writers; writers.fill_up()"
    done = subprocess.run(
        [*before, sys.executable, "-c", code, str(place), str(limit), ":".join(sys.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    place = tmp_path / "record.sqlite"
    create(place, load())
    with open_record(place) as record:
        fill(record, instrument(), event(start="2020"))
    assert _filling(place, limit=1_000_000) == (
        "the disk refused to write: nothing was changed; is it full or removed?\n",
        "",
    )
    _untouched(place)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="a small disk can only be mounted by root",
)
def test_a_full_disk(tmp_path: Path) -> None:
    disk, kept = tmp_path / "disk", tmp_path / "kept.sqlite"
    disk.mkdir()
    create(kept, load(), log=False)
    with open_record(kept) as record:
        fill(record, instrument(), event(start="2020"))
    place = disk / "record.sqlite"
    script = (
        f'mount -t tmpfs -o size=2m none "{disk}" && cp "{kept}" "{place}" && "$0" "$@" '
        f'&& cp "{place}" "{kept}"'
    )
    said, wrong = _filling(place, before=["unshare", "-m", "sh", "-c", script])
    if "unshare failed" in wrong or "mount:" in wrong:
        pytest.skip(f"no disk can be mounted here: {wrong.strip()}")
    assert (said, wrong) == (f"{DISK_FULL}\n", "")
    _untouched(kept)


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (OSError(28, "No space left on device"), DISK_FULL),
        (sqlite3.OperationalError("database or disk is full"), DISK_FULL),
        (
            psycopg.errors.DiskFull(
                'could not extend file "base/5/16": No space left on device\nHINT: Check free space.'
            ),
            "the database server's disk is full: nothing was changed",
        ),
        (
            psycopg.errors.InsufficientPrivilege("permission denied for table event\nDETAIL: x"),
            "the database refused: permission denied for table event",
        ),
    ],
)
def test_errors_of_the_drivers_are_said_in_our_words(raised: Exception, message: str) -> None:
    with pytest.raises(RecordError) as caught, translated():
        raise raised
    assert str(caught.value) == message


def test_other_errors_pass_as_they_are() -> None:
    with pytest.raises(FileNotFoundError), translated():
        raise FileNotFoundError("x")
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test alone, that does not forget what it confirmed."""
    own = Server(fsync="on", full_page_writes="on", synchronous_commit="on")
    yield own
    own.stop()


def test_a_server_killed_in_the_middle_of_a_write(server: Server) -> None:
    place = server.fresh()
    create(place, load())
    with open_record(place) as record:
        fill(record, instrument(), event(start="2020"))
        with pytest.raises(StorageError) as caught:
            _write_while_killed(record, server)
        assert str(caught.value) == (
            "the database server cannot be reached, or closed the connection"
        )
        with pytest.raises(StorageError):
            record.view()
        server.start()
        assert record.view().find("agreement") is not None, "the same record goes on"
    _untouched(place)


def _write_while_killed(record: Record, server: Server) -> None:
    with revise(record, who="Ann", why="cut short") as reviser:
        reviser.add(event(f"a{n}", start="2020") for n in range(2_000))
        server.kill()
        reviser.add(event(f"b{n}", start="2020") for n in range(20_000))
