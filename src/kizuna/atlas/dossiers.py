"""Everything the record knows of one row: its source, claims, conflicts, versions and relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from kizuna.atlas import coded
from kizuna.atlas.wording import _, noted
from kizuna.codebook import Codebook, PartialDate
from kizuna.record import (
    FACTS,
    Coding,
    Dialogue,
    Event,
    Fact,
    Instrument,
    Office,
    Revision,
    Row,
    Source,
    Stance,
    Version,
    View,
)
from kizuna.record.conflicts import Conflict, conflicts_of
from kizuna.record.related import (
    events_of,
    replacing,
    revisions_of,
    series_of,
    spells_of,
    versions_of,
)
from kizuna.record.rows import TABLES, fields_of, to_text

PLURALS = {
    "instrument": noted("instruments"),
    "dialogue": noted("dialogues"),
    "event": noted("events"),
    "stance": noted("stances"),
    "office": noted("offices"),
    "source": noted("sources"),
}
_HOLDERS = {
    "government": noted("stance of a government"),
    "parliament": noted("stance of a parliament"),
    "party": noted("stance of a party"),
    "public": noted("opinion poll"),
}
_TOPICS = {"threat": "threats", "policy": "policies"}
_APART = frozenset(("id", "title", "source", "check", "coder", "note"))


class Change(NamedTuple):
    """A version of a row: the revision that recorded it, and which fields it changed.

    Attributes:
        changed: field, value before and value after; empty for the first version.
    """

    revision: Revision
    changed: tuple[tuple[str, str, str], ...]
    withdrawn: bool = False


class Group(NamedTuple):
    """Related rows under a heading."""

    heading: str
    rows: tuple[Fact, ...]


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """One fact with everything that says how we know it.

    Attributes:
        claims: codings of its fields, field by field.
        sources: all sources named, by id.
        changes: its versions, oldest first.
        related: rows that belong to it.
    """

    row: Fact
    source: Source | None
    claims: tuple[Coding, ...]
    conflicts: tuple[Conflict, ...]
    sources: dict[str, Source]
    changes: tuple[Change, ...]
    related: tuple[Group, ...]

    @property
    def contested(self) -> frozenset[str]:
        """The fields on which sources contradict each other."""
        return frozenset(conflict.field for conflict in self.conflicts)


def dossier(view: View, table: str, row_id: str) -> Dossier | None:
    """The dossier of a fact, or ``None`` if there is no such row in that table."""
    row_type = next((TABLES[name] for name in FACTS if name == table), None)
    row = view.get(row_type, row_id) if row_type else None
    if not isinstance(row, Instrument | Dialogue | Event | Stance | Office):
        return None
    claims = sorted(view.codings([row.id]), key=lambda c: (c.field, c.preferred != "yes", c.id))
    sources = view.sources({row.source} | {claim.source for claim in claims})
    return Dossier(
        row=row,
        source=sources.get(row.source),
        claims=tuple(claims),
        conflicts=tuple(conflicts_of(view, row)),
        sources=sources,
        changes=tuple(changes_of(view, type(row), row.id)),
        related=tuple(group for group in _related(view, row) if group.rows),
    )


def changes_of(view: View, row_type: type[Row], row_id: str) -> list[Change]:
    """The versions of a row that a view knows, oldest first, with what each of them changed."""
    found: list[Change] = []
    before: Version | None = None
    for version, revision in versions_of(view, row_type, row_id):
        changed = _differences(before.row, version.row) if before else ()
        found.append(Change(revision, changed))
        before = version
    if before is not None and before.until is not None and before.until <= view.revision:
        ended = revisions_of(view, {before.until})[before.until]
        found.append(Change(ended, (), withdrawn=True))
    return found


def _differences(before: Row, after: Row) -> tuple[tuple[str, str, str], ...]:
    pairs = (
        (name, to_text(getattr(before, name)), to_text(getattr(after, name)))
        for name in fields_of(type(after))
    )
    return tuple((name, old, new) for name, old, new in pairs if old != new)


def _related(view: View, row: Fact) -> Iterable[Group]:
    if isinstance(row, Instrument):
        yield Group(_("Replaces"), tuple(view.by_id(Instrument, row.replaces).values()))
        yield Group(_("Replaced by"), tuple(replacing(view, row.id)))
        yield Group(_("Events that belong to it"), tuple(events_of(view, row)))
    elif isinstance(row, Dialogue):
        yield Group(_("Sessions in the record"), tuple(events_of(view, row)))
    elif isinstance(row, Event):
        yield from _around(view, row)
    elif isinstance(row, Stance):
        said = tuple(other for other in series_of(view, row) if other.id != row.id)
        yield Group(_("The same holder on the same matter"), said)
    else:
        others = tuple(other for other in spells_of(view, row) if other.id != row.id)
        yield Group(_("Who else governed"), others)


def _around(view: View, row: Event) -> Iterable[Group]:
    instrument = view.get(Instrument, row.related_instrument) if row.related_instrument else None
    dialogue = view.get(Dialogue, row.related_dialogue) if row.related_dialogue else None
    yield Group(_("Under this instrument"), (instrument,) if instrument else ())
    yield Group(_("A session of"), (dialogue,) if dialogue else ())
    if dialogue:
        others = tuple(e for e in events_of(view, dialogue) if e.id != row.id)
        yield Group(_("Other sessions"), others)


def heading(row: Fact | Source, book: Codebook) -> str:
    """What a row is called: its title, or what its holder says about what."""
    if isinstance(row, Stance):
        return _("%(one)s on %(other)s", one=row.holder_name, other=topic(row, book))
    if isinstance(row, Office):
        return _("%(party)s in office, %(name)s", party=row.party, name=actor_name(row.actor, book))
    return row.title


def topic(row: Stance, book: Codebook) -> str:
    """What a stance is about, in words."""
    if row.about_kind == "partner":
        return actor_name(row.about, book)
    topics: Mapping[str, Any] = getattr(book, _TOPICS[row.about_kind])
    return topics[row.about].label if row.about in topics else row.about


def actor_name(code: str, book: Codebook) -> str:
    """The name of an actor; its code where the codebook has none."""
    found = book.actors.get(code)
    return found.name if found else code


def kind_label(row: Fact | Source, book: Codebook) -> str:
    """The kind of a row in words."""
    if isinstance(row, Stance):
        return _(_HOLDERS.get(row.holder_kind, row.holder_kind))
    if isinstance(row, Office):
        return _("spell in government")
    if isinstance(row, Source):
        return row.kind
    kind = book.kinds[row.table].get(row.kind)
    return kind.label if kind else row.kind


def worded(field: str, text: str, row: Fact, book: Codebook) -> str:
    """A value of a field as a person reads it; a code that the codebook lacks stays as it is.

    Ids of other rows stay too: only who holds the record can say what these are called.

    Args:
        field: the field.
        text: a value in its text form: the row's own, or what some source says instead.
        row: the row.
        book: the codebook.
    """
    if field == "parties":
        return ", ".join(actor_name(code, book) for code in text.split(";"))
    if field in ("holder", "actor"):
        return actor_name(text, book)
    if field == "kind" and not isinstance(row, Stance | Office):
        kind = book.kinds[row.table].get(text)
        return kind.label if kind else text
    if field == "about" and isinstance(row, Stance):
        return topic(msgspec.structs.replace(row, about=text), book)
    if field == "value" and isinstance(row, Stance):
        return coded.stance_value(row.about_kind, text)
    spec = fields_of(type(row)).get(field)
    return coded.choice(field, text) if spec and spec.form == "choice" else text.replace(";", "; ")


def when(row: Fact | Source) -> PartialDate | None:
    """The date under which a row is listed."""
    names = ("signed", "in_force", "provisional_from", "negotiated_from", "first_held",
             "latest_held", "start", "date")  # fmt: skip
    return next((d for name in names if (d := getattr(row, name, None))), None)


def values(row: Fact | Source) -> list[tuple[str, str, str]]:
    """Fields of a row that are not blank: name, value as text, and what the field means."""
    return [
        (name, text, field.doc)
        for name, field in fields_of(type(row)).items()
        if name not in _APART and (text := to_text(getattr(row, name)))
    ]


def as_data(row: Row) -> dict[str, Any]:
    """A row as it goes into JSON: texts as in the CSV files, numbers as numbers, lists as lists."""
    told: dict[str, Any] = {}
    for name in fields_of(type(row)):
        value = getattr(row, name)
        told[name] = str(value) if isinstance(value, PartialDate) else value
    return told
