"""Headline blocks: which display line is column, kicker, headline or deck.

The lines of a block keep their order in print: column, kicker, headline, deck. The cheapest
assignment in that order is found by dynamic programming over the costs below (nats, as in
`evidence`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from broadsheet.ingest import latin
from broadsheet.ingest.conventions import KICKER_ENDINGS
from broadsheet.ingest.galley import BOLD, Row
from broadsheet.ingest.tags import SAID, echoes, has_gap, is_tag, unsaid
from broadsheet.ingest.turns import TALLEST, is_parallel, is_slogan, turns_inside
from broadsheet.ingest.wording import is_column_name


class Element(IntEnum):
    """What a display line is, in printed order."""

    COLUMN = 0
    KICKER = 1
    HEADLINE = 2
    DECK = 3


COLUMN, KICKER, HEADLINE, DECK = Element
"""By themselves, as in `parts`."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A headline block with its parts told apart; indices into its rows."""

    column: tuple[int, ...]
    kicker: tuple[int, ...]
    headline: tuple[int, ...]
    deck: tuple[int, ...]
    margin: float
    """By how many nats the assignment beats the next best."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the issue says about a block."""

    lede: str
    """Bare text of the first paragraph."""
    body: str
    """Bare text of the body."""
    repeated: Mapping[str, int]
    """How often each bare text stands in the issue as display."""
    usual_blanks: int
    """Blank lines that usually stand between two rows."""
    tight: bool
    """Some display lines of the issue stand closer than is usual, and some do not: it means
    something whether they do."""
    lead: str | None
    """The white space before headlines that stand alone."""
    centred: bool
    """Display lines stand in the middle of their column: their white space differs with their
    length and says nothing else."""


def assign(rows: Sequence[Row], around: Surroundings) -> Heading:
    """Tells the parts of a block of one or more rows apart."""
    if len(rows) > TALLEST:
        return Heading((), (), tuple(range(len(rows))), (), 0.0)
    costs = [_costs(rows, at, around) for at in range(len(rows))]
    ranked = sorted(_assignments(rows, costs, around))
    best = ranked[0]
    margin = ranked[1][0] - best[0] if len(ranked) > 1 else 10.0
    column, kicker, headline, deck = (
        tuple(at for at, found in enumerate(best[1]) if found is element) for element in Element
    )
    return Heading(column, kicker, headline, deck, margin)


_TAG_ECHO = {1: 0.3, 2: 0.3, 3: 0.3, 4: 1.0}
"""What a column costs more whose name the lede repeats, by its length."""
_COUNTED = re.compile(
    r"[一二三四五六七八九十百千万两\d][多余]?(?:天|人|个|户|亩|元|万|次|家|名|项|公里|成|倍|月|日)"
)
"""What a headline counts; the names of columns do not."""
_IN_TWO_SCRIPTS = re.compile(r"[\u3400-\u9fff]{2,5}[ \u3000]*[A-Z][A-Za-z’']+(?: [A-Za-z’']+)*\Z")
"""A column that is named twice: 英语角 English Corner."""
_DOCUMENT = re.compile(r"[\u3400-\u9fff]{2,14}[〔\[（(]\d{4}[〕\]）)](?:第)?\d+号\Z")
"""The number of an official document, under its title."""
_OCCASION = re.compile(r"[（(]?\d{4}年\d{1,2}月\d{1,2}日.{0,3}在")
"""When and where a speech was held, under its title."""
DASHES = ("—", "─", "--")
"""What a deck opens with."""
MORE_LINES = 1.0
"""Cost of each line of a headline past the second."""
KEPT_PATHS = 3
"""Partial assignments kept for each element: enough for the best and its rival."""


def _assignments(
    rows: Sequence[Row], costs: Sequence[Sequence[float]], around: Surroundings
) -> list[tuple[float, tuple[Element, ...]]]:
    """The cheapest assignments with their costs; each has a headline."""
    paths: dict[Element, list[tuple[float, tuple[Element, ...]]]] = {
        element: [(costs[0][element], (element,))] for element in Element
    }
    for at in range(1, len(rows)):
        grown: dict[Element, list[tuple[float, tuple[Element, ...]]]] = {}
        for element in Element:
            options = [
                (cost + step + costs[at][element], (*path, element))
                for before in Element
                if before <= element
                and (step := _step(rows, at, before, element, around)) is not None
                for cost, path in paths[before]
            ]
            grown[element] = sorted(options)[:KEPT_PATHS]
        paths = grown
    found = [
        (cost + MORE_LINES * max(0, path.count(HEADLINE) - 2) - _whole(rows, path), path)
        for options in paths.values()
        for cost, path in options
        if HEADLINE in path
    ]
    if not found:  # each line of the block excludes being a headline
        whole = tuple(HEADLINE for _ in rows)
        return [(0.0, whole)]
    return found


WHOLE_STACK = 0.6
"""What speaks for kicker, headline and deck of a line each, where the headline is the shortest."""


