"""Publishing: sends the site to its host, and only what differs.

    publish = site → what is wanted → what the target has → plan → steps → record → a look back

The order of the steps keeps every link alive for readers (plan.py); the record at the target
says what arrived (record.py), so that a publication that was interrupted is finished by the
next one; only one publisher has its turn (turn.py). A Git branch changes in one step and needs
none of this (git.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from broadsheet import targets, write
from broadsheet.ledger import open_ledger
from broadsheet.locks import Waiting, alone
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.promises import record_addresses
from broadsheet.publish.folder import FolderStore
from broadsheet.publish.git import Branch
from broadsheet.publish.packed import is_text, pack
from broadsheet.publish.plan import Known, Plan, groups, plan, sample
from broadsheet.publish.rclone import RcloneStore
from broadsheet.publish.record import Record
from broadsheet.publish.rsync import rsync_store
from broadsheet.publish.store import Store
from broadsheet.publish.turn import turn
from broadsheet.read import survey
from broadsheet.review import doubts
from broadsheet.targets import Target
from broadsheet.text import mark

SETTINGS = "content/newspaper.yaml"
GROUP = 2000
"""Files after which the record is written: what an interruption sends twice at most."""
SAMPLE = 12
"""Files that are read back in the end."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a publication did, or would do."""

    target: str
    sent: tuple[str, ...]
    """Paths at the target, in the order they went."""
    removed: tuple[str, ...]
    kept: int
    """Files that were right already."""
    refused: tuple[Problem, ...] = ()
    """Of a dry run: why nothing would be sent."""


@dataclass(frozen=True, slots=True)
class _Site:
    """The site as it is to lie at the target."""

    folder: Path
    digests: Mapping[str, str]
    """Of every file of the site."""
    wanted: Mapping[str, str]
    """Path at the target to a name of its bytes; compressed copies are `gz:` and their source's."""

    def source(self, path: str) -> tuple[str, str]:
        """The file of the site that a path at the target is made of, and how it is packed."""
        packing, _, name = self.wanted[path].rpartition(":")
        del name
        return (path.removesuffix(f".{packing}"), packing) if packing else (path, "")


@dataclass(frozen=True, slots=True)
class _Job:
    """One publication."""

    root: Path
    site: _Site
    target: Target
    cache: Path
    dry_run: bool
    progress: Progress

    def announce(self) -> None:
        """Writes down the addresses, before the first of them can be read."""
        if self.target.public:
            record_addresses(self.root, self.site.folder, self.site.digests)


def publish(
    root: Path,
    output: Path,
    target: str | None = None,
    *,
    dry_run: bool = False,
    progress: Progress = lambda step, done, total: None,
    waiting: Waiting = lambda holder: None,
) -> PublishReport:
    """Sends the site in `output` to a target of the newspaper below `root`.

    `target` is a name in newspaper.yaml; None takes the usual one. With `dry_run` nothing is
    written anywhere. Raises NewspaperError for whatever stands in the way.
    """
    newspaper = load_newspaper(root)
    chosen = choose(newspaper.publish, target)
    cache = root / ".cache"
    with alone(cache, waiting):
        site = _site(root, output, chosen)
        _look_at(root, output, chosen)
        refused = _not_accepted(root, newspaper, site) if chosen.public else ()
        if refused and not dry_run:
            raise NewspaperError(refused)
        send = _SENDERS[type(chosen.where)]
        report = send(_Job(root, site, chosen, cache / "publish", dry_run, progress))
        return replace(report, refused=refused)


def _not_accepted(root: Path, newspaper: Newspaper, site: _Site) -> tuple[Problem, ...]:
    """A problem for each page of the site that a person has yet to look at.

    The content is asked, not the site: what was accepted since the build counts.
    """
    folders, _ = survey(root)
    printed = site.digests
    found = doubts(root, newspaper, folders, lambda address: f"{address}index.html" in printed)
    return tuple(doubt.problem("not-accepted") for doubt in found if not doubt.draft)


def choose(known: Sequence[Target], name: str | None) -> Target:
    """The target of a name, or the usual one. Raises NewspaperError where there is none."""
    names = ", ".join(target.name for target in known)
    if not known:
        raise NewspaperError([problem("no-target", SETTINGS)])
    if name is None:
        usual = [target for target in known if target.default] or list(known)
        if len(usual) > 1:
            raise NewspaperError(
                [problem("which-target", SETTINGS, first=known[0].name, known=names)]
            )
        return usual[0]
    for target in known:
        if target.name == name:
            return target
    raise NewspaperError([problem("unknown-target", SETTINGS, name=name, known=names)])


def _site(root: Path, output: Path, target: Target) -> _Site:
    if not (output / "index.html").is_file() or not (output / write.MARKER).is_file():
        raise NewspaperError([problem("site-missing", output.name)])
    if write.is_unfinished(output):
        raise NewspaperError([problem("site-unfinished", output.name)])
    files = write.present(output)
    with open_ledger(root / ".cache", output) as ledger:
        printed = {file.path: file for file in ledger.outputs()}
    digests: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for path, (size, mtime) in sorted(files.items()):
        known = printed.get(path)
        same = known is not None and (known.size, known.mtime) == (size, mtime)
        name = known.digest if same and known else mark((output / path).read_bytes())
        digests[path] = wanted[path] = name
        if is_text(path, size):
            wanted |= {f"{path}.{packing}": f"{packing}:{name}" for packing in target.packed}
    return _Site(output, digests, wanted)


