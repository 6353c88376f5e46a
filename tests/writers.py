"""What the tests of faults run in processes of their own, to be killed there."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from study import event

from kizuna.errors import ConflictError, StorageError
from kizuna.record import Dialogue, Record, open_record, revise, schema
from kizuna.record.interchange.csv_files import read_folder
from kizuna.record.interchange.load import import_tables
from kizuna.record.migrate import upgrade


def write_many(place: Path | str, name: str, rounds: int, gate: Any) -> None:
    """Add rows of one's own, and raise a count that all share."""
    with open_record(place) as record:
        gate.wait()
        for number in range(rounds):
            with revise(record, who=name, why=f"round {number}") as reviser:
                reviser.add([event(f"{name}-{number}", start="2020")])
            while not _raise_count(record, name):
                pass


def _raise_count(record: Record, name: str) -> bool:
    view = record.view()
    talks = view.by_id(Dialogue, ["talks"])["talks"]
    try:
        with revise(record, who=name, why="one more session") as reviser:
            more = replace(talks, times_held=(talks.times_held or 0) + 1)
            reviser.replace([more], read_at=view.revision)
    except ConflictError:
        return False
    return True


def import_folder(place: Path | str, folder: Path, gate: Any) -> None:
    """Import a folder of CSV files."""
    with open_record(place) as record:
        gate.set()
        import_tables(record, read_folder(folder), who="Ann", why="a large import")


def export_record(place: Path | str, target: Path, form: Any, gate: Any) -> None:
    """Export a record over an earlier export."""
    from kizuna.record.interchange.exports import export

    with open_record(place) as record:
        gate.set()
        export(record.view(), target, form=form, overwrite=True)


def migrate(place: Path | str, scripts: Path, gate: Any) -> None:
    """Bring a record to the schema of other migrations."""
    sys.modules["kizuna.record.migrate"]._SCRIPTS = scripts  # type: ignore[attr-defined]
    schema.SCHEMA_VERSION = "0002"
    gate.set()
    upgrade(place)


def hold(place: Path | str, gate: Any) -> None:
    """Hold the write lock until killed."""
    with open_record(place) as record, revise(record, who="Ann", why="slow") as reviser:
        reviser.add([event("slow", start="2020")])
        gate.set()
        time.sleep(600)


def write_much(record: Record) -> None:
    """Add twenty thousand long rows."""
    with revise(record, who="Ann", why="too much") as reviser:
        for n in range(20):
            reviser.add(event(f"e{n}-{m}", start="2020", title="x" * 300) for m in range(1000))


def fill_up() -> None:
    """Fill up the record named on the command line, with files of a limited size if so asked."""
    import resource

    place, limit = Path(sys.argv[1]), int(sys.argv[2])
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with open_record(place) as record:
            write_much(record)
    except StorageError as error:
        sys.stdout.write(f"{error}\n")
