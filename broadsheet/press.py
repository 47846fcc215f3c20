"""The press: from the content of a newspaper to its site."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet import addresses, composed, kept, read, write
from broadsheet.archive import Archive
from broadsheet.gather import RACY_NS, gather, published
from broadsheet.ledger import Ledger, open_ledger
from broadsheet.locks import Waiting, alone
from broadsheet.model import EditionKey, Report, TextPage
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.spellings import Decisions, load_decisions
from broadsheet.standing import Standing
from broadsheet.text import canonical_json, digest
from broadsheet.workers import seldom_collected, workers

if TYPE_CHECKING:
    from broadsheet.plan.series import Beside

Progress = Callable[[str, int, int], None]
"""Told the name of a step, how much of it is done, and how much there is."""

LIBRARIES = (
    "jinja2", "markdown-it-py", "babel", "lunr", "pillow", "pypdf", "pypinyin", "budoux",
)  # fmt: skip
"""Those that decide bytes of the site; a new version prints everything anew."""

WHOLE = "whole"
"""The ledger's name for what the last build printed, all of it."""


@dataclass(frozen=True)
class Built:
    """What a build knows when it is done."""

    report: Report
    newspaper: Newspaper
    text_pages: tuple[TextPage, ...]
    archive: Archive
    """Its entries can no longer be asked for: they were in the ledger."""
    press: str
    """Digest of the press."""
    parts: Mapping[EditionKey, Mapping[str, Beside]]
    """What stands beside the parts of series, of a preview."""


def build(
    root: Path,
    output: Path,
    *,
    now: dt.datetime,
    jobs: int = 1,
    scheduler: str | None = None,
    preview: bool = False,
    progress: Progress = lambda step, done, total: None,
    waiting: Waiting = lambda holder: None,
) -> Report:
    """Prints the newspaper below `root` into the folder `output`; see `print_newspaper`."""
    return print_newspaper(
        root,
        output,
        now=now,
        jobs=jobs,
        scheduler=scheduler,
        preview=preview,
        progress=progress,
        waiting=waiting,
    ).report


def print_newspaper(
    root: Path,
    output: Path,
    *,
    now: dt.datetime,
    jobs: int = 1,
    scheduler: str | None = None,
    preview: bool = False,
    progress: Progress = lambda step, done, total: None,
    waiting: Waiting = lambda holder: None,
) -> Built:
    """Prints the newspaper below `root` into the folder `output`.

    `now` is aware and decides what is published; a `preview` has drafts, embargoed stories and
    editions of days to come as well. `jobs` is the number of processes, `scheduler` the address of
    a cluster that has them. While another build of this newspaper runs,
    this one waits, and `waiting` is told for whom. Raises NewspaperError with every problem;
    the last good site is then untouched.
    """
    steps = Steps(progress)
    newspaper = load_newspaper(root)
    today = read.today(newspaper, now)
    write.open_site(output)
    with (
        seldom_collected(),
        alone(root / ".cache", waiting),
        open_ledger(root / ".cache", output) as ledger,
        workers(jobs, scheduler, ("broadsheet.printing",), forks=True) as pool,
    ):
        begun = kept.now(root / ".cache")
        with steps.step("read"):
            text_pages = read.read_text_pages(root)
            spellings = load_decisions(root)
            press = _press_digest(ledger, begun)
            base = f"{press} preview" if preview else press
            folders, summaries = gather(root, newspaper, press, ledger, pool, steps.done)
            archive = Archive(summaries) if preview else published(newspaper, summaries, now)
        with steps.step("look"):
            standing = Standing(ledger, output)
            whole = _whole(root, base, archive, newspaper, text_pages, spellings)
            done = standing.whole and ledger.recall(WHOLE, whole) is not None
        written: tuple[str, ...] = ()
        removed: tuple[str, ...] = ()
        new = 0
        if not done or write.is_unfinished(output):
            # loaded now: a build with nothing to print needs none of it
            from broadsheet.pressrun import Run, print_site

            printed = print_site(
                Run(
                    root, output, newspaper, text_pages, spellings, press, base, archive, folders,
                    ledger, standing, pool, steps, lasting=not preview, begun=begun,
                )
            )  # fmt: skip
            written, new, removed = printed.written, printed.new, printed.removed
            ledger.memorise(WHOLE, whole, "")
        else:
            standing.rest()
        ledger.commit()
        composed.clear(root / ".cache")
        parts = _parts(archive) if preview else {}
    report = Report(
        editions=len(archive.editions),
        stories=sum(summary.count for summary in archive.editions),
        written=written,
        kept=standing.count - len(removed) - (len(written) - new),
        removed=removed,
        held=() if preview else tuple(n for n, f in folders.items() if f.key.date > today),
        steps=tuple(steps.seconds),
    )
    return Built(report, newspaper, text_pages, archive, press, parts)


