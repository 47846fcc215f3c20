"""What lies in the site's folder, and whether it lies as the last build left it.

The site is looked at by areas (urls.area). To ask for the size and time of every file takes two
CPU seconds in an archive of 100 000 stories, most of them in folders that no build touches any
more. A file that comes, goes, is renamed or replaced changes the time of its folder: so an area
whose folders all have the times that were written down lies as it lay. Only a file that somebody
overwrites in its place does not show there; files are asked one by one where that is likely, and
everywhere in turn (docs/decisions/0029).
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from broadsheet import urls
from broadsheet.problems import NewspaperError, problem
from broadsheet.values import dataclass

RACY_NS = 50_000_000
"""A folder that changed this shortly before it was looked at may change again within one time."""
SMALL = 1000
"""Areas of a site whose files are all asked each time: those of a year, about."""
NEWEST = 16
"""Editions whose files are asked each time: what somebody may be at work on."""
TURNS = 30
"""So many builds ask every file of the site once: a month of a daily's."""

_ROW = tuple[str, int, int]
"""Path, size, time of modification in nanoseconds."""


class Lying(NamedTuple):
    """How an area was seen to lie."""

    files: int
    folders: str
    """Its folder and, in an edition's area, all below it: each path with a NUL behind it."""
    times: str
    """Those of the folders, in nanoseconds, with spaces between; empty if they prove nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """An area that was looked at file by file."""

    listing: str
    """`path size mtime` of each file and NUL, sorted; empty where there is none."""
    lying: Lying


def look(
    output: Path, known: Mapping[str, Lying], watched: Collection[str] = ()
) -> Mapping[str, Found | None]:
    """The areas that may not lie as `known`, as they lie now; None for those that are gone.

    All others do. Files are asked for in areas that are `watched`, that nobody knows, and that have
    other times than they had. Raises NewspaperError for links to other folders: what is written
    through them is not there.
    """
    top = f"{output}/"
    found: dict[str, Found | None] = {}
    links: list[str] = []
    waiting = [area for area, was in known.items() if area in watched or not _rests(top, was)]
    if "" not in known:
        waiting.append("")
    while waiting:
        area = waiting.pop()
        if area in found:
            continue
        seen = _seen(top, area, links)
        found[area] = seen[0] if seen is not None else None
        if seen is not None:
            waiting += (folder for folder in seen[1] if folder not in known)
    if links:
        raise NewspaperError(
            problem("symbolic-link", f"{output.name}/{link}") for link in sorted(links)
        )
    return found


def watched(known: Collection[str], turn: int) -> Collection[str]:
    """The areas whose files are asked one by one in the build of this number."""
    if len(known) <= SMALL:
        return known
    areas = sorted(known)
    editions = [area for area in areas if urls.is_edition_area(area)]
    return {"", *editions[-NEWEST:], *areas[turn % TURNS :: TURNS]}


def lie(output: Path, area: str, filled: Iterable[_ROW] = (), before: int = 0) -> Found | None:
    """An area as it lies now; None where it is gone.

    `filled` are files that came into the site with their folders, all at once, at the time
    `before` or later: what such a folder holds is known if it has not changed since.
    """
    seen = _seen(f"{output}/", area, [], _leaves(filled), before - RACY_NS)
    return seen[0] if seen is not None else None


def listing(files: Iterable[_ROW]) -> str:
    """(path, size, mtime) of the files of an area as `Found` has them."""
    return "".join([f"{path} {size} {mtime}\0" for path, size, mtime in sorted(files)])


def listed(text: str) -> dict[str, tuple[int, int]]:
    """Path to (size, mtime) in a listing."""
    rows = (line.rsplit(" ", 2) for line in text[:-1].split("\0")) if text else ()
    return {path: (int(size), int(mtime)) for path, size, mtime in rows}


def _rests(top: str, was: Lying) -> bool:
    """Whether the folders of an area have the times that they had."""
    if not was.times:
        return False
    try:
        return was.times == _times(top, was.folders[:-1].split("\0"))
    except OSError:
        return False


def _times(top: str, folders: Sequence[str]) -> str:
    return " ".join([str(os.stat(top + folder).st_mtime_ns) for folder in folders])  # noqa: PTH116


def _leaves(files: Iterable[_ROW]) -> Mapping[str, Sequence[_ROW]]:
    """The files by their folders, of those that have no folders in them."""
    found: dict[str, list[_ROW]] = {}
    for row in files:
        found.setdefault(row[0][: row[0].rfind("/") + 1], []).append(row)
    for folder in tuple(found):
        found.pop(folder[: folder.rfind("/", 0, -1) + 1], None)
    return found


def _seen(
    top: str,
    area: str,
    links: list[str],
    known: Mapping[str, Sequence[_ROW]] = MappingProxyType({}),
    before: int = 0,
) -> tuple[Found, list[str]] | None:
    """An area file by file, and the folders right below it; of an edition's area there are none.

    `known` are the files of folders that have not changed since the time `before`.
    """
    now = time.time_ns()
    files: list[_ROW] = []
    folders, below = [area], list[str]()
    whole = urls.is_edition_area(area)
    times: list[int] = []
    try:
        for folder in folders:
            # before its files are looked at: what comes meanwhile has another time
            times.append(os.stat(top + folder).st_mtime_ns)  # noqa: PTH116
            if times[-1] < before and folder in known:
                files += known[folder]
            else:
                _list(top + folder, folder, files, folders if whole else below, links)
    except (FileNotFoundError, NotADirectoryError):
        if not files and folders == [area]:
            return None
        # somebody clears it away while it is looked at
        times = []
    proof = " ".join(map(str, times)) if times and max(times) < now - RACY_NS else ""
    lying = Lying(len(files), "".join(f"{folder}\0" for folder in folders), proof)
    return Found(listing(files), lying), below


def _list(
    folder: str, prefix: str, files: list[_ROW], folders: list[str], links: list[str]
) -> None:
    """Adds the files and the folders of one folder, whose path in the site is `prefix`."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if not prefix and name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{prefix}{name}/")
                continue
            if entry.is_symlink() and entry.is_dir():
                links.append(prefix + name)
            stat = entry.stat(follow_symlinks=False)
            files.append((prefix + name, stat.st_size, stat.st_mtime_ns))
