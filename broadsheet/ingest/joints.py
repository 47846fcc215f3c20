"""Joints: what it costs to go from one part to the next, by what the two rows show.

A step asks a dozen questions of the row it comes from and the row it goes to. The thousand rows
of an issue give a few dozen different answers, so a step is priced once for each of them
(`prices`), and the programme of `readings` looks prices up. What has as many values as there are
rows, the odds that a paragraph ends there, is left out here and added by the programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.ingest.evidence import Evidence
from broadsheet.ingest.headcosts import NEVER
from broadsheet.ingest.parts import BODY, Part
from broadsheet.ingest.passages import LEAST_RUN

HEADLESS = 6.0
"""Cost of an article without a headline."""
DATED = 3.0
"""What a dateline at its beginning takes off."""
SUBHEAD_FIRST = 1.2
"""Cost of a text that opens with a subhead, under the byline."""
APART = 0.5
"""What a paragraph costs more for each nat of white space before it."""
TURNED = 3.0
"""Cost of a page that turns between a heading and its text."""
HEADING = (Part.DISPLAY, Part.HEAD_BYLINE)
TIGHT = 1.5
"""Cost of a line of a paragraph that stands closer than such lines do; lines of a heading do."""
ANSWERED = 2.5
"""Cost of a letter under a signed one: its answer."""
AFTER_VERSE = 1.5
"""Cost of prose, or of a subhead, right after verse: a heading stands between the two."""
SIGNED = 1.5
"""What a byline right before it takes off."""


class Joint(NamedTuple):
    """All that a step asks of a row and of the one above it, but for the ends of paragraphs."""

    gap: float
    """`Evidence.gaps` of the row."""
    indented: bool
    """Paragraphs of the issue are."""
    column_above: bool
    """The name of a column, over which a headline is to be expected."""
    terminal_above: bool
    signed_above: bool
    """A byline, or the date under a notice, ends it."""
    onward_above: bool
    whole_above: bool
    """It is a paragraph by itself, in no column: it may end without a full stop."""
    colon_above: bool
    """It ends in a colon."""
    verse_above: bool
    """It is one of many short lines, and no row of a table."""
    turned: bool
    """The rows stand on two pages."""
    alike: bool
    """Both rows stand on one page and are set in from the margin alike."""
    dateline: bool
    calls: bool
    """It calls whom a letter is to: 编辑同志："""
    resumed: bool
    set_in: bool
    """The row has the paragraph indent."""
    weak: bool
    """The row may be a byline, but does not look much like one."""
    heading: bool
    """The row is a Markdown heading."""
    tight: bool
    """`Evidence.tight` of the row."""
    lone: float
    """`Costs.lone` of the row."""


def joint_at(evidence: Evidence, index: int) -> Joint:
    """The joint between a row and the one above it; for the first row there is none."""
    above, sign = evidence.signs[index - 1], evidence.signs[index]
    upper, row = above.row, sign.row
    return Joint(
        gap=evidence.gaps[index],
        indented=evidence.indented,
        column_above=above.column and not above.notice,
        terminal_above=upper.terminal or _is_bracketed(upper.bare),
        signed_above=above.signed or above.dated or _is_remark(upper.bare),
        onward_above=above.onward,
        whole_above=above.measure is None and upper.width >= 12 and not evidence.wrapped,
        colon_above=upper.bare[-1] in "：:",
        verse_above=above.short_run >= LEAST_RUN and not (above.dated or above.labelled),
        turned=row.page != upper.page,
        alike=row.lead == upper.lead and row.page == upper.page,
        dateline=sign.dateline,
        calls=sign.calls,
        resumed=sign.resumed,
        set_in=sign.indented,
        weak=0 < sign.byline < 0.75,
        heading=1 <= row.mark < 7,
        tight=evidence.tight[index],
        lone=evidence.costs[index].lone,
    )


def _is_bracketed(bare: str) -> bool:
    """Whether a line is one remark in brackets, which ends a text without a full stop."""
    return bare[0] in "（(" and bare[-1] in "）)"


LONGEST_REMARK = 14


def _is_remark(bare: str) -> bool:
    """Whether a line is a few words in brackets: who sent the text above it."""
    return len(bare) <= LONGEST_REMARK and _is_bracketed(bare)


class Price(NamedTuple):
    """What it costs to come to a part."""

    closes: bool
    """A paragraph must have ended before it, which costs something too."""
    least: float
    """The lowest of `steps`."""
    steps: tuple[float, ...]
    """By the part come from; NEVER where it is no step."""


Prices = tuple[Price, ...]
"""By the part gone to."""


@lru_cache(maxsize=1 << 12)  # the joints of some hundred issues
def prices(joint: Joint, *, before: bool) -> Prices:
    """The prices of all steps over a joint, by the part gone to.

    `before` says which kind of issue is read: with its headlines before or after the bodies. What
    goes on inside a paragraph (INNER) costs nothing here but what the ends of paragraphs cost.
    """
    pricing = _Pricing(joint, before)
    found: list[Price] = []
    for part in Part:
        steps = tuple(pricing(earlier, part) for earlier in Part)
        closes = part is Part.FIRST or (part is Part.OPENING and not joint.resumed)
        found.append(Price(closes, min(steps), steps))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Pricing:
    joint: Joint
    before: bool

    def __call__(self, earlier: Part, part: Part) -> float:
        if part is Part.INNER:
            return 0.0 if earlier in BODY else NEVER
        return self._step(earlier, part) + (TURNED if self._parts_heading(earlier, part) else 0.0)

    def _parts_heading(self, earlier: Part, part: Part) -> bool:
        """Whether the turn of a page stands between a heading and its text."""
        if not self.joint.turned:
            return False
        if earlier is Part.SUBHEAD:
            return True
        if self.before:
            return earlier in HEADING
        return part in HEADING and earlier not in HEADING

    def _step(self, earlier: Part, part: Part) -> float:
        if part is Part.FIRST:
            return self._first(earlier)
        if part is Part.OPENING:
            return self._opening(earlier)
        if part is Part.DISPLAY:
            return self._display(earlier)
        if part is Part.HEAD_BYLINE:
            return self._head_byline(earlier)
        if part is Part.TAIL_BYLINE:
            return self._tail_byline(earlier)
        if part is Part.SUBHEAD:
            return self._subhead(earlier)
        return self._kept(earlier)

    def _text_end(self, earlier: Part) -> float:
        """The cost of a text being at its end before a row that is no body."""
        if earlier not in BODY:
            return 0.0
        joint = self.joint
        ended = joint.terminal_above or joint.signed_above or joint.onward_above
        return 0.1 if ended else 1.5 if joint.whole_above else 4.0

    def _only_column(self, earlier: Part) -> float:
        """The cost of a body right after the name of a column: a headline stands between."""
        return 2.0 if earlier is Part.DISPLAY and self.joint.column_above else 0.0

    def _signed(self, earlier: Part) -> bool:
        joint = self.joint
        return earlier is Part.TAIL_BYLINE or joint.signed_above or joint.onward_above

    def _first(self, earlier: Part) -> float:
        joint = self.joint
        if joint.resumed:
            return NEVER
        bare = joint.indented and not joint.set_in
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            if not self.before:
                return NEVER
            late = self._only_column(earlier)
            return (0.3 if not joint.dateline else -1.0) + (1.5 if bare else 0.0) + late
        late = 4.0 if joint.dateline else 0.0
        if earlier is Part.TAIL_BYLINE:
            return (ANSWERED if joint.calls else 5.5) + late
        if earlier is Part.KEPT:
            late += 3.0 if bare else AFTER_VERSE if joint.verse_above else 0.0
        if earlier is Part.SUBHEAD:
            return late
        # white space that parts articles is rare between the paragraphs of one
        late += APART * max(0.0, -joint.gap)
        return late + (2.0 if joint.signed_above else 0.0)

    def _opening(self, earlier: Part) -> float:
        joint = self.joint
        if earlier is Part.SUBHEAD:
            return NEVER
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            if joint.resumed:
                return 0.5
            if self.before:
                return NEVER
            late = self._only_column(earlier)
            return (0.3 if not joint.dateline else -1.0) + 0.5 * joint.gap + late
        if joint.resumed:
            return 0.0
        cost = HEADLESS + joint.gap
        if joint.dateline:
            cost -= DATED
        if self._signed(earlier):
            cost -= SIGNED
        return max(0.5, cost)

    def _display(self, earlier: Part) -> float:
        if earlier is Part.DISPLAY:
            return 0.3 - (0.5 * TIGHT if self.joint.tight else 0.0)
        if earlier is Part.HEAD_BYLINE:
            # A story that has only a headline, or a deck under the byline.
            return 3.5
        if earlier is Part.SUBHEAD:
            return NEVER
        cost = self._text_end(earlier)
        if self._signed(earlier):
            cost += 0.2
        elif self.joint.heading:
            cost += 0.5
        else:
            cost += 2.0 if self.before else 1.5
        return cost + self.joint.gap * (1.0 if self.before else 0.0)

    def _head_byline(self, earlier: Part) -> float:
        if earlier is Part.DISPLAY:
            # A lone name is a byline only beside a headline.
            return (-1.5 if self.joint.weak else 0.0) + self._only_column(earlier)
        return 0.5 if earlier is Part.HEAD_BYLINE else NEVER

    def _tail_byline(self, earlier: Part) -> float:
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            return NEVER
        if earlier is Part.TAIL_BYLINE:
            return 0.5 + (2.0 if self.joint.weak else 0.0)
        return self._text_end(earlier) + (1.5 if earlier is Part.SUBHEAD else 0.0)

    def _subhead(self, earlier: Part) -> float:
        if earlier is Part.SUBHEAD:
            return 3.0
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            return (SUBHEAD_FIRST if earlier is Part.HEAD_BYLINE else 3.0) if self.before else NEVER
        late = AFTER_VERSE if earlier is Part.KEPT and self.joint.verse_above else 0.0
        return self._text_end(earlier) + (4.0 if self._signed(earlier) else 0.0) + late

    def _kept(self, earlier: Part) -> float:
        if earlier is Part.KEPT:
            if self.joint.signed_above:
                return 1.5
            if self.joint.alike and self.joint.gap >= 0:
                return -0.8
            return 0.0 if self.joint.verse_above else 1.0  # the next stanza, or something else
        if earlier is Part.DISPLAY or earlier is Part.HEAD_BYLINE:
            return (0.5 if self.before else 1.0) + self._only_column(earlier)
        if earlier is Part.TAIL_BYLINE:
            return 3.0
        if earlier in BODY and self.joint.colon_above:
            return 0.3
        if self._signed(earlier):
            return 1.5 if self.before else 3.0
        apart = 1.0 if self.joint.gap < 0 and earlier in BODY else 0.0
        return self._text_end(earlier) + self.joint.lone + apart
