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
    term, text, times = places.terms, places.texts, places.times
    story = text // len(FIELDS)
    field = text - story * len(FIELDS)
    # A posting is a term in a story: some fields, here the places of their first ones.
    lead = np.flatnonzero(changes(term) | changes(story))
    fields = np.diff(lead, append=len(term))
    of, mine = term.take(lead), story.take(lead)
    plain = (fields == 1) & (field.take(lead) == BODY)
    begins = np.flatnonzero(changes(of))  # by term: its first posting
    count = np.diff(begins, append=len(of))

    rich = np.flatnonzero(~plain)  # others than the body have the term
    some = fields[rich]
    inner = spread(lead[rich], some)
    begun = np.cumsum(some) - some  # by such a posting: its first field
    said = _frequencies(plain, times.take(lead))
    if len(rich):
        mask = np.bitwise_or.reduceat(1 << (BODY - field[inner]), begun)
        said.put(rich, fixed((0b11 << (BODY + 1)) | mask, 2 + BODY + 1))
    if silent is not None:
        said.blank(np.flatnonzero(silent.take(of)))
    head = _gaps(mine, begins, count, stories).then(said)
    bits = (head.sizes + head.leads).astype(np.int64)
    more = gamma(times[inner]), gamma(np.maximum(1, lengths[text[inner]]))
    more[1].blank(np.flatnonzero(field[inner] == BODY))
    within = more[0].sizes + more[1].sizes
    before = head.sizes[rich] + head.leads[rich]
    bits[rich] += sums(within, begun)

    number = gamma(count)
    none = np.zeros(len(count), np.int64)
    if places.spots is None:
        at, sizes = rows(bits, begins)
        apart = (count > 1) & (number.sizes + sizes > limit)
        lists = Lists(number, at[begins], sizes, none, none, apart, ())
        spots = tuple[Piece, ...]()
        rest = head
    else:
        lists, at, rest, spots = _with_spots(
            places, field, lengths, lead, begins, number, plain, head, bits, silent,
            limit, max(WHOLE, stories) * 8,
        )  # fmt: skip
    begin = np.repeat(at[rich] + before, some) + _before(within, begun, some)
    terms = term[inner]
    pieces = (
        Piece(rest, of, at),
        Piece(more[0], terms, begin),
        Piece(more[1], terms, begin + more[0].sizes),
        *spots,
    )
    return replace(lists, pieces=pieces)


def _with_spots(
    places: Places, field: Numbers, lengths: Numbers, lead: Numbers, begins: Numbers,
    number: Codes, plain: Numbers, head: Codes, bits: Numbers, silent: Numbers | None,
    limit: int, whole: int,
) -> tuple[Lists, Numbers, Codes, tuple[Piece, ...]]:  # fmt: skip
    """The lists where positions are told; the places of their heads, these, and positions.

    The first position of a body goes into the code of its head: most lists have no others.
    """
    of, times = places.terms.take(lead), places.times
    first = np.cumsum(times) - times
    codes = _spots(places, first, field, lengths)
    if silent is not None:
        codes.blank(np.flatnonzero(np.repeat(silent.take(places.terms), times)))
    row = np.zeros(len(codes.sizes) + 1, np.int64)
    np.cumsum(codes.sizes + codes.leads, out=row[1:])
    opening = first.take(lead)  # by posting: its first position
    spoken = np.diff(row.take(opening), append=row[-1])
    count = np.diff(begins, append=len(of))
    total = number.sizes + rows(bits + spoken, begins)[1]
    apart = (count > 1) & (total > limit)
    split = apart & (total > whole)
    if silent is not None:
        split &= ~silent
    parted = split.take(of)
    at, sizes = rows(bits + spoken * ~parted, begins)
    tails = row.take(opening.take(begins))
    tail_sizes = np.diff(tails, append=row[-1]) * split
    lists = Lists(number, at.take(begins), sizes, tails, tail_sizes, apart, ())

    said = codes.sizes.take(opening)
    joins = plain & ~parted & (codes.leads.take(opening) == 0) & (head.sizes + said <= _ELEMENT)
    one = Codes(codes.values.take(opening) * joins, said * joins, head.leads)
    left = np.ones(len(codes.sizes), bool)
    left[opening.compress(joins)] = False
    rest = np.flatnonzero(left)
    remain = np.diff(opening, append=len(left)) - joins
    some = np.flatnonzero(remain)
    posting = np.repeat(some, remain[some])  # of each position that is left
    there = parted.take(posting)
    where = row.take(rest)
    inside = np.flatnonzero(~there)
    mine = posting.take(inside)
    begin = at.take(mine) + bits.take(mine) - row.take(opening.take(mine))
    spots = [
        Piece(codes.take(rest.take(inside)), of.take(mine), begin + where.take(inside)),
    ]
    if split.any():
        tail = np.flatnonzero(there)
        terms = of.take(posting.take(tail))
        spots.append(Piece(codes.take(rest.take(tail)), terms, where.take(tail), tail=True))
    return lists, at, head.then(one), tuple(spots)


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


def _frequencies(plain: Numbers, times: Numbers) -> Codes:
    """What a posting says after its gap, where only the body has the term: `0`; `10`, times - 1."""
    result = fixed(np.zeros(len(plain), np.int64), 1)
    often = np.flatnonzero(plain & (times > 1))
    result.put(often, fixed(np.full(len(often), 0b10), 2).then(gamma(times[often] - 1)))
    return result


def _spots(places: Places, first: Numbers, field: Numbers, lengths: Numbers) -> Codes:
    """Each position less the one before in its field and less one."""
    assert places.spots is not None
    times, gaps = places.times, places.spots
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


def _before(numbers: Numbers, begins: Numbers, count: Numbers) -> Numbers:
    """How much the numbers before each are together, in its term."""
    before: Numbers = np.cumsum(numbers) - numbers
    before -= np.repeat(before[begins], count)
    return before


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """So many places from each start."""
    before = np.cumsum(counts) - counts
    result: Numbers = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return result
