"""No text makes reading slow: the time grows with the length, whatever the text."""

from __future__ import annotations

import random
import time

import pytest

from kizuna.reading.candidates import Reader
from kizuna.reading.document import Document, Metadata
from kizuna.reading.structure import blocks_of
from kizuna.reading.volume import volume_of

PIECES = [
    "(", ")", '"', "'", ". ", ", ", " and ", "-", "—", "[12]", "**", "_", "a", "A", " ", "\n", "1",
    "2010", " May ", " of ", " the ", "Japan", "Japan-", "Australia, ", "ACSA ", "agreement ",
    "agreement on ", "between ", "signed ", "was signed ", "if ", "to ", "visited ", "meeting ",
    "defence ", "U.S. ", "(ABC) ", "in force ", "1 May 2010 and ", "held ", "exercise ", "\\",
    "with the President of ", "states (Chile", "and in May ", "during the visit of ", "led ", "with ",
    "of the same year ", "NATO members ", "a treaty between A and ", ", which ", " and donated arms ",
    "Part IV: ", "ISBN 978-1-", "edited by A and ", "\u00a0", "\ufffe\n", "-\n", "\u0130", "ﬁ",
]  # fmt: skip


def seconds(reader: Reader, text: str) -> float:
    start = time.process_time()
    blocks = tuple(blocks_of(text))
    for _ in reader.read(block.text for block in blocks):
        pass
    volume_of(Document("0" * 64, "x", "text", Metadata(), blocks), reader.words.actors)
    return time.process_time() - start


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_repeated(reader: Reader, piece: str) -> None:
    short = seconds(reader, piece * (20_000 // len(piece)))
    long = seconds(reader, piece * (160_000 // len(piece)))
    # Eight times the text: about eight times the time; sixty-four times would be quadratic.
    assert long < 24 * max(short, 0.05)


def test_pieces_mixed_at_random(reader: Reader) -> None:
    rng = random.Random(7)
    for _ in range(12):
        some = rng.sample(PIECES, 4)
        short = seconds(reader, "".join(rng.choices(some, k=3_000)))
        long = seconds(reader, "".join(rng.choices(some, k=24_000)))
        assert long < 24 * max(short, 0.05), some
