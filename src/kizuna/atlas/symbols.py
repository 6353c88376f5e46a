"""How a cell of the overview table is written in little space, the same in every medium.

Shape carries the state, so that nothing is lost without colour: a filled mark is in force or
held (square where it holds only with others), half filled is signed, open is negotiating, a
cross is ended.
"""

from __future__ import annotations

from kizuna.atlas.wording import _, noted
from kizuna.measures.table import Cell

LEGEND = (
    ("●", noted("in force or held")),
    ("■", noted("the same, with others or through an organisation")),
    ("◐", noted("signed")),
    ("○", noted("negotiating")),
    ("×", noted("ended")),
    ("·", noted("none known")),
    ("?", noted("date, membership or sources leave a doubt")),
    ("*", noted("not yet checked against a source")),
)

_MARKS = {
    "in_force": "●",
    "held": "●",
    "signed": "◐",
    "negotiating": "○",
    "ended": "×",
    "none": "·",
}

SIGNS = {"●": "force", "■": "joint", "◐": "signed", "○": "talks", "×": "ended"}
"""The name of the drawing of each mark; what has none is set as text."""

WORDS = {
    "in_force": noted("in force"),
    "held": noted("held"),
    "signed": noted("signed"),
    "negotiating": noted("negotiating"),
    "ended": noted("ended"),
    "none": noted("none known"),
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
        return _(WORDS["none"])
    words = _begun(cell) if cell.standing else _happened(cell)
    if cell.state == "held" and cell.latest and cell.latest != cell.since:
        words += _(", latest known %(date)s", date=cell.latest.text)
    remarks = [
        (cell.provisional, _("applied provisionally")),
        (cell.multilateral, _("multilateral")),
        (not cell.certain, _("uncertain")),
        (not cell.verified, _("unverified")),
    ]
    return ", ".join([words, *(remark for holds, remark in remarks if holds)])


def _happened(cell: Cell) -> str:
    state = _(WORDS[cell.state])
    if not cell.since:
        return state
    if cell.count == 1:
        return _("%(state)s %(date)s", state=state, date=cell.since.text)
    return _(
        "%(state)s, %(count)s known since %(date)s",
        state=state,
        count=cell.count,
        date=cell.since.text,
    )


def _begun(cell: Cell) -> str:
    state = _(WORDS[cell.state])
    if not cell.since:
        return state
    if cell.state in ("in_force", "held", "negotiating"):
        return _("%(state)s since %(date)s", state=state, date=cell.since.text)
    return _("%(state)s %(date)s", state=state, date=cell.since.text)
