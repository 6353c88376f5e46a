"""How well stances are read: the gold passages of ``stances.jsonl``, for ``reading_quality.py --stances``.

A proposal and an annotated stance of the same passage match on ``holder, about`` when holder and what
it is about are the same, on ``value`` when the value is too, and on ``sign`` when a threat is one and
support and opposition are not mixed up. Each passage is read with the speaker of its document.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from kizuna.codebook import PartialDate, load
from kizuna.reading.candidates import Reader
from kizuna.reading.stances import load_stances
from kizuna.reading.vocabulary import load_vocabulary

FILE = Path(__file__).parent.parent / "tests" / "reading" / "gold" / "stances.jsonl"
FIELDS: dict[str, tuple[str, ...]] = {
    "holder, about": ("holder", "about"),
    "and sign": ("holder", "about", "sign"),
    "and value": ("holder", "about", "value"),
    "all, date": ("holder", "about", "value", "date"),
}
Stance = dict[str, Any]


def half_of(name: str) -> str:
    """The half of a passage: even digests of the id are for building rules, odd ones for the result."""
    return ("dev", "test")[int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2]


def rows(path: Path, half: str | None) -> list[dict[str, Any]]:
    """The annotated passages of a half; all where none is named."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in found if half is None or half_of(row["id"]) == half]


def annotated(passages: list[dict[str, Any]]) -> dict[str, list[Stance]]:
    """The stances of each passage, by id."""
    return {row["id"]: [_flat(s) for s in row["stances"]] for row in passages}


def _flat(stance: dict[str, Any]) -> Stance:
    value = stance["value"]
    return {
        "holder": (stance["holder"], stance.get("holder_name", "")),
        "about": (stance["about_kind"], stance["about"]),
        "sign": (value > 0) - (value < 0),
        "value": value,
        "date": stance["date"],
    }


def proposed(passages: list[dict[str, Any]], at_least: float) -> dict[str, list[Stance]]:
    """What reading proposes for each passage, by id."""
    readers: dict[str, Reader] = {}
    found: dict[str, list[Stance]] = {}
    for row in passages:
        speaker = row.get("speaker", "")
        if speaker not in readers:
            readers[speaker] = Reader(load(), load_vocabulary(), at_least=at_least,
                                      speaker=speaker, stances=load_stances())  # fmt: skip
        read = readers[speaker].read([row["text"]], date=PartialDate.parse(row["date"]))
        found[row["id"]] = [
            _flat({"holder": p.parties[0], "holder_name": p.said.holder_name,
                   "about_kind": p.said.about_kind, "about": p.said.about, "value": p.said.value,
                   "date": str(p.date) if p.date else None})
            for paragraph in read for p in paragraph if p.said is not None
        ]  # fmt: skip
    return found
