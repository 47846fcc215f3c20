"""A press run: plans the sheets, prints the stale ones, and lets them take their places.

What a build with nothing to print does not need is here, and loaded when there is something.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from broadsheet import clashes, kept, linked, pieces, render, urls, write
from broadsheet.addresses import Move
from broadsheet.archive import Archive
from broadsheet.jinja import Templates
from broadsheet.ledger import Ledger
from broadsheet.ledger import Printed as PrintedFile
from broadsheet.model import TextPage
from broadsheet.newspaper import Newspaper
from broadsheet.plan.desk import Desk
from broadsheet.plan.formes import Forme, assets_forme, formes, manifest_forme, moved_forme
from broadsheet.plan.kinds import KINDS, MOVED, SEGMENT, Bound
from broadsheet.printing import Job, Printed, Setting, print_forme, take
from broadsheet.problems import NewspaperError, in_reading_order
from broadsheet.promises import keep_promises
from broadsheet.read import Folder
from broadsheet.spellings import Decisions
from broadsheet.standing import Standing
from broadsheet.text import canonical_json, digest
from broadsheet.values import dataclass
from broadsheet.workers import WORTH, Workers

SECONDS = {"edition": 0.017, SEGMENT: 0.3}
TURN = 2048
"""Formes that a process prints, about, before another begins with nothing: some MB of what they
touch of the archive become its own. An issue, which touches all its stories, counts for two."""
INDEXED = 8000
"""Stories that are indexed at one time, if no segment has more: some 150 MB."""
ISSUE = 40
"""Stories that are indexed in the time that printing an issue takes, about."""
LIGHT = 0.0003
"""What it takes to print a forme, about: an issue of 32 stories, a new segment, a list."""


class Steps(Protocol):
    """Times the steps of a command and passes their progress on."""

    def step(self, name: str) -> AbstractContextManager[None]:
        """One step, from its first line to its last."""

    def done(self, done: int, total: int) -> None:
        """So much of the step is done."""


@dataclass(frozen=True)
class Run:
    """What one run is given."""

    root: Path
    output: Path
    newspaper: Newspaper
    text_pages: tuple[TextPage, ...]
    spellings: Decisions
    press: str
    """Digest of the press."""
    base: str
    """The same, and whether it is a preview."""
    archive: Archive
    folders: Mapping[str, Folder]
    ledger: Ledger
    standing: Standing
    pool: Workers
    steps: Steps
    lasting: bool
    """Whether the bytes are to be on the disk when it is done; those of a preview need not."""
    begun: int
    """When the build began, for what is kept of pictures (kept.now)."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did to the site."""

    written: tuple[str, ...]
    new: int
    """How many of them the site did not have."""
    removed: tuple[str, ...]


def print_site(run: Run) -> Done:
    """Prints what is stale. Raises NewspaperError with every problem; the last good site stays."""
    root, output, standing, steps = run.root, run.output, run.standing, run.steps
    newspaper, ledger, pool = run.newspaper, run.ledger, run.pool
    with steps.step("plan"):
        desk = Desk(root, newspaper, run.text_pages)
        compiled = _compiled(root, run.press, newspaper.language)
        env = render.environment(root / "templates", newspaper.language, compiled)
        templates = _template_digests(env, root / "templates", run.base, ledger)
        render.know(env, templates)
        planned = [
            assets_forme(desk, run.base),
            *formes(run.archive, run.folders, desk, templates, run.base, ledger),
        ]
        stale = [forme for forme in planned if not standing.holds(forme)]
        room = canonical_json([str(root), run.base, templates, repr(newspaper)])
        room += repr(run.text_pages)
        _load(env, stale, epub=newspaper.epub)
    with write.staging(output) as staging:
        with steps.step("print"):
            setting = Setting(
                root, output, staging, compiled, newspaper, run.text_pages, templates, room
            )
            take(setting, env)
            printed = _print(setting, stale, standing, pool, steps)
            notes = _notes(planned, printed, standing)
            search = manifest_forme(notes, run.spellings.correct, run.base)
            planned.append(search)
            if not standing.holds(search):
                stale.append(search)
                printed += _print(setting, [search], standing, pool, steps)
            moves = _moves(root, run.archive, ledger, planned, printed, standing)
            if moves or newspaper.host_rules:
                moved = moved_forme(moves, desk, templates, run.base)
                planned.append(moved)
                if not standing.holds(moved):
                    stale.append(moved)
                    printed += _print(setting, [moved], standing, pool, steps)
            untouched = frozenset(f.name for f in planned) - {f.name for f in stale}
            clashing = clashes.clashing(printed, standing, untouched)
            if clashing:
                again = [forme for forme in planned if forme.name in clashing]
                raise clashes.same_outputs(_print(setting, again, standing, pool, steps))
        with write.changing(output):
            with steps.step("write"):
                before = time.time_ns()
                written, placed = _write(output, staging, printed, standing, lasting=run.lasting)
            with steps.step("remove"):
                removed = _remove(output, staging, printed, standing, untouched)
            if (written or removed) and run.lasting:
                with steps.step("settle"):
                    write.settle(output, written)
        _settle(ledger, printed, standing, untouched, placed.whole, before)
    for kind, folders in (("edition", kept.EDITIONS), (SEGMENT, kept.SEARCH)):
        if not any(f.kind == kind and f.name in untouched for f in planned):
            kept.sweep(root / ".cache", folders, run.begun)
    return Done(written, placed.new, removed)


