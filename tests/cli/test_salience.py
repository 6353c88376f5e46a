"""`kizuna salience`, `convergence` and `aims` as a user calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from study import coding, event, fill, instrument, stance

from kizuna.cli import cli
from kizuna.codebook import load
from kizuna.errors import KizunaError
from kizuna.record import open_record
from kizuna.record.migrate import create

SPEECH = (
    "The people of the world know that piracy is the scourge of the sea and of the coast. "
    "There has been no terrorism in the history of the islands and of the country."
)


@pytest.fixture
def study(tmp_path: Path) -> str:
    place = tmp_path / "study.sqlite"
    create(place, load())
    said = {"AUS": (3, 2, 3, 1), "IND": (2, 2, 0, 1)}
    with open_record(place) as record:
        fill(
            record,
            *(
                stance(f"{a.lower()}-{t}", holder=a, about=t, value=float(v), date="2010-06-01")
                for a, values in said.items()
                for t, v in zip(("piracy", "cyber", "terrorism", "climate"), values, strict=True)
            ),
            event("aus-policy-paper", kind="policy", parties=("AUS",), start="2010-06-01"),
            instrument("deal", signed="2012-01-01"),
        )
    return str(place)


@pytest.fixture
def texts(tmp_path: Path) -> str:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "PHL_2010.txt").write_text(SPEECH, encoding="utf-8")
    (folder / "Atlantis_2010.txt").write_text(SPEECH, encoding="utf-8")
    return str(folder)


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def fault(*args: str) -> str:
    found = run(*args)
    assert isinstance(found.exception, KizunaError), found.output
    return str(found.exception)


def test_coded_salience(study: str) -> None:
    found = run("salience", "AUS", "--as-of", "2012", "--record", study)
    assert found.exit_code == 0, found.output
    assert "Piracy" in found.output
    assert "●●● central" in found.output
    assert max(map(len, found.output.splitlines())) <= 100


def test_coded_salience_of_all_as_csv(study: str) -> None:
    found = run("salience", "--as-of", "2012", "--record", study, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.output)))
    assert {row["actor"] for row in rows} == {"AUS", "IND"}
    assert rows[0]["threat"] == "piracy"


def test_text_salience_has_its_stable_columns(texts: str) -> None:
    found = CliRunner().invoke(cli, ["salience", "--source", texts, "--format", "csv"])
    rows = list(csv.reader(io.StringIO(found.stdout)))
    assert rows[0] == ["actor", "year", "threat", "value", "n_words", "n_matches"]
    assert len(rows) == 1 + len(load().threats)
    piracy = next(row for row in rows if row[2] == "piracy")
    assert piracy[:2] == ["PHL", "2010"]
    assert float(piracy[3]) == pytest.approx(10_000 / len(SPEECH.split()))
    assert piracy[4:] == [str(len(SPEECH.split())), "1"]
    assert "Atlantis (1)" in found.stderr


def test_passages(texts: str) -> None:
    found = run("salience", "PHL", "--source", texts, "--threat", "piracy", "--passages")
    assert "piracy is the scourge of the sea" in found.output
    both = run("salience", "PHL", "--source", texts, "--passages", "--format", "json")
    told = json.loads(both.stdout)
    assert {p["status"] for p in told["passages"]} == {"counted", "negated"}
    assert told["unmatched_actors"] == {"Atlantis": 1}


def test_pooled_table_says_what_it_left_out(texts: str) -> None:
    found = run("salience", "--source", texts)
    assert found.exit_code == 0, found.output
    assert "Atlantis (1)" in found.output
    assert "dictionary" in found.output


@pytest.mark.parametrize(
    ("ending", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
)
def test_figures_of_one_actor(
    study: str, texts: str, tmp_path: Path, ending: str, start: bytes
) -> None:
    out = tmp_path / f"figure{ending}"
    for words in (("AUS", "--record", study), ("PHL", "--source", texts)):
        done = run("salience", *words, "--figure", "--out", str(out))
        assert done.exit_code == 0, done.output
        assert out.read_bytes().startswith(start)
        out.unlink()


def test_convergence_names_the_documents_behind_it(study: str) -> None:
    shown = run("convergence", "AUS", "IND", "--as-of", "2012", "--record", study).output
    documents = shown.split("Documents", 1)[1]
    assert "AUS  2010-06-01" in documents
    assert "IND  2010-06-01" in documents


def test_agreement_alone_says_what_can_be_compared(study: str) -> None:
    assert "No field of this record" in run("agreement", "--record", study).output
    with open_record(study) as record:
        fill(
            record,
            coding("first", row="aus-cyber", field="value", value="2", coder="ann"),
            coding("second", row="aus-cyber", field="value", value="1", coder="bob"),
        )
    shown = run("agreement", "--record", study).output
    assert "stance value: 1 row, by ann, bob" in shown
    assert "kizuna agreement stance value" in shown


def test_a_missing_collection_says_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KIZUNA_CORPORA", raising=False)
    told = fault("salience", "--source", "un-general-debate", "--corpus", str(tmp_path))
    assert "un_general_debate_1990_2024.parquet is not in" in told
    assert "doi.org/10.7910/DVN/0TJX8Y" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("salience", "AUS", "--passages"), "give --source"),
        (("salience", "AUS", "--threat", "nonsense"), "unknown threat"),
        (("salience", "AUS", "--threat", "pirac"), "did you mean piracy"),
        (("aims", "AUS", "--document", "paper", "--partners", "AUS"), "cannot be its own partner"),
        (("aims", "AUS", "--document", "paper", "--as-of", "1900"), "by 1900-12-31"),
        (("convergence", "AUS", "AUS"), "cannot be compared with itself"),
        (("why", "AUS", "IND", "acsa", "--out", "x.txt"), "--out needs a --format"),
        (("agreement", "stance"), "name a TABLE and a FIELD"),
        (("agreement", "stance", "value", "--out", "x.txt"), "--out needs a --format"),
        (("agreement", "stance", "value", "--coders", "ann"), "two coders at least"),
        (("salience", "AUS", "--figure"), "--figure needs --out"),
        (("salience", "--figure", "--out", "x.svg"), "name an ACTOR"),
        (("salience", "FRA"), "no document in which France"),
        (("salience", "AUS", "--source", "."), "holds no text"),
        (("salience", "AUS", "--source", ".", "--as-of", "2010"), "--from and --to"),
        (("convergence", "AUS", "FRA"), "no document in which France"),
        (("convergence", "AUS", "IND", "--figure", "course"), "--figure needs --out"),
        (("aims", "AUS", "--document", "nothing"), "no document of Australia"),
        (("aims", "AUS", "--format", "json"), "needs --document"),
    ],
)
def test_wrong_calls_say_what_is_missing(
    study: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert message in fault(*arguments, "--record", study)


def test_convergence_in_the_terminal_and_as_json(study: str) -> None:
    shown = run("convergence", "AUS", "IND", "--as-of", "2012", "--record", study)
    assert shown.exit_code == 0, shown.output
    assert "Divergent" in shown.output
    assert max(map(len, shown.output.splitlines())) <= 100
    found = run(
        "convergence", "AUS", "IND", "--as-of", "2012", "--record", study, "--format", "json"
    )
    told = json.loads(found.stdout)
    assert told["low"] <= told["index"] <= told["high"]
    assert told["shared"] == ["piracy", "cyber"]
    assert told["divergent"] == ["terrorism"]


@pytest.mark.parametrize("figure", ["profile", "course"])
@pytest.mark.parametrize(
    ("ending", "magic"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_figures(study: str, tmp_path: Path, figure: str, ending: str, magic: bytes) -> None:
    out = tmp_path / f"figure.{ending}"
    arguments = ("convergence", "AUS", "IND", "--as-of", "2013", "--record", study)
    found = run(*arguments, "--figure", figure, "--out", str(out))
    assert found.exit_code == 0, found.output
    content = out.read_bytes()
    assert content.startswith(magic)
    if ending == "svg":
        text = content.decode()
        assert "Australia and India" in text
        assert ("Piracy" in text) == (figure == "profile")


def test_a_figure_of_another_kind_is_refused(study: str, tmp_path: Path) -> None:
    arguments = ("convergence", "AUS", "IND", "--as-of", "2013", "--record", study)
    assert "endings .svg, .png and .pdf" in fault(
        *arguments, "--figure", "course", "--out", str(tmp_path / "figure.gif")
    )


def test_aims(study: str) -> None:
    listed = run("aims", "AUS", "--record", study)
    assert "aus-policy-paper" in listed.output
    shown = run("aims", "AUS", "--document", "paper", "--record", study)
    assert shown.exit_code == 0, shown.output
    assert "No aim toward a partner is coded" in shown.output
    found = run("aims", "AUS", "--document", "paper", "--record", study, "--format", "json")
    told = json.loads(found.stdout)
    assert told["partners"][0]["partner"] == "IND"
    assert told["partners"][0]["after"] == {"instrument": 1}
