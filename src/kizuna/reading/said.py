"""What a stance says: of what its holder speaks, and how strongly."""

from __future__ import annotations

from typing import Literal

import msgspec

from kizuna.reading.stance_words import AboutKind, HolderKind
from kizuna.reading.vocabulary import Of

Proposed = Of | Literal["stance"]
"""The tables of which reading proposes rows."""

STANCE = "stance"
"""The table and, since stances have no kinds, the kind of a candidate that is a stance."""

STATED = "stated"
"""The only stage of a stance."""


class Said(msgspec.Struct, frozen=True):
    """What a holder says of something.

    Attributes:
        holder_name: of a party; blank for a government.
        about: code of a threat or a policy, or of the partner.
        value: salience of a threat, 1 to 3; for a partner or a policy -2 to 2.
    """

    holder_kind: HolderKind
    holder_name: str
    about_kind: AboutKind
    about: str
    value: int
