"""Sources: each can be found, stands there once, is used and could know what it reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import sqlalchemy as sa

from kizuna.codebook import PartialDate
from kizuna.record import schema
from kizuna.record.checks.chains import effect
from kizuna.record.checks.context import Batch, Context, SourcedRow
from kizuna.record.checks.rule import Fault, Place, on_record, on_rows
from kizuna.record.interchange.cells import CellError
from kizuna.record.rows import FACTS, Coding, Dialogue, Event, Instrument, Office, Source, Stance

FORETOLD_DAYS = 31
"""Days by which a source may be older than what it reports: agendas, advance notices, datelines."""

_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_RESERVED = re.compile(
    r"(^|\.)(example\.(com|net|org)|localhost|local|internal|test|invalid|example)$"
)
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|ref_src)")
_REPORTED = {
    "instrument": ("signed", "provisional_from", "in_force", "ended"),
    "dialogue": ("first_held", "latest_held"),
    "event": ("start",),
    "stance": ("date",),
    "office": ("start", "end"),
}


@on_rows("source-found", "error", Source)
def source_found(row: Source, _batch: Batch) -> Iterator[Fault]:
    """A reader can find the source: by an address, an identifier, or a full bibliographic record.

    Full means title, date, and a publisher, author or editor.
    """
    if row.url or row.doi or row.isbn:
        return
    missing = [
        name
        for name, there in (
            ("title", row.title),
            ("date", row.date),
            ("publisher or authors", row.publisher or row.authors or row.editors),
        )
        if not there
    ]
    if missing:
        yield Fault("url", f"no address, DOI or ISBN, and no {' and no '.join(missing)}; add one")


@on_rows("source-address", "error", Source)
def source_address(row: Source, batch: Batch) -> Iterator[Fault]:
    """An address is one that any reader could open: http or https, on a public host.

    File shares, machines of one's own, addresses with a password and placeholders are none.
    """
    if not row.url:
        return
    for name, cell in batch.context.cells("source", "url"):
        try:
            cell(row.url)
        except CellError as error:
            yield Fault(name, str(error))
            return
    try:
        parts = urlsplit(row.url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        yield Fault("url", f"{row.url!r} cannot be read as an address: {error}")
        return
    if parts.username is not None:
        yield Fault("url", f"holds a user name for {host}; give the public address")
    elif not _HOST.fullmatch(_ascii(host.removesuffix("."))) or _RESERVED.search(host):
        yield Fault("url", f"{host!r} is no public host; give the address that readers can open")
    elif port not in (None, 80, 443, 8080, 8443):
        yield Fault("url", f"port {port} is unusual for a public page; give the address without it")


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


@on_rows("source-identifier", "error", Source)
def source_identifier(row: Source, batch: Batch) -> Iterator[Fault]:
    """An ISBN has its check digit right, and a DOI its form."""
    for name, cell in batch.context.cells("source", "isbn", "doi"):
        try:
            cell(getattr(row, name))
        except CellError as error:
            yield Fault(name, str(error))


@on_rows("source-book", "warning", Source)
def source_book(row: Source, _batch: Batch) -> Iterator[Fault]:
    """A book or article names its authors or editors, its publisher and its date.

    That is what a citation needs, also where there is an address.
    """
    if row.kind not in ("book", "article"):
        return
    if not (row.authors or row.editors):
        yield Fault("authors", "is blank, and so is editors; citations need one of them")
    if not row.publisher:
        yield Fault("publisher", "is blank; name the publisher, or the journal of an article")
    if row.date is None:
        yield Fault("date", "is blank; citations need the year")


@on_rows("source-language", "warning", Source)
def source_language(row: Source, _batch: Batch) -> Iterator[Fault]:
    """A language is an ISO 639-1 code: two lower-case letters."""
    if row.language and not re.fullmatch(r"[a-z]{2}", row.language):
        yield Fault("language", f"{row.language!r} is no ISO 639-1 code; write en, ja, …")


@on_record("source-same-address", "error", Source)
def source_same_address(context: Context) -> Iterator[Place]:
    """No two sources have the same address.

    Scheme, `www.`, case of the host, trailing slash, fragment and tracking parameters do not
    count; nor does the order of parameters. Keeps one text per source in memory.
    """
    table = schema.tables["source"]
    statement = (
        sa.select(table.c.id, table.c.url)
        .where(context.view.stands(table), table.c.url != "")
        .order_by(table.c.id)
    )
    seen: dict[str, str] = {}
    for row_id, url in context.run(statement):
        first = seen.setdefault(normalised(url), row_id)
        if first != row_id:
            yield Place("source", row_id, "url", f"is the address of {first} too; merge the two")


def normalised(url: str) -> str:
    """An address without what does not change the page.

    Examples:
        >>> normalised("HTTP://www.Mofa.go.jp/a/?b=2&a=1&utm_source=x#top")
        'mofa.go.jp/a?a=1&b=2'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www.").removesuffix("."), parts.port
    except ValueError:
        return url
    query = sorted(
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(pair[0])
    )
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    return where + parts.path.rstrip("/") + (f"?{urlencode(query)}" if query else "")


