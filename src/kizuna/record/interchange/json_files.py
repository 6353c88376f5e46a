"""One JSON object for a whole record: ``{"sources": [{…}, …], "instruments": […], …}``.

The text is read row by row, so that only one row is unfolded at a time. The standard library's
decoder is used for it because it alone lets us see keys that stand twice, which other decoders
resolve silently, and numbers before they lose digits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import TextIOBase
from pathlib import Path
from typing import Any

from kizuna.errors import InputError
from kizuna.record.interchange.flat import FLAT_COLUMNS
from kizuna.record.interchange.header import article
from kizuna.record.interchange.load import (
    Fault,
    FileRow,
    ImportFailedError,
    Problem,
    TableFile,
)
from kizuna.record.interchange.restore import (
    REVISION_COLUMNS,
    REVISIONS,
    SPAN_COLUMNS,
    RevisionFile,
)
from kizuna.record.rows import TABLES, Form, fields_of, to_text

MOST_BYTES = 512 * 1024**2
"""Larger records are exchanged as CSV or Parquet."""

ABOUT = "about"
_LISTED: tuple[Form, ...] = ("actors", "refs", "names")
_SPACE = re.compile(r"[ \t\r\n]*")


class _UnreadableError(Exception):
    """The text is not the JSON that is expected here."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class _FaultError(ValueError):
    """A row is JSON, but no row of a table."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Reader:
    """A JSON file that was read to its end once, so that its outline is known.

    Attributes:
        left_alone: keys that are no table of a record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text = _read(path)
        self._starts: dict[str, int] = {}
        try:
            self._outline()
        except _UnreadableError as error:
            raise self._damaged(error) from error
        self.left_alone = tuple(
            key
            for key in self._starts
            if key not in (ABOUT, REVISIONS) and key not in {r.file for r in TABLES.values()}
        )

    def tables(self) -> Iterator[TableFile]:
        """The tables of the file, sources first.

        Raises:
            InputError: it has none.
            ImportFailedError: raised when the rows are read if one is no JSON.
        """
        present = {name: row for name, row in TABLES.items() if row.file in self._starts}
        if not present:
            names = ", ".join(row.file for row in TABLES.values())
            found = ", ".join(list(self._starts)[:10]) or "nothing"
            raise InputError(f"{self.path.name} has {found}, but no table of a record ({names})")
        for name, row in present.items():
            place = f"{self.path.name}/{row.file}"
            columns = [*fields_of(row)]
            if REVISIONS in self._starts:
                columns += SPAN_COLUMNS
            elif self._is_flat(row.file):
                columns = [*(c for c in columns if c != "source"), *FLAT_COLUMNS]
            yield TableFile(name, place, columns, self._rows(row.file, columns, name))

    def revisions(self) -> RevisionFile | None:
        """The list of revisions, if the file has one."""
        if REVISIONS not in self._starts:
            return None
        rows = self._rows(REVISIONS, list(REVISION_COLUMNS), "revision")
        return RevisionFile(f"{self.path.name}/{REVISIONS}", REVISION_COLUMNS, rows)

    def _is_flat(self, key: str) -> bool:
        first = next(self._objects(key), None)
        keys = set(first[1]) if first is not None and isinstance(first[1], dict) else set()
        return bool(keys & set(FLAT_COLUMNS)) and "source" not in keys

    def _rows(self, key: str, columns: Sequence[str], noun: str) -> Iterator[FileRow]:
        for number, item in self._objects(key):
            if isinstance(item, Fault):
                yield number, item
                continue
            unknown = next((name for name in item if name not in columns), None)
            if unknown is not None:
                listed = ", ".join(columns)
                message = f"this key is unknown; {article(noun)} {noun} has {listed}"
                yield number, Fault(unknown[:60], message)
                continue
            try:
                yield number, [_cell(name, item.get(name)) for name in columns]
            except _FaultError as error:
                yield number, Fault(error.column, str(error))

    def _objects(self, key: str) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
        try:
            for number, (start, _) in enumerate(self._items(self._starts[key]), start=1):
                yield number, self._object(start)
        except _UnreadableError as error:
            raise self._damaged(error) from error

    def _object(self, start: int) -> dict[str, Any] | Fault:
        try:
            item, _ = self._decode(_ROWS, start)
        except _FaultError as error:
            return Fault(error.column, str(error))
        if not isinstance(item, dict):
            return Fault("", f'is {_kind(item)}; a row is an object such as {{"id": …}}')
        return item

    def _outline(self) -> None:
        """Walk over the whole text once, and note where each table begins."""
        at = self._expect("{", self._skip(0), "the file begins with one object, {")
        at = self._skip(at)
        while self._text[at : at + 1] != "}":
            if self._text[at : at + 1] != '"':
                raise _UnreadableError(at, "a key in double quotation marks is expected here")
            key_at = at
            key, at = self._decode(_PLAIN, at)
            at = self._skip(self._expect(":", self._skip(at), "a colon is expected here"))
            if key in self._starts:
                raise _UnreadableError(key_at, f"the key {key[:60]!r} stands there twice")
            self._starts[key] = at
            at = self._value_end(key, at)
            at = self._after(at, "}")
        if self._skip(at + 1) != len(self._text):
            raise _UnreadableError(at + 1, "nothing may follow the object")

    def _value_end(self, key: str, at: int) -> int:
        if key != REVISIONS and key not in {row.file for row in TABLES.values()}:
            return self._decode(_PLAIN, at)[1]
        end = at + 1
        for _, after in self._items(at):
            end = after
        return self._skip(end) + 1

    def _items(self, start: int) -> Iterator[tuple[int, int]]:
        """Where each element of a list begins and ends."""
        at = self._skip(self._expect("[", start, "a list of rows, [, is expected here"))
        while self._text[at : at + 1] != "]":
            _, end = self._decode(_PLAIN, at)
            yield at, end
            at = self._after(end, "]")

    def _after(self, at: int, closing: str) -> int:
        """Where the next element begins, or the closing bracket stands."""
        at = self._skip(at)
        if self._text[at : at + 1] == closing:
            return at
        at = self._skip(self._expect(",", at, f"a comma or {closing} is expected here"))
        if self._text[at : at + 1] == closing:
            raise _UnreadableError(at, "a comma stands before the closing bracket")
        return at

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self._text, at)
        return space.end() if space else at

    def _expect(self, sign: str, at: int, message: str) -> int:
        if self._text[at : at + 1] != sign:
            raise _UnreadableError(at, message)
        return at + 1

    def _decode(self, decoder: json.JSONDecoder, at: int) -> tuple[Any, int]:
        try:
            return decoder.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            raise _UnreadableError(error.pos, f"not JSON: {error.msg.lower()}") from error
        except RecursionError as error:
            raise _UnreadableError(at, "lists or objects stand too deep inside others") from error

    def _damaged(self, error: _UnreadableError) -> ImportFailedError:
        line = self._text.count("\n", 0, error.at) + 1
        column = error.at - self._text.rfind("\n", 0, error.at)
        where = Problem(self.path.name, None, f"line {line}, column {column}", str(error))
        return ImportFailedError([where], more=False)


