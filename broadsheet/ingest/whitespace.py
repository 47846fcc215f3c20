"""White space: how much the blank lines of an issue say of where its articles begin.

In nats, as in `costs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

from broadsheet.ingest.galley import Row

RARE = 0.2
"""Share of rows without a blank line before them up to which that means something."""


def tight_rows(rows: Sequence[Row]) -> tuple[bool, ...]:
    """Rows without a blank line before them, in an export that puts one before nearly all."""
    inside = [
        (index, row.blanks == 0)
        for index, (before, row) in enumerate(pairwise(rows), 1)
        if row.page == before.page
    ]
    close = frozenset(index for index, tight in inside if tight)
    if not 0 < len(close) <= RARE * len(inside):
        return (False,) * len(rows)
    return tuple(index in close for index in range(len(rows)))


WIDE = 16.0
"""Ems of a line that is no heading by its length alone."""
LEAST_TIGHT = 2
"""Paragraphs without white space between them before it means something around a line."""


def _headings_apart(rows: Sequence[Row]) -> frozenset[int]:
    """Short lines with white space on both sides, where paragraphs have none between them."""
    between = [
        row.blanks > 0
        for before, row in pairwise(rows)
        if before.terminal and before.width >= WIDE <= row.width and row.page == before.page
    ]
    if len(between) < LEAST_TIGHT or sum(between) > 0.1 * len(between):
        return frozenset()
    return frozenset(
        index
        for index in range(1, len(rows) - 1)
        if rows[index].blanks
        and rows[index + 1].blanks
        and not rows[index].terminal
        and rows[index].width <= 1.5 * WIDE
    )


TELLING = 1.5
"""Cost of an article that begins without white space, where that parts articles."""


def gaps_of(rows: Sequence[Row], opened: Set[int]) -> tuple[float, ...]:
    """By how much white space and page ends speak for the beginning of an article.

    More blank lines than usual do, where that is rare; and more than the blank lines that part
    paragraphs, where some places have more.
    """
    inside = [row.blanks for before, row in pairwise(rows) if row.page == before.page]
    usual = sorted(inside)[len(inside) // 2] if inside else 0
    rare = sum(count > usual for count in inside) <= 0.3 * len(inside)
    telling = rare and any(count > usual for count in inside)
    parting = Counter(count for count in inside if count).most_common(1)
    between = parting[0][0] if parting else 0
    wide = sum(count > between for count in inside)
    wider = 2 < wide <= 0.2 * len(inside)
    apart = _headings_apart(rows)
    found: list[float] = []
    for index, row in enumerate(rows):
        if row.line in opened:
            found.append(-4.0)
        elif index in apart or (index and row.page != rows[index - 1].page):
            found.append(-1.5)
        elif wider:
            found.append(-2.0 if row.blanks > between else 1.0)
        elif row.blanks > usual and rare:
            found.append(-1.5)
        else:
            found.append(TELLING if telling else 0.0)
    return tuple(found)
