"""Echoes: what a short line says again of the text above it and below it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from broadsheet.ingest.galley import Row

REACH = 320
"""Characters of the text above and below a row that its words are looked for in."""
LONGEST_ECHO = 40
"""Characters of the longest row that may be a heading of that text."""
ECHO = 0.45
"""Nats of one pair of characters found again, where the issue has it nowhere else."""
MOST_ECHO = 3.0


def echoes_of(
    rows: Sequence[Row], pairs: Sequence[list[str]], bigrams: Mapping[str, int]
) -> list[tuple[float, float]]:
    """What each short row shares with the text above it and below it.

    A headline says what its story says. Pairs of characters count by how rare they are in the
    issue; pairs that both sides have say nothing about which side the row belongs to, so each
    side counts what it has more than the other.
    """
    found: list[tuple[float, float]] = []
    whole = "\n".join(row.bare for row in rows)
    end = -1
    for row, each in zip(rows, pairs, strict=True):
        start = end + 1
        end = start + len(row.bare)
        if not _may_head(row):
            found.append((0.0, 0.0))
            continue
        above, below = whole[max(0, start - REACH) : start], whole[end : end + REACH]
        up = down = 0.0
        for pair in dict.fromkeys(each):
            elsewhere = bigrams[pair] - 1
            if elsewhere:
                worth = ECHO / math.sqrt(elsewhere)
                up += worth if pair in above else 0.0
                down += worth if pair in below else 0.0
        found.append((min(MOST_ECHO, up), min(MOST_ECHO, down)))
    return found


def _may_head(row: Row) -> bool:
    """Whether a row may be a heading by its length and its last character."""
    bare = row.bare
    return not (row.terminal or row.latin or bare[-1] in "：:") and 3 <= len(bare) <= LONGEST_ECHO
