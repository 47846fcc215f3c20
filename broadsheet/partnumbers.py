"""The numbers of the parts of a series, as newspapers print them.

A number stands in the deck, the kicker or at the end of the headline: 之一, （三）, ②, 第4篇,
Part 5.
"""

from __future__ import annotations

import re

_HAN = "零一二三四五六七八九"
_NUMBER = re.compile(
    r"之(?P<of>[一二三四五六七八九十]{1,3}|\d{1,3})(?![一-鿿\d])"
    r"|第(?P<nth>[一二三四五六七八九十]{1,3}|\d{1,3})[篇回讲集站辑]"
    r"|[（(](?P<in>[一二三四五六七八九十]{1,3}|\d{1,3}|[上中下])[)）]\s*$"
    r"|(?P<ring>[①-⑳])"
    r"|\b[Pp]art (?P<part>\d{1,3})\b"
)
_THIRDS = {"上": 1, "中": 2, "下": 3}


def part_number(*texts: str | None) -> int | None:
    """The number in the first text that has one: 1 for `——荻水行之一·源头`; else None."""
    for text in texts:
        match = _NUMBER.search(text) if text else None
        if match:
            return _value(next(found for found in match.groups() if found))
    return None


def _value(text: str) -> int:
    if text.isascii():
        return int(text)
    if text in _THIRDS:
        return _THIRDS[text]
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    tens, ten, ones = text.rpartition("十")
    return (_HAN.index(tens) if tens else 1) * 10 * bool(ten) + (_HAN.index(ones) if ones else 0)
