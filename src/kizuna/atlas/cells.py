"""The cells of the overview as HTML.

They are by far the most numerous things on a page, and a template takes several times as long.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from kizuna.atlas.grid import Grid
from kizuna.atlas.symbols import SIGNS, flags, mark, sentence, year
from kizuna.atlas.wording import _
from kizuna.codebook import Kind
from kizuna.measures.table import Cell, PartnerRow

_SIGN = '<svg class="m m-{0}" aria-hidden="true" width="12" height="12"><use href="#m-{0}"/></svg>'


def cells(grid: Grid, line: PartnerRow, page: str) -> Markup:
    """The cells of a line in the order of the columns.

    Args:
        grid: the overview.
        line: the partner.
        page: the address that cells lead to, without the anchor; blank for cells without a link.
    """
    by_column = {cell.column: cell for cell in line.cells}
    name, to, nothing = escape(line.name), escape(page), escape(_("none known"))
    made = []
    for group in grid.groups:
        for kind in group.kinds:
            cell = by_column[kind.code]
            if cell.state == "none":
                tag = f'a class="none" tabindex="-1" href="{to}#{kind.code}"'
                tag = tag if page else 'span class="none" role="img"'
                tag, inside = f'{tag} aria-label="{nothing}"', "·"
            else:
                tag, inside = _tie(cell, kind, name, to)
            first = ' class="first"' if kind is group.kinds[0] else ""
            made.append(f"<td{first}><{tag}>{inside}</{'a' if page else 'span'}></td>\n")
    return Markup("".join(made))  # noqa: S704 - what is put in is escaped


def _tie(cell: Cell, kind: Kind, name: Markup, to: Markup) -> tuple[str, str]:
    """The tag of a filled cell, and what stands in it."""
    words, label = escape(sentence(cell)), escape(kind.label)
    tag = f'a href="{to}#{kind.code}"' if to else 'span class="cell" role="img"'
    doubts = f"<b>{flags(cell)}</b>" if flags(cell) else ""
    inside = f'{_SIGN.format(SIGNS[mark(cell)])}<span class="y">{year(cell) or "–"}{doubts}</span>'
    return f'{tag} title="{name} – {label}: {words}" aria-label="{words}"', inside
