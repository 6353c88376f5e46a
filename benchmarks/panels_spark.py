"""Event streams on Spark: how the time grows with rows, and falls with workers.

Each cell is a process of its own with a local cluster of so many worker processes of one core; the
session is warm before the clock starts. The same expression on DuckDB, on all cores, stands beside.

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


def timed(case: str, folder: Path) -> float:
    """Seconds of one case in a process of its own."""
    run = [sys.executable, events.__file__, "--measure", case, str(folder)]
    out = subprocess.run(run, check=True, capture_output=True).stdout
    return float(json.loads(out.splitlines()[-1])[0])


def main() -> None:
    """Generate, time every number of rows with every number of workers, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rows", default="500000,1000000,2000000")
    parser.add_argument("--workers", default="1,2")
    options = parser.parse_args()
    workers = [int(n) for n in options.workers.split(",")]
    print(f"{'rows':>12}{'DuckDB':>10}" + "".join(f"{f'Spark x{n}':>12}" for n in workers))
    before: list[float] = []
    for rows in (int(n) for n in options.rows.split(",")):
        with tempfile.TemporaryDirectory(prefix="kizuna-spark-") as place:
            folder = Path(place)
            events.generate(folder, rows)
            events.warm_up_file(folder)
            found = [timed("Kizuna on DuckDB", folder)]
            found += [timed(f"spark{n}", folder) for n in workers]
        line = f"{rows:12,}{found[0]:9.2f}s" + "".join(f"{cell:11.2f}s" for cell in found[1:])
        if before:
            grown = [now / then for now, then in zip(found[1:], before[1:], strict=True)]
            line += "   grew by " + ", ".join(f"{ratio:.2f}" for ratio in grown)
        print(line, flush=True)
        before = found


if __name__ == "__main__":
    main()
