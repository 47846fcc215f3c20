"""Where the pairs and the characters of a segment stand, in the order of its files.

The inner loop of indexing. It has no step for each token. All places are dealt out to the buckets
of their terms, some stories at a time, as printers throw type back into its case; then some buckets
at a time are sorted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from broadsheet.search.bits import Numbers
from broadsheet.search.lists import Places, changes
from broadsheet.search.postings import Postings, bits, order_of, placed, portions, shuffled
from broadsheet.search.streams import CODES, are_wide
from broadsheet.values import dataclass

SORTED_AT_ONCE = 1 << 23
"""Places that are dealt out at once, about: 64 MB. All are gone through for each such share."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs or single characters of some buckets, and where they stand."""

    buckets: Numbers
    """Of each term."""
    first: Numbers
    """Its first character."""
    quotients: Numbers
    """Its second one, divided by the number of buckets."""
    over: Numbers
    """Whether over a hard gap."""
    places: Places


class _Case:
    """Numbers dealt out to compartments; in each they keep their order."""

    def __init__(self, count: int, most: int, *kinds: type) -> None:
        """So many compartments for at most so many numbers of some kinds.

        Room that is not used is not taken: the system gives it when it is written to.
        """
        self._count, self._size = count, 0
        self._numbers: list[Numbers] = [np.empty(most, kind) for kind in kinds]
        self._bounds = np.zeros((0, count + 1), np.int32)

    def deal(self, where: Numbers, *numbers: Numbers) -> None:
        """More numbers, one of each kind, and the compartment of each."""
        order = order_of(where, bits(self._count - 1))
        self.lay(where, *(some.take(order) for some in numbers))

    def lay(self, where: Numbers, *numbers: Numbers) -> None:
        """The same of numbers that stand in the order of their compartments."""
        for room, some in zip(self._numbers, numbers, strict=True):
            room[self._size : self._size + len(where)] = some
        bounds = np.full((1, self._count + 1), self._size, np.int32)
        bounds[0, 1:] += np.cumsum(np.bincount(where, minlength=self._count))
        self._bounds = np.concatenate((self._bounds, bounds))
        self._size += len(where)

    def taken(self, stops: Numbers) -> Iterator[tuple[int, Numbers, list[Numbers]]]:
        """All numbers, some compartments at a time; `stops` are those at which a part may end.

        Gives the first compartment of each part, by number how many after this it lies, and the
        numbers, which in each compartment are in their order, but not yet in that of these.
        """
        bounds = self._bounds
        sizes = bounds[:, stops].sum(axis=0) - bounds[:, 0].sum()
        for start, stop in portions(stops, sizes):
            counts = np.diff(bounds[:, start : stop + 1], axis=1)
            lies = np.repeat(np.tile(np.arange(stop - start), len(counts)), counts.ravel())
            parts = [slice(*some) for some in bounds[:, [start, stop]].tolist()]
            numbers = [np.concatenate([some[p] for p in parts]) for some in self._numbers]
            yield start, lies, numbers


def pairs(postings: Postings, count: int, wanted: Numbers | None = None) -> Iterator[Pairs]:
    """The pairs of a segment with so many buckets, some buckets at a time, in the files' order.

    `wanted` says of each bucket whether its pairs are asked for.
    """
    for share in _shares(postings.pairs, count, wanted):
        yield from _pairs(postings, count, share)


