"""Share cards and posters of an edition's stories, where the newspaper wants them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from broadsheet import i18n, markdown, urls
from broadsheet.model import Article, Edition, Output, Page
from broadsheet.plan.desk import HEADLINE_INFERRED, Desk
from broadsheet.summaries import lede as lede_of

if TYPE_CHECKING:
    from broadsheet.placards import Placard

LENGTH = 400
"""Characters of a story that a poster has room for at most."""


def print_shares(desk: Desk, edition: Edition, source: str) -> Iterator[Output]:
    """card.png and poster.png beside each story; `edition` has its listed stories only.

    Raises NewspaperError where there is no font to draw with.
    """
    paper = desk.newspaper
    if not paper.cards and not paper.posters:
        return
    from broadsheet import placards

    cache = desk.cache / "placards"
    for page in edition.pages:
        for article in page.articles:
            placard = _placard(desk, edition, page, article)
            address = urls.article(edition.key, article.place)
            if paper.cards:
                data = placards.card(cache, placard, desk.fonts)
                yield Output(urls.card(address), data, source)
            if paper.posters:
                data = placards.poster(cache, placard, desk.fonts)
                yield Output(urls.poster(address), data, source)


def _placard(desk: Desk, edition: Edition, page: Page, article: Article) -> Placard:
    lede = lede_of(markdown.plain(article.body), LENGTH)
    folio = f"{desk.edition_title(edition.key)}　{desk.page_title(page.label, page.name)}"
    notes = [desk.say("Headline supplied")] if HEADLINE_INFERRED in article.review else []
    for correction in article.corrections[-1:]:
        day = i18n.date_short(correction.date, desk.newspaper.language)
        notes.append(f"{desk.say('Corrections')} {day}　{correction.text}")
    from broadsheet.placards import Placard

    return Placard(
        paper=desk.newspaper.title,
        subtitle=desk.newspaper.subtitle,
        folio=folio,
        kicker=article.kicker,
        headline=article.title,
        deck=article.deck,
        byline=" ".join(
            " ".join(text for text in (a.org, a.role, a.name) if text) for a in article.authors
        ),
        lede=f"{article.dateline}　{lede}" if article.dateline else lede,
        note="　".join(notes) or None,
        url=desk.absolute(urls.article(edition.key, article.place)),
        scan=desk.say("Scan to read the story"),
    )
