"""`page-01.layout.yaml`: where the stories of a print page stand, as people correct it.

The reader is strict, and the printer has one text for one value, so that a file changes where
its page changed and nowhere else. Lengths have one decimal: a tenth of a point is 0.04 mm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

from broadsheet import frontmatter, outlines
from broadsheet.fields import Fields
from broadsheet.layouts import Area, Block, Box, Kind, PageLayout, Point, Role
from broadsheet.problems import Problem, problem

LAYOUT_NAME = re.compile(r"page-(\d{2}|[1-9]\d{2})\.layout\.yaml\Z", re.ASCII)
LAYOUT_SUFFIX = ".layout.yaml"
KEYS = ("page", "width", "height", "stories", "furniture")
STORY_KEYS = ("place", "kind", "polygon", "blocks")
BLOCK_KEYS = ("id", "role", "box", "vertical")

LONGEST = 100_000.0
"""Points or pixels across; a scan of A2 at 1200 dots an inch has 28 000."""
MOST_POINTS = 400
"""Corners of one story. A story of twelve stepped columns has fifty."""
SLACK = 1.0
"""How far an outline may lie beyond the edge of the page: a rule of a printed box does."""
MOST_COMMON = 0.02
"""Share of the smaller of two stories that may lie in the other as well: outlines drawn by hand."""

_PLACE = re.compile(r"(?:\d{2}|[1-9]\d{2})-(?:\d{2}|[1-9]\d{2})\Z", re.ASCII)
_ID = re.compile(r"(?!(?:null|true|false)\Z)[a-z][a-z0-9-]{0,39}\Z", re.ASCII)
_POLYGON = "[[[36.0, 90.5], [700.0, 90.5], [700.0, 610.0]]]"
_BOX = "[40.0, 95.0, 690.0, 140.0]"

Word = TypeVar("Word", bound=StrEnum)


def layout_name(page: int) -> str:
    """`page-01.layout.yaml`."""
    return f"page-{page:02d}{LAYOUT_SUFFIX}"


def parse_layout(text: str, path: str) -> PageLayout:
    """The layout in a file named `path`.

    Raises NewspaperError with every problem of the file.
    """
    front = frontmatter.parse_yaml(text, path)
    fields = Fields(front, (), front.values)
    fields.know(KEYS)
    name = LAYOUT_NAME.match(path.rsplit("/", 1)[-1])
    if name is None:
        fields.problems.append(problem("bad-layout-name", path))
    fields.require("page", name[1] if name else "1")
    page = fields.number("page", 1)
    if name is not None and page is not None and page != int(name[1]):
        fields.report("place-mismatch", "page", key="page", value=page, named=int(name[1]))
    width, height = (_side(fields, key) for key in ("width", "height"))
    areas = fields.tables("stories", _area, f"{{place: 01-01, kind: article, polygon: {_POLYGON}}}")
    furniture = fields.tables("furniture", _block, f"{{id: b1, role: furniture, box: {_BOX}}}")
    layout = PageLayout(page or 1, width, height, areas, furniture)
    if not fields.problems:
        fields.problems += _within(fields, layout)
    frontmatter.as_error(fields.problems)
    return layout


def print_layout(layout: PageLayout) -> str:
    """The layout as its file; lengths are rounded to one decimal."""
    lines = [
        f"page: {layout.page}",
        f"width: {_length(layout.width)}",
        f"height: {_length(layout.height)}",
    ]
    if layout.areas:
        lines.append("stories:")
    for area in layout.areas:
        rings = ", ".join(f"[{', '.join(map(_point, ring))}]" for ring in area.rings)
        entry = [f"place: {area.place}"] if area.place else []
        entry += [f"kind: {area.kind}", f"polygon: [{rings}]"]
        if area.blocks:
            entry += ["blocks:", *map(_printed, area.blocks)]
        lines += [f"{'  ' if index else '- '}{line}" for index, line in enumerate(entry)]
    if layout.furniture:
        lines += ["furniture:", *map(_printed, layout.furniture)]
    return "\n".join(lines) + "\n"


def rounded(layout: PageLayout) -> PageLayout:
    """The layout as it is once it was printed and read."""
    return PageLayout(
        layout.page,
        _tenth(layout.width),
        _tenth(layout.height),
        tuple(
            Area(
                area.place,
                area.kind,
                tuple(tuple((_tenth(x), _tenth(y)) for x, y in ring) for ring in area.rings),
                tuple(map(_rounded, area.blocks)),
            )
            for area in layout.areas
        ),
        tuple(map(_rounded, layout.furniture)),
    )


def misplaced(
    layout: PageLayout, text: str, path: str, places: Collection[str]
) -> Iterator[Problem]:
    """The areas that lead to no story of `places`, and stories with two areas.

    `text` is the file, whose lines the problems name.
    """
    front = frontmatter.parse_yaml(text, path)
    seen: set[str] = set()
    for index, area in enumerate(layout.areas):
        line = front.line("stories", index, "place")
        if area.place is None:
            continue
        if area.place not in places:
            yield problem("layout-no-story", path, line, place=area.place)
        if area.place in seen:
            yield problem("layout-twice", path, line, place=area.place)
        seen.add(area.place)


def overlaps(layout: PageLayout) -> tuple[tuple[int, int], ...]:
    """Pairs of areas, by index, of which one lies in the other by more than MOST_COMMON."""
    shapes = [(area.rings, outlines.extent(area.rings)) for area in layout.areas]
    return tuple(
        (one, other)
        for one, other in combinations(range(len(shapes)), 2)
        if outlines.common(shapes[one][0], shapes[other][0])
        > MOST_COMMON * min(shapes[one][1], shapes[other][1])
    )


def overlapping(layout: PageLayout, text: str, path: str) -> Iterator[Problem]:
    """What `overlaps` finds, for an editor."""
    front = frontmatter.parse_yaml(text, path)
    for one, other in overlaps(layout):
        names = [layout.areas[i].place or f"no. {i + 1}" for i in (one, other)]
        line = front.line("stories", other, "polygon")
        yield problem("layout-overlap", path, line, one=names[1], other=names[0])


def _within(fields: Fields, layout: PageLayout) -> Iterator[Problem]:
    """What lies beyond the page, and blocks of one name."""
    blocks: list[tuple[frontmatter.KeyPath, Block]] = [
        (("stories", i, "blocks", j), block)
        for i, area in enumerate(layout.areas)
        for j, block in enumerate(area.blocks)
    ]
    blocks += [(("furniture", i), block) for i, block in enumerate(layout.furniture)]
    things: list[tuple[frontmatter.KeyPath, str, Box]] = [
        (("stories", i, "polygon"), area.place or f"no. {i + 1}", outlines.bounds(area.rings))
        for i, area in enumerate(layout.areas)
    ]
    things += [((*key, "box"), block.id, block.box) for key, block in blocks]
    for key, name, box in things:
        if (
            min(box.x0, box.y0) < -SLACK
            or box.x1 > layout.width + SLACK
            or box.y1 > layout.height + SLACK
        ):
            line = fields.front.line(*key)
            size = f"{_length(layout.width)} by {_length(layout.height)}"
            yield problem("layout-outside", fields.front.path, line, name=name, size=size)
    seen: set[str] = set()
    for key, block in blocks:
        if block.id in seen:
            line = fields.front.line(*key, "id")
            yield problem("layout-same-block", fields.front.path, line, name=block.id)
        seen.add(block.id)


def _area(fields: Fields) -> Area | None:
    fields.know(STORY_KEYS)
    fields.require("kind", "article")
    fields.require("polygon", _POLYGON)
    place = fields.text("place", "01-01")
    if place is not None and not _PLACE.match(place):
        fields.wrong("place", "page and order of a story", "place: 01-01")
    kind = _word(fields, "kind", Kind)
    rings = _rings(fields)
    blocks = fields.tables("blocks", _block, f"{{id: b4, role: body, box: {_BOX}}}")
    return Area(place, kind, rings, blocks) if kind and rings else None


def _block(fields: Fields) -> Block | None:
    fields.know(BLOCK_KEYS)
    for key, example in (("id", "b4"), ("role", "body"), ("box", _BOX)):
        fields.require(key, example)
    name = fields.text("id", "b4")
    if name is not None and not _ID.match(name):
        fields.wrong("id", "a letter, then letters and digits", "id: b4")
    role = _word(fields, "role", Role)
    box = _box(fields)
    vertical = fields.truth("vertical")
    return Block(name, role, box, vertical) if name and role and box else None


def _word(fields: Fields, key: str, words: type[Word]) -> Word | None:
    value = fields.text(key, next(iter(words)).value)
    if value is None:
        return None
    try:
        return words(value)
    except ValueError:
        fields.wrong(key, f"one of {', '.join(words)}", f"{key}: {next(iter(words))}")
        return None


def _side(fields: Fields, key: str) -> float:
    fields.require(key, "1540.0")
    value = fields.values.get(key)
    number = _number(value)
    if value is not None and (number is None or not 1 <= number <= LONGEST):
        fields.wrong(key, f"a length from 1 to {LONGEST:.0f}", f"{key}: 1540.0")
        return 0.0
    return number or 0.0


def _rings(fields: Fields) -> tuple[tuple[Point, ...], ...]:
    value = fields.values.get("polygon")
    if value is None:
        return ()
    rings = tuple(_ring(ring) for ring in value) if isinstance(value, list) else ()
    whole = tuple(ring for ring in rings if ring)
    expected = "a list of rings of three or more points, with something inside"
    if sum(map(len, whole)) > MOST_POINTS:
        expected = f"an outline of up to {MOST_POINTS} points"
    elif whole and len(whole) == len(rings) and outlines.extent(whole):
        return whole
    fields.wrong("polygon", expected, f"polygon: {_POLYGON}")
    return ()


def _ring(value: object) -> tuple[Point, ...]:
    if not isinstance(value, list) or len(value) < 3:
        return ()
    points: list[Point] = []
    for item in value:
        pair = [_number(part) for part in item] if isinstance(item, list) else []
        if len(pair) != 2 or pair[0] is None or pair[1] is None:
            return ()
        points.append((pair[0], pair[1]))
    return tuple(points)


def _box(fields: Fields) -> Box | None:
    value = fields.values.get("box")
    if value is None:
        return None
    sides = [_number(side) for side in value] if isinstance(value, list) else []
    whole = [side for side in sides if side is not None]
    if len(sides) != 4 or len(whole) != 4 or whole[0] >= whole[2] or whole[1] >= whole[3]:
        fields.wrong("box", "left, top, right and bottom", f"box: {_BOX}")
        return None
    return Box(*whole)


def _number(value: object) -> float | None:
    """A length to one decimal; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or abs(value) > LONGEST:
        return None
    return _tenth(float(value))


def _rounded(block: Block) -> Block:
    """A box stays one, however thin."""
    x0, y0 = _tenth(block.box.x0), _tenth(block.box.y0)
    x1, y1 = max(block.box.x1, x0 + 0.1), max(block.box.y1, y0 + 0.1)
    return Block(block.id, block.role, Box(x0, y0, _tenth(x1), _tenth(y1)), block.vertical)


def _tenth(value: float) -> float:
    return round(value, 1) + 0.0  # no minus before a zero


def _length(value: float) -> str:
    return f"{_tenth(value):.1f}"


def _point(point: Point) -> str:
    return f"[{_length(point[0])}, {_length(point[1])}]"


def _printed(block: Block) -> str:
    box = _rounded(block).box
    sides = ", ".join(map(_length, (box.x0, box.y0, box.x1, box.y1)))
    vertical = ", vertical: true" if block.vertical else ""
    return f"- {{id: {block.id}, role: {block.role}, box: [{sides}]{vertical}}}"
