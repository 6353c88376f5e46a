"""A record that is created and one that is migrated are the same; on both databases."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from study import fill, instrument

from kizuna.codebook import load
from kizuna.errors import InputError, RecordError, RecordVersionError, StorageError
from kizuna.record import open_record, schema
from kizuna.record.dialects import connect
from kizuna.record.migrate import _SCRIPTS as SCRIPTS
from kizuna.record.migrate import create, upgrade


def _migrated(place: Path | str) -> None:
    """A record made by the migrations alone."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    engine = connect(place, read_only=False)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def _described(place: Path | str) -> dict[str, Any]:
    """Every column, key, index and constraint of a database, as it describes them itself."""
    engine = connect(place, read_only=True)
    inspector = sa.inspect(engine)
    found = {
        name: {
            "columns": [
                {**column, "type": repr(column["type"])} for column in inspector.get_columns(name)
            ],
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign": sorted(map(repr, inspector.get_foreign_keys(name))),
            "indexes": sorted(map(_index, inspector.get_indexes(name))),
            "unique": sorted(map(repr, inspector.get_unique_constraints(name))),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }
    engine.dispose()
    return found


def _index(index: Any) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def test_migrations_and_create_make_the_same_tables(places: Callable[[], Path | str]) -> None:
    created, migrated = places(), places()
    create(created, load())
    _migrated(migrated)
    assert _described(created) == _described(migrated)
    assert set(_described(created)) == set(schema.metadata.tables)
    for place in (created, migrated):
        engine = connect(place, read_only=True)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, schema.complete()) == []
            version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        engine.dispose()
        assert version == schema.SCHEMA_VERSION
    with open_record(created) as record, record.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            statement = "SELECT sql FROM sqlite_master WHERE name = 'event_party'"
            assert str(connection.scalar(sa.text(statement))).rstrip().endswith("WITHOUT ROWID")


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations with one more, as a newer Kizuna has it: it alters a table others refer to."""
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / "v0002_test.py").write_text(
        """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade():
    with op.batch_alter_table("revision", recreate="auto") as batch:
        batch.add_column(sa.Column("place", sa.Text(), nullable=False, server_default="desk"))
        batch.alter_column("why", new_column_name="reason")
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    FAULT
"""
    )
    monkeypatch.setattr("kizuna.record.migrate._SCRIPTS", scripts)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", "0002")
    return scripts / "versions" / "v0002_test.py"


def _at_first_version(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "SCHEMA_VERSION", "0001")
        create(place, load())
        with open_record(place) as record:
            fill(record, instrument())
    return _described(place)


def test_upgrade_brings_an_older_record_up_to_date(
    place: Path | str, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_first_version(place, monkeypatch)
    later.write_text(later.read_text().replace("FAULT", "pass"))
    label = place.name if isinstance(place, Path) else "test_[0-9]+"
    with pytest.raises(
        RecordError,
        match=rf"^{label} has the older schema 0001 \(this Kizuna writes 0002\); "
        r"bring it up to date with: kizuna migrate --record …$",
    ):
        open_record(place)
    assert upgrade(place) == ("0001", "0002")
    assert upgrade(place) == ("0002", "0002")
    tables = _described(place)
    assert [c["name"] for c in tables["revision"]["columns"]][-1] == "place"
    assert "extra" in tables
    with open_record(place) as record:
        assert record.view().find("agreement") is not None
        with record.engine.connect() as connection:
            reason = connection.scalar(sa.text("SELECT reason FROM revision"))
            if connection.dialect.name == "sqlite":
                assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
    assert reason == "a test"


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        ("raise ZeroDivisionError", ZeroDivisionError, ""),
        ('op.execute("INSERT INTO extra VALUES (1), (1)")', RecordError, "the database refused: "),
    ],
)
def test_upgrade_that_fails_changes_nothing(
    place: Path | str,
    later: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    error: type[Exception],
    message: str,
) -> None:
    before = _at_first_version(place, monkeypatch)
    later.write_text(later.read_text().replace("FAULT", fault))
    with pytest.raises(error, match=f"^{message}"):
        upgrade(place)
    assert _described(place) == before
    monkeypatch.setattr(schema, "SCHEMA_VERSION", "0001")
    with open_record(place) as record:
        assert record.view().find("agreement") is not None


def test_upgrade_that_leaves_dangling_rows_is_refused(
    tmp_path: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "record.sqlite"
    before = _at_first_version(place, monkeypatch)
    later.write_text(later.read_text().replace("FAULT", 'op.execute("DELETE FROM revision")'))
    with pytest.raises(
        RecordError, match=r"^the new schema would leave dangling rows in (instrument|source)$"
    ):
        upgrade(place)
    assert _described(place) == before


def test_a_newer_record_is_refused(place: Path | str) -> None:
    create(place, load())
    engine = connect(place, read_only=False)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9001'"))
    engine.dispose()
    message = (
        r"was written by a newer Kizuna \(schema 9001, this one knows "
        rf"{schema.SCHEMA_VERSION}\); upgrade with: pip install --upgrade kizuna$"
    )
    with pytest.raises(RecordVersionError, match=message):
        open_record(place)
    with pytest.raises(RecordVersionError, match=message):
        upgrade(place)


def test_no_record_is_made_where_there_is_one(place: Path | str) -> None:
    create(place, load(), title="First")
    with pytest.raises(InputError, match=r"^there is a record already; choose another place$"):
        create(place, load(), title="Second")
    with open_record(place) as record, record.engine.connect() as connection:
        info = {row.key: row.value for row in connection.execute(sa.select(schema.info))}
    assert info["title"] == "First"
    assert re.fullmatch(r"kizuna \S+", info["codebook"])


def test_a_place_without_a_record_is_not_migrated(place: Path | str, tmp_path: Path) -> None:
    if isinstance(place, Path):
        place.touch()
    with pytest.raises(RecordError, match=r"holds no Kizuna record; make one with: kizuna init"):
        upgrade(place)
    assert _described(place) == {}
    missing = tmp_path / "missing.sqlite"
    with pytest.raises(RecordError, match=r"missing\.sqlite does not exist; make a record with"):
        upgrade(missing)
    assert not missing.exists()


def test_no_record_is_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"^the record's file cannot be opened; check that"):
        create(tmp_path / "nowhere" / "record.sqlite", load())
