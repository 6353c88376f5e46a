"""Event streams: our time beside the best hand-written queries on the same files.

Writes rows laid out as GDELT 1.0 (58 columns, about 130 bytes each), then times, in processes of
their own: reading the bytes, hand-written DuckDB and Polars queries that only count by country
code, and ours, which also maps codes to actors and spreads the classes over columns. Processor
seconds are printed as well, because they do not depend on what else the machine is doing.

    python benchmarks/panels_events.py [--rows 20000000] [--spark 1,2]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PARTS = 8
ROW = """
SELECT i, strftime(DATE '2015-01-01' + (hash(i * 64 + 1) % 3653)::INT, '%Y%m%d'), {a3},
  list[1 + (pow((hash(i * 64 + 2) % 1000000) / 1e6, 2) * len(list))::INT] , {a9},
  CASE WHEN hash(i * 64 + 3) % 10 = 0 THEN ''
    ELSE list[1 + (pow((hash(i * 64 + 4) % 1000000) / 1e6, 2) * len(list))::INT] END, {a7},
  hash(i * 64 + 5) % 2, lpad((10 + hash(i * 64 + 6) % 190)::VARCHAR, 3, '0'), '',
  lpad((1 + hash(i * 64 + 6) % 20)::VARCHAR, 2, '0'), 1 + hash(i * 64 + 7) % 4,
  ((hash(i * 64 + 8) % 201)::INT - 100) / 10.0, hash(i * 64 + 9) % 50, hash(i * 64 + 10) % 9,
  hash(i * 64 + 11) % 50, round((hash(i * 64 + 12) % 2000) / 100.0 - 10, 4), {a21}, 20150101,
  'http://example.org/' || (hash(i * 64 + 13) % 100000)
