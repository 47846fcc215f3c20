"""The newspaper as a value: frozen types that every stage takes and returns.

The field names are those of the content contract (docs/authoring.md); the two distinctions
between a page's sequence and its label, and between several editions of one day, follow
LibraryOfCongress/chronam `core/models.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from broadsheet.layouts import PageLayout
from broadsheet.values import dataclass

EDITION_KEY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:-([2-9]|[1-9]\d))?\Z", re.ASCII)
"""`2023-01-31`, or `2023-01-31-2` for the second issue of that day."""


@lru_cache(maxsize=4096)
def place_name(page: int, order: int) -> str:
    """`01-03` for the third story of page 1."""
    return f"{page:02d}-{order:02d}"


@dataclass(frozen=True, slots=True, order=True)
class EditionKey:
    """Which issue: its date, and its ordinal among the issues of that day."""

    date: dt.date
    ordinal: int = 1
    """1 for the only or first issue of the day."""

    @classmethod
    def parse(cls, text: str) -> EditionKey | None:
        """The key that a folder or file is named by, or None where the name is no date."""
        match = EDITION_KEY.match(text)
        if match is None:
            return None
        try:
            date = dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
        return cls(date, int(match[4] or 1))

    def __str__(self) -> str:
        day = self.date.isoformat()
        return day if self.ordinal == 1 else f"{day}-{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Author:
    """One entry of a byline."""

    name: str
    role: str | None = None
    """As printed: 记者, 通讯员, 摄影, 文/图 …"""
    org: str | None = None
    """As printed: 融媒体中心, 本报 …"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that belongs to a story."""

    src: str
    """Path relative to the edition's folder, with forward slashes."""
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """转版: where a story that was split across print pages goes on, or comes from."""

    to: int | None = None
    origin: int | None = None
    """The front matter key is `from`."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One published correction."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The story left every surface on this day; a marker stays at its address."""

    date: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of the raw file that an article was set from."""

    file: str
    """Name of the raw file, as it rests in `raw/`."""
    first: int
    """1-based."""
    last: int
    """1-based, inclusive."""


@dataclass(frozen=True, slots=True)
class Article:
    """One story, as its Markdown file says."""

    page: int
    """Number of the print page it stands on."""
    order: int
    """Its place on the page, 1 first."""
    title: str
    """Headline (主题)."""
    kicker: str | None = None
    """引题 / 肩题, above the headline."""
    deck: str | None = None
    """副题, below the headline."""
    column: str | None = None
    """栏目: standing column or series tag."""
    dateline: str | None = None
    """电头 as printed."""
    authors: tuple[Author, ...] = ()
    images: tuple[Picture, ...] = ()
    jump: Jump | None = None
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    publish_at: dt.datetime | None = None
    """Aware. Not published before this moment."""
    draft: bool = False
    source: SourceLines | None = None
    review: tuple[str, ...] = ()
    """Codes that a person should look at."""
    accepted: tuple[str, ...] = ()
    """Those of them that a person has looked at: they hold, and may be published."""
    body: str = ""
    """Markdown; ends with a newline unless empty."""
    slug: str = ""
    """The rest of the file name; it is no part of the address."""

    @property
    def place(self) -> str:
        """`01-03`: page and order, the article's name inside its edition."""
        return place_name(self.page, self.order)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The review codes that nobody has accepted yet."""
        return tuple(code for code in self.review if code not in self.accepted)


@dataclass(frozen=True, slots=True)
class Page:
    """A print page (版)."""

    sequence: int
    """Its place in the issue, 1 first; articles name it."""
    label: str
    """What is printed on it: 第01版, A1 … It need not be the number."""
    name: str | None = None
    """要闻, 综合 …"""
    image: str | None = None
    """Picture of the page, relative to the edition's folder."""
    pdf: str | None = None
    articles: tuple[Article, ...] = ()
    """In printed order."""
    layout: PageLayout | None = None
    """Where its stories stand, as page-01.layout.yaml says."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of the newspaper."""

    key: EditionKey
    pages: tuple[Page, ...]
    number: str | None = None
    """期号, as text: issue numbers have letters and general numbers."""
    date_inferred: bool = False
    """The date was worked out from the text, not printed or given."""
    source: tuple[str, ...] = ()
    """Names of the raw files it was set from."""
    note: str = ""
    """Markdown: the editor's note."""
    folios: tuple[str, ...] = ()
    """Folio and imprint lines of the raw issue, kept word for word."""
    accepted: tuple[str, ...] = ()
    """What a person has looked at: `date-inferred`, or nothing."""

    @property
    def articles(self) -> tuple[Article, ...]:
        """All stories in printed order."""
        return tuple(article for page in self.pages for article in page.articles)


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page that belongs to no edition: content/pages/about.md."""

    name: str
    """The file's name without `.md`; its address."""
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the site before it is printed."""

    address: str
    template: str
    context: object
    """An instance of the template's class in contexts."""
    source: str
    """The file or setting it comes from, for messages."""
    outward: bool = False
    """Whether a page of an issue links to pages of other issues: it takes its place when all of
    them have theirs (docs/decisions/0033)."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site, printed but not written yet."""

    path: str
    """Relative to the site's folder, with forward slashes."""
    data: bytes
    source: str
    """The file or setting it comes from, for messages."""
    outward: bool = False
    """As that of its sheet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file of the site that is likely to lie there as it is, or under another path."""

    path: str
    mark: str
    """What its bytes are known by: text.mark."""
    make: Callable[[], bytes]
    """Its bytes, for where the site does not have them."""
    source: str


@dataclass(frozen=True, slots=True)
class Book:
    """Sheets and files that are bound into one file of the site, in this order."""

    path: str
    parts: tuple[Sheet | Output, ...]
    """A sheet's address, or an output's path, is the part's name inside the book."""
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a forme leaves for the ledger besides its files."""

    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    editions: int
    stories: int
    written: tuple[str, ...]
    """Paths in the site whose bytes changed."""
    kept: int
    """Files that were right already."""
    removed: tuple[str, ...]
    held: tuple[str, ...]
    """Names of editions that wait for their day."""
    steps: tuple[tuple[str, float], ...]
    """(name, seconds) of each step, in order."""
