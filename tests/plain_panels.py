"""A second implementation of grids and joins: loops, sets and dictionaries, nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from itertools import permutations
from pathlib import Path
from typing import Any

Spell = tuple[int, dt.date, dt.date]
Key = tuple[int, int, int]


def rows(path: Path) -> list[dict[str, str]]:
    """All rows of a text file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as stream:
        return list(csv.DictReader(stream))


def spells(path: Path, code: str) -> list[Spell]:
    day = dt.date.fromisoformat
    return [(int(r[code]), day(r["start"]), day(r["end"])) for r in rows(path)]


def dyad_years(members: list[Spell], first: int, last: int) -> set[Key]:
    """Pairs that exist on one and the same day, in each year of which that holds."""
    found: set[Key] = set()
    for (a, a0, a1), (b, b0, b1) in permutations(members, 2):
        start, end = max(a0, b0), min(a1, b1)
        if a != b and start <= end:
            for year in range(max(first, start.year), min(last, end.year) + 1):
                found.add((a, b, year))
    return found


def dyad_months(members: list[Spell], first: int, last: int) -> set[tuple[int, int, int, int]]:
    found = set()
    for (a, a0, a1), (b, b0, b1) in permutations(members, 2):
        start, end = max(a0, b0), min(a1, b1)
        if a == b or start > end:
            continue
        year, month = start.year, start.month
        while (year, month) <= (end.year, end.month):
            if first <= year <= last:
                found.add((a, b, year, month))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def months(start: dt.date, end: dt.date) -> list[tuple[int, int]]:
    found, year, month = [], start.year, start.month
    while (year, month) <= (end.year, end.month):
        found.append((year, month))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def contiguity(path: Path) -> dict[Key, int]:
    """The first relationship of each year, month by month."""
    monthly: dict[tuple[int, int, int, int], int] = {}
    day = dt.date.fromisoformat
    spells = sorted(
        (
            day(r["stdate"]),
            int(r["ccode1"]),
            int(r["ccode2"]),
            day(r["enddate"]),
            int(r["conttype"]),
        )
        for r in rows(path)
    )
    for start, one, two, end, kind in spells:
        for year, month in months(start, end):
            monthly.setdefault((one, two, year, month), kind)
    yearly: dict[Key, int] = {}
    for one, two, year, month in sorted(monthly):
        yearly.setdefault((one, two, year), monthly[one, two, year, month])
    return yearly


def majors(path: Path) -> set[tuple[int, int]]:
    return {
        (int(r["ccode"]), year)
        for r in rows(path)
        for year in range(int(r["styear"]), int(r["endyear"]) + 1)
    }


def by_state(path: Path, code: str, column: str) -> dict[tuple[int, int], float | None]:
    return {
        (int(r[code]), int(r["year"])): float(r[column]) if r[column] else None for r in rows(path)
    }


def by_pair(path: Path, column: str) -> dict[Key, Any]:
    return {
        (int(r["ccode1"]), int(r["ccode2"]), int(r["year"])): int(r[column]) for r in rows(path)
    }
