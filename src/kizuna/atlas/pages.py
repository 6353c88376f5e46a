"""Pages for a browser: each complete in one file, without scripts or anything from elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from kizuna.atlas import both_sides, coded, relationship, sides, whole
from kizuna.atlas.both_sides import BothSides
from kizuna.atlas.cells import cells
from kizuna.atlas.grid import grid, plural
from kizuna.atlas.imprint import imprint
from kizuna.atlas.references import Notes, address, reference
from kizuna.atlas.rendering import render
from kizuna.atlas.symbols import LEGEND, WORDS, flags, mark, sentence, year
from kizuna.atlas.timeline import timeline_svg
from kizuna.codebook import Codebook, Kind
from kizuna.codebook.criteria import load_criteria
from kizuna.measures.profile import Entry, Profile
from kizuna.measures.table import Cell, Table
from kizuna.measures.why import Witness
from kizuna.record import Event

DATES = (
    ("negotiated_from", "negotiated from"),
    ("signed", "signed"),
    ("provisional_from", "provisionally from"),
    ("in_force", "in force"),
    ("ended", "ended"),
    ("first_held", "first held"),
    ("latest_held", "latest held"),
    ("start", "on"),
    ("end", "to"),
)


class Exhibit(NamedTuple):
    """A cell with its kind and the evidence behind it; none for a page without evidence."""

    kind: Kind
    cell: Cell
    witnesses: Sequence[Witness]


class Neighbour(NamedTuple):
    """Another page of the same site."""

    name: str
    href: str


def overview_page(table: Table, book: Codebook, *, linked: bool = False) -> str:
    """The overview table as a page.

    Args:
        table: the table.
        book: the codebook of its record.
        linked: whether each cell leads to its evidence on the page of its partner.
    """
    return render("overview.html", **overview_values(table, book, linked=linked))


def overview_values(table: Table, book: Codebook, *, linked: bool = False) -> dict[str, Any]:
    """What the overview shows; arguments as those of :func:`overview_page`."""
    shown = grid(table, book)
    return {
        **_words(),
        "title": f"{table.name}: security partnerships as of {table.as_of}",
        "table": table,
        "grid": shown,
        "cells": partial(cells, shown),
        "linked": linked,
        "partners": plural(len(shown.lines), "partner"),
        "ordered": True,
        "legend": LEGEND,
        "imprint": imprint(table),
        "whole_title": whole.TITLE,
        "whole_heads": list(table.alongside),
        "whole": [
            (line, whole.shown(table, line, book)) for line in shown.lines if table.alongside
        ],
        "whole_notes": [coded.warned(note, book) for note in whole.notes(table)],
        "practice_years": book.ladder.practice_years,
    }


def profile_page(
    profile: Profile,
    book: Codebook,
    *,
    both: BothSides | None = None,
    evidence: Mapping[str, Sequence[Witness]] | None = None,
    home: Neighbour | None = None,
    before: Neighbour | None = None,
    after: Neighbour | None = None,
) -> str:
    """One partnership as a page: state, timeline, what both sides say, evidence.

    Args:
        profile: the partnership.
        book: the codebook of its record.
        both: the comparison of both sides; without it they only stand next to each other.
        evidence: the rows behind each cell, by column; by default cells do not lead anywhere.
        home: the page with the overview table.
        before: the page of the partner before this one.
        after: the page of the partner after this one.
    """
    values = profile_values(profile, book, both=both, evidence=evidence)
    return render("profile.html", **values, home=home, before=before, after=after)


def profile_values(
    profile: Profile,
    book: Codebook,
    *,
    both: BothSides | None = None,
    evidence: Mapping[str, Sequence[Witness]] | None = None,
) -> dict[str, Any]:
    """What the page of a partnership shows; arguments as those of :func:`profile_page`."""
    notes = Notes({**profile.sources, **(both.sources if both else {})})
    told = both.undebated(profile) if both else profile
    groups = _exhibits(profile, book, evidence or {})
    threats = sides.threats(profile, book)
    names = f"{profile.one.name} and {profile.other.name}"
    in_cells = {w.row.id for witnesses in (evidence or {}).values() for w in witnesses}
    return {
        **_words(),
        "title": f"{names}: a partnership as of {profile.as_of}",
        "profile": profile,
        "doubts": [coded.warned(warning, book) for warning in profile.depth_warnings],
        "groups": groups,
        "with_evidence": evidence is not None,
        "top": _top(groups, profile.rung),
        "timeline": timeline_svg(profile, book, standalone=False) if _dated(profile) else "",
        "threats": threats,
        "summary": sides.summary(profile, book) if threats else [],
        "both": both,
        "compared": _compared(both, profile, book),
        **_related(both, profile, book, in_cells),
        "held": list(both_sides.questions(both, profile)) if both else [],
        "about": [sides.ordered(side.about_partner) for side in (told.one, told.other)],
        "policies": sides.policies(told, book),
        "rows": [entry for entry in profile.entries if entry.row.id not in in_cells],
        "legend": LEGEND,
        "labels": _labels(book),
        "notes": notes,
        "imprint": imprint(profile),
    }


def _related(
    both: BothSides | None, profile: Profile, book: Codebook, in_cells: Collection[str]
) -> dict[str, Any]:
    """What the page says of the kind of relationship, and the rows it can link to."""
    found = both.criteria if both else None
    linkable = {*in_cells, *(entry.row.id for entry in profile.entries)}
    if found is None or not found.measured:
        told = relationship.silence(found) if found else ""
        return {"kind": [told] if told else [], "bases": [], "linkable": linkable}
    return {
        "kind": relationship.sentences(found, load_criteria(book)),
        "bases": relationship.bases(found, book),
        "linkable": linkable,
    }


def _compared(both: BothSides | None, profile: Profile, book: Codebook) -> list[str]:
    """The convergence of threats in sentences; none where it is not measured."""
    if both is None or both.convergence is None:
        return []
    found = both.convergence
    return [
        both_sides.headline(found),
        *both_sides.findings(found, book),
        *both_sides.documents(found, profile),
    ]


def timeline_page(profile: Profile, book: Codebook, picture: str) -> str:
    """The timeline of a partnership as a page, with its rows as a table underneath."""
    return _page(
        "timeline.html",
        title=f"{profile.one.name} and {profile.other.name}: timeline as of {profile.as_of}",
        profile=profile,
        timeline=picture,
        rows=profile.entries,
        labels=_labels(book),
        notes=Notes(profile.sources),
        imprint=imprint(profile),
    )


def file_name(code: str) -> str:
    """The file of a partner's page; codes that are no file names get one made from them."""
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}", code) and code.casefold() != "index"
    return f"{code if safe else hashlib.sha256(code.encode()).hexdigest()[:16]}.html"


