"""The evidence behind a cell: its rows, their sources, claims, coders, checks and revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna import __version__
from kizuna.codebook import as_day
from kizuna.errors import InputError
from kizuna.measures.evidence import Evidence, LadderRow, Reading
from kizuna.measures.state import RowState
from kizuna.measures.table import Cell, carriers, cell_dict, cell_of
from kizuna.record import Coding, Event, Record, Revision, Row, Source, View
from kizuna.record.open import borrow
from kizuna.record.rows import fields_of, to_text

if TYPE_CHECKING:
    import polars as pl


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """One row behind a cell, with everything that says how we know it.

    Attributes:
        carries: whether the cell's state rests on it; other rows of the kind are listed too.
        state: what the row says about the day; ``None`` if nothing yet.
        source: its main source.
        claims: codings of its fields: second sources and conflicting claims.
        claim_sources: the sources of those claims, by id.
        revisions: the revisions that recorded versions of it, oldest first.
    """

    row: LadderRow
    carries: bool
    state: RowState | None
    multilateral: bool
    source: Source | None
    claims: tuple[Coding, ...]
    claim_sources: dict[str, Source]
    revisions: tuple[Revision, ...]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """A cell and the evidence behind it."""

    actor: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    cell: Cell
    witnesses: tuple[Witness, ...]

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form: see the reference of ``kizuna why --format json``."""
        return {
            "actor": self.actor,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "cell": cell_dict(self.cell),
            "evidence": [_witness_dict(witness) for witness in self.witnesses],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per row behind the cell."""
        import polars as pl

        flat = [
            {
                "id": entry["id"],
                "carries": entry["carries"],
                "state": entry["state"],
                "since": entry["since"],
                "check": entry["row"]["check"],
                "coder": entry["row"]["coder"],
                "title": entry["row"]["title"],
                "source": (entry["source"] or {}).get("title"),
                "url": (entry["source"] or {}).get("url"),
            }
            for entry in self.to_dict()["evidence"]
        ]
        names = ("state", "since", "check", "coder", "title", "source", "url")
        schema: Any = {"id": str, "carries": bool, **dict.fromkeys(names, str)}
        return pl.DataFrame(flat, schema=schema)


def why(
    actor: str,
    partner: str,
    column: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Why:
    """The evidence behind one cell of the overview table.

    Args:
        actor: code, name or alias of the focal actor.
        partner: code, name or alias of the partner.
        column: code of the kind, such as ``acsa``.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor, the column or a date is unknown.

    Examples:
        >>> import kizuna
        >>> kizuna.why("JPN", "AUS", "acsa", as_of="2016").cell.rows
        ('aus-jpn-acsa-2010',)
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        book = view.codebook
        focal, other = book.actor(actor).code, book.actor(partner).code
        if focal == other:
            raise InputError(f"{focal} cannot be its own partner")
        kind = book.column(column)
        evidence = Evidence(view, focal, as_day(as_of), partner=other, kind=kind.code)
        readings = evidence.readings(other).get(kind.code, [])
        rows = [row for row in evidence.rows(other) if row.kind == kind.code]
        return Why(
            actor=focal,
            as_of=evidence.on,
            as_known=view.known_at,
            record=opened.label,
            cell=cell_of(other, kind.code, readings),
            witnesses=tuple(witnesses_of(view, opened, rows, [readings])),
        )


def dossier(evidence: Evidence, partner: str, record: Record) -> dict[str, list[Witness]]:
    """The evidence behind all cells of a partner, by column, read at once.

    Args:
        evidence: of the focal actor, read for this partner.
        partner: code of the partner.
        record: the record it was read from.
    """
    columns = evidence.view.codebook.ladder.columns
    rows = [row for row in evidence.rows(partner) if row.kind in columns]
    by_kind = evidence.readings(partner)
    found: dict[str, list[Witness]] = {}
    for witness in witnesses_of(evidence.view, record, rows, list(by_kind.values())):
        found.setdefault(witness.row.kind, []).append(witness)
    return found


def witnesses_of(
    view: View, record: Record, rows: Sequence[LadderRow], kinds: Sequence[Sequence[Reading]]
) -> list[Witness]:
    """The rows with what stands behind them, those that carry a cell first.

    Args:
        view: the record as known.
        record: the record, for its revisions.
        rows: the rows.
        kinds: the readings of each kind.
    """
    readings = [reading for of_kind in kinds for reading in of_kind]
    carrying = {reading.row.id for of_kind in kinds if of_kind for reading in carriers(of_kind)}
    by_id = {reading.row.id: reading for reading in readings}
    claims = view.codings([row.id for row in rows])
    sources = view.sources({row.source for row in rows} | {claim.source for claim in claims})
    revisions = {revision.id: revision for revision in record.revisions()}
    histories = record.histories([row.id for row in rows])
    found = []
    for row in rows:
        reading = by_id.get(row.id)
        own = tuple(claim for claim in claims if claim.row == row.id)
        versions = [v.since for v in histories[row.id] if v.since <= view.revision]
        found.append(
            Witness(
                row=row,
                carries=row.id in carrying,
                state=reading.state if reading else None,
                multilateral=reading.tie.multilateral if reading else len(row.parties) > 2,
                source=sources.get(row.source),
                claims=own,
                claim_sources={c.source: sources[c.source] for c in own if c.source in sources},
                revisions=tuple(revisions[number] for number in versions),
            )
        )
    return sorted(found, key=lambda w: (not w.carries, _began(w.row), w.row.id))


def _began(row: LadderRow) -> dt.date:
    if isinstance(row, Event):
        date = row.start
    else:
        names = ("signed", "in_force", "negotiated_from", "first_held", "latest_held")
        date = next((d for n in names if (d := getattr(row, n, None)) is not None), None)
    return date.earliest if date else dt.date.max


def row_dict(row: Row) -> dict[str, Any]:
    """A row as text fields by name, as it stands in a CSV file."""
    return {name: to_text(getattr(row, name)) for name in fields_of(type(row))}


def _witness_dict(witness: Witness) -> dict[str, Any]:
    state = witness.state
    return {
        "id": witness.row.id,
        "table": witness.row.table,
        "carries": witness.carries,
        "state": state.state if state else None,
        "since": state.since.text if state and state.since else None,
        "certain": state.certain if state else None,
        "multilateral": witness.multilateral,
        "row": row_dict(witness.row),
        "source": row_dict(witness.source) if witness.source else None,
        "claims": [
            {
                **row_dict(claim),
                "source": row_dict(witness.claim_sources[claim.source])
                if claim.source in witness.claim_sources
                else None,
            }
            for claim in witness.claims
        ],
        "revisions": [
            {"id": r.id, "at": r.at.isoformat(), "who": r.who, "why": r.why}
            for r in witness.revisions
        ],
    }
