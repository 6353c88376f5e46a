"""Results in the terminal: at most 100 columns, readable without colour."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import IO

from msgspec.structs import replace
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kizuna.atlas.symbols import LEGEND, WORDS, brief, sentence
from kizuna.codebook import Codebook, ColumnGroup
from kizuna.measures.compare import Comparison
from kizuna.measures.table import PartnerRow, Table
from kizuna.measures.why import Why, Witness

WIDTH = 100
_NAME = 15
_RUNG = 5
_CELL = 6
_STYLES = {
    "in_force": "green",
    "held": "green",
    "signed": "cyan",
    "negotiating": "yellow",
    "ended": "dim",
    "none": "dim",
}


def console(file: IO[str] | None = None) -> Console:
    """A console of the terminal's width, never over 100 columns; plain in a pipe."""
    target = file or sys.stdout
    probe = Console(file=target, highlight=False)
    width = min(probe.width, WIDTH) if target.isatty() else WIDTH
    return Console(file=target, width=width, highlight=False)


def print_table(
    table: Table, book: Codebook, *, most: int | None = None, file: IO[str] | None = None
) -> None:
    """Print the overview table, in blocks of column groups that fit the width.

    Args:
        table: the table.
        book: the codebook of its record.
        most: at most so many partners; ``None`` for all.
        file: where to; standard output by default.
    """
    out = console(file)
    known = [line for line in table.partners if any(c.state != "none" for c in line.cells)]
    shown = known[:most]
    out.print(Text(f"{table.name}: security partnerships as of {table.as_of}", style="bold"))
    groups = _groups_with_content(shown, book)
    for block in _blocks(groups, out.width):
        out.print(_block(shown, block, book))
    if not table.partners:
        out.print("The record names no partner of this actor; that is not evidence of absence.")
    if table.alongside and shown:
        _whole(out, table, shown, book)
    _legend(out)
    if len(known) > len(shown):
        out.print(f"{len(known) - len(shown)} more partners: --all")
    silent = len(table.partners) - len(known)
    if silent:
        out.print(
            f"Nothing known by then of {silent} further partner{'s' if silent > 1 else ''}.",
            style="dim",
        )
    _provenance(out, table)


def _groups_with_content(lines: Sequence[PartnerRow], book: Codebook) -> list[ColumnGroup]:
    """The groups with the columns in which any of these partners has anything."""
    filled = {cell.column for line in lines for cell in line.cells if cell.state != "none"}
    kept = [
        replace(group, columns=tuple(c for c in group.columns if c in filled))
        for group in book.ladder.groups
    ]
    return [group for group in kept if group.columns]


