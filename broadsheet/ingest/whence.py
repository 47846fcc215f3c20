"""Whence: bylines that say where someone writes from (文学院2022级 甲), and names in brackets.

Here the place before a name, or the brackets around it, say that it is one, whatever its form.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from broadsheet.ingest.conventions import (
    COLUMN_ENDINGS,
    COLUMN_WORDS,
    LESSER_UNIT_ENDINGS,
    ORG_ENDINGS,
    TRAILING_ROLES,
    UNIT_ENDINGS,
)
from broadsheet.ingest.nameforms import HAN_NAME, is_name, is_org
from broadsheet.ingest.peoplewords import OFFICES, TRADES
from broadsheet.model import Author

_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
_GLYPHS = "□■●○▲△◆◇★☆◎※"
_LABELS = frozenset(
    ("来源", "稿源", "时间", "日期", "浏览", "点击", "版面", "字数", "地址", "电话")
)
"""Words that label something else in a line of particulars."""
_UNIT = re.compile(
    rf"(?P<unit>[\u3400-\u9fff][\u3400-\u9fff\d（）()·]{{0,16}}?(?P<ending>"
    rf"{'|'.join(sorted((*UNIT_ENDINGS, *LESSER_UNIT_ENDINGS), key=len, reverse=True))}))"
    r"[ \u3000\xa0]+(?P<names>[\u3400-\u9fff]{2,4}(?:[ \u3000\xa0、]+[\u3400-\u9fff]{2,4}){0,3}?)"
    r"(?:[（(](?P<note>[\u3400-\u9fff]{2,8})[）)])?"
    rf"(?:[ \u3000\xa0]+(?P<role>{'|'.join(map(re.escape, TRAILING_ROLES))}))?\Z"
)
"""Where someone writes from, and the name: 文学院2022级 甲, 机电队 乙."""
_PEN_NAMES = re.compile(
    r"[（(]([\u3400-\u9fff]{2,3}(?:[ \u3000\xa0]+[\u3400-\u9fff]{2,3}){1,2})[）)]"
)


_OFFICES = (*OFFICES, *TRADES, "代表", "委员")
"""What somebody is that signs a report or a speech: 县长 甲."""
_OFFICE = re.compile(r"[\u3400-\u9fff、]+\Z")
LONGEST_OFFICE = 26


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline that was read to its last character."""

    authors: tuple[Author, ...]
    strength: float
    """How sure it is one, from 0.3 (one word that may be a name) to 1 (roles or known orgs)."""


def unwrap(text: str) -> tuple[str, bool]:
    """A text without the brackets or the glyph that set it off, and whether it had any."""
    inner = text.strip()
    bracketed = False
    while len(inner) > 2 and _BRACKETS.get(inner[0]) == inner[-1]:
        inner, bracketed = inner[1:-1].strip(), True
    stripped = inner.lstrip(_GLYPHS).strip("—–- ")
    return stripped, bracketed or stripped != inner


def may_be_name(word: str) -> bool:
    """Whether a word may be a name where its place says so: no column, label or organisation."""
    return bool(HAN_NAME.match(word)) and not (
        word in COLUMN_WORDS
        or word in ORG_ENDINGS
        or word in _LABELS
        or word.endswith(COLUMN_ENDINGS)
    )


def pen_names(text: str) -> Byline | None:
    """Two or three names in brackets of which at least one has a usual surname."""
    match = _PEN_NAMES.fullmatch(text.strip())
    if match is None:
        return None
    names = match[1].split()
    if not all(may_be_name(name) and not is_org(name) for name in names):
        return None
    if not any(is_name(name) for name in names):
        return None
    return Byline(tuple(Author(name) for name in names), 0.75)


def from_office(text: str) -> Byline | None:
    """A byline that says what office its author holds. A headline may name somebody so, too."""
    words = unwrap(text)[0].split()
    if len(words) == 3 and words[1] in TRADES and is_name(words[2]):
        return Byline((Author(words[2], words[1], words[0]),), 0.85)
    if len(words) != 2 or not words[0].endswith(_OFFICES) or not is_name(words[1]):
        return None
    office, name = words
    if len(office) > LONGEST_OFFICE or not _OFFICE.match(office):
        return None
    return Byline((Author(name, office),), 0.5)


def from_unit(text: str, known: Set[str]) -> Byline | None:
    """A byline that says where its people write from, with names of any form."""
    inner, bracketed = unwrap(text)
    words = inner.split()
    if len(words) >= 3 and len(words[-1]) == len(words[-2]) == 1:
        inner = " ".join((*words[:-2], words[-2] + words[-1]))  # a name printed with a gap
    match = _UNIT.match(inner)
    if match is None or text.lstrip().startswith(("【", "[")):
        return None
    names = re.split(r"[ \u3000\xa0、]+", match["names"])
    if not all(may_be_name(name) and not is_org(name) for name in names) or names[0] in TRADES:
        return None
    usual = all(name in known or is_name(name) for name in names)
    if not usual and max(map(len, names)) > 3:
        return None
    role = " ".join(filter(None, (match["role"], match["note"]))) or None
    authors = tuple(Author(name, role, match["unit"]) for name in names)
    if bracketed or match["role"] or (any(char.isdigit() for char in match["unit"])):
        return Byline(authors, 0.9)
    if match["ending"] in UNIT_ENDINGS:
        return Byline(authors, 0.85 if usual else 0.5)
    return Byline(authors, 0.6 if usual else 0.3)
