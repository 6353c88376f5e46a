"""Histories of responses, laid out so that many units move through the years side by side.

Units that answered alike in every year have one history with their number as its weight, and a
response pattern that occurs many times is one row of a table. Missing years within a history are
years without any response. Histories are sorted by length and cut into segments of years, so that
little is computed for units that have left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import jax
    import numpy as np
    from numpy.typing import NDArray

    from kizuna.measures.depth.indicators import Indicators
    from kizuna.measures.depth.model import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

WASTE = 1.2
"""How much larger than its last year a segment may be."""
SMALL = 1000
"""Histories up to which one segment is compiled rather than several."""


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Distinct histories, longest first.

    Attributes:
        patterns: distinct rows of responses, shape (P, items); the last one is all missing. A
            response is a category or, of a sticky item, a category after another.
        years: pattern by history and year since entry, shape (H, longest); the empty pattern
            where a year is missing or the unit has left.
        length: years from entry to exit, shape (H,).
        weight: units with this history, shape (H,).
        entry: class of covariates by history, shape (H,).
        covariates: the classes, shape (Q, p).
        of_unit: history of each unit, shape (units,).
        counts: what a response of each item counts, shape (items,).
    """

    patterns: NDArray[np.int16]
    years: NDArray[np.int32]
    length: Ints
    weight: Floats
    entry: NDArray[np.int32]
    covariates: Floats
    of_unit: Ints
    counts: Floats

    @property
    def rows(self) -> int:
        """Years of all distinct histories."""
        return int(self.length.sum())


class Segment(NamedTuple):
    """Some years of the histories that are still there in the first of them.

    Attributes:
        pattern: shape (years, histories), int32.
        weight: 0 where a history has ended, shape (years, histories).
    """

    pattern: jax.Array
    weight: jax.Array


class Batch(NamedTuple):
    """Histories as arrays for the forward and backward passes.

    Attributes:
        hot: what each response counts that a pattern holds, shape (P, responses in all).
        segments: in order of years.
        entry: class of covariates by history, shape (H,).
    """

    hot: jax.Array
    segments: tuple[Segment, ...]
    entry: jax.Array


def responses_of(data: Indicators, rows: slice = slice(None)) -> NDArray[np.int16]:
    """What each item showed, as the model counts it, -1 where missing; shape (rows, items).

    A category counts as itself. Where the item is sticky and its category of the year before is
    known, it counts as itself plus ``categories`` times one more than that.

    Args:
        data: the table.
        rows: only these; they begin with the first of a unit.
    """
    import numpy as np

    codes = data.codes[rows].astype(np.int16)
    unit, time = data.unit[rows], data.time[rows]
    before = np.full_like(codes, -1)
    before[1:] = codes[:-1]
    before[1:][(np.diff(unit) != 0) | (np.diff(time) != 1)] = -1
    before[:, [not item.sticky for item in data.items]] = -1
    categories = np.array([item.categories for item in data.items], dtype=np.int16)
    return np.where(codes >= 0, codes + categories * (before + 1), codes).astype(np.int16)


