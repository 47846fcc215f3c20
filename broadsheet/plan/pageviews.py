"""A print page with its stories, as it stands on fronts and on its own sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from broadsheet import markdown, urls
from broadsheet.contexts import PageView, StoryLine
from broadsheet.model import Article, EditionKey, Page
from broadsheet.plan import printed
from broadsheet.plan.desk import HEADLINE_INFERRED, Desk
from broadsheet.summaries import LEDE_LENGTH, Entry
from broadsheet.summaries import lede as lede_of


def page_view(
    desk: Desk,
    key: EditionKey,
    page: Page,
    entries: Mapping[str, Entry],
    root: str,
    rooms: Sequence[int],
) -> PageView:
    """The page with its listed stories.

    `rooms` are the characters that there is room for of the first of them; others have the usual
    beginning.
    """
    pdf, stories = page.pdf, printed.in_order(page)
    home = urls.beside(root, key, urls.edition(key))
    issue = str(key)
    usual = [LEDE_LENGTH] * (len(stories) - len(rooms))
    return PageView(
        sequence=page.sequence,
        label=desk.page_title(page.label, None),
        name=page.name,
        href=urls.beside(root, key, urls.page(key, page.sequence)),
        stories=tuple(
            [
                _story_line(desk, key, issue, home, article, entries[article.place], root, room)
                for article, room in zip(stories, (*rooms, *usual), strict=False)
            ]
        ),
        image=printed.picture(desk, key, page, page.image, root) if page.image else None,
        pdf=urls.href(root, urls.edition_file(key, pdf)) if pdf else None,
    )


def _story_line(
    desk: Desk,
    key: EditionKey,
    issue: str,
    home: str,
    article: Article,
    entry: Entry,
    root: str,
    room: int,
) -> StoryLine:
    place, images = article.place, article.images
    return StoryLine(
        id=urls.article_id(issue, place),
        href=urls.article_in(home, place),
        kicker=article.kicker,
        headline=article.title,
        deck=article.deck,
        column=desk.column(article.column, root) if article.column is not None else None,
        dateline=article.dateline,
        byline=desk.byline(article.authors, root),
        lede=lede_of(markdown.plain(article.body), room, lines=room)
        if room > LEDE_LENGTH
        else entry.lede,
        picture=desk.picture(key, images[0], root) if images else None,
        inferred_headline=HEADLINE_INFERRED in article.review,
    )
