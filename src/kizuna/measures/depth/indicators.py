"""Indicators of depth: which items were observed for which unit in which year."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kizuna.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int8]
    Ints = NDArray[np.int32]

MISSING = -1
MOST_CATEGORIES = 20
LAST_YEAR = 9999
MOST_YEARS = 1_000
"""Years between two rows of a unit beyond which a year is taken for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator.

    Attributes:
        code: short name, unique within a set.
        label: what people read.
        categories: number of ordered categories, 2 for a yes or no.
        group: items of one group are reported together; where ``coder`` is given, the question
            that several coders answered.
        coder: whose judgement this is. Items of one group that name coders share their
            discrimination and thresholds up to a shift of each coder (strict or lenient).
        sticky: whether it leans towards what it was the year before, whatever depth is.
        weight: what a response counts, in independent responses, above 0 and at most 1; less than 1
            where responses stand for years, whatever depth is.
    """

    code: str
    label: str
    categories: int
    group: str = ""
    coder: str = ""
    sticky: bool = field(default=False, repr=False)
    weight: float = field(default=1.0, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """A table of indicators, one row per unit and year, sorted by both.

    Attributes:
        units: names of the units, such as ``AUS-JPN`` or an alliance.
        items: the indicators.
        unit: index into ``units`` by row, int32, shape (rows,).
        time: calendar year by row, int32, shape (rows,); a static set has one row per unit.
        codes: categories 0 to ``categories - 1``, -1 where missing, int8, shape (rows, items).
        label: what the set is called.
        dynamic: depth moves from year to year; otherwise each unit has one depth.
        covariates: moves the mean of depth at entry, float32, shape (units, p), or ``None``.
        covariate_names: names of its columns.
        revision: revision of the record that the data come from; empty for other data.

    Raises:
        InputError: shapes, order or codes do not fit; names the item, unit or row.
    """

    units: tuple[str, ...]
    items: tuple[Item, ...]
    unit: Ints
    time: Ints
    codes: Codes
    label: str
    dynamic: bool
    covariates: NDArray[np.float32] | None = None
    covariate_names: tuple[str, ...] = field(default=())
    revision: str = ""

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_rows(self)
        _check_codes(self)
        _check_covariates(self)

    @property
    def data_hash(self) -> str:
        """SHA-256 of names, items, years, codes and covariates, in hexadecimal."""
        import numpy as np

        digest = hashlib.sha256()
        heading = (self.units, self.items, self.dynamic, self.covariate_names)
        digest.update(repr(heading).encode())
        if sticky := [item.code for item in self.items if item.sticky]:
            digest.update(repr(sticky).encode())
        if weights := [(item.code, item.weight) for item in self.items if item.weight != 1.0]:
            digest.update(repr(weights).encode())
        for array, kind in ((self.unit, np.int32), (self.time, np.int32), (self.codes, np.int8)):
            digest.update(np.ascontiguousarray(array, dtype=kind).tobytes())
        if self.covariates is not None:
            digest.update(np.ascontiguousarray(self.covariates, dtype=np.float32).tobytes())
        return digest.hexdigest()

    def of_items(self, codes: Sequence[str]) -> Indicators:
        """The same units and years with these items only, in this order.

        Raises:
            InputError: an item is unknown; lists the known ones.
        """
        known = {item.code: place for place, item in enumerate(self.items)}
        for code in codes:
            if code not in known:
                raise InputError(f"unknown item {code!r}; known: {', '.join(known)}")
        places = [known[code] for code in codes]
        return replace(
            self, items=tuple(self.items[i] for i in places), codes=self.codes[:, places]
        )

    def rows_of(self, unit: str) -> slice:
        """The rows of a unit.

        Raises:
            InputError: the unit is unknown; names those that look like it.
        """
        import difflib

        import numpy as np

        if unit not in self.units:
            alike = difflib.get_close_matches(unit, self.units, n=3, cutoff=0.5)
            hint = f"; did you mean {', '.join(alike)}?" if alike else ""
            raise InputError(f"{unit!r} is not among the {len(self.units):,} units{hint}")
        place = self.units.index(unit)
        first = np.searchsorted(self.unit, place)
        return slice(int(first), int(np.searchsorted(self.unit, place, side="right")))


def _check_shapes(data: Indicators) -> None:
    import numpy as np

    rows = len(data.unit)
    for name, wanted in (("unit", (rows,)), ("time", (rows,)), ("codes", (rows, len(data.items)))):
        array = getattr(data, name)
        if array.shape != wanted:
            raise InputError(f"{data.label}: {name} has shape {array.shape}, expected {wanted}")
        if not np.issubdtype(array.dtype, np.integer):
            raise InputError(f"{data.label}: {name} holds {array.dtype}, expected integers")
    if not rows or not data.items:
        raise InputError(f"{data.label}: {rows} rows and {len(data.items)} items, nothing to fit")
    for what, names in (("unit", data.units), ("item", tuple(i.code for i in data.items))):
        if len(set(names)) < len(names):
            twice = sorted(names)[[a == b for a, b in pairwise(sorted(names))].index(True)]
            raise InputError(f"{data.label}: {what} {twice!r} is named twice")


def _check_rows(data: Indicators) -> None:
    import numpy as np

    if data.unit.min() < 0 or data.unit.max() >= len(data.units):
        raise InputError(f"{data.label}: unit indices go beyond the {len(data.units)} units")
    present = np.zeros(len(data.units), dtype=bool)
    present[data.unit] = True
    if not present.all():
        missing = [data.units[i] for i in np.flatnonzero(~present)[:5]]
        raise InputError(
            f"{data.label}: {int((~present).sum())} units have no rows ({', '.join(missing)}); "
            "leave them out"
        )
    step, years = np.diff(data.unit), np.diff(data.time)
    bad = np.flatnonzero((step < 0) | ((step == 0) & ((years <= 0) | (not data.dynamic))))
    if len(bad):
        row = int(bad[0]) + 1
        name, year = data.units[data.unit[row]], int(data.time[row])
        wanted = "sorted by unit and year, each once" if data.dynamic else "one per unit"
        raise InputError(f"{data.label}: row {row} ({name}, {year}): rows must be {wanted}")
    odd = np.flatnonzero((data.time < 1) | (data.time > LAST_YEAR))
    if data.dynamic and len(odd):
        row = int(odd[0])
        raise InputError(
            f"{data.label}: row {row} ({data.units[data.unit[row]]}) is of the year "
            f"{int(data.time[row])}, expected 1 to {LAST_YEAR}"
        )
    far = np.flatnonzero((step == 0) & (years > MOST_YEARS))
    if len(far):
        row = int(far[0])
        raise InputError(
            f"{data.label}: {data.units[data.unit[row]]} has a row in {int(data.time[row])} and its "
            f"next in {int(data.time[row + 1])}; expected at most {MOST_YEARS:,} years between them"
        )


def _check_codes(data: Indicators) -> None:
    import numpy as np

    for column, item in enumerate(data.items):
        if not 0.0 < item.weight <= 1.0:
            raise InputError(
                f"item {item.code}: weight {item.weight}, expected above 0 and at most 1"
            )
        if not 2 <= item.categories <= MOST_CATEGORIES:
            raise InputError(
                f"item {item.code}: {item.categories} categories, expected 2 to {MOST_CATEGORIES}"
            )
        codes = data.codes[:, column]
        bad = np.flatnonzero((codes < MISSING) | (codes >= item.categories))
        if len(bad):
            row = int(bad[0])
            raise InputError(
                f"item {item.code}, {data.units[data.unit[row]]} {int(data.time[row])}: category "
                f"{int(codes[row])}, expected 0 to {item.categories - 1}, or {MISSING} if missing"
            )
    shared: dict[str, int] = {}
    for item in data.items:
        if item.coder and shared.setdefault(item.group, item.categories) != item.categories:
            raise InputError(
                f"item {item.code}: {item.categories} categories, other coders of "
                f"{item.group!r} used {shared[item.group]}"
            )


def _check_covariates(data: Indicators) -> None:
    import numpy as np

    if data.covariates is None:
        return
    wanted = (len(data.units), len(data.covariate_names))
    if data.covariates.shape != wanted:
        raise InputError(
            f"{data.label}: covariates have shape {data.covariates.shape}, expected {wanted}: "
            "one row per unit, one column per name"
        )
    bad = np.argwhere(~np.isfinite(data.covariates))
    if len(bad):
        row, column = bad[0]
        raise InputError(
            f"{data.label}: covariate {data.covariate_names[column]} of {data.units[row]} is "
            "missing; fill it or leave the unit out"
        )
