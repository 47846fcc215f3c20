"""Evidence: all that is known of an issue's rows before readings are compared.

What a sign is worth in the issue at hand (do blank lines separate paragraphs here? do indents?)
is estimated from the issue itself, by how often the sign follows the end of a sentence. Odds and
costs are in nats, as in `costs`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import add

from broadsheet.ingest.conventions import NEVER_FIRST
from broadsheet.ingest.costs import Costs, IndentRule, costs_of
from broadsheet.ingest.echoes import echoes_of
from broadsheet.ingest.galley import BOLD, Row
from broadsheet.ingest.measure import set_width, unit_of
from broadsheet.ingest.observe import observe
from broadsheet.ingest.signs import Signs
from broadsheet.ingest.whitespace import gaps_of, tight_rows
from broadsheet.ingest.wording import ENTRY

SPEAKERS = 3
"""Paragraph openings before and after a row that say whether indents are lost there."""
STRICT = 3.5
"""Nats of the strictest rule of indents: an export loses one now and then."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known before readings are compared. Tuples go by row."""

    signs: tuple[Signs, ...]
    costs: tuple[Costs, ...]
    ends: tuple[float, ...]
    """Log-odds that a paragraph ends right before a row, where the row before was an inner line."""
    ends_first: tuple[float, ...]
    """The same where the row before was the first line of its paragraph."""
    gaps: tuple[float, ...]
    """Bonus (negative) or cost of beginning an article right before a row, by white space."""
    tight: tuple[bool, ...]
    """A row stands closer to the one before than rows of a paragraph do: no blank line between,
    in an export that puts one after nearly every line."""
    wrapped: bool
    indented: bool
    blanks: bool
    lost_indent: bool
    """Paragraphs were indented in print and the export dropped the indent."""
    marked: bool
    """Headlines are Markdown headings."""
    pairs: tuple[list[str], ...]
    """Pairs of neighbouring characters of each row."""


def weigh(
    rows: Sequence[Row],
    known: Set[str],
    reports: Set[str] = frozenset(),
    onward: Set[int] = frozenset(),
    resumed: Set[int] = frozenset(),
    opened: Set[int] = frozenset(),
) -> Evidence:
    """The evidence of an issue's rows.

    `known` are names of sure bylines, `reports` words of datelines that several texts open with;
    `onward` and `resumed` are the indices of rows that a jump line of its own follows (下转) or
    precedes (上接); `opened` are raw lines that a number of a digest (01, 02) stands before.
    """
    signs = observe(rows, known, reports, onward, resumed)
    blank_gain = _gain([row.blanks > 0 for row in rows], signs)
    indent_gain = _gain([sign.indented for sign in signs], signs)
    indents = _indents(signs)
    if indents:
        indent_gain = min(indent_gain[0], -2.0), max(indent_gain[1], 2.5)
    lost = _lost_indents(signs)
    marked = sum(1 <= row.mark < BOLD for row in rows) >= 2
    pairs = [_pairs(row.bare[:PAIRED]) for row in rows]
    bigrams = Counter(chain.from_iterable(pairs))
    speakers, lists = _speakers(rows), _listed(rows)

    def end(index: int, shorter: float = 0.0) -> float:
        told = blank_gain, indent_gain, bigrams, speakers
        return _end(signs, index, *told, shorter=shorter, listed=index in lists)

    ends = tuple(map(end, range(len(rows))))
    ends_first = tuple(
        end(index, shorter=2.0) if lost[index] else usual for index, usual in enumerate(ends)
    )
    wrapped = sum(sign.measure is not None for sign in signs) * 2 > len(signs)
    rule = _indent_rule(signs, wrapped=wrapped) if indents else None
    level = _headline_level(rows)
    echoes = echoes_of(rows, pairs, bigrams)
    repeated = Counter(row.bare for row in rows)
    return Evidence(
        signs=signs,
        costs=tuple(
            costs_of(signs, index, marked, level, lost[index], rule, repeated, echoes[index])
            for index in range(len(rows))
        ),
        ends=ends,
        ends_first=ends_first,
        gaps=gaps_of(rows, opened),
        tight=tight_rows(rows) if wrapped else (False,) * len(rows),
        wrapped=wrapped,
        indented=indents,
        blanks=blank_gain[1] > 1,
        lost_indent=2 * sum(lost) > len(lost),
        marked=marked,
        pairs=tuple(pairs),
    )


# ----------------------------------------------------------------- what signs are worth here


