"""Running the rules over a record, and what comes out."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from kizuna.codebook import as_day
from kizuna.errors import InputError
from kizuna.record.checks.context import Batch, Context
from kizuna.record.checks.rule import RULES, Finding, Rule
from kizuna.record.rows import TABLES, TableName
from kizuna.record.store import Record

if TYPE_CHECKING:
    import polars as pl

MOST_FINDINGS = 10_000
"""Findings kept per rule; more are counted, so that a report never fills the memory."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules found in a record.

    Attributes:
        record: label of the record.
        revision: number of the last revision that was known.
        today: the day after which dates lie in the future.
        findings: by table, id, field and rule.
        rules: codes of the rules that were held against the record.
        rows: number of rows by table.
        recalled: number of rows by table whose source was not read yet; they are marked as
            unverified everywhere, and are no findings.
        left_out: findings beyond :data:`MOST_FINDINGS`, by rule.
    """

    record: str
    revision: int
    today: dt.date
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    rows: Mapping[TableName, int]
    recalled: Mapping[TableName, int]
    left_out: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether no rule found an error; warnings do not count."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are wrong for certain."""
        return tuple(f for f in self.findings if f.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings at which a person should look."""
        return tuple(f for f in self.findings if f.severity == "warning")

    def to_polars(self) -> pl.DataFrame:
        """The findings as a frame of texts: one row each, columns as the fields of a finding."""
        import polars as pl

        names = [field.name for field in msgspec.structs.fields(Finding)]
        columns = {name: [getattr(f, name) for f in self.findings] for name in names}
        return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def check(
    record: Record,
    *,
    as_known: str | dt.datetime | dt.date | int | None = None,
    rules: Iterable[str] | None = None,
    today: str | dt.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Hold a record against the rules.

    Args:
        record: an open record.
        as_known: check what was known then instead of now: a moment, a date or a revision.
        rules: codes of rules, or beginnings of codes that end in a hyphen, such as ``date-``;
            all by default.
        today: the day after which a date lies in the future; today by default.
        progress: called with the number of rows read since the last call.

    Returns:
        The findings, in an order that does not depend on the database.

    Raises:
        InputError: there is no such rule.
    """
    chosen = rules_named(rules)
    context = Context(record.view(as_known), as_day(today))
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    rows: dict[TableName, int] = {}
    recalled: dict[TableName, int] = {}

    def keep(rule: Rule, table: TableName, row_id: str, field: str, message: str) -> None:
        counts[rule.code] += 1
        if counts[rule.code] <= MOST_FINDINGS:
            findings.append(
                Finding(
                    table=table,
                    id=row_id,
                    field=field,
                    rule=rule.code,
                    severity=rule.severity,
                    message=message,
                )
            )

    for table in TABLES:
        tests = [rule for rule in chosen if not rule.whole and table in rule.tables]
        rows[table] = recalled[table] = 0
        for page in context.pages(table):
            batch = Batch(page, context)
            for row in page:
                recalled[table] += getattr(row, "check", "") == "recalled"
                for rule in tests:
                    for field, message in rule.test(row, batch):
                        keep(rule, table, row.id, field, message)
            rows[table] += len(page)
            if progress is not None:
                progress(len(page))
    for rule in chosen:
        if rule.whole:
            for place in rule.test(context):
                keep(rule, *place)
    return Report(
        record=record.label,
        revision=context.view.revision,
        today=context.today,
        findings=tuple(sorted(findings, key=_order)),
        rules=tuple(rule.code for rule in chosen),
        rows=rows,
        recalled=recalled,
        left_out={code: n - MOST_FINDINGS for code, n in counts.items() if n > MOST_FINDINGS},
    )


def rules_named(codes: Iterable[str] | None) -> list[Rule]:
    """The rules with these codes, or with codes that begin so; all for ``None``.

    Raises:
        InputError: there is no such rule.
    """
    if codes is None:
        return list(RULES.values())
    wanted: set[str] = set()
    for code in codes:
        found = {c for c in RULES if c == code or (code.endswith("-") and c.startswith(code))}
        if not found:
            near = difflib.get_close_matches(code, RULES, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "see `kizuna check --rules`"
            raise InputError(f"there is no rule {code[:40]!r}: {hint}")
        wanted |= found
    return [rule for code, rule in RULES.items() if code in wanted]


_TABLES = {name: number for number, name in enumerate(TABLES)}


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    return _TABLES[finding.table], finding.id, finding.field, finding.rule, finding.message
