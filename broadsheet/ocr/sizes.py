"""The sizes of the type on a page: what was measured line by line becomes what was set.

In pixels a line's size is known to some percent only, and a line with squeezed punctuation or with
figures seems smaller than its neighbours. But a column is set in one size at one distance from
line to line, so that a line is told by those above and below it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from broadsheet.layouts import Box

SAME = 0.05
"""Share by which lines of one size differ when they are measured along their ideographs."""
KIN = 0.14
"""The same for a line that stands in a column of that size, at its distance."""
LOOSE = 0.3
"""The same where only the height of one character or of figures was measured."""
LEADING = 0.09
"""Share by which the distances between the lines of a column differ."""
WIDEST = 2.6
"""Ems from line to line above which two lines are no neighbours of a column."""


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a line's type as it was measured, in pixels of the em."""

    ems: float
    firm: bool
    """Measured along several ideographs; else by the height of a few, or of figures."""
    weight: int
    """Characters of the line."""


def settled(sizes: Sequence[Size], boxes: Sequence[Box]) -> list[float]:
    """One size for the lines of one type, in the order given; `boxes` are the lines' places.

    The commonest size draws the lines that measure the same, and those that stand among them;
    then the next commonest. What is neither firm nor in a column keeps what was measured.
    """
    result = [size.ems for size in sizes]
    near = _neighbours(boxes)
    left = set(range(len(sizes)))
    while True:
        firm = [n for n in sorted(left) if sizes[n].firm]
        if not firm:
            return result
        votes = {at: sum(sizes[n].weight for n in _same(sizes, firm, at)) for at in firm}
        members = _same(sizes, firm, max(firm, key=lambda at: (votes[at], -at)))
        common = _median([sizes[n] for n in members])
        for n in _with_kin(members, common, sizes, near, left):
            result[n] = common
            left.discard(n)


def _same(sizes: Sequence[Size], among: Collection[int], at: int) -> list[int]:
    reach = SAME * sizes[at].ems
    return [n for n in among if abs(sizes[n].ems - sizes[at].ems) <= reach]


def _neighbours(boxes: Sequence[Box]) -> dict[int, list[tuple[int, float]]]:
    """The lines above and below each, with the distance of their middles."""
    ranked = sorted(range(len(boxes)), key=lambda n: _middle(boxes[n]))
    found: dict[int, list[tuple[int, float]]] = {n: [] for n in ranked}
    for rank, upper in enumerate(ranked):
        a = boxes[upper]
        for lower in ranked[rank + 1 :]:
            b = boxes[lower]
            apart = _middle(b) - _middle(a)
            if apart > WIDEST * (a.y1 - a.y0):
                break
            if apart > 0.6 * (a.y1 - a.y0) and min(a.x1, b.x1) > max(a.x0, b.x0):
                found[upper].append((lower, apart))
                found[lower].append((upper, apart))
    return found


def _with_kin(
    members: Sequence[int],
    common: float,
    sizes: Sequence[Size],
    near: dict[int, list[tuple[int, float]]],
    left: Collection[int],
) -> set[int]:
    """The members, and all that stand in their columns."""
    taken = set(members)
    leading = _leading(taken, near)
    waiting = list(members) if leading is not None else []
    while waiting and leading is not None:
        for other, apart in near[waiting.pop()]:
            if other in taken or other not in left or abs(apart - leading) > LEADING * leading:
                continue
            if abs(sizes[other].ems - common) <= (KIN if sizes[other].firm else LOOSE) * common:
                taken.add(other)
                waiting.append(other)
    return taken


def _leading(taken: Collection[int], near: dict[int, list[tuple[int, float]]]) -> float | None:
    """The commonest distance from line to line; None where no two are neighbours."""
    found = sorted(apart for n in taken for other, apart in near[n] if other in taken)
    if not found:
        return None
    windows = [sum(abs(other - one) <= LEADING / 2 * one for other in found) for one in found]
    return found[windows.index(max(windows))]


def _median(sizes: Sequence[Size]) -> float:
    """Of the characters, not of the lines."""
    ranked = sorted(sizes, key=lambda size: size.ems)
    half, run = sum(size.weight for size in ranked) / 2, 0
    for size in ranked:
        run += size.weight
        if run >= half:
            return size.ems
    return ranked[-1].ems


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2
