"""Threat salience as coded from a government's documents, carried forward until the next coding.

A value stands from its document until the government's next document that was coded for the
same threat. A document in which the threat was looked for and not found is coded 0 and ends the
old value; a document that was not coded for it says nothing, so it does not. What is older than
``max_age`` years is shown but does not enter comparisons. Texts of one day (a strategy and the
guidelines adopted with it) are one publication; where they differ, the more prominent counts,
since the government has said it at least so prominently that day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import msgspec

from kizuna import __version__
from kizuna.codebook import Codebook, PartialDate, Truth, as_day
from kizuna.errors import InputError
from kizuna.record import Record, Row, Source, Stance, View
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl

MAX_AGE = 10.0
"""Years after which a value no longer enters comparisons."""

SCALE = (0, 1, 2, 3)
"""Absent, mentioned, prominent, central."""

COLUMNS = ("actor", "threat", "value", "date", "age", "stale", "certain", "check", "source", "rows")


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What a government published on one day, as far as it was coded.

    Attributes:
        values: salience 0 to 3 by threat.
        rows: the stances behind each value.
    """

    holder: str
    date: PartialDate
    values: Mapping[str, float]
    rows: Mapping[str, tuple[Stance, ...]]


class Salience(msgspec.Struct, frozen=True, kw_only=True):
    """How salient a threat is to a government as of a day.

    Attributes:
        value: 0 absent, 1 mentioned, 2 prominent, 3 central.
        date: date of the publication that says so.
        age: years from then to the day.
        stale: older than the age that enters comparisons.
        certain: the publication certainly stood on that day.
        passed_over: later publications by that day that were not coded for this threat.
        rows: the stances behind the value.
    """

    actor: str
    threat: str
    value: float
    date: PartialDate
    age: float
    stale: bool
    certain: bool
    passed_over: int
    rows: tuple[Stance, ...]


class CodedSalience(msgspec.Struct, frozen=True, kw_only=True):
    """Salience of threats as of a day, the most salient first.

    Attributes:
        silent: codes of threats of the codebook on which no publication was coded by then.
    """

    actors: tuple[str, ...]
    as_of: dt.date
    as_known: dt.datetime | None
    record: str
    max_age: float
    entries: tuple[Salience, ...]
    silent: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "actors": list(self.actors),
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "record": self.record,
            "kizuna": __version__,
            "max_age": self.max_age,
            "threats": [salience_dict(entry, self.sources) for entry in self.entries],
            "not_coded": {actor: list(codes) for actor, codes in self.silent.items()},
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per actor and threat; the columns are :data:`COLUMNS`."""
        import polars as pl

        types = (
            pl.String,
            pl.String,
            pl.Float64,
            pl.String,
            pl.Float64,
            pl.Boolean,
            pl.Boolean,
            pl.String,
            pl.String,
            pl.String,
        )
        flat = [salience_dict(entry, self.sources) for entry in self.entries]
        rows = [
            {
                **entry,
                "source": ";".join(source["id"] for source in entry["sources"]),
                "rows": ";".join(entry["rows"]),
            }
            for entry in flat
        ]
        return pl.DataFrame(
            [{name: row[name] for name in COLUMNS} for row in rows],
            schema=dict(zip(COLUMNS, types, strict=True)),
        )


def coded_salience(
    actor: str | None = None,
    *,
    threats: Collection[str] | None = None,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    max_age: float = MAX_AGE,
    record: Record | str | None = None,
) -> CodedSalience:
    """Each government's threat salience from its documents, as of a day.

    Args:
        actor: code, name or alias. Default: every government that was coded.
        threats: codes of the codebook. Default: all.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        max_age: years after which a value is marked stale.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor, threat or date is unknown, or the actor has no coded document.
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        book, on = view.codebook, as_day(as_of)
        book.check_threats(threats or ())
        chosen = [book.actor(actor).code] if actor is not None else None
        holders = publications(view, chosen)
        entries = [
            entry
            for published in holders.values()
            for entry in standing(published, on, max_age=max_age)
            if threats is None or entry.threat in threats
        ]
        if chosen and not any(_begun(p, on) for p in holders.get(chosen[0], [])):
            raise InputError(no_document(book, chosen[0], holders.get(chosen[0], []), on))
        spoken = {(entry.actor, entry.threat) for entry in entries}
        actors = tuple(sorted({entry.actor for entry in entries} | set(chosen or ())))
        cited = {row.source for entry in entries for row in entry.rows}
        return CodedSalience(
            actors=actors,
            as_of=on,
            as_known=view.known_at,
            record=opened.label,
            max_age=max_age,
            entries=tuple(sorted(entries, key=lambda e: (e.actor, -e.value, e.threat))),
            silent={
                code: tuple(t for t in (threats or book.threats) if (code, t) not in spoken)
                for code in actors
            },
            sources=view.sources(cited),
        )


