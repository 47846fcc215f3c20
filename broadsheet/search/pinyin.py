"""How headlines and names sound: for readers who type letters instead of characters."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

from broadsheet.text import is_han


def sounds(stream: str) -> list[tuple[str, int]]:
    """Syllables of a stream and initials of neighbours, with positions.

    `青屏县` gives `qing` 0, `ping` 1, `xian` 2, `q+p` 0, `p+x` 1. Readings are pypinyin's, without
    tones, and `v` for ü.
    """
    syllables = _syllables(stream)
    found = [(syllable, place) for place, syllable in enumerate(syllables) if syllable]
    for place, (first, second) in enumerate(pairwise(syllables)):
        if first and second:
            found.append((f"{first[0]}+{second[0]}", place))
    return found


def _syllables(stream: str) -> list[str]:
    """One for each character; empty for those without one."""
    found: list[str] = []
    for run in _RUNS.findall(stream):
        if is_han(run[0]):
            for phrase in seg.cut(run):
                found += _read(phrase)
        else:
            found += [""] * len(run)
    return found


_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
"""Runs of the characters that is_han knows, and of others."""


@lru_cache(maxsize=1 << 15)
def _read(phrase: str) -> tuple[str, ...]:
    """The syllables of a character, or of a phrase that pypinyin knows: they come again."""
    read = lazy_pinyin(phrase, style=Style.NORMAL)
    if len(read) != len(phrase):  # neighbours without a reading come as one
        read = [lazy_pinyin(char, style=Style.NORMAL)[0] for char in phrase]
    return tuple(syllable if syllable.isascii() else "" for syllable in read)
