"""Depth: is the posterior right? Simulation-based calibration, and coverage of intervals.

Parameters are drawn from the priors and data from the model; if the fit is right, the rank of
each true value among posterior draws is uniform (Talts, Betancourt, Simpson, Vehtari and Gelman
2018), and 90% intervals hold the truth in nine cases of ten. ``coverage`` goes through designs of
other sizes, with and without missing responses, robust and static. ``standing`` simulates items that
stand for years for reasons of their own, which breaks the model, and fits them as they are and with
discounted responses.

    python benchmarks/depth_calibration.py [ranks|coverage|standing] [--replications 200]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from scipy.stats import chisquare, kstest

from kizuna.measures.depth.cleaning import Prepared
from kizuna.measures.depth.fitting import exact_sums, fit_prepared
from kizuna.measures.depth.fitting import fit as estimate
from kizuna.measures.depth.model import Priors, natural
from kizuna.measures.depth.result import DepthFit, Settings
from kizuna.measures.depth.simulating import Simulated, simulate

PRIORS = Priors(threshold=(0.5, 1.5), innovation=(float(np.log(0.3)), 0.5))
"""Narrower than usual, so that few simulated items are always or never met."""

THINNED = 99
BINS = 10


class Design(NamedTuple):
    """Size of the simulated data."""

    units: int
    years: int
    categories: tuple[int, ...]
    missing: float = 0.1
    robust: bool = False
    sticky: tuple[int, ...] = ()
    alike: bool = False


SMALL = Design(25, 8, (2, 2, 3, 3, 2))
DESIGNS = (
    Design(50, 5, (2, 2, 3, 4)),
    Design(50, 70, (2, 3, 2, 4), 0.3),
    Design(100, 20, (2,) * 8 + (3,) * 4),
    Design(100, 20, (2,) * 8 + (3,) * 4, robust=True),
    Design(500, 20, (2, 3, 4) * 3, 0.5),
    Design(400, 1, (2, 3, 4) * 3),
    Design(200, 20, (2, 3, 2, 4, 5), sticky=(1, 3, 4), alike=True),
    Design(2000, 10, (2,) * 15 + (4,) * 10, 0.2),
)


def fitted(simulated: Simulated, design: Design, seed: int, draws: int) -> DepthFit:
    """Fit simulated data with the priors they were drawn from; nothing is left out."""
    data = simulated.data
    met = tuple(tuple(range(item.categories)) for item in data.items)
    settings = Settings(
        chains=4,
        draws=draws,
        warmup=100,
        seed=seed,
        preview=False,
        robust=design.robust,
        priors=PRIORS,
        alike=design.alike,
    )
    return fit_prepared(Prepared(data, met, ()), settings, given="")


def drawn(design: Design, seed: int) -> Simulated:
    """Data of this design."""
    return simulate(
        units=design.units,
        years=design.years,
        categories=design.categories,
        seed=seed,
        missing=design.missing,
        stay=0.5,
        robust=design.robust,
        sticky=design.sticky,
        alike=design.alike,
        priors=PRIORS,
    )


def ranks(replications: int, first: int) -> bool:
    """Calibrate on the small design; whether all ranks are uniform."""
    rows, inside = [], []
    begun = time.perf_counter()
    for number in range(first, first + replications):
        truth = drawn(SMALL, number)
        fit = fitted(truth, SMALL, number, 100)
        layout = fit.settings.layout(fit.data)
        names, true = natural(layout, truth.phi)
        flat = fit.parameters.draws.reshape(-1, len(names))
        which = np.linspace(0, len(flat) - 1, THINNED).round().astype(int)
        some = np.array([0, len(truth.depth) // 2, len(truth.depth) - 1])
        below = (flat[which] < true).sum(axis=0)
        states = (fit.draws[which][:, some] < truth.depth[some]).sum(axis=0)
        rows.append(np.concatenate([below, states]))
        inside.append((fit.states.q05 <= truth.depth) & (truth.depth <= fit.states.q95))
    seconds = time.perf_counter() - begun
    table = np.array(rows)
    labels = [*names, "depth, first row", "depth, middle row", "depth, last row"]
    worst = 1.0
    print(f"{'quantity':24} {'chi-square p':>12} {'KS p':>8} {'mean rank':>10}")
    for label, column in zip(labels, table.T, strict=True):
        counts = np.bincount(column * BINS // (THINNED + 1), minlength=BINS)
        p = float(chisquare(counts).pvalue)
        spread = (column + 0.5) / (THINNED + 1)
        ks = float(kstest(spread, "uniform").pvalue)
        worst = min(worst, p, ks)
        print(f"{label:24} {p:12.3f} {ks:8.3f} {column.mean() / THINNED:10.3f}")
    held = float(np.concatenate(inside).mean())
    print(
        f"{replications} replications in {seconds:.0f} s; 90% intervals of depth hold "
        f"{100 * held:.1f}%; least p {worst:.4f} of {2 * len(labels)}, "
        f"{min(1.0, worst * 2 * len(labels)):.3f} after Bonferroni"
    )
    return worst * 2 * len(labels) > 0.05


def coverage(replications: int, first: int, designs: Sequence[Design] = DESIGNS) -> bool:
    """Coverage over designs; whether all are within 88 to 92 percent."""
    good = True
    for design in designs:
        states, parameters, related = [], [], []
        for number in range(first, first + replications):
            truth = drawn(design, number)
            fit = fitted(truth, design, number, 250)
            names, true = natural(fit.settings.layout(fit.data), truth.phi)
            low, high = np.quantile(
                fit.parameters.draws.reshape(-1, len(names)), [0.05, 0.95], axis=0
            )
            parameters.append((low <= true) & (true <= high))
            states.append((fit.states.q05 <= truth.depth) & (truth.depth <= fit.states.q95))
            related.append(np.corrcoef(fit.states.mean, truth.depth)[0, 1])
        by_fit = np.array([s.mean() for s in states])
        held, error = float(by_fit.mean()), float(by_fit.std() / np.sqrt(len(by_fit)))
        good &= abs(held - 0.9) < 0.02 + 2 * error
        print(
            f"{design}: depth {100 * held:.1f}% (s.e. {100 * error:.1f}), parameters "
            f"{100 * np.mean(parameters):.1f}%, correlation with the truth {np.mean(related):.2f}",
            flush=True,
        )
    return good


STANDING = (
    (41, 60, (2, 3, 2, 2, 4, 3) * 5, 0.03),
    (41, 60, (2, 3, 2, 2, 4, 3) * 5, 0.08),
    (41, 60, (2, 3, 2, 2, 4, 3) * 5, 0.3),
    (200, 20, (2, 3, 2, 2, 4, 3) * 2, 0.1),
    (60, 30, (2, 3, 2, 2, 4, 3), 0.1),
    (41, 60, (2, 3, 2, 2, 4, 3) * 5, 1.0),
)
"""Units, years, categories of the items, and the chance that the reasons of a response are drawn anew
in a year; the first is the size of the record's set."""