def _compiled(root: Path, press: str, language: str) -> Path:
    """The folder of compiled templates; those of another press or language are thrown away."""
    folder = render.compiled(root / ".cache", press, language)
    if not folder.is_dir():
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
    return folder


def _template_digests(env: Templates, folder: Path, base: str, ledger: Ledger) -> Mapping[str, str]:
    """The digest of each template with all it refers to; worked out anew when any file changes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    contents = [(str(path.relative_to(folder)), digest(path.read_bytes())) for path in files]
    source = digest(canonical_json([base, contents]).encode())
    known = ledger.recall("templates", source)
    if known is None:
        known = canonical_json(render.template_digests(env))
        ledger.memorise("templates", source, known)
    found: dict[str, str] = json.loads(known)
    return found


def _load(env: Templates, stale: Sequence[Forme], *, epub: bool) -> None:
    """Makes the templates ready, once for all processes; links those of very many sheets."""
    counts: Counter[str] = Counter()
    for forme in stale:
        if forme.kind == "edition":
            one = forme.arguments[0]
            assert isinstance(one, Bound)
            of_edition = {"article.html": one.summary.count, "page.html": len(one.summary.pages)}
            counts.update({"edition.html": 1, **of_edition})
            if epub:
                counts["epub/page.xhtml"] += len(one.summary.pages)
        else:
            counts.update(KINDS[forme.kind].templates)
    for name, count in counts.items():
        if count >= linked.ENOUGH:
            env.linked.link(name)  # type: ignore[attr-defined]
    pieces.forget()
    if _seconds(stale) >= WORTH:
        render.load(env, counts)
    env.forget_trees()


def _seconds(stale: Sequence[Forme]) -> float:
    """What it takes to print them, about."""
    return sum(SECONDS.get(forme.kind, LIGHT) for forme in stale)


def _print(
    setting: Setting, stale: Sequence[Forme], standing: Standing, pool: Workers, steps: Steps
) -> list[tuple[Forme, Printed]]:
    # Leaves before what links to them: files take their places in this order.
    stale = sorted(stale, key=lambda forme: KINDS[forme.kind].rank)
    printed: dict[int, Printed] = {}
    for number, result in _results(setting, stale, standing, pool):
        printed[number] = result
        steps.done(len(printed), len(stale))
    pool.close(drop=False)  # what they have in memory is not needed any more
    results = [(forme, printed[number]) for number, forme in enumerate(stale)]
    faults = [fault for _, result in results for fault in result.problems]
    if faults:
        raise NewspaperError(in_reading_order(faults))
    return results


def _results(
    setting: Setting, stale: Sequence[Forme], standing: Standing, pool: Workers
) -> Iterator[tuple[int, Printed]]:
    """The formes printed, by their numbers; a turn of them at a time."""

    def job(number: int) -> Job:
        forme = stale[number]
        return Job(setting, forme.laid(), standing.known(forme))

    numbers = list(range(len(stale)))
    seconds = _seconds(stale)
    if seconds >= WORTH:
        # one issue is printed here first: what that loads and makes, processes that fork have
        sample = next((number for number in numbers if stale[number].kind == "edition"), None)
        if sample is not None:
            numbers.remove(sample)
            yield sample, print_forme(job(sample))
    stories = [_stories(stale[number]) for number in numbers]
    weights = [2 if stale[number].kind == "edition" else 1 for number in numbers]
    for turn in turns(stories, weights, pool.width):
        jobs = [job(numbers[at]) for at in turn]
        for at, result in zip(turn, pool.map(print_forme, jobs, seconds), strict=True):
            yield numbers[at], result


def _stories(forme: Forme) -> int:
    """How many stories a segment of the search index has; none where it is another forme."""
    members = forme.arguments[1] if forme.kind == SEGMENT else ()
    assert isinstance(members, tuple)
    return sum(one.summary.count for one in members)


def turns(stories: Sequence[int], weights: Sequence[int], width: int) -> Iterator[Sequence[int]]:
    """Numbers of formes, in turns that are printed one after the other by `width` processes.

    `stories` are those of each segment of the search index, and 0 of any other forme, which takes
    its share of a turn by its weight. Processes begin each turn with nothing of the turns before,
    so what they need does not grow with the archive; and what a turn's segments need together is
    not more than the largest one's.
    """
    segments = deque(number for number, count in enumerate(stories) if count)
    others = deque(number for number, count in enumerate(stories) if not count)
    most = max((INDEXED, *stories))
    while segments or others:
        turn: list[int] = []
        room, indexed = TURN * width, 0
        while segments and indexed + stories[segments[0]] <= most:
            indexed += stories[segments[0]]
            turn.append(segments.popleft())
        # while one process indexes, the others print
        room = max(room, indexed // ISSUE * 2 * (width - 1))
        while others and (room := room - weights[others[0]]) >= 0:
            turn.append(others.popleft())
        yield turn


def _notes(
    planned: Sequence[Forme], printed: Sequence[tuple[Forme, Printed]], standing: Standing
) -> list[str]:
    """What the segments of the search index say of themselves, oldest first."""
    new = {forme.name: result.note for forme, result in printed}
    segments = (forme.name for forme in planned if forme.kind == SEGMENT)
    return [new[name] if name in new else standing.note(name) for name in segments]


def _moves(
    root: Path,
    archive: Archive,
    ledger: Ledger,
    planned: Sequence[Forme],
    printed: Sequence[tuple[Forme, Printed]],
    standing: Standing,
) -> tuple[Move, ...]:
    """What is to stand at published addresses that have no page now."""
    staged = {item.path for _, result in printed for item in result.staged}
    kept = frozenset(f.name for f in planned) - {forme.name for forme, _ in printed}
    gone = standing.formes.keys() - kept - {MOVED}
    lost = frozenset(standing.printed_by(gone)).difference(staged, _resting(printed))
    return keep_promises(root, archive, ledger, lost, staged, lambda: standing.kept_by(kept))


def _resting(printed: Sequence[tuple[Forme, Printed]]) -> frozenset[str]:
    """Paths of files that were printed before, and rest as they are."""
    return frozenset().union(*(result.resting for _, result in printed))


def _write(
    output: Path,
    staging: Path,
    printed: Sequence[tuple[Forme, Printed]],
    standing: Standing,
    *,
    lasting: bool,
) -> tuple[tuple[str, ...], write.Placed]:
    """What was written, and how it took its place."""
    staged = [item for _, result in printed for item in result.staged]
    placed = write.commit(output, staging, staged, standing, lasting=lasting)
    return tuple(sorted([item.path for item in staged if item.waiting is not None])), placed


def _remove(
    output: Path,
    staging: Path,
    printed: Sequence[tuple[Forme, Printed]],
    standing: Standing,
    kept: Collection[str],
) -> tuple[str, ...]:
    """Takes away what is no longer made, and what nobody made."""
    gone = set(standing.strangers(kept))
    gone.update(path for path in standing.printed_by(standing.formes.keys() - kept))
    gone -= {item.path for _, result in printed for item in result.staged}
    gone -= _resting(printed)
    return write.remove(output, staging, [path for path in gone if path in standing])


def _settle(
    ledger: Ledger,
    printed: Sequence[tuple[Forme, Printed]],
    standing: Standing,
    kept: Collection[str],
    whole: Collection[str],
    before: int,
) -> None:
    """Writes down what was printed, and what the site holds now."""
    touched = set(standing.printed_by(standing.formes.keys() - kept))
    files: dict[str, list[PrintedFile]] = {}
    for forme, result in printed:
        for item in result.staged:
            file = PrintedFile(item.path, forme.name, item.digest, item.size, item.mtime)
            files.setdefault(urls.area(item.path), []).append(file)
    formes = [(forme.name, forme.fingerprint, result.note) for forme, result in printed]
    ledger.remember_formes(formes, files.items(), _resting(printed))
    ledger.forget_formes(standing.formes.keys() - kept - {forme.name for forme, _ in printed})
    standing.settle(touched, files, whole, before)
