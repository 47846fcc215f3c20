"""Files of the cache that took long to make: read where they are kept, else made and kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made", bytes, bytes | None)


def kept(file: Path, make: Callable[[], Made]) -> Made:
    """The bytes of `file`, or what `make` gives, put there whole unless it is None.

    The name of the file has to say all that its bytes depend on. Its folder is made when it is
    needed; several processes may make the same file at once.
    """
    try:
        return file.read_bytes()
    except OSError:
        made = make()
    if made is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        waiting = file.with_suffix(f".{os.getpid()}")
        waiting.write_bytes(made)
        waiting.replace(file)
    return made
