"""The rows that tie a pair, as the criteria read them: what counts, how surely, with what values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from kizuna.codebook import Codebook
from kizuna.codebook.criteria import CODED, Criteria
from kizuna.measures.evidence import Evidence, Reading
from kizuna.record import Coding, Dialogue, Instrument, View
from kizuna.record.rows import to_text

SMALL_GROUP = 5
"""States that a minilateral venue has at most; more are a region."""


class Value(NamedTuple):
    """The value of a field: its text, whether it was read in a source, and whether presumed."""

    text: str
    sure: bool
    presumed: bool = False


class Item(msgspec.Struct, frozen=True, gc=False):
    """One row as the criteria read it.

    Attributes:
        counts: in effect, alive or recent on the best reading of the record.
        possible: it counts, or doubtful dates leave open that it does.
        sure: it counts, and neither dates nor an unread source leave a doubt.
        values: values of the fields that are known.
    """

    reading: Reading
    counts: bool
    possible: bool
    sure: bool
    values: Mapping[str, Value]

    @property
    def id(self) -> str:
        """Id of the row."""
        return self.reading.row.id


def items_of(
    evidence: Evidence, partner: str, criteria: Criteria, codings: Mapping[str, list[Coding]]
) -> list[Item]:
    """The rows that tie a partner, as of the day of the evidence.

    Args:
        evidence: of the focal actor.
        partner: code of the partner.
        criteria: of the codebook.
        codings: codings of the coded fields, by id of the row.
    """
    book = evidence.view.codebook
    groups = {kind: group.code for group in book.ladder.groups for kind in group.columns}
    found = []
    for readings in evidence.readings(partner).values():
        for reading in readings:
            counts, possible = _effect(reading, evidence.on, book.ladder.practice_years)
            values = _values(reading, criteria, codings.get(reading.row.id, []))
            values["venue"] = Value(_venue(reading, evidence.focal, partner, book), sure=True)
            if reading.row.kind in groups:
                values["group"] = Value(groups[reading.row.kind], sure=True)
            sure = counts and reading.certain and reading.verified
            found.append(Item(reading, counts, possible, sure, values))
    return found


def coded_fields(
    view: View, evidence: Evidence, partners: Iterable[str]
) -> dict[str, list[Coding]]:
    """Codings of the coded fields of the instruments that tie these partners, by row."""
    ids = {
        reading.row.id
        for partner in partners
        for readings in evidence.readings(partner).values()
        for reading in readings
        if isinstance(reading.row, Instrument)
    }
    found: dict[str, list[Coding]] = {}
    for coding in view.codings(sorted(ids)):
        if coding.field in CODED:
            found.setdefault(coding.row, []).append(coding)
    return found


def _effect(reading: Reading, on: dt.date, years: int) -> tuple[bool, bool]:
    """Whether a row counts on the day, and whether it may."""
    state = reading.state
    if isinstance(reading.row, Dialogue):
        # A dialogue lives between its first and its latest session, and some years beyond.
        later = reading.row.latest_held
        lapse = state.latest.latest if state.latest else dt.date.min
        alive = (later is not None and later.earliest > on) or (on - lapse).days <= 365.25 * years
        return alive, True
    if state.state in ("in_force", "held"):
        return True, True
    # Where the dates leave a doubt, what is signed may be in force, what ended may still hold.
    return False, state.state in ("signed", "ended") and not reading.certain


def _values(reading: Reading, criteria: Criteria, codings: list[Coding]) -> dict[str, Value]:
    row = reading.row
    found = {"kind": Value(row.kind, sure=True), "state": Value(reading.state.state, sure=True)}
    if not isinstance(row, Dialogue):
        found["domain"] = Value(row.domain, sure=True)
    if not isinstance(row, Instrument):
        return found
    found["binding"] = Value(row.binding, sure=True)
    for name in CODED:
        text = to_text(getattr(row, name))
        if text:
            standing = [c for c in codings if c.field == name and c.preferred != "no"]
            read = [c.check == "verified" for c in standing] or [row.check == "verified"]
            found[name] = Value(text, sure=any(read))
    for presumption in criteria.presumption:
        fits = row.kind in presumption.kinds or row.binding in presumption.bindings
        if fits and presumption.field not in found:
            found[presumption.field] = Value(presumption.value, sure=True, presumed=True)
    return found


def _venue(reading: Reading, focal: str, partner: str, book: Codebook) -> str:
    parties = reading.row.parties
    organisations = [
        book.actors[party]
        for party in parties
        if party not in (focal, partner) and book.actors[party].kind == "organisation"
    ]
    if organisations:
        worldwide = any(actor.type == "global" for actor in organisations)
        return "global" if worldwide else "regional"
    if len(parties) == 2:
        return "bilateral"
    return "minilateral" if len(parties) <= SMALL_GROUP else "regional"
