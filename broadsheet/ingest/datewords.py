"""Dates as newspapers write them: in folio lines, in datelines and in running text.

Everything here is a function from text to what the text says; what follows from it for the
issue is decided in dates.py.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class FolioDate:
    """What one folio or imprint line says of the day."""

    date: dt.date
    weekday: int | None
    """0 for Monday."""
    lunar: tuple[int, int] | None
    """Month and day of the lunar calendar; a leap month counts as its number."""
    bare: bool
    """The line says nothing but the day, which may stand under a notice, or tells when a web
    copy was put on line: it is no folio."""
    quote: str
    """The words of the line."""


@dataclass(frozen=True, slots=True)
class DayMention:
    """A month and day in running text, with or without a year."""

    year: int | None
    month: int
    day: int
    last: tuple[int, int] | None
    """Month and day a range ends on."""
    weekday: int | None
    """0 for Monday, where it stands in brackets behind the day."""
    before: str
    """The sentence up to the date."""
    words: str
    """The date as printed."""
    after: str
    """The sentence from behind the date on."""

    @property
    def quote(self) -> str:
        """A few words around the date, for messages."""
        return f"{self.before[-4:]}{self.words}{self.after[:14]}".strip()


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year in running text."""

    year: int
    kind: str
    """`plain`; `report` for 年度 and 全年 of no plan; `goal` for what is still to come."""


_DIGITS = "〇零一二三四五六七八九"
_VALUES = {char: max(index - 1, 0) for index, char in enumerate(_DIGITS)} | {"○": 0, "Ｏ": 0}
_HAN_YEAR = r"[〇零○Ｏ一二三四五六七八九]{4}"
_REPUBLIC = re.compile(
    r"(?:中華|中华)?[民][國国]\s*([\d〇零○Ｏ一二三四五六七八九]{2,3}|一百[〇零]?[一二三四五六七八九十]{1,3})"
    r"\s*年"
)
"""A year as papers of Taiwan count it: 中華民國一一三年."""
REPUBLIC = 1911
"""The year before the first of that count."""
_HAN_NUMBER = r"[一二三四五六七八九十廿卅]{1,4}"
_YEAR = rf"(?:\d{{4}}|{_HAN_YEAR})"

_WEEKDAYS = {
    **{char: day for day, char in enumerate("一二三四五六")}, "日": 6, "天": 6, "七": 6,
}  # fmt: skip
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)

_NUMBER = rf"(\d{{1,2}}|{_HAN_NUMBER})"
_FOLIO_HAN = re.compile(rf"({_YEAR})\s*年\s*{_NUMBER}\s*月\s*{_NUMBER}\s*日")
_FOLIO_NUMERIC = re.compile(r"(?<![\d.])((?:19|20)\d{2})([-./])(\d{1,2})\2(\d{1,2})(?![\d.])")
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_FOLIO_ENGLISH = re.compile(rf"\b({_MONTH_NAME})\s+{_NTH}\s*,?\s+(\d{{4}})\b", re.I)
_FOLIO_BRITISH = re.compile(rf"\b{_NTH}\s+({_MONTH_NAME})\s*,?\s+(\d{{4}})\b", re.I)
_WEEKDAY = re.compile(
    r"(?:星期|礼拜|禮拜|周|週)\s*([一二三四五六日天七])"
    r"|\b(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur)?(?:day)?\b",
    re.I,
)
_LUNAR = re.compile(
    r"(?:农历|農曆|夏历|阴历|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]\s*年)"
    r".{0,8}?[闰閏]?(正|冬|腊|臘|十[一二]?|[二三四五六七八九])\s*月\s*[大小]?\s*"
    r"(初[一二三四五六七八九十]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|三十|十[一二三四五六七八九])"
)


