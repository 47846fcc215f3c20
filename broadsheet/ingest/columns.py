"""Print columns that an export set side by side, line by line: told apart by their gutter.

An export that keeps the layout pads the left column with spaces up to the cell where the right
one begins. Where enough lines agree on such a cell and hardly any line has text across it, the
lines are cut there and read column by column. Where lines show two columns but no common cell,
nothing can be told apart; `look_woven` says so, and everything is kept and flagged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

LEAST_LINES = 6
"""Lines that must agree on a gutter."""
LEAST_SHARE = 0.5
"""Share of the lines of a passage that must have text at a gutter's cell or none across it."""
LONGEST = 400
"""Characters of a line that may have columns."""

_PAD = re.compile(r" {2,}(?=[^ ])")
_GAP = re.compile(r"(?<=[\u3000-\u9fff，。、；：！？”」）]) (?=[\u3000-\u9fff“「（《])")


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of one line that belongs to one column."""

    line: int
    """Index of the line in its page."""
    start: int
    end: int


def cells(text: str) -> list[int]:
    """The cell that each character begins at, and the cell after the last: wide ones take two."""
    at = 0
    found = [0]
    for char in text:
        at += 2 if east_asian_width(char) in "WFA" else 1
        found.append(at)
    return found


def strips(lines: Sequence[str]) -> tuple[Strip, ...] | None:
    """The stretches of a page's lines in reading order, column by column.

    None where the page has no gutter: its lines are read as they stand.
    """
    if not any("  " in line.strip() for line in lines):
        return None
    places = [cells(line) if "  " in line and len(line) <= LONGEST else None for line in lines]
    starts = [
        _starts(line, place) if place else [] for line, place in zip(lines, places, strict=True)
    ]
    votes = Counter(cell for found in starts for cell, _ in found if cell >= 12)
    gutters = [cell for cell, count in votes.most_common(4) if count >= LEAST_LINES]
    if not gutters:
        return None
    found: list[Strip] = []
    at = 0
    used = False
    while at < len(lines):
        best: tuple[int, int] | None = None
        for gutter in gutters:
            end = _passage(lines, places, starts, at, gutter)
            if end is not None and (best is None or end > best[1]):
                best = gutter, end
        if best is None:
            found.append(Strip(at, 0, len(lines[at])))
            at += 1
            continue
        gutter, end = best
        used = True
        cuts = [_cut(lines[i], starts[i], gutter) for i in range(at, end)]
        found += [Strip(at + i, 0, cut) for i, cut in enumerate(cuts)]
        found += [Strip(at + i, cut, len(lines[at + i])) for i, cut in enumerate(cuts)]
        at = end
    return tuple(found) if used else None


def _starts(line: str, place: Sequence[int]) -> list[tuple[int, int]]:
    """Cell and offset of every text that follows a pad of two spaces or more."""
    return [(place[match.end()], match.end()) for match in _PAD.finditer(line)]


def _passage(
    lines: Sequence[str],
    places: Sequence[list[int] | None],
    starts: Sequence[list[tuple[int, int]]],
    first: int,
    gutter: int,
) -> int | None:
    """End of the passage that begins at a line and keeps a gutter free; None where it is none."""
    if not any(cell == gutter for cell, _ in starts[first]):
        # The passage may begin with lines of the left column alone.
        ahead = range(first, min(len(lines), first + 3))
        if not any(cell == gutter for at in ahead for cell, _ in starts[at]):
            return None
    end = first
    agreeing = 0
    last = first
    while end < len(lines):
        line = lines[end]
        if any(cell == gutter for cell, _ in starts[end]):
            agreeing += 1
            last = end + 1
        elif line.strip() and (places[end] or cells(line[:LONGEST]))[-1] > gutter:
            break  # text across the gutter
        end += 1
    # After the right column has ended the left one may go on to the foot.
    if agreeing < LEAST_LINES or agreeing < LEAST_SHARE * (last - first):
        return None
    return end


def _cut(line: str, starts: Sequence[tuple[int, int]], gutter: int) -> int:
    """Offset where the right column of a line begins; its length where it has none."""
    return next((offset for cell, offset in starts if cell == gutter), len(line))


def look_woven(lines: Sequence[str]) -> bool:
    """Whether most lines look like two lines side by side with a single space between.

    Justification puts several spaces into a line; here each line has one, somewhere in its
    middle, and both parts are long.
    """
    long = [line.strip() for line in lines if len(line.strip()) >= 24 and len(line) <= LONGEST]
    if len(long) < LEAST_LINES:
        return False
    woven = 0
    for line in long:
        gaps = [match.start() for match in _GAP.finditer(line)]
        woven += 1 <= len(gaps) <= 2 and any(
            0.25 * len(line) <= gap <= 0.75 * len(line) for gap in gaps
        )
    return woven >= LEAST_SHARE * len(long)
