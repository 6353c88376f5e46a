"""What a timeline shows: the rows of a partnership as stretches and moments of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from kizuna.codebook import Codebook, Kind, PartialDate, Truth
from kizuna.errors import InputError
from kizuna.measures.profile import Entry, Profile
from kizuna.measures.state import Force, force_of
from kizuna.record import Dialogue, Event, Instrument

Style = Literal["talks", "signed", "force", "maybe", "run"]


class Stretch(NamedTuple):
    """A stretch of time; ``maybe`` where partial dates leave open what held."""

    first: dt.date
    last: dt.date
    style: Style


class Moment(NamedTuple):
    """A session or an event.

    Attributes:
        date: when it was or began, as an interval if it is not known to the day.
        last: its last day, where it lasted.
    """

    date: PartialDate
    last: dt.date | None
    title: str
    multilateral: bool
    sure: bool


class Strand(NamedTuple):
    """One line of the timeline.

    Attributes:
        title: what it is, in full.
        label: the same without the names of the pair, which the picture has in its heading.
        marks: ``*`` where unverified, ``?`` where uncertain.
        earlier: it was held before its first known date.
        ended: its last stretch ends because it ended, not because the picture does.
    """

    title: str
    label: str
    marks: str
    multilateral: bool
    stretches: tuple[Stretch, ...] = ()
    moments: tuple[Moment, ...] = ()
    earlier: bool = False
    ended: bool = False
    kind: str = ""


class Band(NamedTuple):
    """Strands under one heading."""

    heading: str
    strands: tuple[Strand, ...]


def chosen(
    profile: Profile, book: Codebook, *, kinds: Collection[str] = (), bilateral: bool = False
) -> list[Entry]:
    """The entries to show.

    Args:
        profile: the partnership.
        book: the codebook of its record.
        kinds: codes of kinds, or of groups of the ladder; none for all.
        bilateral: only what the two do by themselves.

    Raises:
        InputError: a kind is unknown.
    """
    groups = {group.code: group.columns for group in book.ladder.groups}
    known = {code for of in book.kinds.values() for code in of}
    wanted: set[str] = set()
    for code in kinds:
        if code not in known and code not in groups:
            raise InputError(
                f"unknown kind {code[:40]!r}; `kizuna codebook kinds` lists them, and the groups "
                f"{', '.join(groups)} are known too"
            )
        wanted |= set(groups.get(code, (code,)))
    return [
        entry
        for entry in profile.entries
        if (not wanted or entry.row.kind in wanted) and not (bilateral and entry.multilateral)
    ]


def bands(profile: Profile, book: Codebook, entries: Sequence[Entry]) -> list[Band]:
    """The entries in the groups of the ladder, then events of all other kinds."""
    shown = {entry.row.id for entry in entries}
    sessions = [
        e.row for e in entries if isinstance(e.row, Event) and e.row.related_dialogue in shown
    ]
    own = [e for e in entries if e.row not in sessions]
    strip = _pair_names(profile, book)
    found = []
    for group in book.ladder.groups:
        strands = [
            s for c in group.columns for s in _strands(profile, book, own, c, sessions, strip)
        ]
        found.append(Band(group.label, tuple(strands)))
    others = [
        kind for kinds in book.kinds.values() for kind in kinds if kind not in book.ladder.columns
    ]
    rest = [s for c in others for s in _strands(profile, book, own, c, sessions, strip)]
    found.append(Band("Other events", tuple(rest)))
    return [band for band in found if band.strands]


def _strands(
    profile: Profile,
    book: Codebook,
    entries: Iterable[Entry],
    code: str,
    sessions: Sequence[Event],
    strip: Collection[str],
) -> Iterator[Strand]:
    of_kind = [entry for entry in entries if entry.row.kind == code]
    lasting = [entry for entry in of_kind if not isinstance(entry.row, Event)]
    for entry in lasting:
        row, label = entry.row, _short(entry.row.title, strip)
        if isinstance(row, Instrument):
            source = profile.sources.get(row.source)
            stretches, ended = life(entry, source.date if source else None, profile.as_of)
            yield Strand(
                row.title,
                label,
                _marks(entry),
                entry.multilateral,
                stretches=tuple(stretches),
                ended=ended,
            )
        elif isinstance(row, Dialogue):
            moments = _held(row, [s for s in sessions if s.related_dialogue == row.id])
            known = [m for m in moments if m.date.on_or_before(profile.as_of) is not Truth.NO]
            count = entry.state.count if entry.state else len(known)
            yield Strand(
                row.title,
                label + (f" ({count}×)" if count > 1 else ""),
                _marks(entry),
                entry.multilateral,
                stretches=_run(known),
                moments=tuple(known),
                earlier=row.first_held is None,
            )
    happened = [entry for entry in of_kind if isinstance(entry.row, Event)]
    if happened:
        yield _lane(book.kinds["event"][code], happened, strip, profile.as_of)


def life(entry: Entry, known_by: PartialDate | None, until: dt.date) -> tuple[list[Stretch], bool]:
    """The life of an instrument from talks to its end, and whether it ended.

    Args:
        entry: the instrument.
        known_by: date of its source, which bounds an unstated entry into force.
        until: the last day of the picture.
    """
    row = entry.row
    if not isinstance(row, Instrument):
        raise TypeError(f"{row.id} is no instrument")
    force = force_of(row, known_by)
    if force is not None and force.start.earliest > until:
        force = None
    end = entry.state.since if entry.state and entry.state.state == "ended" else row.ended
    if end is not None and end.earliest > until:
        end = None
    ceased = end.earliest if end else until
    begin = row.signed or (force.start if force else None)
    found = [*_talks(row, known_by, begin.earliest if begin else ceased)]
    if row.signed is not None:
        in_force = force.start.earliest if force else ceased
        found += [
            Stretch(row.signed.earliest, min(row.signed.latest, ceased), "maybe"),
            Stretch(row.signed.latest, max(row.signed.latest, in_force), "signed"),
        ]
    found += _force(row, force, ceased)
    if end is not None:
        found.append(Stretch(end.earliest, min(end.latest, until), "maybe"))
    return [s for s in found if s.first < s.last], end is not None


def _talks(row: Instrument, known_by: PartialDate | None, last: dt.date) -> Iterator[Stretch]:
    opened = row.negotiated_from or (known_by if row.status == "negotiating" else None)
    if opened is not None:
        yield Stretch(opened.earliest, last, "talks")


def _force(row: Instrument, force: Force | None, ceased: dt.date) -> Iterator[Stretch]:
    if force is not None:
        first = max(force.start.earliest, row.signed.earliest if row.signed else dt.date.min)
        certain = min(force.start.latest, ceased)
        yield Stretch(first, certain, "maybe")
        yield Stretch(certain, ceased, "force")


def _held(row: Dialogue, sessions: Iterable[Event]) -> list[Moment]:
    moments = [
        Moment(e.start, e.end.latest if e.end else None, e.title, False, e.check == "verified")
        for e in sessions
        if e.start is not None
    ]
    for date, words in ((row.first_held, "first held"), (row.latest_held, "latest session known")):
        if date is not None and not any(m.date.overlaps(date) for m in moments):
            moments.append(Moment(date, None, f"{row.title}: {words}", False, True))
    return sorted(moments, key=lambda m: m.date.earliest)


def _run(moments: Sequence[Moment]) -> tuple[Stretch, ...]:
    if len(moments) < 2:
        return ()
    return (Stretch(_middle(moments[0].date), _middle(moments[-1].date), "run"),)


def _lane(kind: Kind, entries: Sequence[Entry], strip: Collection[str], until: dt.date) -> Strand:
    moments = []
    for entry in entries:
        row = entry.row
        if isinstance(row, Event) and row.start is not None:
            last = min(row.end.latest, until) if row.end else None
            title = _short(row.title, strip)
            moments.append(
                Moment(row.start, last, title, entry.multilateral, row.check == "verified")
            )
    many = f" ({len(moments)})" if len(moments) > 1 else ""
    return Strand(
        title=f"{kind.label}: {len(moments)} known",
        label=f"{kind.label}{many}",
        marks="",
        multilateral=False,
        moments=tuple(moments),
        kind=kind.code,
    )


def _middle(date: PartialDate) -> dt.date:
    return date.earliest + (date.latest - date.earliest) / 2


def _marks(entry: Entry) -> str:
    unsure = entry.state is not None and not entry.state.certain
    return ("?" if unsure else "") + ("*" if entry.row.check != "verified" else "")


def _pair_names(profile: Profile, book: Codebook) -> tuple[str, ...]:
    """How titles name the pair in front, such as ``Japan-Australia``."""
    sides = [
        (book.actors[side.actor].name, *book.actors[side.actor].demonyms)
        for side in (profile.one, profile.other)
    ]
    pairs = [(a, b) for a in sides[0] for b in sides[1]]
    return tuple(f"{x}{dash}{y} " for a, b in pairs for x, y in ((a, b), (b, a)) for dash in "-–")


def _short(title: str, strip: Iterable[str]) -> str:
    for front in strip:
        if title.startswith(front):
            rest = title[len(front) :]
            return rest[:1].upper() + rest[1:]
    return title
