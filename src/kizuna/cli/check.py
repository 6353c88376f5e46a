"""``kizuna check``: hold the record against its rules, and list conflicting claims."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kizuna.cli.listing import WIDTH, listing, to_json
from kizuna.cli.options import format_option, record_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from kizuna.record.checks import Finding, Report
    from kizuna.record.conflicts import Conflict

_FINDING = ("severity", "rule", "table", "id", "field", "message")
_CLAIM = ("table", "row", "field", "value", "preferred", "source", "source_title", "locator")
_CLAIM_END = ("check", "coder", "reason", "coding", "settled")
_RULE = ("code", "severity", "tables", "title")


@click.command(
    epilog="""\b
Examples:
  kizuna check
  kizuna check --strict --format csv > findings.csv
  kizuna check --rule date-order --rule chain-
  kizuna check --conflicts
  kizuna check --rules --format md

Exit code: 0 nothing wrong, 1 an error was found (with --strict also a warning), 2 wrong call."""
)
@click.option("--conflicts", is_flag=True, help="List the claims that contradict each other.")
@click.option(
    "--rule",
    "codes",
    metavar="CODE",
    multiple=True,
    help="Only this rule, or all whose code begins so (date-); may be repeated.",
)
@click.option("--rules", "list_rules", is_flag=True, help="List the rules instead.")
@click.option("--strict", is_flag=True, help="Count warnings as failures.")
@click.option(
    "--as-known",
    metavar="WHEN",
    help="Check what the record knew then: a date, a moment or the number of a revision.",
)
@click.option(
    "--today",
    metavar="DATE",
    help="The day after which a date lies in the future. Default: today.",
)
@format_option("table", "csv", "json", "md")
@record_options
@click.pass_context
def check(
    ctx: click.Context,
    conflicts: bool,
    codes: tuple[str, ...],
    list_rules: bool,
    strict: bool,
    as_known: str | None,
    today: str | None,
    form: str,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Hold the record against its rules.

    Errors are wrong for certain; warnings are worth a look. Partial dates are intervals, and what
    is merely uncertain is fine.
    """
    if conflicts and (codes or list_rules):
        raise InputError("--conflicts lists claims, not rules; leave --rule and --rules out")
    if list_rules:
        click.echo(_rules(codes, form))
        return
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record:
        if conflicts:
            from kizuna.record.conflicts import conflicts as find

            found = find(record.view(as_known))
            click.echo(_conflicts(found, form).rstrip("\n"))
            ctx.exit(0 if all(conflict.settled for conflict in found) else 1)
        from kizuna.record.checks import check as hold

        progress = _Progress() if sys.stderr.isatty() else None
        report = hold(
            record, as_known=as_known, rules=codes or None, today=today, progress=progress
        )
        if progress is not None:
            progress.clear()
    click.echo(_report(report, form).rstrip("\n"))
    ctx.exit(0 if report.ok and not (strict and report.findings) else 1)


