"""What the stories of a segment hold, and where its strings stand."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import DTypeLike

from broadsheet.search.bits import Numbers
from broadsheet.search.extracts import Extract, Tokens, is_facet
from broadsheet.search.lists import Places, changes
from broadsheet.search.streams import CODES
from broadsheet.values import dataclass

AT_ONCE = 1 << 17
"""Places that are gone through at once."""

CODED_AT_ONCE = 1 << 16
"""Places that are coded at once: they fit a processor's cache."""

_FEW = 16
"""Where fewer than one place in so many is asked for, each is looked for by itself."""

_SHUFFLE = 0x9E3779B1
"""2^32 divided by the golden ratio: spreads neighbours (D. Knuth, TAOCP 3, section 6.4)."""

_DIGIT = 16
"""Bits that are sorted by at once."""


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings, sorted by bucket and code, and where they stand."""

    buckets: Numbers
    """Of each term."""
    tokens: Sequence[str]
    places: Places
    silent: Numbers
    """Whether it is a facet, of which only the stories are told."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of the stories, as streams."""

    parts: Sequence[Extract]
    first: int
    """Number of the first text."""
    codes: Numbers
    """Characters, an item for each place."""
    sizes: Numbers
    """Places of each text."""
    begins: Numbers
    """The first place of each text."""

    def texts(self, at: Numbers) -> Numbers:
        """The numbers of the texts in which these places are …"""
        if len(at) * _FEW < len(self.codes):
            rows: Numbers = np.searchsorted(self.begins, at, "right")
            return rows + (self.first - 1)
        numbers = np.arange(self.first, self.first + len(self.sizes))
        return np.repeat(numbers, self.sizes).take(at)

    def spots(self, at: Numbers, texts: Numbers) -> Numbers:
        """… and where in them they are."""
        return at - self.begins.take(texts - self.first)

    def pairs(self, among: Numbers | None = None) -> tuple[Numbers, Numbers]:
        """Places where pairs begin, and of each whether a hard gap divides it; those `among` some
        places, of which each has a bit.
        """
        bits = _concatenated(
            [np.unpackbits(one.pairs, count=len(one.codes)) for one in self.parts], bool
        )
        over = _concatenated(
            [np.unpackbits(one.over, count=one.count) for one in self.parts], np.uint8
        )
        if among is None:
            return np.flatnonzero(bits), over
        at = np.flatnonzero(bits & among)
        return at, over.take(np.cumsum(bits, dtype=np.int32).take(at) - 1)


@dataclass(frozen=True, slots=True)
class Postings:
    """What the stories of a segment hold."""

    lengths: Numbers
    """By text, of which each story has as many as there are fields: tokens."""
    heard: Numbers
    """By text: tokens of sounds."""
    longest: int
    """Places of the longest text."""
    characters: Numbers
    """All that the streams have, in order."""
    pairs: int
    """How many pairs there are."""
    places: int
    """How many places there are."""
    parts: Sequence[Extract]
    """The streams."""
    words: Tokens
    """Runs, and facets, which stand once in a body."""

    def sounds(self) -> Tokens:
        """Syllables and initials; not held, since they are many."""
        return _together(self.parts, [one.sounds for one in self.parts])

    def batches(self) -> Iterator[Batch]:
        """All streams, some stories at a time: as numbers they take much room."""
        some, size, first = list[Extract](), 0, 0
        for part in self.parts:
            some.append(part)
            size += len(part.codes)
            if size >= AT_ONCE:
                yield _batch(some, first)
                first += sum(len(one.sizes) for one in some)
                some, size = [], 0
        if some:
            yield _batch(some, first)


def _batch(parts: Sequence[Extract], first: int) -> Batch:
    codes = _concatenated([one.codes for one in parts], np.int32)
    sizes = _concatenated([one.sizes for one in parts], np.int32)
    return Batch(tuple(parts), first, codes, sizes, np.cumsum(sizes) - sizes)


def gathered(extracts: Sequence[Extract]) -> Postings:
    """What some extracts hold together, in their order."""
    present = np.zeros(CODES, bool)
    for one in extracts:
        present[one.characters] = True
    return Postings(
        lengths=_concatenated([one.lengths for one in extracts], np.int64),
        heard=_concatenated([one.heard for one in extracts], np.int64),
        longest=max((int(one.sizes.max(initial=0)) for one in extracts), default=0),
        characters=np.flatnonzero(present),
        pairs=sum(one.count for one in extracts),
        places=sum(len(one.codes) for one in extracts),
        parts=extracts,
        words=_together(extracts, [one.words for one in extracts]),
    )


