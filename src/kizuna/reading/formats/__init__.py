"""Files of every format that analysts have, as documents; hostile ones end in a clear error."""

from kizuna.reading.formats.addresses import gathered
from kizuna.reading.formats.open import open_document, readable

__all__ = ["gathered", "open_document", "readable"]
