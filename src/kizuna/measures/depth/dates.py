"""Which years of a fit a date in the world knows."""

from __future__ import annotations

import datetime as dt

from kizuna.codebook import as_day
from kizuna.errors import InputError
from kizuna.measures.depth.indicators import Indicators


def day_of(data: Indicators, closing: dt.date, as_of: str | dt.date | None) -> dt.date | None:
    """The day that is asked about: the newest by default; ``None`` of a set without years.

    Args:
        data: the indicators.
        closing: the day of which the newest year tells.
        as_of: the date in the world.

    Raises:
        InputError: the date is none, or the set has no years.
    """
    if data.dynamic:
        return closing if as_of is None else as_day(as_of)
    if as_of is not None:
        raise InputError(
            f"the set {data.label} has one depth for each unit and no years: leave the date out"
        )
    return None


def newest(data: Indicators, closing: dt.date, on: dt.date | None) -> int:
    """The last year of the data of whose end a day knows.

    Args:
        data: the indicators.
        closing: the day of which the newest year tells.
        on: the day; ``None`` for all years.

    Raises:
        InputError: the day is before the end of the first year.
    """
    last = int(data.time.max())
    if on is None or on >= closing:
        return last
    ended = on.year if (on.month, on.day) == (12, 31) else on.year - 1
    found = min(ended, last - 1)
    if found < data.time.min():
        raise InputError(
            f"the set {data.label} begins at the end of {data.time.min()}; {on} is before it"
        )
    return found


def until(data: Indicators, rows: slice, closing: dt.date, on: dt.date | None) -> slice:
    """The rows of a unit up to a day.

    Args:
        data: the indicators.
        rows: of the unit.
        closing: the day of which the newest year tells.
        on: the day; ``None`` for all years.

    Raises:
        InputError: the unit has no year by then.
    """
    import numpy as np

    last = newest(data, closing, on)
    count = int(np.searchsorted(data.time[rows], last, side="right"))
    if not count:
        unit = data.units[data.unit[rows.start]]
        raise InputError(f"{unit} is in the set {data.label} only from {data.time[rows.start]}")
    return slice(rows.start, rows.start + count)


def beyond(data: Indicators, closing: dt.date, on: dt.date | None) -> tuple[str, ...]:
    """That a day is later than what the set knows, for those who asked about it."""
    if on is None or on <= closing:
        return ()
    return (f"The set {data.label} ends on {closing}: nothing later is in it.",)
