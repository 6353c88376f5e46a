"""Depth in the terminal and in figures."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from known_depth import WORDS, known_fit

from kizuna.atlas.figures_depth import curve_chart, ranking_chart, side_by_side_chart
from kizuna.atlas.figures_threats import save_chart
from kizuna.atlas.text_depth import print_curve, print_ranking, print_sets, print_side_by_side
from kizuna.atlas.wording import chance
from kizuna.codebook.depth_sets import depth_sets
from kizuna.errors import InputError
from kizuna.measures.depth.partnerships import curve, ranking, side_by_side

UNSOUND = {"preview": True, "rhat": None, "ess": None, "faults": ("R-hat reaches 1.4 for item x.",)}
CHARTS = {
    "curve": lambda fit: curve_chart(curve(fit, "AUS-JPN", WORDS)),
    "ranking": lambda fit: ranking_chart(ranking(fit, "JPN", WORDS)),
    "beside": lambda fit: side_by_side_chart(side_by_side(fit, "JPN", ["AUS", "IND"], WORDS)),
}


def shown(show: Callable[..., None], result: object) -> str:
    out = io.StringIO()
    show(result, file=out)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 100
    return out.getvalue()


def test_a_curve_shows_years_bands_and_what_moved_it() -> None:
    text = shown(print_curve, curve(known_fit(), "AUS-JPN", WORDS))
    assert "Australia–Japan: depth as of 2012-06-30" in text
    assert re.search(r"2011 +\+3\.00 +\+2\.00 to \+4\.00 +─+●─+", text)
    assert "2011    +2.01  Cross-servicing: negotiating or signed → in force" in text
    assert "Set record of record revision 3" in text
    assert "!" not in text


def test_a_bar_runs_from_the_low_end_over_the_mean_to_the_high_end() -> None:
    text = shown(print_curve, curve(known_fit(), "AUS-JPN", WORDS))
    bars = {line[:4]: line[33:] for line in text.splitlines() if "●" in line and line[:2] == "20"}
    # All years reach from 0 to 4: 2009 from 0 to 2, 2012 from 2 to 4, on 46 places.
    assert (len(bars["2009"]), bars["2009"].index("●")) == (23, 11)
    assert (len(bars["2012"]), bars["2012"].index("─")) == (46, 22)


def test_a_ranking_shows_probabilities_between_the_lines() -> None:
    text = shown(print_ranking, ranking(known_fit(), "JPN", WORDS))
    assert re.search(r"1 +Australia +\+3\.00 +\+2\.00 to \+4\.00 +1–2 +75%", text)
    assert re.search(r"3 +South Korea.*2–3|3 +South Korea.*1–3", text)
    earlier = shown(print_ranking, ranking(known_fit(), "JPN", WORDS, as_of="2011-06"))
    assert "by depth at the end of 2010" in earlier


def test_side_by_side_tells_who_passed_whom() -> None:
    text = shown(print_side_by_side, side_by_side(known_fit(), "JPN", ["IND", "KOR"], WORDS))
    assert "2011: India passes South Korea (75% sure)" in text
    assert "Probability that the row is deeper than the column" in text


def test_a_fit_that_cannot_be_trusted_says_so_first() -> None:
    unsound = known_fit(**UNSOUND)
    for text in (
        shown(print_curve, curve(unsound, "AUS-JPN", WORDS)),
        shown(print_ranking, ranking(unsound, "JPN", WORDS)),
        shown(print_side_by_side, side_by_side(unsound, "JPN", ["AUS", "IND"], WORDS)),
    ):
        first, second = text.splitlines()[:2]
        assert first.startswith("! Preview")
        assert second == "! R-hat reaches 1.4 for item x."


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_figures_are_drawn(name: str, form: str, tmp_path: Path) -> None:
    out = tmp_path / f"figure.{form}"
    save_chart(CHARTS[name](known_fit()), out)
    assert out.stat().st_size > 3000
    if form == "svg":
        assert "Set record of record revision 3" in out.read_text()


@pytest.mark.parametrize("name", CHARTS)
def test_figures_of_a_fit_that_cannot_be_trusted_say_so(name: str) -> None:
    title = json.loads(CHARTS[name](known_fit(**UNSOUND)).to_json())["title"]
    assert title["subtitle"][0].startswith("Preview")


def test_one_point_is_no_curve() -> None:
    early = curve(known_fit(), "AUS-JPN", WORDS, as_of="2009")
    with pytest.raises(InputError, match="there is no curve to draw"):
        curve_chart(early)


def test_the_sets_are_listed_with_whom_to_cite() -> None:
    text = shown(print_sets, depth_sets())
    assert "atop-alliances: Institutions of military alliances" in text
    assert "Benson and Clinton 2016" in text


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0, "<1%"), (0.005, "<1%"), (0.007, "1%"), (0.644, "64%"), (0.995, ">99%"), (1, ">99%")],
)
def test_a_probability_is_never_rounded_to_certainty(probability: float, words: str) -> None:
    assert chance(probability) == words


def test_the_legend_shows_lines_and_not_the_pale_bands() -> None:
    chart = CHARTS["beside"](known_fit()).to_dict()
    for layer in chart["layer"]:
        legend = layer["encoding"]["color"]["legend"]
        assert (legend["symbolType"], legend["symbolOpacity"]) == ("stroke", 1)
