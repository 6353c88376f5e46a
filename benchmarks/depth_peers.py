"""Other software on the data of ``depth_speed.py``: PyMC with nutpie, and R's MCMCpack.

Neither is needed for Kizuna: ``pip install pymc nutpie``; R with the package MCMCpack.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kizuna.measures.depth.indicators import Indicators
from kizuna.measures.depth.model import Layout, Priors, layout_of

Draws = NDArray[np.floating[Any]]
_FAR = 1e3  # logits: a threshold that no depth reaches


class Sampled(NamedTuple):
    """Draws of a peer.

    Attributes:
        parameters: shape (chains, draws, D).
        depth: shape (chains, draws, rows).
        seconds: of sampling alone, without compilation.
        whole: whether all that was asked for was drawn in the time given.
    """

    parameters: Draws
    depth: Draws
    seconds: float
    whole: bool


def nutpie(
    data: Indicators, priors: Priors, *, chains: int, warmup: int, draws: int, minutes: float
) -> Sampled:
    """PyMC's model, every latent state sampled, by nutpie; what is there when time is up."""
    import nutpie
    import pymc as pm

    layout = layout_of(data.items, dynamic=True, robust=False, priors=priors)
    with pm.Model() as model:
        _graded(data, layout)
    compiled = nutpie.compile_pymc_model(model)
    began = time.perf_counter()
    sampler = nutpie.sample(
        compiled,
        draws=draws,
        tune=warmup,
        chains=chains,
        cores=2,
        seed=1,
        blocking=False,
        progress_bar=False,
    )
    try:
        trace, whole = sampler.wait(timeout=60 * minutes), True
    except TimeoutError:
        trace, whole = sampler.abort(), False
    seconds = time.perf_counter() - began
    kept = trace.posterior
    return Sampled(kept["phi"].values, kept["depth"].values, seconds, whole)


def _graded(data: Indicators, layout: Layout) -> None:
    """The graded model over a random walk, as ``depth_plain.py`` has it for NumPyro."""
    import pymc as pm
    import pytensor.tensor as pt

    start = np.searchsorted(data.unit, np.arange(len(data.units)))
    since = np.arange(len(data.unit)) - start[data.unit]
    shape = (len(data.units), int(since.max()) + 1)
    phi = pm.Normal("phi", layout.mean, layout.sd)
    noise = pm.Normal("noise", 0.0, 1.0, shape=shape)
    innovation = pt.exp(phi[layout.slices["innovation"]][0])
    scale = pt.where(np.arange(shape[1]) == 0, 1.0, innovation)
    depth = pm.Deterministic("depth", pt.cumsum(noise * scale, axis=1)[data.unit, since])
    slope = pt.exp(phi[layout.slices["discrimination"]])
    flat = pt.dot(layout.first, phi[layout.slices["threshold"]])
    flat = flat + pt.dot(layout.gaps, pt.exp(phi[layout.slices["gap"]]))
    padded = pt.concatenate([flat, [-_FAR, _FAR]])
    row, item = np.nonzero(data.codes >= 0)
    code = data.codes[row, item]
    steps = np.diff(layout.offsets) - 1
    first = np.concatenate([[0], np.cumsum(steps)])[item]
    below = np.where(code == 0, steps.sum(), first + code - 1)
    above = np.where(code == steps[item], steps.sum() + 1, first + code)
    at = slope[item] * depth[row]
    chance = pt.sigmoid(at - padded[below]) - pt.sigmoid(at - padded[above])
    pm.Potential("responses", pt.log(pt.maximum(chance, 1e-30)).sum())


_R = """
library(MCMCpack, quietly = TRUE)
given <- commandArgs(trailingOnly = TRUE)
answers <- as.matrix(read.csv(given[1], header = FALSE, na.strings = ""))
rownames(answers) <- paste0("u", seq_len(nrow(answers)))
years <- scan(given[2], quiet = TRUE)
constraint <- setNames(list("+"), given[3])
iterations <- as.integer(given[4])
began <- proc.time()[["elapsed"]]
for (chain in 1:2) {
  drawn <- MCMCdynamicIRT1d(
    answers, years, theta.constraints = constraint, burnin = iterations / 2,
    mcmc = iterations, thin = iterations / 500, seed = chain)
  write.table(drawn, paste0(given[5], chain, ".csv"), sep = ",", row.names = FALSE)
}
cat(proc.time()[["elapsed"]] - began, "\\n")
"""


def mcmcpack(data: Indicators, depth: Draws, *, iterations: int) -> Sampled:
    """MCMCpack's dynamic model (Martin and Quinn 2002), two chains one after the other.

    It knows binary items alone, whose parameters it takes anew each year: items are cut in the
    middle, and no parameter is shared over time. The unit that was deepest at first is held positive.
    """
    years = np.unique(data.time)
    units, items = len(data.units), len(data.items)
    wide = np.full((units, len(years), items), -1)
    wide[data.unit, np.searchsorted(years, data.time)] = data.codes
    middle = np.array([(item.categories - 1) // 2 for item in data.items])
    binary = np.where(wide < 0, -1, wide > middle).reshape(units, -1)
    varies = np.array([len(set(column) - {-1}) == 2 for column in binary.T])
    at = np.repeat(np.arange(1, len(years) + 1), items)[varies]
    deepest = int(np.argmax(np.bincount(data.unit, weights=depth)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = [",".join("" if v < 0 else str(v) for v in row) for row in binary[:, varies]]
        (place / "answers.csv").write_text("\n".join(rows) + "\n")
        (place / "years.txt").write_text("\n".join(map(str, at)))
        (place / "run.R").write_text(_R)
        given = [str(place / n) for n in ("run.R", "answers.csv", "years.txt")]
        given += [f"u{deepest + 1}", str(iterations), str(place / "chain")]
        told = subprocess.run(["Rscript", *given], capture_output=True, text=True, check=False)
        if told.returncode:
            raise SystemExit(f"MCMCpack: {told.stderr.strip()}")
        names = (place / "chain1.csv").open().readline().replace('"', "").strip().split(",")
        chains = [np.loadtxt(place / f"chain{n}.csv", delimiter=",", skiprows=1) for n in (1, 2)]
    both = np.stack(chains)
    column = {name: n for n, name in enumerate(names)}
    states = [
        column[f"theta.u{u + 1}.t{t + 1}"]
        for u, t in zip(data.unit, np.searchsorted(years, data.time), strict=True)
    ]
    others = [n for name, n in column.items() if not name.startswith("theta.")]
    return Sampled(both[..., others], both[..., states], float(told.stdout.split()[-1]), True)
