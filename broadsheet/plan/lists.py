"""The sheets across editions: archive, years, authors, columns, corrections and the rest."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from broadsheet import markdown, urls
from broadsheet.archive import Place
from broadsheet.contexts import (
    ArchiveContext,
    CorrectedStory,
    CorrectionsContext,
    CorrectionView,
    DatedStory,
    Day,
    EditionLine,
    EmptyContext,
    KeptContext,
    Link,
    ManifestContext,
    Month,
    NameContext,
    NamedCount,
    NamesContext,
    Neighbours,
    NotFoundContext,
    SearchContext,
    TextContext,
    YearContext,
    YearLine,
)
from broadsheet.model import Sheet, TextPage
from broadsheet.plan import feeds, sitemaps
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Summary, lede
from broadsheet.values import dataclass

SHEET = 10
"""Stories of an author or a column on a closed sheet, which is full and rests."""
LEAST = 3
"""Newest stories that stand at the address of the name itself; up to SHEET - 1 more."""
BEGINNING = 40
"""Characters of a story's beginning on these sheets: a line of a desk, two of a phone."""
LATEST = 10
"""Editions that the archive shows with their leads."""


@dataclass(frozen=True, slots=True)
class Year:
    """What the archive knows of a year: the counts and the leads, no stories."""

    number: int
    months: tuple[tuple[int, int], ...]
    """(month, editions), only months with a paper."""
    stories: int


@dataclass(frozen=True, slots=True)
class Line:
    """An edition in a list."""

    date: dt.date
    ordinal: int
    address: str
    number: str | None
    lead: str | None


def line(summary: Summary) -> Line:
    """The edition as lists show it."""
    key = summary.key
    return Line(key.date, key.ordinal, urls.edition(key), summary.number, summary.lead)


def year(number: int, summaries: Sequence[Summary]) -> Year:
    """The counts of a year."""
    months: dict[int, int] = {}
    for summary in summaries:
        month = summary.key.date.month
        months[month] = months.get(month, 0) + 1
    stories = sum(summary.count for summary in summaries)
    return Year(number, tuple(sorted(months.items())), stories)


def archive_sheets(desk: Desk, years: Sequence[Year], latest: Sequence[Line]) -> Iterator[Sheet]:
    """archive/: `years` oldest first, `latest` newest first."""
    root = urls.root(urls.ARCHIVE)
    lines = tuple(
        YearLine(
            year=y.number,
            href=urls.href(root, urls.year(y.number)),
            editions=sum(count for _, count in y.months),
            stories=y.stories,
            months=tuple(
                (month, f"{urls.href(root, urls.year(y.number))}#m{month:02d}", count)
                for month, count in y.months
            ),
        )
        for y in reversed(years)
    )
    context = ArchiveContext(
        site=desk.site(urls.ARCHIVE),
        head=desk.head(urls.ARCHIVE, "archive", title=desk.say("Archive")),
        years=lines,
        latest=tuple(edition_line(entry, root) for entry in latest),
    )
    yield Sheet(urls.ARCHIVE, "archive.html", context, "content/editions")


def year_sheets(
    desk: Desk, number: int, lines: Sequence[Line], previous: int | None, following: int | None
) -> Iterator[Sheet]:
    """2023/: twelve calendar months; `lines` are the year's editions, oldest first."""
    address = urls.year(number)
    root = urls.root(address)
    by_day: dict[tuple[int, int], list[EditionLine]] = {}
    for entry in lines:
        place = (entry.date.month, entry.date.day)
        inside = replace(entry, address=entry.address.removeprefix(address))
        by_day.setdefault(place, []).append(edition_line(inside, ""))

    def day(month: int, number: int) -> Day | None:
        return Day(number, tuple(by_day.get((month, number), ()))) if number else None

    months = tuple(
        Month(
            month,
            tuple(
                tuple(day(month, n) for n in week)
                for week in calendar.Calendar().monthdayscalendar(number, month)
            ),
        )
        for month in range(1, 13)
    )

    def link(other: int | None) -> Link | None:
        return Link(str(other), urls.href(root, urls.year(other))) if other else None

    context = YearContext(
        site=desk.site(address),
        head=desk.head(
            address, "year", title=str(number), crumbs=((desk.say("Archive"), urls.ARCHIVE),)
        ),
        year=number,
        months=months,
        neighbours=Neighbours(link(previous), link(following)),
    )
    yield Sheet(address, "year.html", context, "content/editions")


