"""Opening a record: the shipped one, a study's folder, a database, or a folder of CSV files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kizuna import __version__
from kizuna.codebook import SHIPPED as SHIPPED_CODEBOOK
from kizuna.codebook import Codebook, load
from kizuna.errors import InputError
from kizuna.record import schema
from kizuna.record.dialects import connect
from kizuna.record.store import Record

EVIDENCE = Path(__file__).parent.parent / "evidence"
"""Folder of the shipped record."""

DATABASE = "record.sqlite"
"""Name of the database in the folder of a study."""


def open_record(
    target: str | Path | None = None, *, codebook: Path | None = None, read_only: bool | None = None
) -> Record:
    """Open a record.

    Args:
        target: folder of a study, SQLite file, ``postgresql://`` address, or folder of CSV
            files (opened read-only). Without it: the environment variable ``KIZUNA_RECORD``,
            else the record that ships with Kizuna (read-only).
        codebook: folder of another codebook; by default the study's own, else the shipped one.
        read_only: refuse changes; by default only where the record cannot take any.

    Raises:
        InputError: there is nothing to open at that place.
        RecordVersionError: the record was written by a newer Kizuna.
        RecordError: it holds no record.
    """
    target = target or os.environ.get("KIZUNA_RECORD") or EVIDENCE
    if isinstance(target, str) and "://" in target:
        engine = connect(target, read_only=bool(read_only))
        return Record(
            engine,
            load(codebook),
            label=engine.url.database or "PostgreSQL",
            read_only=bool(read_only),
        )
    path = Path(target).expanduser()
    if path.is_dir() and (path / DATABASE).is_file():
        own = path / "codebook"
        codebook = codebook or (own if own.is_dir() else None)
        label, path = path.name, path / DATABASE
    elif path.is_dir():
        own = path / "codebook"
        book = load(codebook or (own if own.is_dir() else None))
        return _compiled(
            path, book, codebook_folder=codebook or (own if own.is_dir() else SHIPPED_CODEBOOK)
        )
    elif path.is_file():
        label = path.name
    else:
        raise InputError(f"{path} does not exist; start a study with: kizuna init DIR")
    frozen = bool(read_only) or not os.access(path, os.W_OK)
    return Record(connect(path, read_only=frozen), load(codebook), label=label, read_only=frozen)


@contextlib.contextmanager
def borrow(record: Record | str | Path | None) -> Iterator[Record]:
    """The record itself if it is open already, else one that is opened and closed again.

    Raises:
        RecordError: as :func:`open_record`.
    """
    if isinstance(record, Record):
        yield record
    else:
        with open_record(record) as opened:
            yield opened


def _compiled(folder: Path, book: Codebook, *, codebook_folder: Path) -> Record:
    """A folder of CSV files as a database, kept in the user's cache until a file changes."""
    label = "shipped" if folder == EVIDENCE else folder.name
    name = f"{label}-{_fingerprint([folder, codebook_folder])}.sqlite"
    for place in _cache_folders():
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if hasattr(os, "getuid") and place.stat().st_uid != os.getuid():
                continue  # somebody else prepared this folder: what lies in it is not ours
            path = place / name
            if not path.is_file():
                _build(folder, book, path)
            return Record(connect(path, read_only=True), book, label=label, read_only=True)
    raise InputError("no folder can be written for the compiled record; set XDG_CACHE_HOME to one")


def _build(folder: Path, book: Codebook, path: Path) -> None:
    from kizuna.record.interchange.restore import restore_folder
    from kizuna.record.migrate import create

    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".building-", suffix=".sqlite")
    os.close(handle)
    try:
        create(Path(scratch), book, title=folder.name)
        with Record(
            connect(Path(scratch), read_only=False), book, label=folder.name, read_only=False
        ) as record:
            restore_folder(record, folder)
        with contextlib.closing(sqlite3.connect(scratch)) as connection:
            # One file without companions can be moved into place whole.
            connection.execute("PRAGMA journal_mode = DELETE")
        Path(scratch).replace(path)
    finally:
        for leftover in path.parent.glob(f"{Path(scratch).name}*"):
            leftover.unlink(missing_ok=True)


def _fingerprint(folders: Iterable[Path]) -> str:
    """Changes with every byte of the files and with the code that reads them."""
    digest = hashlib.sha256(f"{__version__} {schema.SCHEMA_VERSION}".encode())
    for folder in folders:
        for file in sorted(folder.glob("*.csv")) + sorted(folder.glob("*.toml")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _cache_folders() -> Iterable[Path]:
    import platformdirs

    yield Path(platformdirs.user_cache_dir("kizuna", appauthor=False))
    yield (
        Path(tempfile.gettempdir()) / f"kizuna-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
    )
