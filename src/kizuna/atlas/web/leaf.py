"""One page of evidence, library, search, codebook or method, before anybody renders it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

Url = Callable[[str], str]
"""Makes the address of a page from its path, as the place where it is shown needs it."""


class Later:
    """Data or lines that are made when they are asked for, which a reader of the page may never do.

    Args:
        make: makes them.
        some: whether there are any.
    """

    def __init__(self, make: Callable[[], Any], *, some: bool = True) -> None:
        self.make = make
        self._some = some

    def __bool__(self) -> bool:
        return self._some


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """A page as a value: a server and a builder of static sites render it alike.

    Attributes:
        path: its address from the root of the atlas, without a suffix.
        template: the name of its template.
        context: what the template is filled with.
        data: the same as data for JSON; ``None`` for a page without data.
        table: the same as lines for CSV; empty for a page without a table.
        known: the moment of the record that it shows, where its address can carry that.
        older: whether the record has moved on since then.
    """

    path: str
    title: str
    template: str
    context: Mapping[str, Any]
    data: Any = None
    table: Sequence[Mapping[str, Any]] | Later = ()
    known: dt.datetime | None = None
    older: bool = False


def as_json(leaf: Leaf) -> bytes:
    """The data of a page as JSON."""
    data = leaf.data.make() if isinstance(leaf.data, Later) else leaf.data
    return msgspec.json.format(msgspec.json.encode(data), indent=2)


def as_csv(leaf: Leaf) -> str:
    """The table of a page as CSV, with a line of heads.

    A text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    out = io.StringIO()
    lines = leaf.table.make() if isinstance(leaf.table, Later) else leaf.table
    heads = list(dict.fromkeys(name for line in lines for name in line))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for line in lines:
        writer.writerow([_cell(line.get(head, "")) for head in heads])
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else str(value)
