"""A reader that is compiled once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kizuna.codebook import PartialDate, load
from kizuna.reading.candidates import Proposal, Reader
from kizuna.reading.vocabulary import load_vocabulary

Told = tuple[str, str, str, str]


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader with the shipped words."""
    return Reader(load(), load_vocabulary())


@pytest.fixture(scope="session")
def told(reader: Reader) -> Callable[..., set[Told]]:
    """What a passage tells: kind, parties, date and stage of each candidate."""

    def read(*paragraphs: str, date: str = "2024-06-01", title: str = "") -> set[Told]:
        found: list[Proposal] = []
        for part in reader.read(paragraphs, date=PartialDate.parse(date), title=title):
            found += part
        return {(p.kind, ";".join(p.parties), str(p.date or ""), p.stage) for p in found}

    return read


@pytest.fixture(scope="session")
def news(told: Callable[..., set[Told]]) -> Callable[[str], str]:
    """What a report of Friday, 14 June 2024 tells, as ``kind A-B date stage; …``."""

    def read(text: str) -> str:
        found = sorted(told(text, date="2024-06-14"))
        return "; ".join(
            f"{kind} {parties.replace(';', '-')} {date or '-'} {stage}"
            for kind, parties, date, stage in found
            if kind != "policy"
        )

    return read
