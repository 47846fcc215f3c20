"""The parts of a page: strips of columns, headline stacks, and plates with their captions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from broadsheet.boxes import union
from broadsheet.layouts import Box, Role
from broadsheet.pdf import words
from broadsheet.pdf.lines import Line

EXACT = 0.025
"""Share by which sizes of one kind of text differ at most: type is set in one size."""
DISPLAY = 1.22
"""Sizes of the body text from which a line is display type."""
LEADING = 1.72
"""Usual distances of base lines up to which the next line belongs to the strip."""
INDENT = 2.7
"""Ems that a first line may begin after the others."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Lines of one column one below the other: a stretch of text that nothing interrupts."""

    id: int
    lines: tuple[Line, ...]
    box: Box
    """With the full measure of the column."""
    size: float
    vertical: bool = False

    @property
    def measure(self) -> float:
        """Points of a full line."""
        if self.vertical:
            return self.box.y1 - self.box.y0
        return self.box.x1 - self.box.x0


@dataclass(frozen=True, slots=True)
class Stack:
    """Display lines that belong together: kicker, headline, deck, byline."""

    id: int
    lines: tuple[tuple[Line, Role], ...]
    box: Box
    size: float
    """Of the headline."""
    vertical: bool = False

    def text(self, role: Role) -> str:
        """The lines of one role."""
        return " ".join(line.text for line, own in self.lines if own is role)


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture and its caption."""

    id: int
    picture: Box
    captions: tuple[tuple[Line, ...], ...]
    box: Box


def turned(box: Box) -> Box:
    """A box as if the page lay on its left side: vertical lines become lines, top to bottom."""
    return Box(box.y0, -box.x1, box.y1, -box.x0)


def body_size(lines: Sequence[Line]) -> float:
    """Points of the size that most characters have."""
    count: Counter[float] = Counter()
    for line in lines:
        count[round(line.size * 4) / 4] += len(line.text)
    if not count:
        return 9.0
    usual = count.most_common(1)[0][0]
    near = sorted(line.size for line in lines if abs(line.size - usual) <= 0.26)
    return near[len(near) // 2]


def strips_of(
    lines: Sequence[Line], body: float, walls: Sequence[Box]
) -> tuple[list[Strip], list[Line]]:
    """Strips of text, and the lines that are in none.

    `walls` are rules and pictures, which end a strip.
    """
    strips: list[Strip] = []
    rest: list[Line] = []
    for vertical in (False, True):
        own = [line for line in lines if line.vertical is vertical]
        if not own:
            continue
        boxes = {line.id: turned(line.box) if vertical else line.box for line in own}
        blocks = [turned(wall) if vertical else wall for wall in walls]
        chains = _chains(own, boxes, body, blocks)
        sizes = _text_sizes(chains, body)
        standing = max(map(len, chains), default=0) >= 3
        for chain in chains:
            # one line or two that stand upright on a page of level text are no text of it
            text = _is_text(chain, sizes, body) and (standing or not vertical)
            if text:
                strips.append(_strip(chain, vertical))
            else:
                rest += chain
    strips = _with_measures(strips)
    return [replace(strip, id=n) for n, strip in enumerate(strips)], rest


def _chains(
    lines: Sequence[Line], boxes: dict[int, Box], body: float, walls: Sequence[Box]
) -> list[list[Line]]:
    """Lines of one size one below the other."""
    ordered = sorted(lines, key=lambda line: (boxes[line.id].y0, boxes[line.id].x0))
    leads = _leadings(ordered, boxes)
    chains: list[list[Line]] = []
    extents: list[Box] = []
    open_: list[int] = []
    for line in ordered:
        box = boxes[line.id]
        best: int | None = None
        for n in reversed(open_):
            last = boxes[chains[n][-1].id]
            size = chains[n][-1].size
            step = box.y0 - last.y0
            lead = leads.get(round(size * 4), 1.5 * size)
            if step < 0.6 * size or step > LEADING * lead:
                continue
            if abs(line.size - size) > EXACT * size + 0.06:
                continue
            tight = step <= 1.1 * lead and abs(extents[n].x0 - box.x0) < 0.3 * size
            if not _same_column(chains[n], extents[n], box, size, boxes, tight=tight):
                continue
            if _walled(last, box, walls):
                continue
            best = n
            break
        if best is None:
            open_ = [n for n in open_ if box.y0 - boxes[chains[n][-1].id].y0 < 60]
            chains.append([line])
            extents.append(box)
            open_.append(len(chains) - 1)
        else:
            chains[best].append(line)
            extents[best] = union((extents[best], box))
            open_.remove(best)
            open_.append(best)
    return chains


def _leadings(ordered: Sequence[Line], boxes: dict[int, Box]) -> dict[int, float]:
    """The usual distance of base lines for each size."""
    steps: dict[int, Counter[float]] = defaultdict(Counter)
    recent: list[Line] = []
    for line in ordered:
        box = boxes[line.id]
        keep = []
        for other in recent:
            above = boxes[other.id]
            step = box.y0 - above.y0
            if step > 3 * line.size:
                continue
            keep.append(other)
            same = abs(other.size - line.size) <= EXACT * line.size
            if same and step > 0.8 * line.size and abs(above.x0 - box.x0) < INDENT * line.size:
                steps[round(line.size * 4)][round(step * 2) / 2] += 1
        recent = [*keep, line]
    found = {}
    for size, count in steps.items():
        top = max(count.values())
        # the shortest of the common steps: two lines down is common too
        found[size] = min(step for step, n in count.items() if n >= 0.5 * top)
    return found


def _same_column(
    chain: Sequence[Line],
    extent: Box,
    box: Box,
    size: float,
    boxes: dict[int, Box],
    *,
    tight: bool,
) -> bool:
    """Whether a line goes on with a chain; `tight`: it begins right under it, at one leading."""
    overlap = min(extent.x1, box.x1) - max(extent.x0, box.x0)
    narrow = min(extent.x1 - extent.x0, box.x1 - box.x0)
    # a short line may reach little beyond the indent of the next
    least = 0.8 * narrow if len(chain) > 1 else min(0.8 * narrow, narrow - 2.1 * size)
    near = overlap > 0.3 * size and abs(extent.x0 - box.x0) <= INDENT * size
    if overlap < least and not near:
        return False
    if tight and not any(words.ends(line.text) for line in chain):
        return True  # verse, whose lines are as long as they are
    if len(chain) == 1:
        first = boxes[chain[0].id]
        if box.x0 < first.x0 - INDENT * size or box.x0 > first.x1 + size:
            return False
        # a first line may be short or indented, but not by more
        return (
            box.x1 < first.x1 + 1.5 * size
            or words.ends(chain[0].text)
            or (first.x1 - first.x0 < 0.7 * (box.x1 - box.x0) and first.x0 >= box.x0 - size)
        )
    if box.x0 < extent.x0 - (INDENT * size if _all_indented(chain, boxes, extent) else 1.0):
        return False
    full = sum(boxes[line.id].x1 > extent.x1 - 1.2 * size for line in chain)
    return box.x1 < extent.x1 + (1.2 * size if full >= 2 else 30 * size)


def _all_indented(chain: Sequence[Line], boxes: dict[int, Box], extent: Box) -> bool:
    return len(chain) < 3 and all(boxes[line.id].x0 > extent.x0 - 1 for line in chain)


def _walled(above: Box, below: Box, walls: Sequence[Box]) -> bool:
    """Whether a rule or a picture stands between two lines."""
    for wall in walls:
        middle = (wall.y0 + wall.y1) / 2
        if above.y0 + 1 < middle < below.y1 - 1 and wall.y1 - wall.y0 < 400:
            overlap = min(below.x1, above.x1, wall.x1) - max(below.x0, above.x0, wall.x0)
            if overlap > 0.5 * min(below.x1 - below.x0, above.x1 - above.x0) and (
                wall.x1 - wall.x0 > wall.y1 - wall.y0 or wall.y1 - wall.y0 > 8
            ):
                return True
    return False


def _text_sizes(chains: Sequence[Sequence[Line]], body: float) -> list[float]:
    """Sizes that running text is set in on this page."""
    count: Counter[float] = Counter()
    for chain in chains:
        size = chain[0].size
        if len(chain) >= 4 and 0.6 * body < size < 1.7 * body:
            count[round(size, 1)] += len(chain)
    return [size for size, n in count.items() if n >= 4] + [body]


def _is_text(chain: Sequence[Line], sizes: Sequence[float], body: float) -> bool:
    size = chain[0].size
    if len(chain) >= 4 and 0.6 * body < size < 1.7 * body:
        return True
    return any(abs(size - known) <= 0.012 * known + 0.04 for known in sizes)


def _strip(chain: Sequence[Line], vertical: bool) -> Strip:
    box = union([line.box for line in chain])
    size = chain[0].size
    # the edge where most full lines end; a mark that hangs, or a letter, may stand out
    far = [line.box.y1 if vertical else line.box.x1 for line in chain]
    edge = box.y1 if vertical else box.x1
    near = Counter(round(end) for end in far if edge - end < 1.5 * size)
    usual, count = near.most_common(1)[0]
    if count >= 3 and count >= 0.5 * sum(near.values()) and edge - usual > 1.0:
        ends = sorted(end for end in far if abs(end - usual) <= 1.0)
        edge = ends[len(ends) // 2]
        box = Box(box.x0, box.y0, box.x1, edge) if vertical else Box(box.x0, box.y0, edge, box.y1)
    return Strip(0, tuple(chain), box, size, vertical)


def _with_measures(strips: list[Strip]) -> list[Strip]:
    """Strips of few lines take the measure of the others that begin at the same place."""
    known: dict[tuple[int, bool], list[float]] = defaultdict(list)
    for strip in strips:
        if len(strip.lines) >= 4:
            near, far = (
                (strip.box.y0, strip.box.y1) if strip.vertical else (strip.box.x0, strip.box.x1)
            )
            known[(round(near / 3), strip.vertical)].append(far)
    return [strip if len(strip.lines) >= 4 else _with_measure(strip, known) for strip in strips]


def _with_measure(strip: Strip, known: Mapping[tuple[int, bool], Sequence[float]]) -> Strip:
    box = strip.box
    near, far = (box.y0, box.y1) if strip.vertical else (box.x0, box.x1)
    options = [
        (start != near, edge, start)
        for start in (near, near - 2 * strip.size)
        for key in (round(start / 3) - 1, round(start / 3), round(start / 3) + 1)
        for edge in known.get((key, strip.vertical), ())
        if edge >= far - 2
    ]
    if not options:
        return strip
    _, edge, start = min(options)
    wide = Box(box.x0, start, box.x1, edge) if strip.vertical else Box(start, box.y0, edge, box.y1)
    return replace(strip, box=wide)
