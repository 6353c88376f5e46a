"""A small study without Japan, for tests: rows made from what matters to a test."""

from __future__ import annotations

from typing import Any

from kizuna.codebook import PartialDate
from kizuna.record import Coding, Dialogue, Event, Instrument, Record, Row, Source, Stance, revise
from kizuna.record.rows import fields_of

SOURCE = Source(id="paper", kind="document", title="A paper", date=PartialDate.parse("2020-06-01"))


def _dated(row_type: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    forms = {name: field.form for name, field in fields_of(row_type).items()}
    return {
        name: PartialDate.parse(value)
        if forms[name] == "date" and isinstance(value, str)
        else value
        for name, value in values.items()
    }


def instrument(row_id: str = "agreement", **values: Any) -> Instrument:
    """An instrument between Australia and India unless told otherwise."""
    given = {
        "kind": "acsa",
        "parties": ("AUS", "IND"),
        "title": "An agreement",
        "status": "in_force",
        "binding": "treaty",
        "domain": "traditional",
        "source": "paper",
        "check": "verified",
        **_dated(Instrument, values),
    }
    return Instrument(id=row_id, **given)


def dialogue(row_id: str = "talks", **values: Any) -> Dialogue:
    """A 2+2 between Australia and India unless told otherwise."""
    given = {
        "kind": "two_plus_two",
        "parties": ("AUS", "IND"),
        "title": "Talks",
        "level": "minister",
        "source": "paper",
        "check": "verified",
        **_dated(Dialogue, values),
    }
    return Dialogue(id=row_id, **given)


def event(row_id: str = "drill", **values: Any) -> Event:
    """An exercise of Australia and India unless told otherwise."""
    given = {
        "kind": "exercise",
        "parties": ("AUS", "IND"),
        "title": "A drill",
        "domain": "traditional",
        "source": "paper",
        "check": "verified",
        **_dated(Event, values),
    }
    return Event(id=row_id, **given)


def stance(row_id: str, **values: Any) -> Stance:
    """A government's salience of piracy unless told otherwise."""
    given = {
        "holder": "AUS",
        "holder_kind": "government",
        "holder_name": "Government of Australia",
        "about_kind": "threat",
        "about": "piracy",
        "value": 2.0,
        "source": "paper",
        "check": "verified",
        **_dated(Stance, values),
    }
    return Stance(id=row_id, **given)


def coding(row_id: str, **values: Any) -> Coding:
    """A claim about a row's field."""
    given = {"source": "paper", "check": "verified", **_dated(Coding, values)}
    return Coding(id=row_id, **given)


def fill(record: Record, *rows: Row) -> None:
    """Record rows and the source they name."""
    with revise(record, who="a tester", why="a test") as revision:
        if not revision.standing("source", ["paper"]):
            revision.add([SOURCE])
        revision.add(rows)
