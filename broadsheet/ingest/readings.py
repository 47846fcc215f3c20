"""Readings: every row gets its part, for the whole issue at once.

A reading says of each row whether it is display (headline, kicker, deck, column), a byline, the
first or an inner line of a paragraph, a subhead, or a line kept for itself. Two kinds of issue
are read: those that print the headline before the body and those whose export puts it after.
For each the cheapest reading is found by dynamic programming (Viterbi) over the costs of
`evidence` and the prices of the steps in `joints`; `choice` compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from broadsheet.ingest.costs import Costs
from broadsheet.ingest.evidence import Evidence
from broadsheet.ingest.headcosts import NEVER
from broadsheet.ingest.joints import DATED, HEADLESS, TIGHT, Prices, joint_at, prices
from broadsheet.ingest.parts import (
    DISPLAY,
    FIRST,
    HEAD_BYLINE,
    INNER,
    KEPT,
    OPENING,
    SUBHEAD,
    TAIL_BYLINE,
    Part,
    Reading,
)

HOPELESS = 10.0
"""Nats: a part that is so far behind before the neighbours of its row have spoken will not win."""


def softplus(x: float) -> float:
    """log(1 + e^x): the cost of what has the log-odds -x."""
    return x if x > 30 else math.log1p(math.exp(x))


@dataclass(frozen=True, slots=True)
class Field:
    """What every programme over an issue needs to know of one row."""

    costs: Costs
    parts: tuple[tuple[tuple[Part, float], ...], tuple[tuple[Part, float], ...]]
    """The parts that the row may play, each with what its look costs: where headlines stand
    after their bodies, and before them."""
    prices: tuple[Prices, Prices] | None
    """Of the steps from the row above, for the same two; None for the first row."""
    closing: tuple[float, ...]
    """Cost of a paragraph being at its end before the row, by the part of the row above."""
    inner: tuple[float, ...]
    """Cost of a paragraph going on with the row, by the part of the row above."""


def fields_of(evidence: Evidence) -> tuple[Field, ...]:
    """The rows of an issue, as all programmes over it see them."""
    return tuple(_field(evidence, index) for index in range(len(evidence.signs)))


def _field(evidence: Evidence, index: int) -> Field:
    costs = evidence.costs[index]
    joint = joint_at(evidence, index) if index else None
    table = (prices(joint, before=False), prices(joint, before=True)) if joint else None
    end, end_first = evidence.ends[index], evidence.ends_first[index]
    close = TIGHT if evidence.tight[index] else 0.0
    closes, goes_on = softplus(-end), softplus(end) + close
    closes_first, goes_on_first = closes, goes_on
    if end_first != end:
        closes_first, goes_on_first = softplus(-end_first), softplus(end_first) + close
    closing, inner = list(_NO_CLOSING), list(_NO_INNER)
    closing[INNER], inner[INNER] = closes, goes_on
    closing[FIRST] = closing[OPENING] = closes_first
    inner[FIRST] = inner[OPENING] = goes_on_first
    ways = _parts(costs, before=False), _parts(costs, before=True)
    return Field(costs, ways, table, tuple(closing), tuple(inner))


_NO_CLOSING, _NO_INNER = (0.0,) * len(Part), (NEVER,) * len(Part)


class More(NamedTuple):
    """What it costs more (or less) to read a row as these, by what a first reading showed."""

    display: float = 0.0
    subhead: float = 0.0


def _parts(
    costs: Costs, *, before: bool, more: More | None = None
) -> tuple[tuple[Part, float], ...]:
    display, subhead = costs.display[before], costs.subhead
    if more is not None:
        display, subhead = display + more.display, subhead + more.subhead
    least = min(display, costs.byline, costs.first, costs.inner, subhead, costs.kept)
    every = (
        (DISPLAY, display),
        (HEAD_BYLINE, costs.byline),
        (FIRST, costs.first),
        (INNER, costs.inner),
        (SUBHEAD, subhead),
        (KEPT, costs.kept),
        (TAIL_BYLINE, costs.byline),
        (OPENING, costs.first),
    )
    return tuple([(part, cost) for part, cost in every if cost <= least + HOPELESS])


# ----------------------------------------------------------------------------- the programme

Front = list[tuple[float, Part]]
"""The cost of the cheapest reading up to a row, by the row's part; the cheapest part first."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The programme, gone through to the last row. Lists go by row."""

    fronts: list[Front]
    origins: list[dict[Part, Part]]
    """The part of the row above from which each part of a row is reached at that cost."""


