"""The gold passages are well formed: they say what the codebook can say, once, in two halves."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kizuna.codebook import Codebook, PartialDate, load

FOLDER = Path(__file__).parent / "gold"
HALVES = ("dev", "test")
STAGES = {"negotiating", "signed", "in_force", "held", "ended"}
ROW = re.compile(r"\(defence documents collection, row (\d+): ")
SPEECH = re.compile(r"\(UN General Debate Corpus, ([A-Z]{3}) (\d{4})\)")


def _rows(half: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


PASSAGES = {half: _rows(half) for half in HALVES}
ALL = [row for half in HALVES for row in PASSAGES[half]]
PAPERS = _rows("papers")
FACTS = [(row["id"], fact) for row in ALL for fact in row["facts"]]


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load()


def test_every_passage_says_what_it_is_and_where_it_stands() -> None:
    for row in ALL:
        assert set(row) == {"id", "kind_of_document", "date", "origin", "text", "facts"}
        assert row["origin"].strip()
        assert row["text"] == " ".join(row["text"].split())
        assert 5 <= len(row["text"].split()) <= 125, row["id"]
        PartialDate.parse(row["date"])


def test_the_second_coder_coded_every_passage(book: Codebook) -> None:
    lines = (FOLDER / "second.jsonl").read_text(encoding="utf-8").splitlines()
    second = [json.loads(line) for line in lines]
    assert [row["id"] for row in second] == [row["id"] for row in ALL]
    for row in second:
        for fact in row["facts"]:
            assert fact["stage"] in STAGES
            assert fact["parties"] == sorted(fact["parties"])
            assert set(fact["parties"]) <= set(book.actors)
            assert any(fact["kind"] in kinds for kinds in book.kinds.values())
            assert fact["date"] is None or PartialDate.parse(fact["date"])


def test_the_model_reader_answered_to_every_passage_of_the_test_half(book: Codebook) -> None:
    lines = (FOLDER / "model.jsonl").read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines]
    assert [row["id"] for row in answers] == [row["id"] for row in PASSAGES["test"]]
    for row in answers:
        for fact in row["facts"]:
            assert fact["stage"] in STAGES
            assert set(fact["parties"]) <= set(book.actors)
            assert any(fact["kind"] in kinds for kinds in book.kinds.values())


def test_the_papers_say_what_the_codebook_can_say(book: Codebook) -> None:
    assert not {row["text"] for row in PAPERS} & {row["text"] for row in ALL}
    assert max(Counter(row["id"] for row in PAPERS).values()) == 1
    for row in PAPERS:
        assert row["text"] == " ".join(row["text"].split())
        PartialDate.parse(row["date"])
        for fact in row["facts"]:
            assert fact["stage"] in STAGES
            assert fact["parties"] == sorted(set(fact["parties"]))
            assert len(fact["parties"]) > 1
            assert set(fact["parties"]) <= set(book.actors)
            assert any(fact["kind"] in kinds for kinds in book.kinds.values())
            assert fact["date"] is None or PartialDate.parse(fact["date"])


def test_ids_and_texts_stand_once_and_the_halves_share_none() -> None:
    assert max(Counter(row["id"] for row in ALL).values()) == 1
    assert max(Counter(row["text"].casefold() for row in ALL).values()) == 1


@pytest.mark.parametrize("half", HALVES)
def test_the_half_follows_from_the_id(half: str) -> None:
    for row in PASSAGES[half]:
        digest = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16)
        assert HALVES[digest % 2] == half, row["id"]


def test_no_passage_lies_within_another() -> None:
    for row in ALL:
        holders = [other["id"] for other in ALL if row["text"] in other["text"]]
        assert holders == [row["id"]]


def test_facts_use_the_codebook(book: Codebook) -> None:
    kinds = {code for kinds in book.kinds.values() for code in kinds}
    for name, fact in FACTS:
        assert set(fact) == {"kind", "parties", "date", "stage"}, name
        assert fact["kind"] in kinds, name
        assert fact["stage"] in STAGES, name
        assert len(fact["parties"]) >= 2, name
        assert fact["parties"] == sorted(set(fact["parties"])), name
        assert set(fact["parties"]) <= set(book.actors), name


def test_no_fact_lies_after_its_document() -> None:
    for row in ALL:
        for fact in row["facts"]:
            if fact["date"] is not None:
                PartialDate.parse(fact["date"])
                assert int(fact["date"][:4]) <= int(row["date"][:4]) + 1, row["id"]


def test_no_fact_is_told_twice_in_a_passage() -> None:
    for row in ALL:
        told = Counter(json.dumps(fact, sort_keys=True) for fact in row["facts"])
        assert all(times == 1 for times in told.values()), row["id"]


@pytest.mark.parametrize("half", HALVES)
def test_each_half_is_large_mixed_and_hard_enough(half: str) -> None:
    rows = PASSAGES[half]
    empty = sum(not row["facts"] for row in rows)
    assert len(rows) >= 90
    assert 0.2 <= empty / len(rows) <= 0.4
    documents = Counter(row["kind_of_document"] for row in rows)
    assert len(documents) >= 6
    assert min(documents[name] for name in ("white_paper", "annual_report", "strategy")) >= 10
    assert len({fact["kind"] for row in rows for fact in row["facts"]}) >= 20
    assert len({tuple(fact["parties"]) for row in rows for fact in row["facts"]}) >= 60


def test_passages_stand_word_for_word_in_their_documents() -> None:
    default = Path(__file__).parents[2].parent / "shared" / "corpora"
    folder = Path(os.environ.get("KIZUNA_CORPORA", default))
    files = (folder / "defence_documents.parquet", folder / "un_general_debate_1990_2024.parquet")
    if not all(file.exists() for file in files):
        pytest.skip(f"the text corpora are not in {folder}; name their folder in KIZUNA_CORPORA")
    import polars as pl

    papers = pl.read_parquet(files[0])["text"]
    debate = pl.read_parquet(files[1])
    speeches = {(iso3, year): text for iso3, year, _, text in debate.iter_rows()}
    looked_up = 0
    for row in (*ALL, *PAPERS):
        if paper := ROW.search(row["origin"]):
            source = papers[int(paper[1])]
        elif speech := SPEECH.search(row["origin"]):
            source = speeches[speech[1], int(speech[2])]
        else:
            continue
        assert row["text"] in " ".join(source.split()), row["id"]
        looked_up += 1
    assert looked_up >= 0.9 * (len(ALL) + len(PAPERS))
