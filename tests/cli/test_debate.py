"""`kizuna debate` as a user calls it: forms, both sides, over time, figures, wrong calls."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from study import fill, stance

from kizuna.atlas.figures_debate import course_chart, positions_chart
from kizuna.cli import cli
from kizuna.codebook import PartialDate, load
from kizuna.errors import InputError
from kizuna.measures.debate import debate
from kizuna.measures.debate_course import debate_course
from kizuna.record import Office, open_record
from kizuna.record.migrate import create


def said(row_id: str, name: str, value: float, date: str, **more: Any) -> Any:
    given = {"about_kind": "partner", "about": "IND", "holder_kind": "party", **more}
    return stance(row_id, holder_name=name, value=value, date=date, **given)


@pytest.fixture
def study(tmp_path: Path) -> str:
    """A debate in Australia about India; nothing is known of India's."""
    place = tmp_path / "study.sqlite"
    create(place, load())
    with open_record(place) as record:
        fill(
            record,
            said("red", "Red", 2.0, "2012"),
            said("blue", "Blue", -1.0, "2014"),
            said("green", "Green", -2.0, "2014", check="recalled"),
            said("senate", "Senate", 1.0, "2015", holder_kind="parliament"),
            said("poll-1", "A poll", 0.5, "2010", holder_kind="public", note="Trust? 62% yes"),
            said("poll-2", "A poll", 0.7, "2013", holder_kind="public", note="Trust? 67% yes"),
            Office(
                id="o", actor="AUS", party="Red", role="head", start=PartialDate.parse("2011"),
                source="paper", check="verified",
            ),
        )  # fmt: skip
    return str(place)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["debate", *words])


def fault(*words: str) -> str:
    done = run(*words)
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


def test_both_sides_in_the_terminal(study: str) -> None:
    shown = run("AUS", "--about", "IND", "--both", "--as-of", "2016", "--record", study).stdout
    assert "Red, leads the government" in shown
    assert "2 of 3 parties against" in shown
    assert "India: the debate about Australia" in shown
    assert "not evidence of agreement" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_every_view_has_its_words_and_its_source_and_polls_are_series(study: str) -> None:
    shown = run("AUS", "--about", "IND", "--as-of", "2016", "--record", study).stdout
    assert "Blue, opposition  2014 [1]" in shown
    assert "[1] " in shown.split("Sources", 1)[1]
    series = shown.split("Poll: A poll", 1)[1].splitlines()[1:3]
    assert [line.split()[:2] for line in series] == [["2010", "+0.5"], ["2013", "+0.7"]]
    assert "Trust? 62% yes" in series[0]


def test_thin_and_old_evidence_is_called_so(study: str) -> None:
    shown = run("AUS", "--about", "IND", "--as-of", "2021", "--record", study).stdout
    assert "2 of 2 parties against" in shown
    assert "Too old to count, see an earlier --as-of or --max-age: Red ++ (IND, 2012)." in shown
    late = run("AUS", "--about", "IND", "--as-of", "2030", "--record", study).stdout
    assert "Insufficient evidence: no party with a position" in late
    course = run("AUS", "--about", "IND", "--from", "2005", "--as-of", "2016", "--record", study)
    years = [line[:4] for line in course.stdout.splitlines() if "Closer ties" in line]
    assert years == ["2010", *(str(year) for year in range(2012, 2017))]


@pytest.mark.parametrize("form", ["json", "csv", "md", "html", "latex", "xlsx", "parquet"])
@pytest.mark.parametrize("course", [(), ("--from", "2012")])
def test_every_form_goes_into_a_file(
    study: str, tmp_path: Path, form: str, course: tuple[str, ...]
) -> None:
    out = tmp_path / "debate"
    call = ["AUS", "--about", "IND", "--as-of", "2016", *course, "--format", form]
    done = run(*call, "--out", str(out), "--record", study)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert out.stat().st_size > 0


def test_course_says_where_it_comes_from_and_ends_on_the_day(study: str) -> None:
    call = ("AUS", "--about", "IND", "--from", "2012", "--as-of", "2014-06", "--record", study)
    told = json.loads(run(*call, "--format", "json").stdout)
    assert (told["actor"], told["about"], told["as_of"]) == ("AUS", "IND", "2014-06-30")
    rows = list(csv.DictReader(io.StringIO(run(*call, "--format", "csv").stdout)))
    assert [row["date"] for row in rows] == ["2012-12-31", "2013-12-31", "2014-06-30"]
    assert [row["date"] for row in told["course"]] == [row["date"] for row in rows]
    assert "2014-06-30" in run(*call).stdout


@pytest.mark.parametrize("words", [(), ("--from", "2012"), ("--both",)])
def test_figures(study: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    for ending, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        out = tmp_path / f"figure{ending}"
        call = ["AUS", "--about", "IND", "--as-of", "2016", *words, "--figure", "--out", str(out)]
        done = run(*call, "--record", study)
        assert done.exit_code == 0, done.output
        assert out.read_bytes().startswith(start)


def test_figure_names_everybody_with_their_part_and_the_newest_poll(study: str) -> None:
    with open_record(study) as record:
        sides = [
            debate(*pair, as_of="2016", record=record) for pair in (("AUS", "IND"), ("IND", "AUS"))
        ]
    told = json.dumps(positions_chart(sides).to_dict(), ensure_ascii=False)
    told = told.replace('", "', " ")  # lines of a title
    for words in (
        "leads the government, 2012",
        "in opposition, 2014 *",
        "parliament, 2015",
        "newest of 2 polls, 2013",
        "No position is known in India about Australia",
    ):
        assert words in told, words
    assert "2010" not in told, "an older poll of the same series"


def test_course_in_a_figure_breaks_where_nothing_is_measured(study: str) -> None:
    with open_record(study) as record:
        course = debate_course("AUS", "IND", first=2012, as_of="2016", record=record)
    (values,) = course_chart([course]).to_dict()["datasets"].values()
    assert [(row["year"], row["index"] is None, row["count"]) for row in values] == [
        (2012, True, "0/1"),
        (2013, True, "0/1"),
        (2014, False, "2/3"),
        (2015, False, "2/3"),
        (2016, False, "2/3"),
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("AUS", "--about", "AUS"), "AUS cannot be its own partner"),
        (("AUS", "--about", "IND", "--figure"), "--figure needs --out"),
        (("AUS", "--about", "IND", "--out", "x.txt"), "--out needs a --format"),
        (("AUS", "--about", "IND", "--both", "--format", "json"), "kizuna profile"),
        (("AUS", "--about", "IND", "--from", "2030", "--as-of", "2016"), "cannot start in 2030"),
        (("AUS", "--about", "IND", "--figure", "--out", "x.gif"), ".svg, .png and .pdf"),
        (("AUS", "--about", "FRA", "--figure", "--out", "x.svg"), "nothing to draw"),
        (
            ("AUS", "--about", "FRA", "--from", "2012", "--figure", "--out", "x.svg"),
            "no course to draw",
        ),
        (("AUS", "--about", "Atlantis"), "unknown actor"),
    ],
)
def test_wrong_calls(
    study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in fault(*words, "--record", study)
