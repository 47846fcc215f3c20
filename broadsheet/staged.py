"""Fills the staging folder, beside the site: what is printed waits there for its place.

What the site has already is not written again, and the folder of an issue that it does not have is
filled as it is to be (docs/decisions/0033). The files take their places in write.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from broadsheet.model import Output, Taken
from broadsheet.text import mark
from broadsheet.values import dataclass


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits for its place in the site, or stays as it is."""

    path: str
    digest: str
    size: int
    mtime: int
    """Nanoseconds."""
    source: str
    waiting: str | None
    """Name in the staging folder; None where the site already has these bytes. A name with a
    slash is that of a file in a folder that takes its place as a whole."""


def stage(
    output: Path,
    folder: Path,
    prefix: str,
    outputs: Iterable[Output | Taken],
    known: Mapping[str, str],
    area: str | None = None,
) -> tuple[tuple[Staged, ...], frozenset[str]]:
    """Stages what differs from the site; beside that the paths of what rests there untouched.

    `prefix` keeps the names of one batch apart from others; `known` has the digests of files
    that are known to lie untouched in the site. Other files are compared byte by byte. `area` is
    the folder of an issue, of the one batch that fills it: if the site does not have it, it is
    staged as a whole.
    """
    there = area is None or os.path.lexists(f"{output}/{area}")
    new = None if area is None or there else _Folder(folder, prefix, area)
    staged, resting = list[Staged](), list[str]()
    paths: Mapping[str, str] | None = None
    for number, item in enumerate(outputs):
        name = f"{prefix}-{number}"
        if isinstance(item, Taken):
            if known.get(item.path) == item.mark:
                resting.append(item.path)
            else:
                paths = paths or {mark: path for path, mark in known.items()}
                staged.append(_take(output, folder, name, item, known, paths))
            continue
        one = new.fill(item) if new is not None else None
        staged.append(one or _stage(output, folder, name, item, known))
    return tuple(staged), frozenset(resting)


class _Folder:
    """The folder of an issue that the site does not have, filled before it takes its place."""

    def __init__(self, folder: Path, prefix: str, area: str) -> None:
        self._top, self._prefix, self._area = f"{folder}/{prefix}/", prefix, area
        self._made = {""}
        # a forme may be printed twice, to say with what it clashes
        os.makedirs(self._top, exist_ok=True)  # noqa: PTH103 - a plain string

    def fill(self, item: Output) -> Staged | None:
        """Writes a file there; None for one that takes its place by itself."""
        if item.outward or not item.path.startswith(self._area):
            return None
        path = item.path[len(self._area) :]
        parent = path.rpartition("/")[0]
        try:
            if parent not in self._made:
                self._make(parent)
            mtime = _written(self._top + path, item.data)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            # a file and a folder of one name, which is found when all is printed
            return None
        digest, size = mark(item.data), len(item.data)
        return Staged(item.path, digest, size, mtime, item.source, f"{self._prefix}/{path}")

    def _make(self, folder: str) -> None:
        try:
            os.mkdir(self._top + folder)  # noqa: PTH102 - hot
        except OSError:
            os.makedirs(self._top + folder, exist_ok=True)  # noqa: PTH103 - a plain string
        self._made.add(folder)


def _stage(output: Path, folder: Path, name: str, item: Output, known: Mapping[str, str]) -> Staged:
    name_of_bytes = mark(item.data)
    size = len(item.data)
    if known.get(item.path) == name_of_bytes or item.path not in known:
        stat = _same(f"{output}/{item.path}", item.data)
        if stat is not None:
            return Staged(item.path, name_of_bytes, size, stat.st_mtime_ns, item.source, None)
    mtime = _written(f"{folder}/{name}", item.data)
    return Staged(item.path, name_of_bytes, size, mtime, item.source, name)


def _written(target: str, data: bytes) -> int:
    """Writes a file; its time, which renaming keeps."""
    file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        return os.fstat(file).st_mtime_ns
    finally:
        os.close(file)


def _take(
    output: Path,
    folder: Path,
    name: str,
    item: Taken,
    known: Mapping[str, str],
    paths: Mapping[str, str],
) -> Staged:
    """Brings a file that lies in the site under another path, if it is what it was."""
    data = b""
    if item.mark in paths:
        with suppress(OSError):
            data = (output / paths[item.mark]).read_bytes()
    if mark(data) != item.mark:
        data = item.make()
    return _stage(output, folder, name, Output(item.path, data, item.source), known)


def _same(target: str, data: bytes) -> os.stat_result | None:
    """The file's status where it has these bytes."""
    try:
        stat = os.lstat(target)
        if stat.st_size != len(data) or not S_ISREG(stat.st_mode):
            return None
        with open(target, "rb") as file:  # noqa: PTH123 - a plain string, and hot
            return stat if file.read() == data else None
    except OSError:
        return None
