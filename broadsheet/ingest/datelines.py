"""Datelines: 本报讯, XX讯, 新华社北京1月5日电, with the byline in brackets that may follow."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from broadsheet.ingest import bylines, latin
from broadsheet.ingest.script import fold
from broadsheet.model import Author

_HAN = r"[\u3400-\u9fff]"
_S = r"[^\S\n]*"
"""Space that an export may have put between any two characters."""
_EMPHASIS = r"(?:\*\*|__)?"
_DATE = rf"\d{{1,2}}{_S}月{_S}\d{{1,2}}{_S}日"

_WIRE = re.compile(
    rf"\s*{_EMPHASIS}[【\[(（]?{_S}(?P<dateline>(?:据{_S})?(?:{_HAN}{_S}){{2,8}}?[社网报]{_S}"
    rf"(?:(?:{_HAN}|[/、]){_S}){{0,12}}?(?:{_DATE}{_S})?专?{_S}电)"
    rf"(?P<closing>{_S}[】\])）]?{_S}{_EMPHASIS})"
)
"""An agency or paper, a place, a date, 电."""
_REPORT = re.compile(
    rf"\s*{_EMPHASIS}[【\[(（]?{_S}(?P<dateline>(?:{_HAN}{_S}){{1,8}}?讯)"
    rf"(?P<closing>{_S}[】\])）]?{_S}{_EMPHASIS})(?P<next>[\s（(:：\d]|\Z|.)"
)
_NO_REPORT = frozenset("通简短喜资音问审腾电快咨闻传即速警水汛时侦")
"""Characters that make a word with 讯 which is no dateline: 通讯, 喜讯, 资讯 …"""
_REPORTED = re.compile(
    rf"\s*[【\[(（](?P<inner>(?:本报)?(?:特派)?(?:记者|通讯员){_S}[^／/】\])）]{{2,30}})[／/]"
    rf"(?P<dateline>{_HAN}{{2,12}}(?:[0-9一二三四五六七八九十]+日)?(?:电|报导|报道))[】\])）]"
)
"""【記者甲／某地報導】, as papers in traditional characters print it."""
_BRACKET = re.compile(r"\s*[（(](?P<inner>[^（）()]{2,80})[）)]")
_OPEN_REPORT = re.compile(
    r"\s*(?P<inner>(?:本报|本刊)?(?:见习|实习|特约)?(?:记者|通讯员)[^。，,！？]{2,40}?)"
    r"(?P<said>报道|摄影报道)?[:：]"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """How the first paragraph of an article opens; offsets in its text."""

    dateline: tuple[int, int] | None
    authors: tuple[Author, ...]
    byline: tuple[int, int] | None
    body: int
    """Where the text itself begins."""


def opening(text: str, known: Set[str] = frozenset()) -> Opening | None:
    """The dateline and byline that a paragraph opens with; None where it has neither."""
    head = fold(text[:240])
    if latin.is_latin(head):
        place = latin.dateline(head)
        return Opening(place[:2], (), None, place[2]) if place else None
    reported = _REPORTED.match(head)
    if reported is not None:
        inner = text[reported.start("inner") : reported.end("inner")]
        signed = bylines.parse(inner, known)
        if signed is not None:
            gap = len(head) - len(head[reported.end() :].lstrip(" \t\u3000\xa0"))
            return Opening(reported.span("dateline"), signed.authors, reported.span("inner"), gap)
    span, at = _dateline(head)
    authors: tuple[Author, ...] = ()
    byline: tuple[int, int] | None = None
    match = _BRACKET.match(head, at)
    if match is None and span is not None:
        match = _OPEN_REPORT.match(head, at)
    if match is not None:
        found = bylines.parse(text[match.start("inner") : match.end("inner")], known)
        if found is not None and (span is not None or found.strength >= 1):
            authors, byline, at = found.authors, (match.start(), match.end()), match.end()
    if span is None and byline is None:
        return None
    rest = head[at:]
    gap = len(rest) - len(rest.lstrip(" \t\u3000\xa0:：" if span else None))
    return Opening(span, authors, byline, at + gap)


def has_dateline(text: str) -> bool:
    """Whether a line opens with a dateline."""
    head = fold(text[:60])
    if latin.is_latin(head):
        return latin.dateline(head) is not None
    if _REPORTED.match(head):
        return True
    return ("讯" in head[:24] or "电" in head) and _dateline(head)[0] is not None


def _dateline(head: str) -> tuple[tuple[int, int] | None, int]:
    match = _REPORT.match(head)
    if match is not None:
        words = re.sub(r"\s", "", match["dateline"])
        own = words.startswith(("本报", "本刊", "本台", "本网"))
        parted = bool(match["closing"]) or match["next"] in "（(:：" or match["next"].isspace()
        if words[-2] not in _NO_REPORT and (own or parted or match["next"].isdigit()):
            return match.span("dateline"), match.end("closing")
    match = _WIRE.match(head)
    if match is not None:
        words = re.sub(r"\s", "", match["dateline"])
        agency = re.match(r"据?(?:新华|中新|中国新闻)[社网]", words)
        if re.search(r"\d", words) or agency:
            return match.span("dateline"), match.end("closing")
    return None, 0
