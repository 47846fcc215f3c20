"""Outlines of stories: rectilinear, with the gutters inside, and never over each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from broadsheet.boxes import union
from broadsheet.layouts import Box, Point

Rings = tuple[tuple[Point, ...], ...]


def ring_of(box: Box) -> tuple[Point, ...]:
    """A rectangle as a ring."""
    return ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))


def outlines(areas: Sequence[Sequence[Box]]) -> list[Rings]:
    """The outline of each story from the boxes of its parts.

    A story whose rectangle meets no other's has that rectangle. Where rectangles meet, the space
    between parts goes to the story that has it on two sides, or else to the smaller one.
    """
    wholes = [union(boxes) if boxes else Box(0, 0, 0, 0) for boxes in areas]
    result: list[Rings] = []
    for n, whole in enumerate(wholes):
        rivals = [m for m, other in enumerate(wholes) if m != n and _meet(whole, other)]
        if not rivals or not areas[n]:
            result.append((ring_of(whole),) if areas[n] else ())
        else:
            result.append(_carved(n, rivals, wholes, areas))
    return result


def _meet(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5


def _carved(
    n: int, rivals: Sequence[int], wholes: Sequence[Box], areas: Sequence[Sequence[Box]]
) -> Rings:
    """The rectangle of a story without what is others'."""
    whole = wholes[n]
    boxes = [(m, box) for m in (n, *rivals) for box in areas[m] if _meet(box, whole)]
    xs = sorted({whole.x0, whole.x1, *(v for _, b in boxes for v in (b.x0, b.x1))})
    ys = sorted({whole.y0, whole.y1, *(v for _, b in boxes for v in (b.y0, b.y1))})
    xs = [x for x in xs if whole.x0 <= x <= whole.x1]
    ys = [y for y in ys if whole.y0 <= y <= whole.y1]
    owner: list[list[int]] = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for m, box in boxes:
        for j in range(len(ys) - 1):
            y = (ys[j] + ys[j + 1]) / 2
            if not box.y0 <= y <= box.y1:
                continue
            for i in range(len(xs) - 1):
                x = (xs[i] + xs[i + 1]) / 2
                if box.x0 <= x <= box.x1 and (owner[j][i] == -1 or m == n):
                    owner[j][i] = m
    mine = [[own == n for own in row] for row in owner]
    free = [[own == -1 for own in row] for row in owner]
    for j, row in enumerate(free):
        for i, is_free in enumerate(row):
            if is_free:
                x, y = (xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2
                mine[j][i] = _belongs(n, rivals, wholes, owner, j, i, x, y)
    return _trace(xs, ys, mine)


def _belongs(
    n: int,
    rivals: Sequence[int],
    wholes: Sequence[Box],
    owner: Sequence[Sequence[int]],
    j: int,
    i: int,
    x: float,
    y: float,
) -> bool:
    """Whether a cell that nothing covers is the story's."""

    def first(cells: Sequence[int]) -> int:
        return next((own for own in cells if own != -1), -1)

    row = owner[j]
    column = [each[i] for each in owner]
    left, right = first(row[:i][::-1]), first(row[i + 1 :])
    up, down = first(column[:j][::-1]), first(column[j + 1 :])
    if (left == n and right == n) or (up == n and down == n):
        return True
    for m in rivals:
        if (left == m and right == m) or (up == m and down == m):
            return False
    whole = wholes[n]
    for m in rivals:
        other = wholes[m]
        if not (other.x0 <= x <= other.x1 and other.y0 <= y <= other.y1):
            continue
        near = [left, right, up, down]
        if near.count(m) > near.count(n):
            return False
        if near.count(m) == near.count(n):
            size = (whole.x1 - whole.x0) * (whole.y1 - whole.y0)
            if (other.x1 - other.x0) * (other.y1 - other.y0) < size or m < n:
                return False
    sides = [left, right, up, down]
    return sides.count(n) >= max((sides.count(m) for m in rivals), default=0) or up == n


def _trace(xs: Sequence[float], ys: Sequence[float], mine: Sequence[Sequence[bool]]) -> Rings:
    """The borders of a set of cells as rings."""
    steps: dict[Point, list[Point]] = defaultdict(list)
    rows, columns = len(mine), len(mine[0]) if mine else 0

    def has(j: int, i: int) -> bool:
        return 0 <= j < rows and 0 <= i < columns and mine[j][i]

    for j in range(rows):
        for i in range(columns):
            if not mine[j][i]:
                continue
            a, b, c, d = xs[i], xs[i + 1], ys[j], ys[j + 1]
            if not has(j - 1, i):
                steps[(a, c)].append((b, c))
            if not has(j, i + 1):
                steps[(b, c)].append((b, d))
            if not has(j + 1, i):
                steps[(b, d)].append((a, d))
            if not has(j, i - 1):
                steps[(a, d)].append((a, c))
    rings: list[tuple[Point, ...]] = []
    while steps:
        start = min(steps)
        ring = [start]
        way: Point | None = None
        while True:
            here = ring[-1]
            options = steps[here]
            # at a corner that two parts share, turn: they stay two rings
            pick = 0
            if len(options) > 1 and way is not None:
                pick = next(
                    (
                        k
                        for k, option in enumerate(options)
                        if way[0] * (option[1] - here[1]) - way[1] * (option[0] - here[0]) > 0
                    ),
                    0,
                )
            following = options.pop(pick)
            if not options:
                del steps[here]
            way = (following[0] - here[0], following[1] - here[1])
            if following == start:
                break
            ring.append(following)
        ring = _straight(ring)
        if _area(ring) > 0:
            rings.append(tuple(ring))
    return tuple(sorted(rings, key=lambda r: -abs(_area(r))))


def _straight(ring: list[Point]) -> list[Point]:
    """Without the points inside straight sides."""
    found = []
    for n, here in enumerate(ring):
        before, after = ring[n - 1], ring[(n + 1) % len(ring)]
        flat = (before[0] == here[0] == after[0]) or (before[1] == here[1] == after[1])
        if not flat:
            found.append(here)
    return found


def _area(ring: Sequence[Point]) -> float:
    """Twice the signed area; positive clockwise, as y runs downwards."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
