"""What words mean: actors and their codes over time, kinds, topics, the ladder, partial dates."""

from kizuna.codebook.dates import PartialDate, Precision, Truth, as_day
from kizuna.codebook.load import SHIPPED, load
from kizuna.codebook.model import (
    Actor,
    ActorCode,
    Codebook,
    ColumnGroup,
    Kind,
    Ladder,
    Membership,
    Topic,
)

__all__ = [
    "SHIPPED",
    "Actor",
    "ActorCode",
    "Codebook",
    "ColumnGroup",
    "Kind",
    "Ladder",
    "Membership",
    "PartialDate",
    "Precision",
    "Topic",
    "Truth",
    "as_day",
    "load",
]
