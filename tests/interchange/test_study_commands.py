"""``kizuna init``, ``import``, ``export`` and ``migrate`` as a user calls them."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import fault_of
from click.testing import CliRunner, Result
from generated_records import state_of
from study import fill, instrument

from kizuna.cli import cli, study
from kizuna.codebook import load
from kizuna.errors import InputError, KizunaError, RecordError
from kizuna.record import open as opening
from kizuna.record import open_record, revise
from kizuna.record.interchange.exports import export
from kizuna.record.migrate import create

SOURCES = "id,kind,title\npaper,document,A paper\n"
INSTRUMENTS = (
    "id,kind,parties,title,status,binding,domain,source,check\n"
    "one,acsa,AUS;IND,An agreement,in_force,treaty,traditional,paper,verified\n"
    "two,acsa,AUS;IND,An agreement,in_force,treaty,traditional,paper,verified\n"
)


def kizuna(*words: str) -> Result:
    result = CliRunner().invoke(cli, list(words))
    if isinstance(result.exception, KizunaError):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def _somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "me")


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A folder of tables, and the working folder."""
    folder = tmp_path / "coded"
    folder.mkdir()
    (folder / "sources.csv").write_text(SOURCES)
    (folder / "instruments.csv").write_text(INSTRUMENTS)
    return folder


def test_from_nothing_to_an_export(
    coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert kizuna("init", "mine", "--title", "The Indian Ocean").output == (
        "Started a study in mine. Next: kizuna import FILE --record mine\n"
    )
    assert kizuna("import", "coded", "--record", "mine", "--who", "Aiko", "--dry-run").output == (
        "Would import: 1 source, 2 instruments added. Nothing was changed.\n"
    )
    assert kizuna("import", "coded", "--record", "mine", "--who", "Aiko").output == (
        "Imported as revision 1: 1 source, 2 instruments added.\n"
    )
    assert kizuna("import", "coded", "--record", "mine", "--who", "Aiko").output == (
        "Nothing to change: 3 rows unchanged.\n"
    )
    (coded / "instruments.csv").write_text(INSTRUMENTS.replace("two,acsa", "two,defence_treaty"))
    update = ("--update", "--why", "the treaty's text")
    assert kizuna("import", "coded", "--record", "mine", "--who", "Ben", *update).output == (
        "Imported as revision 2: 1 instrument changed; 2 rows unchanged.\n"
    )
    assert kizuna("export", "out", "--record", "mine", "--history").output == (
        "Wrote out (revision 2).\n"
    )
    assert kizuna("export", "then.xlsx", "--record", "mine", "--as-known", "r1").output == (
        "Wrote then.xlsx (revision 1).\n"
    )
    kizuna("init", "again")
    assert kizuna("import", "out", "--record", "again", "--who", "Eve").output == (
        "Restored 2 revisions, with 4 versions of rows.\n"
    )
    with open_record("again") as record:
        listed = [(r.who, r.why) for r in record.revisions()]
    assert listed == [("Aiko", "import of coded"), ("Ben", "the treaty's text")]


def test_a_history_can_be_rehearsed(coded: Path, tmp_path: Path) -> None:
    kizuna("init", str(tmp_path / "mine"))
    kizuna("import", str(coded), "--record", str(tmp_path / "mine"), "--who", "Aiko")
    kizuna("export", str(tmp_path / "out"), "--record", str(tmp_path / "mine"), "--history")
    kizuna("init", str(tmp_path / "again"))
    call = ("import", str(tmp_path / "out"), "--record", str(tmp_path / "again"), "--dry-run")
    assert kizuna(*call, "--who", "Eve").output == (
        "Would import: 1 source, 2 instruments added. Nothing was changed.\n"
    )
    with open_record(tmp_path / "again") as record:
        assert record.revisions() == []


def test_a_study_is_a_folder_that_explains_itself(tmp_path: Path) -> None:
    place = tmp_path / "gulf"
    kizuna("init", str(place))
    assert sorted(path.name for path in place.iterdir()) == ["README.md", "record.sqlite"]
    text = (place / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# gulf\n")
    calls = [line.strip() for line in text.splitlines() if line.startswith("    kizuna ")]
    assert len(calls) == 5
    assert [fault_of(call) for call in calls] == [None] * 5


def test_a_codebook_of_its_own_builds_on_the_shipped_one(tmp_path: Path) -> None:
    place = tmp_path / "gulf"
    kizuna("init", str(place), "--codebook", "--title", 'The "Gulf" \\ and beyond')
    with (place / "codebook" / "actors.csv").open("a", encoding="utf-8") as stream:
        stream.write("XGC,Gulf Council,organisation,forum,,,,,,,,\n")
    kinds = place / "codebook" / "instruments.toml"
    text = kinds.read_text(encoding="utf-8")
    kinds.write_text(text.replace("# ", "").replace("#\n", "").partition("\n")[2], encoding="utf-8")
    with open_record(place) as record:
        assert record.codebook.name == "the-gulf-and-beyond"
        assert record.codebook.title == 'The "Gulf" \\ and beyond'
        assert record.codebook.actors["XGC"].name == "Gulf Council"
        assert "fisheries_arrangement" in record.codebook.kinds["instrument"]
        assert len(record.codebook.actors) == len(load().actors) + 1


def test_a_copy_has_the_history_of_the_shipped_record(
    place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "made.sqlite", load())
    with open_record(tmp_path / "made.sqlite") as made:
        fill(made, instrument())
        with revise(made, who="Ben", why="a slip") as reviser:
            reviser.replace([instrument(title="Another title")])
        export(made.view(), tmp_path / "evidence", history=True)
        monkeypatch.setattr(opening, "EVIDENCE", tmp_path / "evidence")
        target = str(place) if isinstance(place, str) else str(tmp_path / "mine")
        kizuna("init", target, "--copy")
        with open_record(target) as copied:
            assert copied.revisions() == made.revisions()
            assert [state_of(copied, n) for n in range(3)] == [state_of(made, n) for n in range(3)]
            fill(copied, instrument("of-my-own"))


def test_the_shipped_record_can_be_copied(tmp_path: Path) -> None:
    kizuna("init", str(tmp_path / "mine"), "--copy")
    with open_record() as shipped, open_record(tmp_path / "mine") as mine:
        assert state_of(mine) == state_of(shipped)
        assert mine.view().count("instrument") > 0


def test_tables_are_made_in_a_database(places: Callable[[], Path | str], coded: Path) -> None:
    address = str(places())
    if "://" not in address:
        pytest.skip("a SQLite record is made in a folder; see the other tests")
    assert kizuna("init", address, "--title", "Shared").output == (
        "Started a study in the database. Next: kizuna import FILE --record ADDRESS\n"
    )
    assert "2 instruments added" in kizuna("import", str(coded), "--record", address).output
    with pytest.raises(InputError, match="there is a record already"):
        kizuna("init", address)
    with pytest.raises(InputError, match="a database has no folder for a codebook"):
        kizuna("init", address, "--codebook")


@pytest.mark.parametrize("kept", ["notes.txt", "record.sqlite"])
def test_a_study_is_not_started_over_anything(kept: str, tmp_path: Path) -> None:
    (tmp_path / kept).write_text("mine")
    with pytest.raises(InputError, match="is there and not empty"):
        kizuna("init", str(tmp_path))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(kept, "mine")]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    kizuna("init", str(tmp_path))
    with open_record(tmp_path) as record:
        assert record.revisions() == []


# Who, why, notes and migrations ----------------------------------------------------------------


def test_who_is_the_user_unless_told_otherwise(
    coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_NAME", "USER", "LOGNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    kizuna("init", str(tmp_path / "mine"))
    with pytest.raises(InputError, match="say so with --who"):
        kizuna("import", str(coded), "--record", str(tmp_path / "mine"))
    monkeypatch.setenv("USER", "aiko")
    kizuna("import", str(coded), "--record", str(tmp_path / "mine"))
    with open_record(tmp_path / "mine") as record:
        assert record.revisions()[0].who == "aiko"


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--why", "two\nlines", "is blank or not on one line"),
        ("--who", " ", "is blank or not on one line"),
        ("--why", "=cmd()", "begins like a spreadsheet's formula"),
    ],
)
def test_who_and_why_are_plain_words(
    option: str, text: str, message: str, coded: Path, tmp_path: Path
) -> None:
    kizuna("init", str(tmp_path / "mine"))
    with pytest.raises(InputError, match=message):
        kizuna("import", str(coded), "--record", str(tmp_path / "mine"), option, text)


