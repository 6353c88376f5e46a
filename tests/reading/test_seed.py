"""The volume from which the study grew: its front matter is read right, and its claims proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kizuna.reading.candidates import Reader
from kizuna.reading.corpus import Found, read_document
from kizuna.reading.document import Document
from kizuna.reading.formats import open_document
from kizuna.reading.volume import Volume, volume_of

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
FILE = SEED / "japans-new-security-partnerships-preview.txt"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the preview of the volume is not here")

PAIRS = [
    ("1", "AUS", "AUS;JPN"),
    ("2", "JPN", "AUS;JPN"),
    ("3", "IND", "IND;JPN"),
    ("4", "JPN", "IND;JPN"),
    ("5", "", "JPN"),
    ("6", "", "JPN"),
    ("7", "PHL", "JPN;PHL"),
    ("8", "VNM", "JPN;VNM"),
    ("9", "JPN", "JPN;VNM"),
    ("10", "JPN", "EU;JPN"),
    ("11", "", "JPN"),
    ("12", "", "EU;JPN"),
]
# What the introduction dates and the record holds: kind, parties, date.
CLAIMS = {
    ("exercise", "AUS;JPN", "2016-09-12"),
    ("policy", "JPN", "2013-12"),  # the council, the strategy and the guidelines
    ("policy", "JPN", "2014-06"),
    ("policy", "JPN", "2015"),
    ("multilateral_forum", "ARF;JPN", "1993"),
    ("statement", "ASEAN;JPN", "1991"),
}
# Read against the text: what is proposed and not so.
WRONG = {("operation", "KOR;USA", ""), ("multilateral_forum", "EAS;JPN", "2014")}


@pytest.fixture(scope="module")
def document() -> Document:
    return open_document(FILE)


@pytest.fixture(scope="module")
def volume(document: Document, reader: Reader) -> Volume:
    return volume_of(document, reader.words.actors)


@pytest.fixture(scope="module")
def found(document: Document, reader: Reader) -> list[Found]:
    return list(read_document(document, reader))


def test_front_matter(volume: Volume) -> None:
    assert volume.title == "Japan's new security partnerships: Beyond the security alliance"
    assert volume.editors == ("Wilhelm Vosse", "Paul Midford")
    assert volume.publisher == "Manchester University Press"
    assert volume.isbns == ("9781526123145", "9781526123121")
    assert volume.date == "2018-08-17"


def test_chapters_with_pairs_and_perspectives(volume: Volume) -> None:
    numbered = [c for c in volume.chapters if c.number]
    assert [(c.number, c.perspective_code, ";".join(c.pair)) for c in numbered] == PAIRS
    assert numbered[0].title == "The Australian perspective on the security partnership with Japan"
    assert numbered[0].authors == ("Thomas S. Wilkins",)
    assert numbered[8].authors == ("Bjørn Elias Mikalsen Grønning",)
    assert numbered[10].perspective == "European"
    assert [c.title for c in volume.chapters if not c.number] == ["Introduction", "Conclusion"]
    assert volume.chapters[0].authors == ("Wilhelm Vosse", "Paul Midford")


def test_contributors(volume: Volume) -> None:
    assert len(volume.contributors) == 12
    assert volume.contributors[0] == "Axel Berkofsky"


def test_sections_of_the_introduction(volume: Volume) -> None:
    assert {"The concept of security partnerships", "Security partnerships in this volume"} <= set(
        volume.sections
    )


def test_the_claims_of_the_introduction(found: list[Found]) -> None:
    told = [
        (f.proposal.kind, ";".join(f.proposal.parties), str(f.proposal.date or "")) for f in found
    ]
    assert len(CLAIMS & set(told)) / len(CLAIMS) >= 0.8
    assert sum(one in WRONG for one in told) / len(told) <= 0.2


def test_passages_are_found_again(document: Document, found: list[Found]) -> None:
    assert all(document.passage(f.anchor) == f.passage for f in found)
