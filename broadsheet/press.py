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
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from broadsheet import kept, read, render, write
from broadsheet.archive import Archive
from broadsheet.gather import gather, published
from broadsheet.ledger import Ledger, open_ledger
from broadsheet.ledger import Printed as PrintedFile
from broadsheet.locks import Waiting, alone
from broadsheet.model import Report
from broadsheet.newspaper import load_newspaper
from broadsheet.plan.desk import Desk
from broadsheet.plan.formes import (
    KINDS,
    SEGMENT,
    Forme,
    assets_forme,
    formes,
    manifest_forme,
    moved_forme,
)
from broadsheet.printing import Job, Printed, Setting, print_forme
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.promises import keep_promises
from broadsheet.spellings import load_decisions
from broadsheet.standing import Standing
from broadsheet.text import canonical_json, digest
from broadsheet.workers import Workers, workers

Progress = Callable[[str, int, int], None]
"""Told the name of a step, how much of it is done, and how much there is."""

LIBRARIES = ("jinja2", "markdown-it-py", "babel", "lunr", "pillow", "pypinyin", "budoux")
"""Those that decide bytes of the site; a new version prints everything anew."""


def build(
    root: Path,
    output: Path,
    *,
    now: dt.datetime,
    jobs: int = 1,
    preview: bool = False,
    progress: Progress = lambda step, done, total: None,
    waiting: Waiting = lambda holder: None,
) -> Report:
    """Prints the newspaper below `root` into the folder `output`.

    `now` is aware and decides what is published; a `preview` has drafts, embargoed stories and
    editions of days to come as well. While another build of this newspaper runs,
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
        begun = kept.now(root / ".cache")
        with steps.step("read"):
            text_pages = read.read_text_pages(root)
            spellings = load_decisions(root)
            desk = Desk(root, newspaper, text_pages)
            press = _press_digest(desk)
            base = f"{press} preview" if preview else press
            folders, summaries = gather(root, newspaper, base, ledger, pool, steps.done)
            archive = Archive(summaries) if preview else published(newspaper, summaries, now)
        with steps.step("plan"):
            compiled = _compiled(root, press)
            templates = _template_digests(desk, base, ledger)
            planned = [
                assets_forme(root / "templates", base),
                *formes(archive, folders, desk, templates, base),
            ]
            standing = Standing.of(ledger, write.present(output))
            stale = [forme for forme in planned if not standing.holds(forme)]
        with write.staging(output) as staging:
            with steps.step("print"):
                setting = Setting(
                    root, output, staging, compiled, newspaper, text_pages, base, templates
                )
                printed = _print(setting, stale, standing, pool, steps)
                search = manifest_forme(_notes(planned, printed, standing), spellings.correct, base)
                planned.append(search)
                if not standing.holds(search):
                    stale.append(search)
                    printed += _print(setting, [search], standing, pool, steps)
                untouched = standing.kept_by(planned, stale)
                staged = {item.path for _, result in printed for item in result.staged}
                moves = keep_promises(root, archive, ledger, standing, untouched, staged)
                if moves or newspaper.host_rules:
                    moved = moved_forme(moves, newspaper.host_rules, templates, base)
                    planned.append(moved)
                    if not standing.holds(moved):
                        stale.append(moved)
                        printed += _print(setting, [moved], standing, pool, steps)
                clashing = _clashing(printed, standing.kept_by(planned, stale))
                if clashing:
                    again = [forme for forme in planned if forme.name in clashing]
                    raise _same_outputs(_print(setting, again, standing, pool, steps))
            with write.changing(output):
                with steps.step("write"):
                    written = _write(
                        output, staging, ledger, printed, standing, lasting=not preview
                    )
                with steps.step("remove"):
                    removed = _remove(output, staging, ledger, planned, printed, standing)
                if (written or removed) and not preview:
                    with steps.step("settle"):
                        write.settle(output, written)
        ledger.commit()
        if {f.name for f in planned if f.kind == "edition"} <= {f.name for f in stale}:
            kept.sweep(root / ".cache", begun)
    return Report(
        editions=len(archive.editions),
        stories=sum(len(summary.listed) for summary in archive.editions),
        written=written,
        kept=len(standing.present) - len(removed) - len(set(written) & standing.present.keys()),
        removed=removed,
        held=() if preview else tuple(n for n, f in folders.items() if f.key.date > today),
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


def _compiled(root: Path, press: str) -> Path:
    """The folder of compiled templates; those of another press or language are thrown away."""
    folder = root / ".cache" / "templates" / press
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


def _print(
    setting: Setting, stale: Sequence[Forme], standing: Standing, pool: Workers, steps: Steps
) -> list[tuple[Forme, Printed]]:
    # Leaves before what links to them: files take their places in this order.
    stale = sorted(stale, key=lambda forme: KINDS[forme.kind].rank)
    jobs = [Job(setting, forme, standing.known(forme)) for forme in stale]
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
    planned: Sequence[Forme], printed: Sequence[tuple[Forme, Printed]], standing: Standing
) -> list[str]:
    """What the segments of the search index say of themselves, oldest first."""
    new = {forme.name: result.note for forme, result in printed}
    segments = (forme.name for forme in planned if forme.kind == SEGMENT)
    return [new[name] if name in new else standing.formes[name][1] for name in segments]


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
    standing: Standing,
    *,
    lasting: bool,
) -> tuple[str, ...]:
    staged = [item for _, result in printed for item in result.staged]
    write.commit(output, staging, staged, standing.present, lasting=lasting)
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
    standing: Standing,
) -> tuple[str, ...]:
    live = set(standing.kept_by(planned, [forme for forme, _ in printed]))
    live |= {item.path for _, result in printed for item in result.staged}
    removed = write.remove(output, staging, standing.present.keys() - live)
    ledger.forget_formes(standing.formes.keys() - {forme.name for forme in planned})
    return removed