FROM range({first}, {last}) AS rows (i), (SELECT {codes} AS list)
"""


def generate(folder: Path, rows: int) -> None:
    """Write the files: the same rows every time."""
    import duckdb

    from kizuna.codebook import load

    codes = sorted({item.code for item in load().codes if item.system == "iso3"})
    empty = {f"a{n}": ", ".join(["''"] * k) for n, k in ((3, 5), (9, 9), (7, 7), (21, 21))}
    for part in range(PARTS):
        query = ROW.format(
            first=part * rows // PARTS, last=(part + 1) * rows // PARTS, codes=codes, **empty
        )
        duckdb.execute(
            f"COPY ({query}) TO '{folder}/part{part}.tsv' "
            "(FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '')"
        )


def warm_up_file(folder: Path) -> None:
    """A small file of the same rows, to run every case once before the clock starts."""
    first = (folder / "part0.tsv").read_bytes()[:100_000]
    (folder / "warm.txt").write_bytes(first[: first.rindex(b"\n") + 1])


def read(files: list[Path]) -> None:
    """The bytes alone."""
    for file in files:
        with file.open("rb", buffering=0) as stream:
            while stream.read(1 << 20):
                pass


def polars(files: list[Path]) -> None:
    """The best Polars query: streaming, only the columns needed."""
    import polars as pl

    rows = pl.scan_csv(
        files,
        separator="\t",
        has_header=False,
        new_columns=[f"c{i}" for i in range(58)],
        schema_overrides={"c1": pl.Int32, "c29": pl.Int8, "c30": pl.Float64},
        infer_schema=False,
        quote_char=None,
    )
    one, two = pl.col("c7"), pl.col("c17")
    rows.filter((one != "") & (two != "") & (one != two)).group_by(
        "c7", "c17", pl.col("c1") // 10_000, "c29"
    ).agg(pl.len(), pl.col("c30").mean()).collect(engine="streaming")


def duckdb(files: list[Path]) -> None:
    """The best DuckDB query: no guessing, only the columns needed converted."""
    import duckdb as engine

    types = {f"c{i}": "VARCHAR" for i in range(58)}
    types |= {"c1": "INTEGER", "c29": "TINYINT", "c30": "DOUBLE"}
    names = [str(file) for file in files]
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS SELECT c7, c17, c1 // 10000 AS year, c29, count(*), avg(c30) "
        f"FROM read_csv({names}, columns={types}, delim='\t', header=false, auto_detect=false, "
        "quote='', escape='') WHERE c7 <> '' AND c17 <> '' AND c7 <> c17 GROUP BY ALL"
    )


def ours(files: list[Path]) -> None:
    """Kizuna on DuckDB."""
    from kizuna.panels.events import events

    events(files, "gdelt1").aggregate().to_arrow()


def spark(files: list[Path], workers: int, log: str) -> None:
    """Kizuna on a Spark cluster of so many worker processes with one core each."""
    from kizuna.panels import engines
    from kizuna.panels.events import events

    settings = {"spark.sql.shuffle.partitions": "8", "spark.log.level": "ERROR"}
    settings |= {"spark.eventLog.enabled": "true", "spark.eventLog.dir": f"file://{log}"}
    settings |= {"spark.eventLog.compress": "false"}
    cluster = engines.spark(master=f"local-cluster[{workers},1,2048]", settings=settings)
    events(files, "gdelt1", engine=cluster).aggregate().to_arrow(cluster)


CASES: dict[str, Callable[[list[Path]], None]] = {
    "read the bytes": read,
    "Polars by hand": polars,
    "DuckDB by hand": duckdb,
    "Kizuna on DuckDB": ours,
}


def measure(case: str, folder: str) -> None:
    """Time one case: seconds, processor seconds, gigabytes."""
    files = sorted(Path(folder).glob("*.tsv"))
    workers = int(case.removeprefix("spark")) if case.startswith("spark") else 0
    with tempfile.TemporaryDirectory(prefix="kizuna-log-") as log:
        run = (lambda paths: spark(paths, workers, log)) if workers else CASES[case]
        run([Path(folder) / "warm.txt"])
        before, start = processor(), time.perf_counter()
        run(files)
        seconds, used = time.perf_counter() - start, processor() - before
        used = on_workers(Path(log)) if workers else used
    print(
        json.dumps([seconds, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9])
    )


def on_workers(log: Path) -> float:
    """Processor seconds of all tasks, as Spark's log of events tells; ends the session."""
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate().stop()
    ended = '{"Event":"SparkListenerTaskEnd"'
    lines = (line for file in log.rglob("*") if file.is_file() for line in file.open())
    tasks = [json.loads(line) for line in lines if line.startswith(ended)]
    return float(sum(task["Task Metrics"]["Executor CPU Time"] for task in tasks)) / 1e9


def processor() -> float:
    """Processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Generate, run every case in a process of its own, and print the ratio to the best."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--spark", default="", help="Numbers of workers, such as 1,2.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kizuna-events-") as folder:
        generate(Path(folder), options.rows)
        warm_up_file(Path(folder))
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e9
        print(f"{options.rows:,} rows, {size:.2f} GB{'seconds':>25}{'CPU':>8}{'GB':>7}")
        best: list[float] = []
        for case in [*CASES, *(f"spark{n}" for n in options.spark.split(",") if n)]:
            run = [sys.executable, __file__, "--measure", case, folder]
            seconds, cpu, memory = json.loads(
                subprocess.run(run, check=True, capture_output=True).stdout.splitlines()[-1]
            )
            if case.endswith("by hand"):
                best = [
                    min(pair) for pair in zip(best or [seconds, cpu], [seconds, cpu], strict=True)
                ]
            ratio = (
                f"  {seconds / best[0]:.2f} of the best by hand"
                if case in ("Kizuna on DuckDB",)
                else ""
            )
            ratio += f" ({cpu / best[1]:.2f} in processor time)" if ratio else ""
            print(f"{case:40}{seconds:8.2f}{cpu:8.2f}{memory:7.2f}{ratio}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main()
