"""What each part of an EPUB prints."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from markupsafe import Markup

from broadsheet.contexts.views import (
    CorrectionView,
    PictureView,
)


class BookFile(NamedTuple):
    """A picture inside an EPUB."""

    href: str
    type: str
    """Media type."""


class BookStory(NamedTuple):
    """A story in an EPUB's table of contents."""

    place: str
    """`01-03`: behind an s, its mark in the file of its page."""
    title: str


class BookPage(NamedTuple):
    """A print page in an EPUB's table of contents; it has at least one story."""

    name: str
    """`01`: its file's name without the suffix."""
    label: str
    title: str
    stories: tuple[BookStory, ...]


class BookContainerContext(NamedTuple):
    """epub/container.xml."""

    package: str


class BookPackageContext(NamedTuple):
    """epub/package.opf (EPUB 3.3, 5)."""

    language: str
    identifier: str
    title: str
    date: dt.date
    modified: str
    """UTC, `2023-01-30T22:00:00Z`."""
    publisher: str | None
    pages: tuple[BookPage, ...]
    files: tuple[BookFile, ...]


class BookNavContext(NamedTuple):
    """epub/nav.xhtml: pages, and the stories of each."""

    language: str
    title: str
    pages: tuple[BookPage, ...]


class BookCoverContext(NamedTuple):
    """epub/cover.xhtml."""

    language: str
    title: str
    paper: str
    subtitle: str | None
    date: dt.date
    number: str | None
    leads: tuple[str, ...]
    """Headlines of the first stories of page one."""


class BookStyleContext(NamedTuple):
    """epub/book.css prints nothing that is given."""


class BookText(NamedTuple):
    """One story; `body` is XHTML."""

    place: str
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


class BookPageContext(NamedTuple):
    """epub/page.xhtml: the stories of a print page, each a chapter."""

    language: str
    title: str
    stories: tuple[BookText, ...]
