"""Depth: recovery, agreement with independent software, resumption, files, explanations."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import kstest

from kizuna.errors import InputError
from kizuna.measures.depth import DepthFit, Indicators, Item, Priors, fit
from kizuna.measures.depth.cleaning import Prepared
from kizuna.measures.depth.convergence import convergence
from kizuna.measures.depth.explaining import _logs, _means
from kizuna.measures.depth.fitting import exact_sums, fit_prepared
from kizuna.measures.depth.model import natural
from kizuna.measures.depth.posterior import Grid
from kizuna.measures.depth.result import Settings
from kizuna.measures.depth.simulating import simulate
from kizuna.measures.depth.states import quantiles

pytest.importorskip("jax")
TIGHT = Priors(threshold=(0.5, 1.2), innovation=(float(np.log(0.3)), 0.4))


@pytest.fixture(scope="module")
def simulated() -> Any:
    return simulate(
        units=30, years=8, categories=(2, 3, 2, 4), seed=12, missing=0.1, stay=0.5, priors=TIGHT
    )


@pytest.fixture(scope="module")
def fitted(simulated: Any) -> DepthFit:
    return fit(simulated.data, draws=400, warmup=100, seed=5, priors=TIGHT)


def test_chains_agree_and_parameters_are_recovered(simulated: Any, fitted: DepthFit) -> None:
    assert fitted.ok, fitted.message
    assert fitted.origin.rhat is not None
    assert fitted.origin.rhat < 1.01
    names, true = natural(fitted.settings.layout(fitted.data), simulated.phi)
    assert names == fitted.parameters.names
    flat = fitted.parameters.draws.reshape(-1, len(names))
    z = (flat.mean(axis=0) - true) / flat.std(axis=0)
    # Eleven parameters, each within 3.5 posterior deviations (skewed ones a little further out).
    assert np.abs(z).max() < 3.5
    assert np.corrcoef(fitted.states.mean, simulated.depth)[0, 1] > 0.7
    assert (fitted.parameters.draws[..., :4] > 0.0).all()


def test_draws_and_summaries_tell_the_same(fitted: DepthFit) -> None:
    draws, states = fitted.draws, fitted.states
    # At least 400 effective draws: means within 4.5 standard errors, deviations within 15%.
    assert (np.abs(draws.mean(axis=0) - states.mean) < 4.5 * states.sd / np.sqrt(400)).all()
    np.testing.assert_allclose(draws.std(axis=0), states.sd, rtol=0.15)
    np.testing.assert_allclose((draws < states.q05).mean(axis=0), 0.05, atol=0.03)
    np.testing.assert_allclose((draws > states.q95).mean(axis=0), 0.05, atol=0.03)


def test_a_plain_model_that_samples_every_state_agrees(simulated: Any, fitted: DepthFit) -> None:
    pytest.importorskip("numpyro")
    place = Path(__file__).parents[3] / "benchmarks" / "depth_plain.py"
    spec = importlib.util.spec_from_file_location("depth_plain", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["depth_plain"] = module
    spec.loader.exec_module(module)
    phi, depth = module.plain(simulated.data, TIGHT, chains=2, warmup=300, draws=600, seed=1)
    names, values = natural(fitted.settings.layout(fitted.data), phi.astype(np.float64))
    for theirs, ours in (
        (np.moveaxis(values, -1, 0), np.moveaxis(fitted.parameters.draws, -1, 0)),
        (np.moveaxis(depth, -1, 0), fitted.draws.reshape(4, 400, -1).transpose(2, 0, 1)),
    ):
        sizes = convergence(theirs).bulk, convergence(ours).bulk
        flat = theirs.reshape(len(theirs), -1), ours.reshape(len(ours), -1)
        error = np.sqrt(
            sum(x.var(axis=1) / np.minimum(n, 1600) for x, n in zip(flat, sizes, strict=True))
        )
        z = (flat[0].mean(axis=1) - flat[1].mean(axis=1)) / error
        # Monte Carlo errors only: of some 150 standard normal numbers, none beyond 4.5.
        assert np.abs(z).max() < 4.5, names
        ratio = flat[0].std(axis=1) / flat[1].std(axis=1)
        assert ratio.min() > 0.75
        assert ratio.max() < 1.33


@pytest.mark.parametrize("moves_until", [60, 160])
def test_a_resumed_fit_gives_the_same_numbers(
    simulated: Any,
    fitted: DepthFit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moves_until: int,
) -> None:
    from kizuna.measures.depth import sampling

    options = {"draws": 400, "warmup": 100, "seed": 5, "priors": TIGHT}
    once = sampling._once
    moves = []

    def interrupted(*args: Any) -> None:
        moves.append(1)
        if len(moves) == moves_until:
            raise KeyboardInterrupt
        once(*args)

    monkeypatch.setattr(sampling, "_once", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fit(simulated.data, checkpoint=tmp_path / "chains", **options)
    monkeypatch.setattr(sampling, "_once", once)
    resumed = fit(simulated.data, checkpoint=tmp_path / "chains", **options)
    assert (resumed.parameters.draws == fitted.parameters.draws).all()
    assert (resumed.states.kept == fitted.states.kept).all()
    assert resumed.to_frame().equals(fitted.to_frame())
    with pytest.raises(InputError, match="belongs to a fit of other data, options or version"):
        fit(simulated.data, checkpoint=tmp_path / "chains", **{**options, "seed": 6})
    (tmp_path / "chains").write_bytes(b"PK broken")
    with pytest.raises(InputError, match=r"cannot be read.*remove it to start again"):
        fit(simulated.data, checkpoint=tmp_path / "chains", **options)


def test_the_normal_distribution_moves_to_where_the_chains_are() -> None:
    from kizuna.measures.depth.optimum import Normal
    from kizuna.measures.depth.sampling import moved_to

    rng = np.random.default_rng(3)
    size, chains, moves = 40, 4, 200
    root = np.tril(rng.normal(size=(size, size))) / 5.0 + np.eye(size)
    mode = Normal(rng.normal(size=size), root)
    shift, spread = np.zeros(size), np.ones(size)
    shift[:3], spread[3:6] = (0.8, -0.6, 0.5), (1.6, 0.6, 1.4)
    z = shift + spread * rng.standard_normal((chains, moves, size))
    found = moved_to(mode, mode.mean + z @ root.T)
    moved = np.linalg.solve(root, found.mean - mode.mean)
    widened = np.diag(np.linalg.solve(root, found.root))
    assert np.allclose(moved, shift, atol=0.15)
    assert np.allclose(widened, spread, rtol=0.12)
    # Most of what chance explains is left alone: the plain estimates differ twice as much.
    assert np.square(moved[3:]).sum() < 0.5 * np.square(z.mean(axis=(0, 1))[3:]).sum()
    assert np.allclose(np.triu(found.root, 1), 0.0)


def test_a_fit_is_one_file(fitted: DepthFit, tmp_path: Path) -> None:
    path = tmp_path / "a.fit"
    fitted.save(path)
    again = DepthFit.load(path)
    assert again.origin == fitted.origin
    assert again.to_frame().equals(fitted.to_frame())
    assert again.summary().equals(fitted.summary())
    assert again.item_checks().equals(fitted.item_checks())
    assert again.data.data_hash == fitted.data.data_hash
    assert again.weights("u3", int(again.data.time[again.data.rows_of("u3")][-1])) == (
        fitted.weights("u3", int(fitted.data.time[fitted.data.rows_of("u3")][-1]))
    )
    content = path.read_bytes()
    fitted.save(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no fit at"),
        (b"unit,time\n", "is no fit of depth, or is damaged"),
        (b"PK\x03\x04 cut short", "is no fit of depth, or is damaged"),
    ],
)
def test_other_files_are_refused(content: bytes | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "b.fit"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        DepthFit.load(path)


def test_a_cut_or_foreign_archive_is_refused(fitted: DepthFit, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "c.fit"
    fitted.save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="damaged"):
        DepthFit.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sheet.xml", "<x/>")
    with pytest.raises(InputError, match="an archive, but no complete fit"):
        DepthFit.load(path)


def test_a_preview_says_so_everywhere(simulated: Any, fitted: DepthFit) -> None:
    preview = fit(simulated.data, preview=True, priors=TIGHT)
    assert "preview" in repr(preview).lower()
    assert preview.origin.warnings[0].startswith("Preview")
    assert "Preview" in str(preview.plot("u1").to_dict()["title"])
    assert preview.to_arviz().attrs["warnings"].startswith("Preview")
    # The normal approximation is off by little where data are few, by less where they are many.
    apart = np.abs(preview.states.mean - fitted.states.mean) / fitted.states.sd
    assert apart.max() < 0.5


def test_a_fit_that_has_not_converged_says_so(simulated: Any) -> None:
    short = fit(simulated.data, draws=10, warmup=20, seed=1, priors=TIGHT)
    assert not short.ok
    assert "Too few effective draws" in short.message
    assert short.origin.warnings == short.faults


def test_weights_say_what_moved_depth() -> None:
    codes = np.zeros((40, 4), dtype=np.int8)
    codes[10:] = np.random.default_rng(0).integers(0, 2, (30, 1))
    codes[:, 3] = np.random.default_rng(1).integers(0, 2, 40)
    codes[11::3, 1] ^= 1
    codes[12::4, 2] ^= 1
    codes[0:10] = [[0, 0, 0, 0]] * 5 + [[1, 1, 0, 0]] * 5
    data = Indicators(
        units=tuple("abcd"),
        items=tuple(Item(f"i{n}", f"item {n}", 2) for n in range(4)),
        unit=np.repeat(np.arange(4, dtype=np.int32), 10),
        time=np.tile(np.arange(2000, 2010, dtype=np.int32), 4),
        codes=codes,
        label="steps",
        dynamic=True,
    )
    fitted = fit(data, preview=True)
    found = fitted.why("a", 2005)
    moved = dict(zip(found["item"], found["moved"], strict=True))
    assert set(found["item"][:2]) == {"i0", "i1"}
    assert min(moved["i0"], moved["i1"]) > 0.0
    assert found.filter(found["item"] == "i0")["before"][0] == 0
    assert found.filter(found["item"] == "i0")["now"][0] == 1


@pytest.mark.parametrize("discount", [False, True])
def test_weights_add_up_to_depth(discount: bool) -> None:
    """Shares of level and move add up to what the parameters' mean says of depth, and to its move."""
    truth = simulate(units=12, years=15, categories=(2, 3, 2, 4), seed=4, renewed=0.2)
    found = fit(truth.data, preview=True, discount=discount)
    for unit in ("u0", "u5"):
        rows = found.data.rows_of(unit)
        logs = _logs(found, rows)
        since = found.data.time[rows] - found.data.time[rows.start]
        whole = np.zeros((1, int(since[-1]) + 1, found.grid.size))
        whole[0, since] = logs.sum(axis=0)
        entry = found.entry[found.data.unit[rows.start]]
        mean = _means(whole, found.transition, entry, found.grid.points)[0]
        nothing = _means(np.zeros_like(whole), found.transition, entry, found.grid.points)[0]
        for year in (int(found.data.time[rows][3]), int(found.data.time[rows][-1])):
            told, at = found.why(unit, year), year - int(found.data.time[rows.start])
            assert told["weight"].sum() == pytest.approx(mean[at] - nothing[at], abs=0.01)
            assert told["moved"].sum() == pytest.approx(mean[at] - mean[at - 1], abs=0.01)
            assert sum(found.shares(unit, year).values()) == pytest.approx(told["weight"].sum())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seed": -1}, r"seed = -1 is no whole number between 0 and 4,294,967,295"),
        ({"seed": 1.5}, "seed = 1.5 is no whole number"),
        ({"draws": 100.5}, "draws = 100.5 is no whole number between 10 and 100,000"),
        ({"chains": "4"}, "chains = '4' is no whole number between 1 and 64"),
    ],
)
def test_options_that_are_no_numbers_are_refused(
    simulated: Any, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        fit(simulated.data, **changes)
    with pytest.raises(InputError, match="expected Indicators, found str"):
        fit("record")  # type: ignore[arg-type]


def test_the_folder_of_a_checkpoint_is_looked_for_before_the_work(
    simulated: Any, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="nowhere is no folder: make it first"):
        fit(simulated.data, checkpoint=tmp_path / "nowhere" / "chains")


@pytest.mark.parametrize("prior", [(0.4, 0.0), (0.4, -1.0), (float("nan"), 1.0)])
def test_a_prior_without_width_is_refused(prior: tuple[float, float]) -> None:
    with pytest.raises(InputError, match=r"prior of the innovation: mean .* the second above 0"):
        Priors(innovation=prior)


def test_why_takes_a_pair_in_any_order(fitted: DepthFit) -> None:
    for words in (("u0", "u1"), ("u0", "u1", "2000"), ("u0", 2000.5)):
        with pytest.raises(InputError, match=r"needs a year as a whole number: why\('u0'"):
            fitted.why(*words)
    unit, year = fitted.data.units[0], fitted.data.time[0]
    assert len(fitted.why(unit, year)) == len(fitted.data.items)
    with pytest.raises(InputError, match="'u0-u1' is not among"):
        fitted.why("u1", "u0", 2000)


def test_arviz_gets_every_chain_and_the_draws_that_were_kept(simulated: Any) -> None:
    found = fit(simulated.data, draws=20, warmup=20, chains=2, keep=10, priors=TIGHT)
    exported = found.to_arviz()
    assert exported.posterior["parameters"].shape[:2] == (2, 20)
    depth = exported["depth"]
    assert depth["depth"].shape == found.draws.shape == (10, len(found.data.unit))
    at = found.states.kept_draws
    assert depth["chain"].to_numpy().tolist() == (at // 20).tolist()
    assert depth["draw"].to_numpy().tolist() == (at % 20).tolist()


def test_orders_come_with_probabilities(fitted: DepthFit) -> None:
    year = int(np.bincount(fitted.data.time).argmax())
    order = fitted.rank(year)
    one, two = order["unit"][0], order["unit"][1]
    assert order["deeper_than_next"][0] == pytest.approx(
        fitted.probability_deeper(one, two, year), abs=1e-9
    )
    assert fitted.probability_deeper(one, one, year) == 0.5
    assert (order["rank_q05"] <= order["rank_q95"]).all()
    with pytest.raises(InputError, match="did you mean"):
        fitted.rank(year, units=("u33x",))
    with pytest.raises(InputError, match="has no row in 1900"):
        fitted.probability_deeper(one, two, 1900)


@pytest.mark.slow
def test_ranks_of_true_values_are_uniform() -> None:
    """Calibration in short; the full one is benchmarks/depth_calibration.py."""
    ranks = []
    for seed in range(16):
        truth = simulate(
            units=20, years=6, categories=(2, 3, 2), seed=seed, missing=0.1, priors=TIGHT
        )
        # Nothing may be merged or dropped: that would depend on the data.
        usable = Prepared(truth.data, ((0, 1), (0, 1, 2), (0, 1)), ())
        settings = Settings(2, 100, 60, seed, preview=False, robust=False, priors=TIGHT)
        with exact_sums():
            found = fit_prepared(usable, settings, given="")
        _, true = natural(found.settings.layout(found.data), truth.phi)
        flat = found.parameters.draws.reshape(-1, len(true))
        ranks.append((flat[::2] < true).mean(axis=0))
    pooled = np.concatenate(ranks)
    assert kstest(pooled, "uniform").pvalue > 0.001


def test_quantiles_of_a_normal_density_on_a_grid() -> None:
    from scipy.special import ndtri

    grid = Grid(-8.0, 8.0, 17)
    for centre, sd in ((0.0, 1.0), (0.3, 0.7), (0.5, 2.0)):
        share = np.exp(-0.5 * ((grid.points - centre) / sd) ** 2)[None]
        for level in (0.05, 0.5, 0.95):
            found = quantiles(share / share.sum(), grid, level)[0]
            # Within 4% of a deviation even where a deviation is less than a step.
            assert abs(found - (centre + sd * ndtri(level))) < 0.04 * sd


@pytest.mark.parametrize("kind", ["independent", "sticky", "whole numbers", "apart"])
def test_diagnostics_are_those_of_arviz(kind: str) -> None:
    az = pytest.importorskip("arviz")
    rng = np.random.default_rng(8)
    draws = rng.standard_normal((3, 4, 200))
    if kind == "sticky":
        for at in range(1, 200):
            draws[..., at] += 0.7 * draws[..., at - 1]
    if kind == "whole numbers":
        draws = np.round(2.0 * draws)
    if kind == "apart":
        draws[:, 0] += 0.5
    found = convergence(draws)
    for at, one in enumerate(draws):
        assert found.rhat[at] == pytest.approx(float(az.rhat(one)), abs=1e-4)
        # The last term of the sum is cut a little differently.
        assert found.bulk[at] == pytest.approx(float(az.ess(one, method="bulk")), rel=0.05)
        assert found.tail[at] == pytest.approx(float(az.ess(one, method="tail")), rel=0.05)