def _concatenated(parts: Sequence[Numbers], kind: DTypeLike) -> Numbers:
    return np.concatenate([np.zeros(0, kind), *parts], dtype=kind, casting="unsafe")


def _together(extracts: Sequence[Extract], parts: Sequence[Tokens]) -> Tokens:
    """Tokens of several extracts as those of one."""
    numbers: dict[str, int] = {}
    ids, texts, first = list[Numbers](), list[Numbers](), np.int32(0)
    for one, part in zip(extracts, parts, strict=True):
        known = [numbers.setdefault(token, len(numbers)) for token in part.tokens]
        ids.append(np.array(known, np.int32)[part.ids])
        texts.append(part.texts + first)
        first += np.int32(len(one.sizes))
    return Tokens(
        tuple(numbers),
        _concatenated(ids, np.int32),
        _concatenated(texts, np.int32),
        _concatenated([part.spots for part in parts], np.int32),
    )


def strings(
    found: Tokens, count: int, wanted: Numbers | None = None, *, whole: bool = False
) -> Iterator[Strings]:
    """Strings of so many buckets, or of those that are `wanted`: some buckets at a time, or the
    `whole`.
    """
    ordered = sorted(
        (bucket, token, number)
        for number, token in enumerate(found.tokens)
        for bucket in (string_bucket(token, count),)
        if wanted is None or wanted[bucket]
    )
    size = len(ordered)
    buckets = np.array([bucket for bucket, _, _ in ordered], np.int64)
    tokens = [token for _, token, _ in ordered]
    silent = np.array([is_facet(token) for token in tokens], bool)
    ranks = np.full(len(found.tokens), size, np.int32)
    ranks[np.array([number for _, _, number in ordered], np.int64)] = np.arange(size)
    terms = ranks[found.ids]
    # in each extract, and so in all, the places of a token stand in their order
    order = order_of(terms, bits(size))
    terms = terms[order]
    ends = np.searchsorted(terms, np.arange(1, size + 1))  # by term: the item behind its last
    stops = np.flatnonzero(np.diff(buckets, append=-1)) + 1
    cuts = [(0, size)] if whole else portions(stops, ends[stops - 1])
    for start, stop in cuts:
        these = slice(ends[start - 1] if start else 0, ends[stop - 1] if stop else 0)
        here = order[these]
        places = placed(changes(terms[these]), found.texts[here], found.spots[here])
        yield Strings(buckets[start:stop], tokens[start:stop], places, silent[start:stop])


def portions(stops: Numbers, sizes: Numbers) -> Iterator[tuple[int, int]]:
    """Bounds of portions that are coded at once. `stops` are those at which one may end, `sizes`
    how many places there are up to each.
    """
    start = begun = 0
    last = int(sizes[-1]) if len(sizes) else 0
    for stop, size in zip(stops.tolist(), sizes.tolist(), strict=True):
        if size > begun and (size - begun > CODED_AT_ONCE or size == last):
            yield start, stop
            start, begun = stop, size


def placed(new: Numbers, texts: Numbers, spots: Numbers) -> Places:
    """Places of terms in their order; `new` says where another term begins."""
    terms = np.cumsum(new, dtype=np.int32)
    terms -= 1
    begins = np.flatnonzero(new | changes(texts))
    times = np.diff(begins, append=len(new))
    return Places(terms.take(begins), texts.take(begins), times, spots)


def shuffled(first: Numbers) -> Numbers:
    """Numbers of 16 bits that neighbours do not share."""
    return (first.astype(np.int64) * _SHUFFLE & 0xFFFFFFFF) >> 16


def string_bucket(token: str, count: int) -> int:
    """The bucket of a run or a facet."""
    return zlib.crc32(token.encode()) % count


def bits(number: int) -> int:
    """Bits that hold a number."""
    return int(number).bit_length()


def order_of(keys: Numbers, width: int) -> Numbers:
    """The order of numbers of so many bits; equal ones stay as they stand.

    Numbers of 16 bits NumPy sorts by counting, several times as fast as longer ones by comparing.
    """
    order: Numbers = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(_DIGIT, width, _DIGIT):
        digits = (keys >> shift).astype(np.uint16)
        order = order.take(np.argsort(digits.take(order), kind="stable"))
    return order
