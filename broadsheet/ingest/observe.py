"""Observation: the rows of an issue are looked at, one by one and then beside each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

from broadsheet.ingest import apparatus, bylines, latin, passages, tailbylines
from broadsheet.ingest.cuts import SHORT_END, Cut, cut_byline, with_cut_bylines
from broadsheet.ingest.datelines import has_dateline
from broadsheet.ingest.galley import Row
from broadsheet.ingest.jumps import find_jumps
from broadsheet.ingest.measure import Measure, measures, set_width, unit_of
from broadsheet.ingest.passages import (
    LEAST_RUN,
    aligned_rows,
    depths_of,
    sections_of,
    short_runs,
    stanzas_of,
)
from broadsheet.ingest.signs import Signs
from broadsheet.ingest.wording import (
    LABELLED,
    LIST_ITEM,
    NOTE,
    SIGNATURE_DATE,
    is_column_name,
    is_marked_column,
    is_notice,
    is_salutation,
)
from broadsheet.text import is_han

LETTERSPACED = 0.02
"""Share of rows with spaces of justification from which spaces inside lines mean nothing."""

LEAST_PARAGRAPH = 16
"""Ems of a paragraph that stands on one line."""

_PHRASE_GAP = re.compile(r"[\u3400-\u9fff”！？][ \u3000\xa0]+[\u3400-\u9fff“]")
_JUSTIFIED = re.compile(r"[\u3400-\u9fff，。、；：][ ]+(?=[\u3400-\u9fff，。、；：“”])")
_HOUR = re.compile(r"\d{1,2}[:：]\d{2}(?!\d)")
"""What a line of a programme opens with: 19:35 云浦新闻."""
_TABLE_GAP = re.compile(
    r"\S(?:[ \u3000\xa0]*[|｜][ \u3000\xa0]*|[ \u3000\xa0]{2,}|\t+|\u3000)(?=\S)"
)


def observe(
    rows: Sequence[Row],
    known: Set[str],
    reports: Set[str],
    onward: Set[int],
    resumed: Set[int],
) -> tuple[Signs, ...]:
    """The signs of an issue's rows; the arguments are those of `evidence.weigh`."""
    lead = _paragraph_lead(rows)
    cuts = [cut_byline(rows, index) for index in range(len(rows))]
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
    alone = _without_lone_tables(_without_titles(with_cut_bylines(alone, cuts)))
    for index in passages.names_over_datelines(alone):
        alone[index] = alone[index]._replace(byline=0.9, broken=False)
    for index in passages.names_in_brackets(alone):
        alone[index] = alone[index]._replace(byline=0.8, broken=False)
    for index in passages.numeric_tables(rows):
        alone[index] = alone[index]._replace(tabular=True)
    for index in passages.signatures_of(rows):
        alone[index] = alone[index]._replace(byline=0.95, broken=False)
    columns = passages.without_verse(rows, measures(rows, [sign.broken for sign in alone]))
    phrased = _phrased(alone)
    runs = short_runs(alone, columns)
    depths = depths_of(alone)
    sections = sections_of(rows)
    stanzas = stanzas_of(rows, [length for length, _ in runs])
    for index in aligned_rows(alone):
        stanzas[index] = True
    return tuple(
        sign._replace(
            column=sign.column and not _is_sung(alone, runs, index),
            measure=columns[index],
            lack=_lack(sign.row, columns[index], below),
            initial=_is_initial(alone, index) and index not in sections,
            section=index in sections,
            phrased=phrased[index],
            stanza=stanzas[index],
            short_run=runs[index][0],
            depth=depths[index],
            # right under the end of a story there may be a heading, even over a poem
            amid_short=(False, False) if depths[index] else runs[index][1],
        )
        for index, (sign, below) in enumerate(zip(alone, (*rows[1:], None), strict=False))
    )


