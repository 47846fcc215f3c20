"""The press: from the content of a newspaper to its site."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from broadsheet import archive as archives
from broadsheet import read, render, write
from broadsheet.archive import Archive, Summary
from broadsheet.ledger import Ledger, Remembered, open_ledger
from broadsheet.ledger import Printed as PrintedFile
from broadsheet.locks import Waiting, alone
from broadsheet.model import Report
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.plan.desk import Desk
from broadsheet.plan.formes import (
    KINDS,
    SEGMENT,
    Forme,
    assets_forme,
    formes,
    manifest_forme,
)
from broadsheet.printing import Job, Printed, Setting, print_forme
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.read import Folder, Read
from broadsheet.text import canonical_json, digest
from broadsheet.workers import Workers, workers

Progress = Callable[[str, int, int], None]
"""Told the name of a step, how much of it is done, and how much there is."""

LIBRARIES = ("jinja2", "markdown-it-py", "babel", "lunr", "pillow")
"""Those that decide bytes of the site; a new version prints everything anew."""

RACY_NS = 50_000_000
"""A file written this shortly before it was read may be written again without a new time of
modification; it is read again next time (as git does, Documentation/technical/racy-git)."""


def build(
    root: Path,
    output: Path,
    *,
    now: dt.datetime,
    jobs: int = 1,
    progress: Progress = lambda step, done, total: None,
    waiting: Waiting = lambda holder: None,
) -> Report:
    """Prints the newspaper below `root` into the folder `output`.

    `now` is aware and decides what is published. While another build of this newspaper runs,
    this one waits, and `waiting` is told for whom. Raises NewspaperError with every problem;
    the last good site is then untouched.
    """
    steps = Steps(progress)
    newspaper = load_newspaper(root)
    today = read.today(newspaper, now)
    write.open_site(output)
    with (
        alone(root / ".cache", waiting),
        open_ledger(root / ".cache", output) as ledger,
        workers(jobs) as pool,
    ):
        with steps.step("read"):
            text_pages = read.read_text_pages(root)
            desk = Desk(root, newspaper, text_pages)
            base = _press_digest(desk)
            folders, archive = _read_archive(desk, base, ledger, now, pool, steps)
        with steps.step("plan"):
            compiled = _compiled(root, base)
            templates = _template_digests(desk, base, ledger)
            planned = [
                assets_forme(root / "templates", base),
                *formes(archive, folders, desk, templates, base),
            ]
            shelf = _Shelf.of(ledger, write.present(output))
            stale = [forme for forme in planned if not shelf.holds(forme)]
        with write.staging(output) as staging:
            with steps.step("print"):
                setting = Setting(
                    root, output, staging, compiled, newspaper, text_pages, base, templates
                )
                printed = _print(setting, stale, shelf, pool, steps)
                search = manifest_forme(_notes(planned, printed, shelf), base)
                planned.append(search)
                if not shelf.holds(search):
                    stale.append(search)
                    printed += _print(setting, [search], shelf, pool, steps)
                clashing = _clashing(printed, shelf.kept_by(planned, stale))
                if clashing:
                    again = [forme for forme in planned if forme.name in clashing]
                    raise _same_outputs(_print(setting, again, shelf, pool, steps))
            with write.changing(output):
                with steps.step("write"):
                    written = _write(output, staging, ledger, printed, shelf)
                with steps.step("remove"):
                    removed = _remove(output, staging, ledger, planned, printed, shelf)
        ledger.commit()
    return Report(
        editions=len(archive.editions),
        stories=sum(len(summary.listed) for summary in archive.editions),
        written=written,
        kept=len(shelf.present) - len(removed) - len(set(written) & shelf.present.keys()),
        removed=removed,
        held=tuple(name for name, folder in folders.items() if folder.key.date > today),
        steps=tuple(steps.seconds),
    )


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
        yield
        self.seconds.append((name, time.perf_counter() - begun))

    def done(self, done: int, total: int) -> None:
        """So much of the step is done."""
        self._progress(self._name, done, total)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the last build left: in the ledger, and on disk."""

    formes: Mapping[str, tuple[str, str]]
    files: Mapping[str, list[PrintedFile]]
    """By forme."""
    present: Mapping[str, tuple[int, int]]
    untouched: Mapping[str, str] = field(default_factory=dict)
    """Digests of files that lie as they were written."""

    @classmethod
    def of(cls, ledger: Ledger, present: Mapping[str, tuple[int, int]]) -> _Shelf:
        files: dict[str, list[PrintedFile]] = {}
        untouched: dict[str, str] = {}
        for file in ledger.outputs():
            files.setdefault(file.forme, []).append(file)
            if present.get(file.path) == (file.size, file.mtime):
                untouched[file.path] = file.digest
        return cls(ledger.formes(), files, present, untouched)

    def holds(self, forme: Forme) -> bool:
        """Whether all that the forme would print is there already."""
        fingerprint, _ = self.formes.get(forme.name, ("", ""))
        return fingerprint == forme.fingerprint and all(
            file.path in self.untouched for file in self.files.get(forme.name, ())
        )

    def known(self, forme: Forme) -> Mapping[str, str]:
        """Digests of the forme's untouched files."""
        return {
            file.path: self.untouched[file.path]
            for file in self.files.get(forme.name, ())
            if file.path in self.untouched
        }

    def kept_by(self, planned: Sequence[Forme], stale: Sequence[Forme]) -> Mapping[str, str]:
        """Paths of the formes that are not printed again, and the forme of each."""
        again = {forme.name for forme in stale}
        kept = (forme.name for forme in planned if forme.name not in again)
        return {file.path: name for name in kept for file in self.files.get(name, ())}


