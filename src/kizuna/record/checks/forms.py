"""Form: every cell is what its field may hold.

The import refuses such cells already. They come into a record through Python, through SQL, or
when the codebook changes under it.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from kizuna.record import schema
from kizuna.record.checks.context import Batch, Context, PartyRow, parties_of
from kizuna.record.checks.rule import Fault, Place, on_record, on_rows
from kizuna.record.interchange.cells import CellError
from kizuna.record.interchange.coherence import row_problem
from kizuna.record.rows import (
    FACTS,
    Coding,
    Dialogue,
    Event,
    Form,
    Instrument,
    Office,
    Row,
    Source,
    Stance,
    encode,
    fields_of,
    to_text,
)

_FACTS = (Instrument, Dialogue, Event, Stance, Office)
_ALL = (Source, *_FACTS, Coding)


def _misfits(row: Row, batch: Batch, *forms: Form) -> Iterator[Fault]:
    for name, cell in batch.context.cells(row.table, *forms):
        value = getattr(row, name)
        try:
            cell(value if isinstance(value, str) else to_text(value))
        except CellError as error:
            yield Fault(name, str(error))


@on_rows("id-form", "error", *_ALL)
def id_form(row: Row, batch: Batch) -> Iterator[Fault]:
    """Ids, and references to ids, are lower-case slugs of at most 80 characters.

    They stand in addresses, file names and citations, so they must survive all three.
    """
    yield from _misfits(row, batch, "slug", "ref", "refs")


@on_record("id-unique", "error", *_ALL)
def id_unique(context: Context) -> Iterator[Place]:
    """An id names one row: it is unique in its table, and over all facts.

    Codings and `kizuna why` name a fact by its id alone.
    """
    for tables in (FACTS, ("source",), ("coding",)):
        named = sa.union_all(
            *(
                sa.select(sa.literal(name).label("name"), schema.tables[name].c.id).where(
                    context.view.stands(schema.tables[name])
                )
                for name in tables
            )
        ).subquery()
        repeated = (
            sa.select(named.c.id, sa.func.min(named.c.name), sa.func.max(named.c.name))
            .group_by(named.c.id)
            .having(sa.func.count() > 1)
            .order_by(named.c.id)
        )
        for row_id, first, last in context.run(repeated):
            where = f"in {first} and {last}" if first != last else f"twice in {first}"
            message = f"{row_id!r} stands {where}; give one of the two an id of its own"
            yield Place(last, row_id, "id", message)


@on_rows("id-parties", "warning", *_FACTS)
def id_parties(row: PartyRow | Stance | Office, batch: Batch) -> Iterator[Fault]:
    """The codes that an id begins with are those of the row's parties.

    An id such as `aus-jpn-acsa-2010` promises who is meant. Spared are ids that begin with an
    organisation to which the parties belong, ids that do not begin with a code at all, and what
    follows as many codes as there are parties.
    """
    parties = parties_of(row)
    for part in row.id.split("-")[: len(parties)]:
        code = part.upper()
        if code not in batch.book.actors:
            return
        if code not in parties and not any(batch.context.covers(code, p) for p in parties):
            name = batch.book.actors[code].name
            yield Fault(
                "id", f"begins with {part!r} ({name}), which is no party; the parties are "
                f"{';'.join(parties)}"
            )  # fmt: skip


@on_rows("reference-exists", "error", *_ALL[1:])
def reference_exists(row: Row, batch: Batch) -> Iterator[Fault]:
    """Every source, instrument and dialogue that a row names is in the record.

    The codings of a row that was withdrawn, and the sessions of a dialogue that was renamed, are
    found by this rule.
    """
    for name, field in fields_of(type(row)).items():
        if field.form not in ("ref", "refs"):
            continue
        value = getattr(row, name)
        known = getattr(batch, f"{field.of}s")
        for row_id in value if field.form == "refs" else (value,):
            if row_id and row_id not in known:
                yield Fault(name, f"there is no {field.of} {row_id!r} in the record")


@on_rows("kind-known", "error", Instrument, Dialogue, Event)
def kind_known(row: Row, batch: Batch) -> Iterator[Fault]:
    """The kind is one of the codebook's."""
    yield from _misfits(row, batch, "kind")


@on_rows("actor-known", "error", *_FACTS)
def actor_known(row: Row, batch: Batch) -> Iterator[Fault]:
    """Every party and holder is an actor of the codebook."""
    for name, cell in batch.context.cells(row.table, "actor", "actors"):
        value = getattr(row, name)
        for code in value if isinstance(value, tuple) else (value,):
            try:
                cell(code)
            except CellError as error:
                yield Fault(name, str(error))


@on_rows("choice-known", "error", *_ALL)
def choice_known(row: Row, batch: Batch) -> Iterator[Fault]:
    """A field with a closed list of values holds one of them."""
    yield from _misfits(row, batch, "choice")


@on_rows("topic-known", "error", Stance)
def topic_known(row: Stance, batch: Batch) -> Iterator[Fault]:
    """A stance is about a threat, a policy or an actor of the codebook."""
    if _about_something(row):
        yield from (fault for fault in _stance_faults(row, batch) if fault.field == "about")


@on_rows("value-range", "error", Stance)
def value_range(row: Stance, batch: Batch) -> Iterator[Fault]:
    """Salience runs from 0 to 3, and stances on partners and policies from -2 to +2."""
    if _about_something(row):
        yield from (fault for fault in _stance_faults(row, batch) if fault.field == "value")


def _about_something(row: Stance) -> bool:
    """Whether the stance says what it is about at all; `choice-known` reports it otherwise."""
    return row.about_kind in ("threat", "policy", "partner")


def _stance_faults(row: Stance, batch: Batch) -> Iterator[Fault]:
    stored = dict(zip(fields_of(Stance), encode(row), strict=True))
    problem = row_problem("stance", stored, batch.book)
    if problem is not None:
        yield Fault(*problem)


@on_rows("number-form", "error", Dialogue, Stance)
def number_form(row: Row, batch: Batch) -> Iterator[Fault]:
    """Numbers are finite, and counts are whole and not negative."""
    yield from _misfits(row, batch, "count", "number")


@on_rows("text-form", "error", *_ALL)
def text_form(row: Row, batch: Batch) -> Iterator[Fault]:
    """Texts are plain, on one line, not too long and nothing that a spreadsheet would run.

    Fields that must not be blank are not.
    """
    for name, message in _misfits(row, batch, "text", "names", "date", "topic"):
        if name != "note":
            yield Fault(name, message)


@on_rows("note-length", "error", *_ALL)
def note_length(row: Row, batch: Batch) -> Iterator[Fault]:
    """A note is plain text of at most 25 words.

    Longer passages are most likely somebody else's, and notes are ours.
    """
    yield from (fault for fault in _misfits(row, batch, "text") if fault.field == "note")
