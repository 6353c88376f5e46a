"""A government's policy document set against what followed: declared aims, and deeds.

A document is a policy event of the record together with the government's stances that cite the
same source or carry the same date; a publication that is known only by its stances counts too,
under the id of their source. Deeds are the instruments signed, dialogues first held and events
begun within a window after it, beside those of a window of the same length before it: what
followed is not shown to follow *from* the document.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec

from kizuna import __version__
from kizuna.codebook import Actor, PartialDate, Truth, as_day
from kizuna.errors import InputError
from kizuna.measures.why import row_dict
from kizuna.record import Dialogue, Event, Instrument, Record, Source, Stance, View
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl

WINDOW = 5.0
"""Years after a document in which deeds are counted."""

_POLICY = "policy"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A policy document of an actor.

    Attributes:
        id: id of the policy event, or of the source of the stances where there is none.
        event: the policy event, if the record has one.
        stances: what the government says in it.
    """

    id: str
    title: str
    date: PartialDate
    event: Event | None
    stances: tuple[Stance, ...]


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument signed, a dialogue first held or an event begun near a document.

    Attributes:
        side: ``before`` or ``after`` the document.
        partners: the other parties named.
        certain: the dates leave no doubt that it belongs to the window.
    """

    row: Instrument | Dialogue | Event
    date: PartialDate
    side: Literal["before", "after"]
    partners: tuple[str, ...]
    certain: bool


class PartnerAims(msgspec.Struct, frozen=True, kw_only=True):
    """A partner: what the document aims at, and the deeds before and after.

    Attributes:
        aim: -2 to +2 for looser or closer security ties; ``None`` where none is coded.
        before, after: deeds by table: instrument, dialogue, event.
    """

    partner: str
    aim: float | None
    before: dict[str, int]
    after: dict[str, int]


class Aims(msgspec.Struct, frozen=True, kw_only=True):
    """A policy document, its aims and the deeds around it.

    Attributes:
        window: years asked for; ``until`` and ``since`` bound what was counted, shorter where
            ``as_of`` cuts the window.
        partners: those with an aim first, then by deeds after.
    """

    actor: str
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    document: Document
    window: float
    since: dt.date
    until: dt.date
    partners: tuple[PartnerAims, ...]
    deeds: tuple[Deed, ...]
    sources: dict[str, Source]

    def about(self, kind: str) -> list[Stance]:
        """The document's stances about a ``threat``, ``partner`` or ``policy``, strongest first."""
        found = [s for s in self.document.stances if s.about_kind == kind]
        return sorted(found, key=lambda s: (-s.value, s.about, s.id))

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actor": self.actor,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "document": {
                "id": self.document.id,
                "title": self.document.title,
                "date": self.document.date.text,
                "event": row_dict(self.document.event) if self.document.event else None,
            },
            "window_years": self.window,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "threats": [row_dict(s) for s in self.about("threat")],
            "aims": [row_dict(s) for s in self.about("partner")],
            "policies": [row_dict(s) for s in self.about("policy")],
            "partners": msgspec.to_builtins(self.partners),
            "deeds": [_deed_dict(deed) for deed in self.deeds],
            "sources": {key: row_dict(source) for key, source in sorted(self.sources.items())},
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per partner: the aim, and the deeds before and after by table."""
        import polars as pl

        tables = ("instrument", "dialogue", "event")
        flat = [
            {
                "partner": line.partner,
                "aim": line.aim,
                **{f"{t}s_before": line.before.get(t, 0) for t in tables},
                **{f"{t}s_after": line.after.get(t, 0) for t in tables},
            }
            for line in self.partners
        ]
        counts = [f"{t}s_{side}" for side in ("before", "after") for t in tables]
        schema: Any = {"partner": pl.String, "aim": pl.Float64, **dict.fromkeys(counts, pl.Int64)}
        return pl.DataFrame(flat, schema=schema)


def documents(
    actor: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> list[Document]:
    """The policy documents of an actor that the record knows by a day, oldest first.

    Args:
        actor: code, name or alias.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: the actor or a date is unknown.
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        return _documents(view, view.codebook.actor(actor).code, as_day(as_of))


