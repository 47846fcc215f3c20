"""The words of a page's blocks: line by line from its PDF, else block by block from the stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from broadsheet import markdown
from broadsheet.boxes import extent
from broadsheet.layouts import Block, Box, PageLayout, Role
from broadsheet.model import Article
from broadsheet.pdf.reading import Part
from broadsheet.pdf.workshop import can_read, take_pages
from broadsheet.problems import NewspaperError


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
            for block, text in _by_role(article, area.blocks):
                found[block.id] = [Line(text, block.box)]
    return {name: tuple(lines) for name, lines in found.items()}


def _by_role(article: Article, blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    """What each block says as a whole; the body is shared out by the size of its blocks."""
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
    for role, text in said.items():
        block = next((b for b in blocks if b.role is role), None)
        if block is not None and text:
            yield block, text
    columns = [block for block in blocks if block.role is Role.BODY]
    body = " ".join(markdown.plain(article.body).split())
    whole = sum(extent(block.box) for block in columns)
    start, room = 0, 0.0
    for block in columns:
        room += extent(block.box)
        end = round(len(body) * room / whole)
        if body[start:end].strip():
            yield block, body[start:end].strip()
        start = end
