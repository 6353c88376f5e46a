"""Read a codebook from its folder of plain files, and refuse what breaks its schema.

The files: ``codebook.toml``, ``actors.csv``, ``actor_codes.csv``, ``memberships.csv``,
``instruments.toml``, ``dialogues.toml``, ``events.toml``, ``topics.toml``, ``ladder.toml``.
A codebook with ``extends = "kizuna"`` has only what it adds or changes; entries with the same
code replace the shipped ones, and a file it does not have is taken over whole.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kizuna.codebook.dates import PartialDate
from kizuna.codebook.model import (
    Actor,
    ActorCode,
    Codebook,
    ColumnGroup,
    Kind,
    Ladder,
    Membership,
    Topic,
)
from kizuna.errors import CodebookError, InputError

SHIPPED = Path(__file__).parent / "data"
_RENAMED = {"from": "valid_from", "to": "valid_to"}
_LISTS = frozenset({"demonyms", "aliases", "abbreviations"})
S = TypeVar("S")


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    version: str
    licence: str
    extends: str = ""


class _LadderFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    practice_years: int
    group: tuple[ColumnGroup, ...]


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> Codebook:
    """Load the shipped codebook, or the one in ``folder``.

    Raises:
        CodebookError: a file is missing or breaks its schema; names file, row and field.
    """
    root = folder or SHIPPED
    header = _convert(_toml(root / "codebook.toml"), _Header, root / "codebook.toml")
    if header.extends not in ("", "kizuna"):
        raise CodebookError(
            f"{root / 'codebook.toml'}: extends = {header.extends!r} is not known; "
            'write extends = "kizuna" to build on the shipped codebook, or "" to replace it'
        )
    layers = (SHIPPED, root) if header.extends else (root,)
    ladder = _last(layers, "ladder.toml")
    columns = _convert(_toml(ladder), _LadderFile, ladder)
    book = Codebook(
        name=header.name,
        title=header.title,
        version=header.version,
        actors=_merge(layers, "actors.csv", _actors, lambda a: a.code),
        codes=_merge(layers, "actor_codes.csv", _codes, lambda c: (c.system, c.code, c.valid_from)),
        memberships=_merge(
            layers,
            "memberships.csv",
            _memberships,
            lambda m: (m.member, m.organisation, m.valid_from),
        ),
        kinds=[
            kind
            for of in ("instrument", "dialogue", "event")
            for kind in _merge(layers, f"{of}s.toml", _kinds, lambda k: k.code)
        ],
        threats=_merge(layers, "topics.toml", _topics("threat"), lambda t: t.code),
        policies=_merge(layers, "topics.toml", _topics("policy"), lambda t: t.code),
        ladder=Ladder(groups=columns.group, practice_years=columns.practice_years),
        folders=layers,
    )
    _check_references(book, root)
    return book


def _merge(
    layers: tuple[Path, ...],
    name: str,
    read: Callable[[Path], Iterator[S]],
    key: Callable[[S], object],
) -> list[S]:
    entries: dict[object, S] = {}
    files = [layer / name for layer in layers if (layer / name).is_file()]
    if not files:
        raise CodebookError(f"{layers[-1] / name}: this file of the codebook is missing")
    for file in files:
        seen: set[object] = set()
        for entry in read(file):
            if key(entry) in seen:
                raise CodebookError(f"{file}: {key(entry)!r} stands there twice")
            seen.add(key(entry))
            entries[key(entry)] = entry
    return list(entries.values())


def _last(layers: tuple[Path, ...], name: str) -> Path:
    return next(
        (layer / name for layer in reversed(layers) if (layer / name).is_file()), layers[-1] / name
    )


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CodebookError(f"{file}: this file of the codebook is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file}: not readable as TOML in UTF-8: {error}") from error


def _convert(value: object, into: type[S], file: Path, where: str = "") -> S:
    try:
        return msgspec.convert(value, into)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}{where}: {error}") from error


def _rows(file: Path, into: type[S]) -> Iterator[tuple[int, dict[str, Any]]]:
    known = {field.name for field in msgspec.structs.fields(into)}  # type: ignore[arg-type]
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            for number, row in enumerate(reader, start=2):
                renamed = {_RENAMED.get(k, k): v for k, v in row.items() if k is not None}
                unknown = sorted(set(renamed) - known - {"valid_from", "valid_to"})
                if unknown or None in row or None in renamed.values():
                    raise CodebookError(
                        f"{file}, row {number}: the columns do not fit"
                        + (f"; unknown: {', '.join(unknown)}" if unknown else "")
                    )
                yield number, {k: v for k, v in renamed.items() if v}
    except (UnicodeDecodeError, csv.Error) as error:
        raise CodebookError(f"{file}: not readable as CSV in UTF-8: {error}") from error


def _entries(file: Path, into: type[S], rename: dict[str, str]) -> Iterator[S]:
    for number, row in _rows(file, into):
        values: dict[str, Any] = {}
        for field, text in row.items():
            name = rename.get(field, field)
            if field in ("valid_from", "valid_to"):
                try:
                    values[name] = PartialDate.parse(text)
                except InputError as error:
                    raise CodebookError(f"{file}, row {number}, {field}: {error}") from error
            else:
                values[name] = tuple(text.split(";")) if field in _LISTS else text
        yield _convert(values, into, file, f", row {number}")


def _actors(file: Path) -> Iterator[Actor]:
    return _entries(file, Actor, {"valid_from": "founded", "valid_to": "ended"})


def _codes(file: Path) -> Iterator[ActorCode]:
    return _entries(file, ActorCode, {})


def _memberships(file: Path) -> Iterator[Membership]:
    return _entries(file, Membership, {})


def _kinds(file: Path) -> Iterator[Kind]:
    of = file.stem.removesuffix("s")
    for number, entry in enumerate(_toml(file).get("kind", []), start=1):
        yield _convert(
            {**entry, "of": of}, Kind, file, f", kind {number} ({entry.get('code', '?')})"
        )


def _topics(of: str) -> Callable[[Path], Iterator[Topic]]:
    def read(file: Path) -> Iterator[Topic]:
        for number, entry in enumerate(_toml(file).get(of, []), start=1):
            yield _convert(entry, Topic, file, f", {of} {number} ({entry.get('code', '?')})")

    return read


def _check_references(book: Codebook, root: Path) -> None:
    for item in book.codes:
        if item.actor not in book.actors:
            raise CodebookError(
                f"{root / 'actor_codes.csv'}: actor {item.actor!r} is not in actors.csv"
            )
    for spell in book.memberships:
        for code in (spell.member, spell.organisation):
            if code not in book.actors:
                raise CodebookError(
                    f"{root / 'memberships.csv'}: actor {code!r} is not in actors.csv"
                )
    for topic in (*book.threats.values(), *book.policies.values()):
        for code in topic.partners:
            if code not in book.actors:
                raise CodebookError(
                    f"{root / 'topics.toml'}, {topic.code}: partner {code!r} is not in actors.csv"
                )
    known = {code for kinds in book.kinds.values() for code in kinds}
    for column in book.ladder.columns:
        if column not in known:
            raise CodebookError(f"{root / 'ladder.toml'}: column {column!r} is not a kind")
    shared = [c for c in book.kinds["dialogue"] if c in book.kinds["instrument"]]
    if shared:
        raise CodebookError(f"{root}: {shared[0]!r} is both a kind of instrument and of dialogue")
