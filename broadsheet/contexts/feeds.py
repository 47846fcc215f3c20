"""What each sheet for machines prints: feeds, sitemaps, the web manifest, robots.txt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ManifestContext:
    """app.webmanifest (W3C Web Application Manifest)."""

    name: str
    short_name: str
    description: str | None
    language: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
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


@dataclass(frozen=True, slots=True)
class FeedContext:
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


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address and the day it last changed."""

    url: str
    modified: dt.date | None


@dataclass(frozen=True, slots=True)
class SitemapContext:
    """feeds/sitemap.xml: either addresses or, in the index, other sitemaps."""

    entries: tuple[SitemapEntry, ...]


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """A story in the sitemap of news."""

    url: str
    title: str
    published: dt.datetime


@dataclass(frozen=True, slots=True)
class NewsSitemapContext:
    """feeds/sitemap-news.xml: Google's extension for what is two days old at most."""

    name: str
    """The paper's, as readers know it."""
    language: str
    """`zh-cn`, `zh-tw`, or a code of ISO 639."""
    entries: tuple[NewsEntry, ...]


@dataclass(frozen=True, slots=True)
class OpenSearchContext:
    """feeds/opensearch.xml (OpenSearch 1.1 draft 6)."""

    short_name: str
    """At most 16 characters."""
    description: str
    """At most 1024 characters."""
    language: str
    template: str
    """Absolute, with `{searchTerms}`."""


@dataclass(frozen=True, slots=True)
class RobotsContext:
    """feeds/robots.txt."""

    sitemap: str
