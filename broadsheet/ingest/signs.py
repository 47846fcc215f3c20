"""Signs: what each row of an issue shows, before anything is concluded from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from broadsheet.ingest import apparatus, bylines, latin
from broadsheet.ingest.conventions import COLUMN_ENDINGS, COLUMN_WORDS
from broadsheet.ingest.datelines import has_dateline
from broadsheet.ingest.galley import Row
from broadsheet.ingest.jumps import find_jumps
from broadsheet.ingest.measure import Measure, measures, set_width, unit_of
from broadsheet.ingest.script import fold
from broadsheet.text import is_han

LONGEST_BLOCK = 5
"""Lines of a headline block; more centred short lines in a row are verse."""
SHORT_LINE = 16.0
"""Ems: a line of verse or of a table is no longer."""
LETTERSPACED = 0.02
"""Share of rows with spaces of justification from which spaces inside lines mean nothing."""

_PHRASE_GAP = re.compile(r"[\u3400-\u9fff”！？][ \u3000\xa0]+[\u3400-\u9fff“]")
_JUSTIFIED = re.compile(r"[\u3400-\u9fff，。、；：][ ]+(?=[\u3400-\u9fff，。、；：“”])")
LIST_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d)|[●■◆▲★·①-⑳]|第[一二三四五六七八九十]+条)"
)
SIGNATURE_DATE = re.compile(
    r"(?:\d{4}|"
    r"[二〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?\Z"
)
LABELLED = re.compile(
    r"(?:联系|咨询|投诉|举报|服务|报名|监督)?(?:电话|热线|地址|邮箱|网址|邮编|传真|时间|地点|"
    r"联系人|收件人|附件|来源)[:：]"
)
_SECTION = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[）)]?[、.．]?\Z")
NOTE = re.compile(r"[（(](?:作者|原载|摘自|选自|转自|据|本文|文中|注|编者)[^（）()]{2,40}[）)]\Z")
"""A line in brackets under a story that says who its author is, or where it is from."""
_COLUMN_MARK = re.compile(
    r"《[^》]{2,8}》\Z|[【〖\[]([^】〗\]]{2,14})[】〗\]]\Z|[■●◆▲★◎□]\s*[\u3400-\u9fff]{2,8}\Z|"
    r"[·•-]\s*[\u3400-\u9fff]{2,8}\s*[·•-]\Z"
)
_TABLE_GAP = re.compile(r"\S(?:[ \u3000\xa0]{2,}|\t+|\u3000)(?=\S)")


@dataclass(frozen=True, slots=True)
class Signs:
    """What one row shows, apart from its neighbours."""

    row: Row
    broken: bool
    """It ends inside a sentence."""
    justified: bool
    """Letterspaced by justification: never the last line of a paragraph."""
    byline: float
    """Strength of the byline that the whole row is; 0 where it is none."""
    signed: bool
    """A byline stands at its end."""
    cut: bool
    """It only ends a byline that begins on a row before."""
    credit: bool
    """A byline begins at its end and goes on below."""
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
    measure: Measure | None = None
    """The print column it stands in; None where lines are not broken by one."""
    next_unit: float = 1.0
    """Ems of what the next row begins with and could not be parted."""
    initial: bool = False
    """A drop cap: one character before a line of text."""
    phrased: bool = False
    """A space parts phrases of it, in an issue where no body line has spaces by noise."""
    dated: bool = False
    """It is the date under a notice."""
    section: bool = False
    """It is only a number that parts sections of a story: 一, 二, 三."""
    stanza: bool = False
    """It stands in a stanza: short lines close together, where blank lines part all else."""
    short_run: int = 0
    """How many short rows stand in a row here, itself among them."""
    depth: int = 0
    """Its place among the rows right under the end of a story, from 1 to LONGEST_BLOCK; else 0."""
    amid_short: tuple[bool, bool] = (False, False)
    """Two short rows or more stand above it, and below it."""

    @property
    def lack(self) -> float:
        """Ems that the row is short of its column; only what the next row could have given."""
        if self.measure is None:
            return 0.0
        lack = self.measure.ems - set_width(self.row)
        return max(min(lack, 0.0), lack - max(0.0, self.next_unit - 1)) if lack > 0 else lack


def observe(
    rows: Sequence[Row],
    known: Set[str],
    reports: Set[str],
    onward: Set[int],
    resumed: Set[int],
) -> tuple[Signs, ...]:
    """The signs of an issue's rows; the arguments are those of `evidence.weigh`."""
    lead = _paragraph_lead(rows)
    cuts = [_cut_bracket(rows, index) for index in range(len(rows))]
    alone = [
        _look(
            row,
            known,
            reports,
            lead,
            cuts[index],
            onward=index in onward,
            resumed=index in resumed,
        )
        for index, row in enumerate(rows)
    ]
    alone = _without_lone_tables(_without_titles(_with_cut_bylines(alone, cuts)))
    columns = measures(rows, [sign.broken for sign in alone])
    phrased = _phrased(alone)
    runs = _short_runs(alone, columns)
    depths = _depths(alone)
    sections = _sections(rows)
    stanzas = _stanzas(rows, [length for length, _ in runs])
    for index in _aligned(alone):
        stanzas[index] = True
    units = [*(unit_of(row) for row in rows[1:]), 1.0]
    return tuple(
        replace(
            sign,
            measure=columns[index],
            next_unit=units[index],
            initial=_is_initial(alone, index) and index not in sections,
            section=index in sections,
            dated=bool(SIGNATURE_DATE.match(sign.row.bare)),
            phrased=phrased[index],
            stanza=stanzas[index],
            short_run=runs[index][0],
            depth=depths[index],
            # right under the end of a story there may be a heading, even over a poem
            amid_short=(False, False) if depths[index] else runs[index][1],
        )
        for index, sign in enumerate(alone)
    )


