"""What differs between SQLite and PostgreSQL: connecting, locking, bulk writing, error words."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from kizuna.errors import InputError, MissingExtraError, RecordError, StorageError

BUSY_SECONDS = 60
_WRITE_LOCK = 0x6B697A75  # "kizu": the advisory lock that orders writers on PostgreSQL
_WRITING = "kizuna_writing"


def connect(target: str | Path, *, read_only: bool) -> sa.Engine:
    """An engine for a SQLite file or a PostgreSQL address.

    Raises:
        InputError: the address is of no supported kind.
        MissingExtraError: the PostgreSQL driver is not installed.
    """
    if isinstance(target, Path):
        return _sqlite(target, read_only=read_only)
    scheme, _, rest = target.partition("://")
    if scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise InputError(f"cannot open {scheme}://…: use a SQLite file or a postgresql:// address")
    try:
        engine = sa.create_engine(f"postgresql+psycopg://{rest}", pool_pre_ping=True, pool_size=2)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise MissingExtraError("psycopg", "postgres") from error
    if read_only:
        engine = engine.execution_options(postgresql_readonly=True)
    return engine


def _sqlite(path: Path, *, read_only: bool) -> sa.Engine:
    mode = "ro" if read_only else "rwc"
    address = f"file:{_quote(path)}?mode={mode}"
    engine = sa.create_engine(
        f"sqlite:///{address}&uri=true",
        connect_args={"timeout": BUSY_SECONDS},
        poolclass=sa.pool.SingletonThreadPool,
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is switched off so that schema changes too are
        # inside the transaction that the engine begins below.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _quote(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that holds the write lock: writers queue, and none sees another half done.

    Raises:
        StorageError: the disk is full, the file cannot be written, or the server went away.
    """
    with translated(), engine.connect() as plain:
        connection = plain.execution_options(**{_WRITING: True})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
            yield connection


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into ours, without addresses or passwords in them.

    Raises:
        StorageError: disk full, file not writable, lock not granted, server gone.
        RecordError: the file is no record, or the database refused a statement.
    """
    try:
        yield
    except DBAPIError as error:
        raise _storage_error(str(error.orig)) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageError(
                "the disk is full: nothing was changed; free some space and try again"
            ) from error
        raise


_MEANINGS = (
    ("disk is full", "the disk is full: nothing was changed; free some space and try again"),
    ("could not extend file", "the database server's disk is full: nothing was changed"),
    ("No space left", "the database server's disk is full: nothing was changed"),
    ("disk I/O error", "the disk refused to write: nothing was changed; is it full or removed?"),
    (
        "readonly database",
        "the record is read-only; make your own copy with: kizuna init DIR --copy",
    ),
    ("read-only transaction", "the record was opened read-only"),
    (
        "database is locked",
        f"another program has been writing for over {BUSY_SECONDS} seconds; try again",
    ),
    ("not a database", "this file is no Kizuna record (not a SQLite database)"),
    ("malformed", "the record's file is damaged; restore a copy, or import your last export"),
    (
        "unable to open database file",
        "the record's file cannot be opened; check that its folder exists",
    ),
    ("password authentication failed", "the database server refused the user name or password"),
    ("connection", "the database server cannot be reached, or closed the connection"),
)


def _storage_error(text: str) -> RecordError:
    for sign, meaning in _MEANINGS:
        if sign in text:
            return StorageError(meaning)
    first = text.strip().splitlines()[0] if text.strip() else "unknown"
    return RecordError(f"the database refused: {first}")


def insert_many(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Insert rows by the fastest way each database has: a prepared statement, or COPY.

    Raises:
        RecordError: the database refused a row.
    """
    preparer = connection.dialect.identifier_preparer
    name = preparer.format_table(table)
    names = ", ".join(preparer.quote(column) for column in columns)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    batch = rows if isinstance(rows, list) else list(rows)
    if batch:
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", batch)  # noqa: S608
