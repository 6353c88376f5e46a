"""HTML pages: the text that a reader sees, without scripts, menus and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kizuna.errors import DocumentError, MissingExtraError
from kizuna.reading.cleaning import joined, tidy
from kizuna.reading.document import Block, BlockKind, Content, Metadata
from kizuna.reading.fold import word_set
from kizuna.reading.formats.limits import LARGEST_TEXT, check_size
from kizuna.reading.formats.plain import decoded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DROPPED = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template",
            "svg", "iframe", "button", "select", "object", "canvas", "math")  # fmt: skip
_BLOCKS = word_set(
    "p h1 h2 h3 h4 h5 h6 li td th tr div blockquote pre dt dd figcaption caption section article "
    "main body table ul ol dl br hr figure address title"
)
_DEEPEST = 8_000  # elements open at once; pages have some dozens
_HOLDERS = 60  # elements between a text and the one that stands by itself
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_META = {
    "title": ("citation_title", "dc.title", "og:title"),
    "publisher": ("citation_publisher", "dc.publisher", "og:site_name"),
    "isbn": ("citation_isbn", "book:isbn"),
    "date": ("citation_publication_date", "citation_date", "dc.date", "dcterms.date",
             "article:published_time", "dcterms.issued", "date", "pubdate"),
    "url": ("og:url",),
}  # fmt: skip


def read_html(path: Path) -> Content:
    """The blocks of an HTML file.

    Raises:
        DocumentError: it is too large, nested too deeply or holds no text.
        MissingExtraError: selectolax is not installed.
    """
    check_size(path, LARGEST_TEXT)
    content = path.read_bytes()
    return html_content(_declared(content, path.name), path.name)


def html_content(text: str, name: str) -> Content:
    """The blocks of an HTML text, and what its head says of it."""
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise MissingExtraError("selectolax", "reading") from error
    if _too_deep(text):
        raise DocumentError(
            f"{name}: elements are nested deeper than {_DEEPEST:,}; this is no page"
        )
    tree = LexborHTMLParser(text)
    metadata = _metadata(tree)
    tree.strip_tags(list(_DROPPED))
    root = tree.body or tree.root
    main = tree.css_first("main, article, [role=main], #main-content, #content")
    if root is not None and main is not None and _length(main) * 2 > _length(root):
        root = main
    blocks = tuple(_blocks(root)) if root is not None else ()
    if not blocks:
        raise DocumentError(
            f"{name}: the page shows no text without scripts; save it from the browser as text"
        )
    return Content(blocks, metadata)


def _declared(content: bytes, name: str) -> str:
    match = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{3,20})", content[:4096])
    if match and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(match[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(content, name)


def _too_deep(text: str) -> bool:
    """Whether more elements are open at once than any page has, told without a parser."""
    depth = deepest = 0
    for match in re.finditer(
        r"<(/?)(?:div|span|b|i|em|table|td|tr|ul|li|p|font|blockquote|section)\b", text
    ):
        depth = depth + 1 if not match[1] else max(0, depth - 1)
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            return True
    return False


def _length(node: LexborNode) -> int:
    return len(node.text(deep=True))


def _blocks(root: LexborNode) -> Iterator[Block]:
    buffer: list[str] = []
    owner = -1
    kind: BlockKind = "paragraph"
    level = 0
    for node in root.traverse(include_text=True):
        if node.tag == "-text":
            holder = _holder(node)
            if holder is None:
                continue
            if holder.mem_id != owner:
                yield from _flushed(buffer, kind, level)
                owner = holder.mem_id
                kind, level = _kind(holder)
            buffer.append(node.text(deep=False) or "")
        elif node.tag == "br":
            buffer.append("\n")
    yield from _flushed(buffer, kind, level)


def _holder(node: LexborNode) -> LexborNode | None:
    """The nearest element around a text that stands by itself on a page."""
    parent = node.parent
    for _ in range(_HOLDERS):
        if parent is None or parent.tag in _BLOCKS:
            return parent
        parent = parent.parent
    return parent


def _kind(holder: LexborNode) -> tuple[BlockKind, int]:
    tag = holder.tag or ""
    if re.fullmatch("h[1-6]", tag):
        return "heading", int(tag[1])
    if tag in ("td", "th", "tr"):
        return "table", 0
    mark = f"{holder.attributes.get('epub:type') or ''} {holder.attributes.get('class') or ''} {holder.attributes.get('role') or ''}"
    return ("footnote", 0) if re.search("footnote|endnote|doc-footnote", mark) else ("paragraph", 0)


def _flushed(buffer: list[str], kind: BlockKind, level: int) -> Iterator[Block]:
    for part in tidy("".join(buffer)).split("\n\n\n") if kind == "paragraph" else ["".join(buffer)]:
        text = joined(tidy(part))
        if text:
            yield Block(kind, text, None, level)
    buffer.clear()


def _metadata(tree: object) -> Metadata:
    from selectolax.lexbor import LexborHTMLParser

    if not isinstance(tree, LexborHTMLParser):
        return Metadata()
    said: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        key = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        said.setdefault(key, []).append(" ".join((node.attributes.get("content") or "").split()))
    found = {
        field: next((said[k][0] for k in keys if said.get(k) and said[k][0]), "")
        for field, keys in _META.items()
    }
    head = tree.css_first("title")
    date = _ISO.match(found["date"].replace("/", "-"))
    html = tree.css_first("html")
    return Metadata(
        title=found["title"] or (" ".join(head.text().split()) if head else ""),
        authors=tuple(said.get("citation_author", said.get("author", said.get("dc.creator", [])))),
        publisher=found["publisher"],
        isbn=found["isbn"].replace("-", ""),
        date=date[0] if date else "",
        language=((html.attributes.get("lang") or "")[:2].lower() if html else ""),
        url=found["url"],
    )
