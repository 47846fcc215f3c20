"""The files of terms: buckets of pairs and strings, of single characters and of sounds; and the
large lists, which have files of their own.

A bucket is found from the term alone, so there is no directory to fetch. Of a pair, the first
character says how far the buckets of its second ones are turned; so a bucket need not hold the
second character's remainder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isqrt

import numpy as np

from broadsheet.search import postings as found_in
from broadsheet.search.bits import (
    Codes,
    Numbers,
    bit_length,
    fixed,
    gamma,
    joined,
    pack,
    rice,
    rice_parameter,
)
from broadsheet.search.documents import FIELDS
from broadsheet.search.lists import Lists, code_lists, spread
from broadsheet.search.manifest import script
from broadsheet.search.postings import Pairs, Postings, Strings
from broadsheet.values import dataclass

APART = 6000
"""Bytes of a list from which on it has a file of its own; more where lists are long. It makes the
bucket larger for all who ask for it, but most who do want the list, and would have to ask twice.
"""

APART_SINGLE = 4096
"""Bytes of a list of a single character from which on it has a file of its own."""

File = tuple[str, bytes]
"""Name and contents, as it is published (manifest.script)."""


def bucket_count(pairs: int, stories: int) -> int:
    """How many buckets of pairs and strings: a place of a pair takes some two bytes.

    A round number of the binary system, so that an edit to one of many stories hardly ever
    changes it and with it every file.
    """
    count = max(1, 2 * pairs // _target(stories))
    low = max(0, count.bit_length() - _ROUND)
    return count >> low << low


_ROUND = 5
"""Bits of the number of buckets that are not zero."""


def _stories(postings: Postings) -> int:
    return len(postings.lengths) // len(FIELDS)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the buckets, in a segment whose others are printed already."""

    pairs: Numbers
    """Of each bucket of pairs and strings: whether it is one of them."""
    singles: Numbers
    """The same of single characters …"""
    sounds: Numbers
    """… and of sounds."""
    apart: Numbers
    """Of all buckets, of the three kinds one after the other: how many lists are apart."""

    def all(self) -> Numbers:
        """Of all buckets, likewise: whether it is one of them."""
        return np.concatenate((self.pairs, self.singles, self.sounds))

    def moved(self, apart: Numbers) -> Part:
        """With the buckets whose lists have other numbers when so many are apart."""
        lists = (self.apart > 0) | (apart > 0)
        numbers = np.cumsum(apart) - apart != np.cumsum(self.apart) - self.apart
        more = self.all() | (lists & numbers)
        pairs, singles = len(self.pairs), len(self.singles)
        return Part(
            more[:pairs], more[pairs : pairs + singles], more[pairs + singles :], self.apart
        )

    def lists(self) -> frozenset[str]:
        """Names of the files of lists that are apart."""
        mine = self.all()
        counts = self.apart[mine]
        numbers = spread(np.cumsum(self.apart)[mine] - counts, counts).tolist()
        return frozenset(f"{kind}{number}" for number in numbers for kind in "bp")


def _target(stories: int) -> int:
    """Bytes of a bucket, hardly fewer in small segments: what a browser needs for a file is mostly
    the asking, and few large ones are soon all there. Those of large segments are never all there.
    """
    return min(2200, isqrt(isqrt(isqrt(max(1, stories) * 700**8))))


