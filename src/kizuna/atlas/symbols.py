"""How a cell of the overview table is written in little space, the same in every medium.

Shape carries the state, so that nothing is lost without colour: a filled mark is in force or
held (square where it holds only with others), half filled is signed, open is negotiating, a
cross is ended.
"""

from __future__ import annotations

from kizuna.measures.table import Cell

LEGEND = (
    ("●", "in force or held"),
    ("■", "the same, with others or through an organisation"),
    ("◐", "signed"),
    ("○", "negotiating"),
    ("×", "ended"),
    ("·", "none known"),
    ("?", "date, membership or sources leave a doubt"),
    ("*", "not yet checked against a source"),
)

_MARKS = {
    "in_force": "●",
    "held": "●",
    "signed": "◐",
    "negotiating": "○",
    "ended": "×",
    "none": "·",
}

WORDS = {
    "in_force": "in force",
    "held": "held",
    "signed": "signed",
    "negotiating": "negotiating",
    "ended": "ended",
    "none": "none known",
}


def mark(cell: Cell) -> str:
    """The mark of a cell's state."""
    return "■" if cell.active and cell.multilateral else _MARKS[cell.state]


def flags(cell: Cell) -> str:
    """``?`` where uncertain, ``*`` where unverified."""
    if cell.state == "none":
        return ""
    return ("" if cell.certain else "?") + ("" if cell.verified else "*")


def year(cell: Cell) -> str:
    """The year that says most: of the latest session or exercise, else of the beginning."""
    date = cell.latest if cell.state == "held" else cell.since
    return str(date.year) if date else ""


def brief(cell: Cell) -> str:
    """A cell in at most five characters, such as ``●13`` or ``◐26?``."""
    return mark(cell) + year(cell)[2:] + flags(cell)


def sentence(cell: Cell) -> str:
    """A cell in words, such as ``in force since 2013-01-31``."""
    if cell.state == "none":
        return WORDS["none"]
    words = WORDS[cell.state]
    if cell.since:
        joint = {"in_force": "since", "held": "since", "negotiating": "since"}.get(cell.state, "")
        words = " ".join(filter(None, (words, joint, cell.since.text)))
    if cell.state == "held" and cell.latest and cell.latest != cell.since:
        words += f", latest {cell.latest.text}"
    remarks = [
        (cell.provisional, "applied provisionally"),
        (cell.multilateral, "multilateral"),
        (not cell.certain, "uncertain"),
        (not cell.verified, "unverified"),
    ]
    return ", ".join([words, *(remark for holds, remark in remarks if holds)])
