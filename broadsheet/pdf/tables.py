"""Small tables inside stories: rows of short cells that stand in line, one row below the other.

A row becomes one line with its cells two spaces apart, as the doors of text ingest give it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.boxes import overlap, union
from broadsheet.layouts import Box
from broadsheet.pdf import words
from broadsheet.pdf.lines import Line
from broadsheet.pdf.parts import EXACT

CELL = 14
"""Characters of a cell at most."""
ROWS = 3
"""Rows that make a table."""
STEP = 2.6
"""Ems from one row to the next at most."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    rows: tuple[Line, ...]
    box: Box
    """With the rules at its head and foot."""


def tables_of(
    lines: Sequence[Line], rules: Sequence[Box], body: float
) -> tuple[list[Table], list[Line]]:
    """The tables, and the lines that are in none."""
    tables: list[Table] = []
    gone: set[int] = set()
    for run in _runs(_rows(lines, body)):
        box = union([line.box for row in run for line in row])
        edges = [
            rule
            for rule in rules
            if rule.x1 - rule.x0 > rule.y1 - rule.y0
            and overlap(rule, box) > 0.8
            and rule.x1 - rule.x0 < 1.3 * (box.x1 - box.x0) + 4 * body
            and (abs(rule.y1 - box.y0) < 1.6 * body or abs(rule.y0 - box.y1) < 1.6 * body)
        ]
        cells = [line for row in run for line in row]
        figures = sum(any(char.isdigit() for char in line.text) for line in cells)
        if (not edges and figures < 0.3 * len(cells)) or figures < 0.15 * len(cells):
            continue
        if _justified(run) or sum(words.ends(line.text) for line in cells) > 1:
            continue
        tables.append(Table(tuple(_joined(row) for row in run), union([box, *edges])))
        gone |= {line.id for line in cells}
    return tables, [line for line in lines if line.id not in gone]


def _rows(lines: Sequence[Line], body: float) -> list[list[Line]]:
    """Lines of short text on one height, no wider apart than cells are; two at least."""
    short = [
        line
        for line in lines
        if not line.vertical and line.size < 1.2 * body and len(words.bare(line.text)) <= CELL
    ]
    full = _full(lines)
    short = [line for line in short if line.id not in full]
    short.sort(key=lambda line: (line.box.y0 + line.box.y1, line.box.x0))
    levels: list[list[Line]] = []
    for line in short:
        middle = (line.box.y0 + line.box.y1) / 2
        last = levels[-1] if levels else None
        if last and middle - (last[0].box.y0 + last[0].box.y1) / 2 < 0.3 * line.size:
            last.append(line)
        else:
            levels.append([line])
    rows: list[list[Line]] = []
    for level in levels:
        level.sort(key=lambda line: line.box.x0)
        row = [level[0]]
        for line in level[1:]:
            if (
                line.box.x0 - row[-1].box.x1 > 9 * line.size
                or abs(line.size - row[-1].size) > EXACT * line.size
            ):
                rows.append(row)
                row = []
            row.append(line)
        rows.append(row)
    return [row for row in rows if len(row) >= 2]


def _full(lines: Sequence[Line]) -> set[int]:
    """Ids of lines that fill a column: others above or below end where they end."""
    ends: dict[int, list[Line]] = {}
    for line in lines:
        if not line.vertical and len(words.bare(line.text)) > 6:
            ends.setdefault(round(line.box.x1), []).append(line)
    found = set()
    for line in lines:
        level = [o for d in (-1, 0, 1) for o in ends.get(round(line.box.x1) + d, ())]
        near = [
            o
            for o in level
            if o is not line
            and abs(o.box.x0 - line.box.x0) < 2.6 * line.size
            and abs(o.box.y0 - line.box.y0) < 7 * line.size
        ]
        if len(near) >= 2:
            found.add(line.id)
    return found


def _runs(rows: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """Rows one below the other whose cells stand in line."""
    runs: list[list[list[Line]]] = []
    for row in rows:
        fit = next((run for run in reversed(runs) if _follows(run[-1], row)), None)
        if fit is None:
            runs.append([row])
        else:
            fit.append(row)
    return [run for run in runs if len(run) >= ROWS]


def _follows(above: Sequence[Line], row: Sequence[Line]) -> bool:
    size = row[0].size
    step = row[0].box.y0 - above[0].box.y0
    if abs(above[0].size - size) > 0.1 * size or not 0.8 * size < step < STEP * size:
        return False
    places = [(line.box.x0, (line.box.x0 + line.box.x1) / 2, line.box.x1) for line in above]
    level = sum(
        any(
            abs(line.box.x0 - left) < 0.5 * size
            or abs((line.box.x0 + line.box.x1) / 2 - middle) < 0.5 * size
            or abs(line.box.x1 - right) < 0.5 * size
            for left, middle, right in places
        )
        for line in row
    )
    return level >= 2 and level >= 0.6 * min(len(row), len(above))


def _justified(run: Sequence[Sequence[Line]]) -> bool:
    """Whether the cells are lines of columns: all begin at one place, and end at one."""
    first: dict[int, list[Line]] = {}
    for row in run:
        for line in row:
            first.setdefault(round(line.box.x0 / line.size), []).append(line)
    full = 0
    for column in first.values():
        far = max(line.box.x1 for line in column)
        full += sum(far - line.box.x1 < 0.6 * line.size for line in column) * (len(column) > 1)
    longest = max(len(words.bare(line.text)) for row in run for line in row)
    return longest > 6 and full >= 0.5 * sum(map(len, run))


def _joined(row: Sequence[Line]) -> Line:
    first = row[0]
    return Line(
        first.id,
        "  ".join(line.text.strip() for line in row),
        union([line.box for line in row]),
        first.size,
        first.font,
        False,
        tuple(at for line in row for at in line.glyphs),
    )
