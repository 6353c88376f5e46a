"""Creating a record's tables, and bringing an older record up to date with Alembic."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from kizuna import __version__
from kizuna.codebook import Codebook
from kizuna.errors import InputError, RecordError
from kizuna.record import schema
from kizuna.record.dialects import connect, keep_log, migrating, writing
from kizuna.record.store import refuse_newer, version_of

_SCRIPTS = Path(__file__).parent / "migrations"


def create(target: str | Path, book: Codebook, *, title: str = "", log: bool = True) -> None:
    """Create an empty record.

    The tables are made from the schema at once, without Alembic, which takes longer to import
    than the whole work; a test holds both ways to the same result.

    Args:
        target: SQLite file or ``postgresql://`` address.
        book: the codebook that the record follows.
        title: what the record is about.
        log: let SQLite write ahead to a log, so that readers never wait for a writer; off for
            a file that nobody will change again.

    Raises:
        InputError: there is a record already.
        StorageError: the place cannot be written.
    """
    engine = connect(target, read_only=False)
    try:
        with writing(engine) as connection:
            if sa.inspect(connection).has_table("alembic_version"):
                raise InputError("there is a record already; choose another place")
            schema.complete().create_all(connection)
            connection.execute(
                sa.text(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
                )
            )
            connection.execute(
                sa.text("INSERT INTO alembic_version VALUES (:version)"),
                {"version": schema.SCHEMA_VERSION},
            )
            connection.execute(
                schema.info.insert(),
                [
                    {"key": "title", "value": title},
                    {"key": "codebook", "value": f"{book.name} {book.version}"},
                    {
                        "key": "created",
                        "value": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
                    },
                    {"key": "software", "value": __version__},
                ],
            )
        if log:
            keep_log(engine)
    finally:
        engine.dispose()


def upgrade(target: str | Path, *, to: str = "head") -> tuple[str, str]:
    """Bring an older record up to date, in one transaction; returns schema before and after.

    Raises:
        RecordError: it holds no record.
        RecordVersionError: it was written by a newer Kizuna.
        StorageError: the disk is full, or the database went away; nothing was changed.
    """
    from alembic import command
    from alembic.config import Config

    label = target.name if isinstance(target, Path) else "the database"
    if isinstance(target, Path) and not target.is_file():
        raise RecordError(f"{target} does not exist; make a record with: kizuna init DIR")
    engine = connect(target, read_only=False)
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    try:
        with migrating(engine) as connection:
            before = version_of(connection, label)
            refuse_newer(before, label)
            config.attributes["connection"] = connection
            command.upgrade(config, to)
            return before, version_of(connection, label)
    finally:
        engine.dispose()
