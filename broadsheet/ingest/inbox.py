"""Ingest: every raw issue in the drop box becomes an edition in Markdown.

Each issue is set by itself (prepare.py), put on the shelf whole (shelf.py), and only then leaves
the inbox. Nothing that goes wrong with one issue keeps the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from broadsheet.ingest import dropbox, proof, shelf
from broadsheet.ingest.dropbox import Drop
from broadsheet.ingest.merge import Merged
from broadsheet.ingest.names import NameGuard, name_guard
from broadsheet.ingest.prepare import manuscripts, prepare, read_bytes
from broadsheet.ingest.redrop import redrop
from broadsheet.ingest.results import IngestReport, Prepared, SetIssue, summary
from broadsheet.ingest.takes import Pages, Takes, batches, is_printed
from broadsheet.model import EditionKey
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.workers import Workers, uncollected, workers

CACHE = ".cache"
"""Folder of what can be made again, below the root."""

__all__ = ["IngestReport", "SetIssue", "ingest"]


def ingest(
    root: Path,
    paths: Sequence[Path] = (),
    *,
    date: EditionKey | None = None,
    dry_run: bool = False,
    force: bool = False,
    jobs: int = 1,
    scheduler: str | None = None,
    language: str = "en",
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    quiet: Callable[[Sequence[Drop]], frozenset[Path]] = dropbox.quiet,
) -> IngestReport:
    """Sets every raw issue in content/inbox below `root`, or those at `paths`.

    An issue in the inbox moves into its edition, one from elsewhere is copied. `date` is the
    edition that a single issue is for; `force` sets an edition anew that is there already, and
    takes a date that its text contradicts. `jobs` is the number of processes, `scheduler` the
    address of a cluster that has them; `language` is that of the proofs and of the reports in
    the inbox, which say it in English too; `progress` hears (issues done, issues, name);
    `quiet` tells which issues nobody is writing any more.
    """
    root = root.absolute()
    with nullcontext() if dry_run else shelf.alone(root), workers(jobs, scheduler) as pool:
        source = "option --date" if date else "name of the file"
        takes = Takes(root / CACHE, pool, progress)
        run = _Run(root, dry_run, force, source, pool, takes, language)
        return _ingest(run, paths, date, progress, quiet)


def _ingest(
    run: _Run,
    paths: Sequence[Path],
    date: EditionKey | None,
    progress: Callable[[int, int, str], None],
    quiet: Callable[[Sequence[Drop]], frozenset[Path]],
) -> IngestReport:
    root = run.root
    if not run.dry_run:
        shelf.recover(root)
    found = dropbox.find(root, paths)
    finished = quiet(found.drops)
    drops = [dropbox.again(drop, root) or drop for drop in found.drops if drop.path in finished]
    problems: list[Problem] = []
    left: list[str] = []
    for path, why in found.refused:
        problems += why
        run.leave(path, why)
        left += [dropbox.shown_path(path, root)] if dropbox.in_inbox(path, root) else []
    for drop in found.drops:
        if drop.path not in finished:
            problems.append(problem("raw-waiting", drop.shown))
            left.append(drop.shown)
    if date is not None and len(drops) == 1:
        drops = [replace(drops[0], key=date)]
    elif date is not None:
        problems += [problem("date-for-many", drop.shown, date=date) for drop in drops]
        left += [drop.shown for drop in drops if drop.waiting]
        drops = []
    issues: list[SetIssue] = []
    with name_guard(root, keep=not run.dry_run, wanted=bool(drops)) as guard:
        problems += guard.problems
        for number, (drop, prepared) in enumerate(run.prepared(drops)):
            progress(number, len(drops), drop.name)
            issue, said = run.shelve(drop, prepared, guard)
            problems += said
            if issue is not None:
                issues.append(issue)
            else:
                run.leave(drop.path, said)
                left += [drop.shown] if drop.waiting else []
    progress(len(drops), len(drops), "")
    issues.sort(key=lambda issue: issue.key)
    return IngestReport(tuple(issues), tuple(sorted(left)), in_reading_order(problems))


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of ingest."""

    root: Path
    dry_run: bool
    force: bool
    source: str
    """What gave the date, for messages."""
    pool: Workers
    takes: Takes
    language: str
    """Of what is written for the editor."""

    def prepared(
        self, drops: Sequence[Drop]
    ) -> Iterator[tuple[Drop, Prepared | tuple[Problem, ...]]]:
        """Each issue, set; issues for one edition are problems that name each other.

        Undated issues are set first, because only then is it known which edition they are for.
        """
        nameless = [drop for drop in drops if drop.key is None]
        undated = list(zip(nameless, self.prepare(nameless), strict=True))
        claims: dict[EditionKey, list[Drop]] = {}
        for drop in drops:
            if drop.key is not None:
                claims.setdefault(drop.key, []).append(drop)
        for drop, outcome in undated:
            if isinstance(outcome, Prepared):
                claims.setdefault(outcome.key, []).append(drop)
        shared = {
            drop.shown: (key, other.shown)
            for key, claimants in claims.items()
            if len(claimants) > 1
            for drop in claimants
            for other in [next(c for c in claimants if c is not drop)]
        }
        for drop, outcome in undated:
            yield drop, self._claimed(drop, shared) or outcome
        named = [drop for drop in drops if drop.key is not None]
        yield from ((drop, self._claimed(drop, shared)) for drop in named if drop.shown in shared)
        alone = [drop for drop in named if drop.shown not in shared]
        yield from zip(alone, self.prepare(alone), strict=True)

    def _claimed(
        self, drop: Drop, shared: Mapping[str, tuple[EditionKey, str]]
    ) -> tuple[Problem, ...]:
        if drop.shown not in shared:
            return ()
        key, other = shared[drop.shown]
        return (problem("same-date", drop.shown, key=key, other=other),)

    def prepare(self, drops: Sequence[Drop]) -> Iterator[Prepared | tuple[Problem, ...]]:
        """Reads and sets issues, in order; their problems where that cannot be done."""
        near = shelf.newest(self.root)
        tasks = [_Task(drop, self.force, self.source, near or _written(drop)) for drop in drops]
        texts = iter(self.pool.map(_prepare, [task for task in tasks if not is_printed(task.drop)]))
        pages = self._printed([task for task in tasks if is_printed(task.drop)])
        for task in tasks:
            yield next(pages if is_printed(task.drop) else texts)

    def _printed(self, tasks: Sequence[_Task]) -> Iterator[Prepared | tuple[Problem, ...]]:
        """Sets issues that came as pages, whose pages all processes take together."""
        told = iter(tasks)
        for batch in batches([task.drop for task in tasks], self.pool.width):
            self.takes.take(batch)
            for drop in batch:
                task = next(told)
                try:
                    yield _prepare(replace(task, taken=self.takes.of(drop)))
                except NewspaperError as error:
                    yield error.problems

    def shelve(
        self, drop: Drop, prepared: Prepared | tuple[Problem, ...], guard: NameGuard
    ) -> tuple[SetIssue | None, tuple[Problem, ...]]:
        """Puts a set issue on the shelf: what was set, if it could be, and what is to be said."""
        if not isinstance(prepared, Prepared):
            return None, prepared
        try:
            with uncollected():
                checked, people = guard.check(prepared)
                outcome = self._put(drop, checked)
                guard.take_down(checked.key, people)
            return outcome
        except NewspaperError as error:
            return None, error.problems
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return None, (problem("unwritable", drop.shown, reason=reason),)

    def leave(self, path: Path, why: tuple[Problem, ...]) -> None:
        """Leaves the report of why a raw issue stays in the inbox beside it."""
        if dropbox.in_inbox(path, self.root) and not self.dry_run:
            shelf.leave_report(path, why, self.language)

    def _put(self, drop: Drop, prepared: Prepared) -> tuple[SetIssue, tuple[Problem, ...]]:
        key = prepared.key
        raw = {file.name: read_bytes(file) for file in drop.every}
        files: Mapping[str, bytes] = manuscripts(prepared, raw)
        lying = {} if self.force else shelf.contents(self.root, key)
        merged: Merged | None = None
        warnings = prepared.problems
        # A run that was cut short, or the same file once more, leaves all as it is.
        rests = bool(lying) and shelf.rests(lying, raw)
        if lying and not rests:
            again = redrop(key, lying, files, drop.shown)
            files, merged, warnings = again.files, again.merged, (*warnings, *again.problems)
        written = tuple(
            f"{shelf.EDITIONS}/{key}/{name}"
            for name, data in files.items()
            if not rests and lying.get(name) != data and name != shelf.BASE
        )
        issue = replace(summary(prepared, drop.shown, written), unchanged=rests, merged=merged)
        if self.dry_run:
            return issue, warnings
        if not rests:
            self._check_still(drop, key, lying)
            shelf.put(self.root, key, files, replace=self.force or bool(lying))
        self.takes.clear(drop)
        page = proof.page(prepared, drop.shown, merged, language=self.language)
        shelf.take_away(drop)
        return replace(issue, report=shelf.keep_proof(self.root, key, page)), warnings

    def _check_still(self, drop: Drop, key: EditionKey, lying: Mapping[str, bytes]) -> None:
        """Raises NewspaperError where someone wrote to the raw issue or the edition meanwhile."""
        problems = [
            problem("raw-changed", file.shown) for file in drop.every if not shelf.unchanged(file)
        ]
        if lying and shelf.contents(self.root, key) != lying:
            problems.append(problem("edition-changed", f"{shelf.EDITIONS}/{key}"))
        if problems:
            raise NewspaperError(problems)


def _written(drop: Drop) -> dt.date | None:
    """The day on which the text was last written to, in UTC: an issue that prints no year is most
    likely of the year that brings its news nearest to it.
    """
    latest = max((file.modified for file in drop.files), default=0)
    return dt.datetime.fromtimestamp(latest / 1e9, dt.UTC).date() if latest else None


@dataclass(frozen=True, slots=True)
class _Task:
    """One issue to prepare, as it is handed to another process."""

    drop: Drop
    force: bool
    source: str
    near: dt.date | None
    taken: Pages | None = None


def _prepare(task: _Task) -> Prepared | tuple[Problem, ...]:
    drop = task.drop
    try:
        wanted = (*drop.files, *drop.exports) if task.taken is None else drop.exports
        contents = {file.name: read_bytes(file) for file in wanted}
        with uncollected():
            return prepare(
                drop,
                contents,
                force=task.force,
                source=task.source,
                near=task.near,
                taken=task.taken,
            )
    except NewspaperError as error:
        return error.problems
    except Exception as error:  # noqa: BLE001 - one bad issue must not keep the others
        reason = f"{type(error).__name__}: {error}"[:200]
        return (problem("set-failed", drop.shown, reason=reason),)
