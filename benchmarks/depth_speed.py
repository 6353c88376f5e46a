"""Depth: effective samples a second beside plain NumPyro, growth, and a set of the world's size.

    python benchmarks/depth_speed.py ours       300 units, 20 years, 15 items
    python benchmarks/depth_speed.py peer       the same data with NumPyro's NUTS on every state
    python benchmarks/depth_speed.py growth     gradient of the posterior over numbers of units
    python benchmarks/depth_speed.py world [--preview] [--scale 1.0]

``world`` has 16,000 units over 73 years, some 700,000 rows of 20 items, 30% of the responses
missing, all histories distinct: harder than real data, in which many histories are alike.
Processor seconds are printed beside wall seconds because machines are shared.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from kizuna.measures.depth import Priors, fit
from kizuna.measures.depth.convergence import convergence
from kizuna.measures.depth.fitting import exact_sums
from kizuna.measures.depth.histories import histories_of
from kizuna.measures.depth.posterior import Grid, log_posterior
from kizuna.measures.depth.simulating import Simulated, simulate

SMALL = Priors(
    threshold=(0.5, 1.2), innovation=(float(np.log(0.3)), 0.1), discrimination=(0.4, 0.4)
)
WORLD = Priors(
    threshold=(2.5, 1.5), innovation=(float(np.log(0.15)), 0.05), discrimination=(0.3, 0.3)
)


def small() -> Simulated:
    """300 units, 20 years, 15 items of two to four categories."""
    return simulate(
        units=300, years=20, categories=(2,) * 8 + (3,) * 4 + (4,) * 3, seed=1, priors=SMALL
    )


@contextmanager
def timed(what: str) -> Iterator[list[float]]:
    """Wall and processor seconds, load and memory."""
    wall, own = time.perf_counter(), time.process_time()
    spent: list[float] = []
    yield spent
    spent += [time.perf_counter() - wall, time.process_time() - own]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{what}: {spent[0]:.1f} s, {spent[1]:.1f} processor s, {memory:.2f} GiB, "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def told(least: float, median: float, spent: list[float]) -> None:
    """Effective samples a second."""
    print(
        f"  effective samples: least {least:.0f}, median {median:.0f}; a second: least "
        f"{least / spent[0]:.2f}, median {median / spent[0]:.2f}; per processor second: least "
        f"{least / spent[1]:.2f}"
    )


def ours() -> None:
    """A fit from nothing: compilation, mode, sampling, states, checks."""
    truth = small()
    with timed("ours") as spent:
        found = fit(truth.data, seed=1, priors=SMALL)
    sizes = np.concatenate(
        [s for of in (found.parameters, found.states) for s in (of.bulk, of.tail)]
    )
    told(float(sizes.min()), float(np.median(sizes)), spent)
    held = (found.states.q05 <= truth.depth) & (truth.depth <= found.states.q95)
    print(f"  90% intervals hold {100 * held.mean():.1f}% of {len(held)} states; {found!r}")


def peer() -> None:
    """NumPyro, four chains one after the other."""
    from depth_plain import plain

    truth = small()
    with timed("NumPyro NUTS") as spent:
        phi, depth = plain(truth.data, SMALL, chains=4, warmup=500, draws=500, seed=1)
    sizes = []
    for draws in (phi, depth):
        found = convergence(np.moveaxis(draws, -1, 0))
        sizes += [found.bulk, found.tail]
    both = np.concatenate(sizes)
    told(float(both.min()), float(np.median(both)), spent)


def growth() -> None:
    """Seconds of one gradient by number of rows."""
    with exact_sums():
        for units in (500, 1000, 2000, 4000, 8000, 16000):
            data = simulate(
                units=units,
                years=50,
                categories=(2,) * 12 + (4,) * 4,
                seed=1,
                missing=0.3,
                priors=WORLD,
            )
            layout = _layout(data)
            gradient = log_posterior(
                layout, histories_of(data.data), Grid(-6.0, 6.0, 80), dtype="float32"
            )
            gradient(data.phi[None])
            wall, own = time.perf_counter(), time.process_time()
            for _ in range(5):
                gradient(data.phi[None])
            wall, own = (time.perf_counter() - wall) / 5, (time.process_time() - own) / 5
            rows = len(data.depth)
            # Two products with a K by K matrix forward and back, one for the transitions, and the
            # table of the responses: floating-point operations of the products alone.
            work = rows * (3 * 2 * 80**2) + rows * 2 * 2 * 80 * int(layout.offsets[-1])
            print(
                f"{rows:8,} rows: {wall:.3f} s, {own:.3f} processor s; per row "
                f"{1e6 * own / rows:.2f} processor microseconds; {work / own / 1e9:.1f} GFLOP per "
                "processor second",
                flush=True,
            )


def _layout(data: Simulated):  # type: ignore[no-untyped-def]
    from kizuna.measures.depth.model import layout_of

    return layout_of(data.data.items, dynamic=True, robust=False, priors=WORLD)


def world(scale: float, *, preview: bool) -> None:
    """A set of the world's size."""
    truth = simulate(
        units=round(16000 * scale),
        years=73,
        categories=(2,) * 12 + (3,) * 4 + (5,) * 4,
        seed=1,
        missing=0.3,
        stay=0.2,
        priors=WORLD,
    )
    with timed(f"{len(truth.depth):,} rows, {'preview' if preview else 'posterior'}"):
        found = fit(truth.data, preview=preview, progress=True)
    held = (found.states.q05 <= truth.depth) & (truth.depth <= found.states.q95)
    print(f"  90% intervals hold {100 * held.mean():.1f}%; {found!r}")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("ours", "peer", "growth", "world"))
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    if given.what == "world":
        world(given.scale, preview=given.preview)
    else:
        {"ours": ours, "peer": peer, "growth": growth}[given.what]()


if __name__ == "__main__":
    main()
