"""The domestic debate about a partner: who is for and against, how divided, how close to power.

Every question (closer ties with the partner, or a policy that is a matter with it) has the
positions of parties, the government, parliament and polls as of a date, each holder's newest.
Contestation is the polarization of the parties (Dalton 2008), with a party's weight by its part
in government instead of its share of votes, which the record does not hold:

    C = sqrt( sum_p w_p (x_p - m)^2 ),   x_p = value / 2 in [-1, 1],   m = sum_p w_p x_p

with weights that sum to one. C is 0 where all parties agree and 1 where two halves of equal
weight stand at opposite ends. The index is given for weights that grow with power; its range
over other weights (all equal; the head of government only doubled or counted eightfold) and
over one step of coding error for each party shows how far it depends on them.

References:
    Dalton, R. J. (2008). The quantity and the quality of party systems. *Comparative Political
    Studies* 41(7): 899-920.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec

from kizuna import __version__
from kizuna.codebook import Codebook, Truth, as_day
from kizuna.errors import InputError
from kizuna.measures.why import row_dict
from kizuna.record import Office, Record, Source, Stance, View
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl

Role = Literal["head", "coalition", "support", "opposition"]
_CLOSENESS: tuple[Role, ...] = ("opposition", "support", "coalition", "head")
_WEIGHTS: dict[str, dict[Role, float]] = {
    "power": {"head": 4.0, "coalition": 2.0, "support": 1.5, "opposition": 1.0},
    "equal": {"head": 1.0, "coalition": 1.0, "support": 1.0, "opposition": 1.0},
    "mild": {"head": 2.0, "coalition": 1.5, "support": 1.25, "opposition": 1.0},
    "steep": {"head": 8.0, "coalition": 4.0, "support": 2.0, "opposition": 1.0},
}
_STEP = 1.0 / 2  # one step of the scale from -2 to 2, on the scale from -1 to 1


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """A holder's newest stance on a question by the date.

    Attributes:
        role: a party's part in government on the date; ``None`` for other holders.
        age_days: days from the stance to the date.
    """

    stance: Stance
    role: Role | None
    age_days: int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question, and where everybody stands on it.

    Attributes:
        about_kind, about: ``partner`` and its code, or ``policy`` and its code.
        label: the question in words.
        contestation: polarization of the parties, 0 to 1; ``None`` with fewer than two parties.
        low, high: its range over weights and one step of coding error.
        parties: parties with a stance.
        against: parties that stand against.
        closest_opponent: the part in government of the mightiest party against.
    """

    about_kind: Literal["partner", "policy"]
    about: str
    label: str
    contestation: float | None
    low: float | None
    high: float | None
    parties: tuple[Position, ...]
    others: tuple[Position, ...]
    polls: tuple[Stance, ...]

    @property
    def against(self) -> list[Position]:
        """Parties that stand against, the mightiest first."""
        found = [p for p in self.parties if p.stance.value < 0]
        return sorted(
            found, key=lambda p: (-_CLOSENESS.index(p.role or "opposition"), p.stance.value)
        )

    @property
    def closest_opponent(self) -> Role | None:
        """The part in government of the mightiest party against."""
        return self.against[0].role if self.against else None


