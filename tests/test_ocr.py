"""The parts of reading by eye that need no engine, and one page through all of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

pytest.importorskip("cv2")

from broadsheet.layouts import Box
from broadsheet.ocr.gutters import parted
from broadsheet.ocr.ink import drawn_on
from broadsheet.ocr.sizes import Size, settled
from broadsheet.ocr.straighten import straightened, turn_of
from broadsheet.ocr.typed import Letter, TypeLine, doubtful, placed

PAPER = 236
DENSITY = 2.0
"""Pixels a point."""


def column(draw: ImageDraw.ImageDraw, x: int, y: int, width: int, lines: int) -> list[Box]:
    """Lines of type, drawn as runs of small squares; their boxes in points."""
    boxes = []
    for line in range(lines):
        top = y + line * 30
        for left in range(x, x + width - 16, 20):
            draw.rectangle((left, top, left + 15, top + 15), outline=20, width=3)
        boxes.append(Box(x / 2, top / 2, (x + width) / 2, (top + 16) / 2))
    return boxes


def page() -> tuple[Image.Image, list[Box]]:
    """Two columns of type, a rule between, a frame, a tint under type, and a picture."""
    picture = Image.new("L", (1000, 1300), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((540, 700, 940, 1200), fill=PAPER - 26)
    type_boxes = [
        *column(draw, 60, 60, 400, 20),
        *column(draw, 540, 60, 400, 20),
        *column(draw, 560, 720, 360, 15),
    ]
    draw.line((500, 60, 500, 660), fill=30, width=2)
    draw.rectangle((50, 690, 460, 820), outline=30, width=2)
    for row in range(860, 1200):
        draw.line((60, row, 450, row), fill=60 + (row // 8) % 90)
    return picture, type_boxes


@settings(max_examples=12, deadline=None)
@given(turn=st.integers(-300, 300))
def test_a_page_that_lay_askew_is_straightened(turn: int) -> None:
    angle = turn / 100
    picture = page()[0].rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    found = turn_of(np.asarray(picture))
    # a tenth of a degree raises the far end of the 1400 dots it is read at by two and a half
    assert found == pytest.approx(angle, abs=0.1)
    upright = straightened(picture, found)
    assert upright.size == picture.size
    assert abs(turn_of(np.asarray(upright))) <= 0.08


def test_a_page_without_lines_is_left_as_it_lies() -> None:
    assert turn_of(np.full((400, 300), 230, np.uint8)) == 0.0
    assert turn_of(np.full((3, 3), 230, np.uint8)) == 0.0


def near(box: Box, x0: float, y0: float, x1: float, y1: float, by: float) -> bool:
    return all(
        abs(a - b) <= by
        for a, b in zip((box.x0, box.y0, box.x1, box.y1), (x0, y0, x1, y1), strict=True)
    )


def test_rules_frames_tints_and_pictures_are_told_apart_in_a_noisy_scan() -> None:
    picture, type_boxes = page()
    noise = np.random.default_rng(7).normal(0, 9, (1300, 1000))
    gray = (np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)
    drawn = drawn_on(gray, DENSITY, type_boxes)
    assert [near(box, 25, 345, 230, 410, 3) for box in drawn.frames] == [True]
    assert any(near(box, 249, 30, 251, 330, 3) for box in drawn.rules)
    assert len(drawn.rules) == 5, "the rule between the columns and the four sides of the frame"
    assert [near(tint.box, 270, 350, 470, 600, 8) for tint in drawn.tints] == [True]
    assert [tint.dark for tint in drawn.tints] == [False]
    assert [near(box, 30, 430, 225, 600, 8) for box in drawn.plates] == [True]


def line(text: str, box: Box, worth: float = 1.0) -> TypeLine:
    return TypeLine(box, tuple(Letter(char, worth) for char in text))


def test_each_character_gets_its_share_of_the_line_and_marks_give_back_half_an_em() -> None:
    gray = np.full((60, 400), PAPER, np.uint8)
    gray[20:40, 50:150] = 20  # five ideographs of 20 pixels
    size, boxes = placed(line("乙丙丁戊己", Box(44, 14, 156, 46)), gray)
    assert size == Size(pytest.approx(20.0), firm=True, weight=5)
    assert [round(box.x0) for box in boxes] == [50, 70, 90, 110, 130]
    # the comma's ink ends in the middle of its em
    _, boxes = placed(line("乙丙丁戊，", Box(44, 14, 156, 46)), gray)
    assert boxes[-1].x1 == pytest.approx(150 + 100 / 4.5 / 2)


def test_a_high_narrow_box_of_several_characters_is_a_vertical_line() -> None:
    gray = np.full((400, 60), PAPER, np.uint8)
    gray[50:250, 20:40] = 20
    size, boxes = placed(line("自上而下排", Box(15, 40, 45, 260)), gray)
    assert size == Size(pytest.approx(20 / 0.92), firm=True, weight=5)
    assert [round(box.y0) for box in boxes] == [50, 90, 130, 170, 210]


def test_a_line_that_was_read_across_a_gutter_is_cut_where_its_neighbours_begin() -> None:
    gray = np.full((200, 400), PAPER, np.uint8)
    for top in range(20, 200, 30):
        for left in (*range(20, 180, 20), *range(210, 370, 20)):
            gray[top : top + 18, left : left + 18] = 20
    whole = line("甲乙丙丁戊己庚辛子丑寅卯辰巳午未", Box(18, 18, 370, 40))
    halves = [
        line("甲乙丙丁戊己庚辛", Box(x, 18 + 30 * n, x + 162, 40 + 30 * n))
        for n in range(1, 6)
        for x in (18, 208)
    ]
    cut = parted([whole, *halves], gray)
    assert [one.text for one in cut[:2]] == ["甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未"]
    assert cut[2:] == tuple(halves)
    assert parted([whole], gray) == (whole,), "alone, it may be a line with a wide space"


def row(x: float, y: float, ems: float, *, firm: bool = True) -> tuple[Size, Box]:
    return Size(ems, firm, 16), Box(x, y, x + 160, y + 10)


@given(st.lists(st.builds(row, st.floats(0, 900), st.floats(0, 900), st.floats(4, 80))))
def test_sizes_settle_on_sizes_that_were_measured_and_stay_near_their_own(
    rows: list[tuple[Size, Box]],
) -> None:
    sizes, boxes = [size for size, _ in rows], [box for _, box in rows]
    result = settled(sizes, boxes)
    assert set(result) <= {size.ems for size in sizes}
    assert all(abs(a.ems - b) <= 0.2 * b for a, b in zip(sizes, result, strict=True))


def test_a_line_of_a_column_has_the_size_of_the_column_and_a_deck_above_it_keeps_its_own() -> None:
    deck = row(0, 0, 11.0)
    column = [row(0, 30 + 14 * n, ems) for n, ems in enumerate((10.0, 10.1, 8.9, 9.9, 10.0))]
    last = row(0, 30 + 14 * 5, 7.4, firm=False)  # one figure and a full stop
    sizes, boxes = zip(deck, *column, last, strict=True)
    assert settled(sizes, boxes) == [11.0, *[10.0] * 6]


def test_stretches_of_doubtful_characters_are_named_with_their_worth() -> None:
    letters = [("乡", 0.99), ("材", 0.41), ("理", 0.62), ("，", 0.5), ("事", 0.98), ("。", 0.2)]
    one = TypeLine(Box(0, 0, 100, 20), tuple(Letter(text, worth) for text, worth in letters))
    (stretch,) = doubtful(one, 0.75)
    first, end, worth = stretch
    assert ("".join(letter.text for letter in one.letters[first:end]), worth) == ("材理，", 0.41)
