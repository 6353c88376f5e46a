"""What a comparison of two sides' threat perceptions gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna import __version__
from kizuna.measures.salience.coded import Salience, salience_dict
from kizuna.record import Source

if TYPE_CHECKING:
    import polars as pl


class ThreatPair(msgspec.Struct, frozen=True, kw_only=True):
    """One threat on both sides.

    Attributes:
        one, other: what either side says; ``None`` where it was not coded or is stale.
        verdict: ``shared`` (both prominent or more, at most a step apart), ``divergent`` (two
            steps or more apart), ``close`` (anything else that both were coded for), ``one_sided``.
        probability: that the verdict holds of the true values; ``None`` where one-sided.
    """

    threat: str
    one: Salience | None
    other: Salience | None
    verdict: str
    probability: float | None


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """The index on one day, with the interval that holds the true one."""

    on: dt.date
    index: float
    low: float
    high: float
    corrected: float
    n_threats: int


class Convergence(msgspec.Struct, frozen=True, kw_only=True):
    """Convergence of the threat perceptions of two sides.

    Attributes:
        point: the index on the day; ``index`` is the measure of the coded values, ``low`` and
            ``high`` bound the measure of the true ones, ``corrected`` is its median.
        by_chance: the index if either side's values were dealt at random among the threats.
        others: all measures of the coded values, by name.
        threats: shared first, then divergent, close and one-sided.
        course: the index at the end of each year since it can be given.
    """

    one: str
    other: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    measure: str
    level: float
    coding_error: float
    draws: int
    seed: int
    max_age: float
    point: Point
    by_chance: float
    others: Mapping[str, float]
    threats: tuple[ThreatPair, ...]
    course: tuple[Point, ...]
    sources: Mapping[str, Source]

    def of(self, verdict: str) -> list[str]:
        """Codes of the threats with this verdict."""
        return [pair.threat for pair in self.threats if pair.verdict == verdict]

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form: see the reference of ``kizuna convergence --format json``."""
        return {
            "actors": [self.one, self.other],
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "measure": self.measure,
            "index": self.point.index,
            "low": self.point.low,
            "high": self.point.high,
            "level": self.level,
            "corrected": self.point.corrected,
            "by_chance": self.by_chance,
            "n_threats": self.point.n_threats,
            "shared": self.of("shared"),
            "divergent": self.of("divergent"),
            "close": self.of("close"),
            "one_sided": self.of("one_sided"),
            "measures": dict(self.others),
            "threats": [_pair_dict(pair, self.sources) for pair in self.threats],
            "course": [_point_dict(point) for point in self.course],
            "coding_error": self.coding_error,
            "max_age": self.max_age,
            "draws": self.draws,
            "seed": self.seed,
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per threat with both sides' values, dates and the verdict."""
        import polars as pl

        flat = [
            {
                "threat": pair.threat,
                "verdict": pair.verdict,
                "probability": pair.probability,
                self.one: pair.one.value if pair.one else None,
                f"{self.one}_date": pair.one.date.text if pair.one else None,
                self.other: pair.other.value if pair.other else None,
                f"{self.other}_date": pair.other.date.text if pair.other else None,
            }
            for pair in self.threats
        ]
        numbers = ("probability", self.one, self.other)
        names = ["threat", "verdict", "probability", self.one, f"{self.one}_date"]
        names += [self.other, f"{self.other}_date"]
        return pl.DataFrame(
            flat, schema={n: pl.Float64 if n in numbers else pl.String for n in names}
        )

    def course_to_polars(self) -> pl.DataFrame:
        """One row per year of the course."""
        import polars as pl

        schema = {"date": pl.String, "n_threats": pl.Int64}
        schema |= dict.fromkeys(("index", "low", "high", "corrected"), pl.Float64)
        return pl.DataFrame([_point_dict(point) for point in self.course], schema=schema)


def _pair_dict(pair: ThreatPair, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "threat": pair.threat,
        "verdict": pair.verdict,
        "probability": pair.probability,
        "sides": [
            salience_dict(side, sources) if side is not None else None
            for side in (pair.one, pair.other)
        ],
    }


def _point_dict(point: Point) -> dict[str, Any]:
    return {
        "date": point.on.isoformat(),
        "index": point.index,
        "low": point.low,
        "high": point.high,
        "corrected": point.corrected,
        "n_threats": point.n_threats,
    }
