"""The gold passages of stances are well formed, and reading keeps its precision on the first half."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kizuna.codebook import Codebook, PartialDate, load
from kizuna.reading.candidates import Reader
from kizuna.reading.stances import load_stances
from kizuna.reading.vocabulary import load_vocabulary

FILE = Path(__file__).parent / "gold" / "stances.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
KEYS = {"id", "kind_of_document", "date", "speaker", "origin", "text", "stances"}


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load()


def _half(name: str) -> str:
    return ("dev", "test")[int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2]


def test_every_passage_says_what_it_is_and_whose(book: Codebook) -> None:
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert set(row) == KEYS
        assert row["speaker"] in book.actors
        assert row["text"] == " ".join(row["text"].split())
        PartialDate.parse(row["date"])


def test_there_are_enough_and_half_hold_none() -> None:
    halves = Counter((_half(row["id"]), bool(row["stances"])) for row in ROWS)
    assert len(ROWS) >= 100
    assert 0.4 <= (halves["dev", True] + halves["test", True]) / len(ROWS) <= 0.6
    assert min(halves.values()) >= 15


def test_stances_use_the_codebook(book: Codebook) -> None:
    known = {"threat": book.threats, "policy": book.policies, "partner": book.actors}
    for row in ROWS:
        about = [(s["holder"], s["about_kind"], s["about"]) for s in row["stances"]]
        assert len(set(about)) == len(about), row["id"]
        for stance in row["stances"]:
            assert stance["holder"] in book.actors
            assert stance["about"] in known[stance["about_kind"]], row["id"]
            low, high = (0, 3) if stance["about_kind"] == "threat" else (-2, 2)
            assert low <= stance["value"] <= high


def test_what_is_proposed_on_the_first_half_is_right() -> None:
    right = wrong = 0
    for row in ROWS:
        if _half(row["id"]) != "dev":
            continue
        reader = Reader(load(), load_vocabulary(), speaker=row["speaker"], stances=load_stances())
        wanted = {(s["holder"], s["about"], s["value"]) for s in row["stances"]}
        for found in reader.read([row["text"]], date=PartialDate.parse(row["date"])):
            told = {(p.parties[0], p.said.about, p.said.value) for p in found if p.said}
            right += len(told & wanted)
            wrong += len(told - wanted)
    assert right >= 20
    assert right / (right + wrong) >= 0.9
