"""Ingest: every raw issue in the drop box becomes an edition in Markdown.

For each issue: bytes → text → setting → day → manuscripts (`prepare`, which touches no disk),
then the edition is put on the shelf and the raw issue leaves the inbox (`_shelve`). Nothing that
goes wrong with one issue keeps the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from broadsheet.ingest import dates, dropbox, shelf
from broadsheet.ingest.compose import set_issue
from broadsheet.ingest.decode import decode
from broadsheet.ingest.drafts import draft
from broadsheet.ingest.dropbox import Drop, RawFile
from broadsheet.ingest.raw import RawIssue, RawPage
from broadsheet.ingest.setting import Account, Guess, Setting
from broadsheet.ingest.txt import read_text
from broadsheet.model import Edition, EditionKey
from broadsheet.problems import NewspaperError, Problem, Severity, in_reading_order, problem

MEGABYTE = 1 << 20
LARGEST = 16 * MEGABYTE
"""Bytes of one text file: a year of a daily is smaller, so a larger one is no issue."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story as the editor's report lists it."""

    place: str
    """`01-03`."""
    title: str
    review: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetIssue:
    """One issue that was set."""

    key: EditionKey
    source: str
    """Path of the raw issue as it was found."""
    paths: tuple[str, ...]
    """Files written, relative to the root; with a dry run those that would be."""
    stories: tuple[Story, ...]
    encoding: str
    """Of the raw files; several are joined by a comma."""
    date_inferred: bool
    date_reason: str
    guesses: tuple[Guess, ...]
    setting: Setting
    raw: RawIssue
    unchanged: bool = False
    """The same raw issue had been set before; nothing was written."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one run of ingest did."""

    set: tuple[SetIssue, ...]
    waiting: tuple[str, ...]
    """Raw issues that stayed in the inbox."""
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Whether anything could not be set."""
        return any(found.severity is Severity.ERROR for found in self.problems)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issue that is set, but not on the shelf yet."""

    key: EditionKey
    inferred: bool
    reason: str
    setting: Setting
    raw: RawIssue
    encoding: str
    problems: tuple[Problem, ...]
    """Warnings."""


Reader = Callable[[bytes, RawFile], tuple[tuple[RawPage, ...], str]]
"""From the bytes of a file to its pages and the name of its encoding."""


def _read_plain(data: bytes, file: RawFile) -> tuple[tuple[RawPage, ...], str]:
    decoded = decode(data, file.shown)
    if not decoded.text.strip():
        raise NewspaperError([problem("raw-empty", file.shown)])
    pages = read_text(decoded.text, Path(file.name).name)
    if file.page is not None:
        first = replace(pages[0], number=file.page, name=file.page_name)
        pages = (first, *pages[1:])
    return pages, decoded.encoding


READERS: Mapping[str, Reader] = {
    ".txt": _read_plain,
    ".text": _read_plain,
    ".md": _read_plain,
    ".markdown": _read_plain,
}
"""Readers by suffix."""


def ingest(
    root: Path,
    paths: Sequence[Path] = (),
    *,
    date: EditionKey | None = None,
    dry_run: bool = False,
    force: bool = False,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    quiet: Callable[[Sequence[Drop]], frozenset[Path]] = dropbox.quiet,
) -> IngestReport:
    """Sets every raw issue in content/inbox below `root`, or those at `paths`.

    An issue in the inbox moves into its edition, one from elsewhere is copied. `date` is the
    edition that a single issue is for; `force` sets an edition anew that is there already, and
    takes a date that its text contradicts. `progress` hears (issues done, issues, name);
    `quiet` tells which issues nobody is writing any more.
    """
    root = root.absolute()
    with nullcontext() if dry_run else shelf.alone(root):
        return _ingest(root, paths, date, dry_run, force, progress, quiet)


