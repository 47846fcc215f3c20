"""Tags: whether a short line over a headline is the name of a column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.ingest.galley import Row
from broadsheet.ingest.nameforms import is_name
from broadsheet.ingest.turns import TAG, turns_inside

SAID = re.compile(r"[^：:。，]{2,9}[：:][“「].+[”」]\Z")
"""What somebody says, as a deck: 三代鱼档：“舍不得”."""


def is_tag(rows: Sequence[Row], at: int, body: str) -> bool:
    """Whether a line is a word or two over a line that is much longer and no part of it."""
    row = rows[at]
    if len(row.bare) > 7 or row.latin or has_gap(row) or at + 1 >= len(rows) or "的" in row.bare:
        return False
    lower = rows[at + 1]
    if SAID.match(lower.bare):
        return False
    if at == 0 and len(lower.bare) <= 3 <= len(row.bare) - 1 and at + 2 == len(rows):
        return not is_name(lower.bare)  # over a title of two or three characters
    if len(row.bare) == 2 and at == 0 and lower.width >= 2:
        return not turns_inside(row.bare, lower.bare, body)
    return lower.width >= 1.45 * row.width and not turns_inside(row.bare, lower.bare, body)


UNSAID = 1.0
"""What speaks for a column whose words the story does not use."""


UNSAID_BY_A_TAG = 0.7
"""The same where it has no more than four characters and the story says what the headline says."""


def unsaid(rows: Sequence[Row], at: int, body: str) -> float:
    """What speaks for a column because a short line over a headline says nothing that the story
    says, and the headline does: a campaign (学思践悟) stands over many stories, a headline tells
    this one.
    """
    bare = rows[at].bare
    if at or len(rows) < 2 or not 4 <= len(bare) <= 9 or rows[at].latin or has_gap(rows[at]):
        return 0.0
    if re.search("[何谁哪怎几吗？?]", bare) or (
        len(bare) > TAG and abs(len(bare) - len(rows[1].bare)) <= 1
    ):
        return 0.0  # a question; the first of two lines of one length
    below = "".join(row.bare for row in rows[1:])
    said = _said(below, body)
    if _said(bare, body) or not said:
        return 0.0
    told = len(bare) <= TAG and 2 * said >= len(below) - 1
    return UNSAID + (UNSAID_BY_A_TAG if told else 0.0)


def _said(bare: str, body: str) -> int:
    """How many pairs of characters of a line the body has."""
    return sum(bare[i : i + 2] in body for i in range(len(bare) - 1))


def has_gap(row: Row) -> bool:
    """Whether a line has white space between two of its phrases, or characters."""
    return len(row.text.split()) > 1


def echoes(row: Row, lede: str) -> bool:
    """Whether the lede repeats half of a line, phrase by phrase."""
    parts = [part for part in re.split(r"[\s，,、]+", row.text) if len(part) >= 4]
    said = sum(len(part) for part in parts if part in lede)
    return bool(parts) and said >= 0.5 * sum(map(len, parts))
