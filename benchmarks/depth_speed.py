"""Depth: effective samples a second beside plain NumPyro, growth, and a set of the world's size.

    python benchmarks/depth_speed.py ours       300 units, 20 years, 15 items
    python benchmarks/depth_speed.py peer       the same data with NumPyro's NUTS on every state
    python benchmarks/depth_speed.py nutpie     with PyMC and nutpie: pip install pymc nutpie
    python benchmarks/depth_speed.py mcmcpack   with R's MCMCpack, items cut in two
    python benchmarks/depth_speed.py growth     gradient of the posterior over numbers of units,
                                                beside what the machine can do at best (roofline)
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from kizuna.measures.depth import Priors, fit
from kizuna.measures.depth.convergence import convergence
from kizuna.measures.depth.fitting import exact_sums
from kizuna.measures.depth.histories import histories_of
from kizuna.measures.depth.posterior import Grid, log_posterior
from kizuna.measures.depth.simulating import Simulated, simulate

if TYPE_CHECKING:
    from depth_peers import Sampled

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


PEERS = {"NumPyro NUTS": (0.48, 2.4), "PyMC with nutpie": (0.16, 2.8), "MCMCpack": (0.09, 2.9)}
"""Least and median effective samples a second on two cores, each measured once; ``peer``,
``nutpie`` and ``mcmcpack`` repeat them. 90% intervals of MCMCpack, which takes every item anew each
year, held 37 to 46%; those of the others as many as they should."""


def told(least: float, median: float, spent: list[float]) -> None:
    """Effective samples a second, and the ratio to those of the peers."""
    print(
        f"  effective samples: least {least:.0f}, median {median:.0f}; a second: least "
        f"{least / spent[0]:.2f}, median {median / spent[0]:.2f}; per processor second: least "
        f"{least / spent[1]:.2f}"
    )
    for name, (low, middle) in PEERS.items():
        print(
            f"  {name} {low} and {middle}: {least / spent[0] / low:.0f} and "
            f"{median / spent[0] / middle:.0f} times as many a second"
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
    from depth_peers import Sampled
    from depth_plain import plain

    truth = small()
    with timed("NumPyro NUTS, compilation included") as spent:
        phi, depth = plain(truth.data, SMALL, chains=4, warmup=500, draws=500, seed=1)
    _told_of(Sampled(phi, depth, spent[0], whole=True), truth)


def nutpie(minutes: float) -> None:
    """PyMC, every state sampled by nutpie, two chains on two cores."""
    import depth_peers

    truth = small()
    with timed("PyMC with nutpie, compilation included"):
        found = depth_peers.nutpie(
            truth.data, SMALL, chains=2, warmup=500, draws=500, minutes=minutes
        )
    _told_of(found, truth)


def mcmcpack(iterations: int) -> None:
    """MCMCpack, two chains one after the other."""
    import depth_peers

    truth = small()
    with timed("MCMCpack, R included"):
        found = depth_peers.mcmcpack(truth.data, truth.depth, iterations=iterations)
    _told_of(found, truth)


def _told_of(found: Sampled, truth: Simulated) -> None:
    chains, draws, _ = found.depth.shape
    told_of = "all" if found.whole else "time was up: the draws by then"
    print(f"  {chains} chains of {draws} draws ({told_of}) in {found.seconds:.0f} s of sampling")
    if draws < 8:
        return
    sizes = []
    for values in (found.parameters, found.depth):
        at = convergence(np.moveaxis(values, -1, 0))
        sizes += [at.bulk, at.tail]
    both = np.concatenate(sizes)
    least, median = float(both.min()), float(np.median(both))
    low, high = np.quantile(found.depth, (0.05, 0.95), axis=(0, 1))
    held = (low <= truth.depth) & (truth.depth <= high)
    print(
        f"  effective samples a second: least {least / found.seconds:.3f}, median "
        f"{median / found.seconds:.2f}; 90% intervals hold {100 * held.mean():.1f}%"
    )


POINTS = 80
"""Of the grid in ``growth``; sets that ship have 60 to 110."""


def growth() -> None:
    """Seconds of one gradient by number of rows, and the share of what is possible."""
    product, moved = limits()
    print(
        f"at best: {product:.0f} GFLOP of float32 products and {moved:.1f} GB of copying a second"
    )
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
                layout, histories_of(data.data), Grid(-6.0, 6.0, POINTS), dtype="float32"
            )
            wall, own = _clock(lambda: gradient(data.phi[None]))  # noqa: B023
            rows = len(data.depth)
            flop, bytes_ = _work(rows, int(layout.offsets[-1]))
            bound = max(flop / product, bytes_ / moved) / 1e9
            print(
                f"{rows:8,} rows: {wall:.3f} s, {own:.3f} processor s; {1e6 * wall / rows:.2f} "
                f"microseconds a row; {flop / wall / 1e9:.0f} GFLOP/s, {bytes_ / wall / 1e9:.1f} "
                f"GB/s; {100 * bound / wall:.0f}% of the roofline",
                flush=True,
            )


def _work(rows: int, categories: int) -> tuple[float, float]:
    """Floating-point operations of the products, and bytes that no order of work can save.

    Forward, one product with the K by K transitions; back, one more and the counts of the steps
    taken; and per pattern the table of the responses. The filtered chances of every row (float32)
    are written on the way forward and read on the way back, for the counts and for the chances.
    """
    products = rows * (3 * 2 * POINTS**2 + 2 * 2 * POINTS * categories)
    return float(products), float(rows * 4 * POINTS * 3)


def limits() -> tuple[float, float]:
    """What this machine does at best: GFLOP of float32 products, GB read and written, a second."""
    side = 2048
    square = np.ones((side, side), dtype=np.float32)
    wide = np.ones(2**27, dtype=np.float32)
    into = np.empty_like(wide)
    product, _ = _clock(lambda: square @ square)
    moved, _ = _clock(lambda: np.copyto(into, wide))
    return 2 * side**3 / product / 1e9, 2 * wide.nbytes / moved / 1e9


def _clock(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one call, the least of five after a first."""
    work()
    spent = []
    for _ in range(5):
        wall, own = time.perf_counter(), time.process_time()
        work()
        spent.append((time.perf_counter() - wall, time.process_time() - own))
    return min(spent)


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
    parser.add_argument("what", choices=("ours", "peer", "nutpie", "mcmcpack", "growth", "world"))
    parser.add_argument("--minutes", type=float, default=15.0, help="of nutpie, at most")
    parser.add_argument("--iterations", type=int, default=5_000, help="of MCMCpack, a chain")
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    if given.what == "world":
        world(given.scale, preview=given.preview)
    elif given.what == "nutpie":
        nutpie(given.minutes)
    elif given.what == "mcmcpack":
        mcmcpack(given.iterations)
    else:
        {"ours": ours, "peer": peer, "growth": growth}[given.what]()


if __name__ == "__main__":
    main()
