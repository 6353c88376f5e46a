"""What reading proposes of a passage."""

from __future__ import annotations

import msgspec

from kizuna.codebook import PartialDate
from kizuna.reading.said import Proposed, Said
from kizuna.reading.scoring import Feature


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as read, before it is held against the record.

    Attributes:
        of: ``instrument``, ``dialogue``, ``event`` or ``stance``.
        start, end: place of the passage in its paragraph.
        features: what speaks for it, with weights that add up to the score.
        said: of a stance, what it says; its holder is the only party.
    """

    of: Proposed
    kind: str
    parties: tuple[str, ...]
    date: PartialDate | None
    last: PartialDate | None
    stage: str
    score: float
    features: tuple[Feature, ...]
    start: int
    end: int
    said: Said | None = None
