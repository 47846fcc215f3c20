"""What was read from a page: stories with their blocks, in an editor's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from broadsheet.layouts import Area, Block, Box, Kind, PageLayout, Point, Role
from broadsheet.pdf.lines import Line
from broadsheet.pdf.sheet import Trouble


@dataclass(frozen=True, slots=True)
class Part:
    """A block with its lines."""

    role: Role
    lines: tuple[Line, ...]
    box: Box
    """Of the column, where it is one."""
    vertical: bool = False
    row: bool = False
    """One row of a table, its cells two spaces apart."""


@dataclass(frozen=True, slots=True)
class PageStory:
    """One story of a page."""

    kind: Kind
    parts: tuple[Part, ...]
    """In reading order: kicker, headline, deck, byline, captions, text."""
    rings: tuple[tuple[Point, ...], ...]
    pictures: tuple[tuple[Box, tuple[Part, ...]], ...] = ()
    """Each with its captions."""
    unsure: bool = False
    """Text was given to it because it had to go somewhere."""

    def texts(self, role: Role) -> list[str]:
        """The lines of one role."""
        return [line.text for part in self.parts if part.role is role for line in part.lines]


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page, read."""

    width: float
    height: float
    stories: tuple[PageStory, ...] = ()
    furniture: tuple[Part, ...] = ()
    body: float = 9.0
    """Size of its text, points."""
    trouble: Trouble | None = None


def layout_of(reading: PageReading, page: int, places: tuple[str | None, ...]) -> PageLayout:
    """The layout of a page; `places` are those of its stories.

    What stands beyond the edge of the page (a slug, text that is cut off) has no place on it.
    """
    number = 0

    def inside(box: Box) -> Box | None:
        x0, x1 = max(0.0, box.x0), min(reading.width, box.x1)
        y0, y1 = max(0.0, box.y0), min(reading.height, box.y1)
        if x1 - x0 < LEAST or y1 - y0 < LEAST:
            return None
        return Box(round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))

    def block(role: Role, box: Box, *, vertical: bool = False) -> Iterator[Block]:
        nonlocal number
        number += 1
        shown = inside(box)
        if shown is not None:
            yield Block(f"b{number}", role, shown, vertical)

    areas = []
    for story, place in zip(reading.stories, places, strict=True):
        blocks = [
            found
            for part in story.parts
            for found in block(part.role, part.box, vertical=part.vertical)
        ]
        for picture, _ in story.pictures:
            blocks += block(Role.PICTURE, picture)
        rings = tuple(
            found
            for ring in story.rings
            if len(found := _within(ring, reading.width, reading.height)) >= 4
        )
        if rings:
            areas.append(Area(place, story.kind, rings, tuple(blocks)))
    furniture = tuple(
        found
        for part in reading.furniture
        for found in block(part.role, part.box, vertical=part.vertical)
    )
    return PageLayout(
        page, round(reading.width, 1), round(reading.height, 1), tuple(areas), furniture
    )


LEAST = 0.2
"""Points of a side of what has a place."""


def _within(ring: tuple[Point, ...], width: float, height: float) -> tuple[Point, ...]:
    """A ring clipped to the page; empty where nothing of it is left."""
    points = [
        (round(min(max(x, 0.0), width), 1), round(min(max(y, 0.0), height), 1)) for x, y in ring
    ]
    if max(x for x, _ in points) - min(x for x, _ in points) < LEAST:
        return ()
    if max(y for _, y in points) - min(y for _, y in points) < LEAST:
        return ()
    return tuple(dict.fromkeys(points))
