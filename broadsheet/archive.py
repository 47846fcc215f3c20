"""The archive: summaries of all editions in order, and what follows from them.

A summary holds what lists and indexes print of an edition, never a body, so that the archive
of decades fits in memory. Everything here is a value or a function of values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from broadsheet import markdown
from broadsheet.model import Article, Edition, EditionKey
from broadsheet.text import digest

_NO_GAP = re.compile(r"(?<=[。！？；：，、”’）》…]) ")
"""A space behind full-width punctuation, which has its own."""

LEDE_LENGTH = 120
"""Characters of a story's beginning that lists print; two lines of a phone, three of a desk."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What lists print of one story."""

    page: int
    order: int
    title: str
    kicker: str | None
    deck: str | None
    column: str | None
    authors: tuple[str, ...]
    """Names, each once, in printed order."""
    lede: str
    length: int
    """Characters of the body without white space."""
    draft: bool
    publish_at: str | None
    """ISO 8601 with offset."""
    corrections: tuple[tuple[str, str], ...]
    """(date in ISO 8601, text)."""
    withdrawn: tuple[str, str] | None
    """(date in ISO 8601, reason)."""
    digest: str
    """Of all the above and the page's label and name: of what lists print."""

    @property
    def place(self) -> str:
        """`01-03`."""
        return f"{self.page:02d}-{self.order:02d}"

    @property
    def listed(self) -> bool:
        """Whether lists, feeds and indexes name it."""
        return self.withdrawn is None


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists and indexes print of one edition."""

    key: EditionKey
    number: str | None
    date_inferred: bool
    pages: tuple[tuple[int, str, str | None], ...]
    """(sequence, label, name)."""
    entries: tuple[Entry, ...]
    """In printed order."""
    digest: str
    """Of everything the edition is printed from."""
    listing: str
    """Of what lists print of it: a change inside a story leaves this as it was."""

    @property
    def listed(self) -> tuple[Entry, ...]:
        """The stories that lists name."""
        return tuple(entry for entry in self.entries if entry.withdrawn is None)

    @property
    def lead(self) -> str | None:
        """Headline of the first story."""
        return next((entry.title for entry in self.entries if entry.listed), None)


@dataclass(frozen=True, slots=True)
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
    """A story in the archive."""

    key: EditionKey
    page: tuple[str, str | None]
    """Label and name of its print page."""
    entry: Entry


def by_author(archive: Archive) -> Mapping[str, tuple[Place, ...]]:
    """The listed stories of each person, newest first; persons in order of their names."""
    return _by_name(archive, lambda entry: entry.authors)


def by_column(archive: Archive) -> Mapping[str, tuple[Place, ...]]:
    """The listed stories of each column, newest first; columns in order of their names."""
    return _by_name(archive, lambda entry: (entry.column,) if entry.column else ())


def by_page_name(archive: Archive, limit: int) -> Mapping[str, tuple[Place, ...]]:
    """The newest `limit` listed stories of the pages of each name; names in order."""
    found: dict[str, list[Place]] = {}
    for summary in reversed(archive.editions):
        for sequence, _, name in summary.pages:
            if name is None or len(places := found.setdefault(name, [])) >= limit:
                continue
            stories = (e for e in summary.entries if e.page == sequence and e.listed)
            places += [_place(summary, entry) for entry in stories]
    return {name: tuple(found[name][:limit]) for name in sorted(found) if found[name]}


def corrected(archive: Archive) -> tuple[Place, ...]:
    """Stories with corrections and withdrawn ones, newest edition first."""
    return tuple(
        _place(summary, entry)
        for summary in reversed(archive.editions)
        for entry in summary.entries
        if entry.corrections or entry.withdrawn
    )


def summarise(edition: Edition, contents: str) -> Summary:
    """The summary of a whole edition; `contents` is the digest of its files."""
    entries = tuple(
        _entry(article, page.label, page.name)
        for page in edition.pages
        for article in page.articles
    )
    return Summary(
        key=edition.key,
        number=edition.number,
        date_inferred=edition.date_inferred,
        pages=tuple((page.sequence, page.label, page.name) for page in edition.pages),
        entries=entries,
        digest=contents,
        listing=_listing(edition.number, entries),
    )


def published(summary: Summary, now: dt.datetime) -> Summary:
    """The summary without drafts and without what is not to be published yet.

    Its digest says which stories those were, so that a story whose hour has come is printed.
    """
    entries = tuple(entry for entry in summary.entries if _is_out(entry, now))
    if len(entries) == len(summary.entries):
        return summary
    places = ",".join(entry.place for entry in entries)
    return replace(
        summary,
        entries=entries,
        digest=digest(f"{summary.digest} {places}".encode()),
        listing=_listing(summary.number, entries),
    )


def published_edition(edition: Edition, places: frozenset[str]) -> Edition:
    """The edition with only the stories at these places, and no page that is left empty."""
    pages = (
        replace(page, articles=tuple(a for a in page.articles if a.place in places))
        for page in edition.pages
    )
    return replace(edition, pages=tuple(page for page in pages if page.articles))


def listed_edition(edition: Edition) -> Edition:
    """The edition without withdrawn stories, of which only markers are left."""
    pages = (
        replace(page, articles=tuple(a for a in page.articles if not a.withdrawn))
        for page in edition.pages
    )
    return replace(edition, pages=tuple(page for page in pages if page.articles))


def lede(plain: str, length: int = LEDE_LENGTH, lines: int = 4) -> str:
    """The beginning of a plain text on one line, cut at so many characters with an ellipsis."""
    text = _NO_GAP.sub("", " ".join(line for line in plain.split("\n")[:lines] if line))
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def to_json(summary: Summary) -> list[object]:
    """The summary as nested lists, for the ledger."""
    return [
        str(summary.key),
        summary.number,
        summary.date_inferred,
        summary.pages,
        [
            [
                entry.page, entry.order, entry.title, entry.kicker, entry.deck, entry.column,
                entry.authors, entry.lede, entry.length, entry.draft, entry.publish_at,
                entry.corrections, entry.withdrawn, entry.digest,
            ]
            for entry in summary.entries
        ],
        summary.digest,
        summary.listing,
    ]  # fmt: skip


def from_json(value: list[object]) -> Summary:
    """What `to_json` wrote. Raises ValueError or TypeError on anything else."""
    key, number, date_inferred, pages, entries, contents, listing = value
    parsed = EditionKey.parse(str(key))
    if parsed is None or not isinstance(pages, list) or not isinstance(entries, list):
        raise ValueError(key)
    return Summary(
        key=parsed,
        number=None if number is None else str(number),
        date_inferred=bool(date_inferred),
        pages=tuple((seq, label, name) for seq, label, name in pages),
        entries=tuple(_entry_from(entry) for entry in entries),
        digest=str(contents),
        listing=str(listing),
    )


def _entry_from(value: list[Any]) -> Entry:
    (
        page, order, title, kicker, deck, column, authors, story_lede, length, draft, publish_at,
        corrections, withdrawn, contents,
    ) = value  # fmt: skip
    return Entry(
        page, order, title, kicker, deck, column, tuple(authors), story_lede, length, draft,
        publish_at, tuple((date, text) for date, text in corrections),
        (withdrawn[0], withdrawn[1]) if withdrawn else None, contents,
    )  # fmt: skip


def _entry(article: Article, label: str, name: str | None) -> Entry:
    gone = article.withdrawn
    plain = markdown.plain(article.body)
    entry = Entry(
        page=article.page,
        order=article.order,
        title=article.title,
        kicker=article.kicker,
        deck=article.deck,
        column=article.column,
        authors=tuple(dict.fromkeys(author.name for author in article.authors)),
        lede=lede(plain),
        length=len("".join(plain.split())),
        draft=article.draft,
        publish_at=article.publish_at.isoformat() if article.publish_at else None,
        corrections=tuple((c.date.isoformat(), c.text) for c in article.corrections),
        withdrawn=(gone.date.isoformat(), gone.reason) if gone else None,
        digest="",
    )
    return replace(entry, digest=digest(f"{entry!r} {label!r} {name!r}".encode()))


def _listing(number: str | None, entries: tuple[Entry, ...]) -> str:
    return digest(" ".join((repr(number), *(entry.digest for entry in entries))).encode())


def _is_out(entry: Entry, now: dt.datetime) -> bool:
    if entry.draft:
        return False
    return entry.publish_at is None or dt.datetime.fromisoformat(entry.publish_at) <= now


def _place(summary: Summary, entry: Entry) -> Place:
    page = next(
        ((label, name) for sequence, label, name in summary.pages if sequence == entry.page),
        (str(entry.page), None),
    )
    return Place(summary.key, page, entry)


def _by_name(
    archive: Archive, names_of: Callable[[Entry], Iterable[str]]
) -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for summary in reversed(archive.editions):
        for entry in summary.entries:
            if entry.withdrawn is None:
                for name in names_of(entry):
                    found.setdefault(name, []).append(_place(summary, entry))
    return {name: tuple(found[name]) for name in sorted(found)}
