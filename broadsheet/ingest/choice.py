"""The choice between complete readings of an issue, and the confidence in it.

The cheapest reading with headlines before their bodies is compared with the cheapest one with
headlines after them. To the costs of the rows comes what no two rows in a row show: whether the
headlines say what their bodies say.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set

from broadsheet.ingest.evidence import Evidence
from broadsheet.ingest.parts import Part, Reading, spans
from broadsheet.ingest.readings import Field, cheapest, fields_of, walk

OUTLIER = 1.9
"""Times the usual length of an article's subheads from which one is unlike the others."""


def best_reading(evidence: Evidence) -> tuple[Reading, float]:
    """The better of the two complete readings, and the confidence in it (0.5 to 1)."""
    fields = fields_of(evidence)
    before, after = (_settle(evidence, fields, before=way) for way in (True, False))
    distance = (after.cost - echo(evidence, after)) - (before.cost - echo(evidence, before))
    best = before if distance >= 0 else after
    return best, 1 / (1 + math.exp(-min(40.0, abs(distance)) / 4))


def _settle(evidence: Evidence, fields: tuple[Field, ...], *, before: bool) -> Reading:
    """The cheapest reading, read again with the lone subheads of the first one made dearer.

    How many subheads an article has is no matter of two rows in a row, which is all that the
    programme sees.
    """
    dated = bool(evidence.signs) and evidence.signs[0].dateline
    walked = walk(fields, before=before, dated=dated)
    first = cheapest(walked, before=before)
    lone: set[int] = set()
    for span in spans(first):
        subheads = [index for index in span.body if first.parts[index] is Part.SUBHEAD]
        sizes = sorted(evidence.signs[index].row.width for index in subheads)
        lone.update(
            index
            for index in subheads
            if len(subheads) == 1
            or evidence.signs[index].row.width > OUTLIER * sizes[(len(sizes) - 1) // 2]
        )
    if not lone:
        return first
    again = walk(fields, before=before, dated=dated, lone=lone, earlier=walked)
    return cheapest(again, before=before)


ECHO_WEIGHT = 0.6
"""Nats that one character of a headline found again in its body is worth, by rarity."""


def echo(evidence: Evidence, reading: Reading) -> float:
    """How much the headlines of a reading say what their bodies say.

    Pairs of characters of each headline that its own body has, weighed by how few of the bodies
    have them: in the wrong reading each headline is over the neighbour's body.
    """
    articles = spans(reading)
    if len(articles) < 2:
        return 0.0
    heads = [_pairs(evidence, span.display) for span in articles]
    every = frozenset().union(*heads)
    bodies = [_pairs(evidence, span.body, every) for span in articles]
    spread: Counter[str] = Counter()
    for body in bodies:
        spread.update(body)
    total = 0.0
    for head, body in zip(heads, bodies, strict=True):
        found = sum(math.log(len(articles) / spread[pair]) for pair in head & body)
        total += min(6.0, ECHO_WEIGHT * found)
    return total


def _pairs(
    evidence: Evidence, rows: Sequence[int], among: Set[str] | None = None
) -> frozenset[str]:
    """The pairs of some rows; `among` are those that are asked for."""
    each = (evidence.pairs[index] for index in rows)
    return frozenset().union(*(each if among is None else (pairs & among for pairs in each)))
