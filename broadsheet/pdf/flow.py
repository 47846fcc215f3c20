"""Where text goes on: how well the end of one strip meets the beginning of another.

A full line without the end of a sentence goes on in a strip whose first line has no indent; a
short line that ends a sentence ends a paragraph. Two characters that stand side by side elsewhere
on the page speak for a join, and so do quotation marks that close what was opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from broadsheet.layouts import Box
from broadsheet.pdf import words
from broadsheet.pdf.parts import Strip, turned


class End(StrEnum):
    """How a strip ends."""

    OPEN = "open"
    """At the full measure, inside a sentence."""
    FULL = "full"
    """At the full measure, with a sentence."""
    SHORT = "short"
    """Short, with the end of a sentence, or a jump line."""
    CUT = "cut"
    """Short and inside a sentence: verse, a list, a signature."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The two ends of a strip."""

    end: End
    indented: bool
    """The first line begins a paragraph."""
    first: str
    """Bare text of the first line."""
    last: str
    unclosed: int
    """Quotations that its last paragraph leaves open."""
    unopened: bool
    """It closes a quotation before it opens one."""
    resumed: bool
    jumps: bool
    verse: bool = False
    """Lines end where the poet ends them, not where the column does."""


LEAST_VERSE = 4
"""Lines from which a strip may be told for verse."""
LONGEST_VERSE = 24
"""Characters of a line of verse."""


def is_verse(strip: Strip) -> bool:
    """Whether the lines of a strip end short of its measure without ending sentences."""
    lines = [line for line in strip.lines if not words.is_jump(line.text)]
    if (
        len(lines) < LEAST_VERSE
        or max(len(words.bare(line.text)) for line in lines) > LONGEST_VERSE
    ):
        return False
    ends = [line.box.y1 if strip.vertical else line.box.x1 for line in lines]
    far = max(ends) - 0.9 * strip.size
    cut = sum(
        end < far and not words.ends(line.text) for end, line in zip(ends, lines, strict=True)
    )
    marks = sum(char in "，。、；！？" for line in lines for char in line.text)
    return cut >= 0.25 * len(lines) or not marks


def edges_of(strips: Sequence[Strip]) -> list[Edge]:
    """The ends of strips."""
    return [_edge(strip) for strip in strips]


def spread(strip: Strip, box: Box) -> tuple[float, float]:
    """Where a line begins and ends in its column, in ems from the column's edges."""
    if strip.vertical:
        outer, inner = turned(strip.box), turned(box)
    else:
        outer, inner = strip.box, box
    return (inner.x0 - outer.x0) / strip.size, (outer.x1 - inner.x1) / strip.size


def _edge(strip: Strip) -> Edge:
    lines = strip.lines
    while len(lines) > 1 and words.is_jump(lines[-1].text):
        lines = lines[:-1]
    jumps = len(lines) < len(strip.lines) or "下转" in lines[-1].text
    last, first = lines[-1], lines[0]
    _, short = spread(strip, last.box)
    full = short < 1.25
    closed = words.ends(last.text)
    end = (End.FULL if closed else End.OPEN) if full else (End.SHORT if closed else End.CUT)
    if jumps:
        end = End.SHORT
    indent, _ = spread(strip, first.box)
    depth, unopened, started = 0, False, False
    paragraph = 0
    for line in lines:
        begin, _ = spread(strip, line.box)
        if begin > 1.2:
            depth, paragraph = 0, paragraph + 1
        for char in line.text:
            if char == "“":
                depth, started = depth + 1, True
            elif char == "”":
                if not depth and not started and not paragraph:
                    unopened = True
                depth = max(0, depth - 1)
    return Edge(
        end,
        indent > 1.2 or first.text.startswith(("　　", "□□")),
        words.bare(first.text),
        words.bare(last.text),
        depth,
        unopened,
        words.is_resumed(first.text),
        jumps,
        is_verse(strip),
    )


