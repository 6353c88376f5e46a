"""What a fit says of one partnership, of an actor's partnerships in order, and side by side.

Depth at a date is that of the last year-end by then: what a year brought is part of it only from
31 December on, or from the day of the record's last revision.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna import __version__

if TYPE_CHECKING:
    import polars as pl


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where the numbers come from: which data, fitted how, and whether the fit can be trusted.

    Attributes:
        set: code of the set of indicators.
        data_hash: of the indicators, SHA-256.
        revision: of the record; empty for other data.
        software: version of Kizuna that fitted.
        preview: a quick approximation, not the posterior.
        chains, draws: of the sampler, draws of each chain.
        rhat: the largest potential scale reduction; ``None`` for a preview.
        ess: the least effective sample size; ``None`` for a preview.
        divergences: of the sampler.
        faults: what speaks against trusting the fit, a sentence each.
        doubts: which data the fitted model would not make, a sentence each.
    """

    set: str
    data_hash: str
    revision: str
    software: str
    preview: bool
    chains: int
    draws: int
    rhat: float | None
    ess: float | None
    divergences: int
    faults: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What every output of its numbers has to say first; empty for a sound posterior."""
        preview = (
            ("Preview: a quick approximation, not the posterior; intervals are rough.",)
            if self.preview
            else ()
        )
        return (*preview, *self.faults, *self.doubts)

    @property
    def line(self) -> str:
        """One line for the foot of an output."""
        record = f" of record revision {self.revision}" if self.revision else ""
        how = (
            "preview"
            if self.preview
            else f"{self.chains} chain{'s' if self.chains > 1 else ''} of {self.draws} draws, {self._mixed}, "
            f"{self.divergences} divergences"
        )
        return (
            f"Set {self.set}{record}, data {self.data_hash[:12]}; {how}. Fitted with Kizuna "
            f"{self.software}."
        )

    @property
    def _mixed(self) -> str:
        """How well the chains mixed; one chain has no R-hat."""
        rhat = "no R-hat" if self.rhat is None else f"R-hat at most {self.rhat:.3f}"
        ess = "" if self.ess is None else f", effective draws at least {self.ess:.0f}"
        return rhat + ess

    def to_dict(self) -> dict[str, Any]:
        """The part of a machine form that says where its numbers come from."""
        return {"fit": msgspec.to_builtins(self), "warnings": list(self.warnings)} | {
            "kizuna": __version__
        }


class Point(msgspec.Struct, frozen=True):
    """Depth of a unit at the end of a year: mean, deviation and 90% interval of the posterior."""

    time: int
    mean: float
    sd: float
    q05: float
    q95: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator that took another category than the year before.

    Attributes:
        time: the year at whose end it was first seen.
        item: its code.
        before, after: labels of the categories; empty where it was missing.
        weight: the item's share of the change of depth in that year; ``None`` where that was not
            asked for.
    """

    time: int
    item: str
    label: str
    before: str
    after: str
    weight: float | None = None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What depth owes to one indicator: its whole series, with its presence or absence.

    Attributes:
        item: its code.
        now: label of its category in that year; empty where it is missing.
        weight: its share. All shares add up to depth less its mean before anything was seen, with
            the parameters of the items at their posterior mean.
    """

    item: str
    label: str
    now: str
    weight: float


def _day(on: dt.date | None) -> str | None:
    """A date for a machine form; nothing for a set without years."""
    return None if on is None else on.isoformat()


def dated(on: dt.date | None) -> str:
    """What a title says of the date: nothing of a set without years."""
    return "" if on is None else f" as of {on}"


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """Depth of one partnership over the years, what moved it, and what its newest year rests on."""

    unit: str
    title: str
    as_of: dt.date | None
    points: tuple[Point, ...]
    changes: tuple[Change, ...]
    rests_on: tuple[Share, ...]
    fit: Origin
    notes: tuple[str, ...]

    @property
    def last(self) -> Point:
        """The newest point."""
        return self.points[-1]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "unit": self.unit,
            "title": self.title,
            "as_of": _day(self.as_of),
            **self.fit.to_dict(),
            "points": [msgspec.structs.asdict(point) for point in self.points],
            "changes": [msgspec.structs.asdict(change) for change in self.changes],
            "rests_on": [msgspec.structs.asdict(share) for share in self.rests_on],
        }

    def to_polars(self) -> pl.DataFrame:
        """A row per year, in the stable columns of a fit."""
        import polars as pl

        rows = [{"unit": self.unit, **msgspec.structs.asdict(point)} for point in self.points]
        return pl.DataFrame(rows)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A partner's place among an actor's partnerships.

    Attributes:
        rank: 1 for the deepest, by the mean.
        point: its depth.
        deeper_than_next: probability that it is deeper than the next in rank; ``None`` for the
            last.
        rank_low, rank_high: 90% interval of its rank, the best place first.
    """

    rank: int
    partner: str
    name: str
    unit: str
    point: Point
    deeper_than_next: float | None
    rank_low: int
    rank_high: int


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """An actor's partnerships, the deepest first, with how sure their order is."""

    actor: str
    name: str
    as_of: dt.date | None
    time: int
    places: tuple[Place, ...]
    fit: Origin
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actor": self.actor,
            "as_of": _day(self.as_of),
            "time": self.time,
            **self.fit.to_dict(),
            "partners": self.to_polars().to_dicts(),
        }

    def to_polars(self) -> pl.DataFrame:
        """A row per partner."""
        import polars as pl

        return pl.DataFrame(
            {
                "rank": place.rank,
                "partner": place.partner,
                "name": place.name,
                **msgspec.structs.asdict(place.point),
                "deeper_than_next": place.deeper_than_next,
                "rank_q05": place.rank_low,
                "rank_q95": place.rank_high,
            }
            for place in self.places
        )


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """The year at whose end one partnership was first deeper than another, by the mean.

    Attributes:
        probability: that it was deeper, at the end of that year.
        lasting: whether it has been so in every year since.
    """

    time: int
    partner: str
    passed: str
    probability: float
    lasting: bool


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """Several partnerships of one actor over the years.

    Attributes:
        curves: points by partner.
        deeper: for each partner, the probability that it is deeper than each other one now.
        crossings: in the order of the years.
    """

    actor: str
    names: dict[str, str]
    as_of: dt.date | None
    curves: dict[str, tuple[Point, ...]]
    deeper: dict[str, dict[str, float]]
    crossings: tuple[Crossing, ...]
    fit: Origin
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actor": self.actor,
            "as_of": _day(self.as_of),
            **self.fit.to_dict(),
            "partners": [
                {
                    "partner": partner,
                    "name": self.names[partner],
                    "points": [msgspec.structs.asdict(point) for point in points],
                    "deeper_than": self.deeper[partner],
                }
                for partner, points in self.curves.items()
            ],
            "crossings": [msgspec.structs.asdict(crossing) for crossing in self.crossings],
        }

    def to_polars(self) -> pl.DataFrame:
        """A row per partner and year."""
        import polars as pl

        return pl.DataFrame(
            {"partner": partner, **msgspec.structs.asdict(point)}
            for partner, points in self.curves.items()
            for point in points
        )
