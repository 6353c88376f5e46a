"""Records for the tests of what people see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from study import coding, dialogue, event, fill, instrument, stance

from kizuna.codebook import load
from kizuna.record import Record, Source, open_record, revise
from kizuna.record.migrate import create

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{7*7}}"
"""What must stay text wherever it is shown."""


def _empty(folder: Path) -> Record:
    place = folder / "study.sqlite"
    create(place, load())
    return open_record(place)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Record]:
    """A pair without Japan, with something of every sort, and a third actor."""
    with _empty(tmp_path) as record:
        fill(
            record,
            instrument("old", signed="2010-05-19", in_force="2013-01-31", status="superseded"),
            instrument("new", signed="2017-01-14", in_force="2017-09-06", replaces=("old",)),
            instrument(
                "access", kind="reciprocal_access", negotiated_from="2018", status="negotiating"
            ),
            instrument(
                "trade",
                kind="economic_partnership",
                parties=("AUS", "EU"),
                signed="2019",
                status="signed",
                check="recalled",
            ),
            instrument(
                "three", kind="security_declaration", parties=("AUS", "IND", "NZL"),
                signed="2016-04", status="political", binding="political",
            ),
            dialogue("two", first_held="2015", latest_held="2020-03-01", times_held=4),
            event("session", kind="meeting", start="2018-02-03", related_dialogue="two"),
            event("drill", start="2018-06-01"),
            event("visit", kind="port_call", start="2019", end="2019-03"),
            stance("piracy-a", date="2017"),
            stance("piracy-i", holder="IND", holder_name="Government of India", date="2018"),
            stance("cyber-a", about="cyber", value=3.0, date="2019"),
            stance("cyber-i", holder="IND", about="cyber", value=1.0, date="2019"),
            stance("russia-a", about="russia", date="2019"),
            stance(
                "party-a", holder_kind="party", holder_name="Some Party", about_kind="partner",
                about="IND", value=-1.0, date="2018-05-05",
            ),
            coding("claim", row="new", field="signed", value="2017-01-14", locator="p. 3"),
        )  # fmt: skip
        yield record


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Record]:
    """A record whose every free text is an attack."""
    with _empty(tmp_path) as record:
        bad = Source(
            id="bad", kind="web", title=HOSTILE, authors=HOSTILE, publisher=HOSTILE,
            url="https://example.org/?q='onclick='alert(3)", note=HOSTILE,
        )  # fmt: skip
        with revise(record, who=HOSTILE, why=HOSTILE) as revision:
            revision.add([bad])
        texts = {"source": "bad", "coder": HOSTILE, "note": HOSTILE}
        fill(
            record,
            instrument("a", title=HOSTILE, signed="2017-01-14", in_force="2017", **texts),
            dialogue("b", title=HOSTILE, first_held="2015", latest_held="2018-01-01", **texts),
            event("c", title=HOSTILE, start="2018-06-01", place=HOSTILE, **texts),
            event("d", title=HOSTILE, start="2018-06-01", kind="port_call", **texts),
            stance("e", holder_name=HOSTILE, date="2018", **texts),
            stance(
                "f", holder_name=HOSTILE, holder_kind="party", about_kind="partner", about="IND",
                date="2018", **texts,
            ),
            coding(
                "g", row="a", field="signed", value=HOSTILE, locator=HOSTILE, reason=HOSTILE,
                source="bad",
            ),
        )  # fmt: skip
        yield record
