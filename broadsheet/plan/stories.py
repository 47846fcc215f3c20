"""The sheets of an edition's stories, and of those that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from broadsheet import urls
from broadsheet.archive import Place, Spot
from broadsheet.contexts import (
    ArticleContext,
    CorrectionView,
    EditionView,
    Head,
    Link,
    Neighbours,
    SeriesView,
    Site,
    WithdrawnContext,
)
from broadsheet.model import Article, Edition, Page, Sheet
from broadsheet.plan import jsonld, printed
from broadsheet.plan.desk import HEADLINE_INFERRED, Desk
from broadsheet.plan.series import Beside
from broadsheet.summaries import Entry, Summary, lede
from broadsheet.values import dataclass

DESCRIPTION = 64
"""Characters of a story that searches and sharers are given; they show no more."""

TRUNCATED = frozenset({"truncated-start", "truncated-end"})


@dataclass(frozen=True, slots=True)
class _Issue:
    """What all stories of an issue have in common; they are as deep as each other."""

    edition: Edition
    summary: Summary
    parts: Mapping[str, Beside]
    address: str
    absolute: str
    """Of the edition."""
    root: str
    site: Site
    view: EditionView
    link: Link
    told: jsonld.Stories


@dataclass(frozen=True, slots=True)
class _Side:
    """What the stories of a print page have in common."""

    page: Page
    link: Link
    crumbs: tuple[Link, ...]


def story_sheets(
    desk: Desk, edition: Edition, summary: Summary, parts: Mapping[str, Beside], source: str
) -> Iterator[Sheet]:
    """A sheet for each story of the edition; `parts` are its parts of series, by place."""
    key = edition.key
    address = urls.edition(key)
    root = urls.root(urls.article(key, ""))
    home = urls.beside(root, key, address)
    issue = _Issue(
        edition,
        summary,
        parts,
        address,
        desk.absolute(address),
        root,
        desk.site_at(root),
        desk.edition_view(summary, root),
        Link(desk.edition_title(key), home),
        jsonld.Stories(desk, summary),
    )
    entries = {entry.place: entry for entry in summary.entries}
    places = [article.place for article in edition.articles]
    links = [
        None if article.withdrawn else Link(article.title, urls.article_in(home, place))
        for article, place in zip(edition.articles, places, strict=True)
    ]
    neighbours = _beside(links)
    above = (desk.front_link(root), issue.link)
    at = 0
    for page in edition.pages:
        title = desk.page_title(page.label, page.name)
        link = Link(title, urls.beside(root, key, urls.page(key, page.sequence)))
        side = _Side(page, link, (*above, link))
        end = at + len(page.articles)
        for number, article in enumerate(page.articles, at):
            place, beside = places[number], neighbours[number]
            where = urls.article_in(address, place)
            if article.withdrawn:
                marker = _withdrawn(desk, issue, side, article, place, beside)
                yield Sheet(where, "withdrawn.html", marker, source)
                continue
            siblings = tuple(
                [one for one in (*links[at:number], *links[number + 1 : end]) if one is not None]
            )
            story = _story(desk, issue, side, article, entries[place], place, beside, siblings)
            yield Sheet(where, "article.html", story, source, outward=place in parts)
        at = end


def _story(
    desk: Desk,
    issue: _Issue,
    side: _Side,
    article: Article,
    entry: Entry,
    place: str,
    beside: Neighbours,
    siblings: tuple[Link, ...],
) -> ArticleContext:
    key, root, page = issue.summary.key, issue.root, side.page
    url = urls.article_in(issue.absolute, place)
    images = [desk.absolute(urls.edition_file(key, i.src)) for i in article.images]
    column = desk.column(article.column, root) if article.column is not None else None
    jump, part = article.jump, issue.parts.get(place)
    return ArticleContext(
        site=issue.site,
        head=Head(
            title=desk.titled(article.title),
            description=lede(entry.lede, DESCRIPTION) or desk.newspaper.description,
            canonical=url,
            kind="article",
            crumbs=side.crumbs,
            json_ld=issue.told.story(article, entry, page, url, images),
            image=_share_image(desk, issue, place, images),
        ),
        edition=issue.view,
        id=urls.article_id(issue.view.key, place),
        page=side.link,
        page_label=page.label,
        printed=printed.printed(desk, key, page, article, root) if page.layout else None,
        kicker=article.kicker,
        headline=article.title,
        deck=article.deck,
        column=column,
        dateline=article.dateline,
        byline=desk.byline(article.authors, root),
        body=desk.html(key, article.body, root),
        pictures=tuple([desk.picture(key, picture, root) for picture in article.images]),
        jump_to=_jump(desk, issue, article, jump.to) if jump and jump.to else None,
        jump_from=_jump(desk, issue, article, jump.origin) if jump and jump.origin else None,
        poster=urls.href(root, urls.poster(urls.article_in(issue.address, place)))
        if desk.newspaper.posters
        else None,
        series=_series(column, part, root) if column and part else None,
        corrections=tuple([CorrectionView(c.date, c.text) for c in article.corrections]),
        inferred_headline=HEADLINE_INFERRED in article.review,
        truncated=not TRUNCATED.isdisjoint(article.review),
        neighbours=beside,
        siblings=siblings,
    )


def _share_image(desk: Desk, issue: _Issue, place: str, images: Sequence[str]) -> str | None:
    if desk.newspaper.cards:
        return desk.absolute(urls.card(urls.article_in(issue.address, place)))
    return images[0] if images else None


def _jump(desk: Desk, issue: _Issue, article: Article, number: int) -> Link:
    """The page that a story jumps to or from; its other half where one story there says so."""
    key, root = issue.edition.key, issue.root
    page = next((page for page in issue.edition.pages if page.sequence == number), None)
    if page is None:
        return Link(desk.page_title(str(number), None), issue.link.href)
    halves = [
        other
        for other in page.articles
        if other is not article
        and not other.withdrawn
        and other.jump
        and article.page in (other.jump.to, other.jump.origin)
    ]
    address = urls.article(key, halves[0].place) if len(halves) == 1 else urls.page(key, number)
    return Link(desk.page_title(page.label, None), urls.beside(root, key, address))


def _series(column: Link, beside: Beside, root: str) -> SeriesView:
    def link(place: Place | Spot | None) -> Link | None:
        if place is None:
            return None
        return Link(place.entry.title, urls.href(root, urls.article(place.key, place.entry.place)))

    return SeriesView(beside.number, column, Neighbours(link(beside.previous), link(beside.next)))


def _withdrawn(
    desk: Desk, issue: _Issue, side: _Side, article: Article, place: str, beside: Neighbours
) -> WithdrawnContext:
    assert article.withdrawn is not None
    return WithdrawnContext(
        site=issue.site,
        head=Head(
            title=desk.titled(desk.say("Withdrawn")),
            description=None,
            canonical=urls.article_in(issue.absolute, place),
            kind="withdrawn",
            crumbs=side.crumbs,
        ),
        edition=issue.view,
        id=urls.article_id(issue.view.key, place),
        date=article.withdrawn.date,
        reason=article.withdrawn.reason,
        neighbours=beside,
    )


def _beside(links: Sequence[Link | None]) -> list[Neighbours]:
    """For each story the listed ones before and after it; those that are not have no link."""
    following: list[Link | None] = []
    link: Link | None = None
    for one in reversed(links):
        following.append(link)
        link = one or link
    found: list[Neighbours] = []
    link = None
    for one, after in zip(links, reversed(following), strict=True):
        found.append(Neighbours(link, after))
        link = one or link
    return found
