"""Writes the site: the only module that touches its folder.

Printing and publishing are two steps. Every changed file is first staged beside the site;
only when all of them are there do they take their places, by renaming. So a mistake while
printing, or a full disk, leaves the last good site as it was.

Pages link in circles, and no file system replaces a thousand files at once. So a new page is
first announced by a placeholder, then every page takes its place, and a page that goes becomes
a placeholder before anything is deleted: whenever the press is stopped, every link on disk
leads to a file (docs/decisions/0003).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG

from broadsheet import durable, stock
from broadsheet.model import Output, Taken
from broadsheet.problems import NewspaperError, problem
from broadsheet.text import mark
from broadsheet.values import dataclass

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


def stage(
    output: Path,
    folder: Path,
    prefix: str,
    outputs: Iterable[Output | Taken],
    known: Mapping[str, str],
) -> tuple[Staged, ...]:
    """Stages what differs from the site.

    `prefix` keeps the names of one batch apart from others; `known` has the digests of files
    that are known to lie untouched in the site. Other files are compared byte by byte.
    """
    paths = {mark: path for path, mark in known.items()}
    return tuple(
        _stage(output, folder, f"{prefix}-{number}", item, known)
        if isinstance(item, Output)
        else _take(output, folder, f"{prefix}-{number}", item, known, paths)
        for number, item in enumerate(outputs)
    )


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
) -> None:
    """Puts the staged files into their places, in order.

    `present` are the paths that the site has; what is new to it comes first. Where there is no
    room for what is new, it is taken back and the site is as it was. No file takes its place
    before all bytes are on the disk, unless the site need not last (`lasting`): a preview.
    """
    changed = [item for item in staged if item.waiting is not None]
    if changed and lasting:
        durable.settle(folder, [f"{folder}/{item.waiting}" for item in changed])
    new = [item for item in changed if item.path not in present]
    placed = {item.path for item in new if not _is_page(item.path)}
    try:
        _place(output, folder, (item for item in new if not _is_page(item.path)))
        _announce(output, folder, (item.path for item in new if _is_page(item.path)))
    except OSError:
        _delete(output, [item.path for item in new])
        raise
    _place(output, folder, (item for item in changed if item.path not in placed))


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


def _place(output: Path, folder: Path, items: Iterable[Staged]) -> None:
    waiting, site = f"{folder}/", f"{output}/"
    for item in items:
        assert item.waiting is not None
        try:
            os.rename(waiting + item.waiting, site + item.path)  # noqa: PTH104 - hot
        except OSError:
            _make_room(output, item.path)
            Path(waiting + item.waiting).replace(site + item.path)


def _announce(output: Path, folder: Path, pages: Iterable[str]) -> None:
    site, source = f"{output}/", f"{folder}/placeholder"
    Path(source).write_bytes(PLACEHOLDER)
    for path in pages:
        _make_room(output, path)
        try:
            os.link(source, site + path)
        except OSError:
            source = _linked(folder, source, site + path)


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


def _stage(output: Path, folder: Path, name: str, item: Output, known: Mapping[str, str]) -> Staged:
    name_of_bytes = mark(item.data)
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


def _take(
    output: Path,
    folder: Path,
    name: str,
    item: Taken,
    known: Mapping[str, str],
    paths: Mapping[str, str],
) -> Staged:
    """Gives a file of the site one more path, which takes no room and no time to write."""
    there = known.get(item.path) == item.mark
    path = item.path if there else paths.get(item.mark)
    if path is not None:
        with suppress(OSError):
            # no link, where a file system has none
            if not there:
                os.link(f"{output}/{path}", f"{folder}/{name}")
            stat = os.lstat(f"{output}/{path}")
            size, mtime = stat.st_size, stat.st_mtime_ns
            return Staged(item.path, item.mark, size, mtime, item.source, None if there else name)
    return _stage(output, folder, name, Output(item.path, item.make(), item.source), known)


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
    with suppress(OSError):
        # most often there is nothing yet, in a folder that is there
        os.mkdir(f"{output}/{path.rpartition('/')[0]}")  # noqa: PTH102 - hot
        return
    folder = output
    for part in Path(path).parent.parts:
        folder = folder / part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    target = output / path
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)


def _unwritable(path: str, error: OSError) -> NewspaperError:
    return NewspaperError([problem("unwritable", path, reason=error.strerror or str(error))])
