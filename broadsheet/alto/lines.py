"""The words of a page's blocks: line by line from its PDF, else block by block from the stories."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from broadsheet import markdown
from broadsheet.boxes import extent
from broadsheet.layouts import Block, Box, PageLayout, Role
from broadsheet.model import Article
from broadsheet.pdf.reading import Part
from broadsheet.pdf.workshop import can_read, take_pages
from broadsheet.problems import NewspaperError

INDENT = 2
"""Ems by which a paragraph opens."""
LEADING = 1.45
"""Ems from line to line."""
SHRINK = 0.95
"""By how much smaller type is tried where a text does not fit."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block."""

    text: str
    box: Box
    """In the units of the layout."""


def lines_of_pdf(data: bytes, layout: PageLayout) -> tuple[Line, ...]:
    """The lines of a page's PDF, in reading order; none where it cannot be read."""
    if not can_read():
        return ()
    try:
        reading = take_pages(data, "page.pdf")[0].reading
    except NewspaperError:
        return ()
    across, down = layout.width / reading.width, layout.height / reading.height
    parts: list[Part] = [part for story in reading.stories for part in story.parts]
    for story in reading.stories:
        parts += [part for _, captions in story.pictures for part in captions]
    parts += reading.furniture
    # a caption may be among the parts of its story too
    found = dict.fromkeys((line.text, line.box) for part in parts for line in part.lines)
    return tuple(
        Line(text, Box(b.x0 * across, b.y0 * down, b.x1 * across, b.y1 * down))
        for text, b in found
        if text.strip() and b.x0 < b.x1 and b.y0 < b.y1
    )


def by_block(
    layout: PageLayout, lines: Sequence[Line], stories: Mapping[str, Article]
) -> dict[str, tuple[Line, ...]]:
    """The lines of every block, by its id.

    A line belongs to the smallest block that its middle lies in. A story of which no line was
    found gives its text to its blocks by their roles.
    """
    blocks = [block for area in layout.areas for block in area.blocks]
    blocks += layout.furniture
    found: dict[str, list[Line]] = {block.id: [] for block in blocks}
    for line in lines:
        x, y = (line.box.x0 + line.box.x1) / 2, (line.box.y0 + line.box.y1) / 2
        homes = [b for b in blocks if b.box.x0 <= x <= b.box.x1 and b.box.y0 <= y <= b.box.y1]
        if homes:
            found[min(homes, key=lambda block: extent(block.box)).id].append(line)
    for area in layout.areas:
        article = stories.get(area.place or "")
        if article is not None and not any(found[block.id] for block in area.blocks):
            found |= _by_role(article, area.blocks)
    return {name: tuple(lines) for name, lines in found.items()}


def _by_role(article: Article, blocks: Sequence[Block]) -> dict[str, list[Line]]:
    """What each block says, where no line of the page is known; the body by `_set`."""
    names = " ".join(author.name for author in article.authors)
    captions = [picture.caption for picture in article.images if picture.caption]
    said: Mapping[Role, str | None] = {
        Role.KICKER: article.kicker,
        Role.HEADLINE: article.title,
        Role.DECK: article.deck,
        Role.COLUMN: article.column,
        Role.DATELINE: article.dateline,
        Role.BYLINE: names or None,
        Role.CAPTION: " ".join(captions) or None,
    }
    found: dict[str, list[Line]] = {}
    for role, text in said.items():
        block = next((b for b in blocks if b.role is role), None)
        if block is not None and text:
            found[block.id] = [Line(text, block.box)]
    columns = [block for block in blocks if block.role is Role.BODY]
    paragraphs = [" ".join(one.split()) for one in markdown.plain(article.body).split("\n")]
    return found | _set([one for one in paragraphs if one], columns)


def _set(paragraphs: Sequence[str], columns: Sequence[Block]) -> dict[str, list[Line]]:
    """A text in lines over its columns: about where they stand, and paragraphs stay apart.

    The size of the type is the largest with which all of it finds a place.
    """
    found: dict[str, list[Line]] = {block.id: [] for block in columns}
    if not columns or not paragraphs:
        return found
    count = sum(map(len, paragraphs))
    em = math.sqrt(sum(extent(block.box) for block in columns) / (count * LEADING))
    while len(lines := list(_broken(paragraphs, columns, em))) < 1 or lines[-1] is None:
        em *= SHRINK
    for block, line in filter(None, lines):
        found[block.id].append(line)
    return found


def _broken(
    paragraphs: Sequence[str], columns: Sequence[Block], em: float
) -> Iterator[tuple[Block, Line] | None]:
    """The lines of a text set in type of one size; None, and no more, where it is too large."""
    places = (
        (block, block.box.y0 + n * LEADING * em)
        for block in columns
        for n in range(int((block.box.y1 - block.box.y0) / (LEADING * em)))
    )
    for paragraph in paragraphs:
        rest, indent = paragraph, INDENT
        while rest:
            block, top = next(places, (None, 0.0))
            size = int((block.box.x1 - block.box.x0) / em) - indent if block else 0
            if block is None or size < 1:
                yield None
                return
            text, rest = rest[:size].strip(), rest[size:].lstrip()
            left = block.box.x0 + indent * em
            yield block, Line(text, Box(left, top, left + max(1, len(text)) * em, top + em))
            indent = 0