@on_record("source-same-title", "error", Source)
def source_same_title(context: Context) -> Iterator[Place]:
    """No two sources have the same title, publisher, date and language.

    Case and punctuation do not count. Sources without a date are spared if their addresses
    differ: pages of a site share titles.
    """
    table = schema.tables["source"]
    statement = (
        sa.select(table).where(context.view.stands(table), table.c.title != "").order_by(table.c.id)
    )
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in context.run(statement):
        key = (_folded(row.title), _folded(row.publisher), row.date or "", row.language)
        first, url = seen.setdefault(key, (row.id, row.url))
        if first != row.id and (row.date or not (url and row.url)):
            yield Place(
                "source", row.id, "title", f"title, publisher and date are those of {first}; merge "
                "the two, or say in the titles how they differ"
            )  # fmt: skip


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@on_record("source-unused", "warning", Source)
def source_unused(context: Context) -> Iterator[Place]:
    """Every source is named by a fact or a coding."""
    table = schema.tables["source"]
    named = [
        sa.select(used.c.source).where(context.view.stands(used))
        for used in (schema.tables[name] for name in (*FACTS, "coding"))
    ]
    statement = (
        sa.select(table.c.id)
        .where(context.view.stands(table), table.c.id.not_in(sa.union(*named)))
        .order_by(table.c.id)
    )
    for (row_id,) in context.run(statement):
        yield Place(
            "source", row_id, "id", "no fact or coding names this source; use or withdraw it"
        )


@on_rows("source-age", "warning", Instrument, Dialogue, Event, Stance, Office)
def source_age(row: SourcedRow, batch: Batch) -> Iterator[Fault]:
    """A source is not older than what it reports, by more than a month.

    Spared are dates ahead, undated sources, fields that a coding of a younger source supports,
    and an end at the time when the successor, which has its own source, took effect.
    """
    source = batch.sources.get(row.source)
    if source is None or source.date is None:
        return
    for name in _REPORTED[row.table]:
        date: PartialDate | None = getattr(row, name)
        if date is None or date.earliest > batch.today or _knew(source.date, date):
            continue
        if name == "ended" and isinstance(row, Instrument) and _succeeded(row, date, batch):
            continue
        if not any(
            _supports(coding, date, batch) for coding in batch.codings.get((row.id, name), ())
        ):
            yield Fault(
                name, f"{date} is after the source's date {source.date}; give a coding from a "
                "source that could know it"
            )  # fmt: skip


def _knew(published: PartialDate, date: PartialDate) -> bool:
    return (date.earliest - published.latest).days <= FORETOLD_DAYS


def _succeeded(row: Instrument, date: PartialDate, batch: Batch) -> bool:
    successors = batch.context.successors.get(row.id, ())
    taken = (effect(batch.instruments[s]) for s in successors if s in batch.instruments)
    return any(start is not None and start.overlaps(date) for start in taken)


def _supports(coding: Coding, date: PartialDate, batch: Batch) -> bool:
    source = batch.coded_sources.get(coding.source)
    return source is None or source.date is None or _knew(source.date, date)