def _gain(sign: Sequence[bool], signs: Sequence[Signs]) -> tuple[float, float]:
    """Log-odds for the end of a paragraph that the absence and the presence of a sign is worth.

    Naive Bayes: how often does the sign come before rows that follow the end of a sentence, and
    how often before rows that do not? Two pseudo-counts at the rate of the whole issue, so that
    a sign that is nowhere or everywhere says nothing.
    """
    if not 2 < sum(sign) < len(sign) - 2:
        return 0.0, 0.0
    rate = sum(sign) / len(sign)
    counts = [[2 * (1 - rate), 2 * rate], [2 * (1 - rate), 2 * rate]]
    apart = _set_apart(signs)
    for index in range(1, len(signs)):
        before = signs[index - 1]
        if index - 1 in apart:
            continue  # a heading, however wide
        if before.row.page != signs[index].row.page or before.byline or before.row.mark:
            continue
        if signs[index].row.mark or signs[index].displaced or before.displaced:
            continue
        if before.broken and (before.lack > 3.5 if before.measure else before.row.width < 24):
            continue  # no line of a paragraph, but display
        counts[not before.broken][sign[index]] += 1
    inside, after = counts
    absent = math.log(after[0] / sum(after)) - math.log(inside[0] / sum(inside))
    present = math.log(after[1] / sum(after)) - math.log(inside[1] / sum(inside))
    return max(-4.0, min(4.0, absent)), max(-4.0, min(4.0, present))


FEW = 0.15
"""Share of rows with blank lines on both sides up to which they are headings."""


def _set_apart(signs: Sequence[Signs]) -> frozenset[int]:
    """Rows that end inside a sentence and have blank lines on both sides, where few have."""
    found = frozenset(
        index
        for index in range(1, len(signs) - 1)
        if signs[index].broken and signs[index].row.blanks and signs[index + 1].row.blanks
    )
    return found if len(found) <= FEW * len(signs) else frozenset()


def _indents(signs: Sequence[Signs]) -> bool:
    """Whether paragraphs are indented: most rows after the end of a sentence are.

    Rows with more blank lines before them than indented ones have are headings, not counted.
    """
    space = Counter(sign.row.blanks for sign in signs if sign.indented).most_common(1)
    after = [
        sign.indented
        for before, sign in pairwise(signs)
        if before.row.terminal
        and not (sign.displaced or sign.byline or sign.row.mark)
        and (sign.indented or sign.row.blanks <= space[0][0] if space else True)
    ]
    few = 0.8 * len(after) <= sum(after)
    return sum(after) >= (2 if few else 3) and sum(after) >= 0.5 * len(after)


def _indent_rule(signs: Sequence[Signs], *, wrapped: bool) -> IndentRule:
    """How strictly an issue with indents keeps to them, counted where rows leave no doubt."""
    firsts = [0, 0]
    inner = [0, 0]
    for before, sign in pairwise(signs):
        if sign.displaced or sign.byline or sign.row.mark or before.byline or before.row.mark:
            continue
        if before.row.terminal and not before.signed:
            # the line before ends its paragraph, and this one is plainly text
            ended = before.lack >= 2 if before.measure else before.row.width >= 24
            text = abs(sign.lack) <= 1.5 if sign.measure else sign.row.width >= 24
            if ended and text and (sign.broken or not sign.measure):
                firsts[sign.indented] += 1
        elif before.broken and before.measure and abs(before.lack) <= 1.5:
            inner[sign.indented] += 1
    bare = math.log((firsts[1] + 0.5) / (firsts[0] + 0.5))
    deep = math.log((inner[0] + 0.5) / (inner[1] + 0.5)) if wrapped and any(inner) else STRICT
    return IndentRule(max(0.0, min(STRICT, bare)), max(1.0, min(STRICT, deep)))


def _lost_indents(signs: Sequence[Signs]) -> tuple[bool, ...]:
    """Whether paragraphs near each row have lost the indent that they had in print.

    Then the rows after a clearly short last line are two ems short themselves. Articles of one
    export differ in it, so the nearest such rows speak.
    """
    starts: list[tuple[int, int]] = []
    for index in range(1, len(signs)):
        before, sign = signs[index - 1], signs[index]
        if not before.row.terminal or not sign.broken or not sign.measure or not before.measure:
            continue
        if before.measure.ems - set_width(before.row) < 3 or sign.row.indent:
            continue
        lack = sign.measure.ems - sign.row.width
        if 0.9 <= lack <= 3.2:
            starts.append((index, 1))
        elif -1.5 <= lack <= 0.5:
            starts.append((index, -1))
    found: list[bool] = []
    last = 0
    for index in range(len(signs)):
        while last < len(starts) and starts[last][0] <= index:
            last += 1
        near = starts[max(0, last - SPEAKERS) : last + SPEAKERS]
        votes = sum(vote / (4 + abs(at - index)) for at, vote in near)
        found.append(votes > 0 and len(near) >= 2)
    return tuple(found)


