"""Every rule finds what breaks it, and nothing in what keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from checks import cases_of_links, cases_of_rows
from checks.made_rows import (
    TODAY,
    Case,
    coding,
    dialogue,
    event,
    instrument,
    office,
    source,
    stance,
)

from kizuna.codebook import load
from kizuna.record import Record, Row, open_record, revise
from kizuna.record.checks import RULES, Report, check
from kizuna.record.migrate import create
from kizuna.record.rows import TABLES, encode, fields_of

CASES = (*cases_of_rows.CASES, *cases_of_links.CASES)
Held = Callable[..., Report]


def fill(record: Record, rows: tuple[Row, ...], *, sql: str = "") -> None:
    """Record rows unchecked, as older versions and SQL may have, with their default source."""
    with revise(record, who="test", why="to be checked") as revision:
        for row in (source(), *rows):
            revision.insert(row.table, [encode(row)])
    if sql:
        with record.engine.begin() as connection:
            connection.execute(sa.text(sql))


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    """Holds rows against rules in a new record."""
    made: list[Record] = []

    def hold(rows: tuple[Row, ...], *rules: str, sql: str = "") -> Report:
        path = tmp_path / f"{len(made)}.sqlite"
        create(path, load())
        record = open_record(path)
        made.append(record)
        fill(record, rows, sql=sql)
        return check(record, rules=rules or None, today=TODAY)

    yield hold
    for record in made:
        record.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.says[:30]}")
def test_rule_finds_what_breaks_it_only(case: Case, held: Held) -> None:
    found = held(case.bad, case.rule, sql=case.sql).findings
    assert [(f.table, f.id, f.field) for f in found if f.id != "paper"] == [case.at]
    finding = next(f for f in found if f.id != "paper")
    assert case.says in finding.message
    assert finding.rule == case.rule
    assert finding.severity == RULES[case.rule].severity
    spared = [f for f in held(case.good, case.rule).findings if f.id != "paper"]
    assert spared == []


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(RULES)


def test_a_record_that_keeps_all_rules(held: Held) -> None:
    rows = (
        instrument(),
        dialogue(),
        event(),
        event(
            "aus-jpn-2plus2-2015",
            kind="meeting",
            domain="mixed",
            start="2015-11",
            related_dialogue="aus-jpn-2plus2",
            related_instrument="aus-jpn-acsa-2010",
        ),
        stance(),
        coding(),
    )
    report = held(rows)
    assert report.findings == ()
    assert report.ok
    assert report.rules == tuple(RULES)


def test_rules_say_what_and_why() -> None:
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.tables, code
        assert 10 < len(rule.title) <= 100, code
        assert rule.test.__doc__, code
        assert rule.family, code


def test_every_form_of_cell_is_looked_at_by_a_rule(held: Held) -> None:
    """A field that no rule of form reads would let anything in."""
    forms = {"id-form", "kind-known", "actor-known", "choice-known", "topic-known", "value-range"}
    forms |= {"number-form", "text-form", "note-length", "source-address", "source-identifier"}
    spoilt = "=" + "\t"
    for table, row_type in TABLES.items():
        good = {"source": source("s"), "instrument": instrument(), "dialogue": dialogue()}
        good |= {"event": event(), "stance": stance(), "coding": coding(), "office": office()}
        for name, field in fields_of(row_type).items():
            if field.form in ("date", "number", "count"):
                continue  # a stored value of another type cannot be read at all
            row = good[table]
            sql = f"UPDATE {table} SET \"{name}\" = '{spoilt}' WHERE id = '{row.id}'"
            found = held((row,), *forms, sql=sql).findings
            assert name in {f.field for f in found if f.table == table}, (table, name)


SQL_RULES = [case for case in CASES if RULES[case.rule].whole or case.rule.startswith("chain-")]


@pytest.mark.parametrize("case", SQL_RULES, ids=lambda case: f"{case.rule} {case.says[:30]}")
def test_rules_in_sql_on_both_databases(case: Case, record: Record) -> None:
    fill(record, case.bad, sql=case.sql)
    report = check(record, rules=[case.rule], today=TODAY)
    assert case.at in {(f.table, f.id, f.field) for f in report.findings}
