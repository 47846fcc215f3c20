"""What each sheet for machines prints: feeds, sitemaps, the web manifest, robots.txt."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class ManifestContext(NamedTuple):
    """app.webmanifest (W3C Web Application Manifest)."""

    name: str
    short_name: str
    description: str | None
    language: str


class FeedEntry(NamedTuple):
    """A story in a feed. Addresses are absolute."""

    id: str
    """Permanent: a tag URI (RFC 4151)."""
    url: str
    title: str
    summary: str
    html: str | None
    """Kicker, deck, byline and body as HTML; escaped once more by XML feeds. None where a feed
    has the beginnings only."""
    authors: tuple[str, ...]
    published: dt.datetime
    updated: dt.datetime
    section: str
    """Label and name of the print page."""


class FeedContext(NamedTuple):
    """feeds/atom.xml, feeds/rss.xml, feeds/feed.json: newest edition first, in printed order."""

    id: str
    title: str
    author: str
    """The paper, for stories without a byline."""
    subtitle: str | None
    language: str
    url: str
    feed_url: str
    updated: dt.datetime
    entries: tuple[FeedEntry, ...]


class SitemapEntry(NamedTuple):
    """An address and the day it last changed."""

    url: str
    modified: dt.date | None


class SitemapContext(NamedTuple):
    """feeds/sitemap.xml: either addresses or, in the index, other sitemaps."""

    entries: tuple[SitemapEntry, ...]


class NewsEntry(NamedTuple):
    """A story in the sitemap of news."""

    url: str
    title: str
    published: dt.datetime


class NewsSitemapContext(NamedTuple):
    """feeds/sitemap-news.xml: Google's extension for what is two days old at most."""

    name: str
    """The paper's, as readers know it."""
    language: str
    """`zh-cn`, `zh-tw`, or a code of ISO 639."""
    entries: tuple[NewsEntry, ...]


class OpenSearchContext(NamedTuple):
    """feeds/opensearch.xml (OpenSearch 1.1 draft 6)."""

    short_name: str
    """At most 16 characters."""
    description: str
    """At most 1024 characters."""
    language: str
    template: str
    """Absolute, with `{searchTerms}`."""


class RobotsContext(NamedTuple):
    """feeds/robots.txt."""

    sitemap: str
