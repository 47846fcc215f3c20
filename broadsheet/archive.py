"""The archive: summaries of all editions in order, and what follows from them.

Everything here is a value or a function of values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from broadsheet import facsimiles
from broadsheet.model import Article, Edition, EditionKey
from broadsheet.summaries import Entry, Mark, Summary
from broadsheet.text import digest
from broadsheet.values import dataclass


@dataclass(frozen=True)
class Archive:
    """All published editions, oldest first."""

    editions: tuple[Summary, ...]

    @property
    def latest(self) -> Summary | None:
        """The newest edition."""
        return self.editions[-1] if self.editions else None

    def years(self) -> Mapping[int, tuple[Summary, ...]]:
        """Editions by year, oldest first."""
        grouped = groupby(self.editions, key=lambda summary: summary.key.date.year)
        return {year: tuple(summaries) for year, summaries in grouped}


@dataclass(frozen=True, slots=True)
class Place:
    """A story in the archive, with what lists print of it."""

    key: EditionKey
    page: tuple[str, str | None]
    """Label and name of its print page."""
    entry: Entry


class Spot(NamedTuple):
    """A story in the archive, by its place among its edition's: nothing is read for it."""

    summary: Summary
    at: int

    @property
    def key(self) -> EditionKey:
        """That of its edition."""
        return self.summary.key

    @property
    def mark(self) -> Mark:
        """What the archive asks of it."""
        return self.summary.marks[self.at]

    @property
    def entry(self) -> Entry:
        """What lists print of it."""
        return self.summary.entry(self.at)

    def place(self) -> Place:
        """The story by itself, without its edition."""
        summary, at = self
        return _place(summary, summary.entry(at))


def places(summary: Summary) -> tuple[Place, ...]:
    """The listed stories of an edition, in printed order."""
    return tuple(_place(summary, entry) for entry in summary.listed)


def stamps(spots: Iterable[Spot]) -> str:
    """Changes when one of these stories comes, goes, or reads otherwise in lists."""
    return stamp((summary.name, summary.marks[index].digest) for summary, index in spots)


def stamp(stories: Iterable[tuple[str, str]]) -> str:
    """The same of stories that are told by name of the edition and digest of the mark."""
    return digest(" ".join([f"{edition}{mark}" for edition, mark in stories]).encode())


def by_page_name(
    archive: Archive, limit: int, without: Collection[str] = ()
) -> Mapping[str, tuple[Place, ...]]:
    """The newest `limit` listed stories of the pages of each other name; names in order."""
    found: dict[str, list[Place]] = {}
    full = set(without)
    for summary in reversed(archive.editions):
        for sequence, _, name in summary.pages:
            if name is None or name in full:
                continue
            places = found.setdefault(name, [])
            stories = (e for e in summary.entries if e.page == sequence and e.listed)
            places += [_place(summary, entry) for entry in stories]
            if len(places) >= limit:
                full.add(name)
    return {name: tuple(found[name][:limit]) for name in sorted(found) if found[name]}


def corrected(archive: Archive) -> tuple[Spot, ...]:
    """Stories with corrections and withdrawn ones, newest edition first."""
    return tuple(
        Spot(summary, index)
        for summary in reversed(archive.editions)
        if summary.traits.corrected
        for index, mark in enumerate(summary.marks)
        if mark.corrected
    )


def published_edition(edition: Edition, places: frozenset[str]) -> Edition:
    """The edition with only the stories at these places, and no page that is left empty."""
    return _with_stories(edition, lambda article: article.place in places)


def listed_edition(edition: Edition) -> Edition:
    """The edition without withdrawn stories, of which only markers are left."""
    return _with_stories(edition, lambda article: article.withdrawn is None)


def _with_stories(edition: Edition, kept: Callable[[Article], bool]) -> Edition:
    """The edition with some of its stories, and no facsimile that shows what readers do not see."""
    shown = frozenset([a.place for a in edition.articles if kept(a) and not a.withdrawn])
    if len(shown) == len(edition.articles) and not any(
        page.image or page.pdf or not page.articles for page in edition.pages
    ):
        return edition  # as most are
    pages = (
        replace(page, articles=tuple(filter(kept, page.articles)))
        for page in facsimiles.cleared(edition, shown).pages
    )
    return replace(edition, pages=tuple(page for page in pages if page.articles))


def _place(summary: Summary, entry: Entry) -> Place:
    for sequence, label, name in summary.pages:
        if sequence == entry.page:
            return Place(summary.key, (label, name), entry)
    return Place(summary.key, (str(entry.page), None), entry)
