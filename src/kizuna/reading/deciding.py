"""What an accepted candidate becomes: a row, its source, and the coder's codings, in one revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kizuna.codebook import Codebook, PartialDate
from kizuna.errors import InputError
from kizuna.reading.linking import Linker, Match
from kizuna.reading.queue import Candidate, Decision, Outcome, Queue, Verdict
from kizuna.reading.sourcing import as_source, locator, plain, proposed_by, source_of
from kizuna.reading.stance_rows import slug, stance_row
from kizuna.record import TABLES, Coding, Record, Row, View, revise
from kizuna.record.conflicts import contradict
from kizuna.record.revise import Reviser
from kizuna.record.rows import decoder, fields_of, to_text

_DATED = {
    ("instrument", "negotiating"): "negotiated_from",
    ("instrument", "signed"): "signed",
    ("instrument", "in_force"): "in_force",
    ("instrument", "ended"): "ended",
    ("dialogue", "held"): "latest_held",
    ("event", "held"): "start",
    ("stance", "stated"): "date",
}
_STATUS = {"ended": "terminated"}
_OF_SOURCE = "source."
_LONGEST_REASON = 400  # characters


def proposed(
    candidate: Candidate,
    view: View,
    *,
    hidden: frozenset[str] = frozenset(),
    linker: Linker | None = None,
) -> Outcome:
    """The row that a candidate would become, or the row of the record that it speaks of.

    Args:
        candidate: the candidate.
        view: what the record knows.
        hidden: ids of rows that another coder's decision made, which this coder must not see.
        linker: of this view, where there is one already.
    """
    table, match = candidate.of, claimed(candidate, linker or Linker(view), hidden=hidden)
    field = _DATED.get((table, candidate.stage), "")
    source = source_of(candidate, view)
    row = view.find(match.row) if match is not None else None
    if match is not None and row is not None:
        values = {name: to_text(getattr(row, name)) for name in fields_of(type(row))}
        if candidate.said is not None:
            values |= {"value": str(candidate.said.value)}
        else:
            field = match.field or field
            values |= {"kind": candidate.kind, "parties": ";".join(candidate.parties)}
        if field and candidate.date:
            values[field] = candidate.date
        return Outcome(table=row.table, row=values, stage=candidate.stage, field=field,
                       created=False, source=source)  # fmt: skip
    values = dict.fromkeys(fields_of(TABLES[table]), "")
    fresh = stance_row(candidate, view) or _fresh(candidate, view.codebook)
    values |= fresh | {"source": source["id"], "check": "verified"}
    values["id"] = _free(values["id"], view)
    if field:
        values[field] = candidate.date or ""
    return Outcome(table=table, row=values, stage=candidate.stage, field=field,
                   created=True, source=source)  # fmt: skip


def claimed(
    candidate: Candidate, linker: Linker, *, hidden: frozenset[str] = frozenset()
) -> Match | None:
    """The row that a candidate confirms or contradicts, if there is one."""
    for match in linker.matches(candidate.proposal()):
        if match.row not in hidden and match.relation != "related":
            return match
    return None


def as_new(candidate: Candidate, view: View, *, linker: Linker | None = None) -> Outcome:
    """As :func:`proposed`, but for a row of its own, whatever the record has."""
    linker = linker or Linker(view)
    every = frozenset(match.row for match in linker.matches(candidate.proposal()))
    return proposed(candidate, view, hidden=every, linker=linker)


def edited(outcome: Outcome, changes: Mapping[str, str], book: Codebook) -> Outcome:
    """An outcome with some fields changed, held to the record's own rules.

    Fields of the source are named ``source.publisher`` and so on.

    Raises:
        InputError: there is no such field, or its value does not fit; says what would.
    """
    from msgspec.structs import replace

    said = {n.removeprefix(_OF_SOURCE): v for n, v in changes.items() if n.startswith(_OF_SOURCE)}
    changes = {n: v for n, v in changes.items() if not n.startswith(_OF_SOURCE)}
    unknown = [name for name in changes if name not in outcome.row or name in ("check", "coder")]
    if unknown:
        raise InputError(f"{unknown[0]!r} cannot be edited; fields are {', '.join(outcome.row)}")
    if not outcome.created:
        coded = [name for name in changes if name not in outcome.coded]
        if coded:
            raise InputError(
                f"{coded[0]!r} stands in a row that the record has; the passage is coded for "
                f"{', '.join(outcome.coded)} only. Make it a new row (n) to edit all fields"
            )
    source = {**outcome.source, **said}
    found = replace(outcome, row={**outcome.row, **changes}, source=source)
    row_of(found, book)
    if said and "title" not in source:
        raise InputError(f"the record has the source {source['id']!r} already; change it there")
    if said:
        as_source(source, book, only=said)
    return found


def row_of(outcome: Outcome, book: Codebook) -> Row:
    """The row of an outcome, checked as an imported one would be.

    Raises:
        InputError: a field does not fit; says which, and what would.
    """
    from kizuna.record.interchange.cells import CellError, cells_of
    from kizuna.record.interchange.coherence import row_problem

    row_type = TABLES[outcome.table]
    stored = {}
    for name, check in cells_of(row_type, book).items():
        try:
            stored[name] = check(outcome.row[name])
        except CellError as error:
            raise InputError(f"{name}: {error}") from error
    problem = row_problem(outcome.table, stored, book)
    if problem is not None:
        raise InputError(": ".join(problem))
    return decoder(row_type)(list(stored.values()))


def hidden_from(coder: str, queue: Queue) -> frozenset[str]:
    """Rows that other coders' decisions made: a blind coder must not see them."""
    return frozenset(
        d.outcome.row["id"]
        for d in queue.decisions()
        if d.coder != coder and d.outcome is not None and d.outcome.created
    )


