"""The drop box: which raw issues wait in content/inbox, and which are still being written."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadsheet.model import EditionKey
from broadsheet.pdf import taken
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.text import printable

INBOX = "content/inbox"
REPORT_SUFFIX = ".report.txt"
"""What could not be set has a report of this name beside it."""

PICTURES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"))
"""Files of an issue's folder that are pictures of its stories."""
PAGES = frozenset((".pdf",))
"""Files that are print pages; text beside them is an export of the same issue."""
SCANS = taken.SCANS
"""Pictures that are print pages where no text and no PDF is beside them."""
LIBRARY = frozenset((".xml",))
"""METS and ALTO; what is beside them are the pictures and PDFs that they name."""
EXPORTS = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".docx"))
"""Files of text that may lie beside pages."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of a raw issue as it lies on disk."""

    path: Path
    name: str
    """Path in the issue's folder with forward slashes; the base name where it is one file."""
    shown: str
    """Path for messages, relative to the root where it lies below it."""
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds since the epoch."""
    page: int | None = None
    """Number of the print page, where the name states it."""
    page_name: str | None = None

    @property
    def suffix(self) -> str:
        """`.txt`, in lower case."""
        return Path(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Drop:
    """One raw issue: a file, or a folder with a file for each print page."""

    name: str
    """Name of the file or folder."""
    path: Path
    shown: str
    key: EditionKey | None
    """From the name; None where the name says no date."""
    files: tuple[RawFile, ...]
    """In the order of their pages."""
    pictures: tuple[RawFile, ...]
    waiting: bool
    """It lies in the inbox, and leaves it when it is set."""
    folder: bool
    exports: tuple[RawFile, ...] = ()
    """Text that came beside the pages of a PDF: of the same name, or in the same folder."""

    @property
    def is_library(self) -> bool:
        """Whether it came as METS and ALTO; the pages in it are what those name."""
        return any(file.suffix in LIBRARY for file in self.files)

    @property
    def every(self) -> tuple[RawFile, ...]:
        """All its files."""
        return (*self.files, *self.exports, *self.pictures)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the drop box."""

    drops: tuple[Drop, ...]
    refused: tuple[tuple[Path, tuple[Problem, ...]], ...]
    """What cannot be an issue, and why."""


def find(root: Path, paths: Sequence[Path] = ()) -> Found:
    """All raw issues in the inbox, or those at the paths given, by name.

    Hidden, temporary and report files are passed over; symbolic links are refused. Each issue
    stands alone: what is wrong with one is a problem, and the others are found all the same.
    """
    drops: list[Drop] = []
    refused: list[tuple[Path, tuple[Problem, ...]]] = []
    listed = tuple(paths) or _listing(root / INBOX)
    pages = {path.absolute().with_suffix("") for path in listed if path.suffix.lower() in PAGES}
    for path in listed:
        if path.suffix.lower() in EXPORTS and path.absolute().with_suffix("") in pages:
            continue  # it comes with its pages
        try:
            found = _drop(path.absolute(), root)
        except NewspaperError as error:
            refused.append((path.absolute(), error.problems))
        else:
            drops += [found] if found is not None else []
    return Found(tuple(drops), tuple(refused))


def is_issue_name(name: str) -> bool:
    """Whether a name may be a raw issue's: no lock, backup, half download or report."""
    lower = name.lower()
    return (
        not name.startswith((".", "~", "#"))
        and not lower.endswith(_TEMPORARY)
        and not lower.endswith(REPORT_SUFFIX)
        and lower not in ("thumbs.db", "desktop.ini", "__macosx")
    )


_TEMPORARY = ("~", ".tmp", ".part", ".partial", ".crdownload", ".download", ".swp", ".filepart")
"""What editors, browsers and transfer programs write before the file has its name."""


def _listing(folder: Path) -> tuple[Path, ...]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(folder / name for name in names if is_issue_name(name))


def _drop(path: Path, root: Path) -> Drop | None:
    """The issue at a path; None for a folder with nothing in it."""
    shown = shown_path(path, root)
    _check_name(path.name, shown)
    if path.is_symlink():
        raise NewspaperError([problem("symbolic-link", shown)])
    waiting = in_inbox(path, root)
    if path.is_file():
        file = _file(path, path.name, shown)
        key = key_of(path.stem, shown)
        beside = tuple(_beside(path, root)) if file.suffix in PAGES else ()
        return Drop(path.name, path, shown, key, (file,), (), waiting, False, beside)
    if not path.is_dir():
        raise NewspaperError([problem("raw-missing", shown)])
    files = tuple(_walk(path, "", shown))
    if any(file.suffix in LIBRARY for file in files):
        return Drop(path.name, path, shown, key_of(path.name, shown), files, (), waiting, True)
    texts = tuple(file for file in files if file.suffix not in PICTURES | SCANS)
    pictures = tuple(file for file in files if file.suffix in PICTURES | SCANS)
    if not texts:
        texts, pictures = tuple(file for file in pictures if file.suffix in SCANS), ()
    if not texts:
        return None
    key = key_of(path.name, shown)
    pages = tuple(file for file in texts if file.suffix in PAGES)
    exports = tuple(file for file in texts if file.suffix not in PAGES) if pages else ()
    return Drop(
        path.name, path, shown, key, _paged(pages or texts), pictures, waiting, True, exports
    )


def _beside(path: Path, root: Path) -> Iterator[RawFile]:
    """Text of the same name as a PDF."""
    for other in _listing(path.parent):
        named = other.with_suffix("") == path.with_suffix("")
        if named and other.suffix.lower() in EXPORTS and other.is_file() and not other.is_symlink():
            yield _file(other, other.name, shown_path(other, root))


