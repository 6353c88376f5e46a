"""The rows of a record as they stand in files, streamed from the database in a fixed order.

Without history: the rows as known, by id. With it: every version up to that moment, by id and
time, with ``since`` and ``until``, and the list of revisions. The same record always gives the
same files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kizuna import __version__
from kizuna.record import schema
from kizuna.record.dialects import translated
from kizuna.record.interchange.load import TableFile
from kizuna.record.interchange.restore import REVISION_COLUMNS, REVISIONS, SPAN_COLUMNS
from kizuna.record.rows import TABLES, Form, TableName, fields_of, to_text
from kizuna.record.store import View

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Unloaded:
    """A table on its way to a file.

    Attributes:
        file: name of the file or sheet.
        header: names of the columns.
        forms: forms of the columns.
        rows: stored values in the order of the columns; read once.
    """

    file: str
    header: tuple[str, ...]
    forms: tuple[Form, ...]
    rows: Iterator[tuple[Any, ...]]


def unload(view: View, *, history: bool = False) -> Iterator[Unloaded]:
    """All tables of a record, sources first, and the revisions where the history is asked for."""
    for name, row in TABLES.items():
        fields = fields_of(row)
        header, forms = tuple(fields), tuple(field.form for field in fields.values())
        if history:
            header, forms = (*header, *SPAN_COLUMNS), (*forms, "count", "count")
        yield Unloaded(row.file, header, forms, _stored(view, name, history=history))
    if history:
        yield Unloaded(
            REVISIONS, REVISION_COLUMNS, ("count", "text", "text", "text", "text"), _revisions(view)
        )


def as_files(view: View) -> Iterator[TableFile]:
    """All tables with their history, in the form in which files are read."""
    for table, found in zip(TABLES, unload(view, history=True), strict=False):
        rows = ((n, [to_text(value) for value in row]) for n, row in enumerate(found.rows, start=2))
        yield TableFile(table, view.record.label, found.header, rows)


def stored_sources(view: View) -> Iterator[dict[str, Any]]:
    """The sources as known, as stored values by field, in the order of their ids."""
    names = tuple(fields_of(TABLES["source"]))
    for values in _stored(view, "source", history=False):
        yield dict(zip(names, values, strict=True))


def about(view: View, *, history: bool = False) -> list[tuple[str, str]]:
    """What every export says of itself: record, codebook, as known, software, how to cite."""
    with translated(), view.record.engine.connect() as connection:
        notes: dict[str, str] = {
            row.key: row.value for row in connection.execute(sa.select(schema.info))
        }
    known = view.known_at
    title = notes.get("title") or view.record.label
    moment = known.isoformat(timespec="seconds") if known else "before the first revision"
    book = view.codebook
    day = known.date().isoformat() if known else "no date"
    return [
        ("title", title),
        ("record", view.record.label),
        ("as known", f"revision {view.revision}, {moment}"),
        ("holds", "every version of every row" if history else "the rows as known then"),
        ("codebook", f"{book.name} {book.version}"),
        ("software", f"Kizuna {__version__}"),
        ("cite as", f"{title}, revision {view.revision} of {day}. Kizuna {__version__}."),
    ]


def moment_of(view: View) -> dt.datetime:
    """When the newest revision was recorded, for files that must carry a date."""
    known = view.known_at
    return known.replace(tzinfo=None) if known else dt.datetime(1980, 1, 1)


def _stored(view: View, table: TableName, *, history: bool) -> Iterator[tuple[Any, ...]]:
    versions, known = schema.tables[table], view.revision
    columns: list[sa.ColumnElement[Any]] = [versions.c[name] for name in fields_of(TABLES[table])]
    ended = sa.or_(versions.c.until.is_(None), versions.c.until > known)
    statement = sa.select(*columns).where(versions.c.since <= known).order_by(versions.c.id)
    if history:
        until = sa.case((versions.c.until <= known, versions.c.until), else_=sa.null())
        # A version that ended in the revision that recorded it was never known to anybody.
        seen = sa.or_(versions.c.until.is_(None), versions.c.until > versions.c.since)
        statement = statement.add_columns(versions.c.since, until).where(seen)
        statement = statement.order_by(versions.c.since)
    else:
        statement = statement.where(ended)
    yield from _stream(view, statement)


def _revisions(view: View) -> Iterator[tuple[Any, ...]]:
    listed = schema.revision
    columns = [listed.c[name] for name in REVISION_COLUMNS]
    statement = sa.select(*columns).where(listed.c.id <= view.revision).order_by(listed.c.id)
    yield from _stream(view, statement)


def _stream(view: View, statement: sa.Select[Any]) -> Iterator[tuple[Any, ...]]:
    with translated(), view.record.engine.connect() as connection:
        result = connection.execute(statement.execution_options(yield_per=_BATCH))
        for batch in result.partitions():
            yield from batch
