"""The tutorial runs as it is printed, and its table is what comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "dyad-year-regression.md"
ROW = re.compile(r"\| `(\w+)` \| (\S+) \((\S+)\) \| (\S+) \((\S+)\) \|")


def test_the_regression(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("statsmodels", reason="the tutorial needs statsmodels")
    monkeypatch.setenv("KIZUNA_DATA", str(data))
    text = PAGE.read_text(encoding="utf8")
    names: dict[str, object] = {}
    for block in re.findall(r"```py\n(.*?)```", text, flags=re.DOTALL):
        exec(block, names)
    result = names["result"]
    rows = ROW.findall(text)
    assert len(rows) == 11
    for name, published, error, ours, our_error in rows:
        assert result.params[name] == pytest.approx(float(ours), abs=6e-4)  # type: ignore[attr-defined]
        assert result.bse[name] == pytest.approx(float(our_error), abs=6e-4)  # type: ignore[attr-defined]
        # Within one and a half published standard errors, or of its rounding.
        assert float(ours) == pytest.approx(float(published), abs=max(1.5 * float(error), 1e-3))
    assert f"{int(result.nobs):,}" in text  # type: ignore[attr-defined]
