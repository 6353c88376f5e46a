"""Pages of evidence: the tables, and a page for every fact with everything that says how we know."""

from __future__ import annotations

from typing import Any, NamedTuple

from kizuna import __version__
from kizuna.atlas.citing import STYLES, Cited, Run, cite, cite_page
from kizuna.atlas.dossiers import (
    PLURALS,
    Dossier,
    actor_name,
    as_data,
    heading,
    kind_label,
    when,
    worded,
)
from kizuna.atlas.dossiers import values as values_of
from kizuna.atlas.references import address
from kizuna.atlas.search.entries import actor_path, source_path
from kizuna.atlas.web.holdings import Holdings, Line
from kizuna.atlas.wording import _, noted
from kizuna.codebook import Codebook
from kizuna.record import FACTS, Fact, Office, Source, Stance
from kizuna.record.rows import fields_of, to_text

PER_PAGE = 200
HOLDS = {
    "instrument": noted(
        "Formal arrangements between actors, from the opening of talks to their end."
    ),
    "dialogue": noted("Standing channels between actors."),
    "event": noted("What happened on a date, or between two dates."),
    "stance": noted("What a holder says about a threat, a partner or a policy."),
    "office": noted("Spells in which a party led a government, shared in it or kept it in power."),
    "source": noted(
        "Where the facts stand: documents, pages, books, reports, articles and data sets."
    ),
}


class Turns(NamedTuple):
    """Where one page of a list stands among the others.

    Attributes:
        base: address of the first page.
        now: number of this page, from 1.
        last: number of the last.
    """

    base: str
    now: int
    last: int

    def path(self, number: int) -> str:
        """The address of a page of the list."""
        return self.base if number == 1 else f"{self.base}/page/{number}"

    @property
    def first(self) -> int:
        """The number of the first entry on this page."""
        return (self.now - 1) * PER_PAGE + 1

    @property
    def span(self) -> slice:
        """The entries on this page."""
        return slice(self.first - 1, self.now * PER_PAGE)


