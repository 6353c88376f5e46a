"""What each kind of page costs when it is first asked for, on the shipped record or a large one.

    python benchmarks/atlas_pages.py             # the shipped record
    python benchmarks/atlas_pages.py 100000      # 100,000 synthetic rows
    python benchmarks/atlas_pages.py --profile architecture [ROWS]

Every page is made and rendered once, in this process, after the atlas has warmed itself as it does
when it starts. Processor time is counted, in milliseconds, so that a busy machine does not tell;
beside it stands what the same page costs once it is kept. The bound for a page is 50 ms at the 95th
percentile on the shipped record, and 200 ms for any page of any other. Pictures to be downloaded are
not pages: SVG is drawn anew and PNG rendered at twice the size.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from synthetic import write_record

from kizuna.atlas.web.app import create_app
from kizuna.measures.table import table
from kizuna.record import FACTS, Record, Source, open_record

ACTOR = "JPN"
YEARS = (1995, 2005, 2015, 2025)


def pages(record: Record) -> dict[str, list[str]]:
    """Some pages of every kind."""
    partners = [line.partner for line in table(ACTOR, as_of="2025-12-31", record=record).partners]
    view = record.view()
    days = [f"{year}-12-31" for year in YEARS]
    some = partners[:10]
    firsts = {name: next(iter(view.stream(name)), None) for name in FACTS}
    return {
        "home": [f"/{ACTOR}/{year}-12-31" for year in range(1990, 2026)],
        "partnership": [f"/{ACTOR}/{day}/{partner}" for day in days for partner in some],
        "compare": [
            f"/{ACTOR}/{day}/compare/{'+'.join(group)}"
            for day in ("2008-12-31", "2018-12-31")
            for group in (some[:2], some[2:5], some[5:10])
        ],
        "architecture": [f"/architecture/{year}-12-31" for year in range(1990, 2026)],
        "evidence": [
            "/evidence",
            *(f"/evidence/{name}" for name in FACTS),
            *(f"/evidence/{name}/{row.id}" for name, row in firsts.items() if row is not None),
        ],
        "library": ["/library", *(f"/library/{source.id}" for source in view.rows(Source)[:10])],
        "search": [f"/search?q={query}" for query in ("japan", "exercise 2016", "a e i o")],
        "codebook": ["/codebook", "/codebook/actors", "/method", "/method/depth"],
        "data": [
            *(f"/{ACTOR}/{year}-12-31.json" for year in YEARS),
            *(f"/architecture/{year}-12-31.csv" for year in YEARS),
        ],
        "picture": [
            f"/{ACTOR}/2025-12-31/charts/network.svg",
            "/architecture/2025-12-31/charts/network.png",
        ],
    }


async def measure(record: Record, bound: float, profiled: str) -> bool:
    """Print what pages cost; whether the bound holds."""
    began = time.process_time()
    app = create_app(record)
    opened = time.process_time() - began
    app.warm()
    print(
        f"opened {opened:.2f} s, warmed {time.process_time() - began - opened:.2f} s of processor"
    )
    worst = 0.0
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for kind, paths in pages(record).items():
            cold = warm = ()
            with profiling(kind == profiled):
                cold = [await cost(client, path) for path in paths]
            warm = [(await cost(client, path))[0] for path in paths]
            times = [ms for ms, _ in cold]
            slowest, where = max(cold)
            p95 = sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]
            if kind != "picture":
                worst = max(worst, p95 if bound == 50 else slowest)
            print(
                f"  {kind:12} {len(paths):3} pages: first median {statistics.median(times):6.1f}, "
                f"p95 {p95:6.1f}, max {slowest:6.1f}; kept {statistics.median(warm):4.1f}   {where}"
            )
    print(f"  bound {bound:.0f} ms: {'holds' if worst < bound else 'BROKEN'}")
    return worst < bound


async def cost(client: httpx.AsyncClient, path: str) -> tuple[float, str]:
    """Processor time of a page in milliseconds, with its path."""
    began = time.process_time()
    answer = await client.get(path, headers={"accept-encoding": "gzip"})
    spent = (time.process_time() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")
    return spent, path


@contextmanager
def profiling(wanted: bool) -> Iterator[None]:
    """Print where the time goes, if it is wanted."""
    if not wanted:
        yield
        return
    with cProfile.Profile() as profile:
        yield
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def main() -> int:
    """Measure, and fail where a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=0)
    parser.add_argument("--profile", default="")
    asked = parser.parse_args()
    if not asked.rows:
        with open_record() as record:
            return 0 if asyncio.run(measure(record, 50.0, asked.profile)) else 1
    with tempfile.TemporaryDirectory() as folder:
        write_record(Path(folder), asked.rows)
        with open_record(folder) as record:
            return 0 if asyncio.run(measure(record, 200.0, asked.profile)) else 1


if __name__ == "__main__":
    sys.exit(main())
