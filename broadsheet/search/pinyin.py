"""How headlines and names sound: for readers who type letters instead of characters."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin

from broadsheet.search.tokens import analyse
from broadsheet.text import is_han


def sounds(text: str) -> list[tuple[str, int]]:
    """The syllables of a text and the initials of neighbours, with their positions.

    `青屏县` gives `qing` 0, `q+p` 0, `ping` 1, `p+x` 1, `xian` 2. Readings are pypinyin's, without
    tones, and `v` for ü.
    """
    syllables = _syllables(analyse(text).stream)
    found = [(syllable, place) for place, syllable in enumerate(syllables) if syllable]
    for place, (first, second) in enumerate(pairwise(syllables)):
        if first and second:
            found.append((f"{first[0]}+{second[0]}", place))
    return found


@lru_cache(maxsize=4096)
def _syllables(stream: str) -> tuple[str, ...]:
    """One for each character; empty for those without one."""
    found: list[str] = []
    start = 0
    for end in range(1, len(stream) + 1):
        if end == len(stream) or is_han(stream[end]) != is_han(stream[start]):
            run = stream[start:end]
            found += _read(run) if is_han(run[0]) else [""] * len(run)
            start = end
    return tuple(found)


def _read(run: str) -> list[str]:
    read = lazy_pinyin(run, style=Style.NORMAL)
    if len(read) != len(run):  # neighbours without a reading come as one
        read = [lazy_pinyin(char, style=Style.NORMAL)[0] for char in run]
    return [syllable if syllable.isascii() else "" for syllable in read]
