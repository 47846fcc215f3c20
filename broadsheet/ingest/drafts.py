"""Drafts: a setting as the Markdown files of its edition's folder."""

from __future__ import annotations

import re
from dataclasses import replace

from broadsheet.ingest.setting import Setting
from broadsheet.manuscript import article_name, print_article, print_edition
from broadsheet.model import Edition, EditionKey

LONGEST_SLUG = 24
"""Characters of a slug: a file name stays well below 255 bytes, the limit of common disks."""
EDITION_FILE = "edition.md"


def drafts(
    setting: Setting, key: EditionKey, sources: tuple[str, ...], *, date_inferred: bool = False
) -> dict[str, str]:
    """File names in the edition's folder and their texts; `edition.md` first."""
    edition = Edition(
        key=key,
        pages=setting.pages,
        number=setting.imprint.number,
        date_inferred=date_inferred,
        source=sources,
        folios=setting.folios,
    )
    files = {EDITION_FILE: print_edition(edition)}
    for article in setting.articles:
        named = replace(article, slug=slug(article.title))
        files[article_name(named)] = print_article(named)
    return files


def slug(title: str) -> str:
    """The part of a file name that says what the story is: letters and digits of its headline."""
    words = re.findall(r"[^\W_]+", title)
    return "-".join(words)[:LONGEST_SLUG].strip("-").lower()
