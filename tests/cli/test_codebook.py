"""``kizuna codebook``: every section in every form, entries by code and name, own codebooks."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kizuna.cli import cli
from kizuna.cli.codebook import SECTIONS
from kizuna.codebook import SHIPPED, load
from kizuna.errors import InputError


def call(*words: str) -> Result:
    """Run ``kizuna codebook`` and hand back what it printed."""
    return CliRunner().invoke(cli, ["codebook", *words])


def test_what_it_holds() -> None:
    output = call().output
    assert output.startswith("Security partnerships: states, organisations")
    for section, part in SECTIONS.items():
        assert section in output
        assert part.holds in output
    about = json.loads(call("--format", "json").output)
    entries = {row["section"]: row["entries"] for row in about["sections"]}
    book = load()
    assert about["name"] == book.name
    assert entries["actors"] == len(book.actors)
    assert entries["memberships"] == len(book.memberships)
    assert entries["files"] == len(list(SHIPPED.glob("*.*")))


@pytest.mark.parametrize("section", list(SECTIONS))
def test_sections_in_every_form(section: str) -> None:
    columns = SECTIONS[section].columns
    rows = json.loads(call(section, "--format", "json").output)
    assert rows
    assert tuple(rows[0]) == columns
    read = list(csv.DictReader(io.StringIO(call(section, "--format", "csv").output)))
    assert len(read) == len(rows)
    assert tuple(read[0]) == columns
    table = call(section).output
    assert max(map(len, table.splitlines())) <= 100
    assert call(section, "--format", "md").output.startswith(f"| {' | '.join(columns)} |")


def test_an_actor_with_codes_and_memberships() -> None:
    output = call("actors", "DEU").output
    assert "Germany" in output
    assert "cow      260    1955-05-05   1990-10-02" in output
    assert "NATO" in output
    actor = json.loads(call("actors", "west germany", "--format", "json").output)
    assert actor["code"] == "DEU"
    assert {"system": "cow", "code": "260", "from": "1955-05-05", "to": "1990-10-02"} in (
        actor["codes"]
    )
    assert [s["from"] for s in actor["memberships"] if s["organisation"] == "UN"] == ["1973-09-18"]


def test_an_organisation_with_its_members() -> None:
    quad = json.loads(call("actors", "QUAD", "--format", "json").output)
    assert {spell["member"] for spell in quad["members"]} == {"AUS", "IND", "JPN", "USA"}


def test_a_kind() -> None:
    output = call("kinds", "acsa").output
    for text in ("reciprocal provision of supplies", "One-time support", "rung", "5", "treaty"):
        assert text in output
    examples = json.loads(call("kinds", "economic_partnership", "--format", "json").output)
    assert "jpn-phl-epa-2006" in examples["examples"]
    assert examples["group"] == "Economic"


def test_a_kind_of_two_tables() -> None:
    summit = json.loads(call("kinds", "summit", "--format", "json").output)
    assert (summit["of"], summit["group"]) == ("dialogue", "Dialogue")
    assert [(kind["of"], kind["group"]) for kind in summit["also"]] == [("event", "")]


def test_lists_about_an_actor() -> None:
    spells = json.loads(call("memberships", "ASEAN", "--format", "json").output)
    assert {spell["organisation"] for spell in spells} == {"ASEAN"}
    codes = json.loads(call("codes", "Japan", "--format", "json").output)
    assert {(c["system"], c["code"]) for c in codes} >= {("iso3", "JPN"), ("cow", "740")}


def test_the_ladder_is_the_tables() -> None:
    rows = json.loads(call("ladder", "--format", "json").output)
    assert tuple(row["column"] for row in rows) == load().ladder.columns


def test_a_threat_and_a_policy() -> None:
    assert "Chinese maritime activity" in call("threats", "china_maritime").output
    assert json.loads(call("policies", "quad", "--format", "json").output)["label"] == "The Quad"


def test_path_and_an_own_codebook(tmp_path: Path) -> None:
    assert call("path").output == f"{SHIPPED}\n"
    own = tmp_path / "codebook"
    own.mkdir()
    (own / "codebook.toml").write_text(
        'name = "mine"\ntitle = "Mine"\nversion = "2"\nlicence = "CC0-1.0"\nextends = "kizuna"\n'
    )
    (own / "actors.csv").write_text("code,name,kind\nATL,Atlantis,state\n")
    assert "Atlantis" in call("actors", "ATL", "--codebook", str(own)).output
    assert call("path", "--record", str(tmp_path)).output == f"{own}\n"
    assert call("--record", str(tmp_path)).output.startswith("Mine\nmine 2, in ")
    files = json.loads(call("files", "--codebook", str(own), "--format", "json").output)
    assert [row["file"] for row in files] == ["actors.csv", "codebook.toml"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("kindz",), "did you mean kinds?"),
        (("xyz",), "choose actors, codes"),
        (("kinds", "acsb"), "did you mean acsa"),
        (("threats", "rusia"), "did you mean russia?"),
        (("policies", "zzzz"), "they are collective_self_defence"),
        (("actors", "Jappan"), "did you mean JPN (Japan)"),
        (("codes", "Jappan"), "did you mean JPN (Japan)"),
    ],
)
def test_wrong_calls(words: tuple[str, ...], says: str) -> None:
    failed = call(*words)
    assert isinstance(failed.exception, InputError)
    assert says in str(failed.exception)
