"""Folio and imprint lines: date, issue number, page and editors, printed at the edge of a page.

They are edition data and never part of a story, not even of one that they interrupt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from broadsheet.ingest import bylines, latin
from broadsheet.ingest.conventions import PAGE_NAMES
from broadsheet.ingest.datewords import western
from broadsheet.ingest.galley import Row
from broadsheet.ingest.jumps import find_jumps, page_number
from broadsheet.ingest.script import fold
from broadsheet.ingest.setting import Imprint
from broadsheet.model import Author

RUNNING = 4
"""Times that a bare date stands in an issue from which it is the date of the issue."""
NAMEPLATE = 16.0
"""Ems of the longest name of a paper that stands above its imprint."""
LONGEST = 160
"""Characters of the longest line that is tried as a folio."""

_YMD = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_HAN_YMD = re.compile(
    r"([二一12][〇○零Ｏ0-9一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "○零Ｏ", "0"
)
_WEEKDAY = re.compile(r"(?:星\s*期|周|礼拜)\s*[一二三四五六日天]")
_NUMBER = re.compile(
    r"(?:总\s*)?第\s*[\d,]{1,7}\s*(?:\(\d+\)\s*)?[期号]|总\s*\d{2,7}\s*期|"
    r"第[一二三四五六七八九十百千零〇]{2,10}[期号]"
)
_LUNAR = re.compile(
    r"(?:农历\s*)?(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥][^\s，,]{0,2}年\s*)?"
    r"(?:[闰正一二三四五六七八九十冬腊]+月)(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|"
    r"二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
)
_EDITOR = re.compile(
    r"(?P<role>执行主编|执行编辑|责任编辑|责编|本版编辑|本版责编|编辑|主编|副主编|美术编辑|美编|版式设计|版式|"
    r"校对|审校|审读|值班主任|值班总编|值班编委|"
    r"值班|值班总编辑|视觉|组版|排版|制图|统筹|总编辑|终审|二审|三审|一审|审核|"
    r"签发)\s*[:：|｜/／]?\s*"
    r"(?P<names>[\u3400-\u9fff](?:[\s\u3000、]*[\u3400-\u9fff]){1,11}?)(?=\s*(?:$|责|本版|编辑|"
    r"美|版式|校|审|值班|视觉|组版|排版|制图|主编|统筹|终|二审|三审|一审|签发|电话|"
    r"[|｜　\s]{1,}|[^\u3400-\u9fff\s]))"
)
_PAGE = re.compile(
    r"(?:^|(?<=[\s\u3000|｜·:：]))(?:第\s*(?P<a>[A-Z]?\d{1,3}|"
    r"[一二三四五六七八九十]{1,3})\s*版|(?P<b>[A-Z]?\d{1,3})\s*版|"
    r"(?P<e>[一二三四五六七八九十]{1,2})版(?=[\s\u3000|｜·:：]|$)|"
    r"(?P<c>[A-Z]\d{1,2})(?=[\s\u3000:：|｜·]|$)|(?P<d>0\d|\d{1,2})(?=[\s\u3000]+[\u3400-\u9fff]))"
)
_PUBLISHER = re.compile(
    r"主办|主管|承办|国内统一|刊号|CN\s*\d|邮发代号|出版|今日\s*\d+\s*版|本期\s*\d+\s*版|"
    r"发表于|内部资料|准印证|印刷|零售|投稿|邮箱|热线(?=\s*[:：\d])|地址|邮编|www\.|https?://|@"
)
_OWN_ADDRESS = re.compile(r"\s*(?:本报|本社|报社)?(?:社址|(?<=[报社])地址)\s*[:：]")
"""What a line opens with that says where the paper is made."""
_SOLICITATION = re.compile(
    r"(?:投稿|来稿|征稿|订阅|征订|订报)\S{0,6}(?:邮箱|热线|电话|地址)\s*[:：]"
)
"""A line that asks for manuscripts or subscriptions."""
_ADVERTISEMENT = re.compile(
    r"[（(【]广告[）)】]\Z|(?:本报|广告)(?:广告)?(?:部|中心|热线|联系|刊登|刊例|发布).*\d{6,}|"
    r"(?:承接|刊登)[^。]*(?:广告|公告|声明).*\d{6,}"
)
"""Lines that sell the paper's own space, and lines of advertisers."""
_PHONE = re.compile(
    r"(?:联系|编辑部?|广告|新闻|发行|值班)?(?:电话|手机|传真)\s*[:：]?[\s\d\-—()（）转/、]{6,}"
)
"""Stands in folio lines but does not make one: notices give their telephone too."""
_ADDRESS = re.compile(
    r"(?:电子)?(?:信箱|邮箱|网址)?\s*[:：]?\s*(?:https?://|www\.)?"
    r"[A-Za-z0-9_.-]+@?[A-Za-z0-9-]+(?:\.[A-Za-z][A-Za-z0-9-]+)+"
)
"""Of mail and of the web."""
_FRAMED = re.compile(r"[=\-*~_#─—]{3,}\s*[^=\-*~_#─—\s].{0,60}?\s*[=\-*~_#─—]{3,}")
"""A mark of an export tool, between rules: ==== A05 | 产经 ====."""
_PAPER = re.compile(
    r"[\u3400-\u9fff]{1,8}(?:日报|晚报|周报|时报|早报|晨报|新闻|新报|导报|商报|都市报|报)\Z"
)
_PAGE_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·・/、]{0,9}")
_SPECIAL = re.compile(
    r"[（(【《·]?[\u3400-\u9fff]{0,10}(?:特刊|专刊|专版|号外|增刊|增版)[）)】》·]?\Z"
)
"""The name of a special issue, beside its imprint."""
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
_OCCASION = re.compile(r"\s*(?:活动|报名|演出|开放|截止|举办|会议)?(?:日期|时间)\s*[:：](?!.*版)")
"""When something is on, in a notice."""
_STORY_ROLE = re.compile(r"记者|通讯员|作者|评论员")
"""Roles of a story's byline; pages have editors."""
_NAMED_PAGE = re.compile(
    r"(?P<name>[\u3400-\u9fff·]{0,4}(?:" + "|".join(PAGE_NAMES) + r"))"
    r"\s*[:：·|｜-]?\s*(?P<page>0?\d{1,2})\s*版?\Z"
)
"""要闻 01."""
_SENTENCE = re.compile(r"[。！？!?；;…“”]")


