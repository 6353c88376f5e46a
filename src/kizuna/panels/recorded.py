"""The record's own variables: kinds of instrument and dialogue in force, events, the rung.

An instrument or dialogue ties the parties that its row names; what binds two states only through
an organisation is left to :mod:`kizuna.measures`. A tie counts from the first day on which it may
have begun to the day before it may have ended, as in the overview table.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import ibis
import polars as pl

from kizuna.errors import InputError
from kizuna.panels import crosswalk
from kizuna.panels.attaching import Attachment, attach
from kizuna.panels.units import whole
from kizuna.record.force import force_of, not_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kizuna.codebook import Codebook, PartialDate
    from kizuna.panels.panel import Panel
    from kizuna.panels.units import Period
    from kizuna.record import Dialogue, Event, Instrument, View

Tie = tuple[str, dt.date, dt.date, tuple[str, ...]]
"""Kind, first and last day, and parties."""

STARTS = {"year": "1y", "month": "1mo", "day": "1d"}


def join(panel: Panel, view: View, names: Sequence[str]) -> Panel:
    """The panel with variables of the record.

    Args:
        panel: of pairs.
        view: the record as known.
        names: kinds of instrument or dialogue (the share of the period in which one was in force,
            0 to 1), kinds of event (how many began in the period), or ``rung`` (the highest rung
            of the ladder in force on the period's last day, 0 for none).

    Returns:
        The panel with one column per name. Missing where the record does not look: years before
        its first or after its last fact, and pairs that it never names, unless one of the two is
        a focal actor, party to at least half of all facts.

    Raises:
        InputError: for an unknown name, or a panel of states.
    """
    if not names:
        return panel
    if not panel.unit.dyadic:
        raise InputError(f"{', '.join(names)}: the record speaks of pairs; make a panel of dyads")
    book = view.codebook
    for name in names:
        if name != "rung":
            _table_of(book, name)
    if not set(panel.unit.codes_in("actor")) <= set(panel.columns):
        panel = crosswalk.add(panel, "actor")
    facts = Facts(view)
    period = panel.unit.period
    frames = [facts.rung(period) if name == "rung" else facts.share(name, period) for name in names]
    values = frames[0]
    for frame in frames[1:]:
        values = values.join(frame, on=["one", "two", "clock"], how="full", coalesce=True)
    return _attached(panel, facts, values, names)


class Facts:
    """Who is tied to whom, by what and when, as the record knows it."""

    def __init__(self, view: View) -> None:
        from kizuna.record import Dialogue, Event, Instrument

        self.book: Codebook = view.codebook
        self._instruments: list[Instrument] = view.rows(Instrument)
        self._dialogues: list[Dialogue] = view.rows(Dialogue)
        self._events: list[Event] = view.rows(Event)
        told_by = view.sources({row.source for row in self._instruments})
        self._told = {name: source.date for name, source in told_by.items()}
        rows: list[Instrument | Dialogue | Event]
        rows = [*self._instruments, *self._dialogues, *self._events]
        self.pairs = sorted({pair for row in rows for pair in permutations(row.parties, 2)})
        counts = Counter(party for row in rows for party in row.parties)
        self.focal = sorted(actor for actor, count in counts.items() if 2 * count >= len(rows))
        days = [start for _, start, _, _ in self._ties()]
        days += [day for row in self._events for day in _days(row.start)]
        days += [day for row in self._dialogues for day in _days(row.latest_held)]
        self.years = (min(days).year, max(days).year) if days else (0, 0)

    def share(self, kind: str, period: Period) -> pl.DataFrame:
        """Share of each period in which a kind is in force, or how many events of it began.

        Returns:
            ``one, two, clock`` and a column called `kind`; pairs in both orders.

        Raises:
            InputError: for an unknown kind, or one of two tables without the table's name.
        """
        table, code = _table_of(self.book, kind)
        if table == "event":
            return self._events_of(code, period).rename({code: kind})
        days = self._merged([tie for tie in self._ties(table) if tie[0] == code])
        rows = self._periods(days, period)
        return rows.group_by("one", "two", "clock").agg(
            (pl.col("covered").sum() / pl.col("length").first()).alias(kind)
        )

    def rung(self, period: Period) -> pl.DataFrame:
        """The highest rung in force on the last day of each period."""
        steps = {
            kind: spec.rung for kinds in self.book.kinds.values() for kind, spec in kinds.items()
        }
        ladder = set(self.book.ladder.columns)
        ties = [tie for tie in self._ties() if tie[0] in ladder] + self._practice(ladder)
        frame = self._periods(_frame(ties), period).filter(pl.col("last"))
        rung = pl.col("kind").replace_strict(steps, return_dtype=pl.Int8)
        return frame.group_by("one", "two", "clock").agg(rung.max().alias("rung"))

    def _ties(self, *tables: str) -> list[Tie]:
        """Kind, first and last day, and parties of what is in force; by default of both tables."""
        ties = [] if tables and "instrument" not in tables else self._agreements()
        return ties if tables and "dialogue" not in tables else ties + self._talks()

    def _agreements(self) -> list[Tie]:
        """Instruments, each until it ends or its successor takes effect."""
        begun = {row.id: self._start(row) for row in self._instruments}
        replaced = {
            old: begun[row.id] for row in self._instruments for old in row.replaces if begun[row.id]
        }
        ties = []
        for row in self._instruments:
            start, end = begun[row.id], row.ended or None
            stop = end.earliest if end else replaced.get(row.id)
            last = dt.date.max if stop is None else stop - dt.timedelta(days=1)
            if start is not None and start <= last:
                ties.append((row.kind, start, last, row.parties))
        return ties

    def _talks(self) -> list[Tie]:
        """Dialogues, each from its first session known on."""
        ties = []
        sessions: dict[str, list[dt.date]] = {}
        for event in self._events:
            sessions.setdefault(event.related_dialogue, []).extend(_days(event.start)[:1])
        for talk in self._dialogues:
            held = [d.earliest for d in (talk.first_held, talk.latest_held) if d is not None]
            held += sessions.get(talk.id, [])
            if held:
                ties.append((talk.kind, min(held), dt.date.max, talk.parties))
        return ties

    def _start(self, row: Instrument) -> dt.date | None:
        """The first day on which an instrument may have been in force."""
        source = self._told.get(row.source)
        force = force_of(row, source)
        if force is None:
            return None
        start = not_before(force.start, row.signed)
        if force.stated or row.binding != "treaty":
            return start.earliest
        # Signature alone brings no treaty into force; it was when its source told of it.
        return start.latest if start.latest < dt.date.max else None

    def _practice(self, ladder: set[str]) -> list[Tie]:
        """Events of the ladder, each for as many years as count as recent practice."""
        years = self.book.ladder.practice_years
        ties = []
        for row in self._events:
            if row.kind in ladder and row.start is not None:
                last = pl.select(pl.lit(row.start.latest).dt.offset_by(f"{years}y")).item()
                ties.append(
                    (row.kind, row.start.earliest, last - dt.timedelta(days=1), row.parties)
                )
        return ties

    def _merged(self, ties: list[Tie]) -> pl.DataFrame:
        """Spells of each pair, overlapping ones as one."""
        frame = _frame(ties).sort("one", "two", "start")
        pair = ["one", "two"]
        ahead = pl.col("end").cum_max().shift(1).over(pair)
        new = (pl.col("start") > ahead).fill_null(True)
        return (
            frame.with_columns(new=new)
            .with_columns(run=pl.col("new").cum_sum().over(pair))
            .group_by(*pair, "run")
            .agg(pl.col("kind").first(), pl.col("start").min(), pl.col("end").max())
        )

    def _periods(self, spells: pl.DataFrame, period: Period) -> pl.DataFrame:
        """One row per spell and period, with the days covered, within the record's years."""
        begin, end = dt.date(self.years[0], 1, 1), dt.date(self.years[1], 12, 31)
        step = STARTS[period]
        return (
            spells.with_columns(
                start=pl.col("start").clip(begin, end), end=pl.col("end").clip(begin, end)
            )
            .with_columns(
                day=pl.date_ranges(pl.col("start").dt.truncate(step), pl.col("end"), step)
            )
            .explode("day")
            .with_columns(until=pl.col("day").dt.offset_by(step).dt.offset_by("-1d"))
            .with_columns(
                clock=whole(pl.col("day"), period),
                covered=(
                    pl.min_horizontal("end", "until") - pl.max_horizontal("start", "day")
                ).dt.total_days()
                + 1,
                length=(pl.col("until") - pl.col("day")).dt.total_days() + 1,
                last=pl.col("end") >= pl.col("until"),
            )
        )

    def _events_of(self, kind: str, period: Period) -> pl.DataFrame:
        rows = [
            (kind, row.start.earliest, row.start.latest, row.parties)
            for row in self._events
            if row.kind == kind and row.start is not None
        ]
        clock = whole(pl.col("start"), period)
        counted = _frame(rows).with_columns(clock=clock)
        return counted.group_by("one", "two", "clock").agg(pl.len().cast(pl.Int32).alias(kind))


def _table_of(book: Codebook, name: str) -> tuple[str, str]:
    """The table and the code of a kind, which may be written with its table: ``event.summit``."""
    table, dot, code = name.rpartition(".")
    tables = [key for key, kinds in book.kinds.items() if code in kinds and table in ("", key)]
    if not tables or (dot and not table):
        raise InputError(f"{name!r} is neither a public data set nor a kind in the codebook")
    if len(tables) > 1:
        both = " or ".join(f"{key}.{code}" for key in tables)
        raise InputError(f"{name!r} is a kind of {' and of '.join(tables)}: write {both}")
    return tables[0], code


def _frame(ties: Iterable[Tie]) -> pl.DataFrame:
    """Ties as rows of ordered pairs."""
    rows = [
        (one, two, kind, start, end)
        for kind, start, end, parties in ties
        for one, two in permutations(parties, 2)
    ]
    schema = {
        "one": pl.String,
        "two": pl.String,
        "kind": pl.String,
        "start": pl.Date,
        "end": pl.Date,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _days(date: PartialDate | None) -> tuple[dt.date, ...]:
    return () if date is None else (date.earliest, date.latest)


def _attached(panel: Panel, facts: Facts, values: pl.DataFrame, names: Sequence[str]) -> Panel:
    """Values joined on, zero where the record looks and finds nothing."""
    right = ibis.memtable(values.to_arrow())
    named = ibis.memtable(pl.DataFrame(facts.pairs, schema=["one", "two"], orient="row").to_arrow())
    one, two = (panel.table[code] for code in panel.unit.codes_in("actor"))
    clock = panel.unit.clock(panel.table)
    seen = named.one.notnull() | one.isin(facts.focal) | two.isin(facts.focal)
    looked = seen & panel.table.year.between(*facts.years) & one.notnull() & two.notnull()
    new = {
        name: ibis.coalesce(
            right[name],
            ibis.ifelse(looked.fill_null(False), 0, None).cast(right[name].type()),
        )
        for name in names
    }
    on = [one == right.one, two == right.two, clock == right.clock]
    attachments = [
        Attachment(named, [one == named.one, two == named.two], {}),
        Attachment(right, on, new),
    ]
    first, last = facts.years
    note = f"the record looks at {first} to {last}; outside of them its variables are missing"
    return replace(attach(panel, attachments), notes=(*panel.notes, note))


def until(view: View) -> int:
    """The last year in which the record knows of anything."""
    return Facts(view).years[1]
