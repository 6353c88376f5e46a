"""How large a file may be, so that none can take the machine down."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from kizuna.errors import DocumentError

LARGEST_FILE: Final = 200_000_000
"""Bytes of a file."""

LARGEST_TEXT: Final = 50_000_000
"""Bytes of a text file, and characters that a document may come to."""

MOST_PAGES: Final = 5_000

MOST_ENTRIES: Final = 5_000
"""Files in an archive (EPUB, DOCX)."""

LARGEST_ENTRY: Final = 50_000_000
"""Bytes to which one file in an archive may unfold."""

LARGEST_ARCHIVE: Final = 400_000_000
"""Bytes to which the files of an archive that are read may unfold together."""

MOST_SECONDS: Final = 60
"""Seconds that parsing one file may take."""

MOST_MEMORY: Final = 2_000_000_000
"""Bytes of memory that parsing one file may take."""


def check_size(path: Path, limit: int = LARGEST_FILE) -> None:
    """Refuse an empty file or one that is too large.

    Raises:
        DocumentError: it is.
    """
    size = path.stat().st_size
    if size == 0:
        raise DocumentError(f"{path.name}: the file is empty (0 bytes)")
    if size > limit:
        raise DocumentError(
            f"{path.name}: {size / 1e6:,.0f} MB; at most {limit / 1e6:,.0f} MB are read. Split it"
        )


def unpacked(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """One file of an archive, refused when it unfolds to more than it may.

    Raises:
        DocumentError: the file is missing, broken, encrypted, or too large.
    """
    try:
        with archive.open(name) as stream:
            content = stream.read(LARGEST_ENTRY + 1)
    except KeyError as error:
        raise DocumentError(
            f"{path.name}: the archive lacks {name}; the file is damaged"
        ) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise DocumentError(f"{path.name}: {name} cannot be unpacked: {error}") from error
    except Exception as error:  # zlib.error has no common base with the others
        raise DocumentError(f"{path.name}: {name} cannot be unpacked: {error}") from error
    if len(content) > LARGEST_ENTRY:
        raise DocumentError(
            f"{path.name}: {name} unfolds to more than {LARGEST_ENTRY / 1e6:,.0f} MB; this looks "
            "like a decompression bomb and is not read"
        )
    return content


def check_archive(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse an archive whose directory promises too much.

    Raises:
        DocumentError: too many files, or too many bytes.
    """
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise DocumentError(
            f"{path.name}: {len(entries):,} files in the archive; at most {MOST_ENTRIES:,} are read"
        )
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_ARCHIVE:
        raise DocumentError(
            f"{path.name}: unfolds to {total / 1e6:,.0f} MB, more than "
            f"{LARGEST_ARCHIVE / 1e6:,.0f} MB; this looks like a decompression bomb and is not read"
        )
