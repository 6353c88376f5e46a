"""One state of a record whose reads are kept: pages ask for the same rows again and again.

A page of a partnership reads the stances of all governments, the sources of its rows and their
history; the page of the next partnership or date reads nearly the same. What was read once is
answered from memory, as far as it is not too much.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, TypeVar, cast

from kizuna.record import Coding, Event, Record, Revision, Row, Version, View
from kizuna.record.rows import TableName

R = TypeVar("R", bound=Row)
T = TypeVar("T")
_MOST = 150_000
"""Rows that are kept; of a larger record, those that were asked for last."""


class KeptRecord(Record):
    """A record that shows one state, whatever is recorded later.

    Args:
        view: the state.
    """

    def __init__(self, view: View) -> None:
        record = view.record
        super().__init__(record.engine, record.codebook, label=record.label, read_only=True)
        self._kept = Kept()
        self._view = KeptView(self, view.revision, self._kept)

    def view(self, as_known: str | dt.datetime | dt.date | int | None = None) -> View:
        """The state; another one, read anew, where another is asked for."""
        if as_known in (None, self._view.revision, f"r{self._view.revision}"):
            return self._view
        return super().view(as_known)

    def revisions(self) -> list[Revision]:
        """All revisions, oldest first."""
        return list(self._kept.once(("revisions",), super().revisions))

    def histories(self, row_ids: Collection[str]) -> dict[str, list[Version]]:
        """All versions of the rows with these ids, oldest first, by id."""
        read = super().histories
        found = self._kept.each("versions", row_ids, lambda wanted: read(wanted))
        return {row_id: list(versions) for row_id, versions in found.items() if versions}


class KeptView(View):
    """A view whose reads are kept.

    Args:
        record: the record.
        revision: of the state.
        kept: where reads are kept.
    """

    def __init__(self, record: Record, revision: int, kept: Kept) -> None:
        super().__init__(record, revision)
        self._kept = kept

    def facts(
        self,
        table: TableName,
        actors: Collection[str],
        *,
        beside: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        begun: tuple[dt.date, dt.date] | None = None,
    ) -> list[Row]:
        """As :meth:`kizuna.record.View.facts`."""
        key = ("facts", table, _set(actors), _set(beside), _set(kinds), begun)
        read = super().facts
        return list(
            self._kept.once(
                key, lambda: read(table, actors, beside=beside, kinds=kinds, begun=begun)
            )
        )

    def parties_beside(
        self, table: TableName, actors: Collection[str], *, kinds: Collection[str] | None = None
    ) -> set[tuple[str, ...]]:
        """As :meth:`kizuna.record.View.parties_beside`."""
        read = super().parties_beside
        key = ("beside", table, _set(actors), _set(kinds))
        return set(self._kept.once(key, lambda: read(table, actors, kinds=kinds)))

    def sessions(self, dialogues: Collection[str]) -> list[Event]:
        """As :meth:`kizuna.record.View.sessions`."""
        read = super().sessions

        def fetch(wanted: Collection[str]) -> dict[str, list[Event]]:
            return _grouped(read(wanted), lambda event: event.related_dialogue)

        return _in_order(self._kept.each("sessions", dialogues, fetch))

    def stances(self, holders: Collection[str]) -> list[Row]:
        """As :meth:`kizuna.record.View.stances`."""
        read = super().stances
        return list(self._kept.once(("stances", _set(holders)), lambda: read(holders)))

    def rows(self, row_type: type[R]) -> list[R]:
        """As :meth:`kizuna.record.View.rows`."""
        read = super().rows
        return list(self._kept.once(("rows", row_type.table), lambda: read(row_type)))

    def by_id(self, row_type: type[R], ids: Collection[str]) -> dict[str, R]:
        """As :meth:`kizuna.record.View.by_id`."""
        read = super().by_id

        def fetch(wanted: Collection[str]) -> dict[str, list[R]]:
            return {row_id: [row] for row_id, row in read(row_type, wanted).items()}

        found = self._kept.each(f"row {row_type.table}", ids, fetch)
        return {row_id: rows[0] for row_id, rows in sorted(found.items()) if rows}

    def codings(self, row_ids: Collection[str]) -> list[Coding]:
        """As :meth:`kizuna.record.View.codings`."""
        read = super().codings

        def fetch(wanted: Collection[str]) -> dict[str, list[Coding]]:
            return _grouped(read(wanted), lambda coding: coding.row)

        return _in_order(self._kept.each("codings", row_ids, fetch))


class Kept:
    """What was read, the oldest forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def once(self, key: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` returns, which must have a length."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        found = read()
        with self._lock:
            self._keep(key, found)
        return found

    def each(
        self,
        of: str,
        ids: Collection[str],
        read: Callable[[Collection[str]], dict[str, list[T]]],
    ) -> dict[str, list[T]]:
        """For each id its rows, of which only those that are not known yet are read.

        Args:
            of: what is read.
            ids: for which; each gets a list, if an empty one.
            read: returns the rows of some ids, by id.
        """
        with self._lock:
            known = {i: self._kept[of, i] for i in set(ids) if (of, i) in self._kept}
        wanted = set(ids) - known.keys()
        if wanted:
            read_now = read(wanted)
            with self._lock:
                for row_id in wanted:
                    known[row_id] = read_now.get(row_id, [])
                    self._keep((of, row_id), known[row_id])
        return known

    def _keep(self, key: Hashable, found: Any) -> None:
        if key in self._kept or len(found) > _MOST:
            return
        self._kept[key] = found
        self._size += len(found) + 1
        while self._size > _MOST:
            self._size -= len(self._kept.popitem(last=False)[1]) + 1


def _set(codes: Collection[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


def _grouped(rows: Iterable[R], key: Callable[[R], str]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _in_order(found: dict[str, list[R]]) -> list[R]:
    rows: Sequence[R] = [row for listed in found.values() for row in listed]
    return sorted(rows, key=lambda row: row.id)
