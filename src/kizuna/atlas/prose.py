"""Pages of method, written in Markdown and shipped with the package.

Markup in the text stays text, and only addresses that a browser may follow become links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token

_PACKAGED = Path(__file__).resolve().parent / "method"
_CHECKOUT = Path(__file__).resolve().parents[3] / "docs" / "method"
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_NOT_ID = re.compile(r"[^a-z0-9]+")


class Heading(NamedTuple):
    """A heading of a page, for its contents."""

    id: str
    text: str


class Prose(NamedTuple):
    """A page of prose.

    Attributes:
        html: its body, safe to show as it is.
        headings: of the second level.
        text: its words, for the search.
    """

    name: str
    title: str
    html: str
    headings: tuple[Heading, ...]
    text: str


def names() -> list[str]:
    """The pages there are, by name."""
    return [path.stem for path in _pages()]


@cache
def prose(name: str) -> Prose | None:
    """A page of method, or ``None`` if there is none of this name."""
    path = next((path for path in _pages() if path.stem == name), None)
    if path is None:
        return None
    return rendered(name, path.read_text(encoding="utf-8"), link=_link)


def rendered(name: str, text: str, *, link: Callable[[str], str]) -> Prose:
    """A page from its Markdown.

    Args:
        name: of the page.
        text: CommonMark with tables; HTML in it is shown as text.
        link: what an address of the source becomes; blank for plain text.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    headings: list[Heading] = []
    used: set[str] = set()
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[position + 1].content
            token.attrSet("id", _id(words, used))
            if token.tag == "h2":
                headings.append(Heading(str(token.attrGet("id")), words))
        _relink(token.children or [], link)
    title = _TITLE.search(text)
    body = tokens[3:] if tokens and tokens[0].tag == "h1" else tokens
    html = parser.renderer.render(body, parser.options, {})
    html = html.replace(
        "<table>",
        '<div class="wide" role="group" aria-label="Table" tabindex="0"><table class="rows">',
    )
    html = html.replace("</table>", "</table></div>")
    # A corner over which nothing stands heads no column.
    html = html.replace("<th></th>", "<td></td>")
    html = html.replace("<pre>", '<pre tabindex="0">')
    return Prose(name, title[1] if title else name, html, tuple(headings), _plain(text))


def _relink(tokens: Sequence[Token], link: Callable[[str], str]) -> None:
    """Give links their addresses here; what has none, and every picture, becomes text."""
    dropped = False
    for token in tokens:
        if token.type == "link_open":
            address = link(str(token.attrGet("href")))
            token.attrSet("href", address)
            dropped = not address
        if token.type == "image" or (dropped and token.type in ("link_open", "link_close")):
            dropped = dropped and token.type != "link_close"
            token.type, token.tag = "text", ""


def _pages() -> list[Path]:
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return sorted(folder.glob("*.md"))


def _id(words: str, used: set[str]) -> str:
    base = _NOT_ID.sub("-", words.lower()).strip("-") or "section"
    made, number = base, 1
    while made in used:
        number += 1
        made = f"{base}-{number}"
    used.add(made)
    return made


def _link(address: str) -> str:
    """Pages of method and of the codebook as the atlas has them; the rest of the documentation is not in it."""
    place, _, anchor = address.partition("#")
    tail = f"#{anchor}" if anchor else ""
    if not place or address.startswith(("https://", "http://")):
        return address
    stem = Path(place).stem
    if (_CHECKOUT / f"{stem}.md").is_file() or stem in names():
        return f"/method/{stem}{tail}"
    if "codebook/" in place:
        return f"/codebook/{'actors' if stem == 'organisations' else stem}"
    return ""


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[#*`|>\[\]()_]+", " ", text).split())