def _look_at(root: Path, output: Path, target: Target) -> None:
    """A folder that is the site, or holds the newspaper, would be eaten."""
    if not isinstance(target.where, targets.Folder):
        return
    folder = _folder(root, target.where)
    inside = folder.is_relative_to(output.resolve()) or any(
        part.resolve().is_relative_to(folder) for part in (output, root / "content")
    )
    if inside or folder.is_relative_to((root / "content").resolve()):
        fields = {"target": target.name, "path": target.where.path}
        raise NewspaperError([problem("target-inside", SETTINGS, **fields)])


def _folder(root: Path, where: targets.Folder) -> Path:
    return (root / Path(where.path).expanduser()).resolve()


def _to_store(job: _Job) -> PublishReport:
    site, target = job.site, job.target
    with _open(job.root, target) as store:
        record = Record(store, job.cache / target.name)
        if job.dry_run:
            planned = plan(site.wanted, record.read())
            return PublishReport(target.name, planned.sent, planned.gone, planned.kept)
        with turn(store, target.name):
            known = record.read()
            planned = plan(site.wanted, known)
            job.announce()
            if planned.steps or planned.gone or known.sending or known.removing:
                _send(store, record, job, known, planned)
                _look_back(store, record, site, planned, target)
    return PublishReport(target.name, planned.sent, planned.gone, planned.kept)


@contextmanager
def _open(root: Path, target: Target) -> Iterator[Store]:
    where = target.where
    if isinstance(where, targets.Folder):
        yield FolderStore(_folder(root, where), target.name)
    elif isinstance(where, targets.Rsync):
        with rsync_store(where, target.name) as store:
            yield store
    else:
        assert isinstance(where, targets.Sftp | targets.S3 | targets.WebDav)
        yield RcloneStore(where, target.name)


def _send(store: Store, record: Record, job: _Job, known: Known, planned: Plan) -> None:
    site = job.site
    sent = dict(known.sent)
    done, total = 0, len(planned.sent)
    # what an interruption left doubtful stays so until it is sent or removed
    sending, removing = set(known.sending), set(known.removing)
    for steps, count in groups(planned, GROUP):
        paths = [path for step in steps for path in step]
        record.write(sent, sending=sending | set(paths), removing=removing)
        for step in steps:
            with _outbox(site, step, job.target) as packed:
                plain = [path for path in step if path in site.digests]
                if packed is not None:
                    folder, names = packed
                    store.send(folder, names)
                if plain:
                    store.send(site.folder, plain)
        sent |= {path: site.wanted[path] for path in paths}
        sending -= set(paths)
        removing -= set(paths)
        done += count
        job.progress("send", done, total)
    if planned.gone:
        record.write(sent, sending=sending, removing=planned.gone)
        store.remove(planned.gone)
    record.write({path: name for path, name in sent.items() if path in site.wanted})


@contextmanager
def _outbox(
    site: _Site, step: Sequence[str], target: Target
) -> Iterator[tuple[Path, list[str]] | None]:
    """The compressed copies of a step, made in a folder of their own."""
    names = [path for path in step if path not in site.digests]
    if not names:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
        folder = Path(name)
        _pack(site, names, folder, target)
        yield folder, names


def _pack(site: _Site, names: Sequence[str], folder: Path, target: Target) -> None:
    for path in names:
        source, packing = site.source(path)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(pack(site.folder / source, packing, target.name))


def _look_back(store: Store, record: Record, site: _Site, planned: Plan, target: Target) -> None:
    """Reads some of what was sent; what differs is sent again next time."""
    paths = sample([path for path in planned.sent if path in site.digests], SAMPLE)
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
        folder = Path(name)
        store.fetch(paths, folder)
        wrong = [path for path in paths if not _is(folder / path, site.digests[path])]
    if wrong:
        record.write({path: name for path, name in site.wanted.items() if path not in wrong})
        fields = {"target": target.name, "paths": ", ".join(wrong)}
        raise NewspaperError([problem("target-differs", **fields)])


def _is(file: Path, name: str) -> bool:
    try:
        return mark(file.read_bytes()) == name
    except OSError:
        return False


def _to_branch(job: _Job) -> PublishReport:
    site, target = job.site, job.target
    assert isinstance(target.where, targets.Git)
    branch = Branch(target.where, job.root, job.cache, target.name)
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
        extra = Path(name)
        _pack(site, [path for path in site.wanted if path not in site.digests], extra, target)
        commit = branch.prepare(site.folder, list(site.digests), extra)
    if not job.dry_run:
        job.announce()
        if commit.name != commit.old:
            branch.push(commit)
    kept = len(site.wanted) - len(commit.sent)
    job.progress("send", len(commit.sent), len(commit.sent))
    return PublishReport(target.name, commit.sent, commit.removed, kept)


def _by_hand(job: _Job) -> PublishReport:
    if not job.dry_run:
        job.announce()
    return PublishReport(job.target.name, (), (), len(job.site.wanted))


_Sender = Callable[[_Job], PublishReport]
_SENDERS: Mapping[type, _Sender] = {
    targets.Folder: _to_store,
    targets.Rsync: _to_store,
    targets.Sftp: _to_store,
    targets.S3: _to_store,
    targets.WebDav: _to_store,
    targets.Git: _to_branch,
    targets.ByHand: _by_hand,
}
"""What sends to each kind of place."""