def _pairs(postings: Postings, count: int, wanted: Numbers | None) -> Iterator[Pairs]:
    characters = postings.characters
    turns = _table(shuffled(characters), characters, np.int32)
    last_bits = turns.astype(np.uint8)
    ranks = _table(np.arange(len(characters)), characters, np.int64)
    last = int(characters[-1]) if len(characters) else 0
    # A term within its bucket and a place are one number of 64 bits: characters, quotients and
    # buckets share what bits there are, and memory ends before those of places do.
    quotient, text, spot = bits(last // count), bits(len(postings.lengths)), bits(postings.longest)
    low = text + spot
    inner = bits(len(characters)) + quotient + 1
    assert inner + low < 64
    near = _last_bits(wanted) if wanted is not None else None
    case = _Case(count, postings.pairs, np.int64)
    for batch in postings.batches():
        among = None
        if near is not None:
            # most are told by the last bits of their bucket, which take no division
            ends = last_bits.take(batch.codes)
            ends[:-1] += batch.codes[1:].astype(np.uint8)
            among = near.take(ends)
        at, over = batch.pairs(among)
        first, second = batch.codes.take(at), batch.codes.take(at + 1)
        bucket = turns.take(first)
        bucket += second
        bucket -= bucket // count * count
        if wanted is not None:
            here = np.flatnonzero(wanted.take(bucket))
            at, over, bucket = at.take(here), over.take(here), bucket.take(here)
            first, second = first.take(here), second.take(here)
        packed = ranks.take(first)
        packed <<= quotient
        packed |= second // count
        packed <<= 1
        packed |= over
        packed <<= text
        texts = batch.texts(at)
        packed |= texts
        packed <<= spot
        packed |= batch.spots(at, texts)
        case.deal(bucket, packed)
    for start, lies, (found,) in case.taken(np.arange(1, count + 1)):
        keys = lies << inner
        keys |= found >> low
        order = order_of(keys, inner + bits(int(lies.max())))
        keys, packed = keys.take(order), found.take(order)
        new = changes(keys)
        terms = keys.compress(new)
        over = terms & 1
        quotients = terms >> 1 & (1 << quotient) - 1
        mine = characters.take((terms >> 1 + quotient) & (1 << inner - 1 - quotient) - 1)
        texts = (packed >> spot & (1 << text) - 1).astype(np.int32)
        spots = packed & (1 << spot) - 1
        yield Pairs(start + (terms >> inner), mine, quotients, over, placed(new, texts, spots))


def singles(postings: Postings, count: int, wanted: Numbers | None = None) -> Iterator[Pairs]:
    """The single characters, likewise; without positions."""
    for share in _shares(postings.places // 2, count, wanted):
        yield from _singles(postings, count, share)


def _singles(postings: Postings, count: int, wanted: Numbers | None) -> Iterator[Pairs]:
    characters = postings.characters[are_wide(postings.characters)]
    buckets = shuffled(characters) % count
    if wanted is not None:
        asked = np.flatnonzero(wanted.take(buckets))
        characters, buckets = characters[asked], buckets[asked]
    order = np.argsort(buckets, kind="stable")
    characters, buckets = characters[order], buckets[order]
    size = len(characters)
    if not size:
        return
    ranks = np.full(CODES, size, np.int32)
    ranks[characters] = np.arange(size)
    short = np.uint16 if postings.longest <= np.iinfo(np.uint16).max else np.int32
    case = _Case(size, postings.places, np.int32, short)
    for batch in postings.batches():
        rank = ranks.take(batch.codes)
        here = np.flatnonzero(rank < size)
        rank, texts = rank.take(here), batch.texts(here)
        order = order_of(rank, bits(size - 1))
        rank, texts = rank.take(order), texts.take(order)
        first = np.flatnonzero(changes(rank) | changes(texts))
        times = np.diff(first, append=len(rank))
        case.lay(rank.take(first), texts.take(first), times)
    stops = np.flatnonzero(np.diff(buckets, append=-1)) + 1
    for start, lies, (texts, times) in case.taken(stops):
        order = order_of(lies, bits(int(lies.max())))
        keys = lies.take(order)
        new = changes(keys)
        terms = np.cumsum(new, dtype=np.int32) - 1
        mine = start + keys.compress(new)
        none = np.zeros(len(mine), np.int64)
        places = Places(terms, texts.take(order), times.take(order).astype(np.int32), None)
        yield Pairs(buckets.take(mine), characters.take(mine), none, none, places)


def _shares(places: int, count: int, wanted: Numbers | None) -> Iterator[Numbers | None]:
    """Which buckets are dealt out at once: shares of those that are wanted, in order."""
    asked = np.ones(count, bool) if wanted is None else wanted
    places = places * int(np.count_nonzero(asked)) // count
    if places <= SORTED_AT_ONCE or count == 1:
        yield wanted
        return
    step = -(-count // -(-places // SORTED_AT_ONCE))
    for start in range(0, count, step):
        share = np.zeros(count, bool)
        share[start : start + step] = asked[start : start + step]
        if share.any():
            yield share


def _last_bits(wanted: Numbers) -> Numbers | None:
    """Of each number of eight bits, whether the number of a wanted bucket may end with it: where
    their last bits are the same, as many as the number of all buckets has zeros. None if all may.
    """
    count = len(wanted)
    size = min(count & -count, 256)
    may = wanted.reshape(-1, size).any(axis=0)
    return None if may.all() else np.tile(may, 256 // size)


def _table(numbers: Numbers, characters: Numbers, kind: type) -> Numbers:
    """Numbers by the code of their character."""
    table: Numbers = np.zeros(CODES, kind)
    table[characters] = numbers
    return table