def _press_digest(desk: Desk) -> str:
    """Of the press itself and of the settings that every sheet may show."""
    package = Path(__file__).parent
    code = hashlib.blake2b(digest_size=16)
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".po", ".json"):
            code.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    libraries = [version(name) for name in LIBRARIES]
    nav = [(page.name, page.title) for page in desk.text_pages]
    python = platform.python_version_tuple()[:2]
    whole = [code.hexdigest(), libraries, python, repr(desk.newspaper), nav]
    return digest(canonical_json(whole).encode())


def _compiled(root: Path, base: str) -> Path:
    """The folder of compiled templates; those of another press or language are thrown away."""
    folder = root / ".cache" / "templates" / base
    if not folder.is_dir():
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
    return folder


def _template_digests(desk: Desk, base: str, ledger: Ledger) -> Mapping[str, str]:
    """The digest of each template with all it refers to; worked out anew when any file changes."""
    folder = desk.root / "templates"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    contents = [(str(path.relative_to(folder)), digest(path.read_bytes())) for path in files]
    source = digest(canonical_json([base, contents]).encode())
    known = ledger.recall("templates", source)
    if known is None:
        environment = render.environment(folder, desk.newspaper.language)
        known = canonical_json(render.template_digests(environment))
        ledger.memorise("templates", source, known)
    found: dict[str, str] = json.loads(known)
    return found


def _read_archive(
    desk: Desk,
    base: str,
    ledger: Ledger,
    now: dt.datetime,
    pool: Workers,
    steps: Steps,
) -> tuple[Mapping[str, Folder], Archive]:
    begun = time.time_ns()
    found, problems = read.survey(desk.root)
    remembered = ledger.editions()
    summaries: dict[str, Summary] = {}
    unread: list[Folder] = []
    for folder in found:
        known = remembered.get(folder.name)
        if known is not None and known.stat == _stat(folder, base):
            summaries[folder.name] = archives.from_json(known.summary)
        else:
            unread.append(folder)
    again: dict[str, Remembered] = {}
    reader = partial(_read_one, desk.root, desk.newspaper)
    faults = list(problems)
    for number, (folder, (summary, found_problems)) in enumerate(
        zip(unread, pool.map(reader, unread), strict=True), 1
    ):
        steps.done(number, len(unread))
        faults += found_problems
        if summary is not None:
            summaries[folder.name] = summary
            stat = _stat(folder, base) if folder.newest < begun - RACY_NS else ""
            again[folder.name] = Remembered(stat, summary.digest, archives.to_json(summary))
    if faults:
        raise NewspaperError(in_reading_order(faults))
    ledger.remember_editions(again)
    ledger.forget_editions(remembered.keys() - summaries.keys())
    folders = {str(folder.key): folder for folder in found}
    return folders, _published(desk.newspaper, found, summaries, now)


def _published(
    newspaper: Newspaper,
    folders: Sequence[Folder],
    summaries: Mapping[str, Summary],
    now: dt.datetime,
) -> Archive:
    today = read.today(newspaper, now)
    out = (
        archives.published(summaries[folder.name], now)
        for folder in folders
        if folder.key.date <= today
    )
    return Archive(tuple(summary for summary in out if summary.entries))


