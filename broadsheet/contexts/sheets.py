"""What each page for readers prints."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from markupsafe import Markup

from broadsheet.contexts.views import (
    Area,
    AuthorView,
    CorrectedStory,
    CorrectionView,
    DatedStory,
    DayIssue,
    EditionLine,
    EditionView,
    Head,
    Link,
    Month,
    NamedCount,
    Neighbours,
    PageView,
    PictureView,
    PrintedView,
    SeriesView,
    SheetView,
    Site,
    StoryLine,
    YearLine,
)


class FrontContext(NamedTuple):
    """front.html, edition.html: a whole issue on one screen."""

    site: Site
    head: Head
    edition: EditionView
    note: Markup | None
    """The editor's note."""
    lead: StoryLine | None
    """First story of page one."""
    seconds: tuple[StoryLine, ...]
    """The next stories of page one: all of them where they are few, else the first."""
    pages: tuple[PageView, ...]
    """All pages with all their stories, those above included."""
    editions: Neighbours
    data: str
    """href of the issue for programs, edition.json."""
    pdf: str | None
    """href of all print pages in one file, where there are some."""
    iiif: str | None
    """href of the manifest for viewers of libraries, where pages have pictures."""
    day: Link
    """The issues of this day of the year, `10月21日`."""
    past: tuple[EditionLine, ...]
    """On the front page: some of them, newest first."""


EditionContext = FrontContext


class EmptyContext(NamedTuple):
    """front.html's stand-in while there is no edition: empty.html."""

    site: Site
    head: Head


class PageContext(NamedTuple):
    """page.html: a print page (版)."""

    site: Site
    head: Head
    edition: EditionView
    page: PageView
    areas: tuple[Area, ...]
    """One for each story of the page: the plan of its makeup."""
    sheet: SheetView | None
    """The picture of the page with the places of its stories, where both are known."""
    pages: tuple[Link, ...]
    """All print pages of the issue, `第1版 要闻`."""
    neighbours: Neighbours
    """Pages before and after; the last leads on to the next edition, the first back."""
    feed: Link | None
    """The Atom feed of all pages of this name."""


class ArticleContext(NamedTuple):
    """article.html: one story."""

    site: Site
    head: Head
    edition: EditionView
    id: str
    page: Link
    """The print page it stands on, `第1版 要闻`."""
    page_label: str
    """What is printed on that page, `1` or `A2`: for citations."""
    printed: PrintedView | None
    """Where it stood there, where that is known."""
    kicker: str | None
    headline: str
    deck: str | None
    column: Link | None
    dateline: str | None
    byline: tuple[AuthorView, ...]
    body: Markup
    pictures: tuple[PictureView, ...]
    jump_to: Link | None
    """The print page the story went on at, `第3版`; leads to its rest where that is known."""
    jump_from: Link | None
    poster: str | None
    """href of a picture of the story to pass on, where the paper has them drawn."""
    series: SeriesView | None
    """Where the story is a numbered part of a series."""
    corrections: tuple[CorrectionView, ...]
    inferred_headline: bool
    truncated: bool
    """The raw text gave only a part of the story: to be said."""
    neighbours: Neighbours
    """Stories before and after, across pages and on to the next page."""
    siblings: tuple[Link, ...]
    """The other stories of the same print page."""


class WithdrawnContext(NamedTuple):
    """withdrawn.html: the marker at the address of a story that was withdrawn."""

    site: Site
    head: Head
    edition: EditionView
    id: str
    date: dt.date
    reason: str
    neighbours: Neighbours


class ArchiveContext(NamedTuple):
    """archive.html: all years."""

    site: Site
    head: Head
    years: tuple[YearLine, ...]
    """Newest first."""
    latest: tuple[EditionLine, ...]
    """The newest editions with their leads, at most ten."""


class DayContext(NamedTuple):
    """day.html: the issues of one day in all years."""

    site: Site
    head: Head
    day: str
    """`1月31日`."""
    issues: tuple[DayIssue, ...]
    """Newest first."""
    neighbours: Neighbours
    """The days of the year before and after that have a paper."""


class YearContext(NamedTuple):
    """year.html: twelve calendar months; each has the id `m01` … `m12`."""

    site: Site
    head: Head
    year: int
    months: tuple[Month, ...]
    neighbours: Neighbours
    """Years before and after that have editions."""


class NamesContext(NamedTuple):
    """authors.html, columns.html: all of them."""

    site: Site
    head: Head
    names: tuple[NamedCount, ...]


class NameContext(NamedTuple):
    """author.html, column.html: stories of one, newest first."""

    site: Site
    head: Head
    name: str
    count: int | None  # type: ignore[assignment] # stands before the method of tuples
    """Of all stories; a sheet of older ones does not know it, and so rests when more come."""
    stories: tuple[DatedStory, ...]
    neighbours: Neighbours
    """Sheets with older and newer stories, where there are too many for one."""
    feed: Link
    """Its Atom feed."""


class SearchContext(NamedTuple):
    """search.html."""

    site: Site
    head: Head
    index: str  # type: ignore[assignment] # stands before the method of tuples
    """href of the index's manifest."""
    archive: str


class KeptContext(NamedTuple):
    """kept.html: what the reader's device keeps."""

    site: Site
    head: Head
    archive: str


class TextContext(NamedTuple):
    """text.html: a page that belongs to no edition."""

    site: Site
    head: Head
    title: str
    body: Markup


class CorrectionsContext(NamedTuple):
    """corrections.html: newest first."""

    site: Site
    head: Head
    stories: tuple[CorrectedStory, ...]


class NotFoundContext(NamedTuple):
    """404.html: shown by the host at any address, so its links are mended by the base path."""

    site: Site
    head: Head
    base_path: str
    """Path of the site on its host, `/` or `/paper/`."""


class MovedContext(NamedTuple):
    """An address that has no page of its own any more: the way on, or a marker."""

    site: Site
    head: Head
    to: str | None
    """Where it went; the canonical link of the head is the same place."""
    gone: str | None
    """Why there is nothing, in the editors' words."""
