"""A domestic debate over time: who stood where at the end of each year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kizuna import __version__
from kizuna.codebook import as_day
from kizuna.errors import InputError
from kizuna.measures.debate import DebatedSide, Question
from kizuna.record import Record
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl


class Stage(NamedTuple):
    """A question of the debate on a day."""

    on: dt.date
    question: Question


class DebateCourse(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of a debate at the end of each year and on the last day.

    Attributes:
        max_age: years after which a position no longer counts.
        stages: by day, then by contestation; days without any question are left out.
    """

    actor: str
    name: str
    partner: str
    partner_name: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    max_age: int
    stages: tuple[Stage, ...]

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form."""
        return {
            "actor": self.actor,
            "about": self.partner,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "max_age": self.max_age,
            "course": [_stage_dict(stage) for stage in self.stages],
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per day and question."""
        import polars as pl

        schema: Any = {"date": str, "question": str}
        schema |= dict.fromkeys(("contestation", "low", "high"), float)
        schema |= {"parties": int, "against": int, "closest_opponent": str}
        return pl.DataFrame([_stage_dict(stage) for stage in self.stages], schema=schema)


def debate_course(
    actor: str,
    about: str,
    *,
    first: int,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    max_age: int = 8,
    record: Record | str | None = None,
) -> DebateCourse:
    """The questions of a debate at the end of each year, and on the day ``as_of``.

    Args:
        actor: code, name or alias of the side whose debate it is.
        about: of the partner it is about.
        first: the first calendar year.
        as_of: the last day. Default: today.
        as_known: what the record knew then. Default: now.
        max_age: as in :func:`kizuna.measures.debate.debate`.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor or a date is unknown, both are the same, or the first year lies
            after ``as_of``.

    Examples:
        >>> found = debate_course("KOR", "JPN", first=2019, as_of="2019-11-30")
        >>> [stage.on.isoformat() for stage in found.stages][-1]
        '2019-11-30'
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        book, last = view.codebook, as_day(as_of)
        if not 1 <= first <= last.year:
            raise InputError(f"the course cannot start in {first}: it ends on {last}")
        side, partner = book.actor(actor).code, book.actor(about).code
        held = DebatedSide(view, side, partner, max_age)
        days = [dt.date(year, 12, 31) for year in range(first, last.year)] + [last]
        return DebateCourse(
            actor=side,
            name=book.actors[side].name,
            partner=partner,
            partner_name=book.actors[partner].name,
            as_of=last,
            as_known=view.known_at,
            record=opened.label,
            max_age=max_age,
            stages=tuple(Stage(day, question) for day in days for question in held.questions(day)),
        )


def _stage_dict(stage: Stage) -> dict[str, Any]:
    question = stage.question
    return {
        "date": stage.on.isoformat(),
        "question": question.about,
        "contestation": question.contestation,
        "low": question.low,
        "high": question.high,
        "parties": len(question.parties),
        "against": len(question.against),
        "closest_opponent": question.closest_opponent,
    }