def in_inbox(path: Path, root: Path) -> bool:
    """Whether a path lies directly in the drop box."""
    return path.parent.resolve() == (root / INBOX).resolve()


def _walk(folder: Path, prefix: str, shown: str) -> Iterator[RawFile]:
    for path in _listing(folder):
        name, where = f"{prefix}{path.name}", f"{shown}/{path.name}"
        _check_name(path.name, where)
        if path.is_symlink():
            raise NewspaperError([problem("symbolic-link", where)])
        if path.is_dir():
            yield from _walk(path, f"{name}/", where)
        elif path.is_file():
            yield _file(path, name, where)


def _file(path: Path, name: str, shown: str) -> RawFile:
    stat = path.stat()
    return RawFile(path, name, shown, stat.st_size, stat.st_mtime_ns)


_PAGE = re.compile(r"(?:第)?0*(\d{1,3})(?!\d)\s*版?[\s._\-：:、]*(.*)\Z")


def _paged(files: tuple[RawFile, ...]) -> tuple[RawFile, ...]:
    """The files of a folder by the print pages that their names state: `01-要闻.txt`."""
    if len(files) == 1:
        return files
    problems: list[Problem] = []
    pages: dict[int, RawFile] = {}
    for file in files:
        match = _PAGE.match(Path(file.name).stem)
        if match is None or int(match[1]) == 0:
            problems.append(problem("raw-page-name", file.shown))
            continue
        number = int(match[1])
        if number in pages:
            other = pages[number].shown
            problems.append(problem("raw-page-twice", file.shown, number=number, other=other))
            continue
        pages[number] = RawFile(
            file.path, file.name, file.shown, file.size, file.modified, number, match[2] or None
        )
    if problems:
        raise NewspaperError(problems)
    return tuple(pages[number] for number in sorted(pages))


def _check_name(name: str, shown: str) -> None:
    bad = "\\" in name or ":" in name or name in ("", ".", "..")
    try:
        name.encode()
    except UnicodeEncodeError:
        bad = True
    if bad or any(ord(char) < 0x20 or ord(char) == 0x7F for char in name):
        safe = printable(name.encode(errors="replace").decode())
        raise NewspaperError([problem("raw-name", printable(shown, 80), name=safe)])


def shown_path(path: Path, root: Path) -> str:
    """The path for messages: relative to the root where it lies below it."""
    try:
        shown = path.relative_to(root).as_posix()
    except ValueError:
        shown = path.as_posix()
    return shown.encode(errors="replace").decode()


_DATED = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d{2})(?:([-._年])(\d{1,2})(?:\2|月)(\d{1,2})日?"
    r"|(\d{2})(\d{2}))(?:[-_(（](\d{1,2})[)）]?)?(?![0-9A-Za-z])"
)


def key_of(stem: str, shown: str) -> EditionKey | None:
    """The edition that a name is for: `2023-01-31`, `2023-01-31-2`, `20230131`, `2023年1月31日`.

    None where it says no date. Raises NewspaperError for a day that does not exist.
    """
    match = _DATED.search(stem)
    if match is None:
        return None
    month, day = int(match[3] or match[5]), int(match[4] or match[6])
    # Eight digits that are no day are a number of another kind.
    if match[5] and not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        date = dt.date(int(match[1]), month, day)
    except ValueError:
        raise NewspaperError([problem("raw-date", shown, date=match[0])]) from None
    return EditionKey(date, max(int(match[7] or 1), 1))


QUIET_AGE = 2.0
"""Seconds after which a file is taken for finished without watching it."""
QUIET_TIME = 0.5
"""Seconds that a younger file must stay the same."""
PATIENCE = 5.0
"""Seconds to wait for files that keep changing, before they are left for the next time."""
_STEP = 0.1


def quiet(
    drops: Sequence[Drop],
    clock: Callable[[], float] = time.time,
    pause: Callable[[float], None] = time.sleep,
) -> frozenset[Path]:
    """Paths of the issues that nobody is writing any more.

    Issues outside the inbox were named by a person and count as finished. `clock` gives seconds
    since the epoch, `pause` waits.
    """
    start = clock()
    young = [drop for drop in drops if drop.waiting and start - _newest(drop) < QUIET_AGE]
    done = {drop.path for drop in drops} - {drop.path for drop in young}
    seen = {drop: (_state(drop), start) for drop in young}
    while seen and clock() - start < PATIENCE:
        pause(_STEP)
        for drop, (state, since) in list(seen.items()):
            now = _state(drop)
            if now != state:
                seen[drop] = (now, clock())
            elif clock() - since >= QUIET_TIME:
                done.add(drop.path)
                del seen[drop]
    return frozenset(done)


def _newest(drop: Drop) -> float:
    return max(file.modified for file in drop.every) / 1e9


def _state(drop: Drop) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of all files, hidden ones too: a transfer may use those."""
    if not drop.folder:
        paths = [drop.path, *drop.path.parent.glob(f"{_literal(drop.name)}.*")]
        paths += [file.path for file in drop.exports]
    else:
        paths = sorted(drop.path.rglob("*"))
    state = []
    for path in paths:
        try:
            stat = path.lstat()
        except FileNotFoundError:
            continue
        state.append((path.name, stat.st_size, stat.st_mtime_ns))
    return tuple(state)


def _literal(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def again(drop: Drop, root: Path) -> Drop | None:
    """The same issue as it lies there now, after the wait; None where it is gone."""
    try:
        return _drop(drop.path, root)
    except (NewspaperError, OSError):
        return None
