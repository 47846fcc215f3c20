"""Guides: the box that leads to stories inside, and rows that only number a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.ingest.foliowords import NUMBER, WEEKDAY, YMD
from broadsheet.ingest.galley import Row
from broadsheet.ingest.jumps import find_jumps

_GUIDE_HEAD = re.compile(
    r"[【\[■●▶▌]?(?:今日|本期|内页|本报|新闻|一周)?(?:导读|要目|看点|目录|提要)[】\]]?[:：]?\Z"
)
_GUIDE = re.compile(
    r"(?P<words>.{4,}?)[\s.…·—-]*[（(\[【]?(?:详见|见|刊|刊于|载|更多报道见)?"
    r"第?(?:[A-Z]?\d{1,2}|[一二三四五六七八九十]{1,3})[-、至]?\d{0,2}版(?:刊发)?[）)\]】]?\Z"
)
_GUIDE_FIRST = re.compile(
    r"[▶►●■◆·▲>]*(?:第?[A-Z]?\d{1,2}版|P\d{1,2}|A\d{1,2})[:：|｜丨/]?(?P<words>.{4,})\Z"
)


def find_guides(rows: Sequence[Row]) -> frozenset[int]:
    """The box that leads to stories inside: lines that end (or begin) with a page, and its head.

    Two such lines in a row, or one under a head (导读), are needed: a notice may name a page.
    """
    found: set[int] = set()
    run: list[int] = []
    headed = False

    def close() -> None:
        if len(run) >= 2 or (headed and run):
            found.update(run)
            if headed:
                found.add(run[0] - 1)
        run.clear()

    for index, row in enumerate(rows):
        if _is_guide(row, (headed and not run) or bool(run)):
            run.append(index)
            continue
        close()
        headed = len(row.bare) <= 8 and bool(_GUIDE_HEAD.match(row.bare))
    close()
    return frozenset(found)


def _is_guide(row: Row, inside: bool) -> bool:
    if row.terminal or len(row.bare) > 60 or row.latin:
        return False
    match = _GUIDE.match(row.bare) or (_GUIDE_FIRST.match(row.bare) if inside else None)
    # 下转第3版 leads to the rest of a story; a date or an issue number is the folio's own
    return (
        match is not None
        and not find_jumps(row.text)
        and "。" not in row.bare
        and not (YMD.search(row.text) or WEEKDAY.search(row.text) or NUMBER.search(row.text))
        and not match["words"].endswith(("今日", "本期", "共", "今天"))
    )


_PAGE_NUMBER = re.compile(
    r"(?P<left>[—–\-·－~～•]*)(?:第)?(?P<number>\d{1,3})(?:页)?(?P<right>[—–\-·－~～•]*)\Z"
)


def page_numbers(rows: Sequence[Row]) -> frozenset[int]:
    """Rows that are only the number of a page: set off by dashes (— 2 —), at the edge of a page
    of the raw text, or counting up.
    """
    found: set[int] = set()
    counted: list[int] = []
    dashed = 0
    for index, row in enumerate(rows):
        match = _PAGE_NUMBER.match(row.bare) if len(row.bare) <= 9 else None
        if match is None:
            continue
        first = index == 0 or rows[index - 1].page != row.page
        last = index + 1 == len(rows) or rows[index + 1].page != row.page
        if (match["left"] and match["right"]) or "页" in row.bare:
            counted.append(index)
            dashed += bool(match["left"] and match["right"])
        elif (last or first) and int(match["number"]) <= 200 and len({r.page for r in rows}) > 1:
            found.add(index)
    # dashes on both sides are set around nothing else, but in a table
    if counted and (dashed or len(counted) >= 2 or counted[0] + 1 == len(rows)):
        found |= set(counted)
    return frozenset(found)
