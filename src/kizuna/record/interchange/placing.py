"""Putting a finished file or folder in its place at once.

The work happens beside the place, under a hidden name. Whatever ends it early, a full disk or a
``kill -9``, leaves what was there before; and whoever looks sees the old or the new one, whole.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from kizuna.errors import InputError, StorageError

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2
_HERE = -100  # AT_FDCWD
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def placed_file(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """A path to write to; what was written there becomes ``target`` when the block ends.

    Raises:
        InputError: there is a file already and ``overwrite`` is not set, or a folder.
        StorageError: the disk is full or the place cannot be written; nothing was changed.
    """
    target = _resolved(target)
    if target.is_dir():
        raise InputError(f"{target} is a folder; name a file in it")
    if target.exists() and not overwrite:
        raise InputError(f"{target} exists; choose another name, or add --overwrite")
    with _workshop(target) as folder:
        scratch = folder / target.name
        yield scratch
        _settle(scratch)
        scratch.replace(target)
        _settle(target.parent)


@contextlib.contextmanager
def placed_folder(target: Path, *, overwrite: bool, ours: Collection[str] = ()) -> Iterator[Path]:
    """A folder to fill; what it holds becomes ``target`` when the block ends.

    Args:
        target: the folder to make; its parent exists.
        overwrite: replace a folder that is there and not empty.
        ours: names that a folder to be replaced may hold; one with anything else is left alone.

    Raises:
        InputError: the folder is there and cannot be replaced.
        StorageError: the disk is full or the place cannot be written; nothing was changed.
    """
    target = _resolved(target)
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} is a file; name a folder")
    held = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if held and not overwrite:
        raise InputError(
            f"{target} is there and not empty; choose another name, or add --overwrite"
        )
    foreign = [name for name in held if name not in ours]
    if foreign:
        raise InputError(
            f"{target} holds {foreign[0]}, which no export writes; choose another folder"
        )
    with _workshop(target) as folder:
        scratch = folder / target.name
        scratch.mkdir()
        yield scratch
        for path in scratch.rglob("*"):
            _settle(path)
        _settle(scratch)
        if held:
            _exchange(scratch, target)
        else:
            scratch.rename(target)
        _settle(target.parent)


def _resolved(target: Path) -> Path:
    try:
        target = target.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise InputError(f"{target} is a symbolic link that leads in a circle") from error
    if not target.name:
        raise InputError(f"{target} is no place for an export")
    if not target.parent.is_dir():
        raise InputError(f"the folder {target.parent} does not exist")
    return target


@contextlib.contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A hidden folder beside the target, removed in the end."""
    try:
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f".{target.name[:80]}-", suffix=".partial"
        ) as folder:
            yield Path(folder)
    except OSError as error:
        if error.errno in _FULL:
            message = "the disk is full; free some space and try again"
        else:
            message = error.strerror or str(error)
        raise StorageError(f"{target} was not written: {message}") from error


def _settle(path: Path) -> None:
    """Wait until the disk has it, where the system lets us."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(scratch: Path, target: Path) -> None:
    """Swap two folders, in one step where the system has one."""
    with contextlib.suppress(OSError, AttributeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        if rename(_HERE, os.fsencode(scratch), _HERE, os.fsencode(target), _EXCHANGE) == 0:
            return
    # Two steps: between them the old folder stands beside its place, whole.
    aside = target.with_name(f".{target.name}.old")
    if aside.exists():
        shutil.rmtree(aside)
    target.rename(aside)
    scratch.rename(target)
    shutil.rmtree(aside)
