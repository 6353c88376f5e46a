"""What the record keeps of where a fact was read: the source's row, the place, the reader."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from kizuna.codebook import Codebook
from kizuna.errors import InputError
from kizuna.reading.queue import Candidate
from kizuna.record import Row, Source, View
from kizuna.record.rows import decoder

_QUOTED = 25  # words of a passage that the record keeps: enough to find it again
_LONGEST = 380  # characters of a locator


def proposed_by(readers: Sequence[str]) -> str:
    """The reader of a candidate, within the 25 words and the form of a note."""
    return f"Proposed by {plain(', '.join(readers) or 'a reader', 200)}."


def locator(candidate: Candidate) -> str:
    """Where a passage stands, with its first words."""
    words = candidate.passage.split()
    quoted = " ".join(words[:_QUOTED]) + (" …" if len(words) > _QUOTED else "")
    anchor = candidate.anchor
    page = f"p. {anchor.page}, " if anchor.page is not None else ""
    return plain(f"{page}block {anchor.paragraph} ({anchor}): “{quoted}”", _LONGEST)


def plain(text: str, longest: int) -> str:
    """A text on one line, without signs that steer a terminal or turn the writing."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return kept if len(kept) <= longest else kept[: longest - 2].rstrip() + " …"


def source_of(candidate: Candidate, view: View) -> dict[str, str]:
    """The row of the document: the record's own where it has it, by ISBN, address or content."""
    said = candidate.document
    own = f"read-{re.sub(r'[^a-z0-9]+', '-', candidate.anchor.document.lower()).strip('-')[:40]}"
    for source in view.rows(Source):
        same = (said.isbn and source.isbn == said.isbn) or (said.url and source.url == said.url)
        if same or source.id == own:
            return {"id": source.id}
    kind = "book" if said.isbn else "web" if said.url else "document"
    found = {"id": own, "kind": kind, "title": plain(said.title or candidate.source, 300)}
    known = {"publisher": said.publisher, "date": said.date, "isbn": said.isbn, "url": said.url,
             "language": said.language[:2].lower()}  # fmt: skip
    # A file's own names are "Given Family" or the reverse; only those already in order are kept.
    known["authors"] = ";".join(n for n in said.authors if "," in n)
    known["editors"] = ";".join(n for n in said.editors if "," in n)
    return found | {name: plain(value, 300) for name, value in known.items() if value}


def as_source(values: Mapping[str, str], book: Codebook, *, only: Collection[str] = ()) -> Row:
    """The source as a row; what a file says of itself and does not fit is left out.

    Raises:
        InputError: a required field, or one of ``only``, does not fit.
    """
    from kizuna.record.interchange.cells import CellError, cells_of

    stored = {}
    for name, check in cells_of(Source, book).items():
        try:
            stored[name] = check(values.get(name, ""))
        except CellError as error:
            if name in only or name in ("id", "kind", "title"):
                raise InputError(f"source, {name}: {error}") from error
            stored[name] = check("")
    return decoder(Source)(list(stored.values()))
