"""What rules may consult: the record as a whole, and a batch of rows with those they refer to.

Memory is bounded: rows are read a batch at a time, and look-ups are made once per batch and only
if a rule asks. What is kept for the whole record are the links of replacement, the number of
sessions per dialogue and the pairs of rows that look alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast, get_args

import sqlalchemy as sa

from kizuna.codebook import Codebook, Membership, PartialDate
from kizuna.record import schema
from kizuna.record.checks.alike import Pair, pairs_alike
from kizuna.record.dialects import translated
from kizuna.record.interchange.cells import Cell, cells_of
from kizuna.record.rows import (
    TABLES,
    Coding,
    Dialogue,
    Event,
    Form,
    Instrument,
    Office,
    Row,
    Source,
    Stance,
    TableName,
    decoder,
    fields_of,
)
from kizuna.record.store import View

R = TypeVar("R", bound=Row)
PartyRow = Instrument | Dialogue | Event
SourcedRow = Instrument | Dialogue | Event | Stance | Office | Coding

BATCH = 10_000
"""Rows in memory at a time, with those they refer to."""


def parties_of(row: PartyRow | Stance | Office) -> tuple[str, ...]:
    """The parties of a row, or the one actor that a stance or an office is about."""
    if isinstance(row, Office):
        return (row.actor,)
    return (row.holder,) if isinstance(row, Stance) else row.parties


class Context:
    """The record under check.

    Attributes:
        view: the record as known at the time asked for.
        book: its codebook.
        today: the day after which a date lies in the future.
    """

    def __init__(self, view: View, today: dt.date) -> None:
        self.view = view
        self.book: Codebook = view.codebook
        self.today = today
        self._cells: dict[tuple[TableName, tuple[Form, ...]], list[tuple[str, Cell]]] = {}

    def run(self, statement: sa.Select[Any] | sa.CompoundSelect[Any]) -> Iterator[Any]:
        """Rows of a statement as they come; ask for nothing else before the last one."""
        streamed = statement.execution_options(yield_per=BATCH)
        with translated(), self.view.record.engine.connect() as connection:
            yield from connection.execute(streamed)

    def pages(self, table: TableName) -> Iterator[list[Row]]:
        """All rows of a table, a batch at a time; other queries may be made in between."""
        column, decode, last = schema.tables[table].c.id, decoder(TABLES[table]), ""
        while True:
            statement = self.view.standing(table).where(column > last).limit(BATCH)
            rows = [decode(values) for values in self.run(statement)]
            if not rows:
                return
            yield rows
            last = rows[-1].id

    def cells(self, table: TableName, *forms: Form) -> list[tuple[str, Cell]]:
        """The fields of a table that have one of these forms, with the check of their cells."""
        if (table, forms) not in self._cells:
            fields, cells = fields_of(TABLES[table]), cells_of(TABLES[table], self.book)
            self._cells[table, forms] = [
                (name, cells[name]) for name, field in fields.items() if field.form in forms
            ]
        return self._cells[table, forms]

    def coded_cells(self, row_type: type[Row]) -> dict[str, Cell]:
        """The checks of the cells of a table, by field."""
        return dict(self.cells(row_type.table, *get_args(Form)))

    @cached_property
    def replaced(self) -> Mapping[str, tuple[str, ...]]:
        """For each instrument that replaces any, their ids."""
        table = schema.tables["instrument"]
        statement = (
            sa.select(table.c.id, table.c.replaces)
            .where(self.view.stands(table), table.c.replaces != "")
            .order_by(table.c.id)
        )
        return {row_id: tuple(ids.split(";")) for row_id, ids in self.run(statement)}

    @cached_property
    def successors(self) -> Mapping[str, tuple[str, ...]]:
        """For each instrument that is replaced, the ids of those that replace it."""
        found: dict[str, list[str]] = defaultdict(list)
        for successor, ids in self.replaced.items():
            for row_id in ids:
                found[row_id].append(successor)
        return {row_id: tuple(sorted(ids)) for row_id, ids in found.items()}

    @cached_property
    def sessions(self) -> Mapping[str, int]:
        """For each dialogue with recorded sessions, on how many dates one began."""
        table = schema.tables["event"]
        statement = (
            sa.select(
                table.c.related_dialogue, sa.func.count(table.c.start.distinct()).label("sessions")
            )
            .where(self.view.stands(table), table.c.related_dialogue != "")
            .group_by(table.c.related_dialogue)
        )
        return {found.related_dialogue: found.sessions for found in self.run(statement)}

    @cached_property
    def alike(self) -> Sequence[Pair]:
        """Pairs of facts that look like one."""
        return list(pairs_alike(self))

    @cached_property
    def ties(self) -> Mapping[tuple[str, str], tuple[Membership, ...]]:
        """Spells of any status by member and organisation."""
        found: dict[tuple[str, str], list[Membership]] = defaultdict(list)
        for spell in self.book.memberships:
            found[spell.member, spell.organisation].append(spell)
        return {key: tuple(spells) for key, spells in found.items()}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Codes of actors by name, alias and demonym, as titles write them."""
        found: dict[str, str] = {}
        for actor in self.book.actors.values():
            for name in (*actor.demonyms, *actor.aliases):
                found.setdefault(name, actor.code)
        return found | {actor.name: actor.code for actor in self.book.actors.values()}

    def could_belong(self, member: str, organisation: str, on: PartialDate) -> bool:
        """Whether an actor may have belonged to an organisation, in any status, on a date."""
        return any(
            (spell.valid_from is None or spell.valid_from.earliest <= on.latest)
            and (spell.valid_to is None or spell.valid_to.latest >= on.earliest)
            for spell in self.ties.get((member, organisation), ())
        )

    def covers(self, organisation: str, party: str) -> bool:
        """Whether an organisation ever spoke for a party, as a member of any status."""
        return (party, organisation) in self.ties

    def shared(self, one: Sequence[str], other: Sequence[str]) -> int:
        """How many of the first parties are among the other, organisations with their members."""
        return sum(
            any(p == q or self.covers(p, q) or self.covers(q, p) for q in other) for p in one
        )


