"""How a candidate, a decision and a row of the record are called on the pages of the queue."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kizuna.atlas import coded
from kizuna.atlas.dossiers import actor_name, heading
from kizuna.atlas.search.entries import fact_path
from kizuna.atlas.web import queue_words
from kizuna.atlas.web.queue_work import Work
from kizuna.atlas.wording import _, noted
from kizuna.codebook import Codebook
from kizuna.reading.deciding import made_of
from kizuna.reading.queue import Candidate, Decision
from kizuna.reading.said import STANCE
from kizuna.reading.stance_words import AboutKind
from kizuna.record import Fact, View

VERDICTS = {
    "accept": noted("accepted"),
    "edit": noted("accepted after a change"),
    "reject": noted("rejected"),
    "skip": noted("skipped"),
}


def called(one: Candidate, book: Codebook) -> str:
    """What a candidate is called: its kind, its parties and its date; of a stance, on what it is."""
    names = ", ".join(actor_name(code, book) for code in one.parties[:4])
    more = len(one.parties) - 4
    if more > 0:
        names = _("%(names)s and %(n)s more", names=names, n=more)
    if one.said is not None:
        names = (
            f"{one.said.holder_name or names} · {_topic(one.said.about_kind, one.said.about, book)}"
        )
    kind = _("Stance") if one.of == STANCE else book.kinds[one.of][one.kind].label
    return f"{kind}: {names}, {one.date}" if one.date else f"{kind}: {names}"


def decided(work: Work, decision: Decision) -> dict[str, Any]:
    """A decision in words."""
    outcome = decision.outcome
    book = work.record.codebook
    values: dict[str, str] = {}
    row = None
    if outcome is not None:
        shown = ("holder_name", "about") if outcome.table == STANCE else ()
        fields = (*shown, *outcome.coded)
        values = {
            name: worded(name, outcome.row[name], outcome.table, book)
            for name in fields
            if outcome.row[name]
        }
        view, _linker = work.known()
        row = known(view, made_of(work.record, decision, outcome.row["id"]))
    return {
        "id": decision.id,
        "token": decision.token,
        "number": decision.candidate,
        "heading": called(work.candidates()[decision.candidate], book),
        "coder": decision.coder,
        "verdict": decision.verdict,
        "words": _(VERDICTS[decision.verdict]),
        "reason": _reason(decision.reason),
        "at": decision.at,
        "revision": decision.revision,
        "row": row,
        "values": values,
    }


def _reason(kept: str) -> str:
    """Why a candidate was rejected: one of the reasons in words, and what the coder added."""
    reason, sign, note = kept.partition(":")
    known = queue_words.REASONS.get(reason)
    return _(known) + (f":{note}" if sign else "") if known else kept


def known(view: View, row_id: str) -> dict[str, str] | None:
    """A row of the record, to lead to it; ``None`` where it does not stand."""
    row = view.find(row_id)
    if not isinstance(row, Fact):
        return None
    return {"id": row.id, "path": fact_path(row), "title": heading(row, view.codebook)}


def worded(name: str, text: str, of: str, book: Codebook) -> str:
    """A value of a field as it is read."""
    if name == "about":
        return next(
            (_topic(kind, text, book) for kind in _ABOUT if text in _topics(kind, book)), text
        )
    if name == "holder":
        return actor_name(text, book)
    if name == "kind":
        return book.kinds[of][text].label if text in book.kinds[of] else text
    if name == "parties":
        return ", ".join(actor_name(code, book) for code in text.split(";"))
    return coded.choice(name, text) if text.islower() else text


_ABOUT: tuple[AboutKind, ...] = ("threat", "policy", "partner")


def _topics(kind: AboutKind, book: Codebook) -> Collection[str]:
    return {"threat": book.threats, "policy": book.policies, "partner": book.actors}[kind]


def _topic(kind: AboutKind, code: str, book: Codebook) -> str:
    """What a stance is about, as it is read."""
    if kind == "partner":
        return actor_name(code, book)
    return (book.threats if kind == "threat" else book.policies)[code].label


def plain(text: str) -> str:
    """A text without signs that steer or turn the writing."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
