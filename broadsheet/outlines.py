"""Plane geometry of outlines: rings of points, each closed by its first point.

A shape is a tuple of rings. A point is inside where an odd number of rings' edges lie to its
left (the even-odd rule), so that a ring inside another one is a hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from broadsheet.layouts import Area, Box, Point

Shape = tuple[tuple[Point, ...], ...]
_Edge = tuple[Point, Point]


def bounds(shape: Shape) -> Box:
    """The smallest upright rectangle around a shape that has points."""
    xs = [x for ring in shape for x, _ in ring]
    ys = [y for ring in shape for _, y in ring]
    return Box(min(xs), min(ys), max(xs), max(ys))


def extent(shape: Shape) -> float:
    """The area inside, in square units."""
    return common(shape, shape)


def common(one: Shape, other: Shape) -> float:
    """The area that lies inside both, in square units.

    Between the heights of all corners and crossings no edge begins, ends or meets another, so
    that the common width grows or shrinks evenly and is right at half the height.
    """
    a, b = bounds(one), bounds(other)
    top, bottom = max(a.y0, b.y0), min(a.y1, b.y1)
    if top >= bottom or max(a.x0, b.x0) >= min(a.x1, b.x1):
        return 0.0
    edges = [edge for edge in (*_edges(one), *_edges(other)) if _reaches(edge, top, bottom)]
    heights = {top, bottom, *(y for edge in edges for _, y in edge if top < y < bottom)}
    heights.update(y for y in _crossings(edges) if top < y < bottom)
    levels = sorted(heights)
    total = 0.0
    for upper, lower in pairwise(levels):
        middle = (upper + lower) / 2
        width = _shared(_spans(one, middle), _spans(other, middle))
        total += width * (lower - upper)
    return total


def path(area: Area) -> str:
    """The outline as the data of an SVG path, in the units of the page: `M36 90.5L700 …Z`."""
    rings = ("L".join(f"{_short(x)} {_short(y)}" for x, y in ring) for ring in area.rings)
    return "".join(f"M{ring}Z" for ring in rings)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _edges(shape: Shape) -> Iterator[_Edge]:
    for ring in shape:
        yield from zip(ring, (*ring[1:], ring[0]), strict=True)


def _reaches(edge: _Edge, top: float, bottom: float) -> bool:
    (_, y0), (_, y1) = edge
    return min(y0, y1) < bottom and max(y0, y1) > top


def _crossings(edges: list[_Edge]) -> Iterator[float]:
    """Heights at which two edges cross; level ones cross at corners that are known already."""
    slanted = [edge for edge in edges if edge[0][1] != edge[1][1]]
    # of two upright ones none crosses the other, and most edges of a page are upright
    upright = [edge for edge in slanted if edge[0][0] == edge[1][0]]
    others = [edge for edge in slanted if edge[0][0] != edge[1][0]]
    for index, one in enumerate(others):
        for other in (*others[index + 1 :], *upright):
            height = _meeting(one, other)
            if height is not None:
                yield height


def _meeting(one: _Edge, other: _Edge) -> float | None:
    ((ax, ay), (bx, by)), ((cx, cy), (dx, dy)) = one, other
    slope, tilt = (bx - ax) / (by - ay), (dx - cx) / (dy - cy)
    if slope == tilt:
        return None
    y = (cx - ax + slope * ay - tilt * cy) / (slope - tilt)
    inside = max(min(ay, by), min(cy, dy)) < y < min(max(ay, by), max(cy, dy))
    return y if inside else None


def _spans(shape: Shape, y: float) -> list[tuple[float, float]]:
    """Where a level line lies inside: from left to right."""
    at = sorted(
        x0 + (x1 - x0) * (y - y0) / (y1 - y0)
        for (x0, y0), (x1, y1) in _edges(shape)
        if (y0 <= y) != (y1 <= y)
    )
    return list(zip(at[::2], at[1::2], strict=True))


def _shared(one: Iterable[tuple[float, float]], other: list[tuple[float, float]]) -> float:
    return sum(
        max(0.0, min(right, end) - max(left, start)) for left, right in one for start, end in other
    )
