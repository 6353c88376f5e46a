"""The form in which a coder changes a proposed row: fields, the codebook's choices, what misfits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from kizuna.atlas.dossiers import actor_name
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.errors import InputError
from kizuna.reading.deciding import edited
from kizuna.reading.misfits import misfits
from kizuna.reading.queue import Outcome
from kizuna.record import TABLES, Source
from kizuna.record.rows import Field, fields_of

MOST = 90  # fields that the form can have
_KEPT = frozenset(("id", "source", "check", "coder"))  # not for the coder to write
_FEW = 10  # parties that have a line each; more stand in one text
_SPARE = 2
_SOURCE = ("title", "publisher", "date", "authors", "editors", "language", "url", "isbn")


class Entry(NamedTuple):
    """One field of the form.

    Attributes:
        name: as it is sent.
        label: as it is read.
        doc: what a coder should know.
        form: how it is filled.
        value: what stands in it.
        choices: values with their labels, for ``choice``.
        lines: what stands in each line, for ``parties``.
        problem: why it does not fit; blank if it does.
    """

    name: str
    label: str
    doc: str
    form: Literal["text", "date", "count", "url", "choice", "parties", "many"]
    value: str
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    problem: str = ""


class Draft(NamedTuple):
    """A row as a coder wants it.

    Attributes:
        outcome: with the changes, whether they fit or not.
        changes: by field, those of the source as ``source.publisher``.
        problems: why fields do not fit, by field.
    """

    outcome: Outcome
    changes: dict[str, str]
    problems: dict[str, str]


def entries(draft: Draft, book: Codebook) -> list[Entry]:
    """The fields that a coder may change in a row."""
    outcome = draft.outcome
    return [
        _entry(name, name, field, outcome.row[name], draft.problems.get(name, ""), book)
        for name, field in _fields(outcome).items()
    ]


def source_entries(draft: Draft, book: Codebook) -> list[Entry]:
    """The fields of a source that the record does not have yet; none where it has it."""
    source = draft.outcome.source
    if "title" not in source:
        return []
    fields = fields_of(Source)
    return [
        _entry(
            f"source.{name}", name, fields[name], source.get(name, ""),
            draft.problems.get(f"source.{name}", ""), book,
        )
        for name in _SOURCE
    ]  # fmt: skip


def drafted(outcome: Outcome, sent: Mapping[str, str], book: Codebook) -> Draft:
    """A row with what a coder has sent.

    Args:
        outcome: the row as it was proposed.
        sent: the fields of the form.
        book: the codebook of the record.
    """
    from msgspec.structs import replace

    given = {n: sent[n].strip() for n in _fields(outcome) if n in sent}
    lines = list(_lines(sent))
    if lines:
        given["parties"] = ";".join(_code(line, book) for line in lines)
    row = {name: text for name, text in given.items() if text != outcome.row[name]}
    if "parties" in row and set(row["parties"].split(";")) == set(
        outcome.row["parties"].split(";")
    ):
        row.pop("parties")
    source = {}
    if "title" in outcome.source:
        asked = {name: sent.get(f"source.{name}") for name in _SOURCE}
        source = {
            name: text.strip()
            for name, text in asked.items()
            if text is not None and text.strip() != outcome.source.get(name, "")
        }
    changed = replace(outcome, row={**outcome.row, **row}, source={**outcome.source, **source})
    problems = misfits(changed, book, source=source)
    changes = {**row, **{f"source.{name}": text for name, text in source.items()}}
    return Draft(changed, changes, problems)


def accepted(outcome: Outcome, draft: Draft, book: Codebook) -> Outcome:
    """The row as it enters the record.

    Raises:
        InputError: a field does not fit.
    """
    return edited(outcome, draft.changes, book) if draft.changes else outcome


def actors(book: Codebook) -> list[tuple[str, str]]:
    """All actors that can be named: what is written in a line, and the code."""
    return sorted((_named(code, book), code) for code in book.actors)


def _fields(outcome: Outcome) -> dict[str, Field]:
    """The fields that may be changed: of a row that the record has, those that a passage speaks to."""
    fields = fields_of(TABLES[outcome.table])
    if outcome.created:
        return {name: field for name, field in fields.items() if name not in _KEPT}
    return {name: field for name, field in fields.items() if name in outcome.coded}


def _entry(
    sent: str, name: str, field: Field, value: str, problem: str, book: Codebook
) -> Entry:  # fmt: skip
    entry = Entry(
        name=sent,
        label=name.upper() if name in ("url", "isbn") else name.replace("_", " ").capitalize(),
        doc=_doc(field),
        form="text",
        value=value,
        required=field.required,
        problem=f"{problem.rstrip('.')}." if problem else "",
    )
    match field.form:
        case "kind":
            kinds = book.kinds[field.of]
            choices = sorted(((code, kind.label) for code, kind in kinds.items()), key=_by_label)
            return entry._replace(form="choice", choices=tuple(choices))
        case "choice":
            choices = [(value, value.replace("_", " ")) for value in field.values]
            blank = [] if field.required else [("", _("not coded"))]
            return entry._replace(form="choice", choices=(*blank, *choices))
        case "actors":
            return _parties(entry, book)
        case "date" | "count" | "url" as form:
            return entry._replace(form=form)
        case _:
            return entry


def _parties(entry: Entry, book: Codebook) -> Entry:
    codes = [code for code in entry.value.split(";") if code]
    if len(codes) > _FEW:
        return entry._replace(form="many")
    lines = (*(_named(code, book) for code in codes), *[""] * _SPARE)
    return entry._replace(form="parties", lines=lines, doc=_("One actor a line, by name or code."))


def _lines(sent: Mapping[str, str]) -> Iterator[str]:
    for name, text in sent.items():
        if re.fullmatch("parties-[0-9]{1,2}", name) and text.strip():
            yield text.strip()


def _code(text: str, book: Codebook) -> str:
    """The code of an actor that was named; the text itself where nobody is called so."""
    try:
        return book.actor(text).code
    except InputError:
        return text.replace(";", " ")


def _named(code: str, book: Codebook) -> str:
    """The name of an actor where it leads back to it, else the code."""
    name = actor_name(code, book)
    return name if _code(name, book) == code else code


def _doc(field: Field) -> str:
    doc = field.doc.replace("`", "")
    return f"{doc} {_('2022, 2022-05 or 2022-05-04.')}" if field.form == "date" else doc


def _by_label(choice: tuple[str, str]) -> str:
    return choice[1].lower()