@dataclass(frozen=True, slots=True)
class Folio:
    """One folio line."""

    row: Row
    page: int | None
    """The page number that it states."""
    label: str | None
    """As printed: 第01版, A3."""
    name: str | None
    """要闻, 综合 …"""


def find_folios(rows: Sequence[Row]) -> dict[int, Folio]:
    """The folio lines among the rows, by their index.

    A line counts alone when two of its parts are of the kind that folios have, or one that
    nothing else has (第01版：要闻). A bare date, weekday, editor or name of a paper counts
    beside a folio line only: notices end with dates too.
    """
    weights = [_weight(row) for row in rows]
    guides = _guides(rows)
    numbers = _page_numbers(rows)
    sure = {index for index, weight in enumerate(weights) if weight >= 2} | guides | numbers
    dates = Counter(row.bare for row in rows if _is_date(row))
    sure |= {index for index, row in enumerate(rows) if dates[row.bare] >= RUNNING}
    frontier = set(sure)
    while frontier:
        near = {
            index
            for at in frontier
            for index in (at - 1, at + 1)
            if 0 <= index < len(rows)
            and index not in sure
            and weights[index] >= 1
            and rows[index].page == rows[at].page
            and not (_is_date(rows[index]) and _has_date(rows[at]))
        }
        sure |= near
        frontier = near
    sure |= _nameplate(rows, sure - guides)
    sure |= _running_heads(rows, sure - guides)
    for index in sorted(sure):
        for beside in (index - 1, index + 1):
            # The nameplate stands beside the imprint and is nothing else there.
            if (
                0 <= beside < len(rows)
                and beside not in sure
                and beside <= 2
                and _PAPER.match(rows[beside].bare)
            ):
                sure.add(beside)
    plain = guides | numbers
    return {
        index: Folio(rows[index], None, None, None) if index in plain else folio_of(rows[index])
        for index in sorted(sure)
    }


HEAD_ROWS = 8
"""Rows at the head of an issue among which its nameplate and imprint stand."""


def _nameplate(rows: Sequence[Row], sure: Set[int]) -> frozenset[int]:
    """Rows above the imprint of the issue: the name of the paper, in both scripts, and a motto."""
    imprint = [index for index in sorted(sure) if index < HEAD_ROWS]
    if not imprint or imprint[0] > (2 if len(imprint) >= 2 else 1):
        return frozenset()
    above = range(imprint[0])
    if any(rows[at].terminal or rows[at].mark or rows[at].width > NAMEPLATE for at in above):
        return frozenset()
    return frozenset(above)


def _running_heads(rows: Sequence[Row], sure: Set[int]) -> frozenset[int]:
    """Short rows with a page's number and the name that the paper has in its folio lines."""
    names = {
        word
        for index in sure
        for word in re.split(r"[\s\u3000|｜·:：]+", fold(rows[index].text))
        if len(word) >= 3 and _PAPER.match(word)
    }
    return frozenset(
        index
        for index, row in enumerate(rows)
        if index not in sure
        and 4 <= len(row.bare) <= 30
        and not (row.terminal or row.mark)
        and re.match(r"\D{0,16}\d{1,2}\D{0,16}\Z", row.bare)
        and names.intersection(re.split(r"[\s\u3000|｜·:：]+", fold(row.text.strip())))
    )


