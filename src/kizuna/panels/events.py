"""Event streams: files of coded events, too many to hold, aggregated to pairs of actors and periods.

The aggregation is one Ibis expression over six columns. DuckDB computes it from files that Arrow
parses in parallel, whole or compressed with gzip, in bounded memory; Spark computes the same
expression from its own readers, on as many machines as there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import ibis
import msgspec
import polars as pl

from kizuna.codebook import load
from kizuna.errors import DataError, InputError
from kizuna.panels.panel import Panel, Use
from kizuna.panels.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from kizuna.codebook import Codebook
    from kizuna.panels.units import Period

FIELDS = ("source", "target", "date", "quad", "kind", "intensity")
SCALE = 10_000
"""Intensities are summed as whole ten-thousandths: exact, in whatever order the parts come."""

QUADS = {
    1: "verbal_cooperation",
    2: "material_cooperation",
    3: "verbal_conflict",
    4: "material_conflict",
}


class Stream(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layout of event files, and whose they are.

    Attributes:
        first, last: years that its publisher covered when this was written; not a limit.
        columns: number of columns of a file that has no header.
        header: names of the columns of a file that has one, in their order.
        named: where only some names of the header matter: by field.
        source, target, date, quad, kind, intensity: positions of the fields, from 0.
        parts: positions of year, month and day where dates are neither ``20160101`` nor
            ``2016-01-01``.
        quads: how a row gets its class of 1 to 4: from a number, from the root of a CAMEO ``kind``
            (1-5, 6-8, 9-13, 14-20), or from ``names`` such as ``VERBAL COOPERATION``.
    """

    name: str
    title: str
    version: str
    publisher: str
    page: str
    terms: str
    first: int
    last: int
    bibtex: str
    columns: int = 0
    header: tuple[str, ...] = ()
    named: dict[str, str] = {}
    source: int = -1
    target: int = -1
    date: int = -1
    quad: int = -1
    kind: int = -1
    intensity: int = -1
    parts: tuple[int, ...] = ()
    quads: Literal["number", "cameo", "names"] = "number"
    separator: str = "\t"
    quote: str = ""

    def __str__(self) -> str:
        return f"{self.title}, {self.version}"

    def names(self, first_line: Sequence[str]) -> list[str]:
        """The names of a file's columns; checks them against the layout.

        Raises:
            DataError: if they do not fit.
        """
        if self.columns:
            if len(first_line) != self.columns:
                raise DataError(
                    f"found {len(first_line)} columns, expected the {self.columns} of {self.title}"
                )
            return [f"c{number}" for number in range(self.columns)]
        wanted = self.header or tuple(self.named.values())
        missing = [name for name in wanted if name not in first_line]
        if missing:
            raise DataError(
                f"no column {', '.join(missing)}; found {', '.join(first_line[:12])}. "
                f"Expected the layout of {self.title}"
            )
        return list(first_line)

    def place(self, field: str, names: Sequence[str]) -> str:
        """Name of the column of a field; empty if the layout has none."""
        if field in self.named:
            return self.named[field]
        position = getattr(self, field)
        if position < 0:
            return ""
        return str(self.header[position] if self.header else names[position])


