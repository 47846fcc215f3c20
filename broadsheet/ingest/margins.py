"""Margins: the white space that an export which keeps the layout puts before every line.

Such an export sets each line in by the margin of its page, a space more or less. Taken away, what
remains is what a compositor means: a paragraph's indent, a centred heading, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from broadsheet.ingest.galley import Row

WINDOW = 12
"""Rows before and after that show the margin at a row."""
TEXT = 9.0
"""Ems: shorter rows are headings or ends, and show no margin."""
SHARE = 0.7
"""Share of a page's rows that are set in, from which it has a margin."""
SHAKE = 0.75
"""Ems by which lines of one margin differ."""
INDENT = (1.25, 2.75)
"""Ems past the margin of a line that begins a paragraph."""


def without_margins(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with their white space counted from the margin of the text around them."""
    if sum(row.indent >= 0.5 for row in rows) < SHARE * len(rows):
        return tuple(rows)
    found: list[Row] = []
    for _, group in groupby(rows, lambda row: row.page):
        page = tuple(group)
        spaced = [row.lead.strip(" ") == "" for row in page]
        inside = sum(spaces and row.indent >= 0.5 for row, spaces in zip(page, spaced, strict=True))
        if len(page) < 4 or inside < SHARE * len(page):
            found += page
            continue
        found += [
            _level(row, _margin(page, index)) if spaced[index] else row
            for index, row in enumerate(page)
        ]
    return tuple(found)


def _margin(rows: Sequence[Row], index: int) -> float:
    """The least indent of two lines nearby that go on inside a sentence."""
    near = sorted(
        rows[at].indent
        for at in range(max(1, index - WINDOW), min(len(rows), index + WINDOW + 1))
        if rows[at].width >= TEXT and rows[at - 1].width >= TEXT and not rows[at - 1].terminal
    )
    for at in range(len(near) - 1):
        if near[at + 1] - near[at] <= SHAKE:
            return near[at]
    return 0.0


def _level(row: Row, margin: float) -> Row:
    past = row.indent - margin
    if past <= SHAKE:
        return replace(row, indent=0.0, lead="")
    if INDENT[0] <= past <= INDENT[1]:
        return replace(row, indent=2.0, lead="    ")
    return replace(row, indent=past, lead=" " * round(2 * past))