def _whole(rows: Sequence[Row], path: Sequence[Element]) -> float:
    """What a stack of kicker, headline and deck counts as a whole: headlines are set largest."""
    if tuple(path)[-3:] != (KICKER, HEADLINE, DECK) or path.count(KICKER) > 1:
        return 0.0
    kicker, headline, deck = rows[-3:]
    far = deck.width >= 1.4 * headline.width and kicker.width > headline.width
    return WHOLE_STACK if far and not has_gap(headline) else 0.0


def _costs(rows: Sequence[Row], at: int, around: Surroundings) -> tuple[float, float, float, float]:
    """What it costs to read one line of a block as each element."""
    row = rows[at]
    bare = row.bare
    size = len(bare)
    alone = len(rows) == 1
    marked_block = any(1 <= other.mark < BOLD for other in rows)
    level = min((other.mark for other in rows if other.mark), default=0)
    marked = 1 <= row.mark < BOLD and row.mark == level
    lower = row.mark > level > 0  # a lesser heading than the headline
    dashed = bare.startswith(DASHES)
    lead_in = bare.endswith(KICKER_ENDINGS)
    capitals = row.latin and latin.is_capitals(row.text) and not alone
    column = row.column or (latin.is_column(row.text) if row.latin else is_column_name(row.text))
    repeated = around.repeated.get(bare, 0) > 1
    bracketed = bare[0] in "（(" and bare[-1] in "）)"
    series, gap, echoed = _is_series(row, rows), has_gap(row), echoes(row, around.lede)

    as_column = 1.2
    as_column -= 1.5 if series else 0.0
    as_column -= 3.0 if column else 0.0
    as_column -= 2.0 if repeated and not gap else 0.0
    as_column -= 1.4 if is_tag(rows, at, around.body) else 0.0
    as_column -= unsaid(rows, at, around.body)
    twice = at == 0 and not alone and _IN_TWO_SCRIPTS.match(row.text) is not None
    as_column -= 1.5 if twice else 0.0
    as_column += 4.0 if size > 14 and not (column or twice) else 0.0
    as_column += 3.0 if dashed or lead_in else 0.0
    as_column += _TAG_ECHO.get(size, 1.5) if echoed else 0.0
    as_column += 1.0 if _COUNTED.search(bare) else 0.0
    as_column += 3.0 if marked and not column else 0.0
    as_column -= 3.0 if capitals and column else 0.0

    as_kicker = 1.2
    as_kicker -= 0.8 if series else 0.0
    as_kicker -= 2.5 if lead_in else 0.0
    as_kicker -= 0.8 if gap else 0.0
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below is not None and is_slogan(row.text) and not has_gap(below):
        as_kicker -= 1.0
    if below is not None and size >= 6 and not has_gap(row):
        whole = len(below.text.split()) == 2 and len(min(below.text.split(), key=len)) >= 4
        # under it a headline of two phrases, or one that is set apart letter by letter
        as_kicker -= TWO_PHRASES if whole else LETTERSPACED if _is_letterspaced(below) else 0.0
    as_kicker += 3.0 if bracketed else 0.0
    as_kicker -= 1.2 if echoed else 0.0
    as_kicker += 1.5 if size <= 5 else 0.0
    as_kicker += 3.0 if marked else 0.0
    as_kicker += 5.0 if dashed else 0.0
    as_kicker += 2.0 if column else 0.0
    as_kicker += (-3.0 if capitals else 2.0) if row.latin else 0.0

    as_headline = 2.5 if capitals else 0.0
    as_headline += 2.5 if (marked_block and not marked) or lower else 0.0
    as_headline += 4.0 if dashed or (bracketed and not alone) else 0.0
    as_headline += 3.0 if _DOCUMENT.match(bare) else 0.0
    as_headline += 2.5 if column and not alone else 0.0
    as_headline += 2.0 if lead_in and not alone else 0.0
    as_headline += 1.0 if repeated and not alone else 0.0
    alike = [other.lead == around.lead for other in rows]
    if any(alike) and not all(alike) and not around.centred:
        as_headline += -1.0 if row.lead == around.lead else 1.0

    as_deck = 1.3
    under = dashed or bracketed or bool(_DOCUMENT.match(bare) or (at and _OCCASION.match(bare)))
    as_deck -= 3.0 if under else 1.0 if lower and row.mark < BOLD else 0.0
    as_deck -= 1.2 if at and SAID.match(bare) else 0.0
    as_deck += 3.0 if marked else 0.0
    as_deck += 1.0 if size <= 4 else 0.0
    as_deck += 2.0 if column or lead_in else 0.0
    if row.label in _LABELLED:
        told = [0.0 if row.label == name else 9.0 for name in _LABELLED]
        return told[0], told[1], told[2], told[3]
    return as_column, as_kicker, as_headline, as_deck


_LABELLED = ("column", "kicker", "headline", "deck")
"""Labels of a content system, in the order of the elements."""


