"""The model of depth as anyone would write it in NumPyro: every latent state is sampled."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

from kizuna.measures.depth.indicators import Indicators
from kizuna.measures.depth.model import Priors, layout_of


def plain(data: Indicators, priors: Priors, *, chains: int, warmup: int, draws: int, seed: int):  # type: ignore[no-untyped-def]
    """Sample parameters and states with NUTS.

    Args:
        data: a dynamic set, each unit without gaps.
        priors: as of the fit to compare with.
        chains: run one after the other.
        warmup: draws that tune the sampler.
        draws: draws kept from each chain.
        seed: of the random numbers.

    Returns:
        Unbounded parameters (chains, draws, D) and depth (chains, draws, rows).
    """
    layout = layout_of(data.items, dynamic=True, robust=False, priors=priors)
    units = len(data.units)
    start = np.searchsorted(data.unit, np.arange(units))
    since = np.arange(len(data.unit)) - start[data.unit]
    longest = int(since.max()) + 1
    steps = np.diff(layout.offsets) - 1
    most = int(steps.max())
    codes = jnp.asarray(data.codes)

    def model() -> None:
        phi = numpyro.sample("phi", dist.Normal(layout.mean, layout.sd).to_event(1))
        innovation = jnp.exp(phi[layout.slices["innovation"]][0])
        noise = numpyro.sample("noise", dist.Normal(0, 1).expand([units, longest]).to_event(2))
        scale = jnp.where(jnp.arange(longest) == 0, 1.0, innovation)
        depth = jnp.cumsum(noise * scale, axis=1)[data.unit, since]
        numpyro.deterministic("depth", depth)
        slope = jnp.exp(phi[layout.slices["discrimination"]])
        flat = layout.first @ phi[layout.slices["threshold"]]
        flat = flat + layout.gaps @ jnp.exp(phi[layout.slices["gap"]])
        cuts = jnp.full((len(steps), most), jnp.inf)
        place = 0
        for item, number in enumerate(steps):
            cuts = cuts.at[item, :number].set(flat[place : place + number])
            place += number
        above = jax.nn.sigmoid(slope * depth[:, None] - jnp.moveaxis(cuts, 1, 0)[..., None, :])
        ones, none = jnp.ones_like(above[:1]), jnp.zeros_like(above[:1])
        chance = jnp.concatenate([ones, above]) - jnp.concatenate([above, none])
        met = jnp.take_along_axis(chance, jnp.maximum(codes, 0)[None], axis=0)[0]
        log = jnp.log(jnp.maximum(met, 1e-30))
        numpyro.factor("responses", jnp.where(codes >= 0, log, 0.0).sum())

    kernel = NUTS(model, target_accept_prob=0.8)
    mcmc = MCMC(
        kernel,
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
    )
    mcmc.run(jax.random.key(seed))
    found: dict[str, Any] = mcmc.get_samples(group_by_chain=True)
    return np.asarray(found["phi"]), np.asarray(found["depth"])
