"""Collections of texts with actor and year: named ones, and anybody's own.

A collection is a Parquet or CSV file with a column for the actor, one for the year and one for
the text, or a folder of plain text files. Actors are mapped through the codebook; what cannot be
mapped is counted and reported, never dropped in silence.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec

from kizuna.codebook import Codebook
from kizuna.errors import DataError, InputError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "actor": ("actor", "iso3", "country", "state"),
    "year": ("year", "date"),
    "text": ("text", "body", "content"),
    "title": ("title", "document"),
}
"""Names under which a column is looked for, in this order; ``title`` may be missing."""

_FILE_NAME = re.compile(
    r"(?P<actor>[^_]+)_(?:[0-9]{1,3}_)?(?P<year>(?:19|20)[0-9]{2})(?:_(?P<title>.+))?"
)


class KnownSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A collection that has a name, where to get it and how to cite it."""

    name: str
    title: str
    citation: str
    url: str
    licence: str
    files: tuple[str, ...]
    names: dict[str, str] = {}


class Document(msgspec.Struct, frozen=True):
    """One text of a collection.

    Attributes:
        actor: code of the actor whose text it is.
        year: calendar year.
    """

    actor: str
    year: int
    title: str
    text: str


class Corpus(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A collection that was read.

    Attributes:
        name: its name, or the path of the user's own.
        citation: how to cite it; empty for a user's own.
        documents: the texts whose actor the codebook knows, in the order of the collection.
        unmatched: spellings of actors that the codebook does not know, with their texts.
        unread: files or rows that hold no actor, year or text.
    """

    name: str
    citation: str
    documents: tuple[Document, ...]
    unmatched: dict[str, int]
    unread: tuple[str, ...]

    @cached_property
    def actors(self) -> frozenset[str]:
        """Codes of the actors with at least one text."""
        return frozenset(document.actor for document in self.documents)


@lru_cache(maxsize=1)
def known_sources() -> dict[str, KnownSource]:
    """The named collections, by name."""
    file = Path(__file__).with_name("sources.toml")
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["source"]
    return {entry.name: entry for entry in msgspec.convert(entries, list[KnownSource])}


def corpora_folder(folder: str | Path | None = None) -> Path:
    """The folder of the named collections: the argument, ``KIZUNA_CORPORA``, or the user's own."""
    if folder is not None or os.environ.get("KIZUNA_CORPORA"):
        return Path(folder or os.environ["KIZUNA_CORPORA"]).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("kizuna", appauthor=False)) / "corpora"


def locate(source: str, folder: str | Path | None = None) -> tuple[Path, KnownSource | None]:
    """The file or folder of a collection.

    Args:
        source: name of a named collection, or the path of a file or folder.
        folder: where the named collections are; see :func:`corpora_folder`.

    Raises:
        DataError: the named collection is not in the folder; says where to get it.
        InputError: neither a name nor a path.
    """
    known = known_sources().get(source)
    if known is None:
        path = Path(source).expanduser()
        if path.exists():
            return path, None
        raise InputError(
            f"{source[:80]!r} is neither a file or folder nor a named collection; "
            f"named are: {', '.join(known_sources())}"
        )
    place = corpora_folder(folder)
    for name in known.files:
        if (place / name).exists():
            return place / name, known
    raise DataError(
        f"{known.files[0]} is not in {place}: get it from {known.url} ({known.citation}) and put "
        "it there, or name its folder with --corpus or the variable KIZUNA_CORPORA"
    )