def turns(base: str, now: int, entries: int) -> Turns | None:
    """Where a page stands; ``None`` if there is no such page."""
    last = max(1, -(-entries // PER_PAGE))
    return Turns(base, now, last) if 1 <= now <= last else None


def evidence_index(held: Holdings) -> dict[str, Any]:
    """What the index of the evidence shows."""
    tables: list[dict[str, Any]] = []
    for table in FACTS:
        tally = held.tally(table)
        tables.append(
            {
                "label": _(PLURALS[table]),
                "path": f"/evidence/{table}",
                "rows": tally.total(),
                "checked": tally[True],
                "unchecked": tally[False],
                "holds": _(HOLDS[table]),
            }
        )
    tables.append(
        {
            "label": _(PLURALS["source"]),
            "path": "/library",
            "rows": len(held.sources),
            "checked": None,
            "unchecked": None,
            "holds": _(HOLDS["source"]),
        }
    )
    return {"tables": tables, "conflicts": held.conflicts}


def evidence_row(held: Holdings, found: Dossier, permanent: str) -> dict[str, Any]:
    """What the page of a fact shows.

    Args:
        held: the holdings.
        found: the fact's dossier.
        permanent: its permanent address, in full.
    """
    row = found.row
    book = held.book
    title = heading(row, book)
    source = found.source

    def said(field: str, text: str) -> str:
        return _said(field, text, found, book)

    return {
        "row": row,
        "table": row.table,
        "plural": _(PLURALS[row.table]),
        "kind": kind_label(row, book),
        "heading": title,
        "parties": [(actor_name(code, book), actor_path(code)) for code in _actors(row)],
        "date": str(when(row) or ""),
        "dossier": found,
        "fields": [_field(name, text, doc, found, book) for name, text, doc in values_of(row)],
        "source": source_shown(source) if source else None,
        "worded": said,
        "related": [
            {"heading": group.heading, "lines": [held.line(one) for one in group.rows]}
            for group in found.related
        ],
        "permanent": permanent,
        "page_styles": page_styles(held, title, permanent),
    }


def row_data(found: Dossier) -> dict[str, Any]:
    """A fact with its provenance as data."""
    return {
        "table": found.row.table,
        "row": as_data(found.row),
        "source": as_data(found.source) if found.source else None,
        "codings": [as_data(claim) for claim in found.claims],
        "conflicts": [
            {"field": c.field, "value": c.value, "settled": c.settled,
             "claims": [{n: getattr(claim, n) for n in claim.__struct_fields__} for claim in c.claims]}
            for c in found.conflicts
        ],
        "related": [{"heading": g.heading, "rows": [one.id for one in g.rows]} for g in found.related],
        "revisions": [
            {"id": c.revision.id, "at": c.revision.at.isoformat(), "who": c.revision.who,
             "why": c.revision.why, "withdrawn": c.withdrawn,
             "changed": [{"field": n, "from": old, "to": new} for n, old, new in c.changed]}
            for c in found.changes
        ],
    }  # fmt: skip


def row_table(found: Dossier) -> list[dict[str, str]]:
    """A fact as a table: a line for each field, and one for each claim on it."""
    lines = [
        {"field": name, "value": to_text(getattr(found.row, name)), "source": found.row.source,
         "locator": "", "check": found.row.check, "coder": found.row.coder, "coding": ""}
        for name in fields_of(type(found.row))
    ]  # fmt: skip
    for claim in found.claims:
        lines.append(
            {"field": claim.field, "value": claim.value, "source": claim.source,
             "locator": claim.locator, "check": claim.check, "coder": claim.coder,
             "coding": claim.id}
        )  # fmt: skip
    return lines


def source_shown(source: Source) -> dict[str, Any]:
    """A source as a page of a fact names it."""
    return {
        "path": source_path(source.id),
        "address": address(source),
        "apa": cite(source, "apa"),
        "styles": styles(source),
    }


def styles(source: Source) -> list[tuple[str, list[Run]]]:
    """The citations of a source, style by style."""
    return [(label, cite(source, style)) for style, label in STYLES.items()]


def page_styles(held: Holdings, title: str, permanent: str) -> list[tuple[str, list[Run]]]:
    """The citations of a page of the atlas, style by style."""
    known = held.known_at
    page = Cited(
        title=title,
        address=permanent,
        known=known.date() if known else None,
        record=held.view.record.label,
        version=__version__,
    )
    return [(label, cite_page(page, style)) for style, label in STYLES.items()]


def line_data(lines: list[Line]) -> list[dict[str, Any]]:
    """Facts of a list as data."""
    return [line._asdict() for line in lines]


def _actors(row: Fact) -> tuple[str, ...]:
    if isinstance(row, Stance):
        return (row.holder,)
    return (row.actor,) if isinstance(row, Office) else row.parties


def _said(field: str, text: str, found: Dossier, book: Codebook) -> str:
    """A value of a field in words; rows that it names by their titles, where they are at hand."""
    spec = fields_of(type(found.row)).get(field)
    if spec is None or spec.form not in ("ref", "refs") or not text:
        return worded(field, text, found.row, book)
    titles = {one.id: heading(one, book) for group in found.related for one in group.rows}
    return "; ".join(titles.get(name, name) for name in text.split(";"))


def _field(name: str, text: str, doc: str, found: Dossier, book: Codebook) -> dict[str, Any]:
    """A field with where its value comes from: its own coding, or the row's main source."""
    own = next((c for c in found.claims if c.field == name and c.preferred != "no"), None)
    source = found.sources.get(own.source) if own else found.source
    words = (_("From %(title)s", title=source.title) if source else _("From the row's source")) + (
        f", {own.locator}." if own and own.locator else "."
    )
    return {
        "name": name,
        "value": _said(name, text, found, book),
        "doc": doc.replace(", joined by `;`, in alphabetical order", "").replace("`", ""),
        "contested": name in found.contested,
        "why": f"#coding-{own.id}" if own else "#source",
        "words": words,
    }
