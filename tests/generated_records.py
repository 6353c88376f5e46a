"""Records of any shape, for tests: rows that the import accepts, changed over several revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from kizuna.codebook import load
from kizuna.record import TABLES, Record, Row, TableName, revise
from kizuna.record.interchange.cells import CellError, cells_of
from kizuna.record.interchange.coherence import row_problem
from kizuna.record.rows import Field, decoder, fields_of

BOOK = load()
_ACTORS = [*sorted(BOOK.actors)[:30], "AUS", "IND", "JPN", "EU"]
_AWKWARD = [
    "_x0041_",
    '"quoted", and; more',
    "日本の安保 「絆」",
    "a\u00a0b",
    "1e5",
    "007",
    "TRUE",
    "{x}",
    "'=1+1",
]

_words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn")), min_size=1, max_size=40
)
_text = st.one_of(st.sampled_from(_AWKWARD), _words)
_date = st.one_of(
    st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31)).map(str),
    st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31)).map(lambda day: str(day)[:7]),
    st.integers(1900, 2030).map(str),
)
_isbn = st.sampled_from(["9781788116688", "0306406152", "978-0-306-40615-7"])


_FIXED: dict[str, st.SearchStrategy[str]] = {
    "actor": st.sampled_from(_ACTORS),
    "actors": st.lists(st.sampled_from(_ACTORS), min_size=1, max_size=4, unique=True).map(";".join),
    "date": _date,
    "count": st.integers(0, 999_999_999).map(str),
    "number": st.floats(-2, 3).map(repr),
    "topic": st.sampled_from([*BOOK.threats, *BOOK.policies, *_ACTORS]),
    "url": st.sampled_from(["https://example.org/a?b=1&c=%20#d", "http://例え.jp/絆"]),
    "isbn": st.sampled_from(["9781788116688", "0306406152", "978-0-306-40615-7"]),
    "doi": st.just("10.1234/a_b(c)"),
}


def _cell(field: Field, ids: Mapping[str, list[str]]) -> st.SearchStrategy[str]:
    if field.form in _FIXED:
        return _FIXED[field.form]
    if field.form == "kind":
        return st.sampled_from(sorted(BOOK.kinds[field.of]))
    if field.form == "choice":
        return st.sampled_from(field.values)
    if field.form == "slug":
        return st.sampled_from([row_id for known in ids.values() for row_id in known])
    if field.form not in ("ref", "refs"):
        return _text
    if not ids[field.of]:
        return st.just("")
    one = st.sampled_from(ids[field.of])
    return one if field.form == "ref" else st.lists(one, max_size=2, unique=True).map(";".join)


@st.composite
def a_row(
    draw: st.DrawFn, table: TableName, row_id: str, ids: Mapping[TableName, list[str]]
) -> Row:
    """A row of a table that refers to rows with these ids."""
    row_type, cells = TABLES[table], cells_of(TABLES[table], BOOK)
    values: dict[str, Any] = {"id": row_id}
    for name, field in fields_of(row_type).items():
        if name == "id":
            continue
        cell = _cell(field, ids)
        text = draw(cell if field.required else st.one_of(st.just(""), cell))
        try:
            values[name] = cells[name](text)
        except CellError:
            values[name] = cells[name]("x" if field.required else "")
    if row_problem(table, values, BOOK):
        values |= _coherent(table)
    return decoder(row_type)(list(values.values()))


def _coherent(table: TableName) -> dict[str, Any]:
    if table == "stance":
        return {"about_kind": "threat", "about": "piracy", "value": 2.0}
    if table == "event":
        return {"kind": "exercise", "parties": "AUS;IND"}
    return {"parties": "AUS;IND"}


Step = tuple[str, str, list[Row], list[tuple[TableName, str]]]
"""One revision: who, why, rows that are recorded, rows that are withdrawn."""


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """One to three revisions, each of which records rows, changes some and withdraws some."""
    ids: dict[TableName, list[str]] = {table: [] for table in TABLES}
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 3))):
        recorded: list[Row] = []
        for table in TABLES:
            if table != "source" and not ids["source"]:
                continue
            again = [row_id for row_id in ids[table] if draw(st.integers(0, 3)) == 0]
            new = [f"{table}-{number}-{n}" for n in range(draw(st.integers(table == "source", 2)))]
            for row_id in [*again, *new]:
                recorded.append(draw(a_row(table, row_id, ids)))
            ids[table] += new
        touched = {row.id for row in recorded}
        gone = [
            (table, row_id)
            for table in ("stance", "coding")
            for row_id in list(ids[table])
            if row_id not in touched and draw(st.integers(0, 3)) == 0
        ]
        for table, row_id in gone:
            ids[table].remove(row_id)
        steps.append((draw(_who), draw(_who), recorded, gone))
    return steps


# Who and why are plain text on one line that no spreadsheet takes for a formula.
_who = _words.map(str.strip).filter(
    lambda text: text.isprintable() and text[:1] not in tuple("=@+-")
)
_who = _who.filter(bool)


def record_history(record: Record, steps: list[Step]) -> None:
    """Make the revisions."""
    for who, why, rows, gone in steps:
        with revise(record, who=who, why=why) as reviser:
            standing = {
                table: reviser.standing(table, [row.id for row in rows]) for table in TABLES
            }
            reviser.replace([row for row in rows if row.id in standing[row.table]])
            reviser.add([row for row in rows if row.id not in standing[row.table]])
            for table, row_id in gone:
                reviser.withdraw(table, [row_id])


def state_of(record: Record, revision: int | None = None) -> dict[str, list[Row]]:
    """All rows as known after a revision."""
    view = record.view(revision)
    return {table: view.rows(row_type) for table, row_type in TABLES.items()}
