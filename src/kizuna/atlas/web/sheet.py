"""The overview, every tie partner by partner, as a picture for a file."""

from __future__ import annotations

from typing import NamedTuple

from kizuna.atlas.grid import Grid, grid
from kizuna.atlas.lettering import shorten, width, wrap
from kizuna.atlas.symbols import LEGEND, SIGNS, flags, mark, year
from kizuna.atlas.web.drawing import alone, short_name
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.measures.table import Cell, PartnerRow, Table

_SIDE, _NAME, _FIGURE = 20.0, 150.0, 42.0
_CELL, _LINE, _GAP = 32.0, 26.0, 8.0
_TOP, _TURNED, _TURNED_SIZE = 84.0, 150.0, 11.0
_LEGEND_LINE = 18.0
_LONGEST_NAME = 22


class Sign(NamedTuple):
    """A cell: its mark by name, blank where none is known, and its year with doubts."""

    x: float
    sign: str
    year: str


class Line(NamedTuple):
    """A partner."""

    y: float
    name: str
    rung: str
    breadth: int
    signs: tuple[Sign, ...]


class Sheet(NamedTuple):
    """The whole picture.

    Attributes:
        groups: where each begins and ends, and its name.
        kinds: the columns, with their names in lines.
        legend: marks by name, or as text where they have no drawing, with their meaning.
    """

    title: str
    width: float
    height: float
    side: float
    foot: float
    figures: tuple[tuple[float, str], ...]
    groups: tuple[tuple[float, float, str], ...]
    kinds: tuple[tuple[float, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[float, float, str, str, str], ...]
    top: float = _TOP
    base: float = _TOP + _TURNED


def sheet_file(table: Table, book: Codebook) -> str:
    """The overview as SVG.

    Args:
        table: the overview.
        book: the codebook of its record.
    """
    shown = grid(table, book)
    places, groups = _columns(shown)
    figures = ((_SIDE + _NAME + 12, _("Rung")), (_SIDE + _NAME + 12 + _FIGURE, _("Breadth")))
    title = _("%(name)s: security partnerships as of %(on)s", name=table.name, on=table.as_of)
    right = max([*places.values(), _SIDE + _NAME + 2 * _FIGURE]) + _CELL
    whole = max(right, _SIDE + width(title, 16, bold=True), 560.0) + _SIDE
    lines = tuple(
        _line(shown, line, book, places, _TOP + _TURNED + 24 + n * _LINE)
        for n, line in enumerate(shown.lines)
    )
    foot = _TOP + _TURNED + 24 + len(lines) * _LINE + 10
    legend = _legend(foot, whole)
    return alone(
        "web/sheet.svg",
        d=Sheet(
            title,
            whole,
            max((y for _x, y, *_rest in legend), default=foot) + 20,
            _SIDE,
            foot,
            figures,
            groups,
            tuple((places[kind.code], tuple(_turned(kind.label))) for kind in shown.kinds),
            lines,
            legend,
        ),
    )


def _columns(shown: Grid) -> tuple[dict[str, float], tuple[tuple[float, float, str], ...]]:
    """Where the columns stand, and the groups over them."""
    places: dict[str, float] = {}
    groups: list[tuple[float, float, str]] = []
    x = _SIDE + _NAME + 2 * _FIGURE + 10
    for group in shown.groups:
        begin = x
        # A group of one column has to hold its name all the same.
        wide = max(_CELL, (width(group.label, 10.5, bold=True) + 6) / len(group.kinds))
        for kind in group.kinds:
            places[kind.code] = x + wide / 2
            x += wide
        groups.append((begin, x, group.label))
        x += _GAP
    return places, tuple(groups)


def _turned(label: str) -> list[str]:
    lines = wrap(label, _TURNED - 14, _TURNED_SIZE)
    return [shorten(line, _TURNED - 14, _TURNED_SIZE) for line in lines[:2]]


def _line(
    shown: Grid, line: PartnerRow, book: Codebook, places: dict[str, float], y: float
) -> Line:
    signs = tuple(
        _sign(cell, places[kind.code])
        for kind, cell in zip(shown.kinds, shown.cells(line), strict=True)
    )
    name = short_name(book.actors[line.partner], _LONGEST_NAME)
    return Line(y, name, str(line.rung or "·"), line.breadth, signs)


def _sign(cell: Cell, x: float) -> Sign:
    if cell.state == "none":
        return Sign(x, "", "")
    return Sign(x, SIGNS[mark(cell)], (year(cell) or "–") + flags(cell))


def _legend(foot: float, whole: float) -> tuple[tuple[float, float, str, str, str], ...]:
    made: list[tuple[float, float, str, str, str]] = []
    x, y = _SIDE + 6, foot + 10
    for sign, words in LEGEND:
        said = _(words)
        wide = 16 + width(said, 11) + 20
        if x + wide > whole - _SIDE and x > _SIDE + 6:
            x, y = _SIDE + 6, y + _LEGEND_LINE
        made.append((x, y, SIGNS.get(sign, ""), sign, said))
        x += wide
    return tuple(made)
