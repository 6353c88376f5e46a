"""PDF files; scanned ones are recognised and refused with advice."""

from __future__ import annotations

import re
from pathlib import Path

from kizuna.errors import DocumentError, MissingExtraError
from kizuna.reading.cleaning import tidy, without_running_heads
from kizuna.reading.document import Block, Content, Metadata
from kizuna.reading.formats.limits import LARGEST_TEXT, MOST_PAGES, check_size
from kizuna.reading.structure import blocks_of

_SPARSE = 30  # characters under which a page holds no text to speak of
_DATE = re.compile(r"D:([0-9]{4})([0-9]{2})?([0-9]{2})?")


def read_pdf(path: Path) -> Content:
    """The blocks of a PDF, page by page, without running heads.

    Raises:
        DocumentError: it is damaged, protected, scanned or too long.
        MissingExtraError: pypdfium2 is not installed.
    """
    check_size(path)
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("pypdfium2", "reading") from error
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        text = str(error).lower()
        why = "is protected by a password" if "password" in text else f"is damaged: {error}"
        raise DocumentError(f"{path.name}: the PDF {why}") from error
    count = len(document)
    if count > MOST_PAGES:
        raise DocumentError(
            f"{path.name}: {count:,} pages; at most {MOST_PAGES:,} are read. Split it, for example "
            f"with: qpdf {path.name} --pages . 1-{MOST_PAGES} -- part1.pdf"
        )
    pages, pictures = _pages(document, path)
    _refuse_scan(pages, pictures, path)
    blocks = [
        block
        for number, page in enumerate(without_running_heads(pages), start=1)
        for block in blocks_of(page.replace("\f", "\n"), page=number)
    ]
    return Content(_across_pages(blocks), _metadata(document.get_metadata_dict()))


def _pages(document: object, path: Path) -> tuple[list[str], int]:
    import pypdfium2

    pages: list[str] = []
    pictures = total = 0
    for page in document:  # type: ignore[attr-defined]
        try:
            text = page.get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError as error:
            raise DocumentError(
                f"{path.name}: page {len(pages) + 1} is damaged: {error}"
            ) from error
        if len(text) < _SPARSE:
            pictures += any(True for _ in page.get_objects(filter=[3], max_depth=2))
        pages.append(tidy(text))
        total += len(text)
        if total > LARGEST_TEXT:
            raise DocumentError(f"{path.name}: more text than is read of one document")
        page.close()
    return pages, pictures


def _refuse_scan(pages: list[str], pictures: int, path: Path) -> None:
    empty = sum(len(page.strip()) < _SPARSE for page in pages)
    if empty * 2 > len(pages) and (pictures or not any(page.strip() for page in pages)):
        raise DocumentError(
            f"{path.name}: {empty} of {len(pages)} pages hold no text: the PDF is a scan, or empty. "
            "Give it a text layer first, for example with: "
            f"ocrmypdf {path.name} with-text.pdf"
        )


def _across_pages(blocks: list[Block]) -> tuple[Block, ...]:
    """A paragraph that a page break cuts in two is one again, on its first page."""
    whole: list[Block] = []
    for block in blocks:
        last = whole[-1] if whole else None
        if (
            last is not None
            and last.kind == block.kind == "paragraph"
            and last.page != block.page
            and block.text[0].islower()
            and not last.text.endswith((".", "!", "?", ":"))
        ):
            glue = last.text[:-1] if last.text.endswith("-") else f"{last.text} "
            whole[-1] = Block("paragraph", glue + block.text, last.page)
        else:
            whole.append(block)
    return tuple(whole)


def _metadata(said: dict[str, str]) -> Metadata:
    match = _DATE.match(said.get("CreationDate", ""))
    date = "-".join(part for part in match.groups() if part) if match else ""
    author = " ".join(said.get("Author", "").split())
    return Metadata(
        title=" ".join(said.get("Title", "").split()),
        authors=tuple(a.strip() for a in re.split(r";| and ", author) if a.strip()),
        date=date,
    )
