"""Make-up: finished stories become articles, guesses, and entries of the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from broadsheet.ingest.accounts import Entry, is_signed
from broadsheet.ingest.galley import Run
from broadsheet.ingest.paragraphs import Kind, markdown, printed
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Fate, Guess, Layout
from broadsheet.ingest.story import FIELDS, Doubt, Mark, Story
from broadsheet.ingest.titles import inferred_title, slug
from broadsheet.model import Article, Author, Jump, Page, SourceLines


def articles_of(
    stories: Sequence[Story], pages: Sequence[Page], raw: RawIssue, *, noisy: bool
) -> tuple[Article, ...]:
    """The stories as articles, ordered on their pages."""
    orders: Counter[int] = Counter()
    lines = raw.lines
    found: list[Article] = []
    for story in stories:
        page = pages[story.page].sequence
        orders[page] += 1
        first, last = (lines[index] for index in story.lines)
        body = markdown(story.blocks, noisy=noisy)
        onward, resumed = story.onward, story.resumed
        title = _title(story, noisy=noisy)
        found.append(
            Article(
                page=page,
                order=orders[page],
                title=title,
                kicker=story.kicker.text if story.kicker else None,
                deck=story.deck.text if story.deck else None,
                column=story.column.text if story.column else None,
                dateline=story.dateline.text if story.dateline else None,
                authors=story.authors,
                images=tuple(picture for picture, _, _ in story.pictures),
                jump=_jump(onward, resumed),
                source=SourceLines(first.file, first.number, last.number)
                if first.file == last.file
                else SourceLines(first.file, first.number, first.number),
                review=story.review,
                body=body,
                slug=slug(title),
            )
        )
    return tuple(found)


def _jump(onward: Mark | None, resumed: Mark | None) -> Jump | None:
    if onward is not None and onward.page:
        return Jump(to=onward.page)
    if onward is None and resumed is not None and resumed.page:
        return Jump(origin=resumed.page)
    return None


def _title(story: Story, *, noisy: bool) -> str:
    if story.title is not None and story.title.text:
        return story.title.text
    for block in story.blocks:
        title = inferred_title(printed(block, noisy=noisy).split("\n")[0])
        if title:
            return title
    for field in (story.kicker, story.column, story.deck):
        if field is not None and field.text:
            return field.text
    names = "、".join(author.name for author in story.authors)
    return names or "……"


# ---------------------------------------------------------------------- guesses and account


def guesses_of(stories: Sequence[Story], layout: Layout, raw: RawIssue) -> tuple[Guess, ...]:
    """What a person may want to look at: the layout, then the doubts of each story."""
    found: list[Guess] = []
    lines = raw.lines
    if len(stories) > 1:
        reason = f"headlines stand {layout.headline} their bodies"
        found.append(Guess("layout", reason, layout.confidence))
    for index, story in enumerate(stories):
        span = lines[story.lines[0]].number, lines[story.lines[1]].number
        for doubt in _doubts(story):
            found.append(Guess(doubt.code, doubt.reason, doubt.confidence, index, span))
    return tuple(found)


def _doubts(story: Story) -> tuple[Doubt, ...]:
    told = {doubt.code for doubt in story.doubts}
    more = [
        Doubt(code, "see the raw lines", 0.7)
        for code in story.review
        if code not in told and code != "continued"
    ]
    return (*story.doubts, *more)


def words_of(authors: Sequence[Author]) -> str:
    """The words of bylines, one a line."""
    return "\n".join(
        word
        for author in authors
        for word in (author.name, *(author.role or "").split(), *(author.org or "").split())
        if word
    )


def with_whole_bylines(story: Story) -> Story:
    """The story without bylines whose authors have not every letter of them: those stay with the
    edition as printed, for no byline may keep an issue from being set.
    """
    signed = words_of(story.authors)
    torn = [run for run in story.bylines if not is_signed(run.text, signed)]
    if not torn:
        return story
    kept = tuple(run for run in story.bylines if run not in torn)
    return replace(story, bylines=kept, desk=(*story.desk, *torn))


def entries_of(
    stories: Sequence[Story],
    articles: Sequence[Article],
    kept: Sequence[Run],
    navigation: Sequence[Run],
    *,
    noisy: bool,
) -> list[Entry]:
    """Every field with the raw text it was set from, for the account."""
    entries = [Entry(Fate.FOLIO, None, run, run.text) for run in kept]
    entries += [Entry(Fate.NAVIGATION, None, run, None) for run in navigation]
    for index, (story, article) in enumerate(zip(stories, articles, strict=True)):
        for name, fate in FIELDS:
            field = getattr(story, name)
            if field is not None:
                entries.append(Entry(fate, index, field.run, getattr(article, name)))
        signed = words_of(article.authors)
        entries += [Entry(Fate.BYLINE, index, run, signed) for run in story.bylines]
        entries += [Entry(Fate.DUPLICATE, None, run, None) for run in story.duplicates]
        entries += [Entry(Fate.JUMP, index, mark.run, None) for mark in story.marks]
        for picture, link, caption in story.pictures:
            entries.append(Entry(Fate.IMAGE, index, link, None))
            shown = f"{picture.caption or ''}{picture.credit or ''}"
            entries.append(Entry(Fate.CAPTION, index, caption, shown))
        entries += [
            Entry(
                Fate.BODY,
                index,
                block.run,
                printed(block, noisy=noisy),
                "|" if block.kind is Kind.TABLE else "",  # ｜ is folded to it
            )
            for block in story.blocks
        ]
    return entries
