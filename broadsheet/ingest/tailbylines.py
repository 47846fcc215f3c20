"""Bylines at the end of a text: in brackets, or plain where a role is named."""

from __future__ import annotations

import re
from collections.abc import Set

from broadsheet.ingest.bylines import LONGEST, parse
from broadsheet.ingest.conventions import COLUMN_WORDS, ORG_ENDINGS
from broadsheet.ingest.whence import Byline
from broadsheet.model import Author

_TAIL_BRACKET = re.compile(r"[（(【\[](?P<inner>[^（）()【】\[\]]{2,70})[）)】\]][\s。]*\Z")
_SENTENCE_END = re.compile("[。！？!?”…；]")
_TAIL_PLAIN = re.compile(
    r"(?<=[。！？!?”…；])\s*(?P<plain>[□■●▲◆]?[^。！？!?”…；，,（(]{2,40})\s*\Z"
)


_NO_NAME_AT_END = re.compile(
    r"未完|待续|完|续|略|节选|摘编|图片?|组图|下同|同上|资料|广告|[上中下]|[一二三四五六七八九十]+|.*版"
)
"""Words in brackets after a text that name nobody."""


def _within(text: str, match: re.Match[str]) -> bool:
    """Whether words in brackets stand inside the last sentence: before its stop, not after one."""
    before = text[: match.start()].rstrip()
    return match[0].rstrip().endswith("。") and before[-1:] not in tuple("。！？!?”…；")


def may_sign(word: str) -> bool:
    """Whether a word alone in brackets under a text may be a name, whatever its surname."""
    return not (
        _NO_NAME_AT_END.fullmatch(word) or word in COLUMN_WORDS or word.endswith(ORG_ENDINGS)
    )


def _unusual_name(tail_start: int, match: re.Match[str], text: str) -> tuple[int, Byline] | None:
    """A name without a usual surname, alone in brackets right after the end of a sentence."""
    inner = re.sub(r"\s", "", match["inner"])
    start = tail_start + match.start()
    name = re.fullmatch("[\u3400-\u9fff]{2,3}", inner) and not _NO_NAME_AT_END.fullmatch(inner)
    if not name or inner in COLUMN_WORDS or inner.endswith(ORG_ENDINGS):
        return None
    if not re.search(r"[。！？…”]\s*\Z", text[:start]):
        return None
    return start, Byline((Author(inner),), 0.9)


def at_end(text: str, known: Set[str] = frozenset()) -> tuple[int, Byline] | None:
    """The byline that closes a text, and the offset where it begins.

    In brackets, or without them after the end of a sentence where a role is named.
    """
    tail_start = max(0, len(text) - LONGEST)
    tail = text[tail_start:]
    match = _TAIL_BRACKET.search(tail)
    if match is not None:
        found = parse(match["inner"], known) or parse(f"（{match['inner']}）", known)
        if found is not None and found.strength < 1 and _within(tail, match):
            return None  # 联系电话2211（苏老师）。
        if found is not None:
            return tail_start + match.start(), Byline(found.authors, max(0.9, found.strength))
        return _unusual_name(tail_start, match, text)
    match = _TAIL_PLAIN.search(tail) if _SENTENCE_END.search(tail) else None
    if match is not None:
        found = parse(match["plain"], known)
        if found is not None and found.strength >= 0.8:
            return tail_start + match.start("plain"), found
    return None
