"""Many texts as streams of folded characters: the rule of tokens, for all stories at once.

The rule is that of broadsheet/search/tokens.py, which says it in words. Here each of its sentences
is a line over arrays with a place for each stream character of a thousand texts; the tests compare
the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from broadsheet.search.bits import Numbers
from broadsheet.search.tokens import COMMA, HAN, SPACE, WIDE, fold_char
from broadsheet.values import dataclass

_UNKNOWN, _NOTHING, _SEVERAL = -1, -2, -3
"""Of a character: not folded yet; folded to nothing; folded to more than one."""

CODES = 0x110000


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of texts, one after the other, and what begins at each of their places."""

    codes: Numbers
    """Code points."""
    owners: Numbers
    """The number of the text."""
    starts: Numbers
    """By text: the place of its first character; one more at the end."""
    wide: Numbers
    """Whether the character is written without spaces."""
    pairs: Numbers
    """Whether a pair begins here, with the next place."""
    over: Numbers
    """Whether a hard gap follows before the next place of the same text."""
    runs: Numbers
    """Places where a run of letters and digits begins …"""
    ends: Numbers
    """… and where the next place after it is."""
    lengths: Numbers
    """By text: how many tokens it has."""

    def text(self) -> str:
        """All streams as one string."""
        return self.codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def streams(texts: Sequence[str]) -> Streams:
    """The streams of some texts, in their order."""
    codes, owners = _folded(texts)
    gaps = (codes == ord(SPACE)) | (codes == ord(COMMA))
    commas = np.cumsum(codes == ord(COMMA), dtype=np.int32)
    places = np.flatnonzero(~gaps)
    codes, owners, commas = (some.take(places) for some in (codes, owners, commas))
    starts = np.searchsorted(owners, np.arange(len(texts) + 1, dtype=owners.dtype))
    size = len(codes)
    together = np.zeros(size + 1, bool)  # with the place before, in one text
    together[1:size] = owners[1:] == owners[:-1]
    touching = np.zeros(size + 1, bool)  # and without any gap
    touching[1:size] = together[1:size] & (np.diff(places) == 1)
    over = np.zeros(size, bool)
    over[:-1] = together[1:size] & (np.diff(commas) > 0)

    wide = are_wide(codes)
    narrow = ~wide
    joined = np.zeros(size + 1, bool)  # inside a run, with the place before
    joined[1:size] = touching[1:size] & narrow[1:] & narrow[:-1]
    runs = np.flatnonzero(narrow & ~joined[:size])
    ends = np.flatnonzero(narrow & ~joined[1:]) + 1
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    pairs = np.zeros(size, bool)
    first, second = slice(0, size - 1), slice(1, size)
    if size:
        pairs[first] = wide[first] | wide[second] | digit[first] | digit[second]
        pairs[first] |= joined[1:size] & _beside(wide, together, runs, ends)[first]
        pairs[first] &= together[1:size]
    tokens = np.zeros(size + 1, np.int64)  # before each place
    np.cumsum(pairs.view(np.int8) + wide.view(np.int8), out=tokens[1:])
    lengths = np.diff(tokens[starts]) + np.bincount(owners[runs], minlength=len(texts))
    return Streams(codes, owners, starts, wide, pairs, over, runs, ends, lengths)


def _beside(wide: Numbers, together: Numbers, runs: Numbers, ends: Numbers) -> Numbers:
    """Whether a place is in a run that has a wide neighbour in its text."""
    before = together[runs] & wide[runs - 1]
    after = together[ends] & wide[np.minimum(ends, len(wide) - 1)]
    marks = np.zeros(len(wide) + 1, np.int8)
    marks[runs[before | after]] += 1
    marks[ends[before | after]] -= 1
    return np.cumsum(marks[:-1], dtype=np.int8).astype(bool)


def _folded(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The folded characters of texts, gaps as they come, and the text of each."""
    table = _table()
    codes = _codes("".join(texts))
    unknown = codes[table[codes] == _UNKNOWN]
    if len(unknown):
        # np.unique would load half of NumPy's modules for this
        new = np.zeros(CODES, bool)
        new[unknown] = True
        for code in np.flatnonzero(new).tolist():
            one = fold_char(code)
            table[code] = ord(one) if len(one) == 1 else _SEVERAL if one else _NOTHING
    folded = table[codes]
    if (folded == _SEVERAL).any():
        several = sorted(set(codes[folded == _SEVERAL].tolist()))
        longer = {code: fold_char(code) for code in several}
        return _folded([text.translate(longer) for text in texts])
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])
    kept = folded != _NOTHING
    if kept.all():
        return folded, owners
    return folded[kept], owners[kept]


def _codes(text: str) -> Numbers:
    data = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(data, "<u4").astype(np.int32)


@lru_cache(maxsize=1)
def _table() -> Numbers:
    """By code point: what it is folded to. Filled as characters come."""
    return np.full(CODES, _UNKNOWN, np.int32)


def are_wide(codes: Numbers) -> Numbers:
    """Whether stream characters are written without spaces."""
    wide: Numbers = _is_wide()[codes]
    return wide


@lru_cache(maxsize=1)
def _is_wide() -> Numbers:
    table = np.zeros(CODES, bool)
    for low, high in (*HAN, *WIDE):
        table[low : high + 1] = True
    return table
