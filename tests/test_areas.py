"""The plan of a print page: every story has its place, and the place its text needs."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.plan.areas import COLUMNS, LEAD, LINES, NARROWEST, Block, make_up, rows

BLOCKS = st.lists(st.builds(Block, st.integers(0, 9000), st.booleans()), max_size=30)


@given(BLOCKS)
def test_every_story_has_one_area_and_every_row_is_full(stories: list[Block]) -> None:
    areas = make_up(stories)
    assert len(areas) == len(stories)
    start = 0
    for size in rows(len(stories)):
        spans = [area.span for area in areas[start : start + size]]
        assert sum(spans) == COLUMNS
        assert min(spans) >= NARROWEST
        start += size
    assert start == len(stories)


@given(BLOCKS)
def test_an_area_says_whether_a_picture_stands_in_it(stories: list[Block]) -> None:
    for story, area in zip(stories, make_up(stories), strict=True):
        assert (area.picture == "no") == (not story.picture)
        assert area.lines in (0, *LINES)
        assert area.room >= min(story.length, 120)


def test_the_lead_is_wider_than_what_stands_beside_it() -> None:
    lead, beside, *_ = make_up([Block(300, False), Block(2000, True), *[Block(500, False)] * 4])
    assert lead.span >= LEAD > beside.span


def test_rows_hold_two_to_four_stories_and_no_story_is_left_alone() -> None:
    assert [list(rows(n)) for n in (0, 1, 2, 3, 5, 8, 12)] == [
        [], [1], [2], [3], [2, 3], [2, 3, 3], [2, 3, 3, 4],
    ]  # fmt: skip
    assert all(min(rows(n)) > 1 for n in range(2, 60))


def test_the_style_sheet_knows_every_area(repository: Path) -> None:
    css = (repository / "templates/assets/css/parts.css").read_text("utf-8")
    areas = [
        area
        for count in range(1, 12)
        for length in (60, 400, 3000)
        for area in make_up([Block(length, False)] * count)
    ]
    for name in ("span", "lines"):
        known = set(map(int, re.findall(rf'data-{name}="(\d+)"', css)))
        # seven lines is what the rule for all says
        assert {getattr(area, name) for area in areas} - {7} <= known