def _read(path: Path) -> str:
    def refuse(message: str) -> ImportFailedError:
        return ImportFailedError([Problem(path.name, None, "", message)], more=False)

    size = path.stat().st_size
    if size > MOST_BYTES:
        raise refuse(
            f"the file has {size / 1024**2:,.0f} MiB; at most {MOST_BYTES // 1024**2} MiB are read "
            "as JSON: use a folder of CSV or Parquet files"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error.object[error.start]
        line = error.object[: error.start].count(b"\n") + 1
        raise refuse(
            f"byte 0x{bad:02X} in line {line} is not UTF-8; save the file as UTF-8"
        ) from error
    if not text.strip():
        raise refuse("the file is empty")
    return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _FaultError(twice[:60], "this key stands there twice in one row")
    return found


def _integer(text: str) -> str:
    return text


class _Unstorable(str):
    """A number that cannot be stored, as it was written."""

    __slots__ = ()


def _real(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else _Unstorable(text)


_ROWS = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_integer, parse_float=_real, parse_constant=_Unstorable
)
_PLAIN = json.JSONDecoder(parse_int=_integer)


def _cell(name: str, value: Any) -> str:
    if isinstance(value, _Unstorable):
        message = f"{value[:40]} is no number that can be stored; leave out what is not known"
        raise _FaultError(name, message)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    if value is None or (isinstance(value, float) and not isinstance(value, bool)):
        return to_text(value)
    raise _FaultError(name, f"is {_kind(value)}; write a text, a number or a list of texts")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return {dict: "an object", list: "a list", str: "a text", float: "a number"}.get(
        type(value), "null"
    )


class Writer:
    """A JSON file being written, row by row."""

    def __init__(self, stream: TextIOBase, about: Mapping[str, str]) -> None:
        self._stream = stream
        stream.write(f'{{\n"{ABOUT}": {json.dumps(dict(about), ensure_ascii=False)}')

    def table(
        self, name: str, header: Sequence[str], forms: Sequence[Form], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Write one table: a row a line, without the keys of blank cells."""
        self._stream.write(f',\n"{name}": [')
        encode = json.JSONEncoder(ensure_ascii=False).encode
        separator = "\n"
        listed = [form in _LISTED for form in forms]
        for row in rows:
            item = {
                key: value.split(";") if several else value
                for key, several, value in zip(header, listed, row, strict=True)
                if value is not None and value != ""
            }
            self._stream.write(separator + encode(item))
            separator = ",\n"
        self._stream.write("\n]")

    def close(self) -> None:
        """End the object."""
        self._stream.write("\n}\n")
