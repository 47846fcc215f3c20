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
from broadsheet.search import sorting
from broadsheet.search.bits import (
    Codes,
    Galley,
    Numbers,
    bit_length,
    fixed,
    gamma,
    rice,
    rice_parameter,
)
from broadsheet.search.documents import FIELDS
from broadsheet.search.lists import Lists, Piece, code_lists, rows, spread
from broadsheet.search.manifest import script
from broadsheet.search.postings import Postings, Strings
from broadsheet.search.sorting import Pairs
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
    count = bucket_count(postings.pairs, stories)
    lengths = postings.lengths
    limit = _limit(stories)
    counts = count, singles_count(count), sounds_count(count)
    wanted = (part.pairs, part.singles, part.sounds) if part else (None, None, None)
    press = _Press(sum(counts), part)
    files = dict[str, bytes]()

    (strings,) = found_in.strings(postings.words, count, wanted[0], whole=True)
    lists = code_lists(strings.places, lengths, stories, limit=limit, silent=strings.silent)
    named = _named(strings, lists)
    rest = _numbers(count, wanted[0])
    for pairs in sorting.pairs(postings, count, wanted[0]):
        buckets, rest = _until(rest, int(pairs.buckets[-1]))
        lists = code_lists(pairs.places, lengths, stories, limit=limit)
        terms = _paired(buckets, pairs, lists)
        files.update(press.files("", 0, buckets, terms, named.of(buckets)))
    files.update(press.files("", 0, rest, named.of(rest)))

    rest = _numbers(counts[1], wanted[1])
    for pairs in sorting.singles(postings, counts[1], wanted[1]):
        buckets, rest = _until(rest, int(pairs.buckets[-1]))
        lists = code_lists(pairs.places, lengths, stories, limit=APART_SINGLE * 8)
        files.update(press.files("c", count, buckets, _paired(buckets, pairs, lists)))
    files.update(press.files("c", count, rest))

    first = count + counts[1]
    rest = _numbers(counts[2], wanted[2])
    for strings in found_in.strings(postings.sounds(), counts[2], wanted[2]) if len(rest) else ():
        buckets, rest = _until(rest, int(strings.buckets[-1]))
        lists = code_lists(strings.places, postings.heard, stories, limit=limit)
        files.update(press.files("y", first, buckets, _named(strings, lists)))
    files.update(press.files("y", first, rest))
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
    names: Piece
    """Codes of the names; places count from where the term's name begins."""
    sizes: Numbers
    """By term: bits of its name."""
    lists: Lists
    widths: Numbers
    """By bucket, from the first: bits of the quotients of its pairs; nothing for strings."""

    def of(self, buckets: Numbers) -> _Terms:
        """Those of some buckets, between which the segment has no others."""
        ends = (buckets[0], buckets[-1] + 1) if len(buckets) else (0, 0)
        bounds = np.searchsorted(self.buckets, ends).tolist()
        these = slice(*bounds)
        names, lists = self.names.part(*bounds), self.lists.part(these)
        return _Terms(self.buckets[these], names, self.sizes[these], lists, self.widths)


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
    every = np.arange(len(bucket))
    sizes = names.sizes + names.leads
    return _Terms(pairs.buckets, Piece(names, every, 0 * every), sizes, lists, widths)