class Debate(msgspec.Struct, frozen=True, kw_only=True):
    """The debate on one side about a partner, as of a date.

    Attributes:
        lapsed: the newest positions of parties that are too old to count, by question and date.
        sources: all that are cited, by id.
    """

    actor: str
    name: str
    partner: str
    partner_name: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    questions: tuple[Question, ...]
    lapsed: tuple[Stance, ...]
    sources: dict[str, Source]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actor": self.actor,
            "about": self.partner,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "questions": [_question_dict(question) for question in self.questions],
            "lapsed": [stance.id for stance in self.lapsed],
            "sources": {key: row_dict(source) for key, source in sorted(self.sources.items())},
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per position and poll."""
        import polars as pl

        flat = [
            {**entry, "question": question["about"], "contestation": question["contestation"]}
            for question in self.to_dict()["questions"]
            for entry in (*question["parties"], *question["others"], *question["polls"])
        ]
        text = ("question", "holder_kind", "holder_name", "role", "date", "check", "source", "id")
        schema: Any = {"value": pl.Float64, "contestation": pl.Float64}
        return pl.DataFrame(
            [
                {name: entry.get(name) for name in (*text, "value", "contestation")}
                for entry in flat
            ],
            schema={**dict.fromkeys(text, pl.String), **schema},
        )


def debate(
    actor: str,
    about: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    max_age: int = 8,
    record: Record | str | None = None,
) -> Debate:
    """The domestic debate on one side about a partner.

    Args:
        actor: code, name or alias of the side whose debate it is.
        about: of the partner it is about.
        as_of: the state of the debate then. Default: today.
        as_known: what the record knew then. Default: now.
        max_age: positions older than so many years (two parliaments by default) no longer count:
            parties change their minds, and some are no more. Polls are shown whatever their age.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor or a date is unknown, or ``max_age`` is not positive.

    Examples:
        >>> import kizuna
        >>> found = kizuna.debate("KOR", "JPN", as_of="2019-12-31")
        >>> found.questions[0].about
        'gsomia_japan'
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        book = view.codebook
        side, partner = book.actor(actor).code, book.actor(about).code
        on = as_day(as_of)
        held = DebatedSide(view, side, partner, max_age)
        questions = held.questions(on)
        cited = {s.source for q in questions for s in _stances(q)}
        return Debate(
            actor=side,
            name=book.actors[side].name,
            partner=partner,
            partner_name=book.actors[partner].name,
            as_of=on,
            as_known=view.known_at,
            record=opened.label,
            questions=tuple(questions),
            lapsed=tuple(held.lapsed(on)),
            sources=view.sources(cited),
        )


class DebatedSide:
    """The stances and governments of one side, read once for many dates.

    Args:
        view: the record as known.
        side: code of the side whose debate it is.
        partner: code of the partner it is about.
        max_age: positions older than so many years no longer count.

    Raises:
        InputError: both are the same, or ``max_age`` is not positive.
    """

    def __init__(self, view: View, side: str, partner: str, max_age: int) -> None:
        if side == partner:
            raise InputError(f"{side} cannot be its own partner")
        if max_age < 1:
            raise InputError(f"max_age is {max_age}: give at least one year")
        self._book = view.codebook
        self._partner = partner
        self._max_age = dt.timedelta(days=round(365.25 * max_age))
        self._stances = cast("list[Stance]", view.stances([side]))
        self._offices = [office for office in view.rows(Office) if office.actor == side]

    def _said(self, on: dt.date) -> list[Stance]:
        return [
            stance
            for stance in self._stances
            if stance.date is not None and stance.date.on_or_before(on) is not Truth.NO
        ]

    def _counts(self, stance: Stance, on: dt.date) -> bool:
        """Whether a stance still counts: a poll always, a position until it is too old."""
        latest = stance.date.latest if stance.date else dt.date.min
        return stance.holder_kind == "public" or latest >= on - self._max_age

    def lapsed(self, on: dt.date) -> list[Stance]:
        """The newest positions of parties where even these are too old to count."""
        newest: dict[tuple[str, str], Stance] = {}
        for group in _by_question(self._said(on), self._partner, self._book).values():
            for stance in sorted(group, key=_when):
                if stance.holder_kind == "party":
                    newest[stance.about, stance.holder_name] = stance
        old = [stance for stance in newest.values() if not self._counts(stance, on)]
        return sorted(old, key=lambda stance: (stance.about, *_when(stance)))

    def questions(self, on: dt.date) -> list[Question]:
        """Every question with a stance by a day, the most contested first."""
        said = [stance for stance in self._said(on) if self._counts(stance, on)]
        found = [
            _question(kind, code, group, self._offices, on, self._book)
            for (kind, code), group in _by_question(said, self._partner, self._book).items()
        ]
        return sorted(found, key=_rank)


def contestation(values: Sequence[float], weights: Sequence[float]) -> float:
    """Polarization of positions from -1 to 1 with positive weights (Dalton 2008); 0 to 1."""
    total = math.fsum(weights)
    mean = math.fsum(w * x for w, x in zip(weights, values, strict=True)) / total
    spread = math.fsum(w * (x - mean) ** 2 for w, x in zip(weights, values, strict=True)) / total
    return min(math.sqrt(spread), 1.0)


