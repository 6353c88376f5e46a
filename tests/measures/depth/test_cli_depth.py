"""``kizuna depth`` on a small study of one's own: fit, show, rank, compare, sets."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kizuna.cli import cli
from kizuna.errors import CodebookError, DataError, InputError

SETS = """
[[set]]
code = "ties"
title = "Ties"
about = "A test."
source = "table"
file = "ties.csv"
unit = ["one", "two"]
time = "year"

[[set.item]]
code = "pact"
label = "Pact"
categories = ["none", "signed", "in force"]
levels = [[0], [1], [2]]

[[set.item]]
code = "talks"
label = "Talks"
categories = ["none", "held"]
levels = [[0], [1]]

[[set.item]]
code = "drills"
label = "Drills"
categories = ["none", "some", "many"]
cuts = [1, 4]
"""


def rows() -> str:
    """Ten pairs over eight years; Australia is ahead, India behind and then close."""
    lines = ["one,two,year,pact,talks,drills"]
    partners = ["AUS", "IND", "PHL", "GBR", "FRA", "DEU", "ITA", "CAN", "NZL", "VNM"]
    for place, partner in enumerate(partners):
        for step in range(8):
            level = step - place / 2 + (3 if partner == "AUS" else 0)
            pact, talks = int(level > 2) + int(level > 4), int(level > 1)
            drills = "" if step == 0 else max(int(level), 0)
            lines.append(f"JPN,{partner},{2010 + step},{pact},{talks},{drills}")
    return "\n".join(lines) + "\n"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["depth", *map(str, words)])


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "sets.toml").write_text(SETS)
    (folder / "ties.csv").write_text(rows())
    out = folder / "ties.fit"
    sets = folder / "sets.toml"
    done = run("fit", "--set", "ties", "--sets", sets, "--preview", "--seed", "3", "--out", out)
    assert done.exit_code == 0, done.output
    assert "Preview" in done.stdout
    assert "discrimination[pact]" in done.stdout
    assert f"Wrote {out}" in done.stderr
    return out


def test_a_whole_fit_is_shown_in_the_stable_columns(fitted: Path) -> None:
    done = run("show", "--fit", fitted, "--format", "csv")
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(found[0]) == ["unit", "time", "mean", "sd", "q05", "q95"]
    assert len(found) == 80
    assert {row["unit"] for row in found} >= {"AUS-JPN", "IND-JPN", "JPN-VNM"}
    for row in found:
        assert float(row["q05"]) < float(row["mean"]) < float(row["q95"])
        assert float(row["sd"]) > 0
    assert "Warning: Preview" in done.stderr


def test_a_whole_fit_as_json_tells_where_it_comes_from(fitted: Path) -> None:
    whole = json.loads(run("show", "--fit", fitted, "--format", "json").stdout)
    assert whole["fit"]["set"] == "ties"
    assert whole["fit"]["preview"] is True
    assert whole["warnings"]
    assert len(whole["depth"]) == 80
    assert "R-hat" in run("show", "--fit", fitted).stdout


def test_a_pair_is_shown_in_any_order(fitted: Path) -> None:
    one = run("show", "JPN", "AUS", "--fit", fitted)
    assert one.exit_code == 0, one.output
    assert one.stdout == run("show", "Australia", "Japan", "--fit", fitted).stdout
    assert one.stdout.startswith("! Preview")
    assert "Pact: 1 → 2" in one.stdout
    labelled = run("show", "JPN", "AUS", "--fit", fitted, "--sets", fitted.with_name("sets.toml"))
    assert "Pact: signed → in force" in labelled.stdout


def test_a_pair_and_the_whole_fit_print_the_same_numbers(fitted: Path) -> None:
    whole = run("show", "--fit", fitted, "--format", "csv").stdout.splitlines()
    pair = run("show", "JPN", "AUS", "--fit", fitted, "--format", "csv").stdout.splitlines()
    assert pair == [whole[0], *(line for line in whole if line.startswith("AUS-JPN,"))]


def test_a_date_hides_what_came_later(fitted: Path) -> None:
    done = run("show", "JPN", "AUS", "--fit", fitted, "--as-of", "2014-06", "--format", "json")
    shown = json.loads(done.stdout)
    assert shown["points"][-1]["time"] == 2013
    assert all(change["time"] <= 2013 for change in shown["changes"])


def test_a_ranking_has_probabilities(fitted: Path) -> None:
    ranked = json.loads(run("rank", "JPN", "--fit", fitted, "--format", "json").stdout)["partners"]
    assert [place["rank"] for place in ranked] == list(range(1, 11))
    means = [place["mean"] for place in ranked]
    assert means == sorted(means, reverse=True)
    assert ranked[0]["partner"] == "AUS"
    assert all(0 <= place["deeper_than_next"] <= 1 for place in ranked[:-1])
    assert ranked[-1]["deeper_than_next"] is None
    assert all(place["rank_q05"] <= place["rank_q95"] for place in ranked)


@pytest.mark.parametrize("form", ["csv", "md", "table", "json"])
@pytest.mark.parametrize(
    "words", [("show", "JPN", "IND"), ("rank", "JPN"), ("compare", "JPN", "AUS", "IND", "PHL")]
)
def test_every_output_says_that_the_fit_is_a_preview(
    fitted: Path, words: tuple[str, ...], form: str
) -> None:
    done = run(*words, "--fit", fitted, "--format", form)
    assert done.exit_code == 0, done.output
    assert "Preview" in (done.stderr if form == "csv" else done.stdout)


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_figures_are_written(fitted: Path, tmp_path: Path, suffix: str) -> None:
    for words in (("show", "JPN", "AUS"), ("compare", "JPN", "AUS", "IND"), ("rank", "JPN")):
        out = tmp_path / f"{words[0]}{suffix}"
        done = run(*words, "--fit", fitted, "--out", out)
        assert done.exit_code == 0, done.output
        assert out.stat().st_size > 3000


def test_data_go_to_a_file(fitted: Path, tmp_path: Path) -> None:
    out = tmp_path / "ranking.csv"
    assert run("rank", "JPN", "--fit", fitted, "--format", "csv", "--out", out).stdout == ""
    assert out.read_text().startswith("rank,partner,name,time,mean")


def test_the_same_seed_gives_the_same_fit(fitted: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.fit"
    sets = fitted.with_name("sets.toml")
    run("fit", "--set", "ties", "--sets", sets, "--preview", "--seed", "3", "--out", again)
    assert again.read_bytes() == fitted.read_bytes()


@pytest.mark.parametrize(
    ("words", "kind", "complaint"),
    [
        (("show", "JPN", "KOR"), InputError, "no pair JPN-KOR: it has pairs of"),
        (("show", "JPN", "Atlantis"), InputError, "unknown actor 'Atlantis'"),
        (("show", "JPN", "JPN"), InputError, "JPN cannot be its own partner"),
        (("show", "somewhere"), InputError, "'somewhere' is not among the 10 units"),
        (("show", "--as-of", "2012"), InputError, "--as-of needs a pair"),
        (("show", "JPN", "AUS", "--as-of", "2001"), InputError, "begins at the end of 2010"),
        (("show", "JPN", "AUS", "--as-of", "soon"), InputError, "'soon'"),
        (("show", "JPN", "AUS", "--out", "x.txt"), InputError, "--out needs a --format"),
        (("rank", "KOR"), InputError, "no partnership of KOR"),
        (("compare", "JPN", "AUS"), InputError, "at least two of its partners"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    fitted: Path, words: tuple[str, ...], kind: type[Exception], complaint: str
) -> None:
    done = run(*words, "--fit", fitted)
    assert isinstance(done.exception, kind), done.output
    assert complaint in str(done.exception)


def test_a_file_that_is_no_fit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.fit").write_text("nothing")
    done = run("rank", "JPN", "--fit", tmp_path / "no.fit")
    assert isinstance(done.exception, InputError)


@pytest.mark.parametrize(
    ("words", "kind", "complaint"),
    [
        (("--set", "word"), InputError, "unknown set of indicators 'word': did you mean world"),
        (("--set", "world", "--data", "{here}"), DataError, "no file of it in"),
        (("--set", "atop-alliances", "--data", "{here}"), DataError, "no table of alliances"),
        (("--sets", "{here}/none.toml"), CodebookError, "cannot be read"),
    ],
)
def test_a_fit_that_cannot_be_begun_is_refused(
    tmp_path: Path, words: tuple[str, ...], kind: type[Exception], complaint: str
) -> None:
    given = [word.format(here=tmp_path) for word in words]
    done = run("fit", *given, "--out", tmp_path / "x.fit")
    assert isinstance(done.exception, kind), done.output
    assert complaint in str(done.exception)
    assert not (tmp_path / "x.fit").exists()


def test_a_folder_that_is_not_there_is_found_before_the_work(tmp_path: Path) -> None:
    done = run("fit", "--out", tmp_path / "nowhere" / "x.fit")
    assert "is no folder" in str(done.exception)


def test_the_record_of_a_study_needs_its_own_fit(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path / "study")])
    done = run("rank", "JPN", "--record", tmp_path / "study")
    assert "is not of the record study: fit yours with" in str(done.exception)


@pytest.mark.parametrize("command", ["fit", "show", "rank", "compare", "sets"])
def test_help_has_examples(command: str) -> None:
    text = run(command, "--help").stdout
    assert "Usage:" in text
    assert f"kizuna depth {command}" in text.split("Examples:")[1]


def test_the_sets_are_listed(fitted: Path) -> None:
    assert "atop-alliances" in run("sets").stdout
    assert "ties: Ties" in run("sets", "--sets", fitted.with_name("sets.toml")).stdout


def test_one_chain_says_that_it_is_one(fitted: Path, tmp_path: Path) -> None:
    sets, out = fitted.with_name("sets.toml"), tmp_path / "one.fit"
    done = run("fit", "--set", "ties", "--sets", sets, "--chains", "1", "--draws", "20",
               "--out", out)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "1 chain of 20 draws, no R-hat" in done.stdout
    shown = run("show", "--fit", out)
    assert shown.exit_code == 0, shown.output
    assert "One chain: whether it has converged cannot be seen" in shown.output


def test_a_seed_is_no_negative_number() -> None:
    refused = run("fit", "--seed", "-1")
    assert refused.exit_code == 2
    assert "Invalid value for '--seed'" in refused.output


@pytest.mark.parametrize("time", ['time = "signed"', ""])
def test_a_set_without_years_is_ranked_whole(time: str, tmp_path: Path) -> None:
    """Texts of different years, or of none, are compared with one another all the same."""
    partners = ["AUS", "IND", "PHL", "GBR", "FRA", "DEU", "ITA", "CAN", "NZL", "VNM"]
    lines = ["one,two,signed,a,b,c,d"]
    for place, partner in enumerate(partners):
        codes = ",".join(str(int(place < 2 * item + 1 + place % 2)) for item in range(4))
        lines.append(f"JPN,{partner},{2000 + place},{codes}")
    (tmp_path / "texts.csv").write_text("\n".join(lines) + "\n")
    items = "".join(
        f'[[set.item]]\ncode = "{code}"\nlabel = "{code}"\ncategories = ["no", "yes"]\ncuts = [1]\n'
        for code in "abcd"
    )
    head = '[[set]]\ncode = "texts"\ntitle = "T"\nabout = "A"\nsource = "table"\nfile = "texts.csv"'
    sets, out = tmp_path / "sets.toml", tmp_path / "texts.fit"
    sets.write_text(f'{head}\nunit = ["one", "two"]\ndynamic = false\n{time}\n{items}')
    made = run("fit", "--set", "texts", "--sets", sets, "--preview", "--out", out)
    assert made.exit_code == 0, made.output
    found = json.loads(run("rank", "JPN", "--fit", out, "--format", "json").stdout)
    assert len(found["partners"]) == 10
    assert found["as_of"] is None
    assert "as of" not in run("rank", "JPN", "--fit", out).stdout
    both = json.loads(run("compare", "JPN", "AUS", "VNM", "--fit", out, "--format", "json").stdout)
    assert both["partners"][0]["deeper_than"]["VNM"] > 0.5
    assert both["crossings"] == []
    assert "Year  " in run("compare", "JPN", "AUS", "VNM", "--fit", out).stdout
    assert run("show", "JPN", "AUS", "--fit", out).exit_code == 0
    refused = run("rank", "JPN", "--fit", out, "--as-of", "2004")
    assert "no years: leave the date out" in str(refused.exception)
