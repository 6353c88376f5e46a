"""`kizuna criteria`, and `kizuna why` on a criterion, as a user calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kizuna.cli import cli
from kizuna.errors import KizunaError


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), catch_exceptions=False)


def test_json_has_the_stable_keys() -> None:
    told = json.loads(call("criteria", "JPN", "AUS", "--as-of", "2016", "--format", "json").stdout)
    assert told["actors"] == ["JPN", "AUS"]
    assert told["as_of"] == "2016-12-31"
    assert isinstance(told["archetype"], str)
    assert isinstance(told["runner_up"], str)
    assert told["criteria"][0]["criterion"] == "general_purpose"
    assert {"value", "low", "high", "verdict", "indicators"} <= set(told["criteria"][0])


def test_one_pair_in_the_terminal() -> None:
    shown = call("criteria", "JPN", "USA", "--as-of", "2016").stdout
    assert "Archetype: Alliance" in shown
    assert "kizuna why JPN USA general_purpose" in shown


def test_all_partners_and_over_time() -> None:
    rows = list(csv.DictReader(io.StringIO(call("criteria", "JPN", "--format", "csv").stdout)))
    assert {"partner", "archetype", "general_purpose", "flexible_verdict"} <= set(rows[0])
    course = call("criteria", "JPN", "AUS", "--since", "2014", "--as-of", "2016", "--format", "csv")
    assert [row["as_of"] for row in csv.DictReader(io.StringIO(course.stdout))] == [
        "2014-12-31",
        "2015-12-31",
        "2016-12-31",
    ]
    assert "over time" in call("criteria", "JPN", "AUS", "--since", "2014").stdout


def test_a_pair_of_which_nothing_is_known_says_so() -> None:
    assert "no row that counts" in call("criteria", "FJI", "ISL").stdout


def test_an_actor_without_partners_is_told_so() -> None:
    assert "names no partner of this actor" in call("criteria", "FJI").stdout
    assert "names no partner of this actor" in call("table", "FJI").stdout


def test_comparison_fits_and_gives_no_archetype_where_no_row_counts() -> None:
    shown = call("criteria", "UN").stdout
    assert max(map(len, shown.splitlines())) <= 100
    assert "None of the types" not in shown
    assert max(map(len, call("criteria", "JPN").stdout.splitlines())) <= 100


@pytest.mark.parametrize("words", [("JPN", "AUS"), ("JPN", "AUS", "--since", "2010"), ("JPN",)])
def test_figures(tmp_path: Path, words: tuple[str, ...]) -> None:
    for ending, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        out = tmp_path / f"figure{ending}"
        call("criteria", *words, "--figure", "--out", str(out))
        assert out.read_bytes().startswith(start)


def test_why_on_a_criterion() -> None:
    shown = call("why", "JPN", "USA", "general_purpose", "--as-of", "2016").stdout
    assert "No pledge against attack: 0.00" in shown
    told = json.loads(call("why", "JPN", "USA", "defence_pledge", "--format", "json").stdout)
    assert told["indicators"][0]["value"] == 1.0
    told = json.loads(call("why", "JPN", "USA", "alliance", "--format", "json").stdout)
    conditions = {"defence_pledge", "treaty_bound", "framework", "forces_in_place", "no_target"}
    assert conditions <= {indicator["indicator"] for indicator in told["indicators"]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("JPN", "--since", "2000"), "name a PARTNER too"),
        (("FJI", "ISL", "--figure", "--out", "x.svg"), "nothing to draw"),
        (("FJI", "ISL", "--since", "2020", "--figure", "--out", "x.svg"), "no course to draw"),
        (("JPN", "AUS", "--figure"), "--figure needs --out"),
        (("JPN", "AUS", "--out", "x.txt"), "--out needs a --format"),
        (("JPN", "XYZ"), "unknown actor 'XYZ'"),
        (("JPN", "AUS", "--since", "3000"), "cannot start in 3000"),
    ],
)
def test_wrong_calls_say_what_would_be_right(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(KizunaError, match=message):
        call("criteria", *words)
