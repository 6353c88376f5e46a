"""A panel: a lazy table together with its unit of analysis and the origin of its columns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from kizuna.errors import InputError
from kizuna.panels import engines, temporal
from kizuna.panels.units import Unit, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from kizuna.codebook import Codebook
    from kizuna.panels.catalogue import Dataset, Layout
    from kizuna.panels.engines import EngineName
    from kizuna.panels.events import Stream
    from kizuna.panels.units import SystemName
    from kizuna.record import View


@dataclass(frozen=True, slots=True)
class Use:
    """That a data set, or a stream of events, was used: from which file, for which columns."""

    dataset: Dataset | Stream
    layout: Layout | None
    path: Path
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A lazy, immutable panel; every method returns a new one.

    What a panel knows about itself are these fields and the names of its columns. There are no
    attributes hidden in the data, so nothing is lost by taking the table elsewhere: bring it back
    with :meth:`of`.

    Attributes:
        table: the Ibis expression, bound to no engine.
        unit: what one row is.
        data: the folder of public data that joins read from.
        codebook: whose actors and codes are meant; the shipped one by default.
        used: data sets the columns come from.
        notes: what a reader of the numbers should know.
        ordered: whether the expression yields its rows in the order of the unit's keys.
    """

    table: ir.Table
    unit: Unit
    data: Path | str | None = None
    codebook: Codebook | None = field(default=None, repr=False)
    used: tuple[Use, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    ordered: bool = field(default=True, repr=False)

    @classmethod
    def of(
        cls,
        table: ir.Table | pa.Table | pd.DataFrame | pl.DataFrame,
        unit: Unit | None = None,
        *,
        data: Path | str | None = None,
    ) -> Panel:
        """A panel from any table with the keys of a unit.

        Args:
            table: rows with unique keys.
            unit: what one row is; by default read off the column names, pairs as directed.
            data: folder of public data for later joins.
        """
        rows = table if isinstance(table, ibis.Table) else ibis.memtable(table)
        unit = unit or unit_of(rows.columns)
        missing = [key for key in unit.keys if key not in rows.columns]
        if missing:
            raise InputError(f"no column {', '.join(missing)}; {unit} need {', '.join(unit.keys)}")
        return cls(rows, unit, data=data, ordered=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, keys first."""
        return tuple(self.table.columns)

    def filter(self, *conditions: ir.BooleanValue | Callable[[ir.Table], ir.BooleanValue]) -> Panel:
        """The rows for which all conditions hold (Ibis expressions, as for ``ibis.Table.filter``)."""
        return replace(self, table=self.table.filter(*conditions))

    def only(self, *units: str) -> Panel:
        """The rows of the named states, or pairs written ``JPN:AUS``; ``*`` stands for any.

        On an undirected panel the order within a pair does not matter.
        """
        from kizuna.panels.selection import only

        return only(self, units)

    def mutate(self, **columns: Any) -> Panel:
        """The panel with further columns (Ibis expressions, as for ``ibis.Table.mutate``)."""
        changed = set(self.unit.keys) & set(columns)
        if changed:
            raise InputError(f"{', '.join(sorted(changed))} identify a row: choose another name")
        return replace(self, table=self.table.mutate(**columns))

    def select(self, *columns: str) -> Panel:
        """The keys and the named columns only."""
        self.require(*columns)
        chosen = [name for name in columns if name not in self.unit.keys]
        return replace(self, table=self.table.select(*self.unit.keys, *chosen))

    def join(self, *names: str, last: bool = False) -> Panel:
        """Join data sets (``"capabilities"``) or single variables (``"cinc"``) by name.

        Variables of states get 1 and 2 appended on pairs. Rows are never added or dropped; years
        that a data set does not cover are missing. The order of joins does not matter.

        Args:
            names: as listed by ``kizuna data list``.
            last: where a spell changes within a period, take the later value; otherwise the
                earlier.

        Raises:
            InputError: for an unknown name or a column that is already there.
            DataError: for a missing or malformed file.
        """
        from kizuna.panels.joins import join

        return join(self, names, last=last)

    def record(self, view: View, *names: str) -> Panel:
        """The panel with variables of a record; see :func:`kizuna.panels.recorded.join`.

        Example:
            >>> with kizuna.open() as record:  # doctest: +SKIP
            ...     panel = panel.record(record.view(), "acsa", "two_plus_two", "rung")
        """
        from kizuna.panels.recorded import join

        return join(self, view, names)

    def attach(self, frame: pl.DataFrame, *columns: str, system: SystemName | None = None) -> Panel:
        """The panel with columns of your own table, matched on the panel's keys.

        Args:
            frame: has the keys of the panel, or some of its codes and its time, each combination
                at most once.
            columns: which to take; by default all but the keys.
            system: whose codes the table has; those of the panel by default.
        """
        from kizuna.panels.attaching import own

        whose = system or self.unit.system
        lacking = not set(self.unit.codes_in(whose)) <= set(self.columns)
        return own(self.codes(whose) if lacking else self, frame, columns, whose)

    def codes(self, system: SystemName) -> Panel:
        """The panel with its states' codes in another system as further columns.

        Missing where there is no such code; :func:`kizuna.panels.unmatched` lists these rows.
        """
        from kizuna.panels import crosswalk

        return crosswalk.add(self, system)

    def politically_relevant(self) -> Panel:
        """Pairs that are contiguous, by land or up to 400 miles of water, or include a major power.

        Joins contiguity and major powers unless the panel has them.
        """
        from kizuna.panels.joins import politically_relevant

        return politically_relevant(self)

    def lag(self, column: str, periods: int = 1, *, name: str = "") -> Panel:
        """See :func:`kizuna.panels.temporal.lag`; a negative number of periods is a lead."""
        return temporal.lag(self, column, periods, name=name)

    def onset(self, ongoing: str, *, name: str = "") -> Panel:
        """See :func:`kizuna.panels.temporal.onset`."""
        return temporal.onset(self, ongoing, name=name)

    def spells(self, event: str, *, name: str = "") -> Panel:
        """See :func:`kizuna.panels.temporal.spells`."""
        return temporal.spells(self, event, name=name)

    def cubic(self, spell: str) -> Panel:
        """See :func:`kizuna.panels.temporal.cubic`."""
        return temporal.cubic(self, spell)

    def carry(self, column: str, *, limit: int | None = None, name: str = "") -> Panel:
        """See :func:`kizuna.panels.temporal.carry`."""
        return temporal.carry(self, column, limit=limit, name=name)

    def to_arrow(self, engine: EngineName | BaseBackend | None = None) -> pa.Table:
        """All rows as an Arrow table, in the order of the keys."""
        return engines.to_arrow(self._sorted(), engine)

    def to_polars(self, engine: EngineName | BaseBackend | None = None) -> pl.DataFrame:
        """All rows as a Polars frame, in the order of the keys."""
        import polars as pl

        return pl.DataFrame(self.to_arrow(engine))

    def to_pandas(self, engine: EngineName | BaseBackend | None = None) -> pd.DataFrame:
        """All rows as a pandas frame, in the order of the keys."""
        frame: pd.DataFrame = self.to_arrow(engine).to_pandas()
        return frame

    def to_parquet(self, path: Path | str, engine: EngineName | BaseBackend | None = None) -> None:
        """Write all rows to a Parquet file in bounded memory; its metadata says what it is."""
        about = {
            "unit": str(self.unit),
            "notes": list(self.notes),
            "data": [f"{use.dataset} ({use.path.name})" for use in self.used],
        }
        engines.to_parquet(self._sorted(), path, engine, about=about)

    def cite(self) -> str:
        """BibTeX entries of exactly the data sets used, each once."""
        return "\n\n".join(dict.fromkeys(use.dataset.bibtex.strip() for use in self.used))

    def _sorted(self) -> ir.Table:
        return self.table if self.ordered else self.table.order_by(list(self.unit.keys))

    def require(self, *columns: str) -> None:
        """Check that the panel has the named columns.

        Raises:
            InputError: if it lacks one; lists those it has.
        """
        missing = [name for name in columns if name not in self.table.columns]
        if missing:
            raise InputError(
                f"the panel has no column {', '.join(missing)}; it has {', '.join(self.columns)}"
            )
