"""Whatever lies on a page, its lines are read once, and its layout can be printed and read."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.layoutfile import parse_layout, print_layout
from broadsheet.layouts import Box
from broadsheet.pdf.lines import lines_of
from broadsheet.pdf.reading import layout_of
from broadsheet.pdf.segment import read_page
from broadsheet.pdf.sheet import Frame, Glyph, Sheet

CHARACTERS = "的一是在不了有和人这。，“”本报记者讯图为摄下转第2版"
SIZES = (7.5, 9.0, 9.0, 9.0, 9.5, 12.0, 24.0, 40.0)


def jumble(seed: int) -> Sheet:
    """A page of blocks, rules, frames and pictures that no editor would make."""
    rng = random.Random(seed)
    width, height = rng.choice([(400.0, 600.0), (780.0, 1105.0)])
    glyphs = []
    for _ in range(rng.randint(1, 20)):
        x, y, size = rng.uniform(-5, width), rng.uniform(-5, height), rng.choice(SIZES)
        vertical = rng.random() < 0.15
        count = rng.randint(1, 25)
        for line in range(rng.randint(1, 6)):
            for at in range(count):
                left = x - line * size * 1.4 if vertical else x + at * size
                top = y + at * size if vertical else y + line * size * 1.4
                box = Box(left, top, left + size, top + size)
                glyphs.append(Glyph(rng.choice(CHARACTERS), box, size))

    def box(wide: float, high: float) -> Box:
        x, y = rng.uniform(0, width - 2), rng.uniform(0, height - 2)
        return Box(
            x, y, min(width, x + rng.uniform(1, wide)), min(height, y + rng.uniform(1, high))
        )

    return Sheet(
        width,
        height,
        tuple(glyphs),
        rules=tuple(box(width, 1.5) for _ in range(rng.randint(0, 6))),
        frames=tuple(Frame(box(300, 300), True, False) for _ in range(rng.randint(0, 4))),
        plates=tuple(box(200, 200) for _ in range(rng.randint(0, 4))),
    )


@settings(max_examples=40)
@given(st.integers(0, 1_000_000))
def test_every_glyph_is_told_once_and_the_layout_can_be_read_again(seed: int) -> None:
    sheet = jumble(seed)
    reading = read_page(sheet)
    parts = [part for story in reading.stories for part in story.parts] + [*reading.furniture]
    told = [at for part in parts for line in part.lines for at in line.glyphs]
    every = [at for line in lines_of(sheet) if line.text.strip() for at in line.glyphs]
    assert sorted(told) == sorted(every)
    layout = layout_of(reading, 1, tuple(None for _ in reading.stories))
    text = print_layout(layout)
    assert print_layout(parse_layout(text, "page-01.layout.yaml")) == text
