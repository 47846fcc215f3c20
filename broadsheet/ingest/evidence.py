"""Evidence: what the look of each row says for and against every part it may play.

All numbers are costs in nats (natural logarithms of odds): 0 is what is expected, 1 a little
unusual, 3 unusual, 6 nearly excluded. They weigh typographic signs that hold for any paper; what
a sign is worth in the issue at hand (do blank lines separate paragraphs here? do indents?) is
estimated from the issue itself, by how often the sign follows the end of a sentence.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from broadsheet.ingest import apparatus, bylines
from broadsheet.ingest.conventions import COLUMN_ENDINGS, COLUMN_WORDS, KICKER_ENDINGS, NEVER_FIRST
from broadsheet.ingest.datelines import has_dateline
from broadsheet.ingest.galley import BOLD, Row
from broadsheet.ingest.jumps import find_jumps
from broadsheet.ingest.script import fold
from broadsheet.ingest.measure import Measure, first_unit, measures, set_width

LEAST_RUN = 5
"""Short lines in a row from which they are verse or a table rather than a headline block."""
LONGEST_BLOCK = 5
"""Lines of a headline block; more centred short lines in a row are verse."""
NEVER = 1e6
"""The cost of what cannot be."""

_PHRASE_GAP = re.compile(r"[\u3400-\u9fff”！？][ \u3000\xa0]+[\u3400-\u9fff“]")
_JUSTIFIED = re.compile(r"[\u3400-\u9fff，。、；：][ ]+(?=[\u3400-\u9fff，。、；：“”])")
_LIST_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[●■◆▲★·①-⑳]|第[一二三四五六七八九十]+条)"
)
_SIGNATURE_DATE = re.compile(
    r"(?:\d{4}|[二〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?\Z"
)
_LABELLED = re.compile(
    r"(?:联系|咨询|投诉|举报|服务|报名|监督)?(?:电话|热线|地址|邮箱|网址|邮编|传真|时间|地点|联系人|收件人|附件|来源)[:：]"
)
_COLUMN_MARK = re.compile(
    r"[【〖\[]([^】〗\]]{2,14})[】〗\]]\Z|[■●◆▲★◎□]\s*[\u3400-\u9fff]{2,8}\Z|[·•-]\s*[\u3400-\u9fff]{2,8}\s*[·•-]\Z"
)
_TABLE_GAP = re.compile(r"\S(?:[ \u3000\xa0]{2,}|\t+|\u3000)(?=\S)")


@dataclass(frozen=True, slots=True)
class Signs:
    """What one row shows, apart from its neighbours."""

    row: Row
    measure: Measure | None
    broken: bool
    """It ends inside a sentence."""
    justified: bool
    """Letterspaced by justification: never the last line of a paragraph."""
    byline: float
    """Strength of the byline that the whole row is; 0 where it is none."""
    signed: bool
    """A byline stands at its end."""
    dateline: bool
    onward: bool
    """下转 stands at its end."""
    resumed: bool
    """上接 stands at its beginning."""
    indented: bool
    """It has the paragraph indent of the issue."""
    displaced: bool
    """It is set in from the margin by something else: centred or flush right."""
    tabular: bool
    """It has the gaps of a table row."""
    column: bool
    """It looks like the name of a standing column."""
    phrased: bool
    """A space parts phrases of it, in an issue where no body line has spaces by noise."""
    short_run: int
    """How many short rows stand in a row here, itself among them."""
    amid_short: bool
    """Two short rows or more stand on each side of it."""
    next_unit: float
    """Ems of what the next row begins with and could not be parted."""

    @property
    def lack(self) -> float:
        """Ems that the row is short of its column; only what the next row could have given."""
        if self.measure is None:
            return 0.0
        lack = self.measure.ems - set_width(self.row)
        return max(min(lack, 0.0), lack - max(0.0, self.next_unit - 1)) if lack > 0 else lack


@dataclass(frozen=True, slots=True)
class Costs:
    """What it costs to read a row as each part, apart from its neighbours."""

    display: float
    byline: float
    first: float
    """First line of a paragraph."""
    inner: float
    """Any other line of a paragraph."""
    subhead: float
    kept: float
    """A line that stands for itself in the body: verse, table row, signature."""


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
    wrapped: bool
    indented: bool
    blanks: bool
    lost_indent: bool
    """Paragraphs were indented in print and the export dropped the indent."""
    marked: bool
    """Headlines are Markdown headings."""


def weigh(
    rows: Sequence[Row],
    known: Set[str],
    onward: Set[int] = frozenset(),
    resumed: Set[int] = frozenset(),
) -> Evidence:
    """The evidence of an issue's rows.

    `known` are names of sure bylines; `onward` and `resumed` are the indices of rows that a jump
    line of its own follows (下转) or precedes (上接).
    """
    lead = _paragraph_lead(rows)
    drafts = [
        _draft(row, known, lead, _cut_bracket(rows, index), onward=index in onward, resumed=index in resumed)
        for index, row in enumerate(rows)
    ]
    broken = [bool(d[0]) for d in drafts]
    columns = measures(rows, broken)
    units = [*(first_unit(row.bare[:40]) for row in rows[1:]), 1.0]
    signs = tuple(
        Signs(row, column, *draft, is_column_name(row.text), phrased, *run, unit)
        for row, column, draft, phrased, run, unit in zip(
            rows, columns, drafts, _phrased(rows, drafts), _short_runs(rows, columns, drafts), units,
            strict=True,
        )
    )
    blank_gain = _gain([row.blanks > 0 for row in rows], signs)
    indent_gain = _gain([sign.indented for sign in signs], signs)
    indents = _indents(signs)
    if indents:
        indent_gain = min(indent_gain[0], -2.0), max(indent_gain[1], 2.5)
    lost = _lost_indent(signs)
    marked = sum(1 <= row.mark < BOLD for row in rows) >= 2
    bigrams = _bigrams(rows)
    ends = tuple(
        _end(signs, index, blank_gain, indent_gain, bigrams, shorter=0.0)
        for index in range(len(rows))
    )
    ends_first = (
        tuple(
            _end(signs, index, blank_gain, indent_gain, bigrams, shorter=2.0)
            for index in range(len(rows))
        )
        if lost
        else ends
    )
    level = _headline_level(rows)
    repeated = Counter(row.bare for row in rows)
    return Evidence(
        signs=signs,
        costs=tuple(
            _costs(signs, index, marked, level, lost, indents, repeated)
            for index in range(len(rows))
        ),
        ends=ends,
        ends_first=ends_first,
        gaps=_gaps(rows),
        wrapped=sum(sign.measure is not None for sign in signs) * 2 > len(signs),
        indented=indents,
        blanks=blank_gain[1] > 1,
        lost_indent=lost,
        marked=marked,
    )


# -------------------------------------------------------------------------------- signs

_Draft = tuple[bool, bool, float, bool, bool, bool, bool, bool, bool, bool]

def _draft(
    row: Row, known: Set[str], lead: str | None, cut_open: str, *, onward: bool, resumed: bool
) -> _Draft:
    """The signs of a row that need no other row, in the order of Signs."""
    byline = 0.0
    signed = False
    if not row.terminal and len(row.text) <= apparatus.LONGEST and not row.mark:
        found = bylines.parse(row.text, known)
        byline = found.strength if found else float(apparatus.particulars(row.text) is not None)
    if not byline and cut_open:
        signed = bylines.at_end(f"{cut_open}\n{row.text}", known) is not None
    elif not byline:
        last = row.bare[-1]
        if last in "）)】]" or not row.terminal:
            signed = bylines.at_end(row.text[-bylines.LONGEST :], known) is not None
    jumps = find_jumps(row.text) if len(row.text) < 100_000 else ()
    indented = bool(lead) and row.lead == lead
    return (
        not row.terminal and not byline and not signed and not row.mark,
        len(_JUSTIFIED.findall(row.text[:200])) >= max(2, 0.12 * min(200, len(row.bare))),
        byline,
        signed,
        has_dateline(row.text),
        onward or any(jump.onward for jump in jumps),
        resumed or any(not jump.onward and jump.start < 8 for jump in jumps),
        indented,
        bool(row.lead.strip("□")) and not indented and row.indent >= 1,
        len(_TABLE_GAP.findall(row.text[:200])) >= 2 and not row.terminal,
    )


LETTERSPACED = 0.02
"""Share of rows with spaces of justification from which spaces inside lines mean nothing."""


def _phrased(rows: Sequence[Row], drafts: Sequence[_Draft]) -> list[bool]:
    noisy = sum(d[1] and not d[2] and not d[4] for d in drafts) > LETTERSPACED * len(rows)
    return [
        not noisy
        and not draft[2]
        and not draft[4]
        and len(row.text) <= 60
        and bool(_PHRASE_GAP.search(row.text))
        for row, draft in zip(rows, drafts, strict=True)
    ]


SHORT_LINE = 16.0
"""Ems: a line of verse or of a table is no longer."""


def _short_runs(
    rows: Sequence[Row], columns: Sequence[Measure | None], drafts: Sequence[_Draft]
) -> list[tuple[int, bool]]:
    """For each row the length of the run of short unmarked rows that it stands in, and whether
    it stands in the midst of it: at the ends there may be headings.
    """
    short = [
        row.width <= SHORT_LINE
        and not row.mark
        and not draft[2]
        and (column is None or column.ems - set_width(row) >= 2.5)
        for row, column, draft in zip(rows, columns, drafts, strict=True)
    ]
    runs = [(0, False)] * len(rows)
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and short[index]:
            continue
        for at in range(start, index):
            runs[at] = index - start, start + 2 <= at < index - 2
        start = index + 1
    return runs


_OPEN_BRACKET = re.compile(r"[（(][^（）()。]{0,40}\Z")


def _cut_bracket(rows: Sequence[Row], index: int) -> str:
    """The end of the row before, from a bracket on that only this row closes; else nothing."""
    if not index or len(rows[index].text) > bylines.LONGEST:
        return ""
    if rows[index].bare[-1] not in "）)" or rows[index].bare[:-1].count("（"):
        return ""
    match = _OPEN_BRACKET.search(rows[index - 1].text[-60:])
    return match[0] if match else ""


def _paragraph_lead(rows: Sequence[Row]) -> str | None:
    """The white space that paragraphs are indented with, where the issue has such."""
    after = [row for before, row in zip(rows, rows[1:], strict=False) if before.terminal]
    leads = Counter(row.lead for row in after if 0.5 <= row.indent <= 4.5)
    if not leads:
        return None
    lead, count = leads.most_common(1)[0]
    return lead if count >= 3 and count >= 0.2 * len(after) else None


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
    for index in range(1, len(signs)):
        before = signs[index - 1]
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


def _indents(signs: Sequence[Signs]) -> bool:
    """Whether paragraphs are indented: most rows after the end of a sentence are."""
    after = [
        sign.indented
        for before, sign in zip(signs, signs[1:], strict=False)
        if before.row.terminal and not (sign.displaced or sign.byline or sign.row.mark)
    ]
    return sum(after) >= 3 and sum(after) >= 0.5 * len(after)


def _lost_indent(signs: Sequence[Signs]) -> bool:
    """Whether rows after a clearly short last line are two ems short themselves."""
    short = full = 0
    for index in range(1, len(signs)):
        before, sign = signs[index - 1], signs[index]
        if not before.row.terminal or not sign.broken or not sign.measure or not before.measure:
            continue
        if before.measure.ems - set_width(before.row) < 3 or sign.row.indent:
            continue
        lack = sign.measure.ems - sign.row.width
        short += 0.9 <= lack <= 3.2
        full += -1.5 <= lack <= 0.5
    return short >= 2 and short > 1.5 * full


def _headline_level(rows: Sequence[Row]) -> int:
    """The heading level of headlines: the highest that is used more than once."""
    levels = Counter(row.mark for row in rows if 1 <= row.mark < BOLD)
    often = [level for level, count in levels.items() if count >= 2]
    return min(often or levels or [0])


def _bigrams(rows: Sequence[Row]) -> Counter[str]:
    """Pairs of characters inside rows: a pair that a line end would cut may stand elsewhere."""
    pairs: Counter[str] = Counter()
    for row in rows:
        bare = row.bare[:2000]
        pairs.update(map("".join, zip(bare, bare[1:], strict=False)))
    return pairs


# ------------------------------------------------------------------------- ends of paragraphs


def _end(
    signs: Sequence[Signs],
    index: int,
    blank_gain: tuple[float, float],
    indent_gain: tuple[float, float],
    bigrams: Counter[str],
    *,
    shorter: float,
) -> float:
    """Log-odds that a paragraph ends right before the row at an index."""
    if not index:
        return 6.0
    before, sign = signs[index - 1], signs[index]
    odds = (blank_gain[sign.row.blanks > 0] if sign.row.page == before.row.page else 0.0) + (
        indent_gain[sign.indented]
    )
    item = bool(_LIST_ITEM.match(sign.row.bare))
    last = before.row.bare[-1]
    if before.signed or before.onward or sign.resumed:
        return 6.0
    if before.row.terminal:
        column = before.measure
        if column is None:
            odds += 3.5
        else:
            room = column.ems - shorter - set_width(before.row) - first_unit(sign.row.bare[:40])
            odds += 3.5 if room >= 1 else 1.3 if room >= 0 else -1.5 if room >= -1 else -2.2
            if before.justified:
                odds -= 2.0
        if item:
            odds += 2.0
    else:
        odds -= 7.0 if last in "，、,；;" else 5.0
        if last in "：:；;" and item:
            odds += 9.0
        elif last in "：:":
            odds += 3.5
        elif item and before.measure and before.measure.ems - set_width(before.row) > 2:
            odds += 5.0
        if before.measure is None and last + sign.row.bare[0] in bigrams:
            odds -= 1.0
    if sign.row.bare[0] in NEVER_FIRST:
        odds -= 6.0
    if sign.dateline:
        odds += 3.0
    return odds


def _gaps(rows: Sequence[Row]) -> tuple[float, ...]:
    """By how much white space and page ends speak for the beginning of an article."""
    inside = [
        row.blanks for before, row in zip(rows, rows[1:], strict=False) if row.page == before.page
    ]
    usual = sorted(inside)[len(inside) // 2] if inside else 0
    rare = sum(count > usual for count in inside) <= 0.3 * len(inside)
    found: list[float] = []
    for index, row in enumerate(rows):
        if (index and row.page != rows[index - 1].page) or (row.blanks > usual and rare):
            found.append(-1.5)
        elif rare and any(count > usual for count in inside):
            found.append(1.0)
        else:
            found.append(0.0)
    return tuple(found)


# ------------------------------------------------------------------------------------- costs


def _costs(
    signs: Sequence[Signs],
    index: int,
    marked: bool,
    level: int,
    lost: bool,
    indents: bool,
    repeated: Counter[str],
) -> Costs:
    sign = signs[index]
    row = sign.row
    first, inner = _paragraph_costs(sign, lost)
    display = _display_cost(signs, index, marked, indents, repeated)
    return Costs(
        display=display,
        byline=_byline_cost(sign),
        first=first,
        inner=inner,
        subhead=_subhead_cost(sign, display, level, indents),
        kept=_kept_cost(sign, row, indents),
    )


def _byline_cost(sign: Signs) -> float:
    if not sign.byline:
        return NEVER
    cost = -2.0 if sign.byline >= 0.9 else -0.5 if sign.byline >= 0.75 else 1.5
    cost += 1.5 if sign.byline < 0.5 else 0.0
    return cost - (3.0 if sign.displaced else 0.0)


def _paragraph_costs(sign: Signs, lost: bool) -> tuple[float, float]:
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
    if sign.broken or (0 < sign.byline < 0.75):
        if sign.measure is None:
            odd = 0.2 if row.bare[-1] in "，、,；;：:" else 0.8 if row.width >= 12 else 2.5
            first += odd
            inner += odd
        else:
            lack = sign.lack
            inner += _lack_cost(lack)
            first += _lack_cost(lack)
            if lost:
                # A first line lost two ems; one as wide as the column is the exception.
                first += min(0.0, _lack_cost(lack - 2) - _lack_cost(lack)) + (
                    1.0 if lack < 1 else 0
                )
    if row.bare[0] in NEVER_FIRST:
        first += 4.0
    if sign.dateline:
        inner += 2.0
    if sign.indented:
        inner += 1.0
    return first, inner


def _lack_cost(lack: float) -> float:
    return min(4.5, 0.9 * max(0.0, abs(lack) - 1.2))


def _display_cost(
    signs: Sequence[Signs], index: int, marked: bool, indents: bool, repeated: Counter[str]
) -> float:
    sign = signs[index]
    row = sign.row
    bare = row.bare
    if len(bare) > 90:
        return NEVER if not row.mark else 4.0
    cost = 0.0
    if row.mark:
        cost -= 3.0 if row.mark == BOLD else 5.0
    elif marked:
        # Beside a marked headline stand its kicker, column and deck.
        near = [signs[at].row.mark for at in (index - 1, index + 1) if 0 <= at < len(signs)]
        cost += -1.5 if any(near) else 4.0
    if row.terminal:
        cost += 1.2 if bare.rstrip("”’」』）)")[-1:] in "！？!?…" else 6.0
    cost += 5.0 * min(1, bare[:-2].count("。"))
    cost += min(
        5.0, 2.2 * (bare.count("，") + bare.count(",")) + 3.0 * (bare.count("；") + bare.count(";"))
    )
    if bare[-1] in "，、,；;":
        cost += 5.0
    elif bare[-1].isdigit():
        cost += 1.0
    elif bare[-1] in "：:":
        cost += 2.0
    size = len(bare)
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
    if _LIST_ITEM.match(bare):
        cost += 3.0
    if sign.byline:
        cost += 4.0 * sign.byline
    if sign.column:
        cost -= 1.5
    if bare.startswith(("——", "—", "──", "--")):
        cost -= 1.0
    if bare.endswith(KICKER_ENDINGS):
        cost -= 0.5
    if sign.dateline:
        cost += 5.0
    if sign.tabular:
        cost += 1.5
    if sign.resumed or sign.onward or sign.signed:
        cost += 3.0
    if _SIGNATURE_DATE.match(bare) or _LABELLED.match(bare):
        cost += 3.0
    if bare[0] in NEVER_FIRST and bare[0] not in "—…":
        cost += 4.0
    if repeated[bare] > 1 and size <= 12:
        cost -= 0.5
    if any(bare.count(a) != bare.count(b) for a, b in ("“”", "《》", "（）", "「」", "『』")):
        cost += 2.0  # a quotation that the line end cuts
    if sign.amid_short and not sign.column:
        cost += 1.5  # so many short lines are verse or a table, no headline
    return cost


def is_column_name(text: str) -> bool:
    """Whether a line looks like the name of a standing column."""
    if len(text) > 40:
        return False
    stripped = text.strip()
    bare = fold(re.sub(r"\s+", "", stripped))
    match = _COLUMN_MARK.match(stripped)
    return bool(match) or bare in COLUMN_WORDS or (len(bare) <= 9 and bare.endswith(COLUMN_ENDINGS))


def _subhead_cost(sign: Signs, display: float, level: int, indents: bool) -> float:
    row = sign.row
    cost = display + 1.2
    if 1 <= row.mark < BOLD:
        cost += -1.0 if row.mark > level else 4.0
    if sign.indented and indents:
        cost -= 2.5
    if sign.displaced:
        cost += 2.0
    size = len(row.bare)
    cost += 4.0 if size > 24 else 1.2 if size > 16 else 0.5 if size > 12 else 0.0
    if sign.phrased:
        cost += 1.5
    if sign.column:
        cost += 3.0
    if row.bare.startswith(("——", "—")) or row.bare.endswith(KICKER_ENDINGS):
        cost += 3.0
    if _LIST_ITEM.match(row.bare):
        cost -= 3.0
    return cost


def _kept_cost(sign: Signs, row: Row, indents: bool) -> float:
    bare = row.bare
    if row.mark or len(bare) > 60:
        return NEVER
    cost = 2.0 if sign.short_run < LEAST_RUN else 1.0
    if sign.tabular:
        return -0.5
    if sign.displaced and sign.short_run > LONGEST_BLOCK:
        cost -= 1.5  # centred verse
    signs = bare.endswith(bylines.ORG_ENDINGS) and not row.terminal and len(bare) >= 5
    if sign.displaced and (signs or _SIGNATURE_DATE.match(bare)):
        return -2.5  # flush right under a notice
    if _SIGNATURE_DATE.match(bare):
        return 0.3
    if _LABELLED.match(bare):
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
        cost += 2.5
    return cost - (0.8 if signs else 0.0)
