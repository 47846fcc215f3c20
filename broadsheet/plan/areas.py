"""Which area each story has on the plan of a print page that has no picture.

A page is made up in rows of twelve columns, in printed order: the lead and what stands beside it,
then rows of about three. Within a row a long story is wider than a short one, and as much of
each text is set as its area holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from broadsheet.contexts import Area
from broadsheet.summaries import LEDE_LENGTH
from broadsheet.values import dataclass

COLUMNS = 12
NARROWEST = 3
"""Columns of the sheet; a narrower area would hold no headline of two lines."""
LEAD = 7
"""The least that the lead has beside one other story."""
IN_A_ROW = COLUMNS // NARROWEST
"""Stories at most."""
LINES = (5, 7, 9, 11, 13)
"""Heights of an area's text; the style sheet has one rule for each."""
SET_WIDE = 104 / 15
"""Characters of small type on one column of the sheet (1248 px, 15 px)."""
MARGINS = 2.5
"""Characters that an area's own margins take."""
GUTTER = 1.4
"""Characters between the columns of a text."""
PICTURE = 600
"""Characters that a picture counts for."""
BESIDE = 0.4
"""Part of a wide area that the text has beside a picture."""
PICTURE_LINES = 2.8
WIDE_PICTURE_LINES = 2.1
"""Lines of text as high as a picture on one column of the sheet: 3:2, and 2:1 in a wide area."""
SPARE = 3
"""Lines more than the area is planned for: where a headline beside it is longer, it grows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A story to be placed."""

    length: int
    """Characters of its body."""
    picture: bool


def make_up(stories: Sequence[Block]) -> tuple[Area, ...]:
    """One area for each story, in order."""
    areas: list[Area] = []
    start = 0
    for size in rows(len(stories)):
        row = stories[start : start + size]
        spans = _spans(row, lead=start == 0)
        pictures = [_picture(span, one, row) for span, one in zip(spans, row, strict=True)]
        shapes = [_shape(*area) for area in zip(spans, pictures, strict=True)]
        wanted = max([b.length / s.per_line + s.above for b, s in zip(row, shapes, strict=True)])
        height = min(wanted, LINES[-1] + max([shape.above for shape in shapes]))
        for one, span, shape, picture in zip(row, spans, shapes, pictures, strict=True):
            high = height - shape.above
            lines = LINES[min(bisect_left(LINES, high), len(LINES) - 1)]
            room = max(LEDE_LENGTH, round(shape.per_line * (high + SPARE)))
            whole = one.length <= shape.per_line * lines and picture != "beside"
            areas.append(Area(span, shape.columns, 0 if whole else lines, room, picture))
        start += size
    return tuple(areas)


@lru_cache(maxsize=64)
def rows(count: int) -> tuple[int, ...]:
    """How many stories each row has. The first has the lead and one beside it, or two of three."""
    if count <= 4:
        return ((), (1,), (2,), (3,), (2, 2))[count]
    rest = count - 2
    number = -(-rest // IN_A_ROW)
    return (2, *(rest // number + (i >= number - rest % number) for i in range(number)))


def _spans(row: Sequence[Block], *, lead: bool) -> list[int]:
    """Columns of the sheet for each story of a row, by the root of its length; all twelve."""
    if lead and len(row) == 3:
        return [6, 3, 3]
    masses = [(min(one.length, 2000) + PICTURE * one.picture + 80) ** 0.5 for one in row]
    free, whole = COLUMNS - NARROWEST * len(row), sum(masses)
    shares = [free * mass / whole for mass in masses]
    spans = [NARROWEST + int(share) for share in shares]
    largest_rest = sorted(range(len(row)), key=lambda i: (int(shares[i]) - shares[i], i))
    for i in largest_rest[: COLUMNS - sum(spans)]:
        spans[i] += 1
    if lead and len(row) == 2:
        first = min(max(spans[0], LEAD), COLUMNS - NARROWEST - 1)
        return [first, COLUMNS - first]
    return spans


def _picture(span: int, block: Block, row: Sequence[Block]) -> str:
    """Where a picture stands: beside the text in a wide area, if no other makes the row high."""
    if not block.picture:
        return "no"
    alone = sum(other.picture for other in row) == 1
    return "beside" if span >= LEAD and alone else "above"


class _Shape(NamedTuple):
    """What the width of an area and the place of its picture say of its text."""

    columns: int
    """Of text."""
    per_line: float
    """Characters that one line of all columns holds."""
    above: int
    """Lines that a picture takes above the text."""


@lru_cache(maxsize=64)
def _shape(span: int, picture: str) -> _Shape:
    if picture == "beside":
        return _Shape(1, BESIDE * span * SET_WIDE - MARGINS, 0)
    columns = 4 if span > 9 else 3 if span > 6 else 2 if span > 4 else 1
    per_line = span * SET_WIDE - MARGINS - GUTTER * (columns - 1)
    if picture == "no":
        return _Shape(columns, per_line, 0)
    lines = PICTURE_LINES if span < LEAD else WIDE_PICTURE_LINES
    return _Shape(columns, per_line, round(span * lines))
