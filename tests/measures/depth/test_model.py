"""Depth: the likelihood and its gradient against sums by hand, and the layout of the model."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from kizuna.measures.depth import Item, Priors
from kizuna.measures.depth.fitting import exact_sums
from kizuna.measures.depth.histories import histories_of
from kizuna.measures.depth.model import layout_of, natural
from kizuna.measures.depth.posterior import Grid, information, log_posterior
from kizuna.measures.depth.simulating import simulate

pytest.importorskip("jax")
GRID = Grid(-3.0, 3.0, 7)


def chances(layout: Any, phi: Any, grid: Any, sticky: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """The tables, written again without tricks; responses by what went before, -1 for nothing."""
    slope = np.exp(phi[layout.slices["discrimination"]])
    first, gaps = phi[layout.slices["threshold"]], np.exp(phi[layout.slices["gap"]])
    hold = dict(zip(sticky, np.exp(phi[layout.slices["persistence"]]), strict=True))
    response: list[dict[int, Any]] = []
    used = 0
    for item, size in enumerate(np.diff(layout.offsets)):
        cuts = first[item] + np.append(0.0, gaps[used : used + size - 2].cumsum())
        used += size - 2
        response.append({})
        for last in range(-1, size if item in hold else 0):
            above = [np.ones_like(grid)]
            for step, cut in enumerate(cuts, start=1):
                lean = 0.0 if last < 0 else hold[item] * (1.0 if last >= step else -1.0)
                logit = slope[item % len(slope)] * grid - cut + lean
                above.append(1.0 / (1.0 + np.exp(-logit)))
            above.append(np.zeros_like(grid))
            response[item][last] = [high - low for high, low in pairwise(above)]
    scale = np.exp(phi[layout.slices["innovation"]][0])
    step = np.exp(-0.5 * ((grid[:, None] - grid) / scale) ** 2)
    entry = np.exp(-0.5 * grid**2)
    return response, step / step.sum(axis=1, keepdims=True), entry / entry.sum()


def by_hand(simulated: Any, layout: Any, phi: Any, sticky: tuple[int, ...] = ()) -> float:
    """Log likelihood as a sum over every path of every unit, plus the log prior."""
    data, grid = simulated.data, GRID.points
    response, step, entry = chances(layout, phi, grid, sticky)
    total = -0.5 * (((phi - layout.mean) / layout.sd) ** 2).sum()
    for unit in range(len(data.units)):
        rows = np.flatnonzero(data.unit == unit)
        since = data.time[rows] - data.time[rows[0]]
        sums = 0.0
        for path in product(range(len(grid)), repeat=int(since[-1]) + 1):
            chance = entry[path[0]]
            for before, after in pairwise(path):
                chance *= step[before, after]
            for row, year in zip(rows, since, strict=True):
                for item, code in enumerate(data.codes[row]):
                    if code >= 0:
                        last = data.codes[row - 1, item] if item in sticky and year else -1
                        chance *= response[item][last][code][path[year]]
            sums += chance
        total += np.log(sums)
    return float(total)


@pytest.fixture(scope="module")
def small() -> Any:
    simulated = simulate(
        units=12, years=4, categories=(2, 3, 4), seed=3, missing=0.3, stay=0.5, priors=Priors()
    )
    layout = layout_of(simulated.data.items, dynamic=True, robust=False, priors=Priors())
    return simulated, layout


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_likelihood_is_the_sum_over_all_paths(small: Any, dtype: str) -> None:
    simulated, layout = small
    with exact_sums():
        gradient = log_posterior(layout, histories_of(simulated.data), GRID, dtype=dtype)
        value, _ = gradient(simulated.phi[None])
    exact = by_hand(simulated, layout, simulated.phi)
    # Single precision keeps seven digits; sums are double in both.
    assert value[0] == pytest.approx(exact, rel=1e-10 if dtype == "float64" else 3e-6)


@pytest.mark.parametrize("alike", [False, True])
def test_sticky_items_lean_towards_what_they_were(alike: bool) -> None:
    simulated = simulate(
        units=10,
        years=4,
        categories=(2, 3, 4),
        sticky=(0, 2),
        seed=4,
        missing=0.2,
        stay=0.5,
        alike=alike,
        priors=Priors(),
    )
    items = simulated.data.items
    layout = layout_of(items, dynamic=True, robust=False, priors=Priors(), alike=alike)
    assert layout.names[layout.slices["persistence"]] == ("persistence[i0]", "persistence[i2]")
    with exact_sums():
        gradient = log_posterior(layout, histories_of(simulated.data), GRID)
        value, slope = gradient(simulated.phi[None])
        shift = 1e-5 * np.eye(layout.size)
        ahead, behind = gradient(simulated.phi + shift)[0], gradient(simulated.phi - shift)[0]
    exact = by_hand(simulated, layout, simulated.phi, sticky=(0, 2))
    assert value[0] == pytest.approx(exact, rel=1e-10)
    np.testing.assert_allclose(slope[0], (ahead - behind) / 2e-5, rtol=1e-5, atol=1e-6)
    names, values = natural(layout, simulated.phi)
    assert names[: 1 if alike else 3] == (
        ("discrimination",) if alike else tuple(f"discrimination[i{n}]" for n in range(3))
    )
    at = names.index("persistence[i2]")
    assert values[at] == pytest.approx(np.exp(simulated.phi[layout.slices["persistence"]][1]))


def test_gaps_in_years_are_years_without_responses(small: Any) -> None:
    simulated, layout = small
    data = simulated.data
    kept = np.ones(len(data.unit), dtype=bool)
    long = np.flatnonzero(np.bincount(data.unit) == 4)
    assert len(long)
    for unit in long:
        kept[np.searchsorted(data.unit, unit) + 1] = False
    from dataclasses import replace

    gappy = replace(data, unit=data.unit[kept], time=data.time[kept], codes=data.codes[kept])
    silent = replace(data, codes=np.where(kept[:, None], data.codes, -1).astype(np.int8))
    with exact_sums():
        one, two = (
            log_posterior(layout, histories_of(d), GRID)(simulated.phi[None])
            for d in (gappy, silent)
        )
    assert one[0] == pytest.approx(two[0], rel=1e-12)


def test_the_gradient_is_that_of_the_value(small: Any) -> None:
    simulated, layout = small
    with exact_sums():
        gradient = log_posterior(layout, histories_of(simulated.data), GRID)
        _, slope = gradient(simulated.phi[None])
        shift = 1e-5 * np.eye(layout.size)
        ahead, behind = gradient(simulated.phi + shift)[0], gradient(simulated.phi - shift)[0]
    np.testing.assert_allclose(slope[0], (ahead - behind) / 2e-5, rtol=1e-5, atol=1e-6)


def test_collapsing_histories_changes_nothing() -> None:
    simulated = simulate(units=300, years=3, categories=(2, 2), seed=1, priors=Priors())
    layout = layout_of(simulated.data.items, dynamic=True, robust=False, priors=Priors())
    together = histories_of(simulated.data)
    apart = histories_of(simulated.data, collapse=False)
    assert len(together.weight) < 70 < len(apart.weight) == 300
    assert together.weight.sum() == 300
    with exact_sums():
        one, two = (log_posterior(layout, h, GRID)(simulated.phi[None]) for h in (together, apart))
    np.testing.assert_allclose(one[0], two[0], rtol=1e-12)
    np.testing.assert_allclose(one[1], two[1], rtol=1e-9, atol=1e-9)


def test_segments_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from kizuna.measures.depth import histories as room

    simulated = simulate(units=60, years=12, categories=(2, 3), seed=2, stay=0.2, priors=Priors())
    layout = layout_of(simulated.data.items, dynamic=True, robust=False, priors=Priors())
    with exact_sums():
        whole = log_posterior(layout, histories_of(simulated.data), GRID)(simulated.phi[None])
        monkeypatch.setattr(room, "SMALL", 10)
        cut = room.batch_of(histories_of(simulated.data), layout, "float64")
        assert len(cut.segments) > 2
        parts = log_posterior(layout, histories_of(simulated.data), GRID)(simulated.phi[None])
    np.testing.assert_allclose(whole[0], parts[0], rtol=1e-12)
    np.testing.assert_allclose(whole[1], parts[1], rtol=1e-9, atol=1e-9)


def test_coders_share_discrimination_and_differ_by_a_shift() -> None:
    items = (*tuple(Item(f"q-{c}", "q", 3, group="q", coder=c) for c in "ab"), Item("x", "x", 2))
    layout = layout_of(items, dynamic=False, robust=False, priors=Priors())
    assert layout.names[:2] == ("discrimination[q*]", "discrimination[x]")
    phi = layout.mean.copy()
    phi[layout.slices["shift"]] = (0.0, 0.5)
    from kizuna.measures.depth.model import tables_of

    with exact_sums():
        none = np.zeros((1, 0))
        response = np.exp(tables_of(layout, phi, GRID.points, none).response)
    lenient, strict = response[2], response[5]
    assert (strict < lenient).all()
    np.testing.assert_allclose(response[:3].sum(axis=0), 1.0)
    assert natural(layout, phi)[0][2:4] == ("difficulty[q*,1]", "difficulty[q*,2]")


def test_information_of_a_binary_item_is_its_variance_times_the_squared_slope() -> None:
    layout = layout_of((Item("x", "x", 2),), dynamic=False, robust=False, priors=Priors())
    p = 1.0 / (1.0 + np.exp(-1.7 * GRID.points))
    found = information(layout, np.log(np.stack([1.0 - p, p])), np.array([1.7, 1.7]), np.ones(1))
    np.testing.assert_allclose(found[0], 1.7**2 * p * (1.0 - p))
