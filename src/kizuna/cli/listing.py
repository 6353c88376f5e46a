"""Lists in the terminal and in files: one set of rows as a table, CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 100
"""Columns that a list may take in the terminal."""

Entry = Mapping[str, Any]


def listing(columns: Sequence[str], rows: Sequence[Entry], form: str) -> str:
    """Rows in one of the forms ``table``, ``csv``, ``json`` and ``md``.

    Args:
        columns: names of the columns, in their order.
        rows: values by column; a list is joined by ``;`` where the form knows no lists, and
            ``None`` is blank.
        form: the form.
    """
    match form:
        case "json":
            return to_json([{name: row[name] for name in columns} for row in rows])
        case "csv":
            stream = io.StringIO()
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([cell(row[name]) for name in columns] for row in rows)
            return stream.getvalue()
        case "md":
            head = [f"| {' | '.join(columns)} |", f"|{'|'.join('---' for _ in columns)}|"]
            body = (" | ".join(_escaped(row[name]) for name in columns) for row in rows)
            return "\n".join([*head, *(f"| {line} |" for line in body)])
        case _:
            return _table(columns, rows)


def to_json(value: object) -> str:
    """Any value of ours as indented JSON."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode()


def cell(value: object) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return str(value)


def _escaped(value: object) -> str:
    return cell(value).replace("|", "\\|").replace("\n", " ")


def _table(columns: Sequence[str], rows: Sequence[Entry]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(cell(row[name]).replace("[", "\\[") for name in columns))
    stream = io.StringIO()
    Console(file=stream, width=WIDTH, highlight=False, no_color=True).print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().rstrip("\n").split("\n"))
