"""The texts that the user has, each put to the source of the record that it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from kizuna.errors import DocumentError, InputError
from kizuna.reading.document import Document
from kizuna.record import Source

_ISBN = re.compile(r"\bISBN(?:-1[03])?:? ?([0-9][0-9Xx -]{8,16}[0-9Xx])")
_NUMBER = re.compile(r"(?<![0-9])(?:97[89])?[0-9]{9}[0-9Xx](?![0-9])")
_FRONT = 20_000  # characters in which a text says what it is
_SAME_TITLE = 92.0
_SHORTEST_TITLE = 12


class Shelf(msgspec.Struct, frozen=True):
    """Texts by the id of their source.

    Attributes:
        texts: the document of each source.
        unknown: files that are the text of no source of the record.
        unread: files that could not be read, with the reason.
    """

    texts: Mapping[str, Document] = {}
    unknown: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


def shelve(places: Iterable[Path], sources: Iterable[Source]) -> Shelf:
    """Read files and put each to its source.

    A file belongs to a source if it is named after the source's id, if it states one of the
    source's ISBNs (the note may hold those of other editions), or if it has its title.

    Args:
        places: files, and folders of which all files are read.
        sources: the sources of the record.

    Raises:
        InputError: a place does not exist, or a folder holds no file that can be read.
    """
    from kizuna.reading.formats.open import open_document, readable

    known = list(sources)
    by_isbn = {isbn: source.id for source in known for isbn in isbns(source)}
    ids = {source.id for source in known}
    texts: dict[str, Document] = {}
    unknown: list[str] = []
    unread: list[tuple[str, str]] = []
    for path in readable(list(places)):
        try:
            document = open_document(path)
        except (DocumentError, InputError) as error:
            unread.append((path.name, str(error)))
            continue
        found = path.stem if path.stem in ids else _by_isbn(document, by_isbn)
        found = found or _by_title(document, known)
        if found and found not in texts:
            texts[found] = document
        else:
            unknown.append(path.name)
    return Shelf(texts, tuple(unknown), tuple(unread))


def isbns(source: Source) -> set[str]:
    """The ISBNs under which a source was published, as 13 digits, other editions included.

    Examples:
        >>> book = Source(id="b", kind="book", title="B", isbn="9781526123121",
        ...     note="Ebook ISBN 9781526123145.")
        >>> sorted(isbns(book))
        ['9781526123121', '9781526123145']
    """
    stated = {source.isbn, *_NUMBER.findall(source.note)} if source.note else {source.isbn}
    return set(_valid(stated))


def _valid(numbers: Iterable[str]) -> Iterator[str]:
    from stdnum import isbn

    for number in numbers:
        if isbn.is_valid(number):
            yield isbn.to_isbn13(isbn.compact(number))


def _by_isbn(document: Document, by_isbn: Mapping[str, str]) -> str:
    stated = [document.metadata.isbn] if document.metadata.isbn else []
    stated += _ISBN.findall(front(document))
    return next((by_isbn[isbn] for isbn in _valid(stated) if isbn in by_isbn), "")


def _by_title(document: Document, sources: Iterable[Source]) -> str:
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process

    title = document.metadata.title
    if len(title) < _SHORTEST_TITLE:
        return ""
    titles = {source.id: source.title for source in sources}
    best = process.extractOne(
        title, titles, scorer=fuzz.ratio, processor=default_process, score_cutoff=_SAME_TITLE
    )
    return str(best[2]) if best else ""


def front(document: Document) -> str:
    """The beginning of a text, in which it says what it is."""
    parts: list[str] = []
    length = 0
    for block in document.blocks:
        parts.append(block.text)
        length += len(block.text)
        if length > _FRONT:
            break
    return "\n".join(parts)
