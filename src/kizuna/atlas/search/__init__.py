"""Finding anything: what is searched, the index, and how hits are ranked and shown."""

from kizuna.atlas.search.entries import Entry, entries_of
from kizuna.atlas.search.index import Hit, SearchIndex
from kizuna.atlas.search.words import Piece

__all__ = ["Entry", "Hit", "Piece", "SearchIndex", "entries_of"]