def test_what_was_left_alone_is_said_on_standard_error(coded: Path, tmp_path: Path) -> None:
    for number in range(7):
        (coded / f"old{number}.csv").write_text("")
    kizuna("init", str(tmp_path / "mine"))
    result = kizuna("import", str(coded), "--record", str(tmp_path / "mine"), "--who", "me")
    assert result.stderr.splitlines() == [
        *(f"Note: old{n}.csv: left alone, since it is no table of a record" for n in range(5)),
        "Note: 2 more: left alone, since it is no table of a record",
    ]
    assert result.stdout == "Imported as revision 1: 1 source, 2 instruments added.\n"


def test_a_person_who_watches_sees_the_rows_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 1.0, 4.0, 4.1, 5.0])
    monkeypatch.setattr(study.time, "monotonic", lambda: next(clock))
    for watched, shown in ((True, "      20,000 rows, 5,000 a second"), (False, "")):
        monkeypatch.setattr(study.sys.stderr, "isatty", lambda watched=watched: watched)
        if not watched:
            clock = iter([0.0, 9.0])
        with study._Progress() as progress:
            for _ in range(4 if watched else 1):
                progress(10_000)
        assert capsys.readouterr().err.lstrip("\r").split(" \r")[0] == shown


def test_a_record_of_today_needs_no_migration(tmp_path: Path) -> None:
    kizuna("init", str(tmp_path / "mine"))
    assert kizuna("migrate", "--record", str(tmp_path / "mine")).output == (
        "The record has schema 0001, the newest; nothing to do.\n"
    )


def test_a_record_that_is_not_there_is_not_migrated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere does not exist; start a study with"):
        kizuna("migrate", "--record", str(tmp_path / "nowhere"))
    assert list(tmp_path.iterdir()) == []


def test_a_record_of_a_newer_version_is_not_migrated(tmp_path: Path) -> None:
    kizuna("init", str(tmp_path / "mine"))
    with sqlite3.connect(tmp_path / "mine" / "record.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RecordError, match="written by a newer Kizuna"):
        kizuna("migrate", "--record", str(tmp_path / "mine"))


@pytest.mark.parametrize("command", ["init", "import", "export", "migrate"])
def test_help_has_examples_that_can_be_called(command: str) -> None:
    text = kizuna(command, "--help").output
    examples = [line.strip() for line in text.splitlines() if line.startswith("    kizuna ")]
    assert len(examples) >= 2
    assert [fault_of(line) for line in examples] == [None] * len(examples)
    assert all(shlex.split(line)[1] == command for line in examples)
