"""The queue of candidates beside a study, and what each coder decided about them.

Decisions are only ever added: to undo one is to add another. What was decided is on the disk when
the call returns, so that neither a killed process nor a second coder loses it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from kizuna.codebook import PartialDate
from kizuna.errors import ConflictError, InputError
from kizuna.reading.candidates import Proposal
from kizuna.reading.document import CONTEXT, Anchor, Metadata
from kizuna.reading.said import STANCE, Proposed, Said
from kizuna.reading.scoring import Feature
from kizuna.reading.stance_words import AboutKind, HolderKind
from kizuna.record.dialects import connect, translated, writing
from kizuna.record.rows import TableName

QUEUE = "review.sqlite"
"""Name of the queue in the folder of a study."""

Verdict = Literal["accept", "edit", "reject", "skip"]
_LONGEST_PASSAGE = 120  # words; a queue quotes sentences, it does not copy documents

_metadata = sa.MetaData()
_candidate = sa.Table(
    "candidate",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("body", sa.Text, nullable=False),
)
_proposed = sa.Table(
    "proposed",
    _metadata,
    sa.Column("candidate", sa.ForeignKey("candidate.id"), primary_key=True),
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
)
_decision = sa.Table(
    "decision",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("candidate", sa.ForeignKey("candidate.id"), nullable=False),
    sa.Column("coder", sa.Text, nullable=False, index=True),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),  # JSON of an Outcome; blank without one
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer),  # of the record; null until it is there
    sa.Column("undone_at", sa.Text),
    sa.Column("undone_revision", sa.Integer),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
)


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal in the queue, with the passage that says so.

    Attributes:
        before, after: words of the same paragraph around the passage.
        source: name of the file.
        document: what the file says of itself.
        reader: rule or model, with its version, that proposed it first.
        holder_kind, holder_name, about_kind, about, value: of a stance, whose holder is the only
            party; ``value`` is a salience of 0 to 3, or from -2 to 2 for a partner or a policy.
    """

    of: Proposed
    kind: str
    parties: tuple[str, ...]
    date: str | None = None
    until: str | None = None
    stage: str
    score: float
    passage: str
    before: str = ""
    after: str = ""
    anchor: Anchor
    source: str
    document: Metadata = Metadata()
    why: tuple[Feature, ...] = ()
    reader: str = ""
    holder_kind: HolderKind | Literal[""] = ""
    holder_name: str = ""
    about_kind: AboutKind | Literal[""] = ""
    about: str = ""
    value: int | None = None

    @property
    def said(self) -> Said | None:
        """What a stance says; ``None`` for everything else, and for half a stance."""
        if self.of != STANCE or not self.holder_kind or not self.about_kind or self.value is None:
            return None
        return Said(self.holder_kind, self.holder_name, self.about_kind, self.about, self.value)

    @property
    def key(self) -> str:
        """The same for the same fact in the same paragraph, whoever reads it there."""
        place = (self.anchor.document, str(self.anchor.paragraph))
        fact = (self.of, self.kind, ";".join(self.parties), self.date or "", self.stage)
        told = (self.holder_name, self.about_kind, self.about, str(self.value))
        stance = told if self.of == STANCE else ()
        return hashlib.sha256("\0".join((*place, *fact, *stance)).encode()).hexdigest()

    def proposal(self) -> Proposal:
        """As the reader made it, to be held against the record."""
        return Proposal(
            of=self.of,
            kind=self.kind,
            parties=self.parties,
            date=PartialDate.parse(self.date) if self.date else None,
            last=PartialDate.parse(self.until) if self.until else None,
            stage=self.stage,
            score=self.score,
            features=self.why,
            start=self.anchor.start,
            end=self.anchor.end,
            said=self.said,
        )


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an accepted candidate became.

    Attributes:
        row: the fields of the row, as texts.
        field: the field in which the candidate's date stands.
        created: whether the row is new to the record.
        source: the fields of the source's row, as texts; only its id where the record has it.
    """

    table: TableName
    row: dict[str, str]
    stage: str
    field: str
    created: bool
    source: dict[str, str]

    @property
    def coded(self) -> tuple[str, ...]:
        """The fields that a passage speaks to; the first is coded whatever else is."""
        told = ("value",) if self.table == STANCE else ("kind", "parties")
        return (*told, *([self.field] if self.field else []))


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a coder decided about a candidate.

    Attributes:
        token: identifies it everywhere.
        revision: of the record in which it is; ``None`` where the record was not changed.
        reason: why it was rejected, in the coder's words; mostly blank.
    """

    id: int
    token: str
    candidate: int
    coder: str
    verdict: Verdict
    outcome: Outcome | None
    at: dt.datetime
    revision: int | None
    reason: str = ""


