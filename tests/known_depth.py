"""A fit of depth whose draws can be reckoned with by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kizuna.codebook import load
from kizuna.measures.depth import Indicators, Item
from kizuna.measures.depth.outlook import Origin, Point
from kizuna.measures.depth.partnerships import Words

WORDS = Words(
    book=load(),
    categories={"acsa": ("none or ended", "negotiating or signed", "in force")},
    closing=dt.date(2012, 6, 30),
)
# Means by year-end 2009 to 2012 (the last one on 30 June); India passes Korea in 2011.
DEPTH = {"AUS-JPN": [1, 1, 3, 3], "IND-JPN": [0, 0, 2, 2], "JPN-KOR": [0.5, 0.5, 1, 2]}
CODES = {"AUS-JPN": [0, 1, 2, 2], "IND-JPN": [0, 0, 1, 1], "JPN-KOR": [0, 0, 0, -1]}


@dataclass(frozen=True)
class Known:
    """A fit whose four draws are the means shifted by -1, 0, 0 and 1, India's the other way."""

    indicators: Indicators
    draws: NDArray[np.float64]
    origin: Origin

    def points(self, rows: slice) -> list[Point]:
        found = self.draws[:, rows].mean(axis=0)
        years = self.indicators.time[rows]
        return [
            Point(int(year), float(mean), 1.0, float(mean) - 1, float(mean) + 1)
            for year, mean in zip(years, found, strict=True)
        ]

    def weights(self, unit: str, time: int) -> Mapping[str, float]:
        return {"acsa": time / 1000}

    def shares(self, unit: str, time: int) -> Mapping[str, float]:
        return {"talks": -0.5, "acsa": time / 1000}


def known_fit(**origin_fields: Any) -> Known:
    """The fit; `origin_fields` change what it says of its origin."""
    data = Indicators(
        units=tuple(DEPTH),
        items=(Item("acsa", "Cross-servicing", 3), Item("talks", "Talks", 2)),
        unit=np.repeat(np.arange(3, dtype=np.int32), 4),
        time=np.tile(np.arange(2009, 2013, dtype=np.int32), 3),
        codes=np.array([[c, 0] for codes in CODES.values() for c in codes], dtype=np.int8),
        label="record",
        dynamic=True,
        revision="3",
    )
    shift = np.array([-1.0, 0.0, 0.0, 1.0])
    sign = np.repeat([1.0, -1.0, 1.0], 4)
    draws = np.concatenate([np.array(v, dtype=float) for v in DEPTH.values()]) + np.outer(
        shift, sign
    )
    given: dict[str, Any] = {
        "set": "record",
        "data_hash": data.data_hash,
        "revision": "3",
        "software": "0.1.0",
        "preview": False,
        "chains": 4,
        "draws": 1000,
        "rhat": 1.002,
        "ess": 800.0,
        "divergences": 0,
        "faults": (),
        **origin_fields,
    }
    origin = Origin(**given)
    return Known(data, draws, origin)
