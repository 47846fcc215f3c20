"""Readings: every row gets its part, for the whole issue at once.

A reading says of each row whether it is display (headline, kicker, deck, column), a byline, the
first or an inner line of a paragraph, a subhead, or a line kept for itself. Two kinds of issue
are read: those that print the headline before the body and those whose export puts it after.
For each the cheapest reading is found by dynamic programming (Viterbi) over the costs of
`evidence` and of the transitions below; `choice` compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from enum import IntEnum

from broadsheet.ingest.costs import NEVER
from broadsheet.ingest.evidence import Evidence


class Part(IntEnum):
    """The part that a row plays."""

    DISPLAY = 0
    HEAD_BYLINE = 1
    """A byline beside the headline."""
    FIRST = 2
    INNER = 3
    SUBHEAD = 4
    KEPT = 5
    TAIL_BYLINE = 6
    """A byline under the body."""
    OPENING = 7
    """First line of the first paragraph of an article that has no headline before it."""


BODY = (Part.FIRST, Part.INNER, Part.OPENING)


@dataclass(frozen=True, slots=True)
class Reading:
    """One complete reading of an issue."""

    before: bool
    """The headline stands before the body."""
    parts: tuple[Part, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one article, by index."""

    display: tuple[int, ...]
    head_bylines: tuple[int, ...]
    body: tuple[int, ...]
    """FIRST, INNER, OPENING, SUBHEAD and KEPT rows."""
    tail_bylines: tuple[int, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """All of them in order."""
        return tuple(sorted((*self.display, *self.head_bylines, *self.body, *self.tail_bylines)))


def softplus(x: float) -> float:
    """log(1 + e^x): the cost of what has the log-odds -x."""
    return x if x > 30 else math.log1p(math.exp(x))


# ----------------------------------------------------------------------------- the programme

LONE_SUBHEAD = 2.0
"""Cost of the only subhead of an article, or of one unlike the others: subheads come in twos and
threes, of about one length."""
HEADLESS = 6.0
"""Cost of an article without a headline."""
DATED = 3.0
"""What a dateline at its beginning takes off."""
SIGNED = 1.5
"""What a byline right before it takes off."""


CHEAPEST_STEP = -2.0
"""No step costs less, gaps aside: the dearest gift is 1.5, to a lone name below a headline."""


def read(evidence: Evidence, *, before: bool, lone: Set[int] = frozenset()) -> Reading:
    """The cheapest reading of one kind of issue; `lone` are rows whose subhead costs more."""
    signs = evidence.signs
    if not signs:
        return Reading(before, (), 0.0)
    step = _Steps(evidence, before)
    best: list[dict[Part, float]] = []
    came: list[dict[Part, Part]] = []
    for index in range(len(signs)):
        scores: dict[Part, float] = {}
        origins: dict[Part, Part] = {}
        # cheapest first: once a part is dearer than what is found by more than a step can give
        # back, no later one can win
        cheapest = sorted(best[-1].items(), key=_cost_of) if index else []
        most_back = CHEAPEST_STEP + min(0.0, evidence.gaps[index])
        for part, cost in _candidates(evidence, index, lone):
            if not index:
                value = step.start(part)
                if value < NEVER:
                    scores[part] = value + cost
                continue
            least, origin = NEVER, None
            for earlier, sofar in cheapest:
                if sofar + most_back >= least:
                    break
                value = sofar + step(earlier, part, index)
                if value < least:
                    least, origin = value, earlier
            if origin is not None:
                scores[part] = least + cost
                origins[part] = origin
        if not scores:  # nothing fits: the row goes on with the body
            earlier = min(best[-1], key=best[-1].__getitem__) if best else Part.OPENING
            scores = {Part.FIRST if best else Part.OPENING: (best[-1][earlier] if best else 0) + 20}
            origins = {Part.FIRST: earlier} if best else {}
        best.append(scores)
        came.append(origins)
    ending = {part: value + step.stop(part) for part, value in best[-1].items()}
    part = min(ending, key=ending.__getitem__)
    cost = ending[part]
    parts = [part]
    for index in range(len(signs) - 1, 0, -1):
        part = came[index][part]
        parts.append(part)
    return Reading(before, tuple(reversed(parts)), cost)


def _cost_of(item: tuple[Part, float]) -> float:
    return item[1]


def _candidates(evidence: Evidence, index: int, lone: Set[int]) -> list[tuple[Part, float]]:
    costs = evidence.costs[index]
    every = (
        (Part.DISPLAY, costs.display),
        (Part.HEAD_BYLINE, costs.byline),
        (Part.FIRST, costs.first),
        (Part.INNER, costs.inner),
        (Part.SUBHEAD, costs.subhead + (LONE_SUBHEAD if index in lone else 0.0)),
        (Part.KEPT, costs.kept),
        (Part.TAIL_BYLINE, costs.byline),
        (Part.OPENING, costs.first),
    )
    least = min(cost for _, cost in every)
    # What is ten nats behind before its neighbours have spoken will not win.
    return [(part, cost) for part, cost in every if cost <= least + 10]


@dataclass(slots=True)
class _Steps:
    """The cost of going from one part to the next; NEVER where it is no step."""

    evidence: Evidence
    before: bool

    def start(self, part: Part) -> float:
        if part is Part.DISPLAY:
            return 0.0 if self.before else 3.0
        if part is Part.OPENING:
            if not self.before:
                return 0.0
            return HEADLESS - (DATED if self.evidence.signs[0].dateline else 0)
        return NEVER if part is not Part.TAIL_BYLINE else 4.0

    def stop(self, part: Part) -> float:
        if self.before:
            return 3.0 if part in (Part.DISPLAY, Part.SUBHEAD) else 0.0
        return 0.0 if part in (Part.DISPLAY, Part.HEAD_BYLINE) else 3.0

    def __call__(self, earlier: Part, part: Part, index: int) -> float:
        if part is Part.INNER:
            if earlier is Part.INNER:
                return softplus(self.evidence.ends[index])
            if earlier is Part.FIRST or earlier is Part.OPENING:
                return softplus(self.evidence.ends_first[index])
            return NEVER
        if part is Part.FIRST:
            return self._first(earlier, index)
        if part is Part.OPENING:
            return self._opening(earlier, index)
        if part is Part.DISPLAY:
            return self._display(earlier, index)
        if part is Part.HEAD_BYLINE:
            weak = 0 < self.evidence.signs[index].byline < 0.75
            if earlier is Part.DISPLAY:
                late = self._only_column(earlier, index)
                return (
                    -1.5 if weak else 0.0
                ) + late  # a lone name is a byline only beside a headline
            return 0.5 if earlier is Part.HEAD_BYLINE else NEVER
        if part is Part.TAIL_BYLINE:
            return self._tail_byline(earlier, index)
        if part is Part.SUBHEAD:
            return self._subhead(earlier, index)
        return self._kept(earlier, index)

    def _closed(self, earlier: Part, index: int) -> float:
        """The cost of the text before a row being at its end."""
        if earlier is Part.INNER:
            return softplus(-self.evidence.ends[index])
        if earlier is Part.FIRST or earlier is Part.OPENING:
            return softplus(-self.evidence.ends_first[index])
        return 0.0

    def _text_end(self, earlier: Part, index: int) -> float:
        """The same before a row that is no body: its look says nothing about the paragraph."""
        if earlier not in BODY:
            return 0.0
        before = self.evidence.signs[index - 1]
        return 0.1 if before.row.terminal or before.signed or before.onward else 4.0

    def _only_column(self, earlier: Part, index: int) -> float:
        """The cost of a body right after the name of a column: a headline stands between."""
        return 2.0 if earlier is Part.DISPLAY and self.evidence.signs[index - 1].column else 0.0

    def _signed(self, earlier: Part, index: int) -> bool:
        before = self.evidence.signs[index - 1]
        return earlier is Part.TAIL_BYLINE or before.signed or before.onward

    def _first(self, earlier: Part, index: int) -> float:
        sign = self.evidence.signs[index]
        if sign.resumed:
            return NEVER
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            if not self.before:
                return NEVER
            late = self._only_column(earlier, index)
            bare = self.evidence.indented and not sign.indented
            return (0.3 if not sign.dateline else -1.0) + (1.5 if bare else 0.0) + late
        if earlier is Part.TAIL_BYLINE:
            return 5.5 + (4.0 if sign.dateline else 0.0)
        signed = self.evidence.signs[index - 1].signed
        late = 4.0 if sign.dateline else 0.0
        if earlier is Part.KEPT and self.evidence.indented and not sign.indented:
            late += 3.0
        if earlier is Part.SUBHEAD:
            return late
        return self._closed(earlier, index) + late + (2.0 if signed else 0.0)

    def _opening(self, earlier: Part, index: int) -> float:
        sign = self.evidence.signs[index]
        if earlier is Part.SUBHEAD:
            return NEVER
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            if sign.resumed:
                return 0.5
            if self.before:
                return NEVER
            late = self._only_column(earlier, index)
            return (0.3 if not sign.dateline else -1.0) + 0.5 * self.evidence.gaps[index] + late
        if sign.resumed:
            return 0.0
        cost = HEADLESS + self.evidence.gaps[index]
        if sign.dateline:
            cost -= DATED
        if self._signed(earlier, index):
            cost -= SIGNED
        return max(0.5, cost) + self._closed(earlier, index)

    def _display(self, earlier: Part, index: int) -> float:
        if earlier is Part.DISPLAY:
            return 0.3
        if earlier is Part.HEAD_BYLINE:
            # A story that has only a headline, or a deck under the byline.
            return 2.5
        if earlier is Part.SUBHEAD:
            return NEVER
        row = self.evidence.signs[index].row
        cost = self._text_end(earlier, index)
        if self._signed(earlier, index):
            cost += 0.2
        elif 1 <= row.mark < 7:
            cost += 0.5
        else:
            cost += 2.0 if self.before else 1.5
        return cost + self.evidence.gaps[index] * (1.0 if self.before else 0.0)

    def _tail_byline(self, earlier: Part, index: int) -> float:
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            return NEVER
        if earlier is Part.TAIL_BYLINE:
            return 0.5
        return self._text_end(earlier, index) + (1.5 if earlier is Part.SUBHEAD else 0.0)

    def _subhead(self, earlier: Part, index: int) -> float:
        if earlier is Part.SUBHEAD:
            return 3.0
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            return 3.0 if self.before else NEVER
        cost = self._text_end(earlier, index)
        return cost + (4.0 if self._signed(earlier, index) else 0.0)

    def _kept(self, earlier: Part, index: int) -> float:
        if earlier is Part.KEPT:
            row, above = self.evidence.signs[index].row, self.evidence.signs[index - 1].row
            alike = row.lead == above.lead and row.page == above.page
            return -0.8 if alike and self.evidence.gaps[index] >= 0 else 1.0
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            return (0.5 if self.before else 1.0) + self._only_column(earlier, index)
        if earlier is Part.TAIL_BYLINE:
            return 3.0 if self.before else 1.5
        before = self.evidence.signs[index - 1]
        if earlier in BODY and before.row.bare[-1] in "：:":
            return 0.3
        if self._signed(earlier, index):
            return 1.5
        return self._text_end(earlier, index)


# -------------------------------------------------------------------------------- articles


def spans(reading: Reading) -> tuple[Span, ...]:
    """The rows of each article of a reading, in order."""
    found: list[Span] = []
    display: list[int] = []
    heads: list[int] = []
    body: list[int] = []
    tails: list[int] = []

    def close() -> None:
        if display or heads or body or tails:
            found.append(Span(tuple(display), tuple(heads), tuple(body), tuple(tails)))
        for part in (display, heads, body, tails):
            part.clear()

    for index, part in enumerate(reading.parts):
        if part is Part.DISPLAY:
            if reading.before and (body or tails or heads):
                close()
            display.append(index)
        elif part is Part.HEAD_BYLINE:
            heads.append(index)
        elif part is Part.TAIL_BYLINE:
            tails.append(index)
        else:
            # A kept line may open the body of a poem, whose headline came before or comes after.
            verse = part is Part.KEPT and not reading.before and (display or heads)
            # A part that goes on from another page may have a headline of its own above it.
            headed = part is Part.OPENING and reading.before and display and not (body or tails)
            if verse or (part is Part.OPENING and not headed):
                close()
            body.append(index)
    close()
    return tuple(found)
