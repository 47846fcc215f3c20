"""Takes: the pages of raw files, each taken once, by as many processes as there are.

A page that is read from its picture costs a minute. What was taken of it lies in the cache until
its issue is on the shelf, so that a run that was stopped goes on behind the last page it had.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import broadsheet
from broadsheet.ingest.dropbox import PAGES, SCANS, Drop, RawFile
from broadsheet.pdf.eyes import can_look
from broadsheet.pdf.taken import TakenPage
from broadsheet.pdf.workshop import take_some
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.workers import Workers

MEGABYTE = 1 << 20
LARGEST_PAGES = 512 * MEGABYTE
"""Bytes of one file of pages: sixty-four pages with pictures for the press are half of it."""
FOLDER = "takes"
"""In the cache: a file for each page."""
AGE = 30 * 24 * 3600.0
"""Seconds after which a page of an issue that nobody set is thrown away."""
OPENING = 2
"""Pages that are taken of a file when it is opened; how many it has is known then."""
CHUNKS = (8, 24)
"""Pages that one process takes after the other, least and most, where none has to be looked at:
a process takes as long to start as a page to read."""
BATCH = 4
"""Files for each process that are begun before their issues are set."""


def is_printed(drop: Drop) -> bool:
    """Whether an issue came as pages."""
    return not drop.is_library and any(file.suffix in PAGES | SCANS for file in drop.files)


def batches(drops: Sequence[Drop], processes: int) -> Iterator[tuple[Drop, ...]]:
    """Issues that came as pages, so many together as keep all processes at work."""
    batch: list[Drop] = []
    for drop in drops:
        batch.append(drop)
        if sum(len(each.files) for each in batch) >= BATCH * processes:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


@dataclass(frozen=True, slots=True)
class _Task:
    """Some pages of a file."""

    path: Path
    shown: str
    first: int
    last: int
    names: str
    """Path of the cached pages, up to their numbers."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a task."""

    count: int = 0
    """Pages of the whole file."""
    slow: bool = False
    """They had to be looked at."""
    failed: tuple[TakenPage, ...] = ()
    """Those that could not be read: not kept, for the next run may have more luck."""
    problems: tuple[Problem, ...] = ()


class Takes:
    """Takes pages of issues by `pool`; `progress` hears (pages done, pages, name)."""

    def __init__(
        self, folder: Path, pool: Workers, progress: Callable[[int, int, str], None]
    ) -> None:
        self._folder, self._pool, self._progress = folder / FOLDER, pool, progress
        self._done: dict[str, list[_Done]] = {}

    def take(self, drops: Sequence[Drop]) -> None:
        """Takes all pages of issues that are not in the cache yet."""
        files = []
        for drop in drops:
            for file in drop.files:
                self._done[file.shown] = refused = _refused(file)
                files += [(drop, file)] if not refused else []
        opening = []
        for _, file in files:
            names = self._names(file)
            opening.append(_Task(file.path, file.shown, 0, OPENING, names))
        total = sum(1 if file.suffix in SCANS else OPENING for _, file in files)
        rest: list[tuple[Drop, RawFile, _Task]] = []
        done = 0
        results = self._pool.map(_take, opening, long=True)
        for (drop, file), task, result in zip(files, opening, results, strict=True):
            self._done[file.shown] = [result]
            had = min(result.count, OPENING)
            share = (result.count - OPENING) // (4 * self._pool.width)
            step = 1 if result.slow else min(max(share, CHUNKS[0]), CHUNKS[1])
            for first in range(OPENING, result.count, step):
                last = min(result.count, first + step)
                more = _Task(task.path, task.shown, first, last, task.names)
                rest.append((drop, file, more))
            total += result.count - (1 if file.suffix in SCANS else OPENING)
            done += had
            self._progress(done, max(done, total), f"{drop.name}, page")
        results = self._pool.map(_take, [task for _, _, task in rest], long=True)
        for (drop, file, task), result in zip(rest, results, strict=True):
            self._done[file.shown].append(result)
            done += task.last - task.first
            self._progress(done, total, f"{drop.name}, page")

    def of(self, drop: Drop) -> dict[str, tuple[TakenPage, ...]]:
        """The pages of each file of an issue. Raises NewspaperError with all its problems."""
        found: dict[str, tuple[TakenPage, ...]] = {}
        problems: list[Problem] = []
        for file in drop.files:
            results = self._done[file.shown]
            problems += [each for result in results for each in result.problems]
            failed = {page.index: page for result in results for page in result.failed}
            names = self._names(file)
            pages = [
                failed.get(n) or _load(Path(f"{names}-{n:04d}")) for n in range(results[0].count)
            ]
            there = tuple(page for page in pages if page is not None)
            if len(there) < len(pages):
                problems.append(problem("raw-changed", file.shown))
            found[file.name] = there
        if problems:
            raise NewspaperError(problems)
        return found

    def clear(self, drop: Drop) -> None:
        """Throws the pages of an issue away that is on the shelf, and pages that nobody set."""
        files = [path for file in drop.files for path in self._files(file)]
        old = time.time() - AGE
        for path in (*files, *(p for p in self._folder.glob("*") if p.stat().st_mtime < old)):
            path.unlink(missing_ok=True)

    def _files(self, file: RawFile) -> Iterator[Path]:
        name = _DIGESTS.get((file.path, file.size, file.modified))
        return self._folder.glob(f"{name}-*") if name else iter(())

    def _names(self, file: RawFile) -> str:
        key = (file.path, file.size, file.modified)
        if key not in _DIGESTS:
            try:
                with file.path.open("rb") as stream:
                    told = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError:
                told = "gone"  # taking its pages says so
            _DIGESTS[key] = f"{told[:32]}-{_press()[:12]}"
        return str(self._folder / _DIGESTS[key])


