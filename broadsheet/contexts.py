"""What each template prints: one frozen class for each, and the smaller views inside them.

A template is given the fields of its context by name and nothing else; a test holds every
template's undeclared names against its class. Texts are plain (the templates escape them);
`Markup` fields are HTML made by markdown.py from text that was escaped there. Links are hrefs
relative to the sheet, so that the site works under any prefix.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry of the main navigation; the template writes its words by its key."""

    key: str
    """front, archive, columns, authors, search, corrections, or page for one of the paper's own."""
    href: str
    text: str | None = None
    """Title of a page of the paper's own."""


@dataclass(frozen=True, slots=True)
class Site:
    """What base.html prints alike on all sheets of one depth: made once for each depth."""

    title: str
    subtitle: str | None
    description: str | None
    language: str
    """zh-Hans, zh-Hant or en: the `lang` of every page."""
    root: str
    """`../../`, or empty: the way to the site's root; data-root for scripts."""
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
    kept: str
    """The sheet that lists what the device keeps."""
    search: str
    publisher: str | None
    editors: tuple[str, ...]
    issn: str | None
    icp: str | None
    complaint: str | None


@dataclass(frozen=True, slots=True)
class Head:
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


@dataclass(frozen=True, slots=True)
class PictureView:
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


@dataclass(frozen=True, slots=True)
class AuthorView:
    """One entry of a byline."""

    name: str
    href: str
    role: str | None
    org: str | None


@dataclass(frozen=True, slots=True)
class StoryLine:
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
    """The beginning of the body as plain text, at most some 120 characters."""
    length: int
    """Characters of the body."""
    picture: PictureView | None
    """The first one."""
    inferred_headline: bool
    """The headline was not printed but made from the text: to be labelled."""


@dataclass(frozen=True, slots=True)
class DatedStory:
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


@dataclass(frozen=True, slots=True)
class PageView:
    """A print page with its stories."""

    sequence: int
    label: str
    name: str | None
    href: str
    stories: tuple[StoryLine, ...]
    image: PictureView | None
    pdf: str | None


@dataclass(frozen=True, slots=True)
class EditionView:
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


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Older and newer: editions, print pages or stories."""

    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class FrontContext:
    """front.html, edition.html: a whole issue on one screen."""

    site: Site
    head: Head
    edition: EditionView
    note: Markup | None
    """The editor's note."""
    lead: StoryLine | None
    """First story of page one."""
    seconds: tuple[StoryLine, ...]
    """The next stories of page one, at most four."""
    pages: tuple[PageView, ...]
    """All pages with all their stories, those above included."""
    editions: Neighbours
    data: str
    """href of the issue for programs, edition.json."""
    day: Link
    """The issues of this day of the year, `10月21日`."""
    past: tuple[EditionLine, ...]
    """On the front page: some of them, newest first."""


EditionContext = FrontContext


@dataclass(frozen=True, slots=True)
class EmptyContext:
    """front.html's stand-in while there is no edition: empty.html."""

    site: Site
    head: Head


@dataclass(frozen=True, slots=True)
class PageContext:
    """page.html: a print page (版)."""

    site: Site
    head: Head
    edition: EditionView
    page: PageView
    pages: tuple[Link, ...]
    """All print pages of the issue, `第1版 要闻`."""
    neighbours: Neighbours
    """Pages before and after; the last leads on to the next edition, the first back."""
    feed: Link | None
    """The Atom feed of all pages of this name."""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One correction of a story."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A part of a series: the parts beside it, and its column, which lists them all."""

    number: int
    column: Link
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """article.html: one story."""

    site: Site
    head: Head
    edition: EditionView
    id: str
    page: Link
    """The print page it stands on, `第1版 要闻`."""
    page_label: str
    """What is printed on that page, `1` or `A2`: for citations."""
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


@dataclass(frozen=True, slots=True)
class WithdrawnContext:
    """withdrawn.html: the marker at the address of a story that was withdrawn."""

    site: Site
    head: Head
    edition: EditionView
    id: str
    date: dt.date
    reason: str
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year in the archive."""

    year: int
    href: str
    editions: int
    stories: int
    months: tuple[tuple[int, str, int], ...]
    """Months with a paper: number, href, editions."""


@dataclass(frozen=True, slots=True)
class ArchiveContext:
    """archive.html: all years."""

    site: Site
    head: Head
    years: tuple[YearLine, ...]
    """Newest first."""
    latest: tuple[EditionLine, ...]
    """The newest editions with their leads, at most ten."""


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in a list."""

    href: str
    date: dt.date
    ordinal: int
    number: str | None
    lead: str | None
    """Headline of its first story."""


@dataclass(frozen=True, slots=True)
class DayIssue:
    """An issue on the sheet of its calendar day."""

    line: EditionLine
    stories: tuple[Link, ...]
    """Its first headlines."""


