"""Drafts: a set issue as the Markdown files of its edition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from broadsheet.manuscript import article_name, print_article, print_edition
from broadsheet.model import Article, Edition

EDITION_FILE = "edition.md"

_LONGEST = 24
"""Characters of a slug: enough to tell stories apart, short enough for every file system."""

_NOT_IN_NAMES = re.compile(r"[\W_]+")


def draft(edition: Edition, articles: Iterable[Article]) -> tuple[tuple[str, str], ...]:
    """Name and text of each Markdown file: edition.md first, then the stories in order."""
    drafts = [(EDITION_FILE, print_edition(edition))]
    for article in articles:
        named = replace(article, slug=article.slug or slug(article.title))
        drafts.append((article_name(named), print_article(named)))
    return tuple(drafts)


def slug(title: str) -> str:
    """The words of a headline as a part of a file name; empty where it has none."""
    words = _NOT_IN_NAMES.sub("-", title).strip("-").lower()
    return words[:_LONGEST].rstrip("-")
