"""Codes the lists of terms: which stories have a term, how often and where.

docs/search-index.md, Lists. All lists of many terms are coded at once; what comes out are codes in
the order of the terms, with room before each list for what its bucket says of the term.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from broadsheet.search.bits import (
    Codes,
    Numbers,
    bit_length,
    fixed,
    gamma,
    joined,
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


@dataclass(frozen=True, slots=True)
class Places:
    """Where the terms of a segment stand: an item for each time, sorted by all three."""

    terms: Numbers
    """Numbers of the terms from 0, none left out."""
    texts: Numbers
    """Number of the story times the number of fields, and the number of the field."""
    spots: Numbers | None
    """Positions in the field, or None where they are not told."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of some terms."""

    codes: Codes
    starts: Numbers
    """By term: its first code, which is left for its name."""
    marks: Numbers
    """By term: the code that says whether the list follows, or where it is; left for the latter."""
    heads: Numbers
    """By term: the first code of a list that is apart, where there are such."""
    spots: Numbers
    """By term: the first code of the positions of a list whose positions are apart again."""
    ends: Numbers
    """By term: the code after its last."""
    apart: Numbers
    """Whether the list has a file of its own."""
    split: Numbers
    """Whether its positions have one more."""

    def part(self, terms: slice) -> Lists:
        """Those of some neighbours."""
        starts, ends = self.starts[terms], self.ends[terms]
        start, stop = (starts[0], ends[-1]) if len(starts) else (0, 0)
        return replace(
            self._moved(terms, -start),
            codes=self.codes.take(slice(start, stop)),
            apart=self.apart[terms],
            split=self.split[terms],
        )

    def _moved(self, terms: slice, shift: Numbers | int) -> Lists:
        return replace(
            self,
            starts=self.starts[terms] + shift,
            marks=self.marks[terms] + shift,
            heads=self.heads[terms] + shift,
            spots=self.spots[terms] + shift,
            ends=self.ends[terms] + shift,
        )

    def named(self, names: Codes, stops: Numbers) -> Lists:
        """The same with longer names: `stops` has the code of `names` after each one."""
        sizes = np.diff(stops, prepend=0)
        lengths = self.ends - self.marks
        shift = np.cumsum(sizes - 1)
        begins = np.ravel(np.column_stack((stops - sizes, self.marks + len(names.sizes))))
        order = spread(begins, np.ravel(np.column_stack((sizes, lengths))))
        moved = self._moved(slice(None), shift)
        codes = joined((names, self.codes)).take(order)
        return replace(moved, codes=codes, starts=moved.starts - sizes + 1)


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
    first = _changes(places.terms, places.texts)
    term, text = places.terms[first], places.texts[first]
    times = np.diff(first, append=len(places.terms))
    story = text // len(FIELDS)
    field = text - story * len(FIELDS)
    # A posting is a term in a story: some fields, here the places of their first ones.
    lead = _changes(term, story)
    fields = np.diff(lead, append=len(term))
    occurrences = sums(times, lead)
    plain = (fields == 1) & (field[lead] == BODY)
    begins = np.flatnonzero(np.diff(term[lead], prepend=-1))  # by term: its first posting
    count = np.diff(begins, append=len(lead))

    head = _gaps(story[lead], begins, count, stories)
    said = _frequencies(plain, times[lead], np.bitwise_or.reduceat(1 << (BODY - field), lead))
    others = np.flatnonzero(np.repeat(~plain, fields))
    more = gamma(times[others]), gamma(np.maximum(1, lengths[text[others]]))
    more[1].blank(field[others] == BODY)
    stood = np.zeros(len(term), np.int64)
    stood[others] = more[0].sizes + more[1].sizes
    spots = Codes.empty(0)
    if places.spots is not None:
        spots = _spots(places.spots, first, times, field, lengths[text])
        if silent is not None:
            said.blank(np.flatnonzero(silent[term[lead]]))
            spots.blank(np.flatnonzero(silent[places.terms]))
    head = head.then(said)
    bits = head.sizes + head.leads + sums(stood, lead)
    if places.spots is not None:
        bits += sums(spots.sizes + spots.leads, first[lead])
    total = 2 * bit_length(count) - 1 + sums(bits, begins)
    apart = (count > 1) & (total > limit)
    parted = apart & (total > max(WHOLE, stories) * 8) & (places.spots is not None)
    if silent is not None:
        parted &= ~silent

    # Heads have a code, and two for each field where others than the body have the term. Tails
    # have one for each position, but a term that stands once in a body is one code in all.
    heads = 1 + np.where(plain, 0, 2 * fields)
    tails = np.zeros(len(lead), np.int64)
    if places.spots is not None:
        merged = plain & (occurrences == 1) & ~np.repeat(parted, count)
        merged &= spots.leads[first[lead]] == 0
        once = np.flatnonzero(merged)
        head.put(once, head.take(once).then(spots.take(first[lead[once]])))
        tails = np.where(merged, 0, occurrences)
    room = 2 + apart
    sizes = room + sums(heads + tails, begins)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    all_heads = sums(heads, begins)
    base = np.repeat(starts + room, count)
    tails_before = _before(tails, begins, count)
    split_here = np.repeat(parted, count)
    at = base + _before(heads, begins, count) + np.where(split_here, 0, tails_before)
    tail_at = np.where(split_here, base + np.repeat(all_heads, count) + tails_before, at + heads)

    codes = Codes.empty(int(sizes.sum()))
    codes.put(at, head)
    if len(others):
        places_of_more = spread(at[~plain] + 1, fields[~plain], 2)
        codes.put(places_of_more, more[0])
        codes.put(places_of_more + 1, more[1])
    alone = np.flatnonzero(tails)
    if len(alone):
        of_them = np.flatnonzero(np.repeat(tails > 0, occurrences))
        codes.put(spread(tail_at[alone], tails[alone]), spots.take(of_them))
    number = gamma(count)
    here, there = np.flatnonzero(~apart), np.flatnonzero(apart)
    codes.put(starts[here] + 1, number.take(here))
    codes.sizes[starts[here] + 1] += 1  # the zero that says that the list follows
    codes.put(starts[there] + 2, number.take(there))
    spots_at = np.where(parted, starts + room + all_heads, ends)
    return Lists(codes, starts, starts + 1, starts + 2, spots_at, ends, apart, parted)


