"""Sheets that tell search engines what there is: sitemaps, robots.txt, OpenSearch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from broadsheet import urls
from broadsheet.contexts import (
    NewsEntry,
    NewsSitemapContext,
    OpenSearchContext,
    RobotsContext,
    SitemapContext,
    SitemapEntry,
)
from broadsheet.model import Sheet
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Summary

NEWS_DAYS = 2
"""Google takes stories of the last two days (Google Search Central, "News sitemaps")."""
NEWS_STORIES = 1000
"""The most that one sitemap of news may hold, by the same page."""

NEWS_LANGUAGES: Mapping[str, str] = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw"}
"""What Google calls the two ways of writing Chinese; other languages by their code."""

NEWS = "news"
LATEST = "latest"

SHORT_NAME = 16
DESCRIPTION = 1024
"""Characters that OpenSearch 1.1 (draft 6, "ShortName", "Description") allows."""


def part_of(editions: Sequence[Summary]) -> Callable[[Summary], str]:
    """Which sitemap an edition stands in: `2023-01`, or that of the newest week; oldest first.

    A week, since one more issue would write a hundred kilobytes at the end of each month.
    """

    def week(summary: Summary) -> tuple[int, int]:
        year, number, _ = summary.key.date.isocalendar()
        return year, number

    newest = week(editions[-1]) if editions else None

    def part(summary: Summary) -> str:
        return LATEST if week(summary) == newest else summary.key.date.isoformat()[:7]

    return part


def month_sitemap(desk: Desk, month: str, summaries: Sequence[Summary]) -> Iterator[Sheet]:
    """sitemap-2023-01.xml: every edition, page and story of a month that lists name.

    Those of the newest week stand in sitemap-latest.xml instead (part_of).
    """

    def entries() -> Iterator[SitemapEntry]:
        for summary in summaries:
            key = summary.key
            issue = desk.absolute(urls.edition(key))
            yield SitemapEntry(issue, key.date)
            for page in dict.fromkeys(mark.place.partition("-")[0] for mark in summary.marks):
                yield SitemapEntry(urls.article_in(issue, page), key.date)
            for at, mark in enumerate(summary.marks):
                if mark.listed:
                    modified = key.date
                    if mark.corrected or mark.waits:
                        modified = desk.stamps(key, summary.entry(at))[1].date()
                    yield SitemapEntry(urls.article_in(issue, mark.place), modified)

    address = urls.sitemap(month)
    context = SitemapContext(tuple(entries()))
    yield Sheet(address, "feeds/sitemap.xml", context, "content/editions")


def sitemap_sheets(
    desk: Desk, months: Sequence[tuple[str, dt.date]], names: Sequence[str]
) -> Iterator[Sheet]:
    """sitemap.xml, the index, with sitemap-pages.xml for what belongs to no month.

    Days of the year have their own, one for each month of it: in the first year of a paper each
    issue brings one, and would write the authors and all other days again.

    `months` are (`2023-01` or `latest`, newest date in it); `names` are addresses of years, days,
    authors and columns.
    """
    fixed = (urls.FRONT, urls.ARCHIVE, urls.AUTHORS, urls.COLUMNS, urls.CORRECTIONS)
    own = (urls.text_page(page.name) for page in desk.text_pages)
    others = [name for name in names if not name.startswith(urls.DAYS)]
    listed = {"pages": [*fixed, *own, *others]}
    for name in names:
        if name.startswith(urls.DAYS):
            month = name.removeprefix(urls.DAYS)[:2]
            listed.setdefault(f"days-{month}", []).append(name)
    parts = [urls.sitemap(part) for part in listed]
    for address, sheets in zip(parts, listed.values(), strict=True):
        entries = tuple(SitemapEntry(desk.absolute(sheet), None) for sheet in sheets)
        yield Sheet(address, "feeds/sitemap.xml", SitemapContext(entries), "content/editions")
    index = (
        *(SitemapEntry(desk.absolute(address), None) for address in parts),
        SitemapEntry(desk.absolute(urls.sitemap(NEWS)), None),
        *(SitemapEntry(desk.absolute(urls.sitemap(m)), newest) for m, newest in months),
    )
    yield Sheet(urls.SITEMAP, "feeds/sitemap-index.xml", SitemapContext(index), "content/editions")
    robots = RobotsContext(desk.absolute(urls.SITEMAP))
    yield Sheet(urls.ROBOTS, "feeds/robots.txt", robots, "templates/feeds/robots.txt")


def newest(editions: Sequence[Summary]) -> tuple[Summary, ...]:
    """The editions of the newest two days of a paper, newest first; `editions` oldest first."""
    if not editions:
        return ()
    first = editions[-1].key.date - dt.timedelta(days=NEWS_DAYS - 1)
    recent = editions[-NEWS_STORIES:]
    return tuple(summary for summary in reversed(recent) if summary.key.date >= first)


def news_sitemap(desk: Desk, editions: Sequence[Summary]) -> Iterator[Sheet]:
    """sitemap-news.xml; `editions` newest first. An old one is empty, which Google allows."""
    paper = desk.newspaper
    entries = tuple(
        NewsEntry(
            desk.absolute(urls.article(summary.key, entry.place)),
            entry.title,
            desk.stamps(summary.key, entry)[0],
        )
        for summary in editions
        for entry in summary.listed
    )
    context = NewsSitemapContext(
        name=paper.title,
        language=NEWS_LANGUAGES.get(paper.language, paper.language),
        entries=entries[:NEWS_STORIES],
    )
    address = urls.sitemap(NEWS)
    yield Sheet(address, "feeds/sitemap-news.xml", context, "content/editions")


def opensearch(desk: Desk) -> Sheet:
    """opensearch.xml: the paper's search in the address bar of a browser."""
    paper = desk.newspaper
    context = OpenSearchContext(
        short_name=paper.title[:SHORT_NAME],
        description=(paper.description or paper.title)[:DESCRIPTION],
        language=paper.language,
        template=f"{desk.absolute(urls.SEARCH)}?q={{searchTerms}}",
    )
    return Sheet(urls.OPENSEARCH, "feeds/opensearch.xml", context, "templates/feeds/opensearch.xml")