def _page(template: str, **values: Any) -> str:
    return render(template, **_words(), **values)


def _words() -> dict[str, Any]:
    """What templates put values into words with."""
    return {
        "mark": mark,
        "flags": flags,
        "year": year,
        "sentence": sentence,
        "words": WORDS,
        "file_name": file_name,
        "page_of": file_name,
        "reference": reference,
        "address": address,
        "leaning": sides.leaning,
        "signed": sides.signed,
        "dates_of": dates_of,
        "verdict": both_sides.verdict,
        "years": both_sides.years,
        "contested": both_sides.contested,
        "choices": both_sides.choices,
        "roles": both_sides.ROLES,
        "criterion_verdicts": relationship.VERDICTS,
        "how_to_read": relationship.HOW_TO_READ,
        "number": relationship.number,
    }


def dates_of(row: Any) -> list[str]:
    """The dates of a row in words."""
    return [f"{words} {date}" for name, words in DATES if (date := getattr(row, name, None))]


def _exhibits(
    profile: Profile, book: Codebook, evidence: Mapping[str, Sequence[Witness]]
) -> list[tuple[str, list[Exhibit]]]:
    cells = {cell.column: cell for cell in profile.cells}
    return [
        (
            group.label,
            [Exhibit(book.column(c), cells[c], evidence.get(c, ())) for c in group.columns],
        )
        for group in book.ladder.groups
    ]


def _top(groups: Sequence[tuple[str, Sequence[Exhibit]]], rung: int) -> list[Kind]:
    """The kinds that put the partnership on its rung."""
    exhibits = [exhibit for _, of_group in groups for exhibit in of_group]
    return [
        e.kind for e in exhibits if rung and e.kind.rung == rung and e.cell.active and e.cell.direct
    ]


def _labels(book: Codebook) -> dict[tuple[str, str], str]:
    """Labels of kinds by table and code."""
    return {
        (of, code): kind.label for of, kinds in book.kinds.items() for code, kind in kinds.items()
    }


def _dated(profile: Profile) -> bool:
    return any(_visible(entry) for entry in profile.entries)


def _visible(entry: Entry) -> bool:
    return entry.date is not None and (isinstance(entry.row, Event) or entry.state is not None)
