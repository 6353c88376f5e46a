"""A synthetic record of any size as CSV files, the same rows every time."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

from kizuna.codebook import load
from kizuna.record.rows import TABLES, fields_of

SHARES = {"sources": 0.05, "instruments": 0.06, "dialogues": 0.04, "events": 0.8, "stances": 0.05}
ADVERSE, USUAL = "JPN", "AUS"
ADVERSE_SHARE = 0.3


def write_record(folder: Path, rows: int) -> int:
    """Write so many rows among the states of the codebook; returns how many it became."""
    counts = {name: round(rows * share) for name, share in SHARES.items()}
    maker = Maker(counts["sources"])
    makers: dict[str, Callable[[int], list[str]]] = {
        "sources": maker.source,
        "instruments": maker.instrument,
        "dialogues": maker.dialogue,
        "events": maker.event,
        "stances": maker.stance,
    }
    for row_type in TABLES.values():
        make = makers.get(row_type.file)
        if make is not None:
            with (folder / f"{row_type.file}.csv").open("w", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(fields_of(row_type))
                writer.writerows(make(number) for number in range(counts[row_type.file]))
    return sum(counts.values())


class Maker:
    """Makes the cells of one row after another."""

    def __init__(self, sources: int) -> None:
        self.sources = sources
        self.book = load()
        self.chance = random.Random(20_070_313)
        actors = self.book.actors.values()
        self.states = [a.code for a in actors if a.kind == "state" and a.ended is None]
        self.others = [code for code in self.states if code != ADVERSE]

    def source(self, number: int) -> list[str]:
        """A source."""
        address = f"https://example.org/{number}"
        fixed = ["web", f"Source {number}", "", "", "Ministry", str(self._day()), "en", address]
        return [f"source-{number:06d}", *fixed, "", "", ""]

    def instrument(self, number: int) -> list[str]:
        """An instrument in force."""
        signed = self._day(1990, 2020)
        force = signed + dt.timedelta(days=self.chance.randrange(400))
        dates = ["", str(signed), "", str(force), ""]
        row = self._fact("instrument", number)
        coded_later = [""] * 5  # purpose, target, pledge, stationing, notice
        return [
            *row,
            *dates,
            "in_force",
            "",
            "executive",
            "traditional",
            *coded_later,
            *self._tail(),
        ]

    def dialogue(self, number: int) -> list[str]:
        """A dialogue of five sessions."""
        first = self._day(1990, 2015)
        dates = [str(first), str(first + dt.timedelta(days=1500)), "5"]
        return [*self._fact("dialogue", number), *dates, "minister", *self._tail()]

    def event(self, number: int) -> list[str]:
        """An event of one day."""
        row = self._fact("event", number)
        return [*row, str(self._day()), "", "Somewhere", "", "", "traditional", *self._tail()]

    def stance(self, number: int) -> list[str]:
        """A government on a threat."""
        threat, value = self.chance.choice(list(self.book.threats)), self.chance.randint(0, 3)
        holder = [self.chance.choice(self.states), "government", "Government"]
        about = ["threat", threat, str(value)]
        return [f"stance-{number:06d}", *holder, *about, str(self._day()), *self._tail()]

    def _fact(self, of: str, number: int) -> list[str]:
        kind = self.chance.choice(list(self.book.kinds[of].values()))
        named = self._parties(kind.parties or self.chance.choice((2, 2, 2, 3, 4)))
        return [f"{of}-{number:06d}", kind.code, named, f"Synthetic {kind.label}"]

    def _parties(self, number: int) -> str:
        chosen = self.chance.sample(self.others, number)
        if self.chance.random() < ADVERSE_SHARE:
            chosen[0] = ADVERSE
        return ";".join(sorted(chosen))

    def _day(self, first: int = 1990, last: int = 2025) -> dt.date:
        year, month = self.chance.randint(first, last), self.chance.randint(1, 12)
        return dt.date(year, month, self.chance.randint(1, 28))

    def _tail(self) -> list[str]:
        source = f"source-{self.chance.randrange(self.sources):06d}"
        return [source, self.chance.choice(("verified", "recalled")), "benchmark", "Synthetic row."]
