"""Lines that were read across a gutter, cut where the gutter is.

Columns of a newspaper stand little farther apart than the words of a headline, and a reader of
lines runs them together here and there. A gap in one line is a gutter where others begin or end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from broadsheet.layouts import Box
from broadsheet.ocr.typed import TypeLine, ink_columns, width_of

GAP = 0.7
"""Ems of blank in a line from which it may be two."""
EDGE = 0.6
"""Ems by which the edges of the lines of a column differ: marks of punctuation end early."""
NEAR = 12.0
"""Ems above and below a line within which others are asked."""
WITNESSES = 3
"""Other lines that begin at the right of a gap, or end at its left, which make it a gutter, and
more of them than run across it."""


def parted(lines: Sequence[TypeLine], gray: NDArray[np.uint8]) -> tuple[TypeLine, ...]:
    """The lines, those across a gutter as two or more."""
    level = [line.box for line in lines if not line.vertical]
    found: list[TypeLine] = []
    for line in lines:
        gaps = [] if line.vertical else [g for g in _gaps(line, gray) if _is_gutter(g, line, level)]
        found += _cut(line, gaps)
    return tuple(found)


def _gaps(line: TypeLine, gray: NDArray[np.uint8]) -> list[tuple[float, float]]:
    """The blank stretches inside a line, in pixels across the page."""
    em = line.box.y1 - line.box.y0
    if line.box.x1 - line.box.x0 < 4 * em:
        return []
    first, inked = ink_columns(gray, line.box)
    at = np.flatnonzero(inked)
    if len(at) < 2:
        return []
    wide = np.flatnonzero(np.diff(at) > GAP * em)
    return [(float(first + at[n] + 1), float(first + at[n + 1])) for n in wide]


def _is_gutter(gap: tuple[float, float], line: TypeLine, level: Sequence[Box]) -> bool:
    """Whether the lines above and below keep out of the gap, and begin or end at it."""
    em = line.box.y1 - line.box.y0
    middle = (gap[0] + gap[1]) / 2
    left = right = across = 0
    for other in level:
        near = abs(other.y0 - line.box.y0) < NEAR * em
        if other is line.box or not near or abs(other.y1 - other.y0 - em) > 0.5 * em:
            continue
        right += abs(other.x0 - gap[1]) < EDGE * em
        left += abs(other.x1 - gap[0]) < EDGE * em
        across += other.x0 < middle - em and other.x1 > middle + em
    return max(left, right) >= max(WITNESSES, across)


def _cut(line: TypeLine, gaps: Sequence[tuple[float, float]]) -> list[TypeLine]:
    """The line in pieces; each letter goes to the piece that its share of the type falls in."""
    if not gaps:
        return [line]
    blank = sum(end - start for start, end in gaps)
    widths = [sum(width_of(char) for char in letter.text) or 1.0 for letter in line.letters]
    unit = (line.box.x1 - line.box.x0 - blank) / sum(widths)
    bounds = [line.box.x0, *(edge for gap in gaps for edge in gap), line.box.x1]
    pieces: list[TypeLine] = []
    at, typed = 0, 0.0
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        typed += (end - start) / unit
        begun = at
        last = end == bounds[-1]
        while at < len(widths) and (last or sum(widths[: at + 1]) - widths[at] / 2 <= typed):
            at += 1
        if at > begun:
            box = Box(start, line.box.y0, end, line.box.y1)
            pieces.append(TypeLine(box, line.letters[begun:at]))
    return pieces