def _look(
    row: Row,
    known: Set[str],
    reports: Set[str],
    lead: str | None,
    opened: _Cut | None,
    *,
    onward: bool,
    resumed: bool,
) -> Signs:
    """The signs of a row that need no other row."""
    byline = 0.0
    signed = False
    if not row.terminal and len(row.text) <= apparatus.LONGEST and not row.mark:
        found = bylines.parse(row.text, known)
        byline = found.strength if found else float(apparatus.particulars(row.text) is not None)
        if row.latin and latin.role(row.text):
            byline = 0.9  # stands under a byline, and under nothing else
    cut = False
    if not byline and opened is not None:
        cut = signed = bylines.at_end(f"{opened.text}\n{row.text}", known) is not None
    elif not byline:
        last = row.bare[-1]
        if last in "）)】]" or not row.terminal:
            signed = bylines.at_end(row.text[-bylines.LONGEST :], known) is not None
    jumps = find_jumps(row.text) if len(row.text) < 100_000 else ()
    if opened is not None and not jumps:
        jumps = find_jumps(f"{opened.text}\n{row.text}")  # the column cut the mark
    indented = bool(lead) and row.lead == lead
    gaps = len(_JUSTIFIED.findall(row.text[:200]))
    ruled = row.text[0] in "|｜" and len(re.findall("[|｜]", row.text[:400])) >= 3
    tabular = ruled or (len(_TABLE_GAP.findall(row.text[:200])) >= 2 and not row.terminal)
    return Signs(
        row=row,
        broken=not (row.terminal or byline or signed or row.mark or ruled),
        justified=gaps >= max(2, 0.12 * min(200, len(row.bare))),
        byline=byline,
        signed=signed,
        cut=cut,
        credit=False,
        dateline=has_dateline(row.text, reports),
        onward=onward or any(jump.onward for jump in jumps),
        resumed=resumed or any(not jump.onward and jump.start < 8 for jump in jumps),
        indented=indented,
        displaced=bool(row.lead.strip("□")) and not indented and row.indent >= 1,
        tabular=tabular,
        column=row.column or (latin.is_column(row.text) if row.latin else is_column_name(row.text)),
    )


def _with_cut_bylines(signs: Sequence[Signs], cuts: Sequence[_Cut | None]) -> list[Signs]:
    """Rows that a byline runs over.

    Where it stands alone they are byline rows, all of them; where it closes a text (甲 / 摄影报道)
    they belong to the text, and only the last one ends it.
    """
    found = list(signs)
    for index, (sign, cut) in enumerate(zip(signs, cuts, strict=True)):
        if not sign.cut or cut is None:
            continue
        rows = range(cut.row, index)
        if not signs[cut.row].row.text[: cut.start].strip() and sign.row.bare[-1] in "）)":
            for at in (*rows, index):
                found[at] = replace(signs[at], byline=1.0, signed=False, cut=False, broken=False)
            continue
        for at in rows:
            broken = not signs[at].row.mark
            found[at] = replace(signs[at], byline=0.0, signed=False, broken=broken, credit=True)
    return found


