"""`kizuna reviews` as the keeper of an atlas calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kizuna.atlas.library.reviews import Reviews
from kizuna.cli import cli
from kizuna.errors import InputError

TEXT = "A careful and balanced volume whose chapters always give both sides room."


def _run(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["reviews", *arguments, "--reviews", str(place)])


def test_list_and_delete(tmp_path: Path) -> None:
    place = tmp_path / "reviews.sqlite"
    kept = Reviews(place).add("book", account="Ann", name="Ann", rating=4, text=TEXT)
    listed = json.loads(_run(place, "list", "--format", "json").output)
    assert [(row["id"], row["source"], row["rating"]) for row in listed] == [(kept.id, "book", 4)]
    assert _run(place, "list", "--source", "other").output == "No reviews.\n"
    assert _run(place, "delete", str(kept.id)).exit_code == 0
    assert Reviews(place).all() == []
    wrong = _run(place, "delete", "7")
    assert isinstance(wrong.exception, InputError) or "there is no review 7" in wrong.output


def test_a_token_signs_its_owner_in(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "reviews.sqlite"
    token = _run(place, "token", "Ann Reader").output.strip()
    assert Reviews(place).account_of(token) == "Ann Reader"


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
def test_every_form_holds_the_text(tmp_path: Path, form: str) -> None:
    place = tmp_path / "reviews.sqlite"
    Reviews(place).add("book", account="Ann", name="Ann", rating=4, text=TEXT)
    result = _run(place, "list", "--format", form)
    assert result.exit_code == 0
    assert "careful" in result.output


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    place = tmp_path / "reviews.sqlite"
    Reviews(place)
    assert place.stat().st_mode & 0o077 == 0
