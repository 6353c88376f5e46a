"""Opening a record: what is found at a place, and the cache of compiled folders."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from study import fill, instrument

from kizuna.codebook import load
from kizuna.errors import InputError, MissingExtraError, RecordError, StorageError
from kizuna.record import Event, Instrument, open_record
from kizuna.record.dialects import connect
from kizuna.record.migrate import create

SOURCES = "id,kind,title\npaper,document,A paper\n"
EVENTS = (
    "id,kind,parties,title,start,domain,source,check\n"
    "drill,exercise,AUS;IND,A drill,2020,traditional,paper,verified\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of CSV files with one event."""
    made = tmp_path / "tables"
    made.mkdir()
    (made / "sources.csv").write_text(SOURCES)
    (made / "events.csv").write_text(EVENTS)
    return made


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of this test alone; there is no other."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path / "cache" / "kizuna"


def _drills(folder: Path) -> list[str]:
    with open_record(folder) as record:
        return [row.id for row in record.view().rows(Event)]


def test_the_shipped_record_opens_without_any_set_up(cache: Path) -> None:
    with open_record() as record:
        assert record.label == "shipped"
        assert record.read_only
        assert record.view().count("instrument") > 0
    assert [file.suffix for file in cache.iterdir()] == [".sqlite"]


def test_the_environment_names_a_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIZUNA_RECORD", str(folder))
    with open_record() as record:
        assert record.label == "tables"


def test_a_study_opens_by_its_folder_with_its_own_codebook(tmp_path: Path) -> None:
    study = tmp_path / "study"
    (study / "codebook").mkdir(parents=True)
    (study / "codebook" / "codebook.toml").write_text(
        'name = "mine"\ntitle = "Mine"\nversion = "1"\nlicence = "CC0"\nextends = "kizuna"\n'
    )
    create(study / "record.sqlite", load())
    with open_record(str(study)) as record:
        assert (record.label, record.read_only) == ("study", False)
        assert record.codebook.name == "mine"
        fill(record, instrument())
    with open_record(study / "record.sqlite", read_only=True) as record:
        assert record.label == "record.sqlite"
        assert record.view().get(Instrument, "agreement") is not None


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none does not exist; start a study with: kizuna init"):
        open_record(tmp_path / "none")


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", RecordError, "x.sqlite holds no Kizuna record; make one with: kizuna init DIR"),
        (
            b"not a database at all, only words" * 100,
            StorageError,
            "this file is no Kizuna record (not a SQLite database)",
        ),
    ],
)
def test_a_file_that_is_no_record(
    tmp_path: Path, content: bytes, error: type[Exception], message: str
) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        open_record(path)
    assert str(caught.value) == message
    assert path.read_bytes() == content, "opening must not change a file"
    assert [file.name for file in tmp_path.iterdir()] == ["x.sqlite"]


def test_the_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
    before = path.read_bytes()
    with pytest.raises(RecordError, match=r"^bookmarks\.sqlite holds no Kizuna record"):
        open_record(path)
    assert path.read_bytes() == before


def test_a_truncated_record(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    create(path, load())
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StorageError) as caught:
        open_record(path)
    assert str(caught.value) == (
        "the record's file is damaged; restore a copy, or import your last export"
    )


def test_an_empty_database_server(postgres: object) -> None:
    address = postgres.fresh()  # type: ignore[attr-defined]
    with pytest.raises(RecordError, match=r"^test_\d+ holds no Kizuna record; make one with"):
        open_record(address)


