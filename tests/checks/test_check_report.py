"""What a check gives back: order, counts, choice of rules, knowledge time, codebooks, size."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import polars as pl
import pytest
from checks.made_rows import TODAY, dialogue, event, instrument, source

from kizuna.codebook import SHIPPED, load
from kizuna.errors import InputError
from kizuna.record import Record, open_record, revise
from kizuna.record.checks import RULES, check, report, rules_named
from kizuna.record.checks.alike import SAME_TITLE
from kizuna.record.checks.context import Context
from kizuna.record.rows import TABLES


def test_order_counts_and_frame(record: Record) -> None:
    with revise(record, who="test", why="two faults") as revision:
        revision.add([source(), event(end="2015-05", check="recalled")])
        revision.add([instrument(in_force="2009"), dialogue()])
    found = check(record, today=TODAY)
    assert [(f.table, f.rule) for f in found.findings] == [
        ("instrument", "date-order"),
        ("event", "date-order"),
    ]
    assert not found.ok
    assert found.errors == found.findings
    assert found.warnings == ()
    assert found.rows["event"] == 1
    assert found.recalled == {table: int(table == "event") for table in TABLES}
    assert found.revision == 1
    assert found.today == dt.date(2026, 11, 22)
    frame = found.to_polars()
    assert frame.columns == ["table", "id", "field", "rule", "severity", "message"]
    assert frame.schema == dict.fromkeys(frame.columns, pl.String)
    assert frame["id"].to_list() == ["aus-jpn-acsa-2010", "aus-jpn-exercise-2015"]


def test_as_known(record: Record) -> None:
    with revise(record, who="test", why="wrong") as revision:
        revision.add([source(), event(end="2015-05")])
    with revise(record, who="test", why="right") as revision:
        revision.replace([event(end="2015-07")])
    assert check(record, as_known=1, today=TODAY).findings[0].rule == "date-order"
    assert check(record, today=TODAY).findings == ()
    assert check(record, as_known=0).rows["event"] == 0


def test_whole_record_rules_look_at_what_was_known(record: Record) -> None:
    with revise(record, who="test", why="wrong") as revision:
        revision.add([source(), source("idle"), event(), event("aus-jpn-2", title="Drill")])
        revision.add([event("aus-jpn-3", title="Drill")])
    with revise(record, who="test", why="right") as revision:
        revision.withdraw("source", ["idle"])
        revision.withdraw("event", ["aus-jpn-3"])
    assert [f.rule for f in check(record, as_known=1).findings] == ["source-unused", "fact-twice"]
    assert check(record).findings == ()


def test_rules_by_code_and_beginning(record: Record) -> None:
    with revise(record, who="test", why="faults") as revision:
        revision.add([source(), source("idle"), event(end="2015-05")])
    assert [f.rule for f in check(record, rules=["source-unused"]).findings] == ["source-unused"]
    chosen = check(record, rules=["date-"])
    assert chosen.rules == ("date-order", "date-future", "date-distant")
    assert [f.rule for f in chosen.findings] == ["date-order"]
    assert rules_named(None) == list(RULES.values())


def test_an_unknown_rule() -> None:
    with pytest.raises(InputError, match=r"no rule 'date-ordr': did you mean date-order"):
        rules_named(["date-ordr"])
    with pytest.raises(InputError, match="see `kizuna check --rules`"):
        rules_named(["xyz"])


def test_the_codebook_may_change_under_a_record(tmp_path: Path) -> None:
    from kizuna.record.migrate import create

    path, book = tmp_path / "record.sqlite", tmp_path / "codebook"
    create(path, load())
    with open_record(path) as record, revise(record, who="test", why="fill") as revision:
        revision.add([source(), event(), instrument()])
    book.mkdir()
    (book / "codebook.toml").write_text(
        'name = "small"\ntitle = "Small"\nversion = "1"\nlicence = "CC0-1.0"\nextends = ""\n'
    )
    for name in ("dialogues.toml", "instruments.toml"):
        (book / name).write_bytes((SHIPPED / name).read_bytes())
    (book / "topics.toml").write_text("")
    (book / "events.toml").write_text(
        '[[kind]]\ncode = "visit"\nlabel = "Visit"\nshort = "Vis"\ndomain = "mixed"\n'
        'definition = "A visit."\n'
    )
    ladder = (SHIPPED / "ladder.toml").read_text().replace('"exercise"', '"visit"')
    (book / "ladder.toml").write_text(ladder)
    (book / "actors.csv").write_text("code,name,kind\nJPN,Japan,state\nIND,India,state\n")
    (book / "actor_codes.csv").write_text("actor,system,code,from,to\n")
    (book / "memberships.csv").write_text("member,organisation,status,from,to\n")
    with open_record(path, codebook=book) as record:
        found = {(f.table, f.rule) for f in check(record, today=TODAY).errors}
    assert found == {
        ("event", "kind-known"),
        ("event", "actor-known"),
        ("instrument", "actor-known"),
    }


def test_findings_beyond_the_limit_are_counted(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_FINDINGS", 2)
    with revise(record, who="test", why="many") as revision:
        revision.add([source(), *(source(f"idle-{n}") for n in range(6))])
    found = check(record, rules=["source-unused"])
    assert len(found.findings) == 2
    assert found.left_out == {"source-unused": 5}


def test_pages_cover_the_record_once(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    from kizuna.record.checks import context

    monkeypatch.setattr(context, "BATCH", 3)
    rows = [event(f"aus-jpn-{n}", start=f"{1990 + n}", title=f"Drill {n}") for n in range(10)]
    with revise(record, who="test", why="ten") as revision:
        revision.add([source(), *rows])
    pages = list(Context(record.view(), dt.date(2026, 11, 22)).pages("event"))
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert sorted(row.id for page in pages for row in page) == sorted(row.id for row in rows)
    counted: list[int] = []
    assert check(record, progress=counted.append).ok
    assert sum(counted) == 11


def test_a_report_can_be_stored(record: Record) -> None:
    found = check(record)
    assert msgspec.json.decode(msgspec.json.encode(found))["findings"] == []
    assert 0 < SAME_TITLE < 100


def test_the_shipped_record_has_no_error() -> None:
    with open_record() as shipped:
        found = check(shipped)
    assert [(f.rule, f.id, f.message) for f in found.errors] == []
    assert found.rows["instrument"] > 200
