"""Questions that readers put to a fit: how deep is a partnership, which is deepest, who passed whom.

The answers rest on draws of depth that belong together: a probability that one partnership is
deeper than another is the share of draws in which it is, so that what both have in common (the
items) does not count as doubt twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from kizuna.codebook import Codebook
from kizuna.errors import InputError
from kizuna.measures.depth.dates import beyond, day_of, newest, until
from kizuna.measures.depth.indicators import MISSING, Indicators
from kizuna.measures.depth.outlook import (
    Change,
    Crossing,
    Curve,
    Origin,
    Place,
    Point,
    Ranking,
    Share,
    SideBySide,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


class Fitted(Protocol):
    """What is needed of a fit."""

    @property
    def indicators(self) -> Indicators:
        """The data."""
        ...

    @property
    def origin(self) -> Origin:
        """Where its numbers come from."""
        ...

    @property
    def draws(self) -> Floats:
        """Draws of depth, shape (draws, rows of the data)."""
        ...

    def points(self, rows: slice) -> list[Point]:
        """Summaries of some rows."""
        ...

    def weights(self, unit: str, time: int) -> Mapping[str, float]:
        """Each item's share of the change of depth of a unit in a year."""
        ...

    def shares(self, unit: str, time: int) -> Mapping[str, float]:
        """Each item's share of the depth of a unit in a year."""
        ...


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What the codes of a fit mean to a reader.

    Attributes:
        book: for the names of actors.
        categories: labels of each item's categories, lowest first.
        closing: the day of which the newest year tells.
        notes: what else every output says.
    """

    book: Codebook
    categories: Mapping[str, Sequence[str]]
    closing: dt.date
    notes: tuple[str, ...] = ()


def unit_of(data: Indicators, one: str, other: str, book: Codebook) -> str:
    """The unit that is this pair, in whichever order.

    Args:
        data: the indicators.
        one: code, name or alias of one side.
        other: of the other side.
        book: the codebook.

    Raises:
        InputError: an actor is unknown, both are the same, or the pair is not in the data.
    """
    first, second = book.actor(one).code, book.actor(other).code
    if first == second:
        raise InputError(f"{first} cannot be its own partner")
    unit = "-".join(sorted((first, second)))
    if unit in data.units:
        return unit
    partners = [partner for code in (first, second) for partner in partners_of(data, code)]
    known = f"it has pairs of {first} or {second}" if partners else f"it has neither {first} nor"
    hint = (
        f"{known} with {', '.join(list(dict.fromkeys(partners))[:12])}"
        if partners
        else f"{known} {second}"
    )
    raise InputError(f"the set {data.label} has no pair {unit}: {hint}")


def partners_of(data: Indicators, actor: str) -> list[str]:
    """Those with whom an actor forms a unit of the data."""
    pairs = [unit.split("-") for unit in data.units]
    return [
        two if one == actor else one
        for one, two in (pair for pair in pairs if len(pair) == 2)
        if actor in (one, two)
    ]


def curve(fitted: Fitted, unit: str, words: Words, *, as_of: str | dt.date | None = None) -> Curve:
    """Depth of one unit over the years, and the indicators that changed.

    Args:
        fitted: the fit.
        unit: name of the unit.
        words: what the codes mean.
        as_of: the date in the world; by default the newest.

    Raises:
        InputError: the unit is unknown, or has no year by then.
    """
    data = fitted.indicators
    on = day_of(data, words.closing, as_of)
    rows = until(data, data.rows_of(unit), words.closing, on)
    return Curve(
        unit=unit,
        title=_title(unit, words.book),
        as_of=on,
        points=tuple(fitted.points(rows)),
        changes=tuple(_changes(fitted, unit, rows, words)),
        rests_on=tuple(_shares(fitted, unit, rows.stop - 1, words)),
        fit=fitted.origin,
        notes=(*words.notes, *beyond(data, words.closing, on)),
    )


def ranking(
    fitted: Fitted, actor: str, words: Words, *, as_of: str | dt.date | None = None
) -> Ranking:
    """An actor's partnerships, the deepest first, with how sure their order is.

    Args:
        fitted: the fit.
        actor: code, name or alias.
        words: what the codes mean.
        as_of: the date in the world; by default the newest.

    Raises:
        InputError: the actor is unknown, or has no partnership in the data by then.
    """
    import numpy as np

    data, focal = fitted.indicators, words.book.actor(actor)
    rows, partners = {}, []
    on = day_of(data, words.closing, as_of)
    last = newest(data, words.closing, on)
    for partner in partners_of(data, focal.code):
        unit = "-".join(sorted((focal.code, partner)))
        block = data.rows_of(unit)
        # A set without years has one row for each unit, whatever stands for its year.
        at = np.flatnonzero((data.time[block] == last) | (not data.dynamic))
        if len(at):
            rows[partner] = block.start + int(at[0])
            partners.append(partner)
    if not any("-" in unit for unit in data.units):
        raise InputError(
            f"the units of the set {data.label} are no pairs, but such as {data.units[0]}: "
            "kizuna depth show UNIT tells of one, kizuna depth show --format csv of all"
        )
    if not partners:
        raise InputError(
            f"the set {data.label} has no partnership of {focal.code} in {last}: it has "
            f"{len(data.units):,} units from {data.time.min()} to {data.time.max()}"
        )
    draws = fitted.draws[:, [rows[partner] for partner in partners]]
    points = [fitted.points(slice(rows[p], rows[p] + 1))[0] for p in partners]
    order = sorted(range(len(partners)), key=lambda i: -points[i].mean)
    # Place of each partner in each draw, 1 for the deepest.
    place = (-draws).argsort(axis=1).argsort(axis=1) + 1
    places = []
    for number, i in enumerate(order):
        after = order[number + 1] if number + 1 < len(order) else None
        low, high = np.quantile(place[:, i], [0.05, 0.95], method="inverted_cdf")
        places.append(
            Place(
                rank=number + 1,
                partner=partners[i],
                name=words.book.actors[partners[i]].name,
                unit="-".join(sorted((focal.code, partners[i]))),
                point=points[i],
                deeper_than_next=None if after is None else _share(draws[:, i], draws[:, after]),
                rank_low=int(low),
                rank_high=int(high),
            )
        )
    return Ranking(
        actor=focal.code,
        name=focal.name,
        as_of=on,
        time=last,
        places=tuple(places),
        fit=fitted.origin,
        notes=(*words.notes, *beyond(data, words.closing, on)),
    )


def side_by_side(
    fitted: Fitted,
    actor: str,
    partners: Sequence[str],
    words: Words,
    *,
    as_of: str | dt.date | None = None,
) -> SideBySide:
    """Several partnerships of one actor over the years, and when one passed another.

    Args:
        fitted: the fit.
        actor: code, name or alias of the actor that they share.
        partners: of the others, at least two.
        words: what the codes mean.
        as_of: the date in the world; by default the newest.

    Raises:
        InputError: fewer than two partners, or a pair that is not in the data.
    """
    data, book = fitted.indicators, words.book
    focal = book.actor(actor).code
    others = list(dict.fromkeys(book.actor(partner).code for partner in partners))
    if len(others) < 2:
        raise InputError("a comparison needs an actor and at least two of its partners")
    rows: dict[str, slice] = {}
    on = day_of(data, words.closing, as_of)
    for other in others:
        unit = unit_of(data, focal, other, book)
        rows[other] = until(data, data.rows_of(unit), words.closing, on)
    now = {other: fitted.draws[:, rows[other].stop - 1] for other in others}
    return SideBySide(
        actor=focal,
        names={code: book.actors[code].name for code in (focal, *others)},
        as_of=on,
        curves={other: tuple(fitted.points(rows[other])) for other in others},
        deeper={
            one: {two: _share(now[one], now[two]) for two in others if two != one} for one in others
        },
        crossings=tuple(_crossings(fitted, rows)) if data.dynamic else (),
        fit=fitted.origin,
        notes=(*words.notes, *beyond(data, words.closing, on)),
    )


def _changes(fitted: Fitted, unit: str, rows: slice, words: Words) -> list[Change]:
    """Indicators that changed; of a unit without years, all that were observed."""
    import numpy as np

    data = fitted.indicators
    codes, times = data.codes[rows], data.time[rows]
    if not data.dynamic:
        codes = np.concatenate([np.full_like(codes, MISSING), codes])
        times = np.concatenate([times, times])
    found = []
    for place in range(1, len(times)):
        before, after = codes[place - 1], codes[place]
        moved = [i for i in range(len(data.items)) if before[i] != after[i]]
        weights = fitted.weights(unit, int(times[place])) if moved else {}
        for i in moved:
            item = data.items[i]
            labels = words.categories.get(item.code, ())
            found.append(
                Change(
                    time=int(times[place]),
                    item=item.code,
                    label=item.label,
                    before=_word(int(before[i]), labels),
                    after=_word(int(after[i]), labels),
                    weight=weights.get(item.code),
                )
            )
    return found


def _shares(fitted: Fitted, unit: str, row: int, words: Words) -> list[Share]:
    """What the depth of a row owes to each item, the largest first."""
    data = fitted.indicators
    shares = fitted.shares(unit, int(data.time[row]))
    found = [
        Share(
            item=item.code,
            label=item.label,
            now=_word(int(code), words.categories.get(item.code, ())),
            weight=shares[item.code],
        )
        for item, code in zip(data.items, data.codes[row], strict=True)
        if item.code in shares
    ]
    return sorted(found, key=lambda share: -abs(share.weight))


def _word(code: int, labels: Sequence[str]) -> str:
    if code == MISSING:
        return ""
    return labels[code] if code < len(labels) else str(code)


def _crossings(fitted: Fitted, rows: Mapping[str, slice]) -> list[Crossing]:
    """Years in which the mean of one partnership rose above that of another."""
    at: dict[str, dict[int, int]] = {}
    mean: dict[str, dict[int, float]] = {}
    for other, block in rows.items():
        points = fitted.points(block)
        at[other] = {
            p.time: row for p, row in zip(points, range(block.start, block.stop), strict=True)
        }
        mean[other] = {point.time: point.mean for point in points}
    found = []
    for one, two in permutations(rows, 2):
        shared = sorted(set(at[one]) & set(at[two]))
        lead = [mean[one][year] - mean[two][year] for year in shared]
        for place in range(1, len(shared)):
            if lead[place] > 0 >= lead[place - 1]:
                year = shared[place]
                draws = (fitted.draws[:, at[other][year]] for other in (one, two))
                found.append(
                    Crossing(
                        time=year,
                        partner=one,
                        passed=two,
                        probability=_share(*draws),
                        lasting=min(lead[place:]) >= 0,
                    )
                )
    return sorted(found, key=lambda crossing: (crossing.time, crossing.partner))


def _share(one: Floats, two: Floats) -> float:
    """Share of draws in which one is deeper; equal draws count half."""
    return float((one > two).mean() + 0.5 * (one == two).mean())


def _title(unit: str, book: Codebook) -> str:
    names = [book.actors[code].name for code in unit.split("-") if code in book.actors]
    return "–".join(names) if len(names) == 2 else unit
