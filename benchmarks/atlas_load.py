"""How fast the atlas answers under load: requests at a steady rate, whether or not it keeps up.

    python benchmarks/atlas_load.py [--rate 100] [--seconds 20] [--cold]

Serves the shipped record from a process of its own and asks for pages of every kind in a fixed
order. Latency is counted from the moment at which a request was due, so that a server that stalls
cannot hide it. With --cold every page is asked for once only, before it can have been kept.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import random
import socket
import statistics
import time

import httpx
import uvicorn

from kizuna.atlas.web.app import create_app
from kizuna.record import FACTS, open_record
from kizuna.record.rows import TABLES

YEARS = range(1990, 2026)


def serve(listening: socket.socket) -> None:
    """Serve the shipped record."""
    with open_record() as record:
        config = uvicorn.Config(create_app(record), log_level="warning")
        uvicorn.Server(config).run(sockets=[listening])


def paths() -> list[str]:
    """Pages of every kind, in an order that is the same each time."""
    import kizuna

    partners = [line.partner for line in kizuna.table("JPN").partners]
    found = [f"/JPN/{year}-12-31" for year in YEARS]
    found += [f"/architecture/{year}-12-31" for year in YEARS]
    found += [f"/JPN/{year}-12-31/{p}" for year in (2000, 2016, 2025) for p in partners]
    found += [f"/JPN/2025-12-31/compare/AUS+{p}" for p in partners if p != "AUS"]
    with open_record() as record:
        for table in FACTS:
            rows = record.view().rows(TABLES[table])[:40]
            found += [f"/evidence/{table}/{row.id}" for row in rows]
    found += ["/library", "/evidence", "/codebook", "/search?q=acsa", "/method/depth"]
    random.Random(7).shuffle(found)
    return found


async def load(base: str, asked: list[str], rate: float) -> list[tuple[float, str]]:
    """Latencies in milliseconds, each with its path."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as client:
        begun = time.perf_counter()

        async def one(number: int, path: str) -> tuple[float, str]:
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            answer = await client.get(path, headers={"accept-encoding": "gzip"})
            answer.raise_for_status()
            return (time.perf_counter() - due) * 1000, path

        return await asyncio.gather(*(one(n, path) for n, path in enumerate(asked)))


def report(words: str, found: list[tuple[float, str]]) -> None:
    """Print percentiles and the slowest pages."""
    times = [ms for ms, _ in found]
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{words}: {len(times)} requests, median {statistics.median(times):.1f} ms, "
        f"p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, max {max(times):.1f} ms"
    )
    for ms, path in sorted(found, reverse=True)[:3]:
        print(f"  {ms:7.1f} ms  {path}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--cold", action="store_true")
    asked = parser.parse_args()
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = multiprocessing.get_context("fork").Process(target=serve, args=(listening,))
    server.start()
    try:
        listed = paths()
        with httpx.Client(base_url=base, timeout=60) as client:
            client.get("/static/atlas.css")
            first = [client.get(path).elapsed.total_seconds() * 1000 for path in listed]
        report("one after the other, never asked before", list(zip(first, listed, strict=True)))
        if not asked.cold:
            chosen = random.Random(11).choices(listed, k=int(asked.rate * asked.seconds))
            report(f"{asked.rate:g} a second", asyncio.run(load(base, chosen, asked.rate)))
        sizes(base)
    finally:
        server.terminate()
        server.join()


def sizes(base: str) -> None:
    """What the home page transfers."""
    with httpx.Client(base_url=base, follow_redirects=True) as client:
        parts = {p: client.get(p).content for p in ("/", "/static/atlas.css", "/static/atlas.js")}
    packed = {path: len(gzip.compress(body, 6)) for path, body in parts.items()}
    print("home page, compressed bytes:", packed, "together", sum(packed.values()))


if __name__ == "__main__":
    main()
