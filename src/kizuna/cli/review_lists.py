"""Lists of ``kizuna review``: the queue, its decisions, and how far people and readers agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kizuna.reading.queue import Queue

_ENTRY = ("number", "of", "kind", "parties", "date", "stage", "score", "readers", "verdict",
          "passage")  # fmt: skip
_DECISION = ("id", "candidate", "coder", "verdict", "reason", "at", "revision", "undone_at",
             "undone_revision")  # fmt: skip
_AGREED = ("what", "field", "between", "units", "same", "alpha", "low", "high")
_FARED = ("reader", "proposed", "judged", "accepted", "edited", "share")


def entries(queue: Queue, coder: str | None, form: str) -> str:
    """The candidates, with this coder's own verdicts and nobody else's."""
    verdicts = {d.candidate: d.verdict for d in queue.decisions(coder)} if coder else {}
    readers = queue.readers()
    rows: list[dict[str, Any]] = [
        {
            "number": number,
            "of": one.of,
            "kind": one.kind,
            "parties": list(one.parties),
            "date": one.date or "",
            "stage": one.stage,
            "score": one.score,
            "readers": list(readers.get(number, ())),
            "verdict": verdicts.get(number, ""),
            "passage": one.passage if form in ("json", "csv") else _short(one.passage),
        }
        for number, one in queue.candidates().items()
    ]
    return (
        _listed(_ENTRY, rows, form) if rows else "The queue is empty. Add to it with --read FILE."
    )


def decisions(queue: Queue, form: str) -> str:
    """Every decision ever made."""
    rows = [
        {name: "" if row[name] is None else row[name] for name in _DECISION}
        for row in queue.history()
    ]
    if form in ("table", "md"):
        # Seconds will do where people read.
        rows = [
            row | {name: str(row[name])[:19].replace("T", " ") for name in ("at", "undone_at")}
            for row in rows
        ]
    return _listed(_DECISION, rows, form) if rows else "Nobody has decided anything yet."


def agreements(queue: Queue, form: str) -> str:
    """Agreement of coders, of readers with people, and of readers with each other."""
    from kizuna.measures.reviewing import coders_agree, readers_agree, readers_fared

    fared = [
        {name: getattr(one, name) for name in _FARED[:-1]} | {"share": _rounded(one.share)}
        for one in readers_fared(queue)
    ]
    told: list[dict[str, Any]] = []
    people = {d.coder for d in queue.decisions() if d.verdict != "skip"}
    if len(people) > 1:
        told += [_row("coders", one) for one in coders_agree(queue)]
    names = [row["reader"] for row in fared]
    for at, first in enumerate(names):
        for other in names[at + 1 :]:
            told += [_row("readers", one) for one in readers_agree(queue, first, other)]
    if form == "json":
        from kizuna.cli.listing import to_json

        return to_json({"agreement": told, "readers": fared})
    if form == "csv":
        return _listed(_AGREED, told, form)
    parts = [_listed(_AGREED, told, form)] if told else ["Agreement needs two coders."]
    return "\n\n".join([*parts, _listed(_FARED, fared, form)] if fared else parts)


def _row(what: str, one: Any) -> dict[str, Any]:
    found = {name: getattr(one, name) for name in _AGREED[1:]}
    numbers = {name: _rounded(found[name]) for name in ("alpha", "low", "high")}
    return {"what": what} | found | {"between": list(one.between)} | numbers


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 3)


def _listed(columns: Sequence[str], rows: list[dict[str, Any]], form: str) -> str:
    from kizuna.cli.listing import listing, to_json

    if form == "json":
        return to_json(rows)
    return listing(columns, rows, form).rstrip("\n")


def _short(text: str, most: int = 100) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
