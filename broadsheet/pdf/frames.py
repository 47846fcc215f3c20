"""Boxes and tints: frames that hold a story, a column of briefs, an advertisement."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.boxes import extent, holds, union
from broadsheet.layouts import Box
from broadsheet.pdf.lines import Line
from broadsheet.pdf.sheet import Frame, Sheet

NEAR = 5.0
"""Points between ends of rules that meet, and between a tint and the line around it."""


def frames_of(sheet: Sheet) -> tuple[list[Frame], list[Box]]:
    """The frames of a sheet, each once, the largest first; and the rules that are none of them."""
    drawn, rules = _of_rules(sheet.rules)
    frames: list[Frame] = []
    for frame in sorted([*sheet.frames, *drawn], key=lambda f: -extent(f.box)):
        for n, other in enumerate(frames):
            if _same(frame.box, other.box):
                frames[n] = Frame(
                    union((frame.box, other.box)),
                    frame.stroked or other.stroked,
                    frame.filled or other.filled,
                    frame.dark or other.dark,
                )
                break
        else:
            frames.append(frame)
    return frames, rules


def containers(frames: Sequence[Frame], lines: Sequence[Line], body: float) -> list[Box]:
    """Frames that hold text of their own: not a bar behind a headline, not the page's border."""
    found: list[Box] = []
    if not lines:
        return found
    whole = union([line.box for line in lines])
    for frame in frames:
        box = frame.box
        inside = [line for line in lines if holds(box, line.box)]
        if len(inside) < 2 or box.y1 - box.y0 < 2.5 * body or box.x1 - box.x0 < 4 * body:
            continue
        if len(inside) > 0.85 * len(lines) and extent(box) > 0.6 * extent(whole):
            continue
        display = sum(line.size > 1.22 * body for line in inside)
        if display == len(inside) and box.y1 - box.y0 < 8 * max(line.size for line in inside) / 2:
            continue
        # what its border cuts is not in it
        if any(_cuts(box, line.box) for line in lines):
            continue
        found.append(box)
    return found


def _cuts(box: Box, line: Box) -> bool:
    wide = min(box.x1, line.x1) - max(box.x0, line.x0)
    high = min(box.y1, line.y1) - max(box.y0, line.y0)
    if wide <= 6 or high <= 0.5 * (line.y1 - line.y0):
        return False
    return wide < 0.8 * (line.x1 - line.x0)


def _same(a: Box, b: Box) -> bool:
    return (
        abs(a.x0 - b.x0) < NEAR
        and abs(a.y0 - b.y0) < NEAR
        and abs(a.x1 - b.x1) < NEAR
        and abs(a.y1 - b.y1) < NEAR
    )


def _of_rules(rules: Sequence[Box]) -> tuple[list[Frame], list[Box]]:
    """Frames that are drawn as four rules, or as many short strokes in four rows."""
    level = [r for r in rules if r.x1 - r.x0 >= r.y1 - r.y0]
    upright = [r for r in rules if r.x1 - r.x0 < r.y1 - r.y0]
    frames: list[Frame] = []
    used: set[int] = set()
    for top in level:
        for foot in level:
            if foot.y0 - top.y0 < 20:
                continue
            if abs(top.x0 - foot.x0) > NEAR or abs(top.x1 - foot.x1) > NEAR:
                continue
            sides = [
                next(
                    (
                        side
                        for side in upright
                        if abs((side.x0 + side.x1) / 2 - x) < NEAR
                        and abs(side.y0 - top.y0) < NEAR
                        and abs(side.y1 - foot.y1) < NEAR
                    ),
                    None,
                )
                for x in (top.x0, top.x1)
            ]
            if sides[0] is not None and sides[1] is not None:
                frames.append(Frame(union((top, foot)), stroked=True, filled=False))
                used |= {id(top), id(foot), id(sides[0]), id(sides[1])}
    return frames, [rule for rule in rules if id(rule) not in used]