def _look(
    row: Row,
    known: Set[str],
    reports: Set[str],
    lead: str | None,
    opened: Cut | None,
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
        byline = 1.0 if row.label == "byline" else byline
    cut = False
    if not byline and opened is not None:
        cut = signed = tailbylines.at_end(f"{opened.text}\n{row.text}", known) is not None
    elif not byline:
        last = row.bare[-1]
        if last in "）)】]" or not row.terminal:
            signed = tailbylines.at_end(row.text[-bylines.LONGEST :], known) is not None
    jumps = find_jumps(row.text) if len(row.text) < 100_000 else ()
    if opened is not None and not jumps:
        jumps = find_jumps(f"{opened.text}\n{row.text}")  # the column cut the mark
    indented = bool(lead) and row.lead == lead
    spaced = len(row.text) > len(row.bare)
    gaps = len(_JUSTIFIED.findall(row.text[:200])) if spaced else 0
    ruled = row.text[0] in "|｜" and len(re.findall("[|｜]", row.text[:400])) >= 3
    cells = len(_TABLE_GAP.findall(row.text[:200])) if spaced and not row.terminal else 0
    tabular = ruled or cells >= (1 if _HOUR.match(row.bare) else 2)
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
        dated=bool(SIGNATURE_DATE.match(row.bare)),
        item=bool(LIST_ITEM.match(row.bare)),
        labelled=bool(LABELLED.match(row.bare)),
        note=bool(NOTE.match(row.bare)),
        calls=is_salutation(row.bare),
        notice=is_notice(row.bare),
    )


def _is_sung(signs: Sequence[Signs], runs: Sequence[tuple[int, object]], index: int) -> bool:
    """Whether a row with the last word of a column's name is only a line of a poem: right under
    another short one of many.
    """
    row = signs[index].row
    inside = index and runs[index][0] >= LEAST_RUN and runs[index - 1][0] == runs[index][0]
    return bool(inside) and not (row.blanks or row.column or is_marked_column(row.text))


def _lack(row: Row, column: Measure | None, below: Row | None) -> float:
    """Ems that a row is short of its column; only what the row below could have given."""
    if column is None:
        return 0.0
    lack = column.ems - set_width(row)
    if lack <= 0 or below is None:
        return lack
    return max(0.0, lack - max(0.0, unit_of(below) - 1))


def _without_titles(signs: Sequence[Signs]) -> list[Signs]:
    """A word that may be a name, right above a byline, is the title of a poem (麦收 / 丁一)."""
    found = list(signs)
    for index, (sign, below) in enumerate(pairwise(signs)):
        above = signs[index - 1] if index else None
        opens = above is None or above.row.terminal or above.byline or above.signed or above.column
        # two characters are rarely all of a name that stands above another
        # two lone names over each other are a title and its author
        lone = not opens and 0 < below.byline < 0.75 and " " not in below.row.text.strip()
        least, longest = (0.5, 4) if opens else (0.3 if lone else 0.9, 2)
        named = below.byline >= least and (
            opens
            or bylines.parse(below.row.text) is not None
            or apparatus.particulars(below.row.text) is not None
        )
        if named and 0 < sign.byline < 0.75 and len(sign.row.bare) <= longest:
            found[index] = sign._replace(byline=0.0, broken=True)
    return found


def _without_lone_tables(signs: Sequence[Signs]) -> list[Signs]:
    """A row with gaps is a table row beside another one; alone it is a list of names."""
    return [
        sign._replace(tabular=False)
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


def _paragraph_lead(rows: Sequence[Row]) -> str | None:
    """The white space that paragraphs are indented with, where the issue has such."""
    after = [row for before, row in pairwise(rows) if before.terminal]
    leads = Counter(row.lead for row in after if 0.5 <= row.indent <= 4.5)
    if not leads:
        return None
    lead, count = leads.most_common(1)[0]
    if count >= 3 and count >= 0.2 * len(after):
        return lead
    # A bulletin of few paragraphs, each a line: nearly all of them have one indent of two ems.
    lines = [row for row in rows if row.terminal and row.width >= LEAST_PARAGRAPH]
    indented = sum(row.lead == lead and row.indent == 2 for row in lines)
    return lead if indented >= 2 and indented >= 0.75 * len(lines) else None
