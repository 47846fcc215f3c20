"""What stands among the text and is no part of its flow: pictures and their captions."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from broadsheet.ingest import bylines, tailbylines
from broadsheet.ingest.galley import Row
from broadsheet.ingest.wording import is_column_name

_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<src>[^)\s]+)(?:\s+\"[^\"]*\")?\)\s*\Z")
_OPENS_CAPTION = re.compile(
    r"(?:[▲△▼▽◀▶]|图为|图①|图1[:：]|[上下左右]图为?[:：，]?|(?:资料图|题图|配图)[:：])"
)
_CREDIT = re.compile(r"(?:摄|摄影|摄影报道|供图|图)[）)]?\Z")
TRIANGLES = "▲△▼▽◀▶"
WIDER = 1.3
"""Times the first row of a caption that another of its rows is not wider than."""
MOST_ROWS = 4
"""Rows that a caption may be broken over."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption, or a caption whose picture the export lost."""

    image: int | None
    """Index of the row with the image link."""
    caption: tuple[int, ...]
    """Indices of its rows."""


def image_link(row: Row) -> tuple[str, str] | None:
    """Source and alternative text of a row that is an image link."""
    match = _IMAGE.match(row.text) if row.text.startswith("![") else None
    return (match["src"], match["alt"]) if match else None


def find_figures(rows: Sequence[Row], known: Set[str] = frozenset()) -> tuple[Figure, ...]:
    """Pictures and captions in order.

    A caption is a row right after a picture, one that opens like a caption (图为 …), or one row
    that ends with a credit (甲 摄) between the end of a text and the next. A story that is all
    caption (图片新闻) has a headline before or after it and stays a story.
    """
    found: list[Figure] = []
    at = 0
    while at < len(rows):
        if image_link(rows[at]):
            caption = _caption(rows, at + 1, known, after_image=True)
            found.append(Figure(at, caption))
            at += 1 + len(caption)
            continue
        caption = _caption(rows, at, known, after_image=False)
        if caption:
            found.append(Figure(None, caption))
        at += max(1, len(caption))
    return tuple(found)


def _caption(
    rows: Sequence[Row], at: int, known: Set[str], *, after_image: bool
) -> tuple[int, ...]:
    if at >= len(rows):
        return ()
    row = rows[at]
    if row.mark or len(row.bare) > 200 or image_link(row):
        return ()
    opens = bool(_OPENS_CAPTION.match(row.bare))
    credited = _is_credited(row, known)
    if not (opens or credited or after_image):
        return ()
    if opens:
        before = rows[at - 1] if at else None
        if before is not None and not _ends(before, known) and not after_image:
            return ()
        return _until_credit(rows, at, known)
    if credited:
        if after_image:
            return (at,)
        before, after = (
            (rows[at - 1] if at else None),
            (rows[at + 1] if at + 1 < len(rows) else None),
        )
        if before is None or not _ends(before, known) or before.mark:
            return ()
        if len(row.bare) > 60 or (after is not None and _is_of_pictures(after)):
            return ()
        if _only_names(row, known):
            return ()
        return (at,)
    return ()


def _is_of_pictures(row: Row) -> bool:
    """Whether a row is the name of a column of pictures: the caption above it is its story."""
    return is_column_name(row.text) and bool(re.search("[图影摄画]|镜头|瞬间", row.bare))


def _ends(row: Row, known: Set[str]) -> bool:
    """Whether a row ends a text: a sentence, a byline, a picture."""
    return (
        row.terminal
        or row.bare[-1] in "）)"
        or bool(image_link(row))
        or bylines.parse(row.text, known) is not None
        or tailbylines.at_end(row.text, known) is not None
    )


def _is_credited(row: Row, known: Set[str]) -> bool:
    if not _CREDIT.search(row.bare[-6:]):
        return False
    return tailbylines.at_end(row.text, known) is not None


def _only_names(row: Row, known: Set[str]) -> bool:
    return bylines.parse(row.text, known) is not None


def _until_credit(rows: Sequence[Row], at: int, known: Set[str]) -> tuple[int, ...]:
    """The rows of a caption that may be broken by the column: up to its credit or full stop."""
    for size in range(1, MOST_ROWS + 1):
        last = at + size - 1
        if last >= len(rows) or rows[last].mark:
            break
        if size > 1 and rows[last].width > WIDER * rows[at].width:
            break  # a heading that a triangle sets off, and its text
        if rows[last].terminal or _is_credited(rows[last], known):
            return tuple(range(at, last + 1))
    return () if rows[at].bare[0] in TRIANGLES else (at,)


def split_credit(text: str, known: Set[str] = frozenset()) -> int:
    """Offset where the credit of a caption begins; the length of the text where it has none."""
    found = tailbylines.at_end(text, known)
    return found[0] if found else len(text)
