"""Dates as the languages of the interface write them.

Names and patterns are those of Unicode CLDR (UTS 35, "Date Field Symbols"). They stand here, and a
test holds them to Babel's day by day: Babel with its tables takes a tenth of the time that a whole
issue does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_FIELD = re.compile(r"y|M+|L+|d|E+|c+")

_HAN_DAYS = tuple("一二三四五六日")
_HAN_WEEK = tuple(f"星期{day}" for day in _HAN_DAYS)
_HAN_MONTHS = (*(f"{month}月" for month in "一二三四五六七八九十"), "十一月", "十二月")
_NUMBERED = tuple(f"{month}月" for month in range(1, 13))
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_SIMPLIFIED = {"EEEE": _HAN_WEEK, "ccccc": _HAN_DAYS, "LLLL": _HAN_MONTHS, "LLL": _NUMBERED}
NAMES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "zh-Hans": _SIMPLIFIED,
    "zh-Hant": _SIMPLIFIED | {"LLLL": _NUMBERED},
    "en": {
        "EEEE": _WEEK,
        "ccccc": tuple(day[0] for day in _WEEK),
        "MMMM": _MONTHS,
        "LLLL": _MONTHS,
        "LLL": tuple(month[:3] for month in _MONTHS),
    },
}
"""What stands for a field of a pattern, Monday or January first."""


@lru_cache(maxsize=4096)
def written(date: dt.date, pattern: str, language: str) -> str:
    """The date by a pattern: `y年M月d日 EEEE`. Raises KeyError for a field without names."""
    numbers = {"y": date.year, "M": date.month, "L": date.month, "d": date.day}

    def field(match: re.Match[str]) -> str:
        kind = match[0]
        if kind in numbers:
            return str(numbers[kind])
        names = NAMES[language][kind]
        return names[date.weekday() if kind[0] in "Ec" else date.month - 1]

    return _FIELD.sub(field, pattern)
