"""Labels: what a content system writes before the parts of a story: 【标题】, 副题：."""

from __future__ import annotations

import re
from typing import NamedTuple

_KINDS = {
    **dict.fromkeys(
        ("标题", "主标题", "大标题", "标\u3000题", "標題", "主標題", "题目", "題目"), "headline"
    ),
    **dict.fromkeys(("栏目", "欄目"), "column"),
    **dict.fromkeys(("引题", "引題", "肩题", "肩題", "眉题", "眉題"), "kicker"),
    **dict.fromkeys(("副题", "副題", "副标题", "副標題"), "deck"),
    **dict.fromkeys(("正文", "内容", "內容"), "body"),
}
"""What a label says that its line is."""
_ONLY_IN_BRACKETS = dict.fromkeys(("作者", "署名"), "byline")
"""Before a colon these are roles that papers print themselves."""
_ALL = _KINDS | _ONLY_IN_BRACKETS


def _any(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


LABEL = (
    rf"(?:[【\[〔<＜](?:{_any(_ALL)})[】\]〕>＞]\s*[:：]?|"
    rf"(?:{_any(_KINDS)})[:：])"
)
"""A pattern of them, in brackets or before a colon."""
_LABEL = re.compile(rf"{LABEL}\s*")
_STARTS = frozenset("【[〔<＜") | {word[0] for word in _KINDS}
_NO_WORD = re.compile(r"[【\[〔<＜】\]〕>＞:：\s]+")


class Label(NamedTuple):
    """A label at the head of a line."""

    kind: str
    """headline, kicker, deck, column, byline or body."""
    end: int
    """Where the text behind it begins."""


def label_of(text: str) -> Label | None:
    """The label that a line opens with."""
    match = _LABEL.match(text) if text[0] in _STARTS else None
    if match is None:
        return None
    word = _NO_WORD.sub("", match[0])
    return Label(_ALL.get(word, "headline"), match.end())


def is_empty(label: Label, text: str) -> bool:
    """Whether a line is only a label, of a part that a story does not have.

    A column may have the name 栏目.
    """
    return label.end == len(text) and label.kind != "column" and text[0] in "【[〔<＜"
