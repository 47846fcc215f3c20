"""A page of ALTO as the characters that it was made from, for our own segmentation."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from broadsheet.alto.pageread import UNSURE, AltoPage, TypeLine
from broadsheet.layouts import Box
from broadsheet.ocr.doubts import Doubt
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.sheet import Glyph, Sheet

MOST_GLYPHS = 60_000
"""Characters of a page that is segmented, in a second or two; the fullest broadsheet has 15 000."""


def segmented(page: AltoPage) -> PageReading | None:
    """A page by our own segmentation; None where it has too many characters."""
    # here, since few issues come to it
    from broadsheet.pdf.segment import read_page

    sheet = sheet_of(page)
    return read_page(sheet) if len(sheet.glyphs) <= MOST_GLYPHS else None


def sheet_of(page: AltoPage) -> Sheet:
    """A page of ALTO as the glyphs that it was made from: each has its share of its line."""
    glyphs: list[Glyph] = []
    plates: list[Box] = []
    rules: list[Box] = []
    for block in page.blocks:
        for leaf in block.leaves():
            if leaf.kind == "picture" and leaf.box:
                plates.append(leaf.box)
            elif leaf.kind == "rule" and leaf.box:
                rules.append(leaf.box)
            elif leaf.lines:
                size = median(line.size for line in leaf.lines)
                for line in leaf.lines:
                    glyphs += _glyphs(line, size)
    return Sheet(page.width, page.height, tuple(glyphs), rules=tuple(rules), plates=tuple(plates))


def _glyphs(line: TypeLine, size: float) -> Iterator[Glyph]:
    """The characters of a line, spaces too: that it is one line, the file knows."""
    box, half = line.box, size / 2
    across, down = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    for n, char in enumerate(line.text):
        low, high = n / len(line.text), (n + 1) / len(line.text)
        if line.vertical:
            top, bottom = (box.y0 + (box.y1 - box.y0) * share for share in (low, high))
            yield Glyph(char, Box(across - half, top, across + half, bottom), size)
        else:
            left, right = (box.x0 + (box.x1 - box.x0) * share for share in (low, high))
            yield Glyph(char, Box(left, down - half, right, down + half), size)


def doubts_of(page: AltoPage) -> tuple[Doubt, ...]:
    """The words that the machine which read them was not sure of."""
    return tuple(
        Doubt(word.text, word.worth, word.box or line.box)
        for block in page.blocks
        for leaf in block.leaves()
        for line in leaf.lines
        for word in line.words
        if word.worth < UNSURE
    )
