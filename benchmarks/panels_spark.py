"""Event streams on Spark: how the time grows with rows, and falls with workers.

Each cell is a process of its own with a local cluster of so many worker processes of one core; the
session is warm before the clock starts. The same expression on DuckDB, on all cores, stands beside.
Behind the seconds by the clock stand the processor seconds of all tasks, which do not depend on
what else the machine is doing.

    python benchmarks/panels_spark.py [--rows 500000,1000000,2000000] [--workers 1,2]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import panels_events as events


def timed(case: str, folder: Path) -> tuple[float, float]:
    """Seconds and processor seconds of one case in a process of its own."""
    run = [sys.executable, events.__file__, "--measure", case, str(folder)]
    out = subprocess.run(run, check=True, capture_output=True).stdout
    seconds, used, _ = json.loads(out.splitlines()[-1])
    return float(seconds), float(used)


def main() -> None:
    """Generate, time every number of rows with every number of workers, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rows", default="500000,1000000,2000000")
    parser.add_argument("--workers", default="1,2")
    options = parser.parse_args()
    workers = [int(n) for n in options.workers.split(",")]
    heads = ("DuckDB", *(f"Spark x{n}" for n in workers))
    print(f"{'rows':>12}" + "".join(f"{head:>20}" for head in heads))
    before: list[tuple[float, float]] = []
    for rows in (int(n) for n in options.rows.split(",")):
        with tempfile.TemporaryDirectory(prefix="kizuna-spark-") as place:
            folder = Path(place)
            events.generate(folder, rows)
            events.warm_up_file(folder)
            found = [timed("Kizuna on DuckDB", folder)]
            found += [timed(f"spark{n}", folder) for n in workers]
        line = f"{rows:12,}" + "".join(f"{clock:11.2f} ({cpu:5.1f})" for clock, cpu in found)
        if before:
            grown = [now[1] / then[1] for now, then in zip(found[1:], before[1:], strict=True)]
            line += "   processor grew by " + ", ".join(f"{ratio:.2f}" for ratio in grown)
        print(line, flush=True)
        before = found


if __name__ == "__main__":
    main()
