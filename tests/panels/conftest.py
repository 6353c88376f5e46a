"""The folder of public data, and a small world to reckon with by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The public data, or a skip that says where it was looked for."""
    folder = Path(os.environ.get("KIZUNA_DATA", BESIDE))
    if not (folder / "cw_system.csv").is_file():
        pytest.skip(f"no public data in {folder}: set KIZUNA_DATA")
    return folder


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Four states: 1 always, 2 with a gap and twice in 1905, 3 ends the day before 4 begins."""
    (tmp_path / "cw_system.csv").write_text(
        "ccode,cw_abb,cw_name,start,end\n"
        "1,ONE,One,1900-01-01,1910-12-31\n"
        "2,TWO,Two,1900-01-01,1902-06-30\n"
        "2,TWO,Two,1905-02-01,1905-03-31\n"
        "2,TWO,Two,1905-09-01,1910-12-31\n"
        "3,THR,Three,1901-05-05,1904-08-31\n"
        "4,FOU,Four,1904-09-01,1910-12-31\n"
    )
    return tmp_path
