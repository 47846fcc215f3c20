"""The kinds of formes: what each is printed by, from which templates and settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from broadsheet import archive as archives
from broadsheet import assets, composed, urls
from broadsheet.archive import Place
from broadsheet.model import Book, Edition, Note, Output, Sheet, Taken
from broadsheet.plan import (
    days,
    edition,
    feeds,
    iiif,
    lists,
    moved,
    ninjs,
    printed,
    shares,
    sitemaps,
)
from broadsheet.plan.book import bind
from broadsheet.plan.desk import Desk
from broadsheet.plan.edition import Around
from broadsheet.plan.settings import FEED, HOURS, OWN_PAGES, PAGE, STORIES
from broadsheet.problems import NewspaperError
from broadsheet.read import (
    EDITIONS,
    Folder,
    files_of,
    read_edition,
    read_file,
    story_files,
)
from broadsheet.search.documents import SearchDocument, documents
from broadsheet.search.segments import Segment
from broadsheet.summaries import Summary
from broadsheet.text import digest
from broadsheet.values import dataclass

SEGMENT = "search segment"
"""Kind of the formes that leave a note for the search index's table of contents."""

MOVED = "moved"
"""Kind and name of the forme at addresses whose pages moved or are gone."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A published edition and where to read its stories."""

    folder: Folder
    summary: Summary


@dataclass(frozen=True, slots=True)
class Kind:
    """How the formes of one kind are printed."""

    rank: int
    """Files take their places in the site in this order: leaves before what links to them."""
    templates: tuple[str, ...]
    settings: tuple[str, ...]
    """Those that its sheets are printed with; no other can be asked for (plan/settings.py)."""
    sheets: Callable[..., Iterator[Sheet | Output | Taken | Book | Note]]


def read_bound(desk: Desk, one: Bound) -> tuple[Edition, tuple[str, ...]]:
    """A published edition with its stories, and the files that are printed with it.

    Raises NewspaperError where it was damaged since it was surveyed.
    """
    found = composed.find(desk.cache, one.folder.name, one.folder.stat)
    if found is None:
        read = read_edition(desk.root, one.folder, desk.newspaper)
        if read.edition is None:
            raise NewspaperError(read.problems)
        found = read.edition
    places = frozenset([mark.place for mark in one.summary.marks])
    whole = archives.published_edition(found, places)
    return whole, files_of(whole)


def _edition(desk: Desk, one: Bound, around: Around) -> Iterator[Sheet | Output | Book]:
    whole, files = read_bound(desk, one)
    source = f"{EDITIONS}/{one.folder.name}"
    data = {path: read_file(desk.root, one.folder.name, path) for path in files}
    for page in whole.pages:
        if page.image in data:
            data[page.image] = printed.without_hidden(page, whole.pages, data[page.image])
    joined = printed.join_pages(desk, whole, data)
    around = replace(around, joined=joined is not None)
    yield from edition.edition_sheets(desk, whole, one.summary, around, source)
    listed = archives.listed_edition(whole)
    yield ninjs.print_edition(desk, listed, one.summary, source)
    yield from shares.print_shares(desk, listed, source)
    if joined is not None:
        yield Output(urls.edition_pdf(whole.key), joined, source)
    if manifest := iiif.print_manifest(desk, listed, one.summary, joined is not None, source):
        yield manifest
    yield from printed.print_cuttings(desk, whole, data, source)
    in_stories = story_files(whole) if any(page.image for page in whole.pages) else data.keys()
    yield from printed.print_files(desk, whole, data, in_stories, source)
    if desk.newspaper.epub and one.summary.listed:
        bound = [Output(p, f, f"{source}/{p}") for p, f in data.items() if p in in_stories]
        yield bind(desk, listed, one.summary, bound, source)


def _front(desk: Desk, one: Bound, around: Around) -> Iterator[Sheet]:
    whole, _ = read_bound(desk, one)
    paths = dict.fromkeys(page.pdf for page in whole.pages if page.pdf)
    data = {path: read_file(desk.root, one.folder.name, path) for path in paths}
    around = replace(around, joined=printed.join_pages(desk, whole, data) is not None)
    context = edition.front(desk, whole, one.summary, around, urls.FRONT, "front")
    yield Sheet(urls.FRONT, "front.html", context, f"{EDITIONS}/{one.folder.name}")


def _feeds(
    desk: Desk,
    newest: Sequence[Bound],
    earlier: Sequence[Summary],
    older: Mapping[str, Sequence[Place]],
) -> Iterator[Sheet]:
    editions = [(read_bound(desk, one)[0], one.summary) for one in newest]
    return feeds.feed_sheets(desk, editions, earlier, older)


