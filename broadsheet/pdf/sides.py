"""Sides of stories: the white beside short lines is the story's, up to what stands next to it."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.boxes import beside, union
from broadsheet.layouts import Box

LEAST = 1.5
"""Ems of white that are worth a thought; less is the rag of a column."""
MOST = 2.5
"""Share of its own width that a story may be widened by."""


def to_sides(
    parts: Sequence[Sequence[Box]],
    heads: Sequence[Box | None],
    rooms: Sequence[Box | None],
    frames: Sequence[Box],
    rules: Sequence[Box],
    columns: Sequence[Box],
    measured: Sequence[bool],
    body: float,
) -> list[list[Box]]:
    """The boxes of each story's parts, and the white at its right where it has some; at its left
    as well where its headline stands in the middle of both.

    `measured` says which stories end at the right with lines that wrap: those tell themselves how
    wide they are, and their neighbours above and below. `heads` are the headlines of the stories,
    `rooms` the frames that hold them; None is the page. What stands next is another story of the
    same room, a frame, a rule; at the edge of the room it is where the widest ends. Where
    `columns` of text end before that, the story does.
    """
    gutter = _gutter([box for own in parts for box in own], body)
    upright = [rule for rule in rules if rule.y1 - rule.y0 > rule.x1 - rule.x0]
    result = []
    for n, own in enumerate(parts):
        if not own or measured[n]:
            result.append(list(own))
            continue
        whole = union(own)
        peers = [
            box for m, other in enumerate(parts) if m != n and rooms[m] == rooms[n] for box in other
        ]
        room = rooms[n]
        if room is None:
            edge = max((box.x1 for each in parts for box in each), default=whole.x1)
            peers += frames
        else:
            left = min(b.x0 for m, o in enumerate(parts) if rooms[m] == room for b in o)
            edge = room.x1 - max(0.0, left - room.x0)
        limit = _limit(whole, peers, upright, edge, gutter)
        ends = [c.x1 for c in columns if whole.x1 - 1 <= c.x1 <= limit + 0.7 * gutter]
        limit = max(ends, default=limit) if room is None else limit
        wholes = [union(parts[m]) for m in range(len(parts)) if measured[m] and parts[m]]
        known = [other.x1 for other in wholes if _continues(other, whole, body)]
        limit = min([limit, *(edge for edge in known if edge > whole.x1)])
        white = limit - whole.x1
        wider = list(own)
        if LEAST * body < white < MOST * (whole.x1 - whole.x0):
            wider.append(Box(whole.x1, whole.y0, limit, whole.y1))
        begin = _begin(union(wider), heads[n], peers, columns, body) if room is None else None
        if begin is not None:
            wider.append(Box(begin, whole.y0, whole.x0, whole.y1))
        result.append(wider)
    return result


def _begin(
    whole: Box, head: Box | None, peers: Sequence[Box], columns: Sequence[Box], body: float
) -> float | None:
    """Where a story begins whose headline stands in the middle; None where it has no white."""
    if head is None:
        return None
    wanted = head.x0 + head.x1 - whole.x1
    if whole.x0 - wanted < LEAST * body:
        return None
    level = [box for box in peers if min(box.y1, whole.y1) - max(box.y0, whole.y0) > 1]
    last = max((box.x1 for box in level if box.x0 < whole.x0), default=0.0)
    starts = [c.x0 for c in columns if abs(c.x0 - wanted) < 2 * body and c.x0 > last]
    return min(starts, key=lambda x: abs(x - wanted), default=None)


def _continues(other: Box, whole: Box, body: float) -> bool:
    """Whether a story stands right over or under another, and begins where it does."""
    apart = max(other.y0 - whole.y1, whole.y0 - other.y1)
    return abs(other.x0 - whole.x0) < 3 and apart < 4 * body


def _limit(
    whole: Box, peers: Sequence[Box], upright: Sequence[Box], edge: float, gutter: float
) -> float:
    limit = edge
    for box in peers:
        if min(box.y1, whole.y1) - max(box.y0, whole.y0) < 1 or box.x1 <= whole.x1:
            continue
        if box.x0 < whole.x1 - 1:
            return whole.x1
        limit = min(limit, box.x0 - gutter)
    for rule in upright:
        if beside(rule, whole) > 0.2 and rule.x0 > whole.x1 - 1:
            limit = min(limit, (rule.x0 + rule.x1) / 2 - gutter / 2)
    return limit


def _gutter(boxes: Sequence[Box], body: float) -> float:
    """The usual distance between two columns."""
    gaps = []
    for box in boxes:
        right = [o.x0 - box.x1 for o in boxes if o.x0 > box.x1 - 1 and beside(box, o) > 0.3]
        gap = min(right, default=0.0)
        if 0.5 * body < gap < 3 * body:
            gaps.append(gap)
    gaps.sort()
    return gaps[len(gaps) // 2] if gaps else 1.5 * body
