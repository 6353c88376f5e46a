"""How sources are named, and the numbers under which an output lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kizuna.record import Source


def reference(source: Source) -> str:
    """A source in one line: who, what, where published, when."""
    parts = (source.authors or source.editors, source.title, source.publisher, source.date)
    return ", ".join(str(part).replace(";", "; ") for part in parts if part)


def address(source: Source) -> str:
    """The web address of a source; blank where it has none that a browser may follow."""
    if source.url.startswith(("https://", "http://")):
        return source.url
    return f"https://doi.org/{source.doi}" if source.doi else ""


class Notes:
    """Sources numbered in the order in which they are first named.

    Args:
        sources: the sources by id; an id that is not among them is named as it stands.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}

    def number(self, source_id: str) -> int:
        """The number of a source."""
        return self._numbers.setdefault(source_id, len(self._numbers) + 1)

    def listed(self) -> Iterable[tuple[int, str, Source | None]]:
        """Number, id and source, in the order of the numbers."""
        for source_id, number in self._numbers.items():
            yield number, source_id, self._sources.get(source_id)
