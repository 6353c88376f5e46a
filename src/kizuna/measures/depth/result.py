"""What a fit of depth gives back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kizuna.errors import InputError, MissingExtraError
from kizuna.measures.depth.hmc import TARGET
from kizuna.measures.depth.indicators import Indicators
from kizuna.measures.depth.model import Layout, Priors, layout_of
from kizuna.measures.depth.outlook import Origin, Point
from kizuna.measures.depth.posterior import Grid

if TYPE_CHECKING:
    import altair as alt
    import arviz as az
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from kizuna.measures.depth.predictive import ItemCheck
    from kizuna.measures.depth.states import States

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a fit was made."""

    chains: int
    draws: int
    warmup: int
    seed: int
    preview: bool
    robust: bool
    priors: Priors
    alike: bool = False
    acceptance: float = TARGET
    discount: bool = False

    def layout(self, data: Indicators) -> Layout:
        """Of the parameters for these data."""
        # What responses count is no part of the model's shape, for which code is compiled.
        return layout_of(
            tuple(replace(item, weight=1.0) for item in data.items),
            covariates=data.covariate_names if data.covariates is not None else (),
            dynamic=data.dynamic,
            robust=self.robust,
            priors=self.priors,
            alike=self.alike,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """Draws of the parameters on the scale that people read.

    Attributes:
        names: of the M parameters.
        draws: shape (chains, draws, M).
        rhat, bulk, tail: diagnostics, shape (M,); not a number for a preview.
    """

    names: tuple[str, ...]
    draws: Floats
    rhat: Singles
    bulk: Singles
    tail: Singles


@dataclass(frozen=True, eq=False)
class DepthFit:
    """Depth of every unit in every year, with its uncertainty.

    Attributes:
        data: the data that were fitted, with the categories that were met.
        met: for each item, the categories as given that those stand for.
        notes: what was done to the data, and what should be looked at.
        data_hash: of the data as given.
        software: version of Kizuna that fitted.
        settings: how it was fitted.
        grid: of the states.
        parameters: of the items and of the walk.
        divergences: trajectories of the sampler that went astray.
        acceptance: mean probability of acceptance.
        states: depth by row of the data.
        checks: posterior predictive checks by item.
        information: of each item about depth at the points of the grid, shape (items, K).
        response: log chance of each response at the posterior mean, shape (responses, K).
        transition: chances of transition there, shape (K, K).
        entry: log chance of the first state there, shape (units, K).
    """

    data: Indicators
    met: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]
    data_hash: str
    software: str
    settings: Settings
    grid: Grid
    parameters: Parameters
    divergences: int
    acceptance: float
    states: States
    checks: tuple[ItemCheck, ...]
    information: Floats
    response: Floats
    transition: Floats
    entry: Floats

    @cached_property
    def indicators(self) -> Indicators:
        """The data with the categories as they were given, without what was left out."""
        import numpy as np

        codes = np.empty_like(self.data.codes)
        for column, met in enumerate(self.met):
            given = np.array([*met, -1], dtype=np.int8)
            codes[:, column] = given[self.data.codes[:, column]]
        items = tuple(
            replace(item, categories=max(met) + 1)
            for item, met in zip(self.data.items, self.met, strict=True)
        )
        return replace(self.data, items=items, codes=codes)

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """What speaks against trusting the fit, a sentence each."""
        from kizuna.measures.depth.judging import faults_of

        return tuple(faults_of(self))

    @property
    def ok(self) -> bool:
        """Whether the diagnostics give no reason to distrust the numbers."""
        return not self.faults

    @property
    def message(self) -> str:
        """The faults and the doubts about the model in words; empty if there are none."""
        return " ".join(self.origin.warnings)

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """Items whose data the model would not make."""
        from kizuna.measures.depth.judging import doubts_of

        return tuple(doubts_of(self.checks, discounted=self.settings.discount))

    @property
    def origin(self) -> Origin:
        """Where the numbers come from."""
        from kizuna.measures.depth.judging import worst_of

        worst = worst_of(self)
        return Origin(
            set=self.data.label,
            data_hash=self.data_hash,
            revision=self.data.revision,
            software=self.software,
            preview=self.settings.preview,
            chains=self.settings.chains,
            draws=self.settings.draws,
            rhat=None if worst is None else worst[0],
            ess=None if worst is None else worst[1],
            divergences=self.divergences,
            faults=self.faults,
            doubts=self.doubts,
        )

    @cached_property
    def draws(self) -> Singles:
        """Draws of depth that belong together, shape (kept draws, rows of the data).

        A drawn point of the grid is put somewhere within its cell, and drawn towards the mean so
        that the variance stays what it was (Sheppard's correction).
        """
        import numpy as np

        rng = np.random.default_rng(self.settings.seed)
        width, mean = self.grid.spacing, self.states.mean
        depth = self.states.kept * np.float32(width) + np.float32(self.grid.low)
        depth += rng.uniform(-width / 2.0, width / 2.0, depth.shape).astype(np.float32)
        variance = self.states.sd**2
        depth = mean + (depth - mean) * np.sqrt(variance / (variance + width**2 / 12.0))
        return np.asarray(depth, dtype=np.float32)

    def points(self, rows: slice) -> list[Point]:
        """Summaries of some rows."""
        states = self.states
        columns = (self.data.time, states.mean, states.sd, states.q05, states.q95)
        return [
            # As a table of the whole fit prints them: single numbers have seven digits, not 17.
            Point(int(time), *(float(str(number)) for number in numbers))
            for time, *numbers in zip(*(column[rows] for column in columns), strict=True)
        ]

    def to_frame(self) -> pl.DataFrame:
        """A row per unit and year: ``unit, time, mean, sd, q05, q95``."""
        import polars as pl

        names = pl.Series(self.data.units)
        states = self.states
        return pl.DataFrame(
            {
                "unit": names.gather(self.data.unit),
                "time": self.data.time,
                "mean": states.mean,
                "sd": states.sd,
                "q05": states.q05,
                "q95": states.q95,
            }
        )

    def summary(self) -> pl.DataFrame:
        """A row per parameter: mean, deviation, 90% interval, R-hat, effective sample sizes."""
        import numpy as np
        import polars as pl

        flat = self.parameters.draws.reshape(-1, len(self.parameters.names))
        low, high = np.quantile(flat, [0.05, 0.95], axis=0)
        return pl.DataFrame(
            {
                "parameter": self.parameters.names,
                "mean": flat.mean(axis=0),
                "sd": flat.std(axis=0, ddof=1),
                "q05": low,
                "q95": high,
                "rhat": self.parameters.rhat,
                "ess_bulk": self.parameters.bulk,
                "ess_tail": self.parameters.tail,
            }
        )

    def item_checks(self) -> pl.DataFrame:
        """A row per item: what was observed, and what the fitted model would make."""
        import polars as pl

        return pl.DataFrame([check.to_dict() for check in self.checks])

    def item_information(self) -> pl.DataFrame:
        """Information of each item by depth: ``item, group, depth, information``."""
        import numpy as np
        import polars as pl

        items, points = self.data.items, self.grid.points
        return pl.DataFrame(
            {
                "item": np.repeat([item.code for item in items], len(points)),
                "group": np.repeat([item.group for item in items], len(points)),
                "depth": np.tile(points, len(items)),
                "information": self.information.reshape(-1),
            }
        )

    def why(self, one: str, other: str | int, year: int | None = None) -> pl.DataFrame:
        """Which indicators make depth what it is in a year, and moved it since the year before.

        ``why("JPN", "AUS", 2016)`` for a pair by codes or names, ``why("AUS-JPN", 2016)`` for a
        unit by its name; see :func:`kizuna.measures.depth.explaining.why`.
        """
        from kizuna.measures.depth.explaining import asked, why

        return why(self, *asked(self, one, other, year))

    def weights(self, unit: str, time: int) -> dict[str, float]:
        """Each item's share of the change of depth of a unit since the row before."""
        from kizuna.measures.depth.explaining import weights

        return weights(self, unit, time)

    def shares(self, unit: str, time: int) -> dict[str, float]:
        """Each item's share of the mean of depth of a unit in a year."""
        from kizuna.measures.depth.explaining import levels

        return levels(self, unit, time)

    def row_of(self, unit: str, year: int) -> int:
        """The row of a unit and year; of a static set any year will do.

        Raises:
            InputError: the unit is unknown, or not in the data in this year.
        """
        import numpy as np

        rows = self.data.rows_of(unit)
        start = int(rows.start)
        if not self.data.dynamic:
            return start
        times = self.data.time[rows]
        at = np.flatnonzero(times == year)
        if not len(at):
            raise InputError(
                f"{unit} has no row in {year}; it has {len(times)} between {times[0]} and "
                f"{times[-1]}"
            )
        return start + int(at[0])

    def probability_deeper(self, one: str, other: str, year: int) -> float:
        """Probability that one unit is deeper than another in a year."""
        a = self.draws[:, self.row_of(one, year)]
        b = self.draws[:, self.row_of(other, year)]
        return float((a > b).mean() + 0.5 * (a == b).mean())

    def rank(self, year: int, *, units: tuple[str, ...] | None = None) -> pl.DataFrame:
        """Units in the order of their mean depth in a year, with how sure the order is.

        Args:
            year: the year; of a static set any year will do.
            units: only these. Default: all that are in the data in this year.

        Returns:
            ``rank, unit, mean, q05, q95, rank_q05, rank_q95, deeper_than_next``.
        """
        import numpy as np
        import polars as pl

        if units is None:
            rows = np.flatnonzero((self.data.time == year) | (not self.data.dynamic))
        else:
            rows = np.array([self.row_of(unit, year) for unit in units], dtype=np.int64)
        if not len(rows):
            raise InputError(f"the set {self.data.label} has no unit in {year}")
        rows = rows[np.argsort(-self.states.mean[rows], kind="stable")]
        draws = self.draws[:, rows]
        place = (-draws).argsort(axis=1).argsort(axis=1) + 1
        low, high = np.quantile(place, [0.05, 0.95], axis=0, method="inverted_cdf")
        next_one = [*(draws[:, :-1] > draws[:, 1:]).mean(axis=0).tolist(), None]
        return pl.DataFrame(
            {
                "rank": np.arange(1, len(rows) + 1),
                "unit": [self.data.units[i] for i in self.data.unit[rows]],
                "mean": self.states.mean[rows],
                "q05": self.states.q05[rows],
                "q95": self.states.q95[rows],
                "rank_q05": low.astype(np.int64),
                "rank_q95": high.astype(np.int64),
                "deeper_than_next": pl.Series(next_one, dtype=pl.Float64),
            }
        )

    def plot(self, *units: str) -> alt.LayerChart:
        """Curves with their 90% bands; warnings stand in the title."""
        from kizuna.measures.depth.exporting import plot

        return plot(self, units)

    def to_arviz(self) -> az.InferenceData:
        """Parameters and kept draws of depth for ArviZ.

        Raises:
            MissingExtraError: ArviZ is not installed.
        """
        import importlib.util

        if importlib.util.find_spec("arviz") is None:
            raise MissingExtraError("arviz", "depth")
        from kizuna.measures.depth.exporting import to_arviz

        return to_arviz(self)

    def save(self, path: str | Path) -> None:
        """Write everything to one file."""
        from kizuna.measures.depth.storing import save

        save(self, Path(path))

    @staticmethod
    def load(path: str | Path) -> DepthFit:
        """Read a file that :meth:`save` wrote.

        Raises:
            InputError: the file is missing, damaged, or something else.
        """
        from kizuna.measures.depth.storing import load

        return load(Path(path))

    def __repr__(self) -> str:
        return " ".join((self.origin.line, self.message)).strip()

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>{self.to_frame()._repr_html_()}"
