"""Gathers the archive: reads the editions that changed, and remembers the rest."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from broadsheet import archive as archives
from broadsheet import composed, read
from broadsheet import summaries as made
from broadsheet.archive import Archive
from broadsheet.ledger import Ledger, Remembered
from broadsheet.model import Edition
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.problems import NewspaperError, Problem, in_reading_order
from broadsheet.read import Folder, Read
from broadsheet.summaries import Summary
from broadsheet.text import canonical_json, digest
from broadsheet.workers import Workers

RACY_NS = 50_000_000
"""A file written this shortly before it was read may be written again without a new time of
modification; it is read again next time (as git does, Documentation/technical/racy-git)."""

SECONDS = 0.004
"""What it takes to read an issue of 32 stories, about."""
BATCH = 64
"""Editions that are put into the ledger at once; what lists print of them is not kept here."""


def gather(
    root: Path,
    newspaper: Newspaper,
    press: str,
    ledger: Ledger,
    pool: Workers,
    done: Callable[[int, int], None],
) -> tuple[Mapping[str, Folder], tuple[Summary, ...]]:
    """The folders of all editions by key, and their summaries, oldest first.

    Only what changed is read; `press` is the digest of the press, and `done` hears how many of
    how many are read. Raises NewspaperError with every problem.
    """
    begun = time.time_ns()
    composed.clear(root / ".cache")
    # the settings that stories are read with (plan/settings.py, STORIES)
    base = digest(canonical_json([press, newspaper.timezone, newspaper.page_names]).encode())
    found, problems = read.survey(root)
    remembered = ledger.editions()
    summaries: dict[str, Summary] = {}
    unread: list[Folder] = []
    for folder in found:
        known = remembered.get(folder.name)
        if known is not None and known.stat == _stat(folder, base):
            summaries[folder.name] = _summary(ledger, folder.name, known.brief)
        else:
            unread.append(folder)
    again: dict[str, Remembered] = {}
    reader = partial(_read_one, root, newspaper)
    faults = list(problems)
    for number, (folder, (told, found_problems)) in enumerate(
        zip(unread, pool.map(reader, unread, len(unread) * SECONDS), strict=True), 1
    ):
        done(number, len(unread))
        faults += found_problems
        if told is not None:
            stat = _stat(folder, base) if folder.newest < begun - RACY_NS else ""
            again[folder.name] = Remembered(stat, *told)
            summaries[folder.name] = _summary(ledger, folder.name, told[0])
        if len(again) >= BATCH:
            ledger.remember_editions(again)
            again.clear()
    if faults:
        raise NewspaperError(in_reading_order(faults))
    ledger.remember_editions(again)
    ledger.forget_editions(remembered.keys() - summaries.keys())
    folders = {str(folder.key): folder for folder in found}
    return folders, tuple(summaries[folder.name] for folder in found)


def published(newspaper: Newspaper, summaries: Iterable[Summary], now: dt.datetime) -> Archive:
    """The archive that readers see at a moment: nothing of days or hours to come, no draft."""
    today = read.today(newspaper, now)
    out = (made.published(one, now) for one in summaries if one.key.date <= today)
    return Archive(tuple(one for one in out if not one.traits.empty))


def editions_out(
    root: Path, now: dt.datetime, wanted: Callable[[Folder], bool] = lambda folder: True
) -> tuple[Edition, ...]:
    """The wanted editions with the stories that readers see at a moment, oldest first.

    Raises NewspaperError with every problem of theirs.
    """
    newspaper = load_newspaper(root)
    folders, problems = read.survey(root)
    faults = list(problems)
    editions: list[Edition] = []
    today = read.today(newspaper, now)
    for folder in folders:
        if folder.key.date > today or not wanted(folder):
            continue
        one = read.read_edition(root, folder, newspaper)
        faults += one.problems
        if one.edition is not None:
            summary = made.published(made.summarise(one.edition, one.digest), now)
            places = frozenset(entry.place for entry in summary.listed)
            editions.append(archives.published_edition(one.edition, places))
    if faults:
        raise NewspaperError(in_reading_order(faults))
    return tuple(edition for edition in editions if edition.pages)


def _summary(ledger: Ledger, name: str, brief: str) -> Summary:
    return made.from_json(brief, partial(ledger.marks, name), partial(ledger.entries, name))


def _read_one(
    root: Path, newspaper: Newspaper, folder: Folder
) -> tuple[tuple[str, str, str] | None, tuple[Problem, ...]]:
    """The summary as the ledger keeps it."""
    found: Read = read.read_edition(root, folder, newspaper)
    if found.edition is None:
        return None, found.problems
    composed.keep(root / ".cache", folder.name, folder.stat, found.edition)
    return made.to_json(made.summarise(found.edition, found.digest)), ()


def _stat(folder: Folder, base: str) -> str:
    return f"{base}{folder.stat}"
