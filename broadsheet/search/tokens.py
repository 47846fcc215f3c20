"""The one rule of tokens. `streams.py` is the same rule over arrays, and
templates/assets/js/search-tokens.js the one for the browser.

A text is folded character by character (so that a place in the folded text has one place in the
text): NFKD, without marks, lower case, traditional characters as simplified ones. What is left of
letters and digits is the *stream*; a position is a number of stream characters. Between two
stream characters there may be nothing, a soft gap (spaces, quotes, brackets, hyphens, middle
dots) or a hard gap (any other punctuation, and the end of a line).

Tokens:

- a run of letters and digits without any gap, whole: `2025`, `gdp`, `5g`
- each character of Chinese, Japanese or Korean, alone: `县`
- two neighbours in the stream of which one is such a character: `青屏`, `5年`; over a hard gap
  with a comma: `成全,`. So a word of two characters is found where they stand together, and a
  longer one also where punctuation divides it.
- two neighbours of which one is a digit, and those inside a run beside a Chinese character, with a
  plus sign: `2+0`, `d+n`, `5+3,`. So a part of `2025年` or `DNA检测` is found too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from broadsheet.search.han import SIMPLIFIED, TRADITIONAL

_SOFT = frozenset("\t\"'`-\u2010\u2011\u00b7\u2022\u2027\u2219\u22c5\u30fb")
"""Soft gaps beside all spaces, brackets and typographic quotes."""

HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""Chinese by place alone, so that Unicode's next extension needs no new table."""

WIDE = (
    (0x1100, 0x11FF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C),
    (0x3040, 0x31FF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0x1AFF0, 0x1B16F),
)  # fmt: skip
"""Letters of scripts written without spaces, beside the Chinese ones."""

_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))

SPACE, COMMA = " ", ","
"""What a soft and a hard gap are folded to."""


@lru_cache(maxsize=1 << 16)
def is_wide(char: str) -> bool:
    """Whether a stream character is written without spaces: Chinese, Japanese, Korean."""
    code = ord(char)
    return code >= 0x1100 and any(low <= code <= high for low, high in (*HAN, *WIDE))


class _Fold(dict[int, str]):
    """A memory of `_fold_one`, in the form that str.translate takes."""

    def __missing__(self, code: int) -> str:
        folded = "".join(map(_fold_one, unicodedata.normalize("NFKD", chr(code))))
        self[code] = folded
        return folded


def _fold_one(char: str) -> str:
    code = ord(char)
    if any(low <= code <= high for low, high in HAN):
        return _SIMPLIFIED.get(char, char)
    category = unicodedata.category(char)
    if category[0] in "LN":
        return char.lower()
    if category[0] == "M" or category == "Cf":
        return ""
    if category in ("Zs", "Ps", "Pe", "Pi", "Pf") or char in _SOFT:
        return SPACE
    return COMMA


_FOLD = _Fold()


def fold_char(code: int) -> str:
    """What a character is folded to: some stream characters and gaps, or nothing."""
    return _FOLD[code]


_GAPS = re.compile(r"[ ,]+")


def fold(text: str) -> str:
    """The text folded; each run of gaps is one character, a comma if any of it is hard."""
    return _GAPS.sub(_gap, text.translate(_FOLD)).strip(" ,")


def _gap(match: re.Match[str]) -> str:
    return COMMA if COMMA in match[0] else SPACE
