"""What does not fit in a row that a coder has edited, field by field."""

from __future__ import annotations

from collections.abc import Collection

from kizuna.codebook import Codebook
from kizuna.reading.queue import Outcome
from kizuna.record import TABLES, Source


def misfits(outcome: Outcome, book: Codebook, *, source: Collection[str] = ()) -> dict[str, str]:
    """Every field that the record would refuse, with what was found and what would be right.

    Args:
        outcome: the row and its source.
        book: the codebook of the record.
        source: fields of the source that are looked at as well.

    Returns:
        Messages by field; those of the source are named ``source.publisher`` and so on.
    """
    from kizuna.record.interchange.cells import CellError, cells_of
    from kizuna.record.interchange.coherence import row_problem

    found: dict[str, str] = {}
    stored = {}
    for name, check in cells_of(TABLES[outcome.table], book).items():
        try:
            stored[name] = check(outcome.row[name])
        except CellError as error:
            found[name] = str(error)
    problem = None if found else row_problem(outcome.table, stored, book)
    if problem is not None:
        found[problem[0]] = problem[1]
    for name, check in cells_of(Source, book).items():
        if name in source:
            try:
                check(outcome.source.get(name, ""))
            except CellError as error:
                found[f"source.{name}"] = str(error)
    return found
