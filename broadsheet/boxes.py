"""What rectangles on a page have to do with each other."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.layouts import Box


def extent(box: Box) -> float:
    """Square points."""
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def common(a: Box, b: Box) -> float:
    """Square points that two have in common."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    height = min(a.y1, b.y1) - max(a.y0, b.y0)
    return width * height if width > 0 and height > 0 else 0.0


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around some."""
    every = tuple(boxes)
    return Box(
        min(box.x0 for box in every),
        min(box.y0 for box in every),
        max(box.x1 for box in every),
        max(box.y1 for box in every),
    )


def holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of one lies in the other."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def overlap(a: Box, b: Box) -> float:
    """Share of the narrower that lies over the other, across; below 0 where they stand apart."""
    low = min(a.x1 - a.x0, b.x1 - b.x0)
    return (min(a.x1, b.x1) - max(a.x0, b.x0)) / low if low > 0 else 0.0


def beside(a: Box, b: Box) -> float:
    """Share of the lower that stands level with the other; below 0 where neither does."""
    low = min(a.y1 - a.y0, b.y1 - b.y0)
    return (min(a.y1, b.y1) - max(a.y0, b.y0)) / low if low > 0 else 0.0
