"""The names that users rely on, what importing costs, and that every command starts and explains
itself."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from calls import fault_of, resolve
from click.testing import CliRunner

import kizuna
from kizuna.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent

NAMES = [
    "KizunaError",
    "__version__",
    "agreement",
    "aims",
    "compare",
    "convergence",
    "criteria",
    "debate",
    "depth",
    "open",
    "panel",
    "profile",
    "salience",
    "table",
    "why",
]

HEAVY = ("sqlalchemy", "polars", "pyarrow", "pandas", "altair", "great_tables", "ibis", "duckdb")


def fresh_python(code: str) -> str:
    """What a new interpreter prints when it runs this code."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_exported_names_are_these_and_no_others() -> None:
    assert kizuna.__all__ == NAMES
    assert dir(kizuna) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_exported_name_is_there_and_documented(name: str) -> None:
    value = getattr(kizuna, name)
    assert name == "__version__" or value.__doc__


def test_verbs_of_python_are_commands_too() -> None:
    verbs = {name for name in NAMES if name.islower()} - {"open", "__version__"}
    assert verbs <= set(COMMANDS)


def test_unknown_name_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="module 'kizuna' has no attribute 'tabel'"):
        kizuna.tabel  # noqa: B018


def test_importing_loads_nothing_heavy() -> None:
    loaded = fresh_python(
        f"import sys, kizuna; print(sorted(m for m in {HEAVY!r} if m in sys.modules))"
    )
    assert loaded == "[]"


def test_help_imports_no_command_and_nothing_heavy() -> None:
    loaded = fresh_python(
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from kizuna.cli import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0\n"
        f"heavy = {HEAVY!r}\n"
        "print(sorted(m for m in sys.modules if m in heavy or m.startswith('kizuna.cli.')))"
    )
    assert loaded == "[]"


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shown = CliRunner().invoke(cli, ["--version"])
    assert project["version"] == kizuna.__version__
    assert shown.output == f"kizuna, version {kizuna.__version__}\n"


def all_commands() -> list[list[str]]:
    """Every command, and the commands of those that are groups."""
    found = []
    context = click.Context(cli)
    for name in COMMANDS:
        found.append([name])
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            found += [[name, sub] for sub in command.list_commands(context)]
    return found


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_command_explains_itself(words: list[str]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], prog_name="kizuna")
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith(f"Usage: kizuna {' '.join(words)}")


def examples(words: list[str]) -> list[str]:
    """The calls that a help text shows."""
    lines = (resolve(words).epilog or "").splitlines()
    return [line.strip() for line in lines if line.strip().startswith("kizuna ")]


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_examples_of_a_help_text_can_be_parsed(words: list[str]) -> None:
    shown = examples(words) or examples(words[:-1])  # a group may show those of its commands
    assert any(line.startswith(f"kizuna {' '.join(words)}") for line in shown)
    assert [(line, fault) for line in shown if (fault := fault_of(line))] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_command_starts_in_a_process_of_its_own(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from kizuna.cli import main; main()", name, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_misspelt_command_is_told_the_nearest() -> None:
    shown = CliRunner().invoke(cli, ["tabel", "JPN"])
    assert shown.exit_code == 2
    assert "No such command 'tabel'. Did you mean 'table'?" in shown.output
