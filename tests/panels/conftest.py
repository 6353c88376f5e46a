"""The folder of public data, and a small world to reckon with by hand."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from random import Random

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


@pytest.fixture(scope="session")
def stream(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two files of events as GDELT 1.0 lays them out, the second one compressed."""
    random = Random(2016)
    folder = tmp_path_factory.mktemp("events")
    lines = []
    for number in range(4000):
        row = [""] * 58
        kind = random.randint(1, 20)
        day = f"20{random.randint(15, 16)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
        row[0], row[1] = str(number), day
        row[7], row[17] = random.choices(["JPN", "AUS", "USA", "CHN", "ZZZ", ""], k=2)
        row[26], row[28], row[29] = f"{kind:02}0", f"{kind:02}", str(random.randint(1, 4))
        row[30] = str(random.randint(-100, 100) / 10)
        lines.append("\t".join(row) + "\n")
    (folder / "a.tsv").write_text("".join(lines[:2500]))
    (folder / "b.tsv.gz").write_bytes(gzip.compress("".join(lines[2500:]).encode()))
    return [folder / "a.tsv", folder / "b.tsv.gz"]