def histories_of(data: Indicators, *, collapse: bool = True) -> Histories:
    """Collapse a table of indicators into histories.

    Args:
        data: the table.
        collapse: give units with equal histories one history; otherwise each unit its own.
    """
    import numpy as np

    units = len(data.units)
    empty = np.full((1, len(data.items)), -1, dtype=np.int16)
    patterns, pattern = _distinct(np.concatenate([responses_of(data), empty]))
    null = int(pattern[-1])
    first = np.searchsorted(data.unit, np.arange(units))
    since = data.time - data.time[first][data.unit]
    length = np.zeros(units, dtype=np.int64)
    np.maximum.at(length, data.unit, since + 1)
    years = np.full((units, int(length.max())), null, dtype=np.int32)
    years[data.unit, since] = pattern[:-1]
    covariates, entry = np.zeros((1, 0)), np.zeros(units, dtype=np.int32)
    if data.covariates is not None:
        covariates, classes = np.unique(data.covariates, axis=0, return_inverse=True)
        entry = classes.reshape(-1).astype(np.int32)
    of_unit = np.arange(units)
    if collapse:
        keys = np.column_stack([years, length.astype(np.int32), entry])
        of_unit = _distinct(keys)[1]
    kept = np.unique(of_unit, return_index=True)[1]
    order = np.argsort(-length[kept], kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    kept = kept[order]
    of_unit = place[of_unit]
    return Histories(
        patterns=patterns,
        years=years[kept],
        length=length[kept],
        weight=np.bincount(of_unit, minlength=len(kept)).astype(np.float64),
        entry=entry[kept],
        covariates=covariates.astype(np.float64),
        of_unit=of_unit,
        counts=np.array([item.weight for item in data.items]),
    )


def _distinct(rows: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """Distinct rows and, for each row, its place among them."""
    import numpy as np

    packed: NDArray[Any] = np.ascontiguousarray(rows)
    keys = packed.view(np.dtype((np.void, packed.dtype.itemsize * packed.shape[1]))).reshape(-1)
    _, index, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return packed[index], inverse.reshape(-1).astype(np.int64)


def some_of(histories: Histories, chosen: Ints, weight: Floats) -> Histories:
    """A part of the histories (indices in ascending order), with other weights."""
    import numpy as np

    longest = int(histories.length[chosen].max())
    years = histories.years[chosen, :longest]
    null = len(histories.patterns) - 1
    used, inverse = np.unique(np.append(years, null), return_inverse=True)
    return Histories(
        patterns=histories.patterns[used],
        years=inverse[:-1].reshape(years.shape).astype(np.int32),
        length=histories.length[chosen],
        weight=weight,
        entry=histories.entry[chosen],
        covariates=histories.covariates,
        of_unit=np.arange(len(chosen)),
        counts=histories.counts,
    )


def batch_of(
    histories: Histories, layout: Layout, dtype: str, *, one_segment: bool = False
) -> Batch:
    """Arrays for the passes.

    Args:
        histories: longest first.
        layout: the model's, for the place of each item's categories.
        dtype: of the passes, ``float32`` or ``float64``.
        one_segment: do not cut; years are padded to a multiple of eight, so that few shapes are
            compiled.
    """
    import jax.numpy as jnp
    import numpy as np

    items = histories.patterns.shape[1]
    # Rows of zeros at the end are empty patterns.
    hot = np.zeros((roomy(len(histories.patterns)), int(layout.places[-1])), dtype=dtype)
    for item in range(items):
        codes = histories.patterns[:, item]
        seen = np.flatnonzero(codes >= 0)
        hot[seen, layout.places[item] + codes[seen]] = histories.counts[item]
    segments, longest = [], histories.years.shape[1]
    null = len(histories.patterns) - 1
    for start, stop, size in _cuts(histories.length, one_segment=one_segment):
        pattern = np.full((stop - start, size), null, dtype=np.int32)
        weight = np.zeros((stop - start, size), dtype=dtype)
        inside, some = min(stop, longest), min(size, len(histories.length))
        pattern[: inside - start, :some] = histories.years[:some, start:inside].T
        there = np.arange(start, stop)[:, None] < histories.length[None, :some]
        weight[:, :some] = np.where(there, histories.weight[None, :some], 0.0)
        segments.append(Segment(jnp.asarray(pattern), jnp.asarray(weight)))
    entry = np.zeros(segments[0].pattern.shape[1], dtype=np.int32)
    entry[: len(histories.entry)] = histories.entry
    return Batch(jnp.asarray(hot), tuple(segments), jnp.asarray(entry))


def roomy(number: int) -> int:
    """At least this many, in steps of an eighth or so: arrays of few shapes are compiled."""
    step = _step(number)
    return -(-number // step) * step


def fitting(number: int) -> int:
    """At most this many, and as many as there is room for in arrays that are compiled."""
    return max(number - number % _step(number), 1)


def _step(number: int) -> int:
    return max(1 << max(number.bit_length() - 3, 0), 8)


def _cuts(length: Ints, *, one_segment: bool) -> list[tuple[int, int, int]]:
    """First year, year after the last, and histories of each segment."""
    import numpy as np

    longest = int(length[0])
    if one_segment:
        years = -(-longest // 8) * 8 if longest > 8 else longest
        return [(0, years, roomy(len(length)))]
    alive = (np.arange(longest)[:, None] < length[None, :]).sum(axis=1)
    if len(length) <= SMALL:
        return [(0, longest, roomy(len(length)))]
    cuts, start = [], 0
    for year in range(1, longest + 1):
        if year == longest or alive[start] > WASTE * max(int(alive[year]), SMALL // 2):
            cuts.append((start, year, int(alive[start])))
            start = year
    return cuts
