"""Every address on the site and every output path: the only module that makes a URL.

An address is relative to the site's root, without a leading slash: `2023/01/31/01-03/`. It is
kept in readable characters; `href` and `absolute` quote it. The scheme is the contract's and
never changes: an address once published never dies.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote

from broadsheet.model import EditionKey

FRONT = ""
ARCHIVE = "archive/"
AUTHORS = "authors/"
COLUMNS = "columns/"
SEARCH = "search/"
CORRECTIONS = "corrections/"
ATOM = "feed.xml"
RSS = "rss.xml"
JSON_FEED = "feed.json"
SITEMAP = "sitemap.xml"
MANIFEST = "app.webmanifest"
KEPT = "kept/"
OPENSEARCH = "opensearch.xml"
FEEDS = "feeds/"
DAYS = "days/"
ROBOTS = "robots.txt"
NOT_FOUND = "404.html"
ASSETS = "assets/"
SEARCH_INDEX = "search/manifest.json"

_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f/\\:*?"<>|#%&\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+'
)
_EDITION_FOLDER = re.compile(r"\d{4}/\d\d/\d\d(?:-\d+)?/", re.ASCII)
_LONGEST = 120
"""Bytes of a segment; file systems take 255, and some hosts add suffixes."""


@lru_cache(maxsize=256)
def edition(key: EditionKey) -> str:
    """`2023/01/31/`, or `2023/01/31-2/` for the second issue of a day."""
    day = f"{key.date.year:04d}/{key.date.month:02d}/{key.date.day:02d}"
    return f"{day}/" if key.ordinal == 1 else f"{day}-{key.ordinal}/"


def page(key: EditionKey, sequence: int) -> str:
    """`2023/01/31/01/`."""
    return f"{edition(key)}{sequence:02d}/"


def article(key: EditionKey, place: str) -> str:
    """`2023/01/31/01-03/`; `place` is the article's page and order."""
    return f"{edition(key)}{place}/"


def article_in(edition: str, place: str) -> str:
    """A story's address from that of its edition, and a link to it from a link to that.

    There is nothing to quote in a place.
    """
    return f"{edition}{place}/"


def article_id(key: EditionKey | str, place: str) -> str:
    """`2023-01-31/01-03`, the name that programs know a story by."""
    return f"{key}/{place}"


def year(number: int) -> str:
    """`2023/`."""
    return f"{number:04d}/"


def day(month: int, number: int) -> str:
    """`days/01-31/`: the issues of one day of the year."""
    return f"{DAYS}{month:02d}-{number:02d}/"


def author(name: str) -> str:
    """`authors/<name>/`."""
    return f"{AUTHORS}{segment(name)}/"


def column(name: str) -> str:
    """`columns/<name>/`."""
    return f"{COLUMNS}{segment(name)}/"


def sheet(address: str, number: int) -> str:
    """`authors/<name>/3/`: a closed sheet of older stories, counted from the oldest."""
    return f"{address}{number}/"


def feed(address: str) -> str:
    """`authors/<name>/feed.xml`: the feed of an author or a column, beside its page."""
    return f"{address}feed.xml"


def card(address: str) -> str:
    """`2023/01/31/01-03/card.png`: what networks show beside a link to the story there."""
    return f"{address}card.png"


def poster(address: str) -> str:
    """`2023/01/31/01-03/poster.png`."""
    return f"{address}poster.png"


def cutting(address: str) -> str:
    """`2023/01/31/01-03/cutting.webp`: the story there as it stood on its page."""
    return f"{address}cutting.webp"


def page_feed(name: str) -> str:
    """`feeds/<name>.xml`: the feed of all pages of one name, 综合."""
    return f"{FEEDS}{segment(name)}.xml"


def sitemap(name: str) -> str:
    """`sitemap-2023-01.xml`, `sitemap-latest.xml`, `sitemap-pages.xml`, `sitemap-days.xml`, …"""
    return f"sitemap-{name}.xml"


