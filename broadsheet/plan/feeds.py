"""Sheets for subscribers' programs: Atom, RSS and JSON Feed.

The paper's own feeds, and one for the pages of each name, hold the newest edition whole, earlier
ones whole where there is room, and then beginnings: subscribers' programs come every hour, and a
feed with a daily's whole week takes megabytes each time. Those of authors and columns are made from
summaries, and hold beginnings: a forme that read all editions an author ever wrote in would cost
more than the rest of a day's build.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from urllib.parse import urlsplit

from markupsafe import Markup

from broadsheet import archive as archives
from broadsheet import summaries, urls
from broadsheet.archive import Place
from broadsheet.contexts import FeedContext, FeedEntry
from broadsheet.model import Article, Edition, EditionKey, Page, Sheet
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Entry, Summary

STORIES = 8
"""Stories in the feed of a page name, unless the newest edition has more."""
NAMED = 3
"""Stories in the feed of an author or a column, unless the newest issue with one has more."""
BEGINNING = 40
"""Characters of a beginning in these; the others have those of all lists."""
WHOLE = 40
"""Stories of the newest editions that are whole in a feed; those of the newest one all are."""
MOST = 24
"""Stories in the paper's own feeds at least, where the whole ones are fewer."""


def whole_editions(summaries: Sequence[Summary]) -> int:
    """How many of the editions, newest first, stand whole in the feeds."""
    totals = accumulate(summary.count for summary in summaries)
    return max(1, sum(total <= WHOLE for total in totals))


def feed_sheets(
    desk: Desk,
    editions: Sequence[tuple[Edition, Summary]],
    earlier: Sequence[Summary],
    older: Mapping[str, Sequence[Place]],
) -> Iterator[Sheet]:
    """The paper's three feeds, and an Atom feed for the pages of each name.

    `editions` newest first, with their published stories only, then the summaries of `earlier`
    ones; `older` has the newest stories of page names that none of them has, so that those feeds
    stay at their addresses.
    """
    entries = [
        (page.name, _whole_entry(desk, summary, page, article))
        for edition, summary in editions
        for page in edition.pages
        for article in page.articles
        if not article.withdrawn
    ]
    whole = len(entries)
    entries += [
        (place.page[1], _feed_entry(desk, place.key, place.entry, desk.page_title(*place.page)))
        for summary in earlier
        for place in archives.places(summary)
    ]
    paper = desk.newspaper
    stories = tuple(entry for _, entry in entries[: max(whole, MOST)])
    newest = editions[0][1].count if editions else 0
    for address, template in (
        (urls.ATOM, "feeds/atom.xml"),
        (urls.RSS, "feeds/rss.xml"),
        (urls.JSON_FEED, "feeds/feed.json"),
    ):
        yield _sheet(desk, address, template, paper.base_url, paper.title, paper.base_url, stories)
    rested = {name: _beginnings(desk, places[:STORIES]) for name, places in older.items()}
    printed = {name: _on_pages(entries, newest, name) for name, _ in entries if name}
    for name, stories in sorted({**rested, **printed}.items()):
        address = urls.page_feed(name)
        title = f"{paper.title} {name}"
        own = desk.absolute(address)
        yield _sheet(desk, address, "feeds/atom.xml", own, title, paper.base_url, stories)


def name_feed(desk: Desk, address: str, name: str, places: Sequence[Place]) -> Sheet:
    """The Atom feed beside the page of an author or a column at `address`; newest first."""
    url = desk.absolute(address)
    title = f"{desk.newspaper.title} {name}"
    newest = sum(place.key == places[0].key for place in places)
    stories = _beginnings(desk, places[: max(NAMED, newest)], BEGINNING)
    author = name if address.startswith(urls.AUTHORS) else None
    return _sheet(desk, urls.feed(address), "feeds/atom.xml", url, title, url, stories, author)


def _sheet(
    desk: Desk,
    address: str,
    template: str,
    identifier: str,
    title: str,
    url: str,
    entries: tuple[FeedEntry, ...],
    author: str | None = None,
) -> Sheet:
    paper = desk.newspaper
    epoch = dt.datetime(1970, 1, 1, tzinfo=paper.zone)
    context = FeedContext(
        id=identifier,
        title=title,
        author=author or paper.title,
        subtitle=paper.description if identifier == paper.base_url else None,
        language=paper.language,
        url=url,
        feed_url=desk.absolute(address),
        updated=max((entry.updated for entry in entries), default=epoch),
        entries=entries,
    )
    return Sheet(address, template, context, f"templates/{template}")


def _on_pages(
    entries: Sequence[tuple[str | None, FeedEntry]], newest: int, name: str
) -> tuple[FeedEntry, ...]:
    """Those on the pages of a name; the first `newest` are of the newest edition."""
    most = max(STORIES, sum(of == name for of, _ in entries[:newest]))
    return tuple(entry for of, entry in entries if of == name)[:most]


def _beginnings(
    desk: Desk, places: Sequence[Place], length: int = summaries.LEDE_LENGTH
) -> tuple[FeedEntry, ...]:
    return tuple(
        _feed_entry(desk, p.key, p.entry, desk.page_title(*p.page), length=length) for p in places
    )


def _whole_entry(desk: Desk, summary: Summary, page: Page, article: Article) -> FeedEntry:
    entry = next(e for e in summary.entries if e.place == article.place)
    html = str(_whole(desk, summary, article))
    return _feed_entry(desk, summary.key, entry, desk.page_title(page.label, page.name), html)


def _feed_entry(
    desk: Desk,
    key: EditionKey,
    entry: Entry,
    section: str,
    html: str | None = None,
    length: int = summaries.LEDE_LENGTH,
) -> FeedEntry:
    published, updated = desk.stamps(key, entry)
    where = entry.place
    notes = [f"{desk.say('Correction')} {date}: {text}" for date, text in entry.corrections]
    beginning = summaries.lede(entry.lede, length)
    return FeedEntry(
        id=_tag(desk, key, where),
        url=urls.article_in(desk.absolute(urls.edition(key)), where),
        title=entry.title,
        # all that many feeds have of a story; what was wrong in it stands in each
        summary=" ".join((beginning, *notes)),
        html=html,
        authors=entry.authors,
        published=published,
        updated=updated,
        section=section,
    )


def _tag(desk: Desk, key: EditionKey, place: str) -> str:
    """A tag URI (RFC 4151): it survives a move to another address."""
    host = _host(desk.newspaper.base_url)
    return f"tag:{host},{key.date.isoformat()}:{urls.article_id(key, place)}"


@lru_cache(maxsize=1)
def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"


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
            _run_in(article.dateline, desk.html(key, article.body, desk.newspaper.base_url)),
            notes,
        )
    )


def _run_in(dateline: str | None, body: Markup) -> Markup:
    """The dateline at the head of the first paragraph, as it is printed."""
    if not dateline:
        return body
    if not body.startswith("<p>"):
        return Markup("<p><b>{}</b></p>\n").format(dateline) + body
    return Markup("<p><b>{}</b> ").format(dateline) + Markup(body[len("<p>") :])  # noqa: S704