_LETTERS = re.compile(r"[A-Za-z]{3}")
"""Stand in every English month and day. Patterns in any case are slow to find that they do not."""
_DAY_NAME = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATELINE_OF_PAPER = re.compile(rf"\b{_DAY_NAME},?\s+{_MONTH_NAME}\s+\d{{1,2}},\s+\d{{4}}\b", re.I)


def folio_words(text: str) -> Iterator[str]:
    """Days in running text that only a folio line prints: `Thursday, May 2, 2024`.

    English reporting names the weekday or the year, never both beside the month.
    """
    for match in _DATELINE_OF_PAPER.finditer(text) if _LETTERS.search(text) else ():
        yield match[0]


@lru_cache(maxsize=1 << 10)  # each paragraph is read for its days and for its years
def plain(text: str) -> str:
    """Full-width digits and letters as half-width ones; the length may change."""
    return unicodedata.normalize("NFKC", text)


_PUT_ON_LINE = re.compile(
    r"\d{1,2}:\d{2}|(?<!出版)(?<!见报)(?:时间|日期)\s*[:：]|来源\s*[:：]|发布于|發布於"
)
"""Words of a line that says when and from where a web copy was put on line."""


def folio_date(line: str) -> FolioDate | None:
    """The day that a folio or imprint line names, or None.

    Reads `2024年3月8日 星期五`, `二〇二四年三月八日`, `2023-12-29`, `2023.12.29`,
    `Friday, November 17, 2023`, and a lunar date beside it. An impossible day is None.
    """
    text = western(plain(line))
    found = next(_folio_dates(text), None)
    if found is None:
        return None
    date, words = found
    weekday = _weekday_near(text, words.end())
    return FolioDate(
        date=date,
        weekday=weekday,
        lunar=_lunar(text),
        bare=words[0] == text.strip() or (weekday is None and bool(_PUT_ON_LINE.search(text))),
        quote=" ".join(text.split())[:60],
    )


def western(text: str) -> str:
    """The text with years counted from 1912 on (民國一一三年) as years of the common count."""
    if "民" not in text:
        return text
    return _REPUBLIC.sub(lambda match: f"{REPUBLIC + _republican(match[1])}年", text)


def _republican(words: str) -> int:
    hundred, _, rest = words.rpartition("百")
    if hundred:
        return 100 + number(rest.lstrip("〇零"))
    return year(words)


def _folio_dates(text: str) -> Iterator[tuple[dt.date, re.Match[str]]]:
    for match in _FOLIO_HAN.finditer(text):
        yield from _day(year(match[1]), number(match[2]), number(match[3]), match)
    for match in _FOLIO_NUMERIC.finditer(text):
        yield from _day(int(match[1]), int(match[3]), int(match[4]), match)
    for match in _FOLIO_ENGLISH.finditer(text):
        yield from _day(int(match[3]), _month(match[1]), int(match[2]), match)
    for match in _FOLIO_BRITISH.finditer(text):
        yield from _day(int(match[3]), _month(match[2]), int(match[1]), match)


def _day(
    year: int, month: int, day: int, words: re.Match[str]
) -> Iterator[tuple[dt.date, re.Match[str]]]:
    try:
        yield dt.date(year, month, day), words
    except ValueError:
        return


def _weekday_near(text: str, end: int) -> int | None:
    """The weekday of a line: the first behind the date, else the last before it."""
    match = _WEEKDAY.search(text, end) or next(iter([*_WEEKDAY.finditer(text, 0, end)][::-1]), None)
    return None if match is None else _weekday(match)


def _weekday(match: re.Match[str]) -> int:
    return _WEEKDAYS[match[1]] if match[1] else _ENGLISH_DAYS.index(match[2].lower())


def _lunar(text: str) -> tuple[int, int] | None:
    match = _LUNAR.search(text)
    if match is None:
        return None
    month = {"正": 1, "冬": 11, "腊": 12, "臘": 12}.get(match[1]) or number(match[1])
    return month, number(match[2].removeprefix("初"))


