"""One spreadsheet with its sources inside: rows that describe their source instead of naming it.

Instead of the column ``source`` such a table has ``source_url``, ``source_publisher``,
``source_title`` and ``source_date``. Each description becomes a row of the table of sources, once:
two descriptions are the same source if their addresses agree, or, where one has no address, their
title and publisher. A source that stands in the record already is used as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import sqlalchemy as sa

from kizuna.record import schema
from kizuna.record.interchange.load import Fault, FileRow, TableFile

FLAT_COLUMNS = ("source_url", "source_publisher", "source_title", "source_date")
UNSOURCED = "no-source-given"
"""Id of the source of recalled rows that describe none."""

_SOURCE = ("id", "kind", "title", "publisher", "date", "url", "note")
_CALLED = {
    "title": "source_title",
    "publisher": "source_publisher",
    "date": "source_date",
    "url": "source_url",
}
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_Description = tuple[str, str, str, str]  # address, publisher, title, date


class Flattened:
    """Tables with sources of their own, turned into tables that name their sources.

    Attributes:
        connection: where the sources that stand in the record are read, if there is a record.
        differing: descriptions that were matched to a source with another title, as a sentence
            each.
    """

    def __init__(self, tables: Iterable[TableFile]) -> None:
        self._tables = tables
        self._ids: dict[str, str] | None = None
        self._titles: dict[str, str] = {}
        self.connection: sa.Connection | None = None
        self.differing: list[str] = []

    def __iter__(self) -> Iterator[TableFile]:
        files = list(self._tables)  # the rows are not read yet
        if not any(_is_flat(file) for file in files):
            yield from files
            return
        for file in files:
            header = [name.strip() for name in file.header]
            if file.table == "source":
                yield file._replace(rows=self._noted(file, header))
            elif _is_flat(file):
                yield from self._split(file, header)
            else:
                yield file

    def _noted(self, file: TableFile, header: list[str]) -> Iterator[FileRow]:
        """Pass sources through, and remember them."""
        at = {name: header.index(name) for name in ("id", *_CALLED) if name in header}
        for number, row in file.rows:
            if not isinstance(row, Fault) and len(row) == len(header) and "id" in at:
                found = {name: row[n].strip() for name, n in at.items()}
                self._remember(
                    found["id"],
                    found.get("url", ""),
                    found.get("publisher", ""),
                    found.get("title", ""),
                )
            yield number, row

    def _split(self, file: TableFile, header: list[str]) -> Iterator[TableFile]:
        """The table itself, then the table of the sources that it describes and nobody had yet."""
        made: list[FileRow] = []
        kept = [n for n, name in enumerate(header) if name not in FLAT_COLUMNS]
        yield file._replace(
            header=[*(header[n] for n in kept), "source"],
            rows=self._facts(file, header, kept, made),
        )
        if made:
            yield TableFile("source", file.place, _SOURCE, made, _CALLED)

    def _facts(
        self, file: TableFile, header: list[str], kept: Sequence[int], made: list[FileRow]
    ) -> Iterator[FileRow]:
        at = [header.index(name) if name in header else None for name in FLAT_COLUMNS]
        check = header.index("check") if "check" in header else None
        for number, row in file.rows:
            if isinstance(row, Fault):
                yield number, row
                continue
            if len(row) != len(header):
                yield number, Fault("", f"has {len(row)} cells; the header has {len(header)}")
                continue
            url, publisher, title, date = ("" if n is None else row[n].strip() for n in at)
            recalled = check is not None and row[check].strip() == "recalled"
            if url or (title and publisher) or (title and recalled):
                source = self._source(number, (url, publisher, title, date), made)
            elif recalled and not publisher:
                source = self._unsourced(number, made)
            else:
                message = "names no source; give its address, or its title and publisher"
                yield number, Fault("source_url", message)
                continue
            yield number, [*(row[n] for n in kept), source]

    def _source(self, number: int, described: _Description, made: list[FileRow]) -> str:
        url, publisher, title, date = described
        key = _key(url, publisher, title)
        known = self._known().get(key)
        if known is not None:
            if title and self._titles.get(known, title) != title:
                self.differing.append(
                    f"{known} is {self._titles[known]!r}; row {number} calls it {title!r}"
                )
            return known
        source = _slug(url, publisher, title, key)
        # A web page without a title is cited by its address.
        row = [source, "web" if url else "document", title or url, publisher, date, url, ""]
        made.append((number, row))
        self._remember(source, url, publisher, title)
        return source

    def _unsourced(self, number: int, made: list[FileRow]) -> str:
        if UNSOURCED not in self._titles and UNSOURCED not in self._known().values():
            note = "Stands for the sources of rows that were recalled and still need one."
            made.append((number, [UNSOURCED, "document", "No source given", "", "", "", note]))
            self._titles[UNSOURCED] = "No source given"
        return UNSOURCED

    def _remember(self, source: str, url: str, publisher: str, title: str) -> None:
        known = self._known()
        if url:
            known.setdefault(_key(url, publisher, title), source)
        if title:
            known.setdefault(_key("", publisher, title), source)
            self._titles.setdefault(source, title)

    def _known(self) -> dict[str, str]:
        """Ids of the sources that stand in the record, by what tells them apart."""
        if self._ids is None:
            self._ids = {}
            source = schema.tables["source"]
            columns = [source.c[name] for name in ("id", "url", "publisher", "title")]
            statement = sa.select(*columns).where(source.c.until.is_(None)).order_by(source.c.id)
            if self.connection is not None:
                for row in self.connection.execute(statement).all():
                    self._remember(*row)
        return self._ids


def _is_flat(file: TableFile) -> bool:
    names = {name.strip() for name in file.header}
    return file.table != "source" and "source" not in names and bool(names & set(FLAT_COLUMNS))


def _key(url: str, publisher: str, title: str) -> str:
    """What tells a source apart: its address, or its title and publisher."""
    if not url:
        return f"{title.casefold()}\n{publisher.casefold()}"
    parts = _parts(url)
    if parts is None:
        return url
    host = parts[0].removeprefix("www.")
    return f"{host}{parts[1].rstrip('/')}"


def _parts(url: str) -> tuple[str, str] | None:
    """Host in lower case and the rest without the fragment, or ``None`` if it is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return (parts.netloc.casefold(), parts.path + query) if parts.netloc else None


def _slug(url: str, publisher: str, title: str, key: str) -> str:
    """An id that depends on nothing but what tells the source apart."""
    parts = _parts(url) if url else None
    if parts is not None:
        path = parts[1].partition("?")[0].rstrip("/").rpartition("/")[2].rpartition(".")
        words = f"{parts[0].removeprefix('www.')} {path[0] or path[2]}"
    else:
        words = f"{publisher} {title}"
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = _NOT_SLUG.sub("-", plain).strip("-")[:60].strip("-") or "source"
    return f"{stem}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"
