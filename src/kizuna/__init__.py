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
    from kizuna.measures.compare import compare
    from kizuna.measures.debate import debate
    from kizuna.measures.profile import profile
    from kizuna.measures.table import table
    from kizuna.measures.why import why
    from kizuna.record.open import open_record as open

_WHERE = {
    "KizunaError": ("kizuna.errors", "KizunaError"),
    "agreement": ("kizuna.measures.agreement", "agreement"),
    "compare": ("kizuna.measures.compare", "compare"),
    "debate": ("kizuna.measures.debate", "debate"),
    "open": ("kizuna.record.open", "open_record"),
    "profile": ("kizuna.measures.profile", "profile"),
    "table": ("kizuna.measures.table", "table"),
    "why": ("kizuna.measures.why", "why"),
}

__all__ = [
    "KizunaError",
    "__version__",
    "agreement",
    "compare",
    "debate",
    "open",
    "profile",
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
