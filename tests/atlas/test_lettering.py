"""Widths of text, checked against the published metrics of Helvetica."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kizuna.atlas.lettering import shorten, width, wrap


@pytest.mark.parametrize(
    ("text", "thousandths"),
    # Adobe font metrics of Helvetica: A 667, B 667, i 222, m 833, space 278, 2 556.
    [("A", 667), ("Bi", 889), ("mm", 1666), (" 2", 834), ("絆", 1000), ("", 0)],
)
def test_widths(text: str, thousandths: int) -> None:
    assert width(text, 1000) == pytest.approx(thousandths)


@given(st.text(max_size=80), st.floats(5, 400))
def test_shortened_text_fits(text: str, room: float) -> None:
    short = shorten(text, room, 10)
    assert short in ("", text) or (width(short, 10) <= room and short.endswith("…"))


def test_cut_between_words_without_a_loose_end() -> None:
    text = "Joint Statement on the Comprehensive Promotion of the Partnership"
    assert shorten(text, 260, 10.5) == "Joint Statement on the Comprehensive Promotion…"


def test_lines_hold_all_words() -> None:
    text = "a record of what was signed, held, done and said " * 5
    lines = wrap(text, 120, 9)
    assert " ".join(lines).split() == text.split()
    assert all(width(line, 9) <= 120 for line in lines)
