"""What a rule is, and the list in which every rule of the record is registered.

A rule is a named function with a docstring. Its first line is the rule's title; the rest says
why the rule holds and what it spares. Rules on rows see one row at a time together with the
rows it refers to (:class:`~kizuna.record.checks.context.Batch`); rules on the record ask
questions that no single row can answer, mostly in SQL.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from kizuna.record.rows import Row, TableName

Severity = Literal["error", "warning"]


class Fault(NamedTuple):
    """What a rule on rows finds in a row: the field, and what is wrong and would be right."""

    field: str
    message: str


class Place(NamedTuple):
    """What a rule on the record finds: a fault together with the row that has it."""

    table: TableName
    id: str
    field: str
    message: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the record that breaks a rule.

    Attributes:
        table: table of the row.
        id: id of the row.
        field: field that is at fault, or the one to look at first.
        rule: code of the rule.
        severity: ``error`` where something is wrong for certain, ``warning`` where a person
            should look.
        message: what is wrong, and what would be right.
    """

    table: TableName
    id: str
    field: str
    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is registered.

    Attributes:
        code: how findings and ``--rule`` name it.
        family: heading under which it is documented.
        tables: tables whose rows it is about.
        test: the function; takes a row and its batch, or the context of the whole record.
        whole: whether it is about the record as a whole rather than about single rows.
    """

    code: str
    severity: Severity
    family: str
    tables: tuple[TableName, ...]
    test: Callable[..., Iterator[Any]]
    whole: bool

    @property
    def title(self) -> str:
        """One line: what holds when the rule is kept."""
        return _text(self.test).split("\n", 1)[0].rstrip(".")

    @property
    def why(self) -> str:
        """Why the rule holds, and what it spares."""
        paragraphs = _text(self.test).split("\n\n")[1:]
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


RULES: dict[str, Rule] = {}
"""All rules by code, in the order in which they are documented."""

RowTest = TypeVar("RowTest", bound=Callable[..., Iterator[Fault]])
RecordTest = TypeVar("RecordTest", bound=Callable[..., Iterator[Place]])


def on_rows(code: str, severity: Severity, *row_types: type[Row]) -> Callable[[RowTest], RowTest]:
    """Register a function ``(row, batch) -> faults`` as a rule on the rows of these tables."""

    def register(test: RowTest) -> RowTest:
        _register(code, severity, row_types, test, whole=False)
        return test

    return register


def on_record(
    code: str, severity: Severity, *row_types: type[Row]
) -> Callable[[RecordTest], RecordTest]:
    """Register a function ``(context) -> places`` as a rule on the record as a whole."""

    def register(test: RecordTest) -> RecordTest:
        _register(code, severity, row_types, test, whole=True)
        return test

    return register


def _register(
    code: str,
    severity: Severity,
    row_types: tuple[type[Row], ...],
    test: Callable[..., Iterator[Any]],
    *,
    whole: bool,
) -> None:
    if code in RULES:
        raise ValueError(f"two rules have the code {code!r}")
    module = inspect.getmodule(test)
    family = (module.__doc__ or "").split("\n", 1)[0].rstrip(".") if module else ""
    tables = tuple(row_type.table for row_type in row_types)
    RULES[code] = Rule(code, severity, family, tables, test, whole)


def _text(function: Callable[..., Any]) -> str:
    return inspect.getdoc(function) or ""
