"""What every output says of itself: which dates, which record, which version, how to cite."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from kizuna import __version__


class Imprint(msgspec.Struct, frozen=True, kw_only=True):
    """Provenance of an output.

    Attributes:
        as_of: the date in the world, or the span of two dates; ``None`` where none applies.
        as_known: the date of our knowledge; ``None`` for a record without revisions.
        record: label of the record.
    """

    as_of: str | None
    as_known: dt.datetime | None
    record: str

    @property
    def known(self) -> str:
        """The date of knowledge in words."""
        return f"{self.as_known:%Y-%m-%d %H:%M} UTC" if self.as_known else "an empty record"

    @property
    def citation(self) -> str:
        """How to cite what was printed."""
        of = f", as of {self.as_of}" if self.as_of else ""
        known = f", as known {self.as_known:%Y-%m-%d}" if self.as_known else ""
        return (
            f"Kizuna {__version__}: security partnerships as a measured, sourced record, "
            f"seen from both sides. The Kizuna authors. Record “{self.record}”{of}{known}."
        )

    @property
    def facts(self) -> dict[str, str]:
        """The parts by name, in the order in which they are shown."""
        return {
            **({"As of": self.as_of} if self.as_of else {}),
            "As known": self.known,
            "Record": self.record,
            "Kizuna": __version__,
            "Cite as": self.citation,
        }

    @property
    def lines(self) -> tuple[str, ...]:
        """Two lines for the foot of an output."""
        of = f"As of {self.as_of}, as" if self.as_of else "As"
        stand = f"{of} known {self.known}. Record: {self.record}. Kizuna {__version__}."
        return stand, f"Cite as: {self.citation}"


def imprint(result: Any) -> Imprint:
    """The provenance of a result of one of the public verbs."""
    first, last = getattr(result, "first", None), getattr(result, "last", None)
    if first is not None and last is not None:
        return Imprint(
            as_of=f"{first.as_of} and {last.as_of}", as_known=last.as_known, record=last.record
        )
    as_of = getattr(result, "as_of", None)
    return Imprint(
        as_of=as_of.isoformat() if as_of else None, as_known=result.as_known, record=result.record
    )