_GUIDE_HEAD = re.compile(
    r"[【\[■●▶▌]?(?:今日|本期|内页|本报|新闻|一周)?(?:导读|要目|看点|目录|提要)[】\]]?[:：]?\Z"
)
_GUIDE = re.compile(
    r"(?P<words>.{4,}?)[\s.…·—-]*[（(\[【]?(?:详见|见|刊|刊于|载|更多报道见)?"
    r"第?(?:[A-Z]?\d{1,2}|[一二三四五六七八九十]{1,3})[-、至]?\d{0,2}版(?:刊发)?[）)\]】]?\Z"
)
_GUIDE_FIRST = re.compile(
    r"[▶►●■◆·▲>]*(?:第?[A-Z]?\d{1,2}版|P\d{1,2}|A\d{1,2})[:：|｜丨/]?(?P<words>.{4,})\Z"
)


def _guides(rows: Sequence[Row]) -> frozenset[int]:
    """The box that leads to stories inside: lines that end (or begin) with a page, and its head.

    Two such lines in a row, or one under a head (导读), are needed: a notice may name a page.
    """
    found: set[int] = set()
    run: list[int] = []
    headed = False

    def close() -> None:
        if len(run) >= 2 or (headed and run):
            found.update(run)
            if headed:
                found.add(run[0] - 1)
        run.clear()

    for index, row in enumerate(rows):
        if _is_guide(row, (headed and not run) or bool(run)):
            run.append(index)
            continue
        close()
        headed = len(row.bare) <= 8 and bool(_GUIDE_HEAD.match(row.bare))
    close()
    return frozenset(found)


def _is_guide(row: Row, inside: bool) -> bool:
    if row.terminal or len(row.bare) > 60 or row.latin:
        return False
    match = _GUIDE.match(row.bare) or (_GUIDE_FIRST.match(row.bare) if inside else None)
    # 下转第3版 leads to the rest of a story; a date or an issue number is the folio's own
    return (
        match is not None
        and not find_jumps(row.text)
        and "。" not in row.bare
        and not (_YMD.search(row.text) or _WEEKDAY.search(row.text) or _NUMBER.search(row.text))
        and not match["words"].endswith(("今日", "本期", "共", "今天"))
    )


_PAGE_NUMBER = re.compile(
    r"(?P<left>[—–\-·－~～•]*)(?:第)?(?P<number>\d{1,3})(?:页)?(?P<right>[—–\-·－~～•]*)\Z"
)


def _page_numbers(rows: Sequence[Row]) -> frozenset[int]:
    """Rows that are only the number of a page: set off by dashes (— 2 —), at the edge of a page
    of the raw text, or counting up.
    """
    found: set[int] = set()
    counted: list[int] = []
    dashed = 0
    for index, row in enumerate(rows):
        match = _PAGE_NUMBER.match(row.bare) if len(row.bare) <= 9 else None
        if match is None:
            continue
        first = index == 0 or rows[index - 1].page != row.page
        last = index + 1 == len(rows) or rows[index + 1].page != row.page
        if (match["left"] and match["right"]) or "页" in row.bare:
            counted.append(index)
            dashed += bool(match["left"] and match["right"])
        elif (last or first) and int(match["number"]) <= 200 and len({r.page for r in rows}) > 1:
            found.add(index)
    # dashes on both sides are set around nothing else, but in a table
    if counted and (dashed or len(counted) >= 2 or counted[0] + 1 == len(rows)):
        found |= set(counted)
    return frozenset(found)


def _weight(row: Row) -> float:
    """How much of a line is of the kind that only folios have: 2 is enough."""
    if len(row.text) <= LONGEST and _FRAMED.fullmatch(row.text.strip()):
        return 2
    if row.latin:
        return latin.folio_parts(row.text) if len(row.text) <= LONGEST else 0
    text = western(fold(row.text))
    if find_jumps(text) or text.count("（") != text.count("）"):
        return 0  # a jump, or the end of one that the column cut
    if _OWN_ADDRESS.match(text) and len(text) <= LONGEST and not _SENTENCE.search(text):
        return 2
    if _SOLICITATION.search(text) and len(text) <= LONGEST and not _SENTENCE.search(text):
        return 2
    if _STORY_ROLE.search(text) or _OCCASION.match(text):
        return 0
    if len(text) > LONGEST or row.mark in range(1, 7) or _SENTENCE.search(text):
        return 0
    if _NAMED_PAGE.match(text.strip()):
        return 2
    if _SPECIAL.match(row.bare):
        return 1
    rest = text
    found = 0.0
    if _ADVERTISEMENT.search(row.bare):
        return 2
    for pattern in (_YMD, _HAN_YMD, _WEEKDAY, _NUMBER, _EDITOR, _PUBLISHER):
        rest, count = pattern.subn(" ", rest)
        # 周六、周日 are two days of a story, and a folio line has one
        found += min(count, 1 if pattern is _WEEKDAY else 2)
    if _LUNAR.search(rest) and (found or "农历" in rest):
        rest = _LUNAR.sub(" ", rest)
        found += 1
    page = _find_page(text)
    if page is not None:
        strong = bool(page["a"] or page["b"] or page["e"])
        rest = _PAGE.sub(" ", rest)
        found += 1.0 if strong else 0.6
        left = re.sub(r"[\s\W_]+", "", rest)
        if strong and page.start() == 0 and len(left) <= 10:
            found += 1.0
        elif page.start() == 0 and (
            (page["c"] and 0 < len(left) <= 8) or left.endswith(PAGE_NAMES)
        ):
            found += 1.4
    if not found:
        return 0
    if len(_PUBLISHER.findall(text)) >= 3:
        return 2
    # Words that belong to no folio part: a sentence that happens to have a date.
    foreign = len(re.sub(r"[\s\W_]+", "", _PHONE.sub(" ", _ADDRESS.sub(" ", rest))))
    if foreign > 12 and foreign > 0.5 * len(row.bare):
        return 0
    return found