def read_corpus(source: str, book: Codebook, *, folder: str | Path | None = None) -> Corpus:
    """Read a collection.

    Args:
        source: name of a named collection, or the path of a Parquet file, CSV file or folder.
        book: the codebook that knows the actors.
        folder: where the named collections are.

    Raises:
        DataError: it is missing, or not readable as such a collection.
        InputError: neither a name nor a path.
    """
    path, known = locate(source, folder)
    rows = _folder(path) if path.is_dir() else _table(path)
    names = dict(known.names) if known else {}
    untitled = known.title if known else path.stem
    unmatched: Counter[str] = Counter()
    unread: list[str] = []
    documents: list[Document] = []
    codes: dict[tuple[str, int], str | None] = {}
    for place, actor, year, title, text in rows:
        if not actor or year is None or not text:
            unread.append(place)
            continue
        if (actor, year) not in codes:
            codes[actor, year] = _code(names.get(actor, actor), year, book)
        code = codes[actor, year]
        if code is None:
            unmatched[actor] += 1
        else:
            documents.append(Document(code, year, title or untitled, text))
    if not documents:
        raise DataError(
            f"{path} holds no text of an actor that the codebook knows"
            + (f"; unknown: {', '.join(list(unmatched)[:10])}" if unmatched else "")
        )
    return Corpus(
        name=source,
        citation=known.citation if known else "",
        documents=tuple(documents),
        unmatched=dict(unmatched),
        unread=tuple(unread),
    )


_Raw = tuple[str, str | None, int | None, str | None, str | None]


def _code(name: str, year: int, book: Codebook) -> str | None:
    """The actor that a spelling stands for, by code of that year, by name, or by squashed name."""
    if name in book.actors:
        return name
    by_code = book.actor_of("iso3", name.upper(), dt.date(year, 7, 1))
    if by_code is not None:
        return by_code.code
    return _spellings(book).get(_squash(name))


@lru_cache(maxsize=4)
def _spellings(book: Codebook) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for actor in book.actors.values():
        for alias in actor.aliases:
            spellings.setdefault(_squash(alias), actor.code)
    spellings |= {_squash(actor.name): actor.code for actor in book.actors.values()}
    return spellings | {_squash(code): code for code in book.actors}


def _squash(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _table(path: Path) -> Iterator[_Raw]:
    import polars as pl

    try:
        if path.suffix.lower() == ".parquet":
            names = pl.scan_parquet(path).collect_schema().names()
            chosen = _columns(path, names)
            frame = pl.read_parquet(path, columns=list(chosen.values()))
        elif path.suffix.lower() == ".csv":
            frame = pl.read_csv(path, infer_schema=False)
            chosen = _columns(path, frame.columns)
        else:
            raise DataError(f"{path}: expected a .parquet or .csv file, or a folder of .txt files")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(f"{path} cannot be read as a table: {error}") from error
    title = chosen.get("title")
    wanted = [chosen["actor"], chosen["year"], chosen["text"], *([title] if title else [])]
    for number, row in enumerate(frame.select(wanted).iter_rows(), start=1):
        actor, year, text = row[0], _year(row[1]), row[2]
        yield f"row {number}", actor, year, row[3] if title else None, text


def _columns(path: Path, names: list[str]) -> dict[str, str]:
    chosen = {
        role: next((c for c in candidates if c in names), "")
        for role, candidates in COLUMNS.items()
    }
    missing = [role for role in ("actor", "year", "text") if not chosen[role]]
    if missing:
        expected = "; ".join(f"{role}: {' or '.join(COLUMNS[role])}" for role in missing)
        raise DataError(
            f"{path} lacks a column for {', '.join(missing)}; found {', '.join(names)}; "
            f"expected {expected}"
        )
    return {role: name for role, name in chosen.items() if name}


def _year(value: object) -> int | None:
    text = str(value)[:4]
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _folder(path: Path) -> Iterator[_Raw]:
    for file in sorted(path.rglob("*.txt")):
        place = str(file.relative_to(path))
        name = _FILE_NAME.fullmatch(file.stem)
        if name is None:
            yield place, None, None, None, None
            continue
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            text = file.read_text(encoding="cp1252", errors="replace")
        except OSError as error:
            raise DataError(f"{file} cannot be read: {error.strerror}") from error
        yield place, name["actor"], int(name["year"]), name["title"], text
