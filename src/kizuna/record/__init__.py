"""What is known: typed rows, versions and revisions, storage, import and export, provenance."""

from kizuna.record.open import EVIDENCE, open_record
from kizuna.record.revise import Reviser, revise
from kizuna.record.rows import (
    FACTS,
    TABLES,
    Coding,
    Dialogue,
    Event,
    Fact,
    Instrument,
    Office,
    Row,
    Source,
    Stance,
    TableName,
)
from kizuna.record.store import Record, Revision, Version, View

__all__ = [
    "EVIDENCE",
    "FACTS",
    "TABLES",
    "Coding",
    "Dialogue",
    "Event",
    "Fact",
    "Instrument",
    "Office",
    "Record",
    "Reviser",
    "Revision",
    "Row",
    "Source",
    "Stance",
    "TableName",
    "Version",
    "View",
    "open_record",
    "revise",
]