def publications(
    view: View, holders: Collection[str] | None = None
) -> dict[str, list[Publication]]:
    """What governments published about threats, by holder, oldest first."""
    if holders is not None:
        return _published(view.stances(holders))
    # All of a view is asked for with each pair that is compared.
    if view not in _EVERYBODY:
        _EVERYBODY[view] = _published(view.rows(Stance))
    return _EVERYBODY[view]


_EVERYBODY: WeakKeyDictionary[View, dict[str, list[Publication]]] = WeakKeyDictionary()


def _published(rows: Iterable[Row]) -> dict[str, list[Publication]]:
    days: dict[tuple[str, PartialDate], dict[str, list[Stance]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for stance in cast("Iterable[Stance]", rows):
        if (
            stance.holder_kind == "government"
            and stance.about_kind == "threat"
            and stance.date is not None
        ):
            days[stance.holder, stance.date][stance.about].append(stance)
    found: dict[str, list[Publication]] = defaultdict(list)
    for (holder, date), about in sorted(days.items(), key=lambda item: _moment(item[0][1])):
        found[holder].append(
            Publication(
                holder=holder,
                date=date,
                values={code: max(s.value for s in rows) for code, rows in about.items()},
                rows={code: tuple(rows) for code, rows in about.items()},
            )
        )
    return dict(found)


def standing(
    published: Iterable[Publication], on: dt.date, *, max_age: float = MAX_AGE
) -> list[Salience]:
    """What one holder's publications say on a day, threat by threat.

    A publication counts from the first day on which it may have appeared, and is marked
    uncertain until the last such day.

    Args:
        published: publications of one holder, oldest first.
        on: the day.
        max_age: years after which a value is stale.
    """
    begun = [p for p in published if _begun(p, on)]
    latest: dict[str, int] = {code: i for i, p in enumerate(begun) for code in p.values}
    return [
        Salience(
            actor=begun[index].holder,
            threat=code,
            value=begun[index].values[code],
            date=begun[index].date,
            age=age_in_years(begun[index].date, on),
            stale=age_in_years(begun[index].date, on) > max_age,
            certain=begun[index].date.on_or_before(on) is Truth.YES,
            passed_over=len(begun) - 1 - index,
            rows=begun[index].rows[code],
        )
        for code, index in latest.items()
    ]


def age_in_years(date: PartialDate, on: dt.date) -> float:
    """Years from a date to a day; of a partial date from its middle, and never below zero."""
    middle = date.earliest + (date.latest - date.earliest) / 2
    return max(0.0, (on - middle).days / 365.25)


def no_document(book: Codebook, code: str, published: list[Publication], on: dt.date) -> str:
    """A sentence that says what is missing on one side."""
    name = f"{book.actors[code].name} ({code})"
    if published:
        return (
            f"the record holds no document in which {name} was coded for threats by {on}; "
            f"its first is from {published[0].date.text}"
        )
    return (
        f"the record holds no document in which {name} was coded for threats; add stances with "
        "holder_kind government and about_kind threat; what its texts say, if you have any: "
        f"kizuna salience {code} --source un-general-debate"
    )


def salience_dict(entry: Salience, sources: Mapping[str, Source]) -> dict[str, Any]:
    """One entry as plain values."""
    cited = dict.fromkeys(row.source for row in entry.rows)
    return {
        "actor": entry.actor,
        "threat": entry.threat,
        "value": entry.value,
        "date": entry.date.text,
        "age": round(entry.age, 2),
        "stale": entry.stale,
        "certain": entry.certain,
        "passed_over": entry.passed_over,
        "check": "verified" if all(r.check == "verified" for r in entry.rows) else "recalled",
        "rows": [row.id for row in entry.rows],
        "sources": [
            {"id": key, "title": sources[key].title if key in sources else ""} for key in cited
        ],
    }


def _begun(publication: Publication, on: dt.date) -> bool:
    return publication.date.on_or_before(on) is not Truth.NO


def _moment(date: PartialDate) -> tuple[dt.date, dt.date]:
    return date.latest, date.earliest
