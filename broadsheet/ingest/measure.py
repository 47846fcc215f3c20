"""The measure: how wide the print column is that a line was broken in, estimated near the line.

Articles of one page have different measures, and one article changes its measure beside a
picture, so there is no measure of the issue. A line that does not end a sentence was broken by
the column; such lines near each other agree within an em (Chinese lines differ by one character
where punctuation may not begin a line). Where they do not agree, lines were not broken by a
column at all: a line is a paragraph, cut at most by a change of column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from broadsheet.ingest.conventions import NEVER_FIRST, OPENERS
from broadsheet.ingest.galley import Row

WINDOW = 9
"""Rows before and after that speak for the measure at a row."""
SLACK = 1.3
"""Ems by which broken lines of one column differ."""
RAGGED = 4.5
"""The same in the Latin script: a long word less."""
NARROWEST = 9.0
"""Ems: a column narrower than this is no column of text."""
SUPPORT = 0.9
"""Votes (1 for the row itself, less with distance) that a measure needs at first."""
LEAST_SUPPORT = 0.6
"""The same where the issue is known to be set in columns: two lines nearby."""
SURE_SUPPORT = 2.2
"""The same where it is not: a passage of a few lines that agree."""
WIDEST_VERSE = 13.0
"""Ems: lines of verse agree by chance up to here."""
WRAPPED = 0.55
"""Share of the broken lines with a measure from which an issue is known to be set in columns."""
WRAPPED_LINES = 0.3
"""The same as a share of all lines: where a line is a paragraph, only headings do not end one."""
FIRST_LINE_VOTE = 0.3
"""What a row after the end of a text counts for: it may have lost its indent, or be display."""
TOO_WIDE = 24.0
"""Ems by which a row that ends a sentence is so much wider than another that it is a paragraph in
itself: where such rows stand, lines are not broken by a column."""
AGREEMENT = 0.45
"""Share of the votes near a row that agree on its measure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The column at one row."""

    ems: float
    sure: float
    """Share of the broken lines nearby that agree, 0 to 1."""
    votes: float
    """How many of them agree, weighed by nearness."""


def set_width(row: Row) -> float:
    """Ems that a row takes in its column: its text and a paragraph indent before it."""
    return row.width + (row.indent if row.indent <= 4 else 0.0)


def measures(rows: Sequence[Row], broken: Sequence[bool]) -> tuple[Measure | None, ...]:
    """The measure at each row; None where lines are not broken by a column.

    `broken` says which rows end inside a sentence and may be lines of a column. How much support
    a measure needs is decided for the issue: where most broken lines have one, two lines are
    enough to show another; where few have, two lines agree by chance.
    """
    widths = [set_width(row) for row in rows]
    # Words are not cut at the end of a line, so lines in the Latin script are ragged.
    slack = RAGGED if 2 * sum(row.latin for row in rows) > len(rows) else SLACK
    voters = _voters(widths, broken, FIRST_LINE_VOTE)
    firm = [_measure_at(index, voters, SUPPORT, slack) for index in range(len(rows))]
    lines = [
        index for index, is_broken in enumerate(broken) if is_broken and widths[index] >= NARROWEST
    ]
    fitting = sum(
        (found := firm[index]) is not None and abs(found.ems - widths[index]) <= 2 + slack
        for index in lines
    )
    texts = sum(width >= NARROWEST for width in widths)
    if fitting < max(WRAPPED * len(lines), WRAPPED_LINES * texts):
        return tuple(
            found if found and found.votes >= SURE_SUPPORT and found.ems > WIDEST_VERSE else None
            for found in firm
        )
    equal = _voters(widths, broken, 1.0)
    return tuple(found or _passage(index, equal, slack) for index, found in enumerate(firm))


class _Voter(NamedTuple):
    """A row, as the measure of those near it asks."""

    ems: float
    broken: bool
    weight: float
    """What its vote counts for, less with distance."""
    key: int
    """Its width in half ems; 0 where it speaks for no measure."""


def _voters(
    widths: Sequence[float], broken: Sequence[bool], first_line_vote: float
) -> tuple[_Voter, ...]:
    return tuple(
        # verse and headings are narrow: they disagree
        _Voter(ems, cut, 1.0 if above else first_line_vote, round(ems * 2) * (ems >= NARROWEST))
        for ems, cut, above in zip(widths, broken, (True, *broken), strict=False)
    )


def _passage(index: int, voters: Sequence[_Voter], slack: float) -> Measure | None:
    """The measure of a passage of few lines, too wide for verse."""
    found = _measure_at(index, voters, LEAST_SUPPORT, slack)
    return found if found and found.ems > WIDEST_VERSE else None


_NEARNESS = tuple(1.0 / (1.0 + 0.35 * abs(distance)) for distance in range(-WINDOW, WINDOW + 1))
"""What a line's vote counts for by its distance in rows, from WINDOW rows above on."""


def _measure_at(
    index: int, voters: Sequence[_Voter], support: float, slack: float
) -> Measure | None:
    own = voters[index].ems
    least, most = own - 4, own + TOO_WIDE
    votes: dict[int, float] = {}
    total = 0.0
    start = max(0, index - WINDOW)
    there = zip(
        voters[start : index + WINDOW + 1], _NEARNESS[start - index + WINDOW :], strict=False
    )
    for (ems, broken, weight, key), nearness in there:
        if not broken:
            if ems > most:
                total += nearness  # stands in no such column
            continue
        vote = nearness * weight
        if ems > least:
            total += vote  # a row does not stand in a column much narrower than itself
        if key:
            votes[key] = votes.get(key, 0.0) + vote
    narrowest, shorter, longer = 2 * (own - SLACK), -2 * slack, 2 * SLACK
    best, full = 0.0, 0
    for key in votes:
        if key < narrowest:
            continue
        # Most full lines have the whole measure, some lack a character before a closing mark,
        # few hang a mark out of it.
        score = 0.0
        for other, vote in votes.items():
            over = other - key
            if shorter <= over <= longer:
                score += vote if not over else vote * 0.8 if over < 0 else vote * 0.4
        if score > best:
            best, full = score, key
    if not full:
        return None
    agreeing = firsts = 0.0
    for other, vote in votes.items():
        over = other - full
        if shorter <= over <= longer:
            agreeing += vote
        # The first lines of paragraphs that lost their indent are two ems short and agree too.
        if longer < -over <= 4 + SLACK:
            firsts += vote
    if agreeing < support or agreeing + firsts < AGREEMENT * total:
        return None
    return Measure(full / 2, (agreeing + firsts) / total, agreeing)


def unit_of(row: Row) -> float:
    """Ems of the shortest beginning of a row that could have stood on the line before."""
    if row.latin:
        return (len(row.text.split(maxsplit=1)[0]) + 1) / 2
    return first_unit(row.bare[:40])


def first_unit(bare: str) -> float:
    """Ems of the shortest beginning of a line that could have stood at the end of the line before.

    Opening marks cling to what follows, closing marks to what precedes, numbers and Latin words
    stay whole.
    """
    at = 0
    ems = 0.0
    while at < len(bare) and bare[at] in OPENERS:
        ems += 1.0
        at += 1
    if at < len(bare):
        if bare[at].isascii():
            while (
                at < len(bare) and bare[at].isascii() and (bare[at].isalnum() or bare[at] in ".%-")
            ):
                ems += 0.5
                at += 1
            if ems == 0:
                ems, at = 0.5, at + 1
        else:
            ems += 1.0
            at += 1
    while at < len(bare) and bare[at] in NEVER_FIRST:
        ems += 0.5 if bare[at].isascii() else 1.0
        at += 1
    return ems
