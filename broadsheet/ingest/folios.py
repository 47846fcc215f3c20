"""Folio and imprint lines: date, issue number, page and editors, printed at the edge of a page.

They are edition data and never part of a story, not even of one that they interrupt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from broadsheet.ingest import bylines, latin
from broadsheet.ingest.conventions import PAGE_NAMES
from broadsheet.ingest.datewords import western
from broadsheet.ingest.foliowords import (
    ADDRESS,
    ADVERTISEMENT,
    CLOCK,
    CONTACT,
    DISTRIBUTION,
    EDITOR,
    FRAMED,
    HAN_YMD,
    HEAD_OF_A_BULLETIN,
    IN_A_SENTENCE,
    LUNAR,
    META,
    NAMED_PAGE,
    NUMBER,
    OCCASION,
    OWN_ADDRESS,
    PAGE,
    PAGE_NAME,
    PAPER,
    PHONE,
    PUBLISHER,
    SENTENCE,
    SOLICITATION,
    SPECIAL,
    STORY_ROLE,
    WEEKDAY,
    YMD,
)
from broadsheet.ingest.galley import Row
from broadsheet.ingest.guides import find_guides, page_numbers
from broadsheet.ingest.jumps import find_jumps, page_number
from broadsheet.ingest.script import fold

RUNNING = 4
"""Times that a bare date stands in an issue from which it is the date of the issue."""
NAMEPLATE = 16.0
"""Ems of the longest name of a paper that stands above its imprint."""
LONGEST = 160
"""Characters of the longest line that is tried as a folio."""


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
    guides = find_guides(rows)
    numbers = page_numbers(rows)
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
    sure |= _nameplate(rows, sure - guides) | _foot(rows)
    sure |= _running_heads(rows, sure - guides)
    for index in sorted(sure):
        for beside in (index - 1, index + 1):
            # The nameplate stands beside the imprint and is nothing else there.
            if (
                0 <= beside < len(rows)
                and beside not in sure
                and beside <= 2
                and PAPER.match(rows[beside].bare)
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


def _foot(rows: Sequence[Row]) -> frozenset[int]:
    """The last row of the issue, where it says where the paper is made: an address and a telephone
    under the byline of the last story. Notices have them too, but no byline.
    """
    if len(rows) < 2 or len(CONTACT.findall(fold(rows[-1].text))) < 2:
        return frozenset()
    above = bylines.parse(rows[-2].text)
    signed = above is not None and above.strength >= 0.6
    return frozenset((len(rows) - 1,)) if signed else frozenset()


def _running_heads(rows: Sequence[Row], sure: Set[int]) -> frozenset[int]:
    """Short rows with a page's number and the name that the paper has in its folio lines."""
    names = {
        word
        for index in sure
        for word in re.split(r"[\s\u3000|｜·:：]+", fold(rows[index].text))
        if len(word) >= 3 and PAPER.match(word)
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


def _weight(row: Row) -> float:
    """How much of a line is of the kind that only folios have: 2 is enough."""
    if len(row.text) <= LONGEST and FRAMED.fullmatch(row.text.strip()):
        return 2
    if row.latin:
        return latin.folio_parts(row.text) if len(row.text) <= LONGEST else 0
    if len(row.text) > LONGEST or row.mark in range(1, 7) or SENTENCE.search(row.text):
        return 0
    text = western(fold(row.text))
    if find_jumps(text) or text.count("（") != text.count("）"):
        return 0  # a jump, or the end of one that the column cut
    if OWN_ADDRESS.match(text):
        return 2
    if SOLICITATION.search(text):
        return 2
    if META.match(text):
        return 2
    if STORY_ROLE.search(text) or OCCASION.match(text) or IN_A_SENTENCE.search(text):
        return 0
    if NAMED_PAGE.match(text.strip()):
        return 2
    if SPECIAL.match(row.bare):
        return 1
    rest = text
    found = 0.0
    if HEAD_OF_A_BULLETIN.fullmatch(text.strip()):
        return 2
    if DISTRIBUTION.match(text):
        return 1
    if ADVERTISEMENT.search(row.bare):
        return 2
    for pattern in (YMD, HAN_YMD, WEEKDAY, NUMBER, EDITOR, PUBLISHER):
        rest, count = pattern.subn(" ", rest)
        # 周六、周日 are two days of a story, and a folio line has one
        found += min(count, 1 if pattern is WEEKDAY else 2)
    if LUNAR.search(rest) and (found or "农历" in rest):
        rest = LUNAR.sub(" ", rest)
        found += 1
    page = _find_page(text)
    if page is not None:
        strong = bool(page["a"] or page["b"] or page["e"])
        rest = PAGE.sub(" ", rest)
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
    if len(PUBLISHER.findall(text)) >= 3:
        return 2
    # Words that belong to no folio part: a sentence that happens to have a date.
    foreign = len(re.sub(r"[\s\W_]+", "", PHONE.sub(" ", ADDRESS.sub(" ", rest))))
    if foreign > 12 and foreign > 0.5 * len(row.bare):
        return 0
    return found


def _find_page(text: str) -> re.Match[str] | None:
    """The page that a line states; the minutes of a clock are none."""
    return PAGE.search(
        CLOCK.sub(lambda clock: " " * len(clock[0]), text) if ":" in text or "：" in text else text
    )


def _is_date(row: Row) -> bool:
    """A bare date, which signs a notice as well."""
    return bool(YMD.fullmatch(row.bare) or HAN_YMD.fullmatch(row.bare))


def _has_date(row: Row) -> bool:
    return bool(YMD.search(row.bare) or HAN_YMD.search(row.bare))


def folio_of(row: Row) -> Folio:
    """What a line that is one of the folio's says of its page."""
    if row.latin:
        found = latin.PAGE.search(row.text)
        number = found and (found["a"] or found["b"])
        return Folio(row, page_number(number) if number else None, number, None)
    text = fold(row.text)
    named = NAMED_PAGE.match(text.strip())
    if named is not None:
        return Folio(row, int(named["page"]) or None, row.text.strip(), named["name"])
    match = _find_page(text)
    label = page = None
    name = None
    meta = META.match(text)
    if meta is not None:
        value = meta["value"].strip()
        stated = re.fullmatch(r"第?0*(\d{1,3})版?", value) if "版" in text[:5] else None
        if stated is not None:
            return Folio(row, int(stated[1]) or None, value, None)
        return Folio(row, None, None, value if re.match(r"\s*[【\[]?版[名面]", text) else None)
    if match is not None:
        value = next(v for v in match.groups() if v)
        page = page_number(value) or None
        label = match[0].strip()
        name = _name_near(text, match.start(), match.end())
    return Folio(row, page, label, name)


def _name_near(text: str, start: int, end: int) -> str | None:
    """The page's name: the first words after its number, or right before it."""
    rest = text[end:].lstrip(" \u3000\t:：|｜·-—")
    match = PAGE_NAME.match(rest)
    if match is not None and not _is_part(match[0]):
        return match[0]
    words = re.split(r"[\s\u3000|｜:：]+", text[:start].strip())
    last = words[-1] if words else ""
    if last and PAGE_NAME.fullmatch(last) and not _is_part(last) and not PAPER.match(last):
        return last
    return None


def _is_part(word: str) -> bool:
    return bool(
        WEEKDAY.match(word)
        or EDITOR.match(word + " 某某")
        or LUNAR.match(word)
        or PUBLISHER.match(word)
    )
