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
    leads = np.zeros(len(numbers), np.int32)
    if len(ones) and ones.max() > INLINE:
        long = np.flatnonzero(ones > INLINE)
        leads[long] = ones[long]
        numbers = numbers.copy()
        numbers[long] -= ones[long] << k[long]
        ones[long] = 0
    sizes = ones + k + 1
    # the ones are 2^size - 2^(k + 1), and of the number they have counted ones * 2^k
    values = (np.int64(1) << sizes) + numbers - ((ones + 2) << k)
    return Codes(values.view(np.uint64), sizes.astype(np.int32), leads)


def rice_parameter(means: Numbers) -> Numbers:
    """The k for numbers of about these means: near log2(mean * ln 2), in whole numbers only."""
    parameters: Numbers = np.maximum(0, bit_length(means * 11 >> 4) - 1)
    return parameters


def fixed(numbers: Numbers, widths: Numbers | int) -> Codes:
    """Numbers in so many bits."""
    sizes = np.empty(len(numbers), np.int32)
    sizes[:] = widths
    return Codes(numbers.astype(np.uint64), sizes, np.zeros(len(numbers), np.int32))


class Galley:
    """A row of bytes into whose bits codes are set. The first bit of a byte is the highest."""

    def __init__(self, size: int) -> None:
        """So many bytes of zeros."""
        self._words = np.zeros(size // 8 + 2, np.uint64)

    def put(self, codes: Codes, at: Numbers) -> None:
        """Sets codes at places, counted in bits, that stand in order, none over another."""
        self._place(codes.values, codes.sizes, at + codes.leads)
        if codes.leads.any():
            long = np.flatnonzero(codes.leads)
            leads = codes.leads[long]
            self._place(*_ones(leads, at[long] + leads))

    def cut(self, begins: Numbers, stops: Numbers) -> list[bytes]:
        """Some rows of the bytes."""
        data = self._words.byteswap().tobytes()
        bounds = zip(begins.tolist(), stops.tolist(), strict=True)
        return [data[begin:stop] for begin, stop in bounds]

    def _place(self, values: Numbers, sizes: Numbers, at: Numbers) -> None:
        if not len(values):
            return
        words = self._words
        word, left = at >> 6, 64 - (at & 63) - sizes
        parts = values << left.astype(np.uint64)
        # At most one code reaches from a word into the next.
        cut = np.flatnonzero(left < 0)
        over = -left[cut]
        parts[cut] = values[cut] >> over.astype(np.uint64)
        words[word[cut] + 1] |= values[cut] << (64 - over).astype(np.uint64)
        new = np.ones(len(word), bool)
        np.not_equal(word[1:], word[:-1], out=new[1:])
        starts = np.flatnonzero(new)
        words[word.take(starts)] |= np.bitwise_or.reduceat(parts, starts)


def pack(codes: Codes, ends: Numbers) -> list[bytes]:
    """The codes as files; `ends` has the number of the code behind each file's last.

    The last byte of a file is filled with zeros.
    """
    after = np.concatenate(([0], np.cumsum(codes.sizes + codes.leads, dtype=np.int64)))
    bounds = np.concatenate(([0], np.asarray(ends, np.int64)))
    sizes = (np.diff(after[bounds]) + 7) >> 3
    stops = np.cumsum(sizes)
    begins = stops - sizes
    galley = Galley(int(sizes.sum()))
    galley.put(codes, after[:-1] + np.repeat(8 * begins - after[bounds[:-1]], np.diff(bounds)))
    return galley.cut(begins, stops)


def _ones(leads: Numbers, at: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Rows of ones that end at places, in pieces that fit a word."""
    pieces = -(-leads // _WORD)
    first = np.cumsum(pieces) - pieces
    number = np.arange(int(pieces.sum())) - np.repeat(first, pieces)
    begins = np.repeat(at - leads, pieces) + number * _WORD
    sizes = np.minimum(_WORD, np.repeat(at, pieces) - begins).astype(np.int32)
    return (np.uint64(1) << sizes.astype(np.uint64)) - np.uint64(1), sizes, begins
