"""How long the commands that people type take, as multiples of importing SQLAlchemy.

    python benchmarks/startup.py [--runs 15]

Whole processes, from start to exit, with compiled modules and a compiled record; the median of
several runs, the commands taking turns so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUN = "import sys; from kizuna.cli import main; sys.argv[0] = 'kizuna'; main()"
COMMANDS = {
    "python -c 'import sqlalchemy'": ["-c", "import sqlalchemy"],
    "kizuna --help": ["-c", RUN, "--help"],
    "kizuna table JPN": ["-c", RUN, "table", "JPN"],
    "kizuna why JPN AUS acsa": ["-c", RUN, "why", "JPN", "AUS", "acsa"],
}
TARGET = 3.0


def main() -> None:
    """Run the commands in turns and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="kizuna-startup-") as folder:
        # Compiled modules and the compiled record lie in a folder of our own, whatever the
        # caller's environment says about writing them.
        unset = ("PYTHONDONTWRITEBYTECODE", "KIZUNA_RECORD")
        environment = {k: v for k, v in os.environ.items() if k not in unset}
        environment |= {"PYTHONPYCACHEPREFIX": f"{folder}/bytecode", "XDG_CACHE_HOME": folder}
        seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for turn in range(runs + 2):
            for name, arguments in COMMANDS.items():
                taken = timed([sys.executable, *arguments], environment)
                if turn >= 2:  # the first two turns compile
                    seconds[name].append(taken)
    base = statistics.median(next(iter(seconds.values())))
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        verdict = "holds" if middle <= TARGET * base else "MISSED"
        goal = f"  target {TARGET:g}: {verdict}" if middle != base else ""
        print(f"{name:<32}{middle * 1000:>6.0f} ms  {middle / base:4.2f}{goal}")


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a process takes."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
