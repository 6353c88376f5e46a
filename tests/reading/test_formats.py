"""Documents of every format become the same text with its structure; hostile ones an error."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from reading_files import FACT, docx, epub, paragraph, pdf

from kizuna.errors import DocumentError, InputError
from kizuna.reading.document import Anchor
from kizuna.reading.formats import open_document, readable
from kizuna.reading.formats.isolated import read_isolated


def blocks(path: Path) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in open_document(path).blocks]


def test_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "A Statement\n\nThe first para-\ngraph is wrapped\nhere.\n\nA cross-\nservicing agreement.\n\n"
        "Notes\n\n1. A note.\n",
        encoding="utf-8",
    )
    assert blocks(path) == [
        ("title", "A Statement"),
        ("paragraph", "The first paragraph is wrapped here."),
        ("paragraph", "A cross-servicing agreement."),
        ("heading", "Notes"),
        ("footnote", "1. A note."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = "Japan’s “special” partnership – with the Élysée, and with nobody else, it says. " * 20
    path.write_bytes(text.encode(encoding))
    assert "Japan’s “special” partnership – with the Élysée" in blocks(path)[0][1]


def test_ligatures(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The ﬁrst oﬃcial traﬃc.", encoding="utf-8")
    assert blocks(path) == [("paragraph", "The first official traffic.")]


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# Title\n\n## Part\n\n{FACT}\n", encoding="utf-8")
    assert blocks(path) == [("title", "Title"), ("heading", "Part"), ("paragraph", FACT)]


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        '<!DOCTYPE html><html lang="en-GB"><head><title>Signing</title>'
        '<meta name="citation_publication_date" content="2010/05/19">'
        '<meta name="citation_author" content="Ann Author"></head><body><nav>Menu</nav><article>'
        f"<h1>Signing</h1><p>Japan and <b>Australia</b>{FACT[19:]}</p><script>bad()</script>"
        "<table><tr><td>cell</td></tr></table></article><footer>Foot</footer></body></html>",
        encoding="utf-8",
    )
    document = open_document(path)
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("heading", "Signing"),
        ("paragraph", FACT),
        ("table", "cell"),
    ]
    said = document.metadata
    assert (said.title, said.authors, said.date, said.language) == (
        "Signing",
        ("Ann Author",),
        "2010-05-19",
        "en",
    )


def test_epub(tmp_path: Path) -> None:
    path = epub(
        tmp_path / "b.epub",
        {
            "one.xhtml": f"<html><body><h2>One</h2><p>{FACT}</p></body></html>",
            "two.xhtml": "<p>Two.</p>",
        },
    )
    document = open_document(path)
    assert [b.text for b in document.blocks] == ["One", FACT, "Two."]
    said = document.metadata
    assert (said.title, said.authors, said.editors) == ("Partners", ("Bo Author",), ("Ann Editor",))
    assert (said.isbn, said.publisher, said.date, said.language) == (
        "9781526123145",
        "A Press",
        "2018-08-17",
        "en",
    )


def test_docx(tmp_path: Path) -> None:
    body = paragraph("A Title", "Title") + paragraph("Part", "Heading1") + paragraph(FACT)
    body += f"<w:tbl><w:tr><w:tc>{paragraph('cell')}</w:tc></w:tr></w:tbl>"
    assert blocks(docx(tmp_path / "a.docx", body)) == [
        ("title", "A Title"),
        ("heading", "Part"),
        ("paragraph", FACT),
        ("table", "cell"),
    ]


def test_pdf_without_running_heads(tmp_path: Path) -> None:
    pages = [
        [
            "Defence of Somewhere 2011",
            f"The year {word} was a good one for both of the partners,",
            "who did much and said so.",
            str(n),
        ]
        for n, word in enumerate(["first", "second", "third", "fourth"], start=1)
    ]
    document = open_document(pdf(tmp_path / "a.pdf", pages))
    assert [(b.page, b.text) for b in document.blocks][:2] == [
        (1, "The year first was a good one for both of the partners, who did much and said so."),
        (2, "The year second was a good one for both of the partners, who did much and said so."),
    ]
    assert not any("Somewhere" in b.text for b in document.blocks)


def test_a_passage_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Title\n\n{FACT}\n", encoding="utf-8")
    document = open_document(path)
    assert document.passage(Anchor(document.sha256, None, 2, 0, 19)) == "Japan and Australia"


def test_a_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.xyz"):
        (tmp_path / name).write_text(FACT, encoding="utf-8")
    assert [p.name for p in readable([tmp_path])] == ["a.md", "b.txt"]
    with pytest.raises(InputError, match="no file"):
        list(readable([tmp_path / "none.txt"]))


# Hostile files ---------------------------------------------------------------------------------


def refused(path: Path, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        open_document(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.pdf", b"", "empty"),
        ("white.txt", b" \n\n ", "only white space"),
        ("zeros.txt", b"\0" * 500, "zero bytes"),
        ("a.pdf", b"%PDF-1.7 rubbish " * 50, "damaged"),
        ("b.pdf", b"plain", "named .pdf"),
        ("c.docx", b"PK\x03\x04rubbish", "damaged"),
        ("d.doc", b"\xd0\xcf\x11\xe0" + b"x" * 600, "older Office file"),
        ("e.png", b"\x89PNG\r\n", "picture"),
        ("f.gz", b"\x1f\x8b\x08", "unpack"),
        ("g.html", b"<html><script>document.write(1)</script></html>", "no text without scripts"),
        ("h.html", b"<html><body>" + b"<div>" * 300_000, "nested deeper"),
    ],
)
def test_hostile(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, message)


def test_a_page_named_pdf_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"<!doctype html><html><body><p>404</p></body></html>")
    assert open_document(path).format == "html"


def test_decompression_bombs(tmp_path: Path) -> None:
    refused(epub(tmp_path / "a.epub", {"a.xhtml": b"<p>" + b"a" * 60_000_000}), "bomb")
    refused(docx(tmp_path / "a.docx", " " * 60_000_000), "bomb")
    with zipfile.ZipFile(tmp_path / "many.epub", "w") as archive:
        archive.writestr("META-INF/container.xml", "<a/>")
        for number in range(5_001):
            archive.writestr(str(number), b"")
    refused(tmp_path / "many.epub", "5,002 files")


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY a "aaaa"><!ENTITY x "&a;&a;&a;">'],
)
def test_entities_are_refused(tmp_path: Path, entity: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<!DOCTYPE d [{entity}]><d>&x;</d>")
    refused(path, "entities")


def test_a_scan_is_recognised(tmp_path: Path) -> None:
    refused(pdf(tmp_path / "scan.pdf", [[]] * 3), "ocrmypdf")


def test_ten_thousand_pages(tmp_path: Path) -> None:
    refused(pdf(tmp_path / "long.pdf", [[]] * 10_000), "10,000 pages; at most 5,000")


def test_time_is_limited(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [["text"]])
    with pytest.raises(DocumentError, match="longer than 0 seconds"):
        read_isolated("pdf", path, seconds=0.001)
