"""The rules that a record is held against, and what they find.

Each module is a family of rules; importing this package registers them all, in the order in
which they are documented. ``kizuna check --rules`` lists them.
"""

from kizuna.record.checks import (  # noqa: I001  (the order of the documentation)
    forms,
    parties,
    dates,
    stages,
    chains,
    sessions,
    sources,
    stances,
    offices,
    codings,
    sameness,
)
from kizuna.record.checks.report import MOST_FINDINGS, Report, check, rules_named
from kizuna.record.checks.rule import RULES, Finding, Rule, Severity

FAMILIES = (
    forms,
    parties,
    dates,
    stages,
    chains,
    sessions,
    sources,
    stances,
    offices,
    codings,
    sameness,
)

__all__ = [
    "FAMILIES",
    "MOST_FINDINGS",
    "RULES",
    "Finding",
    "Report",
    "Rule",
    "Severity",
    "check",
    "rules_named",
]
