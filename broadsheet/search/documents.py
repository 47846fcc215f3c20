"""Stories as search knows them."""

from __future__ import annotations

import datetime as dt

from broadsheet import markdown, urls
from broadsheet.model import Article, Edition, Page
from broadsheet.values import dataclass

FIELDS = ("headline", "kicker", "deck", "author", "column", "body")
"""What a query may name before a colon, and what each story is indexed by."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A published story, as plain text."""

    id: str
    """`2023-01-31/01-03`."""
    address: str
    """`2023/01/31/01-03/`."""
    date: dt.date
    page: str
    """Label of the print page."""
    page_name: str | None
    headline: str
    kicker: str | None = None
    deck: str | None = None
    column: str | None = None
    authors: tuple[str, ...] = ()
    """Names, in printed order."""
    author: str = ""
    """The byline as it is indexed: names with their organisations."""
    body: str = ""
    """Dateline, text, captions and corrections; a line each paragraph."""

    def text(self, field: str) -> str:
        """The text of a field of FIELDS."""
        return getattr(self, field) or ""


def documents(edition: Edition) -> tuple[SearchDocument, ...]:
    """The stories of an edition in printed order. All of them: the caller gives no others."""
    return tuple(_document(edition, page, article) for page in edition.pages
                 for article in page.articles)  # fmt: skip


def _document(edition: Edition, page: Page, article: Article) -> SearchDocument:
    captions = (picture.caption for picture in article.images)
    corrections = (correction.text for correction in article.corrections)
    texts = (article.dateline, markdown.plain(article.body), *captions, *corrections)
    return SearchDocument(
        id=urls.article_id(edition.key, article.place),
        address=urls.article(edition.key, article.place),
        date=edition.key.date,
        page=page.label,
        page_name=page.name,
        headline=article.title,
        kicker=article.kicker,
        deck=article.deck,
        column=article.column,
        authors=tuple(dict.fromkeys(author.name for author in article.authors)),
        author="\n".join(f"{author.org or ''} {author.name}".strip() for author in article.authors),
        body="\n".join(text for text in texts if text),
    )


def values(story: SearchDocument) -> list[object]:
    """A story as JSON has it."""
    return [
        story.id, story.address, story.date.isoformat(), story.page, story.page_name,
        story.headline, story.kicker, story.deck, story.column, story.authors, story.author,
        story.body,
    ]  # fmt: skip


def from_values(
    name: str, address: str, date: str, page: str, page_name: str | None, headline: str,
    kicker: str | None, deck: str | None, column: str | None, authors: list[str], author: str,
    body: str,
) -> SearchDocument:  # fmt: skip
    """The story again."""
    return SearchDocument(
        name, address, dt.date.fromisoformat(date), page, page_name,
        headline, kicker, deck, column, tuple(authors), author, body,
    )  # fmt: skip