def role_of(party: str, offices: Iterable[Office], on: dt.date) -> Role:
    """A party's part in government on a day; the last day of a spell counts no more."""
    held: list[Role] = ["opposition"]
    for office in offices:
        begun = office.start is not None and office.start.earliest <= on
        if office.party == party and begun and (office.end is None or office.end.latest > on):
            held.append(cast("Role", office.role))
    return max(held, key=_CLOSENESS.index)


def _when(stance: Stance) -> tuple[dt.date, str]:
    return stance.date.earliest if stance.date else dt.date.min, stance.id


def _by_question(
    stances: Iterable[Stance], partner: str, book: Codebook
) -> dict[tuple[Literal["partner", "policy"], str], list[Stance]]:
    found: dict[tuple[Literal["partner", "policy"], str], list[Stance]] = defaultdict(list)
    for stance in stances:
        if stance.about_kind == "partner" and stance.about == partner:
            found["partner", partner].append(stance)
        elif stance.about_kind == "policy" and partner in book.policies[stance.about].partners:
            found["policy", stance.about].append(stance)
    return found


def _question(
    kind: Literal["partner", "policy"],
    code: str,
    stances: Sequence[Stance],
    offices: Sequence[Office],
    on: dt.date,
    book: Codebook,
) -> Question:
    newest: dict[tuple[str, str], Stance] = {}
    for stance in sorted(stances, key=_when):
        newest[stance.holder_kind, stance.holder_name] = stance
    positions = [
        Position(
            stance=stance,
            role=role_of(name, offices, on) if holder == "party" else None,
            age_days=(on - stance.date.latest).days if stance.date else 0,
        )
        for (holder, name), stance in newest.items()
        if holder != "public"
    ]
    parties = [p for p in positions if p.stance.holder_kind == "party"]
    index, low, high = _contested(parties)
    label = (
        book.policies[code].label
        if kind == "policy"
        else f"Closer ties with {book.actors[code].name}"
    )
    return Question(
        about_kind=kind,
        about=code,
        label=label,
        contestation=index,
        low=low,
        high=high,
        parties=tuple(sorted(parties, key=lambda p: (-p.stance.value, p.stance.holder_name))),
        others=tuple(p for p in positions if p.stance.holder_kind != "party"),
        polls=tuple(
            sorted(
                (s for s in stances if s.holder_kind == "public"),
                key=lambda s: (s.holder_name, *_when(s)),
            )
        ),
    )


def _contested(parties: Sequence[Position]) -> tuple[float | None, float | None, float | None]:
    """The index, and its range over weights and over one step of coding error for each party."""
    if len(parties) < 2:
        return None, None, None
    values = [p.stance.value / 2 for p in parties]
    roles = [p.role or "opposition" for p in parties]
    found: list[float] = []
    for scheme in _WEIGHTS.values():
        weights = [scheme[role] for role in roles]
        # One party at a time is miscoded by a step: all at once would be no error but a reversal.
        found.append(contestation(values, weights))
        for n, step in itertools.product(range(len(values)), (-_STEP, _STEP)):
            moved = [*values]
            moved[n] = min(max(moved[n] + step, -1.0), 1.0)
            found.append(contestation(moved, weights))
    index = contestation(values, [_WEIGHTS["power"][role] for role in roles])
    return index, min(found), max(found)


def _rank(question: Question) -> tuple[float, str]:
    return -(question.contestation if question.contestation is not None else -1.0), question.about


def _stances(question: Question) -> list[Stance]:
    return [p.stance for p in (*question.parties, *question.others)] + list(question.polls)


def _question_dict(question: Question) -> dict[str, Any]:
    return {
        "about_kind": question.about_kind,
        "about": question.about,
        "label": question.label,
        "contestation": question.contestation,
        "low": question.low,
        "high": question.high,
        "closest_opponent": question.closest_opponent,
        "against": [p.stance.holder_name for p in question.against],
        "parties": [_position_dict(p) for p in question.parties],
        "others": [_position_dict(p) for p in question.others],
        "polls": [{**row_dict(s), "value": s.value, "role": None} for s in question.polls],
    }


def _position_dict(position: Position) -> dict[str, Any]:
    return {
        **row_dict(position.stance),
        "value": position.stance.value,
        "role": position.role,
        "age_days": position.age_days,
    }
