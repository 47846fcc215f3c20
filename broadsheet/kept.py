"""Files of the cache that took long to make: read where they are kept, else made and kept.

A file's time says when it was wanted last. Only a build that prints every edition wants all that
editions want at all, so only such a build throws away the others; of the search index, likewise.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

EDITIONS = ("pictures", "placards", "cuttings", "joined")
"""Folders of the cache that hold such files for editions."""
SEARCH = ("stories", "moulds")
"""Those for segments of the search index."""

Made = TypeVar("Made", bytes, bytes | None)


def kept(file: Path, make: Callable[[], Made]) -> Made:
    """The bytes of `file`, or what `make` gives, put there whole unless it is None.

    The name of the file has to say all that its bytes depend on. Its folder is made when it is
    needed; several processes may make the same file at once.
    """
    try:
        made: Made = file.read_bytes()
        os.utime(file)
        return made
    except OSError:
        made = make()
    if made is not None:
        keep(file, made)
    return made


def keep(file: Path, data: bytes) -> None:
    """Puts bytes into a file, all or none of them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = file.with_suffix(f".{os.getpid()}")
    waiting.write_bytes(data)
    waiting.replace(file)


def kept_sealed(file: Path, make: Callable[[], bytes]) -> bytes:
    """As `kept`, for files that are not believed unless they are whole: one that a full disk cut
    off, say, is made again.
    """
    found = sealed(file)
    if found is None:
        found = make()
        keep_sealed(file, found)
    else:
        os.utime(file)
    return found


def sealed(file: Path) -> bytes | None:
    """What stands in a file behind its check sum; None if there is none, or not all of it."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    found = data[_SEAL:]
    return found if data[:_SEAL] == _seal(found) else None


def keep_sealed(file: Path, data: bytes) -> None:
    """As `keep`, behind a check sum."""
    keep(file, _seal(data) + data)


_SEAL = 4
"""Bytes of a check sum: CRC-32. A cut is what it tells, in a quarter of the time of a digest."""


def _seal(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_SEAL, "big")


def now(cache: Path) -> int:
    """The moment, by the clock of the disk that the cache lies on: nanoseconds."""
    cache.mkdir(parents=True, exist_ok=True)
    marker = cache / "now"
    marker.touch()
    return marker.stat().st_mtime_ns


def sweep(cache: Path, folders: Iterable[str], since: int) -> None:
    """Throws away what nobody has wanted since a moment."""
    for folder in folders:
        for file in (cache / folder).glob("*"):
            if file.stat().st_mtime_ns < since:
                file.unlink(missing_ok=True)
