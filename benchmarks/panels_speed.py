"""Panels: our time and memory beside the peer's, and the ratio of the two.

The peer is the R package peacesciencer 1.2.9 on R 4.2; its figures are medians of warm runs on a
machine with two cores. Ours are medians of warm runs in one process each, with the result
materialised; memory is the highest resident size of that process. Processor seconds count all
cores; where the seconds by the clock are more, the machine was busy with other things.

Run: KIZUNA_DATA=... python benchmarks/panels_speed.py
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 7


def world(last: int = 2016):  # type: ignore[no-untyped-def]
    """Directed dyad-years of the Correlates of War from 1816 on."""
    from kizuna.panels import dyad_years

    return dyad_years("cow", first=1816, last=last)


def pipeline(*, relevant: bool):  # type: ignore[no-untyped-def]
    """Disputes, peace years, capabilities, democracy, wealth and distance joined on.

    All dyads go to 2025, as the peer's do: 2.25 million rows.
    """
    grid = world(2016 if relevant else 2025)
    panel = grid.politically_relevant() if relevant else grid.join("contiguity", "majors")
    return (
        panel.join("gmlmidonset", "gmlmidongoing")
        .spells("gmlmidongoing")
        .join("capabilities", "democracy", "gdp", "mindist")
    )


def months() -> None:
    """27 million dyad-months to a file."""
    from kizuna.panels import dyad_months

    with tempfile.TemporaryDirectory() as folder:
        dyad_months("cow", first=1816, last=2025).to_parquet(Path(folder) / "months.parquet")


def days() -> None:
    """405 million dyad-days to a file."""
    from kizuna.panels import dyad_days

    with tempfile.TemporaryDirectory() as folder:
        dyad_days("cow", first=1990, last=2020).to_parquet(Path(folder) / "days.parquet")


def votes() -> None:
    """All measures of similarity for all pairs and years."""
    from kizuna.panels.portfolios import votes as similar

    similar()


# What, runs, the peer's seconds, the peer's gigabytes.
CASES: dict[str, tuple[Callable[[], object], int, float | None, float | None]] = {
    "create directed dyad-years": (lambda: world().to_arrow(), RUNS, 1.9, 1.4),
    "pipeline, politically relevant": (lambda: pipeline(relevant=True).to_arrow(), RUNS, 5.6, 1.8),
    "pipeline, all dyads": (lambda: pipeline(relevant=False).to_arrow(), 3, 14.6, 5.1),
    "contiguity": (lambda: world().join("contiguity").to_arrow(), RUNS, 1.5, None),
    "capital distance": (lambda: world().join("capdist").to_arrow(), RUNS, 3.6, None),
    "ATOP alliances": (lambda: world().join("atop").to_arrow(), RUNS, 0.76, None),
    "spells": (lambda: spells().to_arrow(), RUNS, 2.6, None),  # type: ignore[no-any-return]
    "peace years": (lambda: spells().to_arrow(), RUNS, 8.8, None),  # type: ignore[no-any-return]
    "dyad-months 1816-2025 to Parquet": (months, 3, None, None),
    "dyad-days 1990-2020 to Parquet": (days, 1, None, None),
    "UN votes 1946-2019, all measures": (votes, 3, None, None),
}


def spells():  # type: ignore[no-untyped-def]
    """Peace years of politically relevant pairs."""
    return (
        world().politically_relevant().join("gmlmidonset", "gmlmidongoing").spells("gmlmidongoing")
    )


def measure(name: str) -> None:
    """Time one case and print seconds, processor seconds and gigabytes as JSON."""
    case, runs, _, _ = CASES[name]
    if runs > 1:
        case()
    times, used = [], []
    for _ in range(runs):
        start, before = time.perf_counter(), processor()
        case()
        times.append(time.perf_counter() - start)
        used.append(processor() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    print(json.dumps([statistics.median(times), statistics.median(used), peak]))


def processor() -> float:
    """Processor seconds of this process so far, on all cores together."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    """Run every case in a process of its own and print the ratios."""
    print(f"{'':36}{'seconds':>9}{'CPU':>7}{'peer':>7}{'ratio':>8}{'GB':>7}{'peer':>7}{'share':>7}")
    for name, (_, _, peer, memory) in CASES.items():
        run = [sys.executable, __file__, name]
        out = subprocess.run(run, check=True, capture_output=True).stdout
        seconds, cpu, peak = json.loads(out)
        line = f"{name:36}{seconds:9.3f}{cpu:7.2f}"
        line += f"{peer:7.2f}{peer / seconds:7.1f}x" if peer else " " * 15
        line += f"{peak:7.2f}"
        line += f"{memory:7.1f}{peak / memory:7.0%}" if memory else ""
        print(line, flush=True)


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
