"""Writes the site: the only module that touches its files.

Printing and publishing are two steps. Every changed file is first staged beside the site
(staged.py); only when all of them are there do they take their places, by renaming. So a mistake
while printing, or a full disk, leaves the last good site as it was.

Pages link in circles, and no file system replaces a thousand files at once. So a new page is
first announced by a placeholder, then every page takes its place, and a page that goes becomes
a placeholder before anything is deleted: whenever the press is stopped, every link on disk
leads to a file (docs/decisions/0003). The folder of a new issue is filled where it waits, and
takes its place by one renaming (docs/decisions/0033).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple

from broadsheet import durable, stock, urls
from broadsheet.problems import NewspaperError, problem
from broadsheet.staged import Staged

MARKER = ".broadsheet"
"""Says that the press made this folder, so that it may remove files from it."""
STAGING = ".staging"
UNFINISHED = ".unfinished"
"""Stands in a site while its files take their places, and stays where the press was stopped."""
PLACEHOLDER = """\
<!doctype html>
<html><head><meta charset="utf-8"><meta name="robots" content="noindex">
<meta http-equiv="refresh" content="2"><title>…</title></head>
<body><p lang="zh-Hans">本页正在付印，稍候即来。</p>
<p lang="en">This page is being printed. It will be here in a moment.</p></body></html>
""".encode()
"""What stands for some instants at an address that comes or goes. It links to nothing."""


class Placed(NamedTuple):
    """How files took their places."""

    whole: frozenset[str]
    """Folders that came as a whole."""
    new: int
    """How many of the files the site did not have."""


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
    found = stock.look(output, {}).values()
    return {
        path: stat for area in found if area for path, stat in stock.listed(area.listing).items()
    }


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


@contextmanager
def changing(output: Path) -> Iterator[None]:
    """Marks the site as unfinished until all went well."""
    mark = output / UNFINISHED
    try:
        mark.touch()
        yield
        mark.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(output.name, error) from error


def is_unfinished(output: Path) -> bool:
    """Whether the press was stopped while files of this site took their places."""
    return (output / UNFINISHED).exists()


def commit(
    output: Path,
    folder: Path,
    staged: Iterable[Staged],
    present: Container[str],
    *,
    lasting: bool = True,
) -> Placed:
    """Puts the staged files into their places, in order.

    `present` are the paths that the site has; what is new to it comes first. Where there is no
    room for what is new, it is taken back and the site is as it was. No file takes its place
    before all bytes are on the disk, unless the site need not last (`lasting`): a preview.
    """
    changed = [item for item in staged if item.waiting is not None]
    if changed and lasting:
        durable.settle(folder, [f"{folder}/{item.waiting}" for item in changed])
    inside = [item for item in changed if "/" in str(item.waiting)]
    single = [item for item in changed if "/" not in str(item.waiting)]
    ground = _Ground(output, folder, inside)
    new = [item for item in single if item.path not in present]
    placed = {item.path for item in new if not _is_page(item.path)}
    try:
        _place(ground, (item for item in new if not _is_page(item.path)), new=True)
        _announce(ground, (item.path for item in new if _is_page(item.path)))
        ground.move_in()
    except OSError:
        _delete(output, [item.path for item in (*new, *inside)])
        raise
    _place(ground, (item for item in single if item.path not in placed))
    return Placed(frozenset(ground.wholes), len(inside) + len(new))


def settle(output: Path, written: Collection[str]) -> None:
    """Waits until the files have their places on the disk too: the site is whole then."""
    durable.settle(output, [f"{output}/{path}" for path in written])


def remove(output: Path, folder: Path, paths: Collection[str]) -> tuple[str, ...]:
    """Removes files that are no longer made, and folders that are left empty.

    `folder` is the staging folder. Pages that go link to one another, so all of them lose
    their links before the first is deleted.
    """
    pages = [path for path in paths if _is_page(path) and (output / path).is_file()]
    if len(pages) > 1:
        for path in pages:
            (folder / "going").write_bytes(PLACEHOLDER)
            (folder / "going").replace(output / path)
    return _delete(output, paths)


def _is_page(path: str) -> bool:
    return path.endswith(".html")


class _Ground:
    """Where files go: into the site, or into a folder that has not taken its place yet."""

    def __init__(self, output: Path, folder: Path, inside: Iterable[Staged]) -> None:
        """`inside` are the files that came with such folders."""
        self.waiting, self.site = f"{folder}/", f"{output}/"
        self.wholes: dict[str, str] = {}
        """Names in the staging folder, by what the folders are to be in the site."""
        for item in inside:
            name, _, rest = str(item.waiting).partition("/")
            self.wholes[item.path[: -len(rest)]] = name
        self._moved = not self.wholes
        self._there: set[str] = set()

    def room(self, top: str, path: str) -> None:
        """Makes the folder of a file, where that has not been done."""
        folder = top + path.rpartition("/")[0]
        if folder not in self._there:
            _make_room(top, path)
            self._there.add(folder)

    def of(self, path: str) -> tuple[str, str]:
        """A folder that is there, and the way from it to where the file of this path goes."""
        name = None if self._moved else self.wholes.get(urls.area(path))
        if name is None:
            return self.site, path
        return f"{self.waiting}{name}/", path[len(urls.area(path)) :]

    def move_in(self) -> None:
        """The folders take their places."""
        for path, name in self.wholes.items():
            try:
                os.rename(self.waiting + name, self.site + path)  # noqa: PTH104 - hot
            except OSError:
                _make_room(self.site, path.rstrip("/"))
                Path(self.site, path).unlink(missing_ok=True)
                os.rename(self.waiting + name, self.site + path)  # noqa: PTH104 - hot
        self._moved = True


def _place(ground: _Ground, items: Iterable[Staged], *, new: bool = False) -> None:
    for item in items:
        assert item.waiting is not None
        top, path = ground.of(item.path)
        if new:
            ground.room(top, path)
        try:
            os.rename(ground.waiting + item.waiting, top + path)  # noqa: PTH104 - hot
        except OSError:
            _make_room(top, path)
            os.replace(ground.waiting + item.waiting, top + path)  # noqa: PTH105 - hot


def _announce(ground: _Ground, pages: Iterable[str]) -> None:
    source = f"{ground.waiting}placeholder"
    Path(source).write_bytes(PLACEHOLDER)
    for page in pages:
        top, path = ground.of(page)
        ground.room(top, path)
        try:
            os.link(source, top + path)
        except OSError:
            _make_room(top, path)
            source = _linked(Path(ground.waiting), source, top + path)


def _linked(folder: Path, source: str, target: str) -> str:
    """Puts a placeholder where there is room now; returns the file to link from next."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        # a file system without links, or one that gave out all it has for one file
        copy = folder / "another"
        copy.write_bytes(PLACEHOLDER)
        copy.replace(target)
        return target
    return source


