"""Where stories stand on a print page: the file that people correct, and the geometry behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from broadsheet import outlines
from broadsheet.layoutfile import (
    layout_name,
    overlaps,
    parse_layout,
    print_layout,
    rounded,
)
from broadsheet.layouts import Area, Block, Box, Kind, PageLayout, Point, Role
from broadsheet.problems import NewspaperError

WIDTH, HEIGHT = 600.0, 800.0


def box(x0: float, y0: float, x1: float, y1: float) -> tuple[tuple[Point, ...], ...]:
    return (((x0, y0), (x1, y0), (x1, y1), (x0, y1)),)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    xs = sorted(draw(st.lists(st.floats(0, WIDTH - 1), min_size=2, max_size=2)))
    ys = sorted(draw(st.lists(st.floats(0, HEIGHT - 1), min_size=2, max_size=2)))
    return Box(xs[0], ys[0], xs[1] + 0.5, ys[1] + 0.5)


@st.composite
def layouts(draw: st.DrawFn) -> PageLayout:
    numbers = iter(range(1, 1000))

    def blocks() -> tuple[Block, ...]:
        return tuple(
            Block(f"b{next(numbers)}", draw(st.sampled_from(Role)), one, draw(st.booleans()))
            for one in draw(st.lists(boxes(), max_size=3))
        )

    areas: list[Area] = []
    for order in range(draw(st.integers(0, 4))):
        rings = []
        for one in draw(st.lists(boxes(), min_size=1, max_size=2)):
            notch = draw(st.floats(0, 1))
            middle = one.y0 + notch * (one.y1 - one.y0)
            ((a, b, c, d),) = box(one.x0, one.y0, one.x1, one.y1)
            rings.append((a, b, (one.x1, middle), c, d))
        place = draw(st.sampled_from((f"01-{order + 1:02d}", None)))
        areas.append(Area(place, draw(st.sampled_from(Kind)), tuple(rings), blocks()))
    return PageLayout(draw(st.integers(1, 999)), WIDTH, HEIGHT, tuple(areas), blocks())


@given(layouts())
def test_what_is_printed_is_read_again_and_prints_the_same_bytes(layout: PageLayout) -> None:
    printed = print_layout(layout)
    # two rings that cover each other leave nothing inside, and are refused
    assume(all(outlines.extent(area.rings) for area in rounded(layout).areas))
    read = parse_layout(printed, f"content/editions/x/{layout_name(layout.page)}")
    assert read == rounded(layout)
    assert print_layout(read) == printed


def test_the_sample_papers_layouts_are_as_the_printer_writes_them(repository: Path) -> None:
    files = sorted(repository.glob("content/editions/*/*.layout.yaml"))
    assert len(files) >= 2
    for file in files:
        text = file.read_text(encoding="utf-8")
        layout = parse_layout(text, file.name)
        assert print_layout(layout) == text, file
        assert overlaps(layout) == (), file
        for area in layout.areas:
            around = outlines.bounds(area.rings)
            for block in area.blocks:
                assert around.x0 <= block.box.x0, (file, block)
                assert block.box.x1 <= around.x1, (file, block)
                assert around.y0 <= block.box.y0, (file, block)
                assert block.box.y1 <= around.y1, (file, block)


def test_a_file_of_a_thousand_corners_is_refused_and_not_drawn() -> None:
    ring = ", ".join(f"[{x}.0, {10 + x % 7}.0]" for x in range(500))
    text = f"page: 1\nwidth: 600.0\nheight: 800.0\nstories:\n- kind: ad\n  polygon: [[{ring}]]\n"
    with pytest.raises(NewspaperError) as refused:
        parse_layout(text, "page-01.layout.yaml")
    assert "an outline of up to 400 points" in str(refused.value)


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1.0e+300", "true", "'7'"])
def test_what_is_no_length_is_refused(number: str) -> None:
    text = (
        "page: 1\nwidth: 600.0\nheight: 800.0\nstories:\n- kind: ad\n"
        f"  polygon: [[[0.0, 0.0], [{number}, 0.0], [9.0, 9.0]]]\n"
    )
    with pytest.raises(NewspaperError, match=r"wrong-type stories\.0\.polygon"):
        parse_layout(text, "page-01.layout.yaml")


@given(boxes(), boxes())
def test_two_boxes_share_what_arithmetic_says(one: Box, other: Box) -> None:
    width = max(0.0, min(one.x1, other.x1) - max(one.x0, other.x0))
    height = max(0.0, min(one.y1, other.y1) - max(one.y0, other.y0))
    shared = outlines.common(
        box(one.x0, one.y0, one.x1, one.y1), box(other.x0, other.y0, other.x1, other.y1)
    )
    assert shared == pytest.approx(width * height, abs=1e-6)


POINTS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: (float(p[0]), float(p[1])))


@given(st.lists(POINTS, min_size=3, max_size=7), st.lists(POINTS, min_size=3, max_size=7))
def test_any_two_outlines_share_what_counting_points_says(
    one: list[Point], other: list[Point]
) -> None:
    a, b = (tuple(one),), (tuple(other),)
    shared = outlines.common(a, b)
    assert shared == pytest.approx(outlines.common(b, a), abs=1e-6)
    assert -1e-9 <= shared <= min(outlines.extent(a), outlines.extent(b)) + 1e-6
    steps = [(n + 0.37) / 4 for n in range(160)]
    counted = sum(inside(a, x, y) and inside(b, x, y) for x in steps for y in steps) / 16
    assert shared == pytest.approx(counted, abs=40)


def inside(shape: tuple[tuple[Point, ...], ...], x: float, y: float) -> bool:
    """Whether a point lies in a shape: an odd number of edges at its left."""
    odd = False
    for ring in shape:
        for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y0 <= y) != (y1 <= y) and x0 + (x1 - x0) * (y - y0) / (y1 - y0) < x:
                odd = not odd
    return odd


def test_a_ring_inside_a_ring_is_a_hole() -> None:
    frame = (*box(0, 0, 100, 100), *box(20, 20, 80, 80))
    assert outlines.extent(frame) == pytest.approx(10_000 - 3_600)
    assert outlines.common(frame, box(20, 20, 80, 80)) == pytest.approx(0)