def _blocks(groups: Iterable[ColumnGroup], width: int) -> list[list[ColumnGroup]]:
    """Groups side by side as far as they fit; a group is torn apart only if it must be."""
    room = max((width - _NAME - _RUNG) // _CELL, 1)
    blocks: list[list[ColumnGroup]] = [[]]
    free = room
    for group in groups:
        for start in range(0, len(group.columns), room):
            columns = group.columns[start : start + room]
            if len(columns) > free and blocks[-1]:
                blocks.append([])
                free = room
            blocks[-1].append(replace(group, columns=columns))
            free -= len(columns)
    return [block for block in blocks if block]


def _block(lines: Sequence[PartnerRow], block: Sequence[ColumnGroup], book: Codebook) -> Text:
    columns = [column for group in block for column in group.columns]
    labels = "".join(_heading(group) for group in block)
    text = Text(" " * (_NAME + _RUNG) + labels.rstrip() + "\n", style="bold")
    heads = "".join(book.column(column).short.ljust(_CELL) for column in columns)
    text.append(f"{'Partner':<{_NAME}}{'Rung':<{_RUNG}}{heads.rstrip()}\n", style="not bold dim")
    for line in lines:
        cells = {cell.column: cell for cell in line.cells}
        text.append(f"{_label(line, book):<{_NAME}}{line.rung or '·'!s:<{_RUNG}}", style="not bold")
        for column in columns:
            cell = cells[column]
            text.append(brief(cell).ljust(_CELL), style=f"not bold {_STYLES[cell.state]}")
        text.append("\n")
    return text


def _whole(out: Console, table: Table, lines: Sequence[PartnerRow], book: Codebook) -> None:
    """The measures of whole partnerships, a line for each partner."""
    from kizuna.atlas import whole

    rows = [whole.cells(table, line, book) for line in lines]
    widths = [max(map(len, column)) + 2 for column in zip(whole.heads(table), *rows, strict=True)]
    out.print(Text(whole.TITLE, style="bold"))
    for label, texts in [
        ("Partner", whole.heads(table)),
        *((_label(line, book), row) for line, row in zip(lines, rows, strict=True)),
    ]:
        told = "".join(text.ljust(width) for text, width in zip(texts, widths, strict=True))
        style = "dim" if texts == whole.heads(table) else ""
        out.print(Text(f"{label:<{_NAME}}{told.rstrip()}", style=style))
    out.print()
    for note in whole.notes(table):
        out.print(Text(note, style="dim"))


def _heading(group: ColumnGroup) -> str:
    """A group's name over its columns, the short one where the long one does not fit."""
    width = len(group.columns) * _CELL
    fits = len(group.label) < width or not group.short
    return _cut(group.label if fits else group.short, width - 1).ljust(width)


def _label(line: PartnerRow, book: Codebook) -> str:
    """A partner's name; an organisation whose name is too long goes by its code."""
    if len(line.name) >= _NAME and book.actors[line.partner].kind == "organisation":
        return line.partner
    return _cut(line.name, _NAME - 1)


def _cut(label: str, width: int) -> str:
    return label if len(label) <= width else label[: width - 1] + "…"


def _legend(out: Console) -> None:
    out.print(Text("   ".join(f"{sign} {words}" for sign, words in LEGEND), style="dim"))
    out.print(
        Text(
            "Years: since when; of a held dialogue or exercise, the latest known. Kinds: kizuna codebook ladder",
            style="dim",
        )
    )


def _provenance(out: Console, result: Table | Why) -> None:
    known = (
        f"{result.as_known:%Y-%m-%d %H:%M} UTC" if result.as_known else "before its first revision"
    )
    out.print(
        Text(
            f"Record: {result.record}, as known {known}. Evidence: kizuna why {result.actor} PARTNER COLUMN",
            style="dim",
        )
    )


def print_comparison(result: Comparison, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print what changed, partner by partner."""
    out = console(file)
    span = f"{result.first.as_of} to {result.last.as_of}"
    out.print(Text(f"{result.first.name}: what changed from {span}", style="bold"))
    if not result.changes:
        out.print("Nothing changed in the record's view.")
    names = {line.partner: line.name for line in result.last.partners}
    for partner, changes in groupby(result.changes, key=lambda change: change.partner):
        out.print()
        out.print(Text(f"{names[partner]} ({partner})", style="bold"))
        renewed: list[str] = []
        for change in changes:
            label = book.column(change.column).label
            if change.direction == "renewed":
                renewed.append(f"{label} ({brief(change.before)} → {brief(change.after)})")
            else:
                out.print(Text(f"  {_SIGNS[change.direction]} {label}", style="bold"))
                out.print(Text(f"    {sentence(change.before)} → {sentence(change.after)}"))
        if renewed:
            out.print(Padding(Text("↻ " + "; ".join(renewed), style="dim"), (0, 0, 0, 2)))
    out.print()
    out.print(
        Text(
            "+ new   ▲ deeper   ▼ lapsed   ↻ renewed: same state, other rows or later sessions",
            style="dim",
        )
    )
    _provenance(out, result.last)


_SIGNS = {"new": "+", "deeper": "▲", "lapsed": "▼"}


def print_why(result: Why, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print the evidence behind a cell."""
    out = console(file)
    cell = result.cell
    kind = book.column(cell.column)
    pair = f"{book.actors[result.actor].name} – {book.actors[cell.partner].name}"
    out.print(Text(f"{pair}: {kind.label} as of {result.as_of}", style="bold"))
    out.print(Text(f"{brief(cell)}  {sentence(cell)}", style=_STYLES[cell.state]))
    if not result.witnesses:
        out.print(
            "The record holds no row of this kind for the pair; that is not evidence of absence."
        )
    for witness in result.witnesses:
        out.print()
        for line in witness_lines(witness):
            out.print(line)
    out.print()
    out.print(Text(f"{kind.definition} {kind.boundary}".strip(), style="dim"))
    _provenance(out, result)


def witness_lines(witness: Witness) -> Iterable[Text]:
    """A row and what stands behind it, line by line."""
    row, state = witness.row, witness.state
    head = Text(
        f"{'▸' if witness.carries else ' '} {row.id}", style="bold" if witness.carries else ""
    )
    head.append(f"  {WORDS[state.state] if state else 'not yet'}", style="not bold")
    yield head
    yield Text(f"    {row.title} ({', '.join(row.parties)})")
    dates = [
        f"{label} {value.text}" for name, label in _DATES if (value := getattr(row, name, None))
    ]
    yield Text("    " + "; ".join(dates or ["no date known"]))
    source = witness.source
    if source is not None:
        parts = (
            source.authors or source.editors,
            source.title,
            source.publisher,
            source.date and source.date.text,
        )
        yield Text("    Source: " + ", ".join(str(part) for part in parts if part))
        if source.url or source.isbn or source.doi:
            place = source.url or (f"ISBN {source.isbn}" if source.isbn else f"doi:{source.doi}")
            yield Text(f"            {place}", style="dim")
    yield Text(f"    Check: {row.check}" + (f"; coder: {row.coder}" if row.coder else ""))
    for claim in witness.claims:
        origin = witness.claim_sources.get(claim.source)
        where = ", ".join(filter(None, (origin.title if origin else claim.source, claim.locator)))
        verdict = {"yes": "preferred", "no": "not preferred", "": "agrees"}[claim.preferred]
        text = f"    Claim: {claim.field} = {claim.value} ({verdict}, {claim.check}) – {where}"
        yield Text(text + (f". {claim.reason}" if claim.reason else ""))
    for revision in witness.revisions:
        yield Text(
            f"    Revision {revision.id}, {revision.at:%Y-%m-%d}, {revision.who}: {revision.why}",
            style="dim",
        )


_DATES = (
    ("negotiated_from", "negotiated from"),
    ("signed", "signed"),
    ("provisional_from", "provisional from"),
    ("in_force", "in force"),
    ("ended", "ended"),
    ("first_held", "first held"),
    ("latest_held", "latest held"),
    ("start", "on"),
    ("end", "to"),
)


def hung(front: str, text: str) -> Text:
    """A line of at most 100 columns whose continuation is indented under its text."""
    import textwrap

    lines = textwrap.wrap(text, 100 - len(front), break_on_hyphens=False) or [""]
    return Text(front + ("\n" + " " * len(front)).join(lines))
