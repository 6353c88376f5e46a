"""EPUB books and DOCX documents: archives of XML, read without trusting them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from kizuna.errors import DocumentError, MissingExtraError
from kizuna.reading.cleaning import joined, tidy
from kizuna.reading.document import Block, Content, Metadata
from kizuna.reading.formats.html import html_content
from kizuna.reading.formats.limits import (
    LARGEST_ARCHIVE,
    LARGEST_TEXT,
    check_archive,
    check_size,
    unpacked,
)
from kizuna.reading.formats.plain import decoded

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ISBN = re.compile(r"(?:97[89][- ]?)?[0-9](?:[- ]?[0-9]){8}[- ]?[0-9X]")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def read_epub(path: Path) -> Content:
    """The blocks of a book in the order of its spine.

    Raises:
        DocumentError: it is damaged, protected, or unfolds to too much.
        MissingExtraError: a parser is not installed.
    """
    with _archive(path) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and b"EncryptedKey" in unpacked(
            archive, "META-INF/encryption.xml", path
        ):
            raise DocumentError(f"{path.name}: the book is protected (DRM) and cannot be read")
        container = _xml(unpacked(archive, "META-INF/container.xml", path), path)
        root = next((e.get("full-path") for e in container.iter() if e.get("full-path")), None)
        if root is None:
            raise DocumentError(f"{path.name}: the book names no contents; the file is damaged")
        package = _xml(unpacked(archive, root, path), path)
        blocks: list[Block] = []
        total = 0
        for name in _spine(package, posixpath.dirname(root)):
            content = unpacked(archive, name, path)
            total += len(content)
            if total > LARGEST_ARCHIVE:
                raise DocumentError(f"{path.name}: the book unfolds to too much text")
            try:
                blocks += html_content(decoded(content, name), path.name).blocks
            except DocumentError as error:
                if "shows no text" not in str(error):
                    raise
    if not blocks:
        raise DocumentError(f"{path.name}: the book holds no text; are its pages pictures?")
    return Content(tuple(blocks), _epub_metadata(package))


def read_docx(path: Path) -> Content:
    """The blocks of a Word document, footnotes at the end.

    Raises:
        DocumentError: it is damaged or unfolds to too much.
        MissingExtraError: defusedxml is not installed.
    """
    with _archive(path) as archive:
        names = set(archive.namelist())
        body = _xml(unpacked(archive, "word/document.xml", path), path)
        blocks = list(_paragraphs(body))
        for notes in ("word/footnotes.xml", "word/endnotes.xml"):
            if notes in names:
                found = _paragraphs(_xml(unpacked(archive, notes, path), path))
                blocks += [Block("footnote", b.text) for b in found]
        core = "docProps/core.xml"
        metadata = _core(_xml(unpacked(archive, core, path), path)) if core in names else Metadata()
    if not blocks:
        raise DocumentError(f"{path.name}: the document holds no text")
    if sum(len(b.text) for b in blocks) > LARGEST_TEXT:
        raise DocumentError(f"{path.name}: more text than is read of one document")
    return Content(tuple(blocks), metadata)


def _archive(path: Path) -> zipfile.ZipFile:
    check_size(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError(f"{path.name}: the archive is damaged: {error}") from error
    check_archive(archive, path)
    return archive


def _xml(content: bytes, path: Path) -> Any:
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError as error:
        raise MissingExtraError("defusedxml", "reading") from error
    try:
        return fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise DocumentError(
            f"{path.name}: declares XML entities, as hostile files do; it is not read"
        ) from error
    except (ParseError, ValueError) as error:
        raise DocumentError(f"{path.name}: the XML inside is damaged: {error}") from error


def _spine(package: Any, folder: str) -> Iterator[str]:
    manifest = {i.get("id"): i.get("href") for i in package.iter(f"{_OPF}item")}
    for reference in package.iter(f"{_OPF}itemref"):
        href = manifest.get(reference.get("idref"))
        if href:
            yield posixpath.normpath(posixpath.join(folder, unquote(href)))


def _epub_metadata(package: Any) -> Metadata:
    def texts(name: str) -> list[str]:
        return [" ".join(e.text.split()) for e in package.iter(f"{_DC}{name}") if e.text]

    roles = {
        m.get("refines", "").lstrip("#"): (m.text or "").strip()
        for m in package.iter(f"{_OPF}meta")
        if m.get("property") == "role"
    }
    authors: list[str] = []
    editors: list[str] = []
    for creator in [*package.iter(f"{_DC}creator"), *package.iter(f"{_DC}contributor")]:
        role = creator.get(f"{_OPF}role") or roles.get(creator.get("id", "")) or ""
        if creator.text and (role == "edt" or creator.tag.endswith("creator")):
            (editors if role == "edt" else authors).append(" ".join(creator.text.split()))
    isbn = next((m[0] for t in texts("identifier") if (m := _ISBN.search(t))), "")
    date = next((m[0] for t in texts("date") if (m := _DATE.match(t))), "")
    return Metadata(
        title=next(iter(texts("title")), ""),
        authors=tuple(authors),
        editors=tuple(editors),
        publisher=next(iter(texts("publisher")), ""),
        isbn=re.sub("[- ]", "", isbn),
        date=date,
        language=next(iter(texts("language")), "")[:2].lower(),
    )


def _paragraphs(body: Any) -> Iterator[Block]:
    in_table = {id(p) for table in body.iter(f"{_W}tbl") for p in table.iter(f"{_W}p")}
    for paragraph in body.iter(f"{_W}p"):
        parts = []
        for node in paragraph.iter():
            if node.tag == f"{_W}t" and node.text:
                parts.append(node.text)
            elif node.tag in (f"{_W}tab", f"{_W}br"):
                parts.append(" ")
        text = joined(tidy("".join(parts)))
        if not text:
            continue
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
        heading = re.fullmatch(r"heading ?([1-6])", name)
        if name == "title":
            yield Block("title", text, None, 1)
        elif heading:
            yield Block("heading", text, None, int(heading[1]))
        else:
            yield Block("table" if id(paragraph) in in_table else "paragraph", text)


def _core(core: Any) -> Metadata:
    def text(name: str) -> str:
        found = next((e.text for e in core.iter() if e.tag.endswith(f"}}{name}") and e.text), "")
        return " ".join(found.split())

    date = _DATE.match(text("modified") or text("created"))
    author = text("creator")
    return Metadata(
        title=text("title"),
        authors=(author,) if author else (),
        publisher=text("publisher"),
        date=date[0] if date else "",
        language=text("language")[:2].lower(),
    )
