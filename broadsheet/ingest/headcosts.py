"""Costs of headings: how much the look of a row speaks against display, and against a subhead.

In nats, as in `costs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from broadsheet.ingest import latin
from broadsheet.ingest.conventions import KICKER_ENDINGS, NEVER_FIRST, ORNAMENTS
from broadsheet.ingest.galley import BOLD
from broadsheet.ingest.signs import LONGEST_BLOCK, Signs

UNMARKED = 4.0
"""Cost of a headline without a mark, and far from any, where headlines are marked."""
NEVER = 1e6
"""The cost of what cannot be."""
SHORT_HEADING = 10
"""Characters of a line in which a comma is no sign of a sentence: 回来，不是退路."""


def display_cost(
    signs: Sequence[Signs],
    index: int,
    marked: bool,
    apart: bool,
    indents: bool,
    repeated: Mapping[str, int],
) -> float:
    """`apart` says that headlines are marked, and that neither the row nor one beside it is."""
    sign = signs[index]
    row = sign.row
    bare = row.bare
    if len(bare) > 90:
        return NEVER if not row.mark else 4.0
    cost = 0.0
    if row.label in _HEADING_LABELS:
        cost -= 6.0
    elif row.label:
        cost += 6.0
    if row.mark:
        cost -= 3.0 if row.mark == BOLD else 5.0
    elif marked:
        # Beside a marked headline stand its kicker, column and deck.
        cost += UNMARKED if apart else -1.5
    if row.terminal:
        cost += 1.2 if bare.rstrip("”’」』）)")[-1:] in "！？!?…" else 6.0
    cost += 5.0 * min(1, bare[:-2].count("。"))
    if _CLAUSES.search(bare):
        comma = (
            0.5 if is_balanced(bare) or len(bare) <= SHORT_HEADING else 0.7 if row.latin else 2.2
        )
        commas, halves = bare.count("，") + bare.count(","), bare.count("；") + bare.count(";")
        cost += min(5.0, comma * commas + 3.0 * halves)
    if bare[-1] in "，、,；;":
        cost += 1.0 if row.latin else 5.0
    elif bare[-1].isdigit():
        cost += 1.0
    elif bare[-1] in "：:":
        cost += 3.5
    size = int(row.width) if row.latin else len(bare)
    if row.latin:
        turned = index > 0 and not signs[index - 1].row.terminal and signs[index - 1].lack > 2
        cost += (0.5 if turned else 4.0) if bare[0].islower() else 0.0
        cost -= 1.0 if latin.is_capitals(row.text) else 0.0
    cost += 4.0 if sign.initial or sign.section else 0.0
    cost += 5.0 if sign.note else 0.0
    cost += 3.0 if size == 1 else 0.7 if size == 2 else 0.0
    cost += 1.0 if size > 28 else 0.0
    cost += 1.5 if size > 42 else 0.0
    cost += 6.0 if size > 64 else 0.0
    if sign.broken and sign.measure is not None:
        lack = sign.lack
        cost += 2.0 * sign.measure.sure if abs(lack) <= 1.2 else 0.8 if abs(lack - 2) <= 1 else -0.5
    if sign.phrased:
        cost -= 2.0
    if sign.displaced:
        cost -= 3.0 if sign.short_run <= LONGEST_BLOCK else 0.5
    elif sign.indented and indents:
        cost += 2.5
    if sign.item and not sign.column:
        # items of a list end with a mark, headlines of briefs that a glyph sets off do not
        cost += 0.5 if bare[0] in ORNAMENTS and not row.terminal and bare[-1] not in "；;" else 3.0
    if sign.byline:
        cost += 4.0 * sign.byline
    if sign.column:
        cost -= 1.5
    if bare.startswith(("——", "—", "──", "--")):
        cost -= 1.0
    if bare.endswith(KICKER_ENDINGS):
        cost -= 0.5
    if sign.notice:
        cost -= 2.0
    if sign.dateline:
        cost += 5.0
    if sign.tabular:
        cost += 1.5
    if sign.resumed or sign.onward or sign.signed or sign.credit:
        cost += 3.0
    if sign.dated or sign.labelled:
        cost += 3.0
    if index + 1 < len(signs) and signs[index + 1].calls:
        cost -= 1.5  # a letter opens with its call
    if _REMARK.fullmatch(bare) and index and signs[index - 1].row.terminal:
        cost += 2.5  # who sent a text, or a remark on it; a deck stands under a headline
    if bare.startswith("特此"):
        cost += 6.0  # the last words of a notice
    if bare[0] in NEVER_FIRST and bare[0] not in "—…":
        cost += 4.0
    if repeated.get(bare, 0) > 1 and size <= 12:
        cost -= 0.5
    if _PAIRED.search(bare) and any(bare.count(a) != bare.count(b) for a, b in _PAIRS):
        cost += 2.0  # a quotation that the line end cuts
    if sign.stanza and not sign.column:
        cost += 2.5
    elif all(sign.amid_short) and not sign.column:
        cost += 1.5  # so many short lines are verse or a table, no headline
    return cost


_REMARK = re.compile(r"[（(][^（）()]{2,16}[）)]")
_HEADING_LABELS = frozenset(("headline", "kicker", "deck", "column"))
_CLAUSES = re.compile("[，,；;]")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("「", "」"), ("『", "』"))
_PAIRED = re.compile("[“”《》（）「」『』]")


def is_balanced(bare: str) -> bool:
    """Whether a line is two clauses of about one length with one comma between, as headings are."""
    parts = bare.replace(",", "，").split("，")
    return (
        len(parts) == 2
        and min(map(len, parts)) >= 3
        and max(map(len, parts)) <= 12
        and abs(len(parts[0]) - len(parts[1])) <= 2
    )


def subhead_cost(sign: Signs, display: float, level: int, indents: bool, apart: bool) -> float:
    """The cost of a subhead; `display` is what the row costs as display, `level` the level of the
    issue's headlines, `apart` as in `display_cost`.
    """
    row = sign.row
    # Headlines of the issue are marked and its subheads need not be.
    cost = display + 1.2 - (UNMARKED if apart else 0.0)
    if 1 <= row.mark < BOLD:
        cost += -1.0 if row.mark > level else 4.0
    if sign.indented and indents:
        cost -= 2.5
    if sign.displaced:
        cost += 2.0
    if sign.section:
        cost -= 9.0
    size = len(row.bare)
    cost += 4.0 if size > 24 else 1.2 if size > 16 else 0.5 if size > 12 else 0.0
    if sign.phrased:
        cost += 1.5
    if sign.column:
        cost += 3.0
    if row.bare.startswith(("——", "—")) or row.bare.endswith(KICKER_ENDINGS):
        cost += 3.0
    if sign.notice:
        cost += 3.0
    if sign.item and not sign.column:
        cost -= 3.0
    return cost
