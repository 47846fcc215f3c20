"""Series: stories of one column whose headlines are numbered, and the parts beside each.

A number stands in the deck, the kicker or at the end of the headline: 之一, （三）, ②, 第4篇,
Part 5.
The parts of a column belong together until the numbers begin anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from broadsheet.archive import Archive, Entry, Place
from broadsheet.model import EditionKey

_HAN = "零一二三四五六七八九"
_NUMBER = re.compile(
    r"之(?P<of>[一二三四五六七八九十]{1,3}|\d{1,3})(?![一-鿿\d])"
    r"|第(?P<nth>[一二三四五六七八九十]{1,3}|\d{1,3})[篇回讲集站辑]"
    r"|[（(](?P<in>[一二三四五六七八九十]{1,3}|\d{1,3}|[上中下])[)）]\s*$"
    r"|(?P<ring>[①-⑳])"
    r"|\b[Pp]art (?P<part>\d{1,3})\b"
)
_THIRDS = {"上": 1, "中": 2, "下": 3}


@dataclass(frozen=True, slots=True)
class Beside:
    """The parts of a series before and after a story."""

    number: int
    previous: Place | None
    next: Place | None


def part_number(entry: Entry) -> int | None:
    """The number of a part: 1 for `——荻水行之一·源头`. None for a story that is none."""
    for text in (entry.deck, entry.kicker, entry.title):
        match = _NUMBER.search(text) if text else None
        if match:
            return _value(next(found for found in match.groups() if found))
    return None


def series(archive: Archive) -> Mapping[EditionKey, Mapping[str, Beside]]:
    """For each edition the places of its parts, and what stands beside them in their series."""
    runs: dict[str, list[list[tuple[int, Place]]]] = {}
    for place in _in_columns(archive):
        number = part_number(place.entry)
        if number is None:
            continue
        column = runs.setdefault(str(place.entry.column), [])
        if not column or number <= column[-1][-1][0]:
            column.append([])
        column[-1].append((number, place))
    found: dict[EditionKey, dict[str, Beside]] = {}
    for run in (run for column in runs.values() for run in column if len(run) > 1):
        for index, (number, place) in enumerate(run):
            before = run[index - 1][1] if index else None
            after = run[index + 1][1] if index + 1 < len(run) else None
            beside = Beside(number, before, after)
            found.setdefault(place.key, {})[place.entry.place] = beside
    return found


def _in_columns(archive: Archive) -> list[Place]:
    """The listed stories that stand in a column, oldest first."""
    return [
        Place(summary.key, ("", None), entry)
        for summary in archive.editions
        for entry in summary.entries
        if entry.column and entry.listed
    ]


def _value(text: str) -> int:
    if text.isascii():
        return int(text)
    if text in _THIRDS:
        return _THIRDS[text]
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    tens, ten, ones = text.rpartition("十")
    return (_HAN.index(tens) if tens else 1) * 10 * bool(ten) + (_HAN.index(ones) if ones else 0)