def _segment(
    desk: Desk, segment: Segment, members: Sequence[Bound], ground: str
) -> Iterator[Output | Taken | Note]:
    # here, since NumPy takes longer to load than a build with nothing to index takes in all
    from broadsheet.search import extracts, index, moulds, pinyin

    folder = desk.cache / "stories"
    names = [digest(f"{ground} {o.summary.key} {o.summary.digest}".encode()) for o in members]
    readings = partial(pinyin.load_readings, desk.cache)
    parts = [
        extracts.extract_of(folder / name, partial(_documents, desk, one), readings)
        for name, one in zip(names, members, strict=True)
    ]
    file = desk.cache / moulds.FOLDER / digest(f"{ground} {segment.name}".encode())
    printed = moulds.print_kept(segment, names, parts, file, folder)
    source = f"search {segment.name}"
    for path, data in printed.outputs:
        yield Output(path, data, source)
    whole = cache(lambda: dict(index.print_extracts(segment, parts).outputs))
    for path, mark in printed.taken:
        yield Taken(path, mark, partial(_one_of, whole, path), source)
    yield Note(json.dumps(printed.summary, ensure_ascii=False, sort_keys=True))


def _one_of(files: Callable[[], Mapping[str, bytes]], path: str) -> bytes:
    return files()[path]


def _documents(desk: Desk, one: Bound) -> tuple[SearchDocument, ...]:
    """The stories of an edition as search knows them."""
    return documents(archives.listed_edition(read_bound(desk, one)[0]))


def _search(desk: Desk, notes: Sequence[str], variants: Mapping[str, str]) -> Iterator[Output]:
    from broadsheet.search.manifest import print_manifest

    for path, data in print_manifest([json.loads(note) for note in notes], variants):
        yield Output(path, data, "search")


def _fixed(desk: Desk) -> Iterator[Sheet]:
    return lists.fixed_sheets(desk, desk.text_pages)


def _assets(desk: Desk) -> Iterator[Output]:
    return assets.print_assets(desk.root / "templates", desk.say)


EDITION_TEMPLATES = (
    "edition.html", "page.html", "article.html", "withdrawn.html", "epub/container.xml",
    "epub/package.opf", "epub/nav.xhtml", "epub/cover.xhtml", "epub/book.css", "epub/page.xhtml",
)  # fmt: skip

FIXED_TEMPLATES = (
    "search.html", "404.html", "kept.html", "text.html", "app.webmanifest", "feeds/opensearch.xml",
)  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "assets": Kind(0, (), ("language",), _assets),
    "edition": Kind(
        2,
        EDITION_TEMPLATES,
        (*PAGE, *STORIES, *HOURS, "epub", "cards", "posters", "font"),
        _edition,
    ),
    SEGMENT: Kind(1, (), STORIES, _segment),
    # after the lists: it names stories, and they are in their places then
    "search": Kind(6, (), (), _search),
    "author": Kind(3, ("author.html", "feeds/atom.xml"), (*PAGE, *HOURS), lists.name_sheets),
    "column": Kind(3, ("column.html", "feeds/atom.xml"), (*PAGE, *HOURS), lists.name_sheets),
    "author sheet": Kind(3, ("author.html",), PAGE, lists.closed_sheet),
    "column sheet": Kind(3, ("column.html",), PAGE, lists.closed_sheet),
    "day": Kind(4, ("day.html",), PAGE, days.day_sheets),
    "year": Kind(4, ("year.html",), PAGE, lists.year_sheets),
    "authors": Kind(4, ("authors.html",), PAGE, lists.names_sheets),
    "columns": Kind(4, ("columns.html",), PAGE, lists.names_sheets),
    "corrections": Kind(4, ("corrections.html",), PAGE, lists.corrections_sheets),
    "fixed": Kind(4, FIXED_TEMPLATES, PAGE, _fixed),
    MOVED: Kind(4, ("moved.html",), PAGE, moved.moved_sheets),
    "archive": Kind(5, ("archive.html",), PAGE, lists.archive_sheets),
    "front": Kind(6, ("front.html",), (*PAGE, *STORIES, *HOURS, "epub"), _front),
    "empty": Kind(6, ("empty.html",), PAGE, lists.empty_front),
    "feeds": Kind(
        7, ("feeds/atom.xml", "feeds/rss.xml", "feeds/feed.json"), (*FEED, *STORIES), _feeds
    ),
    "news": Kind(
        7,
        ("feeds/sitemap-news.xml",),
        ("title", "base_url", "language", *HOURS),
        sitemaps.news_sitemap,
    ),
    "sitemap": Kind(7, ("feeds/sitemap.xml",), ("base_url", *HOURS), sitemaps.month_sitemap),
    "sitemaps": Kind(
        8,
        ("feeds/sitemap.xml", "feeds/sitemap-index.xml", "feeds/robots.txt"),
        ("base_url", OWN_PAGES),
        sitemaps.sitemap_sheets,
    ),
}
"""Every kind of forme, by name."""