def _read_one(
    root: Path, newspaper: Newspaper, folder: Folder
) -> tuple[Summary | None, tuple[Problem, ...]]:
    found: Read = read.read_edition(root, folder, newspaper)
    if found.edition is None:
        return None, found.problems
    return archives.summarise(found.edition, found.digest), ()


def _stat(folder: Folder, base: str) -> str:
    return f"{base}{folder.stat}"


def _print(
    setting: Setting, stale: Sequence[Forme], shelf: _Shelf, pool: Workers, steps: Steps
) -> list[tuple[Forme, Printed]]:
    # Leaves before what links to them: files take their places in this order.
    stale = sorted(stale, key=lambda forme: KINDS[forme.kind].rank)
    jobs = [Job(setting, forme, shelf.known(forme)) for forme in stale]
    printed: list[tuple[Forme, Printed]] = []
    for number, (forme, result) in enumerate(
        zip(stale, pool.map(print_forme, jobs), strict=True), 1
    ):
        steps.done(number, len(jobs))
        printed.append((forme, result))
    faults = [fault for _, result in printed for fault in result.problems]
    if faults:
        raise NewspaperError(in_reading_order(faults))
    return printed


def _notes(
    planned: Sequence[Forme], printed: Sequence[tuple[Forme, Printed]], shelf: _Shelf
) -> list[str]:
    """What the segments of the search index say of themselves, oldest first."""
    new = {forme.name: result.note for forme, result in printed}
    segments = (forme.name for forme in planned if forme.kind == SEGMENT)
    return [new[name] if name in new else shelf.formes[name][1] for name in segments]


def _clashing(printed: Sequence[tuple[Forme, Printed]], kept: Mapping[str, str]) -> frozenset[str]:
    """Names of the formes whose files cannot stand beside each other."""
    if not printed:
        return frozenset()
    owners = {path: {name} for path, name in kept.items()}
    twice: set[str] = set()
    for forme, result in printed:
        for item in result.staged:
            if item.path in owners:
                twice.add(item.path)
            owners.setdefault(item.path, set()).add(forme.name)
    folders = {path.rpartition("/")[0] for path in owners}
    both = [path for path in owners if path in folders]
    below = [path for path in owners if any(path.startswith(f"{file}/") for file in both)]
    return frozenset(name for path in (*twice, *both, *below) for name in owners[path])


def _same_outputs(printed: Sequence[tuple[Forme, Printed]]) -> NewspaperError:
    """The clashes of formes that were printed for it, so that every source is known."""
    sources: dict[str, str] = {}
    faults: list[Problem] = []
    items = sorted(
        (item for _, result in printed for item in result.staged),
        # What an editor named comes last and is the one to rename.
        key=lambda item: (item.path, item.source.startswith("content/pages/"), item.source),
    )
    for item in items:
        path = PurePosixPath(item.path)
        other = next((sources[p] for p in map(str, (path, *path.parents)) if p in sources), None)
        if other is None:
            sources[item.path] = item.source
        else:
            faults.append(problem("same-output", item.source, None, output=item.path, other=other))
    return NewspaperError(in_reading_order(faults))


def _write(
    output: Path,
    staging: Path,
    ledger: Ledger,
    printed: Sequence[tuple[Forme, Printed]],
    shelf: _Shelf,
) -> tuple[str, ...]:
    staged = [item for _, result in printed for item in result.staged]
    write.commit(output, staging, staged, shelf.present)
    written: list[str] = []
    for forme, result in printed:
        files = (
            PrintedFile(item.path, forme.name, item.digest, item.size, item.mtime)
            for item in result.staged
        )
        ledger.remember_forme(forme.name, forme.fingerprint, result.note, files)
        written += [item.path for item in result.staged if item.waiting is not None]
    return tuple(sorted(written))


def _remove(
    output: Path,
    staging: Path,
    ledger: Ledger,
    planned: Sequence[Forme],
    printed: Sequence[tuple[Forme, Printed]],
    shelf: _Shelf,
) -> tuple[str, ...]:
    live = set(shelf.kept_by(planned, [forme for forme, _ in printed]))
    live |= {item.path for _, result in printed for item in result.staged}
    removed = write.remove(output, staging, shelf.present.keys() - live)
    ledger.forget_formes(shelf.formes.keys() - {forme.name for forme in planned})
    return removed