class Queue:
    """The candidates of a study and the decisions about them.

    Args:
        study: folder of the study.

    Raises:
        InputError: there is no such folder.
        StorageError: the file cannot be written.
    """

    def __init__(self, study: Path) -> None:
        if not study.is_dir():
            raise InputError(
                f"{study} is no folder of a study; start one with: kizuna init {study}"
            )
        self.path = study / QUEUE
        self._engine = connect(self.path, read_only=False)
        with writing(self._engine) as connection:
            _metadata.create_all(connection)
            _complete(connection)

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    def __enter__(self) -> Queue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, candidates: Iterable[Candidate]) -> tuple[int, int]:
        """Put candidates into the queue; one that is there already is not put there twice.

        Returns:
            How many are new, and how many were there.
        """
        new = known = 0
        with writing(self._engine) as connection:
            for one in candidates:
                number = connection.scalar(
                    sa.select(_candidate.c.id).where(_candidate.c.key == one.key)
                )
                if number is None:
                    number = _insert(connection, one)
                    new += 1
                else:
                    known += 1
                connection.execute(
                    _proposed.insert()
                    .prefix_with("OR IGNORE")
                    .values(candidate=number, reader=one.reader, at=_now())
                )
        return new, known

    def newest(self) -> int:
        """The number of the newest candidate; 0 for an empty queue."""
        with translated(), self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.max(_candidate.c.id))) or 0

    def candidates(self) -> dict[int, Candidate]:
        """All candidates by number, in the order in which they came."""
        statement = sa.select(_candidate.c.id, _candidate.c.body).order_by(_candidate.c.id)
        with translated(), self._engine.connect() as connection:
            return {
                number: msgspec.json.decode(body, type=Candidate)
                for number, body in connection.execute(statement)
            }

    def get(self, number: int) -> Candidate:
        """The candidate of this number.

        Raises:
            InputError: there is none.
        """
        statement = sa.select(_candidate.c.body).where(_candidate.c.id == number)
        with translated(), self._engine.connect() as connection:
            body = connection.scalar(statement)
        if body is None:
            raise InputError(f"the queue has no candidate {number}; see: kizuna review … --list")
        return msgspec.json.decode(body, type=Candidate)

    def readers(self) -> dict[int, tuple[str, ...]]:
        """For each candidate, the readers that proposed it."""
        found: dict[int, tuple[str, ...]] = {}
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(_proposed).order_by(_proposed.c.at))
            for row in rows:
                found[row.candidate] = (*found.get(row.candidate, ()), row.reader)
        return found

    def waiting(self, coder: str) -> list[int]:
        """Candidates that a coder has not decided about; those skipped come last."""
        decided = {d.candidate: d for d in self.decisions(coder)}
        with translated(), self._engine.connect() as connection:
            numbers = list(connection.scalars(sa.select(_candidate.c.id).order_by(_candidate.c.id)))
        skipped = [d.candidate for d in decided.values() if d.verdict == "skip"]
        return [number for number in numbers if number not in decided] + skipped

    def decisions(self, coder: str | None = None) -> list[Decision]:
        """Decisions that hold, of one coder or of all, the oldest first."""
        table = _decision
        latest = (
            sa.select(sa.func.max(table.c.id))
            .where(table.c.undone_at.is_(None))
            .group_by(table.c.candidate, table.c.coder)
        )
        statement = sa.select(table).where(table.c.id.in_(latest)).order_by(table.c.id)
        if coder is not None:
            statement = statement.where(table.c.coder == coder)
        with translated(), self._engine.connect() as connection:
            return [_as_decision(row._mapping) for row in connection.execute(statement)]

    def history(self) -> list[dict[str, Any]]:
        """Every decision ever made, with those that were undone."""
        with translated(), self._engine.connect() as connection:
            found = connection.execute(sa.select(_decision).order_by(_decision.c.id))
            return [dict(row._mapping) for row in found]

    def stamp(self) -> tuple[int, int, int]:
        """Changes with every decision that is made, enters the record or is undone."""
        columns = (_decision.c.id, _decision.c.revision, _decision.c.undone_at)
        with translated(), self._engine.connect() as connection:
            found = connection.execute(sa.select(*(sa.func.count(c) for c in columns))).one()
        return found[0], found[1], found[2]

    def decide(
        self, number: int, *, coder: str, verdict: Verdict, outcome: Outcome | None = None,
        reason: str = "",
    ) -> Decision:  # fmt: skip
        """Keep a decision.

        Raises:
            ConflictError: the coder decided about it already, perhaps in another window.
        """
        with writing(self._engine) as connection:
            table = _decision
            standing = connection.scalar(
                sa.select(table.c.verdict).where(
                    table.c.candidate == number,
                    table.c.coder == coder,
                    table.c.verdict != "skip",
                    table.c.undone_at.is_(None),
                )
            )
            if standing is not None:
                raise ConflictError(
                    f"{coder} decided about candidate {number} already ({standing}); undo that first"
                )
            values = {
                "token": secrets.token_hex(6),
                "candidate": number,
                "coder": coder,
                "verdict": verdict,
                "outcome": msgspec.json.encode(outcome).decode() if outcome else "",
                "at": _now(),
                "revision": None,
                "reason": reason,
            }
            done = connection.execute(table.insert().values(**values)).inserted_primary_key
            return _as_decision({"id": done[0] if done else 0, **values})

    def entered(self, decision: Decision, revision: int) -> None:
        """Note the revision with which a decision entered the record."""
        self._update(decision, revision=revision)

    def undo(self, decision: Decision, revision: int | None = None) -> None:
        """Take a decision back; it stays in the history.

        Args:
            decision: the decision.
            revision: the revision that withdrew from the record what it had brought there.
        """
        self._update(decision, undone_at=_now(), undone_revision=revision)

    def unfinished(self) -> list[Decision]:
        """Accepted candidates of which it is not known whether they reached the record."""
        return [d for d in self.decisions() if d.outcome is not None and d.revision is None]

    def _update(self, decision: Decision, **values: Any) -> None:
        with writing(self._engine) as connection:
            statement = _decision.update().where(_decision.c.id == decision.id)
            connection.execute(statement.values(**values))