def _limit(stories: int) -> int:
    """Bits of a list from which on it has a file of its own."""
    return 8 * max(APART, stories // 2)


def singles_count(count: int) -> int:
    """How many buckets of single characters there are beside so many others."""
    return (count + 7) // 8


def sounds_count(count: int) -> int:
    """How many buckets of syllables and initials there are beside so many others."""
    return (count + 31) // 32


def term_files(postings: Postings, part: Part | None = None) -> tuple[dict[str, bytes], Numbers]:
    """All files of terms, or those of a part; and how many lists of each bucket are apart.

    Those of a part are right if that is what the part was given.
    """
    stories = _stories(postings)
    count = bucket_count(len(postings.pairs), stories)
    lengths = postings.lengths
    limit = _limit(stories)
    counts = count, singles_count(count), sounds_count(count)
    wanted = (part.pairs, part.singles, part.sounds) if part else (None, None, None)
    press = _Press(sum(counts), part)
    files = dict[str, bytes]()

    strings = found_in.strings(postings.words, count, wanted[0])
    lists = code_lists(strings.places, lengths, stories, limit=limit, silent=strings.silent)
    named = _named(strings, lists)
    rest = _numbers(count, wanted[0])
    for pairs in found_in.pairs(postings, count, wanted[0]):
        buckets, rest = _until(rest, int(pairs.buckets[-1]))
        lists = code_lists(pairs.places, lengths, stories, limit=limit)
        files.update(press.files("", 0, buckets, _paired(buckets, pairs, lists), named))
    files.update(press.files("", 0, rest, named))

    rest = _numbers(counts[1], wanted[1])
    for pairs in found_in.singles(postings, counts[1], wanted[1]):
        buckets, rest = _until(rest, int(pairs.buckets[-1]))
        lists = code_lists(pairs.places, lengths, stories, limit=APART_SINGLE * 8)
        files.update(press.files("c", count, buckets, _paired(buckets, pairs, lists)))
    files.update(press.files("c", count, rest))

    strings = found_in.strings(postings.sounds, counts[2], wanted[2])
    lists = code_lists(strings.places, postings.heard, stories, limit=limit)
    rest = _numbers(counts[2], wanted[2])
    files.update(press.files("y", count + counts[1], rest, _named(strings, lists)))
    if part is not None:
        return files, np.where(part.all(), press.apart, part.apart)
    return files, press.apart


def _numbers(count: int, wanted: Numbers | None) -> Numbers:
    """The buckets that are to be printed."""
    return np.arange(count) if wanted is None else np.flatnonzero(wanted)


def _until(buckets: Numbers, last: int) -> tuple[Numbers, Numbers]:
    """Those up to one of them, and the others."""
    stop = int(np.searchsorted(buckets, last)) + 1
    return buckets[:stop], buckets[stop:]


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms with their names and lists, sorted by bucket."""

    buckets: Numbers
    lists: Lists
    widths: Numbers
    """By bucket, from the first: bits of the quotients of its pairs; nothing for strings."""

    def of(self, buckets: Numbers) -> _Terms:
        """Those of some buckets, between which the segment has no others."""
        bounds = np.searchsorted(self.buckets, (buckets[0], buckets[-1] + 1))
        part = slice(*bounds.tolist())
        return _Terms(self.buckets[part], self.lists.part(part), self.widths)


def _paired(buckets: Numbers, pairs: Pairs, lists: Lists) -> _Terms:
    """A pair's name: its first character less that of the pair before, the rest of its second
    one, and whether it goes over a hard gap.
    """
    bucket = np.searchsorted(buckets, pairs.buckets)
    counts = np.bincount(bucket, minlength=len(buckets))
    widths = np.zeros(len(buckets), np.int32)
    np.maximum.at(widths, bucket, bit_length(pairs.quotients))
    before = np.zeros_like(pairs.first)
    before[1:] = np.where(bucket[1:] == bucket[:-1], pairs.first[:-1], 0)
    names = rice(pairs.first - before, rice_parameter(0x9FFF // (counts + 1))[bucket])
    names = names.then(fixed(pairs.quotients, widths[bucket])).then(fixed(pairs.over, 1))
    lists.codes.put(lists.starts, names)
    return _Terms(pairs.buckets, lists, widths)


def _named(strings: Strings, lists: Lists) -> _Terms:
    """A string's name: gamma of its length in bytes, and these."""
    values, sizes, stops = list[int](), list[int](), list[int]()
    for token in strings.tokens:
        data = token.encode()
        values.append(len(data))
        sizes.append(2 * len(data).bit_length() - 1)
        for start in range(0, len(data), 8):
            some = data[start : start + 8]
            values.append(int.from_bytes(some, "big"))
            sizes.append(8 * len(some))
        stops.append(len(values))
    names = fixed(np.array(values, np.uint64), np.array(sizes, np.int32))
    named = lists.named(names, np.array(stops, np.int64))
    return _Terms(strings.buckets, named, np.zeros(0, np.int32))


class _Press:
    """Makes the files of buckets; large lists are numbered as they come."""

    def __init__(self, count: int, part: Part | None) -> None:
        self.apart = np.zeros(count, np.int64)
        """Of all buckets, of the three kinds one after the other: how many lists are apart."""
        self._before = None if part is None else np.cumsum(part.apart) - part.apart
        self._taken = 0

    def files(self, kind: str, first: int, every: Numbers, *kinds: _Terms) -> Iterator[File]:
        """The files of some buckets: terms of each kind, and after each bucket's file those of
        its lists that are apart. `first` is the number of the kind's first bucket among all.
        """
        if not len(every):
            return
        groups = [terms.of(every) for terms in kinds]
        heads = list(self._heads(every, groups))
        pool, size = heads[:], len(heads) * len(every)
        numbers = np.arange(len(every))
        layout = [
            (every, np.zeros_like(every), numbers + at * len(every), np.ones_like(every))
            for at in range(len(heads))
        ]
        places = [group.buckets for group in groups]
        apart = np.concatenate([group.lists.apart for group in groups] or [np.zeros(0, bool)])
        rank = np.empty(int(apart.sum()), np.int64)
        of_them = np.concatenate(places or [every[:0]])[apart]
        order = np.argsort(of_them, kind="stable")
        rank[order] = np.arange(1, len(rank) + 1)
        files = self._numbered(first + of_them[order])
        taken = 0
        for group in groups:
            lists = group.lists
            here = np.flatnonzero(lists.apart)
            numbers = rank[taken : taken + len(here)]
            taken += len(here)
            lists.codes.put(lists.marks[here], _marks(files[numbers - 1] + 1, lists.split[here]))
            stops = np.where(lists.apart, lists.marks + 1, lists.ends)
            layout.append(
                (group.buckets, 0 * group.buckets, lists.starts + size, stops - lists.starts)
            )
            begins, middle, ends = (at[here] for at in (lists.heads, lists.spots, lists.ends))
            layout.append((group.buckets[here], 2 * numbers, begins + size, middle - begins))
            layout.append((group.buckets[here], 2 * numbers + 1, middle + size, ends - middle))
            pool.append(lists.codes)
            size += len(lists.codes.sizes)
        bucket, sub, begins, lengths = (np.concatenate(part) for part in zip(*layout, strict=True))
        filled = lengths > 0
        key = (bucket * 2 * (len(rank) + 1) + sub)[filled]
        order = np.argsort(key, kind="stable")
        key = key[order]
        lengths = lengths[filled][order]
        codes = joined(pool).take(spread(begins[filled][order], lengths))
        last = np.flatnonzero(np.diff(key, append=-1))
        packed = pack(codes, np.cumsum(lengths)[last])
        for where, data in zip(key[last].tolist(), packed, strict=True):
            bucket_number, sub_number = divmod(where, 2 * (len(rank) + 1))
            if sub_number == 0:
                yield f"{kind}{bucket_number}", script(data)
            else:
                yield f"{'bp'[sub_number % 2]}{files[sub_number // 2 - 1]}", script(data)

    def _numbered(self, buckets: Numbers) -> Numbers:
        """The numbers of lists that are apart, by the buckets that they come from, in order."""
        counts = np.bincount(buckets, minlength=len(self.apart))
        self.apart += counts
        within = np.arange(len(buckets)) - (np.cumsum(counts) - counts)[buckets]
        if self._before is not None:
            numbers: Numbers = self._before[buckets] + within
            return numbers
        self._taken += len(buckets)
        return np.arange(self._taken - len(buckets), self._taken)

    def _heads(self, every: Numbers, groups: Sequence[_Terms]) -> Iterator[Codes]:
        """How many pairs and strings a bucket has, and the bits of the pairs' quotients."""
        pairs, strings = np.zeros_like(every), np.zeros_like(every)
        widths = np.zeros_like(every)
        for group in groups:
            counts = np.bincount(np.searchsorted(every, group.buckets), minlength=len(every))
            if len(group.widths):
                pairs, widths = counts, group.widths
            else:
                strings = counts
        return map(gamma, (pairs + 1, strings + 1, widths + 1))


def _marks(numbers: Numbers, split: Numbers) -> Codes:
    """Of a list that is apart: in which file, and whether its positions are in another one."""
    one = fixed(np.ones(len(numbers), np.int64), 1)
    return one.then(gamma(numbers)).then(fixed(split, 1))
