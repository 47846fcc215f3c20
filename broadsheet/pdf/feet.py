"""Feet of stories: a story's area goes down to where its columns could, not to its last line."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.layouts import Box

MOST = 9.0
"""Ems by which the last line of a column may stand above the foot of its story."""
GAP = 1.5
"""Ems between two stories with no rule between them, where the page does not say."""


def to_feet(
    parts: Sequence[Sequence[Box]],
    frames: Sequence[Box | None],
    rules: Sequence[Box],
    body: float,
) -> list[list[Box]]:
    """The boxes of each story's parts, the lowest ones lengthened to the foot.

    Over a rule the foot keeps the distance that what is under the rule has from it; over another
    story the distance that most stories of the page have; at the end of the page it is where the
    lowest column ends.
    """
    level = [rule for rule in rules if rule.x1 - rule.x0 >= rule.y1 - rule.y0]
    every = [
        (n, box)
        for n, (own, frame) in enumerate(zip(parts, frames, strict=True))
        for box in ([frame] if frame is not None else own)
    ]
    if not every:
        return [list(own) for own in parts]
    lowest = max(box.y1 for _, box in every)
    gap = _usual_gap(every, level, body)
    result = []
    for n, own in enumerate(parts):
        longer = []
        for box in own:
            foot = box.y1
            under = any(o is not box and _over(box, o) and o.y0 > box.y1 - 2 for o in own)
            if not under and frames[n] is None:
                foot = _foot(n, box, every, level, lowest, gap, body)
            longer.append(Box(box.x0, box.y0, box.x1, foot))
        result.append(longer)
    return result


def _over(upper: Box, lower: Box) -> bool:
    """Whether two boxes share a column."""
    shared = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
    return shared > 0.2 * min(upper.x1 - upper.x0, lower.x1 - lower.x0)


def _below(box: Box, others: Sequence[Box]) -> Box | None:
    """The nearest box under one."""
    found = [o for o in others if _over(box, o) and o.y0 > box.y1 - 2]
    return min(found, key=lambda o: o.y0, default=None)


def _usual_gap(every: Sequence[tuple[int, Box]], level: Sequence[Box], body: float) -> float:
    """The least distance of a story from the one under it where no rule stands between."""
    gaps = []
    for n, box in every:
        below = _below(box, [o for m, o in every if m != n])
        own = _below(box, [o for m, o in every if m == n and o is not box])
        if below is None or (own is not None and own.y0 < below.y0):
            continue
        between = any(
            _over(box, rule) and box.y1 - 2 < (rule.y0 + rule.y1) / 2 < below.y0 + 2
            for rule in level
        )
        gap = below.y0 - box.y1
        if not between and 0.6 * body < gap < 3 * body:
            gaps.append(gap)
    gaps.sort()
    return gaps[len(gaps) // 4] if gaps else GAP * body


def _foot(
    n: int,
    box: Box,
    every: Sequence[tuple[int, Box]],
    level: Sequence[Box],
    lowest: float,
    gap: float,
    body: float,
) -> float:
    below = _below(box, [other for m, other in every if m != n])
    rule = _below(box, level)
    limit = lowest
    if below is not None:
        limit = min(limit, below.y0 - gap)
    if rule is not None and (below is None or rule.y0 < below.y0 + 2):
        at = (rule.y0 + rule.y1) / 2
        distance = below.y0 - at if below is not None else gap / 2
        limit = min(lowest, at - min(distance, 2 * body))
    return limit if box.y1 < limit <= box.y1 + MOST * body else box.y1