def _complete(connection: sa.Connection) -> None:
    """Add what queues of earlier versions lack."""
    if "reason" not in {c["name"] for c in sa.inspect(connection).get_columns("decision")}:
        connection.execute(
            sa.text("ALTER TABLE decision ADD COLUMN reason TEXT NOT NULL DEFAULT ''")
        )


def _insert(connection: sa.Connection, one: Candidate) -> int:
    words = one.passage.split()
    if len(words) > _LONGEST_PASSAGE:
        short = " ".join(words[:_LONGEST_PASSAGE]) + " …"
        one = msgspec.structs.replace(one, passage=short)
    before, after = one.before[-CONTEXT:], one.after[:CONTEXT]
    one = msgspec.structs.replace(one, before=before, after=after)
    body = msgspec.json.encode(one).decode()
    done = connection.execute(_candidate.insert().values(key=one.key, body=body))
    return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0


def _as_decision(row: Mapping[Any, Any]) -> Decision:
    return Decision(
        id=row["id"],
        token=row["token"],
        candidate=row["candidate"],
        coder=row["coder"],
        verdict=row["verdict"],
        outcome=msgspec.json.decode(row["outcome"], type=Outcome) if row["outcome"] else None,
        at=dt.datetime.fromisoformat(row["at"]),
        revision=row["revision"],
        reason=row["reason"],
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
