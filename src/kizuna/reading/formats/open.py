"""Which format a file has, told by its first bytes rather than by its name."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from kizuna.errors import DocumentError, InputError
from kizuna.reading.document import Content, Document, Format, Metadata
from kizuna.reading.formats.isolated import read_isolated
from kizuna.reading.formats.limits import LARGEST_TEXT, check_size
from kizuna.reading.formats.plain import read_text

_SUFFIXES = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf",
                       ".epub", ".docx", ".jsonl", ".ndjson"))  # fmt: skip
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an older Office file (.doc, .xls, .ppt); save it as .docx or PDF"),
    (b"{\\rtf", "a Rich Text file; save it as .docx or PDF"),
    (b"\x89PNG", "a picture; give it a text layer with an OCR program first"),
    (b"\xff\xd8\xff", "a picture; give it a text layer with an OCR program first"),
    (b"II*\0", "a picture; give it a text layer with an OCR program first"),
    (b"MM\0*", "a picture; give it a text layer with an OCR program first"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file; export the texts as JSON lines with id and text"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|script|meta|div|p|h1|table|span|title|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)


def open_document(path: Path) -> Document:
    """Read a file of any supported format.

    Args:
        path: text, Markdown, HTML, PDF, EPUB or DOCX; JSON lines are read as passages elsewhere.

    Raises:
        InputError: there is no such file.
        DocumentError: it cannot be read; says why and what to do.
        MissingExtraError: its format needs an extra.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    check_size(path)
    form = format_of(path)
    if form in ("text", "markdown"):
        content = read_text(path, markdown=form == "markdown")
    else:
        content = read_isolated(form, path)
    content = _within_limits(content, path)
    return Document(hash_of(path), path.name, form, _completed(content), content.blocks)


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def format_of(path: Path) -> Format:
    """The format of a file.

    Raises:
        DocumentError: it is of a format that is not read.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _archive_format(path)
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise DocumentError(f"{path.name}: this is {what}")
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or (
        path.suffix.lower() in (".html", ".htm", ".xhtml") and b"<" in head
    ):
        return "html"
    if path.suffix.lower() in (".pdf", ".epub", ".docx"):
        raise DocumentError(
            f"{path.name}: named {path.suffix}, but the content is not; was the download cut short "
            "or answered with an error page?"
        )
    return "markdown" if path.suffix.lower() in (".md", ".markdown") else "text"


def readable(paths: list[Path]) -> Iterator[Path]:
    """The files among the paths, and in the folders among them all files of a known format.

    Raises:
        InputError: a path does not exist, or a folder holds no such file.
    """
    for path in paths:
        if path.is_dir():
            found = sorted(
                p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file()
            )
            if not found:
                raise InputError(f"{path}: no file in this folder has a format that is read")
            yield from found
        elif path.exists():
            yield path
        else:
            raise InputError(f"there is no file {path}")


def _archive_format(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError(f"{path.name}: the archive is damaged: {error}") from error
    if "word/document.xml" in names:
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    raise DocumentError(
        f"{path.name}: an archive that is neither EPUB nor DOCX; unpack it and read the folder"
    )


def _within_limits(content: Content, path: Path) -> Content:
    if sum(len(block.text) for block in content.blocks) > LARGEST_TEXT:
        raise DocumentError(f"{path.name}: more text than is read of one document; split it")
    return content


def _completed(content: Content) -> Metadata:
    """Metadata with a title from the text, where the file states none."""
    from msgspec.structs import replace

    metadata = content.metadata
    if not metadata.title:
        front = [b.text for b in content.blocks[:60] if len(b.text) < 200]
        repeated = (t for t in front if len(t) > 8 and front.count(t) > 1)
        headed = (b.text for b in content.blocks[:20] if b.kind in ("title", "heading"))
        # A line that returns in the front matter is the title; web pages put others before it.
        metadata = replace(metadata, title=next(chain(repeated, headed), ""))
    return metadata
