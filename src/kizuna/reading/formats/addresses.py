"""Lists of addresses whose pages lie beside the list; nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kizuna.errors import DocumentError
from kizuna.reading.formats.open import readable

_LISTS = frozenset((".txt", ".tsv", ".csv", ".list"))
_LARGEST = 5_000_000  # bytes of a list
_HEAD = re.compile(r"(?:address|url)\s*(?:[\t,]\s*(?:file|path))?", re.IGNORECASE)
_LINE = re.compile(r'"?(?P<address>https?://[^\s,"]+)"?(?:\s*[\t,]\s*"?(?P<file>[^"]*[^"\s])"?)?')


def gathered(paths: Iterable[Path]) -> dict[Path, str]:
    """The files among the paths, in folders and in lists of addresses, each with its address.

    A list is a text file of which every line is an address, and behind a tab or comma the file in
    which it is saved; where no file is named, the one that ``wget -x`` writes for the address.

    Args:
        paths: files, folders and lists.

    Returns:
        The files, each once, in order; blank where the address is not known.

    Raises:
        InputError: a path does not exist, or a folder holds nothing that is read.
        DocumentError: a list names a file that is not there or not beside it.
    """
    found: dict[Path, str] = {}
    for path in paths:
        lines = _lines(path)
        if lines is not None:
            found |= _saved(path, lines)
        else:
            found |= {file: found.get(file, "") for file in readable([path])}
    return found


def _lines(path: Path) -> list[tuple[int, str, str]] | None:
    """Number, address and file of each line; ``None`` if the file is no list."""
    if path.suffix.lower() not in _LISTS or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    found: list[tuple[int, str, str]] = []
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            text = line.strip()
            if not text or text.startswith("#") or (not found and _HEAD.fullmatch(text)):
                continue
            parts = _LINE.fullmatch(text)
            if parts is None:
                return None
            found.append((number, parts["address"], parts["file"] or ""))
    return found or None


def _saved(path: Path, lines: list[tuple[int, str, str]]) -> dict[Path, str]:
    folder = path.parent
    found: dict[Path, str] = {}
    for number, address, name in lines:
        tried = [name] if name else _mirrored(address)
        file = next((folder / one for one in tried if _is_beside(folder, one)), None)
        if file is None:
            raise DocumentError(
                f"{path.name}, line {number}: no file {tried[0]} beside the list; nothing is "
                "fetched: save the page there, and name the file behind the address and a tab"
            )
        found[file] = address
    return found


def _is_beside(folder: Path, name: str) -> bool:
    try:
        file = (folder / name).resolve()
        return file.is_relative_to(folder.resolve()) and file.is_file()
    except (OSError, ValueError):
        return False


def _mirrored(address: str) -> list[str]:
    """Where ``wget -x`` puts an address, with and without ``--adjust-extension``."""
    parts = urlsplit(address)
    place = f"{parts.netloc}{unquote(parts.path)}"
    asked = f"?{parts.query}" if parts.query else ""
    if not parts.path or place.endswith("/"):
        return [f"{place.rstrip('/')}/index.html{asked}"]
    return [place + asked, f"{place}{asked}.html", f"{place}/index.html"]