@cache
def streams() -> dict[str, Stream]:
    """All declared layouts of event files by name."""
    folder = resources.files(__package__).joinpath("streams")
    found = [
        msgspec.toml.decode(file.read_bytes(), type=Stream)
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {stream.name: stream for stream in sorted(found, key=lambda item: item.name)}


@dataclass(frozen=True, slots=True)
class Events:
    """Events of one layout, lazily read.

    Attributes:
        table: ``source, target`` (codes or names of states as the files have them), ``day`` (such
            as 20160131), ``quad`` (1 to 4), ``kind``, ``intensity``.
        stream: the layout.
        engine: the engine that the table is bound to, if any.
        paths: the files.
    """

    table: ir.Table
    stream: Stream
    engine: BaseBackend | None = None
    paths: tuple[Path, ...] = ()

    def aggregate(
        self,
        *,
        period: Period = "year",
        kinds: Sequence[str] = (),
        codebook: Codebook | None = None,
    ) -> Panel:
        """Counts and mean intensity per directed pair and period, by class or type of event.

        Events within a state, or with one side that is no actor of the codebook, are left out;
        :meth:`unknown` counts the latter.

        Args:
            period: year, month or day.
            kinds: types of event, or beginnings of their codes (``04`` for all consultations);
                by default the four classes from verbal cooperation to material conflict.
            codebook: whose actors; the shipped one by default.

        Returns:
            A panel of ``actor1, actor2`` and time with ``events`` and ``intensity``, of all events
            and of each class or type (``events_verbal_conflict``). Pairs without any event in a
            period have no row.
        """
        table = self._named()
        classes: Mapping[str, object]
        if kinds:
            which = ibis.cases(*((table.kind.startswith(kind), kind) for kind in kinds), else_="")
            classes = {kind: kind for kind in kinds}
        else:
            which, classes = table.quad, {name: number for number, name in QUADS.items()}
        time = {"year": (table.day // 10_000).cast("int16")}
        if period == "month":
            time["month"] = (table.day // 100 % 100).cast("int8")
        if period == "day":
            time["day"] = table.day
        counted = table.group_by(source=table.source, target=table.target, which=which, **time).agg(
            events=ibis._.count(), total=table.exact.sum(), rated=table.exact.count()
        )
        return self._panel(counted, period, classes, codebook or load())

    def unknown(self, *, codebook: Codebook | None = None) -> ir.Table:
        """Names of states in the files that are no actor of the codebook, and their events."""
        table = self._named()
        sides = table.select(name=table.source).union(table.select(name=table.target))
        known = _actors(codebook or load())
        return (
            sides.anti_join(known, sides.name == known.name)
            .group_by("name")
            .agg(events=ibis._.count())
            .order_by(ibis.desc("events"), "name")
        )

    def _named(self) -> ir.Table:
        table = self.table
        exact = (table.intensity * SCALE).round().cast("int64")
        return table.mutate(exact=exact).filter(
            (table.source != "") & (table.target != "") & (table.source != table.target)
        )

    def _panel(
        self, counted: ir.Table, period: Period, classes: Mapping[str, object], codebook: Codebook
    ) -> Panel:
        """Names as actors, after counting: there are far fewer pairs than events."""
        one, two = _actors(codebook), _actors(codebook).view()
        joined = counted.inner_join(one, counted.source == one.name).inner_join(
            two, counted.target == two.name
        )
        time = {name: counted[name] for name in ("year", "month") if name in counted.columns}
        if period == "day":
            day = counted.day
            time["date"] = ibis.date(day // 10_000, day // 100 % 100, day % 100)
        coded = joined.select(
            *(counted[name] for name in ("which", "events", "total", "rated")),
            actor1=one.code,
            actor2=two.code,
            **time,
        )
        coded = coded.filter(coded.actor1 != coded.actor2)
        columns: dict[str, ir.Value] = {}
        for label, where in (
            ("", None),
            *((f"_{n}", coded.which == v) for n, v in classes.items()),
        ):
            found = coded.events.sum(where=where)
            rated = coded.rated.sum(where=where).nullif(0)
            columns[f"events{label}"] = ibis.coalesce(found, 0).cast("int64")
            columns[f"intensity{label}"] = coded.total.sum(where=where) / (rated * SCALE)
        table = coded.group_by("actor1", "actor2", *time).agg(**columns)
        unit = Unit("actor", dyadic=True, directed=True, period=period)
        used = tuple(Use(self.stream, None, path) for path in self.paths)
        return replace(Panel(table, unit), codebook=codebook, used=used, ordered=False)


def _actors(codebook: Codebook) -> ir.Table:
    """What files call states, and the codes of the codebook: ISO codes, names and aliases."""
    names: dict[str, str] = {}
    for actor in codebook.actors.values():
        if actor.kind == "state":
            for name in (*actor.aliases, actor.name, actor.code):
                names[name] = actor.code
    frame = pl.DataFrame({"name": list(names), "code": list(names.values())})
    return ibis.memtable(frame.to_arrow())


def check(stream: str) -> Stream:
    """The layout called `stream`."""
    if stream not in streams():
        raise InputError(f"no event stream is called {stream!r}: choose {', '.join(streams())}")
    return streams()[stream]


def events(
    paths: Sequence[Path | str], stream: str, *, engine: BaseBackend | None = None
) -> Events:
    """Events in text files.

    Args:
        paths: files of one layout, plain or compressed (``.gz``; see
            :func:`kizuna.panels.reading.unpack` for zip archives).
        stream: name of the layout: gdelt1, gdelt2, icews, phoenix or polecat.
        engine: a Spark engine; by default the files are read for DuckDB.

    Raises:
        InputError: for an unknown layout, or no files.
        DataError: if a file does not have the layout; names it.
    """
    from kizuna.panels import reading

    layout = check(stream)
    if not paths:
        raise InputError("no event files: name at least one")
    places = [Path(path) for path in paths]
    names = reading.header(places, layout)
    raw = reading.scan(places, layout, names, engine)
    return Events(_normal(raw, layout, names), layout, engine, tuple(places))


def _normal(raw: ir.Table, layout: Stream, names: Sequence[str]) -> ir.Table:
    """The six fields under their own names and types."""
    found = {field: layout.place(field, names) for field in FIELDS}
    if layout.parts:
        year, month, number = (raw[names[at]].cast("int32") for at in layout.parts)
        day = year * 10_000 + month * 100 + number
    elif layout.columns:
        day = raw[found["date"]].cast("int32")
    else:
        day = raw[found["date"]].replace("-", "").cast("int32")
    kind = raw[found["kind"]]
    match layout.quads:
        case "cameo":
            root = kind.substr(0, 2).try_cast("int16")
            quad = ibis.cases((root <= 5, 1), (root <= 8, 2), (root <= 13, 3), else_=4)
        case "names":
            quad = (
                raw[found["quad"]]
                .lower()
                .replace(" ", "_")
                .cases(*((name, number) for number, name in QUADS.items()))
            )
        case _:
            quad = raw[found["quad"]].try_cast("int8")
    return raw.select(
        source=raw[found["source"]],
        target=raw[found["target"]],
        day=day,
        quad=quad.cast("int8"),
        kind=kind,
        intensity=raw[found["intensity"]].try_cast("float64"),
    )
