"""The sheets of an edition's EPUB: cover, contents by page, and a file for each page with a chapter
for each of its stories. A file for each story took a third more room, for what it is packed with
does not know the words of the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from broadsheet import markdown, urls
from broadsheet.contexts import (
    BookContainerContext,
    BookCoverContext,
    BookFile,
    BookNavContext,
    BookPackageContext,
    BookPage,
    BookPageContext,
    BookStory,
    BookStyleContext,
    BookText,
    CorrectionView,
    PictureView,
)
from broadsheet.model import Article, Book, Edition, Output, Sheet
from broadsheet.plan.desk import HEADLINE_INFERRED, Desk
from broadsheet.summaries import Summary

FOLDER = "EPUB/"
PACKAGE = f"{FOLDER}package.opf"
FILES = "files/"
LEADS = 4
"""Headlines on a cover."""

MEDIA_TYPES: Mapping[str, str] = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Pictures that every reading system shows (EPUB 3.3, 3.2), by suffix."""


def bind(
    desk: Desk, edition: Edition, summary: Summary, files: Sequence[Output], source: str
) -> Book:
    """The book of an edition that has listed stories only; `files` are its pictures."""
    language = desk.newspaper.language
    title = f"{desk.newspaper.title} {desk.edition_title(edition.key)}"
    pictures = {file.path: file for file in files if _suffix(file.path) in MEDIA_TYPES}
    shown = frozenset(pictures)
    pages = tuple(
        BookPage(
            f"{page.sequence:02d}",
            desk.page_title(page.label, None),
            desk.page_title(page.label, page.name),
            tuple(BookStory(a.place, a.title) for a in page.articles),
        )
        for page in edition.pages
    )
    package = BookPackageContext(
        language=language,
        identifier=desk.absolute(urls.edition(edition.key)),
        title=title,
        date=edition.key.date,
        modified=_modified(desk, edition),
        publisher=desk.newspaper.publisher,
        pages=pages,
        files=tuple(BookFile(_href(path), MEDIA_TYPES[_suffix(path)]) for path in pictures),
    )
    cover = BookCoverContext(
        language=language,
        title=title,
        paper=desk.newspaper.title,
        subtitle=desk.newspaper.subtitle,
        date=edition.key.date,
        number=edition.number,
        leads=tuple(article.title for article in edition.articles[:LEADS]),
    )

    def sheet(name: str, template: str, context: object) -> Sheet:
        return Sheet(name, f"epub/{template}", context, source)

    return Book(
        urls.epub(edition.key),
        (
            sheet("META-INF/container.xml", "container.xml", BookContainerContext(PACKAGE)),
            sheet(PACKAGE, "package.opf", package),
            sheet(f"{FOLDER}nav.xhtml", "nav.xhtml", BookNavContext(language, title, pages)),
            sheet(f"{FOLDER}cover.xhtml", "cover.xhtml", cover),
            sheet(f"{FOLDER}book.css", "book.css", BookStyleContext()),
            *(
                sheet(
                    f"{FOLDER}{listed.name}.xhtml",
                    "page.xhtml",
                    BookPageContext(
                        language,
                        listed.title,
                        tuple(_text(desk, article, shown) for article in page.articles),
                    ),
                )
                for listed, page in zip(pages, edition.pages, strict=True)
            ),
            *(
                Output(f"{FOLDER}{FILES}{path}", file.data, file.source)
                for path, file in pictures.items()
            ),
        ),
        source,
    )


def _text(desk: Desk, article: Article, files: frozenset[str]) -> BookText:
    shown = (picture for picture in article.images if picture.src in files)
    return BookText(
        place=article.place,
        column=article.column,
        kicker=article.kicker,
        headline=article.title,
        deck=article.deck,
        byline=" ".join(
            " ".join(text for text in (a.org, a.role, a.name) if text) for a in article.authors
        ),
        dateline=article.dateline,
        body=markdown.html(article.body, _href, xhtml=True),
        pictures=tuple(
            PictureView(
                src=_href(picture.src),
                alt=picture.alt or picture.caption or "",
                caption=picture.caption,
                credit=picture.credit,
                width=None,
                height=None,
            )
            for picture in shown
        ),
        corrections=tuple(CorrectionView(c.date, c.text) for c in article.corrections),
        inferred_headline=HEADLINE_INFERRED in article.review,
    )


def _modified(desk: Desk, edition: Edition) -> str:
    """The edition's hour, or that of its newest correction, as EPUB 3.3 (5.5.3.2) writes it."""
    published = desk.published(edition.key)
    newest = max(
        (c.date for article in edition.articles for c in article.corrections),
        default=edition.key.date,
    )
    corrected = dt.datetime.combine(newest, desk.newspaper.published_at, desk.newspaper.zone)
    return max(published, corrected).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _href(path: str) -> str:
    return quote(f"{FILES}{path.removeprefix('./')}")


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
