"""How far two sides see the same threats, as of a date and over time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kizuna.codebook import Codebook, as_day
from kizuna.errors import InputError
from kizuna.measures.convergence.result import Convergence, Point, ThreatPair
from kizuna.measures.convergence.similarity import MEASURES
from kizuna.measures.convergence.uncertainty import (
    CODING_ERROR,
    LEVELS,
    draw_truth,
    error_model,
    resample,
)
from kizuna.measures.salience.coded import (
    MAX_AGE,
    Publication,
    Salience,
    age_in_years,
    no_document,
    publications,
    standing,
)
from kizuna.record import Record
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

FEWEST = 3
"""Threats coded on both sides below which no index is given."""

PROMINENT = 2.0
"""Salience from which a threat is shared if both sides hold it so."""

APART = 2.0
"""Difference from which sides diverge: more than the coding error of one side can make."""


class _Sides(NamedTuple):
    """What both sides said by a day, as far as it can be compared."""

    standing: tuple[dict[str, Salience], dict[str, Salience]]
    threats: tuple[str, ...]
    documents: tuple[Ints, Ints]
    coded: tuple[Floats, Floats]


class _Setting(NamedTuple):
    measure: str
    level: float
    coding_error: float
    draws: int
    seed: int
    max_age: float
    margins: tuple[float, ...]


def convergence(
    one: str,
    other: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    measure: str = "bray_curtis",
    level: float = 0.9,
    coding_error: float = CODING_ERROR,
    max_age: float = MAX_AGE,
    draws: int = 2000,
    seed: int = 0,
    course: bool = True,
    record: Record | str | None = None,
) -> Convergence:
    """How far two sides see the same threats.

    Args:
        one: code, name or alias of one side.
        other: of the other side.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        measure: a name of :data:`~kizuna.measures.convergence.similarity.MEASURES`.
        level: probability that the interval is to hold, 0 to 1 (exclusive).
        coding_error: probability that a coding is one step off, 0 to 1 (exclusive).
        max_age: years after which a value does not enter any more.
        draws: draws of the interval.
        seed: of the draws; the same call gives the same interval on every machine.
        course: also give the index at the end of each year.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor, measure or date is unknown; a side has no document by then; or
            fewer than three threats were coded on both sides. Says what is missing.

    Examples:
        >>> import kizuna
        >>> kizuna.convergence("JPN", "IND", as_of="2017").of("divergent")
        ['dprk_missile_nuclear']
    """
    _check_options(measure, level, coding_error, draws)
    with borrow(record) as opened:
        view = opened.view(as_known)
        book, on = view.codebook, as_day(as_of)
        # The order of the sides must not change the draws.
        given = (book.actor(one).code, book.actor(other).code)
        if given[0] == given[1]:
            raise InputError(f"{given[0]} cannot be compared with itself")
        everyone = publications(view)
        setting = _Setting(
            measure, level, coding_error, draws, seed, max_age, _margins(everyone.values())
        )
        published = (everyone.get(given[0], []), everyone.get(given[1], []))
        sides = _sides(published, on, max_age)
        _check_sides(book, given, published, sides, on)
        point, truths = _point(given, sides, on, setting)
        threats = _pairs(sides, truths)
        cited = {
            row.source for p in threats for s in (p.one, p.other) if s is not None for row in s.rows
        }
        return Convergence(
            one=given[0],
            other=given[1],
            as_of=on,
            as_known=view.known_at,
            record=opened.label,
            measure=measure,
            level=level,
            coding_error=coding_error,
            draws=draws,
            seed=seed,
            max_age=max_age,
            point=point,
            by_chance=_by_chance(sides, setting),
            others={name: float(f(*sides.coded)) for name, f in MEASURES.items()},
            threats=tuple(threats),
            course=tuple(_course(given, published, on, setting)) if course else (),
            sources=view.sources(cited),
        )


def _check_options(measure: str, level: float, coding_error: float, draws: int) -> None:
    if measure not in MEASURES:
        raise InputError(f"unknown measure {measure[:40]!r}; known: {', '.join(MEASURES)}")
    for name, value in (("level", level), ("coding_error", coding_error)):
        if not 0.0 < value < 1.0:
            raise InputError(f"{name} = {value} is not between 0 and 1")
    if not 100 <= draws <= 1_000_000:
        raise InputError(f"draws = {draws} is not between 100 and 1,000,000")


def _check_sides(
    book: Codebook,
    given: tuple[str, str],
    published: tuple[list[Publication], list[Publication]],
    sides: _Sides,
    on: dt.date,
) -> None:
    missing = []
    for code, said, documents in zip(given, sides.standing, published, strict=True):
        if not said and documents and age_in_years(documents[0].date, on) > 0:
            missing.append(
                f"all documents of {book.actors[code].name} ({code}) are too old by {on}"
            )
        elif not said:
            missing.append(no_document(book, code, documents, on))
    if missing:
        told = "; and ".join(missing)
        raise InputError(f"{given[0]} and {given[1]} cannot be compared: {told}")
    if len(sides.threats) < FEWEST:
        only = [", ".join(sorted(said)) for said in sides.standing]
        raise InputError(
            f"{given[0]} and {given[1]} cannot be compared as of {on}: {len(sides.threats)} of "
            f"their threats are coded on both sides, {FEWEST} are needed; {given[0]} was coded "
            f"for {only[0]}; {given[1]} for {only[1]}"
        )


def _margins(everyone: Iterable[Sequence[Publication]]) -> tuple[float, ...]:
    """Shares of the codings of the whole record at 0 to 3; none is zero."""
    counts = [1] * LEVELS
    for published in everyone:
        for publication in published:
            for value in publication.values.values():
                counts[_level(value)] += 1
    return tuple(count / sum(counts) for count in counts)


def _level(value: float) -> int:
    return min(max(int(value + 0.5), 0), LEVELS - 1)


def _sides(
    published: tuple[list[Publication], list[Publication]], on: dt.date, max_age: float
) -> _Sides:
    import numpy as np

    said = tuple(
        {s.threat: s for s in standing(p, on, max_age=max_age) if not s.stale} for p in published
    )
    threats = tuple(sorted(said[0].keys() & said[1].keys()))
    documents = tuple(_documents(side, threats, on, max_age) for side in published)
    coded = tuple(np.array([side[t].value for t in threats], dtype=np.float64) for side in said)
    return _Sides((said[0], said[1]), threats, (documents[0], documents[1]), (coded[0], coded[1]))


def _documents(
    published: Sequence[Publication], threats: Sequence[str], on: dt.date, max_age: float
) -> Ints:
    """Coded values by document, oldest first, and threat; -1 where it was not coded."""
    import numpy as np

    recent = [p for p in published if p.date.earliest <= on and age_in_years(p.date, on) <= max_age]
    table = np.full((len(recent), len(threats)), -1, dtype=np.int64)
    for row, publication in enumerate(recent):
        for column, threat in enumerate(threats):
            if threat in publication.values:
                table[row, column] = _level(publication.values[threat])
    return table


def _point(
    given: tuple[str, str], sides: _Sides, on: dt.date, setting: _Setting
) -> tuple[Point, tuple[Floats, Floats]]:
    """The index and its interval, and the true values drawn for both sides."""
    import numpy as np

    first, second = (0, 1) if given[0] < given[1] else (1, 0)
    name = f"{given[first]}|{given[second]}|{on.isoformat()}|{setting.seed}"
    rng = np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))
    drawn = [resample(sides.documents[i], setting.draws, rng) for i in (first, second)]
    model = error_model(setting.margins, setting.coding_error)
    truths = draw_truth(drawn[0], drawn[1], model, rng)
    function = MEASURES[setting.measure]
    index = float(function(*sides.coded))
    tail = (1.0 - setting.level) / 2.0
    low, middle, high = np.quantile(function(*truths), [tail, 0.5, 1.0 - tail])
    point = Point(
        on=on,
        index=index,
        low=min(float(low), index),
        high=max(float(high), index),
        corrected=float(middle),
        n_threats=len(sides.threats),
    )
    return point, (truths[first], truths[second])


def _by_chance(sides: _Sides, setting: _Setting) -> float:
    """Mean of the measure over random deals of the other side's values."""
    import numpy as np

    rng = np.random.default_rng(setting.seed)
    low, high = sorted(sides.coded, key=lambda values: tuple(values))
    dealt = rng.permuted(np.broadcast_to(high, (2000, len(high))), axis=1)
    return float(MEASURES[setting.measure](np.broadcast_to(low, dealt.shape), dealt).mean())


