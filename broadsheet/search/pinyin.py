"""How headlines and names sound: for readers who type letters instead of characters."""

from __future__ import annotations

from itertools import pairwise

from pypinyin import Style, lazy_pinyin

from broadsheet.search.tokens import analyse
from broadsheet.text import is_han


def sounds(text: str) -> tuple[list[tuple[str, int]], int]:
    """Syllables of a text and initials of neighbours, with positions; and its stream's length.

    `青屏县` gives `qing` 0, `ping` 1, `xian` 2, `q+p` 0, `p+x` 1. Readings are pypinyin's, without
    tones, and `v` for ü.
    """
    stream = analyse(text).stream
    syllables = _syllables(stream)
    found = [(syllable, place) for place, syllable in enumerate(syllables) if syllable]
    for place, (first, second) in enumerate(pairwise(syllables)):
        if first and second:
            found.append((f"{first[0]}+{second[0]}", place))
    return found, len(stream)


def _syllables(stream: str) -> list[str]:
    """One for each character; empty for those without one."""
    found: list[str] = []
    start = 0
    for end in range(1, len(stream) + 1):
        if end == len(stream) or is_han(stream[end]) != is_han(stream[start]):
            run = stream[start:end]
            found += _read(run) if is_han(run[0]) else [""] * len(run)
            start = end
    return found


def _read(run: str) -> list[str]:
    read = lazy_pinyin(run, style=Style.NORMAL)
    if len(read) != len(run):  # neighbours without a reading come as one
        read = [lazy_pinyin(char, style=Style.NORMAL)[0] for char in run]
    return [syllable if syllable.isascii() else "" for syllable in read]
