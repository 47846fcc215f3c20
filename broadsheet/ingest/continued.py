"""Stories that jump (转版): the part on the second page joins the part on the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broadsheet.ingest.galley import Run, ends_sentence
from broadsheet.ingest.paragraphs import Block, Kind
from broadsheet.ingest.story import Story


def join_jumps(stories: Sequence[Story], numbers: Sequence[int]) -> tuple[Story, ...]:
    """The stories with continued ones joined to where they began.

    `numbers` are the printed numbers of the pages by index. A part goes to the story that says
    it jumps to this page and stands on the page that the part comes from; pages that are not
    known agree with everything. Parts that no story waits for stay, flagged.
    """
    waiting: list[int] = [index for index, story in enumerate(stories) if story.onward is not None]
    joined: dict[int, Story] = {}
    gone: set[int] = set()
    for index, story in enumerate(stories):
        mark = story.resumed
        if mark is None:
            continue
        fits = [at for at in waiting if at != index and _agree(stories[at], story, numbers)]
        if not fits:
            continue
        first = min(fits, key=lambda at: (_strangeness(stories[at], story), at))
        waiting.remove(first)
        joined[first] = _joined(joined.get(first, stories[first]), story)
        gone.add(index)
    return tuple(
        _flagged(joined.get(index, story))
        for index, story in enumerate(stories)
        if index not in gone
    )


def _agree(first: Story, second: Story, numbers: Sequence[int]) -> bool:
    onward, resumed = first.onward, second.resumed
    assert onward is not None
    assert resumed is not None
    if len(numbers) < 2:  # the raw text shows no pages
        return first.places < second.places or not onward.page
    to_fits = not onward.page or onward.page == numbers[second.page]
    from_fits = not resumed.page or resumed.page == numbers[first.page]
    return to_fits and from_fits and first.page != second.page


def _strangeness(first: Story, second: Story) -> float:
    """How badly two parts go together, by their headlines and the sentence at the jump."""
    strange = 0.0
    if first.title and second.title:
        shared = set(first.title.text) & set(second.title.text)
        strange -= 2.0 * len(shared) / max(1, len(set(second.title.text)))
    if first.authors and second.authors:
        strange += 1.0
    return strange


def _joined(first: Story, second: Story) -> Story:
    blocks = list(first.blocks)
    rest = list(second.blocks)
    duplicate: tuple[Run, ...] = ()
    if first.dateline and second.dateline:
        if rest:
            rest[0] = replace(rest[0], run=second.dateline.run + rest[0].run)
        else:
            rest = [Block(Kind.PARAGRAPH, second.dateline.run)]
    if second.title is not None:
        if first.title is not None and second.title.text in first.title.text:
            duplicate = (second.title.run,)
        else:
            rest.insert(0, Block(Kind.SUBHEAD, second.title.run))
    if blocks and rest and blocks[-1].kind is rest[0].kind is Kind.PARAGRAPH:
        last = blocks[-1].run
        if not ends_sentence("".join(last.text.split())):
            blocks[-1] = replace(blocks[-1], run=last + rest.pop(0).run)
    heads = [
        Block(Kind.SUBHEAD, field.run)
        for field in (second.column, second.kicker, second.deck)
        if field is not None
    ]
    names = {author.name for author in first.authors}
    return replace(
        first,
        blocks=(*blocks, *heads, *rest),
        authors=(*first.authors, *(a for a in second.authors if a.name not in names)),
        bylines=(*first.bylines, *second.bylines),
        desk=(*first.desk, *second.desk),
        duplicates=(*first.duplicates, *second.duplicates, *duplicate),
        dateline=first.dateline or second.dateline,
        pictures=(*first.pictures, *second.pictures),
        marks=(*first.marks, *second.marks),
        review=tuple(code for code in first.review if code != "truncated-end"),
        doubts=(*first.doubts, *second.doubts),
    )


def _flagged(story: Story) -> Story:
    if not story.marks:
        return story
    review = story.review if "continued" in story.review else ("continued", *story.review)
    if story.onward is None and story.title is None:
        review = (*review, "headline-missing", "truncated-start")
    return replace(story, review=tuple(dict.fromkeys(review)))
