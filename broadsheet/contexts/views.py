"""The smaller views inside contexts: a link, a picture, a story in a list, an edition …"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from markupsafe import Markup


class Link(NamedTuple):
    """A text that leads somewhere."""

    text: str
    href: str


class NavLink(NamedTuple):
    """An entry of the main navigation; the template writes its words by its key."""

    key: str
    """front, archive, columns, authors, search, corrections, or page for one of the paper's own."""
    href: str
    text: str | None = None
    """Title of a page of the paper's own."""


class Site(NamedTuple):
    """What base.html prints alike on all sheets of one depth: made once for each depth."""

    title: str
    subtitle: str | None
    description: str | None
    language: str
    """zh-Hans, zh-Hant or en: the `lang` of every page."""
    root: str
    """`../../`, or empty: the way to the site's root."""
    front: str
    nav: tuple[NavLink, ...]
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    atom: str
    rss: str
    json_feed: str
    opensearch: str
    """The description that lets a browser search the paper from its address bar."""
    manifest: str
    """The description by which a device installs the paper."""
    icon: str
    """For devices that want a picture of 180 pixels."""
    search: str
    publisher: str | None
    editors: tuple[str, ...]
    issn: str | None
    icp: str | None
    complaint: str | None


class Head(NamedTuple):
    """What the head of one sheet says of it."""

    title: str
    """Of the document, with the paper's name where it is not the front page."""
    description: str | None
    canonical: str
    """Absolute."""
    kind: str
    """Template's name: data-sheet of the body, and the key of the current navigation entry."""
    crumbs: tuple[Link, ...] = ()
    """Breadcrumbs from the front page down, without the sheet itself."""
    json_ld: Markup | None = None
    """JSON-LD, safe inside a script element."""
    image: str | None = None
    """Absolute address of a picture for link previews."""


class PictureView(NamedTuple):
    """A picture with its caption."""

    src: str
    alt: str
    caption: str | None
    credit: str | None
    width: int | None
    height: int | None
    """Pixels, where the file tells."""
    srcset: str | None = None
    """Smaller copies with their widths, as the attribute of that name wants them."""


class AuthorView(NamedTuple):
    """One entry of a byline."""

    name: str
    href: str
    role: str | None
    org: str | None


class StoryLine(NamedTuple):
    """A story where others stand beside it: front, edition, page, author, column."""

    id: str
    """`2023-01-31/01-03`."""
    href: str
    kicker: str | None
    headline: str
    deck: str | None
    column: Link | None
    dateline: str | None
    byline: tuple[AuthorView, ...]
    lede: str
    """The beginning of the body as plain text: some 120 characters, more where there is room."""
    picture: PictureView | None
    """The first one."""
    inferred_headline: bool
    """The headline was not printed but made from the text: to be labelled."""


class DatedStory(NamedTuple):
    """A story in a list across editions: authors, columns, corrections."""

    id: str
    href: str
    date: dt.date
    page: str
    """Label of the print page, with its name: `第2版 综合`."""
    kicker: str | None
    headline: str
    deck: str | None
    lede: str


class Area(NamedTuple):
    """Where a story stands on the plan of a page."""

    span: int
    """Of the twelve columns of the sheet; the areas of a row have all twelve."""
    columns: int
    """Columns of its text."""
    lines: int
    """Height of its text; 0 where the area holds the whole."""
    room: int
    """Characters that the area holds at most."""
    picture: str
    """`no`, `above` the text, or `beside` it."""


class PageView(NamedTuple):
    """A print page with its stories."""

    sequence: int
    label: str
    name: str | None
    href: str
    stories: tuple[StoryLine, ...]
    image: PictureView | None
    pdf: str | None


class SpotView(NamedTuple):
    """A story's place on the picture of its page."""

    place: str
    """`01-03`: its anchor on the sheet of the page."""
    href: str
    headline: str
    path: str
    """Data of an SVG path, in the units of the sheet."""


class SheetView(NamedTuple):
    """The picture of a print page with the places of its stories."""

    width: float
    height: float
    """Of the page, in the units of the paths; the picture is that size in whatever pixels."""
    picture: PictureView
    spots: tuple[SpotView, ...]
    """In reading order."""
    script: str
    """href of what zooms it."""


class PrintedView(NamedTuple):
    """Where a story stood on its page."""

    href: str
    """The sheet of the page, at the story's place there."""
    width: float
    height: float
    path: str
    cutting: PictureView | None
    """The story as it looked there."""


class EditionView(NamedTuple):
    """The folio line of an edition."""

    key: str
    """`2023-01-31`, with `-2` for the second issue of the day."""
    date: dt.date
    ordinal: int
    number: str | None
    """期号 as printed."""
    date_inferred: bool
    href: str
    page_count: int
    story_count: int
    epub: str | None = None
    """href of the EPUB, where the paper binds one."""


class Neighbours(NamedTuple):
    """Older and newer: editions, print pages or stories."""

    previous: Link | None
    next: Link | None


class CorrectionView(NamedTuple):
    """One correction of a story."""

    date: dt.date
    text: str


class SeriesView(NamedTuple):
    """A part of a series: the parts beside it, and its column, which lists them all."""

    number: int
    column: Link
    neighbours: Neighbours


class YearLine(NamedTuple):
    """A year in the archive."""

    year: int
    href: str
    editions: int
    stories: int
    months: tuple[tuple[int, str, int], ...]
    """Months with a paper: number, href, editions."""


class EditionLine(NamedTuple):
    """An edition in a list."""

    href: str
    date: dt.date
    ordinal: int
    number: str | None
    lead: str | None
    """Headline of its first story."""


class DayIssue(NamedTuple):
    """An issue on the sheet of its calendar day."""

    line: EditionLine
    stories: tuple[Link, ...]
    """Its first headlines."""


class Day(NamedTuple):
    """A day in a calendar month."""

    number: int
    editions: tuple[EditionLine, ...]
    """None where no paper appeared."""


class Month(NamedTuple):
    """A calendar month; weeks begin on Monday, None stands for days of other months."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]


class NamedCount(NamedTuple):
    """An author or a column in a list."""

    name: str
    href: str
    stories: int
    """10, 50, 100, 500 … or more; 0 below ten."""


class CorrectedStory(NamedTuple):
    """A story on the page of corrections."""

    story: DatedStory
    corrections: tuple[CorrectionView, ...]
    withdrawn: str | None
    """Why it was withdrawn."""