def _changes(*keys: Numbers) -> Numbers:
    """Places where any of the keys is another than before, and the first."""
    new = np.ones(len(keys[0]), bool)
    if len(new):
        new[1:] = keys[0][1:] != keys[0][:-1]
        for key in keys[1:]:
            new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def _gaps(numbers: Numbers, begins: Numbers, count: Numbers, stories: int) -> Codes:
    """Each story less the one before and less one."""
    before = np.empty_like(numbers)
    before[1:] = numbers[:-1]
    before[begins] = -1
    return rice(numbers - before - 1, np.repeat(rice_parameter(stories // count), count))


def _frequencies(plain: Numbers, times: Numbers, mask: Numbers) -> Codes:
    """What a posting says after its gap: `0`; `10` and times - 1 of the body; `11` and fields."""
    result = fixed(np.zeros(len(plain), np.int64), 1)
    often = np.flatnonzero(plain & (times > 1))
    result.put(often, fixed(np.full(len(often), 0b10), 2).then(gamma(times[often] - 1)))
    other = np.flatnonzero(~plain)
    result.put(other, fixed((0b11 << (BODY + 1)) | mask[other], 2 + BODY + 1))
    return result


def _spots(
    spots: Numbers, first: Numbers, times: Numbers, field: Numbers, lengths: Numbers
) -> Codes:
    """Each position less the one before in its field and less one."""
    before = np.empty_like(spots)
    before[1:] = spots[:-1]
    before[first] = -1
    usual = np.where(field == BODY, USUAL, lengths >> 1)
    k = rice_parameter(usual // (times + 1))
    return rice(spots - before - 1, np.repeat(k, times))


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


def spread(starts: Numbers, counts: Numbers, step: int = 1) -> Numbers:
    """So many places from each start, a step apart."""
    before = np.cumsum(counts) - counts
    number = np.arange(int(counts.sum())) - np.repeat(before, counts)
    result: Numbers = np.repeat(starts, counts) + step * number
    return result
