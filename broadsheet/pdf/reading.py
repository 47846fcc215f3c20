"""What was read from a page: stories with their blocks, in an editor's order."""

from __future__ import annotations

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
    """The layout of a page; `places` are those of its stories."""
    number = 0

    def block(part: Part) -> Block:
        nonlocal number
        number += 1
        return Block(f"b{number}", part.role, _rounded(part.box), part.vertical)

    areas = []
    for story, place in zip(reading.stories, places, strict=True):
        blocks = [block(part) for part in story.parts]
        for picture, _ in story.pictures:
            number += 1
            blocks.append(Block(f"b{number}", Role.PICTURE, _rounded(picture)))
        rings = tuple(tuple((round(x, 1), round(y, 1)) for x, y in ring) for ring in story.rings)
        areas.append(Area(place, story.kind, rings, tuple(blocks)))
    furniture = tuple(block(part) for part in reading.furniture)
    return PageLayout(
        page, round(reading.width, 1), round(reading.height, 1), tuple(areas), furniture
    )


def _rounded(box: Box) -> Box:
    return Box(round(box.x0, 1), round(box.y0, 1), round(box.x1, 1), round(box.y1, 1))
