"""The postings of a segment: where its pairs, runs, characters and sounds stand.

The inner loop of indexing. It has no step for each token: a token and its place are one number of
64 bits, and sorting these brings each term's places together, in the order of the files.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import DTypeLike

from broadsheet.search.bits import Numbers
from broadsheet.search.extracts import Extract, Tokens, is_facet
from broadsheet.search.lists import Places
from broadsheet.search.streams import CODES, are_wide
from broadsheet.values import dataclass

AT_ONCE = 1 << 19
"""Places that are made numbers at once: some 50 MB."""

SORTED_AT_ONCE = 1 << 23
"""Places that are sorted at once, about: 64 MB. All are gone through for each such share."""

CODED_AT_ONCE = 1 << 17
"""Places that are coded at once: they fit a processor's cache."""

_SHUFFLE = 0x9E3779B1
"""2^32 divided by the golden ratio: spreads neighbours (D. Knuth, TAOCP 3, section 6.4)."""


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
class Postings:
    """What the stories of a segment hold."""

    lengths: Numbers
    """By text, of which each story has as many as there are fields: tokens."""
    heard: Numbers
    """By text: tokens of sounds."""
    codes: Numbers
    """The streams of all texts, one after the other; in 16 bits where they have no rare characters.
    """
    owners: Numbers
    """The text of each place."""
    starts: Numbers
    """By text: its first place."""
    pairs: Numbers
    """Places where pairs begin."""
    over: Numbers
    """Of each pair: whether a hard gap divides it."""
    words: Tokens
    """Of runs, and of facets, which stand once in a body."""
    sounds: Tokens


def gathered(extracts: Sequence[Extract], *, sounding: bool = True) -> Postings:
    """What some extracts hold together, in their order; not `sounding`, without sounds."""
    sizes = _concatenated([one.sizes for one in extracts], np.int64)
    counts = [len(one.codes) for one in extracts]
    pairs = _concatenated(
        [np.unpackbits(one.pairs, count=n) for one, n in zip(extracts, counts, strict=True)], bool
    )
    over = [np.unpackbits(one.over, count=one.count) for one in extracts]
    kind = np.result_type(np.uint16, *(one.codes.dtype for one in extracts))
    firsts = np.cumsum([0, *(len(one.sizes) for one in extracts)]).tolist()
    return Postings(
        _concatenated([one.lengths for one in extracts], np.int64),
        _concatenated([one.heard for one in extracts], np.int64),
        _concatenated([one.codes for one in extracts], kind),
        np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        np.cumsum(sizes) - sizes,
        _places(pairs),
        _concatenated(over, bool),
        _together([one.words for one in extracts], firsts),
        _together([one.sounds for one in extracts if sounding], firsts),
    )


def _places(truths: Numbers) -> Numbers:
    """Where they are true; some at a time, since numbers of 64 bits take much room."""
    step = 1 << 20
    parts = [np.flatnonzero(truths[at : at + step]) + at for at in range(0, len(truths), step)]
    return _concatenated(parts, np.int32)


def _concatenated(parts: Sequence[Numbers], kind: DTypeLike) -> Numbers:
    return np.concatenate([np.zeros(0, kind), *parts], dtype=kind, casting="unsafe")


def _together(parts: Sequence[Tokens], firsts: Sequence[int]) -> Tokens:
    """Tokens of several extracts as those of one; `firsts` are the numbers of their first texts."""
    numbers: dict[str, int] = {}
    ids = list[Numbers]()
    for part in parts:
        known = [numbers.setdefault(token, len(numbers)) for token in part.tokens]
        ids.append(np.array(known, np.int64)[part.ids])
    texts = [
        part.texts.astype(np.int64) + first for part, first in zip(parts, firsts, strict=False)
    ]
    return Tokens(
        tuple(numbers),
        _concatenated(ids, np.int64),
        _concatenated(texts, np.int64),
        _concatenated([part.spots for part in parts], np.int64),
    )


def pairs(postings: Postings, count: int, wanted: Numbers | None = None) -> Iterator[Pairs]:
    """The pairs of a segment with so many buckets, some buckets at a time, in the files' order.

    `wanted` says of each bucket whether its pairs are asked for.
    """
    for share in _shares(len(postings.pairs), count, wanted):
        yield from _pairs(postings, count, share)