def _without_titles(signs: Sequence[Signs]) -> list[Signs]:
    """A word that may be a name, right above a byline, is the title of a poem (麦收 / 丁一)."""
    found = list(signs)
    for index, (sign, below) in enumerate(pairwise(signs)):
        above = signs[index - 1] if index else None
        opens = above is None or above.row.terminal or above.byline or above.signed or above.column
        # two characters are rarely all of a name that stands above another
        least, longest = (0.5, 4) if opens else (0.9, 2)
        named = below.byline >= least and (opens or bylines.parse(below.row.text) is not None)
        if named and 0 < sign.byline < 0.75 and len(sign.row.bare) <= longest:
            found[index] = replace(sign, byline=0.0, broken=True)
    return found


def _without_lone_tables(signs: Sequence[Signs]) -> list[Signs]:
    """A row with gaps is a table row beside another one; alone it is a list of names."""
    return [
        replace(sign, tabular=False)
        if sign.tabular
        and (
            sign.dateline
            or not any(signs[at].tabular for at in (index - 1, index + 1) if 0 <= at < len(signs))
        )
        else sign
        for index, sign in enumerate(signs)
    ]


def _phrased(signs: Sequence[Signs]) -> list[bool]:
    noise = sum(sign.justified and not sign.byline and not sign.dateline for sign in signs)
    noisy = noise > LETTERSPACED * len(signs)
    return [
        (not noisy or _is_couplet(sign.row))
        and not sign.byline
        and not sign.dateline
        and len(sign.row.text) <= 60
        and bool(_PHRASE_GAP.search(sign.row.text))
        for sign in signs
    ]


def _is_initial(signs: Sequence[Signs], index: int) -> bool:
    """Whether a row is one character that the next row goes on from (a drop cap)."""
    if index + 1 >= len(signs) or len(signs[index].row.bare) != 1 or signs[index].row.mark:
        return False
    below = signs[index + 1]
    return is_han(signs[index].row.bare) and below.broken and below.row.width >= SHORT_END


def _is_couplet(row: Row) -> bool:
    """Two phrases of about one length with one gap between: no noise does that."""
    parts = row.text.split()
    return (
        len(parts) == 2
        and min(map(len, parts)) >= 4
        and abs(len(parts[0]) - len(parts[1])) <= 1
        and not re.search("[，。；：、]", row.text)
    )


def _short_runs(
    signs: Sequence[Signs], columns: Sequence[Measure | None]
) -> list[tuple[int, tuple[bool, bool]]]:
    """For each row the length of the run of short unmarked rows that it stands in, and whether
    rows of it stand above and below: at the ends there may be headings.
    """
    short = [
        sign.row.width <= SHORT_LINE
        and not sign.row.mark
        and sign.byline < 0.5
        and not sign.tabular
        and (column is None or column.ems - set_width(sign.row) >= 2.5)
        for sign, column in zip(signs, columns, strict=True)
    ]
    runs = [(0, (False, False))] * len(signs)
    start = 0
    for index in range(len(signs) + 1):
        if index < len(signs) and short[index]:
            continue
        for at in range(start, index):
            runs[at] = index - start, (start + 2 <= at, at < index - 2)
        start = index + 1
    return runs


def _depths(signs: Sequence[Signs]) -> list[int]:
    found = [0] * len(signs)
    depth = 0
    for index, sign in enumerate(signs):
        found[index] = depth
        depth = depth + 1 if 0 < depth < LONGEST_BLOCK else 0
        if sign.byline >= 0.75 or sign.signed:
            depth = 1
    return found


def _sections(rows: Sequence[Row]) -> frozenset[int]:
    """Rows that are only the numbers of sections: at least two, with different numbers."""
    found = {
        index: row.bare.strip("（）()、.．")
        for index, row in enumerate(rows)
        if len(row.bare) <= 4 and not row.mark and _SECTION.match(row.bare)
    }
    return frozenset(found) if len(set(found.values())) >= 2 else frozenset()


LEAST_ALIGNED = 4
"""Lines with one and the same white space before them that are no centred heading."""


