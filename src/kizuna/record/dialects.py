"""What differs between SQLite and PostgreSQL: connecting, locking, bulk writing, error words."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from kizuna.errors import InputError, MissingExtraError, RecordError, StorageError

BUSY_SECONDS = 60
_WRITE_LOCK = 0x6B697A75  # "kizu": the advisory lock that orders writers on PostgreSQL
_WRITING = "kizuna_writing"
_BUSY = f"another program has been writing for over {BUSY_SECONDS} seconds; try again"
_DISK_FULL = "the disk is full: nothing was changed; free some space and try again"


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
        engine = sa.create_engine(
            f"postgresql+psycopg://{rest}", pool_pre_ping=True, max_overflow=50
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise MissingExtraError("psycopg", "postgres") from error
    except (ArgumentError, ValueError):
        # Neither the address nor the library's error is shown: both may hold a password.
        raise InputError(
            "this is no PostgreSQL address: write postgresql://user@host:5432/database"
        ) from None
    if read_only:
        engine = engine.execution_options(postgresql_readonly=True)
    return engine


def _sqlite(path: Path, *, read_only: bool) -> sa.Engine:
    engine = sa.create_engine(
        f"sqlite:///{_address(path, read_only=read_only)}&uri=true",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        max_overflow=50,
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is switched off so that schema changes too are
        # inside the transaction that the engine begins below.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        if not read_only:
            connection.execute("PRAGMA synchronous = FULL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _address(path: Path, *, read_only: bool) -> str:
    from urllib.parse import quote

    path = path.absolute()
    address = f"file:{quote(str(path))}?mode={'ro' if read_only else 'rwc'}"
    if read_only and not os.access(path.parent, os.W_OK):
        # A reader of the write-ahead log needs a file of its own next to the record. Where none
        # can be made and no log is left to read, nobody can be writing either.
        log = path.with_name(f"{path.name}-wal")
        if not (log.exists() and log.stat().st_size):
            address += "&immutable=1"
    return address


def keep_log(engine: sa.Engine) -> None:
    """Let SQLite write ahead to a log from now on, so that nobody waits to read while one writes.

    Raises:
        StorageError: the file cannot be written.
    """
    if engine.dialect.name == "sqlite":
        with translated(), contextlib.closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode = WAL")


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
                limit = sa.func.set_config("lock_timeout", f"{BUSY_SECONDS}s", True)
                connection.execute(sa.select(limit))
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
            yield connection


@contextlib.contextmanager
def migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """As :func:`writing`, for changes of the schema.

    SQLite alters a table by copying it and dropping the old one. References to it are therefore
    checked once at the end, not at every step.

    Raises:
        RecordError: the change would leave references to rows that are not there.
        StorageError: the disk is full, the file cannot be written, or the server went away.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return

    def release(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = OFF")

    sa.event.listen(engine, "connect", release)
    with writing(engine) as connection:
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RecordError(f"the new schema would leave dangling rows in {broken[0]}")


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
    except PoolTimeoutError as error:
        raise StorageError("too many readers at once; try again") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageError(_DISK_FULL) from error
        raise
    except Exception as error:
        if isinstance(error, _driver_errors()):
            raise _storage_error(str(error)) from error
        raise


def _driver_errors() -> tuple[type[Exception], ...]:
    """What the drivers raise by themselves: while connecting, and in the middle of a COPY."""
    driver = sys.modules.get("psycopg")
    return (sqlite3.Error, driver.Error) if driver else (sqlite3.Error,)


_MEANINGS = (
    ("disk is full", _DISK_FULL),
    ("could not extend file", "the database server's disk is full: nothing was changed"),
    ("No space left", "the database server's disk is full: nothing was changed"),
    ("disk I/O error", "the disk refused to write: nothing was changed; is it full or removed?"),
    (
        "readonly database",
        "the record is read-only; make your own copy with: kizuna init DIR --copy",
    ),
    ("read-only transaction", "the record was opened read-only"),
    ("database is locked", _BUSY),
    ("lock timeout", _BUSY),
    ("not a database", "this file is no Kizuna record (not a SQLite database)"),
    ("malformed", "the record's file is damaged; restore a copy, or import your last export"),
    (
        "unable to open database file",
        "the record's file cannot be opened; check that its folder exists",
    ),
    ("password authentication failed", "the database server refused the user name or password"),
    ("too many clients", "the database server has too many users at the moment; try again"),
    ('FATAL:  database "', "the database server has no database of that name, or is closing it"),
    ('FATAL:  role "', "the database server refused the user name or password"),
    ("connection", "the database server cannot be reached, or closed the connection"),
)


def _storage_error(text: str) -> RecordError:
    for sign, meaning in _MEANINGS:
        if sign in text:
            return StorageError(meaning)
    first = text.strip().splitlines()[0] if text.strip() else "unknown"
    return RecordError(f"the database refused: {first}")


def among(
    column: sa.ColumnElement[Any], values: Iterable[str], on: sa.Engine | sa.Connection
) -> sa.ColumnElement[bool]:
    """The condition that a column has one of these texts, however many they are.

    They travel as one parameter, so that neither database limits their number and the statement
    is always the same text.
    """
    listed = sorted(set(values))
    if on.dialect.name == "postgresql":
        return column == sa.any_(sa.literal(listed, sa.ARRAY(sa.Text)))
    each = sa.func.json_each(json.dumps(listed)).table_valued("value")
    return column.in_(sa.select(each.c.value))


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
        # The names are those of our own tables; the values are bound.
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", batch)  # noqa: S608