def _pairs(postings: Postings, count: int, wanted: Numbers | None) -> Iterator[Pairs]:
    ranks, characters = _ranks(postings.codes)
    turns = shuffled(characters)
    widths = [
        bits(count - 1), bits(len(characters)), bits(CODES // count), 1, bits(len(postings.codes)),
    ]  # fmt: skip
    keys, size = np.empty(len(postings.pairs), np.int64), 0
    for start in range(0, len(keys), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        at, over = postings.pairs[part], postings.over[part]
        first = ranks[postings.codes[at]]
        second = postings.codes[at + 1].astype(np.int32)
        bucket = (turns[first] + second) % count
        if wanted is not None:
            here = np.flatnonzero(wanted[bucket])
            at, over = at[here], over[here]
            bucket, first, second = bucket[here], first[here], second[here]
        keys[size : size + len(at)] = _packed(widths, bucket, first, second // count, over, at)
        size += len(at)
    keys = keys[:size]
    keys.sort()
    for some in _by_bucket(keys, count, sum(widths[1:])):
        bucket, first, quotient, over, at = _unpacked(widths, some)
        new = _new(some >> widths[-1])
        texts = postings.owners[at]
        places = Places(_numbered(new), texts, (at - postings.starts[texts]).astype(np.int32))
        yield Pairs(bucket[new], characters[first[new]], quotient[new], over[new], places)


def singles(postings: Postings, count: int, wanted: Numbers | None = None) -> Iterator[Pairs]:
    """The single characters, likewise; without positions."""
    for share in _shares(len(postings.codes), count, wanted):
        yield from _singles(postings, count, share)


def _singles(postings: Postings, count: int, wanted: Numbers | None) -> Iterator[Pairs]:
    ranks, characters = _ranks(postings.codes)
    turns = shuffled(characters) % count
    wide = are_wide(characters)
    if wanted is not None:
        wide &= wanted[turns]
    asked = np.zeros(CODES, bool)
    asked[characters] = wide
    widths = [bits(count - 1), bits(len(characters)), bits(len(postings.starts))]
    keys, size = np.empty(len(postings.codes), np.int64), 0
    for start in range(0, len(keys), AT_ONCE):
        codes = postings.codes[start : start + AT_ONCE]
        at = np.flatnonzero(asked[codes])
        first = ranks[codes[at]]
        texts = postings.owners[start + at]
        keys[size : size + len(at)] = _packed(widths, turns[first], first, texts)
        size += len(at)
    keys = keys[:size]
    keys.sort()
    for some in _by_bucket(keys, count, sum(widths[1:])):
        bucket, first, texts = _unpacked(widths, some)
        new = _new(some >> widths[-1])
        none = np.zeros(int(new.sum()), np.int64)
        places = Places(_numbered(new), texts.astype(np.int32), None)
        yield Pairs(bucket[new], characters[first[new]], none, none, places)


def _shares(places: int, count: int, wanted: Numbers | None) -> Iterator[Numbers | None]:
    """Which buckets are sorted at once: shares of those that are wanted, in order."""
    if places <= SORTED_AT_ONCE or count == 1:
        yield wanted
        return
    asked = np.ones(count, bool) if wanted is None else wanted
    step = -(-count // -(-places // SORTED_AT_ONCE))
    for start in range(0, count, step):
        share = np.zeros(count, bool)
        share[start : start + step] = asked[start : start + step]
        if share.any():
            yield share


def strings(found: Tokens, count: int, wanted: Numbers | None = None) -> Strings:
    """Strings of so many buckets, or of those that are `wanted`."""
    ordered = sorted(
        (bucket, token, number)
        for number, token in enumerate(found.tokens)
        for bucket in (string_bucket(token, count),)
        if wanted is None or wanted[bucket]
    )
    ranks = np.full(len(found.tokens), -1)
    ranks[np.array([number for _, _, number in ordered], np.int64)] = np.arange(len(ordered))
    terms = ranks[found.ids]
    here = slice(None) if wanted is None else np.flatnonzero(terms >= 0)
    terms, texts, at = terms[here], found.texts[here], found.spots[here]
    order = np.lexsort((at, texts, terms))
    places = Places(terms[order], texts[order], at[order])
    buckets = np.array([bucket for bucket, _, _ in ordered], np.int64)
    tokens = [token for _, token, _ in ordered]
    return Strings(buckets, tokens, places, np.array([is_facet(token) for token in tokens], bool))


def shuffled(first: Numbers) -> Numbers:
    """Numbers of 16 bits that neighbours do not share."""
    return (first.astype(np.int64) * _SHUFFLE & 0xFFFFFFFF) >> 16


def string_bucket(token: str, count: int) -> int:
    """The bucket of a run or a facet."""
    return zlib.crc32(token.encode()) % count


def bits(number: int) -> int:
    """Bits that hold a number."""
    return int(number).bit_length()


def _ranks(codes: Numbers) -> tuple[Numbers, Numbers]:
    """The rank of each character that there is, by its code; and the characters."""
    present = np.zeros(CODES, bool)
    present[codes] = True
    characters = np.flatnonzero(present)
    ranks = np.zeros(CODES, np.int64)
    ranks[characters] = np.arange(len(characters))
    return ranks, characters


def _packed(widths: Sequence[int], *numbers: Numbers) -> Numbers:
    """Several numbers in one, the first highest."""
    packed = numbers[0].astype(np.int64)
    for number, width in zip(numbers[1:], widths[1:], strict=True):
        packed <<= width
        packed |= number
    return packed


def _unpacked(widths: Sequence[int], packed: Numbers) -> list[Numbers]:
    numbers = []
    for width in reversed(widths[1:]):
        numbers.append(packed & ((1 << width) - 1))
        packed = packed >> width
    return [packed, *reversed(numbers)]


def _by_bucket(keys: Numbers, count: int, width: int) -> Iterator[Numbers]:
    """Sorted keys in pieces that end where a bucket ends; `width` are bits below the bucket's."""
    stops = np.searchsorted(keys, np.arange(1, count + 1, dtype=np.int64) << width)
    start = 0
    for stop in stops.tolist():
        if stop - start > CODED_AT_ONCE or stop == len(keys):
            if stop > start:
                yield keys[start:stop]
            start = stop


def _numbered(new: Numbers) -> Numbers:
    """Of each, the number of what it belongs to."""
    numbers = np.cumsum(new, dtype=np.int32)
    numbers -= 1
    return numbers


def _new(keys: Numbers) -> Numbers:
    """Where sorted keys are others than before."""
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    return new