def _delete(output: Path, paths: Iterable[str]) -> tuple[str, ...]:
    site, removed, folders = f"{output}/", list[str](), set[str]()
    for path in sorted(paths):
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            os.unlink(site + path)  # noqa: PTH108 - hot
            removed.append(path)
        folders.add(path.rpartition("/")[0])
    for path in sorted(folders, reverse=True):
        folder = path
        while folder:
            try:
                os.rmdir(site + folder)  # noqa: PTH106 - hot
            except OSError:
                break
            folder = folder.rpartition("/")[0]
    return tuple(removed)


def _make_room(top: str, path: str) -> None:
    """Folders for a file below `top`; what lies in the way is something that is no longer made."""
    parent = top + path.rpartition("/")[0]
    with suppress(OSError):
        try:
            # most often there is nothing yet, in a folder that is there
            os.mkdir(parent)  # noqa: PTH102 - hot
            return
        except FileExistsError:
            if S_ISDIR(os.lstat(parent).st_mode) and not os.path.lexists(top + path):
                return
    folder = Path(top)
    for part in Path(path).parent.parts:
        folder = folder / part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    target = Path(top, path)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)


def _unwritable(path: str, error: OSError) -> NewspaperError:
    return NewspaperError([problem("unwritable", path, reason=error.strerror or str(error))])
