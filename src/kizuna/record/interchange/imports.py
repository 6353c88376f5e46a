"""The verb ``import``: whatever lies at a path becomes part of a record, whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kizuna.errors import InputError
from kizuna.record.interchange.flat import Flattened
from kizuna.record.interchange.load import TakenBackError, import_into
from kizuna.record.interchange.read import read
from kizuna.record.interchange.restore import restore, revisions_from
from kizuna.record.revise import revise
from kizuna.record.rows import TableName
from kizuna.record.store import Record


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed.

    Attributes:
        revision: number of the revision that holds the change, or of the last one restored.
        added, replaced: rows by table.
        unchanged: rows that stood with the same values.
        restored: whether a history was restored.
        left_alone: files, sheets or keys that are no table and were not read.
        differing: rows that call a known source by another title, as a sentence each.
    """

    revision: int
    added: Mapping[TableName, int]
    replaced: Mapping[TableName, int]
    unchanged: int
    restored: bool
    left_alone: tuple[str, ...]
    differing: tuple[str, ...]


def import_path(
    record: Record,
    path: str | Path,
    *,
    who: str,
    why: str = "",
    table: TableName | None = None,
    update: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Import tables from a file or folder as one revision, or a whole history into an empty record.

    Args:
        record: the record to import into.
        path: folder of CSV or Parquet files, workbook, JSON file, or a single CSV or Parquet
            file. Tables may describe their sources in columns of their own
            (:mod:`kizuna.record.interchange.flat`).
        who: who imports; kept with the revision.
        why: the reason; by default the name of what was imported.
        table: the table that a single file or sheet holds; by default its name tells.
        update: record new versions of rows that stand with other values.
        dry_run: do all the work, then take it back.
        progress: called with the number of rows read since the last call.

    Raises:
        InputError: there is nothing readable at that path.
        ImportFailedError: rows do not fit; nothing was imported.
        RecordError: the record is read-only.
        StorageError: the disk is full, or the database went away; nothing was imported.
    """
    place = Path(path).expanduser()
    try:
        reading = read(place, table)
        tables = Flattened(reading.tables)
        if reading.revisions is not None:
            history = revisions_from(reading.revisions)
            done = restore(record, tables, history, dry_run=dry_run, progress=progress)
        else:
            if not who:
                raise InputError("who makes this change is not known; say so with --who")
            reason = why or f"import of {place.name}"
            with (
                contextlib.suppress(TakenBackError),
                revise(record, who=who, why=reason) as reviser,
            ):
                tables.connection = reviser.connection
                done = import_into(reviser, tables, update=update, progress=progress)
                if dry_run:
                    raise TakenBackError
    except OSError as error:
        raise InputError(f"{error.filename or place} cannot be read: {error.strerror}") from error
    return Imported(
        revision=done.revision,
        added=done.added,
        replaced=done.replaced,
        unchanged=done.unchanged,
        restored=reading.revisions is not None,
        left_alone=tuple(reading.left_alone),
        differing=tuple(tables.differing),
    )
