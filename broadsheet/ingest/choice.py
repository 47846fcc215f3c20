"""The choice between complete readings of an issue, and the confidence in it.

The cheapest reading with headlines before their bodies is compared with the cheapest one with
headlines after them. To the costs of the rows comes what no two rows in a row show: whether the
headlines say what their bodies say.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from broadsheet.ingest.evidence import Evidence
from broadsheet.ingest.parts import SUBHEAD, Reading, Span, spans
from broadsheet.ingest.readings import Field, More, cheapest, fields_of, walk

LONE_SUBHEAD = 2.0
"""Cost of the only subhead of an article, or of one unlike the others: subheads come in twos and
threes, of about one length."""
ASKING = -3.0
"""What a subhead that asks costs more, where the article has several such lines."""
LEAST_QUESTIONS = 2
LONGEST_QUESTION = 20
"""Characters of a subhead that asks."""
ROOM = 3.0
"""Ems that such a line leaves free."""
NUMBERED = -8.0
"""What a headline costs more that goes on counting from the one before."""
OUTLIER = 2.4
"""Times the usual length of an article's subheads from which one is unlike the others."""


def best_reading(evidence: Evidence) -> tuple[Reading, float]:
    """The better of the two complete readings, and the confidence in it (0.5 to 1)."""
    fields = fields_of(evidence)
    before, after = (_settle(evidence, fields, before=way) for way in (True, False))
    distance = (after.cost - echo(evidence, after)) - (before.cost - echo(evidence, before))
    best = before if distance >= 0 else after
    return best, 1 / (1 + math.exp(-min(40.0, abs(distance)) / 4))


def _settle(evidence: Evidence, fields: tuple[Field, ...], *, before: bool) -> Reading:
    """The cheapest reading, read again with what the first one showed of whole articles.

    How many subheads an article has, and which of its lines are of one series, is no matter of
    two rows in a row, which is all that the programme sees.
    """
    dated = bool(evidence.signs) and evidence.signs[0].dateline
    walked = walk(fields, before=before, dated=dated)
    first = cheapest(walked, before=before)
    more: dict[int, More] = {}
    for span in spans(first):
        subheads = [index for index in span.body if first.parts[index] is SUBHEAD]
        asking = _asking(evidence, span, subheads)
        more.update((index, More(subhead=ASKING)) for index in asking)
        more.update(
            (index, More(subhead=LONE_SUBHEAD))
            for index in _lone(evidence, subheads)
            if index not in asking
        )
        more.update((index, More(display=NUMBERED)) for index in _numbered(evidence, span))
    if not more:
        return first
    again = walk(fields, before=before, dated=dated, more=more, earlier=walked)
    return cheapest(again, before=before)


def _lone(evidence: Evidence, subheads: Sequence[int]) -> list[int]:
    """The only subhead of an article, and those that are unlike the others."""
    sizes = sorted(evidence.signs[index].row.width for index in subheads)
    return [
        index
        for index in subheads
        if len(subheads) == 1
        or evidence.signs[index].row.width > OUTLIER * sizes[(len(sizes) - 1) // 2]
    ]


def _asking(evidence: Evidence, span: Span, subheads: Sequence[int]) -> list[int]:
    """Lines of an article that may be subheads which ask: short, each a whole question after the
    end of a sentence, at least two of them.
    """
    found: list[int] = []
    for above, index in pairwise(span.body):
        sign = evidence.signs[index]
        bare = sign.row.bare
        if (
            bare[-1] in "？?"
            and index == above + 1
            and 4 <= len(bare) <= LONGEST_QUESTION
            and sign.lack >= ROOM
            and not sign.indented
            and (evidence.signs[above].row.terminal or above in subheads)
            and not re.search("[。！：:”“]", bare)
        ):
            found.append(index)
    return found if len(found) >= LEAST_QUESTIONS else []


_NUMBER = re.compile(r"[（(]?(\d{1,2})[）).．、](?!\d)")


def _numbered(evidence: Evidence, span: Span) -> list[int]:
    """Lines in an article that go on counting from its headline (1.…): headlines of briefs."""
    numbers = [_NUMBER.match(evidence.signs[index].row.bare) for index in span.display]
    count = next((int(match[1]) for match in reversed(numbers) if match), None)
    if count is None:
        return []
    found: list[int] = []
    for index in span.body:
        row = evidence.signs[index].row
        match = _NUMBER.match(row.bare)
        if match and int(match[1]) == count + 1 and not row.terminal:
            found.append(index)
            count += 1
    return found


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
        found = math.fsum(math.log(len(articles) / spread[pair]) for pair in head & body)
        total += min(6.0, ECHO_WEIGHT * found)
    return total


def _pairs(
    evidence: Evidence, rows: Sequence[int], among: frozenset[str] | None = None
) -> frozenset[str]:
    """The pairs of some rows; `among` are those that are asked for."""
    each = (evidence.pairs[index] for index in rows)
    return frozenset().union(*(each if among is None else map(among.intersection, each)))