def _headline_level(rows: Sequence[Row]) -> int:
    """The heading level of headlines: the highest that is used more than once."""
    levels = Counter(row.mark for row in rows if 1 <= row.mark < BOLD)
    often = [level for level, count in levels.items() if count >= 2]
    return min(often or levels or [0])


PAIRED = 2000
"""Characters of a row whose pairs are taken: a row that goes on for longer is no line of print."""


def _pairs(bare: str) -> list[str]:
    """Each two neighbouring characters: a pair that a line end would cut may stand elsewhere."""
    return list(map(add, bare, bare[1:]))


# ------------------------------------------------------------------------- ends of paragraphs


_SPEAKER = re.compile(r"(?:[\u3400-\u9fff·]{1,5}|[QA])[:：]")
LEAST_LABELLED = 3
"""Rows in a row with labels (Monday: …) from which they are a list."""


def _listed(rows: Sequence[Row]) -> frozenset[int]:
    """Rows of lists in which each line opens with a label."""
    found: list[int] = []
    run: list[int] = []
    for index, row in enumerate(rows):
        head = row.bare[:18]
        if ("：" in head or ":" in head) and ENTRY.match(head):
            run.append(index)
            continue
        if len(run) >= LEAST_LABELLED:
            found += run
        run = []
    return frozenset(found + run if len(run) >= LEAST_LABELLED else found)


def _speakers(rows: Sequence[Row]) -> frozenset[int]:
    """Rows that open with who speaks (问：, 记者：), where the issue has more than one such row."""
    said = {
        index: match[0]
        for index, row in enumerate(rows)
        if (match := _SPEAKER.match(row.bare[:8])) and len(row.bare) > len(match[0])
    }
    often = Counter(said.values())
    return frozenset(index for index, who in said.items() if often[who] >= 2)


CALL = 8
"""Characters of the longest line that only calls what follows: 任命：, 小田读者："""
SHORT = 5.5
"""Log-odds that a paragraph ends with a line that ends a sentence and has room for much more."""


def _end(
    signs: Sequence[Signs],
    index: int,
    blank_gain: tuple[float, float],
    indent_gain: tuple[float, float],
    bigrams: Mapping[str, int],
    speakers: Set[int],
    *,
    shorter: float,
    listed: bool,
) -> float:
    """Log-odds that a paragraph ends right before the row at an index."""
    if not index:
        return 6.0
    before, sign = signs[index - 1], signs[index]
    odds = (blank_gain[sign.row.blanks > 0] if sign.row.page == before.row.page else 0.0) + (
        indent_gain[sign.indented]
    )
    item = sign.item
    last = before.row.bare[-1]
    if before.signed or before.onward or sign.resumed:
        return 6.0
    if before.row.terminal:
        column = before.measure
        if column is None:
            odds += 3.5
        else:
            room = column.ems - shorter - set_width(before.row) - unit_of(sign.row)
            # A full line ends a sentence by chance about as often as a paragraph ends with a full
            # line; what follows decides.
            odds += SHORT if room >= 4 else 3.5 if room >= 1 else 1.3 if room >= 0 else -0.8
            if before.justified:
                odds -= 2.0
        if item or index in speakers:
            odds += 2.0
    else:
        # where a line is a whole paragraph, one of a list ends in a semicolon
        listing = last in "；;" and before.measure is None and sign.indented
        odds -= 2.0 if listing else 7.0 if last in "，、,；;" else 5.0
        if last in "：:；;" and item:
            odds += 9.0
        elif before.calls:
            odds += 7.0
        elif listed:
            odds += 9.0
        elif last in "：:":
            odds += 3.5 if len(before.row.bare) > CALL else 6.5
        elif item and before.measure and before.measure.ems - set_width(before.row) > 2:
            odds += 5.0
        if before.measure is None and last + sign.row.bare[0] in bigrams:
            odds -= 1.0
    if sign.row.bare[0] in NEVER_FIRST:
        odds -= 6.0
    if sign.row.latin and sign.row.bare[0].islower():
        odds -= 4.0
    if _closes_quotation(sign.row.bare):
        odds -= 4.0
    if sign.calls:
        odds += 7.0
    if before.initial:
        odds -= 6.0
    if sign.dateline:
        odds += 3.0
    return odds


def _closes_quotation(bare: str) -> bool:
    """Whether a row closes a quotation that it does not open: paragraphs open theirs anew."""
    close = bare.find("”")
    return close >= 0 and not 0 <= bare.find("“") < close