def _named(strings: Strings, lists: Lists) -> _Terms:
    """A string's name: gamma of its length in bytes, and these."""
    values, sizes = list[int](), list[int]()
    counts = np.zeros(len(strings.tokens), np.int64)
    for number, token in enumerate(strings.tokens):
        data = token.encode()
        values.append(len(data))
        sizes.append(2 * len(data).bit_length() - 1)
        for start in range(0, len(data), 8):
            some = data[start : start + 8]
            values.append(int.from_bytes(some, "big"))
            sizes.append(8 * len(some))
        counts[number] = 1 + -(-len(data) // 8)
    names = fixed(np.array(values, np.uint64), np.array(sizes, np.int32))
    terms = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    at, whole = rows(names.sizes, begins)
    at -= np.repeat(at[begins], counts)
    return _Terms(strings.buckets, Piece(names, terms, at), whole, lists, np.zeros(0, np.int32))


class _Press:
    """Makes the files of buckets; large lists are numbered as they come."""

    def __init__(self, count: int, part: Part | None) -> None:
        self.apart = np.zeros(count, np.int64)
        """Of all buckets, of the three kinds one after the other: how many lists are apart."""
        self._before = None if part is None else np.cumsum(part.apart) - part.apart
        self._taken = 0

    def files(self, kind: str, first: int, every: Numbers, *groups: _Terms) -> Iterator[File]:
        """The files of some buckets: terms of each kind, and the files of their lists that are
        apart. `first` is the number of the kind's first bucket among all.
        """
        if not len(every):
            return
        apart = [group.buckets.compress(group.lists.apart) for group in groups]
        of_them = np.concatenate([every[:0], *apart])
        order = np.argsort(of_them, kind="stable")
        files = self._numbered(first + of_them[order])
        ranks = np.empty_like(order)
        ranks[order] = np.arange(len(order))
        bits_apart = np.zeros(2 * len(order), np.int64)
        numbers = [np.searchsorted(every, group.buckets) for group in groups]
        heads = list(_heads(every, groups, numbers))
        bits = np.sum([code.sizes for code in heads], axis=0, dtype=np.int64)
        set_in = list[_Set]()
        for group, bucket in zip(groups, numbers, strict=True):
            lists = group.lists
            large = np.flatnonzero(lists.apart)
            mine, ranks = ranks[: len(large)], ranks[len(large) :]
            marks = _marks(files[mine] + 1, lists.tail_sizes[large] > 0)
            room = 1 + lists.counts.sizes + lists.sizes
            room[large] = marks.sizes
            bits_apart[2 * mine] = lists.counts.sizes[large] + lists.sizes[large]
            bits_apart[2 * mine + 1] = lists.tail_sizes[large]
            size = group.sizes + room
            before = np.cumsum(size) - size
            whole = np.bincount(bucket, size, len(every)).astype(np.int64)
            begin = bits.take(bucket) + before - (np.cumsum(whole) - whole).take(bucket)
            bits += whole
            set_in.append(_Set(group, bucket, begin, large, mine, marks))
        sizes = (np.concatenate((bits, bits_apart)) + 7) >> 3
        stops = np.cumsum(sizes)
        begins = stops - sizes
        galley = Galley(int(sizes.sum()))
        at = 8 * begins[: len(every)]
        for code in heads:
            galley.put(code, at)
            at = at + code.sizes
        for one in set_in:
            one.set(galley, 8 * begins[: len(every)], 8 * begins[len(every) :])
        data = iter(galley.cut(begins, stops))
        for number in every.tolist():
            yield f"{kind}{number}", script(next(data))
        for number in files.tolist():
            for name, some in (("b", next(data)), ("p", next(data))):
                if some:
                    yield f"{name}{number}", script(some)

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


def _heads(every: Numbers, groups: Sequence[_Terms], numbers: Sequence[Numbers]) -> Iterator[Codes]:
    """How many pairs and strings a bucket has, and the bits of the pairs' quotients; `numbers` say
    which of the buckets each term is in.
    """
    pairs = strings = widths = np.zeros_like(every)
    for group, bucket in zip(groups, numbers, strict=True):
        counts = np.bincount(bucket, minlength=len(every))
        if len(group.widths):
            pairs, widths = counts, group.widths
        else:
            strings = counts
    return map(gamma, (pairs + 1, strings + 1, widths + 1))


@dataclass(frozen=True, slots=True)
class _Set:
    """Terms and where they are set."""

    terms: _Terms
    bucket: Numbers
    """Of each term: which of the buckets that are printed …"""
    begin: Numbers
    """… and where in its file the term begins."""
    large: Numbers
    """The terms whose lists are apart …"""
    ranks: Numbers
    """… of each, which of all lists that are apart …"""
    marks: Codes
    """… and what its bucket says of it."""

    def set(self, galley: Galley, buckets: Numbers, apart: Numbers) -> None:
        """Sets them; the places of files are those of buckets, and of lists and positions apart."""
        names, lists, large = self.terms.names, self.terms.lists, self.large
        begin = buckets.take(self.bucket) + self.begin
        galley.put(names.codes, begin.take(names.terms) + names.at)
        begin += self.terms.sizes
        galley.put(self.marks, begin[large])
        begin += 1  # the zero that says that the list follows
        begin[large] = apart[2 * self.ranks]
        every = np.arange(len(begin))
        pieces = [(Piece(lists.counts, every, 0 * every), begin)]
        begin = begin + lists.counts.sizes - lists.starts
        tails = np.zeros_like(begin)
        tails[large] = apart[2 * self.ranks + 1] - lists.tails[large]
        pieces += [(piece, tails if piece.tail else begin) for piece in lists.pieces]
        if len(large):
            # those in buckets and those apart each stand in order
            kinds = (~lists.apart, lists.apart)
            pieces = [(piece.where(asked), at) for piece, at in pieces for asked in kinds]
        for piece, at in pieces:
            galley.put(piece.codes, at.take(piece.terms) + piece.at)


def _marks(numbers: Numbers, split: Numbers) -> Codes:
    """Of a list that is apart: in which file, and whether its positions are in another one."""
    one = fixed(np.ones(len(numbers), np.int64), 1)
    return one.then(gamma(numbers)).then(fixed(split, 1))