def check_coder(name: str) -> None:
    """Refuse what cannot be a coder's name in the record.

    Raises:
        InputError: it is blank, too long, or like a spreadsheet's formula.
    """
    if not name.strip() or not name.isprintable() or name.strip()[0] in "=@+-" or len(name) > 80:
        raise InputError("a decision needs who makes it: --coder NAME, in at most 80 characters")


def decide(
    queue: Queue, record: Record, number: int, *, coder: str, verdict: Verdict,
    outcome: Outcome | None = None, reason: str = "",
) -> Decision:  # fmt: skip
    """Keep a coder's decision; what is accepted enters the record as a revision.

    Args:
        queue: the queue.
        record: the record of the study.
        number: of the candidate.
        coder: who decides.
        verdict: the decision.
        outcome: what it becomes, for ``accept`` and ``edit``.
        reason: why it is rejected; kept with the decision.

    Raises:
        InputError: the row does not fit the record's rules; nothing was decided.
        ConflictError: the coder decided about it already.
    """
    check_coder(coder)
    if (outcome is not None) != (verdict in ("accept", "edit")):
        raise InputError("a candidate that is accepted needs its row; another has none")
    if outcome is not None:
        row_of(outcome, record.codebook)
    decision = queue.decide(
        number, coder=coder.strip(), verdict=verdict, outcome=outcome,
        reason=plain(reason.strip(), _LONGEST_REASON),
    )  # fmt: skip
    settle(queue, record)
    return decision


def settle(queue: Queue, record: Record) -> int:
    """Bring into the record what was accepted but is not there yet, as after a killed process.

    Returns:
        The number of decisions that entered.
    """
    waiting = queue.unfinished()
    for decision in waiting:
        already = record.histories([_first(decision)])
        versions = next(iter(already.values()), [])
        revision = versions[0].since if versions else _enter(queue, record, decision)
        queue.entered(decision, revision)
    return len(waiting)


def undo(queue: Queue, record: Record, *, coder: str) -> Decision | None:
    """Take back a coder's last decision, and withdraw from the record what it brought there.

    Returns:
        The decision that was taken back; ``None`` if there is none.
    """
    settle(queue, record)
    decision = next(iter(reversed(queue.decisions(coder))), None)
    if decision is None:
        return None
    revision = None
    if decision.outcome is not None:
        with revise(record, who=coder, why=f"undo: candidate {decision.candidate}") as reviser:
            _withdraw(reviser, record, decision)
            revision = reviser.number
    queue.undo(decision, revision)
    return decision


def _enter(queue: Queue, record: Record, decision: Decision) -> int:
    outcome = decision.outcome
    if outcome is None:
        raise InputError(f"candidate {decision.candidate} was not accepted")
    candidate = queue.get(decision.candidate)
    readers = queue.readers().get(decision.candidate, ())
    why = f"read and accepted: {candidate.source} {candidate.anchor}"
    with revise(record, who=decision.coder, why=plain(why, 300)) as reviser:
        # Another session may have settled it while this one waited for the write lock.
        first = _first(decision)
        if first in (entered := reviser.standing("coding", [first])):
            return entered[first]
        if not reviser.standing("source", [outcome.source["id"]]):
            reviser.add([as_source(outcome.source, record.codebook)])
        target = _target(queue, record, decision, outcome)
        view = record.view()
        row = view.find(target)
        if row is None:
            row = row_of(outcome, record.codebook)
            reviser.add([_by(row, decision.coder, readers)])
        reviser.add(_codings(row, view, decision, candidate, readers))
        return reviser.number


def _target(queue: Queue, record: Record, decision: Decision, outcome: Outcome) -> str:
    """The row to code: the one another coder made of the same candidate, if there is one."""
    if outcome.created:
        for other in queue.decisions():
            if other.candidate == decision.candidate and other.coder != decision.coder:
                made = other.outcome
                if made is not None and other.revision is not None and made.table == outcome.table:
                    return made_of(record, other, made.row["id"])
    return outcome.row["id"]


