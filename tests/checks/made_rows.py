"""Rows that keep every rule, to be changed by a test in the one respect it is about."""

from __future__ import annotations

from typing import Any, NamedTuple

from kizuna.codebook import PartialDate
from kizuna.record import Coding, Dialogue, Event, Instrument, Office, Row, Source, Stance

TODAY = "2026-11-22"
_DATES = frozenset(
    [
        "negotiated_from",
        "signed",
        "provisional_from",
        "in_force",
        "ended",
        "first_held",
        "latest_held",
        "start",
        "end",
        "date",
        "coded_on",
    ]
)


class Case(NamedTuple):
    """Rows that break one rule, and rows close to them that keep it.

    Attributes:
        bad: rows of which exactly one breaks the rule.
        at: table, id and field of the finding.
        says: part of the message.
        good: rows that keep the rule.
        sql: a change made behind the back of the checked interfaces, for what these refuse.
    """

    rule: str
    bad: tuple[Row, ...]
    at: tuple[str, str, str]
    says: str
    good: tuple[Row, ...]
    sql: str = ""


def _made(row_type: type[Row], defaults: dict[str, Any], changes: dict[str, Any]) -> Any:
    values = {**defaults, **changes}
    for name in _DATES & values.keys():
        if isinstance(values[name], str):
            values[name] = PartialDate.parse(values[name])
    for name in ("parties", "replaces"):
        if isinstance(values.get(name), str):
            values[name] = tuple(values[name].split(";"))
    return row_type(**values)


def source(row_id: str = "paper", **changes: Any) -> Source:
    """A source: by default a web page without a date."""
    defaults = {
        "id": row_id,
        "kind": "web",
        "title": f"Page {row_id}",
        "publisher": "Ministry of Foreign Affairs of Japan",
        "language": "en",
        "url": f"https://www.mofa.go.jp/{row_id}.html",
    }
    return _made(Source, defaults, changes)


def instrument(row_id: str = "aus-jpn-acsa-2010", **changes: Any) -> Instrument:
    """An instrument: by default a treaty of Australia and Japan in force since 2013."""
    defaults = {
        "id": row_id,
        "kind": "acsa",
        "parties": "AUS;JPN",
        "title": f"Agreement {row_id}",
        "signed": "2010-05-19",
        "in_force": "2013-01-31",
        "status": "in_force",
        "binding": "treaty",
        "domain": "traditional",
        "source": "paper",
        "check": "verified",
        "coder": "kizuna",
    }
    return _made(Instrument, defaults, changes)


def dialogue(row_id: str = "aus-jpn-2plus2", **changes: Any) -> Dialogue:
    """A dialogue: by default the ministerial two-plus-two of Australia and Japan."""
    defaults = {
        "id": row_id,
        "kind": "two_plus_two",
        "parties": "AUS;JPN",
        "title": f"Consultations {row_id}",
        "first_held": "2007-06-06",
        "latest_held": "2025-09-05",
        "times_held": 12,
        "level": "minister",
        "source": "paper",
        "check": "verified",
    }
    return _made(Dialogue, defaults, changes)


def event(row_id: str = "aus-jpn-exercise-2015", **changes: Any) -> Event:
    """An event: by default an exercise of Australia and Japan in 2015."""
    defaults = {
        "id": row_id,
        "kind": "exercise",
        "parties": "AUS;JPN",
        "title": f"Exercise {row_id}",
        "start": "2015-06-01",
        "domain": "traditional",
        "source": "paper",
        "check": "verified",
    }
    return _made(Event, defaults, changes)


def stance(row_id: str = "jpn-gov-2013-russia", **changes: Any) -> Stance:
    """A stance: by default Japan's government on Russia in 2013."""
    defaults = {
        "id": row_id,
        "holder": "JPN",
        "holder_kind": "government",
        "holder_name": "Government of Japan",
        "about_kind": "threat",
        "about": "russia",
        "value": 1.0,
        "date": "2013-12-17",
        "source": "paper",
        "check": "verified",
    }
    return _made(Stance, defaults, changes)


def coding(row_id: str = "coding-1", **changes: Any) -> Coding:
    """A coding: by default the paper's confirmation of when the default instrument was signed."""
    defaults = {
        "id": row_id,
        "row": "aus-jpn-acsa-2010",
        "field": "signed",
        "value": "2010-05-19",
        "source": "paper",
        "locator": row_id,
        "check": "verified",
        "coder": "kizuna",
        "coded_on": "2026-11-22",
    }
    return _made(Coding, defaults, changes)


def office(row_id: str = "jpn-office-ldp-2012", **changes: Any) -> Office:
    """A spell in government: by default the Liberal Democrats of Japan since 2012."""
    defaults = {
        "id": row_id,
        "actor": "JPN",
        "party": "Liberal Democratic Party",
        "role": "head",
        "start": "2012-12-26",
        "source": "paper",
        "check": "verified",
    }
    return _made(Office, defaults, changes)
