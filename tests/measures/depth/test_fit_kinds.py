"""Other kinds of fit: discounted, static, robust, with covariates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kizuna.errors import InputError
from kizuna.measures.depth import DepthFit, Priors, fit
from kizuna.measures.depth.simulating import simulate

pytest.importorskip("jax")
TIGHT = Priors(threshold=(0.5, 1.2), innovation=(float(np.log(0.3)), 0.4))


def test_responses_that_stand_count_less_and_make_intervals_honest() -> None:
    """40 units, 50 years, 12 items whose reasons last 12 years: about nine in ten, not seven."""
    priors = Priors(innovation=(float(np.log(0.2)), 0.1))
    held: dict[bool, list[float]] = {False: [], True: []}
    for seed in range(3):
        truth = simulate(
            units=40,
            years=50,
            categories=(2, 3, 2, 2, 4, 3) * 2,
            seed=seed,
            renewed=0.08,
            priors=Priors(threshold=(1.0, 1.5), innovation=priors.innovation),
        )
        for discount, shares in held.items():
            states = fit(truth.data, preview=True, discount=discount, priors=priors).states
            shares.append(float(((states.q05 <= truth.depth) & (truth.depth <= states.q95)).mean()))
    assert np.mean(held[False]) < 0.8
    assert 0.83 < np.mean(held[True]) < 0.96


def test_responses_that_are_drawn_anew_every_year_keep_their_weight() -> None:
    weights = []
    for seed in range(3):
        truth = simulate(units=100, years=20, categories=(2, 2, 3, 3), seed=seed, priors=TIGHT)
        found = fit(truth.data, preview=True, discount=True, priors=TIGHT)
        weights += [item.weight for item in found.data.items]
    assert np.mean(weights) > 0.93
    assert min(weights) > 0.7


def test_a_discounted_fit_says_so_and_is_one_file(tmp_path: Path) -> None:
    truth = simulate(units=20, years=20, categories=(2, 2, 3), seed=5, renewed=0.1, priors=TIGHT)
    found = fit(truth.data, preview=True, discount=True, priors=TIGHT)
    assert any("change less often than independent responses would" in note for note in found.notes)
    assert max(item.weight for item in found.data.items) < 0.7
    found.save(tmp_path / "one.fit")
    again = DepthFit.load(tmp_path / "one.fit")
    assert again.data.items == found.data.items
    assert again.settings.discount
    checks = found.item_checks()
    assert (checks["independent_changes"] > checks["changes"]).all()


def test_only_years_can_stand_for_one_another() -> None:
    truth = simulate(units=30, years=1, categories=(2, 2, 3), seed=0)
    with pytest.raises(InputError, match="static: only years can stand"):
        fit(truth.data, preview=True, discount=True)


def test_static_and_robust_models_recover_depth() -> None:
    still = simulate(units=300, years=1, categories=(2, 3, 2, 4, 2), seed=2, priors=TIGHT)
    found = fit(still.data, priors=TIGHT)
    assert found.origin.rhat is not None
    # One item is steep (about 7), its posterior long-tailed.
    assert found.origin.rhat < 1.02
    held = (found.states.q05 <= still.depth) & (still.depth <= found.states.q95)
    assert 0.84 < held.mean() < 0.96
    with pytest.raises(InputError, match="static"):
        fit(still.data, robust=True)
    jumping = simulate(
        units=60, years=15, categories=(2,) * 6 + (3,) * 4, seed=3, robust=True, priors=TIGHT
    )
    found = fit(jumping.data, draws=250, warmup=100, robust=True, priors=TIGHT)
    assert found.origin.divergences == 0
    held = (found.states.q05 <= jumping.depth) & (jumping.depth <= found.states.q95)
    assert 0.82 < held.mean() < 0.97


def test_covariates_move_the_mean_at_entry() -> None:
    base = simulate(units=200, years=1, categories=(2, 3, 2, 4, 2), seed=4, priors=TIGHT).data
    rich = (np.arange(200) % 2).astype(np.float32)[:, None]
    above = base.codes.sum(axis=1)
    # Units with the covariate are those with more responses: its effect must be positive.
    order = np.argsort(-above, kind="stable")
    covariates = np.zeros_like(rich)
    covariates[order[:100]] = 1.0
    given = replace(base, covariates=covariates, covariate_names=("rich",))
    found = fit(given, preview=True, priors=TIGHT)
    row = found.summary().filter(found.summary()["parameter"] == "covariate[rich]")
    assert row["q05"][0] > 0.5
