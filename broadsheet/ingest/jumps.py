"""Jump lines (转版): （下转第3版） and （上接第1版）."""

from __future__ import annotations

import re
from dataclasses import dataclass

from broadsheet.ingest import latin
from broadsheet.ingest.script import fold

_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_PLACE = r"第?\s*(?P<page>[A-Za-z]?\s*\d{1,3}|[一二三四五六七八九十]{1,3})\s*版?"
_JUMP = re.compile(
    rf"[（(【\[]?\s*(?P<way>下\s*转|上\s*接|紧\s*接|转\s*接)\s*{_PLACE}"
    r"(?P<title>[^（）()。\n]{0,40}?)\s*[）)】\]]"
    rf"|^\s*[▲▼►◄→←]?\s*(?P<way2>下转|上接|紧接)\s*第?\s*(?P<page2>[A-Za-z]?\d{{1,3}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s*版\s*$",
    re.MULTILINE,
)
_MAY_JUMP = re.compile("[转轉接Pp]")
"""A character of every jump line, in either script; few lines have one."""


@dataclass(frozen=True, slots=True)
class JumpMark:
    """One jump line in a text."""

    start: int
    end: int
    onward: bool
    """下转; otherwise 上接."""
    page: int
    """0 where the page has no number that can be read."""


def find_jumps(text: str) -> tuple[JumpMark, ...]:
    """All jump lines of a text, in order."""
    if not _MAY_JUMP.search(text):
        return ()
    if latin.is_latin(text):
        return tuple(
            JumpMark(m.start(), m.end(), m["onward"] is not None, page_number(m["page"]))
            for m in latin.JUMP.finditer(text)
        )
    return tuple(
        JumpMark(
            match.start(),
            match.end(),
            (match["way"] or match["way2"])[0] == "下",
            page_number(match["page"] or match["page2"]),
        )
        for match in _JUMP.finditer(fold(text))
    )


def page_number(text: str) -> int:
    """3 for `3`, `03`, `A3`, `三`, `十二`; 0 for what is no number."""
    digits = re.sub(r"\D", "", text)
    if digits:
        return int(digits[:4])
    if not text or any(c not in _NUMERALS for c in text):
        return 0
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
    return _NUMERALS[text[0]]
