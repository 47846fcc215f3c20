"""Sheets for machines: Atom, RSS, JSON Feed, sitemaps and robots.txt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup

from broadsheet import urls
from broadsheet.archive import Summary
from broadsheet.contexts import (
    FeedContext,
    FeedEntry,
    RobotsContext,
    SitemapContext,
    SitemapEntry,
)
from broadsheet.model import Article, Edition, Page, Sheet
from broadsheet.plan.desk import Desk


def feed_sheets(desk: Desk, editions: Sequence[tuple[Edition, Summary]]) -> Iterator[Sheet]:
    """The three feeds; `editions` newest first, with their published stories only."""
    entries = tuple(
        _entry(desk, summary, page, article)
        for edition, summary in editions
        for page in edition.pages
        for article in page.articles
        if not article.withdrawn
    )
    paper = desk.newspaper
    epoch = dt.datetime(1970, 1, 1, tzinfo=paper.zone)
    for address, template in (
        (urls.ATOM, "feeds/atom.xml"),
        (urls.RSS, "feeds/rss.xml"),
        (urls.JSON_FEED, "feeds/feed.json"),
    ):
        context = FeedContext(
            id=paper.base_url,
            title=paper.title,
            subtitle=paper.description,
            language=paper.language,
            url=paper.base_url,
            feed_url=desk.absolute(address),
            updated=max((entry.updated for entry in entries), default=epoch),
            entries=entries,
        )
        yield Sheet(address, template, context, f"templates/{template}")


def year_sitemap(desk: Desk, number: int, summaries: Sequence[Summary]) -> Iterator[Sheet]:
    """sitemap-2023.xml: every edition, page and story of a year that lists name."""

    def entries() -> Iterator[SitemapEntry]:
        for summary in summaries:
            key = summary.key
            yield SitemapEntry(desk.absolute(urls.edition(key)), key.date)
            for sequence in dict.fromkeys(entry.page for entry in summary.entries):
                yield SitemapEntry(desk.absolute(urls.page(key, sequence)), key.date)
            for entry in summary.listed:
                changed = (dt.date.fromisoformat(date) for date, _ in entry.corrections)
                modified = max((key.date, *changed))
                yield SitemapEntry(desk.absolute(urls.article(key, entry.place)), modified)

    address = urls.sitemap(str(number))
    context = SitemapContext(tuple(entries()))
    yield Sheet(address, "feeds/sitemap.xml", context, "content/editions")


def sitemap_sheets(
    desk: Desk, years: Sequence[tuple[int, dt.date]], names: Sequence[str]
) -> Iterator[Sheet]:
    """sitemap.xml, the index, with sitemap-pages.xml for what belongs to no year.

    `years` are (year, newest date in it); `names` are addresses of authors and columns.
    """
    fixed = (urls.FRONT, urls.ARCHIVE, urls.AUTHORS, urls.COLUMNS, urls.CORRECTIONS)
    own = (urls.text_page(page.name) for page in desk.text_pages)
    listed = (*fixed, *own, *(urls.year(year) for year, _ in years), *names)
    pages = tuple(SitemapEntry(desk.absolute(address), None) for address in listed)
    address = urls.sitemap("pages")
    yield Sheet(address, "feeds/sitemap.xml", SitemapContext(pages), "content/editions")
    index = (
        SitemapEntry(desk.absolute(address), None),
        *(SitemapEntry(desk.absolute(urls.sitemap(str(y))), newest) for y, newest in years),
    )
    yield Sheet(urls.SITEMAP, "feeds/sitemap-index.xml", SitemapContext(index), "content/editions")
    robots = RobotsContext(desk.absolute(urls.SITEMAP))
    yield Sheet(urls.ROBOTS, "feeds/robots.txt", robots, "templates/feeds/robots.txt")


def _entry(desk: Desk, summary: Summary, page: Page, article: Article) -> FeedEntry:
    key = summary.key
    address = urls.article(key, article.place)
    entry = next(e for e in summary.entries if e.place == article.place)
    published = desk.published(key)
    corrected = (
        dt.datetime.combine(c.date, desk.newspaper.published_at, desk.newspaper.zone)
        for c in article.corrections
    )
    return FeedEntry(
        id=_tag(desk, summary, article),
        url=desk.absolute(address),
        title=article.title,
        summary=entry.lede,
        html=str(_whole(desk, summary, article)),
        authors=entry.authors,
        published=published,
        updated=max((published, *corrected)),
        section=desk.page_title(page.label, page.name),
    )


def _tag(desk: Desk, summary: Summary, article: Article) -> str:
    """A tag URI (RFC 4151): it survives a move to another address."""
    host = urlsplit(desk.newspaper.base_url).hostname or "localhost"
    key = summary.key
    return f"tag:{host},{key.date.isoformat()}:{urls.article_id(key, article.place)}"


def _whole(desk: Desk, summary: Summary, article: Article) -> Markup:
    def block(tag: str, text: str | None) -> Markup:
        return Markup("<{}>{}</{}>\n").format(tag, text, tag) if text else Markup()

    key = summary.key
    pictures = Markup().join(
        Markup('<figure><img src="{}" alt="{}"><figcaption>{}</figcaption></figure>\n').format(
            desk.absolute(urls.edition_file(key, picture.src)),
            picture.alt or picture.caption or "",
            " ".join(text for text in (picture.caption, picture.credit) if text),
        )
        for picture in article.images
    )
    byline = " ".join(
        " ".join(text for text in (a.org, a.role, a.name) if text) for a in article.authors
    )
    notes = Markup().join(
        block("p", f"{desk.say('Correction')} {c.date.isoformat()}: {c.text}")
        for c in article.corrections
    )
    return Markup().join(
        (
            block("p", article.kicker),
            block("p", article.deck),
            block("p", byline or None),
            pictures,
            block("p", article.dateline),
            desk.html(key, article.body, desk.newspaper.base_url),
            notes,
        )
    )
