"""A codebook that breaks its schema is refused with file, row and field; others build on ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kizuna.codebook import SHIPPED, load
from kizuna.errors import CodebookError, InputError

HEADER = 'name = "mine"\ntitle = "Mine"\nversion = "1"\nlicence = "CC0-1.0"\n'
ACTORS = "code,name,kind,type,native_name,japanese_name,demonyms,capital,aliases,from,to,note\n"


@pytest.fixture(autouse=True)
def _forget() -> None:
    load.cache_clear()


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    """A codebook that builds on the shipped one and changes nothing yet."""
    (tmp_path / "codebook.toml").write_text(HEADER + 'extends = "kizuna"\n')
    return tmp_path


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of the shipped codebook."""
    shutil.copytree(SHIPPED, tmp_path / "book")
    return tmp_path / "book"


def _append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return change


def _write(name: str, text: str | bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def _swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def _remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


KIND = '\n[[kind]]\ncode = "{code}"\nlabel = "L"\nshort = "S"\ndomain = "{domain}"\n'
KIND += 'definition = "D"\n'


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_remove("codebook.toml"), "/codebook.toml: this file of the codebook is missing"),
        (_remove("actors.csv"), "/actors.csv: this file of the codebook is missing"),
        (_remove("events.toml"), "/events.toml: this file of the codebook is missing"),
        (_remove("ladder.toml"), "/ladder.toml: this file of the codebook is missing"),
        (
            _write("codebook.toml", HEADER + 'extends = "other"\n'),
            (
                "/codebook.toml: extends = 'other' is not known; write extends = \"kizuna\" to build "
                'on the shipped codebook, or "" to replace it'
            ),
        ),
        (
            _write("codebook.toml", 'name = "x"\n'),
            "/codebook.toml: Object missing required field `title`",
        ),
        (
            _append("codebook.toml", 'autor = "x"\n'),
            "/codebook.toml: Object contains unknown field `autor`",
        ),
        (
            _write("codebook.toml", "name = \n"),
            "/codebook.toml: not readable as TOML in UTF-8: Invalid value (at line 1, column 8)",
        ),
        (
            _write("events.toml", b'[[kind]]\ncode = "\xe9"\n'),
            (
                "/events.toml: not readable as TOML in UTF-8: 'utf-8' codec can't decode byte 0xe9 in "
                "position 17: invalid continuation byte"
            ),
        ),
        (
            _write("actors.csv", ACTORS.encode() + b"XXX,\xe9,state,,,,,,,,,\n"),
            (
                "/actors.csv: not readable as CSV in UTF-8: 'utf-8' codec can't decode byte 0xe9 in "
                f"position {len(ACTORS) + 4}: invalid continuation byte"
            ),
        ),
        (
            _write("actors.csv", ACTORS + 'XXX,"Xa" nia,state,,,,,,,,,\n'),
            "/actors.csv: not readable as CSV in UTF-8: ',' expected after '\"'",
        ),
        (
            _write("actors.csv", "code,name,kind,colour\nXXX,Xania,state,red\n"),
            "/actors.csv, row 2: the columns do not fit; unknown: colour",
        ),
        (
            _write("actors.csv", "code,name,kind\nXXX,Xania,state,red\n"),
            "/actors.csv, row 2: the columns do not fit",
        ),
        (
            _write("actors.csv", "code,name,kind\nXXX,Xania\n"),
            "/actors.csv, row 2: the columns do not fit",
        ),
        (
            _write("actors.csv", "code,name,kind\nXXX,,state\n"),
            "/actors.csv, row 2: Object missing required field `name`",
        ),
        (
            _write("actors.csv", "code,name,kind\nXXX,Xania,realm\n"),
            "/actors.csv, row 2: Invalid enum value 'realm' - at `$.kind`",
        ),
        (
            _write("actors.csv", "code,name,kind,from\nXXX,Xania,state,1.1.1990\n"),
            (
                "/actors.csv, row 2, valid_from: '1.1.1990' is not a date: write 2007, 2007-03 or "
                "2007-03-13 (ISO 8601)"
            ),
        ),
        (
            _write("actors.csv", "code,name,kind\nXXX,Xania,state\nXXX,Xanadu,state\n"),
            "/actors.csv: 'XXX' stands there twice",
        ),
        (
            _append("actor_codes.csv", "XXX,iso3,XXX,,\n"),
            "/actor_codes.csv: actor 'XXX' is not in actors.csv",
        ),
        (
            _write("memberships.csv", "member,organisation,status\nJPN,XXX,member\n"),
            "/memberships.csv: actor 'XXX' is not in actors.csv",
        ),
        (
            _append("events.toml", KIND.format(code="exercise", domain="mixed")),
            "/events.toml: 'exercise' stands there twice",
        ),
        (
            _write("events.toml", KIND.format(code="parade", domain="festive")),
            "/events.toml, kind 1 (parade): Invalid enum value 'festive' - at `$.domain`",
        ),
        (
            _write("events.toml", '[[kind]]\ncode = "parade"\n'),
            "/events.toml, kind 1 (parade): Object missing required field `label`",
        ),
        (
            _write("topics.toml", '[[threat]]\ncode = "flood"\nlabel = "Flood"\n'),
            "/topics.toml, threat 1 (flood): Object missing required field `definition`",
        ),
        (
            _swap("ladder.toml", '"exercise"', '"excercise"'),
            "/ladder.toml: column 'excercise' is not a kind",
        ),
        (
            _swap("ladder.toml", "practice_years = 5", 'practice_years = "five"'),
            "/ladder.toml: Expected `int`, got `str` - at `$.practice_years`",
        ),
        (
            _append("dialogues.toml", KIND.format(code="acsa", domain="mixed")),
            ": 'acsa' is both a kind of instrument and of dialogue",
        ),
    ],
)
def test_errors(whole: Path, change: Callable[[Path], None], message: str) -> None:
    change(whole)
    with pytest.raises(CodebookError) as caught:
        load(whole)
    assert str(caught.value) == f"{whole}{message}"