def walk(
    fields: tuple[Field, ...],
    *,
    before: bool,
    dated: bool,
    more: Mapping[int, More] = MappingProxyType({}),
    earlier: Walk | None = None,
) -> Walk:
    """Goes through the rows of one kind of issue; `dated` says whether the first has a dateline.

    `more` is what some rows cost more. A walk that was made `earlier` without it is taken up at
    the first of them.
    """
    start = min(more) if more and earlier else 0
    fronts = earlier.fronts[:start] if earlier else []
    origins = earlier.origins[:start] if earlier else []
    for index in range(start, len(fields)):
        field = fields[index]
        parts = (
            _parts(field.costs, before=before, more=more[index])
            if index in more
            else field.parts[before]
        )
        if field.prices is None:
            front = _first_front(parts, before=before, dated=dated)
            came: dict[Part, Part] = {}
        else:
            front, came = _next_front(fronts[-1], field, field.prices[before], parts)
        fronts.append(front)
        origins.append(came)
    return Walk(fronts, origins)


def _first_front(parts: Iterable[tuple[Part, float]], *, before: bool, dated: bool) -> Front:
    front = [
        (start + cost, part)
        for part, cost in parts
        if (start := _start(part, before=before, dated=dated)) < NEVER
    ]
    return sorted(front) or [(20.0, OPENING)]


def _next_front(
    front: Front,
    field: Field,
    table: Prices,
    parts: Iterable[tuple[Part, float]],
) -> tuple[Front, dict[Part, Part]]:
    found: Front = []
    came: dict[Part, Part] = {}
    for part, cost in parts:
        closes, bound, steps = table[part]
        if part is INNER:
            steps = field.inner
        ends = field.closing if closes else None
        least, origin = NEVER, None
        # Cheapest first: once a part is dearer than what is found by more than the best of steps
        # can give back, no later one can win.
        for sofar, above in front:
            if sofar + bound >= least:
                break
            value = sofar + (ends[above] + steps[above] if ends else steps[above])
            if value < least:
                least, origin = value, above
        if origin is not None:
            found.append((least + cost, part))
            came[part] = origin
    if not found:  # nothing fits: the row goes on with the body
        sofar, above = front[0]
        return [(sofar + 20, FIRST)], {FIRST: above}
    found.sort()
    return found, came


def _start(part: Part, *, before: bool, dated: bool) -> float:
    """The cost of an issue beginning with a part."""
    if part is DISPLAY:
        return 0.0 if before else 3.0
    if part is OPENING:
        return HEADLESS - (DATED if dated else 0) if before else 0.0
    return 4.0 if part is TAIL_BYLINE else NEVER


def _stop(part: Part, *, before: bool) -> float:
    """The cost of an issue ending with a part."""
    if before:
        return 3.0 if part in (DISPLAY, SUBHEAD) else 0.0
    return 0.0 if part in (DISPLAY, HEAD_BYLINE) else 3.0


def cheapest(walked: Walk, *, before: bool) -> Reading:
    """The cheapest reading that a walk found."""
    if not walked.fronts:
        return Reading(before, (), 0.0)
    ending = ((value + _stop(part, before=before), part) for value, part in walked.fronts[-1])
    cost, part = min(ending)
    parts = [part]
    for came in reversed(walked.origins[1:]):
        part = came[part]
        parts.append(part)
    return Reading(before, tuple(reversed(parts)), cost)
