"""Forms of names: whether a word may be a person or an organisation, by its characters alone."""

from __future__ import annotations

import re
from collections.abc import Set

from broadsheet.ingest.conventions import (
    COLUMN_WORDS,
    COMPOUND_SURNAMES,
    ORG_ENDINGS,
    OWN_ORGS,
    ROLES,
    SURNAMES,
)
from broadsheet.ingest.peoplewords import OFFICES, TRADES

HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}\Z")


_NO_NAMES = frozenset((*ORG_ENDINGS, *ROLES, *OFFICES, *TRADES))


def is_name(word: str) -> bool:
    """Whether a word has the form of a person's name: a surname and one or two characters."""
    if not 2 <= len(word) <= 4 or word in COLUMN_WORDS or word in _NO_NAMES:
        return False
    if HAN_NAME.match(word):
        if word[:2] in COMPOUND_SURNAMES:
            return len(word) in (3, 4)
        return len(word) <= 3 and word[0] in SURNAMES
    return False


_SOUNDS = frozenset(
    "阿艾爱安巴拜贝比毕波伯布卜才次达迪丁东都多顿尔恩法菲丰夫富甘嘎格根古桂果哈海汉合赫胡吉加嘉江杰金"
    "卡凯坎柯科克肯孔库拉莱兰朗勒雷里丽力利连林隆卢鲁罗洛玛马买麦曼玫美蒙米姆木穆娜纳乃妮尼诺努欧帕潘"
    "佩皮平普齐奇琪恰强乔青丘曲热仁日茹如若萨赛桑沙山尚圣什斯苏孙索塔泰坦汤特提图吐托瓦娃旺维温沃乌吾"
    "西希夏肖谢辛雄旭雅亚央扬耶叶伊依衣因音英尤约云扎赞泽增哲珠卓兹孜宗佐孙逊丹德登买"
)
"""Characters that foreign names and those of other peoples of the country are written with."""
ALL_SOUNDS = 0.75
"""Share of such characters in a name that is written by its sound."""


def is_transliterated(word: str) -> bool:
    """Whether the words between dots are a name written by its sound: 阿不力孜·吐尔逊."""
    letters = [char for char in word if char not in "·•・"]
    return len(letters) >= 4 and sum(c in _SOUNDS for c in letters) >= ALL_SOUNDS * len(letters)


def is_org(word: str) -> bool:
    """Whether a word has the form of an organisation."""
    return 2 <= len(word) <= 24 and (
        word in OWN_ORGS or (len(word) >= 3 and word.endswith(ORG_ENDINGS))
    )


def split_names(word: str, known: Set[str] = frozenset()) -> tuple[str, ...] | None:
    """Names printed without a space: the split with most known names, then with most characters
    a name.
    """
    if not 4 <= len(word) <= 18:
        return None
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    best[0] = (0, ())
    for end in range(2, len(word) + 1):
        for size in (3, 2, 4):
            start = end - size
            if start < 0:
                continue
            before = best[start]
            name = word[start:end]
            if before is None or not (name in known or is_name(name)):
                continue
            score = before[0] + (10 if name in known else 3 if size == 3 else 2 if size == 2 else 1)
            here = best[end]
            if here is None or score > here[0]:
                best[end] = (score, (*before[1], name))
    found = best[-1]
    return found[1] if found is not None and len(found[1]) > 1 else None
