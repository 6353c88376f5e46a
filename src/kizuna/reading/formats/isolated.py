"""Parsing in a process of its own, whose memory and time are limited.

Run as ``python -m kizuna.reading.formats.isolated FORMAT FILE``: writes the content, or the
error, as MessagePack to standard output. Parsers are large programs written in C that meet files
from anywhere; whatever happens to one of them, the caller gets a clear error.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from kizuna.errors import DocumentError, KizunaError, MissingExtraError
from kizuna.reading.document import Content
from kizuna.reading.formats.limits import MOST_MEMORY, MOST_SECONDS


class _Answer(msgspec.Struct):
    content: Content | None = None
    error: str = ""
    module: str = ""


def read_isolated(form: str, path: Path, *, seconds: float = MOST_SECONDS) -> Content:
    """The content of a file, parsed in another process.

    Args:
        form: ``pdf``, ``html``, ``epub`` or ``docx``.
        path: the file.
        seconds: how long it may take.

    Raises:
        DocumentError: the file cannot be read, or takes too much time or memory.
        MissingExtraError: a parser is not installed.
    """
    command = [sys.executable, "-m", __name__, form, str(path.resolve())]
    try:
        run = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"{path.name}: parsing took longer than {seconds:.0f} seconds and was stopped"
        ) from error
    try:
        answer = msgspec.msgpack.decode(run.stdout, type=_Answer)
    except msgspec.DecodeError as error:
        raise DocumentError(
            f"{path.name}: the parser broke down (exit code {run.returncode}); the file is damaged, "
            "hostile, or needs too much memory"
        ) from error
    if answer.content is not None:
        return answer.content
    if answer.module:
        raise MissingExtraError(answer.module, "reading")
    raise DocumentError(answer.error)


def _reader(form: str) -> Callable[[Path], Content]:
    if form == "pdf":
        from kizuna.reading.formats.pdf import read_pdf

        return read_pdf
    if form == "html":
        from kizuna.reading.formats.html import read_html

        return read_html
    from kizuna.reading.formats.archives import read_docx, read_epub

    return {"epub": read_epub, "docx": read_docx}[form]


def _limit() -> None:
    """Bound this process where the system can; elsewhere the caller's time limit remains."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))


def _main(form: str, file: str) -> None:
    _limit()
    path = Path(file)
    try:
        answer = _Answer(content=_reader(form)(path))
    except MissingExtraError as error:
        answer = _Answer(module=str(error).removeprefix("this needs ").split(",")[0])
    except KizunaError as error:
        answer = _Answer(error=str(error))
    except (MemoryError, RecursionError) as error:
        what = "memory" if isinstance(error, MemoryError) else "depth"
        answer = _Answer(error=f"{path.name}: parsing needs too much {what}; the file is not read")
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    _main(*sys.argv[1:3])