def _pairs(sides: _Sides, truths: tuple[Floats, Floats]) -> list[ThreatPair]:
    import numpy as np

    one, other = sides.standing
    found = []
    for place, threat in enumerate(sides.threats):
        a, b = truths[0][:, place], truths[1][:, place]
        shared = (np.minimum(a, b) >= PROMINENT) & (np.abs(a - b) < APART)
        divergent = np.abs(a - b) >= APART
        verdict = _verdict(one[threat].value, other[threat].value)
        holds = {"shared": shared, "divergent": divergent}.get(verdict, ~shared & ~divergent)
        found.append(
            ThreatPair(
                threat=threat,
                one=one[threat],
                other=other[threat],
                verdict=verdict,
                probability=float(holds.mean()),
            )
        )
    for threat in sorted(one.keys() ^ other.keys()):
        found.append(
            ThreatPair(
                threat=threat,
                one=one.get(threat),
                other=other.get(threat),
                verdict="one_sided",
                probability=None,
            )
        )
    order = ("shared", "divergent", "close", "one_sided")
    return sorted(found, key=lambda p: (order.index(p.verdict), -_weight(p), p.threat))


def _verdict(one: float, other: float) -> str:
    if abs(one - other) >= APART:
        return "divergent"
    return "shared" if min(one, other) >= PROMINENT else "close"


def _weight(pair: ThreatPair) -> float:
    return sum(side.value for side in (pair.one, pair.other) if side is not None)


def _course(
    given: tuple[str, str],
    published: tuple[list[Publication], list[Publication]],
    until: dt.date,
    setting: _Setting,
) -> list[Point]:
    years: Sequence[int] = [p.date.year for side in published for p in side]
    days = [dt.date(year, 12, 31) for year in range(min(years), until.year)]
    points = []
    for day in (*days, until):
        sides = _sides(published, day, setting.max_age)
        if len(sides.threats) >= FEWEST:
            points.append(_point(given, sides, day, setting)[0])
    return points