def _ingest(
    root: Path,
    paths: Sequence[Path],
    date: EditionKey | None,
    dry_run: bool,
    force: bool,
    progress: Callable[[int, int, str], None],
    quiet: Callable[[Sequence[Drop]], frozenset[Path]],
) -> IngestReport:
    if not dry_run:
        shelf.recover(root)
    found = dropbox.find(root, paths)
    finished = quiet(found.drops)
    drops = [dropbox.again(drop, root) or drop for drop in found.drops if drop.path in finished]
    run = _Run(root, dry_run, force, "option --date" if date else "name of the file")
    problems: list[Problem] = []
    left: list[str] = []
    for path, why in found.refused:
        problems += run.leave(path, why)
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
    for number, (drop, prepared) in enumerate(run.prepared(drops)):
        progress(number, len(drops), drop.name)
        outcome = run.shelve(drop, prepared)
        if isinstance(outcome, SetIssue):
            issues.append(outcome)
            problems += prepared.problems if isinstance(prepared, Prepared) else ()
        else:
            problems += run.leave(drop.path, outcome)
            left += [drop.shown] if drop.waiting else []
    progress(len(drops), len(drops), "")
    issues.sort(key=lambda issue: issue.key)
    return IngestReport(tuple(issues), tuple(sorted(left)), in_reading_order(problems))


Outcome = SetIssue | tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of ingest."""

    root: Path
    dry_run: bool
    force: bool
    source: str
    """What gave the date, for messages."""

    def prepared(
        self, drops: Sequence[Drop]
    ) -> Iterator[tuple[Drop, Prepared | tuple[Problem, ...]]]:
        """Each issue, set; issues for one edition are problems that name each other.

        Undated issues are set first, because only then is it known which edition they are for.
        """
        undated = [(drop, self.prepare(drop)) for drop in drops if drop.key is None]
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
        for drop in drops:
            if drop.key is not None:
                yield drop, self._claimed(drop, shared) or self.prepare(drop)

    def _claimed(
        self, drop: Drop, shared: Mapping[str, tuple[EditionKey, str]]
    ) -> tuple[Problem, ...]:
        if drop.shown not in shared:
            return ()
        key, other = shared[drop.shown]
        return (problem("same-date", drop.shown, key=key, other=other),)

    def prepare(self, drop: Drop) -> Prepared | tuple[Problem, ...]:
        """Reads and sets one issue; its problems where that cannot be done."""
        try:
            contents = {file.name: _bytes(file) for file in drop.files}
            near = shelf.newest(self.root) if drop.key is None else None
            return prepare(drop, contents, force=self.force, source=self.source, near=near)
        except NewspaperError as error:
            return error.problems
        except Exception as error:  # noqa: BLE001 - one bad issue must not keep the others
            reason = f"{type(error).__name__}: {error}"[:200]
            return (problem("set-failed", drop.shown, reason=reason),)

    def shelve(self, drop: Drop, prepared: Prepared | tuple[Problem, ...]) -> Outcome:
        """Puts a set issue on the shelf; its problems where that cannot be done."""
        if not isinstance(prepared, Prepared):
            return prepared
        try:
            return self._put(drop, prepared)
        except NewspaperError as error:
            return error.problems
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return (problem("unwritable", drop.shown, reason=reason),)

    def leave(self, path: Path, why: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Leaves the report of why a raw issue stays in the inbox beside it."""
        if dropbox.in_inbox(path, self.root) and not self.dry_run:
            shelf.leave_report(path, why)
        return why

    def _put(self, drop: Drop, prepared: Prepared) -> SetIssue:
        key = prepared.key
        raw = {file.name: _bytes(file) for file in (*drop.files, *drop.pictures)}
        files = manuscripts(prepared, raw)
        issue = SetIssue(
            key=key,
            source=drop.shown,
            paths=tuple(f"{shelf.EDITIONS}/{key}/{name}" for name in files),
            stories=tuple(
                Story(article.place, article.title, article.review)
                for article in prepared.setting.articles
            ),
            encoding=prepared.encoding,
            date_inferred=prepared.inferred,
            date_reason=prepared.reason,
            guesses=prepared.setting.guesses,
            setting=prepared.setting,
            raw=prepared.raw,
        )
        if shelf.rests(self.root, key, raw) and not self.force:
            # A run that was cut short, or the same file once more.
            issue = replace(issue, paths=(), unchanged=True)
        elif self.dry_run:
            if shelf.edition_folder(self.root, key).exists() and not self.force:
                raise NewspaperError([problem("edition-exists", drop.shown, key=key)])
            return issue
        else:
            if shelf.edition_folder(self.root, key).exists() and not self.force:
                raise NewspaperError([problem("edition-exists", drop.shown, key=key)])
            changed = [f for f in (*drop.files, *drop.pictures) if not shelf.unchanged(f)]
            if changed:
                raise NewspaperError([problem("raw-changed", file.shown) for file in changed])
            shelf.put(self.root, key, files, replace=self.force)
        if not self.dry_run:
            shelf.take_away(drop)
        return issue


