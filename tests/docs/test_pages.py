"""The pages say what is so: examples give what they show, generated pages are current, keys and
errors are complete, links lead somewhere, and the site builds without a warning."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from calls import fault_of
from click.testing import CliRunner
from study import coding, fill, stance
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

import kizuna
from kizuna import errors
from kizuna.cli import cli
from kizuna.codebook import load
from kizuna.codebook.criteria import load_criteria
from kizuna.measures.alongside import MEASURES
from kizuna.record import open_record
from kizuna.record.interchange.load import ImportFailedError
from kizuna.record.migrate import create
from kizuna.record.rows import TABLES, fields_of

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


# Examples --------------------------------------------------------------------------------------


def run_console(example: Example) -> str | None:
    """Run the ``$`` lines of a console block and compare what follows; ``...`` stands for any.

    Lines that begin with ``>`` continue the one before, as a shell shows it.
    """
    for call in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        found = re.match(r"(.*(?:\n> .*)*)\n?((?s:.*))", call)
        assert found
        line, expected = found[1].replace("\n> ", "\n"), found[2]
        done = subprocess.run(
            line,
            shell=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={
                **os.environ,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "NO_COLOR": "1",
                "PYTHONUTF8": "1",
            },
        )
        got, wanted = (
            "\n".join(text.rstrip() for text in output.rstrip().splitlines()) + "\n"
            for output in (done.stdout, expected)
        )
        if not doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS):
            return f"$ {line}\nshould print\n{wanted}\nprints\n{got}"
    return None


SYBIL = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS),
        CodeBlockParser(language="console", evaluator=run_console),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_examples_give_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the examples of a page follow one another in one folder
    for example in SYBIL.parse(page).examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_calls_on_a_page_can_be_parsed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:bash|console|sh)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(kizuna [a-z]+ [^`…]*)`", text)
    calls = [line for line in lines if line.startswith("kizuna ") and "COMMAND" not in line]
    assert [(line, fault) for line in calls if (fault := fault_of(line))] == []


# Generated pages and complete lists ------------------------------------------------------------


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "reference" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current(generator: ModuleType) -> None:
    stale = [
        name
        for name, text in generator.pages().items()
        if (DOCS / "reference" / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: make reference"


def test_codebook_pages_show_every_entry(generator: ModuleType) -> None:
    book, pages = load(), generator.pages()
    for kinds in book.kinds.values():
        for kind in kinds.values():
            assert kind.definition in pages["codebook/kinds.md"]
    for code in (*book.threats, *book.policies):
        assert f"| `{code}` |" in pages["codebook/topics.md"]
    for actor in book.actors.values():
        page = "actors" if actor.kind == "state" else "organisations"
        assert f"`{actor.code}`" in pages[f"codebook/{page}.md"]
    for row in TABLES.values():
        for name in fields_of(row):
            assert f"| `{name}` |" in pages["record-tables.md"]


def test_page_of_errors_lists_every_error() -> None:
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    defined = {
        name
        for name, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, kizuna.KizunaError)
    } | {ImportFailedError.__name__}
    assert set(re.findall(r"^\| `(\w+Error)` \|", page, re.MULTILINE)) == defined


# Machine forms ---------------------------------------------------------------------------------

CALLS = {
    "table": ["table", "JPN", "--as-of", "2016"],
    "why": ["why", "JPN", "KOR", "information_security", "--as-of", "2020"],
    "compare": ["compare", "JPN", "--from", "2012", "--to", "2020"],
    "profile": ["profile", "JPN", "AUS", "--as-of", "2020"],
    "criteria": ["criteria", "JPN", "AUS", "--as-of", "2016"],
    "criteria-all": ["criteria", "JPN", "--as-of", "2016"],
    "criteria-course": ["criteria", "JPN", "AUS", "--since", "2014", "--as-of", "2016"],
    "why-criterion": ["why", "JPN", "AUS", "low_commitment", "--as-of", "2016"],
    "salience": ["salience", "JPN", "--as-of", "2016"],
    "salience-text": ["salience", "--source", "texts"],
    "convergence": ["convergence", "JPN", "AUS", "--as-of", "2020"],
    "aims": ["aims", "JPN", "--document", "nss-2013"],
    "debate": ["debate", "KOR", "--about", "JPN", "--as-of", "2019"],
    "debate-course": ["debate", "KOR", "--about", "JPN", "--from", "2016", "--as-of", "2019"],
    "agreement": ["agreement", "stance", "value", "--record", "study.sqlite"],
}
HEADER = {"as_of", "as_known", "record", "kizuna"}
CRITERIA_BY_COLUMN = {"criteria-all": "partner", "criteria-course": "as_of"}
"""Calls whose columns follow from the codebook, with the first of them."""
OBJECTS = {
    "cell": ("table", "cells"),
    "indicator": ("criteria", "criteria.indicators"),
    "row-used": ("criteria", "criteria.indicators.rows"),
    "witness": ("why-criterion", "evidence.*"),
    "coded": ("salience", "threats"),
}
"""Objects with a section of their own: a call that prints them, and where."""


@pytest.fixture
def material(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the calls need beside the shipped record: texts, and codings by two coders."""
    monkeypatch.chdir(tmp_path)
    texts = tmp_path / "texts"
    texts.mkdir()
    for name in ("PHL_2010", "Atlantis_2010"):
        (texts / f"{name}.txt").write_text(
            "Piracy is the scourge of the sea, and we speak of it in this hall.", encoding="utf-8"
        )
    (texts / "FRA_2011.txt").write_text("Nous parlons de la mer et de ses pirates.", "utf-8")
    create(tmp_path / "study.sqlite", load())
    with open_record(tmp_path / "study.sqlite") as record:
        fill(
            record,
            stance("a", date="2020", coder="ann", value=1.0),
            stance("b", date="2020", coder="ann", about="cyber", value=3.0),
            coding("c", row="a", field="value", value="1", coder="bob"),
            coding("d", row="b", field="value", value="2", coder="bob"),
        )