def _find_page(text: str) -> re.Match[str] | None:
    """The page that a line states; the minutes of a clock are none."""
    return _PAGE.search(
        _CLOCK.sub(lambda clock: " " * len(clock[0]), text) if ":" in text or "：" in text else text
    )


def _is_date(row: Row) -> bool:
    """A bare date, which signs a notice as well."""
    return bool(_YMD.fullmatch(row.bare) or _HAN_YMD.fullmatch(row.bare))


def _has_date(row: Row) -> bool:
    return bool(_YMD.search(row.bare) or _HAN_YMD.search(row.bare))


def folio_of(row: Row) -> Folio:
    """What a line that is one of the folio's says of its page."""
    if row.latin:
        found = latin.PAGE.search(row.text)
        number = found and (found["a"] or found["b"])
        return Folio(row, page_number(number) if number else None, number, None)
    text = fold(row.text)
    named = _NAMED_PAGE.match(text.strip())
    if named is not None:
        return Folio(row, int(named["page"]) or None, row.text.strip(), named["name"])
    match = _find_page(text)
    label = page = None
    name = None
    if match is not None:
        value = next(v for v in match.groups() if v)
        page = page_number(value) or None
        label = match[0].strip()
        name = _name_near(text, match.start(), match.end())
    return Folio(row, page, label, name)


def _name_near(text: str, start: int, end: int) -> str | None:
    """The page's name: the first words after its number, or right before it."""
    rest = text[end:].lstrip(" \u3000\t:：|｜·-—")
    match = _PAGE_NAME.match(rest)
    if match is not None and not _is_part(match[0]):
        return match[0]
    words = re.split(r"[\s\u3000|｜:：]+", text[:start].strip())
    last = words[-1] if words else ""
    if last and _PAGE_NAME.fullmatch(last) and not _is_part(last) and not _PAPER.match(last):
        return last
    return None


def _is_part(word: str) -> bool:
    return bool(
        _WEEKDAY.match(word)
        or _EDITOR.match(word + " 某某")
        or _LUNAR.match(word)
        or _PUBLISHER.match(word)
    )


def imprint_of(texts: Sequence[str]) -> Imprint:
    """What folio lines state about the issue; the first statement of each kind counts."""
    date: dt.date | None = None
    weekday = lunar = number = None
    editors: dict[Author, None] = {}
    for text in map(fold, texts):
        if date is None:
            date = stated_date(text)
        if english := latin.DATE.search(text):
            weekday = weekday or english["weekday"]
        weekday = weekday or _first(_WEEKDAY, text)
        if number is None and (volume := latin.VOLUME.search(text)) and latin.is_latin(text):
            number = volume[0]
        number = number or _first(_NUMBER, text)
        if lunar is None and (found := _LUNAR.search(text)) and ("农历" in text or weekday):
            lunar = found[0]
        for match in _EDITOR.finditer(text):
            parsed = bylines.parse(f"{match['role']} {match['names']}")
            for author in parsed.authors if parsed else ():
                editors.setdefault(author)
    return Imprint(date, weekday, lunar, number, tuple(editors))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return re.sub(r"\s", "", match[0]) if match else None


def stated_date(text: str) -> dt.date | None:
    """The first full date in a text that is a day of the calendar."""
    text = western(text)
    for match in _YMD.finditer(text):
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    written = _HAN_YMD.search(text)
    if written is None:
        return latin.stated_date(text)
    year = "".join(_DIGITS.get(char, char) for char in written[1])
    try:
        return dt.date(int(year), page_number(written[2]), page_number(written[3]))
    except ValueError:
        return None
