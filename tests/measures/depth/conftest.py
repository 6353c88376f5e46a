"""The folder of public data, or a skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The public data, or a skip that says where it was looked for."""
    folder = Path(os.environ.get("KIZUNA_DATA", BESIDE))
    if not (folder / "cw_system.csv").is_file():
        pytest.skip(f"no public data in {folder}: set KIZUNA_DATA")
    return folder
