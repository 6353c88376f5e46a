"""What the pages of partnerships read: one state of a record, and what was measured of it.

Pages of the same date share their tables, so what was measured last is kept for a while.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast

from kizuna.atlas.web.reads import KeptRecord
from kizuna.codebook import Codebook
from kizuna.errors import InputError
from kizuna.measures.table import Table, table
from kizuna.record import Instrument, Record, View

T = TypeVar("T")
_KEPT = 400


class States:
    """One state of a record over all dates.

    Args:
        view: the state of the record.
    """

    def __init__(self, view: View) -> None:
        self.record: Record = KeptRecord(view)
        self.view = self.record.view()
        self.book: Codebook = view.codebook
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.RLock()

    @property
    def known(self) -> str:
        """The state of knowledge, as the public verbs take it."""
        return f"r{self.view.revision}"

    def once(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What ``make`` returns, made once; the oldest results are forgotten.

        One result is made at a time: two threads would only share the processor.
        """
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return cast("T", self._kept[key])

    def table(self, actor: str, on: dt.date) -> Table:
        """The overview of an actor with the depth of its partnerships."""
        return self.once(
            ("table", actor, on),
            lambda: table(
                actor, as_of=on, as_known=self.known, measures=("depth",), record=self.record
            ),
        )

    def known_actor(self, code: str) -> bool:
        """Whether an actor of the codebook has exactly this code."""
        return code in self.book.actors

    def leading(self) -> str:
        """Code of the actor that most instruments name.

        Raises:
            InputError: the record has no instrument.
        """
        named = Counter(party for row in self.view.rows(Instrument) for party in row.parties)
        if not named:
            raise InputError(
                "the record has no instrument yet, so there is nobody to begin with; "
                "name an actor: kizuna atlas --actor CODE"
            )
        return min(named, key=lambda code: (-named[code], code))
