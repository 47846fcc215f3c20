"""The sheets of one edition: front, edition, print pages and stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from broadsheet import urls
from broadsheet.contexts import FrontContext, Link, Neighbours, PageContext
from broadsheet.model import Edition, EditionKey, Sheet
from broadsheet.plan import days, iiif, jsonld, lists, printed
from broadsheet.plan.areas import Block, make_up
from broadsheet.plan.desk import Desk
from broadsheet.plan.pageviews import page_view
from broadsheet.plan.series import Beside
from broadsheet.plan.stories import story_sheets
from broadsheet.summaries import Summary
from broadsheet.values import dataclass

SECONDS, ALL_SECONDS = 4, 8
"""Second leads of a front page: more would not be second. But where page one has no more than
ALL_SECONDS besides its lead, the front page shows it whole."""

ROOM_OF_LEAD, ROOM_OF_SECOND, ROOM_OF_FIRST = 700, 180, 240
"""Characters of text that the front page has for its lead, a second lead and the first story of
another page; the others have the usual beginning."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside an edition in the archive."""

    previous: EditionKey | None
    next: EditionKey | None
    parts: Mapping[str, Beside] = field(default_factory=dict)
    """Its parts of series, by place."""
    past: tuple[lists.Line, ...] = ()
    """Issues of the same day of the year that the front page names, newest first."""
    joined: bool = False
    """Whether its print pages are offered in one PDF."""


def edition_sheets(
    desk: Desk, edition: Edition, summary: Summary, around: Around, source: str
) -> Iterator[Sheet]:
    """Every sheet below the edition's address. `edition` has its published stories only."""
    address = urls.edition(edition.key)
    context = front(desk, edition, summary, around, address, "edition")
    yield Sheet(address, "edition.html", context, source, outward=True)
    yield from _page_sheets(desk, edition, summary, around, source)
    yield from story_sheets(desk, edition, summary, around.parts, source)


def front(
    desk: Desk, edition: Edition, summary: Summary, around: Around, address: str, kind: str
) -> FrontContext:
    """A whole issue on one screen, at its own address or at the top of the site."""
    root = urls.root(address)
    entries = {entry.place: entry for entry in summary.entries}
    with_stories = [p for p in edition.pages if any(not a.withdrawn for a in p.articles)]
    first_page = with_stories[0].articles if with_stories else ()
    seconds = sum(not article.withdrawn for article in first_page) - 1
    seconds = seconds if seconds <= ALL_SECONDS else SECONDS
    pages = tuple(
        page_view(desk, edition.key, page, entries, root, _rooms(kind, index, seconds))
        for index, page in enumerate(with_stories)
    )
    first = pages[0].stories if pages else ()
    title = desk.edition_title(edition.key)
    day = (edition.key.date.month, edition.key.date.day)
    head = desk.head(
        address,
        kind,
        title=title if kind == "edition" else None,
        crumbs=((desk.say("Archive"), urls.ARCHIVE),) if kind == "edition" else (),
        json_ld=jsonld.edition(desk, summary),
    )
    return FrontContext(
        site=desk.site(address),
        head=head,
        edition=desk.edition_view(summary, root),
        note=desk.html(edition.key, edition.note, root) if edition.note else None,
        lead=first[0] if first else None,
        seconds=first[1 : 1 + seconds],
        pages=pages,
        editions=_editions(desk, around, root),
        data=urls.href(root, urls.edition_json(edition.key)),
        pdf=_pdf(edition, around, root),
        iiif=urls.href(root, urls.iiif(edition.key)) if iiif.shown(desk, edition) else None,
        day=Link(days.name(desk, day), urls.href(root, urls.day(*day))),
        past=tuple(lists.edition_line(line, root) for line in around.past),
    )


def _rooms(kind: str, page: int, seconds: int) -> tuple[int, ...]:
    """Characters for the first stories of a page; a dated edition gives headlines, and its lead."""
    if kind == "edition":
        return (ROOM_OF_FIRST,) if page == 0 else ()
    return (ROOM_OF_LEAD, *[ROOM_OF_SECOND] * seconds) if page == 0 else (ROOM_OF_FIRST,)


def _pdf(edition: Edition, around: Around, root: str) -> str | None:
    """All pages in one file: joined by the press, or the one file that came."""
    if around.joined:
        return urls.href(root, urls.edition_pdf(edition.key))
    files = {page.pdf for page in edition.pages}
    (only,) = files if len(files) == 1 else (None,)
    return urls.href(root, urls.edition_file(edition.key, only)) if only else None


def _page_sheets(
    desk: Desk, edition: Edition, summary: Summary, around: Around, source: str
) -> Iterator[Sheet]:
    key, pages = edition.key, edition.pages
    root = urls.root(urls.page(key, 1))  # all pages are as deep as each other
    title = desk.edition_title(key)
    entries = {entry.place: entry for entry in summary.entries}
    titles = [desk.page_title(page.label, page.name) for page in pages]
    links = tuple(
        Link(text, urls.beside(root, key, urls.page(key, page.sequence)))
        for text, page in zip(titles, pages, strict=True)
    )
    editions = _editions(desk, around, root)
    crumbs = ((desk.say("Archive"), urls.ARCHIVE), (title, urls.edition(key)))
    # the last leads to its issue, which leads on: the next issue would print it again for one link
    whole = Link(desk.say("To the issue"), urls.beside(root, key, urls.edition(key)))
    turns = (editions.previous, *links, whole)
    for index, page in enumerate(pages):
        address = urls.page(key, page.sequence)
        areas = make_up(
            [Block(entries[one.place].length, bool(one.images)) for one in printed.in_order(page)]
        )
        context = PageContext(
            site=desk.site(address),
            head=desk.head(address, "page", title=f"{titles[index]} {title}", crumbs=crumbs),
            edition=desk.edition_view(summary, root),
            page=page_view(desk, key, page, entries, root, [area.room for area in areas]),
            areas=areas,
            sheet=printed.sheet(desk, key, page, pages, root),
            pages=links,
            neighbours=Neighbours(turns[index], turns[index + 2]),
            feed=Link(page.name, urls.href(root, urls.page_feed(page.name))) if page.name else None,
        )
        # the first leads back to the issue before
        yield Sheet(address, "page.html", context, source, outward=index == 0)


def _editions(desk: Desk, around: Around, root: str) -> Neighbours:
    def link(key: EditionKey) -> Link:
        return Link(desk.edition_title(key), urls.href(root, urls.edition(key)))

    return Neighbours(
        link(around.previous) if around.previous else None,
        link(around.next) if around.next else None,
    )
