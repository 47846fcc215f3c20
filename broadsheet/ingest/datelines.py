"""Datelines: 本报讯, XX讯, 新华社北京1月5日电, with the byline in brackets that may follow."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from broadsheet.ingest import bylines, latin
from broadsheet.ingest.conventions import COMPOUND_SURNAMES
from broadsheet.ingest.script import fold
from broadsheet.model import Author

_HAN = r"[\u3400-\u9fff]"
_S = r"[^\S\n]*"
"""Space that an export may have put between any two characters."""
_EMPHASIS = r"(?:\*\*|__)?"
_DATE = rf"\d{{1,2}}{_S}月{_S}\d{{1,2}}{_S}日"

_LEAD = rf"\s*{_EMPHASIS}[□■●○▲△◆◇★☆◎▶►]*{_S}[【\[(（〔]?{_S}"
_WIRE = re.compile(
    rf"{_LEAD}(?P<dateline>(?:据{_S})?(?:(?:{_HAN}{_S}){{1,8}}?[社网报]{_S})?"
    rf"(?:(?:{_HAN}|[/、]){_S}){{0,12}}?(?:{_DATE}{_S})?专?{_S}电)"
    rf"(?P<closing>{_S}[】\])）〕]?{_S}{_EMPHASIS})"
)
"""An agency or paper, a place, a date, 电."""
_REPORT = re.compile(
    rf"{_LEAD}(?P<dateline>(?:{_HAN}{_S}){{1,12}}?(?:(?:{_DATE}|\d{{1,2}}{_S}日){_S})?"
    rf"(?:讯|(?<=本报)消{_S}息))"
    rf"(?P<closing>{_S}[】\])）〕]?{_S}{_EMPHASIS})(?P<next>\Z|.)",
    re.DOTALL,
)
_NO_REPORT = frozenset("通简短喜资音问审腾电快咨传即速警水汛时侦")
_PARTING = "（(:：|｜丨│/／—-"
"""Marks that part a dateline from the text."""
"""Characters that make a word with 讯 which is no dateline: 通讯, 喜讯, 资讯 …"""
_REPORTED = re.compile(
    rf"\s*[【\[(（〔](?P<inner>(?:本报)?(?:特派)?(?:记者|通讯员){_S}[^／/】\])）〕]{{2,30}})[／/]"
    rf"(?P<dateline>(?:{_HAN}\s*){{2,12}}?(?:[0-9一二三四五六七八九十]+\s*日\s*)?"
    rf"(?:电|报\s*导|报\s*道))\s*[】\])）〕]"
)
_GLUED = re.compile(
    rf"\s*[【\[(（〔](?P<inner>(?:本报)?(?:特派)?记者{_S}(?:{'|'.join(COMPOUND_SURNAMES)}|{_HAN}){_HAN}{{1,2}})"
    rf"(?P<dateline>{_HAN}{{2,4}}(?:电|报导|报道))[】\])）〕]"
)
"""The same without a bar: 記者甲某地報導. A name has three characters where both have enough."""
_REPORTED_CUT = re.compile(
    r"\s*[【\[(（〔](?:本报)?(?:特派)?(?:记者|通讯员)[\u3400-\u9fff、 \u3000]{2,14}"
    r"[／/][^】\])）〕。，]{0,14}\Z"
)
"""The first line of one that the column cuts."""
"""【記者甲／某地報導】, as papers in traditional characters print it."""
_BRACKET = re.compile(r"\s*[（(](?P<inner>[^（）()]{2,80})[）)]")
_OPEN_REPORT = re.compile(
    r"\s*(?P<inner>(?:本报|本刊)?(?:见习|实习|特约)?(?:记者|通讯员)[^。，,！？]{2,40}?)"
    r"(?:(?P<said>报道|摄影报道)?[:：]|(?:报道|摄影报道)(?=[\s\u3000]))"
)


_TOLD = re.compile(
    r"\s*(?P<inner>[\u3400-\u9fff·][\u3400-\u9fff·、 \u3000]{1,36}?)(?:摄影)?报[道导][:：]\s*"
)
"""甲、特约通讯员乙报道：, which opens a text after a dateline or without one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How the first paragraph of an article opens; offsets in its text."""

    dateline: tuple[int, int] | None
    authors: tuple[Author, ...]
    byline: tuple[int, int] | None
    body: int
    """Where the text itself begins."""


def opening(
    text: str, known: Set[str] = frozenset(), reports: Set[str] = frozenset()
) -> Opening | None:
    """The dateline and byline that a paragraph opens with; None where it has neither.

    `known` are names of sure bylines; `reports` are words that open several texts of the issue
    (`report_words`) and need nothing that parts them from the text.
    """
    head = fold(text[:240])
    if latin.is_latin(head):
        place = latin.dateline(head)
        return Opening(place[:2], (), None, place[2]) if place else None
    reported = _REPORTED.match(head) or _GLUED.match(head)
    if reported is not None:
        inner = text[reported.start("inner") : reported.end("inner")]
        signed = bylines.parse(inner, known)
        if signed is not None:
            gap = len(head) - len(head[reported.end() :].lstrip(" \t\u3000\xa0"))
            return Opening(reported.span("dateline"), signed.authors, reported.span("inner"), gap)
    span, at = _dateline(head, reports)
    authors: tuple[Author, ...] = ()
    byline: tuple[int, int] | None = None
    match = _BRACKET.match(head, at)
    if match is None and span is not None:
        match = _OPEN_REPORT.match(head, at)
    if match is not None:
        inner = text[match.start("inner") : match.end("inner")]
        found = bylines.parse(inner, known) or bylines.parse(f"（{inner}）", known)
        if found is not None and (span is not None or found.strength >= 1):
            authors, byline, at = found.authors, (match.start(), match.end()), match.end()
    told = _TOLD.match(head, at) if byline is None else None
    if told is not None:
        inner = text[told.start("inner") : told.end("inner")]
        found = bylines.parse(inner, known) or bylines.parse(f"（{inner}）", known)
        if found is not None:
            authors, byline, at = found.authors, (told.start(), told.end()), told.end()
    if span is None and byline is None:
        return None
    rest = head[at:]
    gap = len(rest) - len(rest.lstrip(" \t\u3000\xa0:：|｜丨│" if span else None))
    return Opening(span, authors, byline, at + gap)


def has_dateline(text: str, reports: Set[str] = frozenset()) -> bool:
    """Whether a line opens with a dateline; `reports` as in `opening`."""
    head = fold(text[:60])
    if latin.is_latin(head):
        return latin.dateline(head) is not None
    if _REPORTED.match(head) or _GLUED.match(head) or _REPORTED_CUT.match(head):
        return True
    return ("讯" in head[:24] or "电" in head) and _dateline(head, reports)[0] is not None


def report_words(text: str) -> str | None:
    """The words before and with 讯 at the beginning of a line, parted from the text or not."""
    head = fold(text[:30])
    match = _REPORT.match(head) if "讯" in head else None
    words = re.sub(r"\s", "", match["dateline"]) if match else ""
    return words if 3 <= len(words) <= LONGEST_REPORT and words[-2] not in _NO_REPORT else None


LONGEST_REPORT = 6
"""Characters of words with 讯 that are a dateline because several texts open with them."""


def _dateline(head: str, reports: Set[str]) -> tuple[tuple[int, int] | None, int]:
    match = _REPORT.match(head)
    if match is not None:
        words = re.sub(r"\s", "", match["dateline"])
        own = words.startswith(("本报", "本刊", "本台", "本网"))
        dated = bool(re.search(r"\d", words))
        parted = (
            dated or bool(match["closing"]) or match["next"] in _PARTING or match["next"].isspace()
        )
        if words[-2] not in _NO_REPORT and (
            own or parted or match["next"].isdigit() or words in reports
        ):
            return match.span("dateline"), match.end("closing")
    match = _WIRE.match(head)
    if match is not None:
        words = re.sub(r"\s", "", match["dateline"])
        agency = re.match(r"据?(?:新华|中新|中国新闻)[社网]", words)
        paper = re.match(r".{1,9}[社网报]", words) and re.search(r"\d", words)
        rest = head[match.end() :][:1]
        parted = bool(match["closing"]) or rest in _PARTING or rest.isspace()
        if agency or paper or (parted and re.search(r"\d", words)):
            return match.span("dateline"), match.end("closing")
    return None, 0
