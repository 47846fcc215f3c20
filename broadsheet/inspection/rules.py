"""The rules of the inspection: functions from a line of text to what is suspect in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from broadsheet.text import is_han


@dataclass(frozen=True, slots=True)
class Finding:
    """One suspected error."""

    code: str
    """A key of RULES, and a code of problems.RULES."""
    text: str
    """The suspect words as they stand."""
    instead: str
    """What they should perhaps be."""


Rule = Callable[[str, dt.date], Iterator[Finding]]
"""Takes a paragraph and the edition's date."""

PAIRS: Mapping[str, str] = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】", "「": "」"}
_CLOSING = {closing: opening for opening, closing in PAIRS.items()}

_DOUBLED = re.compile(r"([的了是在和与对把被将从向于])\1")
_TWICE_RIGHT = re.compile(r"的的确确|目的的|了了|是是非非|把把|一对对|对对子")
"""Where two of them in a row are Chinese: 的的确确, 目的的, 是是非非, 一对对 …"""

_HALF = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,;:?!](?=[\u4e00-\u9fff“《（])")
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}

_DAY = re.compile(
    r"(?:(\d{4}|去|今|明)年)?(?<![\d.])(\d{1,2})月(\d{1,2})日(?:[（(\s]{0,2}(?:星期|周)([一二三四五六日天]))?"
)
_YEARS = {"去": -1, "今": 0, "明": 1}
_WEEKDAYS = "一二三四五六日"


def confusions(text: str, _: dt.date) -> Iterator[Finding]:
    """Words that are never right, from the kept list."""
    wrong, table = _confusions()
    for match in wrong.finditer(text):
        yield Finding("suspect-word", match[0], table[match[0]])


def pairs(text: str, _: dt.date) -> Iterator[Finding]:
    """Quotation marks, book titles and brackets that do not close, or close what is not open.

    A paragraph may end inside a quotation that goes on in the next one, which then begins with
    an opening mark; so a single mark left open at the end is let pass where the text ends a
    sentence.
    """
    waiting: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in PAIRS:
            waiting.append((char, at))
        elif char in _CLOSING:
            if waiting and waiting[-1][0] == _CLOSING[char]:
                waiting.pop()
            elif not _enumerates(text, at):
                yield Finding("suspect-pair", _around(text, at), _CLOSING[char])
    open_quote = [(c, at) for c, at in waiting if c == "“"]
    if len(waiting) == len(open_quote) == 1 and text.rstrip()[-1:] in "。！？…":
        return
    for char, at in waiting:
        yield Finding("suspect-pair", _around(text, at), PAIRS[char])


def doubled(text: str, _: dt.date) -> Iterator[Finding]:
    """A function word that stands twice in a row."""
    right = [match.span() for match in _TWICE_RIGHT.finditer(text)]
    for match in _DOUBLED.finditer(text):
        if not any(start <= match.start() < end for start, end in right):
            yield Finding("suspect-doubled", _around(text, match.start()), match[1])


def half_width(text: str, _: dt.date) -> Iterator[Finding]:
    """Half-width punctuation between Chinese characters: one finding a paragraph."""
    match = _HALF.search(text)
    if match:
        yield Finding("suspect-half-width", _around(text, match.start()), _WIDE[match[0]])


def days(text: str, date: dt.date) -> Iterator[Finding]:
    """Days that no calendar has, and days of the week that do not fit the date."""
    for match in _DAY.finditer(text):
        stated, month, number, weekday = match.groups()
        year = date.year + _YEARS.get(stated, 0) if stated in (None, *_YEARS) else int(stated)
        try:
            day = dt.date(year, int(month), int(number))
        except ValueError:
            if (int(month), int(number)) != (2, 29) or stated:
                yield Finding("suspect-day", match[0], "?")
            continue  # 29 February of a leap year that the text does not name
        if weekday is None:
            continue
        if stated is None:
            # the nearest such day: a paper of January writes of last December
            day = min(_same_day(day), key=lambda one: abs(one - date))
        right = _WEEKDAYS[day.weekday()]
        if weekday.replace("天", "日") != right:
            yield Finding("suspect-day", match[0], f"星期{right}")


def misnamed(text: str, names: Mapping[str, str]) -> Iterator[Finding]:
    """Spellings of people that editors decided to be wrong (content/names.yaml: also)."""
    for wrong, correct in names.items():
        # 白蓝 is no slip inside 白蓝青, who is somebody else
        longer = [name for name in names.values() if wrong in name]
        rest = text
        for name in longer:
            rest = rest.replace(name, "")
        if wrong in rest:
            yield Finding("suspect-name", wrong, correct)


RULES: tuple[Rule, ...] = (confusions, pairs, doubled, half_width, days)
"""In the order in which their findings are listed."""


def inspect(text: str, date: dt.date) -> Iterator[Finding]:
    """Everything suspect in a paragraph of an edition of that date."""
    for rule in RULES:
        yield from rule(text, date)


@lru_cache(maxsize=1)
def _confusions() -> tuple[re.Pattern[str], Mapping[str, str]]:
    source = (files("broadsheet.inspection") / "confusions.yaml").read_text(encoding="utf-8")
    table: dict[str, str] = yaml.safe_load(source)
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


def _same_day(day: dt.date) -> list[dt.date]:
    years = (day.year - 1, day.year, day.year + 1)
    return [day.replace(year=year) for year in years if (day.month, day.day) != (2, 29)] or [day]


def _enumerates(text: str, at: int) -> bool:
    """Whether a bracket closes a number, as in 1） or 一）."""
    before = text[at - 1 : at]
    return text[at] == "）" and (before.isdigit() or before in "一二三四五六七八九十")


def _around(text: str, at: int) -> str:
    """The words around a place, to find it by."""
    start, end = max(0, at - 6), min(len(text), at + 7)
    words = text[start:end]
    return words if any(map(is_han, words)) else text[at : at + 1]
