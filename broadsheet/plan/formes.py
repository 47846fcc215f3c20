"""Formes: the sheets that are printed together, and the fingerprint of what they come from.

The edition is the unit. Its digest and its neighbours decide for all its sheets at once; sheets
across editions are made from summaries, and their fingerprints from the digests of the editions
they name. So one more issue costs what it touches, whatever the age of the archive.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from broadsheet import archive as archives
from broadsheet import assets, composed, urls
from broadsheet.addresses import Move
from broadsheet.archive import Archive, Place, Spot, Summary
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
    series,
    settings,
    shares,
    sitemaps,
)
from broadsheet.plan.book import bind
from broadsheet.plan.desk import Desk
from broadsheet.plan.edition import Around
from broadsheet.plan.names import KINDS as NAMES
from broadsheet.plan.names import ClosedSheet, Memory, Names
from broadsheet.plan.series import Beside
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
from broadsheet.search.segments import Segment, segments
from broadsheet.text import canonical_json, digest

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
class Forme:
    """Sheets that are printed together."""

    name: str
    """`edition 2023-01-31`, `author 白岚` …; the ledger knows it by this."""
    kind: str
    """A key of KINDS."""
    fingerprint: str
    arguments: tuple[object, ...]
    """What KINDS[kind].sheets takes after the desk; stories are only named until it is laid."""

    def laid(self) -> Forme:
        """With the stories themselves: what goes to another process to be printed."""
        return replace(self, arguments=tuple(map(_laid, self.arguments)))


@dataclass(frozen=True, slots=True)
class Kind:
    """How the formes of one kind are printed."""

    rank: int
    """Files take their places in the site in this order: leaves before what links to them."""
    templates: tuple[str, ...]
    settings: tuple[str, ...]
    """Those that its sheets are printed with; no other can be asked for (plan/settings.py)."""
    sheets: Callable[..., Iterator[Sheet | Output | Taken | Book | Note]]


def formes(
    archive: Archive,
    folders: Mapping[str, Folder],
    desk: Desk,
    templates: Mapping[str, str],
    base: str,
    memory: Memory,
) -> Iterator[Forme]:
    """Every forme of the site but those of search and assets.

    `folders` are by edition key; `templates` has the digest of each template; `base` is the
    digest of the press; `memory` keeps what older issues say of names.
    """
    grounds = {name: canonical_json([base, *_grounds(name, templates, desk)]) for name in KINDS}

    def forme(name: str, kind: str, sources: object, *arguments: object) -> Forme:
        whole = grounds[kind] + canonical_json(sources)
        return Forme(name, kind, digest(whole.encode()), arguments)

    editions = archive.editions
    bound = tuple(Bound(folders[str(summary.key)], summary) for summary in editions)
    parts = series.series(archive)
    drawn = desk.fonts.mark if desk.newspaper.cards or desk.newspaper.posters else None
    by_day = days.by_day(archive)
    for index, one in enumerate(bound):
        around = Around(
            editions[index - 1].key if index else None,
            editions[index + 1].key if index + 1 < len(editions) else None,
            parts.get(one.summary.key, {}),
        )
        beside = [(where, _parts(part)) for where, part in around.parts.items()]
        keys = (str(around.previous), str(around.next))
        sources = (one.summary.digest, keys, beside)
        name = f"edition {one.summary.key}"
        yield forme(name, "edition", (*sources, drawn), one, around)
        if index + 1 == len(bound):
            date = one.summary.key.date
            same_day = by_day[date.month, date.day]
            past = [s for s in same_day if s.key.date < date][: days.PAST]
            front = replace(around, past=tuple(map(lists.line, past)))
            told = [(str(summary.key), summary.listing) for summary in past]
            yield forme("front", "front", (sources, told), one, front)
    if not bound:
        yield forme("front", "empty", ())
    newest = tuple(reversed(bound[-desk.newspaper.feed_editions :]))
    named = {name for one in newest for _, _, name in one.summary.pages if name}
    older = archives.by_page_name(archive, feeds.STORIES, without=named)
    whole = feeds.whole_editions([one.summary for one in newest])
    earlier = tuple(one.summary for one in newest[whole:])
    digests = [one.summary.digest for one in newest[:whole]]
    listings = [(str(summary.key), summary.listing) for summary in earlier]
    named_only = {name: _digests(places) for name, places in older.items()}
    told_of = (digests, listings, named_only)
    yield forme("feeds", "feeds", told_of, newest[:whole], earlier, older)
    recent = sitemaps.newest(editions)
    yield forme("news", "news", [(str(s.key), s.listing) for s in recent], recent)
    names = {kind: Names(editions, kind, memory, base) for kind in NAMES}
    yield from _years(archive, by_day, names, forme)
    yield from _days(by_day, forme)
    yield from _names(names, forme)
    yield from _segments(bound, digest(grounds[SEGMENT].encode()), forme)
    corrected = archives.corrected(archive)
    yield forme("corrections", "corrections", archives.stamps(corrected), corrected)
    yield forme("fixed", "fixed", [(page.title, page.body) for page in desk.text_pages])


def _grounds(kind: str, templates: Mapping[str, str], desk: Desk) -> list[object]:
    """What all formes of a kind are printed from."""
    used = [templates[template] for template in KINDS[kind].templates]
    return [kind, used, settings.stated(desk, KINDS[kind].settings)]


def _parts(part: Beside) -> list[object]:
    beside = [spot for spot in (part.previous, part.next) if isinstance(spot, Spot)]
    return [part.number, part.previous is None, archives.stamps(beside)]


def _laid(argument: object) -> object:
    if isinstance(argument, Around):
        parts = {where: part.laid() for where, part in argument.parts.items()}
        return replace(argument, parts=parts)
    if isinstance(argument, ClosedSheet):
        return argument.laid()
    if isinstance(argument, tuple) and argument and isinstance(argument[0], Spot):
        return tuple(spot.place() for spot in argument)
    return argument


def _days(
    by_day: Mapping[days.Day, tuple[Summary, ...]], forme: Callable[..., Forme]
) -> Iterator[Forme]:
    order = tuple(by_day)
    for index, (day, editions) in enumerate(by_day.items()):
        beside = (order[index - 1], order[(index + 1) % len(order)])
        listings = [(str(summary.key), summary.listing) for summary in editions]
        name = f"day {day[0]:02d}-{day[1]:02d}"
        yield forme(name, "day", (listings, beside), day, editions, *beside)


def _years(
    archive: Archive,
    by_day: Iterable[days.Day],
    named: Mapping[str, Names],
    forme: Callable[..., Forme],
) -> Iterator[Forme]:
    years = archive.years()
    numbers = sorted(years)
    counts: list[lists.Year] = []
    for index, number in enumerate(numbers):
        summaries = years[number]
        previous = numbers[index - 1] if index else None
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        digests = [summary.listing for summary in summaries]
        lines = tuple(lists.line(summary) for summary in summaries)
        keys = [str(summary.key) for summary in summaries]
        yield forme(
            f"year {number}", "year", (keys, digests, previous, following),
            number, lines, previous, following,
        )  # fmt: skip
        counts.append(lists.year(number, summaries))
    latest = archive.editions[: -lists.LATEST - 1 : -1]
    totals = [(year.number, year.months, year.stories) for year in counts]
    sources = (totals, [(str(summary.key), summary.listing) for summary in latest])
    yield forme("archive", "archive", sources, tuple(counts), tuple(lists.line(s) for s in latest))
    newest: list[tuple[str, dt.date]] = []
    for month, issues in groupby(archive.editions, sitemaps.part_of(archive.editions)):
        summaries = tuple(issues)
        listings = [(str(summary.key), summary.listing) for summary in summaries]
        yield forme(f"sitemap {month}", "sitemap", listings, month, summaries)
        newest.append((month, summaries[-1].key.date))
    names = [
        *(urls.year(number) for number in numbers),
        *(urls.day(*day) for day in by_day),
        *(urls.author(name) for name in named["authors"].names),
        *(urls.column(name) for name in named["columns"].names),
    ]
    dates = [(month, date.isoformat()) for month, date in newest]
    yield forme("sitemaps", "sitemaps", (dates, names), tuple(newest), tuple(names))


def _names(named: Mapping[str, Names], forme: Callable[..., Forme]) -> Iterator[Forme]:
    for kind, names in named.items():
        single = kind.removesuffix("s")
        counts: list[tuple[str, int]] = []
        for one in names:
            counts.append((one.name, lists.about(one.count)))
            full = len(one.stamps)
            sources = (one.stamp, full)
            yield forme(f"{single} {one.name}", single, sources, kind, one.name, one.newest, full)
            for number, stamps in enumerate(one.stamps, 1):
                sheet, last = ClosedSheet(names, one.name, number), number == full
                yield forme(
                    f"{kind}/{number} {one.name}", f"{single} sheet", (stamps, last),
                    kind, one.name, sheet, number, last,
                )  # fmt: skip
        told = tuple(sorted(counts, key=_most_first))
        yield forme(kind, kind, told, kind, told)


def _segments(bound: Sequence[Bound], ground: str, forme: Callable[..., Forme]) -> Iterator[Forme]:
    by_key = {one.summary.key: one for one in bound}
    for segment in segments(tuple(by_key)):
        members = tuple(by_key[key] for key in segment.keys)
        digests = [one.summary.digest for one in members]
        yield forme(f"{SEGMENT} {segment.name}", SEGMENT, digests, segment, members, ground)


def manifest_forme(notes: Sequence[str], variants: Mapping[str, str], base: str) -> Forme:
    """The search index's table of contents.

    `notes` are those of its segments, oldest first; `variants` are spellings of names with the
    right ones.
    """
    fingerprint = digest(canonical_json([base, notes, dict(variants)]).encode())
    return Forme("search", "search", fingerprint, (tuple(notes), dict(variants)))


def moved_forme(
    moves: Sequence[Move], desk: Desk, templates: Mapping[str, str], base: str
) -> Forme:
    """The pages at addresses that have none of their own any more, and rules for hosts too."""
    rules = desk.newspaper.host_rules
    told = [(m.address, m.to, m.gone) for m in moves]
    whole = [base, *_grounds(MOVED, templates, desk), rules, told]
    return Forme(MOVED, MOVED, digest(canonical_json(whole).encode()), (tuple(moves), rules))


def _most_first(count: tuple[str, int]) -> tuple[int, str]:
    return -count[1], count[0]


def _digests(places: Iterable[Place]) -> list[str]:
    return [f"{place.key}{place.entry.digest}" for place in places]


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
    places = frozenset(entry.place for entry in one.summary.entries)
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


def assets_forme(templates: Path, base: str) -> Forme:
    """Style sheets and scripts."""
    fingerprint = digest(canonical_json([base, assets.assets_digest(templates)]).encode())
    return Forme("assets", "assets", fingerprint, ())


def _assets(desk: Desk) -> Iterator[Output]:
    return assets.print_assets(desk.root / "templates")


EDITION_TEMPLATES = (
    "edition.html", "page.html", "article.html", "withdrawn.html", "epub/container.xml",
    "epub/package.opf", "epub/nav.xhtml", "epub/cover.xhtml", "epub/book.css", "epub/story.xhtml",
)  # fmt: skip

FIXED_TEMPLATES = (
    "search.html", "404.html", "kept.html", "text.html", "app.webmanifest", "feeds/opensearch.xml",
)  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "assets": Kind(0, (), (), _assets),
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
