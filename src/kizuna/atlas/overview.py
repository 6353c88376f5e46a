"""The overview table as a page, in Markdown, LaTeX and xlsx, and its cells as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kizuna.atlas import whole
from kizuna.atlas.export import deliver, export, markdown, plain_markdown, workbook_of
from kizuna.atlas.grid import Grid, grid
from kizuna.atlas.imprint import Imprint, imprint
from kizuna.atlas.rendering import Tex, render
from kizuna.atlas.symbols import LEGEND, brief, flags, mark, sentence, year
from kizuna.codebook import Codebook
from kizuna.measures.table import Cell, Table

_TEX_MARKS = {
    "●": r"\kzforce",
    "■": r"\kzjoint",
    "◐": r"\kzsigned",
    "○": r"\kztalks",
    "×": r"\kzended",
    "·": r"\kznone",
}


def export_table(table: Table, book: Codebook, form: str, *, out: Path | None = None) -> None:
    """Write the overview table.

    Args:
        table: the table.
        book: the codebook of its record.
        form: ``html``, ``md``, ``latex`` and ``xlsx`` for people, with the measures of whole
            partnerships in a table of their own; ``json`` has these by partner; ``csv`` and
            ``parquet`` hold one row per cell and nothing else.
        out: file to write; standard output by default.

    Raises:
        InputError: the form is unknown, or binary and would go to a terminal.
        StorageError: the file cannot be written.
    """
    if form == "html":
        from kizuna.atlas.pages import overview_page

        deliver(overview_page(table, book), out)
    elif form == "md":
        deliver(overview_markdown(table, book), out)
    elif form == "latex":
        deliver(overview_latex(table, book), out)
    elif form == "xlsx":
        deliver(overview_workbook(table, book), out)
    else:
        export(table, form, title=title(table), out=out)


def title(table: Table) -> str:
    """What the table shows."""
    return f"{table.name}: security partnerships as of {table.as_of}"


def overview_markdown(table: Table, book: Codebook) -> str:
    """The table in GitHub-flavoured Markdown, with its legend and provenance."""
    shown = grid(table, book)
    head = ["Partner", "Rung", *(kind.short for kind in shown.kinds)]
    rows = [[line.name, line.rung or "·", *map(brief, shown.cells(line))] for line in shown.lines]
    groups = "; ".join(
        f"**{plain_markdown(group.label)}**: "
        + ", ".join(plain_markdown(f"{k.short} {k.label}") for k in group.kinds)
        for group in shown.groups
    )
    legend = "   ".join(f"{plain_markdown(sign)} {words}" for sign, words in LEGEND)
    foot = "\n".join(f"*{plain_markdown(line)}*  " for line in imprint(table).lines)
    return (
        f"**{plain_markdown(title(table))}**\n\n{markdown(head, rows)}\n{legend}\n\n"
        f"{_YEARS}\n\n{groups}\n\n{_whole_markdown(table, book, shown)}{foot}\n"
    )


def _whole_markdown(table: Table, book: Codebook, shown: Grid) -> str:
    """The measures of whole partnerships in Markdown; blank where none were asked for."""
    if not table.alongside:
        return ""
    rows = [[line.name, *whole.cells(table, line, book)] for line in shown.lines]
    told = " ".join(map(plain_markdown, whole.notes(table)))
    body = markdown(["Partner", *whole.heads(table)], rows)
    return f"**{whole.TITLE}**\n\n{body}\n{told}\n\n"


_YEARS = "Years: since when; of a held dialogue or exercise, the latest known."


def overview_latex(table: Table, book: Codebook) -> str:
    """The table for LaTeX: booktabs, turned headings, breaking over A4 landscape pages."""
    shown = grid(table, book)
    signs = [
        (Tex(_TEX_MARKS[sign]) if sign in _TEX_MARKS else sign, words) for sign, words in LEGEND
    ]
    return render(
        "overview.tex",
        title=title(table),
        label=Tex("tab:overview"),
        grid=shown,
        bounds=_bounds(shown),
        cell=_tex_cell,
        legend=signs,
        years=_YEARS,
        notes=imprint(table).lines,
        whole_title=whole.TITLE,
        whole_heads=whole.heads(table),
        whole_cells=[
            (line.name, whole.cells(table, line, book)) for line in shown.lines if table.alongside
        ],
        whole_notes=whole.notes(table),
    )


def _tex_cell(cell: Cell) -> Tex:
    digits = year(cell)[2:]
    return Tex(f"{_TEX_MARKS[mark(cell)]}{{{digits}{flags(cell)}}}")


def _bounds(shown: Grid) -> list[tuple[int, int]]:
    """First and last column of each group; partner and rung come before."""
    bounds, column = [], 3
    for group in shown.groups:
        bounds.append((column, column + len(group.kinds) - 1))
        column += len(group.kinds)
    return bounds


def overview_workbook(table: Table, book: Codebook) -> bytes:
    """A workbook: the table with a remark on every cell, its cells as data, its provenance."""
    shown = grid(table, book)
    stamp = imprint(table)

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Overview")
        _heading(workbook, sheet, shown, table, stamp)
        centred = workbook.add_format({"align": "center"})
        for row, line in enumerate(shown.lines, start=3):
            sheet.write_string(row, 0, line.name)
            sheet.write_number(row, 1, line.rung, centred)
            for column, (kind, cell) in enumerate(
                zip(shown.kinds, shown.cells(line), strict=True), 2
            ):
                sheet.write_string(row, column, brief(cell), centred)
                if cell.state != "none":
                    rows = ", ".join(cell.rows)
                    sheet.write_comment(
                        row, column, f"{kind.label}: {sentence(cell)}. Rows: {rows}"
                    )
        last = len(shown.lines) + 4
        for number, (sign, words) in enumerate((*LEGEND, ("", _YEARS))):
            sheet.write_string(last + number, 0, f"{sign} {words}".strip())
        sheets = {"Cells": table.to_polars()}
        if table.alongside:
            sheets["Partners"] = whole.frame(table, shown.lines)
        for name, frame in sheets.items():
            frame.write_excel(workbook, worksheet=name, freeze_panes=(1, 0), autofit=True)

    return workbook_of(fill, title=title(table), notes=stamp.lines)


def _heading(workbook: Any, sheet: Any, shown: Grid, table: Table, stamp: Imprint) -> None:
    bold = workbook.add_format({"bold": True})
    group_format = workbook.add_format({"bold": True, "bottom": 1, "align": "left"})
    turned = workbook.add_format({"rotation": 90, "align": "center", "text_wrap": True})
    sheet.write_string(0, 0, title(table), bold)
    sheet.write_string(2, 0, "Partner", bold)
    sheet.write_string(2, 1, "Rung", turned)
    column = 2
    for group in shown.groups:
        last = column + len(group.kinds) - 1
        if last > column:
            sheet.merge_range(1, column, 1, last, group.label, group_format)
        else:
            sheet.write_string(1, column, group.label, group_format)
        for kind in group.kinds:
            sheet.write_string(2, column, kind.label, turned)
            column += 1
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, max(column - 1, 1), 6)
    sheet.set_row(2, 130)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 2)
    sheet.set_footer("&L&8" + stamp.lines[0].replace("&", "&&")[:200])
