"""What part of the overview table is worth showing: the filled columns and partners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kizuna.codebook import Codebook, Kind
from kizuna.measures.table import Cell, PartnerRow, Table


class Group(NamedTuple):
    """A group of columns."""

    label: str
    kinds: tuple[Kind, ...]


class Grid(NamedTuple):
    """The filled part of an overview table.

    Attributes:
        empty: labels of the columns in which no partner has anything.
        silent: names of the partners of which nothing is known.
    """

    groups: tuple[Group, ...]
    lines: tuple[PartnerRow, ...]
    empty: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def kinds(self) -> list[Kind]:
        """All columns in their order."""
        return [kind for group in self.groups for kind in group.kinds]

    def cells(self, line: PartnerRow) -> list[Cell]:
        """The cells of a line in the order of the columns."""
        by_column = {cell.column: cell for cell in line.cells}
        return [by_column[kind.code] for kind in self.kinds]


def grid(table: Table, book: Codebook) -> Grid:
    """The columns and partners with anything in them."""
    filled = {cell.column for cell in table.cells if cell.state != "none"}
    groups = [
        Group(group.label, tuple(book.column(code) for code in group.columns if code in filled))
        for group in book.ladder.groups
    ]
    known = [line for line in table.partners if any(c.state != "none" for c in line.cells)]
    return Grid(
        groups=tuple(group for group in groups if group.kinds),
        lines=tuple(known),
        empty=tuple(book.column(c).label for c in table.columns if c not in filled),
        silent=tuple(line.name for line in table.partners if line not in known),
    )


def plural(number: int, word: str) -> str:
    """A number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
