"""Initials: a large first character that two or three lines of text stand beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broadsheet.boxes import union
from broadsheet.layouts import Box
from broadsheet.pdf.lines import Line

LEAST, MOST = 1.7, 5.5
"""Sizes of the body text between which an initial is set."""


def with_initials(lines: Sequence[Line], body: float) -> list[Line]:
    """The lines with each initial at the head of its first line.

    The lines beside it begin where the column does, as far as anything else is concerned.
    """
    result = {line.id: line for line in lines}
    for cap in lines:
        if len(cap.text.strip()) != 1 or not LEAST * body < cap.size < MOST * body:
            continue
        if not cap.text.strip().isalpha():
            continue
        beside = [
            line
            for line in result.values()
            if line is not cap
            and not line.vertical
            and line.size < 1.3 * body
            and -0.2 * body < line.box.x0 - cap.box.x1 < 1.2 * body
            and cap.box.y0 - 0.5 * body < line.box.y0
            and line.box.y1 < cap.box.y1 + 0.5 * body
        ]
        beside.sort(key=lambda line: line.box.y0)
        level = beside and max(line.box.x0 for line in beside) - beside[0].box.x0 < 0.5 * body
        if len(beside) < 2 or not level or beside[0].box.y0 - cap.box.y0 > 0.9 * body:
            continue
        first = beside[0]
        for line in beside:
            result[line.id] = _from(line, cap.box.x0)
        result[first.id] = replace(
            result[first.id],
            text=f"{cap.text.strip()}{first.text.lstrip()}",
            glyphs=(*cap.glyphs, *first.glyphs),
        )
        del result[cap.id]
    return list(result.values())


def _from(line: Line, left: float) -> Line:
    box = line.box
    return replace(line, box=union((box, Box(left, box.y0, box.x1, box.y1))))
