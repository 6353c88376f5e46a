"""Parties: who is named could have taken part.

Foundations, ends and memberships are the codebook's. Partial dates are intervals: only what is
certainly wrong is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from kizuna.codebook import PartialDate, Truth
from kizuna.record.checks.context import Batch, PartyRow, parties_of
from kizuna.record.checks.rule import Fault, on_rows
from kizuna.record.interchange.coherence import row_problem
from kizuna.record.rows import Dialogue, Event, Instrument, Office, Row, Stance

_ROWS = (Instrument, Dialogue, Event)
OPEN = ("in_force", "signed", "political", "negotiating")
"""Statuses of an instrument that has not ended."""


@on_rows("party-once", "error", *_ROWS)
def party_once(row: PartyRow, _batch: Batch) -> Iterator[Fault]:
    """No party is named twice."""
    for code in sorted({code for code in row.parties if row.parties.count(code) > 1}):
        yield Fault("parties", f"names {code} {row.parties.count(code)} times; once is enough")


@on_rows("party-order", "warning", *_ROWS)
def party_order(row: PartyRow, _batch: Batch) -> Iterator[Fault]:
    """Parties stand in alphabetical order, so that the same parties are always written alike."""
    if list(row.parties) != sorted(row.parties):
        yield Fault("parties", f"{';'.join(row.parties)} should be {';'.join(sorted(row.parties))}")


@on_rows("party-count", "error", *_ROWS)
def party_count(row: PartyRow, batch: Batch) -> Iterator[Fault]:
    """A row has as many parties as its kind needs: two or more, or what the codebook says.

    An event may have one.
    """
    if row.kind in batch.book.kinds[row.table]:
        stored = {"kind": row.kind, "parties": ";".join(row.parties)}
        problem = row_problem(row.table, stored, batch.book)
        if problem is not None:
            yield Fault(*problem)


@on_rows("party-existed", "error", *_ROWS, Stance, Office)
def party_existed(row: PartyRow | Stance | Office, batch: Batch) -> Iterator[Fault]:
    """Every party existed when it signed, met, acted, spoke or was governed.

    Only acts of the parties count: an instrument may enter into force for a successor state.
    The instrument by which an organisation is founded may be older than the organisation, and
    an event may begin before its party does if it ends after.
    """
    field = {"stance": "holder", "office": "actor"}.get(row.table, "parties")
    for code in parties_of(row):
        actor = batch.book.actors.get(code)
        if actor is None:
            continue
        for name, date in _acts(row):
            founding = isinstance(row, Instrument) and actor.kind == "organisation"
            last = (row.end if isinstance(row, Event) else None) or date
            if actor.founded and last.precedes(actor.founded) is Truth.YES and not founding:
                yield Fault(
                    field, f"{code} began on {actor.founded}, after {name} {date}; "
                    "name its predecessor, or correct the date"
                )  # fmt: skip
                break
            if actor.ended and actor.ended.precedes(date) is Truth.YES:
                yield Fault(
                    field, f"{code} ended on {actor.ended}, before {name} {date}; "
                    "name its successor, or correct the date"
                )  # fmt: skip
                break


def _acts(row: Row) -> list[tuple[str, PartialDate]]:
    """When the parties themselves did something, by field."""
    names = {
        "instrument": ("negotiated_from", "signed"),
        "dialogue": ("first_held", "latest_held"),
        "event": ("start",),
        "stance": ("date",),
        "office": ("start",),
    }[row.table]
    dates = ((name, getattr(row, name)) for name in names)
    return [(name, date) for name, date in dates if date is not None]


@on_rows("party-gone", "warning", Instrument)
def party_gone(row: Instrument, batch: Batch) -> Iterator[Fault]:
    """An instrument that has not ended has no party that no longer exists.

    Either it ended with the party, or a successor took it over and should be named.
    """
    for code in row.parties:
        actor = batch.book.actors.get(code)
        if actor and actor.ended and row.ended is None and row.status in OPEN:
            yield Fault(
                "ended", f"{code} ended on {actor.ended}, yet the instrument is {row.status}; "
                "say when it ended, or name the successor"
            )  # fmt: skip


@on_rows("party-member", "warning", Instrument, Dialogue)
def party_member(row: Instrument | Dialogue, batch: Batch) -> Iterator[Fault]:
    """An organisation that acts as one is not party together with one of its own members.

    Such a row would count twice for the member's pairs. Spared are agreements to which all
    members are party beside the organisation, forums (which are venues, not parties), events
    (a member's ship may serve in the organisation's force), and members at that date in doubt.
    """
    acts = _acts(row)
    on = acts[-1][1] if acts else None
    for code in row.parties:
        actor = batch.book.actors.get(code)
        if actor is None or on is None or actor.type not in ("bloc", "alliance"):
            continue
        inside = [
            party
            for party in row.parties
            if batch.book.belongs(party, code, on.earliest) is Truth.YES
            and batch.book.belongs(party, code, on.latest) is Truth.YES
        ]
        missing = set(batch.book.members(code, on.latest)) - set(row.parties)
        if inside and missing:
            yield Fault(
                "parties", f"names {code} and its member {', '.join(inside)}; name the one that "
                "is bound, or all members"
            )  # fmt: skip


@on_rows("party-venue", "warning", Instrument, Dialogue)
def party_venue(row: Instrument | Dialogue, batch: Batch) -> Iterator[Fault]:
    """A state named together with a forum took part in that forum, in whatever status.

    Forums and global organisations are venues: a row that names one and a state says that the
    state sits there. Organisations whose members the codebook does not list are spared.
    """
    acts = _acts(row)
    for code in row.parties:
        venue = batch.book.actors.get(code)
        if not acts or venue is None or venue.type not in ("forum", "global"):
            continue
        if not any(organisation == code for _, organisation in batch.context.ties):
            continue
        _, on = acts[-1]
        for party in row.parties:
            actor = batch.book.actors.get(party)
            if actor and actor.kind == "state" and not batch.context.could_belong(party, code, on):
                yield Fault(
                    "parties", f"{party} did not belong to {code} in {on}; correct the party, or "
                    "the memberships of the codebook"
                )  # fmt: skip


@on_rows("title-named", "warning", *_ROWS)
def title_named(row: PartyRow, batch: Batch) -> Iterator[Fault]:
    """A title that begins with a pair of names, such as Japan-Australia, names parties of the row.

    An organisation may stand for its members, and a member for its organisation.
    """
    first = row.title.replace("\N{EN DASH}", "-").split(" ")[0].removesuffix("'s")
    if "-" not in first:
        return
    for word in first.split("-"):
        code = batch.context.names.get(word)
        if code and not batch.context.shared([code], row.parties):
            yield Fault("title", f"names {word} ({code}), which is no party")