def number(text: str) -> int:
    """A number up to 39 in digits or Chinese numerals: `17`, `十七`, `廿一`; 0 for no number."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.partition("十")
    if not ten:
        return _VALUES.get(text, 0) if len(text) == 1 else 0
    return 10 * (_VALUES.get(tens, 0) if tens else 1) + (_VALUES.get(ones, 0) if ones else 0)


def year(text: str) -> int:
    """A year in digits or Chinese numerals: `2023`, `二〇二三`."""
    return int(text) if text.isdigit() else int("".join(str(_VALUES[char]) for char in text))


def _month(name: str) -> int:
    return _ENGLISH_MONTHS.index(name[:3].lower()) + 1


_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_MENTION = re.compile(
    rf"(?:({_YEAR})年)?(?<!\d){_NUMBER}月{_NUMBER}日"
    rf"(?:(?:上午|下午|晚|早|凌晨)?(?:至|到|[-—~～]+|、|和)(?:{_NUMBER}月)?{_NUMBER}日)?"
    r"(?:[（(](?:星期|周)([一二三四五六日天])[)）])?"
)
_MENTION_ENGLISH = re.compile(
    rf"\b({_MONTH_NAME})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,\s+(\d{{4}})\b)?", re.I
)
_YEAR_MENTION = re.compile(rf"(?<!\d)((?:19|20)\d{{2}}|{_HAN_YEAR})年(度|全年|前|底|末)?")
_GOAL_BEFORE = re.compile(r"(?:到|至|力争|预计|计划|规划|确保|争取|谋划|展望|迎接|即将迎来|喜迎)$")
_GOAL_AFTER = re.compile(r"(?:底前|年底|末前|前|实现|建成|将|拟|计划|目标|规划|远景)")
_PLAN_AFTER = re.compile(r"[^，。,;；]{0,14}(?:方案|预算|计划|项目|任务)")
_YEAR_ENGLISH = re.compile(r"\b((?:19|20)\d{2})\b")


def day_mentions(text: str) -> Iterator[DayMention]:
    """Every month and day in a paragraph, in reading order, with the sentence around it."""
    text = plain(text)
    english = _LETTERS.search(text) is not None and _MENTION_ENGLISH.search(text) is not None
    if "月" not in text and not english:
        return
    for sentence in _SENTENCE.findall(text):
        for match in _MENTION.finditer(sentence) if "月" in sentence else ():
            yield DayMention(
                year(match[1]) if match[1] else None,
                number(match[2]),
                number(match[3]),
                (number(match[4] or match[2]), number(match[5])) if match[5] else None,
                _WEEKDAYS[match[6]] if match[6] else None,
                sentence[: match.start()],
                match[0],
                sentence[match.end() :],
            )
        for match in _MENTION_ENGLISH.finditer(sentence) if english else ():
            yield DayMention(
                int(match[3]) if match[3] else None,
                _month(match[1]),
                int(match[2]),
                None,
                None,
                sentence[: match.start()],
                match[0],
                sentence[match.end() :],
            )


def year_mentions(text: str) -> Iterator[YearMention]:
    """Every year in a paragraph, with what kind of statement it stands in."""
    text = plain(text)
    for match in _YEAR_MENTION.finditer(text) if "年" in text else ():
        after = text[match.end() : match.end() + 4]
        goal = _GOAL_BEFORE.search(text[: match.start()]) or _GOAL_AFTER.match(after)
        if goal or match[2] in ("前", "底", "末"):
            kind = "goal"
        elif (match[2] or after.startswith("全年")) and not _PLAN_AFTER.match(text, match.end()):
            kind = "report"
        else:
            kind = "plain"
        yield YearMention(year(match[1]), kind)
    if text.isascii() and not _YEAR_MENTION.search(text):
        for match in _YEAR_ENGLISH.finditer(text):
            yield YearMention(int(match[1]), "plain")
