"""Editions as they were read, kept for the rest of a build: printing them asks for no file again.

An archive that is printed anew is read to plan it, and again to print it, once for its pages and
once for the search index. What was read is kept in `.cache/composed` meanwhile, by other
processes too; memory holds none of it.
"""

from __future__ import annotations

import pickle
import shutil
from contextlib import suppress
from pathlib import Path

from broadsheet.model import Edition

FOLDER = "composed"


def keep(cache: Path, name: str, stat: str, edition: Edition) -> None:
    """Keeps an edition; `stat` tells its files from others (read.Folder.stat)."""
    data = pickle.dumps((stat, edition), pickle.HIGHEST_PROTOCOL)
    # without room for it, or for its folder, it is read again
    with suppress(OSError):
        path = cache / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def find(cache: Path, name: str, stat: str) -> Edition | None:
    """The edition, where these very files were read in this build."""
    try:
        with open(f"{cache}/{FOLDER}/{name}", "rb") as file:  # noqa: PTH123 - a plain string
            kept, edition = pickle.load(file)  # noqa: S301 - written by this build
    except (OSError, EOFError, ValueError, TypeError, AttributeError, pickle.UnpicklingError):
        return None
    return edition if kept == stat and isinstance(edition, Edition) else None


def clear(cache: Path) -> None:
    """Forgets what was kept."""
    shutil.rmtree(cache / FOLDER, ignore_errors=True)
