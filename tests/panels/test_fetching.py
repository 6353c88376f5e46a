"""Fetching: a server of the test's own, with cuts, changes and refusals."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from kizuna.errors import DataError
from kizuna.panels import dataset
from kizuna.panels.catalogue import Dataset, Download
from kizuna.panels.fetching import MANIFEST, fetch

TEXT = b"ccode,year\n" + b"2,1816\n" * 20_000


@dataclass
class Publisher:
    """What the server offers, where it cuts the line, and what was asked of it."""

    address: str = ""
    body: bytes = TEXT
    cut: int = 0
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    offer = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            offer.asked.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            rest = offer.body[start:]
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[: offer.cut] if offer.cut else rest)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    offer.address = f"http://127.0.0.1:{server.server_port}/file"
    yield offer
    server.shutdown()


def at(address: str, *, sha256: str = "", member: str = "") -> Dataset:
    one = Download(url=address, file="states2016.csv", sha256=sha256, member=member)
    return msgspec.structs.replace(dataset("cow-states"), download=(one,))


def test_a_file_arrives_once_with_its_checksum(publisher: Publisher, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    first = fetch(at(publisher.address), tmp_path, progress=lambda *step: steps.append(step))[0]
    assert first.path.read_bytes() == TEXT
    assert first.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert first.sha256 in (tmp_path / MANIFEST).read_text()
    assert steps[-1] == ("states2016.csv", len(TEXT), len(TEXT))
    again = fetch(at(publisher.address), tmp_path)[0]
    assert not again.new
    assert len(publisher.asked) == 1


def test_a_cut_line_is_resumed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut = 50_000
    with pytest.raises(DataError, match="What has arrived is kept and resumed"):
        fetch(at(publisher.address), tmp_path)
    assert not (tmp_path / "states2016.csv").exists()
    publisher.cut = 0
    got = fetch(at(publisher.address), tmp_path)[0]
    assert publisher.asked == ["", "bytes=50000-"]
    assert got.path.read_bytes() == TEXT


def test_another_checksum_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected 0000") as caught:
        fetch(at(publisher.address, sha256="0000"), tmp_path)
    assert hashlib.sha256(TEXT).hexdigest() in str(caught.value)
    assert not (tmp_path / "states2016.csv").exists()


def test_a_file_the_publisher_changed_is_reported(publisher: Publisher, tmp_path: Path) -> None:
    fetch(at(publisher.address), tmp_path)
    (tmp_path / "states2016.csv").unlink()
    publisher.body = TEXT + b"20,1920\n"
    with pytest.raises(DataError, match="the publisher has changed it; fetch it with --again"):
        fetch(at(publisher.address), tmp_path)
    assert fetch(at(publisher.address), tmp_path, again=True)[0].path.read_bytes() == publisher.body


def test_a_member_is_taken_out_of_an_archive(publisher: Publisher, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/it.csv", TEXT)
    publisher.body = packed.getvalue()
    got = fetch(at(publisher.address, member="in/it.csv"), tmp_path)[0]
    assert got.path.read_bytes() == TEXT
    with pytest.raises(DataError, match=r"no other\.csv in the archive"):
        fetch(at(publisher.address, member="other.csv"), tmp_path, again=True)


def test_a_member_is_taken_out_of_an_archive_within_an_archive(
    publisher: Publisher, tmp_path: Path
) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("it.csv", TEXT)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("in/inner.zip", inner.getvalue())
    publisher.body = outer.getvalue()
    got = fetch(at(publisher.address, member="in/inner.zip!it.csv"), tmp_path)[0]
    assert got.path.read_bytes() == TEXT
    assert "!" in dataset("nmc").download[0].member


def test_without_a_network_it_says_which_file_to_put_where(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        fetch(at("http://127.0.0.1:9/nobody"), tmp_path)
    assert f"put states2016.csv into {tmp_path}" in str(caught.value)


def test_what_cannot_be_fetched_is_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        fetch(dataset("democracy"), tmp_path)
    text = str(caught.value)
    assert "R package isard" in text
    assert f"put cw_democracy.csv* or gw_democracy.csv* into {tmp_path}" in text
