"""SVG as files that print and publish: PNG and PDF."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from kizuna.errors import StorageError

_SCALE = 2  # pixels of a PNG for each pixel of the drawing, so that it prints well
_SIGNATURE = 8  # bytes before the first chunk


def to_png(svg: str, *, effort: int = 6) -> bytes:
    """An SVG as PNG, at twice the size of the drawing.

    Args:
        svg: the drawing.
        effort: of the compression, 1 to 9; 9 takes three times as long as 6 and saves 1 to 4% of
            the bytes.
    """
    import vl_convert

    return packed(bytes(vl_convert.svg_to_png(svg, scale=_SCALE)), effort=effort)


def write_pngs(drawings: Sequence[tuple[Path, str]]) -> None:
    """Write SVGs as PNG files, in this process or another one.

    Args:
        drawings: where to, and the drawing.

    Raises:
        StorageError: a file cannot be written.
    """
    for place, svg in drawings:
        try:
            place.write_bytes(to_png(svg, effort=4))
        except OSError as error:
            raise StorageError(f"{place} cannot be written: {error.strerror or error}") from error


def to_pdf(svg: str) -> bytes:
    """An SVG as PDF, with its text as text."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(svg))


def packed(png: bytes, *, effort: int = 9) -> bytes:
    """The same picture in a fraction of the bytes: the renderer compresses in haste.

    See ISO/IEC 15948 (PNG), section 5.3, for chunks: length, type, data, CRC.
    """
    before, pixels, after = bytearray(png[:_SIGNATURE]), bytearray(), bytearray()
    place = _SIGNATURE
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        chunk = png[place : place + length + 12]
        if chunk[4:8] == b"IDAT":
            pixels += chunk[8:-4]
        elif pixels:
            after += chunk
        else:
            before += chunk
        place += len(chunk)
    data = b"IDAT" + zlib.compress(zlib.decompress(pixels), effort)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return bytes(before) + chunk + bytes(after)
