"""The apparatus of web copies and digital editions: what a site puts around its stories.

Navigation (上一篇, 【打印本页】, lists of pages and headlines) is dropped for that reason; the
line of particulars under a headline (时间 来源 作者 点击数) is kept with the edition, and its
authors sign the story.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from broadsheet.ingest import bylines
from broadsheet.ingest.conventions import DESK_ROLES
from broadsheet.ingest.galley import Row
from broadsheet.ingest.script import fold
from broadsheet.ingest.whence import Byline
from broadsheet.model import Author

_BUTTON = (
    r"上一[篇版页条期]|下一[篇版页条期]|上一?版|下一?版|放大\+?|缩小\-?|默认|全文复制|复制链接|"
    r"打印(?:本页|此页|本文)?|"
    r"关闭(?:窗口|本页)?|返回(?:首页|目录|顶部|版面|列表)|版面导航|版面目录|版面概览|"
    r"本版(?:标题)?(?:导航|目录)|标题导航|往期回顾|"
    r"分享(?:到|至)?|微信|微博|QQ空间|朋友圈|收藏|大图|PDF版?|朗读|语音播报|字体|字号|[大中小](?![\u3400-\u9fff])|"
    r"(?:请)?扫(?:描|一扫)?(?:上方|下方|左侧|右侧|右方)?二维码|"
    r"(?:扫码)?(?:下载|关注|观看|收听|看|听)[\u3400-\u9fffA-Za-z]{0,12}"
    r"(?:客户端|公众号|视频号|微信|微博|视频|音频|APP)|"
    r"日历|检索|首页|评论|纠错|大中小|"
    r"阅读原文|阅读|点赞|在看|转发|赞|扫一扫|手机看|更多|写留言|留言|往期推荐|推荐阅读|"
    r"关注我们|点击上方蓝字|点击蓝字|长按识别(?:二维码)?|"
    r"识别二维码|微信扫一扫|关注该公众号|END|预览时标签不可点|喜欢此内容的人还喜欢"
)
_BESIDE = r"\s【】\[\]<>《》|｜·：:（）()+\-—–~～，,!！↑↓→👆👇"
_BUTTONS = re.compile(rf"[{_BESIDE}]*(?:(?:{_BUTTON})[{_BESIDE}]*)+\Z")
_NEIGHBOUR = re.compile(
    r"[【\[]?(?:上一[篇条]|下一[篇条]|相关(?:新闻|阅读|链接)|上篇|下篇)[】\]]?\s*[:：]"
)
_LIST_MARK = re.compile(r"[-·•●■◆▪○*\d.、\s]+")
_LIST_HEAD = re.compile(r"导航|目录|导读|概览|版面")
_MOMENT = re.compile(
    r"\d{4}[-年./]\s*\d{1,2}[-月./]\s*\d{1,2}日?(?:[ \u3000T]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_LABEL = re.compile(
    r"(?P<label>发布时间|发布日期|更新时间|时间|日期|来源|稿源|信息来源|文章来源|作者|记者|"
    r"通讯员|文章作者|编辑|责任编辑|责编|审核|点击数|点击量|点击|浏览次数|"
    r"浏览量|浏览|阅读次数|阅读量|阅读|访问量|字数|字体|字号|发布人|发布者|录入|责任编辑|分类|"
    r"栏目)\s*[:：]"
)
_DAY_OF_WEEK = re.compile(r"星期|周[一二三四五六日]|礼拜")
_STORY_LABELS = ("作者", "记者", "通讯员", "文章作者")
_SOURCE = re.compile(
    r"[（(]?(?:(?:信息|文章|图文|图片)?来源|稿源|供稿单位)\s*[:：|｜丨]\s*\S{2,24}[）)]?\Z"
)
"""A line that names the source of a story and nothing else."""
LONGEST = 160
"""Characters of the longest line that is tried."""
MOST_WORDS = 60
"""Characters of the unlabelled words of such a line."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """A line of particulars under a headline."""

    authors: tuple[Author, ...]


def find_navigation(rows: Sequence[Row]) -> frozenset[int]:
    """Indices of rows that only lead about a site.

    A row of buttons; a neighbour's headline (下一篇：…); and a list item whose words stand again
    as a row of their own, where such items follow a heading of navigation or each other.
    """
    found: set[int] = set(find_counters(rows))
    bares = Counter(row.bare for row in rows if len(row.bare) <= 60)
    listed: list[int] = []
    whole = "".join(row.bare for row in rows if len(row.bare) <= LONGEST)
    in_list = False
    led: set[str] = set()
    """The headlines that the list at hand has led to."""
    for index, row in enumerate(rows):
        if len(row.text) > LONGEST or row.mark:
            in_list = False
            continue
        text = fold(row.text)
        if _NEIGHBOUR.match(text) or (len(row.bare) >= 2 and _BUTTONS.match(text)):
            found.add(index)
            in_list = bool(_LIST_HEAD.search(text))
            led.clear()
            continue
        if in_list and any(row.bare in item for item in led):
            in_list = False  # the second time it is the headline itself, or a line of it
            continue
        if in_list and len(row.bare) >= 2 and whole.count(row.bare) >= 2:
            led.add(row.bare)
            found.add(index)
            continue
        item = _LIST_MARK.match(row.bare)
        words = row.bare[item.end() :] if item else ""
        if item and words and bares[words] and (in_list or len(item[0]) >= 1):
            listed.append(index)
            led.add(words)
            continue
        in_list = False
    # One line that repeats a headline may be a line of a poem; three are a table of contents.
    return frozenset(found | (set(listed) if len(listed) >= 3 else set()))


_COUNTER = re.compile(r"(?:No\.?)?0?(?P<number>\d{1,2})[.、]?\Z", re.IGNORECASE)
LEAST_COUNT = 3
"""Rows that count up from one before they are the numbers of the stories."""


def find_counters(rows: Sequence[Row]) -> list[int]:
    """Rows that only number the stories of a digest: 01, 02, 03 …"""
    counted: list[int] = []
    for index, row in enumerate(rows):
        match = _COUNTER.match(row.bare) if len(row.bare) <= 5 else None
        if match is not None and int(match["number"]) == len(counted) + 1:
            counted.append(index)
    return counted if len(counted) >= LEAST_COUNT else []


def particulars(text: str, known: Set[str] = frozenset()) -> Particulars | None:
    """A line of particulars with the authors that it names; None where it is none.

    It has a moment and a label, or two labels, and nothing that is under no label but that.
    """
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    labels = list(_LABEL.finditer(folded))
    moment = _MOMENT.search(folded)
    if _SOURCE.match(folded.strip()):
        return Particulars(())
    if not labels or len(labels) + bool(moment) < 2:
        return None
    if len(labels) == 1 and _DAY_OF_WEEK.search(folded):
        return None  # when something is on: 日期：4月9日（星期六）
    authors: list[Author] = []
    head = _MOMENT.sub(" ", folded[: labels[0].start()]).strip(" \t\u3000【】[]（）()|｜")
    if head:
        # A source and names without labels, before a moment to the minute.
        if moment is None or ":" not in moment[0].replace("：", ":") or len(head) > MOST_WORDS:
            return None
        byline = bylines.parse(head, known) or bylines.parse(" ".join(head.split()[1:]), known)
        authors += byline.authors if byline else ()
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(folded)
        if label["label"] not in _STORY_LABELS:
            continue
        words = _MOMENT.sub(" ", folded[label.end() : end])
        words = f"{label['label']} {words.strip(' |｜')}"
        byline = bylines.parse(words, known)
        if byline is not None:
            authors += byline.authors
    return Particulars(tuple(authors))


def is_desk_byline(byline: Byline) -> bool:
    """Whether a byline names only people of the desk (编辑, 审核 …), who sign no story."""
    return all(author.role in DESK_ROLES for author in byline.authors)
