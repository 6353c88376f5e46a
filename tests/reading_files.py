"""Documents in every format, built from a few paragraphs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

FACT = "Japan and Australia signed an Acquisition and Cross-Servicing Agreement on 19 May 2010."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def epub(path: Path, chapters: Mapping[str, str | bytes], *, extra: str = "") -> Path:
    """A book of these chapters, its metadata stated."""
    items = "".join(f'<item id="i{n}" href="{name}"/>' for n, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(chapters))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        "<metadata><dc:title>Partners</dc:title>"
        '<dc:creator opf:role="edt">Ann Editor</dc:creator><dc:creator>Bo Author</dc:creator>'
        "<dc:identifier>urn:isbn:978-1-5261-2314-5</dc:identifier><dc:publisher>A Press</dc:publisher>"
        f"<dc:date>2018-08-17</dc:date><dc:language>en-GB</dc:language>{extra}</metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        )
        archive.writestr("OPS/book.opf", package)
        for name, content in chapters.items():
            archive.writestr(f"OPS/{name}", content)
    return path


def docx(path: Path, body: str, **parts: str) -> Path:
    """A Word document with this body, and further parts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return path


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    props = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{props}<w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    """A PDF of these pages of lines, in a standard font."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = " T* ".join(
            "({}) Tj".format(line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)"))
            for line in lines
        )
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td {shown} ET" if lines else ""
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] "
            f"/Contents {number + 1} 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
            "/BaseFont /Helvetica >> >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    text = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(text)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    text += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    text += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    path.write_bytes(text.encode("latin-1"))
    return path
