"""Placing: what stood among the text goes to the story it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import replace

from broadsheet.ingest.cleaners import print_text
from broadsheet.ingest.floats import Figure, image_link, split_credit
from broadsheet.ingest.flow import Flow
from broadsheet.ingest.galley import Row, Run, run_of
from broadsheet.ingest.jumps import find_jumps
from broadsheet.ingest.paragraphs import Block, Kind
from broadsheet.ingest.story import Mark, Story
from broadsheet.model import Picture


def with_marks(stories: Sequence[Story], flow: Flow) -> list[Story]:
    """Jump lines that had a row of their own go to the story they stand at."""
    placed = list(stories)
    starts = [story.places[0] for story in placed]
    for marks, onward in ((flow.onward, True), (flow.resumed, False)):
        for index, row in marks.items():
            place = flow.rows[index].place
            at = max(0, bisect_right(starts, place) - 1)
            jump = find_jumps(row.text)[0]
            taken, _ = run_of([row]).take(jump.start, jump.end)
            mark = Mark(onward, jump.page, taken)
            story = placed[at]
            review = tuple(
                code for code in story.review if code not in ("truncated-end", "headline-missing")
            )
            if onward:
                review = tuple(code for code in story.review if code != "truncated-end")
            placed[at] = replace(story, marks=(*story.marks, mark), review=review)
    return placed


def with_figures(
    stories: Sequence[Story], figures: Sequence[Figure], text: Sequence[Row], known: Set[str]
) -> list[Story]:
    """Pictures go to the story that stands before them, else to the one after."""
    placed = list(stories)
    starts = [story.places[0] for story in placed]
    for figure in figures:
        first = figure.image if figure.image is not None else figure.caption[0]
        line, place, page = text[first].line, text[first].place, text[first].page
        if not placed:
            placed.append(
                Story(page=page, lines=(line, line), places=(place, place), review=("orphan-text",))
            )
            starts.append(place)
        at = bisect_right(starts, place) - 1
        if at < 0 or (placed[at].page != page and at + 1 < len(placed)):
            at += 1
        placed[at] = _with_figure(placed[at], figure, text, known)
    return placed


def _with_figure(story: Story, figure: Figure, text: Sequence[Row], known: Set[str]) -> Story:
    caption = run_of(text[index] for index in figure.caption)
    if figure.image is None:
        # Without its picture a caption is a paragraph, right after what stands before it.
        block = Block(Kind.CAPTION, caption)
        line = caption.pieces[0].line
        at = sum(bool(b.run.pieces) and b.run.pieces[0].line < line for b in story.blocks)
        return replace(story, blocks=(*story.blocks[:at], block, *story.blocks[at:]))
    row = text[figure.image]
    link = image_link(row)
    assert link is not None
    words, credit = caption.cut(split_credit(caption.text, known)) if caption else (Run(), Run())
    picture = Picture(
        src=link[0],
        caption=print_text(words.text) or None,
        credit=_credit(credit.text) or None,
        alt=print_text(link[1]) or None,
    )
    return replace(story, pictures=(*story.pictures, (picture, run_of([row]), caption)))


def _credit(text: str) -> str:
    """A credit as printed, without brackets: 甲 摄."""
    words = text.strip().strip("（）()【】[]").split()
    return " ".join(words)


def without_orphans(stories: Sequence[Story]) -> list[Story]:
    """A byline that stands alone makes no story.

    Where the same words stand elsewhere it is a duplicate; else it is kept with the story
    before it, flagged.
    """
    kept: list[Story] = []
    printed_elsewhere = {_bare(run) for story in stories if story.blocks for run in story.bylines}
    for story in stories:
        fields = (story.title, story.kicker, story.deck, story.column, story.dateline)
        lone = not story.blocks and not story.pictures and not any(fields)
        if not (lone and story.bylines and kept):
            kept.append(story)
            continue
        last = kept[-1]
        again = tuple(run for run in story.bylines if _bare(run) in printed_elsewhere)
        rest = tuple(run for run in story.bylines if run not in again)
        names = {author.name for author in last.authors}
        kept[-1] = replace(
            last,
            duplicates=(*last.duplicates, *again, *story.duplicates),
            bylines=(*last.bylines, *rest),
            authors=(*last.authors, *(a for a in story.authors if rest and a.name not in names)),
            review=(*last.review, "orphan-text") if rest else last.review,
        )
    return kept


def _bare(run: Run) -> str:
    return re.sub(r"\s", "", run.text)
