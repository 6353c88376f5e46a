"""Fetching public data from their publishers: resumable, checked, and remembered.

Publishers seldom print checksums, so the first download of a file is remembered in the folder
(``kizuna-data.json``: address, SHA-256, size); whatever changes later is reported, not overwritten.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kizuna.errors import DataError
from kizuna.panels.files import folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from kizuna.panels.catalogue import Dataset, Download

    Progress = Callable[[str, int, int], None]

MANIFEST = "kizuna-data.json"
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is in the folder now.

    Attributes:
        path: where it is.
        sha256: of the file as downloaded (of the archive, where it came in one).
        new: whether it was downloaded now.
    """

    path: Path
    sha256: str
    new: bool


def fetch(
    dataset: Dataset,
    data: Path | str | None = None,
    *,
    again: bool = False,
    progress: Progress | None = None,
) -> list[Fetched]:
    """Download the files of a data set into the data folder.

    An interrupted download goes on where it stopped. A file that is there is kept.

    Args:
        dataset: which.
        data: the folder; see :func:`kizuna.panels.files.folder`.
        again: download even if the file is there.
        progress: called with the file's name, bytes so far and bytes in all (0 if unknown).

    Raises:
        DataError: if the data set cannot be downloaded (log-in, no network): says which file to
            put where; or if a checksum is not the one declared or remembered.
    """
    where = folder(data)
    if not dataset.download:
        raise DataError(
            f"{dataset} cannot be fetched by itself. {dataset.advice} Then put "
            f"{' or '.join(dict.fromkeys(x.file for x in dataset.layout))} into {where}. "
            f"Publisher: {dataset.page}"
        )
    where.mkdir(parents=True, exist_ok=True)
    return [_fetch(dataset, item, where, again, progress) for item in dataset.download]


def _fetch(
    dataset: Dataset, item: Download, where: Path, again: bool, progress: Progress | None
) -> Fetched:
    target, manifest = where / item.file, _manifest(where)
    if target.is_file() and not again:
        return Fetched(target, str(manifest.get(item.file, {}).get("sha256", "")), new=False)
    part = where / f".{item.file}.part"
    try:
        _download(item, part, progress)
    except (urllib.error.URLError, OSError) as error:
        raise DataError(
            f"{item.url} cannot be reached ({error}). Download it elsewhere and put {item.file} "
            f"into {where}"
            + (f" (out of the archive: {item.member})" if item.member else "")
            + f"; see {dataset.page}. What has arrived is kept and resumed"
        ) from error
    found = _sha256(part)
    known = item.sha256 or ("" if again else manifest.get(item.file, {}).get("sha256", ""))
    if known and found != known:
        part.unlink()
        raise DataError(
            f"{item.file}: the download has SHA-256 {found}, expected {known}. It was damaged or "
            "the publisher has changed it; fetch it with --again to accept a changed file"
        )
    size = part.stat().st_size
    _place(item, part, target)
    manifest[item.file] = {"url": item.url, "sha256": found, "size": size}
    (where / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    return Fetched(target, found, new=True)


def _download(item: Download, part: Path, progress: Progress | None) -> None:
    """Append to `part` what is missing of it."""
    have = part.stat().st_size if part.is_file() else 0
    request = urllib.request.Request(item.url, headers={"User-Agent": "kizuna"})  # noqa: S310
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        answer = urllib.request.urlopen(request, timeout=30)  # noqa: S310 - declared addresses
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:  # the part is the whole already
            return
        raise
    with answer, part.open("ab" if answer.status == 206 else "wb") as sink:
        done = have if answer.status == 206 else 0
        total = done + int(answer.headers.get("Content-Length") or 0)
        while chunk := answer.read(CHUNK):
            sink.write(chunk)
            done += len(chunk)
            if progress:
                progress(item.file, done, total)
    if total and done < total:
        raise OSError(f"the connection ended after {done} of {total} bytes")


def _place(item: Download, part: Path, target: Path) -> None:
    """The download under its name, or what is wanted out of the archive."""
    if not item.member:
        os.replace(part, target)  # noqa: PTH105 - atomic on every platform
        return
    try:
        data = part.read_bytes()
        for name in item.member.split("!"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = archive.read(name)
        target.write_bytes(data)
    except (zipfile.BadZipFile, KeyError) as error:
        raise DataError(f"{item.url}: no {item.member} in the archive ({error})") from error
    finally:
        part.unlink()


def _manifest(where: Path) -> dict[str, dict[str, str | int]]:
    path = where / MANIFEST
    if not path.is_file():
        return {}
    try:
        found: dict[str, dict[str, str | int]] = json.loads(path.read_text())
    except ValueError as error:
        raise DataError(f"{path} is damaged ({error}); delete it to start afresh") from error
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
