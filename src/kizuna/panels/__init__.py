"""The world as a grid: states and pairs of states in years, months and days, with data joined on.

Everything is lazy: a :class:`Panel` wraps an Ibis expression that DuckDB computes by default and
Spark on request. Importing this package imports no engine; its names load when they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kizuna.panels.catalogue import Dataset, dataset, datasets
    from kizuna.panels.crosswalk import unmatched
    from kizuna.panels.engines import duckdb, spark
    from kizuna.panels.grids import (
        dyad_days,
        dyad_months,
        dyad_years,
        grid,
        state_days,
        state_months,
        state_years,
    )
    from kizuna.panels.panel import Panel, Use
    from kizuna.panels.units import Unit

_HOME = {
    "Dataset": "catalogue",
    "dataset": "catalogue",
    "datasets": "catalogue",
    "unmatched": "crosswalk",
    "duckdb": "engines",
    "spark": "engines",
    "dyad_days": "grids",
    "dyad_months": "grids",
    "dyad_years": "grids",
    "grid": "grids",
    "state_days": "grids",
    "state_months": "grids",
    "state_years": "grids",
    "Panel": "panel",
    "Use": "panel",
    "Unit": "units",
}

__all__ = [
    "Dataset",
    "Panel",
    "Unit",
    "Use",
    "dataset",
    "datasets",
    "duckdb",
    "dyad_days",
    "dyad_months",
    "dyad_years",
    "grid",
    "spark",
    "state_days",
    "state_months",
    "state_years",
    "unmatched",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
