"""Three-way merge of one text: what two people made of the same base.

The units are sentences and paragraph breaks, because a newspaper's paragraph is one line and an
editor's correction touches a sentence of it. Where both sides changed the same sentence in
different ways it is a conflict, and the editor's own words stay.

The method is that of diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007), over
differences found by difflib.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_UNIT = re.compile(r"\n+|[^\n。！？!?；;]*[。！？!?；;]+[”’」』）)\"]*|[^\n。！？!?；;]+")


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both sides changed, each in its own way."""

    base: str
    ours: str
    """What the editor made of it, and what stays."""
    theirs: str
    """What the new raw text has."""


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    """Units `start` to `end` of the base are replaced."""
    by: tuple[str, ...]


def units(text: str) -> list[str]:
    """The text in sentences and runs of line feeds; joined they are the text again."""
    return _UNIT.findall(text)


def merge_text(base: str, ours: str, theirs: str) -> tuple[str, tuple[Clash, ...]]:
    """The text with the changes of both sides, and the places where they clash."""
    if ours in (base, theirs):
        return theirs, ()
    if theirs == base:
        return ours, ()
    old = units(base)
    mine, other = _changes(old, units(ours)), _changes(old, units(theirs))
    merged: list[str] = []
    clashes: list[Clash] = []
    at = 0
    while mine or other:
        start = min(change.start for change in (*mine[:1], *other[:1]))
        ours_here, theirs_here, end = _region(mine, other)
        mine, other = mine[len(ours_here) :], other[len(theirs_here) :]
        merged += old[at:start]
        kept = _apply(old, start, end, ours_here)
        new = _apply(old, start, end, theirs_here)
        if not ours_here or (theirs_here and kept == new):
            merged += new
        else:
            merged += kept
            if theirs_here:
                clashes.append(Clash("".join(old[start:end]), "".join(kept), "".join(new)))
        at = end
    merged += old[at:]
    return "".join(merged), tuple(clashes)


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        _Change(start, end, tuple(new[first:last]))
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _region(
    mine: Sequence[_Change], other: Sequence[_Change]
) -> tuple[Sequence[_Change], Sequence[_Change], int]:
    """The changes at the head of both lists that belong together, and where they end."""
    taken = [0, 0]
    lists = (mine, other)
    side = 0 if mine and (not other or mine[0].start <= other[0].start) else 1
    region = lists[side][0]
    taken[side] = 1
    grown = True
    while grown:
        grown = False
        for number, changes in enumerate(lists):
            if taken[number] < len(changes) and _touch(region, changes[taken[number]]):
                change = changes[taken[number]]
                region = _Change(min(region.start, change.start), max(region.end, change.end), ())
                taken[number] += 1
                grown = True
    return mine[: taken[0]], other[: taken[1]], region.end


def _touch(region: _Change, change: _Change) -> bool:
    """Whether two changes are about the same place; where only text is put in, also beside it."""
    if region.start == region.end or change.start == change.end:
        return region.start <= change.end and change.start <= region.end
    return region.start < change.end and change.start < region.end


def _apply(old: Sequence[str], start: int, end: int, changes: Sequence[_Change]) -> list[str]:
    """Units `start` to `end` of the base with the changes of one side."""
    result: list[str] = []
    at = start
    for change in changes:
        result += [*old[at : change.start], *change.by]
        at = change.end
    return [*result, *old[at:end]]
