"""What readers think of a source: the one thing that visitors may write.

Reviews are no evidence, and so they live apart from the record, in a small SQLite file of their
own. Whoever reviews has signed in with a token that the keeper of the atlas gave out, or sits at
the machine on which it runs. A review that was acknowledged is on the disk: the file is written
with a write-ahead log and synchronised at every commit, so that neither a killed process nor a
power cut loses it. Nothing is changed by visitors afterwards; the keeper can delete.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kizuna.errors import InputError, StorageError

LEAST_WORDS = 10
LONGEST = 5_000
LONGEST_NAME = 60
PER_HOUR = 5
PER_HOUR_OF_ALL = 200
LOCAL = "local"
"""Account of whoever sits at the machine on which the atlas runs."""

_WORD = re.compile(r"\w+")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS review (
  id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, account TEXT NOT NULL,
  name TEXT NOT NULL, rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  text TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS review_source ON review (source);
CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL);
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


class Reviews:
    """The file of reviews; made where there is none. Safe for use by several threads.

    Args:
        path: the file; readable by its owner alone.

    Attributes:
        secret: the key with which sessions are signed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _make_private(path)
        with self._open() as database:
            database.executescript(_SCHEMA)
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(
                "INSERT INTO secret SELECT ? WHERE NOT EXISTS (SELECT 1 FROM secret)",
                (secrets.token_bytes(32),),
            )
            self.secret: bytes = database.execute("SELECT key FROM secret").fetchone()[0]

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
        text, name = _cleaned(text), " ".join(_cleaned(name).split())
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

    def give_token(self, name: str, *, now: dt.datetime | None = None) -> str:
        """A new token with which somebody can sign in; the one given before stops working.

        Only its hash is kept, so that it can be shown this once.

        Raises:
            InputError: nobody can be called so.
        """
        name = " ".join(_cleaned(name).split())
        if not name or len(name) > LONGEST_NAME or name == LOCAL:
            raise InputError(f"{name[:40]!r} is no name for an account; give 1 to 60 characters")
        token = secrets.token_urlsafe(24)
        at = (now or dt.datetime.now(dt.UTC)).isoformat()
        with self._open() as database:
            database.execute(
                "INSERT INTO account (name, token_hash, made_at) VALUES (?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET token_hash = excluded.token_hash",
                (name, _hash(token), at),
            )
        return token

    def account_of(self, token: str) -> str | None:
        """Whose token this is, or ``None``."""
        with self._open() as database:
            found = database.execute(
                "SELECT name FROM account WHERE token_hash = ?", (_hash(token),)
            ).fetchone()
        return str(found[0]) if found else None

    def _take_turn(self, database: sqlite3.Connection, account: str, at: dt.datetime) -> None:
        since = (at - dt.timedelta(hours=1)).isoformat()
        database.execute("DELETE FROM attempt WHERE at < ?", (since,))
        own, everybody = database.execute(
            "SELECT coalesce(sum(account = ?), 0), count(*) FROM attempt", (account,)
        ).fetchone()
        if own >= PER_HOUR or everybody >= PER_HOUR_OF_ALL:
            raise RateError(f"at most {PER_HOUR} reviews an hour are taken; try again later")
        database.execute("INSERT INTO attempt VALUES (?, ?)", (account, at.isoformat()))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection that commits at the end, or rolls back where something went wrong."""
        try:
            database = sqlite3.connect(self.path, timeout=10)
        except sqlite3.Error as error:
            raise StorageError(
                f"{self.path}, the file of reviews, cannot be opened: {error}"
            ) from error
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            with database:
                yield database
        except sqlite3.Error as error:
            raise StorageError(f"{self.path}, the file of reviews: {error}") from error
        finally:
            database.close()


def _make_private(path: Path) -> None:
    """Make the file, so that nobody else on the machine reads what is in it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageError(
            f"{path}, the file of reviews, cannot be made: {error.strerror or error}"
        ) from error


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


def _cleaned(text: str) -> str:
    """Text without control characters, and without those that turn the direction of writing."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


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
