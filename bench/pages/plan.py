"""Where the stories of a page stand: rectangles on a grid of columns, in many ways."""

from __future__ import annotations

import random
from dataclasses import dataclass

from typeset import Rect, Style


@dataclass(frozen=True)
class Cell:
    """A rectangle in columns and rows of the grid; the last of each is not in it."""

    left: int
    top: int
    right: int
    foot: int


@dataclass(frozen=True)
class Grid:
    """The columns and rows between a head and a foot, in points."""

    width: float
    """Of the page."""
    edge: float
    """Of white at either side."""
    top: float
    foot: float
    columns: int
    rows: int
    style: Style

    def frame(self, cell: Cell) -> Rect:
        """Where a cell stands, with white to its neighbours."""
        gutter, between = self.style.gutter, self.style.between
        wide = (self.width - 2 * self.edge - (self.columns - 1) * gutter) / self.columns
        high = (self.foot - self.top - (self.rows - 1) * between) / self.rows
        return (
            self.edge + cell.left * (wide + gutter),
            self.top + cell.top * (high + between),
            self.edge + cell.right * (wide + gutter) - gutter,
            self.top + cell.foot * (high + between) - between,
        )


def bands(rng: random.Random, columns: int, rows: int) -> list[list[Cell]]:
    """Rows of stories, as most pages have them; one column may run through two rows."""
    cells: list[list[Cell]] = []
    top = 0
    while top < rows:
        high = rng.choice([3, 4, 4, 5])
        if rows - top - high < 3:
            high = rows - top
        left = 0
        while left < columns:
            wide = rng.choice([2, 2, 3, 3, 4, columns])
            if columns - left - wide < 2:
                wide = columns - left
            cell = Cell(left, top, left + wide, top + high)
            if high >= 6 and wide < columns and rng.random() < 0.5:
                cut = top + high // 2
                cells += [
                    [Cell(left, top, left + wide, cut)],
                    [Cell(left, cut, left + wide, top + high)],
                ]
            else:
                cells.append([cell])
            left += wide
        top += high
    return cells


def pinwheel(rng: random.Random, columns: int, rows: int) -> list[list[Cell]]:
    """Four stories around a fifth: no straight cut divides them."""
    b = rng.randint(1, columns - 3) if columns < 6 else rng.randint(2, columns - 4)
    c = rng.randint(b + 1, columns - 2) if columns >= 5 else columns - 1
    top = rng.randint(3, rows // 2 - 1)
    low = rng.randint(rows // 2 + 1, rows - 3)
    cells = [
        [Cell(0, 0, c, top)],
        [Cell(c, 0, columns, low)],
        [Cell(b, low, columns, rows)],
        [Cell(0, top, b, rows)],
    ]
    if c - b >= 1 and low - top >= 2:
        if c - b >= 2:
            cells.append([Cell(b, top, c, low)])
        else:
            cells[0] = [Cell(0, 0, c, top), Cell(b, top, c, low)]
    return cells


def elbow(rng: random.Random, columns: int, rows: int) -> list[list[Cell]]:
    """A lead that bends around another story, and rows below."""
    high = rng.randint(6, 8)
    wide = rng.randint(2, columns - 2)
    step = rng.randint(3, high - 3)
    right = rng.random() < 0.6
    if right:
        cells = [
            [Cell(0, 0, columns, step), Cell(0, step, columns - wide, high)],
            [Cell(columns - wide, step, columns, high)],
        ]
    else:
        cells = [
            [Cell(0, 0, columns, step), Cell(wide, step, columns, high)],
            [Cell(0, step, wide, high)],
        ]
    rest = bands(rng, columns, rows - high)
    return cells + [
        [Cell(c.left, c.top + high, c.right, c.foot + high) for c in group] for group in rest
    ]


PLANS = {"bands": bands, "pinwheel": pinwheel, "elbow": elbow}