@dataclass(frozen=True, slots=True)
class DayContext:
    """day.html: the issues of one day in all years."""

    site: Site
    head: Head
    day: str
    """`1月31日`."""
    issues: tuple[DayIssue, ...]
    """Newest first."""
    neighbours: Neighbours
    """The days of the year before and after that have a paper."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a calendar month."""

    number: int
    editions: tuple[EditionLine, ...]
    """None where no paper appeared."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month; weeks begin on Monday, None stands for days of other months."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class YearContext:
    """year.html: twelve calendar months; each has the id `m01` … `m12`."""

    site: Site
    head: Head
    year: int
    months: tuple[Month, ...]
    neighbours: Neighbours
    """Years before and after that have editions."""


@dataclass(frozen=True, slots=True)
class NamedCount:
    """An author or a column in a list."""

    name: str
    href: str
    stories: int


@dataclass(frozen=True, slots=True)
class NamesContext:
    """authors.html, columns.html: all of them."""

    site: Site
    head: Head
    names: tuple[NamedCount, ...]


@dataclass(frozen=True, slots=True)
class NameContext:
    """author.html, column.html: all stories of one, newest first."""

    site: Site
    head: Head
    name: str
    stories: tuple[DatedStory, ...]
    feed: Link
    """Its Atom feed."""


@dataclass(frozen=True, slots=True)
class SearchContext:
    """search.html."""

    site: Site
    head: Head
    index: str
    """href of the index's manifest."""
    archive: str


@dataclass(frozen=True, slots=True)
class KeptContext:
    """kept.html: what the reader's device keeps."""

    site: Site
    head: Head
    archive: str


@dataclass(frozen=True, slots=True)
class ManifestContext:
    """app.webmanifest (W3C Web Application Manifest)."""

    name: str
    short_name: str
    description: str | None
    language: str


@dataclass(frozen=True, slots=True)
class TextContext:
    """text.html: a page that belongs to no edition."""

    site: Site
    head: Head
    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class CorrectedStory:
    """A story on the page of corrections."""

    story: DatedStory
    corrections: tuple[CorrectionView, ...]
    withdrawn: str | None
    """Why it was withdrawn."""


@dataclass(frozen=True, slots=True)
class CorrectionsContext:
    """corrections.html: newest first."""

    site: Site
    head: Head
    stories: tuple[CorrectedStory, ...]


@dataclass(frozen=True, slots=True)
class NotFoundContext:
    """404.html: shown by the host at any address, so its links are mended by the base path."""

    site: Site
    head: Head
    base_path: str
    """Path of the site on its host, `/` or `/paper/`."""


@dataclass(frozen=True, slots=True)
class MovedContext:
    """An address that has no page of its own any more: the way on, or a marker."""

    site: Site
    head: Head
    to: str | None
    """Where it went; the canonical link of the head is the same place."""
    gone: str | None
    """Why there is nothing, in the editors' words."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A story in a feed. Addresses are absolute."""

    id: str
    """Permanent: a tag URI (RFC 4151)."""
    url: str
    title: str
    summary: str
    html: str | None
    """Kicker, deck, byline and body as HTML; escaped once more by XML feeds. None where a feed
    has the beginnings only."""
    authors: tuple[str, ...]
    published: dt.datetime
    updated: dt.datetime
    section: str
    """Label and name of the print page."""


@dataclass(frozen=True, slots=True)
class FeedContext:
    """feeds/atom.xml, feeds/rss.xml, feeds/feed.json: newest edition first, in printed order."""

    id: str
    title: str
    author: str
    """The paper, for stories without a byline."""
    subtitle: str | None
    language: str
    url: str
    feed_url: str
    updated: dt.datetime
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address and the day it last changed."""

    url: str
    modified: dt.date | None


@dataclass(frozen=True, slots=True)
class SitemapContext:
    """feeds/sitemap.xml: either addresses or, in the index, other sitemaps."""

    entries: tuple[SitemapEntry, ...]


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """A story in the sitemap of news."""

    url: str
    title: str
    published: dt.datetime


@dataclass(frozen=True, slots=True)
class NewsSitemapContext:
    """feeds/sitemap-news.xml: Google's extension for what is two days old at most."""

    name: str
    """The paper's, as readers know it."""
    language: str
    """`zh-cn`, `zh-tw`, or a code of ISO 639."""
    entries: tuple[NewsEntry, ...]


@dataclass(frozen=True, slots=True)
class OpenSearchContext:
    """feeds/opensearch.xml (OpenSearch 1.1 draft 6)."""

    short_name: str
    """At most 16 characters."""
    description: str
    """At most 1024 characters."""
    language: str
    template: str
    """Absolute, with `{searchTerms}`."""


@dataclass(frozen=True, slots=True)
class RobotsContext:
    """feeds/robots.txt."""

    sitemap: str


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
