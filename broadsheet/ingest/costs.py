"""Costs: how much the look of a row speaks against each part it may play.

All numbers are nats (natural logarithms of odds): 0 is what is expected, 1 a little unusual, 3
unusual, 6 nearly excluded; negative ones speak for the part. They weigh typographic signs that
hold for any paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadsheet.ingest.conventions import (
    NEVER_FIRST,
    ORG_ENDINGS,
)
from broadsheet.ingest.galley import BOLD
from broadsheet.ingest.headcosts import NEVER, display_cost, subhead_cost
from broadsheet.ingest.passages import (
    LEAST_RUN,
    SHORT_LINE,
    heads_table,
    heads_verse,
    signs_letter,
)
from broadsheet.ingest.signs import LONGEST_BLOCK, Signs

VERSE = 9.0
"""Ems of a usual line of verse."""
FULL = 0.6
"""Ems that a line lacks, or has more, which fills its column."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What it costs to read a row as each part, apart from its neighbours."""

    display: tuple[float, float]
    """Where headlines stand after their bodies, and where they stand before them."""
    byline: float
    first: float
    """First line of a paragraph."""
    inner: float
    """Any other line of a paragraph."""
    subhead: float
    kept: float
    """A line that stands for itself in the body: verse, table row, signature."""
    lone: float
    """What such a line costs more right after a paragraph, where nothing shows what it is."""


@dataclass(frozen=True, slots=True)
class IndentRule:
    """What breaking the rule of indents costs, where paragraphs are indented."""

    bare: float
    """A paragraph without an indent."""
    deep: float
    """An indented line inside a paragraph."""


def costs_of(
    signs: Sequence[Signs],
    index: int,
    marked: bool,
    level: int,
    lost: bool,
    rule: IndentRule | None,
    repeated: Mapping[str, int],
    echo: tuple[float, float],
) -> Costs:
    """The costs of one row.

    `marked` says whether the issue's headlines are Markdown headings, `level` which ones; `lost`
    whether indents are lost near the row, `rule` what indents mean in an issue that has them;
    `repeated` how often each bare text stands in the issue, `echo` what the row shares with the
    text above it and below it.
    """
    sign = signs[index]
    row = sign.row
    indents = rule is not None
    first, inner = _paragraph_costs(sign, lost, rule)
    apart = marked and not any(each.row.mark for each in signs[max(0, index - 1) : index + 2])
    display = display_cost(signs, index, marked, apart, indents, repeated)
    if index and _may_ask(sign) and _may_head(signs[index - 1]):
        first += ASKS
    organisation = _may_sign_notice(sign)
    # Who signs a notice stands right above its date.
    signature = (
        row.bare.endswith("编辑部")
        or (
            index + 1 < len(signs)
            and signs[index + 1].dated
            and not row.terminal
            and row.width <= SHORT_LINE
        )
        or (row.latin and signs_letter(signs, index))
    )
    # a line of a paragraph says what its neighbours say, too
    full = sign.measure is not None and sign.broken and abs(sign.lack) <= 1.2
    share = FULL_ECHO if full else 1.0
    above, below = echo[0] * share, echo[1] * share
    verse = HEADS_VERSE if heads_verse(signs, index) else 0.0
    heading = display + (2.5 if signature else 0.0) - verse
    return Costs(
        display=(
            heading - max(0.0, above - below) + _verse_cost(sign, before=False),
            heading - max(0.0, below - above) + _verse_cost(sign, before=True),
        ),
        byline=_byline_cost(sign),
        first=first,
        inner=inner,
        subhead=subhead_cost(sign, display, level, indents, apart)
        - SUBHEAD_ECHO * max(above, below),
        kept=_kept_cost(sign, organisation)
        - (3.0 if signature else 0.0)
        + (2.0 if heads_table(signs, index) else 0.0)
        + verse,
        lone=0.0 if signature or organisation or _shows_itself(sign) else LONE,
    )


ASKS = 1.5
"""Cost of a paragraph that is a short question under a line that may be of a heading."""
LONGEST_QUESTION = 16
"""Ems of such a question."""


def _may_ask(sign: Signs) -> bool:
    """Whether a line is a short question by itself, as headlines are."""
    row = sign.row
    room = sign.measure is None or sign.lack >= 2
    return row.bare[-1] in "？?" and room and row.width <= LONGEST_QUESTION and not sign.indented


def _may_head(sign: Signs) -> bool:
    """Whether a line ends early and inside a sentence, as those of a heading do."""
    short = sign.lack >= 2 if sign.measure is not None else sign.row.width <= LONGEST_QUESTION
    return sign.broken and short and not sign.signed


HEADS_VERSE = 1.2
"""What speaks for the title of a poem, or its author, over longer lines."""
FULL_ECHO = 0.3
"""Share of an echo that counts where the row is as wide as the column."""
SUBHEAD_ECHO = 0.8
"""Share of an echo that speaks for a subhead, on either side."""


