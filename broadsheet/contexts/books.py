"""What each part of an EPUB prints."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from broadsheet.contexts.views import (
    CorrectionView,
    PictureView,
)


@dataclass(frozen=True, slots=True)
class BookFile:
    """A picture inside an EPUB."""

    href: str
    type: str
    """Media type."""


@dataclass(frozen=True, slots=True)
class BookStory:
    """A story in an EPUB's table of contents."""

    place: str
    """`01-03`: its file's name without the suffix."""
    title: str


@dataclass(frozen=True, slots=True)
class BookPage:
    """A print page in an EPUB's table of contents; it has at least one story."""

    label: str
    title: str
    stories: tuple[BookStory, ...]


@dataclass(frozen=True, slots=True)
class BookContainerContext:
    """epub/container.xml."""

    package: str


@dataclass(frozen=True, slots=True)
class BookPackageContext:
    """epub/package.opf (EPUB 3.3, 5)."""

    language: str
    identifier: str
    title: str
    date: dt.date
    modified: str
    """UTC, `2023-01-30T22:00:00Z`."""
    publisher: str | None
    stories: tuple[BookStory, ...]
    files: tuple[BookFile, ...]


@dataclass(frozen=True, slots=True)
class BookNavContext:
    """epub/nav.xhtml: pages, and the stories of each."""

    language: str
    title: str
    pages: tuple[BookPage, ...]


@dataclass(frozen=True, slots=True)
class BookCoverContext:
    """epub/cover.xhtml."""

    language: str
    title: str
    paper: str
    subtitle: str | None
    date: dt.date
    number: str | None
    leads: tuple[str, ...]
    """Headlines of the first stories of page one."""


@dataclass(frozen=True, slots=True)
class BookStyleContext:
    """epub/book.css prints nothing that is given."""


@dataclass(frozen=True, slots=True)
class BookStoryContext:
    """epub/story.xhtml: one story; `body` is XHTML."""

    language: str
    page: str
    column: str | None
    kicker: str | None
    headline: str
    deck: str | None
    byline: str
    dateline: str | None
    body: Markup
    pictures: tuple[PictureView, ...]
    corrections: tuple[CorrectionView, ...]
    inferred_headline: bool
