"""What must hold between the cells of one row for it to enter the record at all.

Rules about the world (dates in order, parties in existence, chains of replacement) are findings
of ``kizuna check``, since a true record can be odd; here is only what would make a row
meaningless.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from kizuna.codebook import Codebook
from kizuna.record.interchange.cells import Stored
from kizuna.record.rows import TABLES, TableName, fields_of

Rule = Callable[[Sequence[Stored]], tuple[str, str] | None]


@lru_cache(maxsize=32)
def rule_for(table: TableName, book: Codebook) -> Rule:
    """The rule for the rows of a table.

    It takes the stored values of a row in the order of the fields and returns the first thing
    wrong, as column and message, or ``None``.
    """
    at = {name: n for n, name in enumerate(fields_of(TABLES[table]))}
    if table in ("instrument", "dialogue", "event"):
        return _parties(table, at, book)
    if table == "stance":
        return _stance(at, book)
    return lambda _: None


def row_problem(
    table: TableName, row: Mapping[str, Stored], book: Codebook
) -> tuple[str, str] | None:
    """The first thing wrong with a row given by field; ``None`` if it is coherent."""
    return rule_for(table, book)([row.get(name) for name in fields_of(TABLES[table])])


def _parties(table: TableName, at: Mapping[str, int], book: Codebook) -> Rule:
    kinds, kind_at, parties_at = book.kinds[table], at["kind"], at["parties"]

    def rule(values: Sequence[Stored]) -> tuple[str, str] | None:
        kind = kinds[str(values[kind_at])]
        parties = str(values[parties_at])
        count = parties.count(";") + 1
        if kind.parties is not None and count != kind.parties:
            return "parties", f"{count} given; {kind.label.lower()} has {kind.parties}"
        if kind.parties is None and count < 2 and table != "event":
            return "parties", f"only {parties} given; {kind.label.lower()} has at least two"
        return None

    return rule


def _stance(at: Mapping[str, int], book: Codebook) -> Rule:
    known: dict[str, Collection[str]] = {
        "threat": book.threats,
        "policy": book.policies,
        "partner": book.actors,
    }
    about_at, kind_at, value_at = at["about"], at["about_kind"], at["value"]

    def rule(values: Sequence[Stored]) -> tuple[str, str] | None:
        about, kind, value = str(values[about_at]), str(values[kind_at]), values[value_at]
        if about not in known[kind]:
            near = difflib.get_close_matches(about, known[kind], n=1)
            where = "actors" if kind == "partner" else "topics"
            hint = f"did you mean {near[0]}?" if near else f"see `kizuna codebook {where}`"
            return "about", f"{about!r} is no {kind} of the codebook: {hint}"
        low, high = (0, 3) if kind == "threat" else (-2, 2)
        if isinstance(value, float) and not low <= value <= high:
            message = f"{value:g} is out of range: a {kind} is coded from {low} to {high}"
            return "value", message
        return None

    return rule
