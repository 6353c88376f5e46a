"""How far those who review a queue agree: with each other, and with the readers that proposed.

References:
    Krippendorff, K. (2019). *Content Analysis*, 4th ed., ch. 12.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from kizuna.errors import InputError
from kizuna.measures.agreement import Judged, bootstrap_interval, krippendorff_alpha, value_counts
from kizuna.reading.queue import Candidate, Decision, Queue
from kizuna.record.rows import Field

FIELDS = ("decision", "kind", "parties", "date", "stage")
_ANY = Field("text", "A judgement.")


class ReviewAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement on one field.

    Attributes:
        between: two or more coders, or two readers.
        alpha: Krippendorff's, nominal; ``None`` where all judgements are the same value.
        low, high: 95 % percentile interval over units drawn again and again.
        units: judged by at least two.
        same: of these, on which all say the same.
    """

    field: str
    between: tuple[str, ...]
    alpha: float | None
    low: float | None
    high: float | None
    units: int
    same: int


class ReaderRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How a reader's proposals fared with people.

    Attributes:
        judged: decisions of people about its proposals, those that were skipped left out.
        accepted: of these, accepted as proposed.
        edited: of these, accepted after a change.
    """

    reader: str
    proposed: int
    judged: int
    accepted: int
    edited: int

    @property
    def share(self) -> float | None:
        """Accepted, edited or not, of those judged, 0 to 1; ``None`` if none was judged."""
        return (self.accepted + self.edited) / self.judged if self.judged else None


def coders_agree(
    queue: Queue, coders: tuple[str, ...] = (), *, replicates: int = 1000
) -> list[ReviewAgreement]:
    """Agreement of coders: on whether a candidate is a fact, and on the fields of those that are.

    Args:
        queue: the queue.
        coders: only these; by default all.
        replicates: of the bootstrap.

    Raises:
        InputError: no candidate was judged by two coders.
    """
    candidates = queue.candidates()
    judged: dict[str, Judged] = {field: defaultdict(dict) for field in FIELDS}
    for decision in queue.decisions():
        if decision.verdict == "skip" or (coders and decision.coder not in coders):
            continue
        unit = str(decision.candidate)
        for field, value in _said(decision, candidates[decision.candidate]).items():
            judged[field][unit][decision.coder] = value
    found = [_measured(field, judged[field], replicates) for field in FIELDS]
    if not found[0].units:
        raise InputError("no candidate was judged by two coders yet; let another review the queue")
    return found


def readers_agree(
    queue: Queue, first: str, second: str, *, replicates: int = 1000
) -> list[ReviewAgreement]:
    """Agreement of two readers on the paragraphs in which both propose something.

    Args:
        queue: the queue.
        first: beginning of a reader's name, such as ``rules``.
        second: beginning of the other's, such as a model's.
        replicates: of the bootstrap.
    """
    readers, told = queue.readers(), defaultdict[str, dict[str, list[Candidate]]](dict)
    for number, one in queue.candidates().items():
        for name in readers.get(number, ()):
            for wanted in (first, second):
                if name.startswith(wanted):
                    unit = f"{one.anchor.document} {one.anchor.paragraph}"
                    told[unit].setdefault(wanted, []).append(one)
    found = []
    for field in FIELDS[1:]:
        judged: Judged = {
            unit: {name: _joined(field, ones) for name, ones in by.items()}
            for unit, by in told.items()
        }
        found.append(_measured(field, judged, replicates))
    return found


def readers_fared(queue: Queue) -> list[ReaderRecord]:
    """How the proposals of every reader fared with people."""
    readers = queue.readers()
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in queue.decisions():
        if decision.verdict != "skip":
            decisions[decision.candidate].append(decision)
    found = []
    for name in sorted({name for names in readers.values() for name in names}):
        own = [number for number, names in readers.items() if name in names]
        verdicts = [d.verdict for number in own for d in decisions[number]]
        found.append(
            ReaderRecord(
                reader=name,
                proposed=len(own),
                judged=len(verdicts),
                accepted=verdicts.count("accept"),
                edited=verdicts.count("edit"),
            )
        )
    return found


def _said(decision: Decision, candidate: Candidate) -> dict[str, str]:
    outcome = decision.outcome
    if outcome is None:
        return {"decision": "reject"}
    row = outcome.row
    stance = outcome.table == "stance"
    return {
        "decision": "accept",
        # Of a stance what it says stands for its kind, and its holder for the parties.
        "kind": f"{row['about']} {row['value']}" if stance else row["kind"],
        "parties": row["holder_name"] if stance else row["parties"],
        "date": outcome.row[outcome.field] if outcome.field else candidate.date or "",
        # Whoever puts the date into another field has read another stage.
        "stage": outcome.stage if not outcome.field else outcome.field,
    }


def _joined(field: str, ones: list[Candidate]) -> str:
    texts = {
        ";".join(one.parties) if field == "parties" else str(getattr(one, field) or "")
        for one in ones
    }
    return " | ".join(sorted(texts))


def _measured(
    field: str, judged: Mapping[str, Mapping[str, str]], replicates: int
) -> ReviewAgreement:
    both: Judged = {unit: dict(by) for unit, by in judged.items() if len(by) > 1}
    between = tuple(sorted({name for by in both.values() for name in by}))
    alpha = low = high = None
    if both:
        counts = value_counts(both, "nominal", _ANY)
        alpha = krippendorff_alpha(counts, "nominal")
        low, high = bootstrap_interval(counts, "nominal", 0.95, replicates, 0)
    same = sum(len(set(by.values())) == 1 for by in both.values())
    return ReviewAgreement(
        field=field, between=between, alpha=alpha, low=low, high=high, units=len(both), same=same
    )
