"""Opening a record: the shipped one, a study's folder, a database, or a folder of CSV files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kizuna import __version__
from kizuna.codebook import SHIPPED as SHIPPED_CODEBOOK
from kizuna.codebook import Codebook, load
from kizuna.errors import InputError, RecordError, StorageError
from kizuna.record import schema
from kizuna.record.dialects import connect, translated
from kizuna.record.store import Record

EVIDENCE = Path(__file__).resolve().parent.parent / "evidence"
"""Folder of the shipped record."""

DATABASE = "record.sqlite"
"""Name of the database in the folder of a study."""

_SCRATCH = ".building-"
_WEEK = 7 * 24 * 3600


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
    path = Path(target).expanduser().resolve()
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
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    frozen = bool(read_only) or not writable
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
    family = f"{label[:40]}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]}"
    name = f"{family}-{_fingerprint([folder, SHIPPED_CODEBOOK, codebook_folder])}.sqlite"
    refused: StorageError | None = None
    for place in _cache_folders():
        path = place / name
        if path.is_file():
            with contextlib.suppress(RecordError):  # damaged: it is compiled again
                return Record(connect(path, read_only=True), book, label=label, read_only=True)
        if os.access(place, os.W_OK):
            try:
                _build(folder, book, path)
            except StorageError as error:
                refused = error
                continue
            _tidy(place, family, keep=path)
            return Record(connect(path, read_only=True), book, label=label, read_only=True)
    raise refused or InputError(
        "no folder can be written for the compiled record; set XDG_CACHE_HOME to one"
    )


def _build(folder: Path, book: Codebook, path: Path) -> None:
    from kizuna.record.interchange.restore import restore_folder
    from kizuna.record.migrate import create

    with translated(), tempfile.TemporaryDirectory(dir=path.parent, prefix=_SCRATCH) as made:
        scratch = Path(made) / path.name
        create(scratch, book, title=folder.name, log=False)
        with Record(
            connect(scratch, read_only=False), book, label=folder.name, read_only=False
        ) as record:
            restore_folder(record, folder)
        # Whoever opens the record at this moment sees none or all of it.
        scratch.replace(path)


def _tidy(place: Path, family: str, *, keep: Path) -> None:
    """Remove what earlier states of the folder, and compilations cut short, left in the cache."""
    old = time.time() - _WEEK
    for leftover in (*place.glob(f"{family}-*.sqlite"), *place.glob(f"{_SCRATCH}*")):
        with contextlib.suppress(OSError):
            if leftover != keep and leftover.stat().st_mtime < old:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _fingerprint(folders: Iterable[Path]) -> str:
    """Changes with every byte of the files and with the code that reads them."""
    digest = hashlib.sha256(f"{__version__} {schema.SCHEMA_VERSION}".encode())
    for folder in dict.fromkeys(folders):
        for file in sorted(folder.glob("*.csv")) + sorted(folder.glob("*.toml")):
            digest.update(file.name.encode() + b"\0")
            try:
                with file.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
            except OSError as error:
                raise InputError(f"{file} cannot be read: {error.strerror}") from error
    return digest.hexdigest()[:16]


def _cache_folders() -> Iterator[Path]:
    """Folders for compiled records: the user's cache, or else one in the temporary folder.

    Left out are folders in which somebody else may have put a file for us to read.
    """
    import platformdirs

    user = os.getuid() if hasattr(os, "getuid") else None
    places = [Path(platformdirs.user_cache_dir("kizuna", appauthor=False))]
    with contextlib.suppress(OSError):  # there may be no temporary folder either
        places.append(Path(tempfile.gettempdir()) / f"kizuna-{'cache' if user is None else user}")
    for place in places:
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            status = place.stat()
            if user is None or (status.st_uid == user and not status.st_mode & 0o022):
                yield place
