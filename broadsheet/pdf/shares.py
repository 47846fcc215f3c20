"""Which strips belong to which headline.

Every headline grows chains of strips in the order in which they would be read; a chain costs what
its joins cost (flow.py), and what is strange about its place. One chain for each headline is then
chosen, so that every strip is told once and all costs together are least. No cut of the page is
made, so it does not matter whether one could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from broadsheet.boxes import beside, holds, overlap, union
from broadsheet.layouts import Box
from broadsheet.pdf.choice import Chain, choose
from broadsheet.pdf.flow import Flow
from broadsheet.pdf.parts import Plate, Stack, Strip, turned

WIDTH = 40
"""Chains of one length that are kept while they grow."""
KEPT = 100
"""Chains of one headline that may be chosen."""
LONGEST = 26
"""Strips of a chain."""
GUTTER = 3.4
"""Ems between two columns of one story, at most."""
VERSE_GUTTER = 20.0
"""The same between two columns of verse, whose lines are short of their measure."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies in one part of the page: all of it, or one box."""

    strips: Sequence[Strip]
    heads: Sequence[Stack]
    plates: Sequence[Plate]
    rules: Sequence[Box]
    boxes: Sequence[Box]
    """Areas that are told already: boxed stories inside this one."""
    body: float


class Allotment:
    """Shares the strips of a ground among its heads."""

    def __init__(self, ground: Ground, flow: Flow) -> None:
        self.ground = ground
        self.flow = flow
        self.strips = ground.strips
        self.level = [r for r in ground.rules if r.x1 - r.x0 >= r.y1 - r.y0]
        self.upright = [r for r in ground.rules if r.x1 - r.x0 < r.y1 - r.y0]
        self.em = ground.body
        self.next = [self._successors(n) for n in range(len(self.strips))]
        self.over = [self._over(n) for n in range(len(self.strips))]

    # ------------------------------------------------------------------ neighbourhood

    def _successors(self, at: int) -> list[tuple[int, float]]:
        """Strips that may follow one, each with what is strange about the way there."""
        own = self.strips[at]
        found: list[tuple[int, float]] = []
        a = turned(own.box) if own.vertical else own.box
        below: tuple[float, int] | None = None
        for n, other in enumerate(self.strips):
            if n == at or other.vertical is not own.vertical:
                continue
            b = turned(other.box) if other.vertical else other.box
            if overlap(a, b) > 0.5 and b.y0 > a.y1 - 0.3 * own.size:
                if below is None or b.y0 < below[0]:
                    below = (b.y0, n)
            elif b.x0 > a.x1 - 0.5 * own.size:
                gap = b.x0 - a.x1
                verse = self.flow.edges[at].verse and self.flow.edges[n].verse
                near = (VERSE_GUTTER if verse else GUTTER) * own.size
                if gap > near and not self._filled(own.box, other.box):
                    continue
                found.append((n, self._crossed(own.box, other.box)))
            elif b.y0 > a.y1 - own.size and b.x1 < a.x0 + own.size:
                found.append((n, 2.5 + self._crossed(own.box, other.box)))
        if below is not None:
            n = below[1]
            between = self._between(own.box, self.strips[n].box) if not own.vertical else 0.0
            found.append((n, between))
        return found

    def _filled(self, a: Box, b: Box) -> bool:
        """Whether pictures, boxes or headlines fill the gap between two strips of one height."""
        gap = Box(a.x1, max(a.y0, b.y0), b.x0, min(a.y1, b.y1))
        if gap.y1 <= gap.y0:
            gap = Box(a.x1, min(a.y0, b.y0), b.x0, max(a.y1, b.y1))
        covered = 0.0
        for box in (
            *(p.box for p in self.ground.plates),
            *self.ground.boxes,
            *(h.box for h in self.ground.heads),
        ):
            wide = min(gap.x1, box.x1) - max(gap.x0, box.x0)
            high = min(gap.y1, box.y1) - max(gap.y0, box.y0)
            if wide > 0 and high > 0:
                covered = max(covered, wide)
        return covered > 0.6 * (gap.x1 - gap.x0)

    def _crossed(self, a: Box, b: Box) -> float:
        """What rules say against a join between two strips that are not one above the other."""
        cost = 0.0
        for rule in self.level:
            at = (rule.y0 + rule.y1) / 2
            apart = (a.y1 <= at + 3 and b.y0 >= at - 3) or (b.y1 <= at + 3 and a.y0 >= at - 3)
            reaches = rule.x0 < min(b.x1 - 5, a.x1 + 3 * self.em) and rule.x1 > b.x0 + 5
            if apart and reaches:
                cost = max(cost, 5.0)
        for rule in self.upright:
            at = (rule.x0 + rule.x1) / 2
            if a.x1 - 2 <= at <= b.x0 + 2:
                high = min(rule.y1, a.y1, b.y1) - max(rule.y0, a.y0, b.y0)
                if high > 0.3 * min(a.y1 - a.y0, b.y1 - b.y0):
                    beyond = max(min(a.y0, b.y0) - rule.y0, rule.y1 - max(a.y1, b.y1))
                    cost = max(cost, 2.0 if beyond > 4 * self.em else 0.5)
        return cost

    def _between(self, a: Box, b: Box) -> float:
        """What stands between two strips of one column speaks against a join."""
        gap = Box(max(a.x0, b.x0), a.y1, min(a.x1, b.x1), b.y0)
        for head in self.ground.heads:
            if overlap(head.box, gap) > 0.3 and head.box.y0 > a.y1 - 3 and head.box.y1 < b.y0 + 3:
                return 6.0
        for rule in self.level:
            at = (rule.y0 + rule.y1) / 2
            if a.y1 - 2 < at < b.y0 + 2 and overlap(rule, gap) > 0.5:
                return 5.0
        high = b.y0 - a.y1
        filled = any(
            overlap(box, gap) > 0.5 and box.y0 > a.y1 - 5 and box.y1 < b.y0 + 5
            for box in (*(p.box for p in self.ground.plates), *self.ground.boxes)
        )
        if not filled:
            return min(4.0, 0.5 * max(0.0, high / self.em - 1.5))
        # a story runs round a picture, and seldom under another story
        boxed = any(overlap(box, gap) > 0.5 and holds(gap, box) for box in self.ground.boxes)
        return 0.1 if not boxed else 1.0

    def _over(self, at: int) -> tuple[str, int, float]:
        """What stands right above a strip: its kind, number, and the points between."""
        own = self.strips[at].box
        best: tuple[str, int, float] = ("top", -1, 1e9)
        things: list[tuple[str, int, Box]] = []
        things += [("head", n, h.box) for n, h in enumerate(self.ground.heads)]
        things += [("strip", n, s.box) for n, s in enumerate(self.strips) if n != at]
        things += [("plate", n, p.box) for n, p in enumerate(self.ground.plates)]
        things += [("box", n, b) for n, b in enumerate(self.ground.boxes)]
        things += [("rule", n, r) for n, r in enumerate(self.level)]
        for kind, n, box in things:
            if overlap(box, own) < 0.3 or box.y1 > own.y0 + 0.4 * self.em:
                continue
            if kind == "rule" and box.x1 - box.x0 < 0.5 * (own.x1 - own.x0):
                continue
            gap = own.y0 - box.y1
            if gap < best[2]:
                best = (kind, n, gap)
        return best

    # ------------------------------------------------------------------------- chains

    def _place(self, head: int | None, at: int, taken: Sequence[int]) -> float:
        """What is strange about a strip where it stands, for a headline and what it has."""
        kind, n, gap = self.over[at]
        own = self.strips[at].box
        cost = 0.0
        if kind == "head" and n != head:
            cost += 3.5 if gap < 5 * self.em else 1.0
        elif kind == "strip" and n not in taken:
            # a column goes on at the leading; a wider gap is where something else begins
            cost += 1.5 if gap < 1.2 * self.em else 0.5
            if taken and not any(
                abs(self.strips[o].box.y0 - own.y0) < 0.8 * self.em for o in taken
            ):
                cost += 0.6
        elif kind in ("plate", "box"):
            cost += 0.15
        if head is None:
            return cost
        top = self.ground.heads[head].box
        if own.y1 <= top.y0 + 1:
            cost += 6.0
        elif overlap(own, top) > 0.2 and own.y0 < top.y0 - 1:
            cost += 5.0
        elif own.y0 < top.y0 - 2.2 * self.em:
            level = any(abs(self.strips[o].box.y0 - own.y0) < 0.8 * self.em for o in taken)
            cost += 0.6 if level else 1.4
        return cost

    def _begins(self, head: int) -> list[tuple[int, float]]:
        """Strips that the story under a headline may begin with."""
        top = self.ground.heads[head].box
        found = []
        for n, strip in enumerate(self.strips):
            box = strip.box
            across = overlap(box, top)
            if across > 0.1 and box.y0 > top.y1 - self.em:
                far = box.y0 - top.y1 - self._solid(top, box)
                cost = 0.0 if far < 3 * self.em else min(3.0, 0.12 * (far / self.em - 3))
                # the leftmost column under a headline is the usual one
                found.append((n, cost + (0.0 if self.over[n][:2] == ("head", head) else 0.4)))
            elif across <= 0.1 and self._level(self._with_plates(n), top):
                cost = 0.3 if self.ground.heads[head].vertical else 0.4
                if box.x0 >= top.x1 - 1 and not self.ground.heads[head].vertical:
                    cost += 1.2
                gap = top.x0 - box.x1 if box.x0 < top.x0 else box.x0 - top.x1
                if self.ground.heads[head].vertical and gap > 4 * self.em and box.x0 > top.x1:
                    cost += 1.0
                found.append((n, cost))
        found.sort(key=lambda item: item[1] + self.flow.begin(item[0]))
        return found[:10]

    def _solid(self, top: Box, box: Box) -> float:
        """Points of pictures between a headline and a text under it."""
        return sum(
            plate.box.y1 - plate.box.y0
            for plate in self.ground.plates
            if overlap(plate.box, box) > 0.5
            and top.y1 - self.em < plate.box.y0
            and plate.box.y1 < box.y0 + self.em
        )

    def _with_plates(self, at: int) -> Box:
        """A strip with the pictures that stand on it."""
        box = self.strips[at].box
        kind, n, gap = self.over[at]
        if kind == "plate" and gap < 4 * self.em:
            plate = self.ground.plates[n].box
            return Box(box.x0, min(box.y0, plate.y0), box.x1, box.y1)
        return box

    def _level(self, box: Box, top: Box) -> bool:
        """Whether a strip stands beside a headline, or begins with the text under it."""
        return beside(box, top) > 0.15 or top.y0 - 2 < box.y0 < top.y1 + 4 * self.em

    def chains(self, head: int) -> list[Chain]:
        """Chains of a headline, the best first."""
        top = self.ground.heads[head]
        level = []
        for n, strange in self._begins(head):
            cost = strange + self.flow.begin(n) + self._place(head, n, ())
            cost += self._crossed_head(top.box, self.strips[n].box)
            level.append(Chain((n,), cost))
        every: dict[frozenset[int], Chain] = {}
        for _ in range(LONGEST):
            level.sort(key=lambda chain: chain.cost)
            level = level[:WIDTH]
            grown: dict[frozenset[int], Chain] = {}
            for chain in level:
                key = frozenset(chain.strips)
                total = chain.cost + self.flow.finish(chain.strips[-1]) + self._shape(head, chain)
                known = every.get(key)
                if known is None or total < known.cost:
                    every[key] = Chain(chain.strips, total)
                for n, way in self.next[chain.strips[-1]]:
                    if n in chain.strips:
                        continue
                    cost = chain.cost + way + self.flow.join(chain.strips[-1], n)
                    cost += self._place(head, n, chain.strips)
                    if cost - chain.cost > 7.5:
                        continue
                    longer = Chain((*chain.strips, n), cost)
                    same = frozenset(longer.strips)
                    if same not in grown or cost < grown[same].cost:
                        grown[same] = longer
            if not grown:
                break
            level = list(grown.values())
        return sorted(every.values(), key=lambda chain: chain.cost)[:KEPT]

    def _crossed_head(self, head: Box, first: Box) -> float:
        for rule in self.level:
            at = (rule.y0 + rule.y1) / 2
            if (
                head.y1 - 2 < at < first.y0 + 2
                and overlap(rule, first) > 0.5
                and rule.x1 - rule.x0 > 1.3 * (head.x1 - head.x0)
                and at - head.y1 > first.y0 - at
            ):
                return 1.0
        return 0.0

    def _shape(self, head: int, chain: Chain) -> float:
        """What is strange about the outline of a whole chain."""
        ground = self.ground
        top = ground.heads[head]
        boxes = [self.strips[n].box for n in chain.strips]
        whole = union([*boxes, top.box])
        cost = 0.0
        for n, other in enumerate(ground.heads):
            if n != head and holds(whole, other.box):
                cost += 1.0
        inside = sum(
            holds(whole, strip.box) for n, strip in enumerate(self.strips) if n not in chain.strips
        )
        cost += min(2.5, 0.5 * inside)
        # the headline stands over its text, not over the neighbours'
        text = union(boxes)
        if not top.vertical:
            wide = top.box.x1 - top.box.x0
            out = max(0.0, text.x0 - top.box.x0) + max(0.0, top.box.x1 - text.x1)
            cost += min(2.5, 4.0 * max(0.0, out - 2 * self.em) / max(wide, 1.0))
            # one column beside the headline is usual, many are strange
            aside = sum(
                overlap(box, top.box) <= 0.1 and box.y0 < top.box.y1 - 2 and box.y1 > top.box.y0
                for box in boxes
            )
            cost += 0.15 * aside * aside
            if not any(self.over[n][:2] == ("head", head) for n in chain.strips):
                cost += 1.2
            cost += self._askew(top.box, boxes)
        # columns that stand side by side under nothing else begin and end together
        low = max(box.y1 for box in boxes)
        last = chain.strips[-1]
        for n in chain.strips:
            box = self.strips[n].box
            under = any(
                overlap(self.strips[o].box, box) > 0.3 and self.strips[o].box.y0 > box.y1 - 2
                for o in chain.strips
            )
            if (
                n != last
                and not under
                and low - box.y1 > 3 * self.em
                and not self._stopped(box, low)
            ):
                cost += 0.5
        # rules stand in all gutters of a story, or in none
        pairs = [
            0.2 < self._crossed(a, b) < 1.0
            for a, b in pairwise(boxes)
            if b.x0 > a.x1 - 2 and beside(a, b) > 0.3
        ]
        cost += 0.5 * min(sum(pairs), len(pairs) - sum(pairs))
        for rule in self.level:
            at = (rule.y0 + rule.y1) / 2
            above = [b for b in boxes if b.y1 <= at + 2 and overlap(b, rule) > 0.5]
            below = [b for b in boxes if b.y0 >= at - 2 and overlap(b, rule) > 0.5]
            if any(overlap(a, b) > 0.3 for a in above for b in below):
                cost += 3.0
        return cost

    def _askew(self, top: Box, boxes: Sequence[Box]) -> float:
        """A headline narrower than its text stands over the edge of a column, or in the middle."""
        under = [box for box in boxes if box.y0 > top.y0 - 2]
        if not under:
            return 0.0
        text = union(under)
        wide = text.x1 - text.x0
        edges = any(
            abs(box.x0 - top.x0) < 2 * self.em or abs(box.x1 - top.x1) < 2 * self.em
            for box in under
        )
        off = abs((top.x0 + top.x1) - (text.x0 + text.x1)) / 2
        if top.x1 - top.x0 > 0.8 * wide or edges or off < 0.05 * wide + self.em:
            return 0.0
        return 0.8

    def _stopped(self, box: Box, low: float) -> bool:
        """Whether a column that ends early has something else under it."""
        room = Box(box.x0, box.y1, box.x1, low)
        return any(
            overlap(other, room) > 0.3 and other.y0 < low - self.em and other.y1 > box.y1
            for other in (
                *(p.box for p in self.ground.plates),
                *self.ground.boxes,
                *(h.box for h in self.ground.heads),
                *(s.box for s in self.strips if s.box.y0 > box.y1 - 2),
            )
        )

    # ------------------------------------------------------------------------- choice

    def choose(self) -> list[tuple[int, ...]]:
        """The strips of each headline in reading order."""
        heads = range(len(self.ground.heads))
        options = [self.chains(head) for head in heads]
        return choose(options, len(self.strips))
