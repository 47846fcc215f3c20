"""Cuts: bylines that the end of a line cuts in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.ingest import bylines, tailbylines
from broadsheet.ingest.galley import Row
from broadsheet.ingest.signs import Signs


def with_cut_bylines(signs: Sequence[Signs], cuts: Sequence[Cut | None]) -> list[Signs]:
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
                found[at] = signs[at]._replace(byline=1.0, signed=False, cut=False, broken=False)
            continue
        for at in rows:
            broken = not signs[at].row.mark
            found[at] = signs[at]._replace(byline=0.0, signed=False, broken=broken, credit=True)
    return found


SHORT_END = 8.0
"""Ems of the longest end of a credit (甲 摄影报 / 道) that stands on a line of its own."""
_OPEN_CREDIT = re.compile(r"[。！？”][ \t\u3000]+[^。！？“”，]{1,24}\Z")
_ROLE_END = re.compile(r"[摄影报道图文/／、]{1,4}")
"""What may still follow a credit that is whole: 甲 摄影 / 报道."""
_OPEN_BRACKET = re.compile(r"[（(][^（）()。]{0,40}\Z")


@dataclass(frozen=True, slots=True)
class Cut:
    """A byline that lines cut: its text up to a row, and where it begins."""

    text: str
    row: int
    start: int
    """Offset in the row's text."""


def cut_byline(rows: Sequence[Row], index: int) -> Cut | None:
    """The end of the rows before, from a bracket on that only this row closes, or from a credit on
    that it ends; else nothing.
    """
    row = rows[index]
    if index and not row.terminal and row.width <= SHORT_END and not rows[index - 1].terminal:
        before = rows[index - 1].text
        match = _OPEN_CREDIT.search(before, max(0, len(before) - 40))
        whole = match and tailbylines.at_end(before) and not _ROLE_END.fullmatch(row.bare)
        if match is not None and not whole:
            return Cut(match[0], index - 1, match.start())
    if row.bare[-1] not in "）)" or len(row.text) > bylines.LONGEST or "（" in row.bare:
        return None
    between: list[str] = []
    for at in range(index - 1, max(-1, index - 4), -1):
        text = rows[at].text
        match = _OPEN_BRACKET.search(text, max(0, len(text) - 60))
        if match is not None:
            return Cut("\n".join((match[0], *reversed(between))), at, match.start())
        if len(text) > 40 or re.search("[（()）。]", text):
            return None
        between.append(text)
    return None