def test_the_copy_is_the_shipped_codebook(whole: Path) -> None:
    copy, shipped = load(whole), load()
    assert copy.actors == shipped.actors
    assert copy.codes == shipped.codes
    assert copy.memberships == shipped.memberships
    assert copy.kinds == shipped.kinds
    assert copy.ladder == shipped.ladder


def test_an_extension_adds_and_changes_entries(extension: Path) -> None:
    _write(
        "actors.csv", "code,name,kind,type\nMRC,Mercosur,organisation,bloc\nJPN,Nippon,state,\n"
    )(extension)
    _write("memberships.csv", "member,organisation,status,from\nBRA,MRC,member,1991\n")(extension)
    _write("events.toml", KIND.format(code="parade", domain="mixed"))(extension)
    book, shipped = load(extension), load()
    assert (book.name, book.version) == ("mine", "1")
    assert set(book.actors) == {*shipped.actors, "MRC"}
    assert book.actor("Nippon").code == "JPN"
    assert book.organisations_of("BRA") == tuple(sorted((*shipped.organisations_of("BRA"), "MRC")))
    assert set(book.kinds["event"]) == {*shipped.kinds["event"], "parade"}
    assert book.kinds["instrument"] == shipped.kinds["instrument"]
    assert book.ladder == shipped.ladder


def test_another_region_brings_a_codebook_of_its_own(tmp_path: Path) -> None:
    files = {
        "codebook.toml": HEADER,
        "actors.csv": "code,name,kind\nURY,Uruguay,state\nPRY,Paraguay,state\n",
        "actor_codes.csv": "actor,system,code\nURY,cow,165\n",
        "memberships.csv": "member,organisation,status\n",
        "instruments.toml": KIND.format(code="river_treaty", domain="economic"),
        "dialogues.toml": KIND.format(code="river_talks", domain="economic"),
        "events.toml": KIND.format(code="regatta", domain="mixed"),
        "topics.toml": "",
        "ladder.toml": 'practice_years = 3\n[[group]]\ncode = "g"\nlabel = "G"\n'
        'columns = ["river_treaty", "river_talks", "regatta"]\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    book = load(tmp_path)
    assert list(book.actors) == ["URY", "PRY"]
    assert book.ladder.columns == ("river_treaty", "river_talks", "regatta")
    assert book.column("regatta").of == "event"
    assert (dict(book.threats), dict(book.policies)) == ({}, {})
    with pytest.raises(InputError, match="unknown actor 'Japan'"):
        book.actor("Japan")


def test_names_that_are_nearly_right(whole: Path) -> None:
    book = load(whole)
    assert book.actor(" japan ").code == "JPN"
    with pytest.raises(InputError) as caught:
        book.actor("Austrlia")
    assert str(caught.value).startswith("unknown actor 'Austrlia': did you mean AUS (Australia)")
    with pytest.raises(InputError) as caught:
        book.column("acssa")
    assert str(caught.value) == "unknown column 'acssa': did you mean acsa?"