def _parts(archive: Archive) -> Mapping[EditionKey, Mapping[str, Beside]]:
    from broadsheet.plan.series import series

    return {
        key: {where: part.laid() for where, part in parts.items()}
        for key, parts in series(archive).items()
    }


class Steps:
    """Times the steps of a command and passes their progress on."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: list[tuple[str, float]] = []
        self._progress = progress
        self._name = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step, from its first line to its last."""
        self._name, begun = name, time.perf_counter()
        self._progress(name, 0, 0)
        yield
        self.seconds.append((name, time.perf_counter() - begun))

    def done(self, done: int, total: int) -> None:
        """So much of the step is done."""
        self._progress(self._name, done, total)


def _press_digest(ledger: Ledger, begun: int) -> str:
    """Of the press itself: its code and its libraries."""
    whole = [_code(ledger, begun), _libraries(ledger), list(sys.version_info[:2])]
    return digest(canonical_json(whole).encode())


def _code(ledger: Ledger, begun: int) -> str:
    """Of the press's own files; they are read anew when one of them was written or replaced."""
    package = Path(__file__).parent
    paths = [path for path in sorted(_files(package)) if path.endswith((".py", ".po", ".json"))]
    # with the time of the change itself, which nobody can set back
    stats = [(s.st_size, s.st_mtime_ns, s.st_ctime_ns) for s in map(os.stat, paths)]
    stamp = digest(repr((paths, stats)).encode())
    known = ledger.recall("press", stamp)
    if known is None:
        code = hashlib.blake2b(digest_size=16)
        for path in paths:
            with open(path, "rb") as file:  # noqa: PTH123 - a plain string
                code.update(path.removeprefix(str(package)).encode() + file.read())
        known = code.hexdigest()
        if max(changed for *_, changed in stats) < begun - RACY_NS:
            ledger.memorise("press", stamp, known)
    return known


def _libraries(ledger: Ledger) -> str:
    """The versions of the libraries; looked up anew when a folder of packages has changed."""
    places = [(path, os.stat(path).st_mtime_ns) for path in sys.path if os.path.isdir(path)]  # noqa: PTH112, PTH116
    stamp = digest(canonical_json([places, LIBRARIES]).encode())
    known = ledger.recall("libraries", stamp)
    if known is None:
        from importlib.metadata import version

        known = canonical_json([version(name) for name in LIBRARIES])
        ledger.memorise("libraries", stamp, known)
    return known


def _whole(
    root: Path,
    base: str,
    archive: Archive,
    newspaper: Newspaper,
    text_pages: tuple[TextPage, ...],
    spellings: Decisions,
) -> str:
    """Changes when anything does that a build prints from."""
    templates = []
    for path in sorted(_files(root / "templates")):
        with open(path, "rb") as file:  # noqa: PTH123 - a plain string
            templates.append((path.removeprefix(str(root)), digest(file.read())))
    fonts = ""
    if newspaper.cards or newspaper.posters:
        from broadsheet import placards

        fonts = placards.find_fonts(root, newspaper.font, newspaper.language).mark
    sources = [
        base, repr(newspaper), newspaper.host_rules, templates, addresses.stamp(root),
        dict(spellings.correct), fonts,
        [(page.name, page.title, page.body) for page in text_pages],
        [(str(summary.key), summary.digest) for summary in archive.editions],
    ]  # fmt: skip
    return digest(canonical_json(sources).encode())


def _files(folder: Path) -> Iterator[str]:
    """Paths of all files below a folder; none where there is no folder."""
    for parent, _, names in os.walk(folder):
        yield from (f"{parent}/{name}" for name in names)