class Flow:
    """Costs of joins on one page: 0 for a perfect one, 4 for one that cannot be."""

    def __init__(self, strips: Sequence[Strip]) -> None:
        self.strips = strips
        self.edges = edges_of(strips)
        self._pairs: Counter[str] = Counter()
        for strip in strips:
            for line in strip.lines:
                text = words.bare(line.text)
                self._pairs.update(text[n : n + 2] for n in range(len(text) - 1))
        begun = sum(edge.indented for edge in self.edges)
        inner = sum(
            spread(strip, line.box)[0] > 1.2 for strip in strips for line in strip.lines[1:]
        )
        self.indents = begun + inner >= max(1, len(strips) // 4)
        """Whether paragraphs of this page open with an indent at all."""
        self._cache: dict[tuple[int, int], float] = {}

    def join(self, a: int, b: int) -> float:
        """Cost of strip b after strip a."""
        key = (a, b)
        if key not in self._cache:
            self._cache[key] = self._join(a, b)
        return self._cache[key]

    def _join(self, a: int, b: int) -> float:
        before, after = self.edges[a], self.edges[b]
        if before.verse or after.verse:
            return self._verses(a, b)
        indented = after.indented
        if before.end is End.OPEN:
            cost = 4.0 if indented else 0.6
        elif before.end is End.FULL:
            cost = 0.5 if indented else 0.9
        elif before.end is End.SHORT:
            cost = 0.3 if indented or not self.indents else 3.5
        else:
            cost = 1.5
        if not indented and before.end in (End.OPEN, End.FULL):
            cost += self._words(before.last, after.first, open_=before.end is End.OPEN)
            if before.unclosed and after.unopened:
                cost -= 0.8
            elif after.unopened and not before.unclosed:
                cost += 1.0
            elif before.unclosed and after.first[:1] == "“":
                cost += 0.8
        if before.jumps or after.resumed:
            cost += 3.0
        if abs(self.strips[a].size - self.strips[b].size) > 0.03 * self.strips[a].size:
            cost += 2.0
        elif abs(self.strips[a].measure - self.strips[b].measure) > 0.04 * self.strips[a].measure:
            cost += 0.7
        if self.strips[a].vertical is not self.strips[b].vertical:
            cost += 3.0
        return max(0.0, cost)

    def _verses(self, a: int, b: int) -> float:
        """Stanzas follow stanzas of one size; the last column may be a line or two."""
        before, after = self.edges[a], self.edges[b]
        one, two = self.strips[a], self.strips[b]
        cost = 0.3
        if not (before.verse and after.verse):
            other = two if before.verse else one
            told = any("。" in line.text for line in other.lines)
            cost = 3.5 if told or len(other.lines) > 4 else 1.0
        if abs(one.size - two.size) > 0.03 * one.size:
            cost += 2.0
        return cost + (3.0 if one.vertical is not two.vertical else 0.0)

    def _words(self, last: str, first: str, *, open_: bool) -> float:
        """What the characters at the join say: negative for it, positive against it."""
        if not last or not first:
            return 0.0
        a, b = last[-1], first[0]
        if a.isdigit() and b in ".%":
            return -0.5
        if b == "." or (b == "%" and not a.isdigit()):
            return 2.0
        if a.isdigit() and b.isdigit():
            return -0.3
        if not open_:
            return 0.0
        if a in "，、；：—":
            return -0.1
        return -0.4 if self._pairs[a + b] else 0.8

    def begin(self, strip: int) -> float:
        """Cost of a story that begins with a strip."""
        edge = self.edges[strip]
        if edge.resumed or edge.verse:
            return 0.0
        brief = len(self.strips[strip].lines) <= 6
        cost = 0.0 if edge.indented or not self.indents else 1.0 if brief else 2.5
        return cost + (1.5 if edge.unopened else 0.0)

    def finish(self, strip: int) -> float:
        """Cost of a story that ends with a strip."""
        edge = self.edges[strip]
        if edge.verse:
            return 0.0
        cost = {End.OPEN: 3.5, End.FULL: 0.15, End.SHORT: 0.0, End.CUT: 0.6}[edge.end]
        return cost + (1.0 if edge.unclosed else 0.0)