def names_sheets(desk: Desk, kind: str, counts: Sequence[tuple[str, int]]) -> Iterator[Sheet]:
    """authors/ or columns/: (name, about how many stories) pairs in the order to print."""
    names = _KINDS[kind]
    address = names.address
    root = urls.root(address)
    context = NamesContext(
        site=desk.site(address),
        head=desk.head(address, kind, title=_kind_title(desk, kind)),
        names=tuple(
            NamedCount(name, urls.href(root, names.of(name)), count) for name, count in counts
        ),
    )
    yield Sheet(address, f"{kind}.html", context, "content/editions")


def about(stories: int) -> int:
    """Rounded down to 10, 50, 100, 500 …: those or more; 0 below ten.

    So the list of hundreds of authors is not another one after each issue.
    """
    digits = str(stories)
    if len(digits) == 1:
        return 0
    return int(("5" if digits[0] >= "5" else "1") + "0" * (len(digits) - 1))


def closed(stories: int) -> int:
    """How many sheets of an author or a column with so many stories are full and closed."""
    return max(0, (stories - LEAST) // SHEET)


def name_sheets(
    desk: Desk, kind: str, name: str, places: Sequence[Place], closed: int
) -> Iterator[Sheet]:
    """authors/<name>/ or columns/<name>/: the newest stories, newest first, and the feed.

    `closed` is the number of sheets with older ones.
    """
    address = _KINDS[kind].of(name)
    older = urls.way(address, urls.sheet(address, closed))
    neighbours = Neighbours(Link(desk.say("Older stories"), older) if closed else None, None)
    count = len(places) + closed * SHEET
    yield _name_sheet(desk, kind, name, places, address, name, neighbours, count)
    yield feeds.name_feed(desk, address, name, places)


def closed_sheet(
    desk: Desk, kind: str, name: str, places: Sequence[Place], number: int, last: bool
) -> Iterator[Sheet]:
    """authors/<name>/3/ or columns/<name>/3/: SHEET older stories; `last` is the newest of these.

    It is written once, and once more when the next one is closed.
    """
    above = _KINDS[kind].of(name)
    address = urls.sheet(above, number)
    older = urls.way(address, urls.sheet(above, number - 1))
    newer = urls.way(address, above if last else urls.sheet(above, number + 1))
    neighbours = Neighbours(
        Link(desk.say("Older stories"), older) if number > 1 else None,
        Link(desk.say("Newer stories"), newer),
    )
    title = f"{name} ({number})"
    yield _name_sheet(desk, kind, name, places, address, title, neighbours)


def _name_sheet(
    desk: Desk,
    kind: str,
    name: str,
    places: Sequence[Place],
    address: str,
    title: str,
    neighbours: Neighbours,
    count: int | None = None,
) -> Sheet:
    root = urls.root(address)
    names = _KINDS[kind]
    top = names.of(name)
    trail = ((_kind_title(desk, kind), names.address),)
    context = NameContext(
        site=desk.site(address),
        head=desk.head(
            address,
            names.single,
            title=title,
            crumbs=trail if address == top else (*trail, (name, top)),
        ),
        name=name,
        count=count,
        stories=tuple(_dated(desk, place, root) for place in places),
        neighbours=neighbours,
        feed=Link(name, urls.way(address, urls.feed(top))),
    )
    return Sheet(address, names.template, context, f"{kind} {name}")


def corrections_sheets(desk: Desk, places: Sequence[Place]) -> Iterator[Sheet]:
    """corrections/: stories with corrections and withdrawn ones."""
    address = urls.CORRECTIONS
    root = urls.root(address)
    stories = [
        CorrectedStory(
            story=_dated(desk, place, root),
            corrections=tuple(
                CorrectionView(dt.date.fromisoformat(date), text)
                for date, text in place.entry.corrections
                if place.entry.listed
            ),
            withdrawn=place.entry.withdrawn[1] if place.entry.withdrawn else None,
        )
        for place in places
    ]
    context = CorrectionsContext(
        site=desk.site(address),
        head=desk.head(address, "corrections", title=desk.say("Corrections")),
        stories=tuple(stories),
    )
    yield Sheet(address, "corrections.html", context, "content/editions")


def fixed_sheets(desk: Desk, text_pages: Sequence[TextPage]) -> Iterator[Sheet]:
    """The sheets that no edition changes: search, 404, OpenSearch and the paper's own pages."""
    address = urls.SEARCH
    root = urls.root(address)
    context = SearchContext(
        site=desk.site(address),
        head=desk.head(address, "search", title=desk.say("Search")),
        index=urls.href(root, urls.SEARCH_INDEX),
        archive=urls.href(root, urls.ARCHIVE),
    )
    yield Sheet(address, "search.html", context, "templates/search.html")
    missing = NotFoundContext(
        site=desk.site(urls.NOT_FOUND),
        head=desk.head(urls.NOT_FOUND, "404", title=desk.say("Page not found")),
        base_path=desk.newspaper.base_path,
    )
    yield Sheet(urls.NOT_FOUND, "404.html", missing, "templates/404.html")
    yield from _kept(desk)
    yield sitemaps.opensearch(desk)
    for page in text_pages:
        address = urls.text_page(page.name)
        body = markdown.html(page.body, lambda path: urls.href("", path))
        text = TextContext(
            site=desk.site(address),
            head=desk.head(address, "text", title=page.title),
            title=page.title,
            body=body,
        )
        yield Sheet(address, "text.html", text, f"content/pages/{page.name}.md")


def _kept(desk: Desk) -> Iterator[Sheet]:
    """kept/, and what a device installs the paper by."""
    address, paper = urls.KEPT, desk.newspaper
    context = KeptContext(
        site=desk.site(address),
        head=desk.head(address, "kept", title=desk.say("On this device")),
        archive=urls.href(urls.root(address), urls.ARCHIVE),
    )
    yield Sheet(address, "kept.html", context, "templates/kept.html")
    manifest = ManifestContext(paper.title, paper.title[:12], paper.description, paper.language)
    yield Sheet(urls.MANIFEST, "app.webmanifest", manifest, "templates/app.webmanifest")


def empty_front(desk: Desk) -> Iterator[Sheet]:
    """The front page of a newspaper that has no edition yet."""
    context = EmptyContext(desk.site(urls.FRONT), desk.head(urls.FRONT, "front"))
    yield Sheet(urls.FRONT, "empty.html", context, "content/editions")


def _kind_title(desk: Desk, kind: str) -> str:
    return desk.say("Authors") if kind == "authors" else desk.say("Columns")


class _Names(NamedTuple):
    """Authors or columns."""

    address: str
    of: Callable[[str], str]
    """The address of one of them."""
    single: str
    """What the head of a sheet calls it; one object, since pieces that sheets share go by that."""
    template: str


_KINDS: Mapping[str, _Names] = {
    "authors": _Names(urls.AUTHORS, urls.author, "author", "author.html"),
    "columns": _Names(urls.COLUMNS, urls.column, "column", "column.html"),
}


def edition_line(entry: Line, root: str) -> EditionLine:
    """A line of a list on a sheet whose way to the site's root is `root`."""
    return EditionLine(
        href=urls.href(root, entry.address),
        date=entry.date,
        ordinal=entry.ordinal,
        number=entry.number,
        lead=entry.lead,
    )


def _dated(desk: Desk, place: Place, root: str) -> DatedStory:
    key, entry = place.key, place.entry
    where = entry.place
    gone = entry.withdrawn is not None
    return DatedStory(
        id=urls.article_id(key, where),
        href=urls.article_in(root + urls.edition(key), where),
        date=key.date,
        page=desk.page_title(*place.page),
        kicker=None if gone else entry.kicker,
        headline=desk.say("Withdrawn") if gone else entry.title,
        deck=None if gone else entry.deck,
        lede="" if gone else lede(entry.lede, BEGINNING),
    )