def text_page(name: str) -> str:
    """`about/` for content/pages/about.md."""
    return f"{segment(name)}/"


def epub(key: EditionKey) -> str:
    """`2023/01/31/edition.epub`."""
    return f"{edition(key)}edition.epub"


def edition_pdf(key: EditionKey) -> str:
    """`2023/01/31/edition.pdf`: all print pages in one file."""
    return f"{edition(key)}edition.pdf"


def iiif(key: EditionKey) -> str:
    """`2023/01/31/manifest.json`: the print pages for viewers of libraries (IIIF)."""
    return f"{edition(key)}manifest.json"


def edition_json(key: EditionKey) -> str:
    """`2023/01/31/edition.json`."""
    return f"{edition(key)}edition.json"


def edition_file(key: EditionKey, path: str) -> str:
    """A picture or PDF of an edition: `2023/01/31/images/harvest.jpg`."""
    return f"{edition(key)}{path}"


def asset(name: str) -> str:
    """`assets/press.css`."""
    return f"{ASSETS}{name}"


def segment(name: str) -> str:
    """A name as one part of an address, safe in every file system and distinct from others.

    Where anything had to change, a digest of the name keeps two names apart.
    """
    safe = _UNSAFE.sub("-", name).strip("-. ")
    encoded = safe.encode()
    if len(encoded) > _LONGEST:
        safe = encoded[:_LONGEST].decode(errors="ignore")
    if safe == name:
        return safe
    mark = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
    return f"{safe}-{mark}" if safe else mark


def output_path(address: str) -> str:
    """The file that answers an address: `archive/` is `archive/index.html`."""
    return f"{address}index.html" if address == "" or address.endswith("/") else address


def area(path: str) -> str:
    """The part of the site that is looked at as a whole: an edition's folder, or any other folder.

    An edition's has all that lies below it, others only their own files; the top is empty.
    """
    match = _EDITION_FOLDER.match(path)
    if match is not None:
        return match[0]
    folder, slash, _ = path.rpartition("/")
    return folder + slash


def is_edition_area(folder: str) -> bool:
    """Whether a folder, with its slash, is that of an edition: `2023/01/31/`."""
    return _EDITION_FOLDER.fullmatch(folder) is not None


def root(address: str) -> str:
    """The way from a page to the site's root: `../../` for `2023/01/`, empty at the top."""
    return "../" * address.count("/")


def href(root: str, address: str) -> str:
    """A link from a page whose way to the root is `root`: works under any prefix."""
    return (root + _quoted(address)) or "./"


def way(address: str, to: str) -> str:
    """A link from the page at `address`: down to what lies below it, or one step up to what is
    beside it; all else from the site's root.
    """
    if address.endswith("/") and to.startswith(address) and to != address:
        return _quoted(to[len(address) :])
    above = address[: address.rstrip("/").rfind("/") + 1]
    if above and address.endswith("/") and to.startswith(above):
        return "../" + _quoted(to[len(above) :])
    return href(root(address), to)


def beside(root: str, key: EditionKey, address: str) -> str:
    """A link to a sheet of edition `key`, short from its own page, its pages and stories.

    Nothing but the pages and stories of an edition lies four folders deep, and of what lies three
    deep only its own page asks for this.
    """
    if root == _BELOW_EDITION:
        return "../" + _quoted(address.removeprefix(edition(key)))
    if root == _OF_EDITION:
        return _quoted(address.removeprefix(edition(key))) or "./"
    return href(root, address)


_OF_EDITION, _BELOW_EDITION = "../" * 3, "../" * 4


def absolute(base_url: str, address: str) -> str:
    """The address with scheme and host; `base_url` ends with a slash."""
    return base_url + _quoted(address)


@lru_cache(maxsize=1 << 14)
def _quoted(address: str) -> str:
    return quote(address, safe="/")
