"""What must hold between the cells of one row for it to enter the record at all.

Rules about the world (dates in order, parties in existence, chains of replacement) are findings
of ``kizuna check``, since a true record can be odd; here is only what would make a row
meaningless.
"""

from __future__ import annotations

from collections.abc import Mapping

from kizuna.codebook import Codebook
from kizuna.record.interchange.cells import Stored
from kizuna.record.rows import TableName


def row_problem(
    table: TableName, row: Mapping[str, Stored], book: Codebook
) -> tuple[str, str] | None:
    """The first thing wrong with a row, as column and message; ``None`` if it is coherent."""
    if table in ("instrument", "dialogue", "event"):
        return _parties(table, row, book)
    if table == "stance":
        return _stance(row, book)
    return None


def _parties(table: str, row: Mapping[str, Stored], book: Codebook) -> tuple[str, str] | None:
    kind = book.kinds[table][str(row["kind"])]
    count = str(row["parties"]).count(";") + 1
    if kind.parties is not None and count != kind.parties:
        return "parties", f"{count} given; {kind.label.lower()} has {kind.parties}"
    if kind.parties is None and count < 2 and table != "event":
        return "parties", f"only {row['parties']} given; {kind.label.lower()} has at least two"
    return None


def _stance(row: Mapping[str, Stored], book: Codebook) -> tuple[str, str] | None:
    about, value = str(row["about"]), float(row["value"] or 0)
    known = {"threat": book.threats, "policy": book.policies, "partner": book.actors}
    kind = str(row["about_kind"])
    if about not in known[kind]:
        where = "actors" if kind == "partner" else "topics"
        return "about", f"{about!r} is no {kind} of the codebook: see `kizuna codebook {where}`"
    low, high = (0, 3) if kind == "threat" else (-2, 2)
    if not low <= value <= high:
        return "value", f"{value:g} is out of range: a {kind} is coded from {low} to {high}"
    return None