def _aligned(signs: Sequence[Signs]) -> list[int]:
    """Rows of blocks that are set in as a whole: verse. The lines of a centred heading each have
    their own white space, unless they are of one length.
    """
    found: list[int] = []
    start = 0
    for index in range(len(signs) + 1):
        if index < len(signs):
            sign = signs[index]
            goes_on = sign.displaced and not (sign.byline or sign.tabular or sign.row.mark)
            if goes_on and index > start and sign.row.lead == signs[start].row.lead:
                continue
        block = signs[start:index]
        if (
            len(block) >= LEAST_ALIGNED
            and block[0].displaced
            and block[0].row.width <= SHORT_LINE
            and len({sign.row.width for sign in block}) > 1
        ):
            found += range(start, index)
        start = index
    return found


LEAST_STANZA = 4
"""Lines of a poem that is a single stanza; of several stanzas each may have two."""


def _stanzas(rows: Sequence[Row], runs: Sequence[int]) -> list[bool]:
    """Which rows stand in stanzas: groups of short lines without a blank line between, where
    nearly every other row has one. The lines of one heading stand so too, but once.
    """
    found = [False] * len(rows)
    if sum(row.blanks > 0 for row in rows) < 0.6 * len(rows):
        return found
    groups: list[tuple[int, int]] = []
    start = 0
    for index in range(len(rows) + 1):
        inside = index < len(rows) and runs[index] >= LEAST_STANZA
        if inside and index > start and rows[index].blanks == 0 and runs[index - 1] == runs[index]:
            continue
        if index - start >= 2:
            groups.append((start, index))
        start = index
    for at, (begin, end) in enumerate(groups):
        beside = (at and groups[at - 1][1] == begin) or (
            at + 1 < len(groups) and groups[at + 1][0] == end
        )
        if end - begin >= LEAST_STANZA or beside:
            found[begin:end] = [True] * (end - begin)
    return found


SHORT_END = 8.0
"""Ems of the longest end of a credit (甲 摄影报 / 道) that stands on a line of its own."""
_OPEN_CREDIT = re.compile(r"[。！？”][ \t\u3000]+[^。！？“”，]{1,24}\Z")
_OPEN_BRACKET = re.compile(r"[（(][^（）()。]{0,40}\Z")


@dataclass(frozen=True, slots=True)
class _Cut:
    """A byline that lines cut: its text up to a row, and where it begins."""

    text: str
    row: int
    start: int
    """Offset in the row's text."""


def _cut_bracket(rows: Sequence[Row], index: int) -> _Cut | None:
    """The end of the rows before, from a bracket on that only this row closes, or from a credit on
    that it ends; else nothing.
    """
    row = rows[index]
    if index and not row.terminal and row.width <= SHORT_END and not rows[index - 1].terminal:
        before = rows[index - 1].text
        match = _OPEN_CREDIT.search(before, max(0, len(before) - 40))
        if match is not None:
            return _Cut(match[0], index - 1, match.start())
    if row.bare[-1] not in "）)" or len(row.text) > bylines.LONGEST or "（" in row.bare:
        return None
    between: list[str] = []
    for at in range(index - 1, max(-1, index - 4), -1):
        text = rows[at].text
        match = _OPEN_BRACKET.search(text, max(0, len(text) - 60))
        if match is not None:
            return _Cut("\n".join((match[0], *reversed(between))), at, match.start())
        if len(text) > 40 or re.search("[（()）。]", text):
            return None
        between.append(text)
    return None


def _paragraph_lead(rows: Sequence[Row]) -> str | None:
    """The white space that paragraphs are indented with, where the issue has such."""
    after = [row for before, row in pairwise(rows) if before.terminal]
    leads = Counter(row.lead for row in after if 0.5 <= row.indent <= 4.5)
    if not leads:
        return None
    lead, count = leads.most_common(1)[0]
    return lead if count >= 3 and count >= 0.2 * len(after) else None


def is_column_name(text: str) -> bool:
    """Whether a line looks like the name of a standing column."""
    if len(text) > 40:
        return False
    stripped = text.strip()
    bare = fold(re.sub(r"\s+", "", stripped))
    match = _COLUMN_MARK.match(stripped)
    return bool(match) or bare in COLUMN_WORDS or (len(bare) <= 9 and bare.endswith(COLUMN_ENDINGS))
