"""What changed in an actor's partnerships between two dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from kizuna import __version__
from kizuna.errors import InputError
from kizuna.measures.state import RANK
from kizuna.measures.table import Cell, Table, cell_dict, table
from kizuna.record import Record
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl

Direction = Literal["new", "deeper", "renewed", "lapsed"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that differs between the two dates.

    Attributes:
        direction: ``new`` where nothing was known before, ``deeper`` for a higher stage,
            ``renewed`` for the same stage carried by other rows or later sessions, and for a
            session of a dialogue whose first is not known, ``lapsed`` for a lower stage.
    """

    partner: str
    column: str
    direction: Direction
    before: Cell
    after: Cell


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All changes between two dates, partner by partner in the order of the later table."""

    actor: str
    first: Table
    last: Table
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actor": self.actor,
            "from": self.first.as_of.isoformat(),
            "to": self.last.as_of.isoformat(),
            "as_known": self.last.as_known.isoformat() if self.last.as_known else None,
            "record": self.last.record,
            "kizuna": __version__,
            "changes": [
                {
                    "partner": change.partner,
                    "column": change.column,
                    "direction": change.direction,
                    "before": cell_dict(change.before),
                    "after": cell_dict(change.after),
                }
                for change in self.changes
            ],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per change."""
        import polars as pl

        flat = [
            {
                "partner": change.partner,
                "column": change.column,
                "direction": change.direction,
                "before": change.before.state,
                "before_since": change.before.since.text if change.before.since else None,
                "after": change.after.state,
                "after_since": change.after.since.text if change.after.since else None,
                "rows": ";".join(change.after.rows),
            }
            for change in self.changes
        ]
        names = (
            "partner",
            "column",
            "direction",
            "before",
            "before_since",
            "after",
            "after_since",
            "rows",
        )
        return pl.DataFrame(flat, schema=dict.fromkeys(names, pl.String))


def compare(
    actor: str,
    first: str | dt.date,
    last: str | dt.date | None = None,
    *,
    as_known: str | dt.datetime | dt.date | int | None = None,
    partners: Collection[str] | None = None,
    record: Record | str | None = None,
) -> Comparison:
    """What changed between two dates.

    Args:
        actor: code, name or alias of the focal actor.
        first: the earlier date.
        last: the later date. Default: today.
        as_known: what the record knew then. Default: now.
        partners: by default all.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor or a date is unknown, or the dates are in the wrong order.

    Examples:
        >>> import kizuna
        >>> changes = kizuna.compare("JPN", "2012-12-26", "2020-09-16", partners=["AUS"]).changes
        >>> [c.column for c in changes if c.direction == "deeper"]
        ['information_security', 'acsa']
    """
    with borrow(record) as opened:
        before = table(actor, as_of=first, as_known=as_known, partners=partners, record=opened)
        after = table(actor, as_of=last, as_known=as_known, partners=partners, record=opened)
    if before.as_of >= after.as_of:
        raise InputError(f"the first date ({before.as_of}) must be before the last ({after.as_of})")
    return Comparison(
        actor=before.actor, first=before, last=after, changes=tuple(changes(before, after))
    )


def changes(before: Table, after: Table) -> list[Change]:
    """The cells that differ between two tables of an actor, partner by partner.

    Args:
        before: the earlier table, of the same partners.
        after: the later one.
    """
    old = {(cell.partner, cell.column): cell for cell in before.cells}
    return [
        Change(
            partner=cell.partner,
            column=cell.column,
            direction=direction,
            before=old[cell.partner, cell.column],
            after=cell,
        )
        for cell in after.cells
        if (direction := _direction(old[cell.partner, cell.column], cell)) is not None
    ]


def _direction(before: Cell, after: Cell) -> Direction | None:
    if before.state == after.state:
        same = (before.rows, before.latest, before.count) == (after.rows, after.latest, after.count)
        return None if same else "renewed"
    if before.state == "none":
        # A dialogue that begins nowhere in the record may have been held all along.
        return "renewed" if after.state == "held" and after.since is None else "new"
    return "deeper" if RANK[after.state] > RANK[before.state] else "lapsed"