def prepare(
    drop: Drop,
    contents: Mapping[str, bytes],
    *,
    force: bool = False,
    source: str = "name of the file",
    near: dt.date | None = None,
) -> Prepared:
    """Sets one issue from the bytes of its files, by name. Touches no disk.

    `near` is the day of the newest edition, for an issue that prints no year at all.
    Raises NewspaperError with everything that keeps it from being set.
    """
    pages: list[RawPage] = []
    encodings: dict[str, None] = {}
    problems: list[Problem] = []
    for file in drop.files:
        try:
            read, encoding = _reader(file)(contents[file.name], file)
        except NewspaperError as error:
            problems += error.problems
            continue
        pages += read
        encodings[encoding] = None
    if problems:
        raise NewspaperError(problems)
    raw = RawIssue(tuple(pages))
    setting = set_issue(raw)
    _check_account(setting.account, drop)
    if not setting.articles:
        raise NewspaperError([problem("nothing-set", drop.shown)])
    key, inferred, reason, warnings = _day(setting, drop, force, source, near)
    return Prepared(key, inferred, reason, setting, raw, ", ".join(encodings), warnings)


def manuscripts(prepared: Prepared, raw: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an edition's folder by path: Markdown, pictures, and the raw issue."""
    setting = prepared.setting
    edition = Edition(
        key=prepared.key,
        pages=setting.pages,
        number=setting.imprint.number,
        date_inferred=prepared.inferred,
        source=prepared.raw.files,
        folios=setting.folios,
    )
    files = {name: text.encode() for name, text in draft(edition, setting.articles)}
    used = {picture.src for article in setting.articles for picture in article.images}
    for name, data in raw.items():
        files[name if name in used else f"{shelf.RAW}/{name}"] = data
    return files


def _reader(file: RawFile) -> Reader:
    reader = READERS.get(file.suffix)
    if reader is None:
        suffix, known = file.suffix or "nameless", ", ".join(READERS)
        raise NewspaperError([problem("raw-kind", file.shown, suffix=suffix, known=known)])
    return reader


def _bytes(file: RawFile) -> bytes:
    if file.size > LARGEST and file.suffix in READERS:
        size, limit = file.size // MEGABYTE, LARGEST // MEGABYTE
        raise NewspaperError([problem("raw-too-large", file.shown, size=size, limit=limit)])
    try:
        return file.path.read_bytes()
    except FileNotFoundError:
        raise NewspaperError([problem("raw-missing", file.shown)]) from None


def _check_account(account: Account, drop: Drop) -> None:
    problems = [
        problem(
            "account-open",
            next((f.shown for f in drop.files if f.name.endswith(gap.file)), drop.shown),
            gap.line,
            difference=f"{gap.wanted[:20]!r} became {gap.found[:20]!r}",
        )
        for gap in account.differences[:10]
    ]
    if problems:
        raise NewspaperError(problems)


def _day(
    setting: Setting, drop: Drop, force: bool, source: str, near: dt.date | None
) -> tuple[EditionKey, bool, str, tuple[Problem, ...]]:
    """Edition, whether its day was worked out, why, and warnings. Raises NewspaperError."""
    given = drop.key.date if drop.key else None
    found = dates.sense(dates.texts_of(setting), setting.folios, given, near)
    stated = found.stated.date if found.stated else setting.imprint.date
    day = given or stated or found.proposed
    if day is None:
        raise NewspaperError([problem("date-unknown", drop.shown)])
    conflicts = dates.conflicts(found, setting.folios, day, drop.shown, source)
    if not force and any(c.severity is Severity.ERROR for c in conflicts):
        raise NewspaperError(conflicts)
    warnings = tuple(replace(c, severity=Severity.WARNING) for c in conflicts)
    if drop.key is not None:
        return drop.key, False, f"the {source}", warnings
    inferred = stated is None
    return EditionKey(day), inferred, found.reason, warnings
