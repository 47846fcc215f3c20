"""Drafts: a setting as the Markdown files of its edition's folder."""

from __future__ import annotations

from broadsheet.ingest.setting import Setting
from broadsheet.manuscript import article_name, print_article, print_edition
from broadsheet.model import Edition, EditionKey

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
        files[article_name(article)] = print_article(article)
    return files
