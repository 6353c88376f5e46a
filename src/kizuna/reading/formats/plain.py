"""Plain text and Markdown."""

from __future__ import annotations

from pathlib import Path

from kizuna.errors import DocumentError
from kizuna.reading.document import Block, Content
from kizuna.reading.formats.limits import LARGEST_TEXT, check_size
from kizuna.reading.structure import blocks_of


def read_text(path: Path, *, markdown: bool = False) -> Content:
    """The blocks of a text file.

    Raises:
        DocumentError: it is empty, too large or no text.
    """
    check_size(path, LARGEST_TEXT)
    blocks = tuple(blocks_of(decoded(path.read_bytes(), path.name), markdown=markdown))
    if not blocks:
        raise DocumentError(f"{path.name}: the file holds no text, only white space")
    return Content(_titled(blocks))


def decoded(content: bytes, name: str) -> str:
    """Bytes as text, whatever common encoding they are in.

    Raises:
        DocumentError: they are no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16", name)
    if b"\0" in content[:100_000]:
        raise DocumentError(
            f"{name}: the file holds zero bytes and is no text; kizuna reads text, Markdown, HTML, "
            "PDF, EPUB, DOCX and JSON lines"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(content, name)


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: begins as {encoding} but is not: {error.reason}") from error


def _guessed(content: bytes, name: str) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        best = None
    else:
        best = from_bytes(content[:200_000]).best()
    encoding = best.encoding if best is not None else "cp1252"
    text = content.decode(encoding, errors="replace")
    if text.count("\ufffd") * 50 > len(text):
        raise DocumentError(f"{name}: no known encoding fits; save the file as UTF-8")
    return text


def _titled(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The first heading of a text, before any paragraph, is its title."""
    first = blocks[0]
    if first.kind == "heading":
        return (Block("title", first.text, first.page, 1), *blocks[1:])
    return blocks
