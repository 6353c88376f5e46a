"""The latent depth integrated out: forward and backward passes on a grid.

The chance of all responses given the item parameters is that of a hidden Markov model whose
states are points of a grid (Kitagawa 1987). Its gradient is the expected number of times that
each category was met at each point and that each step was taken (Fisher's identity), which one
backward pass gives. Sums over units are kept in float64 whatever the passes use.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import jax
import jax.numpy as jnp
from jax.lax import Precision

from kizuna.measures.depth.model import Tables

if TYPE_CHECKING:
    from kizuna.measures.depth.histories import Batch, Segment

_exact = partial(jnp.matmul, precision=Precision.HIGHEST)
"""On graphics processors the default product of float32 matrices keeps ten bits only."""


class _Emission(NamedTuple):
    """Chance of each pattern by grid point, divided by its largest, and the log of that."""

    scaled: jax.Array
    top: jax.Array


class _Forward(NamedTuple):
    """Filtered chances (years, histories, K) and the divisors (years, histories) of a segment."""

    filtered: jax.Array
    divisor: jax.Array


def _floor(dtype: jnp.dtype) -> float:
    """Chance of leaping anywhere: nothing, but it keeps a chance of 0 from ever being divided by."""
    return 1e-30 if dtype == jnp.float32 else 1e-200


def _emission(tables: Tables, batch: Batch) -> _Emission:
    log = _exact(batch.hot, tables.response.astype(batch.hot.dtype))
    top = log.max(axis=1)
    return _Emission(jnp.exp(log - top[:, None]), top)


def _entry(tables: Tables, batch: Batch) -> jax.Array:
    return jnp.exp(tables.entry).astype(batch.hot.dtype)[batch.entry]


def _forward_segment(
    arriving: jax.Array, emission: _Emission, step: jax.Array, segment: Segment
) -> tuple[jax.Array, _Forward]:
    """Filter one segment; ``arriving`` is the chance of its first states given the years before."""
    floor = _floor(arriving.dtype)

    def year(arriving: jax.Array, pattern: jax.Array) -> tuple[jax.Array, _Forward]:
        joint = (arriving + floor) * emission.scaled[pattern]
        divisor = joint.sum(axis=1)
        filtered = joint / divisor[:, None]
        return _exact(filtered, step), _Forward(filtered, divisor)

    return jax.lax.scan(year, arriving, segment.pattern)


def _forward(tables: Tables, batch: Batch) -> tuple[_Emission, list[_Forward]]:
    emission = _emission(tables, batch)
    step = tables.transition.astype(batch.hot.dtype)
    arriving, passed = _entry(tables, batch), []
    for segment in batch.segments:
        arriving, forward = _forward_segment(
            arriving[: segment.pattern.shape[1]], emission, step, segment
        )
        passed.append(forward)
    return emission, passed


def _log_likelihood(emission: _Emission, passed: list[_Forward], batch: Batch) -> jax.Array:
    total = jnp.zeros((), dtype=jnp.float64)
    for segment, forward in zip(batch.segments, passed, strict=True):
        log = jnp.log(forward.divisor) + emission.top[segment.pattern]
        total += (segment.weight.astype(jnp.float64) * log.astype(jnp.float64)).sum()
    return total


class _Backward(NamedTuple):
    """State of the backward pass.

    Attributes:
        ahead: chance of all later responses by the state in which a year begins, relative to
            their chance given the earlier ones; 1 where nothing comes later, (histories, K).
        met: expected times that each pattern was met at each point, shape (P, K).
        taken: derivative by each chance of transition, shape (K, K).
    """

    ahead: jax.Array
    met: jax.Array
    taken: jax.Array


def _backward_segment(
    state: _Backward, emission: _Emission, step: jax.Array, segment: Segment, forward: _Forward
) -> _Backward:
    """Go through one segment from its last year to its first."""

    def year(
        state: _Backward, inputs: tuple[jax.Array, jax.Array, jax.Array, jax.Array]
    ) -> tuple[_Backward, None]:
        pattern, weight, filtered, divisor = inputs
        taken = state.taken + _exact((filtered * weight[:, None]).T, state.ahead)
        later = _exact(state.ahead, step.T)
        met = state.met.at[pattern].add(filtered * later * weight[:, None])
        ahead = emission.scaled[pattern] * later / divisor[:, None]
        return _Backward(ahead, met, taken), None

    inputs = (segment.pattern, segment.weight, forward.filtered, forward.divisor)
    return jax.lax.scan(year, state, inputs, reverse=True)[0]


def _backward(
    tables: Tables, batch: Batch, emission: _Emission, passed: list[_Forward]
) -> _Backward:
    dtype = batch.hot.dtype
    points = tables.transition.shape[0]
    step = tables.transition.astype(dtype)
    state = _Backward(
        jnp.ones((0, points), dtype=dtype),
        jnp.zeros((batch.hot.shape[0], points), dtype=dtype),
        jnp.zeros((points, points), dtype=dtype),
    )
    for segment, forward in zip(reversed(batch.segments), reversed(passed), strict=True):
        leaving = segment.pattern.shape[1] - state.ahead.shape[0]
        ended = jnp.ones((leaving, points), dtype=dtype)
        state = state._replace(ahead=jnp.concatenate([state.ahead, ended]))
        state = _backward_segment(state, emission, step, segment, forward)
    return state


def log_likelihood(tables: Tables, batch: Batch) -> jax.Array:
    """Log chance of all responses, float64."""
    emission, passed = _forward(tables, batch)
    return _log_likelihood(emission, passed, batch)


def log_likelihood_and_gradient(tables: Tables, batch: Batch) -> tuple[jax.Array, Tables]:
    """Log chance of all responses and its derivative by each entry of the tables.

    Args:
        tables: the model on a grid, float64.
        batch: the histories; its type is that of the passes.
    """
    emission, passed = _forward(tables, batch)
    state = _backward(tables, batch, emission, passed)
    first = _entry(tables, batch) * state.ahead * batch.segments[0].weight[0][:, None]
    wide = jnp.float64
    return _log_likelihood(emission, passed, batch), Tables(
        response=_exact(batch.hot.T, state.met).astype(wide),
        transition=state.taken.astype(wide),
        entry=jnp.zeros_like(tables.entry).at[batch.entry].add(first.astype(wide)),
    )


def marginals(tables: Tables, batch: Batch) -> jax.Array:
    """Chance of each grid point given all responses, for a batch of one segment.

    Returns:
        Shape (years, histories, K); meaningless where a history has ended.
    """
    emission, (forward,) = _forward(tables, batch)
    (segment,) = batch.segments
    step = tables.transition.astype(batch.hot.dtype)

    def year(
        ahead: jax.Array, inputs: tuple[jax.Array, jax.Array, jax.Array]
    ) -> tuple[jax.Array, jax.Array]:
        pattern, filtered, divisor = inputs
        later = _exact(ahead, step.T)
        return emission.scaled[pattern] * later / divisor[:, None], filtered * later

    last = jnp.ones_like(forward.filtered[0])
    inputs = (segment.pattern, forward.filtered, forward.divisor)
    return jax.lax.scan(year, last, inputs, reverse=True)[1]


STRATA = 64
"""Draws among which random numbers are spread evenly."""


def spread(key: jax.Array, draw: jax.Array, shape: tuple[int, ...], dtype: jnp.dtype) -> jax.Array:
    """Uniform random numbers, evenly spread over each run of 64 draws.

    Each draw by itself is uniform and independent over ``shape``; of 64 consecutive draws, one
    falls into each 64th of the unit interval, in an order that differs from place to place (Latin
    hypercube sampling, McKay, Beckman and Conover 1979). Means over draws have less noise so.
    """
    order, within = jax.random.split(key)
    bits = jax.random.bits(jax.random.fold_in(order, draw // STRATA), shape, jnp.uint32)
    # An odd factor makes the map from draws to strata one to one.
    factor, offset = ((bits << 1) | 1) & (STRATA - 1), (bits >> 8) & (STRATA - 1)
    stratum = (factor * (draw % STRATA).astype(jnp.uint32) + offset) & (STRATA - 1)
    inside = jax.random.uniform(jax.random.fold_in(within, draw), shape, dtype=dtype)
    return (stratum.astype(dtype) + inside) / STRATA


def trajectories(tables: Tables, batch: Batch, key: jax.Array, draw: jax.Array) -> jax.Array:
    """One draw of all latent states given all responses, for a batch of one segment.

    Forward filtering, backward sampling (Carter and Kohn 1994).

    Args:
        tables: the model on a grid.
        batch: the histories.
        key: of the chain's random numbers.
        draw: number of the draw in its chain, an integer.

    Returns:
        Grid points, int16, shape (years, histories); meaningless where a history has ended.
    """
    _, (forward,) = _forward(tables, batch)
    into = tables.transition.astype(batch.hot.dtype).T
    years, histories, points = forward.filtered.shape
    chance = spread(key, draw, (years, histories), batch.hot.dtype)

    def year(reach: jax.Array, inputs: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        filtered, u = inputs
        sums = _exact(filtered * reach, summing)
        point = (sums < u[:, None] * sums[:, -1:]).sum(axis=1)
        point = jnp.minimum(point, points - 1)
        return into[point], point.astype(jnp.int16)

    # A product of matrices adds up faster than the sum itself.
    summing = jnp.triu(jnp.ones((points, points), dtype=batch.hot.dtype))
    everywhere = jnp.ones((histories, points), dtype=batch.hot.dtype)
    return jax.lax.scan(year, everywhere, (forward.filtered, chance), reverse=True)[1]
