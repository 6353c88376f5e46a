"""What readers think of a source: the one thing that visitors may write.

Reviews are no evidence, and so they live apart from the record, in a small SQLite file of their
own. Whoever reviews has signed in with a token that the keeper of the atlas gave out, or sits at
the machine on which it runs. A review that was acknowledged is on the disk: the file is written
with a write-ahead log and synchronised at every commit, so that neither a killed process nor a
power cut loses it. Nothing is changed by visitors afterwards; the keeper can delete.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kizuna.atlas.library.accounts import LOCAL, LONGEST_NAME, Accounts, cleaned
from kizuna.errors import InputError

LEAST_WORDS = 10
LONGEST = 5_000
PER_HOUR = 5
PER_HOUR_OF_ALL = 200

_WORD = re.compile(r"\w+")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS review (
  id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, account TEXT NOT NULL,
  name TEXT NOT NULL, rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  text TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS review_source ON review (source);
CREATE TABLE IF NOT EXISTS attempt (account TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_account ON attempt (account, at);
"""


def default_place() -> Path:
    """The file of reviews in the user's folder of data."""
    import platformdirs

    return Path(platformdirs.user_data_dir("kizuna", appauthor=False)) / "reviews.sqlite"


class RateError(InputError):
    """Somebody wrote more reviews in an hour than are taken."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review of a source.

    Attributes:
        name: the name under which it is shown.
        rating: 1 to 5.
        at: when it was written, UTC.
    """

    id: int
    source: str
    account: str
    name: str
    rating: int
    text: str
    at: dt.datetime


class Reviews(Accounts):
    """The file of reviews; made where there is none. Safe for use by several threads.

    Args:
        path: the file; readable by its owner alone.
    """

    what = "the file of reviews"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with self._open() as database:
            database.executescript(_SCHEMA)

    def of(self, source: str) -> list[Review]:
        """Reviews of a source, the newest first."""
        with self._open() as database:
            return _reviews(
                database.execute(
                    "SELECT id, source, account, name, rating, text, at FROM review "
                    "WHERE source = ? ORDER BY id DESC",
                    (source,),
                )
            )

    def all(self) -> list[Review]:
        """All reviews, the newest first."""
        with self._open() as database:
            return _reviews(
                database.execute(
                    "SELECT id, source, account, name, rating, text, at FROM review ORDER BY id DESC"
                )
            )

    def ratings(self) -> dict[str, tuple[float, int]]:
        """For each reviewed source, the mean rating and the number of reviews."""
        with self._open() as database:
            found = database.execute(
                "SELECT source, avg(rating), count(*) FROM review GROUP BY source"
            )
            return {source: (mean, number) for source, mean, number in found}

    def add(
        self, source: str, *, account: str, name: str, rating: int, text: str,
        now: dt.datetime | None = None,
    ) -> Review:  # fmt: skip
        """Keep a review; when this returns, it is on the disk.

        Args:
            source: id of the source; the caller has made sure that it exists.
            account: who writes, see :meth:`account_of`.
            name: the name to show.
            rating: 1 to 5.
            text: at least ten words, at most 5,000 characters.
            now: for tests.

        Raises:
            InputError: it is no review; says what is missing.
            RateError: there were too many within an hour.
        """
        text, name = cleaned(text), " ".join(cleaned(name).split())
        check(name=name, rating=rating, text=text)
        at = now or dt.datetime.now(dt.UTC)
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            self._take_turn(database, account, at)
            before = database.execute(
                "SELECT 1 FROM review WHERE source = ? AND account = ? AND ? <> ?",
                (source, account, account, LOCAL),
            ).fetchone()
            if before:
                raise InputError("you have reviewed this source already; one review each")
            cursor = database.execute(
                "INSERT INTO review (source, account, name, rating, text, at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (source, account, name, rating, text, at.isoformat()),
            )
            return Review(
                id=int(cursor.lastrowid or 0), source=source, account=account, name=name,
                rating=rating, text=text, at=at,
            )  # fmt: skip

    def delete(self, number: int) -> bool:
        """Delete a review; false if there is none of this number."""
        with self._open() as database:
            return database.execute("DELETE FROM review WHERE id = ?", (number,)).rowcount > 0

    def _take_turn(self, database: sqlite3.Connection, account: str, at: dt.datetime) -> None:
        since = (at - dt.timedelta(hours=1)).isoformat()
        database.execute("DELETE FROM attempt WHERE at < ?", (since,))
        own, everybody = database.execute(
            "SELECT coalesce(sum(account = ?), 0), count(*) FROM attempt", (account,)
        ).fetchone()
        if own >= PER_HOUR or everybody >= PER_HOUR_OF_ALL:
            raise RateError(f"at most {PER_HOUR} reviews an hour are taken; try again later")
        database.execute("INSERT INTO attempt VALUES (?, ?)", (account, at.isoformat()))


def check(*, name: str, rating: int, text: str) -> None:
    """Refuse what is no review.

    Raises:
        InputError: says what was found and what is expected.
    """
    if not 1 <= rating <= 5:
        raise InputError(f"a rating is 1, 2, 3, 4 or 5, not {rating}")
    words = len(_WORD.findall(text))
    if words < LEAST_WORDS:
        raise InputError(f"a review has at least {LEAST_WORDS} words; this has {words}")
    if len(text) > LONGEST:
        raise InputError(f"a review has at most {LONGEST} characters; this has {len(text)}")
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"give a name of 1 to {LONGEST_NAME} characters to show with the review")


def _reviews(
    rows: Iterator[tuple[int, str, str, str, int, str, str]] | sqlite3.Cursor,
) -> list[Review]:
    return [
        Review(
            id=number, source=source, account=account, name=name, rating=rating, text=text,
            at=dt.datetime.fromisoformat(at),
        )
        for number, source, account, name, rating, text, at in rows
    ]  # fmt: skip
