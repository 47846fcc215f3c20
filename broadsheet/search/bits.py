"""Whole numbers as strings of bits: the codes of the index.

Bits are Python strings of `0` and `1` until a file is complete: joining ready strings is the
fastest way there is in plain Python. The codes are Elias gamma (P. Elias 1975) and Golomb-Rice
(R. F. Rice 1979); docs/search-index.md says which is used where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

READY = 1 << 11
"""Numbers whose codes are kept ready."""


def gamma(number: int) -> str:
    """Elias gamma of a number from 1: as many zeros as bits follow the first, then its bits."""
    return _GAMMA[number] if number < READY else _gamma(number)


def _gamma(number: int) -> str:
    bits = f"{number:b}"
    return "0" * (len(bits) - 1) + bits


_GAMMA = ["", *(_gamma(number) for number in range(1, READY))]


class _Rice(dict[int, str]):
    """A memory of the codes of one k, as C looks them up."""

    def __init__(self, k: int) -> None:
        super().__init__()
        self.k = k

    def __missing__(self, number: int) -> str:
        code = "1" * (number >> self.k) + "0" + fixed(number & ((1 << self.k) - 1), self.k)
        if number < READY << 5:
            self[number] = code
        return code


RICE: Sequence[Mapping[int, str]] = tuple(_Rice(k) for k in range(32))
"""Golomb-Rice codes by k and number, from 0: `number >> k` ones, a zero, and its k lowest bits."""


def rice(number: int, k: int) -> str:
    """One Golomb-Rice code."""
    return RICE[k][number]


def rice_parameter(mean: int) -> int:
    """The k for numbers of about this mean: near log2(mean * ln 2), in whole numbers only."""
    return max(0, (mean * 11 >> 4).bit_length() - 1)


def fixed(number: int, width: int) -> str:
    """A number in so many bits."""
    return f"{number:0{width}b}" if width else ""


def to_bytes(bits: str) -> bytes:
    """The bits as bytes, the first bit highest; the last byte is filled with zeros."""
    size = (len(bits) + 7) // 8
    return int(bits.ljust(size * 8, "0") or "0", 2).to_bytes(size, "big")
