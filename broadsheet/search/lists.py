"""Codes the lists of terms: which stories have a term, how often and where.

docs/search-index.md, Lists. All lists of many terms are coded at once. What comes out are codes
with their places, as if the lists stood one after the other: what a bucket says of each term
before its list is not known here, so they are set only there.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from broadsheet.search.bits import (
    Codes,
    Numbers,
    fixed,
    gamma,
    rice,
    rice_parameter,
)
from broadsheet.search.documents import FIELDS
from broadsheet.values import dataclass

BODY = len(FIELDS) - 1
"""The body is the last field: nearly all postings have no other."""

USUAL = 700
"""Characters of a body's stream: it decides how positions in bodies are coded."""

WHOLE = 9000
"""Bytes of a large term that are kept in one file with its positions; more in large segments."""

_ELEMENT = 64
"""Bits of a code at most."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the terms of a segment stand: an item for each text of each term, sorted by both."""

    terms: Numbers
    """Numbers of the terms from 0, none left out."""
    texts: Numbers
    """Number of the story times the number of fields, and the number of the field."""
    times: Numbers
    """How often the term stands there."""
    spots: Numbers | None
    """An item for each time: positions in the field; None where they are not told."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Codes of one kind, in the lists of any terms."""

    codes: Codes
    terms: Numbers
    """By code: the number of its term, ascending."""
    at: Numbers
    """By code: its place in bits, counted from where Lists.starts or Lists.tails count."""
    tail: bool = False
    """Whether these are positions in files of their own."""

    def part(self, start: int, stop: int) -> Piece:
        """Those of some terms, which are then numbered from 0."""
        bounds = np.searchsorted(self.terms, (start, stop))
        these = slice(*bounds.tolist())
        return Piece(self.codes.take(these), self.terms[these] - start, self.at[these], self.tail)

    def where(self, asked: Numbers) -> Piece:
        """Those of the terms that are asked for."""
        these = np.flatnonzero(asked.take(self.terms))
        codes, terms = self.codes.take(these), self.terms.take(these)
        return Piece(codes, terms, self.at.take(these), self.tail)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of some terms; what belongs to a term comes by its number."""

    counts: Codes
    """How many stories it has: the beginning of its list."""
    starts: Numbers
    """Where what follows begins in the row of all lists …"""
    sizes: Numbers
    """… and how many bits this has."""
    tails: Numbers
    """The same of positions in a file of their own: where they begin …"""
    tail_sizes: Numbers
    """… and how many bits they have; none where there is no such file."""
    apart: Numbers
    """Whether the list has a file of its own."""
    pieces: tuple[Piece, ...]

    def part(self, terms: slice) -> Lists:
        """Those of some neighbours."""
        start, stop, _ = terms.indices(len(self.starts))
        return replace(
            self,
            counts=self.counts.take(terms),
            starts=self.starts[terms],
            sizes=self.sizes[terms],
            tails=self.tails[terms],
            tail_sizes=self.tail_sizes[terms],
            apart=self.apart[terms],
            pieces=tuple(piece.part(start, stop) for piece in self.pieces),
        )


def code_lists(
    places: Places,
    lengths: Numbers,
    stories: int,
    *,
    limit: int,
    silent: Numbers | None = None,
) -> Lists:
    """Codes lists. `lengths` are tokens by text, `stories` is the number of them all.

    Lists of more than `limit` bits are apart, and where they tell positions, from WHOLE bytes on
    these are so again. Those of `silent` terms, in bodies, have nothing but stories.
    """
    field = places.texts % len(FIELDS)
    heads = _heads(places, field, lengths, stories, silent)
    if places.spots is not None:
        spots = _spots(places, field, lengths)
        if silent is not None:
            quiet = silent.take(places.terms)
            spots.blank(np.flatnonzero(np.repeat(quiet, places.times)))
        return _with_spots(places, heads, spots, silent, limit, max(WHOLE, stories) * 8)
    at, sizes = rows(heads.bits, heads.begins)
    apart = (heads.stories > 1) & (heads.counts.sizes + sizes > limit)
    none = np.zeros(len(sizes), np.int64)
    pieces = Piece(heads.codes, heads.terms, at), *heads.fields(at)
    return Lists(heads.counts, at[heads.begins], sizes, none, none, apart, pieces)


@dataclass(frozen=True, slots=True)
class _Heads:
    """Postings, which are a term in a story each: what they say before their positions."""

    lead: Numbers
    """By posting: its first item of Places …"""
    terms: Numbers
    """… its term …"""
    plain: Numbers
    """… whether only the body has the term …"""
    codes: Codes
    """… the code that it begins with …"""
    bits: Numbers
    """… and how many bits it has so far."""
    begins: Numbers
    """By term: its first posting …"""
    stories: Numbers
    """… how many it has …"""
    counts: Codes
    """… and the same as a code."""
    rich: Numbers
    """Postings where others than the body have the term …"""
    many: Numbers
    """… and how many fields these are."""
    told: tuple[Codes, Codes]
    """By field of these postings: how often it has the term, and how long it is."""

    def fields(self, at: Numbers) -> tuple[Piece, Piece]:
        """What is told of fields; `at` says where each posting begins."""
        times, lengths = self.told
        sizes = times.sizes + lengths.sizes
        before = np.cumsum(sizes) - sizes
        begun = np.cumsum(self.many) - self.many
        own = at[self.rich] + self.codes.sizes[self.rich] + self.codes.leads[self.rich]
        begin = before + np.repeat(own - before[begun], self.many)
        terms = np.repeat(self.terms[self.rich], self.many)
        return Piece(times, terms, begin), Piece(lengths, terms, begin + times.sizes)


def _heads(
    places: Places, field: Numbers, lengths: Numbers, stories: int, silent: Numbers | None
) -> _Heads:
    story = places.texts // len(FIELDS)
    lead = np.flatnonzero(changes(places.terms) | changes(story))
    fields = np.diff(lead, append=len(story))
    terms = places.terms.take(lead)
    plain = (fields == 1) & (field.take(lead) == BODY)
    begins = np.flatnonzero(changes(terms))
    count = np.diff(begins, append=len(terms))
    codes = _gaps(story.take(lead), begins, count, stories)

    rich = np.flatnonzero(~plain)
    many = fields[rich]
    inner = spread(lead[rich], many)
    begun = np.cumsum(many) - many
    times = gamma(places.times[inner])
    long = gamma(np.maximum(1, lengths[places.texts[inner]]))
    long.blank(np.flatnonzero(field[inner] == BODY))

    # behind the gap: 0; of the body 10 and times - 1; 11 and fields
    often = np.flatnonzero(plain & (places.times.take(lead) > 1))
    more = gamma(places.times[lead[often]] - 1)
    repeated = codes.take(often).then(fixed(np.full(len(often), 0b10), 2)).then(more)
    said = codes.take(rich)
    if len(rich):
        mask = np.bitwise_or.reduceat(1 << (BODY - field[inner]), begun)
        said = said.then(fixed((0b11 << (BODY + 1)) | mask, 2 + BODY + 1))
    zero = 1 if silent is None else 1 - silent.take(terms)
    codes = Codes(codes.values << np.uint64(zero), codes.sizes + zero, codes.leads)
    codes.put(often, repeated)
    codes.put(rich, said)
    bits = (codes.sizes + codes.leads).astype(np.int64)
    bits[rich] += sums(times.sizes + long.sizes, begun)
    return _Heads(
        lead, terms, plain, codes, bits, begins, count, gamma(count), rich, many, (times, long)
    )


def _with_spots(
    places: Places, heads: _Heads, spots: Codes, silent: Numbers | None, limit: int, whole: int
) -> Lists:
    """The lists where positions are told.

    The first position of a body goes into the code of its posting: most have no others.
    """
    row = np.zeros(len(spots.sizes) + 1, np.int64)
    np.cumsum(spots.sizes + spots.leads, out=row[1:])
    opening = (np.cumsum(places.times) - places.times).take(heads.lead)
    spoken = np.diff(row.take(opening), append=row[-1])
    at, sizes = rows(heads.bits + spoken, heads.begins)
    total = heads.counts.sizes + sizes
    apart = (heads.stories > 1) & (total > limit)
    split = apart & (total > whole)
    if silent is not None:
        split &= ~silent
    parted = split.take(heads.terms)
    if split.any():
        at, sizes = rows(heads.bits + spoken * ~parted, heads.begins)
    tails = row.take(opening.take(heads.begins))
    tail_sizes = np.diff(tails, append=row[-1]) * split

    said = spots.sizes.take(opening)
    joins = heads.plain & ~parted & (spots.leads.take(opening) == 0)
    joins &= heads.codes.sizes + said <= _ELEMENT
    first = Codes(spots.values.take(opening) * joins, said * joins, heads.codes.leads)
    left = np.ones(len(spots.sizes), bool)
    left[opening.compress(joins)] = False
    rest = np.flatnonzero(left)
    remain = np.diff(opening, append=len(left)) - joins
    some = np.flatnonzero(remain)
    posting = np.repeat(some, remain[some])  # of each position that is left
    here = np.flatnonzero(~parted.take(posting))
    mine, spot = posting.take(here), rest.take(here)
    begin = at.take(mine) + heads.bits.take(mine) + row.take(spot) - row.take(opening.take(mine))
    pieces = [
        Piece(heads.codes.then(first), heads.terms, at),
        *heads.fields(at),
        Piece(spots.take(spot), heads.terms.take(mine), begin),
    ]
    if split.any():
        there = np.flatnonzero(parted.take(posting))
        mine, spot = posting.take(there), rest.take(there)
        pieces.append(Piece(spots.take(spot), heads.terms.take(mine), row.take(spot), tail=True))
    starts = at.take(heads.begins)
    return Lists(heads.counts, starts, sizes, tails, tail_sizes, apart, tuple(pieces))


def changes(numbers: Numbers) -> Numbers:
    """Where numbers are others than before, and the first."""
    new = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new


def rows(bits: Numbers, begins: Numbers) -> tuple[Numbers, Numbers]:
    """Where each begins if all stand in a row, and how many those from each place on have."""
    after = np.cumsum(bits)
    at: Numbers = after - bits
    return at, np.diff(at[begins], append=after[-1:])


def _gaps(numbers: Numbers, begins: Numbers, count: Numbers, stories: int) -> Codes:
    """Each story less the one before and less one."""
    before = np.empty_like(numbers)
    before[1:] = numbers[:-1]
    before[begins] = -1
    return rice(numbers - before - 1, np.repeat(rice_parameter(stories // count), count))


def _spots(places: Places, field: Numbers, lengths: Numbers) -> Codes:
    """Each position less the one before in its field and less one."""
    assert places.spots is not None
    times, gaps = places.times, places.spots
    first = np.cumsum(times) - times
    k = np.full(len(gaps), rice_parameter(np.array([USUAL // 2]))[0])
    # most stand once in a body
    others = np.flatnonzero((times > 1) | (field != BODY))
    if len(others):
        often = times[others]
        usual = np.where(field[others] == BODY, USUAL, lengths[places.texts[others]] >> 1)
        here = spread(first[others], often)
        k[here] = np.repeat(rice_parameter(usual // (often + 1)), often)
        later = np.ones(len(gaps), bool)
        later[first] = False
        here = np.flatnonzero(later)
        gaps = gaps.copy()
        gaps[here] -= places.spots[here - 1] + 1
    return rice(gaps, k)


def sums(numbers: Numbers, begins: Numbers) -> Numbers:
    """What the numbers from each place to the next are together."""
    whole = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(numbers, out=whole[1:])
    result: Numbers = np.diff(whole[begins], append=whole[-1])
    return result


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """So many places from each start."""
    before = np.cumsum(counts) - counts
    result: Numbers = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return result
