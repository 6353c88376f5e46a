"""A document as read: its text in blocks with their places, and what the file says of itself."""

from __future__ import annotations

from typing import Literal

import msgspec

from kizuna.codebook import PartialDate

BlockKind = Literal["title", "heading", "paragraph", "footnote", "table"]
Format = Literal["text", "markdown", "html", "pdf", "epub", "docx", "passages"]


class Block(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of text that belongs together.

    Attributes:
        text: cleaned: one space between words, words at line ends joined.
        page: 1, 2, …; ``None`` where the format has no pages.
        level: of a heading, 1 to 6; 0 otherwise.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int = 0


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file says of itself; blank where it says nothing.

    Attributes:
        authors, editors: names as printed.
        isbn: ISBN-13 or ISBN-10 without hyphens.
        date: ``2018``, ``2018-08`` or ``2018-08-17``.
        language: ISO 639-1.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    publisher: str = ""
    isbn: str = ""
    date: str = ""
    language: str = ""
    url: str = ""

    @property
    def published(self) -> PartialDate | None:
        """The date of publication, if the file states one."""
        return PartialDate.parse(self.date) if self.date else None


class Anchor(msgspec.Struct, frozen=True):
    """Where a passage stands, so that it can always be found again.

    Attributes:
        document: SHA-256 of the file's bytes, 64 hexadecimal digits; or the id of a passage.
        page: 1, 2, …; ``None`` without pages.
        paragraph: number of the block in the document, from 1.
        start, end: characters of the block's text, from 0, the end not included.
    """

    document: str
    page: int | None
    paragraph: int
    start: int
    end: int

    def __str__(self) -> str:
        page = f"/p{self.page}" if self.page is not None else ""
        return f"{self.document[:12]}{page}/b{self.paragraph}/{self.start}-{self.end}"


CONTEXT = 400
"""Characters on each side of a passage that are kept with it."""


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a place in a paragraph: enough to judge it, no copy of the text."""
    first, last = max(0, start - CONTEXT), end + CONTEXT
    before, after = text[first:start].split(), text[end:last].split()
    # The outermost words may have been cut in two.
    if first > 0:
        before[:1] = ["…"]
    if last < len(text):
        after[-1:] = ["…"]
    return " ".join(before), " ".join(after)


class Document(msgspec.Struct, frozen=True):
    """A document as read.

    Attributes:
        sha256: of the file's bytes.
        name: of the file.
    """

    sha256: str
    name: str
    format: Format
    metadata: Metadata
    blocks: tuple[Block, ...]

    def passage(self, anchor: Anchor) -> str:
        """The text at an anchor.

        Raises:
            IndexError: the document has no such block.
        """
        return self.blocks[anchor.paragraph - 1].text[anchor.start : anchor.end]


class Content(msgspec.Struct, frozen=True):
    """What a reader of one format returns: blocks, and what the file says of itself."""

    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
