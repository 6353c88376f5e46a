"""Finding facts that look like one: same kind and parties, dates that overlap, similar titles.

The database sorts the rows by kind, parties and date; a window then slides over each group, so
that only neighbours in time are compared. Titles are compared with rapidfuzz, as sets of words:
order and repetition do not matter, and a number or ordinal that differs tells two facts apart.

On the 651 hand-collected facts from which the shipped record was built, facts known to stand
there twice scored 91 to 96, different facts of the same day 44 and less.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from kizuna.codebook import PartialDate
from kizuna.record import schema
from kizuna.record.rows import TableName

if TYPE_CHECKING:
    from kizuna.record.checks.context import Context

SAME_TITLE = 88
"""Similarity (0 to 100) from which two facts of one kind, parties and date count as one."""
ALIKE_TITLE = 60
"""Similarity from which a person should look."""
ALIKE_CHANNEL = 80
"""The same for dialogues, whose titles name their parties and therefore share words."""
WINDOW = dt.timedelta(days=3)
"""Sources that differ on a date rarely differ by more."""

_ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        (
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ),
        start=1,
    )
}
_YEAR = re.compile(r"\b[12][0-9]{3}\b")
_RANK = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|[0-9]{{1,3}}(?=(?:st|nd|rd|th)?\b))")


class Pair(NamedTuple):
    """Two facts that look alike.

    Attributes:
        similarity: of the titles, 0 to 100.
        threshold: similarity from which a person should look at facts of this table.
        dates: how the two are dated, for the message.
    """

    table: TableName
    id: str
    other: str
    similarity: float
    threshold: int
    dates: str


class _Dated(NamedTuple):
    id: str
    words: str
    years: frozenset[str]
    ranks: frozenset[str]
    first: dt.date
    last: dt.date
    shown: str


def pairs_alike(context: Context) -> Iterator[Pair]:
    """All pairs of facts that look alike, dialogues, events and instruments."""
    from rapidfuzz import fuzz

    dates = {
        "instrument": (["signed", "in_force", "negotiated_from"], ALIKE_TITLE),
        "dialogue": (["first_held", "latest_held"], ALIKE_CHANNEL),
        "event": (["start", "end"], ALIKE_TITLE),
    }
    for name in schema.parties:
        columns, threshold = dates[name]
        table = schema.tables[name]
        statement = (
            sa.select(table.c.kind, table.c.parties, table.c.id, table.c.title)
            .add_columns(*(table.c[column] for column in columns))
            .where(context.view.stands(table))
            .order_by(table.c.kind, table.c.parties, sa.func.coalesce(table.c[columns[0]], ""))
        )
        for _, group in groupby(context.run(statement), key=lambda row: (row[0], row[1])):
            for one, other in _neighbours(group, name):
                similarity = fuzz.token_set_ratio(one.words, other.words)
                if similarity >= threshold and not _numbered_apart(one, other):
                    low, high = sorted((one.id, other.id))
                    shown = " and ".join(dict.fromkeys((one.shown, other.shown)))
                    yield Pair(name, low, high, similarity, threshold, shown)


def _neighbours(group: Iterator[Any], table: TableName) -> Iterator[tuple[_Dated, _Dated]]:
    window: deque[_Dated] = deque()
    dated = [_dated(row, table) for row in group]
    for item in sorted((d for d in dated if d is not None), key=lambda d: (d.first, d.id)):
        window = deque(w for w in window if w.last + WINDOW >= item.first)
        for earlier in window:
            yield earlier, item
        window.append(item)


def _dated(row: Any, table: TableName) -> _Dated | None:
    """A row with the days on which it may have happened; ``None`` if it has no date."""
    from rapidfuzz.utils import default_process

    texts = [text for text in row[4:] if text]
    if table == "dialogue":  # a channel without dates may be the same as any other
        first = PartialDate.parse(row[4]).earliest if row[4] else dt.date.min
        last = PartialDate.parse(row[5]).latest if row[5] else dt.date.max - WINDOW
        shown = "held at the same time"
    elif texts:
        date = PartialDate.parse(texts[0])
        first, last, shown = date.earliest, date.latest, date.text
    else:
        return None
    words = default_process(row[3])
    years = frozenset(_YEAR.findall(words))
    ranks = frozenset(_ORDINALS.get(w, w) for w in _RANK.findall(words))
    return _Dated(row[2], words, years, ranks, first, last, shown)


def _numbered_apart(one: _Dated, other: _Dated) -> bool:
    return any(
        mine and theirs and mine.isdisjoint(theirs)
        for mine, theirs in ((one.years, other.years), (one.ranks, other.ranks))
    )
