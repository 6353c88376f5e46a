"""Every example in a docstring gives what it shows."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import kizuna

ROOT = Path(kizuna.__file__).parent
MODULES = [
    ".".join(("kizuna", *path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.rglob("*.py"))
    # Examples of panels need public data that cannot be shipped; tests/panels runs the same calls.
    if ">>> " in path.read_text(encoding="utf-8") and "panels" not in path.parts
]


def test_the_public_verbs_have_examples() -> None:
    verbs = {"table", "why", "profile", "compare", "debate", "agreement"}
    without = {verb for verb in verbs if ">>> " not in (getattr(kizuna, verb).__doc__ or "")}
    assert without <= {"agreement"}  # it needs a record with several coders; see its tests


@pytest.mark.parametrize("module", MODULES)
def test_examples(module: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    found = doctest.testmod(importlib.import_module(module), optionflags=flags)
    assert found.attempted > 0
    assert found.failed == 0