def aims(
    actor: str,
    document: str,
    *,
    window: float = WINDOW,
    partners: Collection[str] | None = None,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Aims:
    """A policy document's declared aims, and the deeds around it.

    Args:
        actor: code, name or alias.
        document: id of a policy event or of a source, or the end or a part of it that is
            unique, such as ``nss-2013``.
        window: years before and after in which deeds are counted.
        partners: codes, names or aliases. Default: all that a deed or an aim names.
        as_of: nothing later is shown. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: the actor, a partner or a date is unknown, or no document or several are
            called so; lists those that there are.

    Examples:
        >>> import kizuna
        >>> kizuna.aims("JPN", "nss-2013").document.date.text
        '2013-12-17'
    """
    if not 0 < window <= 100:
        raise InputError(f"window = {window} years is not between 0 and 100")
    with borrow(record) as opened:
        view = opened.view(as_known)
        book, on = view.codebook, as_day(as_of)
        code = book.actor(actor).code
        chosen = {book.actor(p).code for p in partners} if partners is not None else None
        if chosen is not None and code in chosen:
            raise InputError(f"{code} cannot be its own partner")
        found = _find(_documents(view, code, on), document, book.actors[code], on)
        until = min(_years_on(found.date.latest, window), on)
        since = found.date.earliest - (until - found.date.latest)
        deeds = [
            deed
            for deed in _deeds(view, code, found.date, since, until)
            if chosen is None or chosen & set(deed.partners)
        ]
        cited = {s.source for s in found.stances} | {deed.row.source for deed in deeds}
        if found.event is not None:
            cited.add(found.event.source)
        return Aims(
            actor=code,
            as_of=on,
            as_known=view.known_at,
            record=opened.label,
            document=found,
            window=window,
            since=since,
            until=until,
            partners=tuple(_partners(found, deeds, chosen)),
            deeds=tuple(deeds),
            sources=view.sources(cited),
        )


def _documents(view: View, actor: str, on: dt.date) -> list[Document]:
    policies = cast("list[Event]", view.facts("event", [actor], kinds=[_POLICY]))
    stances = [
        s
        for s in cast("list[Stance]", view.stances([actor]))
        if s.holder_kind == "government" and s.date is not None
    ]
    claimed: set[str] = set()
    found: list[Document] = []
    for event in policies:
        own = [s for s in stances if _belongs(s, event)]
        claimed |= {s.id for s in own}
        found.append(
            Document(
                id=event.id, title=event.title, date=_start(event), event=event, stances=tuple(own)
            )
        )
    days: dict[PartialDate, list[Stance]] = defaultdict(list)
    for stance in stances:
        if stance.id not in claimed:
            days[cast("PartialDate", stance.date)].append(stance)
    titles = view.sources({s.source for rows in days.values() for s in rows})
    for date, rows in days.items():
        for source in sorted({s.source for s in rows}):
            title = titles[source].title if source in titles else source
            # Texts of one day are one publication, found under the id of any of its sources.
            found.append(
                Document(id=source, title=title, date=date, event=None, stances=tuple(rows))
            )
    known = [d for d in found if d.date.on_or_before(on) is not Truth.NO]
    return sorted(known, key=lambda d: (d.date.earliest, d.id))


def _start(event: Event) -> PartialDate:
    return cast("PartialDate", event.start)


def _belongs(stance: Stance, event: Event) -> bool:
    """Whether a government's stance is part of a policy: same source, or same day or month."""
    if stance.source == event.source:
        return True
    dates = (cast("PartialDate", stance.date), _start(event))
    return dates[0].overlaps(dates[1]) and all(date.precision != "year" for date in dates)


def _find(known: list[Document], name: str, actor: Actor, on: dt.date) -> Document:
    who = f"{actor.name} ({actor.code})"
    exact = [d for d in known if d.id == name]
    ending = [d for d in known if d.id.endswith(f"-{name}")]
    within = [d for d in known if name and name in d.id]
    for candidates in (exact, ending, within):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            ids = ", ".join(d.id for d in candidates)
            raise InputError(f"{name!r} could be several documents of {who}: {ids}")
    if not known:
        raise InputError(
            f"the record knows no policy document of {who} by {on}: neither an event of kind "
            "policy nor a government's stance"
        )
    near = difflib.get_close_matches(name, [d.id for d in known], n=5, cutoff=0.3)
    hint = f"near are {', '.join(near)}" if near else f"{len(known)} are known by then"
    raise InputError(
        f"no document of {who} by {on} is called {name[:60]!r}: {hint}; list them with "
        f"`kizuna aims {actor.code}`"
    )


def _years_on(day: dt.date, years: float) -> dt.date:
    return day + dt.timedelta(days=round(years * 365.25))


def _deeds(
    view: View, actor: str, date: PartialDate, since: dt.date, until: dt.date
) -> Iterator[Deed]:
    rows: list[Instrument | Dialogue | Event] = []
    for table in ("instrument", "dialogue", "event"):
        rows += cast("list[Instrument | Dialogue | Event]", view.facts(table, [actor]))
    dated = [(row, began) for row in rows if (began := _began(row)) is not None]
    for row, began in sorted(dated, key=lambda item: (item[1].earliest, item[0].id)):
        if row.kind == _POLICY:
            continue
        others = tuple(p for p in row.parties if p != actor)
        if began.latest > date.latest and began.earliest <= until:
            sure = began.earliest > date.latest and began.latest <= until
            yield Deed(row=row, date=began, side="after", partners=others, certain=sure)
        elif began.latest >= since and began.earliest <= date.latest:
            sure = began.earliest >= since and began.latest < date.earliest
            yield Deed(row=row, date=began, side="before", partners=others, certain=sure)


def _began(row: Instrument | Dialogue | Event) -> PartialDate | None:
    if isinstance(row, Event):
        return row.start
    if isinstance(row, Dialogue):
        return row.first_held
    return row.signed or row.provisional_from or row.in_force


def _partners(
    document: Document, deeds: Iterable[Deed], chosen: set[str] | None
) -> list[PartnerAims]:
    declared = {s.about: s.value for s in document.stances if s.about_kind == "partner"}
    counts: dict[str, dict[str, dict[str, int]]] = defaultdict(
        lambda: {"before": defaultdict(int), "after": defaultdict(int)}
    )
    for deed in deeds:
        for partner in deed.partners:
            counts[partner][deed.side][deed.row.table] += 1
    names = (set(counts) | set(declared)) if chosen is None else chosen
    lines = [
        PartnerAims(
            partner=name,
            aim=declared.get(name),
            before=dict(counts[name]["before"]),
            after=dict(counts[name]["after"]),
        )
        for name in names
    ]
    return sorted(
        lines,
        key=lambda p: (p.aim is None, -(p.aim or 0), -sum(p.after.values()), p.partner),
    )


def _deed_dict(deed: Deed) -> dict[str, Any]:
    return {
        "side": deed.side,
        "date": deed.date.text,
        "table": deed.row.table,
        "kind": deed.row.kind,
        "id": deed.row.id,
        "title": deed.row.title,
        "partners": list(deed.partners),
        "certain": deed.certain,
        "check": deed.row.check,
        "source": deed.row.source,
    }
