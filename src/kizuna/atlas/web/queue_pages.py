"""What the pages of the queue show: the piles, one candidate, its form, and agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from kizuna.atlas.search.entries import source_path
from kizuna.atlas.web import queue_form, queue_words
from kizuna.atlas.web.leaf import Leaf
from kizuna.atlas.web.queue_form import Draft
from kizuna.atlas.web.queue_shown import called, decided, known, plain, worded
from kizuna.atlas.web.queue_work import Pile, Work, pile_of, seal
from kizuna.atlas.wording import _, noted
from kizuna.reading.deciding import made_of
from kizuna.reading.highlighting import highlights
from kizuna.reading.linking import Match
from kizuna.reading.queue import Candidate, Decision, Outcome
from kizuna.reading.said import STANCE
from kizuna.record import View
from kizuna.record.rows import to_text

_RELATIONS = {
    "confirms": noted("says the same"),
    "contradicts": noted("says something else"),
    "related": noted("same kind and parties"),
}
_SORTS = {
    "contradicts": noted("The record says something else"),
    "new": noted("The record has nothing like it"),
    "related": noted("The record has the like; no date says which is meant"),
    "confirms": noted("The record says the same: a second source"),
}
_TABLES = {
    "instrument": noted("instrument"),
    "dialogue": noted("dialogue"),
    "event": noted("event"),
    "stance": noted("stance"),
}
_LAST = 10  # decisions that are listed
_MATCHES = 8  # rows of the record that are listed
_USUAL = ("title", "domain", "binding", "level")


class Seat(NamedTuple):
    """Who sits before the queue.

    Attributes:
        coder: under whose name decisions are kept.
        csrf: the mark that forms must carry.
        signed_in: whether there is a session that can be ended.
        pile: that is worked through.
        problem: why what was sent could not be done; blank if nothing was wrong.
    """

    coder: str
    csrf: str
    signed_in: bool
    pile: str = ""
    problem: str = ""


class Said(NamedTuple):
    """A field of a proposed row.

    Attributes:
        value: as it is proposed.
        quoted: words of the passage that say so.
        how: how it was read.
        stands: what the record has there; blank for a new row.
    """

    name: str
    value: str
    quoted: list[str]
    how: str
    stands: str = ""


def overview(work: Work, seat: Seat) -> Leaf:
    """The piles of a queue with their counts, and what the coder decided last."""
    own, others = work.own(seat.coder), work.others(seat.coder)
    done = {number for number, d in own.items() if d.verdict != "skip"}
    sorts = work.sorted_by_record(seat.coder)
    also = {d.candidate for d in others}
    rows = [
        {
            "document": pile.title,
            "path": f"/queue/next?in={pile.slug}" if pile.slug else "/queue/next",
            "candidates": len(pile.numbers),
            "decided": sum(number in done for number in pile.numbers),
            "skipped": sum(number in own and number not in done for number in pile.numbers),
            "open": sum(number not in done for number in pile.numbers),
            "also": sum(number in also for number in pile.numbers),
        }
        for pile in work.piles()
    ]
    last = sorted(own.values(), key=lambda d: -d.id)[:_LAST]
    return Leaf(
        path="/queue",
        title=_("Review queue"),
        template="web/queue.html",
        context={
            "seat": seat,
            "whole": rows[0],
            "piles": rows[1:],
            "last": [decided(work, d) for d in last],
            "sorts": [{"title": _(_SORTS[pile.status]), "path": f"/queue/next?in={pile.slug}",
                       "open": len(pile.numbers)} for pile in sorts],
            "study": work.record.label,
            "coders": sorted({d.coder for d in others}),
        },
        data={"coder": seat.coder, "piles": rows,
              "open": {pile.status: len(pile.numbers) for pile in sorts}},
        table=rows,
    )  # fmt: skip


def candidate_page(work: Work, seat: Seat, number: int, *, new: bool = False) -> Leaf:
    """One candidate: its passage, the row it would become, and the rows that it speaks of.

    Raises:
        InputError: there is no such candidate.
    """
    one = work.queue.get(number)
    mine = work.own(seat.coder).get(number)
    proposal = work.outcome(seat.coder, one, new=new)
    outcome = (mine.outcome if mine else None) or proposal
    made = made_of(work.record, mine, outcome.row["id"]) if mine and mine.outcome else ""
    view, _linker = work.known()
    passage = queue_words.parts(one.passage, highlights(one, work.words))
    others = [d for d in work.others(seat.coder) if d.candidate == number]
    context = {
        **_place(work, seat, number),
        "seat": seat,
        "one": one,
        "heading": called(one, work.record.codebook),
        "passage": passage,
        "roles": [(role, _(words)) for role, words in queue_words.ROLES.items()
                  if any(part.role == role for part in passage)],
        "before": plain(one.before),
        "after": plain(one.after),
        "origin": _origin(one, outcome),
        "table": _(_TABLES[one.of]),
        "new": outcome.created,
        "claims": known(view, outcome.row["id"]) if not outcome.created else None,
        "fields": said(one, outcome, passage, view),
        "matches": [m for m in _matches(work, seat, one) if m["id"] != made],
        "weights": queue_words.weights(one),
        "readers": ", ".join(work.queue.readers().get(number, ())),
        "reasons": [(key, _(words)) for key, words in queue_words.REASONS.items()],
        "mine": decided(work, mine) if mine and mine.verdict != "skip" else None,
        "others": [decided(work, d) for d in others],
        "undoable": _last(work, seat.coder),
        "seal": seal(proposal),
    }  # fmt: skip
    return Leaf(
        path=f"/queue/{number}",
        title=_("Candidate %(n)s", n=number),
        template="web/queue_candidate.html",
        context=context,
        data=_data(number, one, outcome, context),
    )


def form_page(work: Work, seat: Seat, number: int, outcome: Outcome, draft: Draft) -> Leaf:
    """The form in which a candidate's row is changed.

    Args:
        work: the work.
        seat: who sits before it.
        number: of the candidate.
        outcome: the row as proposed.
        draft: the row as the coder wants it.
    """
    one = work.queue.get(number)
    book = work.record.codebook
    entries = queue_form.entries(draft, book)
    source = queue_form.source_entries(draft, book)
    named = {entry.name for entry in (*entries, *source)}
    return Leaf(
        path=f"/queue/{number}/edit",
        title=_("Change candidate %(n)s", n=number),
        template="web/queue_edit.html",
        context={
            **_place(work, seat, number),
            "seat": seat,
            "one": one,
            "heading": called(one, book),
            "passage": queue_words.parts(one.passage, highlights(one, work.words)),
            "before": plain(one.before),
            "after": plain(one.after),
            "new": outcome.created,
            "claims": known(work.known()[0], outcome.row["id"]) if not outcome.created else None,
            "entries": entries,
            "source": source,
            "known_source": None if source else source_path(outcome.source["id"]),
            "actors": queue_form.actors(book),
            "problems": [(e.name, e.label, e.problem) for e in (*entries, *source) if e.problem],
            "further": [text for name, text in draft.problems.items() if name not in named],
            "seal": seal(outcome),
        },
    )


def agreement_page(work: Work, seat: Seat) -> Leaf:
    """How far the coder agrees with each other one, on what both have decided."""
    book = work.record.codebook
    own = work.own(seat.coder)
    tables: list[dict[str, Any]] = []
    by: dict[str, list[Decision]] = {}
    for decision in work.others(seat.coder):
        by.setdefault(decision.coder, []).append(decision)
    for other, decisions in sorted(by.items()):
        found = work.agreement(seat.coder, other)
        differ = [d for d in decisions if _kept(d) != _kept(own[d.candidate])]
        tables.append(
            {
                "other": other,
                "units": len(decisions),
                "open": len(work.candidates()) - len(decisions),
                "fields": found,
                "differences": [
                    {
                        "number": d.candidate,
                        "heading": called(work.queue.get(d.candidate), book),
                        "mine": decided(work, own[d.candidate]),
                        "theirs": decided(work, d),
                    }
                    for d in sorted(differ, key=lambda d: d.candidate)
                ],
            }
        )
    lines = [{"between": table["other"], **msgspec.to_builtins(one)}
             for table in tables for one in table["fields"]]  # fmt: skip
    return Leaf(
        path="/queue/agreement",
        title=_("Agreement"),
        template="web/queue_agreement.html",
        context={"seat": seat, "tables": tables},
        data={"coder": seat.coder, "agreement": lines},
        table=lines,
    )


def said(
    one: Candidate, outcome: Outcome, passage: list[queue_words.Part], view: View
) -> list[Said]:
    """The proposed row, field by field, with how each was read."""
    book = view.codebook
    row = None if outcome.created else view.find(outcome.row["id"])
    read = {
        "kind": ("kind", "kind"),
        "parties": ("actor", "parties"),
        "holder": ("actor", "holder"),
        "about": ("kind", "about"),
        "value": ("verb", "view"),
        outcome.field: ("date", "date"),
    }
    names = [n for n, text in outcome.row.items() if text and n not in ("id", "source", "coder")]
    found = []
    for name in names if outcome.created else [n for n in names if n in read]:
        role, feature = read.get(name, ("", ""))
        stands = worded(name, to_text(getattr(row, name)), one.of, book) if row else ""
        how = queue_words.read_as(one, feature) if feature else _otherwise(name, one)
        quoted = queue_words.quoted(passage, role) if role else []
        value = worded(name, outcome.row[name], one.of, book)
        if outcome.row[name] != _read(one, name, outcome):
            quoted, how = [], _("as the coder changed it")
        found.append(Said(name, value, quoted, how, stands))
    if not outcome.created:
        verbs = queue_words.quoted(passage, "verb")
        stage = one.stage.replace("_", " ")
        found.append(Said("stage", stage, verbs, queue_words.read_as(one, "stage")))
    return found


def _read(one: Candidate, name: str, outcome: Outcome) -> str:
    """What the reader proposed for a field; what stands there where it proposes nothing."""
    read = {"kind": one.kind, "parties": ";".join(one.parties)}
    if one.said is not None:
        read |= {"holder": one.parties[0], "about": one.said.about, "value": str(one.said.value)}
    if outcome.field and one.date:
        read[outcome.field] = one.date
    return read.get(name, outcome.row[name])


def _otherwise(name: str, one: Candidate) -> str:
    """How a field was filled that no rule reads."""
    if name in _USUAL:
        return _("as usual for this kind; change it if the passage says otherwise")
    if name == "status":
        how = queue_words.read_as(one, "stage")
        return _("from the stage “%(stage)s”: %(how)s", stage=one.stage.replace("_", " "), how=how)
    if name == "check":
        return _("because you have read the passage before you accept it")
    return _("the end of the dates that are given") if name == "end" else ""


def _place(work: Work, seat: Seat, number: int) -> dict[str, Any]:
    """Where a candidate stands in the pile that is worked through."""
    pile = work.pile(seat.pile, seat.coder)
    waiting = set(work.waiting(seat.coder, "" if pile.status else seat.pile))
    # What the record says changes with every decision: there, the whole queue is the measure.
    total = len(work.candidates()) if pile.status else len(pile.numbers)
    return {
        "number": number,
        "pile": pile,
        "pile_title": _sorted_as(pile) if pile.status else pile.title,
        "suffix": f"?in={pile.slug}" if pile.slug else "",
        "total": total,
        "done": total - len(waiting),
        "left": len(waiting),
    }


def _sorted_as(pile: Pile) -> str:
    """What the record says of a pile, and how many candidates of it are open."""
    words = _(_SORTS[pile.status])
    return _("%(words)s (%(n)s open)", words=words, n=len(pile.numbers))


def _last(work: Work, coder: str) -> dict[str, Any] | None:
    decisions = work.queue.decisions(coder)
    return decided(work, decisions[-1]) if decisions else None


def _kept(decision: Decision) -> tuple[object, ...]:
    outcome = decision.outcome
    if outcome is None:
        return ("reject",)
    told = ("holder_name", "about") if outcome.table == STANCE else ()
    fields = (*told, *outcome.coded)
    return ("accept", *(outcome.row[name] for name in fields), outcome.field)


def _matches(work: Work, seat: Seat, one: Candidate) -> list[dict[str, Any]]:
    view, _linker = work.known()
    found: list[Match] = work.matches(seat.coder, one)[:_MATCHES]
    return [
        {**(known(view, m.row) or {"id": m.row, "path": "", "title": m.row}),
         "relation": m.relation, "words": _(_RELATIONS[m.relation]),
         "field": m.field.replace("_", " "), "value": m.value}
        for m in found
    ]  # fmt: skip


def _origin(one: Candidate, outcome: Outcome) -> dict[str, Any]:
    """Where a passage stands."""
    said = one.document
    known = "title" not in outcome.source
    return {
        "title": plain(said.title or one.source),
        "file": plain(one.source),
        "page": one.anchor.page,
        "block": one.anchor.paragraph,
        "anchor": plain(str(one.anchor)),
        "url": said.url if said.url.startswith(("https://", "http://")) else "",
        "path": source_path(outcome.source["id"]) if known else "",
    }


def _data(
    number: int, one: Candidate, outcome: Outcome, context: Mapping[str, Any]
) -> dict[str, Any]:
    mine = context["mine"]
    return {
        "number": number,
        "pile": pile_of(one),
        "candidate": one,
        "proposed": {k: v for k, v in outcome.row.items() if k != "id"},
        "new": outcome.created,
        "matches": context["matches"],
        "decision": mine["verdict"] if mine else None,
        "others": [{"coder": d["coder"], "verdict": d["verdict"]} for d in context["others"]],
    }