class Batch:
    """Rows of one table under check, with the rows they refer to.

    Attributes:
        rows: the rows.
        context: the record as a whole.
        book: its codebook.
        today: the day after which a date lies in the future.
    """

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows = rows
        self.context = context
        self.book = context.book
        self.today = context.today

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources that the rows name, by id."""
        return self._named(Source, {cast("SourcedRow", row).source for row in self.rows})

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        """The instruments that the rows replace, are replaced by or belong to, by id."""
        ids: set[str] = set()
        for row in self.rows:
            if isinstance(row, Instrument):
                ids.update(row.replaces, self.context.successors.get(row.id, ()))
            elif isinstance(row, Event):
                ids.add(row.related_instrument)
        return self._named(Instrument, ids)

    @cached_property
    def dialogues(self) -> Mapping[str, Dialogue]:
        """The dialogues of which the events are sessions, by id."""
        return self._named(
            Dialogue, {row.related_dialogue for row in self.rows if isinstance(row, Event)}
        )

    @cached_property
    def facts(self) -> Mapping[str, Row]:
        """The rows that the codings are about, by id."""
        ids = {row.row for row in self.rows if isinstance(row, Coding)}
        found: dict[str, Row] = {}
        for row_type in TABLES.values():
            if row_type is not Coding:
                found |= self._named(row_type, ids - found.keys())
        return found

    @cached_property
    def codings(self) -> Mapping[tuple[str, str], Sequence[Coding]]:
        """Codings of the rows, by row and field."""
        found: dict[tuple[str, str], list[Coding]] = defaultdict(list)
        for coding in self.context.view.codings([row.id for row in self.rows]):
            found[coding.row, coding.field].append(coding)
        return found

    @cached_property
    def coded_fields(self) -> Mapping[str, Sequence[str]]:
        """The fields that codings are about, by row."""
        found: dict[str, list[str]] = defaultdict(list)
        for row_id, field in sorted(self.codings):
            found[row_id].append(field)
        return found

    @cached_property
    def coded_sources(self) -> Mapping[str, Source]:
        """The sources of the codings of the rows, by id."""
        return self._named(Source, {c.source for codings in self.codings.values() for c in codings})

    def explained(self, row: Row, field: str) -> bool:
        """Whether a coding says why a field of a row has its unusual value."""
        return any(coding.reason for coding in self.codings.get((row.id, field), ()))

    def _named(self, row_type: type[R], ids: set[str]) -> dict[str, R]:
        return self.context.view.by_id(row_type, ids - {""})