def section(anchor: str) -> str:
    page = (DOCS / "reference" / "machine-forms.md").read_text(encoding="utf-8")
    found = re.search(
        rf"^## [^\n]*{{ #{anchor} }}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
    )
    assert found, f"machine-forms.md has no section #{anchor}"
    return found[1]


def documented(anchor: str) -> dict[str, str]:
    """The documented keys of a section with their types."""
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", section(anchor), re.MULTILINE)
    return {key: type_ for keys, type_ in rows for key in re.findall(r"`([^`]+)`", keys)}


def wholes(types: dict[str, str]) -> set[str]:
    """Keys whose values are documented elsewhere, or have keys that are data."""
    return {
        key
        for key, type_ in types.items()
        if type_.startswith("[")
        or type_
        in ("row", "rows by id", "verb", "numbers by name", "lists by actor", "lists by coder")
    }


def paths(value: Any, whole: set[str], at: str = "") -> Iterator[str]:
    """The paths of all keys; what is documented as a whole is not entered."""
    if at in whole or not isinstance(value, dict | list) or not value:
        yield f"{at}[]" if value == [] and f"{at}[]" in whole else at
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, whole, f"{at}.{key}".lstrip("."))
    elif all(isinstance(item, str) for item in value):
        yield at
    else:
        for item in value:
            yield from paths(item, whole, f"{at}[]")


def output(name: str, form: str, *more: str) -> str:
    done = CliRunner().invoke(cli, [*CALLS[name], *more, "--format", form], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def objects(value: Any, way: list[str]) -> Iterator[Any]:
    """The values at the end of a way through objects and lists; ``*`` is any key."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item, way)
    elif not way:
        yield value
    else:
        for inner in value.values() if way[0] == "*" else [value[way[0]]]:
            yield from objects(inner, way[1:])


@pytest.mark.usefixtures("material")
@pytest.mark.parametrize("name", CALLS)
def test_json_has_the_documented_keys_and_no_others(name: str) -> None:
    types = documented(name)
    more = ["--passages"] if name == "salience-text" else []
    result = json.loads(output(name, "json", *more))
    assert set(paths(result, wholes(types))) == set(types)


def test_measures_alongside_have_the_documented_keys() -> None:
    types = documented("table") | documented("table-with")
    result = json.loads(output("table", "json", "--with", ",".join(MEASURES)))
    assert set(paths(result, wholes(types))) == set(types)


@pytest.mark.parametrize("name", OBJECTS)
def test_shared_objects_have_the_documented_keys(name: str) -> None:
    call, way = OBJECTS[name]
    types = documented(name)
    found = {
        path
        for item in objects(json.loads(output(call, "json")), way.split("."))
        for path in paths(item, wholes(types))
    }
    assert found == set(types)


def test_position_is_a_stance_with_the_documented_keys() -> None:
    questions = json.loads(output("debate", "json"))["questions"]
    stands = set(fields_of(TABLES["stance"])) | set(documented("position"))
    for question in questions:
        for position in (*question["parties"], *question["others"]):
            assert set(position) == stands
        for poll in question["polls"]:
            assert set(poll) == stands - {"age_days"}


@pytest.mark.usefixtures("material")
@pytest.mark.parametrize("name", sorted(set(CALLS) - set(CRITERIA_BY_COLUMN)))
def test_csv_has_the_documented_columns(name: str) -> None:
    listed = re.search(r"^CSV columns: (.*?)\.$", section(name), re.MULTILINE | re.DOTALL)
    assert listed
    assert output(name, "csv").splitlines()[0].split(",") == re.findall(r"`(\w+)`", listed[1])


@pytest.mark.parametrize(("name", "lead"), CRITERIA_BY_COLUMN.items())
def test_csv_of_criteria_has_a_column_for_each_entry_of_the_codebook(name: str, lead: str) -> None:
    rules = load_criteria(load())
    columns = [lead, "archetype", "runner_up", "possible"]
    for criterion in rules.criterion:
        columns += [criterion.code + part for part in ("", "_low", "_high", "_verdict")]
    for code in sorted(archetype.code for archetype in rules.archetype):
        columns += [f"in_{code}", f"close_to_{code}"]
    assert output(name, "csv").splitlines()[0].split(",") == columns


# Links and the site ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)=\"([^\"]+)\"", text)
    local = [a or b for a, b in targets if not re.match(r"[a-z]+:", a or b)]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_page_is_in_the_navigation() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    def files(entry: Any) -> Iterator[str]:
        if isinstance(entry, str):
            yield entry
        else:
            for inner in entry.values() if isinstance(entry, dict) else entry:
                yield from files(inner)

    assert sorted(files(settings["nav"])) == sorted(
        page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")
    )


def test_citation_names_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert citation["version"] == kizuna.__version__
    assert f"## [{kizuna.__version__}]" in changes


@pytest.mark.slow
def test_site_builds_strictly_and_asks_nothing_of_other_servers(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="the documentation's tools are not installed: make docs")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    loads = re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']?(?:https?:)?//[^>]*>"
    )
    asked = {
        tag
        for page in tmp_path.rglob("*.html")
        for tag in loads.findall(page.read_text(encoding="utf-8"))
        if 'rel="canonical"' not in tag
    }
    assert (tmp_path / "index.html").is_file()
    assert asked == set()
