"""Writes the site: the only module that touches its folder.

Printing and publishing are two steps. Every changed file is first staged beside the site;
only when all of them are there do they take their places, by renaming, in the order given.
So a mistake while printing, or a full disk, leaves the last good site as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from broadsheet.model import Output
from broadsheet.problems import NewspaperError, problem
from broadsheet.text import digest

MARKER = ".broadsheet"
"""Says that the press made this folder, so that it may remove files from it."""
STAGING = ".staging"


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
    """Name in the staging folder; None where the site already has these bytes."""


def open_site(output: Path) -> None:
    """Makes the folder, or takes one that the press made or that holds only dotfiles.

    Raises NewspaperError for a folder with somebody else's files.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        foreign = not (output / MARKER).exists() and any(
            not name.startswith(".")
            for name in os.listdir(output)  # noqa: PTH208 - names only
        )
        if foreign:
            raise NewspaperError([problem("not-a-site", output.name)])
        if not (output / MARKER).exists():
            (output / MARKER).write_text("made by broadsheet; do not edit by hand\n")
    except OSError as error:
        raise _unwritable(output.name, error) from error


def present(output: Path) -> dict[str, tuple[int, int]]:
    """Every file of the site but root dotfiles: path to (size in bytes, mtime in nanoseconds).

    Raises NewspaperError for links to other folders: what is written through them is not there.
    """
    links: list[str] = []
    found = {path: (size, mtime) for path, size, mtime in _walk(str(output), "", links)}
    if links:
        raise NewspaperError(problem("symbolic-link", f"{output.name}/{link}") for link in links)
    return found


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """A fresh folder on the site's own file system; it is gone afterwards."""
    folder = output / STAGING
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
        yield folder
    except OSError as error:
        raise _unwritable(output.name, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stage(
    output: Path, folder: Path, prefix: str, outputs: Iterable[Output], known: Mapping[str, str]
) -> tuple[Staged, ...]:
    """Stages what differs from the site.

    `prefix` keeps the names of one batch apart from others; `known` has the digests of files
    that are known to lie untouched in the site. Other files are compared byte by byte.
    """
    return tuple(
        _stage(output, folder, f"{prefix}-{number}", item, known)
        for number, item in enumerate(outputs)
    )


def commit(output: Path, folder: Path, staged: Iterable[Staged]) -> None:
    """Puts the staged files into their places, in order."""
    site, waiting = f"{output}/", f"{folder}/"
    for item in staged:
        if item.waiting is not None:
            try:
                os.replace(waiting + item.waiting, site + item.path)  # noqa: PTH105 - hot
            except OSError:
                # the folder is not there yet, or something else lies in the way
                _make_room(output, item.path)
                Path(waiting + item.waiting).replace(site + item.path)


def remove(output: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Removes files that are no longer made, and folders that are left empty."""
    removed: list[str] = []
    for path in sorted(paths):
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            (output / path).unlink()
            removed.append(path)
        for parent in (output / path).parents:
            if parent == output:
                break
            try:
                parent.rmdir()
            except OSError:
                break
    return tuple(removed)


def _stage(output: Path, folder: Path, name: str, item: Output, known: Mapping[str, str]) -> Staged:
    name_of_bytes = digest(item.data)
    size = len(item.data)
    if known.get(item.path) == name_of_bytes or item.path not in known:
        stat = _same(f"{output}/{item.path}", item.data)
        if stat is not None:
            return Staged(item.path, name_of_bytes, size, stat.st_mtime_ns, item.source, None)
    file = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        rest = memoryview(item.data)
        while rest:
            rest = rest[os.write(file, rest) :]
        # renaming keeps the time
        mtime = os.fstat(file).st_mtime_ns
    finally:
        os.close(file)
    return Staged(item.path, name_of_bytes, size, mtime, item.source, name)


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


def _make_room(output: Path, path: str) -> None:
    """Folders for a file; what lies in the way is something that is no longer made."""
    folder = output
    for part in Path(path).parent.parts:
        folder = folder / part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    target = output / path
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)


def _walk(folder: str, prefix: str, links: list[str]) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not prefix and entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{prefix}{entry.name}/", links)
                continue
            if entry.is_symlink() and entry.is_dir():
                links.append(f"{prefix}{entry.name}")
            stat = entry.stat(follow_symlinks=False)
            yield f"{prefix}{entry.name}", stat.st_size, stat.st_mtime_ns


def _unwritable(path: str, error: OSError) -> NewspaperError:
    return NewspaperError([problem("unwritable", path, reason=error.strerror or str(error))])