_DIGESTS: dict[tuple[Path, int, int], str] = {}
"""Of raw files as they lie on disk: (path, bytes, time) → digest of their content and ours."""


@cache
def _press() -> str:
    """Digest of what the reading of a page depends on beside the page."""
    told = hashlib.sha256(f"{broadsheet.__version__} {can_look()}".encode())
    home = Path(broadsheet.__file__).parent
    for path in sorted([*home.glob("pdf/*.py"), *home.glob("ocr/*.py")]):
        told.update(path.read_bytes())
    return told.hexdigest()


def _refused(file: RawFile) -> list[_Done]:
    """Why a file is not opened at all."""
    if file.size <= LARGEST_PAGES:
        return []
    size, limit = file.size // MEGABYTE, LARGEST_PAGES // MEGABYTE
    return [_Done(problems=(problem("raw-too-large", file.shown, size=size, limit=limit),))]


def _take(task: _Task) -> _Done:
    """Takes those of some pages that are not in the cache."""
    if not task.path.is_file():
        return _Done(problems=(problem("raw-missing", task.shown),))
    count = _known(Path(f"{task.names}-count"))
    wanted = range(task.first, min(task.last, count or task.last))
    kept = [_load(Path(f"{task.names}-{n:04d}")) for n in wanted]
    slow = any(page is not None and page.by_eye for page in kept)
    first = next((n for n, page in zip(wanted, kept, strict=True) if page is None), None)
    if count and first is None:
        return _Done(count, slow)
    failed: list[TakenPage] = []
    try:
        for total, page in take_some(task.path, task.shown, first or 0, task.last):
            count = total
            slow = slow or page.by_eye
            _keep(Path(f"{task.names}-count"), str(total).encode())
            if page.failure is not None:
                failed.append(page)
            else:
                _keep(Path(f"{task.names}-{page.index:04d}"), pickle.dumps(page, protocol=5))
    except NewspaperError as error:
        return _Done(problems=error.problems)
    return _Done(count, slow, tuple(failed))


def _keep(path: Path, data: bytes) -> None:
    """Writes a file of the cache whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.{os.getpid()}")
    waiting.write_bytes(data)
    waiting.replace(path)


def _known(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0


class _Reader(pickle.Unpickler):
    """Makes values of the press's own classes alone: a cache is a folder like any other."""

    ROOMS = ("broadsheet.layouts", "broadsheet.pdf.", "broadsheet.ocr.doubts")

    def find_class(self, module: str, name: str) -> object:
        if not module.startswith(self.ROOMS) or not name.isidentifier():
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a page")
        found = super().find_class(module, name)
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no class")
        return found


def _load(path: Path) -> TakenPage | None:
    """A page of the cache; None where there is none, or not as this press wrote it."""
    try:
        page = _Reader(io.BytesIO(path.read_bytes())).load()
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError):
        return None
    return page if isinstance(page, TakenPage) else None


Pages = Mapping[str, tuple[TakenPage, ...]]
"""The pages of each file of an issue, by its name."""
