"""Stances among the proposals of a paragraph."""

from __future__ import annotations

from kizuna.reading.marks import Unmarked
from kizuna.reading.memory import Memory
from kizuna.reading.proposal import Proposal
from kizuna.reading.said import STANCE, STATED
from kizuna.reading.stances import StanceReader


def proposed(reader: StanceReader, text: str, memory: Memory) -> list[Proposal]:
    """The stances of a paragraph as proposals, with their places in it."""
    plain = Unmarked(text)
    stances = reader.read(
        plain.text, date=memory.document, speaker=memory.speaker, pair=memory.document_pair
    )
    return [
        Proposal(
            of="stance",
            kind=STANCE,
            parties=(one.holder,),
            date=one.date,
            last=None,
            stage=STATED,
            score=one.score,
            features=one.features,
            start=plain.place(one.start),
            end=plain.place(one.end, end=True),
            said=one.said,
        )
        for one in stances
    ]
