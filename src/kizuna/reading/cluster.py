"""Documents beyond one machine: the same reading, mapped over partitions on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kizuna.errors import MissingExtraError
from kizuna.reading.corpus import FileResult, Settings, read_files

if TYPE_CHECKING:
    from distributed import Client

_WAITING = 4  # partitions under way for each worker, so that memory does not grow with the corpus


def map_documents(
    paths: Sequence[Path],
    settings: Settings,
    *,
    client: Client,
    partitions: int = 64,
    cache: Path | None = None,
) -> Iterator[FileResult]:
    """Read documents on a cluster; results come in the order of the paths, as from one machine.

    Args:
        paths: the files, at the same place on every worker.
        settings: how they are read.
        client: of a running cluster; ``distributed.Client()`` starts one on this machine.
        partitions: into how many parts the files are split, 1 or more.
        cache: folder, reachable by every worker, where results are kept.

    Raises:
        MissingExtraError: Dask is not installed.
    """
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("distributed", "cluster") from error
    parts = _split(paths, partitions)
    most = max(1, _WAITING * len(client.scheduler_info()["workers"]))
    waiting: list[Any] = []
    for part in parts:
        waiting.append(client.submit(_read_part, part, settings, cache, pure=False))
        if len(waiting) >= most:
            yield from waiting.pop(0).result()
    for future in waiting:
        yield from future.result()


def _split(paths: Sequence[Path], partitions: int) -> list[list[Path]]:
    """The paths in their order, in parts of nearly the same length."""
    size = max(1, -(-len(paths) // max(1, partitions)))
    return [list(paths[at : at + size]) for at in range(0, len(paths), size)]


def _read_part(paths: list[Path], settings: Settings, cache: Path | None) -> list[FileResult]:
    """Read one part; on a worker the words are compiled once and reused."""
    return list(read_files(paths, settings, cache=cache))
