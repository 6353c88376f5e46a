"""Kizuna: security partnerships as a measured, sourced record, seen from both sides.

The public verbs are imported when they are first used, so that importing the package is cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kizuna.errors import KizunaError
    from kizuna.measures.agreement import agreement
    from kizuna.measures.aims import aims
    from kizuna.measures.compare import compare
    from kizuna.measures.convergence import convergence
    from kizuna.measures.criteria import criteria, why
    from kizuna.measures.debate import debate
    from kizuna.measures.depth.opening import depth
    from kizuna.measures.panel import panel
    from kizuna.measures.profile import profile
    from kizuna.measures.salience import salience
    from kizuna.measures.table import table
    from kizuna.record.open import open_record as open

_WHERE = {
    "KizunaError": ("kizuna.errors", "KizunaError"),
    "agreement": ("kizuna.measures.agreement", "agreement"),
    "aims": ("kizuna.measures.aims", "aims"),
    "compare": ("kizuna.measures.compare", "compare"),
    "convergence": ("kizuna.measures.convergence", "convergence"),
    "criteria": ("kizuna.measures.criteria", "criteria"),
    "debate": ("kizuna.measures.debate", "debate"),
    "depth": ("kizuna.measures.depth.opening", "depth"),
    "open": ("kizuna.record.open", "open_record"),
    "panel": ("kizuna.measures.panel", "panel"),
    "profile": ("kizuna.measures.profile", "profile"),
    "salience": ("kizuna.measures.salience", "salience"),
    "table": ("kizuna.measures.table", "table"),
    "why": ("kizuna.measures.criteria", "why"),
}

__all__ = [
    "KizunaError",
    "__version__",
    "agreement",
    "aims",
    "compare",
    "convergence",
    "criteria",
    "debate",
    "depth",
    "open",
    "panel",
    "profile",
    "salience",
    "table",
    "why",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'kizuna' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    value = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
