"""Who may write: people to whom the keeper of an atlas gave a token, and the key of sessions.

Accounts live in a small SQLite file that its owner alone can read. Of a token only its hash is
kept. The file is written with a write-ahead log and synchronised at every commit, so that neither
a killed process nor a power cut loses what was acknowledged.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import secrets
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from kizuna.errors import InputError, StorageError

LONGEST_NAME = 60
LOCAL = "local"
"""Account of whoever sits at the machine on which the atlas runs."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL);
"""


class Accounts:
    """The file of accounts; made where there is none. Safe for use by several threads.

    Args:
        path: the file; readable by its owner alone.

    Attributes:
        secret: the key with which sessions are signed.
        what: how messages call the file.
    """

    what: ClassVar[str] = "the file of accounts"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._make_private()
        with self._open() as database:
            database.executescript(_SCHEMA)
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(
                "INSERT INTO secret SELECT ? WHERE NOT EXISTS (SELECT 1 FROM secret)",
                (secrets.token_bytes(32),),
            )
            self.secret: bytes = database.execute("SELECT key FROM secret").fetchone()[0]

    def give_token(self, name: str, *, now: dt.datetime | None = None) -> str:
        """A new token with which somebody can sign in; the one given before stops working.

        Only its hash is kept, so that it can be shown this once.

        Raises:
            InputError: nobody can be called so.
        """
        name = " ".join(cleaned(name).split())
        if not name or len(name) > LONGEST_NAME or name == LOCAL:
            raise InputError(f"{name[:40]!r} is no name for an account; give 1 to 60 characters")
        token = secrets.token_urlsafe(24)
        at = (now or dt.datetime.now(dt.UTC)).isoformat()
        with self._open() as database:
            database.execute(
                "INSERT INTO account (name, token_hash, made_at) VALUES (?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET token_hash = excluded.token_hash, "
                "made_at = excluded.made_at",
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

    def names(self) -> list[str]:
        """The names of all accounts."""
        with self._open() as database:
            return [str(name) for (name,) in database.execute("SELECT name FROM account")]

    def lasts(self, name: str, since: int) -> bool:
        """Whether a session of an account still holds: not if it has had a new token since.

        Args:
            name: of the account.
            since: when it signed in, in whole seconds of Unix time.
        """
        with self._open() as database:
            found = database.execute(
                "SELECT made_at FROM account WHERE name = ?", (name,)
            ).fetchone()
        return bool(found) and dt.datetime.fromisoformat(found[0]).timestamp() < since + 1

    def _make_private(self) -> None:
        """Make the file, so that nobody else on the machine reads what is in it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        except OSError as error:
            reason = error.strerror or error
            raise StorageError(f"{self.path}, {self.what}, cannot be made: {reason}") from error

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection that commits at the end, or rolls back where something went wrong."""
        try:
            database = sqlite3.connect(self.path, timeout=10)
        except sqlite3.Error as error:
            raise StorageError(f"{self.path}, {self.what}, cannot be opened: {error}") from error
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            with database:
                yield database
        except sqlite3.Error as error:
            raise StorageError(f"{self.path}, {self.what}: {error}") from error
        finally:
            database.close()


def cleaned(text: str) -> str:
    """Text without control characters, and without those that turn the direction of writing."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
