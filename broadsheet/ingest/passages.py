"""Passages: what rows show only together: runs of short lines, stanzas, numbered sections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.ingest import latin, tailbylines
from broadsheet.ingest.galley import Row
from broadsheet.ingest.measure import Measure, set_width
from broadsheet.ingest.signs import LONGEST_BLOCK, Signs
from broadsheet.ingest.wording import is_salutation

SHORT_LINE = 16.0
"""Ems: a line of verse or of a table is no longer."""
_SECTION = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[）)]?[、.．]?\Z")
_DAY = re.compile(
    r"(?:\d{1,2}月)?\d{1,2}日[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?\Z|"
    r"(?:星期|周|礼拜)[一二三四五六日天][（(]?(?:\d{1,2}月)?\d{1,2}日[）)]?\Z"
)
"""A day over what is on that day, in a programme: 15日 星期一."""
LONGEST_DAY = 12


def short_runs(
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
    for index, sign in enumerate(signs):
        # the last line of a paragraph, under a full one, is no line of what follows
        full = index and not short[index - 1] and signs[index - 1].broken
        if full and columns[index - 1] is not None and sign.row.terminal:
            short[index] = False
    runs = [(0, (False, False))] * len(signs)
    start = 0
    for index in range(len(signs) + 1):
        if index < len(signs) and short[index]:
            continue
        for at in range(start, index):
            runs[at] = index - start, (start + 2 <= at, at < index - 2)
        start = index + 1
    return runs


def depths_of(signs: Sequence[Signs]) -> list[int]:
    """The place of each row among those right under the end of a story; 0 further below."""
    found = [0] * len(signs)
    depth = 0
    for index, sign in enumerate(signs):
        found[index] = depth
        depth = depth + 1 if 0 < depth < LONGEST_BLOCK else 0
        if sign.byline >= 0.75 or sign.signed:
            depth = 1
    return found


def sections_of(rows: Sequence[Row]) -> frozenset[int]:
    """Rows that are only the numbers of sections, or the days of a programme: at least two of a
    kind, each another.
    """
    found: set[int] = set()
    for pattern, longest in ((_SECTION, 4), (_DAY, LONGEST_DAY)):
        kind = {
            index: row.bare.strip("（）()、.．")
            for index, row in enumerate(rows)
            if len(row.bare) <= longest and not row.mark and pattern.match(row.bare)
        }
        if len(set(kind.values())) >= 2:
            found |= kind.keys()
    return frozenset(found)


LEAST_ALIGNED = 4
"""Lines with one and the same white space before them that are no centred heading."""


def aligned_rows(signs: Sequence[Signs]) -> list[int]:
    """Rows of blocks that are set in as a whole: verse. The lines of a centred heading each have
    their own white space, unless they are of one length.
    """
    found: list[int] = []
    start = 0
    for index in range(len(signs) + 1):
        if index < len(signs):
            sign = signs[index]
            goes_on = sign.displaced and not (sign.byline or sign.tabular or sign.row.mark)
            apart = index > start + 1 and sign.row.blanks > max(1, signs[start + 1].row.blanks)
            if goes_on and index > start and not apart and sign.row.lead == signs[start].row.lead:
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


LEAST_SUNG = 4
"""Lines in a row that each end with a mark, far from the end of the column, before they are verse:
a column cuts lines anywhere."""
NARROWER = 1.5
"""Ems by which such lines are shorter than those of the text."""
_MARKS = frozenset("，。！？；：、…—”")


def without_verse(
    rows: Sequence[Row], columns: Sequence[Measure | None]
) -> tuple[Measure | None, ...]:
    """The measures of rows; verse has none, though its lines are of one length."""
    found = list(columns)
    ems = sorted(column.ems for column in columns if column is not None)
    usual = ems[len(ems) // 2] if ems else 0.0
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows):
            row = rows[index]
            if row.width <= usual - NARROWER and row.bare[-1] in _MARKS and not row.latin:
                continue
        if index - start >= LEAST_SUNG:
            found[start:index] = [None] * (index - start)
        start = index + 1
    return tuple(found)


def names_over_datelines(signs: Sequence[Signs]) -> list[int]:
    """Rows of an English page that are a name between a headline and a text with a dateline."""
    return [
        index
        for index in range(1, len(signs) - 1)
        if signs[index].row.latin
        and signs[index + 1].dateline
        and not signs[index].byline
        and not signs[index - 1].row.terminal
        and latin.is_name(signs[index].row.text)
    ]


NAME_IN_BRACKETS = re.compile(
    r"[（(][ \u3000]*([\u3400-\u9fff][ \u3000]*[\u3400-\u9fff]{1,2})[ \u3000]*[）)]\Z"
)
"""A name of any form, alone in brackets."""


def names_in_brackets(signs: Sequence[Signs]) -> list[int]:
    """Rows that are two or three characters in brackets under the end of a text: who wrote it,
    with whatever surname.
    """
    return [
        index
        for index in range(1, len(signs))
        if not signs[index].byline
        and signs[index].row.bare[0] in "（("
        and signs[index - 1].row.terminal
        and (match := NAME_IN_BRACKETS.match(signs[index].row.text.strip()))
        and tailbylines.may_sign("".join(match[1].split()))
    ]


_CELLS = re.compile(r"\S+(?: \S+){1,7}\Z")
_NUMERIC = re.compile(r"[+\-－＋−]?\d[\d.,:/%％]*\Z")
LEAST_NUMERIC = 3
"""Rows of a table whose cells are parted by single spaces."""


def numeric_tables(rows: Sequence[Row]) -> list[int]:
    """Rows of tables of figures whose cells one space parts, with the row of their names."""
    counts = [_figures(row) for row in rows]
    found: list[int] = []
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and counts[index] and counts[index] == counts[start]:
            continue
        if counts[start : start + 1] != [0] and index - start >= LEAST_NUMERIC:
            head = start - 1
            named = head >= 0 and len(rows[head].text.split()) == counts[start]
            found += range(head if named else start, index)
        start = index
    return found


def _figures(row: Row) -> int:
    """The cells of a row of figures; 0 where it is none."""
    if row.terminal or row.latin or row.width > WIDEST_ROW or " " not in row.text:
        return 0
    cells = row.text.split()
    figures = sum(bool(_NUMERIC.match(cell)) for cell in cells)
    return len(cells) if 2 <= figures >= len(cells) - 2 and _CELLS.match(row.text.strip()) else 0


WIDEST_ROW = 30.0
"""Ems of the widest row of such a table."""
MOST_ADDRESS = 2
"""Lines of a street and a town under the name that signs a letter."""
LONGEST_ADDRESS = 30
"""Characters of such a line."""


def signatures_of(rows: Sequence[Row]) -> list[int]:
    """Rows that sign the letters of an English page: the name, and the town under it.

    A letter opens with whom it calls (To the Editor:), and ends with the first line that is a
    name after the end of a sentence.
    """
    found: list[int] = []
    open_letter = False
    for index, row in enumerate(rows):
        if row.latin and is_salutation(row.bare):
            open_letter = True
        elif open_letter and rows[index - 1].terminal and latin.is_name(row.text):
            found.append(index)
            for at in range(index + 1, min(len(rows), index + 1 + MOST_ADDRESS)):
                below = rows[at]
                fits = len(below.text) <= LONGEST_ADDRESS and not below.terminal
                if below.blanks or below.page != row.page or not fits:
                    break
                found.append(at)
            open_letter = False
    return found


LEAST_STANZA = 4
"""Lines of a poem that is a single stanza; of several stanzas each may have two."""


def stanzas_of(rows: Sequence[Row], runs: Sequence[int]) -> list[bool]:
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


LEAST_RUN = 5
"""Short lines in a row from which they are verse or a table rather than a headline block."""

LONGEST_TITLE = 4
"""Characters of such a title."""
LEAST_BELOW = 3
"""Lines of verse under it."""


def heads_verse(signs: Sequence[Signs], index: int) -> bool:
    """Whether a row is at the head of a run of short lines, and shorter than those below it."""
    sign = signs[index]
    size = len(sign.row.bare)
    if sign.short_run < LEAST_RUN or size > LONGEST_TITLE or sign.row.terminal or sign.row.latin:
        return False
    if index and signs[index - 1].byline:
        return False  # the author stands above: verse has begun
    start = index
    while start and signs[start - 1].short_run == sign.short_run and index - start < 3:
        start -= 1
        if len(signs[start].row.bare) > LONGEST_TITLE:
            return False
    if index - start > 2:
        return False
    below = [s.row.bare for s in signs[index + 1 : index + 5] if s.short_run == sign.short_run]
    longer = [line for line in below if len(line) > size + 1]
    return len(below) >= LEAST_BELOW and 2 * len(longer) >= len(below)


def heads_table(signs: Sequence[Signs], index: int) -> bool:
    """Whether a short line stands over the rows of a table, and is none of them."""
    sign = signs[index]
    return (
        index + 1 < len(signs)
        and signs[index + 1].tabular
        and not (sign.tabular or sign.row.terminal or sign.row.bare[-1] in "：:）)")
        and sign.row.width <= SHORT_LINE
    )


def signs_letter(signs: Sequence[Signs], index: int) -> bool:
    """Whether a line is a name, perhaps with a street under it, that ends an English letter, or a
    name and an office that end a notice.
    """
    if not index or not signs[index - 1].row.terminal:
        return False
    if latin.is_officer(signs[index].row.text):
        return True
    if not latin.is_name(signs[index].row.text):
        return False
    row = signs[index].row
    for below in (sign.row for sign in signs[index + 1 : index + 3]):
        if below.page != row.page or below.blanks > row.blanks:
            return True
        if below.width > row.width + 6 or below.terminal:
            return False
    return index + 3 > len(signs)
