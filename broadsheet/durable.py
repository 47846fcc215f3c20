"""What must outlive a power failure: bytes are on the disk before anything relies on them.

Renaming is atomic for those who look, not for the disk: a system may keep the new name and have
lost the bytes. So content that people wrote is flushed file by file (`replace`), and a site of
thousands of files all at once (`settle`), where the system can do that: one flush of a file
system takes some milliseconds, ten thousand flushes of files take minutes.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

FEW = 2000
"""Files that are flushed one by one where a system cannot flush a whole file system."""
_LOST = frozenset((errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)))
"""Errors that mean that bytes were lost; others mean that this cannot be asked for here."""


def replace(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Gives a file new bytes, all or none of them, whatever happens meanwhile. Raises OSError."""
    waiting = path.with_name(f".{path.name}.tmp")
    try:
        # nobody's link is written through
        waiting.unlink(missing_ok=True)
        with waiting.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            waiting.chmod(mode)
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)
        raise
    settle_names(path.parent)


def settle_names(folder: Path) -> None:
    """Waits until the names in a folder are on the disk, where folders can be flushed."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def settle(folder: Path, files: Collection[Path | str]) -> None:
    """Waits until everything written below a folder is on the disk.

    `files` are what was written, for systems that want it file by file; names of files are not
    waited for there. Raises OSError where the disk says that it could not keep them.
    """
    if _settled_whole(folder):
        return
    if len(files) <= FEW:
        for path in files:
            with Path(path).open("rb+") as file:
                os.fsync(file.fileno())
    elif hasattr(os, "sync"):
        os.sync()


def _settled_whole(folder: Path) -> bool:
    """Flushes the file system of a folder; False where the system has no way to."""
    if _sync_file_system is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _sync_file_system(descriptor) == 0:
            return True
        error = ctypes.get_errno()
        if error in _LOST:
            raise OSError(error, os.strerror(error))
        return False
    finally:
        os.close(descriptor)


def _system_call() -> Callable[[int], int] | None:
    """Linux's syncfs, which Python has no name for."""
    if sys.platform != "linux":
        return None
    try:
        found: Callable[[int], int] = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return None
    return found


_sync_file_system = _system_call()