class _Progress:
    """Counts rows on standard error, for records that take more than a moment."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        click.echo(f"\r{self.rows:,} rows checked", nl=False, err=True)

    def clear(self) -> None:
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)


def _report(report: Report, form: str) -> str:
    if form == "json":
        return to_json(
            {
                "record": report.record,
                "revision": report.revision,
                "today": report.today,
                "ok": report.ok,
                "errors": len(report.errors),
                "warnings": len(report.warnings),
                "rows": report.rows,
                "recalled": report.recalled,
                "left_out": report.left_out,
                "rules": report.rules,
                "findings": report.findings,
            }
        )
    if form == "csv":
        return listing(_FINDING, [_entry(finding) for finding in report.findings], form)
    sections = [*_severity("Errors", report.errors, form)]
    sections += _severity("Warnings", report.warnings, form)
    return "\n".join([*sections, _summary(report)])


def _severity(heading: str, findings: tuple[Finding, ...], form: str) -> Iterator[str]:
    from kizuna.record.checks import RULES

    if not findings:
        return
    yield f"## {heading}\n" if form == "md" else f"{heading}\n"
    order = list(RULES)
    ranked = sorted(findings, key=lambda finding: order.index(finding.rule))
    for code, group in groupby(ranked, key=lambda finding: finding.rule):
        title = RULES[code].title
        if form == "md":
            yield f"### {code}: {title}\n"
            yield listing(("table", "id", "field", "message"), [_entry(f) for f in group], form)
            yield ""
            continue
        yield _wrapped(f"{code}: {title}", "  ", "    ")
        for finding in group:
            text = f"{finding.table} {finding.id}, {finding.field}: {finding.message}"
            yield _wrapped(text, "    - ", "      ")
        yield ""


def _summary(report: Report) -> str:
    rows, recalled = sum(report.rows.values()), sum(report.recalled.values())
    errors, warnings = len(report.errors), len(report.warnings)
    held = f"{report.record}, revision {report.revision}: {rows:,} rows held against"
    found = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    lines = [
        f"{held} {_count(len(report.rules), 'rule')}: {found}.",
        f"{_count(recalled, 'row')} recalled, not verified: no findings, but marked everywhere.",
    ]
    lines += [
        f"{code}: {count:,} more findings are not listed."
        for code, count in report.left_out.items()
    ]
    return "\n".join(_wrapped(line, "", "") for line in lines)


def _rules(codes: tuple[str, ...], form: str) -> str:
    from kizuna.record.checks import rules_named

    rules = rules_named(codes or None)
    if form == "json":
        return to_json(
            [{**{name: getattr(rule, name) for name in _RULE}, "why": rule.why} for rule in rules]
        )
    if form == "csv":
        return listing(_RULE, [{n: getattr(r, n) for n in _RULE} for r in rules], form).rstrip("\n")
    lines: list[str] = []
    for family, group in groupby(rules, key=lambda rule: rule.family):
        lines += [f"## {family}\n" if form == "md" else f"{family}\n"]
        for rule in group:
            about = f"{rule.severity}, {', '.join(rule.tables)}"
            if form == "md":
                why = f"\n\n{rule.why}" if rule.why else ""
                lines += [f"### `{rule.code}`\n\n{rule.title}. *({about})*{why}\n"]
            else:
                lines += [f"  {rule.code} ({about})", _wrapped(rule.title, "    ", "    ")]
        lines += [""] if form == "table" else []
    return "\n".join(lines).rstrip("\n")


def _conflicts(found: list[Conflict], form: str) -> str:
    if form == "json":
        return to_json(found)
    if form in ("csv", "md"):
        return listing((*_CLAIM, *_CLAIM_END), list(_claims(found)), form)
    if not found:
        return "No source contradicts another."
    lines: list[str] = []
    for conflict in found:
        state = "" if conflict.settled else " (not settled)"
        lines.append(f"{conflict.table} {conflict.row}, {conflict.field}: {conflict.value}{state}")
        for claim in conflict.claims:
            mark = "preferred" if claim.preferred else "         "
            where = claim.source_title or claim.source
            where += f", {claim.locator}" if claim.locator else ""
            where += " (recalled)" if claim.check == "recalled" else ""
            why = f". {claim.reason}" if claim.reason else ""
            lines.append(_wrapped(f"{mark} {claim.value}: {where}{why}", "  ", " " * 12))
        lines.append("")
    unsettled = sum(not conflict.settled for conflict in found)
    lines.append(f"{_count(len(found), 'conflict')}, {unsettled} not settled.")
    return "\n".join(lines)


def _claims(found: list[Conflict]) -> Iterator[dict[str, Any]]:
    for conflict in found:
        for claim in conflict.claims:
            about = {"table": conflict.table, "row": conflict.row, "field": conflict.field}
            said = {name: getattr(claim, name) for name in _CLAIM[3:] + _CLAIM_END[:-1]}
            said["preferred"] = "yes" if claim.preferred else "no"
            yield {**about, **said, "settled": "yes" if conflict.settled else "no"}


def _entry(finding: Finding) -> dict[str, str]:
    return {name: getattr(finding, name) for name in _FINDING}


def _wrapped(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
