"""The sheets of one edition: front, edition, print pages and stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from broadsheet import markdown, urls
from broadsheet.archive import Place, Spot
from broadsheet.contexts import (
    ArticleContext,
    CorrectionView,
    FrontContext,
    Link,
    Neighbours,
    PageContext,
    PageView,
    SeriesView,
    StoryLine,
    WithdrawnContext,
)
from broadsheet.model import Article, Edition, EditionKey, Page, Sheet
from broadsheet.plan import days, iiif, jsonld, lists, printed
from broadsheet.plan.areas import Block, make_up
from broadsheet.plan.desk import HEADLINE_INFERRED, Desk
from broadsheet.plan.series import Beside
from broadsheet.summaries import LEDE_LENGTH, Entry, Summary
from broadsheet.summaries import lede as lede_of
from broadsheet.values import dataclass

SECONDS, ALL_SECONDS = 4, 8
"""Second leads of a front page: more would not be second. But where page one has no more than
ALL_SECONDS besides its lead, the front page shows it whole."""

ROOM_OF_LEAD, ROOM_OF_SECOND, ROOM_OF_FIRST = 700, 180, 240
"""Characters of text that the front page has for its lead, a second lead and the first story of
another page; the others have the usual beginning."""

TRUNCATED = frozenset({"truncated-start", "truncated-end"})


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
    for index, page in enumerate(edition.pages):
        address = urls.page(edition.key, page.sequence)
        context_of_page = _page(desk, summary, edition.pages, index, around)
        yield Sheet(address, "page.html", context_of_page, source, outward=True)
    stories = [(page, article) for page in edition.pages for article in page.articles]
    # all stories are as deep as each other
    below = urls.root(urls.article(edition.key, ""))
    links = {
        page.sequence: [
            (
                article,
                Link(
                    article.title,
                    urls.beside(below, edition.key, urls.article(edition.key, article.place)),
                ),
            )
            for article in _listed(page)
        ]
        for page in edition.pages
    }
    entries = {entry.place: entry for entry in summary.entries}
    beside = _beside(stories, {id(a): link for page in links.values() for a, link in page})
    for (page, article), neighbours in zip(stories, beside, strict=True):
        address = urls.article(edition.key, article.place)
        if article.withdrawn:
            marker = _withdrawn(desk, summary, page, article, neighbours)
            yield Sheet(address, "withdrawn.html", marker, source)
        else:
            siblings = tuple(link for other, link in links[page.sequence] if other is not article)
            entry = entries[article.place]
            story = _story(
                desk, edition, summary, page, article, entry, neighbours, around, siblings
            )
            in_series = article.place in around.parts
            yield Sheet(address, "article.html", story, source, outward=in_series)


def front(
    desk: Desk, edition: Edition, summary: Summary, around: Around, address: str, kind: str
) -> FrontContext:
    """A whole issue on one screen, at its own address or at the top of the site."""
    root = urls.root(address)
    entries = {entry.place: entry for entry in summary.entries}
    with_stories = [page for page in edition.pages if _listed(page)]
    seconds = len(_listed(with_stories[0])) - 1 if with_stories else 0
    seconds = seconds if seconds <= ALL_SECONDS else SECONDS
    pages = tuple(
        _page_view(desk, edition.key, page, entries, root, _rooms(kind, index, seconds))
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
        json_ld=jsonld.front(desk, summary),
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


def _page(
    desk: Desk, summary: Summary, pages: Sequence[Page], index: int, around: Around
) -> PageContext:
    page = pages[index]
    key = summary.key
    address = urls.page(key, page.sequence)
    root = urls.root(address)
    entries = {entry.place: entry for entry in summary.entries}
    links = tuple(
        Link(desk.page_title(p.label, p.name), urls.way(address, urls.page(key, p.sequence)))
        for p in pages
    )
    editions = _editions(desk, around, root)
    title = f"{desk.page_title(page.label, page.name)} {desk.edition_title(key)}"
    crumbs = (
        (desk.say("Archive"), urls.ARCHIVE),
        (desk.edition_title(key), urls.edition(key)),
    )
    areas = make_up(
        [Block(entries[story.place].length, bool(story.images)) for story in printed.in_order(page)]
    )
    return PageContext(
        site=desk.site(address),
        head=desk.head(address, "page", title=title, crumbs=crumbs),
        edition=desk.edition_view(summary, root),
        page=_page_view(desk, key, page, entries, root, [area.room for area in areas]),
        areas=areas,
        sheet=printed.sheet(desk, key, page, pages, root),
        pages=links,
        neighbours=Neighbours(
            links[index - 1] if index else editions.previous,
            links[index + 1] if index + 1 < len(links) else editions.next,
        ),
        feed=Link(page.name, urls.href(root, urls.page_feed(page.name))) if page.name else None,
    )


def _story(
    desk: Desk,
    edition: Edition,
    summary: Summary,
    page: Page,
    article: Article,
    entry: Entry,
    beside: Neighbours,
    around: Around,
    siblings: tuple[Link, ...],
) -> ArticleContext:
    key = summary.key
    address = urls.article(key, article.place)
    root = urls.root(address)
    page_title = desk.page_title(page.label, page.name)
    pictures = tuple(desk.picture(key, picture, root) for picture in article.images)
    images = [desk.absolute(urls.edition_file(key, i.src)) for i in article.images]
    head = desk.head(
        address,
        "article",
        title=article.title,
        description=entry.lede or None,
        crumbs=(
            (desk.edition_title(key), urls.edition(key)),
            (page_title, urls.page(key, page.sequence)),
        ),
        json_ld=jsonld.story(desk, summary, article, entry, page, images),
        image=_share_image(desk, address, images),
    )
    jump = article.jump
    return ArticleContext(
        site=desk.site(address),
        head=head,
        edition=desk.edition_view(summary, root),
        id=urls.article_id(key, article.place),
        page=Link(page_title, urls.way(address, urls.page(key, page.sequence))),
        page_label=page.label,
        printed=printed.printed(desk, key, page, article, root),
        kicker=article.kicker,
        headline=article.title,
        deck=article.deck,
        column=_column(desk, article, root),
        dateline=article.dateline,
        byline=desk.byline(article.authors, root),
        body=desk.html(key, article.body, root),
        pictures=pictures,
        jump_to=_jump(desk, edition, article, jump.to, root) if jump and jump.to else None,
        jump_from=_jump(desk, edition, article, jump.origin, root)
        if jump and jump.origin
        else None,
        poster=urls.href(root, urls.poster(address)) if desk.newspaper.posters else None,
        series=_series(desk, article, around.parts.get(article.place), root),
        corrections=tuple(CorrectionView(c.date, c.text) for c in article.corrections),
        inferred_headline=HEADLINE_INFERRED in article.review,
        truncated=not TRUNCATED.isdisjoint(article.review),
        neighbours=beside,
        siblings=siblings,
    )


def _share_image(desk: Desk, address: str, images: Sequence[str]) -> str | None:
    if desk.newspaper.cards:
        return desk.absolute(urls.card(address))
    return images[0] if images else None


def _jump(desk: Desk, edition: Edition, article: Article, number: int, root: str) -> Link:
    """The page that a story jumps to or from; its other half where one story there says so."""
    page = next((page for page in edition.pages if page.sequence == number), None)
    if page is None:
        text = desk.page_title(str(number), None)
        return Link(text, urls.beside(root, edition.key, urls.edition(edition.key)))
    halves = [
        other
        for other in page.articles
        if other is not article
        and not other.withdrawn
        and other.jump
        and article.page in (other.jump.to, other.jump.origin)
    ]
    address = (
        urls.article(edition.key, halves[0].place)
        if len(halves) == 1
        else urls.page(edition.key, number)
    )
    return Link(desk.page_title(page.label, None), urls.beside(root, edition.key, address))


def _series(desk: Desk, article: Article, beside: Beside | None, root: str) -> SeriesView | None:
    column = _column(desk, article, root)
    if beside is None or column is None:
        return None

    def link(place: Place | Spot | None) -> Link | None:
        if place is None:
            return None
        return Link(place.entry.title, urls.href(root, urls.article(place.key, place.entry.place)))

    neighbours = Neighbours(link(beside.previous), link(beside.next))
    return SeriesView(beside.number, column, neighbours)


def _withdrawn(
    desk: Desk, summary: Summary, page: Page, article: Article, beside: Neighbours
) -> WithdrawnContext:
    assert article.withdrawn is not None
    key = summary.key
    address = urls.article(key, article.place)
    root = urls.root(address)
    crumbs = (
        (desk.edition_title(key), urls.edition(key)),
        (desk.page_title(page.label, page.name), urls.page(key, page.sequence)),
    )
    return WithdrawnContext(
        site=desk.site(address),
        head=desk.head(address, "withdrawn", title=desk.say("Withdrawn"), crumbs=crumbs),
        edition=desk.edition_view(summary, root),
        id=urls.article_id(key, article.place),
        date=article.withdrawn.date,
        reason=article.withdrawn.reason,
        neighbours=beside,
    )


def _page_view(
    desk: Desk,
    key: EditionKey,
    page: Page,
    entries: dict[str, Entry],
    root: str,
    rooms: Sequence[int] = (),
) -> PageView:
    pdf = page.pdf
    return PageView(
        sequence=page.sequence,
        label=desk.page_title(page.label, None),
        name=page.name,
        href=urls.beside(root, key, urls.page(key, page.sequence)),
        stories=tuple(
            _story_line(
                desk,
                key,
                article,
                entries[article.place],
                root,
                rooms[index] if index < len(rooms) else LEDE_LENGTH,
            )
            for index, article in enumerate(printed.in_order(page))
        ),
        image=printed.picture(desk, key, page, page.image, root) if page.image else None,
        pdf=urls.href(root, urls.edition_file(key, pdf)) if pdf else None,
    )


def _story_line(
    desk: Desk, key: EditionKey, article: Article, entry: Entry, root: str, room: int
) -> StoryLine:
    images = article.images
    return StoryLine(
        id=urls.article_id(key, article.place),
        href=urls.beside(root, key, urls.article(key, article.place)),
        kicker=article.kicker,
        headline=article.title,
        deck=article.deck,
        column=_column(desk, article, root),
        dateline=article.dateline,
        byline=desk.byline(article.authors, root),
        lede=_lede(article, entry, room),
        length=entry.length,
        picture=desk.picture(key, images[0], root) if images else None,
        inferred_headline=HEADLINE_INFERRED in article.review,
    )


def _lede(article: Article, entry: Entry, room: int) -> str:
    """As much of a text as there is room for."""
    if room <= LEDE_LENGTH:
        return entry.lede
    return lede_of(markdown.plain(article.body), room, lines=room)


def _column(desk: Desk, article: Article, root: str) -> Link | None:
    return desk.column(article.column, root) if article.column is not None else None


def _listed(page: Page) -> list[Article]:
    return [article for article in page.articles if not article.withdrawn]


def _beside(
    stories: Sequence[tuple[Page, Article]], links: Mapping[int, Link]
) -> Iterator[Neighbours]:
    """For each story the listed ones before and after it; `links` are theirs, by identity."""
    following: list[Link | None] = []
    link: Link | None = None
    for _, article in reversed(stories):
        following.append(link)
        link = links.get(id(article), link)
    link = None
    for (_, article), after in zip(stories, reversed(following), strict=True):
        yield Neighbours(link, after)
        link = links.get(id(article), link)


def _editions(desk: Desk, around: Around, root: str) -> Neighbours:
    def link(key: EditionKey) -> Link:
        return Link(desk.edition_title(key), urls.href(root, urls.edition(key)))

    return Neighbours(
        link(around.previous) if around.previous else None,
        link(around.next) if around.next else None,
    )