def test_addresses(postgres: object, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = {
        "mysql://u:secret@h/d": "cannot open mysql://…: use a SQLite file or a postgresql:// address",
        "postgresql://u:secret@h:x/d": "this is no PostgreSQL address: write "
        "postgresql://user@host:5432/database",
        "postgresql://u:secret@127.0.0.1:1/d": "the database server cannot be reached, "
        "or closed the connection",
        postgres.address("nothing"): "the database server has no database of that name, "  # type: ignore[attr-defined]
        "or is closing it",
    }
    for address, message in messages.items():
        with pytest.raises((InputError, StorageError)) as caught:
            open_record(address)
        assert str(caught.value) == message
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'kizuna\[postgres\]'"):
        connect("postgresql://u@h/d", read_only=True)


def test_a_folder_is_compiled_once_and_again_when_a_file_changes(folder: Path, cache: Path) -> None:
    assert _drills(folder) == ["drill"]
    (compiled,) = cache.iterdir()
    made = compiled.stat().st_mtime_ns
    assert _drills(folder) == ["drill"]
    assert compiled.stat().st_mtime_ns == made
    (folder / "events.csv").write_text(EVENTS.replace("drill,", "manoeuvre,"))
    assert _drills(folder) == ["manoeuvre"]
    assert len(list(cache.iterdir())) == 2
    os.utime(compiled, (0, 0))
    (cache / ".building-cut-short").mkdir()
    os.utime(cache / ".building-cut-short", (0, 0))
    (folder / "events.csv").write_text(EVENTS.replace("drill,", "sail,"))
    assert _drills(folder) == ["sail"]
    assert len(list(cache.iterdir())) == 2, "what is older than a week goes"


def test_another_codebook_is_another_compilation(folder: Path, cache: Path, tmp_path: Path) -> None:
    assert _drills(folder) == ["drill"]
    book = tmp_path / "book"
    book.mkdir()
    (book / "codebook.toml").write_text(
        'name = "mine"\ntitle = "Mine"\nversion = "1"\nlicence = "CC0"\nextends = "kizuna"\n'
    )
    with open_record(folder, codebook=book) as record:
        assert record.codebook.name == "mine"
    assert len(list(cache.iterdir())) == 2


def test_folders_of_the_same_name_do_not_meet(folder: Path, cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "tables"
    shutil.copytree(folder, other)
    assert _drills(folder) == _drills(other)
    assert len({file.name.split("-")[1] for file in cache.iterdir()}) == 2


@pytest.mark.parametrize("poison", [b"", b"poison" * 1000, None])
def test_a_damaged_compilation_is_made_again(
    folder: Path, cache: Path, poison: bytes | None
) -> None:
    _drills(folder)
    (compiled,) = cache.iterdir()
    compiled.write_bytes(compiled.read_bytes()[:30_000] if poison is None else poison)
    assert _drills(folder) == ["drill"]
    assert [file.name for file in cache.iterdir()] == [compiled.name]


def test_a_cache_that_others_can_write_to_is_not_trusted(folder: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    (cache.parent.parent / "temporary").mkdir()
    assert _drills(folder) == ["drill"]
    assert list(cache.iterdir()) == []
    own = cache.parent.parent / "temporary" / f"kizuna-{os.getuid()}"
    assert [file.suffix for file in own.iterdir()] == [".sqlite"]
    assert stat.S_IMODE(own.stat().st_mode) == 0o700


def test_no_folder_for_the_cache(folder: Path, cache: Path) -> None:
    cache.parent.write_text("a file where the cache should be")
    (cache.parent.parent / "temporary").write_text("and here too")
    with pytest.raises(InputError) as caught:
        open_record(folder)
    assert str(caught.value) == (
        "no folder can be written for the compiled record; set XDG_CACHE_HOME to one"
    )


def test_a_folder_that_breaks_the_rules_leaves_no_compilation(folder: Path, cache: Path) -> None:
    (folder / "events.csv").write_text(EVENTS.replace("exercise", "exercize"))
    with pytest.raises(RecordError, match="did you mean exercise"):
        open_record(folder)
    assert list(cache.iterdir()) == []


def test_several_processes_compile_at_once(folder: Path, cache: Path) -> None:
    code = (
        "import sys, pathlib; from kizuna.record import open_record\n"
        "sys.stdin.read(1)\n"
        "print(open_record(pathlib.Path(sys.argv[1])).view().count('event'))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    outputs = [process.communicate("x") for process in running]
    assert outputs == [("1\n", "")] * 4
    assert [file.suffix for file in cache.iterdir()] == [".sqlite"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or shutil.which("unshare") is None or os.geteuid() != 0,
    reason="a read-only file system can only be mounted by root",
)
def test_a_record_on_a_read_only_file_system(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    create(disc / "record.sqlite", load())
    with open_record(disc) as record:
        fill(record, instrument())
    code = (
        "import sys, pathlib; from kizuna.record import open_record\n"
        "record = open_record(pathlib.Path(sys.argv[1]))\n"
        "print(record.read_only, record.view().count('instrument'))"
    )
    mounted = f'mount --bind "{disc}" "{disc}" && mount -o remount,ro,bind "{disc}"'
    done = subprocess.run(
        [
            "unshare",
            "-m",
            "sh",
            "-c",
            f'{mounted} && exec "$0" "$@"',
            sys.executable,
            "-c",
            code,
            str(disc),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare failed" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    assert (done.stdout, done.stderr) == ("True 1\n", "")
