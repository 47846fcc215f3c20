"""Whole numbers as strings of bits: the codes of the index, many at once.

A code is a number and how many bits it has. The codes are Elias gamma (P. Elias 1975) and
Golomb-Rice (R. F. Rice 1979); docs/search-index.md says which is used where. Rows of ones
longer than a machine's word hold go before a code by themselves: its *lead*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.values import dataclass

Numbers = NDArray[Any]
"""Whole numbers or truths."""

INLINE = 16
"""Ones of a Golomb-Rice code that are part of its number; where there are more, all are lead."""

_WORD = 48
"""Ones of a lead in one element."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes one after the other."""

    values: Numbers
    """Unsigned, 64 bits."""
    sizes: Numbers
    """Bits of each, up to 64."""
    leads: Numbers
    """Ones before each; mostly none."""

    @classmethod
    def empty(cls, count: int) -> Codes:
        """So many codes without bits, to be filled."""
        kinds = (np.uint64, np.int32, np.int32)
        return cls(*(np.zeros(count, kind) for kind in kinds))

    def put(self, places: Numbers, codes: Codes) -> None:
        """Fills some places."""
        self.values[places] = codes.values
        self.sizes[places] = codes.sizes
        self.leads[places] = codes.leads

    def blank(self, places: Numbers) -> None:
        """Makes some codes have no bits."""
        self.values[places] = 0
        self.sizes[places] = 0

    def take(self, places: Numbers | slice) -> Codes:
        """Those at some places."""
        return Codes(self.values[places], self.sizes[places], self.leads[places])

    def then(self, more: Codes) -> Codes:
        """Each with another behind it that has no lead; together they may have 64 bits."""
        values = (self.values << more.sizes.astype(np.uint64)) | more.values
        return Codes(values, self.sizes + more.sizes, self.leads)


def joined(parts: Sequence[Codes]) -> Codes:
    """Codes and more codes."""
    return Codes(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.leads for part in parts]),
    )


def bit_length(numbers: Numbers) -> Numbers:
    """As int.bit_length."""
    if len(numbers) and numbers.max() >= len(_LENGTHS):
        return _frexp(numbers)
    lengths: Numbers = _LENGTHS[numbers]
    return lengths


def _frexp(numbers: Numbers) -> Numbers:
    lengths: Numbers = np.frexp(numbers.astype(np.float64))[1].astype(np.int32)
    return lengths


_LENGTHS = _frexp(np.arange(1 << 14))
"""Of small numbers, which most are."""


def gamma(numbers: Numbers) -> Codes:
    """Elias gamma of numbers from 1: as many zeros as bits follow the first, then its bits."""
    return fixed(numbers, 2 * bit_length(numbers) - 1)


def rice(numbers: Numbers, k: Numbers) -> Codes:
    """Golomb-Rice of numbers from 0: `number >> k` ones, a zero, and its k lowest bits."""
    ones = numbers >> k
    low = numbers & ((1 << k) - 1)
    leads = np.zeros(len(numbers), np.int32)
    if len(ones) and ones.max() > INLINE:
        long = ones > INLINE
        leads[long] = ones[long]
        ones = np.where(long, 0, ones)
    head = ((1 << ones.astype(np.int64)) - 1) << (k + 1)
    return Codes((head | low).astype(np.uint64), (ones + 1 + k).astype(np.int32), leads)


def rice_parameter(means: Numbers) -> Numbers:
    """The k for numbers of about these means: near log2(mean * ln 2), in whole numbers only."""
    parameters: Numbers = np.maximum(0, bit_length(means * 11 >> 4) - 1)
    return parameters


def fixed(numbers: Numbers, widths: Numbers | int) -> Codes:
    """Numbers in so many bits."""
    sizes = np.empty(len(numbers), np.int32)
    sizes[:] = widths
    return Codes(numbers.astype(np.uint64), sizes, np.zeros(len(numbers), np.int32))


def pack(codes: Codes, ends: Numbers) -> list[bytes]:
    """The codes as files; `ends` has the number of the code behind each file's last.

    The first bit of a byte is the highest; the last byte of a file is filled with zeros.
    """
    totals = codes.sizes + codes.leads
    after = np.concatenate(([0], np.cumsum(totals, dtype=np.int64)))
    bounds = np.concatenate(([0], np.asarray(ends, np.int64)))
    sizes = np.diff(after[bounds])
    stops = np.cumsum((sizes + 7) >> 3)
    begins = stops - ((sizes + 7) >> 3)
    shift = 8 * begins - after[bounds[:-1]]
    at = after[:-1] + np.repeat(shift, np.diff(bounds)) + codes.leads
    words = np.zeros((int(stops[-1]) if len(stops) else 0) // 8 + 2, np.uint64)
    _place(words, codes.values, codes.sizes, at)
    long = np.flatnonzero(codes.leads)
    if len(long):
        _place(words, *_ones(codes.leads[long], at[long]))
    data = words.byteswap().tobytes()
    return [data[begin:stop] for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True)]


def _ones(leads: Numbers, at: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Rows of ones that end at places, in pieces that fit a word."""
    pieces = -(-leads // _WORD)
    first = np.cumsum(pieces) - pieces
    number = np.arange(int(pieces.sum())) - np.repeat(first, pieces)
    begins = np.repeat(at - leads, pieces) + number * _WORD
    sizes = np.minimum(_WORD, np.repeat(at, pieces) - begins).astype(np.int32)
    return (np.uint64(1) << sizes.astype(np.uint64)) - np.uint64(1), sizes, begins


def _place(words: Numbers, values: Numbers, sizes: Numbers, at: Numbers) -> None:
    """Sets the bits of codes that stand in order at places, none over another."""
    if not len(values):
        return
    word, offset = at >> 6, (at & 63).astype(np.uint64)
    left = values << (64 - sizes).astype(np.uint64)
    starts = np.flatnonzero(np.concatenate(([True], word[1:] != word[:-1])))
    words[word[starts]] |= np.bitwise_or.reduceat(left >> offset, starts)
    # At most one code reaches from a word into the next.
    cut = np.flatnonzero(offset.astype(np.int32) + sizes > 64)
    words[word[cut] + 1] |= left[cut] << (np.uint64(64) - offset[cut])