def standing(replications: int, first: int) -> bool:
    """Coverage for items that stand, as they are and discounted; whether the latter is above 80%."""
    good = True
    pace = (float(np.log(0.2)), 0.1)
    for units, years, categories, renewed in STANDING:
        jax.clear_caches()  # compiled code of many shapes takes memory
        found: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for number in range(first, first + replications):
            truth = simulate(
                units=units,
                years=years,
                categories=categories,
                seed=number,
                renewed=renewed,
                priors=Priors(threshold=(2.0, 2.0), innovation=pace),
            )
            for discount, rows in found.items():
                fit = estimate(
                    truth.data, preview=True, discount=discount, priors=Priors(innovation=pace)
                )
                states = fit.states
                held = (states.q05 <= truth.depth) & (truth.depth <= states.q95)
                rows.append((held.mean(), np.sqrt(np.mean((states.mean - truth.depth) ** 2))))
        told = []
        for discount, rows in found.items():
            held, off = np.mean(rows, axis=0)
            error = np.std([row[0] for row in rows]) / np.sqrt(len(rows))
            good &= held > 0.8 or not discount
            name = "discounted" if discount else "as they are"
            told.append(f"{name} {100 * held:.1f}% (s.e. {100 * error:.1f}), off by {off:.2f}")
        print(
            f"{units} x {years} x {len(categories)}, {renewed:.0%} renewed: {'; '.join(told)}",
            flush=True,
        )
    return good


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "what", nargs="?", choices=("ranks", "coverage", "standing"), default="ranks"
    )
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument(
        "--design",
        type=int,
        action="append",
        choices=range(len(DESIGNS)),
        help="only this one of the designs of coverage, counted from 0; may be repeated",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the first replication")
    given = parser.parse_args()
    with exact_sums():
        if given.what == "standing":
            good = standing(given.replications, given.seed)
        elif given.what == "ranks":
            good = ranks(given.replications, given.seed)
        else:
            chosen = [DESIGNS[n] for n in given.design or range(len(DESIGNS))]
            good = coverage(given.replications, given.seed, chosen)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