def made_of(record: Record, decision: Decision, fallback: str) -> str:
    """The row that a decision coded, which need not have the id that it proposed.

    Args:
        record: the record.
        decision: a decision that entered it.
        fallback: what is returned where it did not.
    """
    versions = record.history(_first(decision))
    row = versions[-1].row if versions else None
    return row.row if isinstance(row, Coding) else fallback


def _by(row: Row, coder: str, readers: Sequence[str]) -> Row:
    from msgspec.structs import replace

    given = {"coder": coder, "check": "verified"}
    if not getattr(row, "note", ""):
        given["note"] = proposed_by(readers)
    return replace(row, **given)


def _codings(
    row: Row, view: View, decision: Decision, candidate: Candidate, readers: Sequence[str]
) -> list[Row]:
    outcome = decision.outcome
    if outcome is None:
        return []
    found: list[Row] = []
    standing = view.codings([row.id])
    for field in outcome.coded:
        value = outcome.row[field]
        if not value:
            continue
        own = to_text(getattr(row, field))
        against = contradict(type(row), field, value, own) if own else False
        found.append(
            Coding(
                id=_coding_id(decision, field),
                row=row.id,
                field=field,
                value=value,
                source=outcome.source["id"],
                locator=locator(candidate),
                check="verified",
                coder=decision.coder,
                coded_on=PartialDate.parse(decision.at.date().isoformat()),
                preferred="no" if against else "",
                reason="Another value stands in the row; not adjudicated yet." if against else "",
                note=proposed_by(readers),
            )
        )
        decided = any(c.field == field and c.preferred == "yes" for c in standing)
        if against and not decided:
            found.append(_as_it_stands(row, field, own, decision))
    return found


def _as_it_stands(row: Row, field: str, value: str, decision: Decision) -> Coding:
    """The claim of the row itself, made explicit beside one that contradicts it."""
    return Coding(
        id=f"{_coding_id(decision, field)}-stands",
        row=row.id,
        field=field,
        value=value,
        source=getattr(row, "source", ""),
        check=getattr(row, "check", "recalled"),
        coder=getattr(row, "coder", ""),
        coded_on=PartialDate.parse(decision.at.date().isoformat()),
        preferred="yes",
        reason="Stands in the row until somebody adjudicates.",
    )


def _withdraw(reviser: Reviser, record: Record, decision: Decision) -> None:
    """End a decision's codings, and the row it made unless others have coded it since."""
    outcome = decision.outcome
    if outcome is None:
        return
    names = [_coding_id(decision, field) for field in outcome.coded]
    names += [f"{name}-stands" for name in names]
    ours = reviser.standing("coding", names)
    reviser.withdraw("coding", list(ours))
    made = made_of(record, decision, outcome.row["id"])
    history = record.history(made)
    created = outcome.created and history and history[0].since == decision.revision
    others = [c for c in record.view().codings([made]) if c.id not in ours]
    if created and not others and reviser.standing(outcome.table, [made]):
        reviser.withdraw(outcome.table, [made])


def _first(decision: Decision) -> str:
    """The id of the coding that every accepted candidate brings with it."""
    outcome = decision.outcome
    return _coding_id(decision, outcome.coded[0] if outcome is not None else "kind")


def _coding_id(decision: Decision, field: str) -> str:
    return f"read-{decision.token}-{field}"


def _fresh(candidate: Candidate, book: Codebook) -> dict[str, str]:
    if candidate.of == "stance":
        raise InputError("this stance does not say of what it is; read its document anew")
    kind = book.kinds[candidate.of][candidate.kind]
    found = {
        "id": _slug(candidate),
        "kind": candidate.kind,
        "parties": ";".join(candidate.parties),
        "title": kind.label,
    }
    if candidate.of == "dialogue":
        return found | {"level": kind.level or "official"}
    found["domain"] = kind.domain
    if candidate.of == "event":
        return found | {"end": candidate.until or ""}
    binding = kind.binding or "political"
    political = binding == "political" and candidate.stage in ("signed", "in_force")
    status = "political" if political else _STATUS.get(candidate.stage, candidate.stage)
    return found | {"binding": binding, "status": status}


def _slug(candidate: Candidate) -> str:
    parties = "-".join(candidate.parties[:4]) if len(candidate.parties) < 5 else "many"
    return slug(f"{parties}-{candidate.kind}-{(candidate.date or '')[:7]}")


def _free(row_id: str, view: View) -> str:
    """An id that nothing in the record has."""
    free, number = row_id, 2
    while view.record.history(free):
        free, number = f"{row_id}-{number}", number + 1
    return free
