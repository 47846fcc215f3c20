"""Wording: what a line says of itself by its words alone, wherever it stands."""

from __future__ import annotations

import re

from broadsheet.ingest.conventions import (
    COLUMN_ENDINGS,
    COLUMN_WORDS,
    NOTICE_ENDINGS,
    SHORT_COLUMN_ENDINGS,
)
from broadsheet.ingest.script import fold

LIST_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d)|[●■◆▲★·①-⑳]|第[一二三四五六七八九十]+条)"
)
SIGNATURE_DATE = re.compile(
    r"(?:\d{4}|"
    r"[二〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?\Z"
)
LABELLED = re.compile(
    r"(?:联系|咨询|投诉|举报|服务|报名|监督)?(?:电话|热线|地址|邮箱|网址|邮编|传真|时间|地点|"
    r"联系人|收件人|附件|来源|日期|费用|查询|票价|收费|名额|对象|主办|承办)[:：]"
)
ENTRY = re.compile(r"(?:[\u3400-\u9fff]{2,6}|[A-Z][A-Za-z]{2,14})[:：](?!\d)")
"""What a line of a list with labels opens with: Monday: …, 费用：…"""
NOTE = re.compile(r"[（(](?:作者|原载|摘自|选自|转自|据|本文|文中|注|编者)[^（）()]{2,40}[）)]\Z")
"""A line in brackets under a story that says who its author is, or where it is from."""
_SALUTATION = re.compile(
    r"(?:[\u3400-\u9fff]{0,9}(?:同志|先生|女士|小姐|朋友|同学|老师|师傅)们?|"
    r"(?:亲爱的|各位|广大|尊敬的)[\u3400-\u9fff]{1,9})[:：!！]\Z|(?:Tothe|Dear)?(?:the)?Editor[:,]\Z|Dear[A-Z][A-Za-z.]{1,24}[:,]\Z"
)
LONGEST_SALUTATION = 30


def is_salutation(bare: str) -> bool:
    """Whether a line, without its spaces, calls whom a letter is to."""
    return (
        bare[-1:] in "：:！!,"
        and len(bare) <= LONGEST_SALUTATION
        and _SALUTATION.match(bare) is not None
    )


_COLUMN_MARK = re.compile(
    r"《[^》]{2,8}》\Z|[【〖\[]([^】〗\]]{2,14})[】〗\]]\Z|[■●◆▲★◎□]\s*[\u3400-\u9fff]{2,8}\Z|"
    r"[·•-]\s*[\u3400-\u9fff]{2,8}\s*[·•-]\Z"
)


def is_column_name(text: str) -> bool:
    """Whether a line looks like the name of a standing column."""
    if len(text) > 40 or text[-1:] in "，。、；！？":
        return False
    bare = fold("".join(text.split()))
    if (
        _COLUMN_MARK.match(text.strip())
        or bare in COLUMN_WORDS
        or bare.removeprefix("小") in COLUMN_WORDS
        or (len(bare) <= 9 and bare.endswith(COLUMN_ENDINGS))
    ):
        return True
    return 4 <= len(bare) <= 5 and bare.endswith(SHORT_COLUMN_ENDINGS) and "的" not in bare


def is_marked_column(text: str) -> bool:
    """Whether a line is the name of a standing column by more than its last word."""
    bare = fold("".join(text.split()))
    return bare in COLUMN_WORDS or bool(_COLUMN_MARK.match(text.strip()))


LONGEST_NOTICE = 40
"""Characters of the longest heading of a notice."""


def is_notice(bare: str) -> bool:
    """Whether a line has the last word of a notice's heading: 公告, 启事, 声明 …"""
    return (
        len(bare) <= LONGEST_NOTICE
        and bare.endswith(NOTICE_ENDINGS)
        and not any(mark in bare for mark in "，。：；")
    )
