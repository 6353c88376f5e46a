"""Checking one cell: from the text in a file to the value that is stored.

Every form of :data:`kizuna.record.rows.Form` has one function here. A cell that does not fit
raises :class:`CellError` with what was found and what would be right; the import adds the file,
row and column. Columns whose texts repeat (dates, codes, kinds) remember their answers, which is
what makes a million rows quick.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from kizuna.codebook import Codebook, PartialDate
from kizuna.errors import InputError
from kizuna.record.rows import Field, Row, fields_of

Stored = str | int | float | None
Cell = Callable[[str], Stored]

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)
_URL = re.compile(r"https?://[^\s/$.?#<>\"'][^\s<>\"]*", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_REMEMBERED: frozenset[str] = frozenset({"date", "kind", "actor", "actors", "choice", "ref"})
_REMEMBERED_TEXTS = 100_000


class CellError(Exception):
    """A cell does not fit; the message says what was found and what would be right."""


def cells_of(row_type: type[Row], book: Codebook) -> dict[str, Cell]:
    """For each field of a table, the function that checks a cell of it."""
    return {
        name: _guarded(field, _form(field, book)) for name, field in fields_of(row_type).items()
    }


def _guarded(field: Field, convert: Cell) -> Cell:
    blank: Stored = None if field.form in ("date", "count", "number") else ""

    def check(text: str) -> Stored:
        text = text.strip()
        if not text:
            if field.required:
                raise CellError(f"is blank; {_expected(field)}")
            return blank
        if len(text) > field.longest:
            raise CellError(f"has {len(text):,} characters; at most {field.longest:,} fit")
        if not text.isprintable() and (found := _CONTROL.search(text)):
            raise CellError(
                f"holds the control character U+{ord(found[0]):04X}; write plain text on one line"
            )
        return convert(text)

    return lru_cache(_REMEMBERED_TEXTS)(check) if field.form in _REMEMBERED else check


def _form(field: Field, book: Codebook) -> Cell:
    simple: dict[str, Cell] = {
        "slug": _slug,
        "ref": _slug,
        "refs": _slugs,
        "date": _date,
        "count": _count,
        "number": _number,
        "url": _url,
        "isbn": _isbn,
        "doi": _doi,
    }
    if field.form in simple:
        return simple[field.form]
    match field.form:
        case "kind":
            return _choice(book.kinds[field.of], f"kind of {field.of} of the codebook")
        case "choice":
            return _choice(field.values, "value of this column")
        case "actor":
            return _actor(book)
        case "actors":
            return _actors(book)
        case _:
            return _text(field)


def _expected(field: Field) -> str:
    if field.values:
        return f"one of {', '.join(field.values)} is needed"
    return f"it is needed: {field.doc}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _text(field: Field) -> Cell:
    def check(text: str) -> str:
        if text[0] in "=@" or (text[0] in "+-" and not _NUMBER.fullmatch(text)):
            raise CellError(
                f"{_shown(text)} begins with {text[0]!r}, which spreadsheets run as a formula; reword it"
            )
        if field.words and len(text.split()) > field.words:
            raise CellError(f"has {len(text.split())} words; at most {field.words} fit")
        return text

    return check


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise CellError(
            f"{_shown(text)} is no id: use lower-case letters, digits, single hyphens or underscores"
        )
    return text


def _slugs(text: str) -> str:
    return ";".join(_slug(part.strip()) for part in text.split(";"))


def _date(text: str) -> str:
    try:
        return PartialDate.parse(text).text
    except InputError as error:
        raise CellError(str(error)) from error


def _choice(values: Iterable[str], what: str) -> Cell:
    known = tuple(values)

    def check(text: str) -> str:
        if text in known:
            return text
        near = difflib.get_close_matches(text, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(known)}"
        raise CellError(f"{_shown(text)} is no {what}: {hint}")

    return check


def _actor(book: Codebook) -> Cell:
    def check(text: str) -> str:
        if text in book.actors:
            return text
        try:
            hint = f"write {book.actor(text).code}"
        except InputError:
            near = difflib.get_close_matches(text, book.actors, n=2)
            hint = f"did you mean {' or '.join(near)}?" if near else "see `kizuna codebook actors`"
        raise CellError(f"{_shown(text)} is no actor's code in the codebook: {hint}")

    return check


def _actors(book: Codebook) -> Cell:
    one = _actor(book)

    def check(text: str) -> str:
        if "," in text:
            raise CellError(f"{_shown(text)} joins the parties by commas: write them with ;")
        codes = [str(one(part.strip())) for part in text.split(";")]
        if len(set(codes)) < len(codes):
            raise CellError(f"{_shown(text)} names a party twice")
        return ";".join(sorted(codes))

    return check


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise CellError(f"{_shown(text)} is no count: write a whole number, 0 or more")
    return int(text)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise CellError(f"{_shown(text)} is no number: write digits with a point, such as 1.5")
    return value


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise CellError(f"{_shown(text)} is no web address: it begins with https:// or http://")
    return text


def _isbn(text: str) -> str:
    from stdnum import isbn
    from stdnum.exceptions import InvalidChecksum, ValidationError

    try:
        return str(isbn.to_isbn13(isbn.validate(text)))
    except InvalidChecksum as error:
        message = "its last digit does not fit the others; compare it with the book"
        raise CellError(f"{_shown(text)} is no ISBN: {message}") from error
    except ValidationError as error:
        raise CellError(f"{_shown(text)} is no ISBN: {str(error).rstrip('.').lower()}") from error


def _doi(text: str) -> str:
    if not _DOI.fullmatch(text):
        raise CellError(
            f"{_shown(text)} is no DOI: write it as 10.1234/abc, without https://doi.org/"
        )
    return text