def _verse_cost(sign: Signs, *, before: bool) -> float:
    """What display costs more among the short lines of a poem, away from its heading's side."""
    if sign.depth and sign.short_run > LEAST_RUN:
        return 0.6 * max(0, sign.depth - 2) if before else 0.12 * (sign.depth - 1)
    if sign.short_run <= LEAST_RUN or sign.column or sign.displaced or all(sign.amid_short):
        return 0.0
    return 1.5 if sign.amid_short[0 if before else 1] else 0.0


def _byline_cost(sign: Signs) -> float:
    if not sign.byline:
        return NEVER
    cost = -2.0 if sign.byline >= 0.9 else -0.5 if sign.byline >= 0.75 else 1.5
    cost += 1.5 if sign.byline < 0.5 else 0.0
    if sign.byline < 1 and sign.measure is not None:
        cost += 2.0 if abs(sign.measure.ems - sign.row.width) <= FULL else 0.0
    return cost - (3.0 if sign.displaced else 0.0)


def _paragraph_costs(sign: Signs, lost: bool, rule: IndentRule | None) -> tuple[float, float]:
    row = sign.row
    cost = 0.0
    if row.mark:
        cost += 5.0 if row.mark == BOLD else 9.0
    if sign.displaced:
        cost += 3.0
    if sign.byline >= 0.75:
        cost += 6.0 * sign.byline
    if sign.tabular:
        cost += 2.0
    if sign.phrased and not sign.signed:
        cost += 1.5
    first = inner = cost
    if sign.section or sign.note:
        first += 3.0
        inner += 3.0
    if sign.initial:
        first -= 3.0
    elif row.bare[-1] in "：:" or sign.credit:
        pass  # a list follows, or a name that is not cut: the line may be short
    elif sign.broken or (0 < sign.byline < 0.75):
        if sign.measure is None:
            odd = 0.2 if row.bare[-1] in "，、,；;：:" else 0.8 if row.width >= 12 else 3.2
            if sign.short_run >= LEAST_RUN - 1 and row.width <= VERSE:
                odd = max(odd, 2.0)  # so many short lines in a row are verse
            first += odd
            inner += odd
        else:
            lack = sign.lack
            inner += _lack_cost(lack)
            first += _lack_cost(lack)
            if lost:
                # A first line lost two ems; one as wide as the column is the exception.
                first += min(0.0, _lack_cost(lack - 2) - _lack_cost(lack)) + (
                    1.8 if lack < 0.7 else 0.6 if lack < 1.2 else 0.0
                )
                inner += 1.5 if 1.4 <= lack <= 3 else 0.0
    if row.bare[0] in NEVER_FIRST or sign.cut:
        first += 4.0
    if sign.dateline:
        inner += 4.0
    if sign.indented:
        inner += rule.deep if rule else 1.0
    elif rule:
        first += rule.bare
    return first, inner


def _lack_cost(lack: float) -> float:
    return min(4.5, 0.9 * max(0.0, abs(lack) - 1.2))


LONE = 1.2
"""Cost of a kept line after a paragraph that is no signature, no address, no row of a table."""


def _shows_itself(sign: Signs) -> bool:
    return bool(sign.tabular or sign.note or sign.displaced or sign.dated or sign.labelled)


def _may_sign_notice(sign: Signs) -> bool:
    """Whether a line may be who signs a notice: an organisation."""
    bare = sign.row.bare
    named = bare.endswith(ORG_ENDINGS) and not bare.endswith("报") and len(bare) >= 5
    return named and not sign.row.terminal and not sign.notice


def _kept_cost(sign: Signs, organisation: bool) -> float:
    row = sign.row
    bare = row.bare
    if row.mark or len(bare) > 60:
        return NEVER
    run = sign.short_run
    cost = 2.0 if run < LEAST_RUN - 1 else 1.4 if run < LEAST_RUN else 1.0
    cost += 2.0 if sign.notice else 0.0
    if sign.note:
        return -2.0
    if row.latin and not sign.item:
        cost += 1.5  # in English papers a short line alone is a subhead
    if sign.tabular:
        return -0.5
    if sign.stanza:
        return -0.5
    if sign.displaced and sign.short_run > LONGEST_BLOCK:
        cost -= 1.5  # centred verse
    if sign.displaced and (organisation or sign.dated):
        return -2.5  # flush right under a notice
    if sign.dated:
        return 0.3
    if sign.labelled:
        return 0.5
    if sign.measure is not None:
        lack = sign.lack
        cost += 3.0 if lack < 1.5 else 0.5 if lack < 4 else 0.0
    elif row.width > 20:
        cost += 3.0
    if row.terminal:
        cost += 0.7
    if sign.dateline:
        cost += 4.0
    if sign.byline:
        cost += 4.0 * sign.byline
    if sign.column:
        cost += 4.0
    return cost - (0.8 if organisation else 0.0)