SMALLER = 1.5
"""Times its width that a line is wider than the headline's above it: it is set smaller."""
TWO_PHRASES = 1.9
LETTERSPACED = 1.5
"""What speaks for a kicker over such headlines."""


def _is_letterspaced(row: Row) -> bool:
    """Whether a line is set with a space behind every character."""
    parts = row.text.split()
    return len(parts) >= 4 and all(len(part) == 1 for part in parts)


def _step(
    rows: Sequence[Row], at: int, before: Element, element: Element, around: Surroundings
) -> float | None:
    """The cost of two lines in a row being these; None where the order forbids it."""
    upper, lower = rows[at - 1], rows[at]
    if before is COLUMN and element is COLUMN:
        return None
    if before is COLUMN and element is DECK:
        return None
    if before is KICKER and element is DECK:
        return None
    together = _together(upper, lower, around)
    if before is not element:
        cost = together * (1.5 if before is COLUMN else 1.0)
        if before is KICKER and element is HEADLINE:
            cost += 0.6 if upper.width < 0.8 * lower.width and not has_gap(upper) else 0.0
            # a kicker is set smaller, so that it is longer than the headline's lines
            cost -= 0.7 if len(rows) >= 3 and upper.width >= 1.4 * lower.width else 0.0
        if before is HEADLINE and element is DECK:
            deep = lower.width > 1.3 * upper.width
            if _is_smaller(upper, lower):
                cost -= 1.2
            elif (
                lower.width >= SMALLER * upper.width and len(upper.bare) >= 6 and not has_gap(upper)
            ):
                cost -= 0.0 if turns_inside(upper.bare, lower.bare, around.body) else 0.3
            cost += -0.4 if deep or (upper.mark and not lower.mark) else 0.4
        return cost
    cost = 0.5 - together
    if element is DECK and lower.bare.startswith(DASHES):
        cost += 2.5  # a deck begins with its dash
    if element is HEADLINE:
        if turns_inside(upper.bare, lower.bare, around.body, parallel=is_parallel(upper.text)):
            cost -= 2.0
        if max(len(upper.bare), len(lower.bare)) <= 3 and not upper.latin:
            cost += 3.0  # so few characters stand in one line
        longer = max(upper.width, lower.width)
        if longer > SMALLER * min(upper.width, lower.width):
            cost += 0.4
        if together >= 0 and longer <= 1.35 * min(upper.width, lower.width):
            cost -= 0.5
    return cost


def _is_smaller(upper: Row, lower: Row) -> bool:
    """Whether a line in the Latin script is far longer than the headline's above it: a deck is
    set in a smaller size.
    """
    return lower.latin and lower.width >= 1.7 * upper.width and lower.width >= 18


_PART_OF_SERIES = re.compile(
    r"(?:系列|连载|巡礼|特别)(?:报道|评论|访谈)?(?:之?[一二三四五六七八九十\d]{1,3}|[①-⑳]|"
    r"[（(][一二三四五六七八九十\d上中下]{1,2}[）)])?\Z|之[一二三四五六七八九十]{1,2}\Z"
)
"""How a line ends that says which part of a series a story is."""


def _may_be_name(row: Row) -> bool:
    """Whether a line is short enough to be the name under a poem's title."""
    return len(row.bare) <= 4


def _is_series(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a line over a headline names a campaign and its part: 走基层·一线见闻."""
    parts = re.split("[·•・｜|]", row.bare)
    if row is not rows[-1] and _PART_OF_SERIES.search(row.bare):
        return True
    return (
        len(parts) == 2
        and min(map(len, parts)) >= 2
        and len(rows) > 1
        and row is not rows[-1]
        and not _may_be_name(rows[-1])
        and not re.search("[，。：]", row.bare)
    )


def _together(upper: Row, lower: Row, around: Surroundings) -> float:
    """How much the space between two lines says that they are one element (positive)."""
    tie = 0.0
    if not around.tight:
        # lines of one heading have no blank line between them where those of a paragraph have none
        tie -= 0.7 if lower.blanks and not around.usual_blanks else 0.0
    elif lower.blanks < around.usual_blanks:
        tie += 1.0
    elif lower.blanks > around.usual_blanks:
        tie -= 0.5
    elif around.usual_blanks:
        tie -= 1.0  # lines of one heading have no blank line between them here
    if upper.indent or lower.indent:
        if upper.lead == lower.lead:
            tie += 0.8
        elif not (around.centred and _centred(upper, lower)):
            tie -= 0.8
    if upper.mark and upper.mark == lower.mark:
        tie += 0.5
    return tie


CENTRE = 2.0
"""Ems by which the middles of centred lines differ."""


def _centred(upper: Row, lower: Row) -> bool:
    """Whether two lines of different length stand over each other's middle."""
    middle = upper.indent + upper.width / 2 - lower.indent - lower.width / 2
    return bool(upper.indent and lower.indent) and abs(middle) <= CENTRE
