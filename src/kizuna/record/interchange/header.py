"""The header of a table in a file: which column holds which field, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from kizuna.record.rows import TABLES, TableName, fields_of

_SEPARATORS = ";\t|"


def columns_of(table: TableName, header: Sequence[str]) -> list[int]:
    """For each field of a table, the index of its column, or -1 where it has none."""
    names = [name.strip() for name in header]
    return [names.index(name) if name in names else -1 for name in fields_of(TABLES[table])]


def header_problems(table: TableName, header: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong with a header, as column and message."""
    fields = fields_of(TABLES[table])
    names = [name.strip() for name in header]
    unusable = _unusable(names)
    if unusable:
        return [("", unusable)]
    problems: list[tuple[str, str]] = []
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.append((_shown(name), "this column stands there twice"))
        elif name not in fields:
            problems.append((_shown(name), _unknown(name, table)))
    for name, field in fields.items():
        if field.required and name not in names:
            problems.append((name, "this column is missing"))
    return problems


def article(noun: str) -> str:
    """The indefinite article for a noun of the vocabulary."""
    return "an" if noun[0] in "aeiou" else "a"


def _unusable(names: Sequence[str]) -> str:
    """What is wrong with the file as a whole, judging by its header; a blank if nothing is."""
    if any("\0" in name for name in names):
        return "the header holds NUL bytes; is the file UTF-16? Save it as CSV UTF-8"
    for separator in _SEPARATORS:
        if len(names) == 1 and names[0].count(separator) > 1:
            return f"the columns are separated by {separator!r}; save the file with commas"
    return ""


def _unknown(name: str, table: TableName) -> str:
    if name in ("since", "until"):
        return (
            "this column belongs to an export with its history, whose list of revisions is "
            "missing here"
        )
    listed = ", ".join(fields_of(TABLES[table]))
    return f"this column is unknown; {article(table)} {table} has {listed}"


def _shown(name: str) -> str:
    if not name:
        return "(blank)"
    return name if len(name) <= 60 else name[:57] + "…"
